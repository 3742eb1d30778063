"""The checklist, a step, search, help, and what every view promises."""

from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest

from roadtrack.journal.events import Status
from roadtrack.keymap import ACTIONS, MOVE
from roadtrack.tui import screens
from roadtrack.tui.app import RoadtrackApp
from roadtrack.tui.screens.curriculum import CurriculumView
from roadtrack.tui.screens.step import StepScreen
from tests.tui.stage import a_stage, press, screen_text, settled, the_app, today, type_line, until, view


def checklist(app: RoadtrackApp) -> CurriculumView:
    """The checklist on the screen."""
    assert isinstance(app.screen, CurriculumView)
    return app.screen


async def test_the_checklist_shows_marks_weights_and_progress(tmp_path: Path) -> None:
    """Sections carry weight, bar, percent and count; steps their marks and what blocks them."""
    stage = a_stage(tmp_path)
    stage.tracker().done(["kube/pods"])
    stage.tracker().start(["kube/config"])
    async with the_app(stage, (120, 40)) as (app, pilot):
        await press(pilot, "2")
        text = screen_text(app)
    assert "60 %" in text
    assert "33%     1/3" in text
    assert "[x] pods" in text
    assert "[~] config" in text
    assert "[!] policies" in text
    assert "needs services" in text


async def test_folding_keeps_the_place(tmp_path: Path) -> None:
    """h folds to the section, l unfolds it, H and L do all; the cursor stays where it was."""
    async with the_app(a_stage(tmp_path)) as (app, pilot):
        await press(pilot, "2", "j")
        there = checklist(app).ref
        assert there == "kube/services"
        await press(pilot, "h", "h")
        assert checklist(app).checklist.path == "core"
        assert "] services" not in screen_text(app)
        await press(pilot, "l", "L")
        assert "] services" in screen_text(app)
        await press(pilot, "H")
        assert checklist(app).checklist.row_count() == 2


async def test_filters_narrow_and_escape_clears(tmp_path: Path) -> None:
    """`/` filters by words and keys, `f` goes through saved ones, escape shows all again."""
    async with the_app(a_stage(tmp_path)) as (app, pilot):
        await press(pilot, "2", "slash")
        await type_line(pilot, "is:blocked")
        assert "services" in screen_text(app)
        assert "config" not in screen_text(app)
        await press(pilot, "slash")
        await type_line(pilot, "nothinglikethis")
        assert 'No step of 4 steps matches "nothinglikethis"' in screen_text(app)
        await press(pilot, "escape")
        assert "config" in screen_text(app)
        await press(pilot, "f")
        assert "filter: blocked" in screen_text(app)


async def test_a_shared_step_moves_both_curricula(tmp_path: Path) -> None:
    """Marking a step in one checklist moves the other's percentage too."""
    stage = a_stage(tmp_path, enrolled=("kube", "secure"))
    async with the_app(stage) as (app, pilot):
        await press(pilot, "2", "space")
        assert stage.tracker().standing().state("kube/pods").status is Status.DONE
        await press(pilot, "c")
        assert "33 % done" in screen_text(app)


async def test_the_app_and_the_command_line_show_the_same_numbers(tmp_path: Path) -> None:
    """The percentages in the header are those of the brief that `status` prints."""
    stage = a_stage(tmp_path)
    stage.tracker().done(["kube/pods", "kube/config"])
    percent = stage.tracker().brief()["goals"][0]["percent"]
    async with the_app(stage) as (app, pilot):
        await press(pilot, "2")
        assert f"{percent['done']:.0f} % done · {percent['covered']:.0f} covered" in screen_text(app)


async def test_a_step_tells_all_about_itself(tmp_path: Path) -> None:
    """Enter shows reasons, needs, links, notes and history; J goes to the next step; escape comes back."""
    stage = a_stage(tmp_path)
    stage.tracker().note("kube/pods", "restart policy matters")
    async with the_app(stage, (100, 40)) as (app, pilot):
        await press(pilot, "enter")
        assert isinstance(app.screen, StepScreen)
        text = screen_text(app)
        for words in ("Run a Pod", "points per hour", "restart policy matters", "kubernetes.io", "Opens", "History"):
            assert words in text
        await press(pilot, "J")
        assert "Reach it through a Service" in screen_text(app)
        await press(pilot, "escape")
        assert today(app).ref == "kube/pods"


