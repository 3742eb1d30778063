"""What a report says, as plain values: each format prints the same `Report`, and prints nothing else. Pure.

A report is for sharing. Notes, time spent, paths and command lines are not in it unless they are included,
so no format can let them slip. Percentages, suggestions and the streak are those of the standing's day, also
in a report on a period that is over.
"""

import datetime as dt
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from roadtrack.curriculum.outline import Library
from roadtrack.errors import NotFound, UsageError
from roadtrack.journal.events import (
    STEP_STATUS,
    Attached,
    Done,
    Event,
    Logged,
    Noted,
    Redone,
    Skipped,
    Status,
    StepState,
    Undone,
    fold_day,
    fold_step,
)
from roadtrack.journal.state import Entry
from roadtrack.planning.ahead import Ahead, ahead
from roadtrack.planning.reasons import slack_words
from roadtrack.planning.standing import Goal, Standing
from roadtrack.progress.days import is_active
from roadtrack.progress.rollup import roll_up
from roadtrack.show import MONTHS, day_and_month, with_year
from roadtrack.text import cut, is_hidden, one_line

MOST_NEXT = 5
"""Suggestions in a report."""

_WEEK = re.compile(r"([0-9]{4})-[wW]([0-9]{2})")
_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")


class ReportKind(StrEnum):
    """What period a report tells about."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"
    FULL = "full"


class Include(StrEnum):
    """What is left out of a report unless it is asked for."""

    NOTES = "notes"
    TIME = "time"
    PATHS = "paths"
    """Paths of files, command lines, and links that no browser opens."""


@dataclass(frozen=True, slots=True)
class GoalLine:
    """How far a goal is. Percentages 0 to 100; points: how many of `done` were gained in the period."""

    id: str
    title: str
    by: dt.date | None
    done: float
    covered: float
    verified: float
    points: float
    steps_done: int
    steps: int
    slack: str


@dataclass(frozen=True, slots=True)
class DoneStep:
    """A step that is done, and was ticked off in the period. `title` is None when its curriculum is not in use."""

    ref: str
    title: str | None
    day: dt.date
    verified: bool


@dataclass(frozen=True, slots=True)
class SkippedStep:
    """A step that is skipped, and was so in the period."""

    ref: str
    title: str | None
    day: dt.date
    reason: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """A piece of evidence, as far as it may be shown."""

    ref: str | None
    step: str | None
    """Title of the step."""
    day: dt.date
    form: str
    """`link`, `file` or `command`."""
    title: str | None
    link: str | None
    """Only http, https or mailto, without user name and password: safe to be made a link."""
    name: str | None
    """Of a file, without its folders."""
    place: str | None
    """The path, the command line or another link; None unless paths are included. Never to be made a link."""
    sha256: str | None
    exit_code: int | None

    @property
    def words(self) -> str:
        """What it is called."""
        return self.title or self.link or self.name or self.place or self.form


@dataclass(frozen=True, slots=True)
class Note:
    """A note on a step, or on the day when `ref` is None."""

    ref: str | None
    step: str | None
    day: dt.date
    text: str


@dataclass(frozen=True, slots=True)
class NextStep:
    """A suggestion, with the work left in it."""

    ref: str
    title: str
    minutes_left: int | None
    """Whole minutes; None where it would tell how much time was spent and time is not included."""


@dataclass(frozen=True, slots=True)
class SectionLine:
    """A top section of a goal. weight: the published percentage or None; done: 0 to 100."""

    goal: str
    title: str
    weight: float | None
    done: float
    steps_done: int
    steps: int


@dataclass(frozen=True, slots=True)
class Happening:
    """One event of the period. `event` is done, skip, note, time or evidence."""

    day: dt.date
    event: str
    ref: str | None
    title: str | None
    goals: tuple[str, ...]
    """The goals that count the step."""
    minutes: int | None = None
    text: str | None = None
    """Of a note; of a skip its reason."""
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums of the period. minutes: None unless time is included; streak_days: on the report's day."""

    steps: int
    minutes: int | None
    active_days: int
    streak_days: int


