"""The JSON Schema of the JSON report, `docs/reference/report.schema.json`: what a program that reads one may rely on.

Every key is there in every report; keys may be added, so none is forbidden.
"""

from typing import Any, get_args

from roadtrack.planning.certificates import CertificateState
from roadtrack.reports.content import Include, ReportKind
from roadtrack.reports.json_format import API_VERSION

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_YES: Schema = {"type": "boolean"}
_DAY: Schema = {"type": "string", "format": "date"}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_PERCENT: Schema = {"type": "number", "minimum": 0, "maximum": 100}


def json_schema() -> Schema:
    """The schema of one report of any kind."""
    whole = _object(
        apiVersion={"const": API_VERSION},
        kind={"const": "Report"},
        report=_one_of(ReportKind),
        title=_TEXT,
        start=_DAY,
        end=_DAY,
        day=_about(_DAY, "the day of the percentages, the streak and the suggestions"),
        include=_about(_list(_one_of(Include)), "what is shown that is left out unless it is asked for"),
        totals=_object(steps=_COUNT, minutes=_or_null(_COUNT), activeDays=_COUNT, streakDays=_COUNT),
        goals=_list(_goal()),
        done=_list(_object(ref=_TEXT, title=_or_null(_TEXT), day=_DAY, verified=_YES)),
        evidence=_list(_evidence()),
        skipped=_list(_object(ref=_TEXT, title=_or_null(_TEXT), day=_DAY, reason=_TEXT)),
        notes=_about(_or_null(_list(_note())), "null unless notes are included"),
        next=_list(_object(ref=_TEXT, title=_TEXT, minutesLeft=_or_null(_COUNT))),
        blocked=_COUNT,
        sections=_list(_section()),
        proofs=_list(_proof()),
        role=_or_null(_role()),
        credentials=_list(_credential()),
        finished=_list(_object(title=_TEXT, whole=_YES, sections=_list(_TEXT))),
        ahead=_list(_object(day=_DAY, kind=_TEXT, about=_TEXT, words=_TEXT)),
    )
    about = "What is unknown or left out is null. Percentages have one decimal, days are ISO 8601."
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A report of roadtrack",
        "description": about,
        **whole,
    }


def _goal() -> Schema:
    return _object(
        goal=_TEXT,
        title=_TEXT,
        by=_or_null(_DAY),
        percent=_percents(),
        points=_about({"type": "number"}, "of `done`, gained in the period"),
        steps=_steps(),
        forecast=_object(
            p50=_or_null(_DAY),
            p85=_or_null(_DAY),
            chance=_or_null({"type": "integer", "minimum": 0, "maximum": 100}),
            words=_TEXT,
        ),
    )


def _evidence() -> Schema:
    return _object(
        ref=_or_null(_TEXT),
        title=_or_null(_TEXT),
        day=_DAY,
        form=_about(_TEXT, "link, file or command"),
        words=_TEXT,
        link=_about(_or_null(_TEXT), "http, https or mailto, without user name and password"),
        name=_about(_or_null(_TEXT), "of a file, without its folders"),
        place=_about(_or_null(_TEXT), "a path or a command line; null unless paths are included"),
        sha256=_or_null(_TEXT),
        exitCode=_or_null({"type": "integer"}),
    )


def _note() -> Schema:
    return _object(ref=_or_null(_TEXT), title=_or_null(_TEXT), day=_DAY, text=_TEXT)


def _section() -> Schema:
    return _object(goal=_TEXT, title=_TEXT, weight=_or_null({"type": "number"}), percent=_PERCENT, steps=_steps())


def _proof() -> Schema:
    evidence = _list(_evidence())
    return _object(ref=_TEXT, title=_TEXT, curriculum=_TEXT, day=_DAY, asked=_or_null(_TEXT), evidence=evidence)


def _role() -> Schema:
    missing = _object(
        title=_TEXT,
        left=_COUNT,
        steps=_COUNT,
        addsPercent=_PERCENT,
        hoursLeft=_or_null({"type": "number", "minimum": 0}),
        ready=_list(_object(ref=_TEXT, title=_TEXT)),
    )
    return _object(
        id=_TEXT,
        title=_TEXT,
        percent=_percents(),
        steps=_steps(),
        exams=_list(_object(title=_TEXT, passed=_YES)),
        missing=_list(missing),
        complete=_list(_TEXT),
    )


def _credential() -> Schema:
    return _object(
        title=_TEXT,
        code=_or_null(_TEXT),
        issuer=_or_null(_TEXT),
        earned=_DAY,
        expires=_or_null(_DAY),
        state={"enum": list(get_args(CertificateState))},
    )


def _percents() -> Schema:
    return _object(done=_PERCENT, covered=_PERCENT, verified=_PERCENT)


def _steps() -> Schema:
    return _object(done=_COUNT, total=_COUNT)


def _object(**properties: Schema) -> Schema:
    return {"type": "object", "required": list(properties), "properties": properties}


def _list(of: Schema) -> Schema:
    return {"type": "array", "items": of}


def _one_of(names: type[ReportKind] | type[Include]) -> Schema:
    return {"enum": [name.value for name in names]}


def _or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _about(schema: Schema, words: str) -> Schema:
    return {"description": words, **schema}
