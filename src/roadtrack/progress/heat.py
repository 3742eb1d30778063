"""The steps of the heat-map's colours. Apart, so that the first frame of the app imports nothing else."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from roadtrack.journal.events import DayState

HEAT_MINUTES = (1, 15, 45, 90)
"""Least minutes of heat levels 1 to 4. Fixed, so that one long day never recolours the year."""


def heat_level(minutes: int) -> int:
    """The colour of a day in the heat-map, 0 to 4: below 1 minute, from 1, 15, 45, 90 minutes."""
    return sum(minutes >= least for least in HEAT_MINUTES)


def amount(day: "DayState | None", measure: str) -> int:
    """How much was done on a day. measure: minutes, steps or evidence.

    A step ticked off without time counts as a minute: the day was not empty.
    """
    if day is None:
        return 0
    if measure == "minutes":
        return day.minutes or (1 if day.done else 0)
    return day.done if measure == "steps" else day.evidence


def level(value: int, measure: str) -> int:
    """The colour of an amount, 0 to 4: minutes as `heat_level`; of steps and evidence 1, 2, 3, 4 and more."""
    return heat_level(value) if measure == "minutes" else min(4, value)
