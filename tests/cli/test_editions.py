"""A new edition under a learner's progress: CKA v1.31 becomes v1.35."""

from pathlib import Path

import pytest

from roadtrack.curriculum.catalog import builtin_folder
from tests.conftest import Home

FORMER = (Path(__file__).parents[1] / "fixtures" / "cka-1.31.toml").read_text("utf-8")
PRESENT = (builtin_folder() / "certifications" / "cka.toml").read_text("utf-8")
RENAMED = 'aliases = { etcd-snapshot = "etcd-backup", infrastructure = "node-preparation" }\n'


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """Progress in v1.31: a kept step, a renamed one with time, one that is gone later, with a note."""
    home = Home(tmp_path, "2026-11-22")
    home.add_curriculum("cka", FORMER)
    home.json("enroll", "cka", "--by", "2027-02-13")
    home.json("done", "cka/rbac", "cka/manual-scaling")
    home.json("done", "cka/etcd-snapshot", "--time", "90m")
    home.json("note", "cka/manual-scaling", "-m", "kubectl scale")
    return home


def renew(home: Home) -> None:
    """The file of the new edition takes the old one's place."""
    head, separator, rest = PRESENT.partition("as_of = ")
    home.add_curriculum("cka", head + RENAMED + separator + rest)


def test_nothing_is_said_before(home: Home) -> None:
    """The edition in use is the one the progress is on."""
    assert "changed" not in home.run("today").stdout
    assert "nothing changed" in home.run("curriculum", "diff", "cka").stdout
    assert home.json("curriculum", "upgrade")["changed"] == []


def test_the_plan_is_shown(home: Home) -> None:
    """Kept, renamed, added, removed; what was done in a step that is gone; every id once."""
    renew(home)
    today = home.run("today").stdout
    assert "cka changed, 1.31 → 1.35: roadtrack curriculum diff cka" in today
    diff = home.json("curriculum", "diff", "cka")
    assert (diff["from"], diff["to"]) == ("1.31", "1.35")
    assert {"old": "etcd-snapshot", "new": "etcd-backup"} in diff["renamed"]
    assert {"old": "infrastructure", "new": "node-preparation"} in diff["renamed"]
    assert {"rbac", "deployments", "coredns", "pv-pvc"} <= set(diff["kept"])
    assert {"gateway-api", "crds", "operators", "helm", "kustomize", "autoscaling"} <= set(diff["added"])
    gone = {item["step"]: item for item in diff["removed"]}
    assert gone["manual-scaling"]["parked"]
    assert gone["manual-scaling"]["was"] == "done 2026-11-22, 1 note: kept, list is:parked"
    assert gone["cni-choice"] == {"step": "cni-choice", "parked": False, "was": "never touched"}
    told = home.run("curriculum", "diff", "cka").stdout
    assert "renamed   etcd-snapshot → etcd-backup  your history comes along" in told
    assert "parked    manual-scaling  done 2026-11-22, 1 note" in told
    assert "removed   cni-choice  never touched" in told


def test_progress_comes_along(home: Home) -> None:
    """By id and by alias, before anything was gone on to; what is gone is parked and listed."""
    renew(home)
    step = home.json("show", "cka/etcd-backup")
    assert (step["status"], step["minutesLogged"]) == ("done", 90)
    assert home.json("show", "cka/rbac")["status"] == "done"
    assert [item["ref"] for item in home.json("list", "is:done")["items"]] == ["cka/rbac", "cka/etcd-backup"]
    assert "1 parked step" in home.run("today").stdout


def test_going_on_is_asked_for_and_undoable(home: Home) -> None:
    """A yes is needed; afterwards nothing is said any more; undo brings the notice back."""
    renew(home)
    refused = home.run("curriculum", "upgrade")
    assert refused.returncode == 7
    assert "added     gateway-api" in refused.stdout
    before = home.json("status")["items"]
    assert home.json("curriculum", "upgrade", "--yes")["changed"] == ["cka"]
    assert home.json("status")["items"] == before
    assert "changed" not in home.run("today").stdout
    assert home.run("curriculum", "upgrade", "cka").stdout.startswith("Every curriculum is")
    assert "went on to revision 1.35" in home.run("history").stdout
    home.json("undo")
    assert "cka changed" in home.run("today").stdout
    home.json("redo")
    assert "cka changed" not in home.run("today").stdout


def test_two_files_are_compared(home: Home) -> None:
    """Or a file with the one in use; nothing needs to be in use for that."""
    other = home.folder / "new.toml"
    other.write_text(PRESENT, "utf-8")
    diff = home.json("curriculum", "diff", "cka", str(other))
    assert (diff["from"], diff["to"], diff["renamed"]) == ("1.31", "1.35", [])
    back = home.json("curriculum", "diff", str(other), "cka")
    assert set(back["added"]) == {item["step"] for item in diff["removed"]}


def test_what_cannot_be_compared_is_told(home: Home) -> None:
    """A file that is missing or faulty, an id that is unknown."""
    assert home.run("curriculum", "diff", "cka", "nowhere.toml").returncode == 4
    assert home.run("curriculum", "diff", "ckaa").returncode == 4
    bad = home.folder / "bad.toml"
    bad.write_text(FORMER.replace('kind = "certification"', 'kind = "exam"'), "utf-8")
    answer = home.run("curriculum", "diff", "cka", str(bad))
    assert answer.returncode == 3
    assert "bad.toml:5" in answer.stderr
