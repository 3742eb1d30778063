"""The check-in's form, inside the app and alone under a prompt: every key, its fields, what it saves."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, cast

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from roadtrack.checkin import Saved
from roadtrack.errors import NotSaved
from roadtrack.journal.events import Attached, Deed, Done, Logged, Noted, Started, Status
from roadtrack.tracker import Outcome, Tracker
from roadtrack.tui.app import RoadtrackApp
from roadtrack.tui.checkin import CheckinApp
from roadtrack.tui.marks import ASCII
from roadtrack.tui.screens.checkin import CheckinScreen
from roadtrack.tui.widgets.checkin import CheckinForm
from tests.tui.stage import KUBE, Stage, a_stage, press, screen_text, settled, the_app, until

HOSTILE = "[@click=app.bell]x[/] \x1b[2J \u202e 勉強 [/nope"


@asynccontextmanager
async def the_form(
    stage: Stage, size: tuple[int, int] = (80, 24), *, alone: bool = False
) -> AsyncIterator[tuple[RoadtrackApp, Pilot[str]]]:
    """The open form, in the app or alone; the small app is looked at in the same way."""
    if not alone:
        async with the_app(stage, size) as (app, pilot):
            await press(pilot, "C")
            assert isinstance(app.screen, CheckinScreen)
            yield app, pilot
        return
    tracker = stage.tracker()
    small = CheckinApp(tracker, tracker.brief())
    async with small.run_test(size=size) as pilot_of_small:
        pilot = cast("Pilot[str]", pilot_of_small)
        await settled(pilot)
        yield cast("RoadtrackApp", small), pilot


def result(app: RoadtrackApp) -> tuple[Saved, ...]:
    """What the small app ended with."""
    return cast("Any", app).return_value  # type: ignore[no-any-return]


def form(app: RoadtrackApp) -> CheckinForm:
    """The form on the screen."""
    return app.screen.query_one(CheckinForm)


async def type_text(pilot: Pilot[str], text: str) -> None:
    """Type into the field that has the focus."""
    await press(pilot, *text)


def deeds(stage: Stage) -> list[tuple[str, str | None, Deed]]:
    """(action, ref, what) of everything in the journal but the goals, oldest first."""
    events = [entry.event for entry in reversed(stage.tracker().history())]
    kinds = (Done, Logged, Noted, Attached, Started)
    return [(event.action, event.ref, event.deed) for event in events if isinstance(event.deed, kinds)]


@pytest.mark.parametrize("alone", [False, True])
async def test_thirty_seconds(tmp_path: Path, *, alone: bool) -> None:
    """space, tab note, tab path, tab time, enter: one action, and the form is gone."""
    proof = tmp_path / "egress.txt"
    proof.write_text("blocked\n")
    stage = a_stage(tmp_path)
    async with the_form(stage, alone=alone) as (app, pilot):
        text = screen_text(app)
        assert "Check-in · Sun 22 Nov · kube 0 % · streak 0d" in text
        assert "about 30 seconds" in text
        assert "› [ ] kube/pods" in text
        await press(pilot, "space")
        assert "› [x] kube/pods" in screen_text(app)
        assert "enter saves 1 step" in screen_text(app)
        await press(pilot, "tab")
        await type_text(pilot, "DNS on udp")
        await press(pilot, "tab")
        form(app).field("evidence").value = str(proof)
        await press(pilot, "tab")
        await type_text(pilot, "1h30")
        assert deeds(stage) == []
        await press(pilot, "enter")
        if alone:
            assert [(one.ref, one.said) for one in result(app)] == [("kube/pods", "done, 1h30, a note, evidence")]
            assert result(app)[0].outcome.goals[0].after[0] == pytest.approx(20)
        else:
            assert not isinstance(app.screen, CheckinScreen)
            assert "kube/pods done, 1h30, a note, evidence" in screen_text(app)
            assert "u undo" in screen_text(app)
            assert app.brief is not None
            assert app.brief["goals"][0]["percent"]["done"] == 20
            await press(pilot, "u")
            assert stage.tracker().standing().state("kube/pods").status is Status.TODO
    found = deeds(stage)
    assert [type(deed) for _, _, deed in found] == [Done, Logged, Noted, Attached]
    assert len({action for action, _, _ in found}) == 1


@pytest.mark.parametrize("alone", [False, True])
@pytest.mark.parametrize("focus", ["list", "field"])
async def test_escape_writes_nothing(tmp_path: Path, focus: str, *, alone: bool) -> None:
    """Whatever was filled in."""
    stage = a_stage(tmp_path)
    async with the_form(stage, alone=alone) as (app, pilot):
        await press(pilot, "space", "tab")
        await type_text(pilot, "a note")
        await press(pilot, *(["shift+tab"] if focus == "list" else []))
        await press(pilot, "escape")
        assert not isinstance(app.screen, CheckinScreen)
        if alone:
            assert result(app) == ()
    assert deeds(stage) == []


async def test_each_step_has_its_own_fields(tmp_path: Path) -> None:
    """Moving shows what was filled in there; enter saves each step in an action of its own."""
    stage = a_stage(tmp_path)
    async with the_form(stage) as (app, pilot):
        await press(pilot, "tab")
        await type_text(pilot, "one")
        await press(pilot, "down")
        assert form(app).field("note").value == ""
        await type_text(pilot, "two")
        await press(pilot, "up")
        assert form(app).field("note").value == "one"
        await type_text(pilot, "!")
        await press(pilot, "shift+tab", "j", "space", "k")
        assert "enter saves 2 steps" in screen_text(app)
        await press(pilot, "enter")
        assert "kube/pods a note; kube/config done, a note" in screen_text(app)
    found = deeds(stage)
    assert [(ref, deed) for _, ref, deed in found] == [
        ("kube/pods", Noted("one!")),
        ("kube/config", Done()),
        ("kube/config", Noted("two")),
    ]
    assert len({action for action, _, _ in found}) == 2


async def test_letters_in_a_field_are_text(tmp_path: Path) -> None:
    """j, k, q, s, space: keys in the list, letters here."""
    async with the_form(a_stage(tmp_path)) as (app, pilot):
        await press(pilot, "tab", "j", "k", "q", "s", "space", "x")
        assert form(app).field("note").value == "jkqs x"
        assert "[x]" not in screen_text(app).split("Note")[0]


async def test_ticking_twice_and_tab_around(tmp_path: Path) -> None:
    """space takes a tick back; tab comes back to the list; enter with nothing filled in closes."""
    stage = a_stage(tmp_path)
    async with the_form(stage) as (app, pilot):
        await press(pilot, "space", "space")
        assert "about 30 seconds" in screen_text(app)
        await press(pilot, "tab", "tab", "tab", "tab")
        assert form(app).steps.has_focus
        await press(pilot, "enter")
        assert not isinstance(app.screen, CheckinScreen)
    assert deeds(stage) == []


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [("time", "45", "45 what?"), ("evidence", "/no/such/file", "no evidence at"), ("evidence", "ftp://x", "mailto")],
)
async def test_a_mistake_is_told_at_its_field(tmp_path: Path, field: str, typed: str, words: str) -> None:
    """Nothing is saved, also not of another step; the field has the focus, and typing on takes the words away."""
    stage = a_stage(tmp_path)
    async with the_form(stage) as (app, pilot):
        await press(pilot, "space", "down")
        form(app).field(field).value = typed
        await press(pilot, "up", "enter")
        assert words in screen_text(app)
        assert form(app).steps.ref == "kube/config"
        assert form(app).field(field).has_focus
        assert deeds(stage) == []
        await press(pilot, "ctrl+u")
        assert words not in screen_text(app)
        await press(pilot, "enter")
        assert not isinstance(app.screen, CheckinScreen)
    assert [ref for _, ref, _ in deeds(stage)] == ["kube/pods"]


async def test_not_today(tmp_path: Path) -> None:
    """`s` asks why; escape goes back to the steps; enter keeps the reason as a note on the day."""
    stage = a_stage(tmp_path)
    async with the_form(stage) as (app, pilot):
        await press(pilot, "s")
        assert "esc back to the steps" in screen_text(app)
        await press(pilot, "escape")
        assert "space done" in screen_text(app)
        await press(pilot, "s", "enter")
        assert "no reason given" in screen_text(app)
        await type_text(pilot, "on call")
        await press(pilot, "enter")
        assert "check-in skipped: on call" in screen_text(app)
    assert [(ref, deed) for _, ref, deed in deeds(stage)] == [(None, Noted("check-in skipped: on call"))]


async def test_what_could_not_be_saved_stays_in_the_form(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk: the words stand there; the next enter saves what is missing, and only that."""
    stage = a_stage(tmp_path)
    real = Tracker.done
    full = {"kube/config"}

    def done(self: Tracker, refs: list[str], *rest: object) -> Outcome:
        if full & set(refs):
            raise NotSaved("not saved, the disk is full.")
        return real(self, refs, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(Tracker, "done", done)
    async with the_form(stage) as (app, pilot):
        await press(pilot, "space", "down", "space", "enter")
        assert "the disk is full" in screen_text(app)
        assert [ref for _, ref, _ in deeds(stage)] == ["kube/pods"]
        full.clear()
        await press(pilot, "enter")
        assert "kube/pods done; kube/config done" in screen_text(app)
    assert [ref for _, ref, _ in deeds(stage)] == ["kube/pods", "kube/config"]


async def test_something_unexpected_ends_the_small_app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is kept, so that the command line can tell it."""

    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(Tracker, "done", broken)
    async with the_form(a_stage(tmp_path), alone=True) as (app, pilot):
        await press(pilot, "space", "enter")
        small = cast("CheckinApp", app)
        await until(pilot, lambda: small.failure is not None, "the failure")
    assert isinstance(small.failure, ZeroDivisionError)


async def test_ctrl_c_leaves_from_anywhere(tmp_path: Path) -> None:
    """Also while a reason is asked for."""
    async with the_form(a_stage(tmp_path), alone=True) as (app, pilot):
        await press(pilot, "s", "ctrl+c")
        assert result(app) == ()


async def test_what_is_in_progress_is_offered(tmp_path: Path) -> None:
    """With its mark and what is left of it; more than three scroll."""
    stage = a_stage(tmp_path, enrolled=("kube", "secure"))
    stage.tracker().start(["kube/config", "secure/audit"])
    stage.tracker().start(["kube/services", "kube/policies"])
    async with the_form(stage) as (app, pilot):
        assert {"kube/config", "secure/audit"} < {item["ref"] for item in form(app).steps.items}
        assert "[~] kube/config" in screen_text(app)
        for _ in form(app).steps.items:
            await press(pilot, "j")
        last = form(app).steps.items[-1]["ref"]
        assert f"› [~] {last}" in screen_text(app)


@pytest.mark.parametrize("alone", [False, True])
@pytest.mark.parametrize("size", [(60, 16), (80, 24), (120, 40), (200, 60)])
async def test_every_size(tmp_path: Path, size: tuple[int, int], *, alone: bool) -> None:
    """Steps, fields and keys are whole; nothing breaks while it is resized."""
    async with the_form(a_stage(tmp_path), size, alone=alone) as (app, pilot):
        for words in (
            "Check-in · Sun 22 Nov",
            "about 30 seconds",
            "kube/pods",
            "Note",
            "Evidence",
            "Time",
            "esc cancel",
        ):
            assert words in screen_text(app)
        assert form(app).size.height == 11
        await press(pilot, "tab")
        assert "esc cancel" in screen_text(app)
        await pilot.resize_terminal(80, 24)
        await press(pilot, "space")
        assert "Check-in · Sun 22 Nov · kube 0 % · streak 0d" in screen_text(app)


async def test_without_goals(tmp_path: Path) -> None:
    """It says what to do."""
    stage = a_stage(tmp_path)
    stage.tracker().unenroll(["kube"])
    async with the_app(stage) as (app, pilot):
        await press(pilot, "escape", "C")
        assert "No goals yet. esc closes, then E picks a curriculum." in screen_text(app)
        await press(pilot, "escape")
        assert not isinstance(app.screen, CheckinScreen)


async def test_when_nothing_is_ready(tmp_path: Path) -> None:
    """All done: it says so, and a key closes it."""
    stage = a_stage(tmp_path)
    stage.tracker().done(["kube/pods", "kube/services", "kube/config", "kube/policies"])
    async with the_form(stage) as (app, pilot):
        assert "Nothing is ready" in screen_text(app)
        await press(pilot, "q")
        assert not isinstance(app.screen, CheckinScreen)


@pytest.mark.parametrize("alone", [False, True])
async def test_hostile_text_is_inert(tmp_path: Path, *, alone: bool) -> None:
    """In a title, in a field, in what is wrong, in what was saved."""
    title = "[@click=app.bell]Run[/] [bold red] 勉強 "
    stage = a_stage(tmp_path, extra={"kube": KUBE.replace("Run a Pod", title)})
    async with the_form(stage, (120, 40), alone=alone) as (app, pilot):
        assert "[@click=app.bell]Run[/] [bold red] 勉強" in screen_text(app)
        form(app).field("note").value = HOSTILE
        form(app).field("evidence").value = f"/{HOSTILE}"
        await press(pilot, "enter")
        text = screen_text(app)
        assert "no evidence at /[@click=app.bell]x[/] <U+001B>[2J <U+202E> 勉強 [/nope" in text
        assert "\x1b" not in text
        assert "\u202e" not in text
        form(app).field("evidence").value = ""
        await press(pilot, "enter")
    assert [deed for _, _, deed in deeds(stage)] == [Noted(HOSTILE)]


async def test_ascii(tmp_path: Path) -> None:
    """No character outside ASCII but the dots between the parts."""
    tracker = a_stage(tmp_path).tracker()
    app = CheckinApp(tracker, tracker.brief(), glyphs=ASCII)
    async with app.run_test(size=(60, 16)) as pilot:
        await pilot.pause()
        text = screen_text(cast("RoadtrackApp", app)).replace("·", "")
        assert "> [ ] kube/pods" in text
        assert text.isascii()


async def test_nothing_blinks(tmp_path: Path) -> None:
    """The screen is still while nothing is typed."""
    async with the_form(a_stage(tmp_path)) as (app, _):
        assert not any(field.cursor_blink for field in app.screen.query(Input))
