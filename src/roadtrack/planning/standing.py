"""Where the learner stands, all in one value: what both faces and every report read.

`stand` puts linked curricula, the journal's state, the learner's habits and a day together. Pure: the same
inputs give the same standing, to the byte.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from roadtrack.curriculum.model import Certification, StepKind
from roadtrack.curriculum.outline import Library
from roadtrack.journal.events import UNTOUCHED, DayState, Event, GoalState, Status, StepState, merged
from roadtrack.planning.certificates import Credential, Pass, credentials, passes
from roadtrack.planning.freshness import exam_domains
from roadtrack.planning.pace import Bias, effort_bias, median, pace, weekly_pool
from roadtrack.planning.readiness import exam_readiness, gap_factors
from roadtrack.planning.records import Pause, mocks, paused_days, pauses
from roadtrack.planning.suggest import Plan, PlanGoal, PlanStep, Pressure, Suggestion, plan
from roadtrack.progress.days import Streak, is_active, streak
from roadtrack.progress.rollup import DEFAULT_HOURS, Progress, roll_up

LEAST_WEEKS = 0.5 / 7
"""An exam today is not overdue yet."""


@dataclass(frozen=True, slots=True)
class Habits:
    """How the learner studies. rest: weekdays, Monday = 0."""

    hours_per_week: float = 5.0
    rest: frozenset[int] = frozenset()
    active_minutes: int = 10


@dataclass(frozen=True, slots=True)
class Goal:
    """An enrolled curriculum and how far it is. `progress` is by section path; "" is the whole."""

    id: str
    title: str
    name: str
    """Short name for a reason line: the exam's code, or the id."""
    importance: int
    by: dt.date | None
    since: str | None
    progress: Mapping[str, Progress]
    pressure: Pressure
    mocks: int = 0
    """Mock exams that weigh its domains."""

    @property
    def whole(self) -> Progress:
        """Progress of the whole curriculum."""
        return self.progress[""]


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything there is to know on one day. Goals: nearest date first, undated last."""

    today: dt.date
    library: Library
    states: Mapping[str, StepState]
    """By present ref; former names are merged in."""
    parked: Mapping[str, StepState]
    """Progress in steps that no enrolled curriculum has any more."""
    goals: tuple[Goal, ...]
    steps: tuple[PlanStep, ...]
    """The steps of the goals and all they need, as the planner saw them."""
    plan: Plan
    suggestions: Mapping[str, Suggestion]
    """The plan's suggestions by ref: exactly the ready steps."""
    bias: Bias
    pace: float
    """Estimated hours a week."""
    pool: tuple[float, ...]
    """Hours of each complete week since the first logged one, oldest first."""
    planned_hours: float
    """Hours a week that the learner means to study."""
    default_hours: Mapping[str, float]
    days: Mapping[dt.date, DayState]
    streak: Streak
    records: tuple[Event, ...] = ()
    """The events in force of the kinds in `events.RECORDS`, in journal order."""
    paused: frozenset[dt.date] = frozenset()
    """Paused days up to today."""
    pause: Pause | None = None
    """The pause that today is in."""
    held: Mapping[str, Credential] = field(default_factory=dict)
    """The learner's certificates, by certification."""

    @property
    def weeks_of_journal(self) -> int:
        """Complete weeks that the pace was measured on."""
        return len(self.pool)

    @property
    def review_share(self) -> float:
        """Part of the last eight weeks' time that went to reviews, at most a quarter."""
        since = self.today - dt.timedelta(weeks=8)
        recent = [state for day, state in self.days.items() if since <= day <= self.today]
        minutes = sum(state.minutes for state in recent)
        return min(0.25, sum(state.review_minutes for state in recent) / minutes) if minutes else 0.0

    def state(self, ref: str) -> StepState:
        """What the journal knows of a step."""
        return self.states.get(ref, UNTOUCHED)

    def open_needs(self, ref: str) -> tuple[str, ...]:
        """The needs of a step that are neither done nor skipped."""
        return tuple(n for n in self.library.steps[ref].needs if not self.state(n).status.finished)

    def is_blocked(self, ref: str) -> bool:
        """Unfinished, and something it needs is unfinished too."""
        return not self.state(ref).status.finished and bool(self.open_needs(ref))

    def hours(self, ref: str) -> float:
        """The whole estimate of a step, from its author or from this learner's other steps of the kind."""
        step = self.library.steps[ref].step
        return step.hours if step.hours is not None else self.default_hours.get(step.kind, DEFAULT_HOURS)

    def minutes_left(self, ref: str) -> int:
        """Work left in a step, in whole minutes; 0 when it is finished."""
        state = self.state(ref)
        if state.status.finished:
            return 0
        return round(max(0.25, self.hours(ref) - state.minutes / 60) * 60)

    def goal(self, curriculum: str) -> Goal | None:
        """The goal of an enrolled curriculum."""
        return next((goal for goal in self.goals if goal.id == curriculum), None)

    def progress(self, curriculum: str) -> Mapping[str, Progress]:
        """Progress of any linked curriculum, enrolled or not, by section path."""
        if (goal := self.goal(curriculum)) is not None:
            return goal.progress
        return roll_up(self.library.outlines[curriculum], self.library, self.states, self.default_hours)


