"""The journal on SQLite: appending, taking back, and reading what it adds up to.

Every write is one `BEGIN IMMEDIATE` transaction that appends events and folds the touched keys again, so the
state tables are never behind the events. Rows never leave this room; dataclasses do.
"""

import os
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from roadtrack.curriculum.catalog import CachedFile
from roadtrack.errors import NotFound, NotSaved, RoadtrackError, StoreError, UsageError
from roadtrack.journal import tables as t
from roadtrack.journal.connect import damaged, engine_for, reading, unopenable, writing
from roadtrack.journal.events import (
    SILENT,
    Deed,
    Event,
    Redone,
    StepState,
    Undone,
    chained,
    storable,
)
from roadtrack.journal.folds import fold_again, list_actions, read_snapshot, read_state, set_undone
from roadtrack.journal.identity import Moment, new_device, new_id, tick
from roadtrack.journal.migrate import is_due, upgrade, version_number
from roadtrack.journal.rows import (
    event_row,
    events_by_action,
    put_brief,
    read_event,
    read_events,
    read_head,
    read_meta,
    read_told,
    set_meta,
)
from roadtrack.journal.state import Entry, Snapshot


class Store:
    """An open store. Make it with `open_store` or `create_store`."""

    def __init__(self, path: Path, wait_seconds: float = 30.0) -> None:
        self.path = path
        self._engine = engine_for(path, wait_seconds)
        self._wait_seconds = wait_seconds

    @cached_property
    def _hasty(self) -> sa.Engine:
        """For caches: a reader never waits for another program's write."""
        return engine_for(self.path, min(self._wait_seconds, 0.25))

    # -- reading -------------------------------------------------------------------------------------------

    def snapshot(self) -> Snapshot:
        """The folded state of everything. Raises StoreError."""
        with reading(self._engine, self.path) as connection:
            return read_snapshot(connection)

    def state(self, ref: str) -> StepState | None:
        """One step's state by its ref as written; None when it was never touched. Raises StoreError."""
        with reading(self._engine, self.path) as connection:
            return read_state(connection, ref)

    def head(self) -> str:
        """What names the last state of the journal. Raises StoreError."""
        with reading(self._engine, self.path) as connection:
            return read_head(connection)

    def history(
        self,
        ref: str | None = None,
        *,
        kinds: Sequence[str] = (),
        since: str | None = None,
        limit: int | None = None,
    ) -> list[Entry]:
        """Events, newest first; those that roadtrack itself wrote only when their kind is asked for.

        `since` is an ISO day. Raises StoreError.
        """
        query = (
            sa.select(t.event, t.action_state.c.undone)
            .outerjoin(t.action_state, t.action_state.c.action == t.event.c.action)
            .order_by(t.event.c.clock.desc(), t.event.c.device.desc(), t.event.c.seq.desc())
        )
        if ref is not None:
            query = query.where(t.event.c.ref == ref)
        query = query.where(t.event.c.kind.in_(kinds) if kinds else t.event.c.kind.not_in(SILENT))
        if since is not None:
            query = query.where(t.event.c.day >= since)
        if limit is not None:
            query = query.limit(limit)
        with reading(self._engine, self.path) as connection:
            found = [(read_event(row), bool(row.undone)) for row in connection.execute(query)]
            turned = {e.deed.action for e, _ in found if isinstance(e.deed, Undone | Redone)}
            about = events_by_action(connection, turned)
        return [
            Entry(e, undone, about.get(e.deed.action, ()) if isinstance(e.deed, Undone | Redone) else ())
            for e, undone in found
        ]

    def told(self) -> list[Entry]:
        """What a report may tell of: the events in force in journal order, no undos, without ids, zones and hashes.

        A third of `history`'s memory, for who reads all of a long journal. Raises StoreError.
        """
        c, undone = t.event.c, t.action_state.c.undone
        query = (
            sa.select(c.device, c.seq, c.clock, c.day, c.kind, c.ref, c.body)
            .outerjoin(t.action_state, t.action_state.c.action == c.action)
            .where(c.kind.not_in((*SILENT, Undone.kind, Redone.kind)), sa.or_(undone.is_(None), undone == 0))
            .order_by(c.clock, c.device, c.seq)
        )
        with reading(self._engine, self.path) as connection:
            return [Entry(event, undone=False) for event in read_told(connection.execute(query))]

    def action(self, action: str) -> list[Event]:
        """The events of one action, in journal order. Raises StoreError."""
        with reading(self._engine, self.path) as connection:
            return read_events(connection, t.event.c.action == action)

    def actions_named(self, part: str, limit: int = 5) -> list[str]:
        """Ids of actions, undos among them, that are, begin or end with a text. Raises StoreError."""
        c = t.event.c.action
        fits = sa.or_(c == part, c.startswith(part, autoescape=True), c.endswith(part, autoescape=True))
        with reading(self._engine, self.path) as connection:
            return list(connection.execute(sa.select(c).where(fits).distinct().order_by(c).limit(limit)).scalars())

    def events(self) -> list[Event]:
        """The whole journal in its order. Raises StoreError."""
        with reading(self._engine, self.path) as connection:
            return read_events(connection, sa.true())

    def edition(self, curriculum: str, digest: str) -> str | None:
        """Canonical JSON of a curriculum as it was, or None when it was not kept. Raises StoreError."""
        c = t.edition.c
        query = sa.select(c.body).where(c.curriculum == curriculum, c.digest == digest)
        with reading(self._engine, self.path) as connection:
            found: str | None = connection.execute(query).scalar()
            return found

    # -- the curriculum cache (curriculum.catalog.FileCache) -----------------------------------------------

    def headings(self) -> Mapping[str, CachedFile]:
        """Remembered curriculum files without their bodies. Raises StoreError."""
        c = t.curriculum_file.c
        with reading(self._engine, self.path) as connection:
            rows = connection.execute(sa.select(c.path, c.stamp, c.heading, c.faults))
            return {row.path: CachedFile(row.path, row.stamp, row.heading, row.faults) for row in rows}

    def bodies(self, paths: Iterable[str]) -> Mapping[str, str]:
        """Canonical JSON of some files. Raises StoreError."""
        c = t.curriculum_file.c
        query = sa.select(c.path, c.body).where(c.path.in_(list(paths)), c.body.is_not(None))
        with reading(self._engine, self.path) as connection:
            return {row.path: row.body for row in connection.execute(query)}

    def remember(self, files: Iterable[CachedFile], forget: Iterable[str]) -> None:
        """Keep parsed files for the next start. Best effort: looking must work on a read-only store."""
        kept = [
            {"path": f.path, "stamp": f.stamp, "heading": f.heading, "faults": f.faults, "body": f.body} for f in files
        ]
        gone = [*forget, *(row["path"] for row in kept)]
        with suppress(RoadtrackError), writing(self._hasty, self.path) as connection:
            connection.execute(sa.delete(t.curriculum_file).where(t.curriculum_file.c.path.in_(gone)))
            if kept:
                connection.execute(sa.insert(t.curriculum_file), kept)

    def save_brief(self, head: str, key: str, value: str) -> None:
        """Keep the brief for the fast path, unless the journal has moved on. Best effort, as above."""
        with suppress(RoadtrackError), writing(self._hasty, self.path) as connection:
            if read_head(connection) == head:
                put_brief(connection, key, value)

    # -- writing -------------------------------------------------------------------------------------------

    @contextmanager
    def writing(self, moment: Moment) -> Generator["Writer"]:
        """One unit of work: everything inside is saved together or not at all.

        Raises NotSaved when nothing could be written, StoreError when the store cannot be used.
        """
        with writing(self._engine, self.path) as connection:
            yield Writer(connection, moment)

    @contextmanager
    def connected(self, *, writes: bool = False) -> Generator[sa.Connection]:
        """A transaction for the other modules of this room. Raises StoreError; NotSaved when it writes."""
        with (writing if writes else reading)(self._engine, self.path) as connection:
            yield connection

    def rebuild(self) -> None:
        """Fold every state table again from the events. Raises NotSaved or StoreError."""
        with writing(self._engine, self.path) as connection:
            for table in (t.action_state, t.step_state, t.goal_state, t.day_state):
                connection.execute(sa.delete(table))
            list_actions(connection)
            refs = connection.execute(sa.select(t.event.c.ref).distinct()).scalars()
            days = connection.execute(sa.select(t.event.c.day).distinct()).scalars()
            fold_again(connection, {r for r in refs if r}, set(days))


