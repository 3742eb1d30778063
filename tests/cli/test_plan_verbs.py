"""forecast, review, ready, stuck, snooze, pause, credential, the timer, remind: as a user types them."""

import datetime as dt
import plistlib
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.conftest import EXAM, KUBE, Home

FILES: Mapping[str, str] = {
    "kube": KUBE.replace('issuer = "Nobody"', 'issuer = "Nobody"\npass_percent = 66\nvalid_months = 24') + EXAM
}


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A learner with one dated goal, a Sunday evening."""
    home = Home(tmp_path, "2026-11-22T20:41:00Z")
    for id_, text in FILES.items():
        home.add_curriculum(id_, text)
    home.run("enroll", "kube", "--by", "2027-01-17")
    return home


def test_forecast_in_words(home: Home) -> None:
    """The date, the chance, the range, what it is based on."""
    text = home.out("forecast", "kube")
    assert re.match(r"kube by 17 Jan: (likely|toss-up|unlikely), [0-9]+ %\. Finish between ", text)
    assert "7h of estimated work left" in text
    assert "rough, from your plan of 5 h a week" in text


def test_forecast_as_json(home: Home) -> None:
    """The same for programs."""
    answer = home.json("forecast")
    (item,) = answer["items"]
    assert (answer["kind"], item["goal"], item["by"], item["hoursLeft"]) == ("Forecast", "kube", "2027-01-17", 7.0)
    assert item["forecast"]["p50"] <= item["forecast"]["p85"]
    assert answer["basis"]["rough"] is True


def test_forecast_tries_and_saves_nothing(home: Home) -> None:
    """More hours, another date, without a step; the goal stays as it is."""
    before = home.json("goal", "kube")
    more = home.json("forecast", "--hours", "20", "--by", "2027-02-01", "--without", "kube/policies")
    assert more["items"][0]["hoursLeft"] == 5.5
    assert more["items"][0]["by"] == "2027-02-01"
    assert home.json("goal", "kube") == before
    assert home.run("forecast", "--by", "2020-01-01").returncode == 2
    assert home.run("forecast", "--without", "nothing").returncode == 4
    assert home.run("forecast", "nowhere").returncode == 4


def test_a_forecast_is_calibrated_after_ten(home: Home) -> None:
    """Before, it says how many are missing."""
    assert "0 of 10" in home.out("forecast", "--calibration")
    assert home.json("forecast", "--calibration")["calibration"]["resolved"] == 0


def test_status_check_is_about_the_chance(home: Home) -> None:
    """Exit 10 when a goal is unlikely."""
    assert home.run("status", "--check").returncode == 0
    home.run("goal", "kube", "--by", "2026-11-23")
    assert home.run("status", "--check").returncode == 10


def test_review_and_undo(home: Home) -> None:
    """Only what is done; the next day is told; one undo takes it back."""
    assert home.run("review", "kube/pods", "good").returncode == 2
    home.run("done", "kube/pods", "--grade", "hard", "--on", "2026-11-10")
    text = home.out("review", "kube/pods", "good", "--time", "20m")
    assert "kube/pods  reviewed: good, next around" in text
    assert home.json("show", "kube/pods")["minutesLogged"] == 0
    assert home.json("status")["week"]["minutes"] == 20
    assert "undid: kube/pods reviewed: good, 20m" in home.out("undo")


def test_reviews_worth_most(home: Home) -> None:
    """Without a step: the list, on the scale of new steps."""
    assert "Nothing to review" in home.out("review")
    home.run("done", "kube/pods", "--on", "2026-11-01")
    assert re.search(r"[0-9.]+  kube/pods   18m  recall on 17 Jan [0-9]+ → [0-9]+ %", home.out("review"))
    (item,) = home.json("next", "--lane", "refresh")["items"]
    assert (item["ref"], item["minutesLeft"]) == ("kube/pods", 18)
    assert home.json("today")["refresh"]["ref"] == "kube/pods"
    assert "refresh  kube/pods" in home.out("today")


def test_no_grade_is_asked_for_without_a_terminal(home: Home) -> None:
    """Exit 7, naming what is missing."""
    home.run("done", "kube/pods")
    assert home.run("review", "kube/pods").returncode == 7


def test_ready_without_and_with_a_mock(home: Home) -> None:
    """No probability without one; a wrong result is refused with what there is."""
    assert "evidence: weak, no mock exam yet" in home.out("ready", "kube")
    assert home.json("ready")["items"][0]["chance"] is None
    assert "mock exam recorded" in home.out("review", "kube", "--mock", "core=70/6", "--mock", "net=50")
    (item,) = home.json("ready")["items"]
    assert (item["mocks"], item["needed"]) == (1, 66)
    assert 0 <= item["chance"] <= 100
    assert home.run("review", "kube", "--mock", "core=170").returncode == 2
    assert home.run("review", "kube", "--mock", "core").returncode == 2
    assert home.run("review", "--mock", "core=70").returncode == 2
    unknown = home.run("review", "kube", "--mock", "nothing=70")
    assert (unknown.returncode, "Sections: core, net" in unknown.stderr) == (4, True)


def test_stuck_goes_back_to_what_it_builds_on(home: Home) -> None:
    """The least remembered first, and the command to begin with."""
    home.run("done", "kube/services", "--on", "2026-11-01")
    assert "begin with: roadtrack review kube/services" in home.out("stuck", "kube/policies")
    assert "builds on nothing else" in home.out("stuck", "kube/pods")


def test_snooze(home: Home) -> None:
    """Out of the suggestions until the day, and back by --off."""
    home.run("snooze", "kube/pods", "2026-12-01")
    assert "kube/pods" not in [item["ref"] for item in home.json("next")["items"]]
    assert home.run("snooze", "kube/pods", "2026-11-22").returncode == 2
    assert home.run("snooze", "kube/pods").returncode == 2
    home.run("snooze", "kube/pods", "--off")
    assert "kube/pods" in [item["ref"] for item in home.json("next")["items"]]


def test_pause(home: Home) -> None:
    """With an end, without, and over again."""
    assert "paused until 3 Jan 2027 (Sunday, 42 days)" in home.out("pause", "--until", "2027-01-03")
    assert "paused until 3 Jan" in home.out("today")
    assert "the pause is over" in home.out("pause", "--off")
    assert home.json("today")["pausedUntil"] is None
    assert "There is no pause" in home.out("pause", "--off")
    assert home.run("pause", "--until", "2026-11-01").returncode == 2
    assert home.run("pause", "--off", "--until", "2027-01-03").returncode == 2


def test_credentials(home: Home) -> None:
    """The rule's expiry, the printed one, the state in words, and what is no certification."""
    assert "No certificate yet" in home.out("credential")
    assert "valid until 31 Jan 2027" in home.out("credential", "add", "kube", "--earned", "2025-01-31")
    (item,) = home.json("credential", "list")["items"]
    assert (item["state"], item["expires"], item["renewBy"]) == ("window", "2027-01-31", "2027-01-17")
    home.run("credential", "add", "kube", "--earned", "2025-01-31", "--expires", "2028-01-31")
    assert home.json("credential")["items"][0]["told"] is True
    assert home.run("credential", "add", "linux").returncode == 2
    assert home.run("credential", "add", "kube", "--earned", "2027-01-01").returncode == 2
    assert home.run("credential", "add", "nothing").returncode == 4


