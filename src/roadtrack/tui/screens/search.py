"""Search everything: every step of every curriculum, and the notes. Filters work here too."""

from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from roadtrack.errors import RoadtrackError
from roadtrack.journal.events import Noted
from roadtrack.planning.brief import step_item
from roadtrack.text import cut, one_line
from roadtrack.tui.screens.overlay import Overlay
from roadtrack.tui.widgets.field import Field
from roadtrack.tui.widgets.lanes import step_cells
from roadtrack.tui.widgets.rowlist import Cell, RowList

if TYPE_CHECKING:
    from roadtrack.planning.standing import Standing
    from roadtrack.tracker import Tracker

MOST = 200


class Found(RowList):
    """What was found: (ref, text of a note or empty)."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[tuple[str, str]] = []
        self.standing: Standing | None = None

    def row_count(self) -> int:
        """How many rows there are."""
        return len(self.rows)

    def draw_row(self, index: int, width: int) -> list[Cell]:
        """A step, or a note with its step."""
        assert self.standing is not None
        ref, note = self.rows[index]
        glyphs = self.app.glyphs  # type: ignore[attr-defined]
        cursor = glyphs.cursor if index == self.cursor else " "
        if note:
            text = cut(one_line(note), max(8, width - len(ref) - 11), glyphs.ellipsis)
            return [(f"{cursor} note ", "strong"), (ref, "strong"), (f"  {text}", "")]
        return step_cells(step_item(ref, self.standing), cursor, width, glyphs)


class SearchScreen(Overlay[None]):
    """A field and what it finds. The result of choosing is the step's own screen."""

    AUTO_FOCUS: ClassVar[str] = "Input"

    def compose(self) -> ComposeResult:
        """Field, count, list."""
        with Vertical(id="box"):
            yield Field(placeholder="words, is:ready, in:cka, kind:practice, no:evidence …")
            yield Static("", id="told", markup=False)
            yield Found()

    def on_mount(self) -> None:
        """Start with everything that is ready."""
        box = self.query_one("#box")
        box.border_title = "Search everything"
        box.border_subtitle = "enter opens · esc back"
        self.query_one(Input).cursor_blink = False
        self.road.do(self._search(""))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search while typing; a newer search overtakes an older one."""
        self._search_anew(event.value)

    @work(exclusive=True, group="search", exit_on_error=False)
    async def _search_anew(self, words: str) -> None:
        await self._search(words)  # made here: a coroutine that is overtaken before it starts is never awaited

    async def _search(self, words: str) -> None:
        told = self.query_one("#told", Static)

        def find(tracker: "Tracker") -> "tuple[Standing, list[str], list[tuple[str, str]]]":
            standing, refs = tracker.find(words.split(), tuple(sorted(tracker.catalog.in_use)))
            plain = [w.casefold() for w in words.split() if ":" not in w and not w.startswith(("-", "@"))]
            notes = [
                (entry.event.ref, entry.event.deed.text)
                for entry in (tracker.history(kinds=("note",)) if plain else ())
                if entry.event.ref in standing.library.steps
                and isinstance(entry.event.deed, Noted)
                and not entry.undone
                and all(w in entry.event.deed.text.casefold() for w in plain)
            ]
            return standing, refs, [(ref, text) for ref, text in notes if ref]

        try:
            standing, refs, notes = await self.road.desk.run(find)
        except RoadtrackError as error:
            told.update(Content(error.message))
            return
        if not self.is_open:
            return
        found = self.query_one(Found)
        found.standing = standing
        found.rows = [*notes[:20], *((ref, "") for ref in refs[:MOST])]
        found.rows_changed()
        more = f", the first {MOST} shown" if len(refs) > MOST else ""
        told.update(Content(f"{len(refs)} steps, {len(notes)} notes{more} · {len(standing.library.steps)} in all"))

    def on_input_submitted(self) -> None:
        """Open the chosen step."""
        self._open()

    def on_row_list_chosen(self) -> None:
        """A double click opens."""
        self._open()

    def _open(self) -> None:
        found = self.query_one(Found)
        if found.rows and found.cursor < len(found.rows):
            ref = found.rows[found.cursor][0]
            self.dismiss(None)
            self.app.call_after_refresh(self.road.open_step, ref)
