"""The Activity view: heat-map, weeks, month, and the journal with undo at any line."""

import datetime as dt
from pathlib import Path

import pytest

from roadtrack.journal.events import Attached, DayState, Done, Enrolled, GoalState, Noted, Status
from roadtrack.journal.identity import Moment
from roadtrack.planning.standing import Habits, Standing, stand
from roadtrack.tracker import Extras
from roadtrack.tui.activitytext import (
    HeatMap,
    Measure,
    day_words,
    last_weeks,
    map_content,
    map_title,
    month_content,
    month_of,
    slid,
    weeks_content,
    weeks_that_fit,
)
from roadtrack.tui.app import RoadtrackApp
from roadtrack.tui.marks import ASCII, UNICODE
from roadtrack.tui.screens.activity import PAGE, ActivityView
from roadtrack.tui.screens.step import StepScreen
from tests.tui.stage import TODAY, Stage, a_stage, press, screen_text, settled, the_app, type_line, until, view

LINK = Attached("link", "https://example.org/pull/41")


def before(days: int) -> dt.date:
    """A day before today."""
    return TODAY - dt.timedelta(days=days)


def a_life(folder: Path) -> Stage:
    """Three weeks: time, a step with evidence, a note, a review, a pause in the middle."""
    stage = a_stage(folder)
    tracker = stage.tracker()
    tracker.pause(before(13), before(9))
    tracker.done(["kube/pods"], Extras(minutes=50, evidence=(LINK,), day=before(20)))
    tracker.start(["kube/services"], Extras(minutes=20, day=before(7)))
    tracker.note("kube/services", "egress needs DNS on udp and tcp", before(7))
    tracker.review("kube/pods", "again", 15)
    return stage


def activity(app: RoadtrackApp) -> ActivityView:
    """The Activity view on the screen."""
    assert isinstance(app.screen, ActivityView)
    return app.screen


def line_with(app: RoadtrackApp, words: str) -> str:
    """The first line of the screen with some words."""
    return next(line for line in screen_text(app).splitlines() if words in line)


def selected(app: RoadtrackApp) -> str:
    """What the selected row of the journal says."""
    return line_with(app, "›")


# -- what it shows -----------------------------------------------------------------------------------------


async def test_heat_map_and_journal(tmp_path: Path) -> None:
    """The newest line is selected, its day is marked; pauses have their letter; a late mark says its day."""
    async with the_app(a_life(tmp_path)) as (app, pilot):
        await press(pilot, "4")
        text = screen_text(app)
        assert "Last 18 weeks · minutes" in text
        assert "p pause" in text
        assert "r rest" not in text
        assert line_with(app, "│ Sun ").count("[▒]") == 1
        assert "Sun 22 Nov 2026" in text
        assert "15m, 1 review" in text
        assert "again, 15m · Run a Pod" in selected(app)
        assert "log       kube/services  for 15 Nov: 20m" in text
        assert "attach    kube/pods      for 2 Nov: https://example.org" in text
        assert "streak" in line_with(app, "roadtrack")
        await press(pilot, "j")
        assert "15 Nov" in selected(app)
        assert "20m, 1 note" in screen_text(app)


async def test_wide_shows_weeks_and_month(tmp_path: Path) -> None:
    """Hours with plan and mean, time by goal, evidence and reviews; a year of weeks."""
    async with the_app(a_life(tmp_path), (120, 40)) as (app, pilot):
        await press(pilot, "4")
        text = screen_text(app)
    assert "Last 52 weeks · minutes" in text
    assert "Hours a week · last 12" in text
    assert "plan 5 h, dotted" in text
    assert "1h25" in next(line for line in text.splitlines() if "By goal" not in line and "kube  " in line)
    assert "1 of 1 done step, 100 %" in text
    assert "1 this month, 0 recalled" in text


async def test_rest_days(tmp_path: Path) -> None:
    """A weekday of rest on which nothing was done shows its letter."""
    stage = a_life(tmp_path)
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "config.toml").write_text('[days]\nrest = ["sat", "sun"]\n')
    async with the_app(stage) as (app, pilot):
        await press(pilot, "4")
        assert line_with(app, "│ Sat ").count("r ") >= 15
        assert "[▒]" in line_with(app, "│ Sun ")
        assert "r rest" in screen_text(app)


