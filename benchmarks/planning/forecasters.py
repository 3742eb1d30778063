"""Three ways to forecast: the planner's, a bootstrap of weekly hours, and that with ratios of finished steps."""

from collections.abc import Callable, Mapping
from random import Random
from typing import Final

from benchmarks.planning.draws import stream
from benchmarks.planning.students import Student

from roadtrack.planning.forecast import MOST_WEEKS, TRIALS, Forecast, Futures, Weeks, Work, seed_of
from roadtrack.planning.pace import effort_bias

Forecaster = Callable[[Student], Forecast]


def ours(who: Student) -> Forecast:
    """The planner's forecast, with a seed from what it knows, as in the product."""
    weeks, bias = Weeks(who.pool, who.planned), effort_bias(who.finished)
    return Futures(weeks, bias, seed_of(who.pool, who.planned, who.finished)).forecast(Work.of(who.left))


def bootstrap(who: Student) -> Forecast:
    """Throughput bootstrap: estimates are right, and coming weeks are drawn from the past ones, all alike."""
    rng = stream("bootstrap of hours", who.pool)
    work = sum(who.left)
    return _forecast([_finish(rng, who, work) for _ in range(TRIALS)])


def with_ratios(who: Student) -> Forecast:
    """Evidence-based scheduling (Spolsky 2007): each step times the ratio of one finished step, drawn anew."""
    rng = stream("ratios", who.pool)
    ratios = [true / estimated for estimated, true in who.finished] or [1.0]
    works = (sum(e * rng.choice(ratios) for e in who.left) for _ in range(TRIALS))
    return _forecast([_finish(rng, who, work) for work in works])


FORECASTERS: Final[Mapping[str, Forecaster]] = {"ours": ours, "bootstrap": bootstrap, "ebs": with_ratios}


def _finish(rng: Random, who: Student, work: float) -> float:
    """Weeks of one trial. Without any hours in the journal, the plan is taken at its word."""
    if not any(who.pool):
        return min(float(MOST_WEEKS), work / who.planned)
    for week in range(MOST_WEEKS):
        hours = rng.choice(who.pool)
        if hours >= work:
            return week + work / hours
        work -= hours
    return float(MOST_WEEKS)


def _forecast(finishes: list[float]) -> Forecast:
    return Forecast(tuple(sorted(finishes)))
