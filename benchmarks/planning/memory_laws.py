"""Three laws of forgetting that a made-up learner may follow, hidden from every policy.

A has two traces, one that is gone within days and one that fades slowly, and a share that can be guessed. B is
a power law with a growth rule of its own. C is FSRS-6 with every parameter wrong by about a quarter. The
parameters belong to the learner; under A and B the first strength belongs to the topic.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import exp, sqrt
from random import Random
from typing import Final, Protocol

from benchmarks.planning.draws import lognormal
from fsrs import Card, Rating, Scheduler, State
from fsrs.scheduler import DEFAULT_PARAMETERS, LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS

PERTURBED_SD: Final = 0.25
_START: Final = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Trace:
    """What a topic left behind when it was last learnt or recalled. strength: in days. difficulty: only under C."""

    strength: float
    difficulty: float = 0.0


class Law(Protocol):
    """How one learner forgets."""

    def first(self, rng: Random) -> Trace:
        """The trace of a topic on the day it is learnt."""

    def recall(self, trace: Trace, days: int) -> float:
        """The true probability to remember it so many days later; 1 on the day itself."""

    def after(self, trace: Trace, days: int, *, remembered: bool) -> Trace:
        """The trace that a review leaves so many days later."""


@dataclass(frozen=True, slots=True)
class TwoTraces:
    """Law A: p = f + (1 - f)(a · e^(-t/s) + (1 - a) · e^(-t/q))."""

    slow: float
    """a, the part of the slow trace."""
    quick: float
    """q, days of the quick trace."""
    guessed: float
    """f, what is remembered or guessed for ever."""
    growth: float
    """g, the most that a success multiplies s by."""

    @classmethod
    def drawn(cls, rng: Random) -> "TwoTraces":
        """The law of one learner."""
        return cls(rng.uniform(0.7, 0.95), rng.uniform(0.5, 3), rng.uniform(0.05, 0.25), rng.uniform(1.6, 3.2))

    def first(self, rng: Random) -> Trace:
        """A median of 24 days."""
        return Trace(lognormal(rng, 24, 0.7))

    def recall(self, trace: Trace, days: int) -> float:
        """The formula above."""
        kept = self.slow * exp(-days / trace.strength) + (1 - self.slow) * exp(-days / self.quick)
        return self.guessed + (1 - self.guessed) * kept

    def after(self, trace: Trace, days: int, *, remembered: bool) -> Trace:
        """A success helps more the less it was expected: in full from p = 0.75 downwards."""
        if not remembered:
            return Trace(trace.strength * 0.8)
        surprise = min(1.0, max(0.1, 4 * (1 - self.recall(trace, days))))
        return Trace(trace.strength * (1 + (self.growth - 1) * surprise))


@dataclass(frozen=True, slots=True)
class PowerLaw:
    """Law B: p = (1 + (0.9^(-1/k) - 1) · t/s)^(-k)."""

    decay: float
    """k."""
    growth: float
    """g."""

    @classmethod
    def drawn(cls, rng: Random) -> "PowerLaw":
        """The law of one learner."""
        return cls(rng.uniform(0.2, 0.7), rng.uniform(2, 8))

    def first(self, rng: Random) -> Trace:
        """A median of 8 days."""
        return Trace(lognormal(rng, 8, 0.8))

    def recall(self, trace: Trace, days: int) -> float:
        """p; 0.9 when t = s."""
        return float((1 + (0.9 ** (-1 / self.decay) - 1) * days / trace.strength) ** -self.decay)

    def after(self, trace: Trace, days: int, *, remembered: bool) -> Trace:
        """A success helps more the less it was expected, and a strong trace less; a failure leaves the root."""
        if not remembered:
            return Trace(max(1.0, sqrt(trace.strength)))
        surprise = exp(1.2 * (1 - self.recall(trace, days))) - 1
        return Trace(trace.strength * (1 + self.growth * surprise * trace.strength**-0.1))


class OtherFsrs:
    """Law C: FSRS-6 with parameters of its own; whoever forgets says "again", whoever does not says "good"."""

    def __init__(self, parameters: tuple[float, ...]) -> None:
        self.parameters = parameters
        self._scheduler = Scheduler(parameters, learning_steps=(), relearning_steps=(), enable_fuzzing=False)

    @classmethod
    def drawn(cls, rng: Random) -> "OtherFsrs":
        """The law of one learner: each default parameter times a number around 1, within its bounds."""
        bounds = zip(DEFAULT_PARAMETERS, LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS, strict=True)
        return cls(tuple(min(high, max(low, lognormal(rng, usual, PERTURBED_SD))) for usual, low, high in bounds))

    def first(self, rng: Random) -> Trace:  # noqa: ARG002 - the topics of a learner begin alike
        """The state after the first "good"."""
        return self._reviewed(Card(1), Rating.Good, 0)

    def recall(self, trace: Trace, days: int) -> float:
        """R."""
        return float(self._scheduler.get_card_retrievability(_card(trace), _START + dt.timedelta(days=days)))

    def after(self, trace: Trace, days: int, *, remembered: bool) -> Trace:
        """The next state."""
        return self._reviewed(_card(trace), Rating.Good if remembered else Rating.Again, days)

    def _reviewed(self, card: Card, rating: Rating, days: int) -> Trace:
        card, _ = self._scheduler.review_card(card, rating, _START + dt.timedelta(days=days))
        assert card.stability is not None
        assert card.difficulty is not None
        return Trace(card.stability, card.difficulty)


def _card(trace: Trace) -> Card:
    return Card(1, State.Review, None, trace.strength, trace.difficulty, _START, _START)


LAWS: Final[Mapping[str, Callable[[Random], Law]]] = {
    "A": TwoTraces.drawn,
    "B": PowerLaw.drawn,
    "C": OtherFsrs.drawn,
}
ABOUT: Final[Mapping[str, str]] = {"A": "two traces", "B": "a power law", "C": "FSRS-6 with other parameters"}
