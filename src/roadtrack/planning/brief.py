"""The brief: a day's standing as plain JSON values, for every look that must be instant.

The fast path prints it, the app paints its first frame from it, `--json` is made of it. So all of them show
the same numbers by construction. Percentages have one decimal, durations are whole minutes.
"""

import datetime as dt
from typing import Any

from roadtrack.journal.events import DayState, Status
from roadtrack.planning.freshness import step_memory
from roadtrack.planning.nudges import Nudge, nudges
from roadtrack.planning.outlook import Outlook, Outlooks
from roadtrack.planning.reasons import pressure_line, rows, slack_words, summary
from roadtrack.planning.refresh import Review, best_reviews, fresh_percent, has_room, reviews_due
from roadtrack.planning.retention import Memory
from roadtrack.planning.side import side_step
from roadtrack.planning.standing import Goal, Standing
from roadtrack.planning.suggest import Suggestion
from roadtrack.progress.days import week_minutes, weeks
from roadtrack.show import show_date

MOST_SUGGESTIONS = 50
HEAT_WEEKS = 53

Brief = dict[str, Any]


def make_brief(standing: Standing, side_days: int = 7) -> Brief:
    """The brief of a standing. side_days: as `side.side_step` takes it."""
    side = side_step(standing, side_days)
    streak = standing.streak
    outlooks = Outlooks(standing)
    today = standing.days.get(standing.today, DayState())
    return {
        "day": standing.today.isoformat(),
        "streak": {
            "days": streak.days,
            "longest": streak.longest,
            "spareDaysLeft": streak.spare_days_left,
            "activeOf28": streak.active_of_28,
        },
        "week": {
            "minutes": week_minutes(standing.days, standing.today),
            "planned": round(standing.planned_hours * 60),
        },
        "pace": {
            "hoursPerWeek": round(standing.pace, 2),
            "bias": round(standing.bias.factor, 2),
            "weeksOfJournal": standing.weeks_of_journal,
        },
        "goals": [_goal(goal, standing, outlooks.outlook(goal)) for goal in standing.goals],
        "ready": len(standing.plan.suggestions),
        "next": [suggestion_item(s, standing) for s in standing.plan.suggestions[:MOST_SUGGESTIONS]],
        "side": suggestion_item(side, standing) if side else None,
        "refresh": [review_item(r, standing) for r in best_reviews(standing)] if has_room(standing) else [],
        "reviewsDue": reviews_due(standing),
        "nudges": [_nudge_item(nudge) for nudge in nudges(standing)],
        "pausedUntil": _pause_end(standing),
        "doing": [step_item(ref, standing) for ref in refs_doing(standing)],
        "doneToday": [step_item(ref, standing) for ref in refs_done_today(standing)],
        "today": {
            "steps": today.done,
            "minutes": today.minutes,
            "notes": today.notes,
            "evidence": today.evidence,
        },
        "blocked": [step_item(ref, standing) for ref in refs_blocked(standing, 5)],
        "cycle": list(standing.plan.cycle),
        "parked": sorted(standing.parked),
        "heat": heat(standing),
    }


def refs_doing(standing: Standing) -> list[str]:
    """Steps in progress, the most recently touched first."""
    doing = [r for r, s in standing.states.items() if s.status is Status.DOING]
    return sorted(doing, key=lambda r: standing.states[r].touched or "", reverse=True)


def refs_done_today(standing: Standing) -> list[str]:
    """Steps done on this day, the latest first."""
    day = standing.today.isoformat()
    done = [r for r, s in standing.states.items() if s.status is Status.DONE and s.done_day == day]
    return sorted(done, key=lambda r: standing.states[r].touched or "", reverse=True)


def refs_blocked(standing: Standing, limit: int) -> list[str]:
    """Unfinished steps that wait for the best suggestions: what comes into reach next."""
    found: dict[str, None] = {}
    for suggestion in standing.plan.suggestions:
        for ref in standing.library.opens.get(suggestion.ref, ()):
            if standing.is_blocked(ref):
                found[ref] = None
        if len(found) >= limit:
            break
    return list(found)[:limit]


def _goal(goal: Goal, standing: Standing, outlook: Outlook) -> Brief:
    whole = goal.whole
    slack = goal.pressure.slack_weeks
    return {
        "goal": goal.id,
        "title": goal.title,
        "importance": goal.importance,
        "by": goal.by.isoformat() if goal.by else None,
        "daysLeft": (goal.by - standing.today).days if goal.by else None,
        "steps": {
            "done": whole.steps_done,
            "skipped": whole.steps_skipped,
            "doing": whole.steps_doing,
            "verified": whole.steps_verified,
            "total": whole.steps,
        },
        "percent": percent(whole.done, whole.covered, whole.verified),
        "fresh": round(fresh_percent(standing, goal.id), 1),
        "minutesLeft": round(whole.hours_left * 60),
        "minutesLogged": whole.minutes_logged,
        "slackWeeks": None if slack is None else round(slack, 1),
        "slack": slack_words(goal),
        "pressure": pressure_line(goal, standing.pace),
        "forecast": forecast_item(outlook),
        "outlook": outlook_words(goal, outlook),
    }


