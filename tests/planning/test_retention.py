"""Retention: the memory model against its reference values, and what a review is worth."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import TODAY, MakeTracker, RunPython

from roadtrack.journal.events import GRADES
from roadtrack.planning.freshness import exam_domains
from roadtrack.planning.refresh import (
    best_reviews,
    fresh_percent,
    has_room,
    memories,
    memory_fit,
    review_hours,
    reviews_due,
)
from roadtrack.planning.retention import Recalls, after, fit, gain, memory, recall
from roadtrack.tracker import Extras

START = dt.date(2026, 1, 1)


def at(*times: tuple[int, str]) -> Recalls:
    """Recalls by (days after the start, grade)."""
    return tuple(((START + dt.timedelta(days=days)).isoformat(), GRADES[grade]) for days, grade in times)


def followed(*grades: str) -> list[tuple[float, int]]:
    """(stability, interval) after each grade, each given on the day it is due."""
    day, found = START, []
    past: Recalls = ()
    for grade in grades:
        past = (*past, (day.isoformat(), GRADES[grade]))
        kept = memory(past)
        assert kept is not None
        found.append((round(kept.stability, 4), (kept.due() - day).days))
        day = kept.due()
    return found


def test_five_times_good() -> None:
    """Intervals grow; the longest is 180 days."""
    assert followed("good", "good", "good", "good", "good") == [
        (2.3065, 2),
        (10.9643, 11),
        (46.2802, 46),
        (162.8622, 163),
        (497.4472, 180),
    ]


@pytest.mark.parametrize(
    ("grades", "expected"),
    [
        (("good", "hard", "good"), [(2.3065, 2), (7.5133, 8), (26.4079, 26)]),
        (("good", "easy", "good"), [(2.3065, 2), (18.5218, 19), (81.0066, 81)]),
        (("hard", "good"), [(1.2931, 1), (4.5460, 5)]),
        (("easy", "good"), [(8.2956, 8), (38.9051, 39)]),
        (("again", "good"), [(0.212, 1), (1.8868, 2)]),
    ],
)
def test_other_grades(grades: tuple[str, ...], expected: list[tuple[float, int]]) -> None:
    """The reference values of FSRS-6 with its default parameters."""
    assert followed(*grades) == expected


def test_a_lapse_and_back() -> None:
    """Again costs most of the stability, and it comes back faster than it came."""
    assert [s for s, _ in followed("good", "good", "good", "again", "good", "good")[2:]] == [
        46.2802,
        2.9326,
        7.7782,
        18.7816,
    ]


@pytest.mark.parametrize(("days", "stability"), [(1, 7.3153), (7, 21.4114), (30, 37.4206)])
def test_later_reviews_teach_more(days: int, stability: float) -> None:
    """Good, then good after some days."""
    kept = memory(at((0, "good"), (days, "good")))
    assert kept is not None
    assert kept.stability == pytest.approx(stability, abs=5e-5)


@pytest.mark.parametrize(("days", "expected"), [(0, 1), (1, 0.986), (7, 0.923), (30, 0.809), (90, 0.703), (365, 0.574)])
def test_the_curve(days: int, expected: float) -> None:
    """Recall at a stability of ten days; 90 % after those ten."""
    assert recall(10, days) == pytest.approx(expected, abs=5e-4)
    assert recall(10, 10) == pytest.approx(0.9)


@pytest.mark.parametrize("grade", sorted(GRADES))
def test_the_first_time_is_the_librarys(grade: str) -> None:
    """The two numbers that spare the import are those that the library computes."""
    from fsrs import Card, Rating, Scheduler

    card, _ = Scheduler(enable_fuzzing=False).review_card(
        Card(card_id=1), Rating(GRADES[grade]), dt.datetime.now(dt.UTC)
    )
    kept = memory(at((0, grade)))
    assert kept is not None
    assert (kept.stability, kept.difficulty) == pytest.approx((card.stability, card.difficulty))


def test_one_time_needs_no_library(run_python: RunPython) -> None:
    """The import is left to those who review."""
    code = (
        "import sys; from roadtrack.planning.retention import memory;"
        " memory((('2026-01-01', 3),)); print('fsrs' in sys.modules)"
    )
    assert run_python(code).stdout == "False\n"


grades = st.lists(st.tuples(st.integers(1, 60), st.sampled_from(sorted(GRADES))), min_size=1, max_size=6)


@settings(max_examples=60, deadline=None)
@given(grades, st.integers(0, 400), st.integers(1, 60))
def test_recall_falls_and_a_review_never_harms(rows: list[tuple[int, str]], ahead: int, more: int) -> None:
    """For any history: recall between 0 and 1, falling; the gain is finite and at least 0."""
    day, times = 0, []
    for gap, grade in rows:
        day += gap
        times.append((day, grade))
    kept = memory(at(*times))
    assert kept is not None
    today = kept.day + dt.timedelta(days=1 + ahead)
    later = today + dt.timedelta(days=more)
    assert 0 < kept.recall(later) <= kept.recall(today) <= 1
    won = gain(kept, today, later)
    assert 0 <= won.value <= 1
    assert after(kept, today, GRADES["good"]).recall(later) >= won.without - 1e-9


def test_a_fit_needs_thirty_reviews() -> None:
    """Fewer tell nothing."""
    assert fit([at((0, "good"), (2, "good"))] * 29) is None
    assert fit([at((0, "good"), (2, "good"))] * 30) is not None


def test_a_fit_learns_a_better_and_a_worse_memory() -> None:
    """Who remembers everything after a long time forgets slower than the model, and the other way round."""
    well = fit([at((0, "good"), (60, "good"))] * 40)
    badly = fit([at((0, "good"), (2, "again"))] * 40)
    assert well is not None
    assert badly is not None
    assert well.factor > 3
    assert badly.factor == 0.25
    assert (well.actual, badly.actual, well.reviews) == (1.0, 0.0, 40)


# -- in a standing -----------------------------------------------------------------------------------------

LATER = "2026-12-22T20:41:00+00:00"


def test_finished_steps_fade_and_stay_done(make_tracker: MakeTracker) -> None:
    """A month later a step is done as before, and less fresh."""
    make_tracker(by=TODAY + dt.timedelta(days=90)).done(["kube/pods"])
    standing = make_tracker(now=LATER, by=None).standing()
    assert standing.goals[0].whole.done == pytest.approx(20)
    assert fresh_percent(standing, "kube") == pytest.approx(20 * recall(2.3065, 30))
    assert reviews_due(standing) == 1


def test_the_best_review_is_worth_points_per_hour(make_tracker: MakeTracker) -> None:
    """100 · importance · pressure · share · gain / hours, for the day of the exam."""
    make_tracker(by=TODAY + dt.timedelta(days=90)).done(["kube/pods"])
    standing = make_tracker(now=LATER).standing()
    (found,) = best_reviews(standing)
    won = gain(memories(standing)["kube/pods"], standing.today, TODAY + dt.timedelta(days=90))
    pressure = standing.goals[0].pressure.value
    assert found.score == pytest.approx(100 * 2 * pressure * 0.2 * won.value / 0.3, abs=1e-6)
    assert (found.ref, found.minutes, found.goal) == ("kube/pods", 18, "kube")


def test_what_was_learnt_today_is_not_reviewed_today(make_tracker: MakeTracker) -> None:
    """Nor is a milestone ever."""
    tracker = make_tracker(enrolled=("kube", "secure"), files=None)
    tracker.done(["kube/pods", "secure/audit"])
    assert best_reviews(tracker.standing()) == ()
    later = make_tracker(now=LATER, enrolled=()).standing()
    assert [review.ref for review in best_reviews(later)] == ["kube/pods"]


def test_pruning_changes_nothing(make_tracker: MakeTracker) -> None:
    """The best one is the first of all."""
    tracker = make_tracker(enrolled=("kube", "secure"))
    tracker.done(["kube/pods", "kube/services", "kube/config"])
    later = make_tracker(now=LATER, enrolled=()).standing()
    every = best_reviews(later, 99)
    assert len(every) == 3
    assert [best_reviews(later, count) for count in (1, 2)] == [every[:1], every[:2]]


def test_domains_are_the_weighted_sections(make_tracker: MakeTracker) -> None:
    """Weights add up to 1, freshness is of each domain alone."""
    tracker = make_tracker()
    tracker.done(["kube/pods", "kube/services", "kube/config"])
    standing = tracker.standing()
    found = exam_domains(standing.library, standing.states, "kube", standing.today)
    assert [(d.id, round(d.weight, 3), d.fresh) for d in found] == [("core", 0.6, 1.0), ("net", 0.4, 0.0)]


def test_review_hours_are_bounded() -> None:
    """A third of the estimate, from ten minutes to three quarters of an hour."""
    assert [review_hours(h) for h in (0.1, 1, 10)] == [10 / 60, 0.3, 0.75]


def test_a_mock_raises_what_it_showed_to_be_missing(make_tracker: MakeTracker) -> None:
    """The weak domain's steps are worth more than their share, the strong one's less; all together 1."""
    tracker = make_tracker(by=TODAY + dt.timedelta(days=90))
    before = {s.ref: s.score for s in tracker.standing().plan.suggestions}
    tracker.mock("kube", {"core": (20, 12), "net": (95, 8)})
    standing = tracker.standing()
    after_mock = {s.ref: s.score for s in standing.plan.suggestions}
    assert after_mock["kube/config"] > before["kube/config"]
    assert sum(reason.points for s in standing.plan.suggestions for reason in s.reasons) > 0


def test_reviews_take_a_quarter_of_a_day_at_most(make_tracker: MakeTracker) -> None:
    """One always fits; another only while they took less than a quarter of what was studied or planned."""
    make_tracker(by=TODAY + dt.timedelta(days=90)).done(["kube/pods", "kube/services", "kube/config"])
    later = make_tracker(now=LATER, enrolled=())
    assert has_room(later.standing())
    later.review("kube/pods", "good", 20)
    assert not has_room(later.standing())
    assert later.brief()["refresh"] == []
    later.log("kube/policies", 120)
    assert has_room(later.standing())
    assert later.brief()["refresh"]
    later.review("kube/services", "good", 20)
    assert not has_room(later.standing())


def test_a_memory_is_compared_after_thirty_reviews(make_tracker: MakeTracker) -> None:
    """Not before; milestones have no part in it."""
    tracker = make_tracker()
    tracker.done(["kube/pods"], Extras(day=TODAY - dt.timedelta(days=62)))
    for back in range(60, 30, -1):
        assert memory_fit(tracker.standing()) is None
        tracker.review("kube/pods", "good", extras=Extras(day=TODAY - dt.timedelta(days=back)))
    found = memory_fit(tracker.standing())
    assert found is not None
    assert (found.reviews, found.actual) == (30, 1.0)
