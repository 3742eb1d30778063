"""pause and snooze: days that do not count, steps that wait."""

import click

from roadtrack.cli.complete import complete_ref
from roadtrack.cli.outcome import outcome_document
from roadtrack.cli.session import Session, common
from roadtrack.errors import UsageError
from roadtrack.show import echo_date
from roadtrack.when import parse_date


@click.command()
@click.option("--until", metavar="DATE", help="The last free day.")
@click.option("--from", "since", metavar="DATE", help="The first free day; today unless said.")
@click.option("--off", is_flag=True, help="End the pause: today is a day of study again.")
@common
def pause(session: Session, until: str | None, since: str | None, *, off: bool) -> None:
    """A holiday: neither the streak nor your pace minds. roadtrack pause --until 2027-01-03."""
    tracker = session.tracker
    today = tracker.today
    if off:
        if until or since:
            raise UsageError("--off ends a pause and takes no dates.")
        outcome = tracker.resume()
        said = "the pause is over · undo: roadtrack undo" if outcome.action else "There is no pause today."
        session.emit(outcome_document("pause", outcome), lambda: said)
        return
    first = parse_date(since, today) if since else today
    last = parse_date(until, today) if until else None
    outcome = tracker.pause(first, last)
    start = "paused" if first == today else f"paused from {echo_date(first, today)}"
    end = f"until {echo_date(last, today)}" if last else "until you say: roadtrack pause --off"
    session.emit(outcome_document("pause", outcome), lambda: f"{start} {end}; the streak waits · undo: roadtrack undo")


@click.command()
@click.argument("names", nargs=-1, required=True, metavar="REF… [DATE]", shell_complete=complete_ref)
@click.option("--off", is_flag=True, help="Suggest them again.")
@common
def snooze(session: Session, names: tuple[str, ...], *, off: bool) -> None:
    """Leave steps out of the suggestions until a day: roadtrack snooze cka/rbac mon."""
    *refs, last = names
    if off:
        refs, day = [*refs, last], None
    else:
        if not refs:
            raise UsageError("until when?", "roadtrack snooze cka/rbac mon")
        day = parse_date(last, session.tracker.today)
    outcome = session.tracker.snooze([session.resolve(ref) for ref in refs], day)
    said = f"snoozed until {echo_date(day, session.tracker.today)}" if day else "suggested again"

    def text() -> str:
        lines = [f"{session.paint.tick} {ref}  {said}" for ref in outcome.changed]
        lines += [f"{ref}  as it was" for ref in outcome.unchanged]
        return "\n".join([*lines, *(["  undo: roadtrack undo"] if outcome.action else [])])

    session.emit(outcome_document("snooze", outcome), text)