def stand(
    library: Library,
    steps: Mapping[str, StepState],
    goals: Mapping[str, GoalState],
    days: Mapping[str, DayState],
    habits: Habits,
    today: dt.date,
    records: tuple[Event, ...] = (),
) -> Standing:
    """Where the learner stands on a day.

    steps, goals, days: the journal's state, by ref as written, by curriculum, by ISO day. Goals whose
    curriculum is not in the library are left out here; the tracker tells about them. records: the events of
    the kinds in `events.RECORDS`, in force and in journal order.
    """
    free = pauses(records)
    paused = paused_days(free, today)
    states, parked = _present(library, steps)
    by_day = {dt.date.fromisoformat(day): state for day, state in days.items()}
    defaults = _default_hours(library, states)
    bias = effort_bias(_finished_work(library, states))
    pool = weekly_pool({day: state.minutes for day, state in by_day.items()}, today, paused)
    speed = pace(pool, habits.hours_per_week, bias)
    enrolled = {id_: g for id_, g in goals.items() if g.enrolled and id_ in library.outlines}
    plan_steps = _plan_steps(library, states, enrolled, today)
    plan_goals = [
        PlanGoal(id_, g.importance, _weeks_left(g, today), _values(library, states, id_, records, today))
        for id_, g in sorted(enrolled.items())
    ]
    planned = plan(plan_steps, plan_goals, speed, defaults)
    pressures = {p.goal: p for p in planned.pressures}
    active = [day for day, state in by_day.items() if is_active(state, habits.active_minutes)]
    return Standing(
        today=today,
        library=library,
        states=states,
        parked=parked,
        goals=_goals(library, states, enrolled, pressures, defaults, records),
        steps=plan_steps,
        plan=planned,
        suggestions={s.ref: s for s in planned.suggestions},
        bias=bias,
        pace=speed,
        pool=pool,
        planned_hours=habits.hours_per_week,
        default_hours=defaults,
        days=by_day,
        streak=streak(active, today, habits.rest, paused),
        records=records,
        paused=paused,
        pause=next((pause for pause in free if pause.is_on(today)), None),
        held=credentials(_passes(library, states, records), rules_of(library)),
    )


def rules_of(library: Library) -> dict[str, Certification]:
    """The certifications that are linked, by curriculum."""
    linked = ((id_, outline.curriculum.certification) for id_, outline in library.outlines.items())
    return {id_: rule for id_, rule in linked if rule is not None}


def _passes(library: Library, states: Mapping[str, StepState], records: tuple[Event, ...]) -> list[Pass]:
    """The certificates that were told, and for the rest the exam steps that are done."""
    told = passes(records)
    known = {one.curriculum for one in told}
    sat = [
        Pass(linked.curriculum, dt.date.fromisoformat(state.done_day))
        for ref, state in states.items()
        if state.status is Status.DONE
        and state.done_day
        and (linked := library.steps[ref]).step.kind is StepKind.EXAM
        and linked.curriculum not in known
    ]
    return [*told, *sat]


def _present(library: Library, steps: Mapping[str, StepState]) -> tuple[dict[str, StepState], dict[str, StepState]]:
    """(states by present ref, states of steps that are gone)."""
    states: dict[str, StepState] = {}
    parked: dict[str, StepState] = {}
    for ref, state in sorted(steps.items()):
        present = library.present(ref)
        if present not in library.steps:
            if ref.partition("/")[0] in library.outlines:
                parked[ref] = state
        elif present in states:
            states[present] = merged(state, states[present])
        else:
            states[present] = state
    return states, parked


