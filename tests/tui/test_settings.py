"""The settings screen: every setting in words, changed in place, counting at once."""

import json
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from roadtrack.settings import Settings, load
from roadtrack.settings_file import OPEN_TABLES, meanings, names, value_of
from roadtrack.tui.app import RoadtrackApp
from roadtrack.tui.screens.prompt import Prompt
from roadtrack.tui.screens.settings import SettingsScreen, as_toml, plain, rows_of
from roadtrack.tui.screens.today import TodayView
from tests.tui.stage import Stage, a_stage, press, screen_text, settled, the_app, until


def a_file(folder: Path, text: str = "") -> Path:
    """The settings file of a stage, with some text if there is to be one."""
    file = folder / "config" / "config.toml"
    if text:
        file.parent.mkdir()
        file.write_text(text)
    return file


def screen(app: RoadtrackApp) -> SettingsScreen:
    """The settings on the screen."""
    assert isinstance(app.screen, SettingsScreen)
    return app.screen


async def go_to(pilot: Pilot[str], app: RoadtrackApp, name: str, kind: str = "setting") -> None:
    """Put the cursor on a setting."""
    rows = screen(app).list.rows
    screen(app).list.move_to(next(i for i, row in enumerate(rows) if (row.name, row.kind) == (name, kind)))
    await pilot.pause()


async def enter(pilot: Pilot[str], app: RoadtrackApp, typed: str) -> None:
    """Type into the prompt that enter opens and send it; the prompt stays when it is refused."""
    await pilot.press("enter")
    await until(pilot, lambda: isinstance(app.screen, Prompt), "the prompt")
    await again(pilot, app, typed)


async def again(pilot: Pilot[str], app: RoadtrackApp, typed: str) -> None:
    """Send another line from the prompt, until it is taken or refused."""
    prompt = app.screen
    assert isinstance(prompt, Prompt)
    prompt.query_one("#problem").display = False
    prompt.query_one(Input).value = typed
    await pilot.press("enter")
    await until(pilot, lambda: app.screen is not prompt or prompt.query_one("#problem").display, "an answer")
    if app.screen is not prompt:
        await settled(pilot)


async def test_every_setting_is_there_with_its_meaning(tmp_path: Path) -> None:
    """By table, with value, default and the text of the handbook; nothing is written by looking."""
    file = a_file(tmp_path)
    async with the_app(a_stage(tmp_path), (120, 50)) as (app, pilot):
        await press(pilot, "comma")
        text = screen_text(app)
        shown = {row.name: row for row in screen(app).list.rows if row.kind == "setting"}
        for name in names():
            if name not in OPEN_TABLES:
                assert shown[name].value == shown[name].default == value_of(Settings(), name)
                assert shown[name].meaning == meanings()[name]
        assert "plan · How you study." in text
        assert "Hours you mean to study in a week" in text
        assert "now 5 · default 5 · roadtrack config set plan.hours_per_week VALUE" in text
        assert "is:done no:evidence" in text
        await press(pilot, "escape")
        assert isinstance(app.screen, TodayView)
    assert not file.exists()


async def test_moving(tmp_path: Path) -> None:
    """Letters, arrows, pages and ends move over the headings; the meaning follows."""
    async with the_app(a_stage(tmp_path)) as (app, pilot):
        await press(pilot, "comma", "down", "j")
        assert "Rows of `next`." in screen_text(app)
        await press(pilot, "up", "k")
        assert "Hours you mean" in screen_text(app)
        await press(pilot, "G")
        assert "Discreet things" in screen_text(app)
        chosen = screen(app).list.chosen
        assert chosen is not None
        assert chosen.name == "report.include"
        await press(pilot, "ctrl+u", "g")
        assert "Hours you mean" in screen_text(app)
        await press(pilot, *["down"] * 25)
        assert "Discreet things" in screen_text(app)


