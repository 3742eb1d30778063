"""A report as one HTML page: no script, no remote asset, readable on a phone, in the dark, on paper, and read aloud.

Jinja2 escapes every text; hidden characters become visible before. The page's policy allows its own style sheet,
by its digest, and nothing else, so that even a slip in here could neither run nor fetch anything.
"""

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, PrefixLoader, StrictUndefined
from markupsafe import Markup, escape

from roadtrack import __version__
from roadtrack.reports.charts import Bar, Chart, bars, burn_up, heat_map, timeline
from roadtrack.reports.content import GoalLine, Include, Proof, Report, ReportKind, RoleLine, SectionLine, safe_link
from roadtrack.show import counted, day_and_month, show_duration, with_year
from roadtrack.text import one_line

PAGES: Final = Path(__file__).parent / "pages"
"""The page's template and its style sheet."""
OURS: Final = PrefixLoader({"roadtrack": FileSystemLoader(PAGES)})
"""The page and its pieces, under the names by which the learner's templates can use them too."""
PAGE: Final = "roadtrack/report.html.j2"
MOST_BARS: Final = 20
"""Of one chart; more of them are several charts, so that each fits on a sheet."""
MOST_LISTED: Final = 1_000
"""Entries of the data for search engines; their number is told in full."""


def render(report: Report) -> bytes:
    """The report as an HTML page."""
    page = BytesIO()  # piece by piece: a page of a hundred thousand steps is not kept three times
    for piece in environment().get_template(PAGE).generate(context(report)):
        page.write(piece.encode())
    return page.getvalue()


