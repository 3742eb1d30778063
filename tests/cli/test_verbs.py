"""Every verb on its happy path, as text and as JSON, and what it promises besides."""

import io
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from roadtrack.cli.main import VERBS
from roadtrack.cli.topics import topics
from roadtrack.curriculum.reader import read
from tests.cli.conftest import Answer, Cli
from tests.conftest import SECURE, Home, RunCli

pytestmark = pytest.mark.usefixtures("small")

Typed = Callable[[str], None]


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Typed:
    """Put text on stdin."""
    return lambda text: monkeypatch.setattr(sys, "stdin", io.StringIO(text))


def goal_percent(cli: Cli, goal: str = "kube") -> dict[str, float]:
    """A goal's three percentages."""
    items = {item["goal"]: item for item in cli("status", "--json").json["items"]}
    percent: dict[str, float] = items[goal]["percent"]
    return percent


def status(cli: Cli, ref: str) -> str:
    """A step's status."""
    found: str = cli("show", ref, "--json").json["status"]
    return found


def events(cli: Cli, *args: str) -> list[dict[str, Any]]:
    """The journal's events, newest first."""
    found: list[dict[str, Any]] = cli("history", *args, "--json").json["items"]
    return found


def succeeded(answer: Answer) -> str:
    """What a command printed that succeeded without a message."""
    assert (answer.code, answer.err) == (0, "")
    return answer.out


# -- marking -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("verb", "said", "again", "end"),
    [
        (["done"], "done", "done already: nothing to do", "done"),
        (["start"], "started", "started already: nothing to do", "doing"),
        (["skip", "-m", "known"], "skipped", "skipped already: nothing to do", "skipped"),
    ],
    ids=["done", "start", "skip"],
)
def test_marks(cli: Cli, verb: list[str], said: str, again: str, end: str) -> None:
    """A mark says what it did and how to undo it; repeated, it says so, changes nothing, and succeeds."""
    first = succeeded(cli(*verb, "pods"))
    assert first.startswith(f"✓ kube/pods  {said}\n")
    assert "undo: roadtrack undo" in first
    assert status(cli, "pods") == end
    count = len(events(cli))
    assert succeeded(cli(*verb, "pods")) == f"kube/pods  {again}\n"
    answer = cli(*verb, "kube/pods", "--json").json
    assert (answer["kind"], answer["action"]) == ("Action", None)
    assert (answer["changed"], answer["unchanged"]) == ([], ["kube/pods"])
    assert len(events(cli)) == count
    assert succeeded(cli("reopen", "pods")).startswith("✓ kube/pods  back to todo\n")
    assert succeeded(cli("reopen", "pods")) == "kube/pods  as it was: nothing to do\n"


def test_plain_and_full_form_say_the_same(cli: Cli) -> None:
    """The form that avoids click prints what the full one prints."""
    plain = succeeded(cli("done", "pods", "config"))
    cli("undo")
    assert succeeded(cli("done", "pods", "config", "--color", "never")) == plain


def test_several_refs_are_one_action(cli: Cli) -> None:
    """Several refs, however named, are marked once each and taken back by one undo, exactly."""
    before = goal_percent(cli)
    answer = cli("done", "pods", "kube/pods", "config", "--json").json
    assert answer["changed"] == ["kube/pods", "kube/config"]
    assert answer["goals"] == [
        {
            "goal": "kube",
            "before": {"done": 0.0, "covered": 0.0, "verified": 0.0},
            "after": {"done": 40.0, "covered": 40.0, "verified": 0.0},
            "steps": {"done": 2, "total": 4},
        }
    ]
    assert answer["nowReady"] == ["kube/services"]
    undone = succeeded(cli("undo"))
    assert undone.startswith("undid: kube/pods done; kube/config done\n")
    assert "redo: roadtrack redo" in undone
    assert goal_percent(cli) == before
    assert cli("redo", "--json").json["words"] == ["kube/pods done; kube/config done"]
    assert goal_percent(cli)["done"] == 40.0


