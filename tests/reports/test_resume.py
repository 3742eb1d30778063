"""The JSON Resume: the official schema accepts it, and it tells nothing of the person but what is finished."""

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from roadtrack.reports.content import CredentialLine, Finished, Report, ReportKind
from roadtrack.reports.registry import extension, render
from roadtrack.text import is_hidden, one_line
from roadtrack.tui.screens.reports import Choice, make
from tests.conftest import WITH_ROLE, MakeTracker
from tests.reports.builders import EVERYTHING, a_learner, a_report
from tests.reports.test_formats import CORPUS, a_hostile_report

SCHEMA = json.loads((Path(__file__).parents[1] / "fixtures" / "schemas" / "json-resume.json").read_text("utf-8"))
KCNA = CredentialLine("Cloud Native Associate (KCNA)", "KCNA", "CNCF", dt.date(2025, 4, 14), None, "unknown")


def strict(schema: Any) -> Any:
    """The schema with every key forbidden that it does not name, so that a misspelt one is found."""
    if isinstance(schema, list):
        return [strict(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {key: strict(value) for key, value in schema.items()}
    return closed | ({"additionalProperties": False} if "properties" in schema and "type" in schema else {})


VALIDATOR = Draft7Validator(strict(SCHEMA), format_checker=Draft7Validator.FORMAT_CHECKER)


def resume(report: Report) -> dict[str, Any]:
    """The resume, valid."""
    found: dict[str, Any] = json.loads(render(report, "jsonresume"))
    VALIDATOR.validate(found)
    return found


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """A week with two goals, none finished, no certificate."""
    return a_report(a_learner(tmp_path_factory.mktemp("home")))


def test_golden(week: Report) -> None:
    """Certificates, skills, and which schema it is of."""
    report = replace(
        week,
        credentials=(KCNA,),
        finished=(Finished("Linux", whole=True, parts=("Shell", "Jobs")), Finished("CKA", whole=False, parts=("Net",))),
    )
    assert resume(report) == {
        "$schema": "https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json",
        "certificates": [{"name": "Cloud Native Associate (KCNA)", "date": "2025-04-14", "issuer": "CNCF"}],
        "skills": [{"name": "Linux", "keywords": ["Shell", "Jobs"]}, {"name": "CKA: Net", "keywords": []}],
        "meta": {"version": "v1.0.0", "lastModified": "2026-11-22T00:00:00"},
    }


def test_nothing_finished(week: Report) -> None:
    """What is half done is no skill."""
    found = resume(week)
    assert (found["certificates"], found["skills"]) == ([], [])


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"name": "Kubernetes in small", "code": "KUBE"}, {"name": "Kubernetes in small (KUBE)", "issuer": "CNCF"}),
        ({"code": None, "issuer": None}, {"name": "Cloud Native Associate (KCNA)"}),
        ({"expires": dt.date(2027, 4, 14), "state": "valid"}, {"name": KCNA.name, "issuer": "CNCF"}),
        (
            {"expires": dt.date(2026, 4, 14), "state": "expired"},
            {"name": "Cloud Native Associate (KCNA), expired 14 Apr 2026", "issuer": "CNCF"},
        ),
    ],
)
def test_certificates(week: Report, changes: dict[str, Any], expected: dict[str, str]) -> None:
    """Its code once, its issuer when known, and never as valid when it is over."""
    (found,) = resume(replace(week, credentials=(replace(KCNA, **changes),)))["certificates"]
    assert found == expected | {"date": "2025-04-14"}


def test_of_a_learner(make_tracker: MakeTracker) -> None:
    """A certificate that was told, a curriculum that is finished, a domain that is, and one with a skipped step."""
    tracker = make_tracker(files=WITH_ROLE, enrolled=("kube", "secure"))
    tracker.done(["kube/pods", "kube/services"])
    tracker.skip(["kube/config"], "on call")
    tracker.done(["kube/policies", "secure/audit"])
    tracker.certify("kube", dt.date(2026, 1, 10), dt.date(2028, 1, 10))
    for kind in ("weekly", "monthly", "full", "evidence"):
        found = resume(tracker.report(ReportKind(kind)))
        assert found["certificates"] == [
            {"name": "Kubernetes in small (KUBE)", "date": "2026-01-10", "issuer": "Nobody"}
        ]
        assert found["skills"] == [
            {"name": "Kubernetes in small: Network", "keywords": []},
            {"name": "Security in small", "keywords": ["Shared"]},
        ]
    only = resume(tracker.report(ReportKind.GOAL, about="secure"))
    assert ([], ["Security in small"]) == (only["certificates"], [skill["name"] for skill in only["skills"]])
    assert len(resume(tracker.report(ReportKind.ROLE, about="keeper"))["certificates"]) == 1


def test_nothing_of_the_person(tmp_path: Path) -> None:
    """Whatever is included, the resume is the same: no name, no place, no note, no time, no evidence."""
    tracker = a_learner(tmp_path)
    plain = render(a_report(tracker), "jsonresume")
    assert render(a_report(tracker, include=EVERYTHING), "jsonresume") == plain
    assert set(json.loads(plain)) == {"$schema", "certificates", "skills", "meta"}


@pytest.mark.parametrize("text", [*CORPUS, "\udc80 alone", ""])
def test_outside_text(week: Report, text: str) -> None:
    """One line, nothing hidden, and valid, whatever a curriculum is called."""
    data = render(a_hostile_report(week, text), "jsonresume").decode()
    assert not any(is_hidden(ord(char)) for char in data)
    found = resume(a_hostile_report(week, text))
    line = one_line(text)
    assert found["certificates"][0]["name"].startswith(line)
    assert [skill["name"] for skill in found["skills"]] == [line, f"{line}: {line}"]


@given(st.text())
def test_any_text(week: Report, text: str) -> None:
    """It validates."""
    resume(a_hostile_report(week, text))


def test_its_file_is_told_from_other_json(make_tracker: MakeTracker) -> None:
    """Names of formats are the ends of file names, but for the two that are JSON as well."""
    assert [extension(name) for name in ("md", "svg", "json")] == ["md", "svg", "json"]
    assert (extension("jsonresume"), extension("openbadges")) == ("resume.json", "openbadge.json")
    tracker = make_tracker()
    assert [make(tracker, Choice(form=form)).name for form in ("svg", "jsonresume", "openbadges")] == [
        "weekly-2026-W47.svg",
        "weekly-2026-W47.resume.json",
        "weekly-2026-W47.openbadge.json",
    ]
