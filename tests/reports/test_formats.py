"""The formats: golden files, and outside text that stays text in every field."""

import csv
import io
import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from roadtrack.errors import UsageError
from roadtrack.reports.content import (
    CredentialLine,
    DoneStep,
    Evidence,
    Finished,
    Happening,
    Include,
    NextStep,
    Note,
    Report,
    ReportKind,
    SectionLine,
    SkippedStep,
    first_day,
)
from roadtrack.reports.csv_format import guard
from roadtrack.reports.markdown import escape
from roadtrack.reports.registry import FORMATS, render
from roadtrack.text import is_hidden, one_line, visible
from tests.reports.builders import EVERYTHING, SHA, TODAY, a_learner, a_report

MARKDOWN = f"""\
# Week 47 · 16 – 22 Nov 2026

2 steps done · 2 active days · streak 1 day · 1 step blocked

## Goals

| Goal | Done | Covered | Verified | Steps | By | Forecast |
| --- | --- | --- | --- | --- | --- | --- |
| kube | 40 % (+20) | 60 % | 40 % | 2/4 | 17 Jan 2027 | likely 95 % |
| linux | 33 % (+33) | 33 % | 0 % | 1/3 | no date |  |

## Done

- kube/services: Reach it through a \\[Service\\] ✓
- linux/shell: Use a shell

## Evidence

- kube/services: [Pull \\(7\\)](https://git.example.org/pull/7?a=1&amp;copy=2)
- kube/pods: pods.txt, sha256 {SHA}
- linux/cgroups: command, exit 1, sha256 {SHA}

## Skipped

- kube/config: Configure it; reason: on call

## Notes

Notes are left out.

## Next

- kube/policies: \\=Close everything, 1h30
- linux/cgroups: Limit a job
"""

MARKDOWN_NOTES = """\
## Notes

- 17 Nov, kube/services: kube-proxy \\& me \\# no heading
- 22 Nov: A good day
"""

MARKDOWN_SECTIONS = """\
## Sections

| Goal | Section | Weight | Done | Steps |
| --- | --- | --- | --- | --- |
| kube | Core \\| basics | 60 % | 67 % | 2/3 |
| kube | Network | 40 % | 0 % | 0/1 |
| linux | All |  | 33 % | 1/3 |
"""

MARKDOWN_EMPTY = """\
## Done

Nothing done.

## Evidence

No evidence added.

## Skipped

Nothing skipped.

## Notes

No notes.

## Next
"""

CSV = f"""\
day,event,ref,title,goal,minutes,evidence
2026-11-17,done,kube/services,Reach it through a [Service],kube,,
2026-11-17,evidence,kube/services,Reach it through a [Service],kube,,https://git.example.org/pull/7?a=1&copy=2
2026-11-18,skip,kube/config,Configure it,kube,,
2026-11-20,done,linux/shell,Use a shell,linux,,
2026-11-20,evidence,kube/pods,Run a Pod,kube,,pods.txt sha256:{SHA}
2026-11-21,evidence,linux/cgroups,Limit a job,linux,,command sha256:{SHA}
""".replace("\n", "\r\n")

CORPUS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1",
    "＋1",
    "－1",
    "＠1",
    " =1",
    "\u00a0=1",
    '=HYPERLINK("http://bad.example";"x")',
    "# heading",
    "a\n# heading",
    "a\r\n\r\n## heading",
    "a\u2028# heading",
    "a\n===",
    "- list",
    "+ list",
    "* list",
    "1. list",
    "123456789. list",
    "1) list",
    "> quote",
    "---",
    "***",
    "===",
    "```sh",
    "~~~",
    "    code",
    "\tcode",
    "a\n\n| a | b |\n|---|---|\n| c | d |",
    "| cell | cell |",
    "a \\| b",
    "back\\",
    "`code`",
    "**bold** _em_ ~~gone~~",
    "[link](javascript:alert(1))",
    "![image](https://bad.example/x.png)",
    "[a]: https://bad.example",
    "[^1]: note",
    "- [ ] task",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<https://bad.example>",
    "<!-- comment",
    "</table>",
    "&lt;script&gt; &#91;x&#93; &copy;",
    "https://bad.example ftp://bad.example",
    "$\\href{javascript:alert(1)}{x}$",
    "\x1b[31mred\x1b]8;;http://bad.example\x07",
    "\x00\x08\x7f\x9b31m",
    "\u202egpj.exe\u2066 \u200b\u2060\ufeff \U000e0041",
    '"quoted", comma; semicolon',
    "'",
    "👩\u200d💻 ünï",
]


