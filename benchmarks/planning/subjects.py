"""What made-up learners want to learn: families of curricula and goals, without the people."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from random import Random
from typing import Final

from benchmarks.planning.draws import estimate, half_hours, lognormal
from benchmarks.planning.graphs import Graph, displaced, structured, unstructured

from roadtrack.planning.suggest import PlanStep

IMPORTANCES: Final = (1, 1, 2, 3)
GOALS: Final = (1, 3)
PASS_MARK: Final = 0.66
SIZE: Final = (40, 80)
SIZE_OF_F3: Final = (50, 50)
SMALL: Final = (10, 13)
"""Steps of a subject that exact dynamic programming can solve."""
VERY_WRONG: Final = 0.7


@dataclass(frozen=True, slots=True)
class Family:
    """How a family differs from F1. With several variants the seeds take them in turn.

    weightless: share of the steps that no goal counts. moved: share of the steps that stand in the file
    elsewhere than in teaching order.
    """

    about: str
    variants: tuple[str, ...] = ("all",)
    weightless: float = 0.12
    moved: float = 0.5

    def variant(self, seed: int) -> str:
        """The variant of a seed."""
        return self.variants[seed % len(self.variants)]


FAMILIES: Final[Mapping[str, Family]] = {
    "F1": Family("curricula as authors write them, file order half disturbed"),
    "F2": Family("as F1, file in teaching order", moved=0.0),
    "F3": Family("random graphs of 50 steps", ("0 needs", "1 need", "2 needs", "4 needs")),
    "F4": Family("half of the steps carry no weight", weightless=0.5),
    "F5": Family("tight or loose dates", ("tight", "loose")),
    "F6": Family("no estimates, or very wrong ones", ("none", "noisy")),
    "F7": Family("one to three of the shipped CKA, CKS, Terraform and GPU lab"),
}


@dataclass(frozen=True, slots=True)
class Aim:
    """A goal without a date. values: step → share; the shares add up to 1."""

    id: str
    importance: int
    values: Mapping[str, float]
    pass_mark: float = PASS_MARK


@dataclass(frozen=True, slots=True)
class Subject:
    """Steps as a learner sees them, in file order; what their author estimated; and the goals."""

    steps: tuple[PlanStep, ...]
    estimates: Mapping[str, float]
    aims: tuple[Aim, ...]

    def closure(self, aim: Aim) -> set[str]:
        """The weighted steps of a goal and all they need."""
        needs = {step.ref: step.needs for step in self.steps}
        pending = [ref for ref, share in aim.values.items() if share > 0]
        found = set(pending)
        for ref in pending:  # reads on to what it appends
            new = set(needs[ref]) - found
            found |= new
            pending += sorted(new)
        return found


def subject(rng: Random, family: str, variant: str, size: tuple[int, int] | None = None) -> Subject:
    """A subject of a family; size: fewest and most steps. Raises KeyError for an unknown family."""
    shape = FAMILIES[family]
    if family == "F7":
        from benchmarks.planning.shipped import excerpt, shipped

        return shipped(rng) if size is None else excerpt(rng, size)
    fewest, most = size or (SIZE_OF_F3 if family == "F3" else SIZE)
    count, goals = rng.randint(fewest, most), rng.randint(*GOALS)
    if family == "F3":
        graph = unstructured(rng, count, goals, shape.weightless, float(variant.partition(" ")[0]))
        places = displaced(rng, count, 1.0)
    else:
        graph = structured(rng, count, goals, shape.weightless)
        places = displaced(rng, count, shape.moved)
    return _written(rng, graph, places, variant)


def _written(rng: Random, graph: Graph, places: list[int], variant: str) -> Subject:
    """The graph as a file: refs, places and estimates."""
    steps, estimates = [], {}
    for number, needs in enumerate(graph.needs):
        ref = f"s{number:02}"
        estimates[ref] = estimate(rng)
        steps.append(PlanStep(ref, places[number], tuple(f"s{need:02}" for need in sorted(needs)), estimates[ref]))
    aims = [
        Aim(f"g{number}", rng.choice(IMPORTANCES), {f"s{step:02}": share for step, share in values.items()})
        for number, values in enumerate(graph.values)
    ]
    steps.sort(key=lambda step: step.position)
    return Subject(tuple(_seen(rng, step, variant) for step in steps), estimates, tuple(aims))


def _seen(rng: Random, step: PlanStep, variant: str) -> PlanStep:
    """A step with the estimate that the learner sees."""
    if variant == "none":
        return replace(step, hours=None)
    if variant == "noisy":
        assert step.hours is not None
        return replace(step, hours=half_hours(lognormal(rng, step.hours, VERY_WRONG)))
    return step
