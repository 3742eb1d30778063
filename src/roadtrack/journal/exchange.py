"""A journal out into a file, and a file into a journal: the union of their events, folded as if all were written here.

Events never change, so a union loses nothing, and the order in which files are taken in does not matter. What both
have must be equal; where it is not, two copies of one device went on apart, and nothing at all is taken in.
"""

import gc
import hashlib
import json
import os
import stat
from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

import sqlalchemy as sa

from roadtrack.errors import NotFound, Refused, StoreError, UsageError
from roadtrack.journal import tables as t
from roadtrack.journal.copies import keep_copy
from roadtrack.journal.events import Redone, Undone, deed_of
from roadtrack.journal.exportfile import Edition, ExportFile, Row, conflicts, lines_of
from roadtrack.journal.folds import fold_again, list_actions_again
from roadtrack.journal.identity import Moment
from roadtrack.journal.rows import events_by_action, read_ends, set_meta
from roadtrack.journal.store import Store
from roadtrack.text import visible

Editions = dict[str, dict[str, str]]
"""Curriculum → digest → body, the first one first."""
Start = tuple[int, str]
"""(clock, device) of the first event on a curriculum."""


@dataclass(frozen=True, slots=True)
class Export:
    """A whole journal as a file's content. broken: events that do not match their hash; no import takes those."""

    data: bytes
    events: int
    devices: int
    broken: int


@dataclass(frozen=True, slots=True)
class Merge:
    """What a file brought into the journal, or would bring."""

    events: int
    """In the file."""
    new: int
    known: int
    devices: Mapping[str, tuple[int, int]]
    """Each device in the file → (its events there, the new ones among them)."""
    days: tuple[str, str] | None
    """The first and the last ISO day among the new events."""
    editions: int
    """Editions of curricula that were not kept here."""
    copy: Path | None = None
    """The journal as it was before."""


# -- out ---------------------------------------------------------------------------------------------------


def export(store: Store | None, now: Moment) -> Export:
    """The whole journal as JSON Lines; only a header when there is none. Raises StoreError."""
    rows: list[Row] = []
    editions: list[Edition] = []
    if store is not None:
        c = t.event.c
        with store.connected() as connection:
            found = connection.execute(sa.select(t.event).order_by(c.clock, c.device, c.seq))
            rows = [Row(*row) for row in found]
            kept = _read_editions(connection)
        editions = [Edition(id_, *pair) for id_, bodies in sorted(kept.items()) for pair in bodies.items()]
    data = "".join(f"{line}\n" for line in lines_of(rows, editions, now)).encode()
    return Export(data, len(rows), len({row.device for row in rows}), sum(not row.holds() for row in rows))


# -- in ----------------------------------------------------------------------------------------------------


def open_export(path: Path, journal: Path) -> BinaryIO:
    """A file to import, opened. journal: is never opened, for closing it would drop SQLite's own locks.

    Raises NotFound, Refused for what is no regular file, and UsageError for the journal itself.
    """
    try:
        if os.path.samefile(path, journal):  # noqa: PTH121 - Path.samefile does the same
            raise UsageError("that is the journal itself.", "Import what `roadtrack journal export` wrote.")
    except (OSError, ValueError):  # one of the two is not there; the latter: a NUL in the name
        pass
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)  # a FIFO must not hang us
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise NotFound(f"no export at {visible(str(path))}: {reason}.") from error
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise Refused(f"{visible(str(path))} is no regular file.")
    return os.fdopen(handle, "rb")


def preview(store: Store | None, file: ExportFile) -> Merge:
    """What an import would bring. Nothing is written. Raises StoreError for a conflict."""
    if store is None:
        return _told(file, [row for _, row in file.rows], len(file.editions))
    with store.connected() as connection:
        news = _news(connection, file)
        return _told(file, news, _count_editions(_read_editions(connection), file))


def merge(store: Store, file: ExportFile, now: Moment, *, copy: bool) -> Merge:
    """Take a file into the journal: all of it or nothing. copy: keep the journal as it is before, proved whole.

    Raises StoreError for a conflict, and NotSaved. With nothing new the store stays as it is, and no copy is made.
    """
    with store.connected(writes=True) as connection:
        news = _news(connection, file)
        editions = _count_editions(_read_editions(connection), file)
        told = _told(file, news, editions)
        if not news and not editions:
            return told
        kept = keep_copy(store, "before-import", now) if copy else None  # the lock is ours: nothing comes between
        _take_editions(connection, file)
        if news:
            with _no_collection():
                _take(connection, news)
        connection.execute(sa.delete(t.brief))  # it may tell what was so before
    return replace(told, copy=kept)


