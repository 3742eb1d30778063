"""How much of a curriculum is done: three percentages that are never mixed, counts, and hours.

**done** is the weighted share of done steps; **covered** adds skipped ones; **verified** counts done steps
with evidence. Weights are the outline's shares, so a domain worth 30 % of an exam is worth 30 % here.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from roadtrack.curriculum.outline import Library, Outline, SectionNode, StepNode
from roadtrack.journal.events import UNTOUCHED, Status, StepState

DEFAULT_HOURS = 2.5
"""Hours of a step that nobody estimated."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a section or a whole curriculum stands. Percentages 0 to 100; hours are estimates."""

    done: float = 0.0
    covered: float = 0.0
    verified: float = 0.0
    steps: int = 0
    steps_done: int = 0
    steps_skipped: int = 0
    steps_doing: int = 0
    steps_verified: int = 0
    hours: float = 0.0
    hours_left: float = 0.0
    minutes_logged: int = 0


@dataclass(slots=True)
class _Sums:
    """Running sums of one node: shares and counts."""

    share: float = 0.0
    done: float = 0.0
    covered: float = 0.0
    verified: float = 0.0
    steps: int = 0
    steps_done: int = 0
    steps_skipped: int = 0
    steps_doing: int = 0
    steps_verified: int = 0
    hours: float = 0.0
    hours_left: float = 0.0
    minutes: int = 0

    def add(self, other: "_Sums") -> None:
        for name in _Sums.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def progress(self) -> Progress:
        if self.share > 0:
            parts = (self.done / self.share, self.covered / self.share, self.verified / self.share)
        elif self.steps:  # an unweighted foundation: by count
            covered = self.steps_done + self.steps_skipped
            parts = (self.steps_done / self.steps, covered / self.steps, self.steps_verified / self.steps)
        else:
            parts = (0.0, 0.0, 0.0)
        done, covered_share, verified = (min(100.0, round(100 * part, 6)) for part in parts)
        return Progress(
            done,
            covered_share,
            verified,
            self.steps,
            self.steps_done,
            self.steps_skipped,
            self.steps_doing,
            self.steps_verified,
            round(self.hours, 4),
            round(self.hours_left, 4),
            self.minutes,
        )


def roll_up(
    outline: Outline,
    library: Library,
    states: Mapping[str, StepState],
    default_hours: Mapping[str, float] | None = None,
) -> Mapping[str, Progress]:
    """Progress of each section by its path, and of the whole curriculum under the empty path.

    A step that stands in several places of one curriculum counts once in the whole and in each section it
    stands in. states: by present ref. default_hours: hours by step kind where nobody estimated. O(places).
    """
    result: dict[str, Progress] = {}
    hours = default_hours or {}

    def visit(node: SectionNode) -> _Sums:
        sums = _Sums()
        for child in node.children:
            if isinstance(child, StepNode):
                sums.add(_leaf(child.ref, child.share, library, states, hours))
            else:
                sums.add(visit(child))
        result[node.path] = sums.progress()
        return sums

    for section in outline.sections:
        visit(section)
    whole = _Sums()
    for ref in outline.order:
        whole.add(_leaf(ref, outline.shares[ref], library, states, hours))
    result[""] = whole.progress()
    return result


def _leaf(
    ref: str,
    share: float,
    library: Library,
    states: Mapping[str, StepState],
    default_hours: Mapping[str, float],
) -> _Sums:
    state = states.get(ref, UNTOUCHED)
    step = library.steps[ref].step
    hours = step.hours if step.hours is not None else default_hours.get(step.kind, DEFAULT_HOURS)
    done = state.status is Status.DONE
    return _Sums(
        share=share,
        done=share if done else 0.0,
        covered=share if state.status.finished else 0.0,
        verified=share if state.verified else 0.0,
        steps=1,
        steps_done=int(done),
        steps_skipped=int(state.status is Status.SKIPPED),
        steps_doing=int(state.status is Status.DOING),
        steps_verified=int(state.verified),
        hours=hours,
        hours_left=0.0 if state.status.finished else max(0.25, hours - state.minutes / 60),
        minutes=state.minutes,
    )
