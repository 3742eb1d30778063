"""Made-up learners: how long it really takes them, when they find time for it, and until when they need it.

A learner sees estimates; the true minutes are known to the simulation and to the clairvoyant optimum alone.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from random import Random
from typing import Final

from benchmarks.planning.draws import NOISE_SD, lognormal, stream, weekly_hours
from benchmarks.planning.subjects import FAMILIES, Aim, Subject, subject

from roadtrack.planning.pace import PRIOR_BIAS
from roadtrack.planning.suggest import PlanStep

BIAS_SD: Final = 0.35
BASE_HOURS: Final = 6.0
BASE_SD: Final = 0.4
WEEK_RHO: Final = 0.5
WEEK_SD: Final = 0.35
LOST_WEEKS: Final = (0.02, 0.20)
PAST_WEEKS: Final = 8
LEAST_PACE: Final = 0.5
DATES: Final[Mapping[str, tuple[float, float]]] = {"tight": (0.3, 0.6), "loose": (0.9, 1.4)}
USUAL_DATES: Final = (0.5, 1.1)
"""A goal's date leaves between so much and so much of the hours that it and those before it really take."""


class Calendar:
    """When the minutes of a learner come: week by week, evenly inside a week."""

    def __init__(self, hours: Iterable[float]) -> None:
        self.hours = tuple(hours)
        self._reached = [0.0]
        for week in self.hours:
            self._reached.append(self._reached[-1] + 60 * week)

    def when(self, minutes: float) -> float:
        """Weeks from now until so many minutes were found; the end of the last week when there are fewer."""
        week = bisect_left(self._reached, minutes)
        if week in (0, len(self._reached)):
            return float(max(0, week - 1))
        low, high = self._reached[week - 1], self._reached[week]
        return week - 1 + (minutes - low) / (high - low)


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal with its date: in weeks from now, and in the minutes that the learner finds until then."""

    aim: Aim
    weeks: float
    minutes: int


@dataclass(frozen=True, slots=True)
class Learner:
    """One learner on the first day. minutes: what each step really takes. past: hours of the weeks before."""

    family: str
    seed: int
    variant: str
    subject: Subject
    minutes: Mapping[str, int]
    goals: tuple[Goal, ...]
    calendar: Calendar
    past: tuple[float, ...]

    @property
    def steps(self) -> tuple[PlanStep, ...]:
        """All steps in file order, with the estimates that the learner sees."""
        return self.subject.steps

    def pace(self, now: float) -> float:
        """Estimated hours a week as the learner knows it: the mean of the last 8 weeks by the usual bias."""
        seen = (*self.past, *self.calendar.hours[: int(now)])[-PAST_WEEKS:]
        return max(LEAST_PACE, sum(seen) / len(seen) / PRIOR_BIAS)


def learner(family: str, seed: int) -> Learner:
    """The learner of a family with this seed. Raises KeyError for an unknown family."""
    rng = stream("planning", family, seed)
    variant = FAMILIES[family].variant(seed)
    what = subject(rng, family, variant)
    minutes = _true_minutes(rng, what)
    hours = weekly_hours(rng, lognormal(rng, BASE_HOURS, BASE_SD), WEEK_RHO, WEEK_SD, zero=rng.uniform(*LOST_WEEKS))
    past = tuple(islice(hours, PAST_WEEKS))
    calendar = Calendar(_enough(hours, sum(minutes.values()) * max(1.0, _dates(variant)[1]) / 60))
    return Learner(family, seed, variant, what, minutes, _goals(rng, what, minutes, calendar, variant), calendar, past)


def _true_minutes(rng: Random, what: Subject) -> dict[str, int]:
    """Estimate · the learner's bias · luck, in whole minutes, so that every sum is exact."""
    bias = lognormal(rng, PRIOR_BIAS, BIAS_SD)
    return {
        ref: max(1, round(60 * hours * bias * lognormal(rng, 1.0, NOISE_SD)))
        for ref, hours in sorted(what.estimates.items())
    }


def _enough(hours: Iterable[float], wanted: float) -> list[float]:
    """Weeks until so many hours are found."""
    weeks: list[float] = []
    found = 0.0
    for week in hours:
        weeks.append(week)
        found += week
        if found >= wanted:
            break
    return weeks


def _dates(variant: str) -> tuple[float, float]:
    return DATES.get(variant, USUAL_DATES)


def _goals(
    rng: Random, what: Subject, minutes: Mapping[str, int], calendar: Calendar, variant: str
) -> tuple[Goal, ...]:
    """Dates in random order of the goals, each from the true work of that goal and all before it."""
    order = list(what.aims)
    rng.shuffle(order)
    done: set[str] = set()
    goals = []
    for aim in order:
        done |= what.closure(aim)
        until = int(sum(minutes[ref] for ref in done) * rng.uniform(*_dates(variant)))
        goals.append(Goal(aim, calendar.when(until), until))
    return tuple(sorted(goals, key=lambda goal: goal.aim.id))
