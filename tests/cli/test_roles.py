"""compare and gap, as a learner reads them and as a program does."""

from pathlib import Path

import pytest

from tests.conftest import WITH_ROLE, Home


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A role over two small curricula, one step done on a fixed day."""
    home = Home(tmp_path, "2026-11-22")
    for name, text in WITH_ROLE.items():
        home.add_curriculum(name, text)
    home.json("done", "kube/pods")
    return home


def test_compare_tells_what_each_needs_and_pays(home: Home) -> None:
    """Done, steps, hours left, what they share, exams, figures with year and source."""
    page = home.run("compare", "keeper", "secure").stdout
    row = next(line for line in page.splitlines() if line.startswith("keeper"))
    assert "1/7" in row
    assert "0 of 1 passed" in row
    assert "shared by all  3 steps" in page
    assert "salary   US, mean: US$100,000 (2025) [1]" in page
    assert "facts checked 2026-11-01" in page
    assert "ladder   Keeper, 3 to 5 years; Head keeper, 8+ years" in page


def test_compare_as_json(home: Home) -> None:
    """The same for programs."""
    answer = home.json("compare", "keeper", "secure")
    assert answer["kind"] == "Comparison"
    assert [item["id"] for item in answer["items"]] == ["keeper", "secure"]
    keeper, secure = answer["items"]
    assert keeper["steps"] == {"done": 1, "skipped": 0, "total": 7}
    assert keeper["hoursLeft"] == 9.5
    assert keeper["exams"] == [
        {"curriculum": "kube", "title": "Kubernetes in small", "passed": False, "done": 20.0, "whole": True}
    ]
    assert keeper["outside"] == {"steps": 0, "hours": 0.0}
    assert keeper["role"]["ladder"][1] == {
        "title": "Head keeper",
        "years": [8, None],
        "summary": None,
        "source": None,
    }
    assert keeper["role"]["salary"][0]["year"] == 2025
    assert secure["role"] is None
    assert answer["shared"]["refs"] == ["kube/pods", "kube/policies", "secure/audit"]
    assert answer["shared"]["finished"] == 1


def test_compare_without_a_name_takes_all_roles(home: Home) -> None:
    """The built-in ones and one's own."""
    ids = {item["id"] for item in home.json("compare")["items"]}
    listed = {item["id"] for item in home.json("curriculum", "list")["items"] if item["kind"] == "role"}
    assert "keeper" in ids
    assert ids == listed


def test_gap_goes_from_cheap_to_dear(home: Home) -> None:
    """By part, the cheapest part first; what is blocked says so."""
    page = home.run("gap", "keeper").stdout
    parts = ["Lead", "Know: Deep", "Know: Kubernetes in small"]
    assert [page.index(part) for part in parts] == sorted(page.index(part) for part in parts)
    assert "6 steps missing" in page
    assert "kube/pods" not in page
    assert "all of it: roadtrack gap keeper --all" in page
    everything = home.run("gap", "keeper", "--all").stdout
    assert "kube/policies (needs kube/services)" in " ".join(everything.split())


def test_gap_as_json(home: Home) -> None:
    """Each part with what it adds; every missing step once."""
    answer = home.json("gap", "keeper")
    assert (answer["kind"], answer["id"]) == ("Gap", "keeper")
    refs = [item["ref"] for part in answer["items"] for item in part["items"]]
    assert len(refs) == len(set(refs)) == 6
    missing = 100 - answer["percent"]["done"]
    assert sum(part["addsPercent"] for part in answer["items"]) == pytest.approx(missing, abs=0.3)


def test_a_step_of_the_certification_moves_the_role(home: Home) -> None:
    """Done once, it counts in the role and is no longer missing."""
    before = home.json("gap", "keeper")
    home.json("done", "kube/services")
    after = home.json("gap", "keeper")
    assert after["percent"]["done"] > before["percent"]["done"]
    assert after["hoursLeft"] == before["hoursLeft"] - 2


@pytest.mark.parametrize("verb", ["compare", "gap"])
def test_an_unknown_role_is_told_with_the_nearest(home: Home, verb: str) -> None:
    """Exit code 4 and a suggestion."""
    done = home.run(verb, "keepr")
    assert done.returncode == 4
    assert "keeper" in done.stderr