@contextmanager
def _no_collection() -> Generator[None]:
    """No search for cycles among rows and events, which have none: it takes a third of the time of a large import."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _news(connection: sa.Connection, file: ExportFile) -> list[Row]:
    """The events of a file that the journal has not. Raises StoreError for a conflict."""
    c = t.event.c
    found = connection.execute(sa.select(c.id, c.device, c.seq, c.hash))
    present: dict[str, tuple[str, int, str]] = {id_: (device, seq, hash_) for id_, device, seq, hash_ in found}
    if wrong := conflicts(file.rows, present):
        raise _conflict(wrong)
    return [row for _, row in file.rows if row.id not in present]


def _conflict(wrong: Sequence[tuple[int, Row]]) -> StoreError:
    number, row = wrong[0]
    more = f", and {len(wrong) - 1:,} more after it" if len(wrong) > 1 else ""
    return StoreError(
        f"line {number}: the journal has event {row.seq} of device {visible(row.device)} with another content{more}."
        " Nothing was imported.",
        "Two copies of one journal went on apart. Give each machine a journal of its own: an import makes one.",
    )


def _told(file: ExportFile, news: Sequence[Row], editions: int) -> Merge:
    fresh = dict.fromkeys(file.devices, 0)
    for row in news:
        fresh[row.device] += 1
    days = sorted({row.day for row in news})
    return Merge(
        events=len(file.rows),
        new=len(news),
        known=len(file.rows) - len(news),
        devices={device: (events, fresh[device]) for device, events in file.devices.items()},
        days=(days[0], days[-1]) if days else None,
        editions=editions,
    )


def _take(connection: sa.Connection, news: Sequence[Row]) -> None:
    """Insert events, fold again all that they touch, and give the journal's state a new name."""
    connection.execute(sa.insert(t.event), [row._asdict() for row in news])
    turned = {deed.action for row in news if isinstance(deed := _turn(row), Undone | Redone)}
    list_actions_again(connection, {row.action for row in news} | turned)
    about = [event for events in events_by_action(connection, turned).values() for event in events]
    refs = {row.ref for row in news if row.ref} | {event.ref for event in about if event.ref}
    days = {row.day for row in news} | {event.day for event in about}
    fold_again(connection, refs, days)
    set_meta(connection, "head", _head(connection))


def _turn(row: Row) -> object:
    """The deed of an undo or redo; None for other kinds, whose bodies need not be read here."""
    return deed_of(row.kind, json.loads(row.body)) if row.kind in (Undone.kind, Redone.kind) else None


def _head(connection: sa.Connection) -> str:
    """Names the state after an import: the same for the same events, whichever journal they were taken into.

    Of one device it is the hash of its last event, as a write leaves it.
    """
    ends = read_ends(connection)
    if len(ends) == 1:
        return next(hash_ for _, hash_ in ends.values())
    return hashlib.sha256("\n".join(f"{device} {hash_}" for device, (_, hash_) in ends.items()).encode()).hexdigest()


# -- editions ----------------------------------------------------------------------------------------------


def _read_editions(connection: sa.Connection) -> Editions:
    c = t.edition.c
    query = sa.select(c.curriculum, c.digest, c.body).order_by(sa.literal_column("rowid"))
    found: Editions = {}
    for id_, digest, body in connection.execute(query):
        found.setdefault(id_, {})[digest] = body
    return found


def _of_file(file: ExportFile) -> Editions:
    found: Editions = {}
    for id_, digest, body in file.editions:
        found.setdefault(id_, {})[digest] = body
    return found


def _count_editions(present: Editions, file: ExportFile) -> int:
    return sum(digest not in present.get(id_, {}) for id_, bodies in _of_file(file).items() for digest in bodies)


def _take_editions(connection: sa.Connection, file: ExportFile) -> None:
    """Keep the file's editions. On which one a learner began is told by the journal that began first.

    Called before the events are inserted, so that this can be told.
    """
    present = _read_editions(connection)
    own, other = _own_starts(connection), _starts((row.ref, row.clock, row.device) for _, row in file.rows)
    for id_, theirs in _of_file(file).items():
        ours = present.get(id_, {})
        first, then = (theirs, ours) if _begins(id_, theirs, other) < _begins(id_, ours, own) else (ours, theirs)
        wanted = first | {digest: body for digest, body in then.items() if digest not in first}
        wanted |= ours  # a title may have been mended within an edition: ours stays
        if list(wanted) != list(ours):
            connection.execute(sa.delete(t.edition).where(t.edition.c.curriculum == id_))
            rows = [{"curriculum": id_, "digest": digest, "body": body} for digest, body in wanted.items()]
            connection.execute(sa.insert(t.edition), rows)


_NEVER: Start = (1 << 63, "")


def _begins(id_: str, editions: Mapping[str, str], starts: Mapping[str, Start]) -> tuple[bool, Start, str]:
    """Sorts journals by when they began a curriculum; last those without an edition of it."""
    return (not editions, starts.get(id_, _NEVER), next(iter(editions), ""))


def _own_starts(connection: sa.Connection) -> dict[str, Start]:
    c = t.event.c
    query = sa.select(c.ref, sa.func.min(c.clock), c.device).where(c.ref.is_not(None)).group_by(c.ref, c.device)
    return _starts((ref, clock, device) for ref, clock, device in connection.execute(query))


def _starts(found: Iterable[tuple[str | None, int, str]]) -> dict[str, Start]:
    """Curriculum → its first event."""
    starts: dict[str, Start] = {}
    for ref, clock, device in found:
        if ref is not None:
            id_ = ref.partition("/")[0]
            starts[id_] = min(starts.get(id_, _NEVER), (clock, device))
    return starts
