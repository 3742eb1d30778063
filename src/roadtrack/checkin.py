"""The thirty-second check-in without a face: which steps it offers, what was filled in, one action for each step."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from roadtrack.errors import RoadtrackError, UsageError
from roadtrack.planning.brief import Brief
from roadtrack.show import show_duration
from roadtrack.text import one_line
from roadtrack.tracker import Extras, Outcome, Tracker
from roadtrack.when import parse_duration

FEW = 3
"""Steps to offer when fewer are in progress."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What was kept in one action. ref: the step, or empty for the day. said: it in words."""

    ref: str
    said: str
    outcome: Outcome


class FaultyField(Exception):
    """What was typed into a field cannot be kept."""

    def __init__(self, field: str, error: RoadtrackError) -> None:
        super().__init__(error.message)
        self.field = field
        self.error = error


@dataclass(slots=True)
class Draft:
    """What is filled in for one step, as typed."""

    done: bool = False
    note: str = ""
    evidence: str = ""
    time: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to keep."""
        return not (self.done or self.note.strip() or self.evidence.strip() or self.time.strip())

    def extras(self) -> Extras:
        """What comes with the mark. Reads the file that proves it. Raises FaultyField."""
        from roadtrack.verification.evidence import evidence_from

        field = "time"
        try:
            minutes = parse_duration(self.time) if self.time.strip() else None
            field = "evidence"
            evidence = (evidence_from(self.evidence),) if self.evidence.strip() else ()
        except RoadtrackError as error:
            raise FaultyField(field, error) from error
        return Extras(self.note.strip() or None, minutes, evidence)


def offered(brief: Brief) -> list[Brief]:
    """The steps to check in: the top suggestion, the best of a goal without a date, what is in progress.

    While they are few, the next suggestions too: perhaps one of these was done instead.
    """
    side = [brief["side"]] if brief["side"] else []
    found = {item["ref"]: item for item in (*brief["next"][:1], *side, *brief["doing"])}
    for item in brief["next"]:
        if len(found) >= FEW:
            break
        found.setdefault(item["ref"], item)
    return list(found.values())


def save(tracker: Tracker, ref: str, extras: Extras, *, done: bool) -> Saved:
    """Keep what was filled in for a step, as one action. Raises what the tracker raises."""
    outcome = _write(tracker, ref, extras, done=done)
    return Saved(ref, _said(extras, done=done) if outcome.action else "done already", outcome)


def _write(tracker: Tracker, ref: str, extras: Extras, *, done: bool) -> Outcome:
    if done:
        return tracker.done([ref], extras)
    if extras.minutes:
        return tracker.log(ref, extras.minutes, extras=replace(extras, minutes=None))
    if extras.evidence:
        return tracker.attach(ref, extras.evidence[0], replace(extras, evidence=extras.evidence[1:]))
    return tracker.note(ref, extras.note or "")


def _said(extras: Extras, *, done: bool) -> str:
    parts = ["done"] if done else []
    parts += [show_duration(extras.minutes)] if extras.minutes else []
    parts += ["a note"] if extras.note else []
    parts += ["evidence"] if extras.evidence else []
    return ", ".join(parts)


def skip(tracker: Tracker, reason: str) -> Saved:
    """No check-in today: keep why, as a note on the day. Raises UsageError without a reason."""
    if not reason.strip():
        raise UsageError("no reason given.", 'roadtrack checkin --skip "on call"')
    text = f"check-in skipped: {reason.strip()}"
    return Saved("", one_line(text), tracker.note(None, text))


def together(saved: Sequence[Saved]) -> Outcome:
    """What several actions did in all: goals from before the first to after the last. `action` is the last one."""
    if not saved:
        return Outcome()
    outcomes = [one.outcome for one in saved]
    changed = dict.fromkeys(ref for outcome in outcomes for ref in outcome.changed)
    unchanged = dict.fromkeys(ref for outcome in outcomes for ref in outcome.unchanged)
    moves = {move.goal: move for outcome in reversed(outcomes) for move in outcome.goals}  # before: of the first
    last = {move.goal: move for outcome in outcomes for move in outcome.goals}
    return Outcome(
        outcomes[-1].action,
        tuple(changed),
        tuple(unchanged),
        goals=tuple(replace(last[goal], before=move.before) for goal, move in moves.items()),
        now_ready=tuple(dict.fromkeys(ref for outcome in outcomes for ref in outcome.now_ready if ref not in changed)),
        evidence=tuple(deed for outcome in outcomes for deed in outcome.evidence),
    )
