"""The rows of the Roles view: the roles beside each other, or what is missing of one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from roadtrack.planning.brief import step_item
from roadtrack.planning.roles import Gap, Side
from roadtrack.planning.standing import Standing
from roadtrack.show import counted, show_duration
from roadtrack.text import cells, fit, one_line
from roadtrack.tui.marks import Glyphs
from roadtrack.tui.widgets.lanes import step_cells
from roadtrack.tui.widgets.rowlist import Cell, RowList


@dataclass(frozen=True, slots=True)
class Row:
    """A role, a step of a gap, or a label."""

    side: Side | None = None
    ref: str = ""
    label: str = ""


class Roles(RowList):
    """The list of the Roles view."""

    def __init__(self, glyphs: Glyphs, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.rows: list[Row] = []
        self._glyphs = glyphs
        self._items: Mapping[str, dict[str, Any]] = {}

    @property
    def row(self) -> Row:
        """The row under the cursor."""
        return self.rows[self.cursor] if self.cursor < len(self.rows) else Row()

    def show_roles(self, sides: tuple[Side, ...]) -> None:
        """The roles, the cursor on the one it was on."""
        self._show([Row(side=side) for side in sides])

    def show_gap(self, gap: Gap, standing: Standing) -> None:
        """What is missing, by part, cheapest first."""
        rows: list[Row] = []
        for part in gap.parts:
            left = f"{len(part.refs)} of {counted(part.steps, 'step')} left, {show_duration(part.minutes_left)}"
            adds = f", adds {part.share:.1f} %" if part.share >= 0.05 else ""
            rows.append(Row(label=f"{one_line(part.title)} · {left}{adds}"))
            rows += [Row(ref=ref) for ref in part.refs]
        self._items = {row.ref: step_item(row.ref, standing) for row in rows if row.ref}
        self._show(rows)

    def _show(self, rows: list[Row]) -> None:
        present = (self.row.ref, self.row.side.curriculum.id if self.row.side else "")
        self.rows = rows
        keys = [(row.ref, row.side.curriculum.id if row.side else "") for row in rows]
        self.set_reactive(RowList.cursor, keys.index(present) if present in keys and any(present) else 0)
        self.rows_changed()

    def row_count(self) -> int:
        """How many rows there are."""
        return len(self.rows)

    def is_label(self, index: int) -> bool:
        """The parts of a gap are labels."""
        return bool(self.rows[index].label)

    def draw_row(self, index: int, width: int) -> list[Cell]:
        """A role with bar, count, hours and weeks; a step as everywhere."""
        row = self.rows[index]
        if row.label:
            return [(row.label, "label")]
        cursor = self._glyphs.cursor if index == self.cursor else " "
        if row.side is None:
            return step_cells(self._items[row.ref], cursor, width, self._glyphs)
        return self._role_cells(row.side, cursor, width)

    def _role_cells(self, side: Side, cursor: str, width: int) -> list[Cell]:
        p = side.progress
        weeks = f"{side.weeks_left:.0f} weeks" if side.weeks_left is not None else ""
        passed = sum(exam.passed for exam in side.exams)
        exams = f"{passed}/{len(side.exams)} exams" if side.exams else ""
        bar = self._glyphs.bar(p.done, 10 if width < 100 else 20)
        tail = f" {p.done:3.0f} %  {side.hours_left:4.0f} h  {weeks:<9} {exams}"
        room = max(8, width - 3 - cells(bar) - cells(tail))
        return [
            (f"{cursor} ", "strong"),
            (
                fit(side.curriculum.id if room < 24 else one_line(side.curriculum.title), room, self._glyphs.ellipsis),
                "",
            ),
            (f" {bar}", "strong"),
            (tail, ""),
        ]
