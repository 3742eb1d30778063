"""curriculum list, show, validate, schema, new, add: what there is to learn, and your own files."""

import json
from collections.abc import Iterable
from pathlib import Path

import click

from roadtrack.cli.complete import complete_curriculum
from roadtrack.cli.documents import document
from roadtrack.cli.session import Session, common, looking
from roadtrack.cli.shapes import Document
from roadtrack.curriculum.catalog import CatalogFile
from roadtrack.curriculum.faults import Fault
from roadtrack.curriculum.outline import Outline, SectionNode, StepNode
from roadtrack.editor import edit_file, editor_command
from roadtrack.errors import FaultyFile, NotFound
from roadtrack.files import write_whole
from roadtrack.paths import shown
from roadtrack.show import counted
from roadtrack.text import one_line, visible

KINDS = ("certification", "lab", "skill", "role")


@click.group()
def curriculum() -> None:
    """Built-in and own curricula: list, show, validate, new, add, schema."""


@curriculum.command("list")
@click.option("--own", is_flag=True, help="Only your own files.")
@click.option("--enrolled", is_flag=True, help="Only your goals.")
@click.option("--kind", type=click.Choice(KINDS), help="Only this kind.")
@looking
def list_(session: Session, kind: str | None, *, own: bool, enrolled: bool) -> None:
    """Built-in and own curricula: kind, revision, size, and which are your goals."""
    tracker = session.tracker
    goals = {id_ for id_, goal in tracker.snapshot().goals.items() if goal.enrolled}
    library = tracker.catalog.whole_library()
    shadowed = tracker.catalog.shadowed()
    items = [
        _list_item(file, library.outlines[id_], id_ in goals, shadowed)
        for id_, file in sorted(tracker.catalog.in_use.items())
        if (not own or file.own) and (not enrolled or id_ in goals)
    ]
    items = [item for item in items if kind is None or item["kind"] == kind]
    if session.flags.output == "name":
        click.echo("".join(f"{item['id']}\n" for item in items), nl=False)
        return
    faulty = [file for file in tracker.catalog.files if file.faults]
    answer = document(
        "CurriculumList",
        items=items,
        faulty=[{"path": str(f.path), "faults": len(f.faults)} for f in faulty],
    )
    session.emit(answer, lambda: _list_page(items, faulty))


def _list_item(file: CatalogFile, outline: Outline, goal: bool, shadowed: dict[str, Path]) -> Document:
    c = outline.curriculum
    return {
        "id": c.id,
        "title": c.title,
        "kind": c.kind.value,
        "revision": c.revision,
        "asOf": c.as_of.isoformat(),
        "enrolled": goal,
        "own": file.own,
        "shadows": str(shadowed[c.id]) if c.id in shadowed else None,
        "steps": len(outline.order),
        "path": str(file.path),
    }


def _list_page(items: list[Document], faulty: list[CatalogFile]) -> str:
    if not items:
        lines = ["No curriculum fits."]
    else:
        width = max(len(i["id"]) for i in items)
        lines = [f"{'ID':<{width}}  {'KIND':<13}  {'REVISION':<9} STEPS  GOAL  TITLE"]
    for i in items:
        mark = "goal" if i["enrolled"] else ""
        own = " (yours" + (", instead of the built-in one)" if i["shadows"] else ")") if i["own"] else ""
        lines.append(
            f"{i['id']:<{width}}  {i['kind']:<13}  {one_line(i['revision']):<9} {i['steps']:>5}  {mark:<4}"
            f"  {one_line(i['title'])}{own}"
        )
    for file in faulty:
        lines.append(
            f"{visible(shown(file.path))} has {counted(len(file.faults), 'fault')} and is not in use:"
            " roadtrack curriculum validate"
        )
    return "\n".join(lines)


