"""The fast path says what the full path says, to the byte, and only while it is the truth."""

import json
import os
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from roadtrack.cli import fast
from roadtrack.cli.main import run
from tests.cli.conftest import Cli
from tests.conftest import KUBE, Home, isolated_environment

LOOKS = [
    ("today",),
    ("next",),
    ("status",),
    ("status", "--short"),
    ("next", "-n", "1"),
    ("next", "--minutes", "60"),
    ("today", "--minutes", "200"),
    ("status", "--ascii"),
    ("today", "--no-color"),
]


def full(capsys: pytest.CaptureFixture[str], *args: str) -> str:
    """What the full command line says."""
    capsys.readouterr()
    assert run(list(args)) == 0
    return capsys.readouterr().out


@pytest.mark.parametrize("args", LOOKS, ids=" ".join)
@pytest.mark.parametrize("as_json", [False, True])
@pytest.mark.parametrize("state", ["nothing done", "much done", "settings"])
def test_equal_to_the_byte(
    small: Home,
    capsys: pytest.CaptureFixture[str],
    args: tuple[str, ...],
    state: str,
    *,
    as_json: bool,
) -> None:
    """The same bytes from both paths, as text and as JSON, whatever the journal and the settings say."""
    if state == "settings":
        small.settings.write_text(
            '[ui]\nascii = true\ncolor = "always"\n[streak]\nshow = false\n[plan]\nsuggestions = 1\n'
        )
    if state == "much done":
        for act in (
            ["enroll", "secure"],
            ["done", "kube/pods"],
            ["start", "kube/config"],
            ["skip", "audit", "-m", "x"],
        ):
            assert run(act) == 0
    given = [*args, *(["--json"] if as_json else [])]
    slow = full(capsys, *given)
    quick = fast.answer(given, os.environ)
    assert quick is not None
    assert quick + "\n" == slow
    if as_json:
        assert json.loads(slow)["apiVersion"] == "roadtrack/v1"


def test_as_processes(small: Home) -> None:
    """Two processes, one on each path, print the same; the color flag alone takes the full path."""
    for verb in ("today", "next", "status"):
        full_path = small.run(verb, "--color", "never")
        fast_path = small.run(verb)
        assert (full_path.returncode, fast_path.returncode) == (0, 0)
        assert fast_path.stdout == full_path.stdout
        assert small.run(verb, "--json").stdout == small.run(verb, "-o", "json").stdout


@pytest.fixture
def fresh(small: Home, cli: Cli) -> Home:
    """A home whose brief is fresh."""
    cli("status", "--color", "never")
    assert fast.fresh_brief(os.environ) is not None
    return small


def then_fresh_again(cli: Cli) -> None:
    """The brief is stale now; one full answer makes it fresh."""
    assert fast.fresh_brief(os.environ) is None
    assert cli("status").code == 0
    assert fast.fresh_brief(os.environ) is not None


def test_touched_curriculum(fresh: Home, cli: Cli) -> None:
    """A curriculum file with another time is read again."""
    path = fresh.settings.parent / "curricula" / "kube.toml"
    os.utime(path, (1, 1))
    then_fresh_again(cli)


def test_changed_curriculum_shows(fresh: Home, cli: Cli) -> None:
    """A new title shows in the very next look."""
    fresh.add_curriculum("kube", KUBE.replace("Run a Pod", "Run one Pod"))
    assert "Run one Pod" in cli("next").out
    assert fast.fresh_brief(os.environ) is not None


def test_added_and_removed_file(fresh: Home, cli: Cli) -> None:
    """An own file that comes or goes counts, in a folder below too."""
    path = fresh.add_curriculum("deep/er", KUBE.replace('"kube"', '"other"'))
    then_fresh_again(cli)
    path.unlink()
    then_fresh_again(cli)


def test_changed_settings(fresh: Home, cli: Cli) -> None:
    """A settings file that comes, changes or goes counts."""
    fresh.settings.write_text("[plan]\nsuggestions = 1\n")
    then_fresh_again(cli)
    assert cli("next", "--json").json["items"][1:] == []
    fresh.settings.unlink()
    then_fresh_again(cli)


