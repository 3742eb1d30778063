"""How fast a learner works: the bias of estimates, weeks, and the pace that follows. Numbers by hand."""

import datetime as dt
from math import exp, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadtrack.planning.pace import PRIOR_BIAS, Bias, effort_bias, median, pace, weekly_pool

SUNDAY = dt.date(2026, 11, 22)
MONDAY = dt.date(2026, 11, 16)


def test_worked_example() -> None:
    """Five finished steps: mean of the logs .28997, variance .09559, posterior .29134 ± .12860."""
    finished = [(2, 2.5), (3, 5), (1, 1.2), (4, 4.4), (2, 3.1)]
    assert sum(log(a / e) for e, a in finished) / 5 == pytest.approx(0.28997, abs=5e-6)
    bias = effort_bias(finished)
    assert bias.variance == pytest.approx(0.09559, abs=5e-6)
    assert bias.mean == pytest.approx(0.29134, abs=5e-6)
    assert bias.sd == pytest.approx(0.12860, abs=5e-6)
    assert bias.factor == pytest.approx(exp(0.29134), abs=1e-5)


def test_without_history_the_prior_holds() -> None:
    """Nothing finished: estimates run 35 % short, with a spread of .35."""
    bias = effort_bias([])
    assert bias.factor == pytest.approx(PRIOR_BIAS)
    assert bias.sd == pytest.approx(0.35)
    assert bias.variance == 0.16


def test_one_step_keeps_the_prior_variance() -> None:
    """A single step says nothing about spread; it moves the mean a little: P = 1/.1225 + 1/.16."""
    bias = effort_bias([(1, 1)])
    assert bias.variance == 0.16
    assert bias.mean == pytest.approx(log(1.35) / 0.1225 / (1 / 0.1225 + 1 / 0.16))


def test_what_tells_nothing_is_left_out() -> None:
    """Steps without an estimate or without logged time do not count."""
    assert effort_bias([(0, 3), (2, 0), (-1, 1)]) == effort_bias([])


HOURS = st.floats(min_value=0.05, max_value=100)


@given(st.lists(st.tuples(HOURS, HOURS), max_size=30))
def test_bias_is_between_prior_and_data(finished: list[tuple[float, float]]) -> None:
    """The learned bias lies between the prior and what was seen; more steps never widen it beyond the prior."""
    bias = effort_bias(finished)
    seen = [log(actual / estimate) for estimate, actual in finished] or [log(PRIOR_BIAS)]
    mean = sum(seen) / len(seen)
    assert min(mean, log(PRIOR_BIAS)) - 1e-9 <= bias.mean <= max(mean, log(PRIOR_BIAS)) + 1e-9
    assert 0 < bias.sd <= 0.35 + 1e-9


def test_weekly_pool() -> None:
    """Complete weeks from the first logged one; empty weeks count, this week and the future do not."""
    minutes = {
        dt.date(2026, 10, 28): 90,
        dt.date(2026, 11, 1): 30,
        dt.date(2026, 11, 9): 60,
        dt.date(2026, 11, 15): 60,
        MONDAY: 600,
        SUNDAY + dt.timedelta(days=3): 600,
    }
    assert weekly_pool(minutes, SUNDAY) == (2.0, 0.0, 2.0)


def test_weekly_pool_without_history() -> None:
    """No log, or only this week's: no week is complete."""
    assert weekly_pool({}, SUNDAY) == ()
    assert weekly_pool({SUNDAY: 0}, SUNDAY) == ()
    assert weekly_pool({SUNDAY: 30}, SUNDAY) == ()
    assert weekly_pool({SUNDAY: 30}, SUNDAY + dt.timedelta(days=1)) == (0.5,)


@pytest.mark.parametrize(
    ("pool", "expected"),
    [((), 6.0), ((2.0,), 6.0), ((2.0, 2.0), 4.0), ((2.0, 2.0, 2.0), 2.0), ((1.0, 2.0, 3.0, 9.0), 2.5)],
)
def test_pace_mixes_plan_and_journal(pool: tuple[float, ...], expected: float) -> None:
    """Below four complete weeks the missing ones are as planned (6 h); from four on only the journal counts."""
    assert pace(pool, 6.0, Bias(0.0, 0.1, 0.16)) == expected
    assert pace(pool, 6.0, Bias(log(2), 0.1, 0.16)) == pytest.approx(expected / 2)


def test_median() -> None:
    """The middle one, or the mean of the middle two."""
    assert [median([3]), median([9, 1, 2]), median([4, 1, 3, 2])] == [3, 2, 2.5]
