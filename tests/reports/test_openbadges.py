"""The Open Badge: shaped as Open Badges 3.0 asks, and plain about being the learner's own word.

The JSON Schema of 1EdTech is in no package, see tests/fixtures/schemas/README.md. So what it requires is
written down here by hand, and every name that is used is looked up in the published JSON-LD context.
"""

import datetime as dt
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from roadtrack.reports.content import Proof, Report, ReportKind, RoleLine
from roadtrack.reports.openbadges import SELF_ASSERTED
from roadtrack.reports.registry import render
from roadtrack.text import is_hidden, one_line
from tests.conftest import WITH_ROLE, MakeTracker
from tests.reports.builders import EVERYTHING, SHA, TODAY, a_learner, a_report
from tests.reports.test_formats import CORPUS, a_hostile_report, parsed, shape

CONTEXT = json.loads(
    (Path(__file__).parents[1] / "fixtures" / "schemas" / "open-badges-context-3.0.3.json").read_text("utf-8")
)["@context"]

REQUIRED = {
    "OpenBadgeCredential": ("@context", "id", "type", "name", "issuer", "validFrom", "credentialSubject"),
    "Profile": ("id", "type"),
    "AchievementSubject": ("type", "achievement", "id"),  # the id, or else an identifier
    "Achievement": ("id", "type", "criteria", "description", "name"),
    "ResultDescription": ("id", "type", "name", "resultType"),
    "Result": ("type",),
    "Evidence": ("type",),
}
"""Of each class that is used, the properties that the specification requires (section B, data models)."""
FROM_VC = {"@context", "id", "type", "issuer", "validFrom", "credentialSubject", "evidence", "name", "description"}
"""What Verifiable Credentials 2.0 defines, the context that stands before that of Open Badges."""


def badge(report: Report) -> dict[str, Any]:
    """The credential, with all that is required of one."""
    found: dict[str, Any] = json.loads(render(report, "openbadges"))
    faults = list(faults_of(found))
    assert faults == []
    return found


def faults_of(credential: dict[str, Any]) -> Iterator[str]:
    """What a reader of Open Badges 3.0 would miss or not know."""
    for thing in things(credential):
        names = [name for name in thing.get("type", ()) if name in REQUIRED]
        if "type" in thing and len(names) != 1:
            yield f"no class: {thing['type']}"
        known = FROM_VC if "OpenBadgeCredential" in names else {"id", "type"}
        for name in names:
            yield from (f"{name} has no {key}" for key in REQUIRED[name] if not thing.get(key))
            known = known | set(CONTEXT[name].get("@context", {}))
        yield from (f"unknown: {names} {key}" for key in thing if key not in known | set(CONTEXT))
        if "id" in thing and not urlsplit(thing["id"]).scheme:
            yield f"no URI: {thing['id']}"
    if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", credential["validFrom"]):
        yield f"no moment: {credential['validFrom']}"
    achievement = credential["credentialSubject"]["achievement"]
    if "narrative" not in achievement["criteria"]:
        yield "criteria without a narrative"
    described = {one["id"] for one in achievement["resultDescription"]}
    told = [one["resultDescription"] for one in credential["credentialSubject"]["result"]]
    yield from (f"nobody describes {id_}" for id_ in told if id_ not in described)


