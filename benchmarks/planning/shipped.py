"""The curricula that roadtrack ships, as subjects: read, linked and weighted by roadtrack itself."""

from functools import cache
from random import Random
from typing import Final

from benchmarks.planning.subjects import GOALS, IMPORTANCES, PASS_MARK, Aim, Subject

from roadtrack.curriculum.catalog import Catalog, NoCache, builtin_folder
from roadtrack.curriculum.outline import Library
from roadtrack.planning.suggest import HOURS_WITHOUT_ESTIMATE, PlanStep

CURRICULA: Final = ("cka", "cks", "terraform", "gpu-lab")


def shipped(rng: Random) -> Subject:
    """One to three of the four curricula, with all that they need."""
    chosen = rng.sample(CURRICULA, rng.randint(*GOALS))
    library = _library()
    aims = tuple(_aim(library, id_, rng.choice(IMPORTANCES)) for id_ in chosen)
    whole = _subject(library, {ref for id_ in chosen for ref in library.outlines[id_].order}, aims)
    needed = set().union(*(whole.closure(aim) for aim in aims))
    return _subject(library, {step.ref for step in whole.steps} | needed, aims)


def excerpt(rng: Random, size: tuple[int, int]) -> Subject:
    """As many consecutive steps of one of the curricula, with the needs among them and their weights."""
    library = _library()
    outline = library.outlines[rng.choice(CURRICULA)]
    count = rng.randint(*size)
    first = rng.randrange(len(outline.order) - count + 1)
    refs = set(outline.order[first : first + count])
    values = {ref: outline.shares[ref] for ref in sorted(refs)}
    aim = Aim(outline.curriculum.id, rng.choice(IMPORTANCES), values)
    return _subject(library, refs, (aim,))


@cache
def _library() -> Library:
    folder = builtin_folder()
    return Catalog(folder / "none", folder, NoCache()).library(CURRICULA)


def _aim(library: Library, id_: str, importance: int) -> Aim:
    outline = library.outlines[id_]
    exam = outline.curriculum.certification
    mark = exam.pass_percent / 100 if exam and exam.pass_percent else PASS_MARK
    return Aim(id_, importance, outline.shares, mark)


def _subject(library: Library, refs: set[str], aims: tuple[Aim, ...]) -> Subject:
    linked = sorted((library.steps[ref] for ref in refs), key=lambda step: step.position)
    steps = tuple(
        PlanStep(
            ref=at.ref,
            position=at.position,
            needs=tuple(need for need in at.needs if need in refs),
            hours=at.step.hours,
            kind=at.step.kind.value,
        )
        for at in linked
    )
    estimates = {step.ref: HOURS_WITHOUT_ESTIMATE if step.hours is None else step.hours for step in steps}
    return Subject(steps, estimates, aims)
