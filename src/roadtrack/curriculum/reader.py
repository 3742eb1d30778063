"""From the bytes of a file to a curriculum, or to every fault it has.

Limits are checked before parsing (1 MiB, 32 levels, no NUL), so that a hostile file costs nothing. Schema
faults come from pydantic; ids, needs, aliases and cycles are checked on the raw tables, so that one fault
never hides another.
"""

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ValidationError

from roadtrack.curriculum import schema
from roadtrack.curriculum.cycles import find_cycle
from roadtrack.curriculum.faults import Fault, nearest
from roadtrack.curriculum.lines import Path, key_lines, line_of, nesting
from roadtrack.curriculum.model import Curriculum
from roadtrack.text import VARIATION_SELECTOR, ZERO_WIDTH_JOINER, is_hidden

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 32
_MAX_COMPARISONS = 100_000  # spent on nearest spellings in one file, about 0.2 s; later faults have none
_SHOWN = 80  # characters of a value that a message quotes


def read(data: bytes, path: str) -> tuple[Curriculum | None, tuple[Fault, ...]]:
    """The curriculum in a file's bytes and its faults; with any fault there is no curriculum.

    path: the file's name as it is to be shown. All faults are found, in line order.
    """
    text, fault = _decode(data, path)
    if fault is not None:
        return None, (fault,)
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return None, (_syntax_fault(error, text, path),)
    except (RecursionError, ValueError) as error:  # a 100,000-digit integer is a ValueError
        return None, (Fault(path, 1, "", f"cannot be read: {type(error).__name__}"),)
    reader = _Reader(path, key_lines(text))
    file = reader.check_schema(raw)
    reader.check_text(raw, ())
    reader.check_references(raw)
    faults = tuple(sorted(set(reader.faults), key=lambda f: (f.line, f.message)))
    if faults or file is None:
        return None, faults
    return schema.to_model(file), ()


def _decode(data: bytes, path: str) -> tuple[str, Fault | None]:
    if len(data) > MAX_BYTES:
        return "", Fault(path, 1, "", f"larger than 1 MiB ({len(data):,} bytes)")
    if (at := data.find(b"\0")) >= 0:
        return "", Fault(path, data.count(b"\n", 0, at) + 1, "", "holds a NUL byte: not a text file")
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        return "", Fault(path, data.count(b"\n", 0, error.start) + 1, "", "not UTF-8")
    if (depth := nesting(text)) > MAX_DEPTH:
        return "", Fault(path, 1, "", f"nested {depth} levels deep; {MAX_DEPTH} are allowed")
    return text, None


def _syntax_fault(error: tomllib.TOMLDecodeError, text: str, path: str) -> Fault:
    message = str(error)
    found = re.search(r" \(at (?:line (\d+), column \d+|end of document)\)$", message)
    line = int(found[1]) if found and found[1] else text.count("\n") + 1
    return Fault(path, line, "", f"not TOML: {message[: found.start()] if found else message}")


@dataclass(frozen=True, slots=True)
class _Named:
    """A step or section of the raw file: its id and where it stands."""

    id: str
    path: Path
    is_step: bool
    needs: tuple[tuple[str, Path], ...] = ()


class _Reader:
    """Collects the faults of one parsed file."""

    def __init__(self, path: str, lines: Mapping[Path, int]) -> None:
        self.path = path
        self.lines = lines
        self.faults: list[Fault] = []
        self.comparisons = _MAX_COMPARISONS

    def near(self, word: str, candidates: Collection[str]) -> str:
        """The nearest right spelling, while the file has not used up its comparisons."""
        self.comparisons -= len(candidates)
        return nearest(word, candidates) if self.comparisons >= 0 else ""

    def add(self, where: Path, message: str, suggestion: str = "") -> None:
        key = ".".join(str(part) for part in where if isinstance(part, str))
        self.faults.append(Fault(self.path, line_of(self.lines, where), key, message, suggestion))

    def check_schema(self, raw: Mapping[str, Any]) -> schema.CurriculumFile | None:
        """Unknown keys, missing keys, wrong types and values."""
        try:
            return schema.CurriculumFile.model_validate(raw)
        except ValidationError as error:
            for one in error.errors(include_url=False):
                self._add_schema_fault(one["type"], tuple(one["loc"]), one["msg"], one.get("input"))
            return None

    def _add_schema_fault(self, kind: str, where: Path, message: str, value: object) -> None:
        name = str(where[-1]) if where else ""
        if kind == "extra_forbidden":
            self.add(where, f'unknown key "{_cut(name)}"', self.near(name, _keys_at(where[:-1])))
        elif kind == "missing":
            self.add(where[:-1], f'"{name}" is missing')
        elif kind in ("literal_error", "enum"):
            allowed = re.findall(r"'([^']+)'", message) or [message.removeprefix("Input should be ")]
            near = self.near(value, allowed) if isinstance(value, str) else ""
            self.add(where, f'"{name}" is {_shown(value)}; allowed: {", ".join(allowed)}', near)
        elif kind == "string_pattern_mismatch":
            where = where[:-1] if name == "[key]" else where  # pydantic's name for a bad key of `aliases`
            self.add(where, _pattern_message(str(_last_name(where)), value))
        else:
            text = message.removeprefix("Value error, ")
            self.add(where, f'"{_last_name(where)}": {text[:1].lower()}{text[1:]}' if where else text)

    def check_text(self, value: object, where: Path) -> None:
        """Characters that hide or steer: control, bidirectional, zero-width."""
        if isinstance(value, str):
            allowed = (ZERO_WIDTH_JOINER, VARIATION_SELECTOR)
            for char in sorted({c for c in value if not c.isascii() or c < " " or c == "\x7f"}):
                if is_hidden(ord(char)) and ord(char) not in allowed:
                    self.add(where, f'"{_last_name(where)}" holds the hidden character U+{ord(char):04X}')
        elif isinstance(value, dict):
            for key, inner in value.items():
                self.check_text(key, (*where, key))
                self.check_text(inner, (*where, key))
        elif isinstance(value, list):
            for index, inner in enumerate(value):
                self.check_text(inner, (*where, index))

    def check_references(self, raw: Mapping[str, Any]) -> None:
        """Duplicate ids, aliases, needs inside the file, and cycles among them."""
        named = list(_walk(raw.get("section"), ("section",)))
        ids: dict[str, _Named] = {}
        for one in named:
            first = ids.setdefault(one.id, one)
            if first is not one:
                self.add((*one.path, "id"), f'id "{_cut(one.id)}" is taken already, in line {self._line(first)}')
        own = raw["id"] if isinstance(raw.get("id"), str) else ""
        for one in named:
            for need, where in one.needs:
                target = need.removeprefix(f"{own}/")
                if "/" not in target and target not in ids:
                    self.add(where, f'needs "{_cut(need)}": no such step', self.near(target, ids))
        self._check_aliases(raw.get("aliases"), ids)
        self._check_cycle(named, own)

    def _check_aliases(self, aliases: object, ids: Collection[str]) -> None:
        for old, new in aliases.items() if isinstance(aliases, dict) else ():
            if old in ids:
                self.add(("aliases", old), f'alias "{_cut(old)}" is the id of a present step or section')
            if isinstance(new, str) and new not in ids:
                message = f'alias "{_cut(old)}" points at "{_cut(new)}": no such step'
                self.add(("aliases", old), message, self.near(new, ids))

    def _check_cycle(self, named: list[_Named], own: str) -> None:
        steps = {one.id: one for one in named if one.is_step}
        if cycle := [node for node in find_cycle(_edges(named, own)) if node in steps]:
            circle = " → ".join((*cycle, cycle[0]))
            self.add((*steps[cycle[0]].path, "needs"), f"needs run in a circle: {circle}")

    def _line(self, named: _Named) -> int:
        return line_of(self.lines, (*named.path, "id"))


