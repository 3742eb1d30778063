"""Where each key of a TOML file stands, so that a fault can name its line.

`tomllib` gives values without positions. This reader knows just enough TOML to find headers and keys; it
never judges the file (tomllib does) and never fails on a bad one.
"""

import re
from collections.abc import Mapping

Path = tuple[str | int, ...]

_HEADER = re.compile(r"^\s*(\[\[|\[)\s*([^\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(
    r"""^\s*((?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*'))*)\s*=(.*)$"""
)
_TOKEN = re.compile(r"""\"\"\"|'''|"(?:[^"\\]|\\.)*"|'[^']*'|\#|[\[\]{}]""")


def key_lines(text: str) -> dict[Path, int]:
    """Line number (from 1) of each header and key, by its path: ("section", 0, "step", 2, "title")."""
    lines: dict[Path, int] = {}
    arrays: dict[Path, int] = {}
    here: Path = ()
    skip_until = _Skipper()
    for number, line in enumerate(text.split("\n"), start=1):
        if skip_until.inside(line):
            continue
        if header := _HEADER.match(line):
            here = _enter(_names(header[2]), arrays, is_array=header[1] == "[[")
            lines.setdefault(here, number)
        elif key := _KEY.match(line):
            lines.setdefault((*here, *_names(key[1])), number)
            skip_until.feed(key[2])
    return lines


def line_of(lines: Mapping[Path, int], path: Path) -> int:
    """The line of a path, or of the nearest thing around it that has one."""
    for length in range(len(path), 0, -1):
        if (found := lines.get(path[:length])) is not None:
            return found
    return 1


def nesting(text: str) -> int:
    """How deep brackets and dotted headers nest, at most; strings and comments do not count."""
    deepest = depth = 0
    skipper = _Skipper()
    for line in text.split("\n"):
        if not skipper.open and (header := _HEADER.match(line)):
            deepest = max(deepest, header[2].count(".") + 1)
            continue
        dots = line.partition("=")[0].count(".") if not skipper.open else 0
        deepest = max(deepest, dots + 1)
        for change in skipper.brackets(line):
            depth = max(0, depth + change)
            deepest = max(deepest, depth)
    return deepest


def _names(dotted: str) -> tuple[str, ...]:
    parts = re.findall(r""""[^"]*"|'[^']*'|[^.\s]+""", dotted)
    return tuple(part.strip("\"'") for part in parts)


def _enter(names: tuple[str, ...], arrays: dict[Path, int], *, is_array: bool) -> Path:
    """The path a header opens: each array on the way stands for its last element."""
    path: Path = ()
    for position, name in enumerate(names):
        path = (*path, name)
        last = position == len(names) - 1
        if last and is_array:
            arrays[path] = arrays.get(path, -1) + 1
        if path in arrays:
            path = (*path, arrays[path])
    return path


class _Skipper:
    """Follows values that run over several lines: multi-line strings and arrays."""

    def __init__(self) -> None:
        self.quote = ""
        self.depth = 0

    @property
    def open(self) -> bool:
        return bool(self.quote) or self.depth > 0

    def inside(self, line: str) -> bool:
        """Whether this line continues an open value; if so it is read."""
        if not self.open:
            return False
        self.feed(line)
        return True

    def feed(self, text: str) -> None:
        for change in self.brackets(text):
            self.depth = max(0, self.depth + change)

    def brackets(self, text: str) -> list[int]:
        """+1 for each opening and -1 for each closing bracket outside strings and comments."""
        changes: list[int] = []
        at = 0
        while at < len(text):
            if self.quote:
                end = text.find(self.quote, at)
                if end < 0:
                    return changes
                at = end + 3
                self.quote = ""
                continue
            token = _TOKEN.search(text, at)
            if token is None or token[0] == "#":
                return changes
            at = token.end()
            if token[0] in ('"""', "'''"):
                self.quote = token[0]
            elif token[0] in "[{":
                changes.append(1)
            elif token[0] in "]}":
                changes.append(-1)
        return changes
