"""A list whose rows are lines of one widget, so that 100,000 of them cost what is visible.

Subclasses say how many rows there are and draw one; moving, clicking, scrolling and the cursor are here.
Cells are plain text with a style name: outside text can never be markup.
"""

from dataclasses import dataclass
from typing import ClassVar, TypeAlias

from rich.segment import Segment
from rich.style import Style
from textual.events import Click, Resize
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

Cell: TypeAlias = tuple[str, str]
"""(text, style name): "" plain, or dim, strong, good, warn, label."""

MARKED = "*"
"""Stands before the box of a marked row."""
STYLES = ("dim", "strong", "good", "warn", "label")
REVERSED = Style(reverse=True)


class RowList(ScrollView, can_focus=True, inherit_bindings=False):
    """Rows with a cursor. `cursor` is a row index; rows that are only labels are passed over.

    It has no keys of its own: a ScrollView's arrows would scroll a long list and leave the cursor behind.
    """

    DEFAULT_CSS = """
    RowList {
        height: 1fr;
        overflow-x: hidden;
        scrollbar-size-vertical: 1;
        &> .rowlist--dim { color: $text-muted; }
        &> .rowlist--strong { color: $primary; }
        &> .rowlist--good { color: $success; }
        &> .rowlist--warn { color: $warning; }
        &> .rowlist--label { color: $text-muted; text-style: italic; }
        &> .rowlist--cursor { background: $foreground 12%; text-style: bold; }
        &:focus > .rowlist--cursor { background: $primary 18%; text-style: bold; }
        &:ansi > .rowlist--cursor { background: ansi_default; }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"rowlist--{name}" for name in (*STYLES, "cursor")}

    cursor: reactive[int] = reactive(0, repaint=False)

    @dataclass
    class Moved(Message):
        """The cursor is on another row now."""

        rows: "RowList"

    @dataclass
    class Chosen(Message):
        """A row was clicked while the cursor was on it."""

        rows: "RowList"

    # -- for subclasses ------------------------------------------------------------------------------------

    def row_count(self) -> int:
        """How many rows there are."""
        raise NotImplementedError

    def draw_row(self, index: int, width: int) -> list[Cell]:
        """The cells of one row; what is wider than the widget is cropped."""
        raise NotImplementedError

    def is_label(self, index: int) -> bool:
        """Whether a row is only a label, where the cursor does not rest."""
        del index
        return False

    # -- drawing -------------------------------------------------------------------------------------------

    def rows_changed(self) -> None:
        """Draw everything anew after the rows changed; the cursor stays within them."""
        self.virtual_size = Size(self.size.width, self.row_count())
        self.set_reactive(RowList.cursor, self._resting(self.cursor, 1))
        self.refresh()
        self.follow()
        self.post_message(self.Moved(self))

    def row_changed(self, index: int) -> None:
        """Draw one row anew."""
        self.refresh_line(index)

    def render_line(self, y: int) -> Strip:
        """One line of the widget."""
        index = self.scroll_offset.y + y
        width = self.scrollable_content_region.width
        if not 0 <= index < self.row_count():
            return Strip.blank(width, self.get_visual_style().rich_style)
        around = ("rowlist--cursor",) if index == self.cursor else ()
        base = self.get_visual_style(*around).rich_style
        cells = self.draw_row(index, width)
        if around and self.app.native_ansi_color:
            # No tint to give: the row is reversed, and as a whole, since coloured cells would be patches.
            base += REVERSED
            cells = [(text, "") for text, _ in cells]
        segments = [
            Segment(text, self.get_visual_style(*around, f"rowlist--{style}").rich_style if style else base)
            for text, style in cells
        ]
        return Strip(segments).adjust_cell_length(width, base)

    def on_resize(self, event: Resize) -> None:
        """The rows are as wide as the widget."""
        self.virtual_size = Size(event.size.width, self.row_count())
        self.follow()

    # -- moving --------------------------------------------------------------------------------------------

    def watch_cursor(self, old: int, new: int) -> None:
        """Draw the two rows that changed and keep the cursor in view."""
        self.refresh_line(old)
        self.refresh_line(new)
        self.follow()
        self.post_message(self.Moved(self))

    def follow(self) -> None:
        """Scroll so that the cursor is visible."""
        height = self.size.height
        if height <= 0:
            return
        top = self.scroll_offset.y
        if self.cursor < top:
            first = self.cursor - (1 if self.cursor and self.is_label(self.cursor - 1) else 0)
            self.scroll_to(y=first, animate=False, force=True, immediate=True)
        elif self.cursor >= top + height:
            self.scroll_to(y=self.cursor - height + 1, animate=False, force=True, immediate=True)

    def move(self, rows: int) -> None:
        """Move the cursor by some rows, over labels, within the list."""
        target = self.cursor + rows
        target = min(max(0, target), max(0, self.row_count() - 1))
        self.cursor = self._resting(target, 1 if rows > 0 else -1)

    def move_to(self, index: int) -> None:
        """Put the cursor on a row."""
        self.cursor = self._resting(min(max(0, index), max(0, self.row_count() - 1)), 1)

    def _resting(self, index: int, direction: int) -> int:
        """The nearest row that is no label, first in one direction, then in the other."""
        count = self.row_count()
        index = min(max(0, index), max(0, count - 1))
        for step in (direction, -direction):
            at = index
            while 0 <= at < count:
                if not self.is_label(at):
                    return at
                at += step
        return index

    def half_page(self) -> int:
        """Rows in half of what is visible."""
        return max(1, self.size.height // 2)

    def on_click(self, event: Click) -> None:
        """A click puts the cursor there; a second one on the same row chooses it."""
        index = self.scroll_offset.y + event.y
        if not 0 <= index < self.row_count() or self.is_label(index):
            return
        event.stop()
        self.focus()
        if index == self.cursor and event.chain > 1:
            self.post_message(self.Chosen(self))
        else:
            self.cursor = index
