"""Forecasts of goals: dates, words, levers, and one week for all goals."""

import datetime as dt

import pytest
from tests.conftest import SMALL, TODAY, WITH_ROLE, MakeTracker

from roadtrack.planning.outlook import Outlook, Outlooks, Try, chance_words
from roadtrack.tracker import Tracker

FAR = TODAY + dt.timedelta(weeks=100)


def outlooks(tracker: Tracker) -> tuple[Outlooks, dict[str, Outlook]]:
    """The forecasts of all goals, by goal."""
    standing, found = tracker.outlooks()
    return found, {goal.id: found.outlook(goal) for goal in standing.goals}


@pytest.mark.parametrize(
    ("percent", "words"),
    [(None, ""), (5, "unlikely"), (39, "unlikely"), (40, "toss-up"), (79, "toss-up"), (80, "likely")],
)
def test_words(percent: int | None, words: str) -> None:
    """Likely from 80, unlikely below 40."""
    assert chance_words(percent) == words


def test_a_date_far_away_is_likely_and_one_today_is_not(make_tracker: MakeTracker) -> None:
    """The chance is given in steps of 5 and is never 0 or 100."""
    _, far = outlooks(make_tracker(by=FAR))
    assert (far["kube"].percent, far["kube"].words) == (95, "likely")
    tracker = make_tracker()
    tracker.set_goal("kube", by=TODAY, importance=2)
    assert outlooks(tracker)[1]["kube"].percent == 5


def test_days_are_in_order(make_tracker: MakeTracker) -> None:
    """P15, P50, P85, none before today; the work is that of the open steps."""
    _, found = outlooks(make_tracker())
    kube = found["kube"]
    assert kube.early is not None
    assert kube.middle is not None
    assert kube.late is not None
    assert TODAY <= kube.early <= kube.middle <= kube.late
    assert (kube.hours, kube.percent, kube.words, kube.before) == (7.0, None, "", ())


def test_a_goal_that_is_done(make_tracker: MakeTracker) -> None:
    """Nothing left ends today."""
    tracker = make_tracker()
    tracker.done(["kube/pods", "kube/services", "kube/config", "kube/policies"])
    _, found = outlooks(tracker)
    assert (found["kube"].hours, found["kube"].late) == (0, TODAY)


def test_what_is_due_before_comes_first(make_tracker: MakeTracker) -> None:
    """Its work counts, once where both share it; nothing undated or past its date does."""
    tracker = make_tracker(enrolled=("kube", "secure"), files=SMALL)
    tracker.set_goal("kube", by=TODAY + dt.timedelta(weeks=2), importance=2)
    tracker.set_goal("secure", by=TODAY + dt.timedelta(weeks=4), importance=3)
    _, found = outlooks(tracker)
    assert (found["kube"].before, found["kube"].hours) == ((), 7.0)
    assert (found["secure"].before, found["secure"].hours) == (("kube",), 8.0)
    tracker.set_goal("kube", by=None, importance=2)
    _, found = outlooks(tracker)
    assert (found["secure"].before, found["kube"].before) == ((), ("secure",))


def test_of_one_day_the_more_important_comes_first(make_tracker: MakeTracker) -> None:
    """Then the name decides, so that exactly one of two waits."""
    tracker = make_tracker(enrolled=("kube", "secure"), files=SMALL)
    tracker.set_goal("kube", by=FAR, importance=2)
    tracker.set_goal("secure", by=FAR, importance=3)
    _, found = outlooks(tracker)
    assert (found["kube"].before, found["secure"].before) == (("secure",), ())


def test_levers_raise_the_chance(make_tracker: MakeTracker) -> None:
    """More hours, a later date, a goal that waits: each with the chance that trying it out gives."""
    tracker = make_tracker(enrolled=("kube", "secure"), files=SMALL)
    tracker.set_goal("secure", by=TODAY + dt.timedelta(days=7), importance=2)
    tracker.set_goal("kube", by=TODAY + dt.timedelta(days=9), importance=2)
    standing, found = tracker.outlooks()
    goal = standing.goal("kube")
    assert goal is not None
    now = found.outlook(goal).percent
    assert now is not None
    levers = found.levers(goal)
    assert {"hours", "date"} <= {lever.kind for lever in levers}
    for lever in levers:
        assert lever.percent > now
        what_if = {
            "hours": Try(hours_per_week=found.hours_per_week + lever.value),
            "date": Try(by=lever.day),
            "goal": Try(without=frozenset({lever.name})),
            "step": Try(without=frozenset({lever.name})),
        }[lever.kind]
        assert found.outlook(goal, what_if).percent == lever.percent or lever.kind == "date"


def test_a_likely_goal_needs_no_lever(make_tracker: MakeTracker) -> None:
    """Nor one without a date."""
    for by in (FAR, None):
        tracker = make_tracker(by=by)
        standing, found = tracker.outlooks()
        assert found.levers(standing.goals[0]) == ()


def test_without_a_step_its_needs_stay(make_tracker: MakeTracker) -> None:
    """What only it needed goes with it; what has weight of its own stays."""
    tracker = make_tracker(enrolled=("keeper",), files=WITH_ROLE)
    standing, found = tracker.outlooks()
    whole = found.outlook(standing.goals[0]).hours
    less = found.outlook(standing.goals[0], Try(without=frozenset({"kube/policies"}))).hours
    assert whole - less == 1.5


def test_the_answer_does_not_flicker(make_tracker: MakeTracker) -> None:
    """Two looks on one day agree."""
    tracker = make_tracker(by=TODAY + dt.timedelta(weeks=2))
    assert outlooks(tracker)[1] == outlooks(tracker)[1]


def test_nothing_to_forecast_from(make_tracker: MakeTracker) -> None:
    """A plan of no hours and an empty journal."""
    tracker = make_tracker(by=FAR)
    standing = tracker.standing()
    standing = type(standing)(**{name: getattr(standing, name) for name in standing.__slots__} | {"planned_hours": 0.0})
    found = Outlooks(standing).outlook(standing.goals[0])
    assert (found.known, found.percent, found.late) == (False, None, None)