def test_refs_from_stdin(cli: Cli, typed: Typed) -> None:
    """`-` reads refs from stdin, as `list -o name` prints them."""
    typed(succeeded(cli("list", "in:kube/core", "-o", "name")))
    assert cli("done", "-", "--json").json["changed"] == ["kube/pods", "kube/services", "kube/config"]
    typed("\n")
    assert cli("done", "-").code == 2


def test_one_wrong_ref_marks_none(cli: Cli) -> None:
    """Among several refs one that is wrong stops all."""
    assert cli("done", "pods", "nothing").code == 4
    assert status(cli, "pods") == "todo"


def test_more_than_twenty_are_asked_about(cli: Cli, home: Home) -> None:
    """Marking more than twenty steps needs a yes; with --yes it goes on."""
    steps = "".join(f'[[section.step]]\nid = "x{n}"\ntitle = "X"\n' for n in range(21))
    home.add_curriculum(
        "many",
        SECURE.partition("[[section]]")[0].replace("secure", "many") + '[[section]]\nid = "s"\ntitle = "S"\n' + steps,
    )
    refs = [f"many/x{n}" for n in range(21)]
    assert cli("done", *refs).code == 7
    assert succeeded(cli("done", *refs, "--yes")).count("✓") == 21


def test_dry_run_saves_nothing(cli: Cli) -> None:
    """`--dry-run` tells what would be, and appends nothing."""
    count = len(events(cli))
    said = cli("done", "pods", "--dry-run", "--time", "25m")
    assert (said.code, said.out, said.err) == (0, "would be done: kube/pods\n", "nothing is saved: --dry-run\n")
    told = cli("skip", "pods", "-m", "x", "--dry-run", "--json", "-q").json
    assert (told["dryRun"], told["action"], told["changed"], told["nowReady"]) == (True, None, ["kube/pods"], [])
    assert len(events(cli)) == count
    assert status(cli, "pods") == "todo"


def test_mark_with_everything(cli: Cli, home: Home) -> None:
    """Time, note, evidence and an earlier day come with the mark, as one action."""
    (home.folder / "proof.txt").write_text("proof")
    said = succeeded(
        cli(
            "done",
            "pods",
            "--time",
            "1h30",
            "-m",
            "easy",
            "--evidence",
            "~/proof.txt",
            "--evidence",
            "https://x.org/1",
            "--on",
            "yesterday",
        )
    )
    assert "✓ kube/pods  done, 1h30, verified\n" in said
    assert "evidence  proof.txt  5 B  sha256 " in said
    assert "(the file stays where it is)" in said
    written = events(cli, "pods")
    assert sorted(e["kind"] for e in written) == ["done", "evidence", "evidence", "note", "time"]
    assert len({e["action"] for e in written}) == len({e["day"] for e in written}) == 1
    assert goal_percent(cli) == {"done": 20.0, "covered": 20.0, "verified": 20.0}
    shown = succeeded(cli("show", "pods"))
    assert "verified · 1h30 of 1h" in shown
    assert "easy" in shown
    cli("undo")
    assert goal_percent(cli)["verified"] == 0.0
    assert cli("done", "pods", "--on", "tomorrow").code == 2


def test_skip_needs_a_reason(cli: Cli) -> None:
    """Without a reason and without a terminal nothing is skipped; with one it covers, and is shown."""
    refused = cli("skip", "pods")
    assert refused.code == 7
    assert "-m REASON" in refused.err
    assert cli("skip", "pods", "-m", "  ").code == 2
    cli("skip", "pods", "-m", "did it for years")
    assert goal_percent(cli) == {"done": 0.0, "covered": 20.0, "verified": 0.0}
    assert "skipped because: did it for years" in succeeded(cli("show", "pods"))


@pytest.mark.parametrize(
    ("duration", "minutes", "shown"),
    [("25m", 25, "25m"), ("1h", 60, "1h"), ("1h30", 90, "1h30"), ("1.5h", 90, "1h30"), ("0:45", 45, "45m")],
)
def test_log(cli: Cli, duration: str, minutes: int, shown: str) -> None:
    """Time in each form; the sum so far is told."""
    assert succeeded(cli("log", "pods", "10m", "--at", "21:30", "--on", "3 days ago", "-m", "late")).startswith("✓")
    said = succeeded(cli("log", "pods", duration))
    assert f"✓ kube/pods  {shown} logged," in said
    assert cli("show", "pods", "--json").json["minutesLogged"] == 10 + minutes