class Writer:
    """Appends to the journal inside one transaction."""

    def __init__(self, connection: sa.Connection, moment: Moment) -> None:
        self._connection = connection
        self._moment = moment
        self._device = read_meta(connection, "device")
        self._seq, self._clock, self._hash = self._last()

    def snapshot(self) -> Snapshot:
        """The folded state as it is now, inside this transaction."""
        return read_snapshot(self._connection)

    def append(
        self, deeds: Sequence[tuple[str | None, Deed]], *, day: str | None = None, moment: Moment | None = None
    ) -> str:
        """One action of one or more deeds, each with its ref. Returns the action's id.

        day: the ISO day they count for when that is not the moment's own. moment: when it is written, if
        not when this transaction began.
        """
        self._moment = moment or self._moment
        if not deeds:
            raise ValueError("an action has at least one deed")
        action = new_id(self._moment.milliseconds)
        events = [self._write(ref, deed, action, day) for ref, deed in deeds]
        self._connection.execute(
            sa.insert(t.action_state).values(action=action, clock=events[0].clock, device=self._device, undone=0)
        )
        self._settle(events)
        return action

    def record(self, deeds: Sequence[tuple[str | None, Deed]]) -> None:
        """Write what roadtrack itself keeps, of the kinds in `events.SILENT`: no action that undo would find."""
        if deeds:
            action = new_id(self._moment.milliseconds)
            self._settle([self._write(ref, deed, action, None) for ref, deed in deeds])

    def undo(self, count: int = 1) -> list[str]:
        """Take back the last actions in force, newest first. Returns their ids, fewer when there are fewer."""
        c = t.action_state.c
        query = sa.select(c.action).where(c.undone == 0).order_by(c.clock.desc(), c.device.desc()).limit(count)
        return self._turn(query, Undone, undone=True)

    def undo_action(self, action: str) -> list[str]:
        """Take back one action by its id, whatever came after it. Returns that id.

        Raises NotFound when there is none, UsageError for one that is taken back already, that is itself an
        undo or redo, or that roadtrack wrote by itself.
        """
        c = t.action_state.c
        undone = self._connection.execute(sa.select(c.undone).where(c.action == action)).scalar()
        if undone is None:
            raise _no_action(action, read_events(self._connection, t.event.c.action == action))
        if undone:
            raise UsageError("that action is taken back already.", "roadtrack redo brings back what went last.")
        return self._turn(sa.select(c.action).where(c.action == action), Undone, undone=True)

    def redo(self, count: int = 1) -> list[str]:
        """Bring back what was taken back since the last new action, newest undo first. Returns action ids."""
        c = t.action_state.c
        newest = sa.select(sa.func.max(c.clock)).scalar_subquery()
        query = (
            sa.select(c.action)
            .where(c.undone == 1, c.undone_clock > newest)
            .order_by(c.undone_clock.desc())
            .limit(count)
        )
        return self._turn(query, Redone, undone=False)

    def without_edition(self, curricula: Iterable[str]) -> set[str]:
        """Those of the curricula of which no edition is kept yet."""
        wanted = set(curricula)
        c = t.edition.c.curriculum
        return wanted - set(self._connection.execute(sa.select(c).where(c.in_(sorted(wanted)))).scalars())

    def keep_edition(self, curriculum: str, digest: str, body: str) -> None:
        """Keep a curriculum as it is now, once for each edition."""
        c = t.edition.c
        known = sa.select(c.digest).where(c.curriculum == curriculum, c.digest == digest)
        if self._connection.execute(known).first() is None:
            row = {"curriculum": curriculum, "digest": digest, "body": body}
            self._connection.execute(sa.insert(t.edition).values(**row))

    def save_brief(self, key: str, value: str) -> None:
        """Store the brief together with what it tells."""
        put_brief(self._connection, key, value)

    def _turn(self, query: sa.Select[Any], deed: Callable[[str], Deed], *, undone: bool) -> list[str]:
        actions = [row.action for row in self._connection.execute(query)]
        own = new_id(self._moment.milliseconds)
        touched: list[Event] = []
        for action in actions:
            written = self._write(None, deed(action), own, None)
            set_undone(self._connection, action, written.clock if undone else None)
            touched += [written, *read_events(self._connection, t.event.c.action == action)]
        if touched:
            self._settle(touched)
        return actions

    def _write(self, ref: str | None, deed: Deed, action: str, day: str | None) -> Event:
        self._seq += 1
        self._clock = tick(self._moment.milliseconds, self._clock)
        event = chained(
            Event(
                id=new_id(self._moment.milliseconds),
                device=self._device,
                seq=self._seq,
                clock=self._clock,
                utc=self._moment.stamp,
                zone=self._moment.zone,
                day=day or self._moment.day.isoformat(),
                action=action,
                ref=ref,
                deed=storable(deed),
            ),
            self._hash,
        )
        self._hash = event.hash
        self._connection.execute(sa.insert(t.event).values(**event_row(event)))
        return event

    def _settle(self, events: Iterable[Event]) -> None:
        """Fold what the events touch, and move the head."""
        refs: set[str] = set()
        days: set[str] = set()
        for event in events:
            refs |= {event.ref} if event.ref else set()
            days.add(event.day)
        fold_again(self._connection, refs, days)
        set_meta(self._connection, "head", self._hash)

    def _last(self) -> tuple[int, int, str]:
        """(seq, clock, hash): the end of this device's chain, and the latest clock of any device."""
        c = t.event.c
        own = self._connection.execute(
            sa.select(c.seq, c.hash).where(c.device == self._device).order_by(c.seq.desc()).limit(1)
        ).first()
        clock = self._connection.execute(sa.select(sa.func.max(c.clock))).scalar()
        return (own.seq, clock or 0, own.hash) if own else (0, clock or 0, "")


