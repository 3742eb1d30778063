"""The rules that the planner is compared with. Equal steps are taken in file order."""

from collections.abc import Callable, Mapping
from math import inf
from typing import Final

from benchmarks.planning.view import Rule, View, hours

from roadtrack.planning.suggest import LEAST_REMAINING_HOURS, PlanStep

Key = Callable[[View, PlanStep], float]


def _highest(key: Key) -> Rule:
    """The first of the ready steps with the highest key."""
    return lambda view: max(view.ready, key=lambda step: (key(view, step), -step.position))


def _per_hour(view: View, step: PlanStep) -> float:
    return view.value(step) / max(LEAST_REMAINING_HOURS, hours(step))


def _deadline(view: View, step: PlanStep) -> float:
    """Weeks to the first date of the goals that the step serves, itself or by what it opens."""
    served = view.chart.serves[step.ref]
    return min((goal.weeks_left or 0.0 for goal in view.goals if goal.id in served), default=inf)


def _soon_and_valuable(view: View) -> PlanStep:
    """The earliest date; among its steps the most value per hour."""
    return max(view.ready, key=lambda step: (-_deadline(view, step), _per_hour(view, step), -step.position))


BLOCKING: Final = 8.0
DUE: Final = 12.0
PRIORITIES: Final[Mapping[int, float]] = {3: 6.0, 2: 3.9, 1: 1.8}
INHERITED: Final = 0.01


def due_term(days_overdue: float) -> float:
    """Taskwarrior's ramp: 0.2 from two weeks before the date, 1 from a week after it."""
    if days_overdue >= 7:
        return 1.0
    return (days_overdue + 14) * 0.8 / 21 + 0.2 if days_overdue >= -14 else 0.2


def urgency(view: View, step: PlanStep) -> float:
    """Taskwarrior's sum, of the terms in which steps differ here.

    A step has the date and the priority of the goals that count it. Age, project and tags are the same for
    all; only ready steps are compared, so none is blocked.
    """
    mine = [goal for goal in view.goals if goal.values.get(step.ref, 0.0) > 0]
    total = BLOCKING if view.chart.opens[step.ref] else 0.0
    if mine:
        total += DUE * due_term(-7 * min(goal.weeks_left or 0.0 for goal in mine))
        total += PRIORITIES[max(goal.importance for goal in mine)]
    return total


def _inherited(view: View) -> PlanStep:
    """Taskwarrior with `urgency.inherit`: at least as urgent as what the step blocks, and a little more."""
    found: dict[str, float] = {}
    for ref in view.chart.last_first:
        opened = [found[after] for after in view.chart.opens[ref]]
        own = urgency(view, view.chart.steps[ref])
        found[ref] = max(own, *opened) + INHERITED if opened else own
    return max(view.ready, key=lambda step: (found[step.ref], -step.position))


BASELINES: Final[Mapping[str, Rule]] = {
    "file": lambda view: view.ready[0],
    "random": lambda view: view.rng.choice(view.ready),
    "shortest": _highest(lambda _, step: -hours(step)),
    "heaviest": _highest(lambda view, step: view.value(step)),
    "wsjf": _highest(_per_hour),
    "criticalPath": _highest(lambda view, step: view.chart.path_hours[step.ref]),
    "deadline": _highest(lambda view, step: -_deadline(view, step)),
    "deadlineWsjf": _soon_and_valuable,
    "taskwarrior": _highest(urgency),
    "taskwarriorInherit": _inherited,
}
