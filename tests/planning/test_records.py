"""Pauses, nudges and calibration: the few events that are read whole."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import EXAM, KUBE, TODAY, MakeTracker
from tests.journal.builders import an_event

from roadtrack.journal.events import Foretold, Paused, Resumed
from roadtrack.planning.nudges import nudges
from roadtrack.planning.pace import weekly_pool
from roadtrack.planning.records import Pause, paused_days, pauses
from roadtrack.tracker import Tracker

WITH_EXAM = {
    "kube": KUBE.replace('issuer = "Nobody"', 'issuer = "Nobody"\nvalid_months = 24')
    + EXAM
    + """
[[section.step]]
id = "book-exam"
title = "Book it"
kind = "milestone"
hours = 0.5
evidence = "The booking"
"""
}


def day(number: int) -> dt.date:
    """A day of November 2026."""
    return dt.date(2026, 11, number)


def told(*deeds: Paused | Resumed) -> tuple[Pause, ...]:
    """What these say."""
    return pauses([an_event(deed, number, ref=None) for number, deed in enumerate(deeds, start=1)])


def test_a_pause_has_both_its_days() -> None:
    """Closed or open."""
    assert told(Paused("2026-11-01", "2026-11-03")) == (Pause(day(1), day(3)),)
    assert told(Paused("2026-11-01")) == (Pause(day(1), None),)
    assert paused_days(told(Paused("2026-11-20")), TODAY) == {day(20), day(21), day(22)}


def test_a_resume_ends_the_last_one() -> None:
    """From its day on; on the pause's own first day nothing is left of it."""
    assert told(Paused("2026-11-01", "2026-11-09"), Resumed("2026-11-05")) == (Pause(day(1), day(4)),)
    assert told(Paused("2026-11-01"), Resumed("2026-11-01")) == ()
    assert told(Resumed("2026-11-01")) == ()
    assert told(Paused("2026-11-01", "2026-11-03"), Resumed("2026-11-09")) == (Pause(day(1), day(3)),)


@given(st.lists(st.dates(dt.date(2026, 9, 1), dt.date(2026, 11, 22)), max_size=30))
def test_paused_days_lie_behind(starts: list[dt.date]) -> None:
    """None after today, and every start is in."""
    found = paused_days([Pause(start, start + dt.timedelta(days=3)) for start in starts], TODAY)
    assert all(d <= TODAY for d in found)
    assert set(starts) <= found


def test_a_paused_week_says_nothing_about_the_others() -> None:
    """With four days off it is left out, with three it counts."""
    minutes = {dt.date(2026, 11, 2): 300, dt.date(2026, 11, 16): 60}
    assert weekly_pool(minutes, TODAY) == (5, 0)
    assert weekly_pool(minutes, TODAY, {day(n) for n in range(9, 13)}) == (5,)
    assert weekly_pool(minutes, TODAY, {day(n) for n in range(9, 12)}) == (5, 0)


def test_a_holiday_keeps_the_streak(make_tracker: MakeTracker) -> None:
    """Ten days away would end it."""
    tracker = make_tracker()
    tracker.done(["kube/pods"])
    later = make_tracker(now="2026-12-02T20:41:00+00:00", enrolled=())
    assert later.standing().streak.days == 0
    later.pause(dt.date(2026, 11, 23), dt.date(2026, 12, 1))
    assert later.standing().streak.days == 1
    later.undo()
    assert later.standing().streak.days == 0


# -- nudges ------------------------------------------------------------------------------------------------


def kinds(tracker: Tracker) -> list[str]:
    """What is nudged about."""
    return [nudge.kind for nudge in nudges(tracker.standing())]


def test_nothing_is_due_with_months_to_go(make_tracker: MakeTracker) -> None:
    """Nor for a goal without a date."""
    tracker = make_tracker(files=WITH_EXAM)
    assert kinds(tracker) == []
    tracker.set_goal("kube", by=TODAY + dt.timedelta(days=60), importance=2)
    assert kinds(tracker) == []


