"""The JSON documents of the fast verbs, made of the brief alone.

On the fast path: nothing may be imported here but what `today` needs anyway. Keys may be added; removing or
renaming one makes `roadtrack/v2`.
"""

from __future__ import annotations

TYPE_CHECKING = False  # `typing` costs more than this module
if TYPE_CHECKING:
    from typing import Any

    from roadtrack.cli.shapes import Document

API_VERSION = "roadtrack/v1"


def document(kind: str, **content: Any) -> Document:
    """One answer: the API's version, its kind, and the content."""
    return {"apiVersion": API_VERSION, "kind": kind, **content}


def status_document(brief: Document, curricula: tuple[str, ...] = ()) -> Document:
    """Each goal with its three percentages, and the streak."""
    return document(
        "Status",
        day=brief["day"],
        streak=brief["streak"],
        week=brief["week"],
        pace=brief["pace"],
        reviewsDue=brief["reviewsDue"],
        pausedUntil=brief["pausedUntil"],
        items=[g for g in brief["goals"] if not curricula or g["goal"] in curricula],
    )


def next_document(
    brief: Document,
    *,
    limit: int | None = None,
    minutes: int | None = None,
    lane: str | None = None,
    curricula: tuple[str, ...] = (),
) -> Document:
    """Ranked suggestions with their reasons. minutes: only steps with no more work left than this."""
    longest = minutes if minutes is not None else brief["show"]["quick"] if lane == "quick" else None
    items = [
        item
        for item in brief["refresh" if lane == "refresh" else "next"]
        if (longest is None or item["minutesLeft"] <= longest)
        and (not curricula or any(goal in curricula for goal in item["goals"]))
    ]
    if lane == "best":
        items = items[:1]
    return document(
        "SuggestionList",
        day=brief["day"],
        goals=[goal["goal"] for goal in brief["goals"]],
        ready=brief["ready"],
        items=items[: limit or brief["show"]["rows"]],
    )


def keeps_too_few(brief: Document, found: Document, limit: int | None) -> bool:
    """Whether more would fit than were found, and the brief, which keeps the best only, leaves some out."""
    return len(found["items"]) < (limit or brief["show"]["rows"]) and len(brief["next"]) < brief["ready"]


def today_document(brief: Document, minutes: int | None = None, curricula: tuple[str, ...] = ()) -> Document:
    """The day on one page: goals, lanes, what is in progress."""
    best = next_document(brief, limit=1, curricula=curricula)["items"]
    quick = next_document(brief, limit=2, minutes=minutes, lane="quick", curricula=curricula)["items"]
    refresh = next_document(brief, limit=1, lane="refresh", curricula=curricula)["items"]
    others = [item for item in quick if not best or item["ref"] != best[0]["ref"]]
    status = status_document(brief, curricula)
    return document(
        "Today",
        day=brief["day"],
        streak=brief["streak"],
        week=brief["week"],
        items=status["items"],
        ready=brief["ready"],
        best=best[0] if best else None,
        quick=others[0] if others else None,
        side=brief["side"] if not curricula else None,
        refresh=refresh[0] if refresh else None,
        nudges=[nudge for nudge in brief["nudges"] if not curricula or nudge["about"] in curricula],
        pausedUntil=brief["pausedUntil"],
        doing=brief["doing"],
        done=brief["doneToday"],
        today=brief["today"],
        parked=brief["parked"],
        missing=brief["missing"],
        revised=brief["revised"],
    )
