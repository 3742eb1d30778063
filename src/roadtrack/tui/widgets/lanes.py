"""Today's list: the best, a quick one, the rest by score, what they unblock, what is done already."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from roadtrack.show import show_duration
from roadtrack.text import cells, fit, one_line
from roadtrack.tui.marks import Glyphs
from roadtrack.tui.widgets.rowlist import MARKED, Cell, RowList

Item = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """A label, or a step by its ref."""

    ref: str = ""
    label: str = ""


def ranked_rows(brief: Item) -> list[Row]:
    """The rows of a fresh look, in the order to take them."""
    following = brief["next"]
    best = following[:1]
    quick = [i for i in following[1:] if i["minutesLeft"] <= brief["show"]["quick"]][:1]
    side = [i for i in (brief["side"],) if i and i not in quick]
    refresh = brief["refresh"][:1]
    shown = {item["ref"] for item in (*best, *quick, *side)}
    rest = [item for item in following if item["ref"] not in shown]
    running = [item for item in brief["doing"] if item["ref"] not in {i["ref"] for i in following}]
    rows: list[Row] = []
    for label, items in (
        ("best", best),
        (f"quick, {brief['show']['quick']} minutes or less", quick),
        ("a step for what has no date", side),
        ("refresh, from memory: r", refresh),
        ("then", [*running, *rest]),
        ("next in reach", brief["blocked"]),
        ("done today", brief["doneToday"]),
    ):
        if items:
            rows.append(Row(label=label))
            rows += [Row(ref=item["ref"]) for item in items]
    return rows


def kept_rows(rows: list[Row], brief: Item) -> list[Row]:
    """The same rows in the same order after a mark, with what became ready since at the end.

    A step just ticked off stays under the cursor, so that a note or a time still goes to it.
    """
    known = {row.ref for row in rows if row.ref}
    new = [item["ref"] for item in brief["next"] if item["ref"] not in known]
    if not new:
        return rows
    return [*rows, Row(label="now ready"), *(Row(ref=ref) for ref in new)]


class Lanes(RowList):
    """The list of Today. `item_of` gives a step's present values by its ref; `marked` are the marked refs."""

    def __init__(
        self,
        glyphs: Glyphs,
        item_of: Callable[[str], Item | None],
        marked: Collection[str] = (),
        *,
        id: str | None = None,  # noqa: A002
    ) -> None:
        super().__init__(id=id)
        self.rows: list[Row] = []
        self.marked = marked
        self._glyphs = glyphs
        self._item_of = item_of

    def show(self, rows: list[Row]) -> None:
        """Show these rows; the cursor stays on its step if it is still there."""
        present = self.ref
        self.rows = rows
        at = next((n for n, row in enumerate(rows) if row.ref == present and present), None)
        if at is not None:
            self.set_reactive(RowList.cursor, at)
        self.rows_changed()

    @property
    def ref(self) -> str:
        """The ref under the cursor, or empty."""
        return self.rows[self.cursor].ref if self.cursor < len(self.rows) else ""

    def row_count(self) -> int:
        """How many rows there are."""
        return len(self.rows)

    def is_label(self, index: int) -> bool:
        """Lane names are labels."""
        return not self.rows[index].ref

    def draw_row(self, index: int, width: int) -> list[Cell]:
        """Mark, ref, title, work left, score."""
        row = self.rows[index]
        if not row.ref:
            return [(row.label, "label")]
        item = self._item_of(row.ref)
        cursor = self._glyphs.cursor if index == self.cursor else " "
        marked = row.ref in self.marked
        if item is None:
            return [(f"{cursor}{MARKED if marked else ' '}[ ] {row.ref}", "")]
        return step_cells(item, cursor, width, self._glyphs, marked=marked)


def step_cells(item: Item, cursor: str, width: int, glyphs: Glyphs, *, marked: bool = False) -> list[Cell]:
    """One step as a row: `› [ ] cka/rbac   Manage …   2h  2.20`; a marked one has a star before its box."""
    mark = glyphs.mark(item["state"])
    end = row_end(item)
    ref = item["ref"]
    name = fit(ref, min(max(cells(ref), 26), max(12, width // 2)), glyphs.ellipsis)
    left = show_duration(item["minutesLeft"]) if item["minutesLeft"] else ""
    tail = f" {left:>6} {end:>8}"
    room = width - cells(name) - cells(tail) - 7
    blocked = item["state"] == "blocked" and item["needs"]
    text = "needs " + ", ".join(item["needs"]) if blocked else one_line(item["title"])
    title = fit(text, room, glyphs.ellipsis) if room > 4 else ""
    finished = item["state"] in ("done", "skipped")
    quiet = "dim" if finished or blocked else ""
    return [
        (f"{cursor}{MARKED if marked else ' '}", "strong"),
        (f"{mark} ", "good" if finished else quiet),
        (name, quiet or "strong"),
        (f" {title}" if title else "", quiet),
        (tail, quiet),
    ]


def row_end(item: Item) -> str:
    """What ends a row: the score, or a word."""
    if "gain" in item:
        return f"{item['score']:.2f}"
    if item["state"] == "done":
        return "verified" if item["verified"] else "done"
    if item["state"] in ("blocked", "skipped"):
        return str(item["state"])
    return "" if item["score"] is None else f"{item['score']:.2f}"
