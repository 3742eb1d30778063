"""The JSON report's own schema: each kind of report keeps to it, and it names every key."""

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, ValidationError

from roadtrack.reports.content import Include, Report, ReportKind
from roadtrack.reports.json_schema import json_schema
from roadtrack.reports.registry import render
from roadtrack.tracker import Tracker
from tests.conftest import WITH_ROLE, MakeTracker
from tests.reports.builders import EVERYTHING, NOTHING, a_learner
from tests.reports.test_formats import CORPUS, a_hostile_report

FILE = Path(__file__).parents[2] / "docs" / "reference" / "report.schema.json"
SCHEMA = json_schema()


def closed(schema: Any) -> Any:
    """The schema with every key forbidden that it does not name: a new key has to be written down there."""
    if isinstance(schema, list):
        return [closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {key: closed(value) for key, value in schema.items()}
    return inner | ({"additionalProperties": False} if schema.get("type") == "object" else {})


VALIDATOR = Draft202012Validator(closed(SCHEMA), format_checker=Draft202012Validator.FORMAT_CHECKER)


def document(report: Report) -> dict[str, Any]:
    """The JSON report, valid."""
    found: dict[str, Any] = json.loads(render(report, "json"))
    VALIDATOR.validate(found)
    return found


@pytest.fixture
def tracker(make_tracker: MakeTracker) -> Tracker:
    """Goals with and without a date, evidence, a certificate, a skipped and a noted step."""
    tracker = make_tracker(files=WITH_ROLE, enrolled=("kube", "secure"), by=dt.date(2027, 3, 1))
    tracker.done(["kube/pods"])
    tracker.skip(["kube/config"], "on call")
    tracker.note("kube/pods", "noted")
    tracker.log("kube/services", 30)
    tracker.certify("kube", dt.date(2026, 1, 10), dt.date(2028, 1, 10))
    return tracker


@pytest.mark.parametrize("include", [NOTHING, EVERYTHING, frozenset({Include.TIME})])
@pytest.mark.parametrize("kind", ReportKind)
def test_every_kind(tracker: Tracker, kind: ReportKind, include: frozenset[Include]) -> None:
    """Whatever it tells and includes."""
    about = {ReportKind.GOAL: "kube", ReportKind.ROLE: "keeper"}.get(kind)
    found = document(tracker.report(kind, about=about, include=include))
    assert found["report"] == kind
    assert (found["role"] is None) == (kind is not ReportKind.ROLE)
    assert found["credentials"] == [
        {
            "title": "Kubernetes in small",
            "code": "KUBE",
            "issuer": "Nobody",
            "earned": "2026-01-10",
            "expires": "2028-01-10",
            "state": "valid",
        }
    ]


def test_a_learner_with_evidence(tmp_path: Path) -> None:
    """Links, files, commands; a portfolio; nothing at all."""
    tracker = a_learner(tmp_path)
    assert len(document(tracker.report(ReportKind.EVIDENCE))["proofs"]) == 2
    assert len(document(tracker.report(ReportKind.FULL, include=EVERYTHING))["evidence"]) == 3
    assert document(tracker.report(ReportKind.WEEKLY, period="2026-W40"))["done"] == []


@pytest.mark.parametrize("text", [*CORPUS, "\udc80"])
def test_outside_text(tracker: Tracker, text: str) -> None:
    """No text makes a report that the schema refuses."""
    report = tracker.report(ReportKind.FULL, include=EVERYTHING)
    found = document(a_hostile_report(report, text))
    assert (found["credentials"][0]["issuer"], found["finished"][0]["sections"]) == (text, [text])


def _drop(found: dict[str, Any]) -> None:
    del found["totals"]["minutes"]


def _add(found: dict[str, Any]) -> None:
    found["goals"][0]["slack"] = 1


def _number(found: dict[str, Any]) -> None:
    found["goals"][0]["percent"]["done"] = 101


def _date(found: dict[str, Any]) -> None:
    found["day"] = "22 Nov 2026"


@pytest.mark.parametrize("spoil", [_drop, _add, _number, _date])
def test_it_would_notice(tracker: Tracker, spoil: Callable[[dict[str, Any]], None]) -> None:
    """A key that is missing or not written down, a figure or a day that is none."""
    found = document(tracker.report(ReportKind.WEEKLY))
    spoil(found)
    with pytest.raises(ValidationError):
        VALIDATOR.validate(found)


def test_readers_take_new_keys(tracker: Tracker) -> None:
    """The published schema lets keys be added, as the format promises."""
    found = document(tracker.report(ReportKind.WEEKLY))
    Draft202012Validator(SCHEMA).validate(found | {"newer": 1})


def test_the_published_file() -> None:
    """It is what the code says; `make docs` writes it."""
    Draft202012Validator.check_schema(SCHEMA)
    assert json.loads(FILE.read_text("utf-8")) == SCHEMA
