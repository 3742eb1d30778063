"""The goals of the Plan view, one a row: importance, date, work left, finish range, chance."""

import datetime as dt
from dataclasses import dataclass

from roadtrack.planning.outlook import Outlook
from roadtrack.planning.standing import Goal
from roadtrack.show import show_date, show_hours, show_span
from roadtrack.text import cells, fit
from roadtrack.tui.marks import Glyphs
from roadtrack.tui.widgets.rowlist import Cell, RowList


@dataclass(frozen=True, slots=True)
class Row:
    """A goal with its forecast and what its chance is called."""

    goal: Goal
    outlook: Outlook
    words: str


class Goals(RowList):
    """The list of the Plan view; its first row names the columns."""

    def __init__(self, glyphs: Glyphs, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._glyphs = glyphs
        self._rows: tuple[Row, ...] = ()
        self._today = dt.date.min

    @property
    def row(self) -> Row | None:
        """The goal under the cursor."""
        at = self.cursor - 1
        return self._rows[at] if 0 <= at < len(self._rows) else None

    def show(self, rows: tuple[Row, ...], today: dt.date) -> None:
        """Other rows, the cursor on the goal it was on."""
        present = self.row.goal.id if self.row else ""
        self._rows, self._today = rows, today
        ids = [row.goal.id for row in rows]
        self.set_reactive(RowList.cursor, 1 + ids.index(present) if present in ids else 1)
        self.rows_changed()

    def row_count(self) -> int:
        """The goals and the heading."""
        return len(self._rows) + 1 if self._rows else 0

    def is_label(self, index: int) -> bool:
        """The heading is no goal."""
        return index == 0

    def draw_row(self, index: int, width: int) -> list[Cell]:
        """Columns that fit 60 cells; the bar only where there is room."""
        name = min(22, max(cells(row.goal.id) for row in self._rows)) if self._rows else 4
        bar = 24 if width >= 110 else 0
        if index == 0:
            done = f"{'DONE':<{bar + 7}}" if bar else ""
            return [(f"  {'GOAL':<{name}}  IMP  {'BY':<11}  {done}{'LEFT':<6}  {'FINISH':<20}  CHANCE", "label")]
        row = self._rows[index - 1]
        whole = row.goal.whole
        cursor = self._glyphs.cursor if index == self.cursor else " "
        by = show_date(row.goal.by, self._today) if row.goal.by else "-"
        span = show_span(row.outlook.middle, row.outlook.late, self._today) if row.outlook.known else "no plan yet"
        drawn = f"{self._glyphs.bar(whole.done, bar)} {whole.done:3.0f} % " if bar else ""
        style = "warn" if row.words.startswith(("unlikely", "past")) else ""
        return [
            (f"{cursor} ", "strong"),
            (fit(row.goal.id, name, self._glyphs.ellipsis), ""),
            (f"   {row.goal.importance}   {by:<11}  ", ""),
            (drawn, "strong"),
            (f"{show_hours(whole.hours_left):<6}  ", ""),
            (f"{span if whole.hours_left else 'done':<20}  ", ""),
            (row.words, style),
        ]
