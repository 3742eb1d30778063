"""Roles: how far each is, what it pays by whose figures, what separates them, and what is missing of one."""

from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from roadtrack.show import counted
from roadtrack.text import one_line
from roadtrack.tui.brieftext import brief_lines
from roadtrack.tui.screens.view import View
from roadtrack.tui.widgets.roles import Roles
from roadtrack.tui.widgets.rowlist import RowList

if TYPE_CHECKING:
    from roadtrack.planning.roles import Comparison, Gap, Side
    from roadtrack.planning.standing import Standing

Brief = dict[str, Any]


class RolesView(View):
    """All roles beside each other; enter shows the gap of one, escape comes back."""

    MODE: ClassVar[str] = "roles"
    FOOTER: ClassVar[tuple[str, ...]] = ("help", "open", "back", "toggle_done", "enroll", "undo", "quit", "why")

    def __init__(self) -> None:
        super().__init__()
        self._seen: Standing | None = None
        """The app's standing when this was computed last."""
        self._role = ""
        """The role whose gap is shown, or empty."""
        self._comparison: Comparison | None = None
        self._gap: Gap | None = None
        self._standing: Standing | None = None

    def body(self) -> ComposeResult:
        """The list, with the facts beside or under it."""
        with Horizontal(id="columns"):
            with Vertical(id="rolepane", classes="pane"):
                yield Roles(self.road.glyphs, id="roles")
                yield Static("", id="empty", markup=False)
            with VerticalScroll(id="side", classes="pane", can_focus=True):
                yield Static("", id="detail", markup=False)
        with VerticalScroll(id="facts"):
            yield Static("", id="facts-text", markup=False)

    @property
    def list(self) -> Roles:
        """The list."""
        return self.query_one("#roles", Roles)

    @property
    def rows(self) -> RowList:
        """Movement moves in the list."""
        return self.list

    @property
    def ref(self) -> str:
        """The selected step; empty on a role."""
        return self.list.row.ref

    def take(self, standing: "Standing", brief: Brief, *, fresh: bool = False) -> None:
        """New data: compare anew, in the background."""
        super().take(standing, brief, fresh=fresh)
        if self.is_current:
            self.road.do(self._compute())

    def on_screen_resume(self) -> None:
        """Something may have changed while another screen lay above."""
        if self.road.standing is not None and self._standing is not None and self.road.standing is not self._seen:
            self.road.do(self._compute())

    async def _compute(self) -> None:
        self._seen = self.road.standing
        role = self._role
        if role:
            self._standing, self._gap = await self.road.desk.run(lambda t: t.gap(role))
        else:
            ids = await self.road.desk.run(lambda t: t.roles())
            if ids:
                self._standing, self._comparison = await self.road.desk.run(lambda t: t.compare(ids))
        self._show()

    def _show(self) -> None:
        if not self.query("#facts-text"):  # not while the view is built anew
            return
        pane = self.query_one("#rolepane")
        empty = self.query_one("#empty", Static)
        words = ""
        if self._role and self._gap is not None and self._standing is not None:
            p = self._gap.progress
            pane.border_title = Content(
                f"{one_line(self._gap.curriculum.title)} · {p.done:.0f} % · {self._gap.hours_left:.0f} h missing"
            )
            pane.border_subtitle = "esc all roles"
            self.list.show_gap(self._gap, self._standing)
            words = "" if self._gap.parts else "Nothing is missing. esc shows all roles."
        elif self._comparison is not None:
            pane.border_title = "Roles · done, hours left, at your pace"
            pane.border_subtitle = "enter shows what is missing"
            self.list.show_roles(self._comparison.sides)
        else:
            words = "There is no role here. Write one: roadtrack curriculum new my-role --kind role"
        empty.display = bool(words)
        self.list.display = not words
        empty.update(Content(words))
        self._show_facts()

    def on_row_list_moved(self, message: RowList.Moved) -> None:
        """Another row is selected."""
        message.stop()
        self._show_facts()

    def _show_facts(self) -> None:
        row = self.list.row
        if row.side is not None and self._comparison is not None:
            text = role_content(row.side, self._comparison)
            self.query_one("#side").border_title = row.side.curriculum.id
        elif row.ref and self._standing is not None:
            from roadtrack.planning.brief import step_item

            text = brief_lines(step_item(row.ref, self._standing))
            self.query_one("#side").border_title = row.ref
        else:
            text = Content("")
        self.query_one("#facts-text", Static).update(text)
        self.query_one("#detail", Static).update(text)

    def do_open(self) -> None:
        """The gap of the selected role, or all about the selected step."""
        side = self.list.row.side
        if side is not None:
            self._go(side.curriculum.id)
        else:
            super().do_open()

    def do_back(self) -> None:
        """From a gap to all roles."""
        if self._role:
            self._go("")

    def _go(self, role: str) -> None:
        self._role = role
        self.road.do(self._compute())

    def do_quit(self) -> None:
        """From a gap to all roles, from there out."""
        if self._role:
            self._go("")
        else:
            self.road.do_quit()


def role_content(side: "Side", found: "Comparison") -> Content:
    """A role in words: exams, ladder, figures with year and source, what separates it from the others."""
    c = side.curriculum
    parts: list[tuple[str, str]] = [(one_line(c.title), "bold"), (f"  facts checked {c.as_of}\n", "$text-muted")]

    def line(label: str, text: str) -> None:
        parts.append((f"{label:<8}", "$text-muted"))
        parts.append((text + "\n", ""))

    if c.summary:
        parts.append((one_line(c.summary) + "\n", ""))
    if side.exams:
        line("exams", ", ".join(f"{e.curriculum} {'passed' if e.passed else f'{e.done:.0f} %'}" for e in side.exams))
    if len(found.sides) > 1:
        line("only here", f"{counted(len(side.only), 'step')} of {side.progress.steps}")
    if c.role is not None:
        for rung in c.role.ladder:
            least, most = rung.years or (None, None)
            years = "" if least is None else f", {least:g}+ years" if most is None else f", {least:g} to {most:g} years"
            line("ladder", one_line(rung.title) + years)
        for label, figures in (("salary", c.role.salary), ("growth", c.role.market)):
            for f in figures:
                line(label, f"{one_line(f.name)}: {one_line(f.value)} ({f.year}, {one_line(f.source)})")
        for neighbour in c.role.neighbours:
            line("beside", f"{neighbour.ref}: {one_line(neighbour.difference)}")
    return Content.assemble(*parts)