async def test_measures(tmp_path: Path) -> None:
    """m goes from minutes to steps and evidence and round again, in the heat-map and the chart."""
    async with the_app(a_life(tmp_path), (120, 40)) as (app, pilot):
        await press(pilot, "4")
        for name, chart in (("minutes", "Hours"), ("steps", "Steps"), ("evidence", "Evidence"), ("minutes", "Hours")):
            assert f"Last 52 weeks · {name}" in screen_text(app)
            assert f"{chart} a week" in screen_text(app)
            await press(pilot, "m")


async def test_h_and_l_go_by_weeks(tmp_path: Path) -> None:
    """The journal follows to the nearest line; a day without one is shown all the same; the ends are told."""
    async with the_app(a_life(tmp_path)) as (app, pilot):
        await press(pilot, "4", "h")
        assert "Sun 15 Nov 2026" in screen_text(app)
        assert "note" in selected(app)
        await press(pilot, "h")
        assert "Sun 8 Nov 2026" in screen_text(app)
        assert "nothing" in screen_text(app)
        assert "2 Nov" in selected(app)
        await press(pilot, "h")
        assert "nothing was logged before 8 Nov 2026" in screen_text(app)
        await press(pilot, "l", "l", "l")
        assert "Sun 22 Nov 2026" in screen_text(app)
        await press(pilot, "h", "j")
        assert "Sun 15 Nov 2026" in screen_text(app)


# -- finding -----------------------------------------------------------------------------------------------


async def test_filters(tmp_path: Path) -> None:
    """f goes through the kinds; a kind without lines says so; escape shows all, the cursor where it was."""
    async with the_app(a_life(tmp_path)) as (app, pilot):
        await press(pilot, "4", "j")
        here = selected(app)
        shown = []
        for _ in range(6):
            await press(pilot, "f")
            journal = activity(app).journal
            shown.append([entry.event.kind for entry in journal.entries])
        assert shown == [
            ["start", "done"],
            ["note"],
            ["evidence"],
            ["time", "time"],
            ["review"],
            ["review", "note", "time", "start", "evidence", "time", "done", "pause", "enroll"],
        ]
        assert selected(app) == here
        await press(pilot, "f", "f", "u")
        assert "undid: kube/services note: egress" in screen_text(app)
        await press(pilot, "escape", "f", "slash")
        await type_line(pilot, "egress")
        assert 'No line among steps has "egress". esc clears' in screen_text(app)
        await press(pilot, "escape")
        assert "[all]" in screen_text(app)
        assert '"egress"' not in screen_text(app)


async def test_words_find_notes_titles_and_verbs(tmp_path: Path) -> None:
    """All words must be there, in any case, in verb, ref, text or title."""
    async with the_app(a_life(tmp_path)) as (app, pilot):
        await press(pilot, "4")
        for words, count in (("EGRESS udp", 1), ("reach service", 3), ("attach pods", 1), ("zebra", 0)):
            await press(pilot, "slash")
            await type_line(pilot, words)
            assert len(activity(app).journal.entries) == count, words
        assert 'No line has "zebra". esc clears' in screen_text(app)


