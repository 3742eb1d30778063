"""Why a step is suggested, in rows that add up; or what keeps it back."""

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from roadtrack.text import one_line
from roadtrack.tui.screens.overlay import Overlay
from roadtrack.tui.steptext import why_content


class WhyScreen(Overlay[None]):
    """The reasons of one step."""

    def __init__(self, ref: str) -> None:
        super().__init__()
        self._ref = ref

    def compose(self) -> ComposeResult:
        """The rows."""
        with VerticalScroll(id="box"):
            yield Static("", id="rows", markup=False)

    def on_mount(self) -> None:
        """Fill it; for a blocked step also say where to start."""
        standing = self.road.standing
        assert standing is not None
        box = self.query_one("#box")
        box.border_title = self._ref
        box.border_subtitle = "esc close"
        title = one_line(standing.library.steps[self._ref].step.title)
        content = Content.assemble((title + "\n", "bold"), why_content(self._ref, standing))
        state = standing.state(self._ref).status
        if state.finished:
            content += Content(f"\nIt is {state.value} already.")
        self.query_one("#rows", Static).update(content)
        if standing.is_blocked(self._ref):
            self.road.do(self._show_path(content))

    async def _show_path(self, content: Content) -> None:
        path = await self.road.desk.run(lambda tracker: tracker.path_to(self._ref))
        if path and self.is_open:
            way = "\nStart with " + path[0] + (f"\n  the way: {', '.join(path)}" if len(path) > 2 else "")
            self.query_one("#rows", Static).update(content + Content(way))

    def do_why(self) -> None:
        """The same key closes it."""
        self.dismiss(None)
