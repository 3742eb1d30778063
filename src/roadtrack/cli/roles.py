"""compare and gap: roles beside each other, and what is missing of one."""

from collections.abc import Iterable

import click

from roadtrack.cli.complete import complete_curriculum
from roadtrack.cli.documents import document
from roadtrack.cli.session import Session, looking
from roadtrack.cli.shapes import Document
from roadtrack.curriculum.model import Figure, Role, Rung
from roadtrack.planning.brief import percent, step_item
from roadtrack.planning.roles import Comparison, Exam, Gap, Missing, Side
from roadtrack.planning.standing import Standing
from roadtrack.show import counted, show_duration
from roadtrack.text import cells, cut, fit, one_line


@click.command()
@click.argument("ids", nargs=-1, metavar="ROLE…", shell_complete=complete_curriculum)
@looking
def compare(session: Session, ids: tuple[str, ...]) -> None:
    """Roles side by side: what is done of each, hours left, what they share, salaries with their source.

    Without a name: all roles there are. Any curriculum may be compared: roadtrack compare cka ckad.
    """
    tracker = session.tracker
    wanted = tuple(dict.fromkeys(ids)) or tracker.roles()
    if not wanted:
        session.emit(document("Comparison", items=[]), lambda: "There is no role to compare.")
        return
    standing, found = tracker.compare(wanted)
    answer = document(
        "Comparison",
        day=standing.today.isoformat(),
        hoursPerWeek=round(found.pace, 2),
        items=[_side_item(side) for side in found.sides],
        shared={
            "steps": len(found.shared),
            "finished": found.shared_done,
            "hours": round(found.shared_hours, 1),
            "refs": list(found.shared),
        },
    )
    session.emit(answer, lambda: _comparison_page(session, found))


def _side_item(side: Side) -> Document:
    p = side.progress
    return {
        "id": side.curriculum.id,
        "title": side.curriculum.title,
        "kind": side.curriculum.kind.value,
        "asOf": side.curriculum.as_of.isoformat(),
        "percent": percent(p.done, p.covered, p.verified),
        "steps": {"done": p.steps_done, "skipped": p.steps_skipped, "total": p.steps},
        "hours": round(p.hours, 1),
        "hoursLeft": round(side.hours_left, 1),
        "outside": {"steps": len(side.outside), "hours": round(side.hours_left - p.hours_left, 1)},
        "weeksLeft": None if side.weeks_left is None else round(side.weeks_left, 1),
        "exams": [_exam_item(exam) for exam in side.exams],
        "only": list(side.only),
        "role": role_item(side.curriculum.role),
    }


def _exam_item(exam: Exam) -> Document:
    return {
        "curriculum": exam.curriculum,
        "title": exam.title,
        "passed": exam.passed,
        "done": round(exam.done, 1),
        "whole": exam.whole,
    }


def role_item(role: Role | None) -> Document | None:
    """Ladder, figures and neighbours of a role as JSON; None for what is no role."""
    if role is None:
        return None
    return {
        "ladder": [
            {"title": r.title, "years": list(r.years) if r.years else None, "summary": r.summary, "source": r.source}
            for r in role.ladder
        ],
        "salary": [_figure_item(f) for f in role.salary],
        "market": [_figure_item(f) for f in role.market],
        "neighbours": [{"id": n.ref, "difference": n.difference} for n in role.neighbours],
    }


def _figure_item(figure: Figure) -> Document:
    return {
        "name": figure.name,
        "value": figure.value,
        "year": figure.year,
        "source": figure.source,
        "url": figure.url,
    }


MOST_FIGURES = 3
"""Figures of a kind that a role shows; the others with -o wide."""


def _comparison_page(session: Session, found: Comparison) -> str:
    paint = session.paint
    width = max(4, *(cells(side.curriculum.id) for side in found.sides))
    lines = [paint.dim(f"{'ROLE':<{width}}  {'DONE':<17}  {'STEPS':>9}  {'LEFT':>6}  {'WEEKS':>5}  CERTIFICATIONS")]
    for side in found.sides:
        p = side.progress
        weeks = f"{side.weeks_left:.0f}" if side.weeks_left is not None else "-"
        passed = sum(exam.passed for exam in side.exams)
        exams = f"{passed} of {len(side.exams)} passed" if side.exams else "none"
        done = f"{paint.bar(p.done, 10)} {p.done:3.0f} %"
        name = paint.strong(side.curriculum.id.ljust(width))
        steps = f"{p.steps_done}/{p.steps}"
        lines.append(f"{name}  {done:<17}  {steps:>9}  {side.hours_left:>4.0f} h  {weeks:>5}  {exams}")
    lines += ["", *_overlap_lines(found, width)]
    sources: list[str] = []
    wide = session.flags.output == "wide"
    for side in found.sides:
        lines += _role_lines(side, found, sources, paint.width, wide=wide)
    if sources:
        lines += ["", "sources"]
        lines += [
            line for n, source in enumerate(sources, 1) for line in wrapped(f"[{n}] ", source.split(), paint.width)
        ]
    lines += ["", paint.dim(f"{_pace_words(session, found.pace)} · what is missing: roadtrack gap ROLE")]
    return "\n".join(lines)


