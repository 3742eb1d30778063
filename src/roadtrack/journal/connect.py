"""Connections to the store, and SQLite's errors in words.

DELETE journal, synchronous=FULL, explicit BEGIN (IMMEDIATE for writes): what was shown as saved stays saved,
and a writer never fails half way because a reader stood in between. The file itself is never opened, copied
or hashed here: closing such a handle would drop SQLite's own locks.
"""

import os
import sqlite3
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from roadtrack.errors import NotSaved, RoadtrackError, StoreError

_PRAGMAS = ("trusted_schema=OFF", "cell_size_check=ON", "synchronous=FULL")

_NOT_SAVED = {
    "SQLITE_FULL": "the disk is full",
    "SQLITE_READONLY": "the journal is read-only",
    "SQLITE_CANTOPEN": "the journal or its folder cannot be written",
    "SQLITE_PERM": "no permission",
    "SQLITE_IOERR": "the disk reported an error",
}


class Unreadable(Exception):
    """A row that does not read back: bits flipped in a text, which SQLite cannot notice."""


def engine_for(path: Path, wait_seconds: float = 30.0, *, foreign_keys: bool = True) -> sa.Engine:
    """An engine on an existing SQLite file. Each use opens and closes its own connection.

    foreign_keys: off only while migrating; SQLite ignores the pragma inside a transaction.
    """
    uri = f"file:{quote(os.fsencode(path))}?mode=rw"

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(uri, uri=True, timeout=wait_seconds, isolation_level=None)

    engine = sa.create_engine("sqlite://", creator=connect, poolclass=NullPool)
    pragmas = (f"foreign_keys={foreign_keys:d}", *_PRAGMAS)

    def set_pragmas(connection: sqlite3.Connection, _record: object) -> None:
        try:
            for pragma in pragmas:
                connection.execute(f"PRAGMA {pragma}")
        except UnicodeDecodeError as error:  # sqlite3 cannot decode SQLite's words about a broken schema
            raise Unreadable from error

    sa.event.listen(engine, "connect", set_pragmas)
    sa.event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: sa.Connection) -> None:
    immediate = connection.get_execution_options().get("immediate", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


@contextmanager
def reading(engine: sa.Engine, path: Path) -> Generator[sa.Connection]:
    """A short read transaction. Raises StoreError."""
    with _told(path, _reading_error), engine.begin() as connection:
        yield connection


@contextmanager
def writing(engine: sa.Engine, path: Path) -> Generator[sa.Connection]:
    """A write transaction: whole or not at all. Raises NotSaved or StoreError."""
    with _told(path, _writing_error), engine.connect() as plain:
        connection = plain.execution_options(immediate=True)
        with connection.begin():
            yield connection


@contextmanager
def _told(path: Path, explain: Callable[[str, Path], RoadtrackError]) -> Generator[None]:
    try:
        yield
    except sa.exc.DBAPIError as error:
        name = getattr(error.orig, "sqlite_errorname", "") or ""
        raise explain(name, path) from error
    except Unreadable as error:
        raise damaged(path) from error


def _reading_error(name: str, path: Path) -> RoadtrackError:
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return StoreError(f"the journal is locked by another program ({path}).", "Close it there, then try again.")
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        return damaged(path)
    if name.startswith("SQLITE_CANTOPEN"):
        return unopenable(path)
    return StoreError(f"the journal cannot be read ({path}): {name or 'unknown error'}.")


def _writing_error(name: str, path: Path) -> RoadtrackError:
    for prefix, words in _NOT_SAVED.items():
        if name.startswith(prefix):
            return NotSaved(f"not saved, {words} ({path.parent}). Nothing changed.")
    return _reading_error(name, path)


def unopenable(path: Path) -> StoreError:
    """The file is there, or may be, and the system does not let us in."""
    return StoreError(f"the journal cannot be opened ({path}).", "Check the permissions of file and folder.")


def damaged(path: Path) -> StoreError:
    """The file is no SQLite database any more, or parts of it are broken."""
    return StoreError(
        f"the journal is damaged or is not a journal ({path}). It is left as it is.",
        "Put a good copy in its place, or name another folder with --data-dir.",
    )
