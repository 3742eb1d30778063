"""The rules that the planner is compared with, the exact best orders, and what a walk is worth."""

from itertools import permutations
from random import Random

import pytest
from benchmarks.planning.baselines import due_term, urgency
from benchmarks.planning.downsets import Jobs, as_jobs, gap, least_cost, order_cost, planned_order
from benchmarks.planning.draws import stream
from benchmarks.planning.learners import Calendar, Goal, Learner, learner
from benchmarks.planning.policies import POLICIES
from benchmarks.planning.subjects import SMALL, Aim, Subject, subject
from benchmarks.planning.view import Chart, View, weekly
from benchmarks.planning.walk import follow, score

from roadtrack.planning.suggest import PlanStep

STEPS = (
    PlanStep("base", 0, hours=2.0),
    PlanStep("long", 1, hours=6.0),
    PlanStep("short", 2, hours=0.5),
    PlanStep("gem", 3, ("base",), hours=1.0),
    PlanStep("late", 4, hours=4.0),
    PlanStep("deep", 5, ("long",), hours=1.0),
)
SOON = Aim("soon", 1, {"long": 0.2, "gem": 0.8})
LATER = Aim("later", 3, {"short": 0.1, "late": 0.8, "deep": 0.1})
SUBJECT = Subject(STEPS, {step.ref: step.hours or 0.0 for step in STEPS}, (SOON, LATER))


def view(soon: float = 1.0, later: float = 30.0) -> View:
    """The first day, with weeks to the two dates."""
    goals = [weekly(SOON, soon), weekly(LATER, later)]
    return View(Chart(SUBJECT), list(STEPS), goals, 5.0, Random(1))  # noqa: S311 - luck, no secret


@pytest.mark.parametrize(
    ("rule", "first"),
    [
        ("file", "base"),
        ("shortest", "short"),
        ("heaviest", "late"),
        ("wsjf", "short"),  # as much per hour as late, and before it in the file
        ("criticalPath", "long"),
        ("deadline", "base"),
        ("deadlineWsjf", "long"),
        ("taskwarrior", "long"),
        ("taskwarriorInherit", "long"),
        ("value", "short"),
        ("valuePressure", "long"),  # 3.3 points per hour of its own against the far goal's 3.0
        ("valueUnlock", "short"),
        ("ours", "base"),
    ],
)
def test_what_a_rule_takes_first(rule: str, first: str) -> None:
    """Two goals: one is near and opens behind a weightless step, the other is far and matters more."""
    assert POLICIES[rule](view()).ref == first


def test_taskwarrior_by_hand() -> None:
    """A step that blocks, due in a week, of low priority; one without a date that blocks; one far away."""
    now = view()
    assert urgency(now, STEPS[1]) == pytest.approx(8 + 12 * (7 * 0.8 / 21 + 0.2) + 1.8)
    assert urgency(now, STEPS[0]) == pytest.approx(8)
    assert urgency(now, STEPS[4]) == pytest.approx(12 * 0.2 + 6)
    assert [due_term(days) for days in (-30, -14, 0, 7, 20)] == pytest.approx([0.2, 0.2, 0.2 + 14 * 0.8 / 21, 1, 1])


def test_value_alone_is_wsjf() -> None:
    """The planner without dates and without what steps open takes what weighted shortest job first takes."""
    for seed in range(3):
        who = learner("F1", seed)
        chart = Chart(who.subject)
        assert follow(who, "value", chart) == follow(who, "wsjf", chart)


@pytest.mark.parametrize("rule", sorted(POLICIES))
def test_a_walk_respects_needs(rule: str) -> None:
    """Whatever the rule, also when the learner follows it half of the time."""
    who = learner("F5", 1)
    done = follow(who, rule, Chart(who.subject), adherence=0.5)
    for step in who.steps:
        if step.ref in done:
            assert all(done[need] <= done[step.ref] - who.minutes[step.ref] for need in step.needs)
    reached = score(who, done)
    assert 0 <= reached.area <= reached.coverage <= 1


def test_the_score_by_hand() -> None:
    """Two goals, an hour a week: what is finished too late counts nothing."""
    goals = (Goal(SOON, 3.0, 180), Goal(LATER, 8.0, 480))
    who = Learner("F1", 0, "all", SUBJECT, {}, goals, Calendar([1.0] * 20), (1.0,))
    reached = score(who, {"base": 120, "gem": 180, "late": 420, "short": 450, "long": 900})
    assert reached.coverage == pytest.approx((0.8 + 3 * 0.9) / 4)
    assert reached.ready == 1
    assert reached.area == pytest.approx((0 + 3 * (0.8 * 1 + 0.1 * 0.5) / 8) / 4)


@pytest.mark.parametrize("seed", range(6))
def test_dynamic_programming_finds_the_best_order(seed: int) -> None:
    """Against all orders of six steps."""
    rng = stream("jobs", seed)
    needs = [sum(1 << need for need in range(step) if rng.random() < 0.3) for step in range(6)]
    jobs = Jobs([rng.randint(1, 9) for _ in needs], [rng.randint(0, 9) for _ in needs], needs)
    allowed = [
        order
        for order in permutations(range(6))
        if all(needs[step] & ~sum(1 << before for before in order[:at]) == 0 for at, step in enumerate(order))
    ]
    assert least_cost(jobs) == min(order_cost(jobs, order) for order in allowed)


def test_the_planner_is_never_better_than_the_best() -> None:
    """On small subjects; and its order is a permutation of the steps."""
    gaps = [gap("F1", seed) for seed in range(12)]
    assert all(found >= -1e-9 for found in gaps)
    what = subject(stream("order"), "F3", "2 needs", SMALL)
    assert sorted(planned_order(what)) == sorted(step.ref for step in what.steps)
    assert len(as_jobs(what).hours) == len(what.steps)
