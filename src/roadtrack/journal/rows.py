"""Events, the store's own values and the brief as rows, and back."""

import json
from typing import Any

import sqlalchemy as sa

from roadtrack.journal import tables as t
from roadtrack.journal.connect import Unreadable
from roadtrack.journal.events import Event, canonical_body, deed_of

CHUNK = 500
"""Bound parameters in one statement; SQLite allows 999 in old builds."""


def event_row(event: Event) -> dict[str, Any]:
    """An event as a row of the table."""
    return {
        "id": event.id,
        "device": event.device,
        "seq": event.seq,
        "clock": event.clock,
        "utc": event.utc,
        "zone": event.zone,
        "day": event.day,
        "action": event.action,
        "kind": event.kind,
        "ref": event.ref,
        "body": canonical_body(event.deed),
        "previous": event.previous,
        "hash": event.hash,
    }


def read_event(row: sa.Row[Any]) -> Event:
    """The event of a row. Raises Unreadable when the row is damaged."""
    try:
        deed = deed_of(row.kind, json.loads(row.body))
    except (TypeError, ValueError) as error:
        raise Unreadable from error
    return Event(
        id=row.id,
        device=row.device,
        seq=row.seq,
        clock=row.clock,
        utc=row.utc,
        zone=row.zone,
        day=row.day,
        action=row.action,
        ref=row.ref,
        deed=deed,
        previous=row.previous,
        hash=row.hash,
    )


def read_events(connection: sa.Connection, condition: sa.ColumnElement[bool]) -> list[Event]:
    """The events that fit a condition, in journal order."""
    c = t.event.c
    query = sa.select(t.event).where(condition).order_by(c.clock, c.device, c.seq)
    return [read_event(row) for row in connection.execute(query)]


def events_by_action(connection: sa.Connection, actions: set[str]) -> dict[str, tuple[Event, ...]]:
    """The events of some actions, by action."""
    found: dict[str, tuple[Event, ...]] = {}
    listed = sorted(actions)
    for at in range(0, len(listed), CHUNK):
        for event in read_events(connection, t.event.c.action.in_(listed[at : at + CHUNK])):
            found[event.action] = (*found.get(event.action, ()), event)
    return found


def read_meta(connection: sa.Connection, key: str) -> str:
    """A value of the store itself, or empty."""
    value = connection.execute(sa.select(t.meta.c.value).where(t.meta.c.key == key)).scalar()
    return str(value or "")


def set_meta(connection: sa.Connection, key: str, value: str) -> None:
    """Set a value of the store itself."""
    connection.execute(sa.delete(t.meta).where(t.meta.c.key == key))
    connection.execute(sa.insert(t.meta).values(key=key, value=value))


def read_head(connection: sa.Connection) -> str:
    """What names the last state of the journal: the hash of the event written last."""
    return read_meta(connection, "head")


def put_brief(connection: sa.Connection, key: str, value: str) -> None:
    """Replace the stored brief."""
    connection.execute(sa.delete(t.brief))
    connection.execute(sa.insert(t.brief).values(key=key, value=value))
