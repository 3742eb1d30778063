"""A report as a badge, `cka 60 %`: how much of one goal is done, as an SVG picture or as data for shields.io.

The picture stands alone: no script, no font or other file is asked for. It is about the role of a report on
one, else about the first of the report's goals.
"""

import json
import re
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from roadtrack.reports.content import Report
from roadtrack.text import cells, cut, one_line

MOST_COLUMNS = 40
"""Of the label."""
_COLUMN = 7
_PADDING = 12
_NOT_XML = re.compile("[\ufffe\uffff]")  # all else that XML forbids is made visible before

_SVG = """\
<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="20" role="img" aria-label={aria}>
<title>{title}</title>
<rect width="{width}" height="20" rx="3" fill="#444"/>
<path d="M{left} 0h{bend}a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3h-{bend}z" fill="{color}"/>
<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11" text-anchor="middle">
<text x="{label_at}" y="14" textLength="{label_length}" lengthAdjust="spacingAndGlyphs">{label}</text>
<text x="{message_at}" y="14" textLength="{message_length}" lengthAdjust="spacingAndGlyphs">{message}</text>
</g>
</svg>
"""


@dataclass(frozen=True, slots=True)
class _Badge:
    """What it says. percent: None when there is nothing to tell about."""

    label: str
    percent: float | None

    @property
    def number(self) -> str:
        """The whole percent; 100 only when all is done."""
        return "" if self.percent is None else str(min(round(self.percent), 99 if self.percent < 100 else 100))

    @property
    def color(self) -> tuple[str, str]:
        """(its name at shields.io, a shade of it on which white text is readable)."""
        if not self.percent:
            return "lightgrey", "#6b6b6b"
        return ("blue", "#0b62a4") if self.percent < 100 else ("green", "#2e7032")


def render(report: Report) -> bytes:
    """The badge as an SVG file."""
    badge = _badge(report)
    message = f"{badge.number} %" if badge.number else "no goals"
    label_length, message_length = (max(1, cells(text)) * _COLUMN for text in (badge.label, message))
    left = label_length + _PADDING
    title = f"{badge.label}: {message} done" if badge.number else f"{badge.label}: {message}"
    return _SVG.format(
        width=left + message_length + _PADDING,
        left=left,
        bend=message_length + _PADDING - 3,
        color=badge.color[1],
        aria=quoteattr(title),
        title=escape(title),
        label=escape(badge.label),
        label_at=left / 2,
        label_length=label_length,
        message=message,
        message_at=left + (message_length + _PADDING) / 2,
        message_length=message_length,
    ).encode()


def endpoint(report: Report) -> bytes:
    """The badge as the JSON that shields.io draws one from, to be put where it can be fetched."""
    badge = _badge(report)
    message = f"{badge.number}%" if badge.number else "no goals"
    return (
        json.dumps({"schemaVersion": 1, "label": badge.label, "message": message, "color": badge.color[0]}) + "\n"
    ).encode()


def _badge(report: Report) -> _Badge:
    if report.role is not None:
        return _Badge(_label(report.role.id), report.role.done)
    if report.goals:
        return _Badge(_label(report.goals[0].id), report.goals[0].done)
    return _Badge("roadtrack", None)


def _label(text: str) -> str:
    return cut(_NOT_XML.sub("\ufffd", one_line(text)), MOST_COLUMNS)
