"""The `:` line: a verb with its flags, as on the command line, and a page for an answer of many lines."""

from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from roadtrack.errors import RoadtrackError
from roadtrack.text import cut, fit, one_line, visible
from roadtrack.tui.screens.overlay import Overlay
from roadtrack.tui.widgets.field import Field

if TYPE_CHECKING:
    from roadtrack.tui.app import RoadtrackApp

CLI = "roadtrack.cli.inside"
"""The other face, reached by name: neither imports the other."""
SHOWN = 6
"""Rows under the field: an error is shown there when it has no more lines, and so many words to complete."""
SHORT = 3
"""Lines of a saved deed's answer that are put together in the status line."""
UNDO_TOLD = " · undo: roadtrack undo"
MOST = 2000
"""Lines of a page; a whole journal belongs into a file."""
FRAME = 6
"""Columns of a page's border, padding and scroll bar."""


class CommandScreen(ModalScreen[None]):
    """A line at the foot of the screen that takes what `roadtrack` takes. What was typed stays until it worked."""

    CSS = """
    CommandScreen { align: center bottom; background: transparent; }
    CommandScreen > #box { height: auto; width: 100%; background: $panel; padding: 0 1; margin-bottom: 1; }
    CommandScreen #label { height: 1; color: $text; }
    CommandScreen #told { height: auto; display: none; }
    CommandScreen #told.-wrong { color: $error; }
    CommandScreen Input { height: 1; border: none; padding: 0; background: $boost; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", show=False),
        Binding("tab", "complete", show=False, priority=True),
        Binding("up", "typed(-1)", show=False),
        Binding("down", "typed(1)", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._back = 0
        """How many lines back in what was typed; 0 is the line being typed."""
        self._draft = ""
        self._busy = False

    @property
    def road(self) -> "RoadtrackApp":
        """The app, with its own type."""
        from roadtrack.tui.app import RoadtrackApp

        assert isinstance(self.app, RoadtrackApp)
        return self.app

    def compose(self) -> ComposeResult:
        """Label, field, what is wrong or could stand there."""
        up = "up" if self.road.glyphs.tick == "ok" else "↑"
        keys = f"enter runs · tab completes · esc leaves · {up} earlier lines"
        with Vertical(id="box"):
            yield Static(Content.assemble((": roadtrack", "bold"), (f"   {keys}", "$text-muted")), id="label")
            yield Field(placeholder='done cka/rbac -m "roles at last"', select_on_focus=False)
            yield Static("", id="told", markup=False)

    def on_mount(self) -> None:
        """A blinking cursor would make the screen move."""
        self.field.cursor_blink = False

    @property
    def field(self) -> Input:
        """Where it is typed."""
        return self.query_one(Input)

    def _tell(self, words: str | Content, *, wrong: bool = False) -> None:
        told = self.query_one("#told", Static)
        told.update(words if isinstance(words, Content) else Content(words))
        told.set_class(wrong, "-wrong")
        told.display = bool(words)

    def on_input_changed(self) -> None:
        """What was told was about another line."""
        if not self._busy:
            self._tell("")

    # -- running -------------------------------------------------------------------------------------------

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Run it; an empty line leaves."""
        line = event.value.strip()
        if not line:
            self.action_leave()
        elif not self._busy:
            if self.road.typed[-1:] != [line]:
                self.road.typed.append(line)
            self._back = 0
            self._busy = True
            self._tell("working …" if self.road.glyphs.tick != "ok" else "working ...")
            self.road.do(self._run(line))

    async def _run(self, line: str) -> None:
        """Run a line with the tracker, then show what it said: at the field, in the status line or on a page."""
        width, ascii_only = max(20, self.app.size.width - FRAME), self.road.glyphs.tick == "ok"
        cli = import_module(CLI)
        try:
            said = await self.road.desk.run(lambda t: cli.answer(line, t, width=width, ascii_only=ascii_only))
        except RoadtrackError as error:
            self._refuse(f"{error.message} {error.hint}".strip())
            return
        finally:
            self._busy = False
        if said.changed:
            await self._follow(said.verb)
        lines = said.text.splitlines()
        if said.code and len(lines) <= SHOWN:
            self._refuse(said.text)
            return
        self.action_leave()
        undoable = said.wrote and said.verb not in ("undo", "redo")
        if len(lines) <= 1 or (said.wrote and len(lines) <= SHORT):
            self.road.say(in_one_line(lines) or "nothing to show", undo=undoable)
            return
        self.road.say(f":{one_line(line)}", undo=undoable)
        self.app.push_screen(AnswerScreen(line, said.text))

    async def _follow(self, verb: str) -> None:
        """Show what a line changed."""
        if verb == "config":
            settings = await self.road.desk.run(lambda tracker: tracker.settings)
            self.road.filters = settings.filters
            self.road.apply_settings(settings.ui, settings.keys)
        await self.road.refresh_data()

    def _refuse(self, words: str) -> None:
        """Say what is wrong where it was typed, or in the status line once this screen was left."""
        if self.is_current:
            self._tell(visible(words), wrong=True)
        else:
            self.road.say(one_line(words))

    def action_leave(self) -> None:
        """Back to the view; what runs goes on."""
        if self.is_current:
            self.dismiss(None)

    do_back = do_quit = action_leave

    # -- typing --------------------------------------------------------------------------------------------

    def action_typed(self, by: int) -> None:
        """An earlier or a later line; what was being typed is kept at the end."""
        typed = self.road.typed
        back = min(max(0, self._back - by), len(typed))
        if back == self._back:
            return
        if self._back == 0:
            self._draft = self.field.value
        self._back = back
        self.field.value = typed[-back] if back else self._draft
        self.field.cursor_position = len(self.field.value)

    def action_complete(self) -> None:
        """Complete the word before the cursor."""
        if not self._busy:
            self.road.do(self._complete(self.field.value, self.field.cursor_position))

    async def _complete(self, value: str, at: int) -> None:
        cli = import_module(CLI)
        line, rest = value[:at], value[at:]
        found = await self.road.desk.run(lambda tracker: cli.candidates(line, tracker))
        if not self.is_current or self.field.value != value:  # typed on in the meantime
            return
        whole = cli.completed(line, found)
        with self.field.prevent(Input.Changed):
            self.field.value = whole + rest
        self.field.cursor_position = len(whole)
        if len(found) != 1:
            self._tell(self._words(found) if found else "nothing completes this word")

    def _words(self, found: tuple[Any, ...]) -> Content:
        """The first words that could stand there, one a row, and how many more there are."""
        width = max(20, self.app.size.width - 2)
        name = min(max(len(candidate.word) for candidate in found[:SHOWN]), width // 2)
        ellipsis = self.road.glyphs.ellipsis
        rows = [
            Content.assemble(
                (fit(candidate.word, name, ellipsis), "bold"),
                (cut(f"  {one_line(candidate.about)}", width - name, ellipsis), "$text-muted"),
            )
            for candidate in found[:SHOWN]
        ]
        if len(found) > SHOWN:
            rows.append(Content.styled(f"and {len(found) - SHOWN} more", "$text-muted"))
        return Content("\n").join(rows)


class AnswerScreen(Overlay[None]):
    """What a line said, as plain text that scrolls."""

    CSS = """
    AnswerScreen > #box { width: 100%; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q", "leave", show=False),
        Binding("g,home", "end(-1)", show=False),
        Binding("G,end", "end(1)", show=False),
    ]

    def __init__(self, line: str, text: str) -> None:
        super().__init__()
        self._line = line
        self._text = text

    def compose(self) -> ComposeResult:
        """The text."""
        lines = self._text.splitlines()
        if len(lines) > MOST:
            lines[MOST:] = [f"and {len(lines) - MOST} more lines: run it in a shell"]
        with VerticalScroll(id="box"):
            yield Static(Content(visible("\n".join(lines).expandtabs())), id="text", markup=False)

    def on_mount(self) -> None:
        """What was typed is the title."""
        box = self.query_one("#box")
        box.border_title = Content(f":{one_line(self._line)}")
        box.border_subtitle = "j k scroll · esc close"
        box.focus()

    def action_list(self, by: int) -> None:
        """Scroll the text."""
        self.query_one("#box").scroll_relative(y=by, animate=False)

    def action_end(self, end: int) -> None:
        """To the first or the last line."""
        box = self.query_one("#box")
        if end < 0:
            box.scroll_home(animate=False)
        else:
            box.scroll_end(animate=False)


def in_one_line(lines: list[str]) -> str:
    """A short answer for the status line, without its `undo: roadtrack undo`: the line has `u undo` at its end."""
    parts = [one_line(line) for line in lines]
    return " · ".join(part for part in parts if part).removesuffix(UNDO_TOLD)
