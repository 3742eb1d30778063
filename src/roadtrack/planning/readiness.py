"""Is the learner ready for an exam: what is remembered of each domain, and what mock exams said. Pure.

Each domain's mark is a Beta distribution. What is fresh in it counts as a few made-up tasks, each task of a
mock exam as a real one, so that mocks soon outweigh the ticks. Two constants are guesses, so this is never
called calibrated, and without a mock no probability is given at all.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import erf, sqrt
from typing import Final

from roadtrack.curriculum.model import Certification
from roadtrack.journal.events import Event
from roadtrack.planning.freshness import Domain
from roadtrack.planning.records import mocks as mocks_of

TASKS: Final = 17.0
"""Tasks of an exam whose number is not known."""
_FRESH_MARK: Final = 0.8
"""A domain that is wholly fresh is worth this mark before any mock exam (guessed)."""
_FRESH_TASKS: Final = 4.0
"""What is fresh counts as much as this many tasks (guessed)."""
_FLAT: Final = 0.25


@dataclass(frozen=True, slots=True)
class Mark:
    """The expected mark of one domain, 0 to 1, and its variance."""

    id: str
    title: str
    weight: float
    mean: float
    variance: float

    @property
    def gap(self) -> float:
        """The exam's points that are missing here, 0 to 1: weight · (1 - mark)."""
        return self.weight * (1 - self.mean)


@dataclass(frozen=True, slots=True)
class Readiness:
    """An exam as a whole. expected, spread, needed: percent. chance: of passing, None without a mock exam."""

    marks: tuple[Mark, ...]
    expected: float
    spread: float
    """Standard deviation of the result."""
    needed: float | None
    """Pass mark, where it is published."""
    mocks: int
    chance: float | None

    @property
    def gaps(self) -> tuple[Mark, ...]:
        """The domains by what is missing in them, the largest first."""
        return tuple(sorted(self.marks, key=lambda mark: (-mark.gap, mark.id)))


def readiness(
    parts: Sequence[Domain],
    mocks: Sequence[Mapping[str, Sequence[float]]],
    pass_percent: float | None,
    tasks: float = TASKS,
) -> Readiness:
    """What to expect of an exam.

    mocks: for each mock exam, domain id → (percent reached, number of tasks). tasks: in the real exam.

    m_d ~ Beta(4 · 0.8 q + 0.25 + Σ n x, 4 · (1 - 0.8 q) + 0.25 + Σ n (1 - x)); the result has mean Σ W m and
    variance Σ W² (Var m + m (1 - m) / max(1, tasks · W)); P(pass) = 1 - Φ((pass - mean) / sd).
    """
    marks = tuple(_mark(part, mocks) for part in parts)
    mean = sum(mark.weight * mark.mean for mark in marks)
    variance = sum(m.weight**2 * (m.variance + m.mean * (1 - m.mean) / max(1.0, tasks * m.weight)) for m in marks)
    spread = sqrt(variance)
    chance = None
    if mocks and pass_percent is not None and spread > 0:
        chance = 0.5 * (1 - erf((pass_percent / 100 - mean) / spread / sqrt(2)))
    return Readiness(marks, 100 * mean, 100 * spread, pass_percent, len(mocks), chance)


def exam_readiness(
    domains: Sequence[Domain], records: Iterable[Event], curriculum: str, rule: Certification
) -> Readiness:
    """The readiness for a certification, with the mock exams that the journal has."""
    results = [sections for _, sections in mocks_of(records, curriculum)]
    return readiness(domains, results, rule.pass_percent, tasks_of(rule))


def tasks_of(rule: Certification | None) -> float:
    """Tasks of an exam: the middle of the published range, or 17."""
    return sum(rule.items) / 2 if rule is not None and rule.items else TASKS


def _mark(part: Domain, mocks: Sequence[Mapping[str, Sequence[float]]]) -> Mark:
    prior = _FRESH_MARK * part.fresh
    right, wrong = _FRESH_TASKS * prior + _FLAT, _FRESH_TASKS * (1 - prior) + _FLAT
    for mock in mocks:
        if part.id in mock:
            percent, count = mock[part.id]
            right += count * percent / 100
            wrong += count * (1 - percent / 100)
    mean = right / (right + wrong)
    return Mark(part.id, part.title, part.weight, mean, mean * (1 - mean) / (right + wrong + 1))


def gap_factors(found: Readiness) -> Mapping[str, float]:
    """Domain id → what its points are worth, given the mocks: (1 - m) / Σ W (1 - m). 1 without a mock."""
    total = sum(mark.gap for mark in found.marks)
    if not found.mocks or total <= 0:
        return {mark.id: 1.0 for mark in found.marks}
    return {mark.id: (1 - mark.mean) / total for mark in found.marks}
