"""history and heat: what was done, and when."""

import datetime as dt
from collections.abc import Mapping

import click

from roadtrack.cli.complete import complete_ref
from roadtrack.cli.documents import document
from roadtrack.cli.paint import Paint
from roadtrack.cli.session import Session, looking
from roadtrack.cli.shapes import Document
from roadtrack.errors import UsageError
from roadtrack.journal.events import KINDS, Logged, Redone, Undone, body_of
from roadtrack.journal.state import Entry
from roadtrack.journal.words import entry_name, entry_text, entry_verb, local_time
from roadtrack.planning.filters import since_day
from roadtrack.progress.days import weeks
from roadtrack.progress.heat import amount, level
from roadtrack.show import MONTHS, WEEKDAYS, counted, day_and_month
from roadtrack.text import cut, one_line

SHADES = ("·", "░", "▒", "▓", "█")
ASCII_SHADES = (".", ":", "-", "+", "#")
ID_PART = 8
"""Characters of an action's id that are shown. Ids begin with the time: their ends tell them apart."""


@click.command()
@click.argument("ref", required=False, shell_complete=complete_ref)
@click.option("--since", metavar="DATE", help="From this day on: 7d, 2026-11-01, mon.")
@click.option("--kind", metavar="KIND[,KIND]", help="Only these: " + ", ".join(KINDS) + ".")
@click.option("-n", "--number", type=click.IntRange(1), help="How many; 20 on a terminal, else all.")
@looking
def history(session: Session, ref: str | None, since: str | None, kind: str | None, number: int | None) -> None:
    """The journal in words, newest first."""
    tracker = session.tracker
    full = tracker.resolve(ref).ref if ref and "/" in ref else ref and _goal_or_step(session, ref)
    kinds = tuple(k for k in (kind or "").split(",") if k)
    for one in kinds:
        if one not in KINDS:
            raise UsageError(f'unknown kind "{one}". Kinds: {", ".join(KINDS)}.')
    start = since_day(since, tracker.today) if since else None
    limit = number or (20 if session.paint.width < 1000 and not session.json else None)
    entries = tracker.history(full, kinds=kinds, since=start, limit=limit)
    answer = document("History", items=[history_item(e) for e in entries])
    with_ids = session.flags.output == "wide"
    session.emit(answer, lambda: history_page(entries, session.paint, with_ids=with_ids))


def _goal_or_step(session: Session, name: str) -> str:
    if name in session.tracker.snapshot().goals:
        return name
    return session.tracker.resolve(name).ref


def history_item(entry: Entry) -> Document:
    """One event as JSON. `text` is what a person wrote or sees."""
    event = entry.event
    return {
        "id": event.id,
        "action": event.action,
        "at": event.utc,
        "day": event.day,
        "kind": event.kind,
        "ref": event.ref,
        "text": entry_text(entry),
        "minutes": event.deed.minutes if isinstance(event.deed, Logged) else None,
        "body": body_of(event.deed),
        "undone": entry.undone,
    }


def history_page(entries: list[Entry], paint: Paint, *, with_ids: bool = False) -> str:
    """One line an event. with_ids: with the end of its action's id, by which `undo --action` takes it back."""
    if not entries:
        return "Nothing in the journal yet that fits."
    names = [entry_name(entry) for entry in entries]
    width = max(len(name) for name in names)
    lines = []
    for entry, name in zip(entries, names, strict=True):
        event = entry.event
        at = local_time(event)
        turned = isinstance(event.deed, Undone | Redone)
        id_ = f"{'' if turned else event.action[-ID_PART:]:<{ID_PART}}  " if with_ids else ""
        head = f"{day_and_month(at.date()):>6} {at:%H:%M}  {id_}{entry_verb(entry):<8}  {name:<{width}}  "
        text = cut(one_line(entry_text(entry)), max(10, paint.width - len(head)), paint.ellipsis)
        line = head + text + (" (undone)" if entry.undone else "")
        lines.append(paint.dim(line) if entry.undone else line.rstrip())
    return "\n".join(lines)


@click.command()
@click.option("--weeks", "count", type=click.IntRange(1, 520), default=26, help="How many weeks.")
@click.option("--of", "measure", type=click.Choice(["minutes", "steps", "evidence"]), default="minutes")
@looking
def heat(session: Session, count: int, measure: str) -> None:
    """The heat-map of the last weeks: one column a week, Monday at the top."""
    tracker = session.tracker
    standing = tracker.standing()
    grid = weeks(standing.today, count)
    values = [[None if day is None else amount(standing.days.get(day), measure) for day in week] for week in grid]
    answer = document(
        "Heat",
        of=measure,
        items=[
            {"week": week[0].isoformat() if week[0] else None, "days": row}
            for week, row in zip(grid, values, strict=True)
        ],
        streak={
            "days": standing.streak.days,
            "longest": standing.streak.longest,
            "spareDaysLeft": standing.streak.spare_days_left,
            "activeOf28": standing.streak.active_of_28,
        },
    )
    free = dict.fromkeys(standing.paused, "p")
    free |= {day: "r" for week in grid for day in week if day and day.weekday() in tracker.habits.rest}
    answer["free"] = sorted(day.isoformat() for week in grid for day in week if day in free)
    session.emit(answer, lambda: _heat_page(grid, values, measure, answer["streak"], session.paint, free))


def _heat_page(
    grid: tuple[tuple[dt.date | None, ...], ...],
    values: list[list[int | None]],
    measure: str,
    streak: Document,
    paint: Paint,
    free: Mapping[dt.date, str],
) -> str:
    """free: `r` for a weekday of rest, `p` for a paused day; shown where nothing was done."""
    shades = ASCII_SHADES if paint.ascii else SHADES
    lines = []
    for weekday in range(7):
        row = []
        for week, amounts in zip(grid, values, strict=True):
            day, amount = week[weekday], amounts[weekday]
            shade = " " if day is None or amount is None else shades[level(amount, measure)]
            row.append(free[day] if day is not None and day in free and not amount else shade)
        lines.append(f"{WEEKDAYS[weekday][:3]} {' '.join(row)}".rstrip())
    lines.append("    " + _months(grid))
    unit = ("none", "<15m", "<45m", "<90m", "90m+") if measure == "minutes" else ("0", "1", "2", "3", "4+")
    kinds = [f"{mark} {word}" for mark, word in (("r", "rest"), ("p", "pause")) if mark in free.values()]
    lines.append("    " + "  ".join([*(f"{s} {word}" for s, word in zip(shades, unit, strict=True)), *kinds]))
    lines.append(
        f"streak {counted(streak['days'], 'day')} (longest {streak['longest']}),"
        f" {streak['spareDaysLeft']} of 2 spare days left · active {streak['activeOf28']} of the last 28 days"
    )
    return "\n".join(lines)


def _months(grid: tuple[tuple[dt.date | None, ...], ...]) -> str:
    """Month names under the first week of each month that has room for it."""
    line = ""
    last = 0
    for column, week in enumerate(grid):
        monday = week[0]
        if monday is None or monday.month == last:
            continue
        if last and len(line) <= 2 * column:
            line = line.ljust(2 * column) + MONTHS[monday.month - 1][:3]
        last = monday.month
    return line
