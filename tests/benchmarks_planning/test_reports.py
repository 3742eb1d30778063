"""What the two benchmarks print, and the numbers behind it."""

import argparse

import pytest
from benchmarks.planning import forecast, run
from benchmarks.planning.forecasters import FORECASTERS
from benchmarks.planning.optimum import Optimum
from benchmarks.planning.policies import POLICIES
from benchmarks.planning.runs import named, seed_range
from benchmarks.planning.students import Student
from benchmarks.planning.summary import Row, document, interval, quantile
from benchmarks.planning.walk import Score


def test_seed_ranges() -> None:
    """Both ends count; nonsense is refused."""
    assert seed_range("3-5") == range(3, 6)
    assert named(seed_range("7")) == "7-7"
    for wrong in ("", "5-3", "a-b", "-4", "1-2-3"):
        with pytest.raises(argparse.ArgumentTypeError):
            seed_range(wrong)


def test_weeks_of_history() -> None:
    """A list of numbers; twice is once."""
    assert forecast.weeks_of("0,8,8,2") == (0, 8, 2)
    with pytest.raises(argparse.ArgumentTypeError):
        forecast.weeks_of("0,,2")


def rows(optimum: Optimum | None) -> list[Row]:
    """Two learners: ours reaches 0.8 and 0.6, everyone else 0.5."""
    return [
        Row(seed, "all", {n: Score(ours if n == "ours" else 0.5, 1.0, 0.25) for n in POLICIES}, optimum, gap)
        for seed, ours, gap in ((0, 0.8, 0.0), (1, 0.6, 0.02))
    ]


def test_the_document() -> None:
    """Means, regret, gaps, intervals."""
    found = document("F1", "0-1", 1.0, rows(Optimum(0.9, proved=True)))
    coverage, ci = found["coverage"], found["ci"]
    assert isinstance(coverage, dict)
    assert isinstance(ci, dict)
    assert (coverage["ours"], coverage["optimum"], coverage["wsjf"]) == (0.7, 0.9, 0.5)
    assert found["regret"] == {"mean": 0.2, "p95": 0.29}
    assert found["dp"] == {"gapMean": 0.01, "gapP95": 0.019, "optimalShare": 0.5}
    assert ci["file"] == [0.1, 0.3]
    assert "ours minus it" in run.table(found)


def test_without_the_solver_there_is_no_regret() -> None:
    """Null, not a guess."""
    found = document("F1", "0-1", 1.0, rows(None))
    assert found["regret"] is None
    assert isinstance(found["coverage"], dict)
    assert found["coverage"]["optimum"] is None
    assert "regret" not in run.table(found)


def test_an_interval_holds_the_mean() -> None:
    """And is the same each time."""
    values = [0.1, 0.2, 0.3, 0.2, 0.1, 0.4]
    low, high = interval(values)
    assert low < sum(values) / len(values) < high
    assert interval(values) == [low, high]
    assert quantile([0.0, 1.0, 2.0], 0.25) == 0.5


def test_one_learner_with_every_rule() -> None:
    """From the seed to the row, without the solver."""
    row = run.evaluate(1, "F2", 1.0, best=False)
    assert set(row.scores) == set(POLICIES)
    assert row.optimum is None


def test_forecasters_on_steady_weeks() -> None:
    """Five hours every week and ratios of exactly two: the baselines know the end to the day."""
    steady = Student((5.0,) * 8, ((2.0, 4.0),) * 6, (2.0,) * 5, 5.0, 3.0, 4.0)
    assert FORECASTERS["bootstrap"](steady).quantile(0.5) == pytest.approx(2)
    assert FORECASTERS["ebs"](steady).quantile(0.95) == pytest.approx(4)
    assert 2 < FORECASTERS["ours"](steady).quantile(0.5) < 6


def test_forecasters_without_history() -> None:
    """The baselines take the plan at its word."""
    new = Student((), (), (2.0,) * 5, 5.0, 3.0, 4.0)
    assert FORECASTERS["bootstrap"](new).finishes == FORECASTERS["ebs"](new).finishes
    assert FORECASTERS["bootstrap"](new).chance(2.0) == 1
    assert FORECASTERS["ours"](new).quantile(0.95) > 4


def test_the_forecast_document() -> None:
    """Shares and Brier scores by weeks and forecast, and the table."""
    found = [forecast.evaluate(seed, "main", (0, 4)) for seed in range(2)]
    result = forecast.document("main", "0-1", (0, 4), found)
    assert set(result["weeks"]) == {"0", "4"}
    assert set(result["weeks"]["4"]["ours"]) == {"p50", "p85", "p95", "brier"}
    assert forecast.table(result).count("\n") == 2 + 1 + 6