@pytest.mark.parametrize(("duration", "code"), [("45", 2), ("0m", 2), ("25h", 2), ("soon", 2), ("13h", 7), ("²h", 2)])
def test_log_refuses(cli: Cli, duration: str, code: int) -> None:
    """A bare number is asked back, impossible times are refused, and more than twelve hours need a yes."""
    answer = cli("log", "pods", duration)
    assert (answer.code, answer.out) == (code, "")
    assert events(cli, "pods") == []


def test_log_as_json(cli: Cli) -> None:
    """The verb of an Action is the verb, not a sentence."""
    assert cli("log", "pods", "13h", "--yes", "--json").json["verb"] == "log"
    assert cli("note", "pods", "-m", "x", "--json").json["verb"] == "note"
    assert cli("attach", "pods", "https://x.org", "--json").json["verb"] == "attach"
    assert cli("log", "pods", "5m", "--at", "25:00").code == 2


def test_notes(cli: Cli, home: Home, typed: Typed, monkeypatch: pytest.MonkeyPatch) -> None:
    """A note from -m, a file, stdin or the editor; on a step or on the day; refused without a text."""
    assert "noted" in succeeded(cli("note", "pods", "-m", "from -m"))
    (home.folder / "note.md").write_text("from a file\nin two lines\n")
    succeeded(cli("note", "pods", "-f", str(home.folder / "note.md")))
    typed("from stdin")
    succeeded(cli("note", "pods", "-f", "-"))
    monkeypatch.setenv("EDITOR", "sh -c 'echo from the editor >> \"$0\"'")
    succeeded(cli("note", "pods", "-e"))
    assert succeeded(cli("note", "-m", "on the day")).startswith("noted for the day")
    texts = [e["text"] for e in events(cli, "--kind", "note")]
    assert texts == ["on the day", "from the editor", "from stdin", "from a file\nin two lines", "from -m"]
    assert events(cli, "--kind", "note")[0]["ref"] is None
    monkeypatch.setenv("EDITOR", "true")
    assert [cli("note", "pods").code, cli("note", "pods", "-m", " ").code] == [7, 2]
    assert [cli("note", "pods", "-e").code, cli("note", "pods", "-f", "nowhere").code] == [6, 4]
    assert len(events(cli, "--kind", "note")) == 5


def test_attach(cli: Cli, home: Home) -> None:
    """A link, a file's digest, a command's output; each can be titled."""
    (home.folder / "file").write_text("x")
    succeeded(cli("attach", "pods", "https://example.org/pr/1", "--title", "My change"))
    succeeded(cli("attach", "pods", str(home.folder / "file")))
    said = succeeded(cli("attach", "pods", "--", "echo", "--json", "-n"))
    assert "echo --json -n (exit 0)" in said
    assert "output kept" in said
    bodies = [e["body"] for e in events(cli, "pods")]
    assert [b["form"] for b in bodies] == ["command", "file", "link"]
    assert bodies[0]["output"] == "--json -n\n"
    assert bodies[2]["title"] == "My change"
    assert "My change" in succeeded(cli("show", "pods"))
    assert succeeded(cli("attach", "pods", "--", "false")).count("(exit 1)") == 1
    assert [cli("attach", "pods", "ftp://x").code, cli("attach", "pods", "nowhere").code] == [2, 4]
    assert [cli("attach", "pods", "--", "nosuchprogram").code, cli("attach", "pods", str(home.folder)).code] == [4, 7]


