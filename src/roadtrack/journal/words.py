"""Events in words, the same in the history, in undo and in both faces. Pure."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from roadtrack.journal.events import (
    Adopted,
    Attached,
    Certified,
    Deed,
    Done,
    Enrolled,
    Event,
    Foretold,
    GoalChanged,
    Logged,
    Mocked,
    Noted,
    Paused,
    Redone,
    Resumed,
    Reviewed,
    Skipped,
    Snoozed,
    Undone,
    Unknown,
)
from roadtrack.journal.state import Entry
from roadtrack.show import day_and_month, show_duration

_PLAIN = {"done": "done", "start": "started", "reopen": "reopened", "unenroll": "no longer a goal"}
_STATUS = ("done", "start", "skip", "reopen")
_GOAL, _PAUSE = ("enroll", "goal", "unenroll"), ("pause", "resume")
_OVERLAYS: Mapping[str, Sequence[str]] = {
    **dict.fromkeys(_STATUS, (*_STATUS, "review")),
    **dict.fromkeys(_GOAL, _GOAL),
    **dict.fromkeys(_PAUSE, _PAUSE),
    "snooze": ("snooze",),
    "adopt": ("adopt",),
}
"""Kind → kinds that, coming later on the same ref, decide instead of it."""
OVERLAYING = tuple(sorted({kind for kinds in _OVERLAYS.values() for kind in kinds}))
"""Kinds that may overlay an earlier deed."""
_VERBS = {"time": "log", "evidence": "attach"}


def deed_words(deed: Deed) -> str:
    """What a deed says, without its ref: `done`, `1h30`, `skipped: on call`. Outside text is not cleaned here."""
    words = _of_a_step(deed) or _of_a_goal(deed)
    if words is None and isinstance(deed, Unknown):
        return f"{deed.kind} (unknown to this version)"
    return words or _PLAIN.get(deed.kind, deed.kind)


def _of_a_step(deed: Deed) -> str | None:
    match deed:
        case Done(grade=str(grade)):
            return f"done, {grade}"
        case Reviewed(grade=grade, minutes=minutes):
            return f"reviewed: {grade}" + (f", {show_duration(minutes)}" if minutes else "")
        case Snoozed(until=until):
            return f"snoozed until {until}" if until else "no longer snoozed"
        case Skipped(reason=reason):
            return f"skipped: {reason}"
        case Noted(text=text):
            return f"note: {text}"
        case Logged(minutes=minutes):
            return show_duration(minutes)
        case Attached():
            return f"evidence {evidence_words(deed)}"
    return None


def _of_a_goal(deed: Deed) -> str | None:
    match deed:
        case Enrolled(importance=importance, by=by):
            return f"enrolled, importance {importance}" + (f", by {by}" if by else "")
        case GoalChanged(importance=importance, by=by):
            return f"importance {importance}, " + (f"by {by}" if by else "no date")
        case Adopted(revision=revision):
            return f"went on to revision {revision}"
        case Mocked(sections=sections):
            return "mock exam: " + ", ".join(f"{name} {found[0]:g} %" for name, found in sections.items())
        case Certified(earned=earned, expires=expires):
            return f"certificate of {earned}" + (f", valid until {expires}" if expires else "")
        case Foretold(p50=p50, p85=p85):
            return f"forecast: {p50 or 'never'} to {p85 or 'never'}"
    return None if isinstance(deed, Unknown) else _of_the_days(deed)


def _of_the_days(deed: Deed) -> str | None:
    match deed:
        case Paused(since=since, until=until):
            return f"paused from {since}" + (f" until {until}" if until else "")
        case Resumed(on=on):
            return f"study again from {on}"
        case Undone() | Redone():
            return f"{deed.kind} of an action"
    return None


def evidence_words(deed: Attached) -> str:
    """A piece of evidence in short: its title, file name, link or command."""
    shown = deed.title or (deed.target.rpartition("/")[2] if deed.form == "file" else deed.target)
    return f"{shown} (exit {deed.exit_code})" if deed.exit_code is not None else shown


def stays_words(taken: Sequence[Event], later: Iterable[Event]) -> list[str]:
    """What was done after an action that is taken back, on the same things, and stays: a line for each ref.

    later: events in force after it, in any order. Notes, time and evidence only add up; they are never told.
    """
    newest: dict[str | None, Event] = {}
    wanted = {(event.ref, kind) for event in taken for kind in _OVERLAYS.get(event.kind, ())}
    for event in sorted(later, key=lambda e: e.order):
        if (event.ref, event.kind) in wanted:
            newest[event.ref] = event
    return [
        f"{ref or 'the day'} changed since: {deed_words(e.deed)} on {day_and_month(dt.date.fromisoformat(e.day))};"
        " that stays"
        for ref, e in newest.items()
    ]


def entry_verb(entry: Entry) -> str:
    """The verb of an entry, as it is typed: `log` for time, `attach` for evidence."""
    return _VERBS.get(entry.event.kind, entry.event.kind)


def entry_name(entry: Entry) -> str:
    """What an entry is about: its ref, the first ref that it turned, or the day."""
    turned = next((event.ref for event in entry.about if event.ref), None)
    return entry.event.ref or turned or "the day"


def entry_text(entry: Entry) -> str:
    """The words after the ref: what a person wrote, or what was done. Outside text is not cleaned here."""
    deed = entry.event.deed
    if isinstance(deed, Undone | Redone):
        return ("undid: " if isinstance(deed, Undone) else "did again: ") + action_words(entry.about)
    if isinstance(deed, Noted):
        return deed.text
    if isinstance(deed, Skipped):
        return deed.reason
    return evidence_words(deed) if isinstance(deed, Attached) else deed_words(deed)


def local_time(event: Event) -> dt.datetime:
    """The wall time where it was written."""
    from zoneinfo import ZoneInfo

    utc = dt.datetime.fromisoformat(event.utc)
    try:
        return utc.astimezone(ZoneInfo(event.zone))
    except (KeyError, ValueError, OSError):  # a zone that this machine has no rules for
        return utc


def action_words(events: Sequence[Event]) -> str:
    """A whole action in one line: each ref once, its deeds after it. `cka/rbac done, 1h30`."""
    by_ref: dict[str, list[str]] = {}
    for event in events:
        by_ref.setdefault(event.ref or "the day", []).append(deed_words(event.deed))
    shown = [f"{ref} {', '.join(words)}" for ref, words in list(by_ref.items())[:4]]
    more = f" and {len(by_ref) - 4} more" if len(by_ref) > 4 else ""
    return "; ".join(shown) + more
