"""prompt: the segment, its files for today and the days ahead, and what to paste."""

import datetime as dt
import json
import os
import stat
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from roadtrack.cli.prompt import waybar
from roadtrack.clock import SystemClock
from roadtrack.demo import make_demo
from roadtrack.planning.refresh import reviews_due
from roadtrack.segments import DAYS_AHEAD, keep_segments, segments, segments_folder
from roadtrack.tracker import Tracker
from tests.cli.conftest import Cli
from tests.conftest import NOW, TODAY, Home, MakeTracker

SHELLS = ("starship", "tmux", "zsh", "bash", "fish")
BY = TODAY + dt.timedelta(days=56)


def folder(home: Home) -> Path:
    """Where the files of a test's home are."""
    return home.folder / "cache" / "roadtrack" / "prompt"


def kept(tracker: Tracker) -> dict[str, str]:
    """The files by name."""
    return {path.name: path.read_text("utf-8") for path in segments_folder(tracker.paths).iterdir()}


def on(texts: dict[str, str], ahead: int) -> str:
    """The text of a day, so many days ahead."""
    return texts[(TODAY + dt.timedelta(days=ahead)).isoformat()]


# -- the files ---------------------------------------------------------------------------------------------


def test_a_write_keeps_a_file_for_each_day(make_tracker: MakeTracker) -> None:
    """Today and thirty days ahead, each counting down, private, ending in a newline; nothing else lies there."""
    tracker = make_tracker(by=BY)
    tracker.done(["kube/pods"])
    texts = kept(tracker)
    assert sorted(texts) == [(TODAY + dt.timedelta(days=n)).isoformat() for n in range(DAYS_AHEAD + 1)]
    assert on(texts, 0) == "kube 20 % · 56d\n"
    assert on(texts, 30) == "kube 20 % · 26d · 1 review\n"
    assert texts == {day: f"{text}\n" for day, text in segments(tracker.standing()).items()}
    place = segments_folder(tracker.paths)
    assert stat.S_IMODE(place.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in place.iterdir()} == {0o600}


def test_every_write_renews_them(make_tracker: MakeTracker) -> None:
    """A mark, its undo, another date, a goal that is none any more."""
    tracker = make_tracker(by=BY)
    tracker.done(["kube/pods"])
    tracker.undo()
    assert on(kept(tracker), 1) == "kube 0 % · 55d\n"
    tracker.set_goal("kube", by=None, importance=2)
    assert on(kept(tracker), 0) == "kube 0 %\n"
    tracker.unenroll(["kube"])
    assert set(kept(tracker).values()) == {""}


def test_the_app_renews_them_after_its_deferred_writes(make_tracker: MakeTracker) -> None:
    """When it catches up."""
    tracker = make_tracker(by=BY)
    tracker.standing()
    tracker.deferred = True
    tracker.done(["kube/pods"])
    tracker.catch_up()
    assert on(kept(tracker), 0) == "kube 20 % · 56d\n"


def test_what_did_not_change_is_not_written(make_tracker: MakeTracker) -> None:
    """A prompt that watches file times is not woken for nothing; other days' files go, other files stay."""
    tracker = make_tracker(by=BY)
    place = segments_folder(tracker.paths)
    before = {path.name: path.stat().st_mtime_ns for path in place.iterdir()}
    (place / "2020-01-01").write_text("old")
    (place / "mine.txt").write_text("mine")
    keep_segments(tracker.paths, tracker.standing())
    after = {path.name: path.stat().st_mtime_ns for path in place.iterdir()}
    assert after.pop("mine.txt")
    assert after == before


def test_todays_file_is_replaced_at_once(make_tracker: MakeTracker) -> None:
    """Who has it open reads the old text to the end."""
    tracker = make_tracker(by=BY)
    for ahead in (0, 1):  # after midnight the next day's is read before the learner's day begins
        path = segments_folder(tracker.paths) / (TODAY + dt.timedelta(days=ahead)).isoformat()
        with path.open("rb") as reader:
            tracker.note("kube/pods", "a note changes no text")
            assert os.fstat(reader.fileno()).st_ino == path.stat().st_ino
            tracker.done(["kube/pods"])
            assert reader.read() == f"kube 0 % · {56 - ahead}d\n".encode()
        tracker.undo()


