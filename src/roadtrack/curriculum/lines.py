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
_WORD = re.compile(
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
    for number, words in _statements(text):
        if words[0] == "[":
            here = _enter(_names(words), arrays, is_array=words[:2] == ["[", "["])
            lines.setdefault(here, number)
        else:
            lines.setdefault((*here, *_names(words)), number)
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
    for _, words in _statements(text):
        if words[0] == "[":
            header = len(_names(words))
            deepest = max(deepest, header)
        else:
            deepest = max(deepest, header + _levels(words))
    return deepest


def _statements(text: str) -> Iterator[tuple[int, list[str]]]:
    """(line, words and marks) of each header and each key with its value, over as many lines as it takes."""
    number = start = 1
    depth = 0
    words: list[str] = []
    for word in _WORD.findall(text):
        if word == "\n" and depth == 0:
            if words:
                yield start, words
            words = []
        elif word[0] not in "#\n":
            if not words:
                start = number
            words.append(word)
            if word in "[{":
                depth += 1
            elif word in "]}":
                depth = max(0, depth - 1)
        number += word.count("\n")
    if words:
        yield start, words


def _levels(words: list[str]) -> int:
    """The deepest level that brackets and dotted keys of one statement reach."""
    deepest = level = 0
    around: list[int] = []
    for word in words:
        if word == ".":
            level += 1
        elif word in "[{":
            around.append(level)
            level += 1
        elif word in "]}":
            level = around.pop() if around else 0
        elif word == "," and around:
            level = around[-1] + 1
        deepest = max(deepest, level)
    return deepest


def _names(words: list[str]) -> tuple[str, ...]:
    """The parts of the dotted name that a header or key starts with."""
    opened = takewhile(lambda word: word not in ("]", "="), words)
    return tuple(word.strip("\"'") for word in opened if word not in ("[", "."))


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
