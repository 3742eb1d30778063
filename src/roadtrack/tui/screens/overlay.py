"""The frame of what is shown over a view: a box in the middle, closed by escape."""

from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual.binding import Binding, BindingType
from textual.screen import ModalScreen

from roadtrack.tui.widgets.rowlist import RowList

if TYPE_CHECKING:
    from roadtrack.tui.app import RoadtrackApp

R = TypeVar("R")


class Overlay(ModalScreen[R]):
    """A box over a view. Subclasses compose a container with the id `box`."""

    CSS_PATH = "overlay.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", show=False),
        Binding("down,j", "list(1)", show=False),
        Binding("up,k", "list(-1)", show=False),
        Binding("pagedown,ctrl+d", "list(8)", show=False),
        Binding("pageup,ctrl+u", "list(-8)", show=False),
    ]

    @property
    def road(self) -> "RoadtrackApp":
        """The app, with its own type."""
        from roadtrack.tui.app import RoadtrackApp

        assert isinstance(self.app, RoadtrackApp)
        return self.app

    @property
    def is_open(self) -> bool:
        """Whether it is still there: an answer of the tracker may come after it was closed."""
        return self in self.app.screen_stack

    def action_leave(self) -> None:
        """Close it."""
        self.dismiss(None)

    def action_list(self, by: int) -> None:
        """Move in the list while the field keeps the focus."""
        if lists := self.query(RowList):
            lists.first().move(by)

    do_back = do_quit = action_leave

    def do_move_down(self) -> None:
        """Next row."""
        self.action_list(1)

    def do_move_up(self) -> None:
        """Previous row."""
        self.action_list(-1)