def test_undo_and_redo(cli: Cli) -> None:
    """Several at a time, listed before, each in words; nothing left is no failure."""
    for ref in ("pods", "config"):
        cli("done", ref)
    listed = succeeded(cli("undo", "--list")).splitlines()
    assert listed[:2] == [" 1  kube/config done", " 2  kube/pods done"]
    assert cli("undo", "--list", "--json").json["words"][0] == "kube/config done"
    assert goal_percent(cli)["done"] == 40.0
    assert cli("undo", "2", "--json").json["words"] == ["kube/config done", "kube/pods done"]
    assert goal_percent(cli)["done"] == 0.0
    assert cli("redo", "2", "--json").json["words"] == ["kube/pods done", "kube/config done"]
    assert succeeded(cli("redo")) == "Nothing to redo.\n"
    assert cli("undo", "0").code == 2


def test_undo_of_one_action(cli: Cli) -> None:
    """`history -o wide` shows the end of each action's id; `undo --action` takes that one back, once."""
    cli("done", "pods", "--time", "20m")
    cli("done", "config")
    line = next(line for line in succeeded(cli("history", "-o", "wide")).splitlines() if "kube/pods" in line)
    id_ = next(word for word in line.split() if events(cli, "pods")[0]["action"].endswith(word))
    assert len(id_) == 8
    assert succeeded(cli("undo", "--action", id_)).startswith("undid: kube/pods done, 20m\n  kube 40 → 20 %")
    assert [status(cli, ref) for ref in ("pods", "config")] == ["todo", "done"]
    assert (cli("undo", "--action", id_).code, cli("undo", "--action", "ffff").code) == (2, 4)
    undone = succeeded(cli("history", "-o", "wide")).splitlines()[0]
    assert undone.split()[3:5] == ["undo", "kube/pods"]
    cli("redo")
    cli("start", "pods")
    answer = cli("undo", "--action", events(cli, "pods")[-1]["action"], "--json").json
    assert answer["words"] == ["kube/pods done, 20m"]
    assert answer["stays"][0].startswith("kube/pods changed since: started on ")
    cli("redo")
    assert "changed since" in succeeded(cli("undo", "--action", id_))
    assert [cli("undo", "--action", id_, *more).code for more in (["2"], ["--list"])] == [2, 2]


# -- goals -------------------------------------------------------------------------------------------------


def test_enroll_goal_unenroll(cli: Cli) -> None:
    """A goal comes with its size and date in words, is changed by flags, and goes without losing progress."""
    said = succeeded(cli("enroll", "secure", "--by", "2030-01-17", "--importance", "3"))
    assert said.startswith("✓ secure  Security in small: 3 steps, ~4 h, by 17 Jan 2030 (Thursday, ")
    assert succeeded(cli("enroll", "secure")) == "secure  a goal already\n"
    assert cli("goal", "secure", "--by", "none", "--json").json["changed"] == ["secure"]
    (item,) = cli("goal", "secure", "--json").json["items"]
    assert (item["by"], item["importance"], item["daysLeft"], item["slackWeeks"]) == (None, 3, None, None)
    assert succeeded(cli("goal", "secure", "--importance", "3")) == "secure  as it was\n"
    assert "importance 1" in succeeded(cli("goal", "secure", "--by", "eoy", "--importance", "1"))
    assert "kube" in succeeded(cli("goal"))
    cli("done", "secure/audit")
    assert "progress stays" in succeeded(cli("unenroll", "secure"))
    assert [g["goal"] for g in cli("goal", "--json").json["items"]] == ["kube"]
    assert status(cli, "secure/audit") == "done"
    assert [cli("unenroll", "secure").code, cli("goal", "secure").code, cli("goal", "--by", "eoy").code] == [4, 4, 2]
    assert [cli("enroll", "kubee").code, cli("enroll", "kube", "--by", "12/01").code] == [4, 2]
    assert cli("enroll", "kube", "--importance", "4").code == 2


def test_status_check(cli: Cli) -> None:
    """`--check` succeeds while the goals fit, and answers 10 when one is past its date."""
    assert cli("goal", "kube", "--by", "+2y").code == 0
    assert cli("status", "--check").code == 0
    cli("goal", "kube", "--by", "yesterday")
    assert cli("status", "--check").code == 10
    assert "past its date" in cli("status").out
    cli("done", "pods", "services", "config", "policies")
    assert cli("status", "--check").code == 0


