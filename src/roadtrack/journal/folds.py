"""The state tables: folds of the events, kept beside them and made anew for whatever an event touches."""

from collections.abc import Generator
from itertools import groupby
from typing import Any

import sqlalchemy as sa

from roadtrack.journal import tables as t
from roadtrack.journal.connect import Unreadable
from roadtrack.journal.events import (
    RECORDS,
    SILENT,
    Adopted,
    DayState,
    Event,
    GoalState,
    Redone,
    Status,
    StepState,
    Undone,
    fold_day,
    fold_goal,
    fold_step,
)
from roadtrack.journal.rows import CHUNK, read_events, read_head
from roadtrack.journal.state import Snapshot


def read_snapshot(connection: sa.Connection) -> Snapshot:
    """The folded state of everything."""
    steps = {row.ref: _step_state(row) for row in connection.execute(sa.select(t.step_state))}
    goals = {
        row.curriculum: GoalState(bool(row.enrolled), row.importance, row.by, row.since)
        for row in connection.execute(sa.select(t.goal_state))
    }
    days = {
        row.day: DayState(row.minutes, row.done, row.reviews, row.evidence, row.notes, row.review_minutes)
        for row in connection.execute(sa.select(t.day_state))
    }
    undone = sa.select(t.action_state.c.action).where(t.action_state.c.undone == 1)
    records = read_events(connection, sa.and_(t.event.c.kind.in_(RECORDS), t.event.c.action.not_in(undone)))
    return Snapshot(read_head(connection), steps, goals, days, tuple(records), _editions(connection, records))


def _editions(connection: sa.Connection, records: list[Event]) -> dict[str, str]:
    """Which edition of each curriculum the learner is on."""
    first = sa.select(t.edition.c.curriculum, t.edition.c.digest).order_by(sa.literal_column("rowid").desc())
    found = {row.curriculum: row.digest for row in connection.execute(first)}
    adopted = {e.ref: e.deed.edition for e in records if e.ref and isinstance(e.deed, Adopted)}
    return found | {id_: digest for id_, digest in adopted.items() if id_ in found}


def read_state(connection: sa.Connection, ref: str) -> StepState | None:
    """One step's state, or None when there is no row."""
    row = connection.execute(sa.select(t.step_state).where(t.step_state.c.ref == ref)).first()
    return None if row is None else _step_state(row)


def _step_state(row: sa.Row[Any]) -> StepState:
    return StepState(
        _status(row.status),
        row.reason,
        row.minutes,
        row.notes,
        row.evidence,
        row.done_day,
        row.touched,
        _recalls(row.recalls),
        row.snoozed,
    )


def _recalls(text: str) -> tuple[tuple[str, int], ...]:
    """`2026-11-02:3 2026-11-20:4`: each day with its grade."""
    try:
        return tuple((day, int(grade)) for day, _, grade in (one.partition(":") for one in text.split()))
    except ValueError as error:
        raise Unreadable from error


def fold_again(connection: sa.Connection, refs: set[str], days: set[str]) -> None:
    """Replace the state rows of these refs and days by a fresh fold of their events in force."""
    steps = {ref for ref in refs if "/" in ref}
    for ref, events in _in_force(connection, t.event.c.ref, steps):
        state = fold_step(events)
        _put(connection, t.step_state, t.step_state.c.ref, ref, _step_row(state) if events else None)
    for curriculum, events in _in_force(connection, t.event.c.ref, refs - steps):
        goal = fold_goal(events)
        row = {
            "enrolled": int(goal.enrolled),
            "importance": goal.importance,
            "by": goal.by,
            "since": goal.since,
        }
        _put(connection, t.goal_state, t.goal_state.c.curriculum, curriculum, row if events else None)
    for day, events in _in_force(connection, t.event.c.day, days):
        state_of_day = fold_day(events)
        values = {name: getattr(state_of_day, name) for name in DayState.__slots__}
        _put(connection, t.day_state, t.day_state.c.day, day, values if any(values.values()) else None)


def list_actions(connection: sa.Connection) -> None:
    """Fill the empty table of actions from the events; of each, the last undo or redo decides."""
    c = t.event.c
    turns = c.kind.in_((Undone.kind, Redone.kind))
    first = (c.action, sa.func.min(c.clock), sa.func.min(c.device), sa.literal(0))
    actions = sa.select(*first).where(~turns, c.kind.not_in(SILENT)).group_by(c.action)
    connection.execute(sa.insert(t.action_state).from_select(["action", "clock", "device", "undone"], actions))
    for event in read_events(connection, turns):
        if isinstance(event.deed, Undone | Redone):
            set_undone(connection, event.deed.action, event.clock if isinstance(event.deed, Undone) else None)


def set_undone(connection: sa.Connection, action: str, clock: int | None) -> None:
    """Mark an action as taken back at a reading of the clock, or as in force again."""
    connection.execute(
        sa.update(t.action_state)
        .where(t.action_state.c.action == action)
        .values(undone=int(clock is not None), undone_clock=clock)
    )


def _status(text: str) -> Status:
    try:
        return Status(text)
    except ValueError as error:
        raise Unreadable from error


def _step_row(state: StepState) -> dict[str, Any]:
    recalls = " ".join(f"{day}:{grade}" for day, grade in state.recalls)
    values = {name: getattr(state, name) for name in StepState.__slots__}
    return values | {"status": state.status.value, "recalls": recalls}


def _in_force(
    connection: sa.Connection, column: sa.ColumnElement[Any], keys: set[str]
) -> Generator[tuple[str, list[Event]]]:
    """(key, its events in force in journal order) for each key, also for those without any."""
    undone = sa.select(t.action_state.c.action).where(t.action_state.c.undone == 1)
    ordered = sorted(keys)
    for at in range(0, len(ordered), CHUNK):
        chunk = ordered[at : at + CHUNK]
        found = read_events(connection, sa.and_(column.in_(chunk), t.event.c.action.not_in(undone)))
        name = "day" if column is t.event.c.day else "ref"
        found.sort(key=lambda event: str(getattr(event, name)))  # stable: journal order stays within a key
        grouped = {key: list(group) for key, group in groupby(found, key=lambda e: str(getattr(e, name)))}
        for key in chunk:
            yield key, grouped.get(key, [])


def _put(
    connection: sa.Connection, table: sa.Table, key: sa.Column[str], value: str, row: dict[str, Any] | None
) -> None:
    connection.execute(sa.delete(table).where(key == value))
    if row is not None:
        connection.execute(sa.insert(table).values({key.name: value, **row}))