@curriculum.command("show")
@click.argument("id_", shell_complete=complete_curriculum, metavar="ID")
@click.option("--toml", is_flag=True, help="The file as it is.")
@looking
def show(session: Session, id_: str, *, toml: bool) -> None:
    """A curriculum's sections, weights, exam facts and sources."""
    tracker = session.tracker
    whole = tracker.curriculum(id_)
    file = tracker.catalog.in_use[id_]
    if toml:
        click.echo(visible(file.path.read_text("utf-8")))
        return
    standing = tracker.standing_with(id_)
    outline = standing.library.outlines[id_]
    progress = standing.progress(id_)
    exam = whole.certification
    answer = document(
        "Curriculum",
        id=whole.id,
        title=whole.title,
        curriculumKind=whole.kind.value,
        revision=whole.revision,
        asOf=whole.as_of.isoformat(),
        summary=whole.summary,
        path=str(file.path),
        own=file.own,
        enrolled=standing.goal(id_) is not None,
        steps=len(outline.order),
        hours=progress[""].hours,
        certification=None
        if exam is None
        else {
            "code": exam.code,
            "issuer": exam.issuer,
            "delivery": exam.delivery,
            "minutes": exam.minutes,
            "items": list(exam.items) if exam.items else None,
            "passPercent": exam.pass_percent,
            "validMonths": exam.valid_months,
            "requires": [{"ref": r.ref, "state": r.state} for r in exam.requires],
            "renews": list(exam.renews),
            "renewal": exam.renewal,
            "facts": [{"name": f.name, "value": f.value, "source": f.source} for f in exam.facts],
        },
        sections=[_section_item(s, {p: progress[p].done for p in progress}) for s in outline.sections],
        sources=[
            {"title": s.title, "url": s.url, "license": s.license, "asOf": s.as_of and s.as_of.isoformat()}
            for s in whole.sources
        ],
    )
    session.emit(answer, lambda: _show_page(answer))


def _section_item(node: SectionNode, done: dict[str, float]) -> Document:
    return {
        "path": node.path,
        "title": node.title,
        "weight": node.weight,
        "sharePercent": round(100 * node.share, 1),
        "done": round(done[node.path], 1),
        "uses": node.origin,
        "steps": [child.ref for child in node.children if isinstance(child, StepNode)],
        "sections": [_section_item(c, done) for c in node.children if isinstance(c, SectionNode)],
    }


def _show_page(c: Document) -> str:
    lines = [
        f"{one_line(c['title'])}  ({c['id']}, {c['curriculumKind']}, revision {one_line(c['revision'])})",
        f"{c['steps']} steps, ~{c['hours']:.0f} h · facts checked {c['asOf']}"
        + (" · a goal of yours" if c["enrolled"] else f" · make it a goal: roadtrack enroll {c['id']}"),
    ]
    lines += ["", visible(c["summary"])] if c["summary"] else []
    if (exam := c["certification"]) is not None:
        lines += ["", *_exam_lines(exam)]
    lines.append("")
    lines += _section_lines(c["sections"], 0)
    lines += ["", "sources"]
    for source in c["sources"]:
        extra = ", ".join(x for x in (source["license"], source["asOf"]) if x)
        title = one_line(source["title"]) + (f" ({extra})" if extra else "")
        lines.append(f"  {title}" + (f"  {source['url']}" if source["url"] else ""))
    lines.append(f"  file: {visible(shown(Path(c['path'])))}")
    return "\n".join(lines)


def _exam_lines(exam: Document) -> list[str]:
    facts = [exam["code"], exam["issuer"], exam["delivery"]]
    facts.append(f"{exam['minutes']} minutes" if exam["minutes"] else None)
    if exam["items"]:
        least, most = exam["items"]
        facts.append(f"{least} tasks" if least == most else f"{least} to {most} tasks")
    facts.append(f"pass mark {exam['passPercent']:g} %" if exam["passPercent"] else None)
    facts.append(f"valid {exam['validMonths']} months" if exam["validMonths"] else None)
    lines = ["exam      " + " · ".join(one_line(f) for f in facts if f)]
    lines += [f"requires  {r['ref']} ({r['state']})" for r in exam["requires"]]
    lines += [f"renews    {', '.join(exam['renews'])}"] if exam["renews"] else []
    lines += [f"renewal   {one_line(exam['renewal'])}"] if exam["renewal"] else []
    return lines + [f"{'':<10}{one_line(f['name'])}: {one_line(f['value'])}" for f in exam["facts"]]


