"""A minimum for goals without a date: a step a week, in a lane of its own. Pure.

Next to goals with dates their scores are small, so they would never come up.
"""

import datetime as dt

from roadtrack.planning.standing import Goal, Standing
from roadtrack.planning.suggest import Suggestion


def side_step(standing: Standing, days: int) -> Suggestion | None:
    """The best step of the undated goal that was left alone longest, if that is at least `days` days ago.

    None when another goal has no date to compete with, when `days` is 0, and when that step is the best anyway.
    """
    dated = any(goal.pressure.state == "dated" for goal in standing.goals)
    waiting = [goal for goal in standing.goals if goal.pressure.state == "undated"]
    if not days or not dated or not waiting:
        return None
    goal = min(waiting, key=lambda g: (last_touched(standing, g), -g.importance, g.id))
    if (standing.today - last_touched(standing, goal)).days < days:
        return None
    found = next((s for s in standing.plan.suggestions if _serves(s, goal.id)), None)
    best = standing.plan.suggestions[0] if standing.plan.suggestions else None
    return found if found is not best else None


def last_touched(standing: Standing, goal: Goal) -> dt.date:
    """The last day on which something happened to a step of a goal, or the day it became one."""
    touched = [standing.state(ref).touched for ref in standing.library.outlines[goal.id].shares]
    days = [dt.date.fromisoformat(moment[:10]) for moment in touched if moment]
    return max(days, default=dt.date.fromisoformat(goal.since) if goal.since else dt.date.min)


def _serves(suggestion: Suggestion, goal: str) -> bool:
    """The step itself, or something it opens, counts for the goal."""
    return any(name == goal for reason in suggestion.reasons for name, _ in reason.goals)
