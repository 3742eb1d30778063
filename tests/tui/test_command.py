"""The `:` line: the command line's grammar inside the app, on the journal that is open."""

import io
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from textual.containers import VerticalScroll
from textual.pilot import Pilot
from textual.widgets import Input

from roadtrack.cli import inside
from roadtrack.journal.events import Noted, Status
from roadtrack.tui.app import RoadtrackApp
from roadtrack.tui.screens import command
from roadtrack.tui.screens.command import AnswerScreen, CommandScreen
from roadtrack.tui.screens.today import TodayView
from tests.tui.stage import KUBE, a_stage, press, screen_text, settled, the_app, type_line, until

HOSTILE = KUBE.replace('"Run a Pod"', '"[@click=app.bell]x[/] 界"')


async def run(pilot: Pilot[str], line: str) -> None:
    """Type a line after `:` and enter it."""
    await press(pilot, "colon")
    await type_line(pilot, line)


def field(app: RoadtrackApp) -> str:
    """What stands in the field."""
    assert isinstance(app.screen, CommandScreen)
    return app.screen.query_one(Input).value


async def complete(pilot: Pilot[str], app: RoadtrackApp, text: str) -> str:
    """Put a text into the open field and press tab; what stands there then."""
    one = app.screen.query_one(Input)
    one.value = text
    one.cursor_position = len(text)
    await press(pilot, "tab")
    return field(app)


async def test_a_deed_is_saved_and_shown(tmp_path: Path) -> None:
    """One line in the status line, with undo; the view has the new state; quotes hold words together."""
    stage = a_stage(tmp_path)
    async with the_app(stage) as (app, pilot):
        await run(pilot, 'done kube/pods -m "roles [b]at[/b] last"')
        assert isinstance(app.screen, TodayView)
        text = screen_text(app)
        assert "✓ kube/pods done · kube 0 → 20 %, 1/4" in text
        assert "roadtrack undo" not in text
        assert "u undo" in text
        assert "[x] kube/pods" in text
        noted = stage.tracker().history(kinds=("note",))[0].event.deed
        assert isinstance(noted, Noted)
        assert noted.text == "roles [b]at[/b] last"
        await press(pilot, "u")
        assert stage.tracker().standing().state("kube/pods").status is Status.TODO


async def test_many_lines_are_a_page(tmp_path: Path) -> None:
    """It scrolls, and escape or q closes it."""
    async with the_app(a_stage(tmp_path), (80, 24)) as (app, pilot):
        await run(pilot, "roadtrack --help")
        assert isinstance(app.screen, AnswerScreen)
        assert ":roadtrack --help" in screen_text(app)
        box = app.screen.query_one("#box", VerticalScroll)
        assert box.max_scroll_y > 0
        for key, there in (("j", 1), ("k", 0), ("G", box.max_scroll_y)):
            await press(pilot, key)
            assert box.scroll_y == there, key
        await press(pilot, "g")
        assert box.scroll_y == 0
        await press(pilot, "q")
        assert isinstance(app.screen, TodayView)
        await run(pilot, "next -o name")
        assert isinstance(app.screen, AnswerScreen)
        await press(pilot, "escape")
        assert isinstance(app.screen, TodayView)