def _pace_words(session: Session, pace: float) -> str:
    """What the weeks are counted with."""
    standing = session.tracker.standing()
    if standing.weeks_of_journal:
        return f"weeks at your pace of {pace:.1f} estimated hours"
    return f"weeks at {pace:.1f} estimated hours, from your plan of {standing.planned_hours:g} h"


def _overlap_lines(found: Comparison, width: int) -> list[str]:
    lines = []
    if len(found.sides) > 1:
        share = f"{counted(len(found.shared), 'step')}, {found.shared_hours:.0f} h; {found.shared_done} finished"
        lines.append(f"shared by all  {share}" if found.shared else "shared by all  nothing")
        for pair in found.overlaps:
            both = f"{counted(pair.steps, 'step')}, {pair.hours:.0f} h; {pair.finished} finished"
            lines.append(f"{pair.one} and {pair.other}  {both}")
        lines += [f"only in {s.curriculum.id:<{width}}  {counted(len(s.only), 'step')}" for s in found.sides]
    return lines


def _role_lines(side: Side, found: Comparison, sources: list[str], width: int, *, wide: bool) -> list[str]:
    """A role's exams, ladder, salary and growth, each figure with its year and the number of its source."""
    lines = ["", f"{one_line(side.curriculum.title)} ({side.curriculum.id}, facts checked {side.curriculum.as_of})"]
    if side.outside:
        hours = side.hours_left - side.progress.hours_left
        lines.append(f"  needs    {counted(len(side.outside), 'step')} from elsewhere, {hours:.0f} h, counted above")
    if side.exams:
        lines += wrapped("exams    ", [_exam_words(exam) for exam in side.exams], width, ", ")
    role = side.curriculum.role
    if role is None:
        return lines
    if role.ladder:
        lines += wrapped("ladder   ", [rung_line(rung) for rung in role.ladder], width, "; ")
    for label, figures in (("salary", role.salary), ("market", role.market)):
        shown = figures if wide else figures[:MOST_FIGURES]
        told = [_figure(figure, sources) for figure in shown]
        told += [f"{len(figures) - len(shown)} more with -o wide"] if len(figures) > len(shown) else []
        for number, text in enumerate(told):
            lines += wrapped(f"{label if not number else '':<9}", text.split(), width)
    others = {one.curriculum.id for one in found.sides}
    for neighbour in role.neighbours:
        if neighbour.ref in others or len(others) == 1:
            lines += wrapped("beside   ", f"{neighbour.ref}: {one_line(neighbour.difference)}".split(), width)
    return lines


def _exam_words(exam: Exam) -> str:
    state = "passed" if exam.passed else f"{exam.done:.0f} %"
    return f"{exam.curriculum} {state}" + ("" if exam.whole else " (the exam alone: its preparation is not counted)")


def rung_line(rung: Rung) -> str:
    """A rung of the ladder with its years of experience."""
    least, most = rung.years or (None, None)
    years = "" if least is None else f", {least:g}+ years" if most is None else f", {least:g} to {most:g} years"
    return one_line(rung.title) + years


def _figure(figure: Figure, sources: list[str]) -> str:
    """A figure with its year and the number of its source, which is listed once."""
    source = one_line(figure.source)
    if source not in sources:
        sources.append(source)
    return f"{one_line(figure.name)}: {one_line(figure.value)} ({figure.year}) [{sources.index(source) + 1}]"


def figure_line(figure: Figure) -> str:
    """A figure with what it stands on: its year and its source."""
    return f"{one_line(figure.name)}: {one_line(figure.value)} ({figure.year}, {one_line(figure.source)})"