async def test_a_value_is_checked_in_place_and_counts_at_once(tmp_path: Path) -> None:
    """A wrong one is told and stays to be corrected; a right one is in the file and in the view below."""
    file = a_file(tmp_path, "# mine\n[streak]\nminutes = 15 # a quarter\n")
    async with the_app(a_stage(tmp_path)) as (app, pilot):
        await press(pilot, "comma")
        await enter(pilot, app, "500")
        assert "500.0 is not between 0" in screen_text(app)
        assert "hours" not in file.read_text()
        await again(pilot, app, "many")
        assert "plan.hours_per_week was not set" in screen_text(app)
        await again(pilot, app, "7.5")
        text = screen_text(app)
        assert "plan.hours_per_week = 7.5" in text
        assert "default 5" in text
        await press(pilot, "escape")
        assert "0m of 7h30" in screen_text(app)
    assert "minutes = 15 # a quarter" in file.read_text()
    assert load(file).settings.plan.hours_per_week == 7.5


async def test_escape_changes_nothing(tmp_path: Path) -> None:
    """Neither does an empty line."""
    file = a_file(tmp_path)
    async with the_app(a_stage(tmp_path)) as (app, pilot):
        await press(pilot, "comma", "enter", "9", "escape")
        assert "now 5" in screen_text(app)
        await enter(pilot, app, "")
        assert "now 5" in screen_text(app)
    assert not file.exists()


async def test_two_enters_turn_a_switch(tmp_path: Path) -> None:
    """The other value is offered; ASCII is drawn at once, in the list and in the view below, and back."""
    file = a_file(tmp_path)
    stage = a_stage(tmp_path)
    async with the_app(stage) as (app, pilot):
        assert "› [ ] kube/pods" in screen_text(app)
        for now, cursor in ((True, "> "), (False, "› ")):
            await press(pilot, "comma")
            await go_to(pilot, app, "ui.ascii")
            await press(pilot, "enter")
            prompt = app.screen
            assert isinstance(prompt, Prompt)
            assert prompt.query_one(Input).value == plain(now)
            await again(pilot, app, plain(now))
            assert f"{cursor}ascii" in screen_text(app)
            assert load(file).settings.ui.ascii is now
            await press(pilot, "escape")
            assert f"{cursor}[ ] kube/pods" in screen_text(app)


async def test_what_is_drawn_anew_keeps_its_place(tmp_path: Path) -> None:
    """Another set of characters builds every view anew; the report chosen stays chosen."""
    async with the_app(a_stage(tmp_path)) as (app, pilot):
        await press(pilot, "5", "j", "comma")
        await go_to(pilot, app, "ui.ascii")
        await enter(pilot, app, "true")
        await press(pilot, "escape")
        text = screen_text(app)
        assert "> Monthly" in text
        assert "# November 2026" in text
        await press(pilot, "j")
        assert "> Full" in screen_text(app)


async def test_the_theme_changes_at_once(tmp_path: Path) -> None:
    """An unknown one is refused with those there are."""
    file = a_file(tmp_path)
    async with the_app(a_stage(tmp_path)) as (app, pilot):
        await press(pilot, "comma")
        await go_to(pilot, app, "ui.theme")
        await enter(pilot, app, "tokio-night")
        assert "There are: " in screen_text(app)
        await again(pilot, app, "roadtrack-light")
        assert app.theme == "roadtrack-light"
        await enter(pilot, app, "5")
        assert 'no theme "5"' in screen_text(app)
        await press(pilot, "escape")
    assert load(file).settings.ui.theme == "roadtrack-light"


async def test_the_environments_theme_stays(tmp_path: Path) -> None:
    """NO_COLOR is not overruled; the screen says why nothing changed."""
    stage = a_stage(tmp_path)
    app = RoadtrackApp(stage.tracker, theme="mono")
    async with app.run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: app.standing is not None, "the tracker is open")
        await settled(pilot)
        await press(pilot, "comma")
        await go_to(pilot, app, "ui.theme")
        await enter(pilot, app, "roadtrack-light")
        assert "this session keeps mono" in screen_text(app)
        assert app.theme == "mono"


