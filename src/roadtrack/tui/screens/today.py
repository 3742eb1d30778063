"""Today: where each goal stands, what to do next and why, what was done."""

from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from roadtrack.show import show_date
from roadtrack.text import cells, cut, fit
from roadtrack.tui.brieftext import brief_lines
from roadtrack.tui.heat import heat_content, strip_text
from roadtrack.tui.screens.several import SeveralView
from roadtrack.tui.widgets.lanes import Lanes, kept_rows, ranked_rows
from roadtrack.tui.widgets.rowlist import RowList

if TYPE_CHECKING:
    from roadtrack.journal.events import Status
    from roadtrack.planning.standing import Standing

Brief = dict[str, Any]
NO_GOALS = "Nothing to learn yet. E picks a curriculum, roadtrack demo shows a full one."
NOTHING_READY = "All that is left is blocked, done or skipped. 2 shows the checklist, E picks what comes next."


class TodayView(SeveralView):
    """The day on one screen."""

    MODE: ClassVar[str] = "_default"

    def body(self) -> ComposeResult:
        """Goals, the list with the step beside it, two lines about the step, activity."""
        yield Static("", id="goals", markup=False)
        with Horizontal(id="columns"):
            with Vertical(id="next", classes="pane"):
                yield Lanes(self.road.glyphs, self.item_of, self.marked, id="lanes")
                yield Static("", id="empty", markup=False)
            with VerticalScroll(id="side", classes="pane", can_focus=True):
                yield Static("", id="detail", markup=False)
        yield Static("", id="summary", markup=False)
        yield Static("", id="strip", markup=False)
        yield Static("", id="heat", classes="pane", markup=False)

    @property
    def lanes(self) -> Lanes:
        """The list of steps."""
        return self.query_one("#lanes", Lanes)

    @property
    def rows(self) -> RowList:
        """Movement moves in the list."""
        return self.lanes

    @property
    def ref(self) -> str:
        """The selected step."""
        return self.lanes.ref

    def item_of(self, ref: str) -> Brief | None:
        """A step's present values: from the standing, else from the brief."""
        standing, brief = self.road.standing, self.road.brief
        reviews: dict[str, Brief] = {item["ref"]: item for item in brief["refresh"]} if brief is not None else {}
        if ref in reviews:
            return reviews[ref]
        if standing is not None and ref in standing.library.steps:
            from roadtrack.planning.brief import step_item

            return step_item(ref, standing)
        if brief is None:
            return None
        side = [brief["side"]] if brief["side"] else []
        listed = (*brief["next"], *side, *brief["doing"], *brief["blocked"], *brief["doneToday"])
        return next((item for item in listed if item["ref"] == ref), None)

    # -- showing -------------------------------------------------------------------------------------------

    def show_brief(self, brief: Brief) -> None:
        """Everything that the brief tells."""
        if not self.lanes.rows:
            self.lanes.show(ranked_rows(brief))
        self._show_goals(brief)
        pane = self.query_one("#next")
        pane.border_title = f"Next · {brief['ready']} ready"
        self.show_hint()
        empty = self.query_one("#empty", Static)
        empty.display = not self.lanes.rows
        self.lanes.display = bool(self.lanes.rows)
        empty.update(Content(NOTHING_READY if brief["goals"] else NO_GOALS))
        self._show_activity(brief)
        self._show_step()

    def take(self, standing: "Standing", brief: Brief, *, fresh: bool = False) -> None:
        """New data: ranked anew when the view is entered, in place after a mark."""
        rows = ranked_rows(brief) if fresh or not self.lanes.rows else kept_rows(self.lanes.rows, brief)
        self.keep_marks({row.ref for row in rows})
        self.lanes.show(rows)
        super().take(standing, brief, fresh=fresh)

    def show_hint(self) -> None:
        """What the numbers are, or what is marked."""
        self.query_one("#next").border_subtitle = self.hint("points per hour · w shows why")

    def _show_goals(self, brief: Brief) -> None:
        width = max(20, self.size.width - 2)
        lines = [self._goal_line(goal, brief["day"], width) for goal in brief["goals"][:6]]
        self.query_one("#goals", Static).update(Content("\n").join(lines))
        self.query_one("#goals").display = bool(lines)

    def _goal_line(self, goal: Brief, day: str, width: int) -> Content:
        import datetime as dt

        today = dt.date.fromisoformat(day)
        percent, steps = goal["percent"], goal["steps"]
        by = show_date(dt.date.fromisoformat(goal["by"]), today) if goal["by"] else "no date"
        name = fit(goal["goal"], min(16, max(9, max(cells(g["goal"]) for g in (self.road.brief or {})["goals"]) + 1)))
        bar = self.road.glyphs.bar(percent["done"], 28 if width >= 118 else 16 if width >= 70 else 10)
        count = f" {percent['done']:3.0f}%  {steps['done']}/{steps['total']}".ljust(14)
        more = f"covered {percent['covered']:.0f}  verified {percent['verified']:.0f}  " if width >= 118 else ""
        chance = goal["outlook"] if goal["by"] else ""
        style = "$warning" if chance.startswith(("unlikely", "past")) else "$text-muted"
        used = cells(name) + cells(bar) + cells(count) + cells(more) + 9
        tail = cut(chance, max(0, width - used))
        return Content.assemble(
            (name, "bold"),
            (bar, "$primary"),
            (count, ""),
            (more, "$text-muted"),
            (f"{by:<8} ", ""),
            (tail, style),
        )

    def _show_activity(self, brief: Brief) -> None:
        heat = self.query_one("#heat", Static)
        heat.border_title = "Activity · last 26 weeks"
        heat.update(heat_content(brief, self.road.glyphs, 26))
        self.query_one("#strip", Static).update(Content(strip_text(brief, self.road.glyphs, self.size.width - 2)))

    def _show_step(self) -> None:
        """What stands beside or under the list about the selected step."""
        item = self.item_of(self.ref) if self.ref else None
        if item is None:
            self.query_one("#summary", Static).update("")
            self.query_one("#detail", Static).update("")
            return
        self.query_one("#summary", Static).update(brief_lines(item))
        if self.road.standing is not None and self.ref in self.road.standing.library.steps:
            from roadtrack.tui.steptext import step_content

            content = step_content(self.ref, self.road.standing, (), self.road.glyphs)
            self.query_one("#detail", Static).update(content)
            self.query_one("#side").border_title = self.ref
            self.query_one("#side").border_subtitle = "enter full screen"
        else:
            self.query_one("#detail", Static).update(brief_lines(item))

    def on_row_list_moved(self, message: RowList.Moved) -> None:
        """Another step is selected."""
        message.stop()
        if self.query("#summary"):  # not while the view is built anew
            self._show_step()

    def refit(self) -> None:
        """Draw anew what depends on the size."""
        super().refit()
        if self.road.brief is not None:
            self.show_brief(self.road.brief)

    def show_mark(self, ref: str, status: "Status") -> None:
        """The row is drawn anew with the data that follow."""
        del ref, status
        self.lanes.refresh()

    async def do_filter(self) -> None:
        """A filter belongs to the checklist: go there and ask."""
        self.road.go("curriculum")
        self.app.call_after_refresh(self.app.action_act, "filter")  # type: ignore[attr-defined]
