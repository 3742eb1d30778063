"""Does it stick: how well what was learnt is remembered, and what a review is worth. Pure.

The memory model is FSRS-6 with its default parameters, which were fitted to flashcards: its numbers are a
model's estimate. The `fsrs` library is imported only for a step that was recalled more than once, or to see
what one more review would do; the state after the first time and the curve itself are two lines.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from math import log
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from fsrs import Card, Scheduler

DESIRED: Final = 0.9
"""A review is called due below this recall."""
LONGEST_INTERVAL: Final = 180
GOOD: Final = 3
AGAIN: Final = 1

_DECAY: Final = 0.1542
_FACTOR: Final = 0.9 ** (-1 / _DECAY) - 1
_FIRST: Final = ((0.212, 6.4133), (1.2931, 5.112170705601056), (2.3065, 2.118103970459016), (8.2956, 1.0))
"""Stability in days and difficulty after the first time, by grade."""

Recalls = tuple[tuple[str, int], ...]
"""(ISO day, grade 1 to 4) of each time, by day."""


@dataclass(frozen=True, slots=True)
class Memory:
    """How firmly something is remembered. stability: days until recall falls to 90 %. difficulty: 1 to 10."""

    stability: float
    difficulty: float
    day: dt.date

    def recall(self, day: dt.date) -> float:
        """Probability to remember it on a day, 0 to 1; 1 on the day it was last recalled, and before."""
        return recall(self.stability, (day - self.day).days)

    def due(self) -> dt.date:
        """When recall falls to 90 %, at most 180 days after the last time."""
        days = self.stability / _FACTOR * (DESIRED ** (-1 / _DECAY) - 1)
        return self.day + dt.timedelta(days=min(max(round(days), 1), LONGEST_INTERVAL))


def recall(stability: float, days: int) -> float:
    """R = (1 + F · t / S)^-w20 (FSRS-6), with t whole days since the last time, S > 0."""
    return float((1 + _FACTOR * max(days, 0) / stability) ** -_DECAY)


def memory(recalls: Recalls) -> Memory | None:
    """The memory that these recalls left; None without any."""
    if not recalls:
        return None
    if len(recalls) == 1:
        day, grade = recalls[0]
        return Memory(*_FIRST[grade - 1], dt.date.fromisoformat(day))
    return _replayed(recalls)


@lru_cache(maxsize=4096)
def _replayed(recalls: Recalls) -> Memory:
    before = memory(recalls[:-1])
    assert before is not None
    day, grade = recalls[-1]
    return after(before, dt.date.fromisoformat(day), grade)


def after(before: Memory, day: dt.date, grade: int) -> Memory:
    """The memory after one more review on a day."""
    from fsrs import Rating

    card, _ = _scheduler().review_card(_card(before), Rating(grade), _moment(day))
    assert card.stability is not None
    assert card.difficulty is not None
    return Memory(card.stability, card.difficulty, day)


def _card(of: Memory) -> "Card":
    from fsrs import Card, State

    last = _moment(of.day)  # the id is given, for without one the library sleeps
    return Card(1, State.Review, None, of.stability, of.difficulty, last, last)


@cache
def _scheduler() -> "Scheduler":
    from fsrs import Scheduler

    return Scheduler(
        desired_retention=DESIRED,
        learning_steps=(),
        relearning_steps=(),
        maximum_interval=LONGEST_INTERVAL,
        enable_fuzzing=False,
    )


def _moment(day: dt.date) -> dt.datetime:
    return dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Gain:
    """What a review today does for recall on a later day, all probabilities."""

    now: float
    without: float
    """Recall on that day without the review."""
    expected: float
    """Recall then with it: p · after a success + (1 - p) · after a failure, with p the recall now."""

    @property
    def value(self) -> float:
        """Expected recall won, at least 0."""
        return max(0.0, self.expected - self.without)


def gain(of: Memory, today: dt.date, then: dt.date) -> Gain:
    """The gain of a review today for a later day."""
    now = of.recall(today)
    kept, lost = after(of, today, GOOD), after(of, today, AGAIN)
    return Gain(now, of.recall(then), now * kept.recall(then) + (1 - now) * lost.recall(then))


# -- the learner's own memory ------------------------------------------------------------------------------

LEAST_REVIEWS: Final = 30
_PRIOR_SD: Final = 0.5
_GRID: Final = tuple(4.0 ** (step / 20) for step in range(-20, 21))


@dataclass(frozen=True, slots=True)
class Fit:
    """How this learner's memory compares with the model. factor: times its stability, 1/4 to 4."""

    factor: float
    reviews: int
    predicted: float
    """Mean recall that the model with `factor` predicts for the reviews."""
    actual: float
    """Share of the reviews that were not "again"."""


def fit(histories: Iterable[Recalls]) -> Fit | None:
    """The stability factor that explains the reviews best; None with fewer than thirty.

    Maximum a posteriori on a grid, log-normal prior around 1 with a standard deviation of 0.5.
    """
    seen = [pair for recalls in histories for pair in _outcomes(recalls)]
    if len(seen) < LEAST_REVIEWS:
        return None
    factor = max(_GRID, key=lambda f: _likelihood(seen, f) - log(f) ** 2 / (2 * _PRIOR_SD**2))
    predicted = sum(recall(stability * factor, days) for stability, days, _ in seen) / len(seen)
    return Fit(factor, len(seen), predicted, sum(kept for *_, kept in seen) / len(seen))


def _outcomes(recalls: Recalls) -> list[tuple[float, int, bool]]:
    """(stability before, days since, remembered) of each review after the first time."""
    found = []
    for number in range(1, len(recalls)):
        before = memory(recalls[:number])
        assert before is not None
        day, grade = recalls[number]
        found.append((before.stability, (dt.date.fromisoformat(day) - before.day).days, grade > AGAIN))
    return found


def _likelihood(seen: Sequence[tuple[float, int, bool]], factor: float) -> float:
    total = 0.0
    for stability, days, kept in seen:
        p = min(max(recall(stability * factor, days), 1e-6), 1 - 1e-6)
        total += log(p if kept else 1 - p)
    return total
