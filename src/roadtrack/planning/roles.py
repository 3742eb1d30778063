"""Curricula side by side, and what is missing of one: the questions a career change asks. Pure.

Meant for roles, true for any curriculum: how much of each is done, what they share, what only one of them
asks for, and which parts of the gap are the cheapest to close.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from roadtrack.curriculum.model import Curriculum, StepKind
from roadtrack.curriculum.outline import SectionNode, StepNode
from roadtrack.planning.standing import Standing
from roadtrack.progress.rollup import Progress


@dataclass(frozen=True, slots=True)
class Exam:
    """A certification that a curriculum ends in or asks for; `done` is the percentage of its own curriculum."""

    curriculum: str
    title: str
    passed: bool
    done: float
    whole: bool
    """Most of its own curriculum is counted, too; otherwise only the exam is."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the compared curricula. `only`: the refs that none of the others has, in its order."""

    curriculum: Curriculum
    progress: Progress
    outside: tuple[str, ...]
    """Unfinished steps that it needs and does not count itself."""
    hours_left: float
    """Of its own steps and of those outside."""
    weeks_left: float | None
    """At the learner's pace; None without one."""
    exams: tuple[Exam, ...]
    only: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Overlap:
    """What two of them share: steps, how many of those are finished, and hours."""

    one: str
    other: str
    steps: int
    finished: int
    hours: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two or more curricula beside each other. Hours are estimates; `pace` is estimated hours a week."""

    sides: tuple[Side, ...]
    shared: tuple[str, ...]
    """Refs that every one of them counts, in the first one's order."""
    shared_done: int
    shared_hours: float
    pace: float
    overlaps: tuple[Overlap, ...] = ()
    """Of each pair, when there are more than two."""


@dataclass(frozen=True, slots=True)
class Missing:
    """One part of a gap: a section, or what it uses, with what is not finished in it, cheapest step first."""

    title: str
    origin: str | None
    """The curriculum or section that it shows through `use`."""
    refs: tuple[str, ...]
    ready: tuple[str, ...]
    minutes_left: int
    steps: int
    """How many steps the part has, finished ones too."""
    share: float
    """What finishing it adds to the whole, in percent."""


@dataclass(frozen=True, slots=True)
class Gap:
    """What is missing of a curriculum: parts that can be begun first, then by cost. Each step stands in one part."""

    curriculum: Curriculum
    progress: Progress
    parts: tuple[Missing, ...]
    complete: tuple[str, ...]
    """Titles of the parts in which nothing is left."""
    outside: tuple[str, ...]
    """Unfinished steps that its steps need and that it does not count itself, cheapest first."""
    hours_left: float
    """Of its own steps and of those outside."""
    weeks_left: float | None


def compare(standing: Standing, ids: Sequence[str]) -> Comparison:
    """The given curricula side by side, in this order. They have to be linked in the standing."""
    orders = {id_: standing.library.outlines[id_].order for id_ in ids}
    sides = []
    for id_, order in orders.items():
        others = {ref for other, refs in orders.items() if other != id_ for ref in refs}
        progress = standing.progress(id_)[""]
        outside = needed_outside(standing, id_)
        hours = progress.hours_left + _hours(standing, outside)
        sides.append(
            Side(
                standing.library.outlines[id_].curriculum,
                progress,
                outside,
                hours,
                _weeks(standing, hours),
                exams_of(standing, id_),
                tuple(ref for ref in order if ref not in others),
            )
        )
    common = set.intersection(*(set(refs) for refs in orders.values())) if len(orders) > 1 else set()
    shared = tuple(ref for ref in orders[ids[0]] if ref in common)
    return Comparison(
        tuple(sides),
        shared,
        sum(standing.state(ref).status.finished for ref in shared),
        sum(standing.hours(ref) for ref in shared),
        standing.pace,
        tuple(_overlap(standing, orders, one, other) for one, other in combinations(orders, 2) if len(orders) > 2),
    )


