"""What is ahead, by date: exams, goals, mock exams, certificates, reviews. Pure. Calendar and Plan show it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from roadtrack.planning.nudges import planned_exams
from roadtrack.planning.records import mocks
from roadtrack.planning.refresh import memories
from roadtrack.planning.standing import Standing

MOCK_BEFORE_DAYS: Final = 8
REVIEWS_AHEAD_DAYS: Final = 14
REVIEWS_A_DAY: Final = 3

AheadKind = Literal["exam", "goal", "mock", "expires", "renew", "review"]


@dataclass(frozen=True, slots=True)
class Ahead:
    """One date. about: the goal, certification or step. refs: the steps of a day's reviews."""

    day: dt.date
    kind: AheadKind
    about: str
    words: str
    refs: tuple[str, ...] = ()


def ahead(standing: Standing) -> tuple[Ahead, ...]:
    """Every date from today on, the nearest first."""
    found = [*_goals(standing), *_certificates(standing), *_reviews(standing)]
    return tuple(sorted((a for a in found if a.day >= standing.today), key=lambda a: (a.day, a.kind, a.about)))


def _goals(standing: Standing) -> Iterator[Ahead]:
    exams = planned_exams(standing)
    for goal in standing.goals:
        if goal.by is None or goal.pressure.state != "dated":
            continue
        if goal.id not in exams:
            yield Ahead(goal.by, "goal", goal.id, f"{goal.title}: all of it done")
            continue
        yield Ahead(goal.by, "exam", goal.id, f"Exam: {goal.title}")
        before = goal.by - dt.timedelta(days=MOCK_BEFORE_DAYS)
        if before >= standing.today and not mocks(standing.records, goal.id):
            yield Ahead(before, "mock", goal.id, f"A mock exam of {goal.name}, a week before the real one")


def _certificates(standing: Standing) -> Iterator[Ahead]:
    for id_, held in standing.held.items():
        if held.expires is None:
            continue
        title = standing.library.outlines[id_].curriculum.title if id_ in standing.library.outlines else id_
        yield Ahead(held.expires, "expires", id_, f"Last day of {title}")
        if held.window is not None and held.renew_by is not None:
            yield Ahead(held.window, "renew", id_, f"{title} can be renewed from here on")
            yield Ahead(held.renew_by, "renew", id_, f"Renew {title}: two weeks are left")


def _reviews(standing: Standing) -> Iterator[Ahead]:
    """The coming fortnight's reviews, a few a day: those due earlier go first, none is overdue."""
    wanted = {goal.id for goal in standing.goals}
    due = sorted(
        (max(kept.due(), standing.today), ref)
        for ref, kept in memories(standing).items()
        if not wanted.isdisjoint(standing.library.counts_in.get(ref, ()))
    )
    last = standing.today + dt.timedelta(days=REVIEWS_AHEAD_DAYS)
    by_day: dict[dt.date, list[str]] = defaultdict(list)
    day = standing.today
    for when, ref in due:
        day = max(day, when)
        while len(by_day[day]) >= REVIEWS_A_DAY:
            day += dt.timedelta(days=1)
        if day > last:
            break
        by_day[day].append(ref)
    for day, refs in by_day.items():
        if refs:
            yield Ahead(day, "review", refs[0], f"Review from memory: {', '.join(refs)}", tuple(refs))
