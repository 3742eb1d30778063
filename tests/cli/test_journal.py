"""journal export and import, as typed: what they say, write and refuse."""

import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Cli
from tests.conftest import Home, RunCli

pytestmark = pytest.mark.usefixtures("small")


@pytest.fixture
def other(small: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Another machine with the same curricula, and no journal."""
    made = Home(tmp_path_factory.mktemp("other"))
    for path in (small.settings.parent / "curricula").glob("*.toml"):
        made.add_curriculum(path.stem, path.read_text("utf-8"))
    return made


@pytest.fixture
def export(small: Home, cli: Cli) -> Path:
    """An exported journal with something in it."""
    assert cli("done", "pods", "-m", "it \x1b[2J works", "--time", "45m").code == 0
    assert cli("undo").code == cli("redo").code == 0
    path = small.folder / "trip.jsonl"
    assert cli("journal", "export", "-f", str(path)).code == 0
    return path


def lines(path: Path) -> list[dict[str, Any]]:
    """The lines of an export."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_export_to_a_file_and_to_a_pipe(cli: Cli, export: Path) -> None:
    """The same events; the file is the owner's alone, and is not overwritten without --force."""
    printed = cli("journal", "export")
    assert (printed.code, printed.err) == (0, "")
    assert printed.out.splitlines()[1:] == export.read_text("utf-8").splitlines()[1:]
    assert stat.S_IMODE(export.stat().st_mode) == 0o600
    before = export.read_bytes()
    refused = cli("journal", "export", "-f", str(export))
    assert (refused.code, "--force" in refused.err, export.read_bytes()) == (6, True, before)
    answer = cli("journal", "export", "-f", str(export), "--force", "--json").json
    assert (answer["kind"], answer["path"], answer["devices"]) == ("Export", str(export), 1)
    assert (answer["events"], answer["bytes"]) == (lines(export)[0]["events"], export.stat().st_size)
    text = cli("journal", "export", "-f", str(export), "--force").out
    assert text.startswith(f"✓ {export}  {answer['events']} events of 1 device  ")


def test_an_export_never_takes_the_journals_place(cli: Cli, small: Home, tmp_path: Path) -> None:
    """Not by its name, and not by a link to it."""
    link = tmp_path / "hard"
    os.link(small.journal, link)
    before = small.journal.read_bytes()
    for path in (small.journal, link):
        refused = cli("journal", "export", "-f", str(path), "--force")
        assert (refused.code, "the journal itself" in refused.err) == (2, True)
        assert cli("journal", "import", str(path)).code == 2
    assert small.journal.read_bytes() == before


def test_a_round_trip_between_two_machines(cli: Cli, export: Path, small: Home, other: Home) -> None:
    """A dry run makes nothing; the import makes a journal; then both see the same, and agree after both went on."""
    dry = other.out("journal", "import", str(export), "--dry-run")
    assert "would bring" in dry
    assert "nothing was changed" in dry
    assert not other.journal.exists()
    assert f"✓ {export}  " in other.out("journal", "import", str(export))
    assert other.json("status")["items"] == cli("status", "--json").json["items"]
    assert (
        other.out("report", "full", "-o", "json").partition('"made"')[0]
        == cli("report", "full", "-o", "json").out.partition('"made"')[0]
    )
    assert other.out("journal", "import", str(export)).endswith("all known: nothing to do\n")
    other.json("start", "services")
    back = other.folder / "back.jsonl"
    other.json("journal", "export", "-f", str(back))
    assert cli("note", "-m", "meanwhile").code == 0
    answer = cli("journal", "import", str(back), "--json").json
    assert (answer["kind"], answer["dryRun"], answer["new"]) == ("Import", False, 1)
    assert [device["new"] for device in answer["devices"] if device["new"]] == [1]
    assert Path(answer["copy"]).parent == small.journal.parent
    assert stat.S_IMODE(Path(answer["copy"]).stat().st_mode) == 0o600
    assert cli("show", "services", "--json").json["status"] == "doing"


def test_import_tells_counts_days_devices_and_the_copy(cli: Cli, export: Path, other: Home) -> None:
    """By device where there are several; the home folder is `~`."""
    other.json("enroll", "kube")
    other.json("journal", "import", str(export))
    back = other.folder / "back.jsonl"
    other.json("journal", "export", "-f", str(back))
    said = cli("journal", "import", str(back)).out.splitlines()
    assert said[0].startswith(f"✓ {back}  1 new event, ")
    assert sorted(line.split("  ")[-1] for line in said if line.startswith("  device "))[1] == "1 new of 1"
    assert said[-1].startswith("  as it was before: ~/data/roadtrack/journal.before-import-")


def test_import_reads_a_pipe(export: Path, other: Home, run_cli: RunCli) -> None:
    """From `ssh`, say; nothing in it is told in words."""
    done = other.run("journal", "import", "-", stdin=export.read_text("utf-8"))
    assert (done.returncode, done.stderr) == (0, "")
    assert run_cli("journal", "import", "-").returncode == 3


def test_the_day_knows_of_an_import_at_once(export: Path, other: Home) -> None:
    """The stored brief is not that of before."""
    other.json("enroll", "secure")
    assert [goal["goal"] for goal in other.json("status")["items"]] == ["secure"]
    other.json("journal", "import", str(export))
    assert {goal["goal"] for goal in other.json("status")["items"]} == {"kube", "secure"}
    assert other.json("today")["items"] == other.json("status")["items"]


@pytest.mark.parametrize(
    ("change", "code", "words"),
    [
        (lambda text: text.replace("works", "broke"), 3, "line "),
        (lambda text: text.replace('"version": 1', '"version": 2'), 5, "newer roadtrack"),
        (lambda text: text[: len(text) // 2], 3, "Nothing was imported"),
        (lambda text: "dear diary\n" + text, 3, "line 1: not a JSON object"),
        (lambda _: "", 3, "the file is empty"),
    ],
    ids=["changed", "newer", "cut", "diary", "empty"],
)
def test_what_is_refused_changes_nothing(
    cli: Cli, export: Path, small: Home, change: Any, code: int, words: str
) -> None:
    """In words, with its exit code, as text and as JSON; no copy is made."""
    bad = export.with_name("bad.jsonl")
    bad.write_text(change(export.read_text("utf-8")), "utf-8")
    names = sorted(small.journal.parent.iterdir())
    history = cli("history", "--json").json["items"]
    refused = cli("journal", "import", str(bad))
    assert (refused.code, refused.out) == (code, "")
    assert words in refused.err
    assert cli("journal", "import", str(bad), "--json").error["code"] == code
    assert cli("history", "--json").json["items"] == history
    assert sorted(small.journal.parent.iterdir()) == names


def test_two_copies_that_went_on_apart_are_refused(cli: Cli, small: Home, other: Home) -> None:
    """A journal copied by hand to a second machine: exit code 5, and what to do instead."""
    other.journal.parent.mkdir(parents=True)
    other.journal.write_bytes(small.journal.read_bytes())
    assert cli("done", "pods").code == 0
    other.json("start", "pods")
    back = other.folder / "back.jsonl"
    other.json("journal", "export", "-f", str(back))
    refused = cli("journal", "import", str(back))
    assert (refused.code, "another content" in refused.err, "went on apart" in refused.err) == (5, True, True)


def test_what_is_no_file_is_told(cli: Cli, small: Home) -> None:
    """Missing, a folder, a FIFO."""
    os.mkfifo(small.folder / "fifo")
    for name, code in (("missing", 4), ("config", 7), ("fifo", 7)):
        assert cli("journal", "import", str(small.folder / name)).code == code


def test_before_anything_was_written(cli: Cli, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A header alone; importing that makes nothing."""
    new = Home(tmp_path_factory.mktemp("new"))
    data = new.out("journal", "export")
    assert json.loads(data)["events"] == 0
    said = new.run("journal", "import", "-", stdin=data)
    assert (said.returncode, said.stdout) == (0, "-  0 events, all known: nothing to do\n")
    assert not new.journal.exists()
    assert cli("journal").code == 2


def test_names_from_outside_are_only_shown(cli: Cli, export: Path, small: Home) -> None:
    """A device's name or a kind that would steer the terminal."""
    found = lines(export)
    found[1]["kind"] = "ki\x1b[2Jnd"
    found[2]["device"] = "de\x1b[2Jvice"
    bad = small.folder / "e\x1b[2Jvil.jsonl"
    for line in (1, 2):
        bad.write_text("".join(json.dumps(one) + "\n" for one in (found[0], found[line])), "utf-8")
        refused = cli("journal", "import", str(bad))
        assert (refused.code, "\x1b" in refused.err) == (3, False)
    bad.write_bytes(export.read_bytes())
    assert "\x1b" not in cli("journal", "import", str(bad)).out
