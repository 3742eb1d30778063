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
from functools import lru_cache
from urllib.parse import urlsplit

from roadtrack.curriculum.model import StepKind
from roadtrack.curriculum.outline import Library
from roadtrack.errors import NotFound, UsageError
from roadtrack.journal.events import (
    STEP_STATUS,
    Attached,
    DayState,
    Done,
    Event,
    Logged,
    Noted,
    Redone,
    Skipped,
    Status,
    Undone,
    fold_day,
    fold_step,
)
from roadtrack.journal.state import Entry
from roadtrack.planning.ahead import Ahead, ahead
from roadtrack.planning.brief import outlook_words
from roadtrack.planning.burnup import BurnUp, burn_up
from roadtrack.planning.certificates import CertificateState
from roadtrack.planning.outlook import Outlook, Outlooks
from roadtrack.planning.roles import exams_of, gap
from roadtrack.planning.standing import Goal, Standing, rules_of
from roadtrack.progress.days import is_active, weeks
from roadtrack.progress.rollup import Progress, roll_up
from roadtrack.show import MONTHS, day_and_month, with_year
from roadtrack.text import cut, is_hidden, one_line

MOST_NEXT = 5
"""Suggestions in a report."""
HEAT_WEEKS = 53

_WEEK = re.compile(r"([0-9]{4})-[wW]([0-9]{2})")
_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")


class ReportKind(StrEnum):
    """What period a report tells about."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"
    FULL = "full"
    GOAL = "goal"
    """One goal, whole."""
    EVIDENCE = "evidence"
    """A portfolio: what is done and proved."""
    ROLE = "role"
    """How ready for a role, and what is missing."""


NAMED = (ReportKind.GOAL, ReportKind.ROLE)
"""Kinds that are about one thing that has to be named."""


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
    outlook: str
    """`toss-up 50 %`, `no date`, `complete`."""
    middle: dt.date | None
    """Done by then in half of the futures; None when never or not known."""
    late: dt.date | None
    """In 85 % of them."""
    chance: int | None
    """Of its date, in percent."""


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
class Proof:
    """A step that is done, with what proves it. asked: what its curriculum asks for as proof."""

    ref: str
    title: str
    curriculum: str
    """The curriculum's title."""
    day: dt.date
    asked: str | None
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class MissingPart:
    """A part of a role that is not finished. ready: the cheapest steps that can be begun now, (ref, title)."""

    title: str
    left: int
    steps: int
    adds: float
    """Percent of the role."""
    hours_left: float | None
    """None unless time is included or nothing was logged on it."""
    ready: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RoleLine:
    """How ready the learner is for a role. Percentages 0 to 100."""

    id: str
    title: str
    done: float
    covered: float
    verified: float
    steps_done: int
    steps: int
    exams: tuple[tuple[str, bool], ...]
    """(title, passed)."""
    missing: tuple[MissingPart, ...]
    complete: tuple[str, ...]
    """Titles of the parts in which nothing is left."""


@dataclass(frozen=True, slots=True)
class CredentialLine:
    """A certificate that the learner told of. code and issuer: None when its curriculum is not in use."""

    name: str
    code: str | None
    issuer: str | None
    earned: dt.date
    expires: dt.date | None
    state: CertificateState
    """On the report's day."""


@dataclass(frozen=True, slots=True)
class Finished:
    """A goal in which something is finished: every step of it is done, none is skipped."""

    title: str
    whole: bool
    """All of the goal is."""
    parts: tuple[str, ...]
    """Titles of its top sections that are finished."""


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
    proofs: tuple[Proof, ...] = ()
    """Only in a report of evidence: every step that is done and proved, by day."""
    role: RoleLine | None = None
    """Only in a report on a role."""
    burnups: tuple[BurnUp, ...] = ()
    """Of the report's goals, in points."""
    heat: tuple[tuple[int | None, ...], ...] = ()
    """The last 53 weeks from Monday, oldest first: steps done a day, minutes when time is included; None ahead."""
    credentials: tuple[CredentialLine, ...] = ()
    """The latest earned first."""
    finished: tuple[Finished, ...] = ()
    """In the order of the goals."""
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
        raise UsageError(f"a {kind.value} report has no period: it tells everything.", "Leave the period out.")
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


