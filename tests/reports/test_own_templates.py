"""The learner's own templates: what they may see, what they may not do, and how their faults are told."""

from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from roadtrack.errors import FaultyFile, NotFound, UsageError
from roadtrack.reports.content import Report, first_day
from roadtrack.reports.own_templates import find, form_of, names, render
from roadtrack.reports.registry import render as render_ours
from roadtrack.text import one_line
from tests.reports.builders import EVERYTHING, a_learner, a_report
from tests.reports.test_formats import CORPUS, a_hostile_report, shown

DOCS = Path(__file__).parents[2] / "docs" / "report-templates.md"


@pytest.fixture(scope="module")
def weekly(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """A week's report with everything in it."""
    tracker = a_learner(tmp_path_factory.mktemp("home"))
    return a_report(tracker, include=EVERYTHING, first=first_day(tracker.history()))


def drawn(report: Report, folder: Path, text: str, name: str = "weekly.html.j2") -> str:
    """What a template makes of a report."""
    folder.joinpath(name).write_text(text, "utf-8")
    return render(report, folder, name).decode()


class TestSandbox:
    @pytest.mark.parametrize("name", ["weekly.html.j2", "weekly.md.j2"])
    @pytest.mark.parametrize(
        "text",
        [
            "{{ ''.__class__ }}",
            "{{ ''.__class__.__mro__[1].__subclasses__() }}",
            "{{ report.__class__.__init__.__globals__ }}",
            "{{ report|attr('__class__') }}",
            "{{ lipsum.__globals__ }}",
            "{{ self._TemplateReference__context }}",
            "{{ cycler.__init__.__globals__.os.environ }}",
            "{{ '{0.__class__}'.format(report) }}",
            "{{ '{0.__class__}'|format(report) }}{{ ''['__class__'] }}",
            "{{ report.goals[0].__reduce__() }}",
            "{{ left_out.append('x') }}",
            "{{ left_out.clear() }}",
            "{{ linked_data.update({'a': 1}) }}",
            "{{ range(10000000)|list }}",
            "{{ linked.__globals__ }}",
            "{{ report.start.__class__ }}",
        ],
    )
    def test_no_way_out(self, weekly: Report, tmp_path: Path, name: str, text: str) -> None:
        """What reaches past the report is refused, and the line says where."""
        with pytest.raises(FaultyFile, match=rf"{name}:2  ") as caught:
            drawn(weekly, tmp_path, f"<p>\n{text}", name)
        assert caught.value.code == 3

    @pytest.mark.parametrize("name", ["../config.toml", "/etc/passwd", "sub/../../config.toml", "C:\\x"])
    def test_no_file_but_templates(self, weekly: Report, tmp_path: Path, name: str) -> None:
        """An include stays in the folder."""
        folder = tmp_path / "templates"
        folder.mkdir()
        (tmp_path / "config.toml").write_text("secret", "utf-8")
        with pytest.raises(FaultyFile, match="there is no template"):
            drawn(weekly, folder, f'{{% include "{name.replace(chr(92), chr(92) * 2)}" %}}')

    def test_nothing_of_the_machine(self, weekly: Report, tmp_path: Path) -> None:
        """Neither environment nor settings are among the variables."""
        for variable in ("environ", "os", "config", "tracker", "paths", "folder", "open"):
            with pytest.raises(FaultyFile, match=f"'{variable}' is undefined"):
                drawn(weekly, tmp_path, f"{{{{ {variable} }}}}")


class TestFaults:
    @pytest.mark.parametrize(
        ("text", "line", "words"),
        [
            ("a\n{% for goal in report.goals %}\n{{ goal.title }}", 3, "Unexpected end of template"),
            ("a\nb\n{% nonsense %}", 3, "unknown tag 'nonsense'"),
            ("{{ report.goalz }}", 1, "has no attribute 'goalz'"),
            ("a\n\n\n{{ nobody }}", 4, "'nobody' is undefined"),
            ("a\n{{ 1|shout }}", 2, "No filter named 'shout'"),
            ("a\n{{ 1 / 0 }}", 2, "division by zero"),
            ("a\n{{ report.start|duration }}", 2, "unsupported operand"),
            ("{% macro m() %}\n{{ gone }}{% endmacro %}\n\n{{ m() }}", 2, "'gone' is undefined"),
            ('\n{% include "other.html.j2" %}', 2, "there is no template other.html.j2"),
            ('\n{% include "weekly.html.j2" %}', 2, "includes itself without end"),
        ],
    )
    def test_line(self, weekly: Report, tmp_path: Path, text: str, line: int, words: str) -> None:
        """Each fault has its file, its line and a reason."""
        with pytest.raises(FaultyFile) as caught:
            drawn(weekly, tmp_path, text)
        assert caught.value.message.startswith(f"{tmp_path / 'weekly.html.j2'}:{line}  ")
        assert words in caught.value.message
        assert "\n" not in caught.value.message

    def test_fault_in_what_is_included(self, weekly: Report, tmp_path: Path) -> None:
        """The file that is wrong is named, not the one that includes it."""
        (tmp_path / "foot.html.j2").write_text("a\n{{ gone }}", "utf-8")
        with pytest.raises(FaultyFile, match=r"foot\.html\.j2:2  'gone' is undefined"):
            drawn(weekly, tmp_path, '{% include "foot.html.j2" %}')
        (tmp_path / "foot.html.j2").write_text("a\n{% if %}", "utf-8")
        with pytest.raises(FaultyFile, match=r"foot\.html\.j2:2  "):
            drawn(weekly, tmp_path, '{% include "foot.html.j2" %}')

    def test_fault_in_the_use_of_ours(self, weekly: Report, tmp_path: Path) -> None:
        """A fault inside a piece of ours is the line that called it."""
        with pytest.raises(FaultyFile, match=r"weekly\.html\.j2:2  "):
            drawn(weekly, tmp_path, '{% import "roadtrack/parts.html.j2" as parts %}\n{{ parts.figure(3) }}')

    def test_no_text(self, weekly: Report, tmp_path: Path) -> None:
        """A file that is no UTF-8 is told as such."""
        (tmp_path / "weekly.html.j2").write_bytes(b"\xff\xfe")
        with pytest.raises(FaultyFile, match="no UTF-8"):
            render(weekly, tmp_path, "weekly.html.j2")

    def test_names(self, weekly: Report, tmp_path: Path) -> None:
        """A name says the format; what is not there is told with what is."""
        (tmp_path / "weekly.html.j2").write_text("x", "utf-8")
        (tmp_path / "notes.txt").write_text("x", "utf-8")
        (tmp_path / "full.md.j2").mkdir()
        assert names(tmp_path) == ("weekly.html.j2",)
        assert names(tmp_path / "gone") == ()
        assert (find(tmp_path, "weekly", "html"), find(tmp_path, "weekly", "md")) == ("weekly.html.j2", None)
        assert (form_of("weekly.html.j2"), form_of("my-own.md.j2")) == ("html", "md")
        for name in ("weekly.html", "../weekly.html.j2", "a/b.md.j2", "x.json.j2", ".html.j2", "", "a\n.md.j2"):
            with pytest.raises(UsageError, match="no name of a template"):
                form_of(name)
        with pytest.raises(NotFound) as caught:
            render(weekly, tmp_path, "role.html.j2")
        assert caught.value.candidates == ("weekly.html.j2",)


class _Tags(HTMLParser):
    """Collects the elements."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(f"{tag} {' '.join(name for name, _ in attrs)}")


class TestOutsideText:
    HTML = (
        "{% for step in report.done %}<li title='{{ step.title }}'>{{ step.title }} {{ step.title ~ '!' }}</li>"
        "{% endfor %}{% for e in report.evidence %}<li>{{ e.words|linked(e.link) }}</li>{% endfor %}"
        "{% for n in report.notes %}<p>{{ n.text|lines }}{{ n.text|upper }}</p>{% endfor %}{{ report.goals }}"
    )
    MARKDOWN = (
        "# Title\n\n{% for step in report.done %}\n- {{ step.title }}; {{ step.title|md }}; {{ step.title|string }}\n"
        "{% endfor %}{% for e in report.evidence %}\n- {{ e.words|linked(e.link) }}\n{% endfor %}\n"
        "{% for n in report.notes %}\n- {{ n.text }} {{ (n.text, 1) }}\n{% endfor %}\n"
    )

    @pytest.mark.parametrize("text", CORPUS)
    def test_html_is_escaped_unasked(self, weekly: Report, tmp_path: Path, text: str) -> None:
        """No element and no attribute comes from outside text."""
        found = []
        for word in ("word", text):
            reader = _Tags()
            reader.feed(drawn(a_hostile_report(weekly, word), tmp_path, self.HTML))
            found.append(reader.tags)
        assert found[0] == found[1]
        assert sum(tag.startswith("a ") for tag in found[1]) == 1

    @pytest.mark.parametrize("text", CORPUS)
    def test_markdown_is_escaped_unasked(self, weekly: Report, tmp_path: Path, text: str) -> None:
        """Neither block nor markup comes from outside text, whether the template used the filter or not."""
        kinds, read = [], ""
        for word in ("word", text):
            told = drawn(a_hostile_report(weekly, word), tmp_path, self.MARKDOWN, "weekly.md.j2")
            tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(told)
            kinds.append([t.type for t in tokens] + [c.type for t in tokens for c in t.children or []])
            read = shown(tokens)
        assert kinds[0] == kinds[1]
        assert one_line(text) in read

    def test_links_are_safe(self, weekly: Report, tmp_path: Path) -> None:
        """A template cannot make a link of what is none."""
        text = "{{ 'go'|linked('javascript:alert(1)') }} {{ 'go'|linked('https://a.example/?a=1&b=2') }}"
        link = '<a href="https://a.example/?a=1&amp;b=2" rel="noopener noreferrer">go</a>'
        assert drawn(weekly, tmp_path, text) == f"go {link}"
        told = drawn(weekly, tmp_path, text, "weekly.md.j2")
        assert told == "go [go](https://a.example/?a=1&amp;b=2)"

    def test_numbers_and_days_are_themselves(self, weekly: Report, tmp_path: Path) -> None:
        """Markdown's escapes are for text only."""
        told = drawn(weekly, tmp_path, "{{ -1 }} {{ 2.5 }} {{ report.day }} {{ report.day|day }}", "weekly.md.j2")
        assert told == "-1 2.5 2026-11-22 22 Nov 2026"


class TestOurs:
    def test_page_can_be_extended(self, weekly: Report, tmp_path: Path) -> None:
        """A template can change a part of our page and keep the rest, policy and all."""
        text = '{% extends "roadtrack/report.html.j2" %}{% block foot %}<p>Mine.</p>{% endblock %}'
        told = drawn(weekly, tmp_path, text)
        assert "<p>Mine.</p>" in told
        ours = render_ours(weekly, "html").decode()
        assert told.partition("<footer>")[0] == ours.partition("<footer>")[0]

    @pytest.mark.parametrize("number", [0, 1, 2])
    def test_examples_of_the_handbook(self, weekly: Report, tmp_path: Path, number: int) -> None:
        """They run as they are printed."""
        blocks = DOCS.read_text("utf-8").split("```jinja\n")[1:]
        text = blocks[number].partition("```")[0]
        told = drawn(weekly, tmp_path, text, "weekly.md.j2" if number == 0 else "weekly.html.j2")
        assert "Kubernetes in small" in told

    def test_handbook_names_every_variable(self, weekly: Report) -> None:
        """What a template has is in the handbook, and so is every field of the report."""
        from roadtrack.reports.html_format import FILTERS, context

        text = DOCS.read_text("utf-8")
        fields = [f"report.{name}" for name in replace(weekly).__slots__]
        for name in (*context(weekly), *FILTERS, "md", *fields):
            assert f"`{name}`" in text, name
