"""Active days, streaks and the heat-map's grid."""

import datetime as dt
import time
from collections.abc import Collection

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roadtrack.journal.events import DayState
from roadtrack.progress.days import Streak, is_active, streak, week_minutes, weeks
from roadtrack.progress.heat import heat_level

TODAY = dt.date(2026, 11, 22)
"""A Sunday."""


def before(*days: int) -> set[dt.date]:
    """The dates so many days before today; negative ones lie ahead."""
    return {TODAY - dt.timedelta(days=day) for day in days}


DATES = st.integers(min_value=-3, max_value=45).map(lambda day: TODAY - dt.timedelta(days=day))
SETS = st.frozensets(DATES, max_size=45)
DENSE = SETS.map(lambda missed: before(*range(40)) - missed)
ACTIVE = st.one_of(SETS, DENSE)
RESTS = st.frozensets(st.integers(min_value=0, max_value=6), max_size=3)
PAUSED = st.frozensets(DATES, max_size=8)


def reference(
    active: Collection[dt.date], today: dt.date, rests: Collection[int], paused: Collection[dt.date]
) -> Streak:
    """The rule word by word: try each run of days, look at each window in it."""
    days = [today - dt.timedelta(days=back) for back in range(60, -1, -1)]
    is_missed = [
        day not in active and day not in paused and day.weekday() not in rests and day != today for day in days
    ]

    def lasts(start: int, end: int) -> bool:
        windows = range(start, max(start + 1, end - 12))
        return all(sum(is_missed[window : min(window + 14, end + 1)]) <= 2 for window in windows)

    def best(end: int) -> tuple[int, int]:
        """Active days and start of the longest run that ends there."""
        for start in range(end + 1):
            if days[start] in active and lasts(start, end):
                return sum(day in active for day in days[start : end + 1]), start
        return 0, end

    count, start = best(60)
    spent = sum(is_missed[max(start, 47) : 61])
    longest = max(best(end)[0] for end in range(61))
    return Streak(count, longest, 2 - spent, sum(day in active for day in days[-28:]))


@pytest.mark.parametrize(
    ("active", "expected"),
    [
        ({0, 1, 2, 4, 5, 6, 7, 9, 10, 11, 12, 13, 14, 15}, (14, 0)),
        ({1, 2, 3, 5, 8, 9}, (4, 1)),
        ({3, 4, 5}, (3, 0)),
        ({4, 5}, (0, 2)),
        (set(), (0, 2)),
        ({0}, (1, 2)),
        ({1}, (1, 2)),
        ({-1, -2}, (0, 2)),
        ({-1, 0, 1}, (2, 2)),
        ({2, 13, 14, 15, 16}, (1, 1)),
        ({0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 16}, (15, 2)),
    ],
)
def test_streaks_worked_by_hand(active: set[int], expected: tuple[int, int]) -> None:
    """Days before today that were active give the streak and the spare days left."""
    found = streak(before(*active), TODAY)
    assert (found.days, found.spare_days_left) == expected


def test_rest_and_pause_are_neutral() -> None:
    """Rest weekdays and paused days neither lengthen nor end a streak."""
    worked = before(7, 8, 9, 10)
    paused = before(1, 2, 3, 4, 5, 6)
    weekdays = frozenset(range(6))
    assert streak(worked, TODAY).days == 0
    assert streak(worked, TODAY, paused=paused) == Streak(4, 4, 2, 4)
    assert streak(worked, TODAY, rest_weekdays=weekdays) == Streak(4, 4, 2, 4)


def test_learning_on_a_rest_day_counts() -> None:
    """A rest day on which something was done is an active day."""
    assert streak(before(0), TODAY, rest_weekdays=frozenset({6}), paused=before(0)) == Streak(1, 1, 2, 1)


