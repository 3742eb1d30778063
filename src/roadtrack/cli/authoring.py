"""curriculum validate, schema, new, add: your own files."""

import json
from collections.abc import Iterable
from pathlib import Path

import click

from roadtrack.cli.documents import document
from roadtrack.cli.session import Session, common, looking
from roadtrack.curriculum.faults import Fault
from roadtrack.curriculum.model import CurriculumKind
from roadtrack.editor import edit_file, editor_command
from roadtrack.errors import FaultyFile, NotFound
from roadtrack.files import write_whole
from roadtrack.paths import shown
from roadtrack.show import counted
from roadtrack.text import visible

KINDS = tuple(kind.value for kind in CurriculumKind)


@click.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE…]")
@looking
def validate(session: Session, files: tuple[Path, ...]) -> None:
    """Every fault of every file (or of these): file, line, key, nearest right spelling. Exit 3 if any."""
    faults, checked = _faults_of(files) if files else _all_faults(session)
    answer = document(
        "Validation",
        items=[
            {
                "path": f.path,
                "line": f.line,
                "key": f.key,
                "message": f.message,
                "suggestion": f.suggestion or None,
            }
            for f in faults
        ],
        files=checked,
    )

    def text() -> str:
        lines = [visible(str(fault)) for fault in faults]
        bad = len({f.path for f in faults})
        if not faults:
            return f"{counted(checked, 'file')}, no faults."
        rest = f" The other {checked - bad} are in use." if checked > bad and not files else ""
        lines.append(
            f"{counted(len(faults), 'fault')} in {bad} of {counted(checked, 'file')}.{rest} Progress is untouched."
        )
        return "\n".join(lines)

    session.emit(answer, text)
    if faults:
        raise click.exceptions.Exit(3)


def _faults_of(files: Iterable[Path]) -> tuple[list[Fault], int]:
    from roadtrack.curriculum.reader import read

    faults: list[Fault] = []
    number = 0
    for path in files:
        number += 1
        faults += read(_bytes(path), str(path))[1]
    return faults, number


def _bytes(path: Path) -> bytes:
    from roadtrack.curriculum.reader import MAX_BYTES

    try:
        with path.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise NotFound(f"{visible(str(path))} cannot be read: {error.strerror or error}.") from error


def _all_faults(session: Session) -> tuple[list[Fault], int]:
    catalog = session.tracker.catalog
    return list(catalog.faults()), len(catalog.files)


@click.command()
@click.option("-f", "--file", "target", type=click.Path(path_type=Path), help="Write it there.")
@click.option("--force", is_flag=True, help="Overwrite.")
@common
def schema(session: Session, target: Path | None, *, force: bool) -> None:
    """The JSON Schema of a curriculum file, for editors that complete and check TOML."""
    text = _schema_text()
    if target is None:
        click.echo(text, nl=False)
        return
    write_whole(target, text.encode(), overwrite=force, mode=0o644)
    session.narrate(f"written: {target}")


def _schema_text() -> str:
    from roadtrack.curriculum.schema import json_schema

    return json.dumps(json_schema(), indent=2) + "\n"


@click.command()
@click.argument("id_", metavar="ID")
@click.option("--kind", type=click.Choice(KINDS), default="skill", help="What it is about.")
@click.option("-e", "--edit", is_flag=True, help="Open it in your editor.")
@common
def new(session: Session, id_: str, kind: str, *, edit: bool) -> None:
    """A commented file in your own folder, with the JSON Schema beside it for your editor."""
    import re

    from roadtrack.curriculum.starter import SCHEMA_FILE, starter

    if not re.fullmatch(r"[a-z0-9-]{1,64}", id_):
        raise click.UsageError(f'"{id_}" is no id: 1 to 64 of a-z, 0-9 and -.')
    tracker = session.tracker
    target = tracker.paths.curricula / f"{id_}.toml"
    write_whole(target, starter(id_, CurriculumKind(kind), tracker.today).encode(), mode=0o644)
    write_whole(target.parent / SCHEMA_FILE, _schema_text().encode(), overwrite=True, mode=0o644)
    answer = document("Action", verb="curriculum new", action=None, changed=[id_], path=str(target))
    session.emit(answer, lambda: f"{session.paint.tick} {shown(target)}\n  make it a goal: roadtrack enroll {id_}")
    if edit:
        edit_file(target, editor_command(tracker.settings.tools.editor))


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Overwrite your own file of that id.")
@common
def add(session: Session, file: Path, *, force: bool) -> None:
    """Check a file, say what it shadows, and copy it into your own folder."""
    from roadtrack.curriculum.reader import read

    data = _bytes(file)
    found, faults = read(data, str(file))
    if found is None:
        lines = "\n".join(visible(str(fault)) for fault in faults)
        raise FaultyFile(f"{file.name} was not added:\n{lines}")
    tracker = session.tracker
    present = tracker.catalog.in_use.get(found.id)
    if present is not None and not present.own:
        session.confirm(f"{found.id} is built in; yours would take its place. Go on?")
    target = present.path if present is not None and present.own else tracker.paths.curricula / f"{found.id}.toml"
    write_whole(target, data, overwrite=force, mode=0o644)
    answer = document("Action", verb="curriculum add", action=None, changed=[found.id], path=str(target))
    session.emit(
        answer,
        lambda: f"{session.paint.tick} {found.id}  {shown(target)}\n  make it a goal: roadtrack enroll {found.id}",
    )