def _overlap(standing: Standing, orders: Mapping[str, tuple[str, ...]], one: str, other: str) -> Overlap:
    refs = set(orders[one]) & set(orders[other])
    finished = sum(standing.state(ref).status.finished for ref in refs)
    return Overlap(one, other, len(refs), finished, math.fsum(standing.hours(ref) for ref in refs))


def needed_outside(standing: Standing, id_: str) -> tuple[str, ...]:
    """The unfinished steps that a curriculum's open steps need and that it does not count, cheapest first."""
    steps, own = standing.library.steps, set(standing.library.outlines[id_].order)
    ahead = [ref for ref in own if not standing.state(ref).status.finished]
    found: set[str] = set()
    while ahead:
        for need in standing.open_needs(ahead.pop()):
            if need not in own and need not in found:
                found.add(need)
                ahead.append(need)
    return tuple(sorted(found, key=lambda ref: (standing.minutes_left(ref), steps[ref].position)))


def _hours(standing: Standing, refs: Sequence[str]) -> float:
    return sum(standing.minutes_left(ref) for ref in refs) / 60


def gap(standing: Standing, id_: str) -> Gap:
    """What is missing of a linked curriculum, grouped by its parts."""
    outline = standing.library.outlines[id_]
    seen: set[str] = set()
    parts: list[Missing] = []
    complete: list[str] = []
    for node, title in _parts(outline.sections, ""):
        refs = [ref for ref in dict.fromkeys(_refs(node)) if ref not in seen]
        seen.update(refs)
        left = [ref for ref in refs if not standing.state(ref).status.finished]
        if left:
            parts.append(_missing(standing, id_, node, title, refs, left))
        elif refs:
            complete.append(title)
    progress = standing.progress(id_)[""]
    parts.sort(key=lambda part: (not part.ready, part.minutes_left, part.title))
    outside = needed_outside(standing, id_)
    hours = progress.hours_left + _hours(standing, outside)
    return Gap(outline.curriculum, progress, tuple(parts), tuple(complete), outside, hours, _weeks(standing, hours))


def exams_of(standing: Standing, id_: str) -> tuple[Exam, ...]:
    """The certifications whose exam a curriculum counts, in its order."""
    found = []
    counted = set(standing.library.outlines[id_].order)
    for ref in standing.library.outlines[id_].order:
        linked = standing.library.steps[ref]
        if linked.step.kind is StepKind.EXAM:
            exam = standing.library.outlines[linked.curriculum].curriculum
            done = standing.progress(linked.curriculum)[""].done
            own = standing.library.outlines[exam.id].order
            whole = 2 * sum(one in counted for one in own) > len(own)
            found.append(Exam(exam.id, exam.title, standing.state(ref).status.value == "done", done, whole))
    return tuple(found)


def _missing(standing: Standing, id_: str, node: SectionNode, title: str, refs: list[str], left: list[str]) -> Missing:
    outline = standing.library.outlines[id_]
    cheapest = sorted(left, key=lambda ref: (standing.minutes_left(ref), standing.library.steps[ref].position))
    return Missing(
        title=title,
        origin=node.origin,
        refs=tuple(cheapest),
        ready=tuple(ref for ref in cheapest if not standing.open_needs(ref)),
        minutes_left=sum(standing.minutes_left(ref) for ref in left),
        steps=len(refs),
        share=100 * sum(outline.shares[ref] for ref in left),
    )


def _parts(nodes: Sequence[SectionNode], above: str) -> Iterator[tuple[SectionNode, str]]:
    """The sections that make the parts: a section that only holds sections of its own is opened."""
    for node in nodes:
        inner = [child for child in node.children if isinstance(child, SectionNode)]
        if node.origin is None and inner and len(inner) == len(node.children):
            yield from _parts(inner, node.title)
        else:
            yield node, f"{above}: {node.title}" if above else node.title


def _refs(node: SectionNode) -> Iterator[str]:
    for child in node.children:
        if isinstance(child, StepNode):
            yield child.ref
        else:
            yield from _refs(child)


def _weeks(standing: Standing, hours: float) -> float | None:
    return hours / standing.pace if standing.pace > 0 else None
