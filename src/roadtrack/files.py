"""Writing a file so that it is the old one whole or the new one whole."""

import os
import stat
from contextlib import suppress
from pathlib import Path

from roadtrack.errors import NotSaved


def write_whole(path: Path, data: bytes, *, overwrite: bool = False, mode: int = 0o600) -> None:
    """Write beside the target, sync, and rename over it. Parent folders are made.

    Raises NotSaved when a file is in the way and `overwrite` is not set, when the target is a symlink or no
    regular file, and when the disk or the permissions say no. The target is untouched then.
    """
    _check_target(path, overwrite=overwrite)
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        _make_folder(path.parent)
        handle = os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode)
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        if overwrite:
            beside.replace(path)
        else:
            os.link(beside, path)  # unlike a rename, it fails when somebody was faster
        _sync_folder(path.parent)
    except FileExistsError as error:
        raise _in_the_way(path) from error
    except OSError as error:
        raise NotSaved(f"not saved, {path}: {error.strerror or error}.") from error
    finally:
        with suppress(OSError):
            beside.unlink()


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise NotSaved(f"not saved, {folder} is no folder.") from error


def _check_target(path: Path, *, overwrite: bool) -> None:
    try:
        found = path.lstat()
    except OSError:
        return
    if stat.S_ISLNK(found.st_mode) or not stat.S_ISREG(found.st_mode):
        raise NotSaved(f"not saved, {path} is a link or no regular file.", "Name another file.")
    if not overwrite:
        raise _in_the_way(path)


def _in_the_way(path: Path) -> NotSaved:
    return NotSaved(f"not saved, {path} exists already.", "Take another name, or add --force.")


def _sync_folder(folder: Path) -> None:
    with suppress(OSError):  # some file systems cannot sync a folder
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
