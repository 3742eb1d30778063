"""The badge: a picture that stands alone, and the data that shields.io draws one from."""

import json
import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadtrack.reports.badge import MOST_COLUMNS, endpoint
from roadtrack.reports.content import Report, ReportKind
from roadtrack.reports.registry import render
from roadtrack.text import cells, cut, is_hidden, one_line
from tests.conftest import WITH_ROLE, Home, MakeTracker
from tests.reports.builders import EVERYTHING, HandClock, a_learner, a_report, a_tracker
from tests.reports.test_formats import CORPUS, a_hostile_report

SVG = "{http://www.w3.org/2000/svg}"
BADGE = """\
<svg xmlns="http://www.w3.org/2000/svg" width="80" height="20" role="img" aria-label="kube: 40 % done">
<title>kube: 40 % done</title>
<rect width="80" height="20" rx="3" fill="#444"/>
<path d="M40 0h37a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3h-37z" fill="#0b62a4"/>
<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11" text-anchor="middle">
<text x="20.0" y="14" textLength="28" lengthAdjust="spacingAndGlyphs">kube</text>
<text x="60.0" y="14" textLength="28" lengthAdjust="spacingAndGlyphs">40 %</text>
</g>
</svg>
"""


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """A week with two goals: kube at 40 percent, linux at a third."""
    return a_report(a_learner(tmp_path_factory.mktemp("home")))


def picture(svg: bytes | str) -> ET.Element:
    """The picture, as any reader of XML sees it."""
    return ET.fromstring(svg)  # noqa: S314 - our own


def at(report: Report, percent: float) -> Report:
    """The report with its first goal at a percentage."""
    return replace(report, goals=(replace(report.goals[0], done=percent), *report.goals[1:]))


def texts(report: Report) -> list[str | None]:
    """What is written on the badge, the label first."""
    return [element.text for element in picture(render(report, "svg")).iter(f"{SVG}text")]


def shape(data: bytes) -> list[tuple[str, tuple[str, ...]]]:
    """Elements in order with the names of their attributes."""
    return [(element.tag, tuple(element.attrib)) for element in picture(data).iter()]


def told(report: Report) -> dict[str, object]:
    """The data for shields.io."""
    found: dict[str, object] = json.loads(endpoint(report))
    return found


# -- what it says ------------------------------------------------------------------------------------------


def test_golden(week: Report) -> None:
    """The picture of the first goal, and its data."""
    assert render(week, "svg").decode() == BADGE
    assert told(week) == {"schemaVersion": 1, "label": "kube", "message": "40%", "color": "blue"}


def test_one_goal(tmp_path: Path) -> None:
    """The goal that is asked for, by filter or as what the report is about."""
    tracker = a_learner(tmp_path)
    assert texts(a_report(tracker, goals=("linux",))) == ["linux", "33 %"]
    assert texts(tracker.report(ReportKind.GOAL, about="linux")) == ["linux", "33 %"]


def test_a_role(make_tracker: MakeTracker) -> None:
    """A report on a role has its badge, goal or not."""
    tracker = make_tracker(files=WITH_ROLE)
    tracker.done(["kube/pods"])
    report = tracker.report(ReportKind.ROLE, about="keeper")
    assert report.role is not None
    assert texts(report) == ["keeper", f"{report.role.done:.0f} %"]


def test_no_goals(tmp_path: Path) -> None:
    """Without goals there is a badge all the same."""
    report = a_report(a_tracker(tmp_path, HandClock()))
    assert texts(report) == ["roadtrack", "no goals"]
    assert told(report) == {"schemaVersion": 1, "label": "roadtrack", "message": "no goals", "color": "lightgrey"}


@pytest.mark.parametrize(
    ("percent", "message", "color"),
    [(0, "0%", "lightgrey"), (0.4, "0%", "blue"), (59.5, "60%", "blue"), (99.6, "99%", "blue"), (100, "100%", "green")],
)
def test_percents(week: Report, percent: float, message: str, color: str) -> None:
    """Whole numbers; a hundred and green only when all is done."""
    found = told(at(week, percent))
    assert (found["message"], found["color"]) == (message, color)
    assert texts(at(week, percent))[1] == message.replace("%", " %")


