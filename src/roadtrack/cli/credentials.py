"""credential: certificates that were earned, how long they are valid, and what renews them."""

import datetime as dt

import click

from roadtrack.cli.complete import complete_curriculum
from roadtrack.cli.documents import document
from roadtrack.cli.outcome import outcome_document
from roadtrack.cli.session import Session, common, looking
from roadtrack.cli.shapes import Document
from roadtrack.planning.certificates import Credential
from roadtrack.planning.nudges import nudges
from roadtrack.planning.standing import Standing, rules_of
from roadtrack.show import echo_date, show_date
from roadtrack.text import cells, fit, one_line
from roadtrack.when import parse_date

_WORDS = {
    "valid": "valid",
    "window": "renew soon",
    "urgent": "renew now",
    "expired": "expired",
    "unknown": "no expiry known",
}


@click.group(invoke_without_command=True)
@looking
@click.pass_context
def credential(ctx: click.Context, session: Session) -> None:
    """Certificates: earned, valid until, renewals. Without a word: the list."""
    if ctx.invoked_subcommand is None:
        _list(session)


@credential.command("list")
@looking
def list_(session: Session) -> None:
    """Your certificates, the first to expire first, and what clashes with a planned exam."""
    _list(session)


@credential.command()
@click.argument("id_", shell_complete=complete_curriculum, metavar="CERTIFICATION")
@click.option("--earned", metavar="DATE", help="The day you passed; today unless said.")
@click.option("--expires", metavar="DATE", help="As printed on it: wins over the rule.")
@common
def add(session: Session, id_: str, earned: str | None, expires: str | None) -> None:
    """A certificate was earned, or renewed: roadtrack credential add cka --earned 2026-03-01."""
    tracker = session.tracker
    today = tracker.today
    day = parse_date(earned, today) if earned else today
    outcome = tracker.certify(id_, day, parse_date(expires, today) if expires else None)
    standing = tracker.standing_with(id_)
    held = standing.held[id_]

    def text() -> str:
        end = f"valid until {echo_date(held.expires, today)}" if held.expires else "its expiry is not known: --expires"
        lines = [f"{session.paint.tick} {id_}  earned {echo_date(day, today)}, {end}"]
        renewed = [one for one in standing.held.values() if one.renewed_by == id_]
        lines += [f"  renews {one.curriculum}: valid until {_date(one.expires, today)}" for one in renewed]
        return "\n".join([*lines, "  undo: roadtrack undo"])

    session.emit(outcome_document("credential", outcome), text)


def _list(session: Session) -> None:
    standing = session.tracker.standing()
    held = sorted(standing.held.values(), key=lambda one: (one.expires or dt.date.max, one.curriculum))
    warnings = [nudge for nudge in nudges(standing) if nudge.kind in ("clash", "renew")]
    answer = document(
        "CredentialList",
        day=standing.today.isoformat(),
        items=[_item(one, standing) for one in held],
        warnings=[nudge.text for nudge in warnings],
    )

    def text() -> str:
        lines = _lines(session, held, standing)
        return "\n".join([*lines, *(f"note  {one_line(nudge.text)}" for nudge in warnings)])

    session.emit(answer, text)


def _item(held: Credential, standing: Standing) -> Document:
    rule = rules_of(standing.library).get(held.curriculum)
    return {
        "certification": held.curriculum,
        "title": standing.library.outlines[held.curriculum].curriculum.title,
        "earned": held.earned.isoformat(),
        "expires": held.expires.isoformat() if held.expires else None,
        "told": held.told,
        "renewedBy": held.renewed_by,
        "state": held.state(standing.today),
        "renewBy": held.renew_by.isoformat() if held.renew_by else None,
        "renewal": rule.renewal if rule else None,
    }


def _lines(session: Session, held: list[Credential], standing: Standing) -> list[str]:
    if not held:
        return ["No certificate yet. Earned one: roadtrack credential add CERTIFICATION --earned DATE"]
    today = standing.today
    width = max(4, *(cells(one.curriculum) for one in held))
    lines = [session.paint.dim(f"{'CERT':<{width}}  EARNED       VALID UNTIL  STATE")]
    rules = rules_of(standing.library)
    for one in held:
        state = _WORDS[one.state(today)]
        by = f", by passing {one.renewed_by}" if one.renewed_by else ""
        days = f"{_date(one.earned, today):<11}  {_date(one.expires, today):<11}"
        lines.append(f"{fit(one.curriculum, width)}  {days}  {state}{by}")
        rule = rules.get(one.curriculum)
        if rule and rule.renewal and one.state(today) in ("window", "urgent"):
            lines.append(session.paint.dim(f"{'':<{width}}  {one_line(rule.renewal)}"))
    return lines


def _date(day: dt.date | None, today: dt.date) -> str:
    return show_date(day, today) if day else "-"
