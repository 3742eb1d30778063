"""The Roles view: roles beside each other, and the gap of one."""

from pathlib import Path

from roadtrack.tui.app import RoadtrackApp
from roadtrack.tui.screens.roles import RolesView
from tests.conftest import EXAM, ROLE
from tests.tui.stage import KUBE, Stage, a_stage, press, screen_text, the_app


def a_role(folder: Path) -> Stage:
    """A stage with a role over the two curricula."""
    return a_stage(folder, extra={"kube": KUBE + EXAM, "keeper": ROLE})


def roles(app: RoadtrackApp) -> RolesView:
    """The Roles view on the screen."""
    assert isinstance(app.screen, RolesView)
    return app.screen


async def test_a_role_shows_its_facts(tmp_path: Path) -> None:
    """Progress and hours in the row; exams, ladder and figures with year and source beneath."""
    stage = a_role(tmp_path)
    stage.tracker().done(["kube/pods"])
    async with the_app(stage) as (app, pilot):
        await press(pilot, "6")
        text = screen_text(app)
    assert "Keeper of clusters" in text
    assert "0/1 exams" in text
    assert "facts checked 2026-11-01" in text
    assert "Head keeper, 8+ years" in text
    assert "US, mean: US$100,000 (2025, A survey)" in text


async def test_enter_shows_the_gap_and_escape_comes_back(tmp_path: Path) -> None:
    """The gap lists the missing steps by part, the cheapest first."""
    async with the_app(a_role(tmp_path), (120, 40)) as (app, pilot):
        await press(pilot, "6", "enter")
        text = screen_text(app)
        assert text.index("Lead ·") < text.index("Know: Kubernetes in small ·")
        assert roles(app).ref == "keeper/review"
        await press(pilot, "escape")
        assert "Lead ·" not in screen_text(app)
        assert roles(app).ref == ""


async def test_marking_in_the_gap_closes_it(tmp_path: Path) -> None:
    """Space marks the selected step; it leaves the gap and the role's number moves."""
    async with the_app(a_role(tmp_path), (120, 40)) as (app, pilot):
        await press(pilot, "6", "enter", "space")
        text = screen_text(app)
        assert "Lead ·" not in text
        assert roles(app).ref == "secure/audit"
        await press(pilot, "escape")
        row = next(line for line in screen_text(app).splitlines() if "Keeper of clusters" in line)
        assert " 14 %" in row


async def test_without_a_role_it_says_how_to_get_one(tmp_path: Path) -> None:
    """An empty view has a next step."""
    async with the_app(a_stage(tmp_path)) as (app, pilot):
        await press(pilot, "6")
        assert "roadtrack curriculum new my-role --kind role" in screen_text(app)