async def test_marking_in_a_step_of_no_goal(tmp_path: Path) -> None:
    """A step found by search can be marked although its curriculum is no goal."""
    stage = a_stage(tmp_path)
    async with the_app(stage) as (app, pilot):
        await press(pilot, "F")
        await until(pilot, lambda: "in all" in screen_text(app), "the search")
        await type_search(pilot, app, "audit")
        await pilot.press("enter")
        await settled(pilot)
        assert view(app).ref == "secure/audit"
        await press(pilot, "space")
    assert stage.tracker().standing_with("secure").state("secure/audit").status is Status.DONE


async def type_search(pilot: object, app: RoadtrackApp, words: str) -> None:
    """Type into the search field and wait for what it finds."""
    from textual.pilot import Pilot
    from textual.widgets import Input

    assert isinstance(pilot, Pilot)
    app.screen.query_one(Input).value = words
    await pilot.pause()
    await settled(pilot)
    await until(pilot, lambda: words in screen_text(app), "the words")


async def test_search_finds_notes(tmp_path: Path) -> None:
    """The text of a note leads to its step."""
    stage = a_stage(tmp_path)
    stage.tracker().note("kube/config", "remember the egress rule")
    async with the_app(stage) as (app, pilot):
        await press(pilot, "F")
        await type_search(pilot, app, "egress")
        assert "remember the egress rule" in screen_text(app)


async def test_help_lists_filters_and_runs(tmp_path: Path) -> None:
    """`?` shows keys and verbs, typing filters, enter runs the chosen action in the view below."""
    from textual.widgets import Input

    stage = a_stage(tmp_path)
    async with the_app(stage, (80, 30)) as (app, pilot):
        await press(pilot, "question_mark")
        assert "Half a page down" in screen_text(app)
        app.screen.query_one(Input).value = "back to todo done"
        await pilot.pause()
        await pilot.press("enter")
        await settled(pilot)
        await until(pilot, lambda: stage.tracker().standing().state("kube/pods").status is Status.DONE, "the mark")


async def test_why_and_why_not(tmp_path: Path) -> None:
    """`w` shows rows that add up for a ready step, and where to start for a blocked one."""
    async with the_app(a_stage(tmp_path)) as (app, pilot):
        await press(pilot, "w")
        assert "this step itself" in screen_text(app)
        await press(pilot, "escape", "2", "j", "w")
        await until(pilot, lambda: "Start with kube/pods" in screen_text(app), "the way")


async def test_start_skip_and_redo(tmp_path: Path) -> None:
    """s starts, x asks for a reason and skips, u takes it back, ctrl+r brings it again."""
    stage = a_stage(tmp_path)
    async with the_app(stage) as (_app, pilot):
        await press(pilot, "s")
        assert stage.tracker().standing().state("kube/pods").status is Status.DOING
        await press(pilot, "x")
        await type_line(pilot, "known from work")
        state = stage.tracker().standing().state("kube/pods")
        assert (state.status, state.reason) == (Status.SKIPPED, "known from work")
        await press(pilot, "u")
        assert stage.tracker().standing().state("kube/pods").status is Status.DOING
        await press(pilot, "ctrl+r")
        assert stage.tracker().standing().state("kube/pods").status is Status.SKIPPED


async def test_a_change_by_another_program_appears(tmp_path: Path) -> None:
    """What the command line writes while the app is open is shown, and the cursor keeps its step."""
    stage = a_stage(tmp_path)
    async with the_app(stage) as (app, pilot):
        await press(pilot, "j")
        here = today(app).ref
        await until(pilot, lambda: bool(app._stamp), "the first look around")
        stage.tracker().done(["kube/pods"])
        await until(pilot, lambda: "20%" in screen_text(app), "the new percentage")
        assert today(app).ref == here


