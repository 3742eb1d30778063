"""The use cases: the one door through which both faces and the reports go.

The tracker fetches, calls the pure rooms, and appends events; it holds no rule itself. Looking never writes
to the journal. Each writing method is one action, undoable, and returns an `Outcome` that says in numbers
what it changed.
"""

import datetime as dt
import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from roadtrack import timer
from roadtrack.clock import Clock, SystemClock
from roadtrack.curriculum.canonical import dumps, loads
from roadtrack.curriculum.catalog import Catalog, NoCache, builtin_folder
from roadtrack.curriculum.changes import Changes, changes
from roadtrack.curriculum.model import Curriculum, CurriculumKind
from roadtrack.curriculum.outline import Library
from roadtrack.curriculum.refs import Resolved, resolve
from roadtrack.curriculum.stamps import file_stamp
from roadtrack.errors import NotFound, UsageError
from roadtrack.journal.events import (
    Adopted,
    Attached,
    Certified,
    Deed,
    Done,
    Enrolled,
    Event,
    GoalChanged,
    GoalState,
    Logged,
    Mocked,
    Noted,
    Paused,
    Reopened,
    Resumed,
    Reviewed,
    Skipped,
    Snoozed,
    Started,
    Status,
    Unenrolled,
)
from roadtrack.journal.identity import Moment
from roadtrack.journal.quick import brief_key
from roadtrack.journal.state import Entry, Snapshot
from roadtrack.journal.words import OVERLAYING, action_words, stays_words
from roadtrack.paths import Paths, find_paths
from roadtrack.planning.brief import Brief, make_brief
from roadtrack.planning.calibration import Calibration, calibrate, foretold
from roadtrack.planning.freshness import exam_domains
from roadtrack.planning.outlook import Outlooks
from roadtrack.planning.readiness import Readiness, exam_readiness, tasks_of
from roadtrack.planning.records import forecasts
from roadtrack.planning.roles import Comparison, Gap, compare, gap
from roadtrack.planning.standing import Habits, Standing, stand
from roadtrack.planning.suggest import cheapest_path
from roadtrack.segments import keep_segments
from roadtrack.settings import WEEKDAYS, Settings, load
from roadtrack.timer import Timer

if TYPE_CHECKING:
    from roadtrack.journal.exchange import Export, Merge
    from roadtrack.journal.store import Store, Writer
    from roadtrack.reports.content import Include, Report, ReportKind

LARGEST_MOCK = 1000
"""Tasks of one section of a mock exam."""
LONGEST_TEXT = 20_000
"""Characters of a note, a reason or a title."""
LEAST_OF_ID = 4
"""Characters that name an action; fewer are a slip."""