def forecast_item(outlook: Outlook) -> Brief:
    """A goal's forecast: days of P15, P50 and P85, the chance of its date in percent, and its word."""
    return {
        "p15": _iso(outlook.early),
        "p50": _iso(outlook.middle),
        "p85": _iso(outlook.late),
        "chance": outlook.percent,
        "words": outlook.words or None,
    }


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def outlook_words(goal: Goal, outlook: Outlook) -> str:
    """Whether a goal will make its date, in two words: `toss-up 50 %`."""
    state = goal.pressure.state
    if state == "dated" and outlook.percent is not None:
        return f"{outlook.words} {outlook.percent} %"
    return {"undated": "no date", "overdue": "past its date", "complete": "complete"}.get(state, "no plan yet")


def _nudge_item(nudge: Nudge) -> Brief:
    return {"kind": nudge.kind, "about": nudge.about or None, "text": nudge.text, "command": nudge.command}


def _pause_end(standing: Standing) -> str | None:
    """The last day of the pause that today is in, `open` without one, None when there is no pause."""
    if standing.pause is None:
        return None
    return standing.pause.until.isoformat() if standing.pause.until else "open"


def review_item(review: Review, standing: Standing) -> Brief:
    """A finished step as the refresh lane shows it: `score` and `minutesLeft` are of the review."""
    gain = review.gain
    return step_item(review.ref, standing) | {
        "minutesLeft": review.minutes,
        "score": round(review.score, 2),
        "summary": review_words(review, standing),
        "gain": {"without": round(gain.without, 2), "with": round(gain.expected, 2)},
    }


def review_words(review: Review, standing: Standing) -> str:
    """What a review does: `recall at the exam 62 → 88 %`."""
    goal = standing.goal(review.goal)
    dated = goal is not None and goal.by is not None and goal.by > standing.today
    when = f"on {show_date(goal.by, standing.today)}" if dated and goal and goal.by else "in a month"
    return f"recall {when} {100 * review.gain.without:.0f} → {100 * review.gain.expected:.0f} %, by the model"


def percent(done: float, covered: float, verified: float) -> Brief:
    """The three percentages with one decimal, never mixed."""
    return {"done": round(done, 1), "covered": round(covered, 1), "verified": round(verified, 1)}


def status_word(ref: str, standing: Standing) -> str:
    """todo, ready, blocked, doing, done or skipped: the word that stands beside the mark."""
    status = standing.state(ref).status
    if status is Status.TODO:
        return "blocked" if standing.open_needs(ref) else "ready"
    return status.value


def step_item(ref: str, standing: Standing) -> Brief:
    """One step as it stands in a list. `score` and `reasons` are null and empty unless it is ready."""
    linked = standing.library.steps[ref]
    state = standing.state(ref)
    suggestion = standing.suggestions.get(ref)
    return {
        "ref": ref,
        "title": linked.step.title,
        "kind": linked.step.kind.value,
        "section": linked.section,
        "status": state.status.value,
        "state": status_word(ref, standing),
        "verified": state.verified,
        "minutesLeft": standing.minutes_left(ref),
        "minutesLogged": state.minutes,
        "minutes": round(standing.hours(ref) * 60),
        "needs": list(standing.open_needs(ref)),
        "goals": list(standing.library.counts_in.get(ref, ())),
        "evidence": state.evidence,
        "notes": state.notes,
        "recall": _recall(step_memory(state, linked.step.kind), standing.today),
        "score": round(suggestion.score, 2) if suggestion else None,
        "summary": summary(suggestion, standing) if suggestion else None,
        "reasons": reason_items(suggestion, standing) if suggestion else [],
    }


def _recall(kept: Memory | None, today: dt.date) -> Brief | None:
    """How well a finished step is remembered by the model, 0 to 1, and when a review is due; None for others."""
    return None if kept is None else {"now": round(kept.recall(today), 2), "due": kept.due().isoformat()}


def recall_words(item: Brief, today: dt.date) -> str:
    """`about 54 %, by the model; a review is worth it from 30 Nov`; empty for a step that does not fade."""
    if not item["recall"]:
        return ""
    due = dt.date.fromisoformat(item["recall"]["due"])
    when = "is worth it" if due <= today else f"is worth it from {show_date(due, today)}"
    return f"about {100 * item['recall']['now']:.0f} %, by the model; a review {when}"


def suggestion_item(suggestion: Suggestion, standing: Standing) -> Brief:
    """A ready step with its score and the rows that add up to it."""
    return step_item(suggestion.ref, standing)


def reason_items(suggestion: Suggestion, standing: Standing) -> list[Brief]:
    """The rows of a score, in words and in numbers."""
    return [
        {
            "kind": reason.kind,
            "ref": reason.ref,
            "score": row.score,
            "share": round(reason.share, 4),
            "alsoNeeds": list(reason.also_needs),
            "text": row.text,
            "note": row.note,
        }
        for row, reason in zip(rows(suggestion, standing), suggestion.reasons, strict=True)
    ]


def heat(standing: Standing, count: int = HEAT_WEEKS) -> list[list[int | None]]:
    """Minutes a day, one list of seven for each ISO week from Monday, oldest first; None is the future."""
    return [
        [None if day is None else _heat_minutes(standing.days.get(day)) for day in week]
        for week in weeks(standing.today, count)
    ]


def _heat_minutes(state: DayState | None) -> int:
    """A day with a step done but no time logged still shows: it counts as one minute."""
    if state is None:
        return 0
    return state.minutes or (1 if state.done or state.reviews else 0)
