"""What was acknowledged is there: after kill -9, with many writers, and while this process holds a lock."""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from roadtrack.curriculum.catalog import CachedFile
from roadtrack.journal.events import Done
from roadtrack.journal.quick import read_brief
from roadtrack.journal.store import Store, create_store, open_store, schema_version
from tests.journal import children
from tests.journal.builders import a_moment, a_store, broken_promises, reopened, sql, ticked, write

A_STORE_LASTS = 25
"""Runs on one file, each going on where the killed one ended; then a new file, so that checking stays quick."""


@dataclass
class Figures:
    """What a series of killed writers came to."""

    runs: int = 0
    acknowledged: int = 0
    hot: int = 0
    mid: int = 0
    faults: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.runs} runs killed, {self.acknowledged} actions acknowledged, {len(self.faults)} faults;"
            f" {self.hot} left a journal file ({self.hot / self.runs:.0%}), {self.mid} of them with pages in it"
        )


def _kill_writers(folder: Path, runs: int, seed: int) -> Figures:
    """Kill a writer 0 to 60 ms after its first acknowledgement, look at what is left, and again."""
    chance = random.Random(seed)  # noqa: S311 - the same times each time
    figures = Figures()
    acknowledged: list[str] = []
    for run in range(runs):
        if run % A_STORE_LASTS == 0:
            store, acknowledged = a_store(folder / str(run)), []
        told = _kill_one(store.path, chance.uniform(0, 0.06))
        side = store.path.with_name("journal.db-journal")
        left = side.stat().st_size if side.exists() else 0
        figures.runs += 1
        figures.acknowledged += len(told)
        figures.hot += left > 0
        figures.mid += left > 512
        acknowledged += told
        figures.faults += [f"run {run}: {fault}" for fault in broken_promises(reopened(store), acknowledged)]
        write(store, ("cka/after", Done()))
    return figures


def _kill_one(path: Path, seconds: float) -> list[str]:
    process, connection = children.start(children.write_forever, path)
    told = [connection.recv_bytes().decode()]
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        if connection.poll(left):
            told.append(connection.recv_bytes().decode())
    process.kill()
    process.join()
    process.close()
    with suppress(EOFError, ConnectionResetError):
        while True:
            told.append(connection.recv_bytes().decode())
    connection.close()
    return told


def test_killed_writers_lose_nothing_acknowledged(tmp_path: Path) -> None:
    """40 times kill -9: integrity, chain, fold and every acknowledged action; some died in the middle of a write."""
    figures = _kill_writers(tmp_path, runs=40, seed=1)
    print(f"\n  kills: {figures}")  # noqa: T201 - figures
    assert figures.faults == []
    assert figures.hot >= 1


@pytest.mark.soak
def test_a_thousand_killed_writers_lose_nothing_acknowledged(tmp_path: Path) -> None:
    """The same 1,000 times, and at least 30 % of the kills hit a write."""
    figures = _kill_writers(tmp_path, runs=1000, seed=2)
    print(f"\n  kills: {figures}")  # noqa: T201 - figures
    assert figures.faults == []
    assert figures.hot >= 300


def _eight_writers(folder: Path, each: int) -> None:
    store = a_store(folder)
    started = time.monotonic()
    said = children.answers(children.write_many, [(store.path, who, each) for who in range(8)])
    seconds = time.monotonic() - started
    acknowledged = {action for answer in said for action in answer.split("\n")}
    refused = [answer for answer in said if "locked" in answer or " 5: " in answer]
    print(f"\n  8 writers x {each}: {len(acknowledged)} acknowledged, {len(refused)} refused, {seconds:.1f} s")  # noqa: T201
    assert refused == []
    assert len(acknowledged) == 8 * each
    assert (len(store.events()), broken_promises(store, acknowledged)) == (8 * each, [])


def test_eight_writers_at_once(tmp_path: Path) -> None:
    """50 actions each: all acknowledged, none locked out."""
    _eight_writers(tmp_path, 50)


@pytest.mark.soak
def test_eight_writers_at_once_for_long(tmp_path: Path) -> None:
    """500 actions each: all acknowledged, none locked out."""
    _eight_writers(tmp_path, 500)


# -- the lock-drop guard -----------------------------------------------------------------------------------

LOOKS: dict[str, Callable[[Store], object]] = {
    "snapshot": Store.snapshot,
    "head": Store.head,
    "state": lambda store: store.state("cka/rbac"),
    "history": Store.history,
    "told": Store.told,
    "actions_named": lambda store: store.actions_named("none"),
    "action": lambda store: store.action(store.events()[0].action),
    "events": Store.events,
    "edition": lambda store: store.edition("cka", "none"),
    "headings": Store.headings,
    "bodies": lambda store: store.bodies(["/one.toml"]),
    "remember": lambda store: store.remember([CachedFile("/one.toml", "", "", "")], []),
    "save_brief": lambda store: store.save_brief(store.snapshot().head, "key", "value"),
}
"""Everything that is called while only looking, by name; the last two give up when the store is locked."""
ELSEWHERE: dict[str, Callable[[Store], object]] = {
    "open_store": lambda store: open_store(store.path, 0.05),
    "create_store": lambda store: create_store(store.path, 0.05),
    "read_brief": lambda store: read_brief(str(store.path), schema_version()),
}
WRITES = {"writing", "connected", "rebuild", "path"}


def _probes(store: Store) -> Iterator[tuple[str, str]]:
    for name, look in (LOOKS | ELSEWHERE).items():
        look(store)
        yield name, children.answer(children.probe, store.path)


def test_looking_never_drops_a_lock_of_this_process(tmp_path: Path) -> None:
    """While a write is under way here, every function that looks leaves its lock in place, for others to see."""
    store = a_store(tmp_path)
    ticked(store, 2)
    impatient = reopened(store, wait_seconds=0.05)
    public = {name for name in dir(impatient) if not name.startswith("_")}
    assert public - set(LOOKS) == WRITES
    with store.writing(a_moment()) as writer:
        writer.append([("cka/rbac", Done())])
        told = dict(_probes(impatient))
    print(f"\n  lock held during {len(told)} functions")  # noqa: T201 - a figure
    assert told == dict.fromkeys(LOOKS | ELSEWHERE, "locked")
    assert children.answer(children.probe, store.path) == "free"
    assert (len(store.events()), broken_promises(store)) == (3, [])


def test_the_guard_notices_a_dropped_lock(tmp_path: Path) -> None:
    """Opening and closing the file in this process drops SQLite's lock (POSIX); the probe above would tell."""
    store = a_store(tmp_path)
    ticked(store, 1)
    with pytest.raises(ZeroDivisionError), store.writing(a_moment()):  # noqa: PT012 - inside the write
        assert children.answer(children.probe, store.path) == "locked"
        store.path.read_bytes()
        assert children.answer(children.probe, store.path) == "free"
        raise ZeroDivisionError
    assert sql(store.path, "PRAGMA integrity_check") == [("ok",)]
