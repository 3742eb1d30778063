"""Which curriculum files there are and whether they changed, with the operating system alone.

On the fast path: nothing but `os` may be imported here.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False  # `typing` costs more than this module
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def builtin_path() -> str:
    """Where the shipped curricula are: package data in a wheel, the repository root in a checkout."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120
    inside = os.path.join(package, "curricula")  # noqa: PTH118
    if os.path.isdir(inside):  # noqa: PTH112
        return inside
    return os.path.join(os.path.dirname(os.path.dirname(package)), "curricula")  # noqa: PTH118, PTH120


def toml_files(folder: str, cache_format: int) -> Iterator[tuple[str, str]]:
    """(path, stamp) of each .toml file below a folder, sorted; symlinked folders are not followed.

    A file whose name is not UTF-8 is left out: its path can neither be stored nor shown.
    The stamp changes when the file's size or time does, or the format of what is cached of it.
    """
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from toml_files(entry.path, cache_format)
        elif entry.name.endswith(".toml"):
            try:
                entry.path.encode()
                status = entry.stat()
            except (OSError, UnicodeEncodeError):
                continue
            yield entry.path, f"{status.st_size}.{status.st_mtime_ns}.{cache_format}"


def folder_stamp(folders: Iterable[str], cache_format: int) -> str:
    """One text that changes when any curriculum file does: names, sizes and times, no content."""
    return "\n".join(f"{path} {stamp}" for folder in folders for path, stamp in toml_files(folder, cache_format))


def file_stamp(path: str) -> str:
    """Size and time of one file, or empty when there is none."""
    try:
        status = os.stat(path)  # noqa: PTH116
    except OSError:
        return ""
    return f"{status.st_size}.{status.st_mtime_ns}"
