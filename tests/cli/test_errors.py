"""Failures in words: the exit code, one line of what is wrong, one of what helps, never a traceback."""

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from roadtrack.cli import crash, main
from roadtrack.cli.failure import wants_json
from roadtrack.errors import RoadtrackError
from roadtrack.tracker import Tracker
from tests.cli.conftest import Cli
from tests.conftest import KUBE, SECURE, Home, RunCli

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="changing the user needs root")


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (["done", "kube/podz"], 4, "Did you mean kube/pods?"),
        (["done", "podz"], 4, "Did you mean kube/pods?"),
        (["show", "kube"], 4, "is a curriculum, not a step"),
        (["done", "zzzzzz"], 4, "roadtrack list"),
        (["enroll", "kubee"], 4, "Did you mean kube?"),
        (["why", "kube/nothing-like-it"], 4, "no step"),
        (["unenroll", "cka"], 4, "is no goal of yours"),
        (["donee", "pods"], 2, "no verb donee. Did you mean done?"),
        (["zzzzzz"], 2, "All verbs: roadtrack --help"),
        (["d"], 2, "no verb d"),
        (["done"], 2, "Missing argument"),
        (["done", ""], 4, "no step"),
        (["done", "pods", "--no-such"], 2, "No such option"),
        (["enroll", "kube", "--by", "30 feb"], 2, "does not exist"),
        (["enroll", "kube", "--by", "12/01"], 2, "Write 20"),
        (["enroll", "kube", "--by", "soon"], 2, "is not a date"),
        (["log", "pods", "45"], 2, "45 what?"),
        (["list", "is:reddy"], 2, "Did you mean ready?"),
        (["list", "si:ready"], 2, "Keys are is:"),
        (["list", "@opne"], 2, "Did you mean @open?"),
        (["next", "--lane", "slow"], 2, "'best', 'quick'"),
        (["skip", "pods"], 7, "-m REASON"),
        (["config", "get", "plan.hour"], 4, "config list"),
        (["help", "filter"], 4, "Did you mean filters?"),
        (["curriculum", "show", "ckaa"], 4, "Did you mean cka?"),
        (["curriculum", "lst"], 2, "lst"),
        (["attach", "pods", "ftp://x"], 2, "http, https or mailto"),
        (["undo", "x"], 2, "not a valid integer"),
        (["done", "../../etc/passwd"], 4, "no step"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_failure(cli: Cli, args: list[str], code: int, words: str) -> None:
    """The right exit code and the way out, as text and as an Error object; stdout stays empty."""
    plain = cli(*args)
    assert (plain.code, plain.out) == (code, "")
    assert plain.err.startswith("error: ")
    assert words in plain.err
    assert len(plain.err.splitlines()) <= 2
    error = cli(*args, "--json").error
    assert error["code"] == code
    assert words in error["message"] + error["hint"] or "no verb" in words
    assert isinstance(error["candidates"], list)
    assert wants_json([*args, "--json"])


@pytest.mark.usefixtures("small")
def test_ambiguous(cli: Cli, home: Home) -> None:
    """A bare id of two goals lists both, and marks none."""
    home.add_curriculum("other", SECURE.replace('"secure"', '"other"').replace('"audit"', '"config"'))
    cli("enroll", "other")
    error = cli("done", "config", "--json").error
    assert (error["code"], error["candidates"]) == (4, ["kube/config", "other/config"])
    assert "kube/config, other/config" in cli("done", "config").err


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        (["show", "x", "--json"], True),
        (["show", "x", "-o", "json"], True),
        (["show", "x", "--output", "json"], True),
        (["show", "x", "--output=json"], True),
        (["show", "x", "-ojson"], True),
        (["show", "json", "-o", "text"], False),
        (["attach", "x", "--", "tool", "--json"], False),
        (["attach", "x", "--", "tool", "-o", "json"], False),
        ([], False),
    ],
    ids=str,
)
def test_json_is_wanted(args: list[str], *, expected: bool) -> None:
    """Each way to ask for JSON counts for errors, too; a command that is evidence has flags of its own."""
    assert wants_json(args) is expected


# -- files with faults -------------------------------------------------------------------------------------


