"""The story that must always work, as processes on the shipped curricula, one step after another."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Home

Percents = dict[str, dict[str, float]]


def percents(home: Home) -> Percents:
    """Each goal's three percentages."""
    return {item["goal"]: item["percent"] for item in home.json("status")["items"]}


def shared_step(home: Home) -> str:
    """A ref of CKA that CKS counts too."""
    steps = home.json("list", "-c", "cka", "-c", "cks", "in:cka", "in:cks")["items"]
    ref: str = steps[0]["ref"]
    assert set(steps[0]["goals"]) == {"cka", "cks"}
    return ref


def test_the_story(tmp_path: Path) -> None:
    """Enrol, ask what is next, do it, see it move, take it back exactly, bring it back; then a second goal."""
    home = Home(tmp_path, "2026-11-22")
    said = home.run("enroll", "cka", "--by", "2027-02-13")
    assert said.returncode == 0
    assert "by 13 Feb 2027 (Saturday, 83 days)" in said.stdout

    answer = home.json("next")
    assert answer["kind"] == "SuggestionList"
    first = answer["items"][0]
    assert first["ref"].startswith("cka/")
    assert first["score"] > 0
    assert round(sum(row["score"] for row in first["reasons"]), 2) == first["score"]

    before = percents(home)
    assert before["cka"] == {"done": 0.0, "covered": 0.0, "verified": 0.0}
    done = home.run("done", "cka/rbac", "cka/kubeadm-install")
    assert done.returncode == 0
    assert "undo: roadtrack undo" in done.stdout
    after = percents(home)
    assert after["cka"]["done"] > 0
    assert after["cka"]["covered"] == after["cka"]["done"]
    assert after["cka"]["verified"] == 0

    undone = home.run("undo")
    assert undone.stdout.startswith("undid: cka/rbac done; cka/kubeadm-install done\n")
    assert percents(home) == before
    assert home.run("redo").stdout.startswith("did again: cka/rbac done")
    assert percents(home) == after
    shared_step_moves_both(home)
    lists_tell(home)
    everything_can_be_taken_back(home)


def shared_step_moves_both(home: Home) -> None:
    """One mark on a step that CKS takes from CKA moves both goals; one undo moves both back."""
    assert home.run("enroll", "cks").returncode == 0
    ref = shared_step(home)
    home.run("reopen", ref)
    middle = percents(home)
    moved = home.json("done", ref)["goals"]
    assert {move["goal"] for move in moved} == {"cka", "cks"}
    now = percents(home)
    assert now["cka"]["done"] > middle["cka"]["done"]
    assert now["cks"]["done"] > middle["cks"]["done"]
    home.run("undo")
    assert percents(home) == middle


def lists_tell(home: Home) -> None:
    """What there is to learn, and what was done, as JSON."""
    listed = {item["id"]: item for item in home.json("curriculum", "list")["items"]}
    assert {"cka", "cks", "terraform"} <= set(listed)
    assert listed["cka"]["enrolled"] is True
    assert listed["terraform"]["enrolled"] is False
    assert listed["cka"]["kind"] == "certification"
    assert listed["cka"]["revision"]
    history = home.json("history")
    assert history["kind"] == "History"
    kinds = [item["kind"] for item in history["items"]]
    assert kinds[-1] == "enroll"
    assert {"done", "undo", "redo"} <= set(kinds)
    for item in history["items"]:
        assert {"ref", "kind", "day", "at", "text", "undone"} <= set(item)
        assert len(item["day"]) == 10


def everything_can_be_taken_back(home: Home) -> None:
    """Undo goes on to the very first action, over restarts, and then says that there is nothing."""
    answer = home.json("undo", "1000")
    assert answer["words"][-1].startswith("cka enrolled")
    assert home.json("status")["items"] == []
    assert home.run("undo").stdout == "Nothing to undo.\n"
    assert home.run("redo", "1000").returncode == 0
    assert set(percents(home)) == {"cka", "cks"}


@pytest.fixture(scope="module")
def everyday(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home with CKA as its goal."""
    home = Home(tmp_path_factory.mktemp("everyday"))
    assert home.run("enroll", "cka").returncode == 0
    return home


SHAPES: list[tuple[tuple[str, ...], str, Callable[[dict[str, Any]], object]]] = [
    (("today",), "Today", lambda a: a["best"]["ref"]),
    (("next",), "SuggestionList", lambda a: a["items"][0]["reasons"][0]["text"]),
    (("status",), "Status", lambda a: a["items"][0]["slackWeeks"] is None),
    (("list",), "StepList", lambda a: a["items"][0]["section"]),
    (("show", "cka/rbac"), "Step", lambda a: a["links"][0]["url"]),
    (("why",), "Reasons", lambda a: a["items"][0]["score"] >= 0),
    (("why-not", "cka/rbac"), "Reasons", lambda a: a["startWith"]),
    (("goal",), "GoalList", lambda a: a["items"][0]["importance"]),
    (("heat",), "Heat", lambda a: len(a["items"]) == 26),
    (("keys",), "KeyMap", lambda a: a["items"][0]["keys"]),
    (("config", "list"), "Config", lambda a: a["items"]["plan.hours_per_week"]),
    (("config", "path"), "Config", lambda a: a["items"]["journal"]),
    (("curriculum", "show", "cks"), "Curriculum", lambda a: a["certification"]["code"]),
    (("curriculum", "validate"), "Validation", lambda a: a["files"]),
    (("open", "cka/rbac", "--print"), "Link", lambda a: a["url"]),
    (("help",), "Help", lambda a: a["items"]),
    (("help", "refs"), "Help", lambda a: a["text"]),
    (("help", "done"), "Help", lambda a: a["text"]),
]


@pytest.mark.parametrize(("args", "kind", "truth"), SHAPES, ids=[" ".join(shape[0]) for shape in SHAPES])
def test_every_look_as_json(
    everyday: Home, args: tuple[str, ...], kind: str, truth: Callable[[dict[str, Any]], object]
) -> None:
    """Every look answers with one object of its kind, the same with `--json` before the verb and with `-o json`."""
    answer = everyday.json(*args)
    assert answer["kind"] == kind
    assert truth(answer)
