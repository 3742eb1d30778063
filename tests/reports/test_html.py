"""The HTML page: its shape, its policy, outside text that makes no markup, and the twins of its pictures."""

import base64
import datetime as dt
import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from roadtrack.planning.ahead import Ahead
from roadtrack.planning.burnup import BurnUp
from roadtrack.reports import charts
from roadtrack.reports.content import (
    Evidence,
    Include,
    MissingPart,
    Proof,
    Report,
    ReportKind,
    RoleLine,
    SectionLine,
    first_day,
)
from roadtrack.reports.html_format import MOST_BARS, linked, render
from roadtrack.text import is_hidden, one_line
from roadtrack.tracker import Tracker
from tests.reports.builders import EVERYTHING, SHA, TODAY, a_learner, a_report
from tests.reports.test_formats import CORPUS, a_hostile_report

CALM = "qwertz"
"""A word that the page itself never says."""
VOID = {"meta", "br", "hr", "img", "link", "input"}
LINK = "https://git.example.org/(x)_y*z`<>|&copy=\"'!"


@dataclass
class Page:
    """What a page is made of: elements with their attributes, the text outside pictures, the style and the data."""

    shape: list[tuple[str, tuple[tuple[str, str | None], ...]]] = field(default_factory=list)
    text: str = ""
    drawn: str = ""
    """The text in pictures."""
    style: str = ""
    data: str = ""
    left_open: list[str] = field(default_factory=list)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """The attributes of each element of a kind."""
        return [dict(attributes) for name, attributes in self.shape if name == tag]


