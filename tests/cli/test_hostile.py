"""Outside text is data: whatever a title, a note or a name holds, only printable characters come out."""

import json
import re
import unicodedata
from pathlib import Path

import pytest

from tests.cli.conftest import Cli
from tests.conftest import KUBE, Home

SEED = (
    "PRE\x1b]52;c;cHduZWQ=\x07MID\x1b[2JPOST\x9b31mC1\u202eRLO\x1b[6n\rCR\u2066LRI\u200bZW\U000e0041TAG[red]x[/red]\x7f"
)
LONG = "very long " * 900
OURS = re.compile(r"\x1b\[(?:0|1|2|31|32|36)m")

LOOKS = [
    ["today"],
    ["next"],
    ["status"],
    ["status", "--short"],
    ["list"],
    ["list", "--tree"],
    ["list", "-o", "wide"],
    ["show", "kube/pods", "--tree"],
    ["show", "kube/config"],
    ["why"],
    ["why", "kube/config"],
    ["why-not", "kube/policies"],
    ["history"],
    ["history", "kube/pods"],
    ["heat"],
    ["goal"],
    ["undo", "--list"],
    ["keys"],
    ["config", "list"],
    ["config", "get", "tools.editor"],
    ["config", "path"],
    ["curriculum", "list"],
    ["curriculum", "show", "kube"],
    ["curriculum", "show", "kube", "--toml"],
    ["curriculum", "validate"],
    ["open", "kube/pods", "--print"],
    ["list", "@evil"],
]

ERRORS = [
    ["done", SEED],
    ["show", f"kube/{SEED}"],
    ["list", f"is:{SEED}"],
    ["list", "PRE\x1b[2J\u202e:x"],
    ["list", f"@{SEED}"],
    ["log", "kube/pods", SEED],
    ["enroll", SEED],
    ["enroll", "kube", "--by", SEED],
    ["attach", "kube/pods", SEED],
    ["attach", "kube/pods", f"{SEED}://x"],
    ["attach", "kube/pods", "--", SEED],
    ["note", "kube/pods", "-f", SEED],
    ["curriculum", "show", SEED],
    ["curriculum", "validate", SEED],
    ["curriculum", "new", SEED],
    ["config", "get", SEED],
    ["config", "set", "ui.color", SEED],
    ["history", "--kind", SEED],
    ["help", SEED],
    [SEED],
    ["next", "-n", SEED],
    ["next", f"--{SEED.partition(chr(27))[0]}\x1b[2J"],
]


def unprintable(text: str) -> list[str]:
    """Characters that could steer a terminal, after our own colours are taken out."""
    shown = OURS.sub("", text)
    bad = ("Cc", "Cf", "Cs", "Zl", "Zp")
    return [f"U+{ord(c):04X}" for c in shown if unicodedata.category(c) in bad and c not in "\n\t"]


@pytest.fixture
def hostile(small: Home, cli: Cli) -> Home:
    """A journal, settings and a folder of curricula in which every text is hostile."""
    small.add_curriculum(
        "kube", KUBE.replace("Run a Pod", "[bold red]Run[/] \\\\ [@click=app.quit]a Pod[/] " + LONG[:150])
    )
    small.add_curriculum("\x1b[2Jname\u202e", "format = 1\n" + f"id = {json.dumps('a' + SEED)}\n")
    small.add_curriculum("hidden", KUBE.replace('"kube"', '"hidden"').replace("Run a Pod", "\\u001b[2J\\u202eevil"))
    for text in (SEED, LONG, "[/nope] [red]"):
        cli("note", "kube/pods", "-m", text)
    cli("note", "-m", SEED)
    cli("skip", "kube/config", "-m", SEED)
    cli("reopen", "kube/config")
    cli("attach", "kube/pods", f"https://example.org/{SEED.replace(chr(13), '').split()[0]}", "--title", SEED)
    cli("attach", "kube/pods", "--title", SEED, "--", "printf", SEED)
    proof = small.folder / f"{SEED.replace('/', '')}"
    proof.write_text("x")
    cli("attach", "kube/pods", str(proof))
    text = "".join(f"\\U{ord(char):08X}" for char in SEED)
    small.settings.write_text(
        f'[tools]\neditor = "{text}"\n[keys]\nundo = "{text}"\n[filters]\nevil = "{SEED.partition(chr(27))[0]}"\n',
        "utf-8",
    )
    return small


