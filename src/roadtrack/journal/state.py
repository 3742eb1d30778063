"""What the store hands out: the folded state, and history entries. Pure: no SQL is imported for these."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from roadtrack.journal.events import DayState, Event, GoalState, StepState


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All that the journal adds up to at one instant. `head` names the last event, empty when there is none."""

    head: str = ""
    steps: Mapping[str, StepState] = field(default_factory=dict)
    goals: Mapping[str, GoalState] = field(default_factory=dict)
    days: Mapping[str, DayState] = field(default_factory=dict)
    records: tuple[Event, ...] = ()
    """The events in force of the kinds in `events.RECORDS`, in journal order."""
    editions: Mapping[str, str] = field(default_factory=dict)
    """Curriculum → digest of the edition the learner is on: the one adopted last, or the first one kept."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One event as the history shows it; `undone` when its action is taken back."""

    event: Event
    undone: bool
    about: tuple[Event, ...] = ()
    """Of an undo or redo: the events of the action that it turned."""