class _Reader(HTMLParser):
    """Reads a page strictly: each element is closed in order, and there is nothing but elements and text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Page()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.page.shape.append((tag, tuple(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" in self.open:
            self.page.style += data
        elif "script" in self.open:
            self.page.data += data
        elif "svg" in self.open:
            self.page.drawn += data
        else:
            self.page.text += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def handle_pi(self, data: str) -> None:
        raise AssertionError(data)

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(data)


def read(data: bytes) -> Page:
    """A page, read."""
    reader = _Reader()
    reader.feed(data.decode())
    reader.close()
    reader.page.left_open = reader.open
    return reader.page


def a_whole_report(report: Report, text: str, kind: ReportKind) -> Report:
    """A hostile report with the parts that only some kinds have."""
    evidence = Evidence(text, text, TODAY, text, text, None, text, text, text, 1)
    proofs = (Proof(text, text, text, TODAY, text, (evidence, replace(evidence, link=LINK))),)
    missing = (MissingPart(text, 1, 2, 3.5, 4.0, ((text, text), (text, text))),)
    role = RoleLine(text, text, 1.0, 2.0, 3.0, 1, 2, ((text, True), (text, False)), missing, (text, text))
    return replace(
        a_hostile_report(report, text),
        kind=kind,
        title=text,
        ahead=(Ahead(TODAY, "exam", text, text),),
        burnups=tuple(replace(chart, goal=text, revisions=((TODAY, text),)) for chart in report.burnups),
        proofs=proofs if kind is ReportKind.EVIDENCE else (),
        role=role if kind is ReportKind.ROLE else None,
    )


@cache
def calm_page(report: Report, kind: ReportKind) -> bytes:
    """The page with the harmless word in it."""
    return render(a_whole_report(report, CALM, kind))


@pytest.fixture(scope="module")
def learner(tmp_path_factory: pytest.TempPathFactory) -> Tracker:
    """The small learner."""
    return a_learner(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def full_report(learner: Tracker) -> Report:
    """A full report with everything in it."""
    return a_report(learner, ReportKind.FULL, include=EVERYTHING, first=first_day(learner.history()))


def report_of(learner: Tracker, kind: ReportKind, include: frozenset[Include] = frozenset()) -> Report:
    """A report of any kind that needs no role."""
    return learner.report(kind, include=include, about="kube" if kind is ReportKind.GOAL else None)


KINDS = [kind for kind in ReportKind if kind is not ReportKind.ROLE]


class TestShape:
    @pytest.mark.parametrize("kind", ReportKind)
    def test_is_well_formed(self, full_report: Report, kind: ReportKind) -> None:
        """One page in English: everything closed, one title, headings in order, ids once, tables with captions."""
        page = read(render(a_whole_report(full_report, CALM, kind)))
        assert page.left_open == []
        assert page.all("html") == [{"lang": "en"}]
        assert [len(page.all(tag)) for tag in ("title", "h1", "main", "header", "footer")][1:] == [1, 1, 1, 1]
        levels = [int(tag[1]) for tag, _ in page.shape if re.fullmatch("h[1-6]", tag)]
        assert all(after - before <= 1 for before, after in zip([0, *levels], levels, strict=False))
        ids = [given["id"] for _, attributes in page.shape if "id" in (given := dict(attributes))]
        assert len(ids) == len(set(ids))
        named = " ".join(str(dict(a).get("aria-labelledby", "")) for _, a in page.shape).split()
        assert set(named) <= set(ids)
        assert len(page.all("table")) == len(page.all("caption")) > 0
        assert all("scope" in head for head in page.all("th"))

    @pytest.mark.parametrize("kind", KINDS)
    def test_sections_of_the_real_thing(self, learner: Tracker, kind: ReportKind) -> None:
        """Each kind tells its title and what it is about."""
        page = read(render(report_of(learner, kind)))
        assert report_of(learner, kind).title in page.text
        wanted = ["Core | basics"] if kind is ReportKind.GOAL else ["Reach it through a [Service]"]
        assert all(part in page.text for part in wanted)

    def test_what_is_left_out_is_said(self, learner: Tracker) -> None:
        """The reader of a report knows that there is more."""
        assert "Left out: notes, time, paths." in read(render(report_of(learner, ReportKind.WEEKLY))).text
        assert "Left out" not in read(render(report_of(learner, ReportKind.WEEKLY, EVERYTHING))).text

    def test_an_empty_week_says_so(self, tmp_path: Path) -> None:
        """All headings stay, each with a line."""
        page = read(render(a_report(a_learner(tmp_path), given="2026-W40", include=EVERYTHING)))
        for line in ("Nothing done.", "No evidence added.", "Nothing skipped.", "No notes."):
            assert line in page.text
        assert "Percentages, streak and suggestions are those of 22 Nov 2026." in page.text

    def test_nothing_at_all(self, full_report: Report) -> None:
        """A report without goals, steps and days is a page too."""
        empty = replace(full_report, goals=(), done=(), sections=(), burnups=(), heat=(), events=(), next=(), ahead=())
        assert "No goals." in read(render(empty)).text
        nothing = replace(full_report, kind=ReportKind.EVIDENCE)
        assert "Nothing is proved yet." in read(render(nothing)).text


class TestPolicy:
    def test_nothing_may_run_or_be_fetched(self, full_report: Report) -> None:
        """The policy comes before the style, allows it by its digest, and beyond it only images in the page."""
        page = read(render(full_report))
        policy = next(meta for meta in page.all("meta") if meta.get("http-equiv") == "Content-Security-Policy")
        digest = base64.b64encode(hashlib.sha256(page.style.encode()).digest()).decode()
        parts = [part.strip() for part in str(policy["content"]).split(";")]
        assert parts[:3] == ["default-src 'none'", f"style-src 'sha256-{digest}'", "img-src data:"]
        assert parts[3:] == ["base-uri 'none'", "form-action 'none'"]
        tags = [tag for tag, _ in page.shape]
        assert tags.index("meta") < tags.index("style")

    @pytest.mark.parametrize("kind", ReportKind)
    def test_no_script_no_asset_no_style_attribute(self, full_report: Report, kind: ReportKind) -> None:
        """Only data stands in a script element, no attribute runs or styles anything, no address but of links."""
        page = read(render(a_whole_report(full_report, CALM, kind)))
        assert page.all("script") == [{"type": "application/ld+json"}]
        allowed = {"a", "html", "head", "meta", "title", "style", "script", "body"}
        assert not {"img", "iframe", "object", "embed", "form", "base", "link", "image", "use", "foreignobject"} & {
            tag for tag, _ in page.shape
        }
        for tag, attributes in page.shape:
            for name, value in attributes:
                assert not name.startswith("on")
                assert name not in ("style", "src", "srcset", "xlink:href", "action", "background")
                assert name != "href" or tag == "a"
                assert ":" not in str(value) or tag in allowed or name == "xmlns"
        assert "@import" not in page.style
        assert "url(" not in page.style

    def test_links(self, full_report: Report) -> None:
        """A link leads to the web or to a mailbox, and tells nobody where it was."""
        links = read(render(full_report)).all("a")
        assert [link["href"] for link in links] == ["https://git.example.org/pull/7?a=1&copy=2"]
        assert {link["rel"] for link in links} == {"noopener noreferrer"}

    @pytest.mark.parametrize(
        "bad", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//x.example", "java\nscript:x", ""]
    )
    def test_other_links_are_words(self, bad: str) -> None:
        """What no browser should open is text."""
        assert linked("a < b", bad) == "a &lt; b"


class TestOutsideText:
    @pytest.mark.parametrize("kind", ReportKind)
    @pytest.mark.parametrize("text", CORPUS)
    def test_makes_no_markup(self, full_report: Report, text: str, kind: ReportKind) -> None:
        """Whatever the text, elements and attributes are those of a harmless word, and the reader sees the text."""
        harmless = calm_page(full_report, kind)
        told = render(a_whole_report(full_report, text, kind))
        calm, page = read(harmless), read(told)
        assert page.left_open == []
        assert calm.shape == page.shape
        assert "".join(calm.text.replace(CALM, one_line(text)).split()) == "".join(page.text.split())
        assert told.count(b"<") == harmless.count(b"<")
        assert told.count(b">") == harmless.count(b">")
        assert not any(is_hidden(ord(char)) and char != "\u200d" for char in told.decode())

    @pytest.mark.parametrize("text", [*CORPUS, "</script><script>alert(1)</script>", "<!--<script>", "\udc80", "&#39;"])
    def test_data_is_data(self, full_report: Report, text: str) -> None:
        """The data parses, holds the text exactly, and has no character that could end it."""
        for kind in ReportKind:
            page = read(render(a_whole_report(full_report, text, kind)))
            assert not set("<>&'") & set(page.data)
            assert page.data.isascii()
            assert json.loads(page.data)["name"] == text

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50, deadline=None)
    @given(text=st.text(min_size=1))
    def test_any_text(self, full_report: Report, text: str) -> None:
        """The same for whatever anybody finds."""
        kind = ReportKind.EVIDENCE
        calm = read(calm_page(full_report, kind))
        assert calm.shape == read(render(a_whole_report(full_report, text, kind))).shape


class TestDiscretion:
    @pytest.mark.parametrize("kind", KINDS)
    def test_what_is_not_included_is_not_there(self, learner: Tracker, kind: ReportKind) -> None:
        """Neither in the text, nor in the pictures, nor in the data."""
        page = read(render(report_of(learner, kind)))
        told = f"{page.text} {page.drawn} {page.data} {page.shape}".replace(SHA, "")
        secrets = ("secret", "bob", "private", "no heading", "A good day", "week 46", "1h35", "2h30", "Time a day")
        for private in secrets:
            assert private not in told
        assert "95" not in re.sub("likely 95 %", "", page.text)

    def test_what_is_included_is(self, learner: Tracker) -> None:
        """Notes keep their lines, time is a number and colours the year, paths are shown and are no links."""
        page = read(render(report_of(learner, ReportKind.WEEKLY, EVERYTHING)))
        for wanted in ("kube-proxy & me\n# no heading", "1h35", "Time a day, all goals", "~/secret-lab/pods.txt"):
            assert wanted in page.text
        assert len(page.all("a")) == 1


class TestData:
    @pytest.mark.parametrize("kind", KINDS)
    def test_names_things_and_nobody(self, learner: Tracker, kind: ReportKind) -> None:
        """An ItemList of what was learned."""
        data = json.loads(read(render(report_of(learner, kind))).data)
        assert (data["@context"], data["@type"]) == ("https://schema.org", "ItemList")
        assert data["numberOfItems"] == len(data["itemListElement"]) > 0
        assert [item["position"] for item in data["itemListElement"]] == list(range(1, data["numberOfItems"] + 1))
        assert "Person" not in json.dumps(data)
        first = data["itemListElement"][0]["item"]
        assert first["@type"] == "LearningResource"
        if kind is ReportKind.EVIDENCE:
            assert first["subjectOf"][0] == {"@type": "CreativeWork", "name": "pods.txt"}
        else:
            assert first["creativeWorkStatus"] == "40 % done, 60 % covered, 40 % verified"

    def test_a_role_has_credentials(self, full_report: Report) -> None:
        """Its exams, passed or not."""
        data = json.loads(read(render(a_whole_report(full_report, CALM, ReportKind.ROLE))).data)
        items = [element["item"] for element in data["itemListElement"]]
        assert [item["@type"] for item in items[:3]] == [
            "EducationalOccupationalCredential",
            "EducationalOccupationalCredential",
            "LearningResource",
        ]
        assert [item["creativeWorkStatus"] for item in items[:3]] == ["passed", "not yet passed", "1 of 2 steps done"]


# -- pictures ------------------------------------------------------------------------------------------------


def burn(**changes: Any) -> BurnUp:
    """A goal at 40 of 100, with a date and a cone."""
    chart = BurnUp(
        goal="kube",
        unit="points",
        start=dt.date(2026, 11, 1),
        today=dt.date(2026, 11, 21),
        end=dt.date(2027, 1, 20),
        by=dt.date(2027, 1, 1),
        scope=100.0,
        done=((dt.date(2026, 11, 11), 20.0), (dt.date(2026, 11, 21), 40.0)),
        early=dt.date(2026, 12, 21),
        late=dt.date(2027, 1, 20),
        revisions=(),
    )
    return replace(chart, **changes)


def boxes(svg: str, kind: str) -> list[dict[str, str]]:
    """The attributes of the drawing's rectangles of a kind."""
    found = re.findall(f'<rect ([^>]*class="{kind}")', svg)
    return [dict(re.findall(r'(\w+)="([^"]*)"', each)) for each in found]


