"""The Reports view: choosing, looking at the very bytes, writing, opening, copying."""

from pathlib import Path

import pytest

from roadtrack.reports.content import Include, ReportKind
from roadtrack.reports.registry import FORMATS, extension, render
from roadtrack.tracker import Extras
from roadtrack.tui.app import RoadtrackApp
from roadtrack.tui.screens.reports import MOST_LINES, ReportsView, preview_text
from tests.conftest import EXAM, ROLE
from tests.tui.stage import KUBE, Stage, a_stage, idle, press, screen_text, the_app, type_line, until

NASTY = "[@click=app.bell]x[/] \x1b]52;c;cHduZWQ=\x07 \u202eRLO [/nope] 宽字符"


def a_week(folder: Path, extra: dict[str, str] | None = None) -> Stage:
    """A stage with a step done, time and a note, and a role."""
    stage = a_stage(folder, extra={"kube": KUBE + EXAM, "keeper": ROLE, **(extra or {})})
    stage.tracker().done(["kube/pods"], Extras(note="restart policy matters", minutes=25))
    return stage


def reports(app: RoadtrackApp) -> ReportsView:
    """The Reports view on the screen."""
    assert isinstance(app.screen, ReportsView)
    return app.screen


async def choose(pilot: object, app: RoadtrackApp, kind: str) -> None:
    """Put the cursor on a kind."""
    from textual.pilot import Pilot

    assert isinstance(pilot, Pilot)
    for _ in ReportKind:
        if reports(app)._choice.kind.value != kind:
            await press(pilot, "j")
    assert reports(app)._choice.kind.value == kind


async def test_the_preview_is_what_would_be_written(tmp_path: Path) -> None:
    """The week's report, word by word, with its title in the header and its name on the frame."""
    stage = a_week(tmp_path)
    expected = render(stage.tracker().report(ReportKind.WEEKLY), "md").decode()
    async with the_app(stage, (200, 60)) as (app, pilot):
        await press(pilot, "5")
        text = screen_text(app)
    for line in expected.splitlines():
        assert line in text
    assert "Week 47 · 16 – 22 Nov 2026" in text.splitlines()[0]
    assert "Preview · weekly-2026-W47.md" in text


async def test_the_kind_is_chosen_by_moving(tmp_path: Path) -> None:
    """Arrows and letters; each kind shows at once."""
    async with the_app(a_week(tmp_path)) as (app, pilot):
        await press(pilot, "5", "down")
        assert "# November 2026" in screen_text(app)
        await press(pilot, "j")
        assert "# Full report · 22 Nov 2026" in screen_text(app)
        await press(pilot, "k", "up")
        assert "# Week 47" in screen_text(app)


async def test_a_report_on_one_goal_or_role(tmp_path: Path) -> None:
    """`c` goes through the goals, and through the roles; the others are about everything."""
    stage = a_week(tmp_path)
    stage.tracker().enroll(["secure"])
    async with the_app(stage) as (app, pilot):
        await press(pilot, "5", "c")
        assert "this report is about all goals" in screen_text(app)
        await choose(pilot, app, "goal")
        assert "goal-kube-2026-11-22.md" in screen_text(app)
        assert "1 of 2" in screen_text(app)
        await press(pilot, "c")
        assert "goal-secure-2026-11-22.md" in screen_text(app)
        await choose(pilot, app, "role")
        assert "role-keeper-2026-11-22.md" in screen_text(app)


async def test_another_period(tmp_path: Path) -> None:
    """Typed, checked in place; each kind keeps its own; a full report has none."""
    async with the_app(a_week(tmp_path)) as (app, pilot):
        await press(pilot, "5", "p")
        assert "2026-W46 is the one before" in screen_text(app)
        await type_line(pilot, "2026-W99")
        assert "does not exist. Write a week as 2026-W47." in screen_text(app)
        await type_line(pilot, "2026-W46")
        text = screen_text(app)
        assert "weekly-2026-W46.md" in text
        assert "Nothing between 9 and 15 Nov. p changes the" in text
        await press(pilot, "j")
        assert "monthly-2026-11.md" in screen_text(app)
        await press(pilot, "k")
        assert "weekly-2026-W46.md" in screen_text(app)
        await press(pilot, "p")
        await type_line(pilot, "2026-w47")
        assert "Nothing between" not in screen_text(app)
        await choose(pilot, app, "full")
        await press(pilot, "p")
        assert "has no period" in screen_text(app)