def test_every_kind(tmp_path: Path) -> None:
    """A badge is of now, whatever the report's period and whatever it includes."""
    tracker = a_learner(tmp_path)
    whole = {kind: tracker.report(kind, include=EVERYTHING) for kind in ("weekly", "monthly", "full", "evidence")}  # type: ignore[arg-type]
    assert {render(report, "svg").decode() for report in whole.values()} == {BADGE}


# -- how it says it ----------------------------------------------------------------------------------------


def test_it_stands_alone_and_is_named(week: Report) -> None:
    """Nothing is fetched, nothing runs; a screen reader has a name, and a pointer a title."""
    data = render(week, "svg").decode()
    root = picture(data)
    assert root[0].tag == f"{SVG}title"
    assert (root.get("role"), root.get("aria-label"), root[0].text) == ("img", "kube: 40 % done", "kube: 40 % done")
    assert {element.tag.removeprefix(SVG) for element in root.iter()} == {"svg", "title", "rect", "path", "g", "text"}
    assert not re.search(r"href|url\(|@import|font-face|style|script|\bon\w+=", data)
    assert data.count("http") == data.count("http://www.w3.org/2000/svg") == 1


@pytest.mark.parametrize("percent", [0, 50, 100])
def test_the_words_can_be_read(week: Report, percent: float) -> None:
    """White on each of its colours: at least 4.5 to 1, as WCAG 2.2 asks for."""

    def luminance(color: str) -> float:
        digits = color[1:] if len(color) == 7 else "".join(c * 2 for c in color[1:])
        parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
        r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    grounds = re.findall(r'(?:rect|path).*fill="(#\w+)"', render(at(week, percent), "svg").decode())
    assert len(grounds) == 2
    assert all(1.05 / (luminance(ground) + 0.05) >= 4.5 for ground in grounds)


@pytest.mark.parametrize("text", [*CORPUS, "x" * 500, "漢" * 60, "\ufffe\uffff", "]]>", "a" + "\u0301" * 300])
def test_outside_text(week: Report, text: str) -> None:
    """Whatever the goal is called, the elements are the same, and the label is its name on one line, cut."""
    report = a_hostile_report(week, text)
    data = render(report, "svg")
    label = cut(one_line(text).replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd"), MOST_COLUMNS)
    assert shape(data) == shape(render(week, "svg"))
    assert (texts(report)[0] or "") == label
    assert not any(is_hidden(ord(char)) and char != "\u200d" for char in data.decode().replace("\n", ""))
    assert cells(label) <= MOST_COLUMNS
    found = told(report)
    assert found["label"] == label
    assert endpoint(report).isascii()


@given(st.text())
def test_any_text(week: Report, text: str) -> None:
    """It is XML that any reader takes, and JSON."""
    report = a_hostile_report(week, text)
    assert shape(render(report, "svg")) == shape(render(week, "svg"))
    assert set(told(report)) == {"schemaVersion", "label", "message", "color"}


# -- the command line --------------------------------------------------------------------------------------


def test_on_the_command_line(tmp_path: Path) -> None:
    """`-o svg`, `--endpoint` beside it, and the words when it stands alone."""
    home = Home(tmp_path)
    home.json("enroll", "cka")
    assert picture(home.out("report", "-o", "svg"))[0].text == "cka: 0 % done"
    assert json.loads(home.out("report", "-o", "svg", "--endpoint"))["label"] == "cka"
    home.out("report", "goal", "cka", "-o", "svg", "--endpoint", "-f", "badge.json", "-q")
    assert json.loads((tmp_path / "badge.json").read_text("utf-8"))["message"] == "0%"
    refused = home.run("report", "--endpoint")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "-o svg --endpoint" in refused.stderr
