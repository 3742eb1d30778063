"""A believable half-year of study, made up: for newcomers who look around, and for the pictures.

The learner is simulated in memory with the real score, then everything is written in one transaction. The
same day and seed give the same journal, but for the ids.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random

from roadtrack.clock import Clock
from roadtrack.curriculum.outline import Library
from roadtrack.journal.events import (
    Attached,
    Certified,
    DayState,
    Deed,
    Done,
    Enrolled,
    GoalState,
    Logged,
    Mocked,
    Noted,
    Paused,
    Reviewed,
    Skipped,
    Started,
    Status,
    StepState,
)
from roadtrack.journal.identity import Moment
from roadtrack.planning.standing import Habits, Standing, stand
from roadtrack.tracker import Tracker, open_tracker

WEEKS = 26
SEED = 11
_GOALS = (("cka", 2, 101), ("terraform", 2, 208), ("gpu-lab", 1, None))
_SHARES = {"cka": 0.56, "terraform": 0.2, "gpu-lab": 0.24}
_CHANCES = (0.72, 0.66, 0.78, 0.62, 0.6, 0.38, 0.34)  # Monday to Sunday
_SESSIONS = (30, 45, 45, 60, 60, 75, 75, 90, 90, 120)
_MOCK = {
    "architecture": (64.0, 5.0),
    "workloads": (80.0, 3.0),
    "networking": (45.0, 3.0),
    "storage": (75.0, 2.0),
    "troubleshooting": (40.0, 4.0),
}
_NOTES = (
    "Write it down again without looking.",
    "The documentation page has the exact command; bookmark it.",
    "Took two tries: the namespace was missing.",
    "Works. Next time start from the example and change it.",
    "egress default-deny needs DNS on udp and tcp",
    "Compare with the other way of doing it before the exam.",
)


@dataclass(slots=True)
class _Life:
    """The simulated learner's progress so far."""

    steps: dict[str, StepState] = field(default_factory=dict)
    goals: dict[str, GoalState] = field(default_factory=dict)
    days: dict[str, DayState] = field(default_factory=dict)
    effort: dict[str, float] = field(default_factory=dict)
    """Hours a step will really take."""


Written = tuple[Moment, list[tuple[str | None, Deed]]]


def make_demo(folder: Path, clock: Clock, *, builtin: Path | None = None) -> Tracker:
    """A tracker on a made-up journal in `folder`. The learner's own files are neither read nor written."""
    places = {
        "HOME": str(folder),
        "ROADTRACK_DATA_DIR": str(folder / "data"),
        "ROADTRACK_CONFIG": str(folder / "config.toml"),
    }
    tracker = open_tracker(places, clock=clock, builtin=builtin)
    library = tracker.library([goal for goal, _, _ in _GOALS])
    store = tracker.make_store()
    now = clock.now()
    with store.writing(now) as writer:
        for moment, deeds in sorted(_history(library, now), key=lambda written: written[0].utc):
            writer.append(deeds, moment=moment)
    tracker.reload()
    return tracker


def _history(library: Library, now: Moment) -> Iterator[Written]:
    """The actions of half a year, in order, each with its moment."""
    random = Random(SEED)  # noqa: S311 - made-up data
    life = _Life()
    first = now.day - dt.timedelta(weeks=WEEKS, days=now.day.weekday())
    known = set(library.outlines)
    yield _at(now, first, 20, 0), _enrol(life, now.day, known)
    holiday = first + dt.timedelta(weeks=11)
    yield from _once(now, first, holiday, known)
    for number in range((now.day - first).days):
        day = first + dt.timedelta(days=number)
        on_holiday = holiday <= day < holiday + dt.timedelta(days=7)
        if on_holiday or random.random() > _CHANCES[day.weekday()]:
            continue
        yield from _evening(library, life, random, now, day)
        own = Random(f"{SEED} {day}")  # noqa: S311 - made-up data
        yield from _recalled(life, own, now, day)
    yield from _this_morning(library, life, random, now)


def _once(now: Moment, first: dt.date, holiday: dt.date, known: set[str]) -> Iterator[Written]:
    """A certificate from before, a holiday, a mock exam three weeks ago."""
    earned = Certified((now.day - dt.timedelta(days=590)).isoformat())
    yield _at(now, first, 20, 5), [("kcna", earned)]
    free = Paused(holiday.isoformat(), (holiday + dt.timedelta(days=6)).isoformat())
    yield _at(now, holiday, 8, 0), [(None, free)]
    if "cka" in known:
        yield _at(now, now.day - dt.timedelta(days=21), 21, 30), [("cka", Mocked(_MOCK))]


def _recalled(life: _Life, random: Random, now: Moment, day: dt.date) -> Iterator[Written]:
    """On some evenings something done weeks ago is recalled from memory."""
    before = (day - dt.timedelta(days=14)).isoformat()
    old = sorted(r for r, s in life.steps.items() if s.status is Status.DONE and s.done_day and s.done_day < before)
    if old and random.random() < 0.3:
        grade = random.choice(("again", "hard", "good", "good", "good", "easy"))
        yield _at(now, day, 22, 15), [(random.choice(old), Reviewed(grade, 15))]