def parsed(text: str) -> list[Token]:
    """The blocks of GitHub-flavoured Markdown."""
    return MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)


def shape(tokens: list[Token]) -> list[str]:
    """The kinds of all blocks and of what is inside them: the same for the same structure."""
    found = []
    for token in tokens:
        found.append(token.type)
        found += [child.type for child in token.children or []]
    return found


def shown(tokens: list[Token]) -> str:
    """The text a reader sees."""
    return "\n".join("".join(c.content for c in t.children or []) for t in tokens if t.type == "inline")


def own_lines(text: str) -> list[str]:
    """The lines that hold no outside text: all but list items and table rows."""
    return [line for line in text.splitlines() if not line.startswith(("- ", "| "))]


def a_hostile_report(report: Report, text: str) -> Report:
    """A report whose every outside field is this text."""
    evidence = Evidence(text, text, TODAY, text, text, None, text, text, text, 1)
    link = replace(evidence, link="https://git.example.org/(x)_y*z`<>|&copy=\"'!")
    return replace(
        report,
        goals=tuple(replace(goal, id=text, title=text) for goal in report.goals),
        done=(DoneStep(text, text, TODAY, verified=True),),
        skipped=(SkippedStep(text, text, TODAY, text),),
        evidence=(evidence, link),
        notes=(Note(text, text, TODAY, text), Note(None, None, TODAY, text)),
        next=(NextStep(text, text, 15),),
        sections=(SectionLine(text, text, 60, 12.5, 1, 2),),
        credentials=(CredentialLine(text, text, text, TODAY, TODAY, "expired"),),
        finished=(Finished(text, whole=True, parts=(text,)), Finished(text, whole=False, parts=(text,))),
        events=(
            Happening(TODAY, "done", text, text, (text, text)),
            Happening(TODAY, "note", text, text, (text,), text=text),
            Happening(TODAY, "time", text, text, (text,), minutes=5),
            Happening(TODAY, "evidence", text, text, (text,), evidence=evidence),
        ),
    )


@pytest.fixture(scope="module")
def full_report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """A full report with everything in it."""
    tracker = a_learner(tmp_path_factory.mktemp("home"))
    return a_report(tracker, ReportKind.FULL, include=EVERYTHING, first=first_day(tracker.history()))