async def test_the_format_goes_round(tmp_path: Path) -> None:
    """`o` shows each format, the chosen one in brackets."""
    async with the_app(a_week(tmp_path), (120, 40)) as (app, pilot):
        await press(pilot, "5")
        for form in (*FORMATS, "md"):
            assert f"[{form}]" in screen_text(app)
            assert f"weekly-2026-W47.{extension(form)}" in screen_text(app)
            assert "<U+000D>" not in screen_text(app)
            await press(pilot, "o")


async def test_what_is_included(tmp_path: Path) -> None:
    """Discreet things come in only when marked; escape changes nothing."""
    async with the_app(a_week(tmp_path), (120, 40)) as (app, pilot):
        await press(pilot, "5")
        assert "restart policy" not in screen_text(app)
        await press(pilot, "i", "space", "enter")
        assert "[x] notes" in screen_text(app)
        assert "restart policy" in screen_text(app)
        await press(pilot, "i", "j", "space", "i")
        assert "1 step done · 25m ·" in screen_text(app)
        await press(pilot, "i", "space", "escape")
        assert "[x] notes" in screen_text(app)
        assert reports(app)._choice.include == frozenset((Include.NOTES, Include.TIME))


async def test_the_settings_say_what_is_included(tmp_path: Path) -> None:
    """As on the command line, until it is chosen here."""
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "config.toml").write_text('[report]\ninclude = ["notes"]\n')
    async with the_app(a_week(tmp_path)) as (app, pilot):
        await press(pilot, "5")
        assert "[x] notes" in screen_text(app)