def test_an_exam_near_is_to_be_booked_and_rehearsed(make_tracker: MakeTracker) -> None:
    """Booking from thirty days on, a mock from three weeks on; each until it is done."""
    tracker = make_tracker(files={"kube": WITH_EXAM["kube"].replace('id = "config"', 'id = "mock-exam"')})
    tracker.set_goal("kube", by=TODAY + dt.timedelta(days=30), importance=2)
    assert kinds(tracker) == ["book"]
    tracker.set_goal("kube", by=TODAY + dt.timedelta(days=21), importance=2)
    assert kinds(tracker) == ["book", "mock"]
    tracker.done(["kube/book-exam"])
    assert kinds(tracker) == ["mock"]
    tracker.mock("kube", {"core": (70, 5)})
    assert kinds(tracker) == []


def test_all_done_but_the_exam(make_tracker: MakeTracker) -> None:
    """Then sit it."""
    tracker = make_tracker(files=WITH_EXAM)
    tracker.done(["kube/pods", "kube/services", "kube/config", "kube/policies", "kube/book-exam"])
    assert kinds(tracker) == ["sit"]


def test_a_date_gone_by(make_tracker: MakeTracker) -> None:
    """Asks for a new one."""
    make_tracker(by=TODAY + dt.timedelta(days=2))
    assert "date" in kinds(make_tracker(now="2026-11-26T20:41:00+00:00", enrolled=()))


def test_a_certificate_near_its_end(make_tracker: MakeTracker) -> None:
    """Is to be renewed, two weeks before."""
    tracker = make_tracker(files=WITH_EXAM)
    tracker.certify("kube", dt.date(2025, 1, 10))
    (nudge,) = nudges(tracker.standing())
    assert (nudge.kind, nudge.command) == ("renew", "roadtrack enroll kube --by 2026-12-27")


def test_an_exam_step_that_is_done_is_a_certificate(make_tracker: MakeTracker) -> None:
    """Of the day it was ticked; one that was told wins."""
    tracker = make_tracker(files=WITH_EXAM)
    tracker.done(["kube/exam"])
    assert tracker.standing().held["kube"].earned == TODAY
    tracker.certify("kube", dt.date(2026, 11, 20), dt.date(2028, 1, 1))
    assert tracker.standing().held["kube"].expires == dt.date(2028, 1, 1)


def test_some_quiet_days(make_tracker: MakeTracker) -> None:
    """A word after four, none on a holiday."""
    make_tracker().done(["kube/pods"])
    later = make_tracker(now="2026-11-26T20:41:00+00:00", enrolled=())
    assert kinds(later) == ["checkin"]
    later.pause(TODAY, None)
    assert kinds(later) == []


# -- forecasts that were kept --------------------------------------------------------------------------------


def test_a_forecast_is_kept_once_a_week(make_tracker: MakeTracker) -> None:
    """With the first action of a week, for each dated goal; undo never meets it, history shows it when asked."""
    tracker = make_tracker(by=TODAY + dt.timedelta(weeks=8))
    tracker.done(["kube/pods"])
    tracker.note("kube/pods", "again")
    kept = tracker.history(kinds=(Foretold.kind,))
    assert [entry.event.ref for entry in kept] == ["kube"]
    assert Foretold.kind not in {entry.event.kind for entry in tracker.history()}
    assert tracker.undo(2).changed == ("kube/pods",)
    assert len(tracker.history(kinds=(Foretold.kind,))) == 1


@pytest.mark.parametrize(("finish", "met"), [("2026-11-29", True), ("2027-12-01", False)])
def test_a_forecast_is_held_against_what_came(make_tracker: MakeTracker, finish: str, met: bool) -> None:
    """Resolved when the goal is complete; met when that was by the day."""
    tracker = make_tracker(by=TODAY + dt.timedelta(weeks=8))
    tracker.done(["kube/pods"])
    assert tracker.calibration().resolved == 0
    later = make_tracker(now=f"{finish}T12:00:00+00:00", enrolled=())
    later.done(["kube/services", "kube/config", "kube/policies"])
    found = later.calibration()
    assert (found.resolved >= 1, bool(found.met_p85), found.says) == (True, met, False)
