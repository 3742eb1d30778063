"""Days as the learner lived them: which were active, the streak, the heat-map.

Everything here is pure: days come in as dates already fixed when the events were written, so no zone and
no clock is looked at.
"""

import datetime as dt
from collections import deque
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from roadtrack.journal.events import DayState

WINDOW_DAYS = 14
"""How many consecutive calendar days share the spare days."""

SPARE_DAYS = 2
"""How many days of a window may be missed without ending the streak."""


@dataclass(frozen=True, slots=True)
class Streak:
    """How steadily the learner learns, with what softens a break."""

    days: int
    """Active days in the current streak; 0 when there is none."""

    longest: int
    """Active days in the longest streak there ever was, at least `days`."""

    spare_days_left: int
    """How many days of the 14 that end today may still be missed, 0 to 2, before the streak gets shorter."""

    active_of_28: int
    """Active days among the last 28, today included."""


def is_active(day: DayState, floor_minutes: int = 10) -> bool:
    """Whether a day counts for the streak: enough minutes logged, or a step done, or a review."""
    return day.minutes >= floor_minutes or day.done > 0 or day.reviews > 0


def streak(
    active: Collection[dt.date],
    today: dt.date,
    rest_weekdays: frozenset[int] = frozenset(),
    paused: Collection[dt.date] = (),
) -> Streak:
    """The current and the longest streak, in time linear in the days since the first active one.

    active: days with enough learning, in any order; those after `today` are ignored.
    rest_weekdays: Monday = 0 to Sunday = 6. paused: days declared free.

    The current streak is the number of active days in the longest run of calendar days that ends today,
    starts on an active day and has at most 2 missed days in any 14 consecutive calendar days within it.
    Missed is a day before today that is neither active nor a rest weekday nor paused; an active rest day
    is active; today is never missed, for it is not over. Misses before the run starts do not count:
    active 4 and 5 days ago only, the three misses since then leave no run at all (streak 0, 2 spare);
    active 3 to 5 days ago, the two since then use up the spare days (streak 3, 0 spare). The longest is
    the same for a run that ends on any day up to today. Spare days left are 2 less the missed days of the
    run among the 14 that end today.
    """
    last = today.toordinal()
    active_days = {day.toordinal() for day in active if day <= today}
    paused_days = {day.toordinal() for day in paused}
    run: deque[int] = deque()
    missed: deque[int] = deque()
    longest = 0
    for day in range(min(active_days, default=last), last + 1):
        if day in active_days:
            run.append(day)
            longest = max(longest, len(run))
        elif day < last and day not in paused_days and _weekday(day) not in rest_weekdays:
            missed.append(day)
            _restart(run, missed)
    since = max(run[0], last - WINDOW_DAYS + 1) if run else last
    return Streak(
        days=len(run),
        longest=longest,
        spare_days_left=SPARE_DAYS - sum(day >= since for day in missed),
        active_of_28=sum(day > last - 28 for day in active_days),
    )


def _restart(run: deque[int], missed: deque[int]) -> None:
    """After a miss: keep the latest two misses; a third in the same window starts the run behind it."""
    if len(missed) <= SPARE_DAYS:
        return
    oldest = missed.popleft()
    if missed[-1] - oldest < WINDOW_DAYS:
        while run and run[0] < oldest:
            run.popleft()


def _weekday(ordinal: int) -> int:
    """Monday = 0, as `date.weekday`; day 1 of the calendar was a Monday."""
    return (ordinal - 1) % 7


def weeks(today: dt.date, count: int) -> tuple[tuple[dt.date | None, ...], ...]:
    """The heat-map's grid: `count` columns of seven dates, oldest week first, each from its Monday.

    The last column is the week of `today` (ISO 8601); its days after today are None.
    """
    monday = _monday(today)
    return tuple(_week(monday - dt.timedelta(weeks=back), today) for back in reversed(range(count)))


def week_minutes(days: Mapping[dt.date, DayState], today: dt.date) -> int:
    """Minutes logged from the Monday of this week to today; days after today are ignored."""
    return sum(days[day].minutes for day in _week(_monday(today), today) if day is not None and day in days)


def _monday(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())


def _week(monday: dt.date, today: dt.date) -> tuple[dt.date | None, ...]:
    """Seven days from a Monday, None for those after today."""
    ahead = (today - monday).days
    return tuple(monday + dt.timedelta(days=number) if number <= ahead else None for number in range(7))
