"""curriculum: the group of verbs, and list and show: what there is to learn."""

from pathlib import Path

import click

from roadtrack.cli.authoring import KINDS, add, new, schema, validate
from roadtrack.cli.complete import complete_curriculum
from roadtrack.cli.documents import document
from roadtrack.cli.editions import diff, upgrade
from roadtrack.cli.roles import figure_line, role_item
from roadtrack.cli.session import Session, looking
from roadtrack.cli.shapes import Document
from roadtrack.curriculum.catalog import CatalogFile
from roadtrack.curriculum.model import Curriculum, Role
from roadtrack.curriculum.outline import Outline, SectionNode, StepNode
from roadtrack.paths import shown
from roadtrack.show import counted
from roadtrack.text import one_line, visible


@click.group()
def curriculum() -> None:
    """Built-in and own curricula: list, show, diff, upgrade, validate, new, add, schema."""


for _verb in (diff, upgrade, validate, new, add, schema):
    curriculum.add_command(_verb)


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
        role=role_item(whole.role),
        sections=[_section_item(s, {p: progress[p].done for p in progress}) for s in outline.sections],
        sources=[
            {"title": s.title, "url": s.url, "license": s.license, "asOf": s.as_of and s.as_of.isoformat()}
            for s in whole.sources
        ],
    )
    session.emit(answer, lambda: _show_page(answer, whole))


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


def _show_page(c: Document, whole: Curriculum) -> str:
    lines = [
        f"{one_line(c['title'])}  ({c['id']}, {c['curriculumKind']}, revision {one_line(c['revision'])})",
        f"{c['steps']} steps, ~{c['hours']:.0f} h · facts checked {c['asOf']}"
        + (" · a goal of yours" if c["enrolled"] else f" · make it a goal: roadtrack enroll {c['id']}"),
    ]
    lines += ["", visible(c["summary"])] if c["summary"] else []
    if (exam := c["certification"]) is not None:
        lines += ["", *_exam_lines(exam)]
    if whole.role is not None:
        lines += ["", *_role_lines(whole.role)]
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


def _role_lines(role: Role) -> list[str]:
    lines = []
    for rung in role.ladder:
        years = ""
        if rung.years is not None:
            least, most = rung.years
            years = f", {least:g}+ years" if most is None else f", {least:g} to {most:g} years"
        lines.append(
            f"ladder    {one_line(rung.title)}{years}" + (f": {one_line(rung.summary)}" if rung.summary else "")
        )
    lines += [f"salary    {figure_line(figure)}" for figure in role.salary]
    lines += [f"market    {figure_line(figure)}" for figure in role.market]
    return lines + [f"beside    {n.ref}: {one_line(n.difference)}" for n in role.neighbours]


def _section_lines(sections: list[Document], depth: int) -> list[str]:
    lines = []
    for section in sections:
        weight = f"{section['weight']:g} %" if section["weight"] is not None else ""
        uses = f" (uses {section['uses']})" if section["uses"] else ""
        count = f"{counted(len(section['steps']), 'step')}" if section["steps"] else ""
        lines.append(f"{'  ' * (depth + 1)}{one_line(section['title'])}{uses}  {weight}  {count}".rstrip())
        lines += _section_lines(section["sections"], depth + 1)
    return lines
