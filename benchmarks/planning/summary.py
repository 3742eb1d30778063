"""From one row a learner to means, regret and intervals."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import floor
from typing import Final

from benchmarks.planning.draws import stream
from benchmarks.planning.optimum import Optimum
from benchmarks.planning.policies import OURS, POLICIES
from benchmarks.planning.walk import Score

RESAMPLES: Final = 4000
OPTIMAL: Final = 1e-9
"""A gap that is rounding."""
DIGITS: Final = 4

Document = dict[str, object]


@dataclass(frozen=True, slots=True)
class Row:
    """What one seed gave. gap: of the small subject against the exact best order."""

    seed: int
    variant: str
    scores: Mapping[str, Score]
    optimum: Optimum | None
    gap: float


def document(family: str, seeds: str, adherence: float, rows: Sequence[Row]) -> Document:
    """The whole evaluation as JSON values; what needs the optimum is null without it."""
    optima = [row.optimum for row in rows if row.optimum is not None]
    complete = len(optima) == len(rows)
    return {
        "family": family,
        "seeds": seeds,
        "learners": len(rows),
        "adherence": adherence,
        "coverage": _coverage(rows),
        "regret": _spread([_regret(row) for row in rows]) if complete else None,
        "proved": sum(best.proved for best in optima) if complete else None,
        "ready": _means(rows, lambda score: score.ready),
        "area": _means(rows, lambda score: score.area),
        "dp": _gaps([row.gap for row in rows]),
        "ci": {name: interval([_ahead(row, name) for row in rows]) for name in POLICIES if name != OURS},
        "variants": _variants(rows),
    }


def interval(differences: Sequence[float]) -> list[float]:
    """95 % confidence interval of the mean of paired differences: percentile bootstrap."""
    rng = stream("bootstrap", len(differences))
    count = len(differences)
    means = sorted(sum(rng.choices(differences, k=count)) / count for _ in range(RESAMPLES))
    return [_round(quantile(means, 0.025)), _round(quantile(means, 0.975))]


def quantile(ordered: Sequence[float], p: float) -> float:
    """Of ascending values, with linear interpolation."""
    place = p * (len(ordered) - 1)
    low = floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])


def mean(values: Sequence[float]) -> float:
    """The arithmetic mean of one or more values."""
    return sum(values) / len(values)


def _coverage(rows: Sequence[Row]) -> dict[str, float | None]:
    optima = [row.optimum.coverage for row in rows if row.optimum is not None]
    best = _round(mean(optima)) if len(optima) == len(rows) else None
    means = _means(rows, lambda score: score.coverage)
    return {OURS: means[OURS], "optimum": best, **means}


def _means(rows: Sequence[Row], part: Callable[[Score], float]) -> dict[str, float]:
    return {name: _round(mean([part(row.scores[name]) for row in rows])) for name in POLICIES}


def _regret(row: Row) -> float:
    assert row.optimum is not None
    return row.optimum.coverage - row.scores[OURS].coverage


def _ahead(row: Row, name: str) -> float:
    return row.scores[OURS].coverage - row.scores[name].coverage


def _spread(values: Sequence[float]) -> dict[str, float]:
    return {"mean": _round(mean(values)), "p95": _round(quantile(sorted(values), 0.95))}


def _gaps(gaps: Sequence[float]) -> dict[str, float]:
    return {
        "gapMean": _round(mean(gaps)),
        "gapP95": _round(quantile(sorted(gaps), 0.95)),
        "optimalShare": _round(mean([gap <= OPTIMAL for gap in gaps])),
    }


def _variants(rows: Sequence[Row]) -> dict[str, Document]:
    """Learners and coverage of each variant of the family."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.variant, []).append(row)
    return {name: {"learners": len(some), "coverage": _coverage(some)} for name, some in sorted(found.items())}


def _round(number: float) -> float:
    return round(number, DIGITS) + 0.0  # no minus zero
