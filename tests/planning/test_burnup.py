"""The burn-up: what was done when, and a picture of it."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import TODAY, MakeTracker

from roadtrack.planning.burnup import UNITS, BurnUp, burn_up, draw, legend

START = dt.date(2026, 11, 1)
days = st.integers(0, 400)


@st.composite
def charts(draw_: st.DrawFn) -> BurnUp:
    """Any chart that can be."""
    today = START + dt.timedelta(days=draw_(days))
    steps = sorted(draw_(st.lists(st.tuples(st.dates(START, today), st.floats(0, 20)), max_size=6)))
    total, done = 0.0, []
    for day, amount in steps:
        total += amount
        done.append((day, total))
    early = today + dt.timedelta(days=draw_(days))
    late = draw_(st.none() | st.just(early + dt.timedelta(days=draw_(days))))
    by = draw_(st.none() | st.dates(START, START + dt.timedelta(days=800)))
    end = max(day for day in (early, late, by, START + dt.timedelta(days=28)) if day)
    return BurnUp("g", "hours", START, today, end, by, total + draw_(st.floats(0, 50)), tuple(done), early, late, ())


def test_amounts_by_day(make_tracker: MakeTracker) -> None:
    """Points, hours and steps of what is done, in the order of its days."""
    tracker = make_tracker(by=TODAY + dt.timedelta(days=60))
    tracker.done(["kube/pods"])
    later = make_tracker(now="2026-11-25T20:41:00+00:00", enrolled=())
    later.done(["kube/services", "kube/config"])
    standing, outlooks = later.outlooks()
    goal = standing.goals[0]
    found = {unit: burn_up(standing, goal, outlooks.outlook(goal), unit) for unit in UNITS}
    first, last = TODAY, dt.date(2026, 11, 25)
    assert [(c.at(first), c.at(last), c.scope) for c in found.values()] == [
        (pytest.approx(20), pytest.approx(60), pytest.approx(100)),
        (1.0, 5.5, 7.0),
        (1.0, 3.0, 4.0),
    ]
    chart = found["points"]
    assert (chart.start, chart.today, chart.by) == (first, last, TODAY + dt.timedelta(days=60))
    assert "60 of 100 points today" in legend(chart)


@given(charts(), st.integers(20, 140), st.integers(4, 30), st.booleans())
def test_a_picture_fits(chart: BurnUp, width: int, height: int, ascii_only: bool) -> None:
    """Exactly so many rows, none wider than asked for, in ASCII when that is wanted."""
    rows = draw(chart, width, height, ascii_only=ascii_only)
    text = ["".join(char for char, _ in row) for row in rows]
    assert len(text) == height
    assert all(len(line) <= width for line in text)
    assert not ascii_only or all(line.isascii() for line in text)


@given(charts())
def test_the_cone_opens_forward(chart: BurnUp) -> None:
    """Between what is done and the scope, the low line under the high one, rising."""
    now = chart.at(chart.today)
    before = (now, now)
    for ahead in range(0, 400, 40):
        low, high = chart.cone(chart.today + dt.timedelta(days=ahead))
        assert now - 1e-9 <= low <= high + 1e-9 <= chart.scope + 1e-6
        assert low >= before[0] - 1e-9
        before = (low, high)


def test_nothing_done_yet(make_tracker: MakeTracker) -> None:
    """A chart of a fresh goal is empty, not broken."""
    standing, outlooks = make_tracker().outlooks()
    chart = burn_up(standing, standing.goals[0], outlooks.outlook(standing.goals[0]))
    assert (chart.at(TODAY), chart.start) == (0, TODAY)
    assert len(draw(chart, 60, 8)) == 8
