"""checkin: what was done today, in thirty seconds; a small form under the prompt, or one question a line."""

import datetime as dt
import os
import sys
from collections.abc import Callable, Sequence
from typing import TypeVar

import click

from roadtrack.checkin import Saved, offered, save, skip, together
from roadtrack.cli.outcome import goal_moves, outcome_document
from roadtrack.cli.pages import NO_GOALS, NOTHING_READY
from roadtrack.cli.session import Session, common
from roadtrack.errors import Refused, RoadtrackError, UsageError
from roadtrack.journal.events import Attached
from roadtrack.planning.brief import Brief
from roadtrack.show import WEEKDAYS, counted, day_and_month, show_duration
from roadtrack.text import one_line, visible
from roadtrack.tracker import Extras, Tracker
from roadtrack.when import parse_duration

T = TypeVar("T")


@click.command()
@click.option("--plain", is_flag=True, help="One question a line, for screen readers and pipes.")
@click.option("--skip", "reason", metavar="REASON", help="No check-in today; kept as a note on the day.")
@common
def checkin(session: Session, reason: str | None, *, plain: bool) -> None:
    """The thirty-second check-in: tick what you did, add a note, evidence, time.

    On a terminal a form of eleven rows: space ticks, tab goes on, enter saves, esc leaves without writing.
    With --plain, or where the cursor cannot be placed, one question a line; an empty answer leaves it out.
    """
    tracker = session.tracker
    brief = tracker.brief()
    if not brief["goals"]:
        _tell(session, [], NO_GOALS)
    elif reason is not None:
        saved = [skip(tracker, reason)]
        _tell(session, saved, f"noted for the day: {saved[0].said}\n  undo: roadtrack undo")
    elif not offered(brief):
        _tell(session, [], NOTHING_READY)
    elif plain or not _has_cursor(session):
        _plain(session, brief)
    else:
        saved = list(_form(session, brief))
        _tell(session, saved, _page(session, saved))


def _has_cursor(session: Session) -> bool:
    """The form is drawn on stderr, as Textual does below a prompt."""
    return session.can_open_app() and sys.stderr.isatty() and sys.platform != "win32"


def _form(session: Session, brief: Brief) -> Sequence[Saved]:
    import importlib

    app = importlib.import_module("roadtrack.tui.checkin")  # the two faces never import each other
    saved: Sequence[Saved] = app.run(session.tracker, brief, environ=os.environ, ascii_only=session.paint.ascii)
    return saved


def _tell(session: Session, saved: Sequence[Saved], text: str) -> None:
    actions = [{"action": one.outcome.action, "ref": one.ref or None, "said": one.said} for one in _kept(saved)]
    session.emit(outcome_document("checkin", together(saved)) | {"actions": actions}, lambda: text)


def _kept(saved: Sequence[Saved]) -> list[Saved]:
    """Without what changed nothing."""
    return [one for one in saved if one.outcome.action]


def _page(session: Session, saved: Sequence[Saved]) -> str:
    """What the form saved."""
    if not _kept(saved):
        return "Nothing saved."
    paint = session.paint
    lines = [f"{paint.good(paint.tick)} {one.ref}  {one.said}" if one.ref else one.said for one in saved]
    whole = together(saved)
    tail = goal_moves(whole, paint)
    tail += ["now ready: " + ", ".join(whole.now_ready[:3])] if whole.now_ready else []
    return "\n".join([*lines, "  " + " · ".join([*tail, f"undo: {_undo(saved)}"])])


def _undo(saved: Sequence[Saved]) -> str:
    actions = len(_kept(saved))
    return "roadtrack undo" + (f" {actions}" if actions > 1 else "")


# -- one question a line -----------------------------------------------------------------------------------


class _Talk:
    """Questions and answers, one a line. Where stdout is for JSON, a person reads the questions on stderr.

    A person is asked again after a slip. A pipe is not: its next line answers the next question.
    """

    def __init__(self, *, as_json: bool) -> None:
        self._as_json = as_json
        self.is_person = sys.stdin.isatty()

    def say(self, text: str, *, nl: bool = True) -> None:
        """A line."""
        if self.is_person or not self._as_json:
            click.echo(visible(text), err=self._as_json, nl=nl)

    def ask(self, question: str, read: Callable[[str], T]) -> T | None:
        """The answer, read; None when it was left empty or nobody answers any more. Raises what `read` raises."""
        while True:
            self.say(f"{question} " if self.is_person else question, nl=not self.is_person)
            try:
                line = sys.stdin.readline().strip()
            except UnicodeDecodeError as error:
                raise UsageError(f"stdin cannot be read: {error}") from error
            if not line:
                return None
            try:
                return read(line)
            except RoadtrackError as error:
                if not self.is_person:
                    raise
                self.say(f"{error.message} {error.hint}".strip())