@pytest.mark.parametrize("way", ["a file", "read-only", "a link", "a folder in the way"])
def test_a_cache_that_cannot_be_written_fails_nothing(make_tracker: MakeTracker, tmp_path: Path, way: str) -> None:
    """The mark is saved; nothing outside the folder is touched."""
    place = tmp_path / "cache" / "roadtrack" / "prompt"
    place.parent.mkdir(parents=True)
    victim = tmp_path / "victim"
    victim.write_text("untouched, and longer than any text that would be written over it")
    if way == "a file":
        place.write_text("x")
    else:
        place.mkdir()
        for ahead in (0, 5):
            path = place / (TODAY + dt.timedelta(days=ahead)).isoformat()
            if way == "a link":
                path.symlink_to(victim)
            elif way == "a folder in the way":
                path.mkdir()
        if way == "read-only":
            place.chmod(0o500)
    tracker = make_tracker(by=BY)
    outcome = tracker.done(["kube/pods"])
    assert outcome.action
    assert tracker.standing().goals[0].whole.steps_done == 1
    assert victim.read_text().startswith("untouched")


def test_looking_without_a_journal_makes_no_file(cli: Cli, home: Home) -> None:
    """Neither the verb nor a look that would store a brief."""
    for args in (["prompt"], ["prompt", "--path"], ["prompt", "--snippet", "zsh"], ["prompt", "--json"], ["today"]):
        assert cli(*args).code == 0
    assert list(home.folder.iterdir()) == []


@pytest.fixture(scope="module")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Tracker:
    """The demo's tracker."""
    return make_demo(tmp_path_factory.mktemp("made-up"), SystemClock(fixed=NOW))


def test_made_up_data_stays_out_of_the_learners_cache(made_up: Tracker, home: Home) -> None:
    """The demo's files are in its own folder."""
    made_up.brief()
    assert segments_folder(made_up.paths).is_relative_to(made_up.paths.data.parent)
    assert kept(made_up)
    assert not folder(home).exists()


# -- the text ----------------------------------------------------------------------------------------------


def test_reviews_are_foretold_as_they_will_be_counted(made_up: Tracker) -> None:
    """On each day ahead the number is what the tracker would count then."""
    standing = made_up.standing()
    texts = segments(standing)
    found = []
    for ahead in range(DAYS_AHEAD + 1):
        day = standing.today + dt.timedelta(days=ahead)
        due = reviews_due(replace(standing, today=day))
        found.append(due)
        assert texts[day.isoformat()].endswith(f" · {due} reviews")
    assert found[0] < found[-1]


def test_the_days_around_the_date(make_tracker: MakeTracker) -> None:
    """It counts down to today, then says how late it is."""
    texts = segments(make_tracker(by=TODAY + dt.timedelta(days=2)).standing())
    assert [on(texts, n) for n in range(4)] == [
        "kube 0 % · 2d",
        "kube 0 % · 1d",
        "kube 0 % · today",
        "kube 0 % · 1d late",
    ]


def test_a_pause_is_silent(make_tracker: MakeTracker) -> None:
    """Until its last day, and no longer."""
    tracker = make_tracker(by=BY)
    tracker.pause(TODAY + dt.timedelta(days=1), TODAY + dt.timedelta(days=3))
    texts = segments(tracker.standing())
    assert [bool(on(texts, n)) for n in range(5)] == [True, False, False, False, True]


def test_a_finished_goal_makes_room_for_the_next(make_tracker: MakeTracker) -> None:
    """When all are finished only reviews are told, and without any it is silent."""
    tracker = make_tracker(enrolled=("kube", "secure"), by=BY)
    tracker.done(["kube/pods", "kube/services", "kube/config", "kube/policies"])
    assert on(segments(tracker.standing()), 0) == "secure 67 % · 56d"
    tracker.done(["secure/audit"])
    texts = segments(tracker.standing())
    assert on(texts, 0) == ""
    assert on(texts, 30) == "4 reviews"


def test_the_end_of_time(make_tracker: MakeTracker) -> None:
    """The calendar ends; nothing breaks."""
    standing = replace(make_tracker().standing(), today=dt.date(9999, 12, 30))
    assert list(segments(standing)) == ["9999-12-30", "9999-12-31"]


