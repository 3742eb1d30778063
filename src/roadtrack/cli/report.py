"""report: progress to send to somebody else."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING

import click

from roadtrack.cli.complete import complete_curriculum
from roadtrack.cli.documents import document
from roadtrack.cli.session import Session, common
from roadtrack.errors import UsageError
from roadtrack.reports.content import NAMED, Include, ReportKind
from roadtrack.reports.registry import FORMATS, render

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

    from roadtrack.reports.content import Report

OURS = "none"
"""Instead of a template's name: roadtrack's own page, whatever is in the templates folder."""
PATIENCE_SECONDS = 1.0
"""A person at a terminal who waits longer sees how far it is."""


@click.command()
@click.argument("kind", type=click.Choice([k.value for k in ReportKind]), default="weekly")
@click.argument("about", required=False, metavar="[GOAL|ROLE]", shell_complete=complete_curriculum)
@click.option("-o", "--output", "form", type=click.Choice(list(FORMATS)), help="Format; md unless said.")
@click.option("-f", "--file", "target", type=click.Path(path_type=Path), help="Write it there instead of printing it.")
@click.option("--endpoint", is_flag=True, help="With -o svg: the JSON that shields.io draws a badge from.")
@click.option("--period", "given", metavar="PERIOD", help="2026-W47 for a week, 2026-11 for a month.")
@click.option("--include", metavar="notes,time,paths", help="Discreet things to show; left out unless named.")
@click.option(
    "--template", metavar="NAME.html.j2", help="Your own, from the templates folder, html or md; none: not even KIND's."
)
@click.option("--force", is_flag=True, help="Overwrite the file.")
@common
def report(
    session: Session,
    kind: str,
    about: str | None,
    form: str | None,
    target: Path | None,
    given: str | None,
    include: str | None,
    template: str | None,
    *,
    endpoint: bool,
    force: bool,
) -> None:
    """A progress report: weekly, monthly, full, evidence (a portfolio), goal ID, or role ID.

    As Markdown, HTML, JSON or CSV; as ICS, a calendar of what is ahead; as SVG, a badge of the first goal or of -c
    GOAL; as a JSON Resume; as an Open Badge, self-asserted. Notes, time and paths are left out unless included. A
    template KIND.html.j2 or KIND.md.j2 in your templates folder is used unasked.
    """
    tracker = session.tracker
    goals = session.flags.curriculum
    which = ReportKind(kind)
    if about is not None and which not in NAMED:
        raise UsageError(f"a {kind} report is about all goals.", f"Only some of them: -c {about}")
    if endpoint and form != "svg":
        raise UsageError("--endpoint is about the badge.", "roadtrack report -o svg --endpoint")
    folder = tracker.paths.templates
    form, name = _form(kind, "json" if session.flags.json else form, template, folder)
    with _patience(3, is_wanted=sys.stderr.isatty() and not session.flags.quiet) as stage:
        stage("reading the journal")
        tracker.standing()
        stage("building")
        made = tracker.report(which, period=given, include=_included(include), goals=goals, about=about)
        stage("writing")
        data = _badge_data(made) if endpoint else _rendered(made, form, folder, name)
    if target is None:
        click.echo(data, nl=False)
        return
    tracker.save_file(target.expanduser(), data, overwrite=force)
    answer = document("Action", verb="report", action=None, changed=[], path=str(target))
    session.emit(answer, lambda: f"{session.paint.tick} {target}  {len(data):,} bytes")


def _form(kind: str, form: str | None, template: str | None, folder: Path) -> tuple[str, str | None]:
    """(format, name of the template or None). What is asked for must agree; a template of the kind is used unasked."""
    name = template or f"{kind}.{form or 'md'}.j2"
    is_there = form in (None, "md", "html") and (folder / name).is_file()
    if template == OURS or (template is None and not is_there):
        return form or "md", None
    from roadtrack.reports.own_templates import form_of

    makes = form_of(name)
    if form not in (None, makes):
        raise UsageError(f"{name} makes {makes}, not {form}.", f"Leave -o out, or: -o {makes}")
    return makes, name


def _rendered(made: "Report", form: str, folder: Path, template: str | None) -> bytes:
    if template is None:
        return render(made, form)
    from roadtrack.reports import own_templates

    return own_templates.render(made, folder, template)


def _badge_data(made: "Report") -> bytes:
    from roadtrack.reports.badge import endpoint

    return endpoint(made)


@contextmanager
def _patience(stages: int, *, is_wanted: bool) -> Iterator[Callable[[str], None]]:
    """While it lasts, a bar on stderr for whoever has waited a second. Gives what tells it the next stage's name."""
    at = -1
    name = ""
    is_over = Event()

    def stage(words: str) -> None:
        nonlocal at, name
        at, name = at + 1, words

    def show() -> None:
        if is_over.wait(PATIENCE_SECONDS):
            return
        bar: ProgressBar[int]
        with click.progressbar(
            length=stages, label="report", show_eta=False, file=sys.stderr, item_show_func=lambda _: name
        ) as bar:
            while not is_over.wait(0.1):
                bar.update(max(at, 0) - bar.pos)
                bar.render_progress()
            bar.update(max(at, 0) - bar.pos)

    if not is_wanted:
        yield stage
        return
    watcher = Thread(target=show, daemon=True)
    watcher.start()
    try:
        yield stage
        stage("")
    finally:
        is_over.set()
        watcher.join()


def _included(given: str | None) -> frozenset[Include] | None:
    if given is None:
        return None
    names = [name.strip() for name in given.split(",") if name.strip()]
    unknown = [name for name in names if name not in tuple(Include)]
    if unknown:
        raise UsageError(f'cannot include "{unknown[0]}". There are: {", ".join(Include)}.')
    return frozenset(Include(name) for name in names)
