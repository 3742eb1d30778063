"""Events, the store's own values and the brief as rows, and back."""

import json
from collections.abc import Iterable, Iterator
from sys import intern
from typing import Any

import sqlalchemy as sa

from roadtrack.journal import tables as t
from roadtrack.journal.connect import Unreadable
from roadtrack.journal.events import Deed, Event, canonical_body, deed_of

CHUNK = 500
"""Bound parameters in one statement; SQLite allows 999 in old builds."""
SHORT = 16
"""Characters of a body that is likely to come again: `{}`, `{"minutes":25}`."""


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
    """The event of a row that begins with the table's columns. Raises Unreadable when the row is damaged."""
    fields = tuple(row)[:13]  # by name it takes twice as long
    id_, device, seq, clock, utc, zone, day, action, kind, ref, body, previous, hash_ = fields
    try:
        deed = deed_of(kind, json.loads(body))
    except (TypeError, ValueError) as error:
        raise Unreadable from error
    return Event(id_, device, seq, clock, utc, zone, day, action, ref, deed, previous, hash_)


def read_told(rows: Iterable[sa.Row[Any]]) -> Iterator[Event]:
    """Events of rows (device, seq, clock, day, kind, ref, body); what repeats is one object. Raises Unreadable."""
    deeds: dict[tuple[str, str], Deed] = {}
    for device, seq, clock, day, kind, ref, body in map(tuple, rows):
        try:
            deed = deeds.get((kind, body)) or deed_of(kind, json.loads(body))
        except (TypeError, ValueError) as error:
            raise Unreadable from error
        if len(body) <= SHORT:
            deeds[kind, body] = deed
        yield Event("", intern(device), seq, clock, "", "", intern(day), "", ref and intern(ref), deed)


def read_events(connection: sa.Connection, condition: sa.ColumnElement[bool]) -> list[Event]:
    """The events that fit a condition, in journal order."""
    c = t.event.c
    query = sa.select(t.event).where(condition).order_by(c.clock, c.device, c.seq)
    return [read_event(row) for row in connection.execute(query).all()]


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


def read_ends(connection: sa.Connection) -> dict[str, tuple[int, str]]:
    """Where each device's chain ends: (number of events, hash of the last one), by device in order."""
    c = t.event.c
    last = sa.select(c.device, sa.func.max(c.seq).label("seq"), sa.func.count().label("events")).group_by(c.device)
    ends = last.subquery()
    query = sa.select(c.device, ends.c.events, c.hash).join(
        ends, sa.and_(c.device == ends.c.device, c.seq == ends.c.seq)
    )
    return {row.device: (row.events, row.hash) for row in connection.execute(query.order_by(c.device))}


def put_brief(connection: sa.Connection, key: str, value: str) -> None:
    """Replace the stored brief."""
    connection.execute(sa.delete(t.brief))
    connection.execute(sa.insert(t.brief).values(key=key, value=value))
