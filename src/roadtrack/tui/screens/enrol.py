"""Choosing what to learn: the first run, and `E` later. Nothing is written before the last enter."""

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from roadtrack.paths import shown
from roadtrack.show import echo_date
from roadtrack.text import fit, one_line
from roadtrack.tui.screens.overlay import Overlay
from roadtrack.tui.screens.prompt import Prompt
from roadtrack.tui.widgets.rowlist import Cell, RowList
from roadtrack.when import parse_date

if TYPE_CHECKING:
    from roadtrack.tracker import Outcome, Tracker


@dataclass(frozen=True, slots=True)
class Choice:
    """One curriculum to choose."""

    id: str
    title: str
    kind: str
    steps: int
    hours: float
    note: str


class Choices(RowList):
    """The list with its boxes."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[Choice] = []
        self.marked: set[str] = set()

    def row_count(self) -> int:
        """How many rows there are."""
        return len(self.rows)

    def draw_row(self, index: int, width: int) -> list[Cell]:
        """Box, id, kind, size, title."""
        row = self.rows[index]
        glyphs = self.app.glyphs  # type: ignore[attr-defined]
        cursor = glyphs.cursor if index == self.cursor else " "
        mark = "[x]" if row.id in self.marked else "[ ]"
        facts = f"{row.kind:<13} {row.steps:>4} steps  ~{row.hours:.0f} h"
        title = fit(one_line(row.title) + row.note, max(8, width - 54), glyphs.ellipsis)
        return [
            (f"{cursor} ", "strong"),
            (f"{mark} ", "good"),
            (fit(row.id, 18, glyphs.ellipsis) + " ", "strong"),
            (facts, "dim"),
            (f"  {title}", ""),
        ]


class EnrolScreen(Overlay[None]):
    """The choice. On the first run a second page names the files about to be made."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "mark", show=False),
        Binding("enter", "go_on", show=False),
        Binding("d", "date", show=False),
        Binding("slash", "narrow", show=False),
        Binding("plus,equals_sign", "hours(1)", show=False),
        Binding("minus", "hours(-1)", show=False),
        Binding("escape,q", "leave", show=False),
    ]
    AUTO_FOCUS = "Choices"

    def __init__(self, *, first_run: bool = False) -> None:
        super().__init__()
        self._first_run = first_run
        self._page = 1
        self._by: dt.date | None = None
        self._hours: float | None = None
        self._planned = 5.0
        self._enrolled: frozenset[str] = frozenset()
        self._today = dt.date.min
        self._places = ("", "")
        self._all: list[Choice] = []
        self._words = ""

    def compose(self) -> ComposeResult:
        """Words, list, what else can be set."""
        with Vertical(id="box"):
            yield Static("", id="words", markup=False)
            yield Choices()
            yield Static("", id="facts", markup=False)

    @property
    def choices(self) -> Choices:
        """The list."""
        return self.query_one(Choices)

    def on_mount(self) -> None:
        """Read the catalog in the background."""
        box = self.query_one("#box")
        box.border_title = "Welcome to roadtrack" if self._first_run else "What do you want to learn?"
        self._show()
        self.road.do(self._read())

    async def _read(self) -> None:
        def look(tracker: "Tracker") -> tuple[Any, ...]:
            library = tracker.catalog.whole_library()
            goals = tracker.standing().goals
            choices = [
                Choice(
                    id_,
                    outline.curriculum.title,
                    outline.curriculum.kind.value,
                    len(outline.order),
                    sum(library.steps[ref].step.hours or 0.0 for ref in outline.order),
                    _needs_note(outline.curriculum.certification),
                )
                for id_, outline in library.outlines.items()
            ]
            places = (shown(tracker.paths.config.parent) + "/", shown(tracker.journal_path.parent) + "/")
            hours = tracker.settings.plan.hours_per_week
            return choices, frozenset(goal.id for goal in goals), tracker.today, places, hours

        choices, self._enrolled, self._today, self._places, self._planned = await self.road.desk.run(look)
        if not self.is_open:
            return
        self._all = sorted(choices, key=lambda c: (c.kind, c.id))
        self.choices.marked = set(self._enrolled)
        self._list()
        self._show()

    def _list(self) -> None:
        """The curricula in which every word of the filter stands; what is marked stays marked."""
        words = self._words.lower().split()
        self.choices.rows = [c for c in self._all if all(w in f"{c.id} {c.kind} {c.title}".lower() for w in words)]
        self.choices.rows_changed()

    def _show(self) -> None:
        box = self.query_one("#box")
        if self._page == 1:
            words = "Nothing is written until you choose.\n\n" if self._first_run else ""
            words += "What do you want to learn?   space marks, / finds, enter goes on"
            facts = f"Hours a week  {self._hours or self._planned:g}  (- / +)     Date  {self._date()}  (d)"
            if self._first_run:
                facts += "\n\nLook around first:  roadtrack demo\nYour own list:      roadtrack curriculum new ID"
                facts += "\nNo account, no telemetry, no network."
        else:
            words = "These will be made, and nothing else:\n\n"
            words += f"  Journal   {self._places[1]}journal.db  (readable by you alone)\n"
            if self._hours is not None:
                words += f"  Settings  {self._places[0]}config.toml  (hours a week)\n"
            words += f"\nGoals: {', '.join(sorted(self.choices.marked))}, {self._date()}\n"
            words += '\nFor your shell, if you like:\n  eval "$(roadtrack completion bash)"'
            facts = "enter starts, esc goes back"
        self.choices.display = self._page == 1
        self.query_one("#words", Static).update(Content(words))
        self.query_one("#facts", Static).update(Content("\n" + facts))
        box.border_subtitle = f"{self._page} of 2" if self._first_run else ""

    def _date(self) -> str:
        return echo_date(self._by, self._today) if self._by else "no date"

    def action_mark(self) -> None:
        """Mark or unmark."""
        if self._page == 1 and self.choices.rows:
            self.choices.marked ^= {self.choices.rows[self.choices.cursor].id}
            self.choices.row_changed(self.choices.cursor)

    def on_row_list_chosen(self, message: RowList.Chosen) -> None:
        """A double click marks."""
        message.stop()
        self.action_mark()

    def action_hours(self, by: int) -> None:
        """An hour a week more or less; saved to the settings only if it was changed."""
        self._hours = min(80.0, max(1.0, (self._hours or self._planned) + by))
        self._show()

    def action_date(self) -> None:
        """Ask for a date."""
        self.road.do(self._ask_date())

    def action_narrow(self) -> None:
        """Ask for words to look for; none show all again."""
        if self._page == 1:
            self.road.do(self._ask_words())

    async def _ask_words(self) -> None:
        prompt = Prompt("Find", value=self._words, hint="part of a name, or role, skill, lab, certification")
        typed = await self.app.push_screen_wait(prompt)
        self._words = typed or ""
        self._list()
        found = f" · {len(self.choices.rows)} of {len(self._all)} for {one_line(self._words)}" if self._words else ""
        self.query_one("#box").border_title = Content(f"What do you want to learn?{found}")

    async def _ask_date(self) -> None:
        prompt = Prompt(
            "When do you want to be through?",
            hint="2027-02-13, +3m, eoq",
            check=lambda text: parse_date(text, self._today),
        )
        typed = await self.app.push_screen_wait(prompt)
        self._by = parse_date(typed, self._today) if typed else None
        self._show()

    def action_go_on(self) -> None:
        """To the second page, or save."""
        if not self._all:
            return
        chosen = self.choices.marked
        if not chosen and not self._enrolled:
            self.road.notify("Mark at least one with space.", markup=False)
        elif self._first_run and self._page == 1:
            self._page = 2
            self._show()
        else:
            self.road.do(self._save(frozenset(chosen)))

    async def _save(self, chosen: frozenset[str]) -> None:
        new, gone = sorted(chosen - self._enrolled), sorted(self._enrolled - chosen)
        by, hours = self._by, self._hours

        def enrol(tracker: "Tracker") -> "list[Outcome]":
            outcomes = []
            if new:
                outcomes.append(tracker.enroll(new, by))
            if gone:
                outcomes.append(tracker.unenroll(gone))
            if hours is not None:
                tracker.plan_hours(hours)
            return outcomes

        await self.road.desk.run(enrol)
        if self.is_open:
            self.dismiss(None)
        if new:
            self.road.curriculum = new[0]
        await self.road.refresh_data(fresh=True)
        hint = "space marks it done · ? for all keys" if self._first_run else "goals changed"
        self.road.say(hint, undo=bool(new or gone))

    def action_leave(self) -> None:
        """Back to page one, or away; on the first run away is out of the app, with nothing written."""
        if self._page == 2:
            self._page = 1
            self._show()
        elif self._first_run:
            self.road.exit("")
        else:
            self.dismiss(None)

    do_back = do_quit = action_leave


def _needs_note(certification: Any) -> str:
    required = [r.ref for r in certification.requires if r.state != "recommended"] if certification else []
    return f" (needs a passed {', '.join(required)})" if required else ""
