"""A copy of the journal beside it, proved to be whole before it gets its name."""

import os
import sqlite3
from contextlib import suppress
from itertools import count
from pathlib import Path

from roadtrack.errors import NotSaved, RoadtrackError
from roadtrack.journal.connect import engine_for, reading
from roadtrack.journal.identity import Moment
from roadtrack.journal.rows import read_ends
from roadtrack.journal.store import Store


def keep_copy(store: Store, why: str, now: Moment) -> Path:
    """Copy what is committed in a store to `<name>.<why>-YYYYMMDD-HHMMSS.db` (UTC) beside it, for its owner alone.

    Made by SQLite itself, opened again, checked, and held against the store: the same devices, each with as many
    events and the same last hash. Raises NotSaved when there is no such copy in the end; nothing is left then.
    """
    name = f"{store.path.stem}.{why}-{now.utc:%Y%m%d-%H%M%S}"
    beside = store.path.with_name(f".{name}.{os.getpid()}.tmp")
    try:
        os.close(os.open(beside, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        _copy(store, beside)
        _check(store, beside)
        return _named(beside, store.path.with_name(name))
    except (OSError, sqlite3.Error) as error:
        raise _no_copy(store.path, str(getattr(error, "strerror", None) or error)) from error
    finally:
        with suppress(OSError):
            beside.unlink()


def _no_copy(path: Path, reason: str) -> NotSaved:
    return NotSaved(f"not saved, no copy of the journal could be made in {path.parent}: {reason}. Nothing changed.")


def _copy(store: Store, beside: Path) -> None:
    with store.connected() as source, engine_for(beside).connect() as target:
        from_, to = source.connection.driver_connection, target.connection.driver_connection
        assert isinstance(from_, sqlite3.Connection)
        assert isinstance(to, sqlite3.Connection)
        from_.backup(to)


def _check(store: Store, beside: Path) -> None:
    with store.connected() as source:
        wanted = read_ends(source)
    try:
        with reading(engine_for(beside), beside) as copy:
            told = copy.exec_driver_sql("PRAGMA integrity_check").scalars().all()
            whole = list(told) == ["ok"] and read_ends(copy) == wanted
    except RoadtrackError:
        whole = False
    if not whole:
        raise _no_copy(store.path, "it does not hold what the journal holds")


def _named(beside: Path, wanted: Path) -> Path:
    """Give a finished copy a name that nothing has, the wanted one if it is free."""
    for number in count(1):
        path = wanted.with_name(f"{wanted.name}{f'-{number}' if number > 1 else ''}.db")
        try:
            os.link(beside, path)
        except FileExistsError:
            continue
        except OSError:  # a file system without hard links
            if path.exists():
                continue
            beside.rename(path)
        _sync(path.parent)
        return path
    raise AssertionError("numbers end")


def _sync(folder: Path) -> None:
    with suppress(OSError):  # some file systems cannot sync a folder
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