def _title(kind: ReportKind, start: dt.date, end: dt.date, about: str) -> str:
    names = {
        ReportKind.FULL: "Full report",
        ReportKind.EVIDENCE: "Evidence",
        ReportKind.GOAL: about,
        ReportKind.ROLE: about,
    }
    if kind in names:
        return f"{names[kind]} · {with_year(end)}"
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
    about: str | None = None,
) -> Report:
    """The report on the days `start` to `end`, both included.

    entries: the journal, in any order, at least from `start` on; those taken back do not count.
    goals: only what counts in these; nothing left out when empty. active_minutes: the least minutes of an
    active day. made: the moment now. about: the goal or the role of a report on one; a role has to be linked in
    the standing. Raises NotFound for a goal that is none, UsageError when nothing is named.
    """
    if kind in NAMED and about is None:
        raise UsageError(f"a {kind.value} report is about one.", f"roadtrack report {kind.value} ID")
    only = [about] if kind is ReportKind.GOAL and about is not None else goals
    view = _View(standing, _goals(standing, only), is_filtered=bool(only))
    outlooks = Outlooks(standing)
    events = sorted((entry.event for entry in entries if not entry.undone), key=lambda event: event.order)
    told = sorted(
        (event for event in events if start.isoformat() <= event.day <= end.isoformat() and view.holds(event.ref)),
        key=lambda event: event.day,  # a stable sort: within a day in journal order
    )
    done, skipped = _settled(view, events, told)
    happenings = tuple(_happenings(view, told, include))
    return Report(
        kind=kind,
        title=_title(kind, start, end, _name_of(standing, about)),
        start=start,
        end=end,
        day=standing.today,
        include=include,
        goals=tuple(_goal_lines(view, {step.ref for step in done}, outlooks)),
        totals=_totals(standing, told, len(done), include, active_minutes),
        done=done,
        skipped=skipped,
        evidence=tuple(h.evidence for h in happenings if h.evidence is not None),
        notes=_notes(happenings) if Include.NOTES in include else None,
        next=_next(view, include),
        blocked=sum(standing.is_blocked(ref) for ref in view.refs()),
        sections=tuple(_sections(view)) if kind in (ReportKind.FULL, ReportKind.GOAL) else (),
        events=happenings,
        ahead=tuple(item for item in ahead(standing) if _is_told(view, item)),
        made=made or dt.datetime.combine(standing.today, dt.time(), dt.UTC),
        proofs=tuple(_proofs(view, events, include)) if kind is ReportKind.EVIDENCE else (),
        role=_role(standing, about, include) if kind is ReportKind.ROLE and about is not None else None,
        burnups=tuple(burn_up(standing, goal, outlooks.outlook(goal)) for goal in view.goals),
        heat=tuple(_heat(standing, include)),
        credentials=tuple(_credentials(view)),
        finished=tuple(_finished(view)),
    )


def _name_of(standing: Standing, about: str | None) -> str:
    outline = standing.library.outlines.get(about or "")
    return one_line(outline.curriculum.title) if outline else about or ""


def _proofs(view: "_View", events: Sequence[Event], include: frozenset[Include]) -> Iterable[Proof]:
    """Every step that is done and has evidence, by the day it was done on."""
    attached: dict[str, list[Evidence]] = {}
    for event in events:
        if event.ref is not None and isinstance(event.deed, Attached):
            ref = view.library.present(event.ref)
            day, paths = dt.date.fromisoformat(event.day), Include.PATHS in include
            attached.setdefault(ref, []).append(_evidence(event.deed, ref, view.title(ref), day, with_place=paths))
    states = view.standing.states
    verified = [ref for ref in view.refs() if ref in attached and ref in states and states[ref].verified]
    for ref in sorted(verified, key=lambda r: (states[r].done_day or "", r)):
        linked = view.library.steps[ref]
        yield Proof(
            ref=ref,
            title=linked.step.title,
            curriculum=view.library.outlines[linked.curriculum].curriculum.title,
            day=dt.date.fromisoformat(states[ref].done_day or ""),
            asked=linked.step.evidence,
            evidence=tuple(attached[ref]),
        )


def _role(standing: Standing, id_: str, include: frozenset[Include]) -> RoleLine:
    found = gap(standing, id_)
    p = found.progress
    missing = [
        MissingPart(
            part.title,
            len(part.refs),
            part.steps,
            part.share,
            part.minutes_left / 60 if _may_tell_time(standing, part.refs, include) else None,
            tuple((ref, standing.library.steps[ref].step.title) for ref in part.ready[:3]),
        )
        for part in found.parts
    ]
    exams = tuple((exam.title, exam.passed) for exam in exams_of(standing, id_))
    title = found.curriculum.title
    return RoleLine(
        id_, title, p.done, p.covered, p.verified, p.steps_done, p.steps, exams, tuple(missing), found.complete
    )


def _may_tell_time(standing: Standing, refs: Sequence[str], include: frozenset[Include]) -> bool:
    """Work left tells what was logged, unless nothing was."""
    return Include.TIME in include or not any(standing.state(ref).minutes for ref in refs)


def _credentials(view: "_View") -> Iterable[CredentialLine]:
    standing, rules = view.standing, rules_of(view.library)
    for held in sorted(standing.held.values(), key=lambda one: (-one.earned.toordinal(), one.curriculum)):
        outline = view.library.outlines.get(held.curriculum)
        if view.tells_of(held.curriculum):
            rule = rules.get(held.curriculum)
            yield CredentialLine(
                name=outline.curriculum.title if outline else held.curriculum,
                code=rule.code if rule else None,
                issuer=rule.issuer if rule else None,
                earned=held.earned,
                expires=held.expires,
                state=held.state(standing.today),
            )