class TestCharts:
    @pytest.mark.parametrize("kind", ReportKind)
    def test_each_has_a_twin(self, full_report: Report, kind: ReportKind) -> None:
        """A title and a description inside, words above it, and a table with the same numbers below."""
        page = read(render(a_whole_report(full_report, CALM, kind)))
        pictures = page.all("svg")
        assert pictures
        assert {picture["role"] for picture in pictures} == {"img"}
        names = [str(picture["aria-labelledby"]).split() for picture in pictures]
        assert [name for pair in names for name in pair] == [
            str(dict(a)["id"]) for tag, a in page.shape if tag in ("title", "desc") and a
        ]
        assert len(page.all("figcaption")) == len(pictures) == len(page.all("details"))

    def test_bars(self) -> None:
        """As long as the number says, never longer than the whole."""
        lines = [charts.Bar("a", 25, "1 of 4"), charts.Bar("b", 0), charts.Bar("c", 120), charts.Bar("d" * 99, 100)]
        chart = charts.bars("x", "Parts", lines)
        assert [box["width"] for box in boxes(chart.svg, "bar")] == ["90", "360", "360"]
        assert "25 %" in chart.svg
        assert f"{'d' * 41}…" in chart.svg
        assert chart.rows[0] == ("a", "25 %", "1 of 4")
        assert chart.words == f"a 25 %, b 0 %, c 120 %, {'d' * 99} 100 %."

    def test_many_bars_are_several_charts(self, full_report: Report) -> None:
        """So that each fits on a sheet of paper."""
        many = tuple(SectionLine("kube", f"part {n}", None, 50.0, 1, 2) for n in range(2 * MOST_BARS + 1))
        page = read(render(replace(full_report, sections=many, burnups=(), heat=())))
        assert [f"progress by domain ({n})" in page.text for n in (1, 2, 3, 4)] == [True, True, True, False]

    def test_burn_up(self) -> None:
        """The line of what is done, the cone to both ends, the date; and the same as a table."""
        chart = charts.burn_up("x", "Kube", burn())
        cone = re.search('points="([^"]*)" class="cone"', chart.svg)
        # 80 days on 324 units: today at 30 + 81, early at 30 + 202.5, the end at 354; 40 of 100 is 78 from the top
        assert cone is not None
        assert cone[1] == "111,90 232.5,12 354,12 354,12 232.5,51 111,90"
        assert '<line x1="277" y1="12" x2="277" y2="142" class="date">' in chart.svg
        assert chart.rows == (
            ("21 Nov 2026", "40", "", ""),
            ("30 Nov 2026", "", "49", "58"),
            ("21 Dec 2026", "", "70", "100"),
            ("31 Dec 2026", "", "80", "100"),
            ("1 Jan 2027", "", "81", "100"),
            ("20 Jan 2027", "", "100", "100"),
        )
        assert chart.words.startswith("40 of 100 points today · cone: all done between 21 Dec (P15) and 20 Jan (P85)")

    def test_burn_up_without_a_forecast(self) -> None:
        """No cone is drawn where nothing is known; a goal without weight divides by nothing."""
        chart = charts.burn_up("x", "Kube", burn(early=None, late=None, by=None, scope=0.0))
        assert 'class="cone"' not in chart.svg
        assert "nan" not in chart.svg
        assert chart.rows == (("21 Nov 2026", "40", "", ""),)

    def test_burn_up_of_years_stays_small(self) -> None:
        """A picture has as many points as can be seen, whatever was done."""
        first = dt.date(2016, 1, 1)
        done = tuple((first + dt.timedelta(days=n), n / 40) for n in range(4_000))
        chart = charts.burn_up("x", "Kube", burn(start=first, today=done[-1][0], done=done, end=dt.date(2027, 6, 1)))
        assert len(chart.svg) < 20_000
        assert len(chart.rows) < 30

    def test_heat_map(self) -> None:
        """A square a day, darker with more; days ahead have none."""
        weeks: list[tuple[int | None, ...]] = [*[(0,) * 7] * 52, (1, 4, 0, None, None, None, None)]
        chart = charts.heat_map("x", "Year", weeks, dt.date(2026, 11, 25), "steps")
        assert len(boxes(chart.svg, "heat[0-4]")) == 52 * 7 + 3 + 5
        assert len(boxes(chart.svg, "heat1")) == len(boxes(chart.svg, "heat4")) == 2
        assert chart.words == "5 steps on 2 days; the most on 24 Nov 2026, 4."
        assert chart.rows[-1] == ("November 2026", "2", "5")
        assert sum(int(row[2]) for row in chart.rows) == 5

    def test_heat_map_of_minutes(self) -> None:
        """In hours and minutes; an empty year says so."""
        chart = charts.heat_map("x", "Year", [[90] + [None] * 6], dt.date(2026, 11, 23), "minutes")
        assert chart.words == "1h30 on 1 day; the most on 23 Nov 2026, 1h30."
        assert charts.heat_map("x", "Year", [[0] * 7], dt.date(2026, 11, 29), "steps").words == "Nothing yet."

    @pytest.mark.parametrize(
        ("days", "unit", "columns"),
        [(1, "Day", 1), (7, "Day", 7), (31, "Day", 31), (32, "Week", 6), (365, "Week", 53), (1000, "Month", 33)],
    )
    def test_timeline_has_the_unit_that_fits(self, days: int, unit: str, columns: int) -> None:
        """Days of a month, weeks of a year, months of ten, years of more; none is lost."""
        start = dt.date(2024, 3, 1)
        every = [(start + dt.timedelta(days=n), n % 3 == 0) for n in range(days)]
        chart = charts.timeline("x", "Done", every, start, every[-1][0])
        assert (chart.head[0], len(chart.rows)) == (unit, columns)
        assert sum(int(row[1]) for row in chart.rows) == days
        assert sum(int(row[2]) for row in chart.rows) == len([day for day, proved in every if proved])

    def test_timeline_of_decades(self) -> None:
        """Years, and a day before the first column is in the first."""
        chart = charts.timeline("x", "Done", [(dt.date(1999, 1, 1), True)], dt.date(2000, 1, 1), dt.date(2026, 1, 1))
        assert chart.rows == (("2000", "1", "1"),)

    @given(
        first=st.dates(dt.date(1, 1, 1), dt.date(9999, 12, 31)),
        days=st.integers(0, 9000),
        done=st.lists(st.integers(0, 9000), max_size=20),
    )
    def test_any_timeline_is_inside_its_picture(self, first: dt.date, days: int, done: Sequence[int]) -> None:
        """Whatever the days, also at both ends of the calendar."""
        last = dt.date.fromordinal(min(first.toordinal() + days, dt.date.max.toordinal()))
        chosen = [dt.date.fromordinal(min(first.toordinal() + n, last.toordinal())) for n in done]
        chart = charts.timeline("x", "Done", [(day, False) for day in chosen], first, last)
        for box in boxes(chart.svg, "unproved"):
            assert float(box["x"]) >= 30
            assert float(box["x"]) + float(box["width"]) <= charts.WIDTH
        assert sum(int(row[1]) for row in chart.rows) == len(chosen)
