"""`roadtrack checkin` on a terminal: the form in eleven rows under the prompt; the scrollback stays."""

import asyncio
import os
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.worker import Worker, WorkerState

from roadtrack.checkin import Saved
from roadtrack.tui.marks import ASCII, UNICODE, Glyphs
from roadtrack.tui.themes import OWN
from roadtrack.tui.widgets.checkin import CheckinForm

if TYPE_CHECKING:
    from roadtrack.tracker import Tracker

Brief = dict[str, Any]


class CheckinApp(App[tuple[Saved, ...]]):
    """The form alone. Its result is what was saved."""

    CSS = """
    Screen:inline { height: 11; border: none; }
    Screen { padding: 0 1; }
    """
    INLINE_PADDING = 0
    ENABLE_COMMAND_PALETTE = False
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+c,ctrl+q", "leave", show=False, priority=True)]

    def __init__(self, tracker: "Tracker", brief: Brief, *, glyphs: Glyphs = UNICODE, theme: str = "") -> None:
        super().__init__()
        self._tracker = tracker
        self._brief = brief
        self._glyphs = glyphs
        self.failure: BaseException | None = None
        """What broke the app."""
        for own in OWN:
            self.register_theme(own)
        self.theme = theme if theme in self.available_themes else OWN[0].name
        self.animation_level = "none"

    def compose(self) -> ComposeResult:
        """The form."""
        yield CheckinForm(self._brief, self._run_with, self._glyphs)

    async def _run_with(self, work: "Callable[[Tracker], Saved]") -> Saved:
        return await asyncio.to_thread(work, self._tracker)

    def on_checkin_form_finished(self, message: CheckinForm.Finished) -> None:
        """Through."""
        self.exit(message.saved)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Something unexpected: leave, so that it can be told where it stays readable."""
        if event.state is WorkerState.ERROR:
            self.failure = event.worker.error
            self.exit(())

    def action_leave(self) -> None:
        """Out, without writing."""
        self.query_one(CheckinForm).finish()


def run(tracker: "Tracker", brief: Brief, *, environ: Mapping[str, str], ascii_only: bool = False) -> tuple[Saved, ...]:
    """Run the form under the prompt and return what was saved. Raises what broke it."""
    ui = tracker.settings.ui
    mono = bool(environ.get("NO_COLOR"))
    os.environ.pop("NO_COLOR", None)  # see `tui.app.run`
    theme = "mono" if mono else environ.get("ROADTRACK_THEME", "") or ui.theme
    app = CheckinApp(tracker, brief, glyphs=ASCII if ascii_only else UNICODE, theme=theme)
    saved = app.run(inline=True, mouse=ui.mouse) or ()
    if app.failure is not None:
        raise app.failure
    return saved