async def test_a_long_journal_is_read_as_it_is_needed(tmp_path: Path) -> None:
    """At first the newest lines; more near the last one, all for G, and as far as h goes."""
    stage = a_stage(tmp_path, enrolled=())
    store = stage.tracker().make_store()
    first = dt.datetime(2025, 6, 1, 12, tzinfo=dt.UTC)
    with store.writing(Moment(first, "UTC", first.date())) as writer:
        writer.append([("kube", Enrolled())], moment=Moment(first, "UTC", first.date()))
        for number in range(PAGE + 200):
            at = first + dt.timedelta(hours=18 * number)
            writer.append([(None, Noted(f"evening {number}"))], moment=Moment(at, "UTC", at.date()))
    async with the_app(stage) as (app, pilot):
        await press(pilot, "4")
        view = activity(app)
        assert len(view.journal.entries) == PAGE
        assert f"newest {PAGE} lines" in screen_text(app)
        await press(pilot, "G")
        assert len(view.journal.entries) == PAGE + 201
        assert view.journal.cursor == PAGE + 200
        assert "1 Jun 2025" in screen_text(app)
        assert "18 weeks to" in screen_text(app)
        await press(pilot, "g", "f", "f")
        assert len(view.journal.entries) == PAGE
        view.journal.move(PAGE - 20)
        await settled(pilot)
        assert len(view.journal.entries) == PAGE + 200
        await press(pilot, "escape", "escape", "f")
        assert len(view.journal.entries) == 0
        await press(pilot, "escape")
        assert len(view.journal.entries) == PAGE
        view._week(-60)
        await settled(pilot)
        assert len(view.journal.entries) > PAGE
        assert "18 weeks to" in screen_text(app)
        assert "Sat 13 Sep 2025" in screen_text(app)
        assert "13 Sep 2025" in selected(app)


# -- acting ------------------------------------------------------------------------------------------------


async def test_undo_at_any_line(tmp_path: Path) -> None:
    """u takes back the action of the selected line and nothing else; the line stays, dim; ctrl+r brings it back."""
    stage = a_life(tmp_path)
    async with the_app(stage) as (app, pilot):
        await press(pilot, "4")
        while "done" not in selected(app):
            await press(pilot, "j")
        await press(pilot, "u")
        assert "undid: kube/pods done, 50m, evidence https://example.org/pull/41" in screen_text(app)
        assert "ctrl+r redo" in screen_text(app).splitlines()[-2]
        assert selected(app).rstrip("│ ").endswith("undone")
        state = stage.tracker().standing().state("kube/pods")
        assert (state.status, state.minutes, state.evidence) == (Status.TODO, 0, 0)
        assert stage.tracker().standing().state("kube/services").status is Status.DOING
        await press(pilot, "u")
        assert "taken back already; ctrl+r brings back" in screen_text(app)
        await press(pilot, "ctrl+r")
        assert "did again: kube/pods done" in screen_text(app)
        assert stage.tracker().standing().state("kube/pods").status is Status.DONE
        assert "undone" not in selected(app)


async def test_what_came_later_stays_and_is_told(tmp_path: Path) -> None:
    """A warning under the list until the cursor moves on."""
    stage = a_life(tmp_path)
    stage.tracker().reopen(["kube/pods"])
    async with the_app(stage) as (app, pilot):
        await press(pilot, "4")
        while "done" not in selected(app):
            await press(pilot, "j")
        await press(pilot, "u")
        assert "kube/pods changed since: reopened on 22 Nov; that stays" in screen_text(app)
        await press(pilot, "k")
        assert "changed since" not in screen_text(app)


async def test_undos_themselves_are_not_taken_back(tmp_path: Path) -> None:
    """The line says how: redo."""
    stage = a_life(tmp_path)
    count = len(stage.tracker().history())
    async with the_app(stage) as (app, pilot):
        await press(pilot, "4", "u", "g", "u")
        assert "that line is itself an undo; ctrl+r brings back" in screen_text(app)
        await press(pilot, "ctrl+r", "g", "u")
        assert "that is a redo; ctrl+r" in screen_text(app)
    assert len(stage.tracker().history()) == count + 2


async def test_undo_right_after_a_deed_takes_back_the_deed(tmp_path: Path) -> None:
    """space on an old line marks its step, and the u that is offered means that mark; after moving, the line."""
    stage = a_life(tmp_path)
    async with the_app(stage) as (app, pilot):
        await press(pilot, "4", "j", "space")
        assert "u undo" in screen_text(app).splitlines()[-2]
        assert stage.tracker().standing().state("kube/services").status is Status.DONE
        await press(pilot, "u")
        assert "undid: kube/services done" in screen_text(app)
        assert stage.tracker().standing().state("kube/services").status is Status.DOING
        await press(pilot, "space", "k", "j")
        assert "u undo" not in screen_text(app).splitlines()[-2]
        await press(pilot, "u")
        assert "undid: kube/services note" in screen_text(app)
        assert stage.tracker().standing().state("kube/services").status is Status.DONE


