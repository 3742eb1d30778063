"""The state tables: folds of the events, kept beside them and made anew for whatever an event touches."""

from collections.abc import Generator
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
    for by_step in _in_force(connection, t.event.c.ref, steps):
        _put(
            connection, t.step_state.c.ref, {ref: _step_row(fold_step(e)) if e else None for ref, e in by_step.items()}
        )
    for by_goal in _in_force(connection, t.event.c.ref, refs - steps):
        _put(connection, t.goal_state.c.curriculum, {id_: _goal_row(e) if e else None for id_, e in by_goal.items()})
    for by_day in _in_force(connection, t.event.c.day, days):
        _put(connection, t.day_state.c.day, {day: _day_row(e) for day, e in by_day.items()})


def list_actions(connection: sa.Connection) -> None:
    """Fill the empty table of actions from the events; of each, the last undo or redo decides."""
    _insert_actions(connection, sa.true())
    _turn_actions(connection)


def list_actions_again(connection: sa.Connection, actions: set[str]) -> None:
    """Replace the rows of these actions, as when events came in between those that were there."""
    ordered = sorted(actions)
    for at in range(0, len(ordered), CHUNK):
        chunk = ordered[at : at + CHUNK]
        connection.execute(sa.delete(t.action_state).where(t.action_state.c.action.in_(chunk)))
        _insert_actions(connection, t.event.c.action.in_(chunk))
    _turn_actions(connection, actions)


def _insert_actions(connection: sa.Connection, condition: sa.ColumnElement[bool]) -> None:
    """A row for each action of the events that fit, in force."""
    c = t.event.c
    first = (c.action, sa.func.min(c.clock), sa.func.min(c.device), sa.literal(0))
    acts = c.kind.not_in((Undone.kind, Redone.kind, *SILENT))
    actions = sa.select(*first).where(condition, acts).group_by(c.action)
    connection.execute(sa.insert(t.action_state).from_select(["action", "clock", "device", "undone"], actions))


def _turn_actions(connection: sa.Connection, only: set[str] | None = None) -> None:
    """Apply every undo and redo, in journal order, to the rows of all actions or of some."""
    for event in read_events(connection, t.event.c.kind.in_((Undone.kind, Redone.kind))):
        if isinstance(event.deed, Undone | Redone) and (only is None or event.deed.action in only):
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


def _goal_row(events: list[Event]) -> dict[str, Any]:
    goal = fold_goal(events)
    return {"enrolled": int(goal.enrolled), "importance": goal.importance, "by": goal.by, "since": goal.since}


def _day_row(events: list[Event]) -> dict[str, Any] | None:
    state = fold_day(events)
    values = {name: getattr(state, name) for name in DayState.__slots__}
    return values if any(values.values()) else None


def _in_force(
    connection: sa.Connection, column: sa.ColumnElement[Any], keys: set[str]
) -> Generator[dict[str, list[Event]]]:
    """Each key with its events in force in journal order, also those without any, some keys at a time."""
    undone = sa.select(t.action_state.c.action).where(t.action_state.c.undone == 1)
    name = "day" if column is t.event.c.day else "ref"
    ordered = sorted(keys)
    for at in range(0, len(ordered), CHUNK):
        found: dict[str, list[Event]] = {key: [] for key in ordered[at : at + CHUNK]}
        for event in read_events(connection, sa.and_(column.in_(list(found)), t.event.c.action.not_in(undone))):
            found[getattr(event, name)].append(event)
        yield found


def _put(connection: sa.Connection, key: sa.Column[str], rows: dict[str, dict[str, Any] | None]) -> None:
    """Replace rows of a state table by their key; None is no row."""
    connection.execute(sa.delete(key.table).where(key.in_(list(rows))))
    wanted = [{key.name: value, **row} for value, row in rows.items() if row is not None]
    if wanted:
        connection.execute(sa.insert(key.table), wanted)
