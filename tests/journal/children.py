"""What other processes do to a store while a test looks on.

Children are forked from a server that has the imports behind it, so that dozens of them cost little. Their
functions live here and not in the test modules: a child then imports neither pytest nor hypothesis.
"""

import multiprocessing
import os
import sqlite3
import sys
from collections.abc import Callable, Generator, Sequence
from contextlib import closing, contextmanager, suppress
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from roadtrack.errors import RoadtrackError
from roadtrack.journal.events import Done
from roadtrack.journal.migrate import upgrade
from roadtrack.journal.store import Store, create_store, open_store
from tests.journal.builders import a_moment, sql, write

NOBODY = 65534
KILLED = 9
GO = "go"

_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload(["__main__", "tests.journal.children", "alembic.command", "sqlalchemy.dialects.sqlite"])


def start(target: Callable[..., None], *arguments: object) -> tuple[ForkServerProcess, "Connection[Any, Any]"]:
    """A child that runs `target(connection, *arguments)`, and our end of the connection."""
    ours, theirs = _forks.Pipe()
    process = _forks.Process(target=target, args=(theirs, *arguments), daemon=True)
    process.start()
    theirs.close()
    return process, ours


def answers(target: Callable[..., str], calls: Sequence[tuple[object, ...]]) -> list[str]:
    """What children answer that start together: one for each tuple of arguments, `target(*arguments)`.

    An error of roadtrack's own is answered as `NotSaved 6: its message`, any other as its repr.
    """
    children = [start(_answer, target, *arguments) for arguments in calls]
    for _, connection in children:
        assert connection.recv() == "ready"
    for _, connection in children:
        connection.send(GO)
    said = [str(connection.recv()) for _, connection in children]
    for process, connection in children:
        process.join()
        process.close()
        connection.close()
    return said


def answer(target: Callable[..., str], *arguments: object) -> str:
    """What one child answers."""
    return answers(target, [arguments])[0]


def _answer(connection: "Connection[Any, Any]", target: Callable[..., str], *arguments: object) -> None:
    connection.send("ready")
    connection.recv()
    try:
        connection.send(target(*arguments))
    except RoadtrackError as error:
        connection.send(in_words(error))
    except BaseException as error:  # noqa: BLE001 - the parent shows it
        connection.send(repr(error))


def in_words(error: RoadtrackError) -> str:
    """An error as a line: `NotSaved 6: its message`."""
    return f"{type(error).__name__} {error.code}: {error.message}"


def exit_code(target: Callable[..., None], *arguments: object) -> int:
    """How a child ended that was let run."""
    process, connection = start(target, *arguments)
    process.join()
    code = process.exitcode
    process.close()
    connection.close()
    assert code is not None
    return code


def opened(path: Path, wait_seconds: float = 30.0) -> Store:
    """A store that must be there."""
    store = open_store(path, wait_seconds)
    if store is None:
        raise FileNotFoundError(path)
    return store


# -- locks -------------------------------------------------------------------------------------------------


def hold(connection: "Connection[Any, Any]", path: Path, mode: str) -> None:
    """Hold `BEGIN mode` until told to let go."""
    with closing(sqlite3.connect(path, isolation_level=None)) as held:
        held.execute(f"BEGIN {mode}")
        if mode == "EXCLUSIVE":
            held.execute("DELETE FROM brief")
        connection.send("held")
        connection.recv()
        held.execute("ROLLBACK")


@contextmanager
def locked(path: Path, mode: str) -> Generator[None]:
    """Another process holds a lock on the file."""
    process, connection = start(hold, path, mode)
    assert connection.recv() == "held"
    try:
        yield
    finally:
        connection.send("let go")
        process.join()
        process.close()
        connection.close()


def probe(path: Path) -> str:
    """`free` or `locked`: whether another process may begin to write."""
    with closing(sqlite3.connect(path, timeout=0.0, isolation_level=None)) as connection:
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return "locked"
        connection.execute("ROLLBACK")
        return "free"


# -- writing -----------------------------------------------------------------------------------------------


def write_many(path: Path, who: int, count: int) -> str:
    """Write `count` actions; their ids, one a line."""
    store = opened(path)
    return "\n".join(write(store, (f"cka/of-{who}", Done()), at=a_moment(number)) for number in range(count))


def write_forever(connection: "Connection[Any, Any]", path: Path) -> None:
    """Write one action after the other, and tell each id once it is committed."""
    store = opened(path)
    number = 0
    while True:
        number += 1
        connection.send_bytes(write(store, (f"cka/step-{number % 7}", Done()), at=a_moment(number)).encode())


def device_of_a_created_store(path: Path) -> str:
    """Create a store, or find it; its device."""
    store = create_store(path)
    write(store, ("cka/rbac", Done()))
    return str(sql(path, "SELECT value FROM meta WHERE key = 'device'")[0][0])


# -- migrating ---------------------------------------------------------------------------------------------


def upgrade_in_words(path: Path, scripts: Path) -> str:
    """Migrate."""
    upgrade(path, scripts)
    return "upgraded"


def upgrade_under_a_limit(path: Path, scripts: Path, largest_file: int) -> str:
    """Migrate while no file may grow beyond the limit; the compiler's cache would be one of them."""
    import resource

    sys.dont_write_bytecode = True
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))
    return upgrade_in_words(path, scripts)


# -- killed at the nth statement ---------------------------------------------------------------------------


def upgrade_killed(_connection: "Connection[Any, Any]", path: Path, scripts: Path, at: int) -> None:
    """Migrate, and die after the nth statement."""
    _die_after(at)
    upgrade(path, scripts)


def create_killed(_connection: "Connection[Any, Any]", path: Path, at: int) -> None:
    """Create a store, and die after the nth statement."""
    _die_after(at)
    create_store(path)


def _die_after(at: int) -> None:
    seen = 0

    def count(*_: object) -> None:
        nonlocal seen
        seen += 1
        if seen == at:
            os._exit(KILLED)

    sa.event.listen(sa.Engine, "after_cursor_execute", count)


# -- disks and permissions ---------------------------------------------------------------------------------


def write_under_a_limit(path: Path, largest_file: int) -> str:
    """Write until a file would grow beyond the limit; the acknowledged ids, then the error's words."""
    import resource

    store = opened(path)
    sys.dont_write_bytecode = True  # a cached module cut short would be read by the next test
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))
    return write_until_refused(store)


def write_until_refused(store: Store) -> str:
    """Write until it fails; the acknowledged ids, one a line, and the error in the last line."""
    said: list[str] = []
    try:
        said.extend(write(store, (f"cka/step-{number}", Done())) for number in range(10_000))
    except RoadtrackError as error:
        said.append(in_words(error))
    return "\n".join(said)


def read_then_write_as_nobody(path: Path) -> str:
    """Read as a user who may only look, then try to write; what was read, then the error's words."""
    opened(path).events()  # imports all that reading needs, while it may
    become_nobody()
    store = opened(path)
    read = f"read {len(store.events())} {len(store.snapshot().steps)} {len(store.history())}"
    store.save_brief(store.snapshot().head, "key", "value")
    store.remember((), ())
    try:
        write(store, ("cka/rbac", Done()))
    except RoadtrackError as error:
        return f"{read}, {in_words(error)}"
    return f"{read}, written"


def open_as_nobody(path: Path, warm: Path) -> str:
    """Open as a user who has no rights at all."""
    opened(warm)
    become_nobody()
    return str(open_store(path))


def become_nobody() -> None:
    """Give up root's rights, before which no permission holds."""
    if os.geteuid() == 0:
        with suppress(PermissionError):
            os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
