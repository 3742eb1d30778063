"""The few events that are read whole, as what they say: pauses, mock exams, forecasts. Pure."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from roadtrack.journal.events import Event, Foretold, Mocked, Paused, Resumed


@dataclass(frozen=True, slots=True)
class Pause:
    """Free days from the first to the last, both included; without a last it is open."""

    since: dt.date
    until: dt.date | None

    def is_on(self, day: dt.date) -> bool:
        """Whether a day is in it."""
        return self.since <= day and (self.until is None or day <= self.until)


def pauses(events: Iterable[Event]) -> tuple[Pause, ...]:
    """All pauses in the order they were told. A resume ends the last one; one that is over before it began is gone."""
    found: list[Pause] = []
    for event in events:
        deed = event.deed
        if isinstance(deed, Paused):
            found.append(Pause(_day(deed.since), _day(deed.until) if deed.until else None))
        elif isinstance(deed, Resumed) and found:
            last = found.pop()
            end = _day(deed.on) - dt.timedelta(days=1)
            if end >= last.since:
                found.append(Pause(last.since, min(end, last.until) if last.until else end))
    return tuple(found)


def paused_days(found: Iterable[Pause], today: dt.date) -> frozenset[dt.date]:
    """Every paused day up to today."""
    days: set[dt.date] = set()
    for pause in found:
        last = min(pause.until or today, today)
        days.update(pause.since + dt.timedelta(days=n) for n in range((last - pause.since).days + 1))
    return frozenset(days)


Mock = Mapping[str, Sequence[float]]
"""Domain id → (percent reached, number of tasks)."""


def mocks(events: Iterable[Event], curriculum: str) -> tuple[tuple[dt.date, Mock], ...]:
    """The mock exams of a certification with their days, oldest first."""
    return tuple(
        (_day(event.day), event.deed.sections)
        for event in events
        if event.ref == curriculum and isinstance(event.deed, Mocked)
    )


def forecasts(events: Iterable[Event]) -> tuple[tuple[dt.date, str, Foretold], ...]:
    """(day, goal, what was forecast), oldest first."""
    return tuple((_day(e.day), e.ref, e.deed) for e in events if e.ref and isinstance(e.deed, Foretold))


def _day(iso: str) -> dt.date:
    return dt.date.fromisoformat(iso)