# -- the verb ----------------------------------------------------------------------------------------------


def test_the_verb(small: Home, cli: Cli) -> None:
    """Text, JSON and waybar tell the same; the path is where the files are."""
    cli("goal", "kube", "--by", "+8w")
    cli("done", "kube/pods")
    assert cli("prompt").out == "kube 20 % · 56d\n"
    found = cli("prompt", "--json").json
    assert (found["kind"], found["text"], found["daysLeft"]) == ("Prompt", "kube 20 % · 56d", 56)
    assert cli("prompt", "-o", "json").json == found
    bar = read(cli("prompt", "-o", "waybar").out)
    assert bar["text"] == "56d"
    assert bar["class"] in ("likely", "toss-up", "unlikely")
    assert bar["percentage"] == 20
    assert bar["tooltip"].splitlines()[:2] == ["kube 20 % · 56d", "kube/services  Reach it through a Service"]
    assert cli("prompt", "--path").out == f"{folder(small)}\n"
    assert (folder(small) / found["day"]).read_text("utf-8") == cli("prompt").out


def test_nothing_to_say(cli: Cli) -> None:
    """No line at all; waybar hides an empty text; JSON stays JSON."""
    assert cli("prompt") == cli("prompt", "-o", "text")
    assert (cli("prompt").code, cli("prompt").out) == (0, "")
    assert read(cli("prompt", "-o", "waybar").out) == {"text": "", "tooltip": "", "class": "none", "percentage": 0}
    found = cli("prompt", "--json").json
    assert (found["text"], found["goal"], found["percent"], found["daysLeft"]) == ("", None, None, None)


@pytest.mark.parametrize(
    ("by", "text", "kind"), [("none", "0 %", "undated"), ("yesterday", "1d late", "overdue"), ("today", "today", None)]
)
@pytest.mark.usefixtures("small")
def test_waybar_without_days_left(cli: Cli, by: str, text: str, kind: str | None) -> None:
    """Its class can be styled in each case."""
    cli("goal", "kube", "--by", by)
    bar = read(cli("prompt", "-o", "waybar").out)
    assert bar["text"] == text
    assert kind in (None, bar["class"])


def test_waybar_reads_no_markup_from_a_title(make_tracker: MakeTracker) -> None:
    """Pango's markup is escaped, and what would steer a terminal is shown."""
    brief = make_tracker().brief()
    brief["next"][0]["title"] = "<b>&\x1b[2J\u202e"
    tooltip = waybar(brief, "kube 0 %")["tooltip"]
    assert tooltip.splitlines()[1] == "kube/pods  &lt;b&gt;&amp;&lt;U+001B&gt;[2J&lt;U+202E&gt;"


@pytest.mark.parametrize("shell", SHELLS)
def test_a_snippet_starts_no_python(cli: Cli, shell: str) -> None:
    """It reads the file, wherever the cache is, and says where it belongs."""
    text = cli("prompt", "--snippet", shell).out
    assert "roadtrack/prompt/" in text
    assert "XDG_CACHE_HOME" in text
    assert text.startswith("# ~/.")
    assert "$(roadtrack" not in text
    assert cli("prompt", "--snippet", "cmd").code == 2


@pytest.mark.parametrize("wanted", ["kube 20 % · 56d", ""])
def test_the_bash_snippet_in_bash(cli: Cli, home: Home, wanted: str) -> None:
    """The text and a space, or nothing; the exit code of the last command stays what it was."""
    place = folder(home)
    place.mkdir(parents=True)
    (place / dt.date.today().isoformat()).write_text(f"{wanted}\n" if wanted else "")  # noqa: DTZ011 - the shell's day
    script = cli("prompt", "--snippet", "bash").out
    run = 'PS1="$ "; {}\nfalse; _roadtrack_prompt; code=$?; printf "%s|%s" "$code" "${{PS1@P}}"'.replace("{}", script)
    run = run.replace("${{", "${").replace("}}", "}")
    done = subprocess.run(
        ["bash", "--norc", "-c", run], env=home.environment(), capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == (f"1|{wanted + ' ' if wanted else ''}$ ", "")


def read(text: str) -> dict[str, Any]:
    """One JSON object that is not of the API."""
    found: dict[str, Any] = json.loads(text)
    return found
