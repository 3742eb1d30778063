"""Where each key of a TOML file stands, so that a fault can name its line, and how deep the file nests.

`tomllib` gives values without positions. This reader knows just enough TOML to find headers and keys; it
never judges the file (tomllib does) and never fails on a bad one. It reads a file of any content in linear
time, and agrees with tomllib up to the first syntax error, so that `nesting` can be trusted before parsing.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import takewhile

Path = tuple[str | int, ...]

# Every alternative is possessive and takes an unclosed string to its end: no input makes it start over.
_TOKEN = re.compile(
    r'''\n | \#[^\n]*+
    | """ (?: [^"\\]++ | \\.? | "(?!"") )*+ "{0,5}+
    | \'\'\' (?: [^']++ | '(?!\'\') )*+ '{0,5}+
    | " (?: [^"\\\n]++ | \\[^\n]? )*+ "?+
    | ' [^'\n]*+ '?+
    | [A-Za-z0-9_-]++
    | [=.,\[\]{}]''',
    re.VERBOSE | re.DOTALL,
)


def key_lines(text: str) -> dict[Path, int]:
    """Line number (from 1) of each header and key, by its path: ("section", 0, "step", 2, "title")."""
    lines: dict[Path, int] = {}
    arrays: dict[Path, int] = {}
    here: Path = ()
    for number, tokens in _statements(text):
        if tokens[0] == "[":
            here = _enter(_names(tokens), arrays, is_array=tokens[:2] == ["[", "["])
            lines.setdefault(here, number)
        else:
            lines.setdefault((*here, *_names(tokens)), number)
    return lines


def line_of(lines: Mapping[Path, int], path: Path) -> int:
    """The line of a path, or of the nearest thing around it that has one."""
    for length in range(len(path), 0, -1):
        if (found := lines.get(path[:length])) is not None:
            return found
    return 1


def nesting(text: str) -> int:
    """How many tables and arrays lie around the innermost value, at least; strings and comments do not count.

    A decimal point counts as one level: it looks like the dot of a key.
    """
    deepest = header = 0
    for _, tokens in _statements(text):
        if tokens[0] == "[":
            header = len(_names(tokens))
            deepest = max(deepest, header)
        else:
            deepest = max(deepest, header + _levels(tokens))
    return deepest


def _statements(text: str) -> Iterator[tuple[int, list[str]]]:
    """(line, tokens) of each header and each key with its value, over as many lines as it takes."""
    number = start = 1
    depth = 0
    tokens: list[str] = []
    for token in _TOKEN.findall(text):
        if token == "\n" and depth == 0:
            if tokens:
                yield start, tokens
            tokens = []
        elif token[0] not in "#\n":
            if not tokens:
                start = number
            tokens.append(token)
            if token in "[{":
                depth += 1
            elif token in "]}":
                depth = max(0, depth - 1)
        number += token.count("\n")
    if tokens:
        yield start, tokens


def _levels(tokens: list[str]) -> int:
    """The deepest level that brackets and dotted keys of one statement reach."""
    deepest = level = 0
    around: list[int] = []
    for token in tokens:
        if token == ".":
            level += 1
        elif token in "[{":
            around.append(level)
            level += 1
        elif token in "]}":
            level = around.pop() if around else 0
        elif token == "," and around:
            level = around[-1] + 1
        deepest = max(deepest, level)
    return deepest


def _names(tokens: list[str]) -> tuple[str, ...]:
    """The parts of the dotted name that a header or key starts with."""
    opened = takewhile(lambda token: token not in ("]", "="), tokens)
    return tuple(token.strip("\"'") for token in opened if token not in ("[", "."))


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
