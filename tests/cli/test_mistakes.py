"""What goes wrong: one clear message, the documented exit code, nothing lost, never a traceback."""

import json
import sqlite3
import subprocess
import sys

import pytest

from tests.conftest import Home, RunCli


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("done", "cka/rbacc"), 4, "Did you mean cka/rbac?"),
        (("done", "exam"), 4, "Write the full ref."),
        (("done", "cka"), 4, "is a curriculum, not a step"),
        (("enroll", "ckaa"), 4, "Did you mean"),
        (("goal", "terraform"), 4, "no goal of yours"),
        (("log", "cka/rbac", "45"), 2, "45 what? Write 45m or 45h."),
        (("goal", "cka", "--by", "12/01"), 2, "may be 12 January or 1 December"),
        (("goal", "cka", "--by", "feb 30"), 2, "30"),
        (("list", "is:redy"), 2, "Did you mean ready?"),
        (("list", "@nope"), 2, "@open"),
        (("stauts",), 2, "Did you mean status?"),
        (("done",), 2, "Missing argument"),
        (("skip", "cka/rbac"), 7, "-m REASON"),
        (("note", "cka/rbac"), 7, "-m TEXT"),
        (("attach", "cka/rbac", "/no/such/file"), 4, "no evidence at"),
        (("attach", "cka/rbac", "javascript://x"), 2, "http, https or mailto"),
        (("help", "dats"), 4, "Did you mean dates?"),
        (("config", "get", "plan.hour"), 4, "Did you mean"),
    ],
)
def test_a_mistake_is_told_in_words(run_cli: RunCli, arguments: tuple[str, ...], code: int, words: str) -> None:
    """Message and remedy on stderr, nothing on stdout, the documented code."""
    run_cli("enroll", "cka", "cks")
    done = run_cli(*arguments)
    assert (done.returncode, done.stdout) == (code, "")
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    failed = run_cli(*arguments, "--json")
    told = json.loads(failed.stderr)
    assert (told["kind"], told["code"], failed.stdout) == ("Error", code, "")


def test_a_faulty_own_file_hides_no_good_one(run_cli: RunCli, home: Home) -> None:
    """validate tells file, line and the right spelling with exit 3; the others stay in use."""
    run_cli("enroll", "cka")
    home.add_curriculum("cka", 'format = 1\nid = "cka"\ntitel = "x"\n')
    checked = run_cli("curriculum", "validate")
    assert checked.returncode == 3
    assert 'cka.toml:3  unknown key "titel". Did you mean "title"?' in checked.stdout
    assert run_cli("done", "cka/rbac").returncode == 0


@pytest.mark.parametrize("content", [b"", b"not a database, but long enough to be looked at" * 40])
def test_a_foreign_file_is_left_alone(run_cli: RunCli, home: Home, content: bytes) -> None:
    """A file that is no journal is never replaced or changed."""
    path = home.journal
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    for arguments in (("today",), ("done", "cka/rbac"), ("enroll", "cka")):
        done = run_cli(*arguments)
        assert done.returncode == 5
        assert "left as it is" in done.stderr
        assert "Traceback" not in done.stderr
    assert path.read_bytes() == content


def test_a_newer_journal_is_refused(run_cli: RunCli, home: Home) -> None:
    """Another major format: told in words, byte-identical afterwards."""
    run_cli("enroll", "cka")
    with sqlite3.connect(home.journal) as connection:
        connection.execute(f"PRAGMA user_version = {9 << 16}")
    connection.close()
    before = home.journal.read_bytes()
    for arguments in (("today",), ("status", "--json"), ("done", "cka/rbac")):
        done = run_cli(*arguments)
        assert done.returncode == 5
        assert "newer roadtrack" in done.stderr
    assert home.journal.read_bytes() == before


def test_a_closed_pipe_is_silent(run_cli: RunCli) -> None:
    """The reader went away: exit 141 and not a word."""
    run_cli("enroll", "cka")
    done = subprocess.run(
        ["sh", "-c", f'("{sys.executable}" -m roadtrack curriculum schema; echo $? >&3) 3>&2 | true'],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr.strip() in ("141", "0")


HOSTILE = "\x1b]52;c;cHduZWQ=\x07\x1b[2J\x9b31m\u202eRLO[red]x[/red]\r"


def test_hostile_text_reaches_the_terminal_as_text(run_cli: RunCli) -> None:
    """Escapes, control and bidirectional characters in notes are shown as code points by every verb."""
    run_cli("enroll", "cka")
    run_cli("note", "cka/rbac", "-f", "-", stdin=HOSTILE)
    run_cli("skip", "cka/rbac", "-m", HOSTILE)
    for arguments in (
        ("history",),
        ("show", "cka/rbac"),
        ("undo", "--list"),
        ("report", "--include", "notes"),
        ("undo",),
        ("done", HOSTILE.replace("\r", "")),
        ("list", HOSTILE.replace("\r", "")),
    ):
        done = run_cli(*arguments)
        said = done.stdout + done.stderr
        assert [c for c in said if (ord(c) < 32 and c not in "\n\t") or 0x7F <= ord(c) < 0xA0 or c == "\u202e"] == []
