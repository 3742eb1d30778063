"""Marking several rows with `v` in Today and in the checklist: one action for all of them."""

import datetime as dt
from pathlib import Path

import pytest

from roadtrack.journal.events import Status
from roadtrack.tui.app import RoadtrackApp
from roadtrack.tui.screens.several import SeveralView
from tests.tui.stage import KUBE, Stage, a_stage, press, screen_text, the_app, today, type_line, view

HOSTILE = KUBE.replace('"Run a Pod"', '"[@click=app.bell]x[/] 界"')


def marks(app: RoadtrackApp) -> list[str]:
    """The refs marked in the view on the screen."""
    assert isinstance(app.screen, SeveralView)
    return list(app.screen.marked)


def status(stage: Stage, ref: str) -> Status:
    """What the journal says of a step."""
    return stage.tracker().standing().state(ref).status


def row(app: RoadtrackApp, words: str) -> str:
    """The one line of the screen with these words."""
    found = [line for line in screen_text(app).splitlines() if words in line]
    assert len(found) == 1, (words, found)
    return found[0]


async def test_marked_in_today_and_ticked_off_at_once(tmp_path: Path) -> None:
    """v marks and goes on; space ticks all off as one action, which one undo takes back."""
    stage = a_stage(tmp_path)
    async with the_app(stage) as (app, pilot):
        assert today(app).ref == "kube/pods"
        await press(pilot, "v", "v")
        assert marks(app) == ["kube/pods", "kube/config"]
        assert "*[ ] kube/pods" in row(app, "] kube/pods")
        assert "2 marked · space s x z take all · esc clears" in screen_text(app)
        await press(pilot, "space")
        assert "✓ 2 steps done" in screen_text(app)
        assert marks(app) == []
        assert "*" not in row(app, "] kube/pods")
        assert {status(stage, "kube/pods"), status(stage, "kube/config")} == {Status.DONE}
        assert len({entry.event.action for entry in stage.tracker().history(kinds=("done",))}) == 1
        await press(pilot, "u")
        assert {status(stage, "kube/pods"), status(stage, "kube/config")} == {Status.TODO}


async def test_the_star_differs_without_colour_in_the_checklist(tmp_path: Path) -> None:
    """It stands before the box, whatever the depth; marking again takes it away."""
    async with the_app(a_stage(tmp_path)) as (app, pilot):
        await press(pilot, "2", "v")
        assert "*[ ] pods" in row(app, "] pods")
        assert "2 marked" not in screen_text(app)
        await press(pilot, "k", "v")
        assert "  [ ] pods" in row(app, "] pods")
        assert "nothing is marked" in screen_text(app)


async def test_what_is_so_already_is_told(tmp_path: Path) -> None:
    """Only the others are ticked off; when all are done, space puts all back."""
    stage = a_stage(tmp_path)
    stage.tracker().done(["kube/pods"])
    async with the_app(stage) as (app, pilot):
        await press(pilot, "2", "g")
        while view(app).ref != "kube/pods":
            await press(pilot, "j")
        await press(pilot, "v", "v", "space")
        assert "✓ kube/services done, 1 already" in screen_text(app)
        await press(pilot, "k", "k", "v", "v", "space")
        assert "2 steps back to todo" in screen_text(app)
        assert {status(stage, "kube/pods"), status(stage, "kube/services")} == {Status.TODO}


async def test_start_skip_and_snooze_take_all(tmp_path: Path) -> None:
    """Each asks once."""
    stage = a_stage(tmp_path)
    async with the_app(stage) as (app, pilot):
        await press(pilot, "v", "v", "s")
        assert "2 steps started" in screen_text(app)
        assert status(stage, "kube/config") is Status.DOING
        await press(pilot, "g", "v", "v", "z")
        assert "Leave 2 steps out until" in screen_text(app)
        await type_line(pilot, "+2w")
        assert "2 steps snoozed until 6 Dec" in screen_text(app)
        assert stage.tracker().standing().state("kube/pods").snoozed == dt.date(2026, 12, 6).isoformat()
        await press(pilot, "g", "v", "v", "x")
        assert "Why leave out 2 steps?" in screen_text(app)
        await type_line(pilot, "known from work")
        assert "2 steps skipped" in screen_text(app)
        assert status(stage, "kube/config") is Status.SKIPPED
        assert len({entry.event.action for entry in stage.tracker().history(kinds=("skip",))}) == 1


async def test_leaving_the_question_keeps_the_marks(tmp_path: Path) -> None:
    """Nothing was done, so nothing is forgotten."""
    async with the_app(a_stage(tmp_path)) as (app, pilot):
        await press(pilot, "v", "v", "x", "escape")
        assert marks(app) == ["kube/pods", "kube/config"]


async def test_other_keys_keep_to_the_selected_step(tmp_path: Path) -> None:
    """A note goes to the cursor's step, and the marks stay."""
    stage = a_stage(tmp_path)
    async with the_app(stage) as (app, pilot):
        await press(pilot, "v", "n")
        await type_line(pilot, "for one only")
        assert "noted on kube/config" in screen_text(app)
        assert marks(app) == ["kube/pods"]


async def test_escape_clears_marks_first(tmp_path: Path) -> None:
    """Then the filter, as always."""
    async with the_app(a_stage(tmp_path)) as (app, pilot):
        await press(pilot, "v", "escape")
        assert marks(app) == []
        assert "nothing is marked" in screen_text(app)
        await press(pilot, "2", "f", "g", "j", "v")
        assert marks(app) == ["kube/services"]
        await press(pilot, "escape")
        assert marks(app) == []
        assert "filter: blocked" in screen_text(app)
        await press(pilot, "escape")
        assert "filter: all" in screen_text(app)


async def test_marks_stay_through_folds_and_go_with_the_curriculum(tmp_path: Path) -> None:
    """A fold hides rows, another checklist has others."""
    async with the_app(a_stage(tmp_path, enrolled=("kube", "secure"))) as (app, pilot):
        await press(pilot, "2", "v", "H")
        assert marks(app) == ["kube/pods"]
        assert "1 marked" in screen_text(app)
        await press(pilot, "v")
        assert "only steps can be marked" in screen_text(app)
        await press(pilot, "c")
        assert marks(app) == []


async def test_nothing_to_mark(tmp_path: Path) -> None:
    """An empty list has nothing, and says so."""
    stage = a_stage(tmp_path)
    stage.tracker().unenroll(["kube"])
    async with the_app(stage) as (app, pilot):
        await press(pilot, "escape", "v")
        assert "only steps can be marked" in screen_text(app)
        await press(pilot, "2", "v", "space")
        assert marks(app) == []


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (120, 40), (200, 60)])
async def test_every_size_and_hostile_titles(tmp_path: Path, size: tuple[int, int]) -> None:
    """The star is there, the title stays text."""
    async with the_app(a_stage(tmp_path, extra={"kube": HOSTILE}), size) as (app, pilot):
        await press(pilot, "v")
        assert "*[ ] kube/pods" in screen_text(app)
        assert "1 marked" in screen_text(app)
        await press(pilot, "2", "g", "j", "v")
        text = screen_text(app)
        assert "*[ ] pods" in text
        assert "\x1b" not in text
        assert "\u202e" not in text
        await pilot.resize_terminal(80, 24)
        assert "*[ ] pods" in screen_text(app)
