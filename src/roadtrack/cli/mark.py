"""done, start, skip, reopen, log, note, attach, undo, redo: each one action, undoable."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from roadtrack.cli.complete import complete_ref
from roadtrack.cli.outcome import PAST, outcome_document, outcome_text, turn_text
from roadtrack.cli.session import Session, common
from roadtrack.errors import NotFound, Refused, UsageError
from roadtrack.journal.events import Attached
from roadtrack.show import show_duration
from roadtrack.text import one_line, visible
from roadtrack.timer import LONG_MINUTES
from roadtrack.tracker import Extras, Outcome
from roadtrack.when import parse_date, parse_duration, parse_time

MANY_REFS = 20


def _extras(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in (
        click.option("--dry-run", is_flag=True, help="Say what would be marked; save nothing."),
        click.option("--on", metavar="DATE", help="For an earlier day."),
        click.option("--evidence", multiple=True, metavar="LINK|PATH", help="What proves it."),
        click.option("--time", metavar="DURATION", help="Time spent, e.g. 25m or 1h30."),
        click.option("-m", "--message", metavar="TEXT", help="A note; with skip, the reason."),
    ):
        command = option(command)
    return command


def _gather(
    session: Session, message: str | None, time: str | None, evidence: tuple[str, ...], on: str | None
) -> Extras:
    return Extras(
        note=message,
        minutes=_duration(session, time) if time else None,
        evidence=tuple(_evidence_from(one) for one in evidence),
        day=parse_date(on, session.tracker.today) if on else None,
    )


def _evidence_from(text: str) -> Attached:
    from roadtrack.verification.evidence import evidence_from

    return evidence_from(text)


def _duration(session: Session, text: str) -> int:
    minutes = parse_duration(text)
    if minutes > 12 * 60:
        session.confirm(f"{show_duration(minutes)} in one go?")
    return minutes


def _refs(session: Session, names: Sequence[str]) -> list[str]:
    """The refs meant; `-` reads more of them from stdin. Asks before marking more than twenty."""
    listed = [n for name in names for n in (_read_stdin().split() if name == "-" else [name])]
    if not listed:
        raise UsageError("no step given.", "Name one: roadtrack next shows what is ready.")
    refs = list(dict.fromkeys(session.resolve(name) for name in listed))
    if len(refs) > MANY_REFS:
        session.confirm(f"Mark {len(refs)} steps at once?")
    return refs


def _read_stdin() -> str:
    try:
        return sys.stdin.read()
    except UnicodeDecodeError as error:
        raise UsageError(f"stdin cannot be read: {error}") from error


def _mark(
    session: Session,
    verb: str,
    names: Sequence[str],
    extras: Extras,
    *,
    dry_run: bool,
    reason: str = "",
    grade: str | None = None,
) -> None:
    refs = _refs(session, names)
    if dry_run:
        session.narrate("nothing is saved: --dry-run")
        answer = outcome_document(verb, Outcome(changed=tuple(refs))) | {"dryRun": True}
        session.emit(answer, lambda: "\n".join(f"would be {PAST[verb]}: {ref}" for ref in refs))
        return
    tracker = session.tracker
    if verb == "skip":
        outcome = tracker.skip(refs, reason, extras)
    elif verb == "done":
        outcome = tracker.done(refs, extras, grade)
    else:
        outcome = {"start": tracker.start, "reopen": tracker.reopen}[verb](refs, extras)
    tell(session, verb, outcome, extras)


def tell(session: Session, verb: str, outcome: Outcome, extras: Extras | None = None, said: str = "") -> None:
    """Print what an action did: the steps, the goals, what is ready now, and the undo. said: the verb in words."""
    session.emit(outcome_document(verb, outcome), lambda: outcome_text(said or verb, outcome, session.paint, extras))


@click.command()
@click.argument("refs", nargs=-1, required=True, shell_complete=complete_ref, metavar="REF…")
@click.option("--grade", type=click.Choice(["hard", "good", "easy"]), help="How sure you are of it.")
@_extras
@common
def done(
    session: Session,
    refs: tuple[str, ...],
    message: str | None,
    time: str | None,
    evidence: tuple[str, ...],
    on: str | None,
    grade: str | None,
    *,
    dry_run: bool,
) -> None:
    """Tick steps off. Several refs are one action: one undo takes all back. - reads refs from stdin."""
    extras = _gather(session, message, time, evidence, on)
    _mark(session, "done", refs, extras, dry_run=dry_run, grade=grade)


@click.command()
@click.argument("refs", nargs=-1, required=True, shell_complete=complete_ref, metavar="REF…")
@_extras
@common
def start(
    session: Session,
    refs: tuple[str, ...],
    message: str | None,
    time: str | None,
    evidence: tuple[str, ...],
    on: str | None,
    *,
    dry_run: bool,
) -> None:
    """Begin steps: status doing."""
    _mark(session, "start", refs, _gather(session, message, time, evidence, on), dry_run=dry_run)


@click.command()
@click.argument("refs", nargs=-1, required=True, shell_complete=complete_ref, metavar="REF…")
@_extras
@common
def skip(
    session: Session,
    refs: tuple[str, ...],
    message: str | None,
    time: str | None,
    evidence: tuple[str, ...],
    on: str | None,
    *,
    dry_run: bool,
) -> None:
    """Leave steps out, with a reason (-m). Counts as covered, never as done."""
    reason = message or session.ask("Why is it left out", "-m REASON")
    _mark(session, "skip", refs, _gather(session, None, time, evidence, on), dry_run=dry_run, reason=reason)


@click.command()
@click.argument("refs", nargs=-1, required=True, shell_complete=complete_ref, metavar="REF…")
@_extras
@common
def reopen(
    session: Session,
    refs: tuple[str, ...],
    message: str | None,
    time: str | None,
    evidence: tuple[str, ...],
    on: str | None,
    *,
    dry_run: bool,
) -> None:
    """Put steps back to todo, from doing, done or skipped."""
    _mark(session, "reopen", refs, _gather(session, message, time, evidence, on), dry_run=dry_run)


@click.command()
@click.argument("words", nargs=-1, shell_complete=complete_ref, metavar="[REF] [DURATION]")
@click.option("--start", is_flag=True, help="Start a timer for the step.")
@click.option("--stop", is_flag=True, help="Stop it and log the time, or the DURATION you say.")
@click.option("--drop", is_flag=True, help="Stop it and log nothing.")
@click.option("--at", metavar="HH:MM", help="When it began.")
@click.option("--on", metavar="DATE", help="For an earlier day.")
@click.option("-m", "--message", metavar="TEXT", help="A note.")
@common
def log(
    session: Session,
    words: tuple[str, ...],
    at: str | None,
    on: str | None,
    message: str | None,
    *,
    start: bool,
    stop: bool,
    drop: bool,
) -> None:
    """Record time spent: roadtrack log cka/rbac 45m. Or with a timer: --start, --stop; without words: what runs."""
    if start or stop or drop or not words:
        if at or on or message or start + stop + drop > 1:
            raise UsageError("a timer takes --start, --stop or --drop, and nothing else.")
        _timer(session, words, start=start, stop=stop, drop=drop)
        return
    if len(words) != 2:
        raise UsageError("how long?" if len(words) == 1 else "too many words.", "roadtrack log cka/rbac 45m")
    minutes = _duration(session, words[1])
    extras = Extras(note=message, day=parse_date(on, session.tracker.today) if on else None)
    full = session.resolve(words[0])
    outcome = session.tracker.log(full, minutes, at=parse_time(at) if at else None, extras=extras)
    _logged(session, full, minutes, outcome)


def _logged(session: Session, ref: str, minutes: int, outcome: Outcome) -> None:
    state = session.tracker.standing_for(ref).state(ref)
    tell(session, "log", outcome, said=f"{show_duration(minutes)} logged, {show_duration(state.minutes)} in all")


def _timer(session: Session, words: tuple[str, ...], *, start: bool, stop: bool, drop: bool) -> None:
    tracker = session.tracker
    if start:
        if len(words) != 1:
            raise UsageError("a timer is for one step.", "roadtrack log cka/rbac --start")
        ref = tracker.start_timer(session.resolve(words[0])).ref
        said = f"timer started for {ref} · stop it: roadtrack log --stop"
    elif stop:
        _stop(session, words)
        return
    else:
        running = tracker.timer()
        ref = running.ref if running else ""
        if running is None:
            said = "No timer runs."
        elif drop:
            tracker.drop_timer()
            said = f"timer for {ref} dropped, nothing logged"
        else:
            said = f"{ref}  {show_duration(running.minutes(tracker.now().utc))}, still running"
    session.emit(outcome_document("log", Outcome(words=(said,))) | {"timer": ref or None}, lambda: said)


def _stop(session: Session, words: tuple[str, ...]) -> None:
    """Stop the timer; one that ran for hours is asked about."""
    tracker = session.tracker
    running = tracker.timer()
    if running is None:
        raise UsageError("no timer runs.", "roadtrack log REF --start")
    if words:
        minutes = _duration(session, words[-1])
    else:
        minutes = running.minutes(tracker.now().utc)
        if minutes < 1:
            raise UsageError("the timer ran less than a minute.", "roadtrack log --drop, or log --stop 5m")
        if minutes > LONG_MINUTES:
            session.confirm(f"{show_duration(minutes)} on {running.ref}, really? Otherwise: roadtrack log --stop 1h.")
        minutes = min(minutes, 24 * 60)
    _logged(session, running.ref, minutes, tracker.stop_timer(minutes))


@click.command()
@click.argument("ref", required=False, shell_complete=complete_ref)
@click.option("-m", "--message", metavar="TEXT", help="The text.")
@click.option("-f", "--file", "source", metavar="FILE", help="Read the text from a file; - is stdin.")
@click.option("-e", "--edit", is_flag=True, help="Write it in your editor.")
@click.option("--on", metavar="DATE", help="For an earlier day.")
@common
def note(
    session: Session, ref: str | None, message: str | None, source: str | None, on: str | None, *, edit: bool
) -> None:
    """Write a note on a step, or on the day when no REF is given."""
    full = session.resolve(ref) if ref else None
    text = _text(session, message, source, edit=edit)
    day = parse_date(on, session.tracker.today) if on else None
    outcome = session.tracker.note(full, text, day)
    if full is None:
        session.emit(outcome_document("note", outcome), lambda: "noted for the day · undo: roadtrack undo")
    else:
        tell(session, "note", outcome, said="noted")


def _text(session: Session, message: str | None, source: str | None, *, edit: bool) -> str:
    if message is not None and not edit:
        return message
    if source is not None:
        try:
            return sys.stdin.read() if source == "-" else Path(source).read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise NotFound(f"{visible(source)} cannot be read: {error}") from error
    if not edit and not session.can_ask():
        raise Refused("no text given.", "Give it with -m TEXT or -f FILE.")
    from roadtrack.editor import edit_text, editor_command

    return edit_text(message or "", editor_command(session.tracker.settings.tools.editor))


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("ref", shell_complete=complete_ref)
@click.argument("what", nargs=-1, required=True, type=click.UNPROCESSED, metavar="LINK|PATH|-- CMD…")
@click.option("--title", metavar="TEXT", help="What it is, in a few words.")
@common
def attach(session: Session, ref: str, what: tuple[str, ...], title: str | None) -> None:
    """Add evidence: a link, a file's digest, or after -- the output of a command that you type."""
    full = session.resolve(ref)
    from roadtrack.verification.evidence import command_output, evidence_from

    typed = "--" in sys.argv or len(what) > 1
    evidence = command_output(what, title) if typed else evidence_from(what[0], title)
    outcome = session.tracker.attach(full, evidence)
    tell(session, "attach", outcome, said="evidence attached")


