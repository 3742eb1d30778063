"""A step a week for goals without a date."""

import datetime as dt

from tests.conftest import KUBE, SECURE, SMALL, TODAY, MakeTracker

from roadtrack.planning.side import side_step

APART = {
    "kube": KUBE,
    "secure": SECURE.replace('use = "kube/policies"', 'id = "own"\ntitle = "Own"').replace(
        'use = "kube/pods"', 'id = "other"\ntitle = "Other"\nhours = 9'
    ),
}
"""Two goals that share nothing."""


def test_an_undated_goal_left_alone_gets_a_step(make_tracker: MakeTracker) -> None:
    """Beside a dated one, after a week without anything; what was touched since waits again."""
    tracker = make_tracker(enrolled=("kube", "secure"), files=APART)
    tracker.set_goal("kube", by=TODAY + dt.timedelta(days=16), importance=3)
    assert side_step(tracker.standing(), 7) is None
    later = make_tracker(now="2026-11-29T20:41:00+00:00", enrolled=())
    found = side_step(later.standing(), 7)
    assert found is not None
    assert found.ref == "secure/audit"
    later.start(["secure/audit"])
    assert side_step(later.standing(), 7) is None
    assert side_step(later.standing(), 0) is None


def test_nothing_to_stand_beside(make_tracker: MakeTracker) -> None:
    """Without a dated goal there is no lane of its own."""
    tracker = make_tracker(now="2026-11-29T20:41:00+00:00")
    assert side_step(tracker.standing(), 0) is None
    assert side_step(make_tracker(now="2026-12-29T20:41:00+00:00", enrolled=()).standing(), 7) is None


def test_the_best_step_is_not_shown_twice(make_tracker: MakeTracker) -> None:
    """When the undated goal's step leads anyway."""
    tracker = make_tracker(enrolled=("kube", "secure"), files=SMALL)
    tracker.set_goal("kube", by=TODAY + dt.timedelta(days=900), importance=1)
    tracker.set_goal("secure", by=None, importance=3)
    later = make_tracker(now="2026-12-29T20:41:00+00:00", enrolled=()).standing()
    found = side_step(later, 7)
    assert found is None or found is not later.plan.suggestions[0]
