"""Made-up learners: the same each time, without circles, with dates that the work gives."""

from itertools import islice, pairwise
from math import log
from statistics import mean, stdev

import pytest
from benchmarks.planning.draws import half_hours, stream, weekly_hours
from benchmarks.planning.learners import Calendar, Learner, learner
from benchmarks.planning.students import KINDS, STEPS_LEFT, student
from benchmarks.planning.subjects import FAMILIES, SMALL, subject
from benchmarks.planning.view import Chart

MANY = range(40)


def made(family: str, seeds: range = MANY) -> list[Learner]:
    """Some learners of a family."""
    return [learner(family, seed) for seed in seeds]


@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_a_seed_gives_one_learner(family: str) -> None:
    """The same seed twice, and another one."""
    one, again, other = learner(family, 7), learner(family, 7), learner(family, 8)
    assert (one.steps, one.minutes, one.goals, one.past) == (again.steps, again.minutes, again.goals, again.past)
    assert one.minutes != other.minutes


@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_a_learner_can_finish(family: str) -> None:
    """No circle of needs; shares of each goal add up to 1; every date is within the weeks that are known."""
    for who in made(family, range(4)):
        assert len(Chart(who.subject).last_first) == len(who.steps)
        refs = {step.ref for step in who.steps}
        for goal in who.goals:
            assert sum(goal.aim.values.values()) == pytest.approx(1)
            assert set(goal.aim.values) <= refs
            assert 0 < goal.weeks <= len(who.calendar.hours)
        assert all(set(step.needs) <= refs for step in who.steps)
        assert who.pace(0) >= 0.5


def test_the_usual_family_has_its_numbers() -> None:
    """Steps, goals, foundations, estimates and true hours of F1."""
    some = made("F1", range(100))
    assert all(40 <= len(who.steps) <= 80 for who in some)
    assert {len(who.goals) for who in some} == {1, 2, 3}
    weighted = [len({ref for goal in who.goals for ref in goal.aim.values}) / len(who.steps) for who in some]
    assert mean(weighted) == pytest.approx(0.88, abs=0.01)
    ratios = [log(who.minutes[ref] / 60 / hours) for who in some for ref, hours in who.subject.estimates.items()]
    assert mean(ratios) == pytest.approx(log(1.35), abs=0.12)
    assert stdev(ratios) == pytest.approx((0.35**2 + 0.4**2) ** 0.5, abs=0.06)
    for who in some:
        if len(who.goals) == 1:
            [goal] = who.goals
            work = sum(who.minutes[ref] for ref in who.subject.closure(goal.aim))
            assert 0.5 * work - 1 <= goal.minutes <= 1.1 * work


def test_file_order_is_disturbed_or_not() -> None:
    """In F2 nothing stands before what it needs; in F1 something does."""
    backward = {family: sum(_backward(who) > 0 for who in made(family)) for family in ("F1", "F2")}
    assert backward["F2"] == 0
    assert backward["F1"] > 30


def _backward(who: Learner) -> int:
    place = {step.ref: step.position for step in who.steps}
    return sum(place[need] > step.position for step in who.steps for need in step.needs)


@pytest.mark.parametrize(("seed", "needs"), [(0, 0), (1, 1), (2, 2), (3, 4)])
def test_random_graphs_have_so_many_needs(seed: int, needs: int) -> None:
    """The four variants of F3 in turn."""
    some = made("F3", range(seed, 80, 4))
    assert all(len(who.steps) == 50 for who in some)
    assert mean(len(step.needs) for who in some for step in who.steps) == pytest.approx(needs, abs=0.2)


def test_variants_take_turns() -> None:
    """Weightless steps of F4, dates of F5, what is seen of estimates in F6."""
    assert all(
        len({ref for goal in who.goals for ref in goal.aim.values}) == pytest.approx(len(who.steps) / 2, abs=1)
        for who in made("F4", range(5))
    )
    tight, loose = made("F5", range(0, 40, 2)), made("F5", range(1, 40, 2))
    share = [mean(max(g.minutes for g in who.goals) / sum(who.minutes.values()) for who in w) for w in (tight, loose)]
    assert share[0] < 0.6
    assert share[1] > 0.9
    assert all(step.hours is None for step in learner("F6", 0).steps)
    noisy = learner("F6", 1)
    assert sum(step.hours != noisy.subject.estimates[step.ref] for step in noisy.steps) > len(noisy.steps) / 2


@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_small_subjects_are_small(family: str) -> None:
    """Ten to thirteen steps, needs among them only."""
    for seed in range(5):
        what = subject(stream(seed), family, FAMILIES[family].variant(seed), SMALL)
        refs = {step.ref for step in what.steps}
        assert 10 <= len(refs) <= 13
        assert all(set(step.needs) <= refs for step in what.steps)


def test_weeks_come_as_they_should() -> None:
    """Mean and spread of the logarithm, neighbours alike, lost weeks in runs."""
    weeks = list(islice(weekly_hours(stream("weeks"), 6.0, 0.5, 0.35, zero=0.2, persistence=0.6), 20_000))
    levels = [log(hours / 6) for hours in weeks if hours]
    assert mean(levels) == pytest.approx(0, abs=0.02)
    assert stdev(levels) == pytest.approx(0.35, abs=0.02)
    lost = [not hours for hours in weeks]
    assert mean(lost) == pytest.approx(0.2, abs=0.02)
    again = [after for before, after in pairwise(lost) if before]
    assert mean(again) == pytest.approx(0.6, abs=0.03)


def test_a_calendar_interpolates() -> None:
    """Minutes come evenly inside a week; a lost week is jumped over."""
    calendar = Calendar([1.0, 0.0, 2.0])
    assert [calendar.when(minutes) for minutes in (0, 30, 60, 120, 180, 999)] == [0, 0.5, 1, 2.5, 3, 3]


def test_estimates_are_half_hours() -> None:
    """From half an hour to twelve."""
    assert [half_hours(hours) for hours in (0.1, 0.8, 2.6, 40.0)] == [0.5, 1.0, 2.5, 12.0]


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_student_is_the_same_after_any_history(kind: str) -> None:
    """More history adds weeks and finished steps; the steps that are left stay."""
    early, late = student(kind, 5, 4), student(kind, 5, 12)
    assert (early.left, early.planned, early.date) == (late.left, late.planned, late.date)
    assert len(early.left) == STEPS_LEFT
    assert late.pool[: len(early.pool)] == early.pool
    assert late.finished[: len(early.finished)] == early.finished
    assert sum(true for _, true in late.finished) <= sum(late.pool)
    assert late.end > 0
