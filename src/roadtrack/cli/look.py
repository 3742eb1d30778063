"""today, next, status: the same pages as the fast path, on a brief that is made anew."""

import re

import click

from roadtrack.cli.documents import keeps_too_few, next_document, status_document, today_document
from roadtrack.cli.pages import next_page, short_line, status_page, today_page
from roadtrack.cli.session import Session, looking
from roadtrack.when import parse_duration


def minutes_option(text: str | None) -> int | None:
    """`--minutes 25` or `--minutes 1h`."""
    if text is None:
        return None
    return int(text) if re.fullmatch("0*[1-9][0-9]{0,4}", text) else parse_duration(text)


@click.command()
@click.option("--minutes", metavar="N", help="Longest step of the quick lane.")
@looking
def today(session: Session, minutes: str | None) -> None:
    """The day on one page: goals, the best and a quick next step, a review, what is in progress."""
    brief = session.tracker.brief()
    document = today_document(brief, minutes_option(minutes), session.goals())
    session.emit(document, lambda: today_page(document, session.paint, streak=session.tracker.settings.streak.show))


@click.command("next")
@click.option("-n", "--number", type=click.IntRange(1, 100_000), help="How many.")
@click.option("--minutes", metavar="N", help="Only steps with no more work left than this.")
@click.option("--lane", type=click.Choice(["best", "quick", "refresh"]), help="The best, quick ones, or reviews.")
@looking
def next_(session: Session, number: int | None, minutes: str | None, lane: str | None) -> None:
    """Ranked suggestions, one reason line each."""
    brief = session.tracker.brief()
    document = next_document(brief, limit=number, minutes=minutes_option(minutes), lane=lane, curricula=session.goals())
    if lane not in ("best", "refresh") and keeps_too_few(brief, document, number):
        everything = {**brief, "next": _all_suggestions(session)}  # the brief keeps the best 50 only
        document = next_document(
            everything,
            limit=number,
            minutes=minutes_option(minutes),
            lane=lane,
            curricula=session.goals(),
        )
    if session.flags.output == "name":
        click.echo("\n".join(item["ref"] for item in document["items"]))
        return
    session.emit(document, lambda: next_page(document, session.paint))


def _all_suggestions(session: Session) -> list[dict[str, object]]:
    from roadtrack.planning.brief import suggestion_item

    standing = session.tracker.standing()
    return [suggestion_item(s, standing) for s in standing.plan.suggestions]


@click.command()
@click.option("--short", is_flag=True, help="One line.")
@click.option("--check", is_flag=True, help="Exit 10 if a goal is unlikely or past its date.")
@looking
def status(session: Session, *, short: bool, check: bool) -> None:
    """Each goal: done, covered, verified, date, forecast; then the streak."""
    document = status_document(session.tracker.brief(), session.goals())
    if short:
        session.emit(document, lambda: short_line(document))
    else:
        session.emit(
            document, lambda: status_page(document, session.paint, streak=session.tracker.settings.streak.show)
        )
    dated = [g for g in document["items"] if g["daysLeft"] is not None and g["percent"]["covered"] < 100]
    if check and any(g["daysLeft"] < 0 or g["forecast"]["words"] == "unlikely" for g in dated):
        raise click.exceptions.Exit(10)
