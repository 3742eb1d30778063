"""Every step of a large plan scored: time as a ratio to a plain loop, and growth from 10,000 to 100,000 steps."""

import math
import random
from collections.abc import Callable, Iterator
from statistics import median
from time import perf_counter

from benchmarks.harness import Row, interleave, ratio

from roadtrack.planning.forecast import Futures, Weeks, Work
from roadtrack.planning.pace import effort_bias
from roadtrack.planning.suggest import PlanGoal, PlanStep, plan

SMALL, LARGE = 10_000, 100_000
EDGES_PER_STEP = 1.49
ADDED = 10_000_000
SHORT = 1_000_000
N_LOG_N = LARGE * math.log(LARGE) / (SMALL * math.log(SMALL))


def measure(rounds: int) -> Iterator[Row]:
    """The plan of one goal."""
    small, large = graph(SMALL), graph(LARGE)
    edges = sum(len(step.needs) for step in large[0])
    contestants = {"loop": _timed(_loop), "small": _timed(lambda: plan(*small)), "large": _timed(lambda: plan(*large))}
    taken = interleave(rounds, contestants)
    group = "Scoring, planning.suggest.plan"
    seconds = f"{median(taken['large']):.2f} s against {median(taken['loop']):.2f} s"
    figure = f"{LARGE:,} steps, {edges:,} needs"
    yield Row(group, figure, ratio(taken["large"], taken["loop"]), None, f"adding {ADDED:,} ints in a loop", seconds)
    note = f"n log n would be {N_LOG_N:.1f}"
    yield Row(group, "growth", ratio(taken["large"], taken["small"]), None, f"{SMALL:,} steps", note)


def measure_forecast(rounds: int) -> Iterator[Row]:
    """A forecast with its thousand futures, and the reviews of many finished steps."""
    contestants = {
        "loop": _timed(_short_loop),
        "young": _timed(lambda: _forecast(12, 14)),
        "old": _timed(lambda: _forecast(240, 14)),
        "much": _timed(lambda: _forecast(12, 140)),
    }
    taken = interleave(rounds, contestants)
    group = "Forecast, planning.forecast"
    seconds = f"{1000 * median(taken['young']):.0f} ms against {1000 * median(taken['loop']):.0f} ms"
    base = f"adding {SHORT:,} ints in a loop"
    yield Row(
        group, "1,000 futures, 12 weeks of journal, 35 h", ratio(taken["young"], taken["loop"]), None, base, seconds
    )
    yield Row(
        group,
        "240 weeks of journal",
        ratio(taken["old"], taken["young"]),
        None,
        "12 weeks",
        "weeks are drawn, not walked",
    )
    yield Row(group, "350 h left", ratio(taken["much"], taken["young"]), None, "35 h", "ten times the weeks")


def _forecast(weeks: int, steps: int) -> float:
    pool = tuple(float(3 + week % 5) for week in range(weeks))
    futures = Futures(Weeks(pool, 8), effort_bias([(2, 2.5), (3, 5)]), 7)
    return futures.forecast(Work.of([2.5] * steps)).quantile(0.85)


def _short_loop() -> int:
    total = 0
    for number in range(SHORT):
        total += number
    return total


def graph(size: int) -> tuple[list[PlanStep], list[PlanGoal], float]:
    """Arguments of `plan`: each step needs up to three of the fifty before it, 1.49 on average."""
    chance = random.Random(size)  # noqa: S311 - the same graph each time is wanted
    steps = []
    for at in range(size):
        wanted = sum(chance.random() < EDGES_PER_STEP / 3 for _ in range(3))
        needs = {chance.randrange(max(0, at - 50), at) for _ in range(wanted)} if at else set()
        refs = tuple(f"big/s{need}" for need in sorted(needs))
        steps.append(PlanStep(f"big/s{at}", at, refs, chance.choice((0.5, 1, 2, 3.5, 8))))
    goal = PlanGoal("big", 2, 26.0, {step.ref: 1 / size for step in steps})
    return steps, [goal], 6.0


def _timed(work: Callable[[], object]) -> Callable[[], float]:
    def once() -> float:
        start = perf_counter()
        work()
        return perf_counter() - start

    return once


def _loop() -> int:
    total = 0
    for number in range(ADDED):
        total += number
    return total