def things(value: Any) -> Iterator[dict[str, Any]]:
    """Every object in a document."""
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from things(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from things(inner)


def narratives(credential: dict[str, Any]) -> list[str]:
    """The texts that a wallet shows as Markdown."""
    return [thing["narrative"] for thing in things(credential) if "narrative" in thing]


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """A week with two steps done and three pieces of evidence."""
    return a_report(a_learner(tmp_path_factory.mktemp("home")))


# -- shape -------------------------------------------------------------------------------------------------


def test_golden(week: Report) -> None:
    """The head of it, what was achieved, and how far."""
    found = badge(week)
    assert found["@context"] == [
        "https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    ]
    assert found["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert (found["name"], found["validFrom"]) == ("Week 47 · 16 – 22 Nov 2026", "2026-11-22T00:00:00Z")
    achievement = found["credentialSubject"]["achievement"]
    assert achievement["name"] == "Week 47 · 16 – 22 Nov 2026"
    assert achievement["description"] == "2 steps done, 16 Nov 2026 to 22 Nov 2026. Percentages are of 22 Nov 2026."
    assert achievement["criteria"]["narrative"].splitlines()[-2:] == [
        "- Reach it through a \\[Service\\] (kube/services), 17 Nov 2026",
        "- Use a shell (linux/shell), 20 Nov 2026",
    ]
    measured = [(one["name"], one["resultType"]) for one in achievement["resultDescription"]]
    assert measured[:2] == [
        ("Kubernetes in small (kube): done, weighted", "Percent"),
        ("Kubernetes in small (kube): done with evidence, weighted", "Percent"),
    ]
    assert [one["value"] for one in found["credentialSubject"]["result"]] == ["40.0", "40.0", "33.3", "0.0"]


def test_every_kind(make_tracker: MakeTracker) -> None:
    """Each kind of report gives a whole credential; one on a role is about the role."""
    tracker = make_tracker(files=WITH_ROLE, enrolled=("kube", "secure"))
    tracker.done(["kube/pods"])
    for kind in ReportKind:
        about = {ReportKind.GOAL: "kube", ReportKind.ROLE: "keeper"}.get(kind)
        found = badge(tracker.report(kind, about=about))
        measured = [one["name"] for one in found["credentialSubject"]["achievement"]["resultDescription"]]
        assert measured[0].startswith("Keeper of clusters" if kind is ReportKind.ROLE else "Kubernetes in small")


def test_nothing_done(make_tracker: MakeTracker) -> None:
    """An empty journal gives a credential that claims nothing."""
    found = badge(make_tracker(enrolled=()).report(ReportKind.WEEKLY))
    assert (found["evidence"], found["credentialSubject"]["result"]) == ([], [])
    assert found["credentialSubject"]["achievement"]["criteria"]["narrative"] == SELF_ASSERTED


# -- honesty -----------------------------------------------------------------------------------------------


def test_it_says_whose_word_it_is(week: Report) -> None:
    """Issuer and subject are one; words say that nobody checked; nothing looks like a proof or a status."""
    found = badge(week)
    assert found["issuer"]["id"] == found["credentialSubject"]["id"]
    assert "self-asserted" in found["issuer"]["name"]
    assert found["credentialSubject"]["achievement"]["criteria"]["narrative"].startswith("Self-asserted: ")
    assert "no proof" in found["description"]
    assert {"proof", "credentialStatus", "endorsement"}.isdisjoint(key for thing in things(found) for key in thing)


def test_no_certificate_of_others(make_tracker: MakeTracker) -> None:
    """What somebody else issued is not issued again."""
    tracker = make_tracker(files=WITH_ROLE)
    before = badge(tracker.report(ReportKind.WEEKLY))
    tracker.certify("kube", dt.date(2026, 1, 10))
    report = tracker.report(ReportKind.WEEKLY)
    assert report.credentials
    after = badge(report)
    assert before["credentialSubject"] | {"id": ""} == after["credentialSubject"] | {"id": ""}
    assert before["evidence"] == after["evidence"]


def test_identifiers(week: Report) -> None:
    """They follow from what is told and from nothing else; two reports share no learner."""
    first, again = badge(week), badge(replace(week, made=week.made + dt.timedelta(hours=1)))
    other = badge(replace(week, done=week.done[:1]))
    assert (first["id"], first["issuer"]["id"]) == (again["id"], again["issuer"]["id"])
    assert len({first["id"], first["issuer"]["id"], other["id"], other["issuer"]["id"]}) == 4
    named = [thing["id"] for thing in things(first) if "id" in thing and thing["id"].startswith("urn:")]
    assert all(UUID(name.removeprefix("urn:uuid:")).version == 5 for name in named)


# -- evidence ----------------------------------------------------------------------------------------------


def test_evidence(week: Report) -> None:
    """A link is its own identifier, without its password; digests and exit codes are told."""
    link, file, command = badge(week)["evidence"]
    assert link == {
        "id": "https://git.example.org/pull/7?a=1&copy=2",
        "type": ["Evidence"],
        "name": "Pull (7)",
        "genre": "link",
        "narrative": "link, added 17 Nov 2026",
        "description": "Reach it through a [Service]",
    }
    assert (file["name"], file["genre"], "id" in file) == ("pods.txt", "file", False)
    assert file["narrative"] == f"file, added 20 Nov 2026; sha256 {SHA}"
    assert command["narrative"] == f"command, added 21 Nov 2026; exit code 1; sha256 {SHA}"


def test_a_portfolio(tmp_path: Path) -> None:
    """The report of evidence: each proved step under the criteria, all of its evidence, whenever it was added."""
    report = a_learner(tmp_path).report(ReportKind.EVIDENCE)
    found = badge(report)
    criteria = found["credentialSubject"]["achievement"]["criteria"]["narrative"]
    assert [line for line in criteria.splitlines() if line.startswith("- ")] == [
        "- Run a Pod (kube/pods), 12 Nov 2026",
        "- Reach it through a \\[Service\\] (kube/services), 17 Nov 2026",
    ]
    assert [one["name"] for one in found["evidence"]] == ["pods.txt", "Pull (7)"]


def test_discretion(tmp_path: Path) -> None:
    """No note, no minute and no place, but for the places when paths are included."""
    tracker = a_learner(tmp_path)
    plain = render(a_report(tracker), "openbadges").decode()
    whole = render(a_report(tracker, include=EVERYTHING), "openbadges").decode()
    for private in ("secret-lab", "bob", "private", "me:secret", "no heading", "A good day", "1h35", "minutes"):
        assert private not in plain
    for never in ("me:secret", "private", "no heading", "A good day", "1h35", "minutes"):
        assert never not in whole
    assert "\\\\~/secret-lab/pods.txt" in whole
    assert [one["name"] for one in json.loads(whole)["evidence"]] == ["Pull (7)", "pods.txt", "/opt/bob/run --now"]


# -- outside text ------------------------------------------------------------------------------------------


def hostile(report: Report, text: str) -> list[Report]:
    """Reports whose every outside field is this text: of a period, a portfolio, of a role."""
    period = a_hostile_report(report, text)
    proof = Proof(text, text, text, TODAY, text, period.evidence)
    role = RoleLine(text, text, 1.0, 1.0, 1.0, 1, 2, ((text, True),), (), (text,))
    return [replace(period, title=text), replace(period, proofs=(proof,)), replace(period, role=role)]


@pytest.mark.parametrize("text", [*CORPUS, "\udc80 alone"])
def test_outside_text(week: Report, text: str) -> None:
    """Plain fields hold the text on one line; Markdown fields show it and have the structure of a harmless word."""
    for report, calm in zip(hostile(week, text), hostile(week, "word"), strict=True):
        data = render(report, "openbadges").decode()
        assert not any(is_hidden(ord(char)) for char in data)
        found = badge(report)
        assert found["evidence"][0]["description"] == one_line(text)
        assert [shape(parsed(n)) for n in narratives(found)] == [shape(parsed(n)) for n in narratives(badge(calm))]
        assert all("<a " not in MarkdownIt("commonmark").render(n) for n in narratives(found))


def test_a_strange_link_is_a_uri(week: Report) -> None:
    """What may not stand in a URI is percent-encoded."""
    link = badge(a_hostile_report(week, "word"))["evidence"][1]["id"]
    assert link == "https://git.example.org/(x)_y*z%60%3C%3E%7C&copy=%22'!"


@given(st.text())
def test_any_text(week: Report, text: str) -> None:
    """It keeps its shape."""
    for report in hostile(week, text):
        found = json.loads(render(report, "openbadges"))
        assert [fault for fault in faults_of(found) if not re.search(r"has no (name|description)$", fault)] == []