Entry = tuple[str, bool, Extras]
"""A step, whether it is done, and what comes with it."""


def _plain(session: Session, brief: Brief) -> None:
    """Ask about one step after the other. A person's answers are kept at once, a pipe's when all of it was read."""
    if session.flags.no_input:
        raise Refused("a check-in asks questions.", 'Say it in one line: roadtrack done REF -m "…" --time 1h30')
    talk = _Talk(as_json=session.json)
    items = offered(brief)
    talk.say(_greeting(brief, len(items)))
    for number, item in enumerate(items, 1):
        talk.say(f"{number}. {_spoken(item)}")
    entries: list[Entry] = []
    saved: list[Saved] = []
    while (ref := talk.ask(_which(items, entries), lambda text: _chosen(session, items, text))) is not None:
        entry = _ask_about(talk, ref)
        if entry is None:
            talk.say(f"Nothing to save for {ref}.")
            continue
        entries.append(entry)
        if talk.is_person:
            saved.append(_save(session.tracker, talk, entry))
    saved += [_save(session.tracker, talk, entry) for entry in entries[len(saved) :]]
    _close(session, talk, saved)


def _save(tracker: Tracker, talk: _Talk, entry: Entry) -> Saved:
    ref, done, extras = entry
    one = save(tracker, ref, extras, done=done)
    talk.say(f"Saved: {ref}, {one.said}." if one.outcome.action else f"{ref} is {one.said}.")
    return one


def _greeting(brief: Brief, steps: int) -> str:
    day = dt.date.fromisoformat(brief["day"])
    parts = [f"Check-in, {WEEKDAYS[day.weekday()]} {day_and_month(day)}", f"{counted(steps, 'step')} offered"]
    parts[1] += f", {counted(brief['reviewsDue'], 'review')} due" if brief["reviewsDue"] else ""
    parts += [f"Streak {counted(brief['streak']['days'], 'day')}"] if brief["show"]["streak"] else []
    return ". ".join(parts) + "."


def _spoken(item: Brief) -> str:
    doing = " In progress." if item["status"] == "doing" else ""
    return f"{item['ref']}, {one_line(item['title'])}. {show_duration(item['minutesLeft'])} left.{doing}"


def _which(items: Sequence[Brief], entries: Sequence[Entry]) -> str:
    numbers = "1" if len(items) == 1 else f"1 to {len(items)}"
    return f"Which {'other ' if entries else ''}step? {numbers}, or a ref; empty ends."


def _chosen(session: Session, items: Sequence[Brief], text: str) -> str:
    """The ref of a number or a name. Raises UsageError or NotFound."""
    if text.isascii() and text.isdigit():
        if not 1 <= int(text) <= len(items):
            raise UsageError(f"there is no step {text}.")
        return str(items[int(text) - 1]["ref"])
    return session.resolve(text)


def _yes(text: str) -> bool:
    if text.lower() not in ("y", "yes", "n", "no"):
        raise UsageError("Answer y or n.")
    return text.lower() in ("y", "yes")


def _evidence(text: str) -> Attached:
    from roadtrack.verification.evidence import evidence_from

    return evidence_from(text)


def _ask_about(talk: _Talk, ref: str) -> Entry | None:
    """Ask about one step; None when everything was left empty."""
    done = bool(talk.ask(f"{ref}: done? y or n.", _yes))
    note = talk.ask("Note?", str)
    evidence = talk.ask("Evidence? A link, or the path of a file.", _evidence)
    minutes = talk.ask("Time? 25m, 1h30.", parse_duration)
    if not (done or note or evidence or minutes):
        return None
    return ref, done, Extras(note, minutes, (evidence,) if evidence else ())


def _close(session: Session, talk: _Talk, saved: Sequence[Saved]) -> None:
    """What was saved, where that leaves the goals, what is next."""
    if session.json:
        _tell(session, saved, "")
        return
    if not _kept(saved):
        talk.say("Nothing saved.")
        return
    brief = session.tracker.brief()
    moved = {move.goal for move in together(saved).goals}
    for goal in brief["goals"]:
        if goal["goal"] in moved:
            done, total = goal["steps"]["done"], goal["steps"]["total"]
            talk.say(f"{goal['goal']} {goal['percent']['done']:.0f} percent, {done} of {total} steps.")
    if brief["next"]:
        talk.say(f"Next: {brief['next'][0]['ref']}.")
    told = "; ".join(f"{one.ref}, {one.said}" for one in _kept(saved))
    talk.say(f"Saved in all: {told}. To take it back: {_undo(saved)}")