def test_only_some_goals(cli: Cli) -> None:
    """`-c` before or after the verb shows only these goals; one that is none is told, not left out."""
    cli("enroll", "secure")
    assert [i["goal"] for i in cli("-c", "secure", "status", "--json").json["items"]] == ["secure"]
    assert [i["goal"] for i in cli("status", "-c", "kube", "--json").json["items"]] == ["kube"]
    assert {i["ref"] for i in cli("next", "-c", "secure", "--json").json["items"]} == {"kube/pods", "secure/audit"}
    for verb in ("today", "next", "status"):
        wrong = cli(verb, "-c", "cka")
        assert (wrong.code, wrong.out) == (4, "")
        assert "Goals: kube, secure" in wrong.err


# -- looking -----------------------------------------------------------------------------------------------


def test_next(cli: Cli) -> None:
    """Ranked rows whose reasons add up; lanes, limits and names."""
    items = cli("next", "--json").json["items"]
    assert [i["ref"] for i in items] == ["kube/pods", "kube/config"]
    for item in items:
        assert round(sum(row["score"] for row in item["reasons"]), 2) == item["score"]
    assert succeeded(cli("next", "-o", "name")) == "kube/pods\nkube/config\n"
    assert len(cli("next", "--lane", "best", "--json").json["items"]) == 1
    assert [i["ref"] for i in cli("next", "--minutes", "1h", "--json").json["items"]] == ["kube/pods"]
    assert cli("next", "--lane", "quick", "--json").json["items"] == []
    assert "No ready step fits" in succeeded(cli("next", "--minutes", "5"))


def test_why_adds_up(cli: Cli) -> None:
    """The printed rows add up to the printed score; without a ref it is the top suggestion's."""
    answer = cli("why", "--json").json
    assert (answer["ref"], answer["rank"], answer["ready"]) == ("kube/pods", 1, 2)
    assert round(sum(row["score"] for row in answer["items"]), 2) == answer["score"]
    cli("done", "pods")
    text = succeeded(cli("why", "services"))
    first, *rest = text.splitlines()
    rows = [float(line.split()[0]) for line in rest if line.startswith("  ") and line[2:3].isdigit() and line[3] == "."]
    assert first.startswith(f"kube/services  {sum(rows):.2f} points per hour, first of 2 ready")
    assert "opens kube/policies: 40.0 % of KUBE, 1h30" in text


def test_why_not(cli: Cli) -> None:
    """What blocks a step and where to begin; a step that is ready, done or of no goal is told so."""
    answer = cli("why-not", "policies", "--json").json
    assert (answer["startWith"], answer["path"]) == ("kube/pods", ["kube/pods", "kube/services", "kube/policies"])
    assert [need["ref"] for need in answer["needs"]] == ["kube/services"]
    text = succeeded(cli("why", "policies"))
    assert text.splitlines()[:2] == ["blocked: needs kube/services (blocked, 2h left)", "start with: kube/pods"]
    assert "ready and on the list" in succeeded(cli("why-not", "pods"))
    assert "roadtrack enroll secure" in succeeded(cli("why-not", "secure/audit"))
    cli("done", "pods")
    assert "it is done already" in succeeded(cli("why-not", "pods"))
    cli("done", "services", "config", "policies")
    assert cli("why").code == 4


def test_list(cli: Cli) -> None:
    """Filters, negation after --, order, number, names; an empty answer says why."""
    cli("done", "pods")
    assert succeeded(cli("list", "-o", "name", "--", "-is:done")) == "kube/services\nkube/config\nkube/policies\n"
    assert succeeded(cli("list", "is:done,blocked", "-o", "name")) == "kube/pods\nkube/policies\n"
    assert succeeded(cli("list", "--sort", "ref", "-o", "name", "-n", "2")) == "kube/config\nkube/pods\n"
    assert succeeded(cli("list", "--sort", "left", "-o", "name")).startswith("kube/pods\n")
    assert succeeded(cli("list", "--sort", "score", "-o", "name", "-n", "1")) == "kube/services\n"
    assert succeeded(cli("list", "--sort", "touched", "-o", "name", "-n", "1")) == "kube/pods\n"
    assert succeeded(cli("list", "@open", "-c", "secure", "-o", "name")) == "kube/policies\nsecure/audit\n"
    assert succeeded(cli("list", "nothing-like-it")) == "No step matches.\n"
    assert cli("list", "nothing-like-it", "--json").json["items"] == []
    text = succeeded(cli("list"))
    assert text.splitlines()[0].startswith("[x] kube/pods ")
    assert "[!] kube/policies" in text
    assert [cli("list", "is:reddy").code, cli("list", "-c", "kubee").code] == [2, 4]


