"""Which curricula there are: own files first, then the built-in ones, each read only when it changed.

The catalog asks each file for one `stat`. A file whose size and time are those of the cached entry is not
opened; pydantic and tomllib are imported only for the others. A faulty file never hides a good one: a bad
own file leaves the built-in of the same name in use.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from roadtrack.curriculum import canonical
from roadtrack.curriculum.changes import edition_digest
from roadtrack.curriculum.faults import Fault, nearest
from roadtrack.curriculum.model import Curriculum
from roadtrack.curriculum.outline import Library, Problem, link, references
from roadtrack.curriculum.stamps import builtin_path, toml_files
from roadtrack.errors import FaultyFile, NotFound


@dataclass(frozen=True, slots=True)
class CachedFile:
    """One remembered file: its stamp, the heading shown in lists, and the curriculum as canonical JSON.

    `body` is empty when the file has faults. `heading` and `faults` are JSON.
    """

    path: str
    stamp: str
    heading: str
    faults: str
    body: str | None = None


class FileCache(Protocol):
    """Where parsed files are remembered between runs."""

    def headings(self) -> Mapping[str, CachedFile]:
        """All remembered files by path, without their bodies."""

    def bodies(self, paths: Iterable[str]) -> Mapping[str, str]:
        """The bodies of some files."""

    def remember(self, files: Iterable[CachedFile], forget: Iterable[str]) -> None:
        """Keep these and drop those. Best effort: a read-only store is no error."""


class NoCache:
    """Remembers nothing: before there is a store, looking at curricula writes nothing."""

    def headings(self) -> Mapping[str, CachedFile]:
        """Nothing is remembered."""
        return {}

    def bodies(self, paths: Iterable[str]) -> Mapping[str, str]:
        """Nothing is remembered."""
        del paths
        return {}

    def remember(self, files: Iterable[CachedFile], forget: Iterable[str]) -> None:
        """Nothing is kept."""
        del files, forget


@dataclass(frozen=True, slots=True)
class Heading:
    """What a list of curricula shows of one file, without reading its body."""

    id: str
    title: str
    kind: str
    revision: str
    as_of: str
    steps: int
    hours: float


@dataclass(frozen=True, slots=True)
class CatalogFile:
    """One file: where it is, whether it is one's own, its heading (None when unreadable) and its faults."""

    path: Path
    own: bool
    heading: Heading | None
    faults: tuple[Fault, ...]
    stamp: str = ""

    @property
    def id(self) -> str:
        """The curriculum's id, or the file's name when it could not be read."""
        return self.heading.id if self.heading else self.path.stem


def builtin_folder() -> Path:
    """Where the shipped curricula are: package data in a wheel, the repository root in a checkout."""
    return Path(builtin_path())