async def test_lists_and_texts_need_no_quotes(tmp_path: Path) -> None:
    """`sat, sun`, `none`, an editor with its flags, and "" for an empty text."""
    file = a_file(tmp_path)
    async with the_app(a_stage(tmp_path)) as (app, pilot):
        await press(pilot, "comma")
        await go_to(pilot, app, "days.rest")
        await enter(pilot, app, "sat sonntag")
        assert "days.rest was not set" in screen_text(app)
        await again(pilot, app, "sat, sun")
        assert load(file).settings.days.rest == ("sat", "sun")
        await enter(pilot, app, "none")
        assert load(file).settings.days.rest == ()
        await go_to(pilot, app, "tools.editor")
        await enter(pilot, app, "nvim -u NONE")
        assert load(file).settings.tools.editor == "nvim -u NONE"
        await press(pilot, "enter")
        assert '"" empties it' in screen_text(app)
        await again(pilot, app, '""')
        assert load(file).settings.tools.editor == ""


async def test_a_zone_that_is_none_is_refused(tmp_path: Path) -> None:
    """It would keep roadtrack from starting. A right one counts from the next start, and that is said."""
    file = a_file(tmp_path)
    async with the_app(a_stage(tmp_path)) as (app, pilot):
        await press(pilot, "comma")
        await go_to(pilot, app, "days.zone")
        assert "counts from the next start" in screen_text(app)
        await enter(pilot, app, "Europe/Atlantis")
        assert "no such time zone" in screen_text(app)
        await again(pilot, app, "Europe/Berlin")
        assert "days.zone = Europe/Berlin · counts from the next start" in screen_text(app)
    assert load(file).settings.days.zone == "Europe/Berlin"


async def test_own_filters_and_keys(tmp_path: Path) -> None:
    """Added by `name = value`, checked, in force at once."""
    file = a_file(tmp_path)
    async with the_app(a_stage(tmp_path), (80, 40)) as (app, pilot):
        await press(pilot, "comma")
        await go_to(pilot, app, "filters", "add")
        await enter(pilot, app, "quick")
        assert "Write mine = is:ready max:30m." in screen_text(app)
        await again(pilot, app, "quick = is:nonsense")
        assert isinstance(app.screen, Prompt)
        await again(pilot, app, "quick = is:ready max:30m")
        assert app.filters["quick"] == "is:ready max:30m"
        await go_to(pilot, app, "filters.quick")
        await enter(pilot, app, "is:ready max:20m")
        assert load(file).settings.filters["quick"] == "is:ready max:20m"
        await go_to(pilot, app, "keys", "add")
        await enter(pilot, app, "undo = j")
        assert "key j is both" in screen_text(app)
        await again(pilot, app, "nothing = j")
        assert "no such action" in screen_text(app)
        await again(pilot, app, "toggle_done = D")
        assert load(file).settings.keys == {"toggle_done": "D"}
        await press(pilot, "escape")
        assert "D done" in screen_text(app)


async def test_finding(tmp_path: Path) -> None:
    """`/` narrows while typing by name, value or meaning; escape first shows all, then closes."""
    async with the_app(a_stage(tmp_path)) as (app, pilot):
        await press(pilot, "comma", "slash", *"ascii")
        text = screen_text(app)
        assert "ui · How it looks." in text
        assert "ascii" in text
        assert "hours_per_week" not in text
        await press(pilot, "enter", "slash", *"zzz")
        assert 'No setting has "zzz". esc shows all.' in screen_text(app)
        await press(pilot, "escape")
        assert "hours_per_week" in screen_text(app)
        await press(pilot, "comma")
        assert isinstance(app.screen, TodayView)