@dataclass(frozen=True, slots=True)
class Report:
    """All that may be told about a period. Lists are in the order in which things happened."""

    kind: ReportKind
    title: str
    start: dt.date
    end: dt.date
    """The last day of the period, included."""
    day: dt.date
    """The day of the percentages, the streak and the suggestions."""
    include: frozenset[Include]
    goals: tuple[GoalLine, ...]
    totals: Totals
    done: tuple[DoneStep, ...]
    skipped: tuple[SkippedStep, ...]
    evidence: tuple[Evidence, ...]
    notes: tuple[Note, ...] | None
    """None unless notes are included."""
    next: tuple[NextStep, ...]
    blocked: int
    """Unfinished steps that wait for others."""
    sections: tuple[SectionLine, ...]
    """Only in a full report."""
    events: tuple[Happening, ...]
    ahead: tuple[Ahead, ...] = ()
    """What is to come, whatever the period."""
    made: dt.datetime = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
    """When the report was made."""


# -- the period --------------------------------------------------------------------------------------------


def period(
    kind: ReportKind, today: dt.date, given: str | None = None, *, first: dt.date | None = None
) -> tuple[dt.date, dt.date]:
    """(first day, last day) of a report.

    given: `2026-W47` for a weekly one, `2026-11` for a monthly one; without it the week (ISO 8601) or the
    month of `today`. A full one goes from `first`, the day of the first activity, to today.
    Raises UsageError for everything else, also for weeks and months that do not exist.
    """
    try:
        if kind is ReportKind.WEEKLY:
            return _week(today, given)
        if kind is ReportKind.MONTHLY:
            return _month(today, given)
    except (ValueError, OverflowError):
        raise UsageError(f'"{_short(given or "")}" does not exist.', _FORMS[kind]) from None
    if given is not None:
        raise UsageError("a full report has no period: it tells everything.", "Leave the period out.")
    return min(first or today, today), today


_FORMS: Mapping[ReportKind, str] = {
    ReportKind.WEEKLY: "Write a week as 2026-W47.",
    ReportKind.MONTHLY: "Write a month as 2026-11.",
}


def first_day(entries: Iterable[Entry]) -> dt.date | None:
    """The day of the first activity that counts; None when there is none."""
    days = (e.event.day for e in entries if not e.undone and not isinstance(e.event.deed, Undone | Redone))
    first = min(days, default=None)
    return dt.date.fromisoformat(first) if first else None


def _week(today: dt.date, given: str | None) -> tuple[dt.date, dt.date]:
    if given is None:
        monday = today - dt.timedelta(days=today.weekday())
    elif found := _WEEK.fullmatch(given.strip()):
        monday = dt.date.fromisocalendar(int(found[1]), int(found[2]), 1)
    else:
        raise UsageError(f'"{_short(given)}" is no week.', _FORMS[ReportKind.WEEKLY])
    return monday, monday + dt.timedelta(days=6)


def _month(today: dt.date, given: str | None) -> tuple[dt.date, dt.date]:
    if given is None:
        start = today.replace(day=1)
    elif found := _MONTH.fullmatch(given.strip()):
        start = dt.date(int(found[1]), int(found[2]), 1)
    else:
        raise UsageError(f'"{_short(given)}" is no month.', _FORMS[ReportKind.MONTHLY])
    if start.month == 12:
        return start, start.replace(day=31)
    return start, start.replace(month=start.month + 1) - dt.timedelta(days=1)


def _short(text: str) -> str:
    return cut(one_line(text), 40)


def _title(kind: ReportKind, start: dt.date, end: dt.date) -> str:
    if kind is ReportKind.FULL:
        return f"Full report · {with_year(end)}"
    if kind is ReportKind.MONTHLY:
        return f"{MONTHS[start.month - 1]} {start.year:04}"
    if start.year != end.year:
        first = with_year(start)
    else:
        first = str(start.day) if start.month == end.month else day_and_month(start)
    return f"Week {start.isocalendar().week} · {first} – {with_year(end)}"


# -- the report --------------------------------------------------------------------------------------------


