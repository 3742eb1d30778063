"""Small subjects against the exact best order: the least sum of weight · completion, over all sets of steps.

A set of finished steps that holds all its members need is a down-set. The best order that ends in one is the
best order that ends in it without its last step, and then that step: dynamic programming over up to 2^13 sets.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

from benchmarks.planning.draws import stream
from benchmarks.planning.subjects import FAMILIES, SMALL, Subject, subject
from benchmarks.planning.view import hours

from roadtrack.planning.suggest import LEAST_REMAINING_HOURS, PlanGoal, plan


@dataclass(frozen=True, slots=True)
class Jobs:
    """Steps 0 to n-1: hours, weight, and what each needs as a set of bits."""

    hours: Sequence[float]
    weights: Sequence[float]
    needs: Sequence[int]


def least_cost(jobs: Jobs) -> float:
    """The least possible Σ weight · completion in an order in which nothing comes before what it needs.

    Weight that is still open costs its hours: a step of h hours adds h · (all weight that is not finished).
    """
    count = len(jobs.hours)
    everything = (1 << count) - 1
    cost = [inf] * (1 << count)
    cost[0] = 0.0
    for done in range(everything):  # a set is a smaller number than every set that contains it
        if cost[done] == inf:
            continue
        waiting = sum(jobs.weights[step] for step in range(count) if not done >> step & 1)
        for step in range(count):
            if not done >> step & 1 and jobs.needs[step] & ~done == 0:
                after = done | 1 << step
                cost[after] = min(cost[after], cost[done] + jobs.hours[step] * waiting)
    return cost[everything]


def order_cost(jobs: Jobs, order: Sequence[int]) -> float:
    """Σ weight · completion of one order."""
    total = now = 0.0
    for step in order:
        now += jobs.hours[step]
        total += jobs.weights[step] * now
    return total


def planned_order(what: Subject) -> list[str]:
    """The planner's order: its first suggestion again and again, with no date anywhere."""
    goals = [PlanGoal(aim.id, aim.importance, None, aim.values) for aim in what.aims]
    left, order = list(what.steps), []
    while left:
        order.append(plan(left, goals, 1.0).suggestions[0].ref)
        left = [step for step in left if step.ref != order[-1]]
    return order


def gap(family: str, seed: int) -> float:
    """How much more than the least cost the planner's order has, as a share of it, for a small subject."""
    rng = stream("small", family, seed)
    what = subject(rng, family, FAMILIES[family].variant(seed), SMALL)
    jobs = as_jobs(what)
    place = {step.ref: number for number, step in enumerate(what.steps)}
    best = least_cost(jobs)
    return order_cost(jobs, [place[ref] for ref in planned_order(what)]) / best - 1 if best else 0.0


def as_jobs(what: Subject) -> Jobs:
    """The steps by number in file order, with the hours that the planner sees."""
    bits = {step.ref: 1 << number for number, step in enumerate(what.steps)}
    return Jobs(
        [max(LEAST_REMAINING_HOURS, hours(step)) for step in what.steps],
        [sum(aim.importance * aim.values.get(step.ref, 0.0) for aim in what.aims) for step in what.steps],
        [sum(bits[need] for need in set(step.needs)) for step in what.steps],
    )