async def test_a_very_long_answer_is_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It says how much is missing, and where to have it."""
    monkeypatch.setattr(command, "MOST", 5)
    async with the_app(a_stage(tmp_path)) as (app, pilot):
        await run(pilot, "--help")
        assert "more lines: run it in a shell" in screen_text(app)


async def test_bytes_are_caught_too(tmp_path: Path) -> None:
    """A verb that writes bytes."""
    tracker = a_stage(tmp_path).tracker()
    said = inside.answer("report weekly -o csv", tracker, width=80, ascii_only=False)
    assert (said.code, said.wrote) == (0, False)
    assert said.text.startswith("day,event,ref")


async def test_one_line_is_no_page(tmp_path: Path) -> None:
    """An answer of one line stands in the status line, also an empty one."""
    async with the_app(a_stage(tmp_path)) as (app, pilot):
        await run(pilot, "config get plan.hours_per_week")
        assert isinstance(app.screen, TodayView)
        assert "5.0" in screen_text(app).splitlines()[-2]
        await run(pilot, "list -o name is:done")
        assert "nothing to show" in screen_text(app)


async def test_wrong_lines_stay_to_be_corrected(tmp_path: Path) -> None:
    """What is wrong is told at the field."""
    stage = a_stage(tmp_path)
    async with the_app(stage) as (app, pilot):
        await press(pilot, "colon")
        for line, words in (
            ("dnoe kube/pods", "no verb dnoe. Did you mean"),
            ("done kube/nothing", "kube/nothing"),
            ("log kube/pods 45", "45 what?"),
            ("done kube/pods --frm", "--frm"),
            ('done kube/pods -m "open', "a quote is not closed."),
            ("note kube/pods", "no text given."),
            ("done -", "no step given"),
            ("skip kube/pods", "Give it with -m REASON."),
        ):
            await type_line(pilot, line)
            assert field(app) == line
            assert words in screen_text(app), line
        await press(pilot, "escape")
        assert isinstance(app.screen, TodayView)
    assert stage.tracker().standing().state("kube/pods").status is Status.TODO


async def test_what_takes_the_terminal_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No editor, no other app, no program, no browser, no other journal."""

    def nothing(*_args: Any, **_kwargs: Any) -> None:
        raise AssertionError("a process was started")

    monkeypatch.setattr(subprocess, "Popen", nothing)
    monkeypatch.setenv("EDITOR", "vi")
    async with the_app(a_stage(tmp_path)) as (app, pilot):
        await press(pilot, "colon")
        for line, words in (
            ("demo", "demo takes the terminal"),
            ("config edit", "A comma opens the settings"),
            ("curriculum new mine -e", "the editor takes the terminal"),
            ("note kube/pods -e", "N writes a note in your editor."),
            ("attach kube/pods -- true", "a command and its output are for a shell."),
            ("attach kube/pods kubectl get pods", "a command and its output are for a shell."),
            ("open kube/pods", "o opens a step's link."),
            (f"done kube/pods --data-dir {tmp_path}", "this line is for the journal that is open."),
        ):
            await type_line(pilot, line)
            assert words in screen_text(app), line
        await type_line(pilot, "open kube/pods --print")
        assert "https://kubernetes.io/docs" in screen_text(app)


async def test_the_streams_are_given_back(tmp_path: Path) -> None:
    """Nothing is printed over the app, and standard input is not read."""
    tracker = a_stage(tmp_path).tracker()
    tracker.deferred = True
    outer = (sys.stdin, sys.stdout, sys.stderr)
    stdin = io.StringIO("kube/pods")
    sys.stdin = stdin
    try:
        said = inside.answer("done -", tracker, width=80, ascii_only=True)
    finally:
        sys.stdin = outer[0]
    assert (said.code, said.wrote) == (2, False)
    assert stdin.read() == "kube/pods"
    assert outer == (sys.stdin, sys.stdout, sys.stderr)
    assert tracker.deferred
    assert inside.answer("done kube/pods", tracker, width=80, ascii_only=True).text.startswith("ok kube/pods  done")


async def test_earlier_lines_come_back(tmp_path: Path) -> None:
    """Up and down go through them, wrong ones too; what is being typed is kept."""
    async with the_app(a_stage(tmp_path)) as (app, pilot):
        await run(pilot, "config get ui.theme")
        await run(pilot, "done kube/nix")
        await type_line(pilot, "start kube/pods")
        await press(pilot, "colon", "n", "o", "up")
        assert field(app) == "start kube/pods"
        await press(pilot, "up", "up", "up")
        assert field(app) == "config get ui.theme"
        await press(pilot, "down", "down", "down", "down")
        assert field(app) == "no"
        await press(pilot, "escape")
    async with the_app(a_stage_again(tmp_path)) as (app, pilot):
        await press(pilot, "colon", "up")
        assert field(app) == ""  # the session's, and no longer


def a_stage_again(folder: Path) -> Any:
    """The same files, opened by another run of the app."""
    from tests.tui.stage import Stage

    return Stage(folder)