class TestGolden:
    def test_markdown(self, tmp_path: Path) -> None:
        """The week as it is sent to others."""
        assert MARKDOWN == render(a_report(a_learner(tmp_path)), "md").decode()

    def test_markdown_with_everything(self, tmp_path: Path) -> None:
        """Notes on one line each, the time, the paths."""
        told = render(a_report(a_learner(tmp_path), include=EVERYTHING), "md").decode()
        assert MARKDOWN_NOTES in told
        assert "2 steps done · 1h35 · 2 active days" in told
        assert f"pods.txt, \\~/secret-lab/pods.txt, sha256 {SHA}" in told

    def test_markdown_of_a_full_report(self, full_report: Report) -> None:
        """Sections come last."""
        assert render(full_report, "md").decode().endswith(MARKDOWN_SECTIONS)

    def test_markdown_of_an_empty_week(self, tmp_path: Path) -> None:
        """All headings stay, each says in one line that there is nothing, and of which day the figures are."""
        told = render(a_report(a_learner(tmp_path), given="2026-W40", include=EVERYTHING), "md").decode()
        assert MARKDOWN_EMPTY in told
        assert "Percentages, streak and suggestions are those of 22 Nov 2026." in told

    def test_json(self, tmp_path: Path) -> None:
        """One `Report` object; unknown and left out are null."""
        told = json.loads(render(a_report(a_learner(tmp_path)), "json"))
        assert ("roadtrack/v1", "Report", "weekly") == (told["apiVersion"], told["kind"], told["report"])
        assert ("2026-11-16", "2026-11-22", "2026-11-22") == (told["start"], told["end"], told["day"])
        assert {"steps": 2, "minutes": None, "activeDays": 2, "streakDays": 1} == told["totals"]
        assert told["goals"][0] == {
            "goal": "kube",
            "title": "Kubernetes in small",
            "by": "2027-01-17",
            "percent": {"done": 40.0, "covered": 60.0, "verified": 40.0},
            "points": 20.0,
            "steps": {"done": 2, "total": 4},
            "forecast": {"p50": "2026-11-27", "p85": "2026-12-04", "chance": 95, "words": "likely 95 %"},
        }
        assert told["goals"][1]["by"] is None
        assert told["done"][1] == {
            "ref": "linux/shell",
            "title": "Use a shell",
            "day": "2026-11-20",
            "verified": False,
        }
        assert told["evidence"][1] == {
            "ref": "kube/pods",
            "title": "Run a Pod",
            "day": "2026-11-20",
            "form": "file",
            "words": "pods.txt",
            "link": None,
            "name": "pods.txt",
            "place": None,
            "sha256": SHA,
            "exitCode": None,
        }
        assert told["next"][1] == {"ref": "linux/cgroups", "title": "Limit a job", "minutesLeft": None}
        assert ([], None, [], 1) == (told["include"], told["notes"], told["sections"], told["blocked"])

    def test_json_of_a_full_report(self, full_report: Report) -> None:
        """Sections, notes and minutes are there."""
        told = json.loads(render(full_report, "json"))
        assert told["include"] == ["notes", "time", "paths"]
        assert told["sections"][0] == {
            "goal": "kube",
            "title": "Core | basics",
            "weight": 60.0,
            "percent": 66.7,
            "steps": {"done": 2, "total": 3},
        }
        assert told["notes"][-1] == {"ref": None, "title": None, "day": "2026-11-22", "text": "A good day"}

    def test_csv(self, tmp_path: Path) -> None:
        """A row for each event, with CRLF."""
        assert CSV == render(a_report(a_learner(tmp_path)), "csv").decode()

    def test_csv_with_everything(self, tmp_path: Path) -> None:
        """Time as a number, a note's text as its title, the path of a file."""
        told = render(a_report(a_learner(tmp_path), include=EVERYTHING), "csv").decode()
        assert "2026-11-17,time,kube/services,Reach it through a [Service],kube,90,\r\n" in told
        assert '2026-11-17,note,kube/services,"kube-proxy & me\n# no heading",kube,,\r\n' in told
        assert f"~/secret-lab/pods.txt sha256:{SHA}\r\n" in told

    @pytest.mark.parametrize("name", FORMATS)
    def test_discretion(self, tmp_path: Path, name: str) -> None:
        """No format tells what is not included."""
        told = render(a_report(a_learner(tmp_path)), name).decode()
        for private in ("secret", "bob", "private", "no heading", "A good day", "week 46", "1h35", "95", ",90,", ",5,"):
            assert private not in re.sub(
                r"[0-9a-f]{32}@roadtrack|urn:uuid:[0-9a-f-]{36}|likely 95 %|\"chance\": 95|<svg.*?</svg>|sha256-\S+",
                "",
                told.replace(SHA, ""),
            )


