"""review, stuck, ready: what is remembered, what to go back to, and what an exam would bring."""

import re
from collections.abc import Sequence

import click

from roadtrack.cli.complete import complete_curriculum, complete_ref
from roadtrack.cli.documents import document
from roadtrack.cli.mark import tell
from roadtrack.cli.outcome import outcome_document
from roadtrack.cli.session import Session, common, looking
from roadtrack.cli.shapes import Document
from roadtrack.errors import UsageError
from roadtrack.journal.events import GRADES
from roadtrack.planning.brief import review_item
from roadtrack.planning.readiness import Readiness
from roadtrack.show import counted, show_date, show_duration
from roadtrack.text import cells, cut, fit, one_line
from roadtrack.tracker import Extras
from roadtrack.when import parse_date, parse_duration

_RESULT = re.compile(r"(?P<section>[a-z0-9-]+)=(?P<percent>[0-9]{1,3}(?:\.[0-9]+)?)(?:/(?P<tasks>[0-9]{1,4}))?")


@click.command()
@click.argument("ref", required=False, shell_complete=complete_ref, metavar="[REF]")
@click.argument("grade", required=False, type=click.Choice(list(GRADES)), metavar="[again|hard|good|easy]")
@click.option("--mock", multiple=True, metavar="SECTION=PERCENT[/TASKS]", help="A mock exam of a certification.")
@click.option("--time", metavar="DURATION", help="How long it took.")
@click.option("--on", metavar="DATE", help="For an earlier day.")
@click.option("-m", "--message", metavar="TEXT", help="A note.")
@common
def review(
    session: Session,
    ref: str | None,
    grade: str | None,
    mock: tuple[str, ...],
    time: str | None,
    on: str | None,
    message: str | None,
) -> None:
    """Record that you recalled a finished step from memory: roadtrack review cka/rbac good.

    Do it on a blank cluster or page. again: it did not come. hard: with trouble, or in more than twice the time.
    Without a step: the reviews worth most. With --mock: the result of a mock exam, by section.
    """
    if mock:
        _mock(session, ref, mock, on)
        return
    if ref is None:
        _reviews(session)
        return
    full = session.resolve(ref)
    given = grade or session.ask("How did it come: again, hard, good or easy", "a grade")
    if given not in GRADES:
        raise UsageError(f"{one_line(given)} is no grade. Write again, hard, good or easy.")
    tracker = session.tracker
    minutes = parse_duration(time) if time else None
    extras = Extras(note=message, day=parse_date(on, tracker.today) if on else None)
    outcome = tracker.review(full, given, minutes, extras)
    tell(session, "review", outcome, said=_remembered(session, full, given))


def _remembered(session: Session, ref: str, grade: str) -> str:
    from roadtrack.planning.retention import memory

    standing = session.tracker.standing_for(ref)
    kept = memory(standing.state(ref).recalls)
    said = f"reviewed: {grade}"
    return f"{said}, next around {show_date(kept.due(), standing.today)}" if kept else said


def _reviews(session: Session) -> None:
    from roadtrack.planning.refresh import best_reviews, has_room, memory_fit, reviews_due

    standing = session.tracker.standing()
    fitted = memory_fit(standing)
    items = [review_item(found, standing) for found in best_reviews(standing, 10)]
    memory = None
    if fitted is not None:
        memory = {
            "reviews": fitted.reviews,
            "predicted": round(100 * fitted.predicted),
            "actual": round(100 * fitted.actual),
            "factor": round(fitted.factor, 2),
        }
    answer = document(
        "SuggestionList",
        day=standing.today.isoformat(),
        due=reviews_due(standing),
        enough=not has_room(standing),
        memory=memory,
        items=items,
    )
    session.emit(answer, lambda: "\n".join([_reviews_page(session, items), *_memory_lines(answer)]))


def _memory_lines(answer: Document) -> list[str]:
    """That today had its share of reviews, and how the learner's memory compares with the model's."""
    lines = ["Reviews had their quarter of today: something new is worth more."] if answer["enough"] else []
    if (memory := answer["memory"]) is not None:
        lines.append(
            f"your memory, from {memory['reviews']} reviews: {memory['actual']} % recalled;"
            f" it lasts {memory['factor']:g} times as long as the model says"
        )
    return lines


def _reviews_page(session: Session, items: Sequence[Document]) -> str:
    if not items:
        return "Nothing to review: what is done is fresh, or nothing is done yet."
    paint = session.paint
    width = max(cells(item["ref"]) for item in items)
    lines = []
    for item in items:
        head = f"{item['score']:5.2f}  {fit(item['ref'], width)}  {show_duration(item['minutesLeft']):>4}"
        lines.append(cut(f"{head}  {item['summary']}", paint.width, paint.ellipsis))
    return "\n".join([*lines, paint.dim("points per hour · then: roadtrack review REF again|hard|good|easy")])


