"""report: progress to send to somebody else."""

from pathlib import Path

import click

from roadtrack.cli.documents import document
from roadtrack.cli.session import Session, common
from roadtrack.errors import UsageError
from roadtrack.files import write_whole
from roadtrack.reports.content import Include, ReportKind, build, first_day, period
from roadtrack.reports.registry import FORMATS, render


@click.command()
@click.argument("kind", type=click.Choice([k.value for k in ReportKind]), default="weekly")
@click.option("-o", "--output", "form", type=click.Choice(list(FORMATS)), default="md", help="Format; md unless said.")
@click.option("-f", "--file", "target", type=click.Path(path_type=Path), help="Write it there instead of printing it.")
@click.option("--period", "given", metavar="PERIOD", help="2026-W47 for a week, 2026-11 for a month.")
@click.option("--include", metavar="notes,time,paths", help="Discreet things to show; left out unless named.")
@click.option("--force", is_flag=True, help="Overwrite the file.")
@common
def report(
    session: Session,
    kind: str,
    form: str,
    target: Path | None,
    given: str | None,
    include: str | None,
    *,
    force: bool,
) -> None:
    """A progress report: weekly, monthly or full, as Markdown, JSON or CSV; as ICS, a calendar of what is ahead."""
    tracker = session.tracker
    which = ReportKind(kind)
    entries = tracker.history()
    start, end = period(which, tracker.today, given, first=first_day(entries))
    made = build(
        which,
        tracker.standing(),
        entries,
        start=start,
        end=end,
        include=_included(include, tracker.settings.report.include),
        goals=session.flags.curriculum,
        active_minutes=tracker.settings.streak.minutes,
        made=tracker.now().utc,
    )
    data = render(made, "json" if session.flags.json else form)
    if target is None:
        click.echo(data, nl=False)
        return
    write_whole(target.expanduser(), data, overwrite=force)
    answer = document("Action", verb="report", action=None, changed=[], path=str(target))
    session.emit(answer, lambda: f"{session.paint.tick} {target}  {len(data):,} bytes")


def _included(given: str | None, setting: tuple[str, ...]) -> frozenset[Include]:
    names = [name.strip() for name in given.split(",") if name.strip()] if given is not None else list(setting)
    unknown = [name for name in names if name not in tuple(Include)]
    if unknown:
        raise UsageError(f'cannot include "{unknown[0]}". There are: {", ".join(Include)}.')
    return frozenset(Include(name) for name in names)
