"""A report as CSV (RFC 4180): one row for each event of the period.

Text that a spreadsheet would take for a formula gets a `'` in front; numbers stay numbers. The title of a
note is its text.
"""

import csv
import io

from roadtrack.journal.events import Noted
from roadtrack.reports.content import Evidence, Happening, Report
from roadtrack.text import visible

COLUMNS = ("day", "event", "ref", "title", "goal", "minutes", "evidence")
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")


def render(report: Report) -> bytes:
    """The report's events as a CSV file."""
    lines = io.StringIO(newline="")
    writer = csv.writer(lines, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(_row(happening) for happening in report.events)
    return lines.getvalue().encode()


def guard(text: str) -> str:
    """Outside text as a cell: never a formula, also behind blanks, and without hidden characters."""
    is_active = text.startswith(_FORMULA) or text.lstrip().startswith(_FORMULA)
    return f"'{visible(text)}" if is_active else visible(text)


def _row(happening: Happening) -> tuple[str | int, ...]:
    title = happening.text if happening.event == Noted.kind else happening.title
    return (
        happening.day.isoformat(),
        happening.event,
        guard(happening.ref or ""),
        guard(title or ""),
        guard(" ".join(happening.goals)),
        "" if happening.minutes is None else happening.minutes,
        guard(_evidence(happening.evidence)) if happening.evidence else "",
    )


def _evidence(evidence: Evidence) -> str:
    """Where it is, or what it is called; the digest after it."""
    where = evidence.link or evidence.place or evidence.words
    return f"{where} sha256:{evidence.sha256}" if evidence.sha256 else where
