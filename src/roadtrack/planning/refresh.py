"""Which finished steps to recall: expected exam points won per hour, on the same scale as new steps. Pure."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from roadtrack.journal.events import DayState
from roadtrack.planning.freshness import is_retained, remembered, step_memory
from roadtrack.planning.retention import DESIRED, Fit, Gain, Memory, fit, gain
from roadtrack.planning.standing import Goal, Standing

UNDATED_DAYS: Final = 30
"""Without a date, recall is looked at so many days ahead."""
REVIEW_SHARE: Final = 0.3
"""A review takes this part of the step's estimate, within 10 to 45 minutes."""
MOST_OF_AN_EVENING: Final = 0.25
"""Reviews take at most this part of a day's study, except for the first one."""
UNTIMED_MINUTES: Final = 15
"""What a review without a time counts as."""


@dataclass(frozen=True, slots=True)
class Review:
    """One finished step, and what recalling it today is worth."""

    ref: str
    score: float
    """Points per hour, as for new steps."""
    minutes: int
    gain: Gain
    """For the goal that wins most."""
    goal: str
    due: dt.date


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A step, and the most it can be worth: as if the review made it certain."""

    ref: str
    memory: Memory
    hours: float
    bound: float


def memories(standing: Standing) -> Mapping[str, Memory]:
    """The memory of every finished step that fades, by ref."""
    found = {}
    for ref, state in standing.states.items():
        kept = step_memory(state, standing.library.steps[ref].step.kind)
        if kept is not None:
            found[ref] = kept
    return found


def reviews_due(standing: Standing) -> int:
    """How many finished steps of the goals are remembered with less than 90 %."""
    counted = standing.library.counts_in
    goals = {goal.id for goal in standing.goals}
    return sum(
        kept.recall(standing.today) < DESIRED and not goals.isdisjoint(counted.get(ref, ()))
        for ref, kept in memories(standing).items()
    )


def best_reviews(standing: Standing, limit: int = 5) -> tuple[Review, ...]:
    """The reviews worth most per hour, best first; ties by ref. None that was recalled today.

    A candidate's bound is what it would be worth if the review made recall certain; the exact worth, which
    asks the memory model twice, is computed only while a bound can still beat the worst that is kept.
    """
    best: list[Review] = []
    for candidate in sorted(_candidates(standing), key=lambda c: (-c.bound, c.ref)):
        if len(best) == limit and candidate.bound < best[-1].score:
            break
        best.append(_review(standing, candidate))
        best.sort(key=lambda review: (-review.score, review.ref))
        del best[limit:]
    return tuple(review for review in best if review.score > 0)


def _candidates(standing: Standing) -> Iterator[_Candidate]:
    for ref, kept in memories(standing).items():
        if kept.day >= standing.today:
            continue
        hours = review_hours(standing.hours(ref))
        worth = sum(value * (1 - kept.recall(then)) for _, value, then in _worth(standing, ref))
        if worth > 0:
            yield _Candidate(ref, kept, hours, worth / hours)


def _review(standing: Standing, candidate: _Candidate) -> Review:
    points, most, main, won = 0.0, -1.0, "", None
    for goal, value, then in _worth(standing, candidate.ref):
        found = gain(candidate.memory, standing.today, then)
        points += value * found.value
        if value * found.value > most:
            most, main, won = value * found.value, goal.id, found
    assert won is not None
    minutes = round(candidate.hours * 60)
    return Review(candidate.ref, round(points / candidate.hours, 9), minutes, won, main, candidate.memory.due())


def _worth(standing: Standing, ref: str) -> Iterator[tuple[Goal, float, dt.date]]:
    """(goal, points of the step at full recall, the day that counts) for each goal it has weight in."""
    for goal in standing.goals:
        share = standing.library.outlines[goal.id].shares.get(ref, 0.0)
        points = 100 * goal.importance * goal.pressure.value * share
        if points > 0:
            far = standing.today + dt.timedelta(days=UNDATED_DAYS)
            yield goal, points, goal.by if goal.by is not None and goal.by > standing.today else far


def has_room(standing: Standing) -> bool:
    """Whether another review fits today: one always does, more only within a quarter of the day's study.

    The day's study is what was logged, or the week's plan spread over seven days where that is more.
    """
    today = standing.days.get(standing.today, DayState())
    evening = max(float(today.minutes), 60 * standing.planned_hours / 7)
    spent = max(today.review_minutes, UNTIMED_MINUTES * (today.reviews if not today.review_minutes else 0))
    return today.reviews == 0 or spent < MOST_OF_AN_EVENING * evening


def memory_fit(standing: Standing) -> Fit | None:
    """How this learner's memory compares with the model's, from all reviews; None with fewer than thirty."""
    steps = standing.library.steps
    return fit(state.recalls for ref, state in standing.states.items() if is_retained(steps[ref].step.kind))


def review_hours(estimate: float) -> float:
    """How long a review of a step takes."""
    return min(max(REVIEW_SHARE * estimate, 10 / 60), 45 / 60)


def fresh_percent(standing: Standing, curriculum: str) -> float:
    """Percent of a curriculum that is done and remembered: Σ share · recall of the done steps.

    Beside *done*, never mixed with it.
    """
    steps = standing.library.steps
    shares = standing.library.outlines[curriculum].shares
    return 100 * sum(
        share * remembered(standing.state(ref), steps[ref].step.kind, standing.today) for ref, share in shares.items()
    )
