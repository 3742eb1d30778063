"""Made-up learners for the forecast: a history of some weeks, 25 steps left, a date, and when they really end."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from random import Random
from typing import Final

from benchmarks.planning.draws import NOISE_SD, estimate, lognormal, stream, weekly_hours

from roadtrack.planning.forecast import MOST_WEEKS

STEPS_LEFT: Final = 25
BASE_HOURS: Final = 6.0
BASE_SD: Final = 0.5
RHO: Final = (0.0, 0.7)
WEEK_SD: Final = (0.2, 0.5)
LOST_WEEKS: Final = (0.0, 0.2)
PERSISTENCE: Final = (0.2, 0.6)
DRIFT_SD: Final = 0.006
DATE: Final = (0.8, 3.0)
"""The date leaves so many times the weeks that estimates and plan alone would need."""
CHANGE_WEEK: Final = (3, 40)
CHANGES: Final = (0.4, 0.6, 1.0, 1.5)


@dataclass(frozen=True, slots=True)
class Kind:
    """How wrong a kind of learner is: median and spread of true / estimated hours, and of planned / found ones.

    changes: in one week of the first forty the hours change for good.
    """

    about: str
    bias: float
    bias_sd: float
    plan: float
    plan_sd: float
    changes: bool = False


KINDS: Final[Mapping[str, Kind]] = {
    "main": Kind("what the forecast assumes before it knows a learner", 1.35, 0.35, 1 / 0.65, 0.35),
    "a": Kind("no bias on average, an honest plan", 1.0, 0.3, 1.0, 0.2),
    "b": Kind("heavy bias, a plan of twice the hours, a change of life", 1.8, 0.4, 2.2, 0.5, changes=True),
}


@dataclass(frozen=True, slots=True)
class Student:
    """What is known on the day of the forecast, and the truth.

    pool: hours of the weeks since the first one with any, as the journal gives them. finished: (estimate,
    true hours). left: estimates. date, end: weeks from now.
    """

    pool: tuple[float, ...]
    finished: tuple[tuple[float, float], ...]
    left: tuple[float, ...]
    planned: float
    date: float
    end: float


def student(kind: str, seed: int, weeks: int) -> Student:
    """The learner of this seed after so many weeks of history. Raises KeyError for an unknown kind.

    With the same seed, life and the 25 steps are the same whatever the history is.
    """
    rng = stream("forecast", kind, seed)
    how = KINDS[kind]
    base, bias = lognormal(rng, BASE_HOURS, BASE_SD), lognormal(rng, how.bias, how.bias_sd)
    planned = base * lognormal(rng, how.plan, how.plan_sd)
    left = tuple(islice(_steps(rng, bias), STEPS_LEFT))
    date = sum(estimated for estimated, _ in left) / planned * rng.uniform(*DATE)
    life = _life(rng, base, changes=how.changes)
    past = tuple(islice(life, weeks))
    finished = tuple(_finished(stream("past", kind, seed), bias, sum(past)))
    end = _end(life, sum(true for _, true in left))
    return Student(_since_first(past), finished, tuple(e for e, _ in left), planned, date, end)


def _steps(rng: Random, bias: float) -> Iterator[tuple[float, float]]:
    """(estimate, true hours) of one step after the other."""
    while True:
        estimated = estimate(rng)
        yield estimated, estimated * bias * lognormal(rng, 1.0, NOISE_SD)


def _life(rng: Random, base: float, *, changes: bool) -> Iterator[float]:
    """Hours of each week, from the first of the history on."""
    hours = weekly_hours(
        rng,
        base,
        rng.uniform(*RHO),
        rng.uniform(*WEEK_SD),
        zero=rng.uniform(*LOST_WEEKS),
        persistence=rng.uniform(*PERSISTENCE),
        drift=rng.gauss(0, DRIFT_SD),
    )
    when = rng.randint(*CHANGE_WEEK) if changes else 0
    factor = rng.choice(CHANGES) if changes else 1.0
    for week, found in enumerate(hours):
        yield found * (factor if week >= when else 1.0)


def _finished(rng: Random, bias: float, hours: float) -> Iterator[tuple[float, float]]:
    """The steps that were finished in so many hours."""
    for estimated, true in _steps(rng, bias):
        hours -= true
        if hours < 0:
            return
        yield estimated, true


def _since_first(weeks: tuple[float, ...]) -> tuple[float, ...]:
    first = next((at for at, hours in enumerate(weeks) if hours > 0), len(weeks))
    return weeks[first:]


def _end(life: Iterator[float], work: float) -> float:
    """Weeks until so many hours are found, interpolated inside the last; `MOST_WEEKS` when it takes longer."""
    for week, hours in enumerate(islice(life, MOST_WEEKS)):
        if hours >= work > 0:
            return week + work / hours
        work -= hours
    return float(MOST_WEEKS)