def build(
    kind: ReportKind,
    standing: Standing,
    entries: Sequence[Entry],
    *,
    start: dt.date,
    end: dt.date,
    include: frozenset[Include],
    goals: Sequence[str] = (),
    active_minutes: int = 10,
    made: dt.datetime | None = None,
) -> Report:
    """The report on the days `start` to `end`, both included.

    entries: the journal, in any order, at least from `start` on; those taken back do not count.
    goals: only what counts in these; nothing left out when empty. active_minutes: the least minutes of an
    active day. made: the moment now. Raises NotFound for a goal that is none.
    """
    view = _View(standing, _goals(standing, goals), is_filtered=bool(goals))
    events = sorted((entry.event for entry in entries if not entry.undone), key=lambda event: event.order)
    told = sorted(
        (event for event in events if start.isoformat() <= event.day <= end.isoformat() and view.holds(event.ref)),
        key=lambda event: event.day,  # a stable sort: within a day in journal order
    )
    done, skipped = _settled(view, events, told)
    happenings = tuple(_happenings(view, told, include))
    return Report(
        kind=kind,
        title=_title(kind, start, end),
        start=start,
        end=end,
        day=standing.today,
        include=include,
        goals=tuple(_goal_line(goal, standing, {step.ref for step in done}) for goal in view.goals),
        totals=_totals(standing, told, len(done), include, active_minutes),
        done=done,
        skipped=skipped,
        evidence=tuple(h.evidence for h in happenings if h.evidence is not None),
        notes=_notes(happenings) if Include.NOTES in include else None,
        next=_next(view, include),
        blocked=sum(standing.is_blocked(ref) for ref in view.refs()),
        sections=tuple(_sections(view)) if kind is ReportKind.FULL else (),
        events=happenings,
        ahead=tuple(item for item in ahead(standing) if _is_told(view, item)),
        made=made or dt.datetime.combine(standing.today, dt.time(), dt.UTC),
    )


def _is_told(view: "_View", item: Ahead) -> bool:
    """Whether something to come is of the report's goals."""
    return (
        not view.is_filtered
        or item.about in {goal.id for goal in view.goals}
        or view.holds(item.refs[0] if item.refs else None)
    )


@dataclass(frozen=True, slots=True)
class _View:
    """The standing, seen through the goals that the report is about."""

    standing: Standing
    goals: tuple[Goal, ...]
    is_filtered: bool

    @property
    def library(self) -> Library:
        return self.standing.library

    def title(self, ref: str) -> str | None:
        linked = self.library.steps.get(ref)
        return linked.step.title if linked else None

    def goal_ids(self, ref: str) -> tuple[str, ...]:
        """The report's goals that count a step; its own curriculum for a step that is gone."""
        ids = {goal.id for goal in self.goals}
        counting = self.library.counts_in.get(ref) or (ref.partition("/")[0],)
        return tuple(id_ for id_ in counting if id_ in ids)

    def holds(self, ref: str | None) -> bool:
        """Whether the report is about it. A note on the day belongs to no goal."""
        return not self.is_filtered or (ref is not None and bool(self.goal_ids(self.library.present(ref))))

    def refs(self) -> tuple[str, ...]:
        """Each step of the goals once."""
        return tuple(dict.fromkeys(ref for goal in self.goals for ref in self.library.outlines[goal.id].order))


def _goals(standing: Standing, ids: Sequence[str]) -> tuple[Goal, ...]:
    known = tuple(goal.id for goal in standing.goals)
    for id_ in ids:
        if id_ not in known:
            raise NotFound(f'"{_short(id_)}" is not one of your goals.', "See: roadtrack goals", known)
    return tuple(goal for goal in standing.goals if not ids or goal.id in ids)


def _settled(
    view: _View, events: Sequence[Event], told: Sequence[Event]
) -> tuple[tuple[DoneStep, ...], tuple[SkippedStep, ...]]:
    """The steps that are done and skipped, where the mark that made them so is one of those told."""
    by_ref: dict[str, list[Event]] = {}
    last_mark: dict[str, str] = {}
    for event in events:
        if event.ref is not None:
            ref = view.library.present(event.ref)
            by_ref.setdefault(ref, []).append(event)
            if event.kind in STEP_STATUS:
                last_mark[ref] = event.id
    done: list[DoneStep] = []
    skipped: list[SkippedStep] = []
    for event in told:
        ref = view.library.present(event.ref) if event.ref is not None else ""
        if last_mark.get(ref) != event.id:
            continue
        day = dt.date.fromisoformat(event.day)
        state = _state(view.standing, ref, by_ref[ref])
        if isinstance(event.deed, Done) and state.status is Status.DONE:
            done.append(DoneStep(ref, view.title(ref), day, state.verified))
        elif isinstance(event.deed, Skipped) and state.status is Status.SKIPPED:
            skipped.append(SkippedStep(ref, view.title(ref), day, event.deed.reason))
    return tuple(done), tuple(skipped)


def _state(standing: Standing, ref: str, events: Sequence[Event]) -> StepState:
    """What the standing knows of a step; from its events when its curriculum is not in use."""
    known = standing.states.get(ref)
    return known if known is not None else fold_step(events)