async def test_tab_completes(tmp_path: Path) -> None:
    """Verbs, verbs of verbs, options, refs by any part of them, choices; several are listed."""
    async with the_app(a_stage(tmp_path)) as (app, pilot):
        await press(pilot, "colon")
        assert await complete(pilot, app, "snoo") == "snooze "
        assert await complete(pilot, app, "re") == "re"
        assert "Put steps back to todo." in screen_text(app)
        assert await complete(pilot, app, "roadtrack config li") == "roadtrack config list "
        assert await complete(pilot, app, "done kube/p") == "done kube/po"
        assert await complete(pilot, app, "done kube/po") == "done kube/po"
        assert "Close everything, open one way" in screen_text(app)
        assert await complete(pilot, app, "done kube/pods polic") == "done kube/pods kube/policies "
        assert await complete(pilot, app, "done kube/pods --ev") == "done kube/pods --evidence "
        assert await complete(pilot, app, "done kube/pods --grade g") == "done kube/pods --grade good "
        assert await complete(pilot, app, "enroll sec") == "enroll secure "
        assert await complete(pilot, app, "done xyzzy") == "done xyzzy"
        assert "nothing completes this word" in screen_text(app)
        assert await complete(pilot, app, 'note kube/pods -m "ku') == 'note kube/pods -m "ku'
        assert await complete(pilot, app, "dnoe ku") == "dnoe ku"
        assert await complete(pilot, app, "dem") == "dem"  # what is refused here is not offered
        await press(pilot, "escape")


async def test_an_empty_line_leaves(tmp_path: Path) -> None:
    """So does `roadtrack` alone, which would open the app."""
    async with the_app(a_stage(tmp_path)) as (app, pilot):
        await run(pilot, "  ")
        assert isinstance(app.screen, TodayView)
        await run(pilot, "roadtrack")
        assert "which verb?" in screen_text(app)
        await press(pilot, "escape")


async def test_settings_and_curricula_of_the_app_follow(tmp_path: Path) -> None:
    """What a line changed in files is in force."""
    stage = a_stage(tmp_path)
    async with the_app(stage) as (app, pilot):
        await run(pilot, "config set plan.hours_per_week 7")
        assert "7.0" in screen_text(app)
        assert "of 7h" in screen_text(app)
        await run(pilot, "config set ui.theme mono")
        assert app.theme == "mono"
        await run(pilot, "enroll secure")
        assert "secure" in screen_text(app)
        await run(pilot, "undo")
        assert "undid: " in screen_text(app)
        assert "u undo" not in screen_text(app).splitlines()[-2]


async def test_leaving_while_it_runs(tmp_path: Path) -> None:
    """The deed is done all the same, and told."""
    async with the_app(a_stage(tmp_path)) as (app, pilot):
        await press(pilot, "colon")
        app.screen.query_one(Input).value = "done kube/pods"
        await pilot.press("enter", "escape")
        await until(pilot, lambda: "kube/pods done" in screen_text(app), "it is told")
        await settled(pilot)
        assert isinstance(app.screen, TodayView)


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (120, 40), (200, 60)])
async def test_every_size_and_hostile_text(tmp_path: Path, size: tuple[int, int]) -> None:
    """Line, completion and page fit; outside text stays text."""
    stage = a_stage(tmp_path, extra={"kube": HOSTILE})
    stage.tracker().note("kube/pods", "[@click=app.bell]y[/] \x1b[31m \u202e 界")
    async with the_app(stage, size) as (app, pilot):
        await press(pilot, "colon")
        await complete(pilot, app, "done ")
        assert "[@click=app.bell]x[/]" in screen_text(app)
        await pilot.resize_terminal(80, 24)
        await type_line(pilot, "show kube/pods [@click=app.bell]z[/]")
        assert "argument ([@click=app.bell]z[/])" in screen_text(app)
        await type_line(pilot, "show kube/pods")
        assert isinstance(app.screen, AnswerScreen)
        await pilot.resize_terminal(*size)
        text = screen_text(app)
        assert "[@click=app.bell]x[/]" in text
        assert "\x1b" not in text
        assert "\u202e" not in text
        assert "esc close" in text
