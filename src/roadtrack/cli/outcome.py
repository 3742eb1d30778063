"""What a writing verb did, as JSON and as text. Knows no click: the plain form of a verb prints it, too."""

from roadtrack.cli.documents import document
from roadtrack.cli.paint import Paint
from roadtrack.cli.shapes import Document
from roadtrack.journal.events import Attached
from roadtrack.journal.words import evidence_words
from roadtrack.show import show_duration
from roadtrack.text import one_line
from roadtrack.tracker import Extras, Outcome

PAST = {"done": "done", "start": "started", "skip": "skipped", "reopen": "back to todo"}


def outcome_document(verb: str, outcome: Outcome) -> Document:
    """An action as JSON."""
    return document(
        "Action",
        verb=verb,
        action=outcome.action or None,
        changed=list(outcome.changed),
        unchanged=list(outcome.unchanged),
        words=list(outcome.words),
        goals=[
            {
                "goal": m.goal,
                "before": _percents(m.before),
                "after": _percents(m.after),
                "steps": {"done": m.steps_done, "total": m.steps},
            }
            for m in outcome.goals
        ],
        nowReady=list(outcome.now_ready),
    )


def _percents(values: tuple[float, float, float]) -> Document:
    return dict(zip(("done", "covered", "verified"), (round(v, 1) for v in values), strict=True))


def outcome_text(verb: str, outcome: Outcome, paint: Paint, extras: Extras | None = None) -> str:
    """The steps an action changed, the goals it moved, what is ready now, and the undo."""
    lines = [f"{ref}  {_already(verb)}: nothing to do" for ref in outcome.unchanged]
    said = PAST.get(verb, verb)
    if extras is not None and outcome.changed:
        said += f", {show_duration(extras.minutes)}" if extras.minutes else ""
        said += ", verified" if extras.evidence and verb == "done" else ""
    lines += [f"{paint.good(paint.tick)} {ref}  {said}" for ref in outcome.changed]
    lines += [f"  evidence  {_evidence(e, paint)}" for e in outcome.evidence]
    tail = goal_moves(outcome, paint)
    if outcome.now_ready:
        more = f" and {len(outcome.now_ready) - 3} more" if len(outcome.now_ready) > 3 else ""
        tail.append("now ready: " + ", ".join(outcome.now_ready[:3]) + more)
    if outcome.action:
        tail.append("undo: roadtrack undo")
        lines.append("  " + " · ".join(tail))
    return "\n".join(lines)


def goal_moves(outcome: Outcome, paint: Paint) -> list[str]:
    """`cka 60 → 62 %, 26/42` for each goal that moved."""
    return [
        f"{m.goal} {m.before[0]:.0f} {paint.arrow} {m.after[0]:.0f} %, {m.steps_done}/{m.steps}" for m in outcome.goals
    ]


def _already(verb: str) -> str:
    return {"done": "done already", "start": "started already", "skip": "skipped already"}.get(verb, "as it was")


def _evidence(deed: Attached, paint: Paint) -> str:
    shown = one_line(evidence_words(deed))
    if deed.sha256 is None:
        return shown
    kept = "the file stays where it is" if deed.form == "file" else "output kept"
    return f"{shown}  {_size(deed.size or 0)}  sha256 {deed.sha256[:12]}{paint.ellipsis}  ({kept})"


def _size(size: int) -> str:
    return f"{size} B" if size < 1024 else f"{size / 1024:.0f} KiB"


def turn_text(verb: str, outcome: Outcome, paint: Paint) -> str:
    """What `undo` or `redo` turned, in words, and how to turn it back."""
    if not outcome.words:
        return f"Nothing to {verb}."
    did = {"undo": "undid", "redo": "did again"}[verb]
    other = {"undo": "redo", "redo": "undo"}[verb]
    lines = [f"{did}: {one_line(words)}" for words in outcome.words]
    return "\n".join([*lines, "  " + " · ".join([*goal_moves(outcome, paint), f"{other}: roadtrack {other}"])])
