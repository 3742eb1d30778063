"""Two lines about a step from its brief values alone: nothing else is imported for the first frame."""

from typing import Any

from textual.content import Content

from roadtrack.text import cut, one_line

DIM = "$text-muted"


def brief_lines(item: dict[str, Any]) -> Content:
    """Two lines about a step from the brief alone."""
    facts = [
        cut(one_line(item["section"]), 40),
        item["kind"],
        "no evidence yet" if not item["evidence"] else "has evidence",
    ]
    second = item["summary"] or ("needs " + ", ".join(item["needs"]) if item["needs"] else item["state"])
    return Content.assemble((" · ".join(facts), ""), ("\n" + second, DIM))