def test_trees(cli: Cli) -> None:
    """The checklist by sections with their progress, and what a step needs and opens."""
    cli("done", "pods")
    lines = succeeded(cli("list", "--tree")).splitlines()
    assert lines[0].startswith("kube  Kubernetes in small 1  20 %  1/4")
    assert lines[1].startswith("  Core  60 %  ")
    assert "33 %  1/3" in lines[1]
    assert any(line.strip().startswith("[x] pods") for line in lines)
    assert "Network" not in succeeded(cli("list", "--tree", "in:kube/core"))
    needs = succeeded(cli("show", "policies", "--tree")).partition("\nneeds\n")[2]
    assert needs == "  [ ] kube/services\n    [x] kube/pods\nopens\n"


def test_show(cli: Cli) -> None:
    """Everything about a step: its goals, what it needs and opens, links, proof."""
    text = succeeded(cli("show", "kube/services"))
    for part in (
        "Reach it through a Service",
        "Core · practice · blocked",
        "Pods come and go.",
        "An answer from",
        "kube/policies",
    ):
        assert part in text
    answer = cli("show", "pods", "--json").json
    assert (answer["kind"], answer["curriculum"], answer["stepKind"]) == ("Step", "kube", "study")
    assert answer["goals"] == ["kube"]
    assert answer["opens"] == ["kube/services"]
    assert succeeded(cli("show", "pods", "-o", "name")) == "kube/pods\n"
    former = cli("show", "kube/pod")
    assert (former.code, former.err) == (0, "kube/pod is now kube/pods\n")


def test_history(cli: Cli) -> None:
    """Newest first; by step, goal, kind, day and number; what was taken back says so."""
    cli("done", "pods", "--time", "20m")
    cli("undo")
    assert [e["kind"] for e in events(cli)] == ["undo", "time", "done", "enroll"]
    assert [e["undone"] for e in events(cli)] == [False, True, True, False]
    assert [e["kind"] for e in events(cli, "--kind", "done,time")] == ["time", "done"]
    assert [e["kind"] for e in events(cli, "kube")] == ["enroll"]
    assert len(events(cli, "-n", "1")) == 1
    assert len(events(cli, "--since", "7d")) == 4
    assert events(cli, "--since", "1 may") == []
    text = succeeded(cli("history"))
    assert "undid: kube/pods done, 20m" in text
    assert "done (undone)" in text
    for wrong in (["--kind", "nonsense"], ["--since", "7000y"], ["--since", "²d"], ["-n", "0"]):
        assert cli("history", *wrong).code == 2


def test_heat(cli: Cli) -> None:
    """A row a weekday, a column a week; the shades are told; the future is empty."""
    cli("log", "pods", "50m")
    text = succeeded(cli("heat", "--weeks", "3"))
    assert [line[:3] for line in text.splitlines()[:7]] == ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    assert text.count("▓") == 2
    assert "streak 1 day" in text
    assert succeeded(cli("heat", "--weeks", "3", "--ascii")).split("streak")[0].isascii()
    answer = cli("heat", "--weeks", "2", "--of", "evidence", "--json").json
    assert (answer["of"], len(answer["items"]), len(answer["items"][0]["days"])) == ("evidence", 2, 7)


def test_open_print(cli: Cli) -> None:
    """The address of link N, never opened with --print."""
    assert succeeded(cli("open", "pods", "--print")) == "https://example.org/pods\n"
    assert succeeded(cli("open", "pods", "2", "--print")) == "https://example.org/more\n"
    assert cli("open", "pods", "--print", "--json").json["url"] == "https://example.org/pods"
    assert [cli("open", "pods", "3", "--print").code, cli("open", "config", "--print").code] == [2, 4]


