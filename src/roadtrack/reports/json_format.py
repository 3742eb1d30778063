"""A report as JSON, kind `Report`: what is unknown or left out is null, percentages have one decimal.

Keys may be added; removing or renaming one makes `roadtrack/v2`.
"""

import datetime as dt
import json
import re
from typing import Any

from roadtrack.reports.content import Evidence, GoalLine, Include, Report
from roadtrack.text import is_hidden

API_VERSION = "roadtrack/v1"
_PERHAPS_HIDDEN = re.compile(r"[^\x00-\x7e]")


def render(report: Report) -> bytes:
    """The report as a JSON file. Hidden characters are escaped: the text is exact, and safe to look at."""
    text = json.dumps(_document(report), ensure_ascii=False, indent=2)
    return (_PERHAPS_HIDDEN.sub(_shown, text) + "\n").encode()


def _shown(found: re.Match[str]) -> str:
    char = found[0]
    if not is_hidden(ord(char)):
        return char
    return "\\u007f" if char == "\x7f" else json.dumps(char)[1:-1]


def _document(report: Report) -> dict[str, Any]:
    return {
        "apiVersion": API_VERSION,
        "kind": "Report",
        "report": report.kind.value,
        "title": report.title,
        "start": report.start.isoformat(),
        "end": report.end.isoformat(),
        "day": report.day.isoformat(),
        "include": [part.value for part in Include if part in report.include],
        "totals": {
            "steps": report.totals.steps,
            "minutes": report.totals.minutes,
            "activeDays": report.totals.active_days,
            "streakDays": report.totals.streak_days,
        },
        "goals": [_goal(goal) for goal in report.goals],
        "done": [
            {"ref": s.ref, "title": s.title, "day": s.day.isoformat(), "verified": s.verified} for s in report.done
        ],
        "evidence": [_evidence(evidence) for evidence in report.evidence],
        "skipped": [
            {"ref": s.ref, "title": s.title, "day": s.day.isoformat(), "reason": s.reason} for s in report.skipped
        ],
        "notes": None
        if report.notes is None
        else [{"ref": n.ref, "title": n.step, "day": n.day.isoformat(), "text": n.text} for n in report.notes],
        "next": [{"ref": s.ref, "title": s.title, "minutesLeft": s.minutes_left} for s in report.next],
        "blocked": report.blocked,
        "sections": [
            {
                "goal": s.goal,
                "title": s.title,
                "weight": s.weight,
                "percent": round(s.done, 1),
                "steps": {"done": s.steps_done, "total": s.steps},
            }
            for s in report.sections
        ],
    }


def _goal(goal: GoalLine) -> dict[str, Any]:
    return {
        "goal": goal.id,
        "title": goal.title,
        "by": _day(goal.by),
        "percent": {
            "done": round(goal.done, 1),
            "covered": round(goal.covered, 1),
            "verified": round(goal.verified, 1),
        },
        "points": round(goal.points, 1),
        "steps": {"done": goal.steps_done, "total": goal.steps},
        "slack": goal.slack,
    }


def _evidence(evidence: Evidence) -> dict[str, Any]:
    return {
        "ref": evidence.ref,
        "title": evidence.step,
        "day": evidence.day.isoformat(),
        "form": evidence.form,
        "words": evidence.words,
        "link": evidence.link,
        "name": evidence.name,
        "place": evidence.place,
        "sha256": evidence.sha256,
        "exitCode": evidence.exit_code,
    }


def _day(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