async def test_new_goals_can_be_chosen_later(tmp_path: Path) -> None:
    """E marks another curriculum; one undo takes it back."""
    stage = a_stage(tmp_path)
    async with the_app(stage) as (_app, pilot):
        await press(pilot, "E", "j", "space", "enter")
        assert {goal.id for goal in stage.tracker().standing().goals} == {"kube", "secure"}
        await press(pilot, "u")
        assert {goal.id for goal in stage.tracker().standing().goals} == {"kube"}


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (120, 40), (200, 60), (44, 8), (20, 5)])
async def test_every_size_works(tmp_path: Path, size: tuple[int, int]) -> None:
    """From a miniature to a wall: Today, checklist and step show the selected step and nothing breaks."""
    stage = a_stage(tmp_path)
    async with the_app(stage, size) as (app, pilot):
        for keys in (("1",), ("2",), ("enter",), ("escape",)):
            await press(pilot, *keys)
        if size >= (44, 8):
            await press(pilot, "1")
            assert "kube/pods" in screen_text(app)


async def test_resizing_keeps_the_place(tmp_path: Path) -> None:
    """The cursor stays on its step through every size."""
    async with the_app(a_stage(tmp_path)) as (app, pilot):
        await press(pilot, "2", "j")
        here = view(app).ref
        for size in ((120, 40), (60, 16), (200, 60), (80, 24)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            assert view(app).ref == here


async def test_hostile_text_is_shown_and_inert(tmp_path: Path) -> None:
    """Markup, escapes and bidirectional characters in notes and titles appear as themselves."""
    nasty = "[@click=app.leave()]x[/] \x1b]52;c;cHduZWQ=\x07 \u202eRLO [/nope] [red]"
    file = SECURE_WITH_MARKUP
    stage = a_stage(tmp_path, enrolled=("kube", "odd"), extra={"odd": file})
    stage.tracker().note("odd/markup", nasty)
    async with the_app(stage, (120, 40)) as (app, pilot):
        await press(pilot, "2")
        while app.curriculum != "odd":
            await press(pilot, "c")
        for _ in range(3):
            await press(pilot, "j")
        await press(pilot, "g", "j", "enter")
        text = screen_text(app)
        assert "[@click=app.leave()]x[/]" in text
        assert "<U+001B>]52;c;cHduZWQ=<U+0007>" in text
        assert "<U+202E>RLO" in text
        assert "\x1b" not in text
        for y in range(2, 20):
            await pilot.click(offset=(8, y))
        assert app.is_running


SECURE_WITH_MARKUP = r"""
format = 1
id = "odd"
title = "[@click=app.leave()]title[/]"
kind = "skill"
revision = "[bold]1"
as_of = 2026-11-01
[[section]]
id = "s"
title = "[/nope] section"
[[section.step]]
id = "markup"
title = "[@click=app.leave()]step[/] [/nope]"
why = "[red]why[/red]"
[[section.step]]
id = "wide"
title = "宽字符标题 한국어 é👩‍💻 and so on"
"""


def test_every_action_has_a_way_to_be_done() -> None:
    """Each action of the registry is handled by the app or a view."""
    modules = [import_module(f"roadtrack.tui.screens.{found.name}") for found in iter_modules(screens.__path__)]
    owners = [RoadtrackApp, *(kind for module in modules for kind in vars(module).values() if isinstance(kind, type))]
    missing = [a.id for a in ACTIONS if not any(hasattr(owner, f"do_{a.id}") for owner in owners)]
    assert missing == []


def test_every_action_has_a_verb_but_moving_and_leaving() -> None:
    """What the app can do, the command line can do, too."""
    from roadtrack.cli.main import VERBS
    from roadtrack.keymap import LEAVE

    free = {"tab_prev", "tab_next"}
    without = [a.id for a in ACTIONS if a.group not in (MOVE, LEAVE) and a.id not in free and a.verb is None]
    assert without == []
    assert [a.verb for a in ACTIONS if a.verb and a.verb.split()[0] not in VERBS] == []


def test_the_keys_of_the_registry_do_not_clash() -> None:
    """No key has two meanings by default."""
    from roadtrack.keymap import keys_in_force

    assert keys_in_force({})[1] == ()


async def test_own_keys_are_in_force(tmp_path: Path) -> None:
    """A remapped action answers to its new key and shows it in the footer."""
    stage = a_stage(tmp_path)
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "config.toml").write_text('[keys]\ntoggle_done = "D"\n')
    async with the_app(stage) as (app, pilot):
        assert "D done" in screen_text(app)
        await press(pilot, "D")
        assert stage.tracker().standing().state("kube/pods").status is Status.DONE