def test_a_timer(home: Home) -> None:
    """One at a time; a forgotten one is asked about and never booked in silence."""
    assert home.out("log") == "No timer runs.\n"
    assert "timer started for kube/pods" in home.out("log", "kube/pods", "--start")
    second = home.run("log", "kube/services", "--start")
    assert (second.returncode, "a timer for kube/pods" in second.stderr) == (2, True)
    later = Home(home.folder, "2026-11-22T21:26:30Z")
    assert "45m, still running" in later.out("log")
    assert "45m logged, 45m in all" in later.out("log", "--stop")
    assert later.run("log", "--stop").returncode == 2
    later.run("log", "kube/pods", "--start")
    night = Home(home.folder, "2026-11-23T07:00:00Z")
    assert night.run("log", "--stop").returncode == 7
    assert "1h logged" in night.out("log", "--stop", "1h")
    night.run("log", "kube/pods", "--start")
    back = Home(home.folder, "2026-11-23T06:00:00Z")
    assert "clock was changed" in back.run("log", "--stop").stderr
    assert "nothing logged" in back.out("log", "--drop")


def test_spans_that_cannot_be(home: Home) -> None:
    """In the future, or on top of another; an undone one is no obstacle."""
    assert home.run("log", "kube/pods", "45m", "--at", "20:30").returncode == 2
    assert home.run("log", "kube/pods", "45m", "--at", "19:00").returncode == 0
    overlap = home.run("log", "kube/services", "30m", "--at", "19:40")
    assert (overlap.returncode, "overlaps 45 minutes on kube/pods from 19:00" in overlap.stderr) == (2, True)
    assert home.run("log", "kube/services", "30m", "--at", "19:45").returncode == 0
    home.run("undo", "2")
    assert home.run("log", "kube/services", "30m", "--at", "19:10").returncode == 0


def test_remind(home: Home) -> None:
    """Something on a day without anything, nothing when nothing is due."""
    assert home.out("remind").startswith("nothing yet today: kube/")
    home.run("done", "kube/pods")
    assert home.out("remind") == ""
    assert home.json("remind")["items"] == []


def test_units_are_printed_and_well_formed(home: Home) -> None:
    """For three schedulers; none is installed."""
    systemd = home.out("remind", "--print-unit", "systemd", "--at", "07:05")
    assert "OnCalendar=*-*-* 07:05:00\n" in systemd
    assert "Persistent=true" in systemd
    cron = home.out("remind", "--print-unit", "cron", "--at", "7:05")
    assert re.search(r"^5 7 \* \* \* DBUS_.* remind --notify$", cron, re.MULTILINE)
    unit = plistlib.loads(home.out("remind", "--print-unit", "launchd").encode())
    assert unit["StartCalendarInterval"] == {"Hour": 20, "Minute": 30}
    assert unit["ProgramArguments"][-2:] == ["remind", "--notify"]


def test_looking_writes_nothing(home: Home) -> None:
    """None of the looks adds an event."""
    count = len(home.json("history")["items"])
    for verb in (
        ("forecast",),
        ("ready",),
        ("review",),
        ("stuck", "kube/pods"),
        ("credential",),
        ("remind",),
        ("log",),
    ):
        home.run(*verb)
    assert len(home.json("history")["items"]) == count
    assert dt.date.fromisoformat(home.json("today")["day"]) == dt.date(2026, 11, 22)


def test_ascii_means_ascii(home: Home) -> None:
    """No sign of the program's own outside ASCII, on the fast path and off it."""
    home.run("done", "kube/pods", "--on", "2026-11-01")
    for verb in (
        ("today",),
        ("status",),
        ("forecast", "--chart", "points"),
        ("ready",),
        ("compare", "kube"),
        ("heat",),
    ):
        assert home.out(*verb, "--ascii").isascii(), verb
