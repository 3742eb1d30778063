"""One line to type, at the foot of the screen: it checks in place and keeps what was typed."""

from collections.abc import Callable
from inspect import isawaitable
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from roadtrack.errors import RoadtrackError
from roadtrack.text import visible
from roadtrack.tui.widgets.field import Field


class Prompt(ModalScreen[str | None]):
    """Asks for a line. The result is what was typed, or None after escape or nothing.

    check: raises RoadtrackError for what cannot be; it may be a coroutine function, which may save already.
    """

    CSS_PATH = "prompt.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "cancel", show=False)]

    def __init__(
        self, label: str, *, value: str = "", hint: str = "", check: Callable[[str], Any] | None = None
    ) -> None:
        super().__init__()
        self._label = label
        self._value = value
        self._hint = hint
        self._check = check

    def compose(self) -> ComposeResult:
        """Label, field, what is wrong."""
        with Vertical(id="box"):
            hint = f"  {self._hint}" if self._hint else ""
            yield Static(
                Content.assemble((self._label, "bold"), (hint + "   enter saves, esc cancels", "$text-muted")),
                id="label",
            )
            yield Field(self._value, select_on_focus=False)
            yield Static("", id="problem", markup=False)

    def on_mount(self) -> None:
        """A blinking cursor would make the screen move."""
        self.query_one(Input).cursor_blink = False

    async def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the line, or say what is wrong with it."""
        typed = event.value.strip()
        if not typed:
            self.dismiss(None)
            return
        try:
            found = self._check(typed) if self._check is not None else None
            if isawaitable(found):
                await found
        except RoadtrackError as error:
            problem = self.query_one("#problem", Static)
            problem.update(Content(visible(f"{error.message} {error.hint}".strip())))
            problem.display = True
            return
        if self.is_current:  # escape may have come meanwhile
            self.dismiss(typed)

    def action_leave(self) -> None:
        """Cancel."""
        self.dismiss(None)

    do_back = do_quit = action_leave