@dataclass(frozen=True, slots=True)
class GoalMove:
    """What an action did to a goal's three percentages."""

    goal: str
    before: tuple[float, float, float]
    after: tuple[float, float, float]
    steps_done: int
    steps: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a writing use case did. `action` is empty when there was nothing to do."""

    action: str = ""
    changed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    """One line for each action taken back or brought back."""
    stays: tuple[str, ...] = ()
    """What came after the action taken back, on the same step or goal, and still counts."""
    goals: tuple[GoalMove, ...] = ()
    now_ready: tuple[str, ...] = ()
    evidence: tuple[Attached, ...] = ()


@dataclass(frozen=True, slots=True)
class Extras:
    """What may come with marking a step: a note, minutes, evidence, another day."""

    note: str | None = None
    minutes: int | None = None
    evidence: tuple[Attached, ...] = ()
    day: dt.date | None = None

    def deeds(self, ref: str) -> list[tuple[str | None, Deed]]:
        """The events to append for a step, after its mark."""
        deeds: list[tuple[str | None, Deed]] = []
        if self.minutes:
            deeds.append((ref, Logged(self.minutes)))
        if self.note:
            deeds.append((ref, Noted(_bounded(self.note, "note"))))
        deeds += [(ref, evidence) for evidence in self.evidence]
        return deeds


NO_EXTRAS = Extras()


@dataclass(slots=True)
class Look:
    """A standing together with the snapshot it was made from."""

    snapshot: Snapshot
    standing: Standing


class Tracker:
    """The learner's curricula and journal, opened. Make it with `open_tracker`."""

    def __init__(
        self,
        paths: Paths,
        settings: Settings,
        clock: Clock,
        *,
        builtin: Path | None = None,
        warnings: tuple[str, ...] = (),
    ) -> None:
        self.paths = paths
        self.settings = settings
        self.warnings = warnings
        self._settings_stamp = file_stamp(str(paths.config))
        self._clock = clock
        self._builtin = builtin or builtin_folder()
        self._look: Look | None = None
        self._saved_key = ""
        self.deferred = False
        """Write without computing anew what it changes: the app shows a mark first and calls `catch_up` then."""

    # -- what there is -------------------------------------------------------------------------------------

    @cached_property
    def journal_path(self) -> Path:
        """The journal's file."""
        own = self.settings.store.path
        return Path(os.path.expanduser(own)) if own else self.paths.journal  # noqa: PTH111 - never raises

    @cached_property
    def _found_store(self) -> "Store | None":
        from roadtrack.journal.store import open_store

        return open_store(self.journal_path, self.settings.store.wait_seconds)

    @property
    def store(self) -> "Store | None":
        """The open store, or None before anything was ever written. Raises StoreError."""
        return self._found_store

    def make_store(self) -> "Store":
        """The store, made if there is none yet. Raises NotSaved."""
        store = self.store
        if store is None:
            from roadtrack.journal.store import create_store

            store = create_store(self.journal_path, self.settings.store.wait_seconds)
            self.__dict__["_found_store"] = store
            catalog = self.__dict__.pop("catalog", None)
            if catalog is not None:
                self.__dict__["catalog"] = self._open_catalog(store)
        return store

    @cached_property
    def catalog(self) -> Catalog:
        """Built-in and own curricula, with the store as their cache."""
        return self._open_catalog(self.store)

    def _open_catalog(self, store: "Store | None") -> Catalog:
        return Catalog(self.paths.curricula, self._builtin, store or NoCache())

    def reload(self) -> None:
        """Look at files and journal afresh, as after another program changed them."""
        self.__dict__.pop("catalog", None)
        if self._found_store is None:
            self.__dict__.pop("_found_store", None)
        self._look = None

    def now(self) -> Moment:
        """The present moment of the learner."""
        return self._clock.now()

    @property
    def today(self) -> dt.date:
        """The learner's day."""
        return self.now().day

    @cached_property
    def habits(self) -> Habits:
        """How the learner studies, from the settings."""
        return Habits(
            self.settings.plan.hours_per_week,
            frozenset(WEEKDAYS.index(day) for day in self.settings.days.rest),
            self.settings.streak.minutes,
        )

    # -- looking -------------------------------------------------------------------------------------------

    def snapshot(self) -> Snapshot:
        """The journal's folded state; read again only if the journal has moved on."""
        if self.store is None:
            return Snapshot()
        if self._look is not None and self._look.snapshot.head == self.store.head():
            return self._look.snapshot
        return self.store.snapshot()

    def standing(self) -> Standing:
        """Where the learner stands now."""
        snapshot = self.snapshot()
        look = self._look
        if look is None or look.snapshot.head != snapshot.head or look.standing.today != self.today:
            look = self._look = Look(snapshot, self._stand(snapshot))
        return look.standing

    def _known(self) -> Standing:
        """The standing as it is known: while writes are deferred it is not computed again for each."""
        return self._look.standing if self.deferred and self._look is not None else self.standing()

    def _stand(self, snapshot: Snapshot, extra: Sequence[str] = ()) -> Standing:
        earned = sorted({e.ref for e in snapshot.records if e.ref and isinstance(e.deed, Certified)})
        library = self.library((*_enrolled(snapshot.goals), *extra, *earned))
        return stand(library, snapshot.steps, snapshot.goals, snapshot.days, self.habits, self.today, snapshot.records)

    def library(self, ids: Sequence[str]) -> Library:
        """Some curricula with all they name, linked."""
        return self.catalog.library(ids)

    def standing_with(self, *curricula: str) -> Standing:
        """The standing, with more curricula linked in, enrolled or not. Raises NotFound."""
        standing = self.standing()
        missing = [id_ for id_ in curricula if id_ not in standing.library.outlines]
        for id_ in missing:
            self.curriculum(id_)
        return self._stand(self.snapshot(), missing) if missing else standing

    def curriculum(self, id_: str) -> Curriculum:
        """One curriculum in use. Raises NotFound with the nearest id."""
        return self.catalog.curriculum(id_)

    def brief(self) -> Brief:
        """The day's brief, stored for the fast path on the way."""
        standing = self.standing()
        brief = self._brief(standing, self._look.snapshot if self._look else Snapshot())
        if self.store is not None and self._look is not None:
            head = self._look.snapshot.head
            key = self._brief_key(head, standing.today)
            if key != self._saved_key:
                self.store.save_brief(head, key, json.dumps(brief))
                self._saved_key = key
                keep_segments(self.paths, standing)
        return brief

    def _brief(self, standing: Standing, snapshot: Snapshot) -> Brief:
        return make_brief(standing, self.settings.plan.side_days) | {
            "start": self.settings.day_start_minutes,
            "zone": self.settings.days.zone,
            "show": {
                "rows": self.settings.plan.suggestions,
                "quick": self.settings.plan.quick_minutes,
                "streak": self.settings.streak.show,
                "ascii": self.settings.ui.ascii,
                "color": self.settings.ui.color,
                "mouse": self.settings.ui.mouse,
            },
            "missing": sorted(set(_enrolled(snapshot.goals)) - set(standing.library.outlines)),
            "revised": [[c.new.id, c.old.revision, c.new.revision] for c in self._revised(snapshot)],
            "faults": sum(len(file.faults) > 0 for file in self.catalog.files),
        }

    def _brief_key(self, head: str, day: dt.date) -> str:
        """The key of what was read, which may be older than what is there now."""
        curricula = "\n".join(f"{file.path} {file.stamp}" for file in self.catalog.files)
        return brief_key(head, day.isoformat(), self._settings_stamp, curricula)

    def resolve(self, name: str) -> Resolved:
        """The step meant by a ref, a bare step id or a former name. Raises NotFound with candidates."""
        standing = self.standing()
        try:
            return resolve(name, standing.library, [goal.id for goal in standing.goals])
        except NotFound:
            library = self.catalog.whole_library()
            return resolve(name, library, [goal.id for goal in standing.goals])

    def standing_for(self, ref: str) -> Standing:
        """A standing whose library has the step. Raises NotFound."""
        return self.standing_with(ref.partition("/")[0])

    def find(self, words: Sequence[str], curricula: Sequence[str] = ()) -> tuple[Standing, list[str]]:
        """(standing, refs that pass a filter) among the goals' steps, or those of the given curricula."""
        from roadtrack.planning.filters import parse_filter

        standing = self.standing()
        if curricula:
            standing = self.standing_with(*curricula)
        test = parse_filter(words, self.settings.filters, standing.today)
        ids = list(curricula) or [goal.id for goal in standing.goals]
        refs = dict.fromkeys(ref for id_ in ids for ref in standing.library.outlines[id_].order)
        return standing, [ref for ref in refs if test.matches(ref, standing)]

    def outlooks(self, *curricula: str) -> tuple[Standing, Outlooks]:
        """The forecasts of the goals, with more curricula linked in. Raises NotFound."""
        standing = self.standing_with(*curricula)
        return standing, Outlooks(standing)

    def readiness(self, curriculum: str) -> Readiness:
        """What an exam would bring. Raises NotFound, and UsageError for what is no certification."""
        standing = self.standing_with(curriculum)
        rule = standing.library.outlines[curriculum].curriculum.certification
        if rule is None:
            raise UsageError(f"{curriculum} is no certification.", "roadtrack curriculum list --kind certification")
        domains = exam_domains(standing.library, standing.states, curriculum, standing.today)
        return exam_readiness(domains, standing.records, curriculum, rule)

    def mock_tasks(self, curriculum: str, section: str) -> float:
        """Tasks that a section of an exam has by its weight, at least one. Raises as `readiness`."""
        weight = next((m.weight for m in self.readiness(curriculum).marks if m.id == section), 0.0)
        rule = self.curriculum(curriculum).certification
        return max(1.0, round(weight * tasks_of(rule)))

    def calibration(self) -> Calibration:
        """How the forecasts that were kept held against what came."""
        return calibrate(self.standing())

    def path_to(self, ref: str) -> tuple[str, ...]:
        """The cheapest way to a blocked step: first a ready one, last the step itself."""
        standing = self.standing_for(ref)
        return cheapest_path(ref, standing.steps, standing.default_hours)

    def history(
        self,
        ref: str | None = None,
        *,
        kinds: Sequence[str] = (),
        since: dt.date | None = None,
        limit: int | None = None,
    ) -> list[Entry]:
        """The journal, newest first."""
        if self.store is None:
            return []
        return self.store.history(ref, kinds=kinds, since=since.isoformat() if since else None, limit=limit)

    def report(
        self,
        kind: "ReportKind",
        *,
        period: str | None = None,
        include: "frozenset[Include] | None" = None,
        goals: Sequence[str] = (),
        about: str | None = None,
    ) -> "Report":
        """A report on progress, to be rendered in any format.

        period: as `reports.content.period` reads it, the present one when None. include: None is what the
        settings say. goals: only these. about: the goal or role of a report on one. Raises UsageError for a
        wrong period or nothing named, NotFound for a goal or curriculum that is none.
        """
        from roadtrack.reports import content

        entries = self.store.told() if self.store is not None else []
        start, end = content.period(kind, self.today, period, first=content.first_day(entries))
        role = (about,) if kind is content.ReportKind.ROLE and about is not None else ()
        return content.build(
            kind,
            self.standing_with(*role),
            entries,
            start=start,
            end=end,
            include=frozenset(map(content.Include, self.settings.report.include)) if include is None else include,
            goals=goals,
            active_minutes=self.settings.streak.minutes,
            made=self.now().utc,
            about=about,
        )

    def save_file(self, path: Path, data: bytes, *, overwrite: bool = False) -> None:
        """Write a file for the learner, whole or not at all; never over the journal itself.

        Raises UsageError for the journal, NotSaved as `files.write_whole`.
        """
        from roadtrack.files import write_whole

        if _is_same(path, self.journal_path):
            raise UsageError("that is the journal itself.", "Name another file.")
        write_whole(path, data, overwrite=overwrite)

    # -- marking -------------------------------------------------------------------------------------------

    def done(self, refs: Sequence[str], extras: Extras = NO_EXTRAS, grade: str | None = None) -> Outcome:
        """Tick steps off. A step that is done already stays as it is, what comes with it is still kept.

        grade: how sure the learner is of it, hard, good or easy.
        """
        return self._mark(refs, Done(grade), Status.DONE, extras)

    def start(self, refs: Sequence[str], extras: Extras = NO_EXTRAS) -> Outcome:
        """Begin work on steps."""
        return self._mark(refs, Started(), Status.DOING, extras)

    def skip(self, refs: Sequence[str], reason: str, extras: Extras = NO_EXTRAS) -> Outcome:
        """Leave steps out, with a reason. Raises UsageError without one."""
        return self._mark(refs, Skipped(_bounded(reason, "reason")), Status.SKIPPED, extras)

    def reopen(self, refs: Sequence[str], extras: Extras = NO_EXTRAS) -> Outcome:
        """Put steps back to todo."""
        return self._mark(refs, Reopened(), Status.TODO, extras)

    def _mark(self, refs: Sequence[str], deed: Deed, status: Status, extras: Extras) -> Outcome:
        self._check_day(extras.day)
        changed: list[str] = []
        unchanged: list[str] = []
        deeds: list[tuple[str | None, Deed]] = []
        for ref in dict.fromkeys(refs):
            mine: list[tuple[str | None, Deed]] = [] if self._status(ref) is status else [(ref, deed)]
            mine += extras.deeds(ref)
            (changed if mine else unchanged).append(ref)
            deeds += mine
        return self._append(deeds, changed, unchanged, extras)

    def _status(self, ref: str) -> Status:
        """A step's status now, also while writes are deferred and the standing is behind."""
        standing = self._known()
        if self.deferred and self.store is not None:
            names = (ref, *(former for former, present in standing.library.aliases.items() if present == ref))
            stored = [state for name in names if (state := self.store.state(name)) is not None]
            return max(stored, key=lambda state: state.touched or "").status if stored else Status.TODO
        state = standing.states.get(ref) or (self._look.snapshot.steps.get(ref) if self._look else None)
        return state.status if state else Status.TODO

    def log(self, ref: str, minutes: int, *, at: dt.time | None = None, extras: Extras = NO_EXTRAS) -> Outcome:
        """Record time spent on a step. at: when it began. Raises UsageError for a span that cannot be."""
        self._check_day(extras.day)
        logged = Logged(minutes, f"{at:%H:%M}" if at else None)
        if at is not None:
            self._check_span(at, minutes, extras.day or self.today)
        return self._append([(ref, logged), *extras.deeds(ref)], [ref], [], extras)

    def _check_span(self, at: dt.time, minutes: int, day: dt.date) -> None:
        """Refuse what is not over yet and what was spent on something else already."""
        begin = _since_day_start(at, self.settings.day_start_minutes)
        now = _since_day_start(_wall_time(self.now()), self.settings.day_start_minutes)
        if day == self.today and begin + minutes > now:
            raise UsageError(f"{at:%H:%M} and {minutes} minutes end in the future.")
        for entry in self.history(kinds=(Logged.kind,), since=day):
            deed = entry.event.deed
            if entry.undone or entry.event.day != day.isoformat() or not isinstance(deed, Logged) or not deed.at:
                continue
            other = _since_day_start(dt.time.fromisoformat(deed.at), self.settings.day_start_minutes)
            if begin < other + deed.minutes and other < begin + minutes:
                raise UsageError(
                    f"{at:%H:%M} for {minutes} minutes overlaps {deed.minutes} minutes on {entry.event.ref}"
                    f" from {deed.at}.",
                    "Leave out --at, or take the other back: roadtrack history --kind time",
                )

    def timer(self) -> Timer | None:
        """The running timer."""
        return timer.running(self.journal_path.parent)

    def start_timer(self, ref: str) -> Timer:
        """Start the timer for a step. Raises UsageError when one runs."""
        self.make_store()
        return timer.start(self.journal_path.parent, ref, self.now().utc)

    def stop_timer(self, minutes: int) -> Outcome:
        """Stop the timer and log the minutes. Raises UsageError when none runs."""
        running = self.timer()
        if running is None:
            raise UsageError("no timer runs.", "roadtrack log REF --start")
        outcome = self.log(running.ref, minutes)
        timer.clear(self.journal_path.parent)
        return outcome

    def drop_timer(self) -> None:
        """Stop the timer without logging."""
        timer.clear(self.journal_path.parent)

    def review(self, ref: str, grade: str, minutes: int | None = None, extras: Extras = NO_EXTRAS) -> Outcome:
        """Record that a finished step was recalled from memory. grade: one of `GRADES`.

        Raises UsageError when the step is not done.
        """
        self._check_day(extras.day)
        if self._status(ref) is not Status.DONE:
            raise UsageError(f"{ref} is not done: what was not learnt cannot be recalled.", f"roadtrack done {ref}")
        return self._append([(ref, Reviewed(grade, minutes)), *extras.deeds(ref)], [ref], [], extras)

    def mock(self, curriculum: str, sections: Mapping[str, Sequence[float]], day: dt.date | None = None) -> Outcome:
        """Record a mock exam. sections: id of a section at the top → (percent, tasks). Raises UsageError, NotFound."""
        self._check_day(day)
        known = [section.id for section in self.curriculum(curriculum).sections]
        for name, (percent, tasks) in sections.items():
            if name not in known:
                raise NotFound(f"{curriculum} has no section {name}.", f"Sections: {', '.join(known)}", tuple(known))
            if not (0 <= percent <= 100 and 0 < tasks <= LARGEST_MOCK):
                raise UsageError(f"{name}={percent:g}/{tasks:g}: percent are 0 to 100, tasks 1 to {LARGEST_MOCK}.")
        if not sections:
            raise UsageError("a mock exam needs the result of at least one section.")
        return self._append([(curriculum, Mocked(dict(sections)))], [curriculum], [], Extras(day=day))

    def snooze(self, refs: Sequence[str], until: dt.date | None) -> Outcome:
        """Leave steps out of the suggestions until a day, or no longer. Raises UsageError for a day gone by."""
        if until is not None and until <= self.today:
            raise UsageError(f"{until} is not ahead; a snooze ends on a later day.")
        wanted = until.isoformat() if until else None
        standing = self.standing_with(*dict.fromkeys(ref.partition("/")[0] for ref in refs))
        changed = [ref for ref in dict.fromkeys(refs) if standing.state(ref).snoozed != wanted]
        unchanged = [ref for ref in dict.fromkeys(refs) if ref not in changed]
        return self._append([(ref, Snoozed(wanted)) for ref in changed], changed, unchanged, NO_EXTRAS)

    def note(self, ref: str | None, text: str, day: dt.date | None = None) -> Outcome:
        """Write a note on a step, or on the day. Raises UsageError when it is empty."""
        self._check_day(day)
        noted = Noted(_bounded(text, "note"))
        return self._append([(ref, noted)], [ref] if ref else [], [], Extras(day=day))

    def attach(self, ref: str, evidence: Attached, extras: Extras = NO_EXTRAS) -> Outcome:
        """Add evidence to a step."""
        self._check_day(extras.day)
        with_evidence = Extras(extras.note, extras.minutes, (*extras.evidence, evidence), extras.day)
        return self._append(with_evidence.deeds(ref), [ref], [], with_evidence)

    def _check_day(self, day: dt.date | None) -> None:
        if day is not None and day > self.today:
            raise UsageError(f"{day} is in the future; a mark counts for today or a day before.")

    # -- days and certificates -----------------------------------------------------------------------------

    def pause(self, since: dt.date, until: dt.date | None) -> Outcome:
        """A holiday, neutral for streak and pace. Raises UsageError when it ends before it begins."""
        if until is not None and until < since:
            raise UsageError(f"the pause would end on {until}, before it begins.")
        return self._append(
            [(None, Paused(since.isoformat(), until.isoformat() if until else None))], [], [], NO_EXTRAS
        )

    def resume(self) -> Outcome:
        """End the pause that today is in; nothing to do without one."""
        if self._known().pause is None:
            return Outcome()
        return self._append([(None, Resumed(self.today.isoformat()))], [], [], NO_EXTRAS)

    def certify(self, curriculum: str, earned: dt.date, expires: dt.date | None = None) -> Outcome:
        """Record a certificate. Raises NotFound, and UsageError for what is no certification or a wrong day."""
        self._check_day(earned)
        if self.curriculum(curriculum).certification is None:
            raise UsageError(f"{curriculum} is no certification.", "roadtrack curriculum list --kind certification")
        if expires is not None and expires <= earned:
            raise UsageError(f"the certificate would expire on {expires}, before it was earned.")
        deed = Certified(earned.isoformat(), expires.isoformat() if expires else None)
        return self._append([(curriculum, deed)], [curriculum], [], NO_EXTRAS)

    # -- goals ---------------------------------------------------------------------------------------------

    def enroll(self, ids: Sequence[str], by: dt.date | None = None, importance: int | None = None) -> Outcome:
        """Make curricula goals, of importance 2 unless told. An enrolled one keeps what is not asked for."""
        goals = self.snapshot().goals
        iso = by.isoformat() if by else None
        deeds: list[tuple[str | None, Deed]] = []
        for id_ in dict.fromkeys(ids):
            self.curriculum(id_)
            present = goals.get(id_, GoalState())
            wanted = GoalChanged(importance or present.importance, iso or present.by)
            if not present.enrolled:
                deeds.append((id_, Enrolled(importance or 2, iso)))
            elif (present.importance, present.by) != (wanted.importance, wanted.by):
                deeds.append((id_, wanted))
        return self._append_goals(deeds, ids)

    def unenroll(self, ids: Sequence[str]) -> Outcome:
        """Make curricula no longer goals; progress stays. Raises NotFound for one that is none."""
        deeds: list[tuple[str | None, Deed]] = [(self.goal_id(id_), Unenrolled()) for id_ in dict.fromkeys(ids)]
        return self._append_goals(deeds, ids)

    def set_goal(self, id_: str, *, by: dt.date | None, importance: int) -> Outcome:
        """Give a goal a date (or none) and an importance of 1 to 3. Raises NotFound for one that is none."""
        present = self.snapshot().goals[self.goal_id(id_)]
        wanted = GoalChanged(importance, by.isoformat() if by else None)
        deeds: list[tuple[str | None, Deed]] = [(id_, wanted)]
        if (present.importance, present.by) == (wanted.importance, wanted.by):
            deeds = []
        return self._append_goals(deeds, [id_])

    def plan_hours(self, hours: float) -> None:
        """Set the hours a week that the learner means to study, in the settings file."""
        self.set_setting("plan.hours_per_week", str(hours))

    def set_setting(self, name: str, text: str) -> None:
        """Set one value in the settings file and go by it. Raises NotFound, UsageError, FaultyFile or NotSaved."""
        from roadtrack.settings_file import set_value

        set_value(self.paths.config, name, text)
        self.read_settings()

    def read_settings(self) -> Settings:
        """Read the settings file again and go by it; clock and journal stay. Raises FaultyFile."""
        self.settings = load(self.paths.config).settings
        self._settings_stamp = file_stamp(str(self.paths.config))
        self.__dict__.pop("habits", None)
        self._look = None
        return self.settings

    def goal_id(self, id_: str) -> str:
        """The id, if it is an enrolled goal. Raises NotFound with what there is."""
        enrolled = _enrolled(self.snapshot().goals)
        if id_ in enrolled:
            return id_
        hint = f"Goals: {', '.join(enrolled)}" if enrolled else f"Make it one: roadtrack enroll {id_}"
        raise NotFound(f"{id_} is no goal of yours.", hint, tuple(enrolled))

    def _append_goals(
        self, deeds: list[tuple[str | None, Deed]], ids: Sequence[str], editions: Sequence[Curriculum] = ()
    ) -> Outcome:
        changed = [ref for ref, _ in deeds if ref]
        unchanged = [id_ for id_ in ids if id_ not in changed]
        return self._append(deeds, changed, unchanged, NO_EXTRAS, editions)

    # -- roles ---------------------------------------------------------------------------------------------

    def roles(self) -> tuple[str, ...]:
        """Ids of the roles there are, by title."""
        role = CurriculumKind.ROLE.value
        found = [file.heading for file in self.catalog.in_use.values() if file.heading and file.heading.kind == role]
        return tuple(heading.id for heading in sorted(found, key=lambda heading: heading.title))

    def compare(self, ids: Sequence[str]) -> tuple[Standing, Comparison]:
        """Curricula side by side, enrolled or not. Raises NotFound."""
        standing = self.standing_with(*ids)
        return standing, compare(standing, ids)

    def gap(self, id_: str) -> tuple[Standing, Gap]:
        """What is missing of a curriculum, enrolled or not. Raises NotFound."""
        standing = self.standing_with(id_)
        return standing, gap(standing, id_)

    # -- editions ------------------------------------------------------------------------------------------

    def revised(self) -> tuple[Changes, ...]:
        """Curricula that changed under the learner's progress and were not gone on to yet, by id."""
        return self._revised(self.snapshot())

    def _revised(self, snapshot: Snapshot) -> tuple[Changes, ...]:
        ids = [id_ for id_ in sorted(snapshot.editions) if id_ in self.catalog.in_use]
        return tuple(change for id_ in ids if (change := self._revision(id_, snapshot)) is not None)

    def revision(self, id_: str) -> Changes:
        """From the edition the learner is on to the one in use; the same one twice where none is kept.

        Raises NotFound.
        """
        present = self.curriculum(id_)
        return self._revision(id_, self.snapshot()) or changes(present, present)

    def _revision(self, id_: str, snapshot: Snapshot) -> Changes | None:
        digest = snapshot.editions.get(id_)
        if digest is None or self.store is None or digest == self.catalog.edition(id_):
            return None
        kept = self.store.edition(id_, digest)
        return changes(loads(kept), self.curriculum(id_)) if kept else None

    def adopt(self, ids: Sequence[str]) -> Outcome:
        """Go on to the editions in use. Progress needs no moving: it is found by id and alias. Undoable."""
        snapshot = self.snapshot()
        going = [c.new for id_ in dict.fromkeys(ids) if (c := self._revision(id_, snapshot)) is not None]
        deeds: list[tuple[str | None, Deed]] = [(c.id, Adopted(c.revision, self.catalog.edition(c.id))) for c in going]
        return self._append_goals(deeds, ids, going)

    # -- portability ---------------------------------------------------------------------------------------

    def export_journal(self) -> "Export":
        """The whole journal as JSON Lines. Raises StoreError."""
        from roadtrack.journal.exchange import export

        return export(self.store, self.now())

    def import_journal(self, source: BinaryIO, *, dry_run: bool = False) -> "Merge":
        """Take an exported journal into this one, or only tell what it would bring. Not undone by `undo`.

        Raises FaultyFile for a file that is not whole, StoreError for one that is newer or contradicts the
        journal, NotSaved. Nothing changed then.
        """
        from roadtrack.journal.exchange import merge, preview
        from roadtrack.journal.exportfile import read_export

        file = read_export(source, self.now())
        told = preview(self.store, file)
        if dry_run or not (told.new or told.editions):
            return told
        fresh = self.store is None
        told = merge(self.make_store(), file, self.now(), copy=not fresh)
        self.reload()
        self.brief()
        return told

    # -- writing -------------------------------------------------------------------------------------------

    def _append(
        self,
        deeds: Sequence[tuple[str | None, Deed]],
        changed: Sequence[str],
        unchanged: Sequence[str],
        extras: Extras,
        editions: Sequence[Curriculum] = (),
    ) -> Outcome:
        """One action for these deeds, with the new brief and these editions in the same transaction."""
        if not deeds:
            return Outcome(unchanged=tuple(unchanged))
        before = self._known()
        store = self.make_store()
        day = extras.day.isoformat() if extras.day else None
        with store.writing(self.now()) as writer:
            self._foretell(writer, before)
            action = writer.append(deeds, day=day)
            self._keep_editions(writer, deeds, editions)
            after = before if self.deferred else self._settle(writer)
        if after is not before:
            keep_segments(self.paths, after)
        return Outcome(
            action,
            tuple(changed),
            tuple(unchanged),
            goals=_moves(before, after),
            now_ready=_now_ready(before, after),
            evidence=extras.evidence,
        )

    def _foretell(self, writer: "Writer", standing: Standing) -> None:
        """Keep what is forecast for each dated goal, once a week, so that it can be held against what came."""
        monday = standing.today - dt.timedelta(days=standing.today.weekday())
        told = {goal for day, goal, _ in forecasts(standing.records) if day >= monday}
        outlooks = Outlooks(standing)
        found = [outlooks.outlook(g) for g in standing.goals if g.pressure.state == "dated" and g.id not in told]
        if found:
            writer.record([(outlook.goal, foretold(outlook)) for outlook in found if outlook.known])

    def _keep_editions(
        self, writer: "Writer", deeds: Sequence[tuple[str | None, Deed]], editions: Sequence[Curriculum]
    ) -> None:
        """Remember these curricula as they are, and each that gets its first event."""
        ids = {ref.partition("/")[0] for ref, _ in deeds if ref} & self.catalog.in_use.keys()
        first = [self.catalog.curriculum(id_) for id_ in sorted(writer.without_edition(ids))]
        for curriculum in (*first, *editions):
            writer.keep_edition(curriculum.id, self.catalog.edition(curriculum.id), dumps(curriculum))

    def undo(self, count: int = 1) -> Outcome:
        """Take back the last actions. `words` tells each; nothing to undo changes nothing."""
        return self._turn(lambda writer: writer.undo(count))

    def undo_action(self, name: str) -> Outcome:
        """Take back one action, whatever came after it. name: its id, or how that begins or ends.

        Raises NotFound for an unknown or ambiguous one, UsageError as `Writer.undo_action`.
        """
        action = self._action_id(name)
        taken = self.make_store().action(action)
        stays = stays_words(taken, self._after(taken))
        return replace(self._turn(lambda writer: writer.undo_action(action)), stays=tuple(stays))

    def _action_id(self, name: str) -> str:
        """The one action of that name. Raises NotFound."""
        part = name.strip().lower()
        is_id = len(part) >= LEAST_OF_ID and set(part) <= set("0123456789abcdef-")
        found = self.store.actions_named(part) if self.store is not None and is_id else []
        if len(found) != 1:
            wrong = f"several actions fit {name}." if found else f"no action {name} in this journal."
            raise NotFound(wrong, "Ids: roadtrack history -o wide", tuple(found))
        return found[0]

    def _after(self, events: Sequence[Event]) -> list[Event]:
        """What is in force on the same refs and came later."""
        last = max(event.order for event in events)
        refs = dict.fromkeys(event.ref for event in events)
        entries = [entry for ref in refs for entry in self.history(ref, kinds=OVERLAYING) if not entry.undone]
        return [entry.event for entry in entries if entry.event.order > last]

    def redo(self, count: int = 1) -> Outcome:
        """Bring back what was undone last."""
        return self._turn(lambda writer: writer.redo(count))

    def _turn(self, turn: "Callable[[Writer], list[str]]") -> Outcome:
        store = self.store
        if store is None:
            return Outcome()
        before = self._known()
        with store.writing(self.now()) as writer:
            actions = turn(writer)
            after = before if self.deferred else self._settle(writer)
        if after is not before:
            keep_segments(self.paths, after)
        events = [store.action(action) for action in actions]
        refs = dict.fromkeys(event.ref for one in events for event in one if event.ref)
        return Outcome(
            actions[0] if actions else "",
            tuple(refs),
            words=tuple(_told(one) for one in events),
            goals=_moves(before, after),
            now_ready=_now_ready(before, after),
        )

    def _settle(self, writer: "Writer") -> Standing:
        """The standing after a write, its brief saved in the same transaction."""
        snapshot = writer.snapshot()
        standing = self._stand(snapshot)
        self._look = Look(snapshot, standing)
        writer.save_brief(self._brief_key(snapshot.head, standing.today), json.dumps(self._brief(standing, snapshot)))
        return standing

    def catch_up(self) -> tuple[Standing, Brief]:
        """The standing and brief after deferred writes, or after another program wrote."""
        brief = self.brief()
        return self.standing(), brief


