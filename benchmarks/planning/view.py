"""What a rule may look at when it chooses the next step: never the true minutes."""

from collections.abc import Callable, Mapping
from functools import cached_property
from random import Random

from benchmarks.planning.subjects import Aim, Subject

from roadtrack.planning.suggest import HOURS_WITHOUT_ESTIMATE, PlanGoal, PlanStep


def hours(step: PlanStep) -> float:
    """The estimate that every rule uses."""
    return HOURS_WITHOUT_ESTIMATE if step.hours is None else step.hours


class Chart:
    """What never changes about a subject: the way its steps hang together."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self.steps = {step.ref: step for step in subject.steps}

    @cached_property
    def opens(self) -> Mapping[str, list[str]]:
        """Step → the steps that need it."""
        found: dict[str, list[str]] = {ref: [] for ref in self.steps}
        for step in self._subject.steps:
            for need in step.needs:
                found[need].append(step.ref)
        return found

    @cached_property
    def last_first(self) -> list[str]:
        """Every step after all that it opens."""
        order: list[str] = []
        waiting = {ref: len(after) for ref, after in self.opens.items()}
        free = [ref for ref, count in waiting.items() if not count]
        for ref in free:  # reads on to what it appends
            order.append(ref)
            for need in self.steps[ref].needs:
                waiting[need] -= 1
                if not waiting[need]:
                    free.append(need)
        return order

    @cached_property
    def path_hours(self) -> Mapping[str, float]:
        """Step → hours of the longest chain that begins with it."""
        found: dict[str, float] = {}
        for ref in self.last_first:
            after = max((found[opened] for opened in self.opens[ref]), default=0.0)
            found[ref] = hours(self.steps[ref]) + after
        return found

    @cached_property
    def serves(self) -> Mapping[str, frozenset[str]]:
        """Step → the goals that count it or something that it opens."""
        closures = {aim.id: self._subject.closure(aim) for aim in self._subject.aims}
        return {ref: frozenset(id_ for id_, refs in closures.items() if ref in refs) for ref in self.steps}


class View:
    """One moment of one learner.

    goals: those whose date has not passed; nobody goes on learning for an exam that is over. left: the
    unfinished steps, in file order. pace: estimated hours a week.
    """

    def __init__(self, chart: Chart, left: list[PlanStep], goals: list[PlanGoal], pace: float, rng: Random) -> None:
        self.chart = chart
        self.left = left
        self.goals = goals
        self.pace = pace
        self.rng = rng

    @cached_property
    def ready(self) -> list[PlanStep]:
        """The unfinished steps that need no unfinished one, in file order."""
        unfinished = {step.ref for step in self.left}
        return [step for step in self.left if unfinished.isdisjoint(step.needs)]

    def value(self, step: PlanStep) -> float:
        """What the step counts in the goals that are still open, by their importance."""
        return sum(goal.importance * goal.values.get(step.ref, 0.0) for goal in self.goals)


Rule = Callable[[View], PlanStep]
"""Chooses one of the ready steps."""


def weekly(aim: Aim, weeks_left: float) -> PlanGoal:
    """The goal as the planner sees it."""
    return PlanGoal(aim.id, aim.importance, weeks_left, aim.values)
