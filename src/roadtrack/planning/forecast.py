"""Will I make it: when work may end, in a thousand futures made of this learner's own weeks. Pure.

A future draws how wrong the estimates are and, week after week, how many hours are found. Weeks come from the
journal and from a few pseudo-weeks that stand for the plan while the journal is young. Dirichlet weights over
the weeks (Rubin 1981, the Bayesian bootstrap) let recent weeks count more. Drawing from them is done as a
Pólya urn, which has the same distribution (Blackwell and MacQueen 1973) and costs one draw a week, however
long the history.

Every future has its own random stream and answers every question about any work: so more hours or a later
date never lower a chance, and more work never raises it.
"""

import hashlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from math import exp, fsum, sqrt
from random import Random
from typing import Final

from roadtrack.planning.pace import Bias

TRIALS: Final = 1000
MOST_WEEKS: Final = 260
"""Where a future gives up: not within five years."""

_LEVEL_SHIFT: Final = 0.30
"""Standard deviation of the logarithm of how the coming months differ from the past ones."""
_LEAST_WORK: Final = 0.3
"""Work never turns out smaller than this part of its estimate, before the bias."""
_PSEUDO_WEEKS: Final = 8
_PSEUDO_MASS: Final = 4.0
"""All pseudo-weeks together weigh as much as this many fresh weeks of the journal."""
_HALF_LIFE_WEEKS: Final = 8
_LEAST_MASS: Final = 0.05
_BLOCK: Final = 3
"""Weeks of the journal come in runs of up to this many: a good month stays a good month."""
_PLAN_DISCOUNT: Final = 0.65
_PLAN_SPREAD: Final = 0.5
_WEEK_SPREAD: Final = 0.4
_WEEK_SHIFT: Final = -0.08
_WEEK_LOST: Final = 0.1


@dataclass(frozen=True, slots=True)
class Weeks:
    """Where coming weeks are drawn from.

    pool: hours of each complete week, oldest first, as `pace.weekly_pool` gives them. planned: hours a week
    that the learner means to study. share: of those hours that go to new steps and not to reviews, 0 to 1.
    """

    pool: tuple[float, ...]
    planned: float
    share: float = 1.0

    @property
    def known(self) -> bool:
        """There is something to forecast from: a plan, or a week with hours in it."""
        return self.share > 0 and (self.planned > 0 or any(self.pool))


@dataclass(frozen=True, slots=True)
class Work:
    """Steps left, as a forecast sees them: the sum of their estimates in hours, and of the squares."""

    hours: float
    squares: float

    @classmethod
    def of(cls, estimates: Iterable[float]) -> "Work":
        """The work of steps with these remaining estimates, in any order the same."""
        listed = tuple(estimates)
        return cls(fsum(listed), fsum(e * e for e in listed))


@dataclass(frozen=True)
class Forecast:
    """When some work ends, in every future."""

    finishes: tuple[float, ...]
    """Weeks, ascending; `MOST_WEEKS` is never."""

    def quantile(self, p: float) -> float:
        """Weeks within which the work is done in a share p of the futures."""
        return self.finishes[int(p * (len(self.finishes) - 1))]

    def chance(self, weeks: float) -> float:
        """Share of the futures in which the work is done within some weeks, 0 to 1."""
        return bisect_right(self.finishes, weeks) / len(self.finishes)


class Futures:
    """A thousand futures of one learner. The same weeks, bias and seed give the same numbers.

    The formula, with E the sum of the estimates and s² the variance of one step's ln(actual / estimate):

    - b = exp(N(μ, s_μ) - N(0, 0.30)): the learned bias, and how the coming months differ from the past.
    - work = b · max(0.3 E, E · exp(s²/2) + √Σe² · cv · N(0, 1)), cv = √(exp(s²) - 1) · exp(s²/2).
    - A week is one of the journal's, each with mass 0.5^(age / 8 weeks) but at least 0.05, together with up
      to two that came after it, or one of eight pseudo-weeks of mass 0.5 each around 65 % of the plan.
    """

    def __init__(self, weeks: Weeks, bias: Bias, seed: int, trials: int = TRIALS) -> None:
        self._bias = bias
        self._urn = urn = _Urn(weeks) if weeks.known else None
        self._futures = tuple(_Future(urn, bias, (seed << 20) + n) for n in range(trials)) if urn else ()

    @property
    def known(self) -> bool:
        """False when there was nothing to forecast from: no plan, no journal."""
        return self._urn is not None

    @cached_property
    def hours_per_week(self) -> float:
        """Hours that an average coming week has; 0 when nothing is known."""
        return self._urn.mean() if self._urn else 0.0

    def forecast(self, work: Work, hours_per_week: float | None = None) -> Forecast:
        """When this work ends; hours_per_week: as if an average week had so many hours, every week in proportion.

        Raises ValueError when nothing is known.
        """
        if self._urn is None:
            raise ValueError("no plan and no journal to forecast from")
        slower = 1.0 if hours_per_week is None else self.hours_per_week / max(hours_per_week, 1e-9)
        single = exp(self._bias.variance / 2)
        spread = sqrt(work.squares * (exp(self._bias.variance) - 1)) * single
        mean, least = work.hours * single, _LEAST_WORK * work.hours
        finishes = (f.finish(slower * f.bias * max(least, mean + spread * f.luck)) for f in self._futures)
        return Forecast(tuple(sorted(finishes)))


