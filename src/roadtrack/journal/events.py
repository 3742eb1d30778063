"""What a learner can do, as values, and what it adds up to.

The journal is a list of events, never changed. What a person does at once is one *action*: its events share
an action id. `Undone` takes a whole action back and `Redone` brings it back; the fold leaves out the events
of an action that is taken back. So undo after do is exact by construction, also when two journals merge.

`fold_step`, `fold_goal` and `fold_day` are the only definitions of progress. The store keeps their results
in tables and folds a key again whenever an event touches it.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Any, ClassVar, TypeAlias


class Status(StrEnum):
    """Where a step stands. Blocked, ready and stale are derived, never stored."""

    TODO = "todo"
    DOING = "doing"
    DONE = "done"
    SKIPPED = "skipped"

    @property
    def finished(self) -> bool:
        """Done or skipped: it no longer blocks anything."""
        return self in (Status.DONE, Status.SKIPPED)


GRADES: Mapping[str, int] = MappingProxyType({"again": 1, "hard": 2, "good": 3, "easy": 4})
"""How a thing was remembered, and its number in FSRS."""


@dataclass(frozen=True, slots=True)
class Done:
    """A step was ticked off. grade: how sure the learner is of it, hard, good or easy; good when not told."""

    kind: ClassVar = "done"
    grade: str | None = None


@dataclass(frozen=True, slots=True)
class Started:
    """Work on a step began."""

    kind: ClassVar = "start"


@dataclass(frozen=True, slots=True)
class Skipped:
    """A step was left out on purpose; the reason is part of the record."""

    kind: ClassVar = "skip"
    reason: str


@dataclass(frozen=True, slots=True)
class Reopened:
    """A step went back to todo."""

    kind: ClassVar = "reopen"


@dataclass(frozen=True, slots=True)
class Noted:
    """A note, on a step or on the day."""

    kind: ClassVar = "note"
    text: str


@dataclass(frozen=True, slots=True)
class Logged:
    """Time spent. `at` is the local wall time it was spent at, as HH:MM, when told."""

    kind: ClassVar = "time"
    minutes: int
    at: str | None = None


@dataclass(frozen=True, slots=True)
class Attached:
    """Evidence: a link, a file's digest, or the output of a command.

    form: `link`, `file` or `command`. target: the URL, the path, or the command line as typed.
    sha256 and size: of the file, or of the command's output. exit_code: of the command.
    """

    kind: ClassVar = "evidence"
    form: str
    target: str
    title: str | None = None
    sha256: str | None = None
    size: int | None = None
    exit_code: int | None = None
    output: str | None = None


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A finished step was recalled from memory. grade: one of `GRADES`. engine: what schedules by it.

    minutes: time it took. It counts for the day, and not for the step, whose estimate is of learning it.
    """

    kind: ClassVar = "review"
    grade: str
    minutes: int | None = None
    engine: str = "fsrs-6"


@dataclass(frozen=True, slots=True)
class Snoozed:
    """A step is not suggested before a day; None ends that."""

    kind: ClassVar = "snooze"
    until: str | None = None


@dataclass(frozen=True, slots=True)
class Mocked:
    """A mock exam of a certification. sections: section id → [percent reached, number of tasks]."""

    kind: ClassVar = "mock"
    sections: Mapping[str, Sequence[float]]


@dataclass(frozen=True, slots=True)
class Certified:
    """A certificate was earned, or renewed, on an ISO day. expires: as printed on it, when told."""

    kind: ClassVar = "credential"
    earned: str
    expires: str | None = None


@dataclass(frozen=True, slots=True)
class Paused:
    """A holiday from an ISO day on, up to and with `until`, or open."""

    kind: ClassVar = "pause"
    since: str
    until: str | None = None


@dataclass(frozen=True, slots=True)
class Resumed:
    """The pause in force ended: `on` is the first ISO day of study again."""

    kind: ClassVar = "resume"
    on: str