@click.command()
@click.argument("count", type=click.IntRange(1), default=1, metavar="[N]")
@click.option("--list", "only_list", is_flag=True, help="Only show what would be taken back.")
@click.option("--action", metavar="ID", help="Take back this one, whatever came after it; history -o wide has the ids.")
@common
def undo(session: Session, count: int, action: str | None, *, only_list: bool) -> None:
    """Take back the last N actions, without limit, in words; or any earlier one by its id."""
    if action is not None:
        if only_list or count != 1:
            raise UsageError("--action takes back one action; it goes with no number and no --list.")
        outcome = session.tracker.undo_action(action)
        answer = outcome_document("undo", outcome) | {"stays": list(outcome.stays)}
        stays = [f"  {one_line(words)}" for words in outcome.stays]
        session.emit(answer, lambda: "\n".join([turn_text("undo", outcome, session.paint), *stays]))
    elif only_list:
        _list_undo(session)
    else:
        _turn(session, "undo", session.tracker.undo(count))


@click.command()
@click.argument("count", type=click.IntRange(1), default=1, metavar="[N]")
@common
def redo(session: Session, count: int) -> None:
    """Bring back the last N actions that were undone."""
    _turn(session, "redo", session.tracker.redo(count))


def _turn(session: Session, verb: str, outcome: Outcome) -> None:
    session.emit(outcome_document(verb, outcome), lambda: turn_text(verb, outcome, session.paint))


def _list_undo(session: Session) -> None:
    from roadtrack.journal.words import action_words

    actions: dict[str, list[Any]] = {}
    for entry in session.tracker.history(limit=200):
        if not entry.undone and entry.event.kind not in ("undo", "redo"):
            actions.setdefault(entry.event.action, []).insert(0, entry.event)
    words = [one_line(action_words(events)) for events in list(actions.values())[:20]]
    answer = outcome_document("undo", Outcome(words=tuple(words))) | {"dryRun": True}
    session.emit(answer, lambda: "\n".join(f"{n:>2}  {w}" for n, w in enumerate(words, 1)) or "Nothing to undo.")