def _no_action(action: str, events: Sequence[Event]) -> RoadtrackError:
    """Why there is nothing that undo could take back under an id."""
    if not events:
        return NotFound(f"no action {action} in this journal.", "Ids: roadtrack history -o wide")
    if isinstance(events[0].deed, Undone):
        return UsageError("that line is an undo itself.", "roadtrack redo brings back what went last.")
    if isinstance(events[0].deed, Redone):
        return UsageError("that line is a redo.", "Take back the action that it brought back.")
    return UsageError("roadtrack wrote that by itself; undo leaves it alone.")


# -- opening -----------------------------------------------------------------------------------------------


def open_store(path: Path, wait_seconds: float = 30.0) -> Store | None:
    """The store at a path, migrated if it is older; None when there is no file.

    Raises StoreError for a file that is not a journal, is damaged, or was written by a newer major version.
    It is left untouched then.
    """
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:  # it may well be there: never taken for missing
        raise unopenable(path) from error
    store = Store(path, wait_seconds)
    with reading(store._engine, path) as connection:  # noqa: SLF001 - this module's own class
        application = connection.exec_driver_sql("PRAGMA application_id").scalar_one()
        version = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
    if application != t.APPLICATION_ID:
        raise damaged(path)
    if version >> 16 > t.SCHEMA[0]:
        raise StoreError(
            f"this journal was written by a newer roadtrack (format {version >> 16}, this one knows"
            f" {t.SCHEMA[0]}). It is left alone.",
            "Upgrade roadtrack.",
        )
    if is_due(version):
        upgrade(path)
    return store


def create_store(path: Path, wait_seconds: float = 30.0) -> Store:
    """A new empty store, or the one that another program made meanwhile. Raises NotSaved.

    It is built beside its place and linked there when complete, so that a crash leaves no half-made file.
    """
    building = path.with_name(f".{path.name}.{new_device()}.new")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(building, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        upgrade(building)
        with writing(engine_for(building), building) as connection:
            set_meta(connection, "device", new_device())
            set_meta(connection, "head", "")
        _put_in_place(building, path)
    except OSError as error:
        raise NotSaved(
            f"not saved, no journal can be made in {path.parent}: {error.strerror or error}.",
            "Name another folder with --data-dir.",
        ) from error
    finally:
        with suppress(OSError):
            building.unlink()
    store = open_store(path, wait_seconds)
    if store is None:
        raise NotSaved(f"not saved, {path} vanished while it was being made.")
    return store


def _put_in_place(building: Path, path: Path) -> None:
    """Give a finished store its name, unless another program was faster."""
    try:
        os.link(building, path)
    except FileExistsError:
        return
    except OSError:  # a file system without hard links
        if not path.exists():
            building.rename(path)


def schema_version() -> int:
    """`PRAGMA user_version` of a store of this program."""
    return version_number(t.SCHEMA)
