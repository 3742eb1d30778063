"""A report as JSON, kind `Report`: what is unknown or left out is null, percentages have one decimal.

Keys may be added; removing or renaming one makes `roadtrack/v2`.
"""

import datetime as dt
import json
import re
from collections.abc import Mapping
from typing import Any

from roadtrack.reports.content import CredentialLine, Evidence, GoalLine, Include, Proof, Report, RoleLine
from roadtrack.text import is_hidden

API_VERSION = "roadtrack/v1"
_PERHAPS_HIDDEN = re.compile(r"[^\x00-\x7e]")


def render(report: Report) -> bytes:
    """The report as a JSON file."""
    return encode(_document(report))


def encode(document: Mapping[str, Any]) -> bytes:
    """A JSON file. Hidden characters are escaped: the text is exact, and safe to look at."""
    text = json.dumps(document, ensure_ascii=False, indent=2)
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
        "proofs": [_proof(proof) for proof in report.proofs],
        "role": None if report.role is None else _role(report.role),
        "credentials": [_credential(credential) for credential in report.credentials],
        "finished": [{"title": f.title, "whole": f.whole, "sections": list(f.parts)} for f in report.finished],
        "ahead": [{"day": a.day.isoformat(), "kind": a.kind, "about": a.about, "words": a.words} for a in report.ahead],
    }


def _credential(credential: CredentialLine) -> dict[str, Any]:
    return {
        "title": credential.name,
        "code": credential.code,
        "issuer": credential.issuer,
        "earned": credential.earned.isoformat(),
        "expires": _day(credential.expires),
        "state": credential.state,
    }


def _proof(proof: Proof) -> dict[str, Any]:
    return {
        "ref": proof.ref,
        "title": proof.title,
        "curriculum": proof.curriculum,
        "day": proof.day.isoformat(),
        "asked": proof.asked,
        "evidence": [_evidence(evidence) for evidence in proof.evidence],
    }


def _role(role: RoleLine) -> dict[str, Any]:
    return {
        "id": role.id,
        "title": role.title,
        "percent": {
            "done": round(role.done, 1),
            "covered": round(role.covered, 1),
            "verified": round(role.verified, 1),
        },
        "steps": {"done": role.steps_done, "total": role.steps},
        "exams": [{"title": title, "passed": passed} for title, passed in role.exams],
        "missing": [
            {
                "title": part.title,
                "left": part.left,
                "steps": part.steps,
                "addsPercent": round(part.adds, 1),
                "hoursLeft": None if part.hours_left is None else round(part.hours_left, 1),
                "ready": [{"ref": ref, "title": title} for ref, title in part.ready],
            }
            for part in role.missing
        ],
        "complete": list(role.complete),
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
        "forecast": {
            "p50": _day(goal.middle),
            "p85": _day(goal.late),
            "chance": goal.chance,
            "words": goal.outlook,
        },
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
