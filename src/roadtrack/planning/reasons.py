"""A suggestion's reasons in words: rows that add up to its score, and what the date has to do with it."""

from collections.abc import Mapping
from dataclasses import dataclass

from roadtrack.planning.standing import Goal, Standing
from roadtrack.planning.suggest import Reason, Suggestion, round_rows
from roadtrack.show import counted, show_hours

TIGHT_WEEKS = 2.0
"""Less slack than this is called tight."""


@dataclass(frozen=True, slots=True)
class Row:
    """One printed reason: `score` in points per hour, rounded so that the rows add up."""

    score: float
    text: str
    note: str = ""


def rows(suggestion: Suggestion, standing: Standing) -> tuple[Row, ...]:
    """The rows of `why`, in words. Their scores add up to the score as printed."""
    names = {goal.id: goal.name for goal in standing.goals}
    scores = round_rows([r.score for r in suggestion.reasons], total=suggestion.score)
    return tuple(
        Row(score, _row_text(reason, names, standing), _row_note(reason))
        for score, reason in zip(scores, suggestion.reasons, strict=True)
    )


def summary(suggestion: Suggestion, standing: Standing) -> str:
    """One line: what the step is worth and what it opens."""
    names = {goal.id: goal.name for goal in standing.goals}
    itself, *opened = suggestion.reasons
    worth = _worth(itself, names)
    parts = [worth] if worth else []
    if opened:
        refs = [reason.ref for reason in opened]
        more = f" and {len(refs) - 2} more" if len(refs) > 2 else ""
        parts.append("opens " + ", ".join(refs[:2]) + more)
    return " · ".join(parts) or "a foundation: nothing weighted behind it yet"


def pressure_line(goal: Goal, pace: float) -> str:
    """What a goal's date means for its steps, and what its mock exams do, in one line."""
    weighed = f"; its domains are weighed by {counted(goal.mocks, 'mock exam')}" if goal.mocks else ""
    return _pressure_words(goal, pace) + weighed


def _pressure_words(goal: Goal, pace: float) -> str:
    p = goal.pressure
    left = f"{show_hours(p.remaining_hours)} of work left"
    speed = f"at {pace:.1f} h a week"
    if p.state == "complete":
        return f"{goal.name} has no weighted step left"
    if p.state == "undated":
        return f"{goal.name} has no date, so it counts little: {left}"
    if p.state == "overdue":
        return f"{goal.name} is past its date and gives no points: set a new one"
    weeks, slack = p.weeks_left or 0.0, p.slack_weeks or 0.0
    if slack < 0:
        return f"{goal.name} does not fit: {left}, {_weeks(weeks)} {speed}, {_weeks(-slack)} short"
    word = "is tight" if slack < TIGHT_WEEKS else "has room"
    return f"{goal.name} {word}: {left}, {_weeks(weeks)} {speed}, about {_weeks(slack)} of slack"


def slack_words(goal: Goal) -> str:
    """Slack in a few words for a table: `tight, 1 wk slack`."""
    p = goal.pressure
    if p.state == "dated" and p.slack_weeks is not None:
        if p.slack_weeks < 0:
            return f"short by {_number(-p.slack_weeks)} wk"
        return f"{'tight, ' if p.slack_weeks < TIGHT_WEEKS else ''}{_number(p.slack_weeks)} wk slack"
    return {"undated": "no date", "overdue": "past its date", "complete": "complete"}.get(p.state, "")


def _weeks(weeks: float) -> str:
    shown = _number(weeks)
    return f"{shown} week" if shown == "1" else f"{shown} weeks"


def _number(weeks: float) -> str:
    """One decimal where it tells something."""
    return f"{weeks:.0f}" if weeks >= 10 else f"{weeks:.1f}".removesuffix(".0")


def _row_text(reason: Reason, names: Mapping[str, str], standing: Standing) -> str:
    worth = _worth(reason, names) or "no weight of its own"
    left = show_hours(standing.minutes_left(reason.ref) / 60)
    if reason.kind == "itself":
        return f"this step itself: {worth}, {left} left"
    return f"opens {reason.ref}: {worth}, {left}"


def _row_note(reason: Reason) -> str:
    if not reason.also_needs:
        return ""
    others = ", ".join(reason.also_needs[:2]) + (
        f" and {len(reason.also_needs) - 2} more" if len(reason.also_needs) > 2 else ""
    )
    return f"also needs {others}; {reason.share:.0%} of the cost is here".replace("%", " %")


def _worth(reason: Reason, names: Mapping[str, str]) -> str:
    """`2.2 % of CKA, 1.5 % of CKS`; empty when no goal weighs the step."""
    return ", ".join(f"{100 * share:.1f} % of {names[goal]}" for goal, share in reason.goals if share > 0)