class Catalog:
    """The curricula in use and every file they came from.

    own: the learner's folder; builtin: the shipped one. `fresh` is the set of files that had to be parsed.
    """

    def __init__(self, own: Path, builtin: Path, cache: FileCache) -> None:
        self.own = own
        self.builtin = builtin
        self._cache = cache
        self._parsed: dict[str, Curriculum] = {}
        self.files = tuple(self._load())
        self.in_use: dict[str, CatalogFile] = {}
        for file in self.files:  # own files come first
            if not file.faults and file.heading is not None:
                self.in_use.setdefault(file.heading.id, file)
        self._linked: dict[frozenset[str], Library] = {}
        self._editions: dict[str, str] = {}

    # -- reading -------------------------------------------------------------------------------------------

    def _load(self) -> Iterator[CatalogFile]:
        known = self._cache.headings()
        changed: list[CachedFile] = []
        seen: set[str] = set()
        taken: dict[str, str] = {}
        for folder, own in ((self.own, True), (self.builtin, False)):
            taken.clear()
            for path, stamp in toml_files(str(folder), canonical.FORMAT):
                seen.add(path)
                cached = known.get(path)
                if cached is None or cached.stamp != stamp:
                    cached = self._parse(path, stamp)
                    changed.append(cached)
                yield self._once(_catalog_file(cached, own=own), taken)
        gone = known.keys() - seen
        if changed or gone:
            self._cache.remember(changed, gone)

    @staticmethod
    def _once(file: CatalogFile, taken: dict[str, str]) -> CatalogFile:
        """Two files of one folder with the same id: the second is at fault."""
        if file.heading is None or file.faults:
            return file
        first = taken.setdefault(file.heading.id, str(file.path))
        if first == str(file.path):
            return file
        fault = Fault(str(file.path), 1, "id", f'id "{file.heading.id}" is taken already, by {first}')
        return CatalogFile(file.path, file.own, file.heading, (fault,), file.stamp)

    def _parse(self, path: str, stamp: str) -> CachedFile:
        from roadtrack.curriculum.reader import MAX_BYTES, read

        data = b""
        problem = "" if Path(path).is_file() else "not a file"  # a pipe would never end
        if not problem:
            try:
                with Path(path).open("rb") as stream:
                    data = stream.read(MAX_BYTES + 1)
            except OSError as error:
                problem = error.strerror or str(error)
        if problem:
            fault = Fault(path, 1, "", f"cannot be read: {problem}")
            return CachedFile(path, stamp, "null", json.dumps([_fault_out(fault)]), None)
        curriculum, faults = read(data, path)
        if curriculum is None:
            return CachedFile(path, stamp, "null", json.dumps([_fault_out(f) for f in faults]), None)
        self._parsed[path] = curriculum
        return CachedFile(path, stamp, _heading_json(curriculum), "[]", canonical.dumps(curriculum))

    # -- asking --------------------------------------------------------------------------------------------

    def curriculum(self, id_: str) -> Curriculum:
        """One curriculum in use. Raises NotFound with the nearest id."""
        return self._bodies((self._file(id_).path,))[0]

    def edition(self, id_: str) -> str:
        """Names the edition of a curriculum in use. Raises NotFound."""
        if id_ not in self._editions:
            self._editions[id_] = edition_digest(self.curriculum(id_))
        return self._editions[id_]

    def _file(self, id_: str) -> CatalogFile:
        if (file := self.in_use.get(id_)) is not None:
            return file
        near = nearest(id_, self.in_use)
        faulty = next((f for f in self.files if f.id == id_ and f.faults), None)
        if faulty is not None:
            raise NotFound(
                f"{id_} is not in use: {faulty.path} has {len(faulty.faults)} fault(s).",
                "See them with: roadtrack curriculum validate",
            )
        raise NotFound(
            f"no curriculum {id_}." + (f" Did you mean {near}?" if near else ""),
            "All of them: roadtrack curriculum list",
            (near,) if near else (),
        )

    def _bodies(self, paths: Iterable[Path]) -> list[Curriculum]:
        wanted = [str(path) for path in paths]
        missing = [path for path in wanted if path not in self._parsed]
        if missing:
            cached = self._cache.bodies(missing)
            for path in missing:
                if path in cached:
                    self._parsed[path] = canonical.loads(cached[path])
                else:  # the cache lost it between two looks
                    self._parse(path, "")
                if path not in self._parsed:
                    raise FaultyFile(
                        f"{path} was changed meanwhile and is not in use any more.",
                        "See why with: roadtrack curriculum validate",
                    )
        return [self._parsed[path] for path in wanted]

    def library(self, ids: Iterable[str]) -> Library:
        """The given curricula and all they name, linked. Ids not in use are left out.

        Built once for a set of ids: the catalog does not change while it lives.
        """
        roots = frozenset(id_ for id_ in ids if id_ in self.in_use)
        if roots not in self._linked:
            self._linked[roots] = link(self._closure(roots))
        return self._linked[roots]

    def whole_library(self) -> Library:
        """Every curriculum in use, linked."""
        return self.library(self.in_use)

    def _closure(self, roots: frozenset[str]) -> dict[str, Curriculum]:
        found: dict[str, Curriculum] = {}
        pending = sorted(roots)
        while pending:
            bodies = self._bodies(self.in_use[id_].path for id_ in pending)
            found |= zip(pending, bodies, strict=True)
            named = set().union(*(references(body) for body in bodies))
            pending = sorted(id_ for id_ in named if id_ in self.in_use and id_ not in found)
        return found

    def shadowed(self) -> dict[str, Path]:
        """Built-in files whose place an own file takes, by curriculum id."""
        return {
            f.heading.id: f.path
            for f in self.files
            if f.heading and not f.own and not f.faults and self.in_use[f.heading.id].own
        }

    def faults(self) -> tuple[Fault, ...]:
        """Every fault of every file, and what could not be resolved between files."""
        return (*(fault for file in self.files for fault in file.faults), *self._problems())

    def _problems(self) -> Iterator[Fault]:
        library = self.whole_library()
        for problem in library.problems:
            file = self.in_use[problem.curriculum]
            known = [*library.steps, *library.outlines]
            yield Fault(
                str(file.path),
                _line_with(file.path, problem),
                problem.key,
                problem.message,
                nearest(problem.value, known) if "no such" in problem.message else "",
            )


def _line_with(path: Path, problem: Problem) -> int:
    """The first line of the file that quotes the unresolved ref."""
    names = {problem.value, problem.value.removeprefix(f"{problem.curriculum}/")}
    quoted = [f"{quote}{name}{quote}" for name in names for quote in ('"', "'")]
    try:
        lines = path.read_text("utf-8", errors="replace").split("\n")
    except OSError:
        return 1
    return next((n for n, line in enumerate(lines, 1) if any(name in line for name in quoted)), 1)


def _catalog_file(cached: CachedFile, *, own: bool) -> CatalogFile:
    heading = json.loads(cached.heading)
    return CatalogFile(
        Path(cached.path),
        own,
        Heading(**heading) if heading else None,
        tuple(Fault(**fault) for fault in json.loads(cached.faults)),
        cached.stamp,
    )


def _fault_out(fault: Fault) -> dict[str, str | int]:
    return {
        "path": fault.path,
        "line": fault.line,
        "key": fault.key,
        "message": fault.message,
        "suggestion": fault.suggestion,
    }


def _heading_json(curriculum: Curriculum) -> str:
    steps = list(curriculum.own_steps())
    heading = Heading(
        id=curriculum.id,
        title=curriculum.title,
        kind=curriculum.kind.value,
        revision=curriculum.revision,
        as_of=curriculum.as_of.isoformat(),
        steps=len(steps),
        hours=round(sum(step.hours or 0.0 for step in steps), 2),
    )
    return json.dumps({name: getattr(heading, name) for name in Heading.__slots__})