async def test_a_deed_elsewhere_is_not_offered_for_undo_here(tmp_path: Path) -> None:
    """What was done in Today is the newest line here, and u is about lines."""
    async with the_app(a_life(tmp_path)) as (app, pilot):
        await press(pilot, "4", "j", "j", "1", "space")
        assert "u undo" in screen_text(app).splitlines()[-2]
        await press(pilot, "4")
        assert "u undo" not in screen_text(app).splitlines()[-2]
        assert "done" in selected(app)


async def test_enter_opens_what_the_line_is_about(tmp_path: Path) -> None:
    """A step, a goal's checklist, or the words of a line about the day; what was done there shows on return."""
    stage = a_life(tmp_path)
    stage.tracker().note(None, "a good day, " + "word " * 30)
    stage.tracker().note("secure/audit", "elsewhere")
    async with the_app(stage) as (app, pilot):
        await press(pilot, "4", "enter")
        assert isinstance(app.screen, StepScreen)
        assert view(app).ref == "secure/audit"
        await press(pilot, "space", "escape")
        assert activity(app).journal.entries[0].event.kind == "done"
        await press(pilot, "g", "j", "j", "enter")
        assert "note: a good day, word word" in screen_text(app).splitlines()[-2]
        await press(pilot, "G", "enter")
        assert app.current_mode == "curriculum"


async def test_a_step_that_is_gone(tmp_path: Path) -> None:
    """Its history is kept, and enter says why it does not open."""
    stage = a_stage(tmp_path)
    store = stage.tracker().make_store()
    with store.writing(stage.tracker().now()) as writer:
        writer.append([("kube/former", Done())])
    async with the_app(stage) as (app, pilot):
        await press(pilot, "4", "enter")
        assert "kube/former is in no curriculum any more; its history is kept" in screen_text(app)
        await press(pilot, "space", "w", "o", "t")
        assert len(stage.tracker().history()) == 2


async def test_copy(tmp_path: Path) -> None:
    """The link of evidence, the text of a note, else the ref."""
    async with the_app(a_life(tmp_path)) as (app, pilot):
        await press(pilot, "4", "y")
        assert (app.clipboard, "kube/pods sent to" in screen_text(app)) == ("kube/pods", True)
        await press(pilot, "j", "y")
        assert (app.clipboard, "the note sent to" in screen_text(app)) == ("egress needs DNS on udp and tcp", True)
        while "attach" not in selected(app):
            await press(pilot, "j")
        await press(pilot, "y")
        assert (app.clipboard, "the evidence sent to" in screen_text(app)) == (LINK.target, True)


async def test_time_notes_and_evidence_on_a_line(tmp_path: Path) -> None:
    """What works on a step elsewhere works on the step of a line."""
    stage = a_life(tmp_path)
    async with the_app(stage) as (app, pilot):
        await press(pilot, "4", "t")
        await type_line(pilot, "25m")
        assert "25m logged on kube/pods" in screen_text(app)
        await press(pilot, "g", "n")
        await type_line(pilot, "again with a probe")
        await press(pilot, "g", "a")
        await type_line(pilot, "https://example.org/2")
        assert [entry.event.kind for entry in activity(app).journal.entries[:3]] == ["evidence", "note", "time"]
        assert "40m, 1 review, 1 proof, 1 note" in line_with(app, "│ Sun ")


# -- every world -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (120, 40), (200, 60), (44, 8), (20, 5)])
async def test_every_size(tmp_path: Path, size: tuple[int, int]) -> None:
    """The journal is always there, and undo with its words; nothing breaks while it is resized."""
    async with the_app(a_life(tmp_path), size) as (app, pilot):
        await press(pilot, "4", "m", "h", "G", "g", "u")
        if size >= (44, 8):
            assert "kube/pods" in screen_text(app)
            assert "undid: kube/pods" in screen_text(app)
        for other in ((120, 40), (60, 16), (200, 60), (80, 24)):
            await pilot.resize_terminal(*other)
            await pilot.pause()
        assert "Last 18 weeks · steps" in screen_text(app)