async def test_what_another_program_set_is_shown(tmp_path: Path) -> None:
    """The file is read anew each time; a broken one is told, and what was in force stays."""
    stage = a_stage(tmp_path)
    file = a_file(tmp_path, "[plan]\nsuggestions = 6\n")
    async with the_app(stage) as (app, pilot):
        file.write_text("[plan]\nsuggestions = 8\n")
        await press(pilot, "comma")
        row = next(row for row in screen(app).list.rows if row.name == "plan.suggestions")
        assert row.value == 8
        await press(pilot, "escape")
        file.write_text("[plan\n")
        await press(pilot, "comma")
        assert "not TOML" in screen_text(app)
        await enter(pilot, app, "4")
        assert "cannot be read" in screen_text(app)
        await press(pilot, "escape", "escape")
        assert app.is_running
    assert file.read_text() == "[plan\n"


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (120, 40), (200, 60), (44, 8), (20, 5)])
async def test_every_size(tmp_path: Path, size: tuple[int, int]) -> None:
    """Name, value and meaning of the chosen one are there; nothing breaks while it is resized."""
    async with the_app(a_stage(tmp_path), size) as (app, pilot):
        await press(pilot, "comma")
        if size >= (60, 16):
            assert "› hours_per_week     5" in screen_text(app)
            assert "Hours you mean to study" in screen_text(app)
            assert "esc close" in screen_text(app)
        await pilot.resize_terminal(80, 24)
        await press(pilot, "j")
        assert "Longest step of the quick lane." in screen_text(app)


async def test_hostile_values_are_inert(tmp_path: Path) -> None:
    """Markup, escapes and bidirectional characters in the file appear as themselves."""
    nasty = "[@click=app.leave()]x[/] \x1b]52;c;cHduZWQ=\x07 \u202eRLO [/nope] 宽"
    a_file(tmp_path, f"[tools]\neditor = {json.dumps(nasty)}\n[filters]\n{json.dumps(nasty)} = {json.dumps(nasty)}\n")
    async with the_app(a_stage(tmp_path), (200, 60)) as (app, pilot):
        await press(pilot, "comma")
        await go_to(pilot, app, "tools.editor")
        text = screen_text(app)
        assert "[@click=app.leave()]x[/]" in text
        assert "now [@click=app.leave()]x[/] <U+001B>]52" in text
        assert "\x1b" not in text
        assert "\u202e" not in text
        for y in range(1, 58, 3):
            await pilot.click(offset=(12, y))
        await go_to(pilot, app, "tools.editor")
        await press(pilot, "enter")
        assert isinstance(app.screen, Prompt)
        assert "\x1b" not in screen_text(app)
        await press(pilot, "escape")
        assert app.is_running


@pytest.mark.parametrize(
    ("default", "typed", "expected"),
    [
        ((), "sat, sun", '["sat", "sun"]'),
        (("sat",), "none", "[]"),
        ((), '["mon"]', '["mon"]'),
        ("", "nvim -u NONE", '"nvim -u NONE"'),
        ("", '""', '""'),
        ("x", "5", '"5"'),
        (True, "FALSE", "false"),
        (5, "7", "7"),
        (5.0, "often", "often"),
    ],
)
def test_what_is_typed_as_toml(default: object, typed: str, expected: str) -> None:
    """Texts and lists are quoted for the learner."""
    assert as_toml(default, typed) == expected


def test_rows_are_the_settings_of_the_file() -> None:
    """Each setting once, under the heading of its table."""
    rows = list(rows_of(Settings()))
    assert [row.name for row in rows if row.kind == "label"] == list(
        dict.fromkeys(n.partition(".")[0] for n in names())
    )
    assert {row.name for row in rows if row.kind == "setting"} >= {n for n in names() if n not in OPEN_TABLES}
    assert all(row.meaning for row in rows)


def test_the_tracker_goes_by_the_settings_it_read_last(tmp_path: Path) -> None:
    """What was set counts at once, what another program wrote after `read_settings`."""
    stage: Stage = a_stage(tmp_path)
    tracker = stage.tracker()
    tracker.set_setting("streak.minutes", "25")
    assert tracker.habits.active_minutes == 25
    a_file(tmp_path).write_text("[streak]\nminutes = 5\n")
    assert tracker.read_settings().streak.minutes == 5
    assert tracker.habits.active_minutes == 5
