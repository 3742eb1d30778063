"""The journal, one event a row, newest first: when, what, about what, and the words."""

import datetime as dt
from collections.abc import Sequence

from roadtrack.journal.events import Done, Event, Logged, Reopened, Reviewed, Started
from roadtrack.journal.state import Entry
from roadtrack.journal.words import entry_name, entry_text, entry_verb, local_time
from roadtrack.planning.standing import Standing
from roadtrack.show import day_and_month, show_date, show_duration
from roadtrack.text import cells, fit, one_line
from roadtrack.tui.marks import Glyphs
from roadtrack.tui.widgets.rowlist import Cell, RowList

UNDONE = "  undone"
WHEN = 12
"""Columns of `22 Nov 09:12`."""
NIGHT = 6
"""Hours after midnight in which a mark may count for the day before without a word."""
_STYLES = {"done": "good", "undo": "warn", "redo": "warn"}


class Journal(RowList):
    """The list of the Activity view."""

    def __init__(self, glyphs: Glyphs, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.entries: Sequence[Entry] = ()
        self._glyphs = glyphs
        self._standing: Standing | None = None
        self._widest = 0
        self.is_newest = True
        """The cursor was last put on the newest row."""
        self._anchor: Event | None = None
        """Where the cursor was put; a filter that hides it shows the next older one, and it comes back after."""

    @property
    def entry(self) -> Entry | None:
        """The entry under the cursor."""
        return self.entries[self.cursor] if self.cursor < len(self.entries) else None

    def show(self, entries: Sequence[Entry], standing: Standing) -> None:
        """Other entries; the cursor stays on its event, or goes to the next older one."""
        self.entries, self._standing = entries, standing
        self._widest = max((cells(one_line(entry_name(entry))) for entry in entries[:500]), default=0)
        if self._anchor is None:
            self._anchor = entries[0].event if entries else None
            self.set_reactive(RowList.cursor, 0)
        else:
            least = self._anchor.order
            places = (at for at, entry in enumerate(entries) if entry.event.order <= least)
            self.set_reactive(RowList.cursor, next(places, max(0, len(entries) - 1)))
        self.rows_changed()

    def to_newest(self) -> None:
        """The cursor on the newest row, also when others come."""
        self.move_to(0)
        self._anchor, self.is_newest = None, True

    def watch_cursor(self, old: int, new: int) -> None:
        """Remember where the cursor was put."""
        super().watch_cursor(old, new)
        self.is_newest = not new
        self._anchor = self.entry.event if self.entry else None

    def at_day(self, day: dt.date) -> int:
        """The newest row of a day; without one the newest row written for a day before it."""
        iso = day.isoformat()
        same = (at for at, entry in enumerate(self.entries) if entry.event.day == iso)
        before = (at for at, entry in enumerate(self.entries) if entry.event.day < iso)
        return next(same, next(before, max(0, len(self.entries) - 1)))

    def row_count(self) -> int:
        """How many rows there are."""
        return len(self.entries)

    def draw_row(self, index: int, width: int) -> list[Cell]:
        """What was taken back is dim and says so."""
        entry = self.entries[index]
        cursor = self._glyphs.cursor if index == self.cursor else " "
        verb = one_line(entry_verb(entry))
        ellipsis = self._glyphs.ellipsis
        name = min(self._widest, max(12, width // 3 - 2))
        tail = UNDONE if entry.undone else ""
        when = self._when(entry.event)
        room = max(0, width - 2 - cells(when) - 2 - 10 - name - 2 - len(tail))
        style = "dim" if entry.undone else _STYLES.get(entry.event.kind, "")
        return [
            (f"{cursor} ", "strong"),
            (f"{when}  ", "dim"),
            (fit(verb, 9, ellipsis) + " ", style),
            (fit(one_line(entry_name(entry)), name, ellipsis) + "  ", "dim" if entry.undone else "strong"),
            (fit(self.words(entry), room, ellipsis), "dim" if entry.undone else ""),
            (tail, "dim"),
        ]

    def words(self, entry: Entry) -> str:
        """What a row says after its ref, on one line."""
        other = _other_day(entry.event)
        return one_line((f"for {day_and_month(other)}: " if other else "") + self._said(entry))

    def _said(self, entry: Entry) -> str:
        """The text of the entry; a mark has the title of its step, time and reviews have both."""
        deed = entry.event.deed
        title = self.title_of(entry)
        if isinstance(deed, Started | Reopened):
            return title
        if isinstance(deed, Done):
            return f"{deed.grade} · {title}" if deed.grade else title
        if isinstance(deed, Logged):
            return f"{show_duration(deed.minutes):<5} {title}"
        if isinstance(deed, Reviewed):
            spent = f", {show_duration(deed.minutes)}" if deed.minutes else ""
            return f"{deed.grade}{spent} · {title}"
        return entry_text(entry)

    def title_of(self, entry: Entry) -> str:
        """The title of the step that an entry is about, if it is still there."""
        if self._standing is None or not entry.event.ref:
            return ""
        linked = self._standing.library.steps.get(self._standing.library.present(entry.event.ref))
        return linked.step.title if linked else ""

    def _when(self, event: Event) -> str:
        at = local_time(event)
        today = self._standing.today if self._standing else at.date()
        shown = show_date(at.date(), today)
        return fit(f"{shown:>6} {at:%H:%M}" if len(shown) <= 6 else shown, WHEN)


def _other_day(event: Event) -> dt.date | None:
    """The day an event counts for, when it was written on a later one; a day ends some hours after midnight."""
    day = dt.date.fromisoformat(event.day)
    return day if (local_time(event) - dt.timedelta(hours=NIGHT)).date() > day else None