async def test_without_anything(tmp_path: Path) -> None:
    """No journal at all: the words say what to do, and no key breaks."""
    async with the_app(a_stage(tmp_path, enrolled=())) as (app, pilot):
        app.go("activity")
        await press(pilot, "u", "y", "enter", "h", "l", "m", "G", "space", "ctrl+r")
        text = screen_text(app)
        assert "Nothing in the journal yet. In Today (1) space ticks a step off" in text
        assert "No day logged yet." in text
    assert not (tmp_path / "data").exists()


async def test_no_day_yet(tmp_path: Path) -> None:
    """Enrolled only: the heat-map says what fills it, also where it is wide."""
    for size in ((80, 24), (120, 40)):
        folder = tmp_path / str(size[0])
        folder.mkdir()
        async with the_app(a_stage(folder), size) as (app, pilot):
            await press(pilot, "4", "f")
            assert "No day logged yet." in screen_text(app)
            assert "Nothing among steps in the journal yet. esc shows all." in screen_text(app)


async def test_hostile_text_is_inert(tmp_path: Path) -> None:
    """Markup, escapes, bidirectional and wide characters in notes, reasons and words appear as themselves."""
    nasty = "[@click=app.leave()]x[/] \x1b]52;c;cHduZWQ=\x07 \u202eRLO [/nope] 宽字符 한국어"
    stage = a_stage(tmp_path)
    tracker = stage.tracker()
    tracker.note("kube/pods", nasty)
    tracker.note(None, nasty)
    tracker.skip(["kube/pods"], nasty)
    tracker.attach("kube/config", Attached("link", "https://example.org", title=nasty))
    async with the_app(stage, (200, 60)) as (app, pilot):
        await press(pilot, "4", "u", "g", "j", "j", "j", "enter", "slash")
        await type_line(pilot, "[@click=app.leave()]x[/]")
        text = screen_text(app)
        assert text.count("<U+001B>]52;c;cHduZWQ=<U+0007> <U+202E>RLO [/nope] 宽字符") >= 4
        assert '"[@click=app.leave()]x[/]"' in line_with(app, "Journal ·")
        assert "\x1b" not in text
        assert "\u202e" not in text
        for y in range(2, 40):
            await pilot.click(offset=(30, y))
        assert app.is_running


async def test_ascii_only(tmp_path: Path) -> None:
    """Heat-map, bars and journal have their ASCII twins."""
    app = RoadtrackApp(a_life(tmp_path).tracker, glyphs=ASCII)
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: app.standing is not None, "the tracker is open")
        await settled(pilot)
        await press(pilot, "4")
        text = screen_text(app)
        assert "[-]" in line_with(app, "│ Sun ")
        assert not set("█▓▒░┤…›") & set(text)
        assert "> 22 Nov 20:41" in text


# -- the pure parts ----------------------------------------------------------------------------------------


def a_standing(days: dict[dt.date, DayState] | None = None) -> Standing:
    """A standing of nothing but days."""
    from roadtrack.curriculum.outline import link

    by_day = {day.isoformat(): state for day, state in (days or {}).items()}
    return stand(link({}), {}, {"gone": GoalState(True)}, by_day, Habits(5.0), TODAY)


def test_weeks_that_fit() -> None:
    """18 at 80 columns, a year from 120."""
    assert [weeks_that_fit(width) for width in (10, 58, 76, 96, 108, 196)] == [4, 9, 18, 28, 52, 52]


@pytest.mark.parametrize(
    ("back", "ago", "expected"),
    [(0, 0, 0), (0, 17, 0), (0, 18, 1), (0, 40, 23), (23, 30, 23), (23, 22, 22), (23, 0, 0)],
)
def test_the_window_moves_no_more_than_needed(back: int, ago: int, expected: int) -> None:
    """Weeks back of the last column, for a day so many weeks ago in a window of 18."""
    assert slid(back, 18, TODAY - dt.timedelta(weeks=ago), TODAY) == expected