def _finished(view: "_View") -> Iterable[Finished]:
    for goal in view.goals:
        sections = view.library.outlines[goal.id].sections
        # what weighs nothing, installing tools say, is preparation and no domain
        parts = tuple(node.title for node in sections if node.share > 0 and _is_finished(goal.progress[node.path]))
        if parts or _is_finished(goal.whole):
            yield Finished(goal.title, _is_finished(goal.whole), parts)


def _is_finished(progress: Progress) -> bool:
    return 0 < progress.steps == progress.steps_done


def _heat(standing: Standing, include: frozenset[Include]) -> Iterable[tuple[int | None, ...]]:
    for week in weeks(standing.today, HEAT_WEEKS):
        states = [None if day is None else standing.days.get(day, DayState()) for day in week]
        yield tuple(
            None if state is None else state.minutes if Include.TIME in include else state.done for state in states
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

    def tells_of(self, curriculum: str) -> bool:
        """Whether the report is about a curriculum: as a goal, or because a goal counts its exam."""
        outline = self.library.outlines.get(curriculum)
        exams = [ref for ref in outline.order if self.library.steps[ref].step.kind is StepKind.EXAM] if outline else []
        return not self.is_filtered or curriculum in {goal.id for goal in self.goals} or any(map(self.holds, exams))

    def refs(self) -> tuple[str, ...]:
        """Each step of the goals once."""
        return tuple(dict.fromkeys(ref for goal in self.goals for ref in self.library.outlines[goal.id].order))


def _goals(standing: Standing, ids: Sequence[str]) -> tuple[Goal, ...]:
    known = tuple(goal.id for goal in standing.goals)
    for id_ in ids:
        if id_ not in known:
            raise NotFound(f'"{_short(id_)}" is not one of your goals.', "See: roadtrack goal", known)
    return tuple(goal for goal in standing.goals if not ids or goal.id in ids)


def _settled(
    view: _View, events: Sequence[Event], told: Sequence[Event]
) -> tuple[tuple[DoneStep, ...], tuple[SkippedStep, ...]]:
    """The steps that are done and skipped, where the mark that made them so is one of those told."""
    unknown: dict[str, list[Event]] = {}
    last_mark: dict[str, Event] = {}
    for event in events:
        if event.ref is not None:
            ref = view.library.present(event.ref)
            if ref not in view.standing.states:
                unknown.setdefault(ref, []).append(event)
            if event.kind in STEP_STATUS:
                last_mark[ref] = event
    done: list[DoneStep] = []
    skipped: list[SkippedStep] = []
    for event in told:
        ref = view.library.present(event.ref) if event.ref is not None else ""
        if last_mark.get(ref) is not event:
            continue
        day = _day(event.day)
        state = view.standing.states.get(ref) or fold_step(unknown[ref])  # folded when its curriculum is not in use
        if isinstance(event.deed, Done) and state.status is Status.DONE:
            done.append(DoneStep(ref, view.title(ref), day, state.verified))
        elif isinstance(event.deed, Skipped) and state.status is Status.SKIPPED:
            skipped.append(SkippedStep(ref, view.title(ref), day, event.deed.reason))
    return tuple(done), tuple(skipped)


@lru_cache(maxsize=8_192)
def _day(iso: str) -> dt.date:
    """One date for all that happened on a day."""
    return dt.date.fromisoformat(iso)


def _happenings(view: _View, told: Sequence[Event], include: frozenset[Include]) -> Iterable[Happening]:
    same: dict[tuple[str, ...], tuple[str, ...]] = {}  # each combination of goals is kept once
    for event in told:
        deed = event.deed
        day = _day(event.day)
        ref = view.library.present(event.ref) if event.ref is not None else None
        title = view.title(ref) if ref is not None else None
        counted_in = view.goal_ids(ref) if ref is not None else ()
        goals = same.setdefault(counted_in, counted_in)
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


def _goal_lines(view: _View, gained: Collection[str], outlooks: Outlooks) -> Iterable[GoalLine]:
    """gained: the steps that were ticked off in the period; without them a goal would be at done − points."""
    others = {ref: state for ref, state in view.standing.states.items() if ref not in gained}
    for goal in view.goals:
        before = roll_up(view.library.outlines[goal.id], view.library, others)[""]
        yield _goal_line(goal, goal.whole.done - before.done, outlooks.outlook(goal))


def _goal_line(goal: Goal, points: float, outlook: Outlook) -> GoalLine:
    whole = goal.whole
    return GoalLine(
        id=goal.id,
        title=goal.title,
        by=goal.by,
        done=whole.done,
        covered=whole.covered,
        verified=whole.verified,
        points=round(points, 6),
        steps_done=whole.steps_done,
        steps=whole.steps,
        outlook=outlook_words(goal, outlook),
        middle=outlook.middle,
        late=outlook.late,
        chance=outlook.percent,
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
