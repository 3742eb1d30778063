"""report: templates of one's own, and the bar for who waits."""

import io
import sys
import time
from pathlib import Path

import pytest

from roadtrack.cli import report as module
from tests.cli.conftest import Cli
from tests.conftest import Home

pytestmark = pytest.mark.usefixtures("small")


@pytest.fixture
def templates(home: Home) -> Path:
    """The templates folder, with one for each form of a week, and one with another name."""
    folder = home.settings.parent / "templates"
    folder.mkdir(parents=True)
    (folder / "weekly.html.j2").write_text("<p>{{ report.title }}</p>\n", "utf-8")
    (folder / "weekly.md.j2").write_text("mine: {{ report.title }}\n", "utf-8")
    (folder / "letter.md.j2").write_text("Dear all, {{ kind }}\n", "utf-8")
    return folder


def test_html(cli: Cli, tmp_path: Path) -> None:
    """The page is printed, or written to a file that the shell says nothing of."""
    assert cli("report", "-o", "html").out.startswith("<!doctype html>\n")
    target = tmp_path / "week.html"
    assert cli("report", "full", "-o", "html", "-f", str(target)).code == 0
    assert target.read_text("utf-8").startswith("<!doctype html>\n")


@pytest.mark.usefixtures("templates")
def test_the_kinds_own_template_is_used_unasked(cli: Cli) -> None:
    """For that kind and that form only, and `none` gives roadtrack's own."""
    title = cli("report", "--template", "none").out.partition("\n")[0].removeprefix("# ")
    assert cli("report").out == f"mine: {title}\n"
    assert cli("report", "-o", "html").out == f"<p>{title}</p>\n"
    assert cli("report", "full").out.startswith("# Full report")
    assert cli("report", "--json").out.startswith("{\n")
    assert cli("report", "-o", "csv").out.startswith("day,event")


@pytest.mark.usefixtures("templates")
def test_a_template_that_is_named(cli: Cli) -> None:
    """Its name says the form, for every kind."""
    assert cli("report", "full", "--template", "letter.md.j2").out == "Dear all, full\n"
    assert cli("report", "--template", "letter.md.j2", "-o", "md").out == "Dear all, weekly\n"


def test_wrong_names(cli: Cli, templates: Path) -> None:
    """Each has its exit code and what helps."""
    wrong = cli("report", "--template", "letter.md.j2", "-o", "html")
    assert (wrong.code, wrong.out) == (2, "")
    assert "letter.md.j2 makes md, not html." in wrong.err
    assert cli("report", "--template", "letter.md.j2", "--json").code == 2
    assert cli("report", "--template", "../x.md.j2").code == 2
    gone = cli("report", "--template", "leter.md.j2")
    assert gone.code == 4
    assert "letter.md.j2" in gone.err
    (templates / "letter.md.j2").write_text("a\n{{ reprot }}", "utf-8")
    faulty = cli("report", "--template", "letter.md.j2")
    assert (faulty.code, faulty.out) == (3, "")
    assert "letter.md.j2:2  'reprot' is undefined" in faulty.err


class _Terminal(io.StringIO):
    """A stderr that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def _seen(screen: _Terminal, words: str) -> bool:
    """Whether something was painted within ten seconds."""
    last = time.monotonic() + 10
    while words not in screen.getvalue() and time.monotonic() < last:
        time.sleep(0.01)
    return words in screen.getvalue()


class TestPatience:
    def test_bar(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Who waits sees what is done and how far it is."""
        screen = _Terminal()
        monkeypatch.setattr(sys, "stderr", screen)
        monkeypatch.setattr(module, "PATIENCE_SECONDS", 0)
        with module._patience(2, is_wanted=True) as stage:
            stage("reading")
            assert _seen(screen, "reading")
            stage("writing")
            assert _seen(screen, "50%  writing")
        assert "100%" in screen.getvalue()
        assert screen.getvalue().endswith("\n")

    def test_not_for_who_need_not_wait(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """What is done within a second says nothing."""
        screen = _Terminal()
        monkeypatch.setattr(sys, "stderr", screen)
        monkeypatch.setattr(module, "PATIENCE_SECONDS", 60)
        with module._patience(1, is_wanted=True) as stage:
            stage("reading")
        with module._patience(1, is_wanted=False) as stage:
            stage("reading")
        assert screen.getvalue() == ""

    def test_a_failure_ends_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """The bar stays where it was, and the error comes through."""
        screen = _Terminal()
        monkeypatch.setattr(sys, "stderr", screen)
        monkeypatch.setattr(module, "PATIENCE_SECONDS", 0)

        def fail() -> None:
            with module._patience(2, is_wanted=True) as stage:
                stage("reading")
                assert _seen(screen, "reading")
                raise ValueError("no")

        with pytest.raises(ValueError, match="no"):
            fail()
        assert "100%" not in screen.getvalue()

    def test_never_off_a_terminal(self, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
        """In a pipe stderr stays empty."""
        monkeypatch.setattr(module, "PATIENCE_SECONDS", 0)
        assert cli("report", "full", "-o", "html").err == ""


def test_a_report_never_goes_over_the_journal(home: Home) -> None:
    """Not even by force, nor through another name of it."""
    home.run("enroll", "cka")
    before = home.journal.read_bytes()
    link = home.folder / "other-name"
    link.hardlink_to(home.journal)
    for target in (home.journal, link):
        refused = home.run("report", "weekly", "-f", str(target), "--force")
        assert (refused.returncode, "the journal itself" in refused.stderr) == (2, True)
    assert home.journal.read_bytes() == before
