"""journal: the whole journal out into a file, and a file from another machine in."""

import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from roadtrack.cli.documents import document
from roadtrack.cli.session import Session, common
from roadtrack.cli.shapes import Document
from roadtrack.errors import Refused
from roadtrack.paths import shown
from roadtrack.show import counted
from roadtrack.text import one_line, visible

if TYPE_CHECKING:
    from roadtrack.journal.exchange import Merge


@click.group()
def journal() -> None:
    """The journal as a file: export it, and import it on another machine.

    Format and what an import does: roadtrack help journal.
    """


@journal.command("export")
@click.option("-f", "--file", "target", type=click.Path(path_type=Path), help="Write it there instead of printing it.")
@click.option("--force", is_flag=True, help="Overwrite the file.")
@common
def export(session: Session, target: Path | None, *, force: bool) -> None:
    """Everything you did as JSON Lines, notes and evidence included: keep it as private as the journal.

    To a file: for you alone, the old one whole or the new one whole. To another machine:
    roadtrack journal export | ssh HOST roadtrack journal import -
    """
    tracker = session.tracker
    made = tracker.export_journal()
    if made.broken:
        session.narrate(
            f"warning: {counted(made.broken, 'event')} of the journal not matching the hash, exported as they are;"
            " an import will refuse them."
        )
    if target is None:
        click.echo(made.data, nl=False)
        return
    path = target.expanduser()
    tracker.save_file(path, made.data, overwrite=force)
    answer = document("Export", path=str(path), events=made.events, devices=made.devices, bytes=len(made.data))
    told = f"{counted(made.events, 'event')} of {counted(made.devices, 'device')}  {len(made.data):,} bytes"
    session.emit(answer, lambda: f"{session.paint.tick} {visible(str(target))}  {told}")


@journal.command("import")
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--dry-run", is_flag=True, help="Only tell what it would bring.")
@common
def import_(session: Session, file: Path, *, dry_run: bool) -> None:
    """Take in an exported journal: what is not here yet is added, nothing is replaced. FILE may be -.

    All of it or nothing. The journal as it is before is kept beside it; undo does not undo an import.
    """
    with _opened(session, file) as source:
        told = session.tracker.import_journal(source, dry_run=dry_run)
    session.emit(_document(told, file, dry_run=dry_run), lambda: _text(session, told, file, dry_run=dry_run))


@contextmanager
def _opened(session: Session, file: Path) -> Generator[BinaryIO]:
    """The file, or what comes in through a pipe. Raises NotFound, Refused or UsageError."""
    if str(file) != "-":
        from roadtrack.journal.exchange import open_export

        with open_export(file.expanduser(), session.tracker.journal_path) as source:
            yield source
        return
    pipe = getattr(sys.stdin, "buffer", None)
    if pipe is None or sys.stdin.isatty():
        raise Refused("nothing comes in.", "roadtrack journal import FILE")
    yield pipe


def _document(told: "Merge", file: Path, *, dry_run: bool) -> Document:
    return document(
        "Import",
        file=str(file),
        dryRun=dry_run,
        events=told.events,
        new=told.new,
        known=told.known,
        firstDay=told.days[0] if told.days else None,
        lastDay=told.days[1] if told.days else None,
        editions=told.editions,
        devices=[{"device": device, "events": n, "new": new} for device, (n, new) in told.devices.items()],
        copy=str(told.copy) if told.copy else None,
    )


def _text(session: Session, told: "Merge", file: Path, *, dry_run: bool) -> str:
    """The counts, by device where there are several, and where the copy is."""
    name = visible(str(file))
    if not (told.new or told.editions):
        return f"{name}  {counted(told.events, 'event')}, all known: nothing to do"
    span = f", {told.days[0]} to {told.days[1]}" if told.days else ""
    counts = f"{counted(told.new, 'new event')}{span}; {told.known:,} known"
    lines = [f"{name}  would bring {counts}" if dry_run else f"{session.paint.tick} {name}  {counts}"]
    if told.editions:
        lines.append(f"  {counted(told.editions, 'edition')} of curricula that were not kept here")
    if len(told.devices) > 1:
        lines += [f"  device {one_line(id_)}  {new:,} new of {n:,}" for id_, (n, new) in told.devices.items()]
    if dry_run:
        lines.append("  nothing was changed")
    if told.copy is not None:
        lines.append(f"  as it was before: {visible(shown(told.copy))}")
    return "\n".join(lines)