@pytest.mark.usefixtures("small")
def test_faulty_curriculum_hides_no_other(cli: Cli, home: Home) -> None:
    """One bad file: the others stay in use, validate names file and line, and progress is kept."""
    cli("enroll", "secure")
    cli("done", "secure/audit")
    path = home.add_curriculum("secure", SECURE.replace("hours = 1", "hous = 1\nhours = true"))
    today = cli("today")
    assert today.code == 0
    assert "not in use: secure" in today.out
    assert cli("status", "--json").json["items"][0]["goal"] == "kube"
    assert (
        "has 2 faults and is not in use" in cli("curriculum", "list").out or "faults" in cli("curriculum", "list").out
    )
    told = cli("curriculum", "validate")
    assert told.code == 3
    assert f"{path}:19" in told.out
    assert 'unknown key "hous"' in told.out
    assert "hours" in told.out
    assert "Progress is untouched" in told.out
    faults = cli("curriculum", "validate", "--json")
    assert faults.code == 3
    assert '"suggestion": "hours"' in faults.out
    assert "is not in use" in cli("enroll", "secure").err
    path.write_text(SECURE)
    assert cli("show", "secure/audit", "--json").json["status"] == "done"
    assert cli("curriculum", "validate").code == 0


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("text", ["[plan]\nhours_per_week = nan\n", "[plan\n", '[days]\nstart = "99:00"\n'])
def test_faulty_settings(cli: Cli, home: Home, text: str) -> None:
    """A faulty settings file is told with its place by every verb, fast or not."""
    home.settings.write_text(text)
    for args in (["today"], ["done", "pods"], ["list"], ["config", "get", "ui.theme"]):
        answer = cli(*args)
        assert (answer.code, answer.out) == (3, "")
        assert "config.toml" in answer.err
    assert cli("today", "--json").error["code"] == 3


@pytest.mark.usefixtures("small")
def test_unknown_setting_is_a_warning(cli: Cli, home: Home) -> None:
    """An unknown key is a line on stderr; `-q` leaves it out."""
    home.settings.write_text("[ui]\ncolour = 1\n")
    answer = cli("list")
    assert (answer.code, answer.err.count("warning:")) == (0, 1)
    assert "color" in answer.err
    assert cli("list", "-q").err == ""
    assert "warning:" in cli("done", "pods").err


# -- the journal -------------------------------------------------------------------------------------------


LOOKS_AND_MARKS = (["today"], ["list"], ["history"], ["done", "kube/pods"], ["note", "-m", "x"], ["undo"])


def _newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        version = db.execute("PRAGMA user_version").fetchone()[0]
        db.execute(f"PRAGMA user_version = {version + (1 << 16)}")