def _walk(sections: object, where: Path) -> Iterator[_Named]:
    """Every section and step with an id in the raw tables, whatever else is wrong with them."""
    for index, section in enumerate(_list(sections)):
        if not isinstance(section, dict):
            continue
        here = (*where, index)
        if isinstance(section.get("id"), str):
            yield _Named(section["id"], here, is_step=False)
        for number, step in enumerate(_list(section.get("step"))):
            if isinstance(step, dict) and isinstance(step.get("id"), str):
                at = (*here, "step", number)
                needs = enumerate(_list(step.get("needs")))
                refs = tuple((need, (*at, "needs", place)) for place, need in needs if isinstance(need, str))
                yield _Named(step["id"], at, is_step=True, needs=refs)
        yield from _walk(section.get("section"), (*here, "section"))


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _edges(named: list[_Named], own: str) -> dict[str, list[str]]:
    """What each step needs and each section holds. A section's node is its place, so that no id is like it.

    Sections stand between the steps, rather than every step of a section beside every need of it: the work
    grows with the file, not with its square.
    """
    nodes = {one.id: one.id if one.is_step else _place(one.path) for one in named}
    edges: dict[str, list[str]] = {}
    for one in named:
        if one.is_step:
            edges[one.id] = [
                nodes[target] for need, _ in one.needs if (target := need.removeprefix(f"{own}/")) in nodes
            ]
        inner = one.id if one.is_step else _place(one.path)
        path = one.path[:-2]
        while path:
            edges.setdefault(_place(path), []).append(inner)
            inner, path = _place(path), path[:-2]
    return edges


def _place(path: Path) -> str:
    return "\0".join(map(str, path))


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def _shown(value: object) -> str:
    """A value in a message: short, and never by `repr` of what may be huge."""
    if isinstance(value, str):
        return repr(_cut(value))
    if isinstance(value, int) and abs(value) < 10**15:
        return repr(value)
    return {dict: "a table", list: "an array", int: "a huge number"}.get(type(value), f"a {type(value).__name__}")


def _last_name(where: Path) -> str:
    return next((part for part in reversed(where) if isinstance(part, str)), "")


def _pattern_message(name: str, value: object) -> str:
    if name == "url":
        return f'"url" is {_shown(value)}; links start with http://, https:// or mailto:'
    if name in ("needs", "use"):
        return f'"{name}" is {_shown(value)}; write "step" or "curriculum/step" in a-z, 0-9 and -'
    return f'"{name}" is {_shown(value)}; ids are 1 to 64 of a-z, 0-9 and -'


def _keys_at(where: Path) -> list[str]:
    """The keys a table may have, by walking the schema along a path."""
    table: type[BaseModel] = schema.CurriculumFile
    inner: dict[str, type[BaseModel]] = {
        "section": schema.SectionTable,
        "step": schema.StepTable,
        "resources": schema.ResourceTable,
        "check": schema.CheckTable,
        "expect": schema.ExpectTable,
        "sources": schema.SourceTable,
        "certification": schema.CertificationTable,
        "requires": schema.RequirementTable,
        "facts": schema.FactTable,
    }
    for part in where:
        if isinstance(part, str) and part in inner:
            table = inner[part]
    return list(table.model_fields)
