"""How much of what is done is still remembered, by step and by the sections of an exam. Pure."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from roadtrack.curriculum.model import StepKind
from roadtrack.curriculum.outline import Library, SectionNode, StepNode
from roadtrack.journal.events import UNTOUCHED, Status, StepState
from roadtrack.planning.retention import Memory, memory

_RETAINED: Final = (StepKind.STUDY, StepKind.PRACTICE)


@dataclass(frozen=True, slots=True)
class Domain:
    """A section of an exam: its part of the exam and how much of it is done and remembered, both 0 to 1."""

    id: str
    title: str
    weight: float
    fresh: float
    refs: tuple[str, ...] = ()


def is_retained(kind: StepKind) -> bool:
    """Knowledge fades; a milestone reached and an exam passed stay."""
    return kind in _RETAINED


def step_memory(state: StepState, kind: StepKind) -> Memory | None:
    """The memory of a finished step that fades; None for every other."""
    return memory(state.recalls) if state.status is Status.DONE and is_retained(kind) else None


def remembered(state: StepState, kind: StepKind, day: dt.date) -> float:
    """How much of a step is there on a day, 0 to 1: 0 until it is done, 1 for what does not fade."""
    if state.status is not Status.DONE:
        return 0.0
    kept = step_memory(state, kind)
    return kept.recall(day) if kept is not None else 1.0


def exam_domains(
    library: Library, states: Mapping[str, StepState], curriculum: str, day: dt.date
) -> tuple[Domain, ...]:
    """The top sections of a curriculum that have weight, in file order; their weights add up to 1."""
    found = []
    for section in library.outlines[curriculum].sections:
        nodes = tuple(_step_nodes(section))
        weight = sum(node.share for node in nodes)
        if weight > 0:
            fresh = sum(
                node.share * remembered(states.get(node.ref, UNTOUCHED), library.steps[node.ref].step.kind, day)
                for node in nodes
            )
            refs = tuple(node.ref for node in nodes)
            found.append(Domain(section.path, section.title, weight, fresh / weight, refs))
    return tuple(found)


def _step_nodes(section: SectionNode) -> Iterator[StepNode]:
    for child in section.children:
        if isinstance(child, StepNode):
            yield child
        else:
            yield from _step_nodes(child)