@dataclass(frozen=True, slots=True)
class Foretold:
    """What was forecast for a goal, so that forecasts can be held against what came. Days are ISO or None."""

    kind: ClassVar = "forecast"
    p50: str | None = None
    p85: str | None = None
    by: str | None = None
    chance: int | None = None


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A curriculum became a goal. `by` is an ISO day or None; importance 1 to 3."""

    kind: ClassVar = "enroll"
    importance: int = 2
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Unenrolled:
    """A curriculum is no longer a goal. Progress stays."""

    kind: ClassVar = "unenroll"


@dataclass(frozen=True, slots=True)
class GoalChanged:
    """A goal got a new importance, a new date, or none."""

    kind: ClassVar = "goal"
    importance: int
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Adopted:
    """The learner went on to another edition of a curriculum. edition: `changes.edition_digest`."""

    kind: ClassVar = "adopt"
    revision: str
    edition: str


@dataclass(frozen=True, slots=True)
class Undone:
    """An earlier action was taken back."""

    kind: ClassVar = "undo"
    action: str


@dataclass(frozen=True, slots=True)
class Redone:
    """An action that was taken back is in force again."""

    kind: ClassVar = "redo"
    action: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """An event of a kind this version does not know: kept, shown, without effect."""

    kind: str
    body: Mapping[str, Any]


Deed: TypeAlias = (
    Done
    | Started
    | Skipped
    | Reopened
    | Noted
    | Logged
    | Attached
    | Reviewed
    | Snoozed
    | Mocked
    | Certified
    | Paused
    | Resumed
    | Foretold
    | Enrolled
    | Unenrolled
    | GoalChanged
    | Adopted
    | Undone
    | Redone
    | Unknown
)

_DEEDS: Mapping[str, type[Any]] = MappingProxyType(
    {
        deed.kind: deed
        for deed in (
            Done,
            Started,
            Skipped,
            Reopened,
            Noted,
            Logged,
            Attached,
            Reviewed,
            Snoozed,
            Mocked,
            Certified,
            Paused,
            Resumed,
            Foretold,
            Enrolled,
            Unenrolled,
            GoalChanged,
            Adopted,
            Undone,
            Redone,
        )
    }
)
KINDS = tuple(_DEEDS)
RECORDS = tuple(deed.kind for deed in (Adopted, Mocked, Certified, Paused, Resumed, Foretold))
"""Kinds that are few in any journal and are handed out whole, in force, instead of being folded into a table."""
SILENT = (Foretold.kind,)
"""Kinds that roadtrack itself writes beside what the learner does; undo passes them by."""

STEP_STATUS: Mapping[str, Status] = MappingProxyType(
    {
        Done.kind: Status.DONE,
        Started.kind: Status.DOING,
        Skipped.kind: Status.SKIPPED,
        Reopened.kind: Status.TODO,
    }
)


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the journal.

    id: UUIDv7. device, seq: who wrote it, and its number there without gaps. clock: hybrid logical clock
    (milliseconds since 1970 shifted left by 16 bits, plus a counter). utc: RFC 3339 with `Z`. zone: IANA
    name. day: the learner's local day, ISO, fixed when written. action: shared by what was done at once.
    ref: `curriculum/step`, a curriculum's id for goals, None for a note on the day.
    previous, hash: the chain of this device.
    """

    id: str
    device: str
    seq: int
    clock: int
    utc: str
    zone: str
    day: str
    action: str
    ref: str | None
    deed: Deed
    previous: str = ""
    hash: str = ""

    @property
    def kind(self) -> str:
        """The deed's kind, as in `history --kind`."""
        return self.deed.kind

    @property
    def order(self) -> tuple[int, str, int]:
        """Total order over all devices: clock, then device, then number."""
        return (self.clock, self.device, self.seq)


def body_of(deed: Deed) -> dict[str, Any]:
    """What is stored of a deed: its fields, without those that are None."""
    if isinstance(deed, Unknown):
        return dict(deed.body)
    values = ((f.name, getattr(deed, f.name)) for f in fields(deed))
    return {name: value for name, value in values if value is not None}


def storable(deed: Deed) -> Deed:
    """The deed without lone surrogates, which come from a terminal that is not UTF-8 and cannot be stored."""
    body = body_of(deed)
    clean = {n: v.encode("utf-8", "replace").decode() if isinstance(v, str) else v for n, v in body.items()}
    return deed if clean == body else deed_of(deed.kind, clean)


def deed_of(kind: str, body: Mapping[str, Any]) -> Deed:
    """The deed of a stored kind and body. What does not fit is `Unknown`, never an error."""
    known = _DEEDS.get(kind)
    if known is None:
        return Unknown(kind, dict(body))
    try:
        deed: Deed = known(**body)
    except TypeError:  # a field from a newer version
        return Unknown(kind, dict(body))
    return deed


def canonical_body(deed: Deed) -> str:
    """The stored JSON of a deed: sorted keys, no white space."""
    return _canonical(body_of(deed))


_canonical = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode
_compact = json.JSONEncoder(separators=(",", ":")).encode  # made once: json.dumps would make one for each event


def chain_hash(event: Event) -> str:
    """The hash that ties an event to the one before it on its device.

    sha256 over the previous hash and every field; the body enters by its own sha256, so that a purged
    body can leave its hash behind and the chain still verifies. Finds accidents, not attackers.
    """
    fields = (
        event.previous,
        event.id,
        event.device,
        event.seq,
        event.clock,
        event.utc,
        event.zone,
        event.day,
        event.action,
        event.kind,
        event.ref,
    )
    return link_hash(fields, canonical_body(event.deed))


def link_hash(fields: Sequence[str | int | None], body: str) -> str:
    """`chain_hash` of an event as it is stored: the previous hash, every field in order, the body's JSON."""
    digest = hashlib.sha256(body.encode()).hexdigest()
    return hashlib.sha256(_compact([*fields, digest]).encode()).hexdigest()


def chained(event: Event, previous: str) -> Event:
    """The event with its place in the chain."""
    linked = replace(event, previous=previous)
    return replace(linked, hash=chain_hash(linked))