def open_tracker(
    environ: Mapping[str, str],
    *,
    config: str | None = None,
    data_dir: str | None = None,
    clock: Clock | None = None,
    builtin: Path | None = None,
) -> Tracker:
    """Wire paths, settings, clock, catalog and store together. Nothing is created.

    environ: the environment; only this function and the entry point read it. Raises FaultyFile for a bad
    settings file.
    """
    paths = find_paths(environ, config, data_dir)
    loaded = load(paths.config)
    start = loaded.settings.day_start_minutes
    own_clock = SystemClock(
        loaded.settings.days.zone, dt.time(start // 60, start % 60), environ.get("ROADTRACK_TODAY", "")
    )
    return Tracker(paths, loaded.settings, clock or own_clock, builtin=builtin, warnings=loaded.warnings)


def _is_same(path: Path, other: Path) -> bool:
    try:
        return path.samefile(other)
    except (OSError, ValueError):  # one of them is not there; the latter: a NUL in the name
        return False


def _wall_time(moment: Moment) -> dt.time:
    """The clock on the learner's wall."""
    from zoneinfo import ZoneInfo

    try:
        return moment.utc.astimezone(ZoneInfo(moment.zone)).time()
    except (KeyError, ValueError, OSError):  # a zone that this machine has no rules for
        return moment.utc.astimezone().time()


def _since_day_start(at: dt.time, start: int) -> int:
    """Minutes from the start of the learner's day to a time of it."""
    return (at.hour * 60 + at.minute - start) % (24 * 60)


def _enrolled(goals: Mapping[str, GoalState]) -> tuple[str, ...]:
    return tuple(sorted(id_ for id_, goal in goals.items() if goal.enrolled))


def _bounded(text: str, what: str) -> str:
    """Text as it is kept. Raises UsageError when it is empty or too long."""
    kept = text.strip()
    if not kept:
        raise UsageError(f"the {what} is empty.")
    if len(kept) > LONGEST_TEXT:
        raise UsageError(f"the {what} has {len(kept):,} characters; {LONGEST_TEXT:,} are kept.")
    return kept


def _moves(before: Standing, after: Standing) -> tuple[GoalMove, ...]:
    """The goals whose percentages or counts changed."""
    if before is after:
        return ()
    moves = []
    for goal in after.goals:
        new = goal.whole
        old_goal = before.goal(goal.id)
        old = old_goal.whole if old_goal else None
        was = (old.done, old.covered, old.verified) if old else (0.0, 0.0, 0.0)
        now = (new.done, new.covered, new.verified)
        if old is None or was != now or old.steps_done != new.steps_done:
            moves.append(GoalMove(goal.id, was, now, new.steps_done, new.steps))
    return tuple(moves)


def _now_ready(before: Standing, after: Standing) -> tuple[str, ...]:
    """Steps that were blocked before and can be taken now."""
    if before is after:
        return ()
    known = {step.ref for step in before.steps}
    return tuple(s.ref for s in after.plan.suggestions if s.ref in known and before.is_blocked(s.ref))


def _told(events: Sequence[Event]) -> str:
    return action_words(events) if events else "an empty action"
