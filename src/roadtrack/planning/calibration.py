"""How the forecasts that were kept held against what came. Pure."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from roadtrack.journal.events import Foretold, Status
from roadtrack.planning.outlook import Outlook
from roadtrack.planning.records import forecasts
from roadtrack.planning.standing import Standing

ENOUGH: Final = 10
"""Fewer resolved forecasts say nothing."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """Of the forecasts whose outcome is known, how many P50 and P85 days were met."""

    kept: int
    """All forecasts in the journal."""
    resolved: int
    met_p50: int
    met_p85: int

    @property
    def says(self) -> bool:
        """Enough is resolved to say something."""
        return self.resolved >= ENOUGH


def foretold(outlook: Outlook) -> Foretold:
    """A forecast as the journal keeps it."""
    middle, late, by = (day.isoformat() if day else None for day in (outlook.middle, outlook.late, outlook.by))
    return Foretold(middle, late, by, outlook.percent)


def calibrate(standing: Standing) -> Calibration:
    """Hold every kept forecast against what came.

    One is resolved when its goal is complete, or when its P85 day is over without that.
    """
    told = forecasts(standing.records)
    finished = {goal: _finished(standing, goal) for goal in {goal for _, goal, _ in told}}
    resolved = met_p50 = met_p85 = 0
    for day, goal, guess in told:
        end, late = finished[goal], _day(guess.p85)
        if end is not None and end < day:  # reopened and finished anew is another story
            continue
        if end is None and (late is None or late >= standing.today):
            continue
        resolved += 1
        met_p50 += _met(end, _day(guess.p50))
        met_p85 += _met(end, late)
    return Calibration(len(told), resolved, met_p50, met_p85)


def _met(end: dt.date | None, day: dt.date | None) -> bool:
    """A forecast of "never" is met by whatever comes."""
    return end is not None and (day is None or end <= day)


def _finished(standing: Standing, goal: str) -> dt.date | None:
    """When the last weighted step was done or skipped; None while one is open or the curriculum is gone."""
    if goal not in standing.library.outlines:
        return None
    days = []
    for ref, share in standing.library.outlines[goal].shares.items():
        state = standing.state(ref)
        if share > 0 and not state.status.finished:
            return None
        if state.status is Status.DONE and state.done_day:
            days.append(_day(state.done_day))
        elif state.touched:
            days.append(_day(state.touched[:10]))
    return max((day for day in days if day), default=None)


def _day(iso: str | None) -> dt.date | None:
    return dt.date.fromisoformat(iso) if iso else None
