"""Forecasts: vectors computed with an independent implementation, and what must hold for any learner."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roadtrack.planning.forecast import MOST_WEEKS, Forecast, Futures, Weeks, Work, seed_of
from roadtrack.planning.pace import Bias, effort_bias

POOL = (5, 6, 0, 7, 4.5, 6, 8, 3, 0, 5.5, 6, 7)
FINISHED = ((2, 2.5), (3, 5), (1, 1.2), (4, 4.4), (2, 3.1))
FOURTEEN = Work.of([2.5] * 14)

hours = st.floats(0, 30)
estimates = st.lists(st.sampled_from((0.25, 0.5, 1.0, 2.5, 8.0)), max_size=20)
biases = st.builds(Bias, st.floats(-0.5, 1), st.floats(0.01, 0.4), st.floats(0.02, 0.6))
weeks = st.builds(Weeks, st.lists(st.sampled_from((0, 0.5, 3, 6, 12)), max_size=9).map(tuple), st.floats(0.5, 20))
seeds = st.integers(0, 2**64 - 1)
few = settings(max_examples=150, deadline=None)


def few_futures(pool: Weeks, bias: Bias, seed: int) -> Futures:
    """Enough to see an order, few enough to draw often."""
    return Futures(pool, bias, seed, trials=40)


def test_the_bias_of_the_vector() -> None:
    """m = .28997, s² = .09559, μ = .29134, s_μ = .12860."""
    bias = effort_bias(FINISHED)
    assert bias.variance == pytest.approx(0.09559, abs=5e-6)
    assert bias.mean == pytest.approx(0.29134, abs=5e-6)
    assert bias.sd == pytest.approx(0.12860, abs=5e-6)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_twelve_weeks_of_history(seed: int) -> None:
    """At 20,000 futures the quantiles do not depend on the seed."""
    found = Futures(Weeks(POOL, 8), effort_bias(FINISHED), seed, trials=20_000).forecast(FOURTEEN)
    assert found.quantile(0.15) == pytest.approx(6.6, abs=0.1)
    assert found.quantile(0.50) == pytest.approx(10.0, abs=0.1)
    assert found.quantile(0.85) == pytest.approx(14.95, abs=0.15)
    assert found.quantile(0.95) == pytest.approx(18.7, abs=0.3)
    assert found.chance(10) == pytest.approx(0.495, abs=0.01)
    assert found.chance(15) == pytest.approx(0.85, abs=0.01)


def test_no_history() -> None:
    """From the plan alone the range is wide: 35 h at 8 h a week is 4.4 weeks only on paper."""
    found = Futures(Weeks((), 8), effort_bias(()), 1, trials=20_000).forecast(FOURTEEN)
    assert found.quantile(0.50) == pytest.approx(11.4, abs=0.3)
    assert found.quantile(0.85) == pytest.approx(25, abs=1)
    assert found.quantile(0.95) == pytest.approx(42, abs=2)


def test_nothing_known_is_said() -> None:
    """Without a plan and without a journal there is no forecast."""
    futures = Futures(Weeks((0, 0), 0), effort_bias(()), 1)
    assert not futures.known
    with pytest.raises(ValueError, match="no plan"):
        futures.forecast(FOURTEEN)


def test_nothing_left_is_done_now() -> None:
    """No work ends at once."""
    found = Futures(Weeks(POOL, 8), effort_bias(()), 1).forecast(Work.of([]))
    assert set(found.finishes) == {0.0}
    assert found.chance(0) == 1


def test_never_is_not_a_date() -> None:
    """Work for a thousand years is not within five."""
    found = Futures(Weeks((), 1), effort_bias(()), 1, trials=50).forecast(Work.of([100.0] * 900))
    assert set(found.finishes) == {float(MOST_WEEKS)}


@few
@given(weeks, biases, seeds, estimates, estimates)
def test_more_work_is_never_sooner(pool: Weeks, bias: Bias, seed: int, work: list[float], more: list[float]) -> None:
    """In each future, whatever is added."""
    futures = few_futures(pool, bias, seed)
    less, all_ = futures.forecast(Work.of(work)), futures.forecast(Work.of(work + more))
    assert all(a <= b + 1e-9 for a, b in zip(less.finishes, all_.finishes, strict=True))


@few
@given(weeks, biases, seeds, estimates, hours, hours)
def test_more_hours_are_never_later(
    pool: Weeks, bias: Bias, seed: int, work: list[float], few_more: float, many_more: float
) -> None:
    """A fuller week never lowers the chance of any date."""
    futures = few_futures(pool, bias, seed)
    low, high = sorted((few_more, many_more))
    some, more = futures.forecast(Work.of(work), low), futures.forecast(Work.of(work), high)
    assert all(b <= a + 1e-9 for a, b in zip(some.finishes, more.finishes, strict=True))


@few
@given(weeks, biases, seeds, estimates, hours, hours)
def test_a_later_date_is_never_less_likely(
    pool: Weeks, bias: Bias, seed: int, work: list[float], one: float, other: float
) -> None:
    """The chance of a date grows with the date, and lies between 0 and 1."""
    found = few_futures(pool, bias, seed).forecast(Work.of(work))
    early, late = sorted((one, other))
    assert 0 <= found.chance(early) <= found.chance(late) <= 1
    assert all(math.isfinite(w) and 0 <= w <= MOST_WEEKS for w in found.finishes)


@few
@given(weeks, biases, seeds, estimates, estimates)
def test_the_same_question_has_the_same_answer(
    pool: Weeks, bias: Bias, seed: int, work: list[float], other: list[float]
) -> None:
    """Whatever was asked before, and in whatever order the steps come."""
    fresh = few_futures(pool, bias, seed).forecast(Work.of(work))
    asked = few_futures(pool, bias, seed)
    asked.forecast(Work.of(other), 3)
    assert asked.forecast(Work.of(reversed(work))) == fresh


@few
@given(weeks, biases, seeds, estimates)
def test_as_many_hours_as_now_change_nothing(pool: Weeks, bias: Bias, seed: int, work: list[float]) -> None:
    """To ask for the average week that is expected anyway."""
    futures = few_futures(pool, bias, seed)
    asked = futures.forecast(Work.of(work), futures.hours_per_week)
    assert asked.finishes == pytest.approx(futures.forecast(Work.of(work)).finishes)


def test_an_average_week() -> None:
    """Four fresh weeks of 6 h weigh 3.69; the pseudo-weeks weigh 4, around 65 % of 8 h, one in ten of them empty."""
    futures = Futures(Weeks((6.0, 6.0, 6.0, 6.0), 8), effort_bias(()), 1)
    mass = sum(0.5 ** (age / 8) for age in range(4))
    plan = 0.9 * 8 * 0.65 * math.exp((0.25 + 0.16) / 2 - 0.08)
    assert futures.hours_per_week == pytest.approx((mass * 6 + 4 * plan) / (mass + 4))


def test_seeds_differ_by_what_they_are_made_of() -> None:
    """64 bits, the same for the same parts."""
    assert seed_of("a", 1) == seed_of("a", 1) != seed_of("a", 2)
    assert 0 <= seed_of() < 2**64


def test_quantiles_of_a_known_list() -> None:
    """Quantile p is the sorted value at int(p · (n - 1))."""
    found = Forecast((1.0, 2.0, 3.0, 4.0))
    assert [found.quantile(p) for p in (0, 0.5, 0.85, 1)] == [1, 2, 3, 4]
    assert [found.chance(w) for w in (0.5, 2, 9)] == [0, 0.5, 1]
