"""Random draws that the made-up learners share. Everything comes from `random.Random` with a seed made of text."""

from collections.abc import Iterator
from itertools import count
from math import exp, sqrt
from random import Random

LEAST_ESTIMATE, MOST_ESTIMATE = 0.5, 12.0
MEDIAN_ESTIMATE, ESTIMATE_SD = 2.5, 0.7
NOISE_SD = 0.4


def stream(*parts: object) -> Random:
    """A random stream of its own for each combination of parts; the same one in every process."""
    return Random("/".join(map(str, parts)))  # noqa: S311 - the same learner each time is wanted


def lognormal(rng: Random, median: float, sd: float) -> float:
    """A positive number; `sd` is that of its logarithm."""
    return median * exp(rng.gauss(0, sd))


def dirichlet(rng: Random, count: int, alpha: float) -> list[float]:
    """Positive numbers that add up to 1: even ones for a large alpha."""
    return normalised([rng.gammavariate(alpha, 1) for _ in range(count)])


def normalised(numbers: list[float]) -> list[float]:
    """The same proportions, adding up to 1."""
    total = sum(numbers)
    return [number / total for number in numbers]


def half_hours(hours: float) -> float:
    """An estimate as people write it: in half hours, from half an hour to twelve."""
    return min(MOST_ESTIMATE, max(LEAST_ESTIMATE, round(2 * hours) / 2))


def estimate(rng: Random) -> float:
    """Hours that an author writes beside a step."""
    return half_hours(lognormal(rng, MEDIAN_ESTIMATE, ESTIMATE_SD))


def weekly_hours(
    rng: Random, base: float, rho: float, sd: float, zero: float, persistence: float | None = None, drift: float = 0.0
) -> Iterator[float]:
    """Hours of one week after the other, without end.

    The logarithm wanders around that of `base`: AR(1) with correlation rho and stationary standard deviation
    sd, plus `drift` a week. A share `zero` of the weeks is lost; after a lost week the next one is lost with
    probability `persistence` (None: as probably as any).
    """
    again = zero if persistence is None else persistence
    first = zero * (1 - again) / (1 - zero)
    level = rng.gauss(0, sd)
    lost = rng.random() < zero
    for week in count():
        yield 0.0 if lost else base * exp(level + drift * week)
        level = rho * level + rng.gauss(0, sd * sqrt(1 - rho * rho))
        lost = rng.random() < (again if lost else first)
