"""A report in GitHub-flavoured Markdown, with headings that stay the same from report to report.

Outside text never begins a line and has every character escaped that Markdown could take for its own.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import quote

from roadtrack.reports.content import Evidence, GoalLine, NextStep, Note, Proof, Report, ReportKind, RoleLine
from roadtrack.show import counted, day_and_month, show_duration, with_year
from roadtrack.text import one_line

_SPECIAL = re.compile(r"[\\`*_#!\[\]()<>|&~$]|:(?=//)")
_BLOCK_START = re.compile(r"^([0-9]*)(?=[-+=.])")
_LEFT_IN_LINKS = "%/:?#@!&'*+,;=-._~[]"


def render(report: Report) -> bytes:
    """The report as a Markdown file."""
    parts = [f"# {report.title}", _summary(report)]
    if not report.start <= report.day <= report.end:
        parts.append(f"Percentages, streak and suggestions are those of {with_year(report.day)}.")
    if report.role is not None:
        return _whole([*parts, *_role(report.role)])
    if report.kind is ReportKind.EVIDENCE:
        return _whole([*parts, *_proofs(report)])
    parts += ["## Goals", _goals(report)]
    parts += ["## Done", _bullets((_step(s.ref, s.title) + " ✓" * s.verified for s in report.done), "Nothing done.")]
    parts += ["## Evidence", _bullets(map(_evidence, report.evidence), "No evidence added.")]
    skipped = (f"{_step(s.ref, s.title)}; reason: {escape(s.reason)}" for s in report.skipped)
    parts += ["## Skipped", _bullets(skipped, "Nothing skipped.")]
    left_out = "Notes are left out." if report.notes is None else "No notes."
    parts += ["## Notes", _bullets(map(_note, report.notes or ()), left_out)]
    parts += ["## Next", _bullets(map(_next, report.next), "Nothing to suggest.")]
    if report.sections:
        parts += ["## Sections", _sections(report)]
    return _whole(parts)


def _whole(parts: list[str]) -> bytes:
    return ("\n\n".join(parts) + "\n").encode()


def _proofs(report: Report) -> list[str]:
    """The portfolio: one heading a curriculum, its steps by day, each with what proves it."""
    parts = [f"{counted(len(report.proofs), 'step')} done and proved."]
    by_curriculum: dict[str, list[Proof]] = {}
    for proof in report.proofs:
        by_curriculum.setdefault(proof.curriculum, []).append(proof)
    for curriculum, proofs in by_curriculum.items():
        parts += [f"## {escape(curriculum)}", *map(_proof, proofs)]
    return parts if report.proofs else [*parts, "Nothing is proved yet."]


def _proof(proof: Proof) -> str:
    lines = [f"### {escape(proof.title)}", "", f"{with_year(proof.day)} · {escape(proof.ref)}"]
    if proof.asked:
        lines += ["", f"Asked for: {escape(proof.asked)}"]
    return "\n".join([*lines, "", _bullets((_proof_line(e) for e in proof.evidence), "")])


def _proof_line(evidence: Evidence) -> str:
    return f"{day_and_month(evidence.day)}: {_evidence(replace(evidence, ref=None))}"


def _role(role: RoleLine) -> list[str]:
    """Ready how far, which exams, what is missing by part."""
    progress = f"{role.done:.0f} % done, {role.covered:.0f} % covered, {role.verified:.0f} % verified"
    exams = (f"{escape(title)}: {'passed' if passed else 'not yet'}" for title, passed in role.exams)
    rows = (
        (
            escape(part.title),
            f"{part.left} of {part.steps}",
            f"{part.adds:.1f} %",
            "" if part.hours_left is None else f"{part.hours_left:.0f} h",
            "; ".join(escape(title) for _, title in part.ready[:2]),
        )
        for part in role.missing
    )
    return [
        f"{progress} · {role.steps_done} of {counted(role.steps, 'step')}",
        "## Certifications",
        _bullets(exams, "None."),
        "## Missing",
        _table(("Part", "Left", "Adds", "Work", "Begin with"), rows) if role.missing else "Nothing is missing.",
        "## Complete",
        _bullets(map(escape, role.complete), "No part yet."),
    ]


def escape(text: str) -> str:
    """Outside text on one line, as Markdown that shows exactly it: no markup, no link, no entity, no block."""
    return _BLOCK_START.sub(r"\1\\", _SPECIAL.sub(r"\\\g<0>", one_line(text)))


def _summary(report: Report) -> str:
    totals = report.totals
    parts = [f"{counted(totals.steps, 'step')} done"]
    if totals.minutes is not None:
        parts.append(show_duration(totals.minutes))
    parts.append(counted(totals.active_days, "active day"))
    parts.append(f"streak {counted(totals.streak_days, 'day')}")
    parts.append(f"{counted(report.blocked, 'step')} blocked")
    return " · ".join(parts)


def _goals(report: Report) -> str:
    if not report.goals:
        return "No goals."
    return _table(
        ("Goal", "Done", "Covered", "Verified", "Steps", "By", "Forecast"),
        (
            (
                escape(goal.id),
                f"{goal.done:.0f} % ({_points(goal)})",
                f"{goal.covered:.0f} %",
                f"{goal.verified:.0f} %",
                f"{goal.steps_done}/{goal.steps}",
                with_year(goal.by) if goal.by else "no date",
                goal.outlook if goal.by else "",
            )
            for goal in report.goals
        ),
    )


def _points(goal: GoalLine) -> str:
    """`+4`, `0`, and `+0.4` where a whole number would hide it."""
    if abs(goal.points) < 0.05:
        return "0"
    return f"{goal.points:+.0f}" if abs(goal.points) >= 1 else f"{goal.points:+.1f}"


def _sections(report: Report) -> str:
    return _table(
        ("Goal", "Section", "Weight", "Done", "Steps"),
        (
            (
                escape(section.goal),
                escape(section.title),
                f"{section.weight:g} %" if section.weight is not None else "",
                f"{section.done:.0f} %",
                f"{section.steps_done}/{section.steps}",
            )
            for section in report.sections
        ),
    )


def _step(ref: str, title: str | None) -> str:
    return f"{escape(ref)}: {escape(title)}" if title else escape(ref)


def _evidence(evidence: Evidence) -> str:
    words = escape(evidence.words)
    parts = [f"[{words}]({destination(evidence.link)})" if evidence.link else words]
    if evidence.place and evidence.place != evidence.words:
        parts.append(escape(evidence.place))
    if evidence.exit_code is not None:
        parts.append(f"exit {evidence.exit_code}")
    if evidence.sha256:
        parts.append(f"sha256 {escape(evidence.sha256)}")
    return f"{escape(evidence.ref)}: {', '.join(parts)}" if evidence.ref else ", ".join(parts)


def _note(note: Note) -> str:
    about = f"{day_and_month(note.day)}, {escape(note.ref)}" if note.ref else day_and_month(note.day)
    return f"{about}: {escape(note.text)}"


def _next(step: NextStep) -> str:
    left = "" if step.minutes_left is None else f", {show_duration(step.minutes_left)}"
    return _step(step.ref, step.title) + left


def destination(link: str) -> str:
    """The link between the parentheses: what could end it is percent-encoded, `&` begins no entity."""
    return quote(link, safe=_LEFT_IN_LINKS).replace("&", "&amp;")


def _bullets(lines: Iterable[str], empty: str) -> str:
    return "\n".join(f"- {line}" for line in lines) or empty


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    return "\n".join(f"| {' | '.join(row)} |" for row in (heads, ("---",) * len(heads), *rows))