def _mock(session: Session, ref: str | None, results: Sequence[str], on: str | None) -> None:
    if ref is None:
        raise UsageError("a mock exam of what?", "roadtrack review cka --mock storage=70 --mock network=55")
    tracker = session.tracker
    sections: dict[str, Sequence[float]] = {}
    for text in results:
        found = _RESULT.fullmatch(text)
        if found is None:
            raise UsageError(f"{one_line(text)!r} is no result. Write storage=70, or storage=70/3 for three tasks.")
        tasks = float(found["tasks"]) if found["tasks"] else tracker.mock_tasks(ref, found["section"])
        sections[found["section"]] = (float(found["percent"]), tasks)
    outcome = tracker.mock(ref, sections, parse_date(on, tracker.today) if on else None)
    session.emit(outcome_document("review", outcome), lambda: f"{_mock_said(session, ref)}\n  undo: roadtrack undo")


def _mock_said(session: Session, id_: str) -> str:
    return f"{session.paint.tick} {id_}  mock exam recorded\n" + _ready_lines(session, session.tracker.readiness(id_))


@click.command()
@click.argument("id_", required=False, shell_complete=complete_curriculum, metavar="[CERTIFICATION]")
@looking
def ready(session: Session, id_: str | None) -> None:
    """What an exam would bring: the expected result from what is fresh and from mock exams, and the largest gaps.

    Without a mock exam there is no probability: what is ticked off alone is weak evidence.
    """
    tracker = session.tracker
    standing = tracker.standing()
    ids = [id_] if id_ else [g.id for g in standing.goals if standing.library.outlines[g.id].curriculum.certification]
    found = {one: tracker.readiness(one) for one in ids}
    answer = document("Readiness", day=standing.today.isoformat(), items=[_ready_item(o, r) for o, r in found.items()])
    none = "No goal of yours is a certification. Pick one: roadtrack curriculum list --kind certification"
    session.emit(
        answer,
        lambda: "\n".join(f"{session.paint.bold(o)}  {_ready_lines(session, r)}" for o, r in found.items()) or none,
    )


def _ready_item(id_: str, found: Readiness) -> Document:
    return {
        "certification": id_,
        "expected": round(found.expected, 1),
        "spread": round(found.spread, 1),
        "needed": found.needed,
        "mocks": found.mocks,
        "chance": None if found.chance is None else round(100 * found.chance),
        "sections": [
            {"id": m.id, "title": m.title, "weight": round(100 * m.weight, 1), "expected": round(100 * m.mean, 1)}
            for m in found.gaps
        ],
    }


def _ready_lines(session: Session, found: Readiness) -> str:
    needed = f" of {found.needed:g} needed" if found.needed is not None else ", the pass mark is not published"
    head = f"expected {found.expected:.0f}{needed}, give or take {found.spread:.0f}"
    if not found.mocks:
        head += "; evidence: weak, no mock exam yet"
    else:
        head += f"; from {counted(found.mocks, 'mock exam')}"
        head += f", chance {_about(found.chance)}" if found.chance is not None else ""
    lines = [head, "  largest gaps, in points of the exam"]
    width = max((min(40, cells(one_line(m.title))) for m in found.gaps[:4]), default=0)
    for m in found.gaps[:4]:
        mark = f"expected {100 * m.mean:.0f} % of a weight of {100 * m.weight:.0f}"
        lines.append(f"    {fit(one_line(m.title), width)}  {100 * m.gap:4.1f}  {mark}")
    return "\n".join(
        [*lines, session.paint.dim("  a rule of thumb, not calibrated: guesses stand in for the missing mocks")]
    )


def _about(chance: float) -> str:
    """In steps of 5, and never 0 or 100."""
    percent = 5 * round(20 * chance)
    return "under 5 %" if percent < 5 else "over 95 %" if percent > 95 else f"about {percent} %"


@click.command()
@click.argument("ref", shell_complete=complete_ref)
@looking
def stuck(session: Session, ref: str) -> None:
    """A step does not go? What it builds on, the least remembered first: go back there."""
    from roadtrack.planning.retention import memory

    full = session.resolve(ref)
    standing = session.tracker.standing_for(full)
    needs = []
    for need in standing.library.steps[full].needs:
        state = standing.state(need)
        kept = memory(state.recalls) if state.status.finished else None
        needs.append((kept.recall(standing.today) if kept else 0.0, need, state.status.value))
    needs.sort()
    items = [{"ref": need, "status": status, "recall": round(now, 2)} for now, need, status in needs]

    def page() -> str:
        if not items:
            return f"{full} builds on nothing else. Its links: roadtrack open {full}"
        lines = [f"{full} builds on:"]
        width = max(cells(need) for _, need, _ in needs)
        for now, need, status in needs:
            known = f"recall about {100 * now:.0f} %" if status == "done" else status
            lines.append(f"  {fit(need, width)}  {known:<18} {one_line(standing.library.steps[need].step.title)}")
        first = needs[0]
        verb = f"roadtrack review {first[1]}" if first[2] == "done" else f"roadtrack start {first[1]}"
        return "\n".join(
            [*(cut(line, session.paint.width, session.paint.ellipsis) for line in lines), f"begin with: {verb}"]
        )

    session.emit(document("Stuck", ref=full, items=items), page)