@cache
def environment() -> Environment:
    """What draws roadtrack's own page."""
    made = Environment(
        loader=OURS,
        autoescape=True,
        finalize=shown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters.update(FILTERS)
    return made


def shown(value: object) -> object:
    """What is put into a page for a value: text on one line, each hidden character as its code point."""
    return one_line(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def lines(text: str) -> Markup:
    """Text that keeps its line breaks, for a place where the page shows them."""
    return escape("\n".join(map(one_line, text.splitlines())))


def linked(words: str, link: str | None) -> Markup:
    """Words as a link if it is http, https or mailto; else the words alone."""
    text = escape(one_line(words))
    if link is None or safe_link(link) is None:
        return text
    bare = Markup(' class="bare"') if words == link else ""  # paper shows where a link goes, but not twice
    return Markup('<a href="{}"{} rel="noopener noreferrer">{}</a>').format(link, bare, text)


def percent(value: float) -> str:
    """`40 %`."""
    return f"{value:.0f} %"


def points(value: float) -> str:
    """`+4`, `0`, and `+0.4` where a whole number would hide it."""
    if abs(value) < 0.05:
        return "0"
    return f"{value:+.0f}" if abs(value) >= 1 else f"{value:+.1f}"


FILTERS: Final[Mapping[str, Any]] = {
    "day": with_year,
    "short_day": day_and_month,
    "duration": show_duration,
    "counted": counted,
    "percent": percent,
    "points": points,
    "lines": lines,
    "linked": linked,
}
"""What every template has, the learner's own too."""


@dataclass(frozen=True, slots=True)
class Charts:
    """The pictures of a report, as far as its kind has them."""

    progress: tuple[Chart, ...] = ()
    burnups: tuple[Chart, ...] = ()
    heat: Chart | None = None
    timeline: Chart | None = None


def context(report: Report) -> dict[str, Any]:
    """The variables of a template."""
    style = Markup((PAGES / "style.css").read_text("utf-8"))  # noqa: S704 - our own file
    return {
        "report": report,
        "kind": report.kind.value,
        "charts": draw(report),
        "by_curriculum": _grouped(report.proofs),
        "left_out": [part.value for part in Include if part not in report.include],
        "style": style,
        "policy": policy(style),
        "linked_data": linked_data(report),
        "version": __version__,
    }


def policy(style: str) -> str:
    """The page's content security policy: this style sheet, images that are in the page, and nothing else."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"


def _grouped(proofs: Iterable[Proof]) -> list[tuple[str, list[Proof]]]:
    groups: dict[str, list[Proof]] = {}
    for proof in proofs:
        groups.setdefault(proof.curriculum, []).append(proof)
    return list(groups.items())


# -- the pictures --------------------------------------------------------------------------------------------


def draw(report: Report) -> Charts:
    """The pictures that belong to a report of this kind."""
    if report.role is not None:
        burnups = tuple(_burn_ups(report, only=report.role.id))
        return Charts(tuple(_cut_up("progress", "Progress by part", _role_bars(report.role))), burnups)
    if report.kind is ReportKind.EVIDENCE:
        days = [(proof.day, True) for proof in report.proofs]
        first = min((day for day, _ in days), default=report.start)
        return Charts(timeline=timeline("proved", "Steps proved over time", days, min(first, report.start), report.end))
    days = [(step.day, step.verified) for step in report.done]
    return Charts(
        progress=tuple(_progress(report)),
        burnups=tuple(_burn_ups(report)),
        heat=_heat(report),
        timeline=timeline("done", "Steps done over time", days, report.start, report.end),
    )


def _progress(report: Report) -> Iterable[Chart]:
    """By section where the report has them, else by goal."""
    if not report.sections:
        lines = [Bar(g.title, g.done, f"{g.steps_done} of {g.steps}") for g in report.goals]
        yield from _cut_up("progress", "Progress by goal", lines) if lines else ()
        return
    titles = {goal.id: goal.title for goal in report.goals}
    by_goal: dict[str, list[SectionLine]] = {}
    for section in report.sections:
        by_goal.setdefault(section.goal, []).append(section)
    for number, (goal, sections) in enumerate(by_goal.items(), 1):
        lines = [Bar(s.title, s.done, _section_words(s)) for s in sections]
        yield from _cut_up(f"progress-{number}", f"{titles.get(goal, goal)}: progress by domain", lines)


def _section_words(section: SectionLine) -> str:
    weight = f"; weight {section.weight:g} %" if section.weight is not None else ""
    return f"{section.steps_done} of {section.steps}{weight}"


def _role_bars(role: RoleLine) -> list[Bar]:
    bars_of = []
    for part in role.missing:
        finished = part.steps - part.left
        bars_of.append(Bar(part.title, 100 * finished / max(part.steps, 1), f"{finished} of {part.steps}"))
    return [*bars_of, *(Bar(title, 100, "all") for title in role.complete)]


def _cut_up(name: str, title: str, lines: Sequence[Bar]) -> Iterable[Chart]:
    for number, at in enumerate(range(0, len(lines), MOST_BARS), 1):
        more = f" ({number})" if len(lines) > MOST_BARS else ""
        yield bars(f"{name}-{number}", title + more, lines[at : at + MOST_BARS])


def _burn_ups(report: Report, only: str | None = None) -> Iterable[Chart]:
    titles = {goal.id: goal.title for goal in report.goals}
    for number, chart in enumerate(report.burnups, 1):
        if only is None or chart.goal == only:
            yield burn_up(f"burnup-{number}", f"{titles.get(chart.goal, chart.goal)}: burn-up", chart)


def _heat(report: Report) -> Chart | None:
    if not report.heat:
        return None
    if Include.TIME in report.include:
        return heat_map("heat", "Time a day, all goals", report.heat, report.day, "minutes")
    return heat_map("heat", "Steps done a day, all goals", report.heat, report.day, "steps")


# -- the data ------------------------------------------------------------------------------------------------


def linked_data(report: Report) -> dict[str, Any]:
    """The report as schema.org's ItemList: what was learned, how far, and what proves it. Nobody is named."""
    if report.role is not None:
        items = [_credential(title, passed=passed) for title, passed in report.role.exams]
        items += [
            _resource(part.title, f"{part.steps - part.left} of {counted(part.steps, 'step')} done")
            for part in report.role.missing
        ]
        items += [_resource(title, "complete") for title in report.role.complete]
    elif report.kind is ReportKind.EVIDENCE:
        items = [_proved(proof) for proof in report.proofs[:MOST_LISTED]]
    else:
        items = [_resource(goal.title, _goal_words(goal), goal.id) for goal in report.goals]
    return {
        "@context": "https://schema.org",
        "@type": "ItemList",
        "name": report.title,
        "dateModified": report.day.isoformat(),
        "numberOfItems": len(report.proofs) if report.kind is ReportKind.EVIDENCE else len(items),
        "itemListElement": [
            {"@type": "ListItem", "position": place, "item": item} for place, item in enumerate(items[:MOST_LISTED], 1)
        ],
    }


def _resource(title: str, state: str, identifier: str | None = None) -> dict[str, Any]:
    named = {} if identifier is None else {"identifier": identifier}
    return {"@type": "LearningResource", "name": title, **named, "creativeWorkStatus": state}


def _credential(title: str, *, passed: bool) -> dict[str, Any]:
    state = "passed" if passed else "not yet passed"
    return {
        "@type": "EducationalOccupationalCredential",
        "name": title,
        "credentialCategory": "certification",
        "creativeWorkStatus": state,
    }


def _goal_words(goal: GoalLine) -> str:
    return f"{goal.done:.0f} % done, {goal.covered:.0f} % covered, {goal.verified:.0f} % verified"


def _proved(proof: Proof) -> dict[str, Any]:
    works = [
        {"@type": "CreativeWork", "name": evidence.words, **({"url": evidence.link} if evidence.link else {})}
        for evidence in proof.evidence
    ]
    return {
        **_resource(proof.title, f"done and proved on {with_year(proof.day)}", proof.ref),
        "isPartOf": {"@type": "LearningResource", "name": proof.curriculum},
        "subjectOf": works,
    }
