"""What every view shares: header, tabs, status line, footer, movement, and marking the selected step."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.content import Content
from textual.events import Click, Resize
from textual.geometry import Size
from textual.screen import Screen
from textual.widgets import Static

from roadtrack.keymap import BY_ID, shown_keys
from roadtrack.show import WEEKDAYS, day_and_month, show_duration
from roadtrack.text import cells, cut
from roadtrack.tui.widgets.rowlist import RowList

if TYPE_CHECKING:
    from roadtrack.journal.events import Status
    from roadtrack.planning.standing import Standing
    from roadtrack.tracker import Outcome, Tracker
    from roadtrack.tui.app import RoadtrackApp

Brief = dict[str, Any]
TABS = (
    ("_default", "1 Today", "1 Today"),
    ("curriculum", "2 Curriculum", "2 Curr"),
    ("plan", "3 Plan", "3 Plan"),
    ("activity", "4 Activity", "4 Act"),
    ("reports", "5 Reports", "5 Rep"),
    ("roles", "6 Roles", "6 Roles"),
)
"""Mode, name, and its short form for a narrow terminal."""
TABS_WIDTH = 1 + sum(len(name) + 4 for _, name, _ in TABS)
NARROW_FOOTER, WIDE_FOOTER = 8, 14


class Line(Static):
    """One line of text that is never markup."""

    def __init__(self, id: str) -> None:  # noqa: A002
        super().__init__("", id=id, markup=False, classes="chrome")


class View(Screen[None]):
    """A main view. Subclasses compose `body()`, fill it in `take()`, and name the selected step."""

    AUTO_FOCUS = "RowList"
    MODE: ClassVar[str] = ""
    FOOTER: ClassVar[tuple[str, ...]] = (
        "help",
        "toggle_done",
        "open",
        "why",
        "log_time",
        "note",
        "undo",
        "quit",
        "attach",
        "start",
        "skip",
        "filter",
        "search",
        "enroll",
    )

    LABELS: ClassVar[Mapping[str, str]] = {}
    """Action id → its word in the footer, where it does something of its own here."""

    _drawn_at = Size(0, 0)

    @property
    def road(self) -> "RoadtrackApp":
        """The app, with its own type."""
        from roadtrack.tui.app import RoadtrackApp

        assert isinstance(self.app, RoadtrackApp)
        return self.app

    @property
    def rows(self) -> RowList | None:
        """The list that movement keys move in."""
        return self.query(RowList).first() if self.query(RowList) else None

    @property
    def ref(self) -> str:
        """The ref of the selected step, or empty."""
        return ""

    @property
    def targets(self) -> list[str]:
        """What done, start, skip and snooze act on."""
        return [self.ref] if self.ref else []

    def unmark(self) -> bool:
        """Forget which rows were marked; whether any were. Most views have no such marks."""
        return False

    def body(self) -> ComposeResult:
        """The widgets between tabs and status line."""
        yield from ()

    def compose(self) -> ComposeResult:
        """Header, tabs, body, status, footer."""
        yield Line("header")
        yield Line("tabs")
        yield from self.body()
        yield Line("status")
        yield Line("footer")

    def on_mount(self) -> None:
        """Show what is known already."""
        self._drawn_at = self.size
        self.show_frame()
        if self.road.brief is not None:
            self.show_brief(self.road.brief)
        if self.road.standing is not None and self.road.brief is not None:
            self.take(self.road.standing, self.road.brief, fresh=True)

    def on_resize(self, event: Resize) -> None:
        """Fit everything to the size, if it is another one."""
        if event.size != self._drawn_at:
            self._drawn_at = event.size
            self.refit()

    def refit(self) -> None:
        """Draw anew what depends on the size."""
        self.show_frame()

    # -- showing -------------------------------------------------------------------------------------------

    def show_brief(self, brief: Brief) -> None:
        """Show what the brief tells, before the tracker is open."""

    def take(self, standing: "Standing", brief: Brief, *, fresh: bool = False) -> None:
        """Show new data. fresh: the order of lists may change."""
        del standing, fresh
        self.show_frame()
        self.show_brief(brief)

    def show_frame(self) -> None:
        """Header, tabs, status, footer."""
        self._put("header", _spread(" roadtrack" + self.title_part(), self.header_right() + " ", self.size.width))
        self._put("tabs", self._tabs())
        self.show_status()
        self._put("footer", self._footer())

    def _put(self, id_: str, content: str | Content) -> None:
        if line := self.query(f"#{id_}").results(Static):
            for widget in line:
                widget.update(content if isinstance(content, Content) else Content(content))

    def title_part(self) -> str:
        """What follows the app's name in the header."""
        return " · made-up data, nothing is kept" if self.road.demo else ""

    def header_right(self) -> str:
        """Day, streak and week, as much as fits."""
        brief = self.road.brief
        if brief is None:
            return ""
        day = dt.date.fromisoformat(brief["day"])
        parts = [f"{WEEKDAYS[day.weekday()][:3]} {day_and_month(day)}"]
        if brief["show"]["streak"]:
            streak = brief["streak"]
            spare = streak["spareDaysLeft"]
            parts.append(f"streak {streak['days']}d")
            parts.append(f"{spare} spare day" + ("" if spare == 1 else "s"))
        week = brief["week"]
        parts.append(f"{show_duration(week['minutes'])} of {show_duration(week['planned'])}")
        room = self.size.width - cells(" roadtrack" + self.title_part()) - 2
        while len(parts) > 1 and len(" · ".join(parts)) > room:
            parts.pop()
        return " · ".join(parts)

    def _tabs(self) -> Content:
        parts: list[tuple[str, str]] = [(" ", "")]
        for mode, label in self._tab_labels():
            here = mode == self.MODE
            parts.append((f"[{label}]" if here else f" {label} ", "bold $primary" if here else ""))
            parts.append((" " * self._tab_gap, ""))
        return Content.assemble(*parts)

    @property
    def _tab_gap(self) -> int:
        return 2 if self.size.width >= TABS_WIDTH else 0

    def _tab_labels(self) -> list[tuple[str, str]]:
        wide = self.size.width >= TABS_WIDTH
        return [(mode, name if wide else short) for mode, name, short in TABS]

    def show_status(self) -> None:
        """What happened last, and how to take it back."""
        text, undo = self.road.message
        self._put("status", _spread(" " + text, f" {undo} " if undo else " ", self.size.width))

    def _footer(self) -> Content:
        limit = WIDE_FOOTER if self.size.width >= 120 else NARROW_FOOTER
        parts: list[tuple[str, str]] = []
        used = 1
        for id_ in self.FOOTER[:limit]:
            action = BY_ID[id_]
            key = shown_keys(self.road.keys_of(id_), ascii_only=self.road.glyphs.tick == "ok").split(" ")[0]
            label = self.LABELS.get(id_, action.label)
            width = cells(key) + len(label) + 3
            if used + width > self.size.width:
                break
            used += width
            parts += [(f" {key}", "bold $primary"), (f" {label} ", "")]
        return Content.assemble(*parts)

    def on_click(self, event: Click) -> None:
        """A click on a tab goes there."""
        if event.widget is None or event.widget.id != "tabs":
            return
        left = 1
        for mode, label in self._tab_labels():
            if left <= event.x < left + len(label) + 2:
                self.road.go(mode)
            left += len(label) + 2 + self._tab_gap

    # -- moving --------------------------------------------------------------------------------------------

    def do_move_down(self) -> None:
        """Next row."""
        self._move(1)

    def do_move_up(self) -> None:
        """Previous row."""
        self._move(-1)

    def do_page_down(self) -> None:
        """Half a page down."""
        self._move(self.rows.half_page() if self.rows else 0)

    def do_page_up(self) -> None:
        """Half a page up."""
        self._move(-self.rows.half_page() if self.rows else 0)

    def _move(self, by: int) -> None:
        if self.rows is not None and by:
            self.rows.move(by)

    def do_first(self) -> None:
        """First row."""
        if self.rows is not None:
            self.rows.move_to(0)

    def do_last(self) -> None:
        """Last row."""
        if self.rows is not None:
            self.rows.move(self.rows.row_count())

    # -- marking -------------------------------------------------------------------------------------------

    def do_open(self) -> None:
        """All about the selected step."""
        if self.ref:
            self.road.open_step(self.ref)

    def on_row_list_chosen(self, message: RowList.Chosen) -> None:
        """A double click opens."""
        message.stop()
        self.do_open()

    def status_of(self, ref: str) -> "Status":
        """A step's status as far as the app knows it."""
        from roadtrack.journal.events import Status

        standing = self.road.standing
        return standing.state(ref).status if standing is not None else Status.TODO

    async def do_toggle_done(self) -> None:
        """Done, or back to todo."""
        from roadtrack.journal.events import Status

        tick = self.road.glyphs.tick
        await self._toggle(Status.DONE, lambda t, refs: t.done(refs), lambda them: f"{tick} {them} done")

    async def do_start(self) -> None:
        """In progress, or back to todo."""
        from roadtrack.journal.events import Status

        await self._toggle(Status.DOING, lambda t, refs: t.start(refs), lambda them: f"{them} started")

    async def _toggle(
        self,
        status: "Status",
        deed: "Callable[[Tracker, list[str]], Outcome]",
        said: Callable[[str], str],
    ) -> None:
        """Give the targets a status, or put them back to todo if all have it already. One action."""
        from roadtrack.journal.events import Status

        refs = self.targets
        changing = [ref for ref in refs if self.status_of(ref) is not status]
        if changing:
            left = len(refs) - len(changing)
            already = f", {left} already" if left else ""
            marks = dict.fromkeys(changing, status)
            await self.write(lambda t: deed(t, changing), said(named(changing)) + already, marks, unmark=True)
        elif refs:
            marks = dict.fromkeys(refs, Status.TODO)
            await self.write(lambda t: t.reopen(refs), f"{named(refs)} back to todo", marks, unmark=True)

    async def ask(
        self, label: str, *, value: str = "", hint: str = "", check: Callable[[str], Any] | None = None
    ) -> str | None:
        """Ask for a line at the foot of the screen; None after escape."""
        from roadtrack.tui.screens.prompt import Prompt

        return await self.road.push_screen_wait(Prompt(label, value=value, hint=hint, check=check))

    async def do_skip(self) -> None:
        """Leave it out, with a reason."""
        from roadtrack.journal.events import Status

        refs = self.targets
        if refs and (reason := await self.ask(f"Why leave out {named(refs)}?")):
            marks = dict.fromkeys(refs, Status.SKIPPED)
            await self.write(lambda t: t.skip(refs, reason), f"{named(refs)} skipped", marks, unmark=True)

    async def do_log_time(self) -> None:
        """Log time spent."""
        from roadtrack.when import parse_duration

        ref = self.ref
        if not ref:
            return
        typed = await self.ask(f"Time spent on {ref}", hint="25m, 1h30, 0:45", check=parse_duration)
        if typed is not None:
            minutes = parse_duration(typed)
            await self.write(lambda t: t.log(ref, minutes), f"{show_duration(minutes)} logged on {ref}")

    async def do_note(self) -> None:
        """Write a note."""
        ref = self.ref
        if ref and (text := await self.ask(f"Note on {ref}")):
            await self.write(lambda t: t.note(ref, text), f"noted on {ref}")

    async def do_note_editor(self) -> None:
        """Write a note in the learner's editor."""
        ref = self.ref
        if not ref:
            return
        editor = await self.road.desk.run(lambda t: t.settings.tools.editor)
        text = self._edit(editor)
        if text and text.strip():
            await self.write(lambda t: t.note(ref, text), f"noted on {ref}")

    def _edit(self, setting: str) -> str | None:
        from textual.app import SuspendNotSupported

        from roadtrack.editor import edit_text, editor_command

        command = editor_command(setting)
        try:
            with self.app.suspend():
                return edit_text("", command)
        except SuspendNotSupported:
            self.road.say("no editor here; n writes a note in one line")
            return None
        finally:
            self.app.refresh(layout=True)

    async def do_attach(self) -> None:
        """Attach evidence: a link or a file."""
        from roadtrack.verification.evidence import evidence_from

        ref = self.ref
        if not ref:
            return
        hint = "a link, or the path of a file"
        if (typed := await self.ask(f"Evidence for {ref}", hint=hint, check=evidence_from)) is not None:
            await self.write(lambda t: t.attach(ref, evidence_from(typed)), f"evidence attached to {ref}")

    async def do_review(self) -> None:
        """How a finished step was recalled from memory."""
        from roadtrack.journal.events import Status

        ref = self.ref
        if not ref:
            return
        if self.status_of(ref) is not Status.DONE:
            self.road.say(f"{ref} is not done: there is nothing to recall yet")
            return
        hint = "again, hard, good or easy"
        if (typed := await self.ask(f"How did {ref} come back", value="good", hint=hint, check=_grade)) is not None:
            grade = _grade(typed)
            await self.write(lambda t: t.review(ref, grade), f"{ref} reviewed: {grade}")

    async def do_snooze(self) -> None:
        """Not suggested until a day."""
        from roadtrack.when import parse_date

        refs, standing = self.targets, self.road.standing
        if not refs or standing is None:
            return
        today = standing.today
        hint = "tomorrow, mon, +2w"
        typed = await self.ask(f"Leave {named(refs)} out until", hint=hint, check=lambda text: parse_date(text, today))
        if typed is not None:
            day = parse_date(typed, today)
            said = f"{named(refs)} snoozed until {day_and_month(day)}"
            await self.write(lambda t: t.snooze(refs, day), said, unmark=True)

    async def do_pause(self) -> None:
        """A holiday until a day; while one is on, its end."""
        from roadtrack.when import parse_date

        standing = self.road.standing
        if standing is None:
            return
        if standing.pause is not None:
            await self.write(lambda t: t.resume(), "the pause is over")
            return
        today = standing.today
        hint = "the last free day: 2027-01-03, +2w"
        typed = await self.ask("Pause until", hint=hint, check=lambda text: parse_date(text, today))
        if typed is not None:
            day = parse_date(typed, today)
            await self.write(lambda t: t.pause(today, day), f"paused until {day_and_month(day)}; the streak waits")

    def do_why(self) -> None:
        """Why it is suggested, or why not."""
        if self.ref and self.road.standing is not None:
            from roadtrack.tui.screens.why import WhyScreen

            self.app.push_screen(WhyScreen(self.ref))

    def do_open_link(self) -> None:
        """Open the step's first link in the browser."""
        if not self.ref or self.road.standing is None:
            return
        links = self.road.standing.library.steps[self.ref].step.resources
        if links:
            self.road.say(links[0].url)
            self.app.open_url(links[0].url)
        else:
            self.road.say(f"{self.ref} has no link")

    def do_copy(self) -> None:
        """Send the ref to the terminal's clipboard."""
        if self.ref:
            self.app.copy_to_clipboard(self.ref)
            self.road.say(f"{self.ref} sent to the terminal's clipboard")

    async def do_undo(self) -> None:
        """Take back the last action."""
        await self._turn_back("undo")

    async def do_redo(self) -> None:
        """Bring it back."""
        await self._turn_back("redo")

    async def _turn_back(self, direction: str) -> None:
        outcome = await self.road.desk.run(lambda t: t.undo() if direction == "undo" else t.redo())
        did = {"undo": "undid", "redo": "did again"}[direction]
        await self.road.refresh_data()
        self.road.say(f"{did}: {outcome.words[0]}" if outcome.words else f"nothing to {direction}")

    async def write(
        self,
        deed: "Callable[[Tracker], Outcome]",
        said: str,
        marks: "dict[str, Status] | None" = None,
        *,
        unmark: bool = False,
    ) -> None:
        """Save a deed, show its mark at once, then everything that follows from it.

        unmark: it took all marked rows, so none is marked any longer once it is saved.
        """
        outcome = await self.road.desk.run(deed)
        if unmark:
            self.unmark()
        for ref, status in (marks or {}).items():
            self.show_mark(ref, status)
        self.road.say(said, undo=bool(outcome.action))
        await self.road.refresh_data()

    def show_mark(self, ref: str, status: "Status") -> None:
        """Show a mark that was just saved; the numbers come a moment later."""


def named(refs: Sequence[str]) -> str:
    """One step by its ref, several by their number."""
    return refs[0] if len(refs) == 1 else f"{len(refs)} steps"


def _grade(text: str) -> str:
    """One of the grades. Raises UsageError."""
    from roadtrack.errors import UsageError
    from roadtrack.journal.events import GRADES

    if text.strip().lower() not in GRADES:
        raise UsageError("Write again, hard, good or easy.")
    return text.strip().lower()


def _spread(left: str, right: str, width: int) -> str:
    """Two texts at the ends of a line; the left one is cut where there is no room."""
    room = max(0, width - cells(right))
    kept = cut(left, room)
    return kept + " " * (room - cells(kept)) + right