def test_write_by_another_process(fresh: Home, cli: Cli) -> None:
    """A write by another program saves its own brief: the next look is fast and right."""
    assert fresh.run("done", "kube/pods").returncode == 0
    assert fast.fresh_brief(os.environ) is not None
    assert cli("status", "--json").json["items"][0]["percent"]["done"] == 20.0


def test_another_day(fresh: Home, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    """On another day the brief is of yesterday: the full path answers, then the fast one."""
    days = set()
    for zone in ("Etc/GMT+12", "Etc/GMT-14"):
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        days.add(cli("status", "--json").json["day"])
        assert fast.fresh_brief(os.environ) is not None
    monkeypatch.setenv("TZ", "Etc/GMT+12")
    time.tzset()
    assert fast.fresh_brief(os.environ) is None
    assert len(days) == 2
    assert fresh.journal.exists()


def test_another_version_or_schema(fresh: Home) -> None:
    """A brief of another program version, or in a store of another schema, is left alone."""
    with closing(sqlite3.connect(fresh.journal)) as db:
        db.execute("PRAGMA user_version = 7")
    assert fast.fresh_brief(os.environ) is None


def test_zone_or_fixed_day_takes_the_full_path(fresh: Home, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    """A zone of the settings and a fixed day need the real clock: the fast path does not guess."""
    monkeypatch.setenv("ROADTRACK_TODAY", "2026-11-22")
    assert fast.fresh_brief(os.environ) is None
    monkeypatch.delenv("ROADTRACK_TODAY")
    fresh.settings.write_text('[days]\nzone = "Asia/Tokyo"\n')
    assert cli("status").code == 0
    assert fast.fresh_brief(os.environ) is None


MANY = KUBE.partition("[[section]]")[0].replace('aliases = { pod = "pods" }', "") + (
    '[[section]]\nid = "all"\ntitle = "All"\n'
    + "".join(f'[[section.step]]\nid = "s{n}"\ntitle = "Step {n}"\nhours = {1 + n % 3}\n' for n in range(60))
)


def test_more_than_the_brief_keeps(home: Home, cli: Cli, capsys: pytest.CaptureFixture[str]) -> None:
    """The brief keeps the best 50; who asks for more gets them, by the full path."""
    home.add_curriculum("kube", MANY)
    cli("enroll", "kube")
    for args in (("next", "-n", "60"), ("next", "--minutes", "60", "-n", "40"), ("next", "-n", "50")):
        assert cli(*args).out == full(capsys, *args)
    assert len(cli("next", "-n", "60", "--json").json["items"]) == 60


@pytest.mark.parametrize(
    "args",
    [
        ("next", "-n", "²"),
        ("next", "-n", "0"),
        ("next", "-n", "-1"),
        ("next", "-n", "9" * 5000),
        ("next", "-n", "200000"),
        ("next", "-n"),
        ("next", "--minutes", "²"),
        ("today", "--minutes", "9" * 5000),
        ("status", "--minutes", "5"),
        ("today", "--short"),
        ("today", "--no-pager"),
        ("today", "next"),
        ("status", "--no-such-flag"),
    ],
    ids=str,
)
def test_odd_arguments_are_refused(fresh: Home, cli: Cli, args: tuple[str, ...]) -> None:
    """What the full command line refuses, the fast path does not accept; no number breaks it."""
    assert fresh.journal.exists()
    answer = cli(*args)
    assert answer.code == 2
    assert answer.out == ""
    assert answer.err.startswith("error: ")


@pytest.mark.parametrize("environment", [{"HOME": ""}, {"COLUMNS": "²"}, {"XDG_DATA_HOME": " "}])
def test_odd_environment(small: Home, environment: dict[str, str]) -> None:
    """No environment breaks the fast path."""
    odd = isolated_environment(small.folder) | environment
    fast.answer(["today"], odd)
    assert small.run("--version", env=environment).stdout.startswith("roadtrack ")


def test_journal_of_rubbish(fresh: Home, cli: Cli) -> None:
    """A file that is no store is left to the full path, which says so."""
    Path(fresh.journal).write_bytes(b"SQLite format 3\0" + b"\xff" * 4096)
    assert fast.fresh_brief(os.environ) is None
    assert cli("today").code == 5
