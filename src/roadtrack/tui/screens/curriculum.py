"""The checklist of one curriculum: sections with progress, steps with marks; fold, filter, mark."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from roadtrack.curriculum.outline import SectionNode
from roadtrack.journal.events import Status
from roadtrack.planning.brief import step_item
from roadtrack.planning.filters import parse_filter
from roadtrack.show import counted, show_hours
from roadtrack.text import one_line
from roadtrack.tui.brieftext import brief_lines
from roadtrack.tui.screens.several import SeveralView
from roadtrack.tui.steptext import step_content
from roadtrack.tui.widgets.checklist import Checklist
from roadtrack.tui.widgets.rowlist import RowList

if TYPE_CHECKING:
    from roadtrack.planning.standing import Standing

Brief = dict[str, Any]
ALL = "all"


class CurriculumView(SeveralView):
    """The checklist."""

    MODE: ClassVar[str] = "curriculum"
    FOOTER: ClassVar[tuple[str, ...]] = (
        "help",
        "toggle_done",
        "open",
        "filter",
        "next_filter",
        "next_curriculum",
        "undo",
        "quit",
        "why",
        "log_time",
        "note",
        "attach",
        "start",
        "skip",
    )

    def __init__(self) -> None:
        super().__init__()
        self.filter_name = ALL
        self.filter_text = ""

    def body(self) -> ComposeResult:
        """The tree with the step beside it, two lines about the selection."""
        with Horizontal(id="columns"):
            with Vertical(id="tree", classes="pane"):
                yield Checklist(self.road.glyphs, self.marked, id="checklist")
                yield Static("", id="empty", markup=False)
            with VerticalScroll(id="side", classes="pane", can_focus=True):
                yield Static("", id="detail", markup=False)
        yield Static("", id="summary", markup=False)

    @property
    def checklist(self) -> Checklist:
        """The tree."""
        return self.query_one("#checklist", Checklist)

    @property
    def rows(self) -> RowList:
        """Movement moves in the tree."""
        return self.checklist

    @property
    def ref(self) -> str:
        """The selected step; empty on a section."""
        return self.checklist.ref

    def title_part(self) -> str:
        """The curriculum."""
        return f" · {self.road.curriculum}" if self.road.curriculum else super().title_part()

    def header_right(self) -> str:
        """Its three percentages, never mixed."""
        standing = self.road.standing
        if standing is None or self.road.curriculum not in standing.library.outlines:
            return super().header_right()
        p = standing.progress(self.road.curriculum)[""]
        return f"{p.done:.0f} % done · {p.covered:.0f} covered · {p.verified:.0f} verified · {p.steps_done}/{p.steps}"

    # -- showing -------------------------------------------------------------------------------------------

    def take(self, standing: "Standing", brief: Brief, *, fresh: bool = False) -> None:
        """New data; the cursor and the folding stay."""
        super().take(standing, brief, fresh=fresh)
        self.checklist.override.clear()
        self.keep_marks(standing.library.steps)
        self._show_tree()

    def _show_tree(self) -> None:
        standing = self.road.standing
        curriculum = self.road.curriculum
        if standing is None or curriculum not in standing.library.outlines:
            self._empty("No goal yet. E picks what to learn." if standing else "")
            return
        outline = standing.library.outlines[curriculum]
        self.checklist.display = True
        self.checklist.show(standing, curriculum, self._wanted(standing))
        c = outline.curriculum
        name = self.filter_text or self.filter_name
        title = f"{one_line(c.title)} {one_line(c.revision)} · filter: {one_line(name)}"
        self.query_one("#tree").border_title = Content(title)
        self.show_hint()
        if self.checklist.rows:
            self.query_one("#empty").display = False
        else:
            steps = counted(len(outline.order), "step")
            self._empty(f'No step of {steps} matches "{one_line(name)}". esc clears, F looks everywhere.')
        self._show_step()

    def show_hint(self) -> None:
        """The keys of the tree, or what is marked."""
        self.query_one("#tree").border_subtitle = self.hint("h l fold · H L all · f filters · / finds")

    def _empty(self, words: str) -> None:
        self.checklist.display = False
        empty = self.query_one("#empty", Static)
        empty.display = True
        empty.update(Content(words))

    def _wanted(self, standing: "Standing") -> Callable[[str], bool] | None:
        text = self.filter_text or self.road.filters.get(self.filter_name, "")
        if not text:
            return None
        test = parse_filter([text], self.road.filters, standing.today)
        return lambda ref: test.matches(ref, standing)

    def _show_step(self) -> None:
        standing = self.road.standing
        row = self.checklist.row
        if standing is None or row is None:
            return
        if isinstance(row.node, SectionNode):
            content = self._section_lines(row.node, standing)
            self.query_one("#summary", Static).update(content)
            self.query_one("#detail", Static).update(content)
            self.query_one("#side").border_title = ""
            return
        self.query_one("#summary", Static).update(brief_lines(step_item(row.node.ref, standing)))
        if self.app.size.width >= 120:
            self.query_one("#side").border_title = row.node.ref
            content = step_content(row.node.ref, standing, (), self.road.glyphs)
            self.query_one("#detail", Static).update(content)

    def _section_lines(self, node: SectionNode, standing: "Standing") -> Content:
        p = standing.progress(self.road.curriculum)[node.path]
        weight = f"{node.weight:g} % of the whole · " if node.weight is not None else ""
        uses = f" · uses {node.origin}" if node.origin else ""
        first = f"{one_line(node.title)}{uses}"
        second = (
            f"{weight}{p.done:.0f} % done, {p.covered:.0f} covered, {p.verified:.0f} verified"
            f" · {show_hours(p.hours_left)} left"
        )
        parts = [(first + "\n", "bold"), (second, "$text-muted")]
        if node.summary and self.app.size.width >= 120:
            parts.append(("\n\n" + one_line(node.summary), ""))
        return Content.assemble(*parts)

    def on_row_list_moved(self, message: RowList.Moved) -> None:
        """Another row is selected."""
        message.stop()
        self._show_step()

    def show_mark(self, ref: str, status: Status) -> None:
        """The mark is on the screen before the numbers are."""
        self.checklist.mark(ref, status)

    def status_of(self, ref: str) -> Status:
        """With marks that are newer than the standing."""
        return self.checklist.override.get(ref) or super().status_of(ref)

    # -- acting --------------------------------------------------------------------------------------------

    def do_fold(self) -> None:
        """Fold."""
        self.checklist.fold()

    def do_unfold(self) -> None:
        """Unfold."""
        self.checklist.unfold()

    def do_fold_all(self) -> None:
        """Fold every section."""
        self.checklist.fold_all()

    def do_unfold_all(self) -> None:
        """Unfold every section."""
        self.checklist.unfold_all()

    def do_open(self) -> None:
        """Open a step; fold or unfold a section."""
        if self.ref:
            super().do_open()
        else:
            self.checklist.toggle_fold()

    async def do_filter(self) -> None:
        """Filter the checklist by words and keys."""
        standing = self.road.standing
        if standing is None:
            return
        typed = await self.ask(
            "Filter",
            value=self.filter_text,
            hint="words, is:ready, no:evidence, max:30m, @open",
            check=lambda text: parse_filter([text], self.road.filters, standing.today),
        )
        self.filter_text = typed or ""
        self._show_tree()

    def do_next_filter(self) -> None:
        """The next saved filter."""
        names = [ALL, *sorted(self.road.filters)]
        at = names.index(self.filter_name) if self.filter_name in names else 0
        self.filter_name, self.filter_text = names[(at + 1) % len(names)], ""
        self._show_tree()

    def do_back(self) -> None:
        """Clear the marks, then the filter; nothing else is left to go back from."""
        if self.unmark():
            self.road.say("nothing is marked")
            return
        self.filter_name, self.filter_text = ALL, ""
        self._show_tree()

    def do_next_curriculum(self) -> None:
        """The next goal's checklist."""
        standing = self.road.standing
        ids = [goal.id for goal in standing.goals] if standing else []
        if not ids or standing is None:
            return
        self.unmark()
        at = ids.index(self.road.curriculum) if self.road.curriculum in ids else -1
        self.road.curriculum = ids[(at + 1) % len(ids)]
        self.filter_name, self.filter_text = ALL, ""
        if self.road.brief is not None:
            self.take(standing, self.road.brief)