def _default_hours(library: Library, states: Mapping[str, StepState]) -> dict[str, float]:
    """Median hours by step kind: of the learner's finished and logged steps, where there are three or more."""
    spent: dict[str, list[float]] = {kind.value: [] for kind in StepKind}
    for ref, state in states.items():
        if state.status is Status.DONE and state.minutes > 0:
            spent[library.steps[ref].step.kind].append(state.minutes / 60)
    return {kind: median(hours) for kind, hours in spent.items() if len(hours) >= 3}


def _finished_work(library: Library, states: Mapping[str, StepState]) -> list[tuple[float, float]]:
    """(estimate, logged) hours of the done steps that have both."""
    pairs = []
    for ref, state in states.items():
        estimate = library.steps[ref].step.hours
        if state.status is Status.DONE and state.minutes > 0 and estimate:
            pairs.append((estimate, state.minutes / 60))
    return pairs


def _values(
    library: Library, states: Mapping[str, StepState], goal: str, records: tuple[Event, ...], today: dt.date
) -> Mapping[str, float]:
    """What each step is worth to a goal: its share, and after a mock exam more where the mock showed a gap."""
    outline = library.outlines[goal]
    rule = outline.curriculum.certification
    if rule is None or not mocks(records, goal):
        return outline.shares
    domains = exam_domains(library, states, goal, today)
    factors = gap_factors(exam_readiness(domains, records, goal, rule))
    worth = dict.fromkeys(outline.shares, 0.0)
    for domain in domains:
        for ref in domain.refs:
            worth[ref] = max(worth[ref], outline.shares[ref] * factors[domain.id])
    total = sum(worth.values())
    return {ref: value / total for ref, value in worth.items()} if total > 0 else outline.shares


def _weeks_left(goal: GoalState, today: dt.date) -> float | None:
    if goal.by is None:
        return None
    weeks = (dt.date.fromisoformat(goal.by) - today).days / 7
    return max(weeks, LEAST_WEEKS) if weeks >= 0 else weeks


def _plan_steps(
    library: Library, states: Mapping[str, StepState], enrolled: Mapping[str, GoalState], today: dt.date
) -> tuple[PlanStep, ...]:
    """The goals' steps and all they need, in position order."""
    pending = [ref for id_ in enrolled for ref in library.outlines[id_].order]
    found = set(pending)
    while pending:
        for need in library.steps[pending.pop()].needs:
            if need not in found:
                found.add(need)
                pending.append(need)
    return tuple(
        _plan_step(library, ref, states.get(ref, UNTOUCHED), today)
        for ref in sorted(found, key=lambda r: library.steps[r].position)
    )


def _plan_step(library: Library, ref: str, state: StepState, today: dt.date) -> PlanStep:
    linked = library.steps[ref]
    return PlanStep(
        ref=ref,
        position=linked.position,
        needs=linked.needs,
        hours=linked.step.hours,
        kind=linked.step.kind.value,
        logged_hours=state.minutes / 60,
        finished=state.status.finished,
        started=state.status is Status.DOING,
        snoozed=state.snoozed is not None and today.isoformat() < state.snoozed,
    )


def _goals(
    library: Library,
    states: Mapping[str, StepState],
    enrolled: Mapping[str, GoalState],
    pressures: Mapping[str, Pressure],
    defaults: Mapping[str, float],
    records: tuple[Event, ...],
) -> tuple[Goal, ...]:
    goals = []
    for id_, state in enrolled.items():
        outline = library.outlines[id_]
        code = outline.curriculum.certification.code if outline.curriculum.certification else ""
        goals.append(
            Goal(
                id=id_,
                title=outline.curriculum.title,
                name=code if 0 < len(code) <= 6 else id_,
                importance=state.importance,
                by=dt.date.fromisoformat(state.by) if state.by else None,
                since=state.since,
                progress=roll_up(outline, library, states, defaults),
                pressure=pressures[id_],
                mocks=len(mocks(records, id_)),
            )
        )
    far = dt.date.max
    return tuple(sorted(goals, key=lambda g: (g.by or far, -g.importance, g.id)))
