"""The checklist of one curriculum: a tree of sections and steps, drawn line by line."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from roadtrack.curriculum.outline import Outline, SectionNode, StepNode
from roadtrack.journal.events import Status
from roadtrack.planning.brief import status_word
from roadtrack.planning.standing import Standing
from roadtrack.progress.rollup import Progress
from roadtrack.show import show_duration
from roadtrack.text import cells, fit, one_line
from roadtrack.tui.marks import Glyphs
from roadtrack.tui.widgets.rowlist import MARKED, Cell, RowList


@dataclass(frozen=True, slots=True)
class Row:
    """A section (by its path) or a step (by its ref), with its depth."""

    depth: int
    path: str
    node: SectionNode | StepNode


def visible_rows(outline: Outline, folded: Collection[str], wanted: Callable[[str], bool] | None = None) -> list[Row]:
    """The rows to draw: sections, and the steps and sections of those that are not folded.

    wanted: a filter on refs; sections without a wanted step are left out, and folding is ignored.
    """
    rows: list[Row] = []

    def visit(node: SectionNode, depth: int) -> bool:
        at = len(rows)
        rows.append(Row(depth, node.path, node))
        if wanted is None and node.path in folded:
            return True
        found = wanted is None
        for child in node.children:
            if isinstance(child, SectionNode):
                found = visit(child, depth + 1) or found
            elif wanted is None or wanted(child.ref):
                rows.append(Row(depth + 1, child.ref, child))
                found = True
        if not found:
            del rows[at:]
        return found

    for section in outline.sections:
        visit(section, 0)
    return rows


class Checklist(RowList):
    """The tree of one curriculum.

    `override` holds what is saved but not yet in the standing, `marked` the refs of the marked rows.
    """

    def __init__(self, glyphs: Glyphs, marked: Collection[str] = (), *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.rows: list[Row] = []
        self.marked = marked
        self.folded: set[str] = set()
        self.override: dict[str, Status] = {}
        self._glyphs = glyphs
        self._standing: Standing | None = None
        self._curriculum = ""
        self._wanted: Callable[[str], bool] | None = None
        self._progress: Mapping[str, Progress] = {}

    def show(self, standing: Standing, curriculum: str, wanted: Callable[[str], bool] | None = None) -> None:
        """Show a curriculum as it stands, filtered. Cursor and folding stay where they are."""
        fresh = curriculum != self._curriculum
        same_tree = (
            not fresh
            and wanted is None
            and self._wanted is None
            and self._standing is not None
            and self._standing.library is standing.library
        )
        self._standing, self._curriculum, self._wanted = standing, curriculum, wanted
        self._progress = standing.progress(curriculum)
        if fresh:
            self.folded = set()
        if not same_tree:
            self._rebuild(keep="" if fresh else self.path)
        else:
            self.refresh()

    def _rebuild(self, keep: str) -> None:
        assert self._standing is not None
        outline = self._standing.library.outlines[self._curriculum]
        self.rows = visible_rows(outline, self.folded, self._wanted)
        at = next((n for n, row in enumerate(self.rows) if row.path == keep), None) if keep else None
        if at is None and not keep:
            at = next((n for n, row in enumerate(self.rows) if self._is_ready(row)), 0)
        self.set_reactive(RowList.cursor, at if at is not None else min(self.cursor, max(0, len(self.rows) - 1)))
        self.rows_changed()

    def _is_ready(self, row: Row) -> bool:
        return self._standing is not None and row.path in self._standing.suggestions

    @property
    def row(self) -> Row | None:
        """The row under the cursor."""
        return self.rows[self.cursor] if self.cursor < len(self.rows) else None

    @property
    def path(self) -> str:
        """The path or ref under the cursor, or empty."""
        return self.row.path if self.row else ""

    @property
    def ref(self) -> str:
        """The ref under the cursor; empty on a section."""
        return self.row.path if self.row and isinstance(self.row.node, StepNode) else ""

    def mark(self, ref: str, status: Status) -> None:
        """Show a mark that was just saved, before the numbers are computed again."""
        self.override[ref] = status
        first = self.scroll_offset.y
        for index in range(first, min(len(self.rows), first + self.size.height)):
            if self.rows[index].path == ref:
                self.row_changed(index)

    # -- folding -------------------------------------------------------------------------------------------

    def fold(self) -> None:
        """Fold the section under the cursor, or go up to the one that holds the step."""
        row = self.row
        if row is None:
            return
        if isinstance(row.node, SectionNode) and row.path not in self.folded and row.node.children:
            self.folded.add(row.path)
            self._rebuild(keep=row.path)
            return
        above = next((n for n in range(self.cursor, -1, -1) if self.rows[n].depth < row.depth), None)
        if above is not None:
            self.cursor = above

    def unfold(self) -> None:
        """Unfold the section under the cursor, or step into it."""
        row = self.row
        if row is None or isinstance(row.node, StepNode):
            return
        if row.path in self.folded:
            self.folded.discard(row.path)
            self._rebuild(keep=row.path)
        else:
            self.move(1)

    def toggle_fold(self) -> None:
        """Fold or unfold the section under the cursor."""
        row = self.row
        if row is not None and isinstance(row.node, SectionNode):
            self.folded.symmetric_difference_update({row.path})
            self._rebuild(keep=row.path)

    def fold_all(self) -> None:
        """Fold every section."""
        here = self.path
        self.folded = set(self._paths())
        top = self._top_of(here)
        self._rebuild(keep=top or here)

    def unfold_all(self) -> None:
        """Unfold every section."""
        self.folded.clear()
        self._rebuild(keep=self.path)

    def _paths(self) -> list[str]:
        if self._standing is None:
            return []
        outline = self._standing.library.outlines[self._curriculum]
        return [row.path for row in visible_rows(outline, ()) if isinstance(row.node, SectionNode)]

    def _top_of(self, path: str) -> str:
        """The outermost section above a row."""
        at = next((n for n, row in enumerate(self.rows) if row.path == path), 0)
        return next((self.rows[n].path for n in range(at, -1, -1) if self.rows[n].depth == 0), "")

    # -- drawing -------------------------------------------------------------------------------------------

    def row_count(self) -> int:
        """How many rows there are."""
        return len(self.rows)

    def draw_row(self, index: int, width: int) -> list[Cell]:
        """A section with bar, percent and count, or a step with mark, title, work left and score."""
        row = self.rows[index]
        cursor = self._glyphs.cursor if index == self.cursor else " "
        if isinstance(row.node, SectionNode):
            return self._section(row.node, row.depth, cursor, width)
        return self._step(row.node.ref, row.depth, cursor, width)

    def _section(self, node: SectionNode, depth: int, cursor: str, width: int) -> list[Cell]:
        assert self._standing is not None
        p = self._progress[node.path]
        arrow = self._glyphs.folded if node.path in self._hidden() else self._glyphs.unfolded
        weight = f"{node.weight:g} %" if node.weight is not None else ""
        bar = self._glyphs.bar(p.done, 14 if width >= 70 else 6)
        count = f"{p.steps_done}/{p.steps}"
        skipped = f"{p.steps_skipped} skip" if p.steps_skipped and width >= 76 else ""
        tail = f" {weight:>6}  {bar} {p.done:3.0f}%  {count:>6} {skipped:<6}"
        head = f"{cursor}{'  ' * depth}{arrow} "
        title = fit(one_line(node.title), max(8, width - cells(head) - cells(tail)), self._glyphs.ellipsis)
        return [(head, "strong"), (title, ""), (tail, "good" if p.steps and p.done >= 100 else "dim")]

    def _hidden(self) -> Collection[str]:
        return self.folded if self._wanted is None else ()

    def _step(self, ref: str, depth: int, cursor: str, width: int) -> list[Cell]:
        standing = self._standing
        assert standing is not None
        step = standing.library.steps[ref].step
        state = self._state(ref)
        finished = state in ("done", "skipped")
        own = ref.removeprefix(f"{self._curriculum}/")
        name = fit(own, 24 if width >= 70 else 18, self._glyphs.ellipsis)
        left = "" if finished else show_duration(standing.minutes_left(ref))
        tail = f" {left:>6} {self._end(ref, state):>8}"
        head = f"{cursor} {'  ' * depth}"
        if ref in self.marked:
            head = head[:-1] + MARKED
        room = width - cells(head) - 4 - cells(name) - 1 - cells(tail)
        text = one_line(step.title)
        if state == "blocked":
            text = "needs " + ", ".join(n.removeprefix(f"{self._curriculum}/") for n in standing.open_needs(ref))
        title = fit(text, room, self._glyphs.ellipsis) if room > 4 else ""
        quiet = "dim" if finished or state == "blocked" else ""
        mark = self._glyphs.mark(state)
        return [
            (head, "strong"),
            (f"{mark} ", "good" if finished else quiet),
            (name, quiet or "strong"),
            (f" {title}" if title else "", quiet),
            (tail, quiet),
        ]

    def _state(self, ref: str) -> str:
        """The word of a step's state, with marks that are newer than the standing."""
        assert self._standing is not None
        if (marked := self.override.get(ref)) is not None:
            return "ready" if marked is Status.TODO else marked.value
        return status_word(ref, self._standing)

    def _end(self, ref: str, state: str) -> str:
        assert self._standing is not None
        if state == "done":
            return "verified" if self._standing.state(ref).verified else "done"
        if state in ("skipped", "blocked"):
            return state
        suggestion = self._standing.suggestions.get(ref)
        return f"{suggestion.score:.2f}" if suggestion else ""