async def test_writing_and_opening(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bytes of the preview, under the name offered or another; `O` hands the file to the browser."""
    monkeypatch.chdir(tmp_path)
    stage = a_week(tmp_path)
    opened: list[str] = []
    async with the_app(stage) as (app, pilot):
        monkeypatch.setattr(app, "open_url", opened.append)
        await press(pilot, "5", "O")
        assert "nothing written yet" in screen_text(app)
        await press(pilot, "W", "enter")
        await idle(pilot)
        file = tmp_path / "weekly-2026-W47.md"
        assert file.read_bytes() == render(stage.tracker().report(ReportKind.WEEKLY), "md")
        assert "weekly-2026-W47.md  " in screen_text(app)
        await press(pilot, "O")
        assert opened == [file.as_uri()]
        file.unlink()
        await press(pilot, "O")
        assert "no longer there" in screen_text(app)
        await press(pilot, "o", "W")
        await type_line(pilot, "deep/down.json")
        assert (tmp_path / "deep" / "down.json").read_bytes().startswith(b"{")


async def test_an_existing_file_is_asked_about(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only a yes in words writes over it; folders and links are refused in place."""
    monkeypatch.chdir(tmp_path)
    mine = tmp_path / "mine.md"
    mine.write_text("mine")
    (tmp_path / "link.md").symlink_to(mine)
    async with the_app(a_week(tmp_path)) as (app, pilot):
        await press(pilot, "5", "W")
        await type_line(pilot, "data")
        assert "data is a folder" in screen_text(app)
        await type_line(pilot, "link.md")
        assert "a link or no regular file" in screen_text(app)
        await type_line(pilot, "mine.md")
        assert "mine.md exists. Write over it?" in screen_text(app)
        await type_line(pilot, "perhaps")
        assert "Write yes or no." in screen_text(app)
        await type_line(pilot, "no")
        assert "mine.md stays as it was" in screen_text(app)
        assert mine.read_text() == "mine"
        await press(pilot, "W")
        await type_line(pilot, "mine.md")
        await press(pilot, "escape")
        assert mine.read_text() == "mine"
        await press(pilot, "W")
        await type_line(pilot, "mine.md")
        await type_line(pilot, "yes")
        assert mine.read_text().startswith("# Week 47")


async def test_copying(tmp_path: Path) -> None:
    """The text itself, and honest words about where it went."""
    stage = a_week(tmp_path)
    async with the_app(stage) as (app, pilot):
        await press(pilot, "5", "y")
        assert app.clipboard.encode() == render(stage.tracker().report(ReportKind.WEEKLY), "md")
        assert "sent to the terminal's clipboard" in screen_text(app)


async def test_the_preview_scrolls_and_widens(tmp_path: Path) -> None:
    """Pages and ends scroll it; enter gives it the whole width, where j and k scroll; escape comes back."""
    async with the_app(a_week(tmp_path), (60, 16)) as (app, pilot):
        await press(pilot, "5", "ctrl+d")
        assert reports(app).pane.scroll_offset.y > 0
        await press(pilot, "G")
        assert "Nothing to suggest." in screen_text(app) or "## Next" in screen_text(app)
        await press(pilot, "g")
        assert reports(app).pane.scroll_offset.y == 0
        await press(pilot, "enter", "j")
        assert reports(app).pane.scroll_offset.y == 1
        assert "Weekly" not in screen_text(app)
        await press(pilot, "escape")
        assert "› Weekly" in screen_text(app)
        await press(pilot, "enter", "q")
        assert "› Weekly" in screen_text(app)


async def test_what_another_program_did_appears(tmp_path: Path) -> None:
    """The preview follows the journal."""
    stage = a_week(tmp_path)
    async with the_app(stage, (120, 40)) as (app, pilot):
        await press(pilot, "5")
        assert "1 step done" in screen_text(app)
        await until(pilot, lambda: bool(app._stamp), "the first look around")
        stage.tracker().done(["kube/config"])
        await until(pilot, lambda: "2 steps done" in screen_text(app), "the new report")


async def test_without_goals_or_roles(tmp_path: Path) -> None:
    """It says what to do."""
    stage = a_stage(tmp_path)
    stage.tracker().unenroll(["kube"])
    async with the_app(stage) as (app, pilot):
        await press(pilot, "escape", "5")
        assert "No goals yet. E picks a curriculum." in screen_text(app)
        await choose(pilot, app, "goal")
        assert "No goals yet, so none to report on. E picks a" in screen_text(app)
        await choose(pilot, app, "role")
        assert "There is no role here." in screen_text(app)


async def test_before_anything_is_done(tmp_path: Path) -> None:
    """A full report of nothing says where to begin."""
    async with the_app(a_stage(tmp_path)) as (app, pilot):
        await press(pilot, "5")
        assert "Nothing between 16 and 22 Nov." in screen_text(app)
        await choose(pilot, app, "full")
        assert "Nothing done yet. 1 goes to Today" in screen_text(app)


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (120, 40), (200, 60), (44, 8), (20, 5)])
async def test_every_size(tmp_path: Path, size: tuple[int, int]) -> None:
    """Kind, period, format and the report are there; nothing breaks while it is resized."""
    async with the_app(a_week(tmp_path), size) as (app, pilot):
        await press(pilot, "5")
        if size >= (60, 16):
            for words in ("› Weekly", "16 – 22 Nov", "Format", "Include", "# Week 47"):
                assert words in screen_text(app)
        await pilot.resize_terminal(80, 24)
        await press(pilot, "j")
        assert "# November 2026" in screen_text(app)


@pytest.mark.soak
async def test_hostile_text_is_inert(tmp_path: Path) -> None:
    """Markup, escapes and bidirectional characters in notes and titles appear as themselves."""
    titled = KUBE.replace("Run a Pod", "[@click=app.leave()]title[/] [/nope]").replace('"kube"', '"odd"')
    stage = a_week(tmp_path, {"odd": titled})
    stage.tracker().enroll(["odd"])
    stage.tracker().done(["odd/pods"], Extras(note=NASTY))
    async with the_app(stage, (200, 60)) as (app, pilot):
        await press(pilot, "5", "i", "space", "enter")
        for form in FORMATS:
            text = screen_text(app)
            assert "\x1b" not in text
            assert "\u202e" not in text
            if form == "csv":
                assert "[@click=app.leave()]title[/] [/nope]" in text
            for y in range(3, 58, 5):
                await pilot.click(offset=(50, y))
            await press(pilot, "o")
        assert app.is_running


def test_a_long_report_is_cut_with_words() -> None:
    """The preview ends and says so; what could steer a terminal is written out."""
    text = preview_text("a\r\n" * (MOST_LINES + 5))
    assert text.count("\n") == MOST_LINES + 1
    assert text.endswith("(5 more lines not shown here; the file and the copy have all)")
    assert len(preview_text("x" * 1_000_000)) < 200_000
    assert preview_text("\x1b[2J\n") == "<U+001B>[2J"