# -- the fold ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StepState:
    """What the journal knows of one step.

    minutes: time logged. done_day, touched: ISO day and RFC 3339 moment, or None. evidence, notes: counts.
    recalls: (ISO day, grade 1 to 4) of each time it was learnt or recalled, one a day, by day. snoozed: the ISO
    day before which it is not suggested.
    """

    status: Status = Status.TODO
    reason: str | None = None
    minutes: int = 0
    notes: int = 0
    evidence: int = 0
    done_day: str | None = None
    touched: str | None = None
    recalls: tuple[tuple[str, int], ...] = ()
    snoozed: str | None = None

    @property
    def verified(self) -> bool:
        """Done, with something that proves it."""
        return self.status is Status.DONE and self.evidence > 0


UNTOUCHED = StepState()


@dataclass(frozen=True, slots=True)
class GoalState:
    """What the journal knows of one goal. `by` is an ISO day or None."""

    enrolled: bool = False
    importance: int = 2
    by: str | None = None
    since: str | None = None


@dataclass(frozen=True, slots=True)
class DayState:
    """What was done on one learner's day: minutes logged, those of reviews among them, and counts."""

    minutes: int = 0
    done: int = 0
    reviews: int = 0
    evidence: int = 0
    notes: int = 0
    review_minutes: int = 0


def taken_back(events: Iterable[Event]) -> frozenset[str]:
    """Ids of the actions whose last undo or redo is an undo, in journal order."""
    undone: set[str] = set()
    for event in sorted(events, key=lambda e: e.order):
        if isinstance(event.deed, Undone):
            undone.add(event.deed.action)
        elif isinstance(event.deed, Redone):
            undone.discard(event.deed.action)
    return frozenset(undone)


def in_force(events: Iterable[Event]) -> list[Event]:
    """The events that count, in journal order: those of actions that are not taken back."""
    listed = sorted(events, key=lambda e: e.order)
    undone = taken_back(listed)
    return [event for event in listed if event.action not in undone]


def fold_step(events: Iterable[Event]) -> StepState:
    """One step's state from its own events in force, in journal order."""
    status, reason, done_day, touched, snoozed = Status.TODO, None, None, None, None
    minutes = notes = evidence = 0
    recalls: dict[str, int] = {}
    for event in events:
        deed = event.deed
        touched = event.utc
        if (changed := STEP_STATUS.get(event.kind)) is not None:
            status = changed
            reason = deed.reason if isinstance(deed, Skipped) else None
            done_day = event.day if isinstance(deed, Done) else None
            if isinstance(deed, Done):
                recalls.setdefault(event.day, GRADES.get(deed.grade or "", GRADES["good"]))
            elif not isinstance(deed, Started):  # what is taken back on its own day was not learnt
                recalls.pop(event.day, None)
        elif isinstance(deed, Reviewed):
            recalls.setdefault(event.day, GRADES.get(deed.grade, GRADES["good"]))
        elif isinstance(deed, Snoozed):
            snoozed = deed.until
        elif isinstance(deed, Logged):
            minutes += deed.minutes
        elif isinstance(deed, Noted):
            notes += 1
        elif isinstance(deed, Attached):
            evidence += 1
    by_day = tuple(sorted(recalls.items()))
    return StepState(status, reason, minutes, notes, evidence, done_day, touched, by_day, snoozed)


def fold_goal(events: Iterable[Event]) -> GoalState:
    """One goal's state from its own events in force, in journal order."""
    state = GoalState()
    for event in events:
        deed = event.deed
        if isinstance(deed, Enrolled):
            state = GoalState(True, deed.importance, deed.by, event.day)
        elif isinstance(deed, GoalChanged):
            state = replace(state, importance=deed.importance, by=deed.by)
        elif isinstance(deed, Unenrolled):
            state = replace(state, enrolled=False)
    return state


def fold_day(events: Iterable[Event]) -> DayState:
    """One day's sums from its events in force."""
    minutes = done = reviews = evidence = notes = review_minutes = 0
    for event in events:
        deed = event.deed
        if isinstance(deed, Logged):
            minutes += deed.minutes
        elif isinstance(deed, Reviewed):
            reviews += 1
            review_minutes += deed.minutes or 0
        elif isinstance(deed, Done):
            done += 1
        elif isinstance(deed, Attached):
            evidence += 1
        elif isinstance(deed, Noted):
            notes += 1
    return DayState(minutes + review_minutes, done, reviews, evidence, notes, review_minutes)


def merged(former: StepState, present: StepState) -> StepState:
    """The state of a renamed step: status from whichever was touched last, time and counts added."""
    last = present if (present.touched or "") >= (former.touched or "") else former
    return replace(
        last,
        minutes=former.minutes + present.minutes,
        notes=former.notes + present.notes,
        evidence=former.evidence + present.evidence,
        recalls=tuple(sorted((dict(former.recalls) | dict(present.recalls)).items())),
    )