def _enrol(life: _Life, today: dt.date, known: set[str]) -> list[tuple[str | None, Deed]]:
    deeds: list[tuple[str | None, Deed]] = []
    for id_, importance, days in _GOALS:
        if id_ in known:
            by = (today + dt.timedelta(days=days)).isoformat() if days else None
            life.goals[id_] = GoalState(True, importance, by)
            deeds.append((id_, Enrolled(importance, by)))
    return deeds


def _at(now: Moment, day: dt.date, hour: int, minute: int) -> Moment:
    local = dt.datetime.combine(day, dt.time(hour, minute)).astimezone()
    return Moment(local.astimezone(dt.UTC), now.zone, day)


def _evening(library: Library, life: _Life, random: Random, now: Moment, day: dt.date) -> Iterator[Written]:
    """One sitting: time on the best step of a goal, perhaps done, perhaps with a note and a proof."""
    standing = stand(library, life.steps, life.goals, life.days, Habits(), day)
    ref = _pick(standing, random)
    if ref is None:
        return
    minutes = random.choice(_SESSIONS)
    moment = _at(now, day, random.choice((7, 19, 20, 21)), random.randrange(60))
    state = life.steps.get(ref, StepState())
    effort = life.effort.setdefault(ref, standing.hours(ref) * random.uniform(0.6, 1.15))
    finished = state.minutes + minutes >= effort * 60
    deeds: list[tuple[str | None, Deed]] = []
    if finished:
        deeds.append((ref, Done()))
    elif state.status is Status.TODO:
        deeds.append((ref, Started()))
    deeds.append((ref, Logged(minutes)))
    if random.random() < 0.18:
        deeds.append((ref, Noted(random.choice(_NOTES))))
    if finished and random.random() < 0.55:
        deeds.append((ref, _proof(ref, random)))
    _live(life, ref, deeds, moment)
    yield moment, deeds
    if random.random() < 0.012:
        yield from _skip_one(standing, life, moment)


def _pick(standing: Standing, random: Random) -> str | None:
    """What is in progress, else the best step of a goal drawn by its share."""
    goal = random.choices(list(_SHARES), list(_SHARES.values()))[0]
    mine = [s for s in standing.plan.suggestions if s.ref.startswith(goal + "/")]
    mine = mine or list(standing.plan.suggestions)
    started = [s for s in mine if s.started]
    return (started or mine)[0].ref if mine else None


def _proof(ref: str, random: Random) -> Attached:
    name = ref.partition("/")[2]
    if random.random() < 0.5:
        return Attached("link", f"https://git.example.org/me/labs/pull/{random.randrange(10, 90)}")
    digest = random.getrandbits(256).to_bytes(32).hex()
    return Attached("file", f"~/labs/{name}.txt", sha256=digest, size=random.randrange(200, 9000))


def _skip_one(standing: Standing, life: _Life, moment: Moment) -> Iterator[Written]:
    if len(standing.plan.suggestions) > 3:
        ref = standing.plan.suggestions[-1].ref
        deeds: list[tuple[str | None, Deed]] = [(ref, Skipped("known from work"))]
        _live(life, ref, deeds, moment)
        yield moment, deeds


def _this_morning(library: Library, life: _Life, random: Random, now: Moment) -> Iterator[Written]:
    """Today has begun: one step is done, so that the first screen shows it."""
    standing = stand(library, life.steps, life.goals, life.days, Habits(), now.day)
    if not standing.plan.suggestions:
        return
    ref = min(standing.plan.suggestions[:8], key=lambda s: s.remaining_hours).ref
    deeds: list[tuple[str | None, Deed]] = [(ref, Done()), (ref, Logged(25)), (ref, _proof(ref, random))]
    yield Moment(now.utc - dt.timedelta(hours=2), now.zone, now.day), deeds


def _live(life: _Life, ref: str, deeds: list[tuple[str | None, Deed]], moment: Moment) -> None:
    """What the deeds add up to, for the next evening's choice."""
    state = life.steps.get(ref, StepState())
    day = life.days.get(moment.day.isoformat(), DayState())
    for _, deed in deeds:
        if isinstance(deed, Done):
            state = replace(state, status=Status.DONE, done_day=moment.day.isoformat())
        elif isinstance(deed, Started):
            state = replace(state, status=Status.DOING)
        elif isinstance(deed, Skipped):
            state = replace(state, status=Status.SKIPPED, reason=deed.reason)
        elif isinstance(deed, Logged):
            state = replace(state, minutes=state.minutes + deed.minutes)
            day = replace(day, minutes=day.minutes + deed.minutes)
    life.steps[ref] = state
    life.days[moment.day.isoformat()] = day