def test_an_earlier_window_says_until_when() -> None:
    """Whole weeks, none of them cut off."""
    found = HeatMap(a_standing(), frozenset(), "minutes", before(140), 18, 3)
    assert map_title(found) == "18 weeks to Sun 1 Nov 2026 · minutes"
    assert found.grid[-1] == tuple(dt.date(2026, 10, 26) + dt.timedelta(days=n) for n in range(7))


def test_the_selected_day_shows_without_colour() -> None:
    """In brackets, in the first column, in the last and between two others."""
    days = {before(ago): DayState(minutes=50, done=1) for ago in (0, 7, 119)}
    for ago in (0, 7, 119):
        found = HeatMap(a_standing(days), frozenset(), "minutes", before(ago), 18)
        sunday = map_content(found, UNICODE, 76).plain.splitlines()[6]
        assert sunday[: 4 + 36].count("[▓]") == 1
        assert sunday.index("[") == 3 + 2 * (17 - ago // 7)


def test_what_a_day_says() -> None:
    """Only what there is."""
    assert day_words(DayState(35, 1, 2, 1, 3)) == "35m, 1 step, 2 reviews, 1 proof, 3 notes"
    assert day_words(DayState(done=1)) == "1 step"
    assert (day_words(None), day_words(DayState())) == ("nothing", "nothing")


def test_the_mean_is_of_whole_weeks() -> None:
    """From the first logged week on, without this one: (3 h + 0 h) / 2."""
    standing = a_standing({before(14): DayState(minutes=180), TODAY: DayState(minutes=60, done=2)})
    found = last_weeks(standing, "minutes")
    assert (found.numbers[-1], found.amounts[-3:], found.plan) == (47, (3.0, 0.0, 1.0), 5.0)
    assert found.mean == 1.5
    assert last_weeks(a_standing({TODAY: DayState(minutes=60)}), "minutes").mean is None
    assert last_weeks(standing, "steps").amounts[-1] == 2


@pytest.mark.parametrize("measure", ["minutes", "steps", "evidence"])
@pytest.mark.parametrize("glyphs", [UNICODE, ASCII], ids=["unicode", "ascii"])
def test_the_chart_begins_at_nought(measure: Measure, glyphs: object) -> None:
    """The same height for the same amount, something for a little, seven lines in all, within its width."""
    assert glyphs in (UNICODE, ASCII)
    days = {before(7 * n): DayState(minutes=60 * n, done=n, evidence=n) for n in range(12)}
    chart = weeks_content(
        last_weeks(a_standing(days), measure), measure, UNICODE if glyphs is UNICODE else ASCII, 54
    ).plain.splitlines()
    assert len(chart) == 7
    assert max(len(line) for line in chart) <= 54
    assert chart[0].startswith("  20 ")
    assert chart[4].startswith("   4 ")
    if glyphs is ASCII:
        assert all(line.isascii() for line in chart[:5])


def test_an_empty_chart() -> None:
    """Nothing is divided by nought."""
    chart = weeks_content(last_weeks(a_standing(), "steps"), "steps", UNICODE, 54).plain
    assert "no whole week yet" in chart
    month = month_of(a_standing(), ())
    assert "No goals yet" in month_content(month, a_standing(), UNICODE, 54).plain


def test_time_by_goal(tmp_path: Path) -> None:
    """A shared step counts in both goals; what counts in none is told apart; what was undone counts nowhere."""
    stage = a_stage(tmp_path, enrolled=("kube", "secure"))
    tracker = stage.tracker()
    tracker.done(["kube/pods"], Extras(minutes=30))
    tracker.log("kube/config", 20)
    tracker.log("secure/audit", 7)
    tracker.log("gone/away", 5)
    tracker.review("kube/pods", "good", 10)
    tracker.log("kube/config", 240)
    tracker.undo()
    standing = tracker.standing()
    month = month_of(standing, tracker.history(kinds=("time", "review")))
    assert (month.minutes, month.elsewhere) == ({"kube": 60, "secure": 47}, 5)
    assert (month.reviews, month.recalled, month.done, month.verified) == (1, 1, 1, 0)
    lines = month_content(month, standing, UNICODE, 54).plain.splitlines()
    assert lines[0].split()[:2] == ["kube", "1h"]
    assert lines[2].split()[:3] == ["no", "goal", "5m"]
