"""The calendar report: what is ahead, as other programs read it."""

import datetime as dt
import re
from typing import Any

import pytest
from icalendar import Calendar

from roadtrack.planning.ahead import ahead
from roadtrack.reports.content import Report, ReportKind, build
from roadtrack.reports.registry import render
from roadtrack.tracker import Tracker
from tests.conftest import EXAM, KUBE, TODAY, MakeTracker

HOSTILE = 'Evil\\, "title"; BEGIN:VALARM ünïcödé ' + "très " * 30
FILES = {
    "kube": KUBE.replace('issuer = "Nobody"', 'issuer = "Nobody"\nvalid_months = 24').replace(
        'title = "Kubernetes in small"', f"title = '''{HOSTILE}'''"
    )
    + EXAM
}


def a_report(tracker: Tracker, made: dt.datetime | None = None) -> Report:
    """The full report of a tracker."""
    return build(
        ReportKind.FULL,
        tracker.standing(),
        tracker.history(),
        start=TODAY,
        end=TODAY,
        include=frozenset(),
        made=made,
    )


@pytest.fixture
def tracker(make_tracker: MakeTracker) -> Tracker:
    """An exam in ten weeks, a certificate near its end, a step to review."""
    tracker = make_tracker(files=FILES, by=TODAY + dt.timedelta(weeks=10))
    tracker.done(["kube/pods"])
    tracker.certify("kube", dt.date(2025, 1, 10))
    return tracker


def test_what_is_ahead(tracker: Tracker) -> None:
    """By date: the review, the renewal, the expiry, a mock before the exam, the exam."""
    found = [(item.kind, item.day) for item in ahead(tracker.standing())]
    assert found == sorted(found, key=lambda one: one[1])
    assert {kind for kind, _ in found} == {"review", "renew", "expires", "mock", "exam"}
    assert ("exam", TODAY + dt.timedelta(weeks=10)) in found
    assert all(day >= TODAY for _, day in found)


def test_it_is_read_back_without_errors(tracker: Tracker) -> None:
    """All-day events with the next day as end, unique names, alarms, nothing lost of a strange title."""
    calendar: Any = Calendar.from_ical(render(a_report(tracker), "ics"))
    events = calendar.walk("VEVENT")
    assert len(events) == len(ahead(tracker.standing()))
    assert not calendar.errors
    assert all(not event.errors for event in events)
    for event in events:
        assert event["DTEND"].dt - event["DTSTART"].dt == dt.timedelta(days=1)
        assert event["CLASS"] == "PRIVATE"
    assert len({str(event["UID"]) for event in events}) == len(events)
    exam = next(event for event in events if "exam" in event["CATEGORIES"].cats)
    assert str(exam["SUMMARY"]) == f"Exam: {HOSTILE}".strip()
    assert exam.walk("VALARM")[0]["TRIGGER"].dt == dt.timedelta(days=-7)


def test_the_bytes_follow_the_standard(tracker: Tracker) -> None:
    """CRLF, lines of at most 75 octets, valid UTF-8 in each unfolded line."""
    data = render(a_report(tracker), "ics")
    assert data.endswith(b"\r\n")
    lines = data.split(b"\r\n")
    assert all(len(line) <= 75 and b"\n" not in line for line in lines)
    for line in lines:
        line.decode("utf-8")
    assert re.search(rb"^DTSTART;VALUE=DATE:2027", data, re.MULTILINE)


def test_a_second_reader_agrees(tracker: Tracker) -> None:
    """Read by the standard's own grammar, without icalendar: what each event must have, and the same text."""
    lines = unfolded(render(a_report(tracker), "ics"))
    assert (lines[0], lines[-1]) == (("BEGIN", "VCALENDAR"), ("END", "VCALENDAR"))
    assert {("VERSION", "2.0"), ("METHOD", "PUBLISH")} <= set(lines)
    open_parts: list[str] = []
    events: list[dict[str, str]] = []
    for name, value in lines:
        if name == "BEGIN":
            open_parts.append(value)
            events += [{}] if value == "VEVENT" else []
        elif name == "END":
            assert open_parts.pop() == value
        elif open_parts[-1] == "VEVENT":
            assert name not in events[-1], "each of these stands once"
            events[-1][name] = value
    assert open_parts == []
    assert len(events) == len(ahead(tracker.standing()))
    for event in events:
        assert {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "CLASS", "SEQUENCE"} <= set(event)
        assert re.fullmatch(r"\d{8}T\d{6}Z", event["DTSTAMP"])
        assert event["DTSTART"] < event["DTEND"]
    assert {item.words.strip() for item in ahead(tracker.standing())} == {event["SUMMARY"] for event in events}


def unfolded(data: bytes) -> list[tuple[str, str]]:
    """(name, text) of each content line, by RFC 5545, sections 3.1 and 3.3.11."""
    text = re.sub(r"\r\n[ \t]", "", data.decode())
    found = []
    for line in text.removesuffix("\r\n").split("\r\n"):
        parts = re.fullmatch(r"([A-Z-]+)(?:;[A-Z-]+=(?:\"[^\"]*\"|[^\";:,]*))*:(.*)", line)
        assert parts, line
        value = re.sub(r"\\([nN\\;,])", lambda escaped: "\n" if escaped[1] in "nN" else escaped[1], parts[2])
        found.append((parts[1], value))
    return found


def test_a_moved_exam_keeps_its_name(tracker: Tracker) -> None:
    """The same event, a higher sequence and another day, so that the calendar moves it."""
    first = render(a_report(tracker, dt.datetime(2026, 11, 22, tzinfo=dt.UTC)), "ics")
    tracker.set_goal("kube", by=TODAY + dt.timedelta(weeks=12), importance=2)
    second = render(a_report(tracker, dt.datetime(2026, 11, 23, tzinfo=dt.UTC)), "ics")

    def exam(data: bytes) -> tuple[str, int, dt.date]:
        calendar: Any = Calendar.from_ical(data)
        event = next(e for e in calendar.walk("VEVENT") if "exam" in e["CATEGORIES"].cats)
        return str(event["UID"]), int(event["SEQUENCE"]), event["DTSTART"].dt

    (uid, sequence, day), (uid_later, sequence_later, day_later) = exam(first), exam(second)
    assert uid == uid_later
    assert sequence_later > sequence
    assert day_later - day == dt.timedelta(weeks=2)


def test_an_empty_calendar_is_one(make_tracker: MakeTracker) -> None:
    """Nothing ahead, nothing wrong."""
    data = render(a_report(make_tracker(enrolled=())), "ics")
    assert Calendar.from_ical(data).walk("VEVENT") == []
