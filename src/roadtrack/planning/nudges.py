"""What stands outside the score: a date to set, an exam to book, a certificate to renew. Pure.

Nudges never compete with steps. Each says what, why now, and the command that settles it.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from roadtrack.curriculum.model import StepKind
from roadtrack.planning.certificates import Clash, clashes
from roadtrack.planning.records import mocks
from roadtrack.planning.standing import Goal, Standing, rules_of
from roadtrack.show import show_date

NudgeKind = Literal["date", "book", "sit", "mock", "renew", "clash", "checkin", "facts"]

BOOK_DAYS: Final = 30
MOCK_DAYS: Final = 21
QUIET_DAYS: Final = 4
OLD_FACTS_DAYS: Final = 366
BOOKING, MOCK = "book-exam", "mock-exam"


@dataclass(frozen=True, slots=True)
class Nudge:
    """One line: what to do and why now. command: what settles it, for a terminal."""

    kind: NudgeKind
    about: str
    """The goal or certification."""
    text: str
    command: str


def nudges(standing: Standing) -> tuple[Nudge, ...]:
    """All that is due on this day, the most pressing kind first, within a kind by date."""
    found = [nudge for goal in standing.goals for nudge in _of_goal(standing, goal)]
    found += _renewals(standing)
    found += [_clash(standing, clash) for clash in _clashes(standing)]
    found += _quiet(standing)
    order: tuple[NudgeKind, ...] = ("date", "clash", "sit", "book", "mock", "renew", "checkin", "facts")
    return tuple(sorted(found, key=lambda nudge: order.index(nudge.kind)))


def _of_goal(standing: Standing, goal: Goal) -> Iterator[Nudge]:
    if goal.pressure.state == "overdue":
        yield Nudge(
            "date",
            goal.id,
            f"{goal.id} was due {_shown(standing, goal.by)} and gives no points: set a new date",
            f"roadtrack goal {goal.id} --by DATE",
        )
    exam = _exam(standing, goal.id)
    if exam is None:
        return
    if goal.by is not None and goal.pressure.state == "dated":
        yield from _before_exam(standing, goal, (goal.by - standing.today).days)
    if exam in standing.suggestions and goal.whole.steps == goal.whole.steps_done + goal.whole.steps_skipped + 1:
        yield Nudge("sit", goal.id, f"all that is left of {goal.id} is the exam", f"roadtrack done {exam}")
    age = (standing.today - standing.library.outlines[goal.id].curriculum.as_of).days
    if age >= OLD_FACTS_DAYS:
        text = f"the facts of {goal.id} were checked {age} days ago: look whether the exam has changed"
        yield Nudge("facts", goal.id, text, f"roadtrack curriculum show {goal.id}")


def _before_exam(standing: Standing, goal: Goal, days: int) -> Iterator[Nudge]:
    booking, mock = f"{goal.id}/{BOOKING}", f"{goal.id}/{MOCK}"
    when = f"{goal.id} is due {_shown(standing, goal.by)}, in {days} days"
    if days <= BOOK_DAYS and _is_open(standing, booking):
        yield Nudge("book", goal.id, f"{when}: book the exam", f"roadtrack done {booking}")
    if days <= MOCK_DAYS and not mocks(standing.records, goal.id) and _is_open(standing, mock):
        yield Nudge(
            "mock", goal.id, f"{when}, and no mock exam yet", f"roadtrack review {goal.id} --mock SECTION=PERCENT"
        )


def _renewals(standing: Standing) -> Iterator[Nudge]:
    for id_, held in sorted(standing.held.items(), key=lambda one: (one[1].expires or dt.date.max, one[0])):
        state = held.state(standing.today)
        if state in ("window", "urgent"):
            text = f"{id_} expires {_shown(standing, held.expires)}: renew it by {_shown(standing, held.renew_by)}"
            by = held.renew_by.isoformat() if held.renew_by else "DATE"
            yield Nudge("renew", id_, text, f"roadtrack enroll {id_} --by {by}")


def planned_exams(standing: Standing) -> dict[str, dt.date]:
    """Certification → the day its goal is due, for goals whose exam is ahead."""
    return {
        goal.id: goal.by
        for goal in standing.goals
        if goal.by is not None and goal.by >= standing.today and _exam(standing, goal.id)
    }


def _clashes(standing: Standing) -> Iterator[Clash]:
    return clashes(planned_exams(standing), standing.held, rules_of(standing.library))


def _clash(standing: Standing, clash: Clash) -> Nudge:
    day, expires = _shown(standing, clash.day), _shown(standing, clash.expires)
    text = {
        "missing": f"{clash.exam} on {day} needs {clash.other}, which is neither passed nor planned before",
        "lapsed": f"{clash.exam} on {day} needs a valid {clash.other}: it ends {expires}, a retake included",
        "wasted": f"{clash.other} ends {expires}, before {clash.exam} on {day} could renew it",
    }[clash.kind]
    return Nudge("clash", clash.exam, text, f"roadtrack goal {clash.exam} --by DATE")


def _quiet(standing: Standing) -> Iterator[Nudge]:
    """After some days without anything, unless the learner is on holiday."""
    if standing.pause is not None or not standing.days or not standing.goals:
        return
    quiet = (standing.today - max(standing.days)).days
    if quiet >= QUIET_DAYS:
        text = f"nothing was recorded for {quiet} days: a quick step keeps it going, a pause makes it a holiday"
        yield Nudge("checkin", "", text, "roadtrack next --lane quick")


def _exam(standing: Standing, curriculum: str) -> str | None:
    """The open exam step of a certification."""
    outline = standing.library.outlines[curriculum]
    if outline.curriculum.certification is None:
        return None
    steps = standing.library.steps
    own = (r for r in outline.order if r.startswith(f"{curriculum}/") and steps[r].step.kind is StepKind.EXAM)
    return next((ref for ref in own if _is_open(standing, ref)), None)


def _is_open(standing: Standing, ref: str) -> bool:
    return ref in standing.library.steps and not standing.state(ref).status.finished


def _shown(standing: Standing, day: dt.date | None) -> str:
    return show_date(day, standing.today) if day else "never"