# -- curricula ---------------------------------------------------------------------------------------------


def test_curriculum_list_and_show(cli: Cli, home: Home) -> None:
    """Which there are, whose, and what is in them."""
    assert succeeded(cli("curriculum", "list", "--own", "-o", "name")) == "kube\nsecure\n"
    assert succeeded(cli("curriculum", "list", "--enrolled", "-o", "name")) == "kube\n"
    assert "kube" not in succeeded(cli("curriculum", "list", "--kind", "lab", "-o", "name"))
    assert "(yours)" in succeeded(cli("curriculum", "list", "--own"))
    text = succeeded(cli("curriculum", "show", "kube"))
    assert "4 steps" in text
    assert "Core  60 %  3 steps" in text
    assert "~/config/roadtrack/curricula/kube.toml" in text
    assert succeeded(cli("curriculum", "show", "secure", "--toml")) == SECURE + "\n"
    assert cli("curriculum", "show", "nothing").code == 4
    home.add_curriculum("cka", SECURE.replace('"secure"', '"cka"'))
    (item,) = [i for i in cli("curriculum", "list", "--json").json["items"] if i["id"] == "cka"]
    assert item["own"] is True
    assert item["shadows"].endswith("cka.toml")


def test_curriculum_new_add_validate(cli: Cli, home: Home) -> None:
    """A skeleton is valid at once; a file is checked before it is copied; nothing is overwritten unasked."""
    made = home.settings.parent / "curricula" / "my-list.toml"
    assert "roadtrack enroll my-list" in succeeded(cli("curriculum", "new", "my-list", "--kind", "lab"))
    assert read(made.read_bytes(), "x")[1] == ()
    assert "no faults" in succeeded(cli("curriculum", "validate", str(made)))
    assert cli("curriculum", "new", "my-list").code == 6
    assert cli("curriculum", "new", "My List").code == 2
    assert cli("enroll", "my-list").code == 0

    draft = home.folder / "draft.toml"
    draft.write_text(SECURE.replace('"secure"', '"draft"').replace("hours = 1", 'hours = "one"'))
    refused = cli("curriculum", "add", str(draft))
    assert refused.code == 3
    assert "draft.toml:19" in refused.err
    draft.write_text(SECURE.replace('"secure"', '"draft"'))
    assert cli("curriculum", "add", str(draft), "--json").json["changed"] == ["draft"]
    assert (home.settings.parent / "curricula" / "draft.toml").read_bytes() == draft.read_bytes()
    assert cli("curriculum", "add", str(draft)).code == 6
    assert cli("curriculum", "add", str(draft), "--force").code == 0
    draft.write_text(SECURE.replace('"secure"', '"cka"'))
    assert cli("curriculum", "add", str(draft)).code == 7
    assert cli("curriculum", "add", str(draft), "--yes").code == 0
    assert cli("curriculum", "add", "nowhere.toml").code == 4


def test_curriculum_schema(cli: Cli, home: Home) -> None:
    """The schema as JSON, or into a file, never over one."""
    assert '"$schema"' in succeeded(cli("curriculum", "schema"))
    target = home.folder / "schema.json"
    assert cli("curriculum", "schema", "-f", str(target)).code == 0
    assert cli("curriculum", "schema", "-f", str(target)).code == 6
    assert cli("curriculum", "schema", "-f", str(target), "--force").code == 0


# -- settings and help -------------------------------------------------------------------------------------


