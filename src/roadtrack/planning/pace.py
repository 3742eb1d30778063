"""How fast this learner works: hours a week from the journal, and how far estimates run short."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

PRIOR_BIAS = 1.35
"""Work takes this many times its estimate until the journal knows better."""
_PRIOR_SD = 0.35
_SHRINK_STEPS = 4
_SHRINK_VARIANCE = 0.16
_PAUSED_WEEK = 4
_PLANNED_WEEKS = 4
"""With fewer complete weeks than this, the missing ones count as planned."""


@dataclass(frozen=True, slots=True)
class Bias:
    """ln(actual / estimate): posterior mean, its standard deviation, and the variance of a single step."""

    mean: float
    sd: float
    variance: float

    @property
    def factor(self) -> float:
        """How many times its estimate a step takes."""
        return exp(self.mean)


def effort_bias(finished: Sequence[tuple[float, float]]) -> Bias:
    """Learn the bias from (estimated hours, logged hours) of finished steps, both > 0.

    Normal prior N(ln 1.35, .35²) on the mean of ln(actual / estimate); the single-step variance is shrunk to
    .16 with four pseudo-steps.
    """
    ratios = [log(actual / estimate) for estimate, actual in finished if estimate > 0 and actual > 0]
    count = len(ratios)
    mean = sum(ratios) / count if count else 0.0
    variance = _SHRINK_VARIANCE
    if count > 1:
        spread = sum((r - mean) ** 2 for r in ratios)
        variance = (spread + _SHRINK_STEPS * _SHRINK_VARIANCE) / (count - 1 + _SHRINK_STEPS)
    precision = 1 / _PRIOR_SD**2 + count / variance
    posterior = (log(PRIOR_BIAS) / _PRIOR_SD**2 + count * mean / variance) / precision
    return Bias(posterior, 1 / sqrt(precision), variance)


def weekly_pool(
    minutes: Mapping[dt.date, int], today: dt.date, paused: Collection[dt.date] = frozenset()
) -> tuple[float, ...]:
    """Hours of each complete ISO week since the first logged one, oldest first. Empty weeks count as 0.

    A week of which most days are paused says nothing about the others and is left out.
    """
    logged = [day for day, spent in minutes.items() if spent > 0 and day <= today]
    if not logged:
        return ()
    monday = _monday(min(logged))
    weeks: dict[dt.date, int] = {}
    for day in logged:
        weeks[_monday(day)] = weeks.get(_monday(day), 0) + minutes[day]
    pool = []
    while monday < _monday(today):
        free = sum(monday + dt.timedelta(days=n) in paused for n in range(7))
        if free < _PAUSED_WEEK:
            pool.append(weeks.get(monday, 0) / 60)
        monday += dt.timedelta(weeks=1)
    return tuple(pool)


def pace(pool: Sequence[float], planned_hours: float, bias: Bias) -> float:
    """Estimated hours a week: the median week divided by the bias, so that it compares with estimates.

    pool: complete weeks. With fewer than four of them the missing ones count as planned weeks.
    """
    return median([*pool, *[planned_hours] * max(0, _PLANNED_WEEKS - len(pool))]) / bias.factor


def median(values: Sequence[float]) -> float:
    """The middle of one or more values. (`statistics` would cost more to import than all of this runs.)"""
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def _monday(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())
