"""The thirty-second check-in inside the app: the same form as `roadtrack checkin`, over the view."""

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from roadtrack.checkin import Saved, offered
from roadtrack.tui.widgets.checkin import CheckinForm, heading

if TYPE_CHECKING:
    from roadtrack.tui.app import RoadtrackApp


class CheckinScreen(ModalScreen[None]):
    """The form in a box; escape closes it and nothing is written."""

    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    CheckinScreen { align: center middle; background: $background 40%; }
    CheckinScreen > #box {
        width: 100; max-width: 100%; height: auto; max-height: 100%;
        border: round $primary; background: $surface; padding: 0 1;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q", "leave", show=False)]

    def compose(self) -> ComposeResult:
        """The form, or why there is none."""
        with Vertical(id="box"):
            brief = self.road.brief
            if brief is not None and offered(brief):
                yield CheckinForm(brief, self.road.desk.run, self.road.glyphs)
            else:
                yield Static(Content(_nothing(brief)), markup=False)

    @property
    def road(self) -> "RoadtrackApp":
        """The app, with its own type."""
        from roadtrack.tui.app import RoadtrackApp

        assert isinstance(self.app, RoadtrackApp)
        return self.app

    def on_checkin_form_finished(self, message: CheckinForm.Finished) -> None:
        """Close, and show what follows from what was saved."""
        message.stop()
        self.dismiss(None)
        if message.saved:
            self.road.do(self._tell(message.saved))

    async def _tell(self, saved: tuple[Saved, ...]) -> None:
        road = self.road
        await road.refresh_data()
        road.say("; ".join(f"{one.ref} {one.said}".strip() for one in saved), undo=True)

    def action_leave(self) -> None:
        """Close it."""
        self.dismiss(None)

    do_back = do_quit = action_leave


def _nothing(brief: "dict[str, object] | None") -> str:
    if brief is None:
        return "The journal is still being read. esc closes."
    if not brief["goals"]:
        return f"{heading(brief)}\n\nNo goals yet. esc closes, then E picks a curriculum."
    return f"{heading(brief)}\n\nNothing is ready: all that is left is blocked, snoozed or done. esc closes."