def _section_lines(sections: list[Document], depth: int) -> list[str]:
    lines = []
    for section in sections:
        weight = f"{section['weight']:g} %" if section["weight"] is not None else ""
        uses = f" (uses {section['uses']})" if section["uses"] else ""
        count = f"{counted(len(section['steps']), 'step')}" if section["steps"] else ""
        lines.append(f"{'  ' * (depth + 1)}{one_line(section['title'])}{uses}  {weight}  {count}".rstrip())
        lines += _section_lines(section["sections"], depth + 1)
    return lines


@curriculum.command()
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


@curriculum.command()
@click.option("-f", "--file", "target", type=click.Path(path_type=Path), help="Write it there.")
@click.option("--force", is_flag=True, help="Overwrite.")
@common
def schema(session: Session, target: Path | None, *, force: bool) -> None:
    """The JSON Schema of a curriculum file, for editors that complete and check TOML."""
    text = json.dumps(schema_dict(), indent=2) + "\n"
    if target is None:
        click.echo(text, nl=False)
        return
    write_whole(target, text.encode(), overwrite=force, mode=0o644)
    session.narrate(f"written: {target}")


def schema_dict() -> dict[str, object]:
    """The JSON Schema as a value."""
    from roadtrack.curriculum.schema import json_schema

    return json_schema()


SKELETON = """\
# A roadtrack curriculum. Check it with: roadtrack curriculum validate
# All keys: roadtrack help curricula · for your editor: roadtrack curriculum schema -f curriculum.schema.json
format = 1
id = "{id}"                       # never changes; the file may be called anything
title = "{title}"
kind = "{kind}"                   # certification, lab, skill or role
revision = "1"
as_of = {day}                     # when you last checked the facts
summary = "What it is for."
sources = []                      # [{{ title = "…", url = "https://…" }}]

[[section]]
id = "basics"
title = "Basics"
# weight = 25                     # percent, if the exam publishes one

[[section.step]]
id = "first-step"
title = "The first step"
kind = "study"                    # study, practice, milestone or exam
hours = 1
why = "Why it matters."
resources = []                    # [{{ title = "…", url = "https://…" }}]
evidence = "What would prove it."

[[section.step]]
id = "second-step"
title = "The second step"
kind = "practice"
hours = 2
needs = ["first-step"]            # or a step elsewhere: "cka/rbac"

# [[section.step]]
# use = "cka/rbac"                # a step of another curriculum counts here too
"""


@curriculum.command()
@click.argument("id_", metavar="ID")
@click.option("--kind", type=click.Choice(KINDS), default="skill", help="What it is about.")
@click.option("-e", "--edit", is_flag=True, help="Open it in your editor.")
@common
def new(session: Session, id_: str, kind: str, *, edit: bool) -> None:
    """A commented skeleton in your own folder."""
    import re

    if not re.fullmatch(r"[a-z0-9-]{1,64}", id_):
        raise click.UsageError(f'"{id_}" is no id: 1 to 64 of a-z, 0-9 and -.')
    tracker = session.tracker
    target = tracker.paths.curricula / f"{id_}.toml"
    title = id_.replace("-", " ").capitalize()
    text = SKELETON.format(id=id_, title=title, kind=kind, day=tracker.today.isoformat())
    write_whole(target, text.encode(), mode=0o644)
    answer = document("Action", verb="curriculum new", action=None, changed=[id_], path=str(target))
    session.emit(answer, lambda: f"{session.paint.tick} {shown(target)}\n  make it a goal: roadtrack enroll {id_}")
    if edit:
        edit_file(target, editor_command(tracker.settings.tools.editor))


@curriculum.command()
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
