"""Marking several rows: done, start, skip and snooze then take all of them as one action."""

from collections.abc import Container

from roadtrack.keymap import shown_keys
from roadtrack.tui.screens.view import View
from roadtrack.tui.widgets.rowlist import RowList

ACT_ON_ALL = ("toggle_done", "start", "skip", "snooze")


class SeveralView(View):
    """A view with a list in which rows can be marked. Subclasses draw the marks and show the hint."""

    def __init__(self) -> None:
        super().__init__()
        self.marked: dict[str, None] = {}
        """The marked refs, in the order in which they were marked. The list's widget draws from it."""

    @property
    def rows(self) -> RowList:
        """The list that has the marks."""
        raise NotImplementedError

    @property
    def targets(self) -> list[str]:
        """The marked steps; without any, the selected one."""
        return list(self.marked) or super().targets

    def show_hint(self) -> None:
        """Write the line under the list; `hint` gives it."""
        raise NotImplementedError

    def hint(self, otherwise: str) -> str:
        """What stands under the list: how many are marked and what acts on them, else what always stands there."""
        if not self.marked:
            return otherwise
        ascii_only = self.road.glyphs.tick == "ok"
        keys = [shown_keys(self.road.keys_of(id_), ascii_only=ascii_only).split(" ")[0] for id_ in ACT_ON_ALL]
        return f"{len(self.marked)} marked · {' '.join(keys)} take all · esc clears"

    def do_mark(self) -> None:
        """Mark this row too, or no longer, and go on to the next."""
        ref = self.ref
        if not ref:
            self.rows.move(1)  # so that v again and again goes over a section
            self.road.say("only steps can be marked")
            return
        if ref in self.marked:
            del self.marked[ref]
        else:
            self.marked[ref] = None
        self.rows.move(1)
        self._marks_changed()
        self.road.say(self.hint("nothing is marked"))

    def unmark(self) -> bool:
        """Forget the marks; whether there were any."""
        had = bool(self.marked)
        self.marked.clear()
        if had:
            self._marks_changed()
        return had

    def keep_marks(self, present: Container[str]) -> None:
        """Forget the marks of steps that are not there any more."""
        for ref in [ref for ref in self.marked if ref not in present]:
            del self.marked[ref]

    def _marks_changed(self) -> None:
        self.rows.refresh()
        self.show_hint()

    def do_back(self) -> None:
        """Clear the marks first, then back."""
        if self.unmark():
            self.road.say("nothing is marked")
        else:
            self.road.do_back()