def _happenings(view: _View, told: Sequence[Event], include: frozenset[Include]) -> Iterable[Happening]:
    for event in told:
        deed = event.deed
        day = dt.date.fromisoformat(event.day)
        ref = view.library.present(event.ref) if event.ref is not None else None
        title = view.title(ref) if ref is not None else None
        goals = view.goal_ids(ref) if ref is not None else ()
        if isinstance(deed, Done):
            yield Happening(day, deed.kind, ref, title, goals)
        elif isinstance(deed, Skipped):
            yield Happening(day, deed.kind, ref, title, goals, text=deed.reason)
        elif isinstance(deed, Noted) and Include.NOTES in include:
            yield Happening(day, deed.kind, ref, title, goals, text=deed.text)
        elif isinstance(deed, Logged) and Include.TIME in include:
            yield Happening(day, deed.kind, ref, title, goals, minutes=deed.minutes)
        elif isinstance(deed, Attached):
            evidence = _evidence(deed, ref, title, day, with_place=Include.PATHS in include)
            yield Happening(day, deed.kind, ref, title, goals, evidence=evidence)


def _evidence(deed: Attached, ref: str | None, step: str | None, day: dt.date, *, with_place: bool) -> Evidence:
    link = safe_link(deed.target) if deed.form == "link" else None
    return Evidence(
        ref=ref,
        step=step,
        day=day,
        form=deed.form,
        title=deed.title,
        link=link,
        name=re.split(r"[/\\]", deed.target.rstrip("/\\"))[-1] or None if deed.form == "file" else None,
        place=deed.target if with_place and link is None else None,
        sha256=deed.sha256,
        exit_code=deed.exit_code,
    )


def safe_link(text: str) -> str | None:
    """The link without user name and password if it is http, https or mailto, else None.

    None too where programs disagree on what it names: white space, hidden characters or backslashes in it.
    """
    if any(char.isspace() or char == "\\" or is_hidden(ord(char)) for char in text):
        return None
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    if parts.scheme == "mailto":
        return text if "@" in parts.path else None
    host = parts.netloc.rpartition("@")[2]
    if parts.scheme not in ("http", "https") or not host:
        return None
    return text.replace(f"//{parts.netloc}", f"//{host}", 1)


def _notes(happenings: Iterable[Happening]) -> tuple[Note, ...]:
    return tuple(Note(h.ref, h.title, h.day, h.text or "") for h in happenings if h.event == Noted.kind)


def _goal_line(goal: Goal, standing: Standing, gained: Collection[str]) -> GoalLine:
    """gained: the steps that were ticked off in the period; without them the goal would be at done − points."""
    others = {ref: state for ref, state in standing.states.items() if ref not in gained}
    before = roll_up(standing.library.outlines[goal.id], standing.library, others)[""]
    whole = goal.whole
    return GoalLine(
        id=goal.id,
        title=goal.title,
        by=goal.by,
        done=whole.done,
        covered=whole.covered,
        verified=whole.verified,
        points=round(whole.done - before.done, 6),
        steps_done=whole.steps_done,
        steps=whole.steps,
        slack=slack_words(goal),
    )


def _totals(
    standing: Standing, told: Sequence[Event], steps: int, include: frozenset[Include], active_minutes: int
) -> Totals:
    by_day: dict[str, list[Event]] = {}
    for event in told:
        by_day.setdefault(event.day, []).append(event)
    days = [fold_day(events) for events in by_day.values()]
    return Totals(
        steps=steps,
        minutes=sum(day.minutes for day in days) if Include.TIME in include else None,
        active_days=sum(is_active(day, active_minutes) for day in days),
        streak_days=standing.streak.days,
    )


def _next(view: _View, include: frozenset[Include]) -> tuple[NextStep, ...]:
    standing = view.standing
    found = []
    for ref in [s.ref for s in standing.plan.suggestions if view.holds(s.ref)][:MOST_NEXT]:
        is_told = Include.TIME in include or not standing.state(ref).minutes
        left = standing.minutes_left(ref) if is_told else None
        found.append(NextStep(ref, standing.library.steps[ref].step.title, left))
    return tuple(found)


def _sections(view: _View) -> Iterable[SectionLine]:
    for goal in view.goals:
        for node in view.library.outlines[goal.id].sections:
            p = goal.progress[node.path]
            yield SectionLine(goal.id, node.title, node.weight, p.done, p.steps_done, p.steps)
