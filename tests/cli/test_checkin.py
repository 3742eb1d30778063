"""checkin: one question a line, the form under the prompt, a day off; each step is one action."""

import io
import os
import pty
import re
import select
import struct
import sys
import termios
import time
from collections.abc import Callable, Iterator
from fcntl import ioctl
from subprocess import Popen

import pytest

from roadtrack.checkin import offered
from tests.cli.conftest import Answer, Cli
from tests.cli.test_hostile import SEED, unprintable
from tests.conftest import Home, MakeTracker

Asked = Callable[..., Answer]


class Typed(io.StringIO):
    """A stdin that somebody types into."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def asked(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> Asked:
    """Run a check-in with these answers, from a pipe or typed."""

    def run(*args: str, lines: tuple[str, ...] = (), typed: bool = False) -> Answer:
        text = "".join(f"{line}\n" for line in lines)
        monkeypatch.setattr(sys, "stdin", Typed(text) if typed else io.StringIO(text))
        return cli("checkin", *args)

    return run


def notes(cli: Cli) -> list[tuple[str | None, str]]:
    """(ref, text) of the notes, newest first."""
    return [(item["ref"], item["text"]) for item in cli("history", "--kind", "note", "--json").json["items"]]


def test_one_question_a_line(small: Home, cli: Cli, asked: Asked) -> None:
    """Which step, done, note, evidence, time; it ends with what was saved, and one undo takes all of it back."""
    proof = small.folder / "egress.txt"
    proof.write_text("blocked")
    answer = asked("--plain", lines=("1", "y", "egress needs DNS", str(proof), "1h30", ""))
    assert (answer.code, answer.err) == (0, "")
    lines = answer.out.splitlines()
    assert re.fullmatch(r"Check-in, \w+day \d+ \w{3}\. 2 steps offered\. Streak 0 days\.", lines[0]), lines[0]
    assert "1. kube/pods, Run a Pod. 1h left." in lines
    assert [line for line in lines if "?" in line] == [
        "Which step? 1 to 2, or a ref; empty ends.",
        "kube/pods: done? y or n.",
        "Note?",
        "Evidence? A link, or the path of a file.",
        "Time? 25m, 1h30.",
        "Which other step? 1 to 2, or a ref; empty ends.",
    ]
    assert "kube 20 percent, 1 of 4 steps." in lines
    assert lines[-1] == "Saved in all: kube/pods, done, 1h30, a note, evidence. To take it back: roadtrack undo"
    assert not any(char in answer.out for char in "[]█✓›")
    shown = cli("show", "kube/pods", "--json").json
    assert (shown["status"], shown["minutesLogged"], shown["verified"]) == ("done", 90, True)
    assert len(cli("undo", "--list", "--json").json["words"]) == 2  # this one, and the goal
    cli("undo")
    assert cli("show", "kube/pods", "--json").json["status"] == "todo"


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    ("answers", "kinds"),
    [
        (("y",), ["done"]),
        (("", "a thought"), ["note"]),
        (("n", "", "https://example.org/x"), ["evidence"]),
        (("", "", "", "25m"), ["time"]),
        (("", "a thought", "https://example.org/x"), ["evidence", "note"]),
        (("", "a thought", "https://example.org/x", "25m"), ["evidence", "note", "time"]),
        (("yes", "a thought", "https://example.org/x", "25m"), ["done", "evidence", "note", "time"]),
        (("", "", "", ""), []),
        ((), []),
    ],
)
def test_every_answer_may_be_left_out(cli: Cli, asked: Asked, answers: tuple[str, ...], kinds: list[str]) -> None:
    """What is empty is not written; a pipe may end wherever it likes; what was said is one action."""
    before = {item["action"] for item in cli("history", "--json").json["items"]}
    answer = asked(lines=("kube/pods", *answers))
    assert answer.code == 0
    added = [item for item in cli("history", "--json").json["items"] if item["action"] not in before]
    assert sorted(item["kind"] for item in added) == kinds
    assert len({item["action"] for item in added}) == (1 if kinds else 0)
    assert ("Nothing saved." in answer.out.splitlines()) is not bool(kinds)


@pytest.mark.usefixtures("small")
def test_a_slip_in_a_pipe_saves_nothing(cli: Cli, asked: Asked) -> None:
    """The next line would answer another question: it stops, and the step before it is not saved either."""
    answer = asked(lines=("1", "y", "", "", "", "2", "y", "", "", "45"))
    assert answer.code == 2
    assert "45 what?" in answer.err
    assert "Saved" not in answer.out
    assert cli("show", "kube/pods", "--json").json["status"] == "todo"
    for wrong, code in (("7", 2), ("kube/podz", 4)):
        assert asked(lines=(wrong,)).code == code
    assert asked(lines=("1", "perhaps")).code == 2
    assert asked(lines=("1", "", "", "/no/such/file")).code == 4


@pytest.mark.usefixtures("small")
def test_a_person_is_asked_again(cli: Cli, asked: Asked) -> None:
    """A slip costs one line; what was answered before it stays; each step is saved at once."""
    lines = ("9", "1", "perhaps", "y", "", "ftp://x", "https://example.org/x", "45", "45m", "2", "y", "", "", "", "")
    answer = asked(lines=lines, typed=True)
    assert answer.code == 0
    for words in ("there is no step 9.", "Answer y or n.", "http, https or mailto", "45 what?"):
        assert words in answer.out
    assert answer.out.index("Saved: kube/pods, done, 45m, evidence.") < answer.out.index("Which other step?")
    assert "To take it back: roadtrack undo 2" in answer.out
    assert cli("undo", "2").code == 0
    assert cli("status", "--json").json["items"][0]["steps"]["done"] == 0


@pytest.mark.usefixtures("small")
def test_what_is_done_already(asked: Asked) -> None:
    """Nothing is written, and it says so."""
    asked(lines=("1", "y"))
    answer = asked(lines=("kube/pods", "y"))
    assert "Saved: kube/pods, done already." not in answer.out
    assert "kube/pods is done already." in answer.out
    assert answer.out.splitlines()[-1] == "Nothing saved."


@pytest.mark.usefixtures("small")
def test_json(cli: Cli, asked: Asked) -> None:
    """One Action as of every writing verb, with each action in it; no question reaches a program."""
    found = asked("--json", lines=("1", "y", "", "", "", "secure/audit", "", "a thought")).json
    assert (found["kind"], found["verb"], found["unchanged"]) == ("Action", "checkin", [])
    assert found["changed"] == ["kube/pods", "secure/audit"]
    assert [(one["ref"], one["said"]) for one in found["actions"]] == [
        ("kube/pods", "done"),
        ("secure/audit", "a note"),
    ]
    assert found["action"] == found["actions"][-1]["action"]
    assert found["goals"][0]["before"]["done"] == 0
    assert found["goals"][0]["after"]["done"] == 20
    assert "kube/services" in found["nowReady"]
    nothing = asked("--json").json
    assert (nothing["action"], nothing["changed"], nothing["actions"]) == (None, [], [])
    failed = asked("--json", lines=("1", "maybe"))
    assert failed.error["message"] == "Answer y or n."
    typed = asked("--json", lines=("1", "n", "typed"), typed=True)
    assert "Note?" in typed.err
    assert notes(cli)[0] == ("kube/services", "typed")
    assert '"verb": "checkin"' in typed.out


def test_skip(small: Home, cli: Cli) -> None:
    """A day off is a note on the day, undoable; a reason is needed."""
    assert small.journal.exists()
    answer = cli("checkin", "--skip", "  on call ")
    assert "check-in skipped: on call" in answer.out
    assert notes(cli) == [(None, "check-in skipped: on call")]
    found = cli("checkin", "--skip", "again", "--json").json
    assert found["actions"][0]["ref"] is None
    assert found["action"]
    cli("undo", "2")
    assert all(item["undone"] for item in cli("history", "--kind", "note", "--json").json["items"])
    assert cli("checkin", "--skip", "  ").code == 2


def test_without_goals(cli: Cli, home: Home) -> None:
    """Words and exit 0; no file is made, not even by a reason."""
    for args in ([], ["--plain"], ["--skip", "on call"], ["--no-input"]):
        answer = cli("checkin", *args)
        assert (answer.code, answer.err) == (0, "")
        assert "No goals yet. Pick one: roadtrack curriculum list" in answer.out
    assert cli("checkin", "--json").json["actions"] == []
    assert list(home.folder.iterdir()) == []


@pytest.mark.usefixtures("small")
def test_when_nothing_is_ready(cli: Cli) -> None:
    """All done: it says that nothing is."""
    cli("done", "kube/pods", "kube/services", "kube/config", "kube/policies")
    answer = cli("checkin")
    assert answer.code == 0
    assert "Nothing is ready" in answer.out


@pytest.mark.usefixtures("small")
def test_nobody_may_be_asked(cli: Cli) -> None:
    """--no-input names the way without questions."""
    answer = cli("checkin", "--no-input")
    assert answer.code == 7
    assert "roadtrack done REF" in answer.err


def test_hostile_text(small: Home, cli: Cli, asked: Asked) -> None:
    """Titles and answers come out printable; an answer is kept as it was typed."""
    assert small.journal.exists()
    typed = SEED.replace("\r", "")
    answer = asked(lines=("1", "y", typed, "https://example.org/\x1b[2J", ""))
    assert answer.code == 0
    assert unprintable(answer.out + answer.err) == []
    assert unprintable(asked(lines=(typed,)).err) == []
    assert unprintable(cli("checkin", "--skip", SEED).out) == []
    assert notes(cli)[1] == ("kube/pods", typed.strip())


def test_what_is_offered(make_tracker: MakeTracker) -> None:
    """The top suggestion first, then what is in progress; with few of them the next suggestions."""
    tracker = make_tracker(enrolled=("kube", "secure"))
    best = tracker.brief()["next"][0]["ref"]
    last = tracker.brief()["next"][-1]["ref"]
    tracker.start([last])
    refs = [item["ref"] for item in offered(tracker.brief())]
    assert refs[0] == tracker.brief()["next"][0]["ref"]
    assert {best, last} <= set(refs)
    assert len(refs) == len(set(refs)) == 3


class Terminal:
    """A real terminal of 80×24 with `roadtrack checkin` in it."""

    def __init__(self, home: Home, *args: str, **environ: str) -> None:
        self.near, far = pty.openpty()
        ioctl(far, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        environment = {k: v for k, v in home.environment(environ).items() if k != "COLUMNS"}
        self.process = Popen(
            [sys.executable, "-m", "roadtrack", "checkin", *args],
            stdin=far,
            stdout=far,
            stderr=far,
            env=environment,
            cwd=home.folder,
            start_new_session=True,
        )
        os.close(far)
        self.seen = ""

    def until(self, words: str) -> None:
        """Read until some words came."""
        end = time.monotonic() + 30
        while words not in self.seen:
            assert time.monotonic() < end, (words, self.seen)
            if select.select([self.near], [], [], 0.1)[0]:
                try:
                    self.seen += os.read(self.near, 65536).decode("utf-8", "replace")
                except OSError as error:  # the other end is closed
                    raise AssertionError((words, self.seen)) from error

    def press(self, keys: str) -> None:
        """Type."""
        os.write(self.near, keys.encode())

    def end(self) -> int:
        """The exit code."""
        return self.process.wait(30)


Opened = Callable[..., Terminal]


@pytest.fixture
def terminal(small: Home) -> Iterator[Opened]:
    """Open terminals; they are closed at the end, whatever happened."""
    opened: list[Terminal] = []

    def open_one(*args: str, **environ: str) -> Terminal:
        opened.append(Terminal(small, *args, **environ))
        return opened[-1]

    yield open_one
    for one in opened:
        one.process.kill()
        one.process.wait()
        os.close(one.near)


def test_the_form_under_the_prompt(small: Home, terminal: Opened) -> None:
    """On a terminal: no other screen, so the scrollback stays; enter saves; what was saved stands there after it."""
    form = terminal()
    form.until("about 30 seconds")
    form.until("esc cancel")
    form.press(" ")
    form.until("enter saves 1 step")
    form.press("\t")
    form.until("up, down other step")
    form.press("noted\r")
    form.until("undo: roadtrack undo")
    assert form.end() == 0
    assert "\x1b[?1049h" not in form.seen
    assert "\x1b[?25h" in form.seen  # the cursor is back
    assert "kube/pods  done, a note" in form.seen
    assert small.json("show", "kube/pods")["status"] == "done"


def test_escape_leaves_without_writing(small: Home, terminal: Opened) -> None:
    """And says so."""
    before = len(small.json("history")["items"])
    form = terminal()
    form.until("esc cancel")
    form.press(" ")
    form.until("enter saves 1 step")
    form.press("\x1b")
    form.until("Nothing saved.")
    assert form.end() == 0
    assert len(small.json("history")["items"]) == before


@pytest.mark.parametrize(("args", "environ"), [(["--plain"], {}), ([], {"TERM": "dumb"})])
def test_lines_where_the_cursor_cannot_be_placed(terminal: Opened, args: list[str], environ: dict[str, str]) -> None:
    """Also on a terminal, no escape sequence is sent."""
    form = terminal(*args, **environ)
    form.until("empty ends.")
    form.press("1\n")
    form.until("y or n.")
    form.press("y\n\n\n\n\n")
    form.until("roadtrack undo")
    assert form.end() == 0
    assert "\x1b" not in form.seen