def test_config(cli: Cli, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """Values are listed, read, set and checked; the file is made when asked for, and found again."""
    assert succeeded(cli("config", "get", "plan.hours_per_week")) == "5.0\n"
    assert "plan.hours_per_week = 7.0" in succeeded(cli("config", "set", "plan.hours_per_week", "7"))
    assert cli("config", "get", "plan.hours_per_week", "--json").json["value"] == 7.0
    assert "plan.hours_per_week = 7.0" in succeeded(cli("config", "list"))
    assert cli("today", "--json").json["week"]["planned"] == 420
    assert [cli("config", "set", "plan.hours_per_week", x).code for x in ("nan", "often", "-- -1")] == [2, 2, 2]
    assert [cli("config", "get", "plan.nothing").code, cli("config", "set", "nope.x", "1").code] == [4, 4]
    assert cli("config", "init").code == 6
    assert cli("config", "init", "--force", "--json").json["path"] == str(home.settings)
    assert succeeded(cli("config", "get", "plan.hours_per_week")) == "5.0\n"
    assert "~/data/roadtrack/journal.db" in succeeded(cli("config", "path"))
    monkeypatch.setenv("EDITOR", 'sh -c \'echo "[ui]\nnope = 1" >> "$0"\'')
    edited = cli("config", "edit")
    assert edited.code in (0, 3)


def test_keys(cli: Cli) -> None:
    """The map in force with the verbs; clashes are told, and answered with 3 by --check."""
    text = succeeded(cli("keys"))
    assert "toggle_done" in text
    assert "(done)" in text
    assert succeeded(cli("keys", "--check")) == "No clashes.\n"
    cli("config", "set", "keys.undo", "x")
    clash = cli("keys", "--check")
    assert (clash.code, clash.out) == (3, "key x is both skip and undo\n")
    (undo,) = [item for item in cli("keys", "--json").json["items"] if item["id"] == "undo"]
    assert (undo["keys"], undo["verb"]) == (["x"], "undo")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion(cli: Cli, tmp_path: Path, shell: str) -> None:
    """Each script is printed, names roadtrack, and reads without a fault where its shell is there."""
    script = succeeded(cli("completion", shell))
    assert "_ROADTRACK_COMPLETE" in script
    found = shutil.which(shell)
    if found is None:
        pytest.skip(f"no {shell} here")
    file = tmp_path / "script"
    file.write_text(script)
    done = subprocess.run([found, "-n", file], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_completion_of_refs_and_ids(run_cli: RunCli) -> None:
    """Refs are completed from the brief with their titles, curricula by file name; an odd word gives nothing."""
    for words, expected in (("roadtrack done ku", "kube/pods"), ("roadtrack enroll ku", "kube")):
        env = {"_ROADTRACK_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": "2"}
        assert expected in run_cli(env=env).stdout.replace(",", "\n").splitlines()
    zsh = run_cli(env={"_ROADTRACK_COMPLETE": "zsh_complete", "COMP_WORDS": "roadtrack done po", "COMP_CWORD": "2"})
    assert "Run a Pod" in zsh.stdout


@pytest.mark.parametrize("topic", sorted(topics()))
def test_topics(cli: Cli, topic: str) -> None:
    """Every topic of the help has a heading and a text."""
    text = succeeded(cli("help", topic))
    assert text.startswith("# ")
    assert len(text.splitlines()) > 2


@pytest.mark.parametrize("verb", [verb for verb in VERBS if verb != "report"])
def test_every_verb_has_help(cli: Cli, verb: str) -> None:
    """`VERB --help` and `help VERB` say the same, without colour in a pipe."""
    text = succeeded(cli(verb, "--help"))
    assert text.startswith(f"Usage: roadtrack {verb}")
    assert "\x1b" not in text
    if verb not in topics():
        assert succeeded(cli("help", verb)).splitlines()[0] == text.splitlines()[0]


def test_help_and_version(cli: Cli) -> None:
    """`--help` groups all verbs; help without a name lists the topics; a wrong name has a neighbour."""
    text = succeeded(cli("--help"))
    assert all(f"  {verb}" in text for verb in VERBS)
    assert succeeded(cli("-h")) == text
    assert "refs" in succeeded(cli("help"))
    wrong = cli("help", "filter")
    assert (wrong.code, "Did you mean filters?" in wrong.err) == (4, True)
    assert succeeded(cli("--version")).startswith("roadtrack ")


def test_bare_roadtrack_in_a_pipe_is_today(run_cli: RunCli) -> None:
    """Without a terminal the app is never opened: the day is printed."""
    bare = run_cli()
    assert bare.returncode == 0
    assert bare.stdout == run_cli("today").stdout
    assert run_cli("--json").stdout == run_cli("today", "--json").stdout
