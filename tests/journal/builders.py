"""Small builders for the journal's tests, and what must hold of every store at any time."""

import datetime as dt
import random
import shutil
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

from roadtrack.journal.events import (
    RECORDS,
    DayState,
    Deed,
    Done,
    Event,
    chain_hash,
    fold_day,
    fold_goal,
    fold_step,
    in_force,
)
from roadtrack.journal.identity import Moment
from roadtrack.journal.migrate import SCRIPTS
from roadtrack.journal.state import Snapshot
from roadtrack.journal.store import Store, create_store, open_store

NOON = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
SUNDAY = dt.date(2026, 11, 22)


def a_moment(minutes: int = 0, *, days: int = 0) -> Moment:
    """Sunday 22 November 2026 at noon, some minutes or days later."""
    return Moment(NOON + dt.timedelta(days=days, minutes=minutes), "Europe/Berlin", SUNDAY + dt.timedelta(days=days))


def an_event(deed: Deed, number: int = 1, *, ref: str | None = "cka/rbac", action: str = "", **other: Any) -> Event:
    """An event by itself: `number` gives its place and time, its action is its own unless told."""
    fields: dict[str, Any] = {
        "id": f"event-{number}",
        "device": "here",
        "seq": number,
        "clock": number,
        "utc": f"2026-11-22T12:{number:02}:00.000Z",
        "zone": "UTC",
        "day": "2026-11-22",
        "action": action or f"action-{number}",
        "ref": ref,
        "deed": deed,
    }
    return Event(**(fields | other))


def a_store(folder: Path) -> Store:
    """A new empty store in a folder."""
    return create_store(folder / "journal.db")


def reopened(store: Store, wait_seconds: float = 30.0) -> Store:
    """The same file, opened as the next command would."""
    again = open_store(store.path, wait_seconds)
    assert again is not None
    return again


def write(store: Store, *deeds: tuple[str | None, Deed], at: Moment | None = None, day: str | None = None) -> str:
    """One action in a transaction of its own."""
    with store.writing(at or a_moment()) as writer:
        return writer.append(deeds, day=day)


def undo(store: Store, count: int = 1) -> list[str]:
    """Take back in a transaction of its own."""
    with store.writing(a_moment()) as writer:
        return writer.undo(count)


def redo(store: Store, count: int = 1) -> list[str]:
    """Bring back in a transaction of its own."""
    with store.writing(a_moment()) as writer:
        return writer.redo(count)


def ticked(store: Store, count: int) -> list[str]:
    """`count` steps done, one action each."""
    return [write(store, (f"cka/step-{number}", Done())) for number in range(count)]


def sql(path: Path, *statements: str) -> list[tuple[Any, ...]]:
    """Run statements with the standard library, as another program would; the rows of the last one."""
    with closing(sqlite3.connect(path, timeout=1.0)) as connection:
        found = [connection.execute(statement).fetchall() for statement in statements]
        connection.commit()
    return found[-1]


def files_beside(path: Path) -> list[str]:
    """The names of all files in a file's folder."""
    return sorted(found.name for found in path.parent.iterdir())


def state_tables(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of the tables that are folds of the events."""
    tables = ("action_state", "step_state", "goal_state", "day_state")
    return {table: sql(path, f"SELECT * FROM {table} ORDER BY 1") for table in tables}  # noqa: S608 - names above


def content(path: Path) -> list[str]:
    """The whole file as SQL: schema, rows and the numbers in its header."""
    with closing(sqlite3.connect(path)) as connection:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        return [f"version {version}", *sorted(connection.iterdump())]


def insert_event(path: Path, event: Event, body: str = "{}") -> None:
    """Put an event into the file behind the store's back, as a merge would."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(
            "INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                event.id,
                event.device,
                event.seq,
                event.clock,
                event.utc,
                event.zone,
                event.day,
                event.action,
                event.kind,
                event.ref,
                body,
                event.previous,
                event.hash,
            ),
        )
        connection.commit()


def damaged_copies(whole: bytes, count: int) -> Iterator[bytes]:
    """A file with a bit flipped, a sector zeroed, the end cut off, or twenty bytes changed; the same each time."""
    chance = random.Random(7)  # noqa: S311 - no secret
    for number in range(count):
        data = bytearray(whole)
        at = chance.randrange(len(data))
        way = number % 4
        if way == 0:
            data[at] ^= 1 << chance.randrange(8)
        elif way == 1:
            data[at : at + 512] = bytes(len(data[at : at + 512]))
        elif way == 2:
            del data[at:]
        else:
            for _ in range(20):
                data[chance.randrange(len(data))] = chance.randrange(256)
        yield bytes(data)


def a_copy_of_the_scripts(folder: Path, second_revision: str) -> Path:
    """The migrations as shipped, with one more after them."""
    scripts = folder / "migrations"
    shutil.copytree(SCRIPTS, scripts, ignore=shutil.ignore_patterns("__pycache__"))
    (scripts / "versions" / "r9999_second.py").write_text(second_revision, encoding="utf-8")
    return scripts


# -- what must hold ----------------------------------------------------------------------------------------


def folded(events: Sequence[Event], head: str) -> Snapshot:
    """What the pure fold makes of a whole journal: the oracle for the state tables."""
    by_ref: dict[str, list[Event]] = defaultdict(list)
    by_day: dict[str, list[Event]] = defaultdict(list)
    counting = in_force(events)
    for event in counting:
        by_day[event.day].append(event)
        if event.ref is not None:
            by_ref[event.ref].append(event)
    days = {day: fold_day(of_day) for day, of_day in by_day.items()}
    return Snapshot(
        head,
        {ref: fold_step(of_ref) for ref, of_ref in by_ref.items() if "/" in ref},
        {ref: fold_goal(of_ref) for ref, of_ref in by_ref.items() if "/" not in ref},
        {day: state for day, state in days.items() if state != DayState()},
        tuple(event for event in counting if event.kind in RECORDS),
    )


def broken_promises(store: Store, acknowledged: Iterable[str] = ()) -> list[str]:
    """What is wrong with a store; nothing, it is hoped.

    SQLite's own check, acknowledged events (by action id) present, numbers without gaps, chains that verify, and
    state tables equal to the fold.
    """
    faults: list[str] = []
    events = store.events()
    if (check := sql(store.path, "PRAGMA integrity_check")) != [("ok",)]:
        faults.append(f"integrity_check: {check}")
    if lost := set(acknowledged) - {event.action for event in events}:
        faults.append(f"lost: {sorted(lost)}")
    faults += _broken_chains(events)
    snapshot = store.snapshot()
    kept = replace(folded(events, snapshot.head), editions=snapshot.editions)  # those are files, not folded
    if snapshot != kept:
        faults.append(f"state tables {snapshot} differ from the fold")
    return faults


def _broken_chains(events: Iterable[Event]) -> list[str]:
    faults: list[str] = []
    chains: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        chains[event.device].append(event)
    for device, chain in chains.items():
        chain.sort(key=lambda event: event.seq)
        if [event.seq for event in chain] != list(range(1, len(chain) + 1)):
            faults.append(f"gaps on {device}")
        before = ""
        for event in chain:
            if (event.previous, event.hash) != (before, chain_hash(event)):
                faults.append(f"chain of {device} broken at {event.seq}")
            before = event.hash
    return faults
