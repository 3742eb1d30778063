"""Events in words, the same in the history, in undo and in both faces. Pure."""

from collections.abc import Sequence

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
from roadtrack.show import show_duration

_PLAIN = {"done": "done", "start": "started", "reopen": "reopened", "unenroll": "no longer a goal"}


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


def action_words(events: Sequence[Event]) -> str:
    """A whole action in one line: each ref once, its deeds after it. `cka/rbac done, 1h30`."""
    by_ref: dict[str, list[str]] = {}
    for event in events:
        by_ref.setdefault(event.ref or "the day", []).append(deed_words(event.deed))
    shown = [f"{ref} {', '.join(words)}" for ref, words in list(by_ref.items())[:4]]
    more = f" and {len(by_ref) - 4} more" if len(by_ref) > 4 else ""
    return "; ".join(shown) + more