def seed_of(*parts: object) -> int:
    """A seed of 64 bits from what a forecast depends on, so that one day's answer never flickers."""
    return int.from_bytes(hashlib.sha256(repr(parts).encode()).digest()[:8], "big")


class _Urn:
    """The weeks to draw from and their masses."""

    def __init__(self, weeks: Weeks) -> None:
        self.pool = tuple(hours * weeks.share for hours in weeks.pool)
        self.planned = weeks.planned * weeks.share
        own = len(weeks.pool)
        masses = [max(_LEAST_MASS, 0.5 ** ((own - 1 - week) / _HALF_LIFE_WEEKS)) for week in range(own)]
        self._up_to = list(accumulate([*masses, *[_PSEUDO_MASS / _PSEUDO_WEEKS] * _PSEUDO_WEEKS]))

    def mean(self) -> float:
        """Expected hours of a week."""
        masses = [high - low for low, high in zip([0.0, *self._up_to], self._up_to, strict=False)]
        plan = self.planned * _PLAN_DISCOUNT * exp((_PLAN_SPREAD**2 + _WEEK_SPREAD**2) / 2 + _WEEK_SHIFT)
        hours = [*self.pool, *[plan * (1 - _WEEK_LOST)] * _PSEUDO_WEEKS]
        return fsum(mass * week for mass, week in zip(masses, hours, strict=True)) / float(self._up_to[-1])

    def draw(self, drawn: list[int], rng: Random) -> int:
        """An earlier draw again, as often as there were draws against all mass; otherwise a week by its mass."""
        total = self._up_to[-1]
        place = rng.random() * (total + len(drawn))
        return bisect_right(self._up_to, place) if place < total else drawn[int(place - total)]


class _Future:
    """One future: its weeks are drawn as far as somebody asks."""

    __slots__ = ("_drawn", "_level", "_pseudo", "_reached", "_rng", "_urn", "bias", "luck")

    def __init__(self, urn: _Urn, bias: Bias, seed: int) -> None:
        self._urn = urn
        self._rng = rng = Random(seed)  # noqa: S311 - luck, no secret
        self.bias = exp(rng.gauss(bias.mean, bias.sd) - rng.gauss(0, _LEVEL_SHIFT))
        # Bounded so that one more step never makes the whole smaller.
        self.luck = max(rng.gauss(0, 1), -1 / sqrt(exp(bias.variance) - 1))
        self._level = urn.planned * _PLAN_DISCOUNT * exp(rng.gauss(0, _PLAN_SPREAD))
        self._pseudo: dict[int, float] = {}
        self._drawn: list[int] = []
        self._reached = [0.0]

    def finish(self, need: float) -> float:
        """Weeks until so many hours are found, interpolated inside the last; `MOST_WEEKS` when never."""
        if need <= 0:
            return 0.0
        reached = self._reached
        while reached[-1] < need and len(reached) <= MOST_WEEKS:
            self._next()
        week = bisect_left(reached, need)
        if week > MOST_WEEKS or week == len(reached):
            return float(MOST_WEEKS)
        return week - 1 + (need - reached[week - 1]) / (reached[week] - reached[week - 1])

    def _next(self) -> None:
        """One more week, or a block of them."""
        index = self._urn.draw(self._drawn, self._rng)
        self._drawn.append(index)
        if index < len(self._urn.pool):
            block = self._urn.pool[index : index + _BLOCK]
        else:
            if index not in self._pseudo:
                self._pseudo[index] = self._pseudo_week()
            block = (self._pseudo[index],)
        for hours in block:
            self._reached.append(self._reached[-1] + hours)

    def _pseudo_week(self) -> float:
        hours = self._level * exp(self._rng.gauss(_WEEK_SHIFT, _WEEK_SPREAD))
        return 0.0 if self._rng.random() < _WEEK_LOST else hours
