"""Every key in force, one line each: typing filters, enter runs the chosen one."""

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from roadtrack.keymap import ACTIONS, BY_ID, Action, shown_keys
from roadtrack.text import fit
from roadtrack.tui.screens.overlay import Overlay
from roadtrack.tui.widgets.field import Field
from roadtrack.tui.widgets.rowlist import Cell, RowList


class Keys(RowList):
    """The list of actions."""

    def __init__(self, keys: dict[str, str], *, ascii_only: bool) -> None:
        super().__init__()
        self._keys = keys
        self._ascii = ascii_only
        self.rows: list[Action | str] = []
        self.narrow("")

    def narrow(self, words: str) -> None:
        """Only the actions that have all words."""
        wanted = words.casefold().split()
        self.rows = []
        for group in dict.fromkeys(action.group for action in ACTIONS):
            found = [
                a
                for a in ACTIONS
                if a.group == group
                and all(w in f"{a.label} {a.description} {a.verb or ''} {self._keys[a.id]}".casefold() for w in wanted)
            ]
            if found:
                self.rows += [group, *found]
        if self.is_attached:
            self.rows_changed()

    @property
    def chosen(self) -> Action | None:
        """The action under the cursor."""
        row = self.rows[self.cursor] if self.cursor < len(self.rows) else None
        return row if isinstance(row, Action) else None

    def row_count(self) -> int:
        """How many rows there are."""
        return len(self.rows)

    def is_label(self, index: int) -> bool:
        """Group names are labels."""
        return isinstance(self.rows[index], str)

    def draw_row(self, index: int, width: int) -> list[Cell]:
        """Keys, what they do, the verb that does the same."""
        row = self.rows[index]
        if isinstance(row, str):
            return [(row, "label")]
        keys = shown_keys(self._keys[row.id], ascii_only=self._ascii)
        verb = row.verb or ""
        room = max(10, width - 17 - len(verb))
        return [(f" {fit(keys, 14)}", "strong"), (fit(row.description, room), ""), (verb, "dim")]


class HelpScreen(Overlay[None]):
    """The keys."""

    def compose(self) -> ComposeResult:
        """A field that filters, and the list."""
        keys = {action.id: self.road.keys_of(action.id) for action in ACTIONS}
        with Vertical(id="box"):
            yield Field(placeholder="type to filter")
            yield Keys(keys, ascii_only=self.road.glyphs.tick == "ok")

    def on_mount(self) -> None:
        """The field has the focus."""
        box = self.query_one("#box")
        box.border_title = "Keys · key, what it does, the same on the command line"
        box.border_subtitle = "enter runs it · esc close"
        self.query_one(Input).cursor_blink = False
        self.query_one(Input).focus()
        self.query_one(Keys).rows_changed()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Filter while typing."""
        self.query_one(Keys).narrow(event.value)

    def on_input_submitted(self) -> None:
        """Run the chosen action in the view below."""
        action = self.query_one(Keys).chosen
        self.dismiss(None)
        if action is not None and action.id in BY_ID:
            self.app.call_after_refresh(self.road.action_act, action.id)

    def do_help(self) -> None:
        """The same key closes it."""
        self.dismiss(None)
