"""One step on the whole screen: why it matters, what it needs and opens, proof, notes, history."""

from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from roadtrack.planning.brief import status_word
from roadtrack.tui.screens.view import View
from roadtrack.tui.steptext import step_content

if TYPE_CHECKING:
    from roadtrack.journal.state import Entry
    from roadtrack.planning.standing import Standing
    from roadtrack.tracker import Tracker

Brief = dict[str, Any]


class StepScreen(View):
    """All about one step."""

    AUTO_FOCUS = "#page"
    FOOTER: ClassVar[tuple[str, ...]] = (
        "help",
        "toggle_done",
        "log_time",
        "note",
        "attach",
        "undo",
        "back",
        "open_link",
        "start",
        "skip",
        "why",
        "copy",
        "step_next",
        "step_prev",
    )

    def __init__(self, ref: str) -> None:
        super().__init__()
        self._ref = ref
        self._standing: Standing | None = None

    def body(self) -> ComposeResult:
        """One page that scrolls."""
        with VerticalScroll(id="page", classes="pane", can_focus=True):
            yield Static("", id="detail", markup=False)

    @property
    def rows(self) -> None:
        """There is no list here."""
        return

    @property
    def ref(self) -> str:
        """The step shown."""
        return self._ref

    def title_part(self) -> str:
        """The ref and its state."""
        if self._standing is None:
            return f" › {self._ref}"
        return f" › {self._ref} · {status_word(self._ref, self._standing)}"

    def take(self, standing: "Standing", brief: Brief, *, fresh: bool = False) -> None:
        """New data: the step is read again, also one of a curriculum that is no goal."""
        del brief, fresh
        if self._ref in standing.library.steps:
            self._standing = standing
        self.show_frame()
        self.road.do(self._fill())

    async def _fill(self) -> None:
        ref = self._ref

        def look(tracker: "Tracker") -> "tuple[Standing, list[Entry]]":
            return tracker.standing_for(ref), tracker.history(ref)

        standing, entries = await self.road.desk.run(look)
        self._standing = standing
        if ref != self._ref or not self.is_attached:
            return
        self.query_one("#detail", Static).update(step_content(ref, standing, entries, self.road.glyphs))
        page = self.query_one("#page")
        page.border_title = ref
        page.border_subtitle = "esc back · J K next, previous step"
        self.show_frame()

    def status_of(self, ref: str) -> Any:
        """The status, also outside the goals."""
        return self._standing.state(ref).status if self._standing else super().status_of(ref)

    # -- moving --------------------------------------------------------------------------------------------

    def do_move_down(self) -> None:
        """Scroll down."""
        self.query_one("#page", VerticalScroll).scroll_down(animate=False)

    def do_move_up(self) -> None:
        """Scroll up."""
        self.query_one("#page", VerticalScroll).scroll_up(animate=False)

    def do_page_down(self) -> None:
        """Half a page down."""
        page = self.query_one("#page", VerticalScroll)
        page.scroll_relative(y=page.size.height // 2, animate=False)

    def do_page_up(self) -> None:
        """Half a page up."""
        page = self.query_one("#page", VerticalScroll)
        page.scroll_relative(y=-(page.size.height // 2), animate=False)

    def do_first(self) -> None:
        """To the top."""
        self.query_one("#page", VerticalScroll).scroll_home(animate=False)

    def do_last(self) -> None:
        """To the end."""
        self.query_one("#page", VerticalScroll).scroll_end(animate=False)

    def do_step_next(self) -> None:
        """The next step of its curriculum."""
        self._go(1)

    def do_step_prev(self) -> None:
        """The step before."""
        self._go(-1)

    def _go(self, by: int) -> None:
        if self._standing is None:
            return
        order = self._standing.library.outlines[self._ref.partition("/")[0]].order
        if self._ref in order:
            self._ref = order[(order.index(self._ref) + by) % len(order)]
            self.do_first()
            self.show_frame()
            self.road.do(self._fill())

    def do_open(self) -> None:
        """It is open already."""

    def do_why(self) -> None:
        """The reasons are on the page already; a blocked step shows its way."""
        if self.road.standing is not None and self._ref in self.road.standing.library.steps:
            super().do_why()
