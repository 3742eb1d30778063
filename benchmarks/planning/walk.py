"""Follow a rule from the first day to the last date, one step after the other."""

from collections.abc import Mapping
from dataclasses import dataclass

from benchmarks.planning.draws import stream
from benchmarks.planning.learners import Goal, Learner
from benchmarks.planning.policies import POLICIES
from benchmarks.planning.view import Chart, View, weekly


@dataclass(frozen=True, slots=True)
class Score:
    """How well it went, each between 0 and 1.

    coverage: share of each goal that was finished by its own date, weighted by importance. ready: share of
    the goals that reached their pass mark by then. area: mean coverage between the first day and the date.
    """

    coverage: float
    ready: float
    area: float


def follow(learner: Learner, name: str, chart: Chart, adherence: float = 1.0) -> dict[str, int]:
    """Step → minutes of work until it was finished, by the rule of this name.

    adherence: how often the learner takes what the rule says, and not any ready step. Ends with the last date.
    """
    rng = stream("walk", learner.family, learner.seed, name)
    left = list(learner.steps)
    last = max(goal.minutes for goal in learner.goals)
    done: dict[str, int] = {}
    spent = 0
    while left and spent < last:
        now = learner.calendar.when(spent)
        open_ = [weekly(goal.aim, goal.weeks - now) for goal in learner.goals if goal.minutes > spent]
        view = View(chart, left, open_, learner.pace(now), rng)
        step = POLICIES[name](view) if rng.random() < adherence else rng.choice(view.ready)
        spent += learner.minutes[step.ref]
        done[step.ref] = spent
        left = [other for other in left if other is not step]
    return done


def score(learner: Learner, done: Mapping[str, int]) -> Score:
    """What was reached by the dates. done: as `follow` gives it."""
    total = sum(goal.aim.importance for goal in learner.goals)
    covered = [(goal, coverage(goal, done)) for goal in learner.goals]
    return Score(
        sum(goal.aim.importance * share for goal, share in covered) / total,
        sum(share >= goal.aim.pass_mark - 1e-9 for goal, share in covered) / len(covered),
        sum(goal.aim.importance * _area(learner, goal, done) for goal in learner.goals) / total,
    )


def coverage(goal: Goal, done: Mapping[str, int]) -> float:
    """The share of a goal that was finished by its date."""
    return sum(share for ref, share in goal.aim.values.items() if done.get(ref, goal.minutes + 1) <= goal.minutes)


def _area(learner: Learner, goal: Goal, done: Mapping[str, int]) -> float:
    finished = {ref: learner.calendar.when(minutes) for ref, minutes in done.items() if minutes <= goal.minutes}
    gained = (share * (goal.weeks - finished[ref]) for ref, share in goal.aim.values.items() if ref in finished)
    return sum(gained) / goal.weeks if goal.weeks else 0.0