def _foreign(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE somebody (x)")
        db.commit()


def _rubbish(path: Path) -> None:
    path.write_bytes(b"no database" * 500)


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("harm", [_newer, _foreign, _rubbish, _cut])
def test_journal_that_cannot_be_used(cli: Cli, home: Home, harm: Callable[[Path], None]) -> None:
    """A newer, foreign or damaged store is refused with 5 by every verb, and left byte for byte as it is."""
    harm(home.journal)
    before = home.journal.read_bytes()
    for args in LOOKS_AND_MARKS:
        answer = cli(*args)
        assert (answer.code, answer.out) == (5, "")
        assert answer.err.startswith("error: ")
    assert cli("status", "--json").error["code"] == 5
    assert home.journal.read_bytes() == before


@pytest.fixture
def shared_folder() -> Iterator[Path]:
    """A folder that another user may enter, removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="roadtrack-test-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


AS_NOBODY = """
import json, os, sys
from roadtrack.__main__ import _answer
def answers():
    return [_answer(args) for args in (["today"], ["list"], ["done", "kube/pods"], ["config", "init"])]
assert answers() == [0, 0, 0, 0]  # what is imported late is imported now: nobody may not read everything
for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
    os.environ[name] = os.environ[name].replace(sys.argv[1], sys.argv[2])
os.chdir("/")
os.setgroups([])
os.setgid(65534)
os.setuid(65534)
sys.stderr.write("now as nobody\\n")
print(json.dumps(answers()))
"""


@as_root
def test_read_only_data_folder(small: Home, shared_folder: Path) -> None:
    """Another user may look, but a mark is not saved: 6, with the reason, and nothing changed."""
    folder = shared_folder / "home"
    shutil.copytree(small.folder, folder)
    for path in folder.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    folder.chmod(0o755)
    before = Home(folder).journal.read_bytes()
    done = subprocess.run(
        [sys.executable, "-c", AS_NOBODY, str(small.folder), str(folder)],
        env=small.environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "[0, 0, 6, 6]"
    told = done.stderr.partition("now as nobody\n")[2]
    assert told.count("error: not saved") == 2
    assert "Traceback" not in told
    assert Home(folder).journal.read_bytes() == before


def test_missing_home(home: Home) -> None:
    """Without HOME and XDG folders the user's entry in the system tells; nothing breaks."""
    env = {k: v for k, v in home.environment().items() if k != "HOME" and not k.startswith("XDG_")}
    env["ROADTRACK_DATA_DIR"] = str(home.folder / "d")
    env["ROADTRACK_CONFIG"] = str(home.folder / "c" / "config.toml")
    for args in (["today"], ["--version"], ["config", "path"], ["done", "nothing"]):
        done = subprocess.run(
            [sys.executable, "-m", "roadtrack", *args], env=env, cwd="/", capture_output=True, text=True, check=False
        )
        assert done.returncode == (4 if args[0] == "done" else 0), done.stderr
        assert "Traceback" not in done.stderr


# -- streams -----------------------------------------------------------------------------------------------


def through(home: Home, *args: str, redirect: str) -> subprocess.CompletedProcess[str]:
    """Run `roadtrack` from a shell with its streams redirected. The exit code is roadtrack's."""
    line = 'set -o pipefail; "$0" -m roadtrack "$@" ' + redirect
    return subprocess.run(
        ["bash", "-c", line, sys.executable, *args],
        env=home.environment(),
        cwd=home.folder,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    "args", [["list"], ["status"], ["status", "-o", "json"], ["--help"], ["done", "pods"]], ids=str
)
def test_closed_pipe(small: Home, args: list[str]) -> None:
    """When the reader of the pipe has gone, it ends silently with 141."""
    done = through(small, *args, redirect="| true")
    for _ in range(5):  # `true` may end before or after the write
        if done.returncode == 141:
            break
        done = through(small, *args, redirect="| exec true")
    assert done.stderr == ""
    if args != ["done", "pods"]:
        reader, writer = os.pipe()
        os.close(reader)
        done = subprocess.run(
            [sys.executable, "-m", "roadtrack", *args],
            env=small.environment(),
            stdout=writer,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
        os.close(writer)
        assert (done.returncode, done.stderr) == (141, "")


@pytest.mark.parametrize("args", [["today"], ["list"], ["done", "pods"], []], ids=str)
@pytest.mark.parametrize("redirect", ["<&-", ">&-", "<&- >&- 2>&-"])
def test_closed_streams(small: Home, args: list[str], redirect: str) -> None:
    """Closed streams, as some schedulers leave them, break nothing."""
    done = through(small, *args, redirect=redirect)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_terminal_that_is_not_utf8(small: Home, encoding: str) -> None:
    """Where the encoding lacks a character, another stands for it; a mark that was saved says so."""
    env = {"PYTHONIOENCODING": encoding}
    for args in (["today"], ["status"], ["done", "pods", "config"], ["undo"], ["list", "--tree"], ["next", "--json"]):
        done = subprocess.run(
            [sys.executable, "-m", "roadtrack", *args],
            env=small.environment(env),
            capture_output=True,
            encoding=encoding,
            errors="replace",
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, ""), args


def test_stdin_that_is_no_text(small: Home) -> None:
    """Bytes that are no text on stdin are told, and mark nothing."""
    done = subprocess.run(
        [sys.executable, "-m", "roadtrack", "done", "-"],
        input=b"\xff\xfe",
        env=small.environment({"PYTHONIOENCODING": "utf-8:strict"}),
        capture_output=True,
        check=False,
    )
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr


def test_arguments_that_are_no_text(small: Home) -> None:
    """Arguments with bytes that are no text are kept readable or told, never a crash."""
    for args in ([b"note", b"pods", b"-m", b"a\xffb"], [b"done", b"p\xff"], [b"list", b"\xff"], [b"\xff", b"--json"]):
        done = subprocess.run(
            [sys.executable, "-m", "roadtrack", *args], env=small.environment(), capture_output=True, check=False
        )
        assert done.returncode in (0, 2, 4), done.stderr
        assert b"Traceback" not in done.stderr
        (done.stdout + done.stderr).decode("utf-8")


# -- crashes -----------------------------------------------------------------------------------------------


SECRET = "my-secret-note"  # noqa: S105 - that is the point


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tracker that breaks with a secret in its message and in a local variable."""

    def raise_it(_tracker: Tracker, *_args: object, **_more: object) -> None:
        secret = SECRET
        raise RuntimeError(secret)

    for name in ("find", "done", "note"):
        monkeypatch.setattr(Tracker, name, raise_it)


@pytest.mark.usefixtures("broken", "small")
@pytest.mark.parametrize("args", [["list"], ["done", "pods"], ["note", "pods", "-m", SECRET]], ids=str)
def test_crash_file_holds_no_values(cli: Cli, home: Home, args: list[str]) -> None:
    """An unexpected failure is 1 in two lines; the file tells where, and nothing of what was typed or stored."""
    answer = cli(*args)
    assert (answer.code, answer.out) == (1, "")
    assert answer.err.startswith("error: something unexpected went wrong (RuntimeError).")
    assert len(answer.err.splitlines()) == 2
    (file,) = (home.folder / "state" / "roadtrack").iterdir()
    assert f"~/state/roadtrack/{file.name}" in answer.err
    text = file.read_text()
    assert "RuntimeError" in text
    assert "test_errors.py" in text
    assert SECRET not in text + answer.err
    assert "pods" not in text
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.usefixtures("broken", "small")
def test_debug_shows_where(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    """`--debug` and ROADTRACK_DEBUG let the failure through, for developers."""
    with pytest.raises(RuntimeError):
        cli("list", "--debug")
    monkeypatch.setenv("ROADTRACK_DEBUG", "1")
    with pytest.raises(RuntimeError):
        cli("done", "pods")


@pytest.mark.usefixtures("broken", "small")
def test_crash_without_a_place(cli: Cli, home: Home) -> None:
    """A crash file that cannot be written is no second crash."""
    (home.folder / "state").write_text("a file in the way")
    answer = cli("list")
    assert answer.code == 1
    assert "--debug" in answer.err


def test_crash_text_of_any_error() -> None:
    """Every error has a text, also one without a traceback."""
    assert "ValueError" in crash.crash_text(ValueError("x" * 1000))
    assert "xxx" not in crash.crash_text(ValueError("x" * 1000))


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("args", [["list"], ["done", "pods"]], ids=str)
def test_ctrl_c(cli: Cli, monkeypatch: pytest.MonkeyPatch, args: list[str]) -> None:
    """Ctrl-C ends with 130 and without a traceback."""

    def interrupted(*_args: object, **_more: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Tracker, "find", interrupted)
    monkeypatch.setattr(Tracker, "done", interrupted)
    assert cli(*args).code == 130


def test_every_error_has_a_code_of_its_own() -> None:
    """The table of exit codes is the tree of errors."""
    codes = {error.code for error in RoadtrackError.__subclasses__()}
    assert codes == {2, 3, 4, 5, 6, 7}
    assert callable(main.run)


def test_no_verb_leaves_a_traceback(run_cli: RunCli) -> None:
    """In an empty home, every verb without arguments answers in words."""
    for verb in main.VERBS:
        if verb not in ("report", "demo", "serve"):
            done = run_cli(verb)
            assert done.returncode in (0, 2, 4, 7), (verb, done.stderr)


def test_own_folder_is_found_beside_the_settings(home: Home, run_cli: RunCli) -> None:
    """Own curricula are those beside the settings file in force, wherever that is."""
    other = home.folder / "elsewhere"
    (other / "curricula" / "deep").mkdir(parents=True)
    (other / "curricula" / "deep" / "x.toml").write_text(KUBE)
    for given in (
        {"args": ["--config", str(other / "config.toml")], "env": {}},
        {"args": [], "env": {"ROADTRACK_CONFIG": str(other / "any.toml")}},
    ):
        listed = run_cli("curriculum", "list", "-o", "name", *given["args"], env=dict(given["env"]))  # type: ignore[arg-type]
        assert "kube" in listed.stdout.split()
