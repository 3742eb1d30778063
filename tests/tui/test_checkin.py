"""The daily check-in, key by key, and the first run."""

from pathlib import Path

import pytest

from roadtrack.journal.events import Attached, Logged, Noted, Status
from roadtrack.tui.app import RoadtrackApp, farewell
from roadtrack.tui.screens.enrol import EnrolScreen
from tests.tui.stage import a_stage, press, screen_text, settled, the_app, today, type_line, until


async def test_the_thirty_second_check_in(tmp_path: Path) -> None:
    """space, n, a, t, j space, u, q: each is saved at once, on the step under the cursor."""
    proof = tmp_path / "egress.txt"
    proof.write_text("blocked\n")
    stage = a_stage(tmp_path)
    async with the_app(stage) as (app, pilot):
        first = today(app).ref
        assert first == "kube/pods"
        await press(pilot, "space")
        assert "[x] kube/pods" in screen_text(app)
        assert "kube/pods done" in screen_text(app)
        assert "u undo" in screen_text(app)
        assert today(app).ref == first
        await press(pilot, "n")
        await type_line(pilot, "egress default-deny needs DNS")
        await press(pilot, "a")
        await type_line(pilot, str(proof))
        await press(pilot, "t")
        await type_line(pilot, "1h30")
        await press(pilot, "j", "space")
        second = today(app).ref
        assert stage.tracker().standing().state(second).status is Status.DONE
        await press(pilot, "u")
        assert stage.tracker().standing().state(second).status is Status.TODO
        assert f"undid: {second} done" in screen_text(app)
        line = farewell(app._first_brief, app.brief)
        await press(pilot, "q")
    deeds = [entry.event.deed for entry in stage.tracker().history(first)]
    assert [type(deed) for deed in deeds if isinstance(deed, Logged | Attached | Noted)] == [Logged, Attached, Noted]
    assert stage.tracker().standing().state(first).verified
    assert line.startswith("22 Nov  kube 20 % (+20) · 1 done · 1 note · 1 evidence · 1h30 · next ")


async def test_the_first_run_writes_nothing_until_the_last_enter(tmp_path: Path) -> None:
    """Choosing shows the files about to be made; only then they are."""
    stage = a_stage(tmp_path, enrolled=())
    async with the_app(stage) as (app, pilot):
        await until(pilot, lambda: isinstance(app.screen, EnrolScreen), "the welcome")
        assert "Nothing is written until you choose." in screen_text(app)
        await press(pilot, "space", "enter")
        assert "journal.db" in screen_text(app)
        assert not (tmp_path / "data").exists()
        await press(pilot, "enter")
        await until(pilot, (tmp_path / "data" / "journal.db").exists, "the journal")
        await settled(pilot)
        assert today(app).ref == "kube/pods"
        assert "? for all keys" in screen_text(app)


async def test_leaving_the_first_run_leaves_no_file(tmp_path: Path) -> None:
    """Escape at the welcome ends the app and nothing was made."""
    stage = a_stage(tmp_path, enrolled=())
    async with the_app(stage) as (app, pilot):
        await until(pilot, lambda: isinstance(app.screen, EnrolScreen), "the welcome")
        await pilot.press("escape")
        await pilot.pause()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["curricula"]


async def test_a_date_and_hours_are_kept(tmp_path: Path) -> None:
    """`d` sets the goal's date, `+` the hours a week, and both are saved with the choice."""
    stage = a_stage(tmp_path, enrolled=())
    async with the_app(stage) as (app, pilot):
        await until(pilot, lambda: isinstance(app.screen, EnrolScreen), "the welcome")
        await press(pilot, "space", "plus", "d")
        await type_line(pilot, "2027-02-13")
        await press(pilot, "enter", "enter")
        await until(pilot, lambda: bool(app.brief and app.brief["goals"]), "the goal")
        await settled(pilot)
    tracker = stage.tracker()
    assert tracker.settings.plan.hours_per_week == 6.0
    assert str(tracker.standing().goals[0].by) == "2027-02-13"


async def test_a_journal_that_cannot_be_used_ends_the_app_with_the_reason(tmp_path: Path) -> None:
    """A foreign file in the journal's place: the app leaves, the reason is kept, the file is untouched."""
    stage = a_stage(tmp_path, enrolled=())
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "journal.db").write_bytes(b"not a journal")
    app = RoadtrackApp(stage.tracker)
    async with app.run_test() as pilot:
        await until(pilot, lambda: app.failure is not None, "the failure")
    assert app.failure is not None
    assert app.failure.code == 5
    assert (tmp_path / "data" / "journal.db").read_bytes() == b"not a journal"


@pytest.mark.parametrize("typed", ["25", "abc", "0m"])
async def test_a_bad_time_is_told_at_the_field(tmp_path: Path, typed: str) -> None:
    """What was typed stays, the field says what is wrong, escape saves nothing."""
    from textual.widgets import Input

    stage = a_stage(tmp_path)
    async with the_app(stage) as (app, pilot):
        await press(pilot, "t")
        await type_line(pilot, typed)
        assert app.screen.query_one(Input).value == typed
        assert "Write" in screen_text(app)
        await pilot.press("escape")
        await settled(pilot)
    assert stage.tracker().standing().state("kube/pods").minutes == 0


async def test_a_curriculum_is_found_by_words(tmp_path: Path) -> None:
    """The list narrows, what was marked stays marked, and no words show all again."""
    stage = a_stage(tmp_path, enrolled=())
    async with the_app(stage) as (app, pilot):
        await until(pilot, lambda: isinstance(app.screen, EnrolScreen), "the welcome")
        await press(pilot, "space", "slash")
        await type_line(pilot, "SECURITY small")
        text = screen_text(app)
        assert "[ ] secure" in text
        assert "[x] kube" not in text
        assert "1 of 2 for SECURITY small" in text
        await press(pilot, "slash")
        await type_line(pilot, "")
        assert "[x] kube" in screen_text(app)
