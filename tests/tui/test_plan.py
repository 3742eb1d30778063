"""The Plan view: forecasts, tries that save nothing, editing a goal, mock exams, pauses."""

import datetime as dt
from pathlib import Path

import pytest

from roadtrack.tui.app import RoadtrackApp
from roadtrack.tui.screens.plan import PlanView
from tests.conftest import EXAM
from tests.tui.stage import KUBE, TODAY, Stage, a_stage, press, screen_text, the_app, type_line, view

SOON = TODAY + dt.timedelta(days=8)


def a_plan(folder: Path) -> Stage:
    """A stage with an exam goal that is due soon and a lab-like one without a date."""
    stage = a_stage(folder, enrolled=("kube", "secure"), extra={"kube": KUBE + EXAM})
    tracker = stage.tracker()
    tracker.set_goal("kube", by=SOON, importance=2)
    tracker.set_goal("secure", by=None, importance=1)
    return stage


def plan(app: RoadtrackApp) -> PlanView:
    """The Plan view on the screen."""
    assert isinstance(app.screen, PlanView)
    return app.screen


async def test_goals_with_their_chances(tmp_path: Path) -> None:
    """Dates, ranges and chances in rows; the levers of the selected goal; what it is based on."""
    async with the_app(a_plan(tmp_path)) as (app, pilot):
        await press(pilot, "3")
        text = screen_text(app)
        goal = plan(app).goal
        assert goal is not None
        assert goal.id == "kube"
        row = next(line for line in text.splitlines() if "› kube" in line)
        assert "30 Nov" in row
        assert "%" in row
        assert "+1 h a week" in text
        assert "Rough, from your plan only" in text
        await press(pilot, "j")
        assert "No date, so no chance to give. enter sets one." in screen_text(app)


async def test_wide_shows_what_is_ahead_and_readiness(tmp_path: Path) -> None:
    """The exam's day, and weak evidence without a mock."""
    async with the_app(a_plan(tmp_path), (120, 40)) as (app, pilot):
        await press(pilot, "3")
        text = screen_text(app)
    assert "Exam: Kubernetes in small" in text
    assert "weak: no mock exam yet" in text


async def test_trying_saves_nothing(tmp_path: Path) -> None:
    """More hours and another date change the chance shown; escape ends it; the journal has nothing new."""
    stage = a_plan(tmp_path)
    before = len(stage.tracker().history())
    async with the_app(stage) as (app, pilot):
        await press(pilot, "3", "plus", "plus")
        assert "Trying 5.3 h a week" in screen_text(app)
        await press(pilot, "minus")
        assert "Trying 4.3 h a week" in screen_text(app)
        await press(pilot, "d")
        await type_line(pilot, "+1y")
        assert "due 22 Nov 2027: likely 95 %" in screen_text(app)
        await press(pilot, "x")
        await type_line(pilot, "policies")
        assert "without kube/policies" in screen_text(app)
        await press(pilot, "escape")
        assert "Trying" not in screen_text(app)
    assert len(stage.tracker().history()) == before


async def test_a_past_date_is_refused_in_place(tmp_path: Path) -> None:
    """What was typed stays."""
    async with the_app(a_plan(tmp_path)) as (app, pilot):
        await press(pilot, "3", "d")
        await type_line(pilot, "2020-01-01")
        assert "a forecast looks ahead" in screen_text(app)
        await press(pilot, "escape")


async def test_enter_edits_the_goal(tmp_path: Path) -> None:
    """Date and importance in one line; undo takes it back."""
    stage = a_plan(tmp_path)
    async with the_app(stage) as (app, pilot):
        await press(pilot, "3", "enter")
        await type_line(pilot, "nonsense")
        assert "then the importance" in screen_text(app)
        await type_line(pilot, "2027-02-13 3")
        goal = stage.tracker().standing().goal("kube")
        assert goal is not None
        assert (goal.by, goal.importance) == (dt.date(2027, 2, 13), 3)
        await press(pilot, "u")
        goal = stage.tracker().standing().goal("kube")
        assert goal is not None
        assert goal.by == SOON


async def test_a_mock_exam(tmp_path: Path) -> None:
    """Recorded by section; readiness has a chance from then on, if the pass mark is known."""
    stage = a_plan(tmp_path)
    async with the_app(stage, (120, 40)) as (app, pilot):
        await press(pilot, "3", "r")
        await type_line(pilot, "core=70 net=50")
        assert "evidence: 1 mock exam" in screen_text(app)
    assert stage.tracker().readiness("kube").mocks == 1


async def test_a_certificate(tmp_path: Path) -> None:
    """Earned on a day, with the expiry that is printed on it; refused for a goal without an exam."""
    stage = a_plan(tmp_path)
    async with the_app(stage) as (app, pilot):
        await press(pilot, "3", "A")
        await type_line(pilot, "2026-03-01 2028-03-01")
        assert "kube earned on 1 Mar" in screen_text(app)
        held = stage.tracker().standing().held["kube"]
        assert (held.earned, held.expires) == (dt.date(2026, 3, 1), dt.date(2028, 3, 1))
        await press(pilot, "u")
        assert stage.tracker().standing().held == {}


async def test_the_chart_has_three_units(tmp_path: Path) -> None:
    """Points, hours, steps, and round again."""
    async with the_app(a_plan(tmp_path), (120, 40)) as (app, pilot):
        await press(pilot, "3")
        for unit in ("points", "hours", "steps", "points"):
            assert f"burn-up in {unit}" in screen_text(app)
            await press(pilot, "b")


async def test_a_pause_and_its_end(tmp_path: Path) -> None:
    """The same key."""
    stage = a_plan(tmp_path)
    async with the_app(stage) as (app, pilot):
        await press(pilot, "3", "P")
        await type_line(pilot, "2027-01-03")
        assert "the streak waits" in screen_text(app)
        assert stage.tracker().standing().pause is not None
        await press(pilot, "P")
        assert stage.tracker().standing().pause is None


async def test_review_and_snooze_from_the_list(tmp_path: Path) -> None:
    """On a finished step and on an open one."""
    stage = a_plan(tmp_path)
    stage.tracker().done(["kube/pods"])
    async with the_app(stage) as (app, pilot):
        await press(pilot, "2", "g")
        while view(app).ref != "kube/pods":
            await press(pilot, "j")
        await press(pilot, "r")
        await type_line(pilot, "hard")
        assert "kube/pods reviewed: hard" in screen_text(app)
        await press(pilot, "j", "z")
        await type_line(pilot, "+2w")
        assert "snoozed until 6 Dec" in screen_text(app)
        await press(pilot, "r")
        assert "nothing to recall yet" in screen_text(app)


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (120, 40), (200, 60)])
async def test_every_size(tmp_path: Path, size: tuple[int, int]) -> None:
    """The goals are always there, nothing breaks while it is resized, and no goal gives a next step."""
    async with the_app(a_plan(tmp_path), size) as (app, pilot):
        await press(pilot, "3")
        assert "kube" in screen_text(app)
        await pilot.resize_terminal(80, 24)
        await press(pilot, "j")
        assert "secure" in screen_text(app)


async def test_without_goals(tmp_path: Path) -> None:
    """It says what to do."""
    stage = a_stage(tmp_path)
    stage.tracker().unenroll(["kube"])
    async with the_app(stage) as (app, pilot):
        await press(pilot, "escape", "3")
        assert "No goals yet. E picks a curriculum." in screen_text(app)
