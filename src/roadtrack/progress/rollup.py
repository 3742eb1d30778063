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

LEAST_HOURS = 0.25
"""No unfinished step counts as less work than this, however much is logged."""


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
        """Add a section below. Written out: with 100,000 steps a loop over names costs a second."""
        self.share += other.share
        self.done += other.done
        self.covered += other.covered
        self.verified += other.verified
        self.steps += other.steps
        self.steps_done += other.steps_done
        self.steps_skipped += other.steps_skipped
        self.steps_doing += other.steps_doing
        self.steps_verified += other.steps_verified
        self.hours += other.hours
        self.hours_left += other.hours_left
        self.minutes += other.minutes

    def add_step(self, share: float, hours: float, state: StepState) -> None:
        """Add one step with its part of the whole."""
        status = state.status
        self.share += share
        self.steps += 1
        self.hours += hours
        self.minutes += state.minutes
        if status is Status.DONE:
            self.done += share
            self.covered += share
            self.steps_done += 1
            if state.evidence:
                self.verified += share
                self.steps_verified += 1
        elif status is Status.SKIPPED:
            self.covered += share
            self.steps_skipped += 1
        else:
            self.steps_doing += status is Status.DOING
            self.hours_left += max(LEAST_HOURS, hours - state.minutes / 60)

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
    hours = {ref: _hours(library, ref, default_hours or {}) for ref in outline.order}

    def visit(node: SectionNode) -> _Sums:
        sums = _Sums()
        for child in node.children:
            if isinstance(child, StepNode):
                sums.add_step(child.share, hours[child.ref], states.get(child.ref, UNTOUCHED))
            else:
                sums.add(visit(child))
        result[node.path] = sums.progress()
        return sums

    for section in outline.sections:
        visit(section)
    whole = _Sums()
    for ref in outline.order:
        whole.add_step(outline.shares[ref], hours[ref], states.get(ref, UNTOUCHED))
    result[""] = whole.progress()
    return result


def _hours(library: Library, ref: str, default_hours: Mapping[str, float]) -> float:
    step = library.steps[ref].step
    return step.hours if step.hours is not None else default_hours.get(step.kind, DEFAULT_HOURS)