def wrapped(label: str, words: Iterable[str], width: int, between: str = " ") -> list[str]:
    """Words after a label, broken at the width, continued under the first one."""
    lines: list[str] = []
    line = "  " + label
    for number, word in enumerate(words):
        extra = (between if number else "") + word
        if number and width and cells(line) + cells(extra) > width:
            lines.append(line + between.rstrip())
            line, extra = " " * (len(label) + 2), word
        line += extra
    return [*lines, line]


@click.command()
@click.argument("id_", metavar="ROLE", shell_complete=complete_curriculum)
@click.option("-a", "--all", "everything", is_flag=True, help="Every missing step, not the three cheapest of a part.")
@looking
def gap(session: Session, id_: str, *, everything: bool) -> None:
    """What is missing of a role (or of any curriculum), by part, the cheapest first."""
    standing, found = session.tracker.gap(id_)
    p = found.progress
    answer = document(
        "Gap",
        day=standing.today.isoformat(),
        id=found.curriculum.id,
        title=found.curriculum.title,
        percent=percent(p.done, p.covered, p.verified),
        steps={"done": p.steps_done, "skipped": p.steps_skipped, "total": p.steps},
        hoursLeft=round(found.hours_left, 1),
        weeksLeft=None if found.weeks_left is None else round(found.weeks_left, 1),
        items=[_part_item(part, standing) for part in found.parts],
        outside=[step_item(ref, standing) for ref in found.outside],
        complete=list(found.complete),
    )
    session.emit(answer, lambda: _gap_page(session, found, standing, everything=everything))


def _part_item(part: Missing, standing: Standing) -> Document:
    return {
        "title": part.title,
        "uses": part.origin,
        "steps": part.steps,
        "left": len(part.refs),
        "ready": len(part.ready),
        "minutesLeft": part.minutes_left,
        "addsPercent": round(part.share, 1),
        "items": [step_item(ref, standing) for ref in part.refs],
    }


def _gap_page(session: Session, found: Gap, standing: Standing, *, everything: bool) -> str:
    paint = session.paint
    p = found.progress
    left = p.steps - p.steps_done - p.steps_skipped
    weeks = f", about {found.weeks_left:.0f} weeks" if found.weeks_left else ""
    lines = [
        f"{paint.strong(found.curriculum.id)}  {one_line(found.curriculum.title)}",
        f"{paint.bar(p.done, 20)} {p.done:.0f} % · {counted(left, 'step')} missing, {found.hours_left:.0f} h{weeks}",
    ]
    if found.outside:
        hours = found.hours_left - p.hours_left
        lines.append(
            f"counted with {counted(len(found.outside), 'step')} from elsewhere that these need, {hours:.0f} h"
        )
    lines.append(paint.dim(_pace_words(session, standing.pace)))
    for part in found.parts:
        adds = f"adds {part.share:.1f} %" if part.share >= 0.05 else "a foundation"
        uses = f" ({part.origin})" if part.origin else ""
        head = f"{len(part.refs)} of {part.steps} left  {show_duration(part.minutes_left):>6}  {adds}"
        title = one_line(part.title) + uses
        room = paint.width - cells(head) - 2
        lines += ["", f"{paint.bold(fit(title, max(20, min(max(48, cells(title)), room))))}  {head}"]
        shown = (part.refs if everything else part.ready[:3]) or part.refs[:1]
        for ref in shown:
            blocked = "" if ref in part.ready else f"  (needs {standing.open_needs(ref)[0]})"
            line = f"  {show_duration(standing.minutes_left(ref)):>5}  {ref}{blocked}  "
            lines.append(cut(line + one_line(standing.library.steps[ref].step.title), paint.width, paint.ellipsis))
        if not everything and len(part.refs) > len(shown):
            lines.append(paint.dim(f"         {len(part.refs) - len(shown)} more"))
    if found.outside:
        lines += ["", f"{paint.bold('Needed by these, from elsewhere')}  {counted(len(found.outside), 'step')}"]
        ready = [ref for ref in found.outside if not standing.open_needs(ref)]
        for ref in found.outside if everything else ready[:3]:
            head = f"  {show_duration(standing.minutes_left(ref)):>5}  {ref}  "
            lines.append(cut(head + one_line(standing.library.steps[ref].step.title), paint.width, paint.ellipsis))
    if not found.parts:
        lines += ["", "Nothing is missing."]
    if found.complete:
        lines += ["", f"complete  {', '.join(one_line(title) for title in found.complete)}"]
    lines += ["", paint.dim(f"all of it: roadtrack gap {found.curriculum.id} --all")] if not everything else []
    return "\n".join(lines)