def test_a_break_is_not_a_zero() -> None:
    """After a break the longest streak and the last 28 days still tell what was done."""
    worked = before(*range(10, 40))
    assert streak(worked, TODAY) == Streak(days=0, longest=30, spare_days_left=2, active_of_28=18)


def test_a_long_history_takes_little_time() -> None:
    """Thirty years of days are looked at once, not once for each."""
    worked = before(*(day for day in range(11_000) if day % 8))
    started = time.process_time()
    found = streak(worked, TODAY)
    assert found.days == found.longest == len(worked)
    assert time.process_time() - started < 1


@settings(max_examples=500, deadline=None)
@given(active=ACTIVE, rests=RESTS, paused=PAUSED)
def test_streaks_follow_the_rule(
    active: Collection[dt.date], rests: frozenset[int], paused: frozenset[dt.date]
) -> None:
    """The single pass finds what trying every run and window finds."""
    assert streak(active, TODAY, rests, paused) == reference(active, TODAY, rests, paused)


@settings(max_examples=4000, deadline=None)
@given(active=ACTIVE, rests=RESTS, paused=PAUSED, day=DATES, weekday=st.integers(min_value=0, max_value=6))
def test_more_never_lowers_a_streak(
    active: Collection[dt.date], rests: frozenset[int], paused: frozenset[dt.date], day: dt.date, weekday: int
) -> None:
    """An active day, a rest or a pause more lowers neither streak; the bounds hold."""
    found = streak(active, TODAY, rests, paused)
    others = (
        streak({*active, day}, TODAY, rests, paused),
        streak(active, TODAY, rests | {weekday}, paused),
        streak(active, TODAY, rests, paused | {day}),
    )
    assert [other.days >= found.days and other.longest >= found.longest for other in others] == [True] * 3
    assert (0 <= found.days <= found.longest, 0 <= found.spare_days_left <= 2) == (True, True)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (DayState(), False),
        (DayState(minutes=9), False),
        (DayState(minutes=10), True),
        (DayState(done=1), True),
        (DayState(reviews=1), True),
        (DayState(evidence=3, notes=3), False),
    ],
)
def test_active_days(day: DayState, expected: bool) -> None:
    """Ten minutes, a step done or a review make a day active; evidence and notes alone do not."""
    assert is_active(day) is expected


def test_the_floor_can_be_moved() -> None:
    """The least minutes of an active day are the learner's to choose."""
    assert (is_active(DayState(minutes=10), 30), is_active(DayState(minutes=5), 5)) == (False, True)


@pytest.mark.parametrize(
    ("minutes", "level"), [(0, 0), (1, 1), (14, 1), (15, 2), (44, 2), (45, 3), (89, 3), (90, 4), (1440, 4)]
)
def test_heat_levels(minutes: int, level: int) -> None:
    """Thresholds are fixed, so a day keeps its colour."""
    assert heat_level(minutes) == level


def test_the_grid_ends_with_this_week() -> None:
    """Columns are weeks from Monday, the last this one, and days to come are empty."""
    wednesday = dt.date(2026, 11, 25)
    monday = dt.date(2026, 11, 16)
    expected = (
        tuple(monday + dt.timedelta(days=number) for number in range(7)),
        (dt.date(2026, 11, 23), dt.date(2026, 11, 24), wednesday, None, None, None, None),
    )
    assert weeks(wednesday, 2) == expected


def test_a_sunday_fills_its_week() -> None:
    """On a Sunday the last column is full; a grid of no weeks is empty."""
    assert weeks(TODAY, 1) == (tuple(sorted(before(*range(7)))),)
    assert weeks(TODAY, 0) == ()


def test_minutes_of_this_week() -> None:
    """Minutes count from Monday to today: not last Sunday's, not tomorrow's."""
    tuesday = dt.date(2026, 11, 24)
    logged = {tuesday + dt.timedelta(days=offset): DayState(minutes=10 ** (offset + 3)) for offset in (-2, -1, 0, 1)}
    assert week_minutes(logged, tuesday) == 1100