def test_every_look(hostile: Home, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a pipe nothing but printable characters; with forced colour our own colours besides; JSON is ASCII."""
    assert hostile.journal.exists()
    for forced in (False, True):
        if forced:
            monkeypatch.setenv("FORCE_COLOR", "1")
        for args in LOOKS:
            answer = cli(*args)
            assert answer.code == (3 if args[-1] == "validate" else 0), (args, answer.err)
            assert unprintable(answer.out + answer.err) == [], args
            assert forced or "\x1b" not in answer.out, args
    for args in LOOKS:
        answer = cli(*args, "--json")
        assert unprintable(answer.out + answer.err) == [], args
        if "--toml" not in args:
            assert answer.out.isascii()
            json.loads(answer.out)


def test_text_is_kept_as_it_is(hostile: Home, cli: Cli) -> None:
    """What is shown escaped is stored whole: JSON gives back what was typed."""
    texts = [item["text"] for item in cli("history", "--kind", "note", "--json").json["items"]]
    assert SEED in texts
    assert LONG.strip() in texts
    assert "[/nope] [red]" in cli("history").out
    assert "[bold red]Run[/] \\ [@click=app.quit]a Pod[/]" in cli("show", "kube/pods").out
    assert hostile.journal.exists()


@pytest.mark.parametrize("as_json", [False, True])
def test_every_error(hostile: Home, cli: Cli, *, as_json: bool) -> None:
    """An error that quotes what was typed quotes it visibly."""
    assert hostile.journal.exists()
    for args in ERRORS:
        answer = cli(*args[:1], *(["--json"] if as_json else []), *args[1:])
        assert answer.code in (2, 3, 4), (args, answer)
        assert answer.out == "" or args[1:2] == ["validate"]
        assert unprintable(answer.out + answer.err) == [], args
        if as_json:
            json.loads(answer.err or answer.out)


def test_marks_with_hostile_text(hostile: Home, cli: Cli) -> None:
    """What a mark tells, and what undo says, is printable as well."""
    (hostile.folder / "evil\x1b[2J.txt").write_text("x")
    for args in (
        ["done", "kube/pods", "-m", SEED, "--evidence", str(hostile.folder / "evil\x1b[2J.txt")],
        ["undo"],
        ["redo"],
        ["skip", "kube/config", "-m", SEED],
        ["undo", "2", "--json"],
        ["attach", "kube/pods", "--title", SEED, "--", "printf", SEED],
    ):
        answer = cli(*args)
        assert answer.code == 0, answer.err
        assert unprintable(answer.out + answer.err) == [], args


@pytest.mark.parametrize(
    ("flag", "setting", "environment", "expected"),
    [
        ([], "auto", {}, False),
        ([], "auto", {"FORCE_COLOR": "1"}, True),
        ([], "auto", {"CLICOLOR_FORCE": "1"}, True),
        ([], "auto", {"CLICOLOR_FORCE": "0"}, False),
        ([], "auto", {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ([], "auto", {"FORCE_COLOR": "1", "NO_COLOR": ""}, True),
        ([], "always", {"NO_COLOR": "1"}, True),
        ([], "never", {"FORCE_COLOR": "1"}, False),
        (["--no-color"], "always", {"FORCE_COLOR": "1"}, False),
        (["--color", "never"], "always", {}, False),
        (["--color", "always"], "never", {"NO_COLOR": "1"}, True),
        (["--color", "auto"], "always", {}, True),
    ],
)
@pytest.mark.parametrize("verb", [["next"], ["list", "--tree"], ["show", "kube/pods"], ["done", "kube/pods"]], ids=str)
def test_colour_order(
    small: Home,
    cli: Cli,
    monkeypatch: pytest.MonkeyPatch,
    verb: list[str],
    flag: list[str],
    setting: str,
    environment: dict[str, str],
    *,
    expected: bool,
) -> None:
    """Flag, setting, NO_COLOR, CLICOLOR_FORCE or FORCE_COLOR, then the terminal. JSON never has colour."""
    small.settings.write_text(f'[ui]\ncolor = "{setting}"\n')
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    out = cli(*verb, *flag).out
    if verb[0] != "list":  # a tree has no colours of its own
        assert ("\x1b[" in out) is expected
    assert "\x1b" not in cli(*verb, "--json").out


def test_looking_makes_no_file(cli: Cli, home: Home) -> None:
    """Before anything was written, no look makes a file or a folder."""
    for args in LOOKS:
        answer = cli(*args)
        assert answer.code in (0, 2, 4), (args, answer.err)
    assert list(home.folder.iterdir()) == []


def test_check_of_a_curriculum_never_runs(cli: Cli, small: Home, tmp_path: Path) -> None:
    """A command in a curriculum is shown, and run by no verb."""
    marker = tmp_path / "marker"
    run = json.dumps(["touch", str(marker)])
    small.add_curriculum("kube", KUBE.replace('check = { run = ["true"] }', f"check = {{ run = {run} }}"))
    for args in (*LOOKS, ["done", "kube/policies"], ["undo"], ["show", "policies"]):
        cli(*args)
    assert f"check    touch {marker}" in cli("show", "policies").out
    assert not marker.exists()
