"""Evenings as a learner lives them, key by key: a week planned, an exam passed, a mistake taken back.

The daily check-in and the first run are in test_checkin.py.
"""

import datetime as dt
from pathlib import Path

from roadtrack.journal.events import Status
from tests.conftest import EXAM
from tests.tui.stage import KUBE, TODAY, a_stage, press, screen_text, the_app, type_line, until


async def test_a_week_is_planned(tmp_path: Path) -> None:
    """The plan says it is tight; more hours are tried, the date is moved, a holiday begins, a step is put off."""
    stage = a_stage(tmp_path)
    tracker = stage.tracker()
    tracker.set_goal("kube", by=TODAY + dt.timedelta(days=6), importance=2)
    async with the_app(stage) as (app, pilot):
        await press(pilot, "3")
        before = screen_text(app)
        assert "+1 h a week" in before
        await press(pilot, "plus", "plus")
        assert "Trying" in screen_text(app)
        await press(pilot, "escape", "enter")
        await type_line(pilot, "2027-02-13 3")
        assert "kube by 13 Feb, importance 3" in screen_text(app)
        await press(pilot, "P")
        await type_line(pilot, "2026-12-01")
        assert "paused until 1 Dec" in screen_text(app)
        await press(pilot, "1", "z")
        await type_line(pilot, "+2w")
        assert "snoozed until 6 Dec" in screen_text(app)
    standing = stage.tracker().standing()
    assert standing.goals[0].by == dt.date(2027, 2, 13)
    assert standing.pause is not None
    assert any(state.snoozed for state in standing.states.values())


async def test_an_exam_is_passed(tmp_path: Path) -> None:
    """A mock, the last steps, the exam with its certificate; the plan says that all is done and until when it holds."""
    exam = KUBE.replace('issuer = "Nobody"', 'issuer = "Nobody"\nvalid_months = 24\npass_percent = 66') + EXAM
    stage = a_stage(tmp_path, extra={"kube": exam})
    tracker = stage.tracker()
    tracker.done([ref for ref in tracker.standing().library.outlines["kube"].order if ref != "kube/exam"])
    async with the_app(stage, (120, 40)) as (app, pilot):
        await press(pilot, "3", "r")
        await type_line(pilot, "core=80 net=75")
        assert "evidence: 1 mock exam" in screen_text(app)
        await press(pilot, "2", "G", "space")
        await until(pilot, lambda: app.standing is not None and "kube" in app.standing.held, "the certificate is there")
        await press(pilot, "3")
        assert "All of it is done." in screen_text(app)
        assert "Last day of Kubernetes in small" in screen_text(app)
    assert stage.tracker().standing().held["kube"].expires == dt.date(2028, 11, 22)


async def test_a_mistake_is_taken_back_from_history(tmp_path: Path) -> None:
    """Not the last action but an earlier one, from the list of what happened."""
    stage = a_stage(tmp_path)
    tracker = stage.tracker()
    tracker.done(["kube/pods"])
    tracker.note("kube/services", "a thought")
    async with the_app(stage) as (app, pilot):
        await press(pilot, "4", "j")
        assert "kube/pods" in screen_text(app)
        await press(pilot, "u")
        assert "undid: kube/pods done" in screen_text(app)
    standing = stage.tracker().standing()
    assert standing.state("kube/pods").status is Status.TODO
    assert standing.state("kube/services").notes == 1