class TestOutsideText:
    @pytest.mark.parametrize("text", CORPUS)
    def test_markdown(self, full_report: Report, text: str) -> None:
        """Whatever the text, the structure is that of a harmless word, and the reader sees the text."""
        calm = render(a_hostile_report(full_report, "word"), "md").decode()
        harmless = parsed(calm)
        told = render(a_hostile_report(full_report, text), "md").decode()
        tokens = parsed(told)
        assert shape(harmless) == shape(tokens)
        assert shown(harmless).replace("word", one_line(text)) == shown(tokens)
        assert not any(is_hidden(ord(char)) and char != "\u200d" for char in told)
        links = [c.attrGet("href") for t in tokens for c in t.children or [] if c.type == "link_open"]
        assert len(links) == 1
        assert str(links[0]).startswith("https://git.example.org/")
        assert own_lines(calm) == own_lines(told)
        assert not re.search(r"(?<!\\)://", told.replace("](https://git.example.org/", ""))

    @given(st.text(min_size=1))
    def test_markdown_of_any_text(self, text: str) -> None:
        """A list item with any text is a list item with that text."""
        line = one_line(text)
        if line:
            tokens = parsed(f"- {escape(text)}\n")
            assert shape(tokens) == shape(parsed("- word\n"))
            assert shown(tokens) == line

    @pytest.mark.parametrize("text", CORPUS)
    def test_csv(self, full_report: Report, text: str) -> None:
        """Read back, no cell begins a formula, each holds the text, and minutes are bare numbers."""
        told = render(a_hostile_report(full_report, text), "csv").decode()
        head, *rows = csv.reader(io.StringIO(told, newline=""), strict=True)
        assert {len(head)} == {len(row) for row in rows}
        for row in rows:
            for cell in row:
                assert not cell.lstrip().startswith(tuple("=+-@\t\r\n＝＋－＠"))
                assert not any(is_hidden(ord(char)) and char != "\u200d" for char in cell)
            assert visible(text) == row[3].removeprefix("'") or text == "'" == row[3]
        assert rows[2][5] == "5"
        assert told.count("\r\n") == 5

    @given(st.text())
    def test_csv_of_any_text(self, text: str) -> None:
        """The guard adds one character or none."""
        assert guard(text) in (visible(text), "'" + visible(text))
        assert not guard(text).lstrip().startswith(tuple("=+-@＝＋－＠"))

    @pytest.mark.parametrize("text", [*CORPUS, "\udc80 alone"])
    def test_json(self, full_report: Report, text: str) -> None:
        """The text comes back exactly, and the file has no hidden character."""
        told = render(a_hostile_report(full_report, text), "json").decode()
        assert json.loads(told)["done"][0]["title"] == text
        assert not any(is_hidden(ord(char)) for char in told)

    @pytest.mark.parametrize("name", FORMATS)
    def test_lone_surrogates(self, full_report: Report, name: str) -> None:
        """What cannot be UTF-8 stops no report."""
        assert render(a_hostile_report(full_report, "\udc80"), name)


class TestRegistry:
    def test_unknown_format(self, full_report: Report) -> None:
        """An unknown format is told with those there are."""
        with pytest.raises(UsageError, match="Formats: md, json, csv"):
            render(full_report, "pdf")

    def test_nothing_heavy_is_imported(self) -> None:
        """Making a report needs neither the store nor a face."""
        code = (
            "import sys, roadtrack.reports.content\n"
            "from importlib import import_module\n"
            "from roadtrack.reports.registry import FORMATS\n"
            "[import_module(f.partition(':')[0]) for f in FORMATS.values()]\n"
            "print({'click', 'textual', 'sqlalchemy', 'pydantic'} & set(sys.modules))\n"
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        assert done.stdout == "set()\n"


def test_points(tmp_path: Path) -> None:
    """Points are whole, and have a decimal only where it would look like none."""
    report = a_report(a_learner(tmp_path), include=frozenset({Include.TIME}))
    shown_points = []
    for points in (4.4, 0.4, 0.0, 1.0):
        goal = replace(report.goals[0], points=points)
        told = render(replace(report, goals=(goal,)), "md").decode()
        shown_points.append(told.partition("40 % (")[2].partition(")")[0])
    assert shown_points == ["+4", "+0.4", "0", "+1"]
