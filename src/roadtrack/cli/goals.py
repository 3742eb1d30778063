"""enroll, unenroll, goal: what the learner is working towards."""

import datetime as dt

import click

from roadtrack.cli.complete import complete_curriculum
from roadtrack.cli.documents import document, status_document
from roadtrack.cli.outcome import outcome_document
from roadtrack.cli.session import Session, common
from roadtrack.show import echo_date
from roadtrack.text import one_line
from roadtrack.when import parse_date

_importance = click.option("--importance", type=click.IntRange(1, 3), help="1 to 3; 2 unless said.")


def _echo(by: dt.date | None, today: dt.date) -> str:
    return f"by {echo_date(by, today)}" if by else "no date"


@click.command()
@click.argument("ids", nargs=-1, required=True, shell_complete=complete_curriculum, metavar="CURRICULUM…")
@click.option("--by", metavar="DATE", help="When you want to be through: 2027-02-13, +3m, eoq.")
@_importance
@common
def enroll(session: Session, ids: tuple[str, ...], by: str | None, importance: int | None) -> None:
    """Make a curriculum a goal: roadtrack enroll cka --by 2027-02-13."""
    tracker = session.tracker
    day = parse_date(by, tracker.today) if by else None
    outcome = tracker.enroll(ids, day, importance)

    def text() -> str:
        lines = []
        standing = tracker.standing()
        for id_ in ids:
            goal = standing.goal(id_)
            if id_ not in outcome.changed or goal is None:
                lines.append(f"{id_}  a goal already")
                continue
            lines.append(
                f"{session.paint.tick} {id_}  {one_line(goal.title)}: {goal.whole.steps} steps,"
                f" ~{goal.whole.hours:.0f} h, {_echo(goal.by, tracker.today)}"
            )
        if outcome.action:
            lines.append("  what now: roadtrack next · undo: roadtrack undo")
        return "\n".join(lines)

    session.emit(outcome_document("enroll", outcome), text)


@click.command()
@click.argument("ids", nargs=-1, required=True, shell_complete=complete_curriculum, metavar="CURRICULUM…")
@common
def unenroll(session: Session, ids: tuple[str, ...]) -> None:
    """No longer a goal. Progress in it stays, for when it comes back."""
    outcome = session.tracker.unenroll(ids)
    lines = [f"{session.paint.tick} {id_}  no longer a goal; progress stays" for id_ in outcome.changed]
    session.emit(outcome_document("unenroll", outcome), lambda: "\n".join([*lines, "  undo: roadtrack undo"]))


@click.command()
@click.argument("id_", required=False, shell_complete=complete_curriculum, metavar="[CURRICULUM]")
@click.option("--by", metavar="DATE", help="A new date, or none.")
@_importance
@common
def goal(session: Session, id_: str | None, by: str | None, importance: int | None) -> None:
    """Show your goals, or with flags change one: roadtrack goal cka --by eoq --importance 3."""
    tracker = session.tracker
    if id_ is None:
        if by is not None or importance is not None:
            raise click.UsageError("name the goal that is to change.")
        _show(session, ())
        return
    tracker.goal_id(id_)
    if by is None and importance is None:
        _show(session, (id_,))
        return
    present = tracker.snapshot().goals[id_]
    kept = dt.date.fromisoformat(present.by) if present.by else None
    day = None if by == "none" else parse_date(by, tracker.today) if by else kept
    outcome = tracker.set_goal(id_, by=day, importance=importance or present.importance)

    def text() -> str:
        if not outcome.action:
            return f"{id_}  as it was"
        level = importance or present.importance
        return f"{session.paint.tick} {id_}  {_echo(day, tracker.today)}, importance {level}\n  undo: roadtrack undo"

    session.emit(outcome_document("goal", outcome), text)


def _show(session: Session, ids: tuple[str, ...]) -> None:
    brief = session.tracker.brief()
    items = status_document(brief, ids)["items"]
    answer = document("GoalList", day=brief["day"], items=items)

    def text() -> str:
        if not items:
            return "No goals yet. Pick one: roadtrack curriculum list, then roadtrack enroll CURRICULUM"
        lines = []
        today = dt.date.fromisoformat(brief["day"])
        for item in items:
            by = dt.date.fromisoformat(item["by"]) if item["by"] else None
            lines += [
                f"{session.paint.strong(item['goal'])}  {one_line(item['title'])}",
                f"  importance {item['importance']} · {_echo(by, today)} · {item['percent']['done']:.0f} % done",
                f"  {item['pressure']}",
            ]
        return "\n".join(lines)

    session.emit(answer, text)
