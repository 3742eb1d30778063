"""Reports: choose one, look at exactly what would be written, write it."""

import asyncio
import datetime as dt
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from roadtrack.errors import NotFound, RoadtrackError, UsageError
from roadtrack.keymap import shown_keys
from roadtrack.reports.content import NAMED, Include, Report, ReportKind, period
from roadtrack.reports.registry import FORMATS, extension, render
from roadtrack.show import counted, day_and_month, with_year
from roadtrack.text import cells, one_line, visible
from roadtrack.tui.marks import Glyphs
from roadtrack.tui.screens.overlay import Overlay
from roadtrack.tui.screens.view import View
from roadtrack.tui.widgets.rowlist import Cell, RowList

if TYPE_CHECKING:
    from roadtrack.planning.standing import Standing
    from roadtrack.tracker import Tracker

Brief = dict[str, Any]
Part = tuple[str, str]
MOST_LINES = 1_000
MOST_CHARACTERS = 100_000
"""What the preview shows of a report; the file has all of it."""

INCLUDED: Mapping[Include, str] = {
    Include.NOTES: "the words of your notes",
    Include.TIME: "how long you spent",
    Include.PATHS: "paths of files, command lines",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """Which report is wanted. include: None for what the settings say."""

    kind: ReportKind = ReportKind.WEEKLY
    form: str = "md"
    period: str = ""
    """Empty for the present one."""
    about: str = ""
    """The goal or role of a report on one; empty for the first."""
    include: frozenset[Include] | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """A report with the bytes that would be written."""

    choice: Choice
    report: Report
    data: bytes
    preview: str
    names: tuple[str, ...] = ()
    """What a report of this kind can be about; empty where it is about everything."""

    @property
    def name(self) -> str:
        """The file's name unless another is given: `weekly-2026-W47.md`."""
        kind, report = self.choice.kind, self.report
        when = period_name(kind, report.start) or report.day.isoformat()
        return "-".join(filter(None, (kind.value, self.choice.about, when))) + f".{extension(self.choice.form)}"


def make(tracker: "Tracker", choice: Choice) -> Made:
    """Build and render a report. Raises as `Tracker.report`, and NotFound when there is nothing to be about."""
    names = _names(tracker, choice.kind)
    choice = replace(choice, about=choice.about if choice.about in names else next(iter(names), ""))
    report = tracker.report(
        choice.kind, period=choice.period or None, include=choice.include, about=choice.about or None
    )
    data = render(report, choice.form)
    return Made(choice, report, data, preview_text(data.decode("utf-8", "replace")), names)


def _names(tracker: "Tracker", kind: ReportKind) -> tuple[str, ...]:
    """The goals or the roles, those that are goals first."""
    if kind not in NAMED:
        return ()
    goals = tuple(goal.id for goal in tracker.standing().goals)
    if kind is ReportKind.GOAL:
        if not goals:
            raise NotFound("No goals yet, so none to report on.", "E picks a curriculum.")
        return goals
    roles = tracker.roles()
    if not roles:
        raise NotFound("There is no role here.", "Write one: roadtrack curriculum new my-role --kind role")
    return tuple(sorted(roles, key=lambda id_: id_ not in goals))


def period_name(kind: ReportKind, day: dt.date) -> str:
    """The period of a day as `reports.content.period` reads it; empty for a kind that has none."""
    if kind is ReportKind.WEEKLY:
        year, week, _ = day.isocalendar()
        return f"{year:04}-W{week:02}"
    return f"{day:%Y-%m}" if kind is ReportKind.MONTHLY else ""


class Kinds(RowList):
    """The kinds of report, one a row."""

    def __init__(self, glyphs: Glyphs, kind: ReportKind, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._glyphs = glyphs
        self._kinds = tuple(ReportKind)
        self.set_reactive(RowList.cursor, self._kinds.index(kind))

    @property
    def kind(self) -> ReportKind:
        """The kind under the cursor."""
        return self._kinds[self.cursor]

    def row_count(self) -> int:
        """How many rows there are."""
        return len(self._kinds)

    def draw_row(self, index: int, width: int) -> list[Cell]:
        """The cursor and the name."""
        del width
        cursor = self._glyphs.cursor if index == self.cursor else " "
        return [(f"{cursor} ", "strong"), (self._kinds[index].value.capitalize(), "")]


class ReportsView(View):
    """Choices on the left, the report itself on the right."""

    MODE: ClassVar[str] = "reports"
    FOOTER: ClassVar[tuple[str, ...]] = (
        "help",
        "write",
        "period",
        "open_link",
        "include",
        "copy",
        "browse",
        "quit",
        "open",
        "next_curriculum",
    )
    LABELS: ClassVar[Mapping[str, str]] = {
        "open_link": "format",
        "copy": "copy",
        "open": "wide",
        "next_curriculum": "about",
    }
    DEFAULT_CSS = """
    ReportsView {
        #choicepane { width: 26; }
        #kinds { height: auto; max-height: 8; }
        #previewpane { width: 1fr; padding: 0 1; }
        #reportwords { color: $warning; display: none; margin-bottom: 1; }
        &.-wide #choicepane { width: 32; }
        &.-reading #choicepane { display: none; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._choice = Choice()
        self._periods: dict[ReportKind, str] = {}
        """What was typed as the period of each kind."""
        self._abouts: dict[ReportKind, str] = {}
        """The goal and the role chosen last."""
        self._made: Made | None = None
        self._written: Path | None = None
        self._asked = 0
        self._stale = False

    def body(self) -> ComposeResult:
        """Choices beside the preview."""
        with Horizontal(id="reportrow"):
            with Vertical(id="choicepane", classes="pane"):
                yield Kinds(self.road.glyphs, self._choice.kind, id="kinds")
                yield Static("", id="choices", markup=False)
            with VerticalScroll(id="previewpane", classes="pane", can_focus=True):
                yield Static("", id="reportwords", markup=False)
                yield Static("", id="preview", markup=False)

    @property
    def rows(self) -> RowList:
        """Movement chooses the kind."""
        return self.query_one("#kinds", Kinds)

    @property
    def pane(self) -> VerticalScroll:
        """What scrolls."""
        return self.query_one("#previewpane", VerticalScroll)

    def header_right(self) -> str:
        """The report's own title instead of the day."""
        return self._made.report.title if self._made is not None else super().header_right()

    # -- showing -------------------------------------------------------------------------------------------

    def take(self, standing: "Standing", brief: Brief, *, fresh: bool = False) -> None:
        """New data: make the report anew, in the background."""
        super().take(standing, brief, fresh=fresh)
        self._again()

    def on_screen_resume(self) -> None:
        """What changed while something lay over it is shown now."""
        if self._stale:
            self._again()

    def refit(self) -> None:
        """The choices fit their pane."""
        super().refit()
        self.call_after_refresh(self._show_choices)

    def _again(self) -> None:
        self._stale = not self.is_current
        if self.is_current and self.road.standing is not None:
            self.road.do(self._compute())

    async def _compute(self) -> None:
        choice = self._choice
        try:
            await self._make()
        except RoadtrackError as error:  # its place is where the report would be
            if choice == self._choice:
                self._made = None
                self._show_nothing(f"{error.message} {error.hint}".strip())

    async def _make(self) -> Made:
        """Make the chosen report; the last one asked for is shown, whichever is ready first."""
        self._asked += 1
        asked, choice = self._asked, self._choice
        made = await self.road.desk.run(lambda t: make(t, choice))
        if asked == self._asked and self.is_mounted:
            is_other = self._made is None or self._made.choice != made.choice
            self._made = made
            self._show(made)
            if is_other:
                self.pane.scroll_home(animate=False)
        return made

    def _show(self, made: Made) -> None:
        self.show_frame()
        self._show_choices()
        words = self.query_one("#reportwords", Static)
        words.update(Content(self._words(made)))
        words.display = bool(self._words(made))
        self.query_one("#preview", Static).update(Content(made.preview))

    def _show_nothing(self, why: str) -> None:
        self.show_frame()
        self._show_choices()
        words = self.query_one("#reportwords", Static)
        words.update(Content(visible(why)))
        words.display = True
        self.query_one("#preview", Static).update(Content(""))

    def _words(self, made: Made) -> str:
        """What to say above a report that tells nothing."""
        report, key = made.report, self._key
        if report.kind is ReportKind.ROLE:
            return ""
        if not report.goals:
            return f"No goals yet. {key('enroll')} picks a curriculum."
        if report.events or report.totals.active_days:
            return ""
        if not period_name(report.kind, report.start):
            return f"Nothing done yet. {key('tab_1')} goes to Today, {key('toggle_done')} ticks a step off."
        return f"Nothing between {_days(report, ' and ')}. {key('period')} changes the period."

    def _key(self, action: str) -> str:
        return shown_keys(self.road.keys_of(action), ascii_only=self.road.glyphs.tick == "ok").split(" ")[0]

    def _show_choices(self) -> None:
        pane, key = self.query_one("#choicepane"), self._key
        pane.border_title = "Report"
        width, height = pane.content_size.width, pane.content_size.height - self.rows.row_count()
        drawn = [self._choices(width, roomy) for roomy in (2, 1, 0)]
        lines = next((lines for lines in drawn if len(lines) <= height), drawn[-1])
        parts = [part for line in lines for part in (*line, ("\n", ""))]
        self.query_one("#choices", Static).update(Content.assemble(*parts))
        self.pane.border_title = Content(f"Preview · {self._made.name}" if self._made else "Preview")
        reading = "narrow" if self.has_class("-reading") else "wide"
        self.pane.border_subtitle = Content(f"{key('write')} write · {key('copy')} copy · {key('open')} {reading}")

    def _choices(self, width: int, roomy: int) -> list[list[Part]]:
        """The choices as lines. roomy: 2 with blank lines between, 1 without, 0 on as few lines as can be."""
        made = self._made
        included = made.report.include if made else self._choice.include or frozenset()
        blocks: list[tuple[str, str, list[str]]] = []
        if made is not None and made.names:
            at = made.names.index(made.choice.about) + 1
            blocks.append(("About", "next_curriculum", [made.choice.about, f"{at} of {len(made.names)}"]))
        elif made is not None:
            has_period = period_name(made.report.kind, made.report.start)
            blocks.append(("Period", "period" if has_period else "", [_days(made.report, " – ")]))
        forms = [f"[{form}]" if form == self._choice.form else form for form in FORMATS]
        blocks.append(("Format", "open_link", _flow(forms, width - 2) if roomy else [self._choice.form]))
        if roomy:
            blocks.append(("Include", "include", [f"{_mark(part in included)} {part.value}" for part in Include]))
            blocks += [("Written", "browse", [self._written.name])] if self._written else []
        else:
            blocks.append(("Include", "include", [", ".join(p.value for p in Include if p in included) or "nothing"]))
        return [line for block in blocks for line in self._block(*block, roomy)]

    def _block(self, label: str, action: str, lines: list[str], roomy: int) -> list[list[Part]]:
        """A label with its key, and what is chosen: under it, or where there is no room beside it."""
        key = self._key(action) if action else " "
        head: list[Part] = [(f"{label:<8}", "$text-muted"), (key, "bold $primary")]
        if not roomy:
            return [[*head, (f"  {one_line(lines[0])}", "")]]
        blank: list[list[Part]] = [[]] if roomy > 1 else []
        return [*blank, head, *([(f"  {one_line(line)}", "")] for line in lines)]

    # -- moving --------------------------------------------------------------------------------------------

    def on_row_list_moved(self, message: RowList.Moved) -> None:
        """Another kind of report, with its own period."""
        message.stop()
        kind = self.query_one("#kinds", Kinds).kind
        if kind is not self._choice.kind:
            self._choose(kind=kind, period=self._periods.get(kind, ""), about=self._abouts.get(kind, ""))

    def _choose(self, **changes: Any) -> None:
        self._choice = replace(self._choice, **changes)
        self._again()

    def _move(self, by: int) -> None:
        """Another kind; in the preview, other lines."""
        if self.focused is self.pane:
            self.pane.scroll_relative(y=by, animate=False)
        else:
            super()._move(by)

    def do_page_down(self) -> None:
        """Half a page down in the preview."""
        self.pane.scroll_relative(y=self.pane.size.height // 2, animate=False)

    def do_page_up(self) -> None:
        """Half a page up in the preview."""
        self.pane.scroll_relative(y=-(self.pane.size.height // 2), animate=False)

    def do_first(self) -> None:
        """The preview's beginning."""
        self.pane.scroll_home(animate=False)

    def do_last(self) -> None:
        """The preview's end."""
        self.pane.scroll_end(animate=False)

    def do_open(self) -> None:
        """The preview on the whole width, and back."""
        self._read(wide=not self.has_class("-reading"))

    def do_back(self) -> None:
        """From the preview to the choices."""
        self._read(wide=False)

    def do_quit(self) -> None:
        """From the wide preview to the choices, from there out."""
        if self.has_class("-reading"):
            self._read(wide=False)
        else:
            self.road.do_quit()

    def _read(self, *, wide: bool) -> None:
        self.set_class(wide, "-reading")
        (self.pane if wide else self.rows).focus()
        self.call_after_refresh(self._show_choices)

    # -- choosing ------------------------------------------------------------------------------------------

    async def do_period(self) -> None:
        """Another week or month."""
        standing, kind = self.road.standing, self._choice.kind
        if standing is None:
            return
        today = standing.today
        present = period_name(kind, today)
        if not present:
            self.road.say("this report has no period: it tells everything")
            return
        shown = self._choice.period or present
        start, _ = period(kind, today, shown)
        before = period_name(kind, start - dt.timedelta(days=1)) if start > dt.date.min else ""
        hint = f"{before} is the one before; now it is {present}"
        typed = await self.ask("Period", value=shown, hint=hint, check=lambda text: period(kind, today, text))
        if typed is not None:
            # the present one is not pinned down: next week it is next week's
            self._periods[kind] = "" if typed.upper() == present else typed
            self._choose(period=self._periods[kind])

    def do_next_curriculum(self) -> None:
        """The next goal or role of a report on one."""
        made = self._made
        if made is None or not made.names:
            self.road.say("this report is about all goals")
            return
        at = made.names.index(made.choice.about)
        name = self._abouts[made.choice.kind] = made.names[(at + 1) % len(made.names)]
        self._choose(about=name)

    def do_open_link(self) -> None:
        """The next format."""
        forms = tuple(FORMATS)
        self._choose(form=forms[(forms.index(self._choice.form) + 1) % len(forms)])

    def do_include(self) -> None:
        """Notes, time, paths: shown or left out."""
        included = self._made.report.include if self._made else self._choice.include
        self.app.push_screen(IncludeScreen(included or frozenset()), self._include)

    def _include(self, chosen: frozenset[Include] | None) -> None:
        if chosen is not None:
            self._choose(include=chosen)

    # -- sending -------------------------------------------------------------------------------------------

    async def do_write(self) -> None:
        """Write it to a file; over another one only after asking."""
        if self.road.standing is None:
            return
        made = await self._make()
        typed = await self.ask("Write it to", value=made.name, hint=_here(), check=_target)
        if typed is None:
            return
        target = _target(typed)
        is_there = await asyncio.to_thread(os.path.lexists, target)
        if is_there and not await self._may_overwrite(target):
            self.road.say(f"not written: {one_line(target.name)} stays as it was")
            return
        await self.road.desk.run(lambda t: t.save_file(target, made.data, overwrite=is_there))
        self._written = target.absolute()
        self._show_choices()
        size = f"{len(made.data):,} bytes"
        self.road.say(f"{self.road.glyphs.tick} {one_line(typed)}  {size} · {self._key('browse')} opens it")

    async def _may_overwrite(self, target: Path) -> bool:
        label = f"{one_line(target.name)} exists. Write over it?"
        typed = await self.ask(label, hint="yes or no", check=_is_yes)
        return typed is not None and _is_yes(typed)

    def do_browse(self) -> None:
        """Open the file written last."""
        if self._written is None:
            self.road.say(f"nothing written yet: {self._key('write')} writes it to a file")
        elif not self._written.is_file():
            self.road.say(f"{one_line(self._written.name)} is no longer there: {self._key('write')} writes it again")
        else:
            self.road.say(f"{one_line(self._written.name)} handed to the browser")
            self.app.open_url(self._written.as_uri())

    def do_copy(self) -> None:
        """Send the report to the terminal's clipboard."""
        if self.road.standing is not None:
            self.road.do(self._copy())

    async def _copy(self) -> None:
        made = await self._make()
        self.app.copy_to_clipboard(made.data.decode("utf-8", "replace"))
        self.road.say(f"{made.name}, {len(made.data):,} bytes, sent to the terminal's clipboard")


class IncludeScreen(Overlay[frozenset[Include]]):
    """What a report shows only when asked. The result is what is marked, or None after escape."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "mark", show=False),
        Binding("enter,i", "take", show=False),
        Binding("escape,q", "leave", show=False),
    ]
    AUTO_FOCUS = "Marks"

    def __init__(self, included: frozenset[Include]) -> None:
        super().__init__()
        self._included = included

    def compose(self) -> ComposeResult:
        """Words and the boxes."""
        with Vertical(id="box"):
            yield Static("Reports are for others: these are left out unless marked.\n", markup=False)
            yield Marks(self._included)

    def on_mount(self) -> None:
        """Keys on the frame."""
        box = self.query_one("#box")
        box.border_title = "Include"
        box.border_subtitle = "space marks · enter takes it · esc cancels"
        self.query_one(Marks).rows_changed()

    def action_mark(self) -> None:
        """Mark or unmark."""
        self.query_one(Marks).toggle()

    def on_row_list_chosen(self, message: RowList.Chosen) -> None:
        """A double click marks."""
        message.stop()
        self.action_mark()

    def action_take(self) -> None:
        """So be it."""
        self.dismiss(self.query_one(Marks).marked)


class Marks(RowList):
    """What can be included, with a box each."""

    def __init__(self, marked: frozenset[Include]) -> None:
        super().__init__()
        self.marked = marked
        self._parts = tuple(Include)

    def toggle(self) -> None:
        """The other way round."""
        self.marked ^= {self._parts[self.cursor]}
        self.row_changed(self.cursor)

    def row_count(self) -> int:
        """How many rows there are."""
        return len(self._parts)

    def draw_row(self, index: int, width: int) -> list[Cell]:
        """Box, name, what it is."""
        del width
        part = self._parts[index]
        cursor = self.app.glyphs.cursor if index == self.cursor else " "  # type: ignore[attr-defined]
        head = f"{_mark(part in self.marked)} {part.value:<7}"
        return [(f"{cursor} ", "strong"), (head, ""), (INCLUDED.get(part, ""), "dim")]


def preview_text(text: str) -> str:
    """A report as the preview shows it: safe to show, and not without end."""
    lines = visible(text.replace("\r\n", "\n").expandtabs(4)).rstrip("\n").split("\n")
    kept, used = 0, 0
    for line in lines[:MOST_LINES]:
        used += len(line) + 1
        if used > MOST_CHARACTERS:
            break
        kept += 1
    shown = lines[:kept] or [lines[0][:MOST_CHARACTERS]]
    if left := len(lines) - len(shown):
        shown += ["", f"({counted(left, 'more line')} not shown here; the file and the copy have all)"]
    return "\n".join(shown)


def _days(report: Report, joint: str) -> str:
    """`16 – 22 Nov`: the first and the last day, with their year unless it is this one."""
    start, end = report.start, report.end
    last = with_year(end) if end.year != report.day.year or start.year != end.year else day_and_month(end)
    if start == end:
        return last
    if start.year != end.year:
        return f"{with_year(start)}{joint}{last}"
    return f"{start.day if start.month == end.month else day_and_month(start)}{joint}{last}"


def _mark(on: bool) -> str:
    return "[x]" if on else "[ ]"


def _flow(words: list[str], width: int) -> list[str]:
    """Words on as many lines as they need."""
    lines = [""]
    for word in words:
        longer = f"{lines[-1]} {word}".strip()
        if cells(longer) > width and lines[-1]:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _here() -> str:
    """Where a bare name goes."""
    from roadtrack.paths import shown

    try:
        return f"in {one_line(shown(Path.cwd()))}"
    except OSError:  # the folder was removed meanwhile
        return "a whole path"


def _target(typed: str) -> Path:
    """The file that was named. Raises UsageError for what can be no file."""
    path = Path(os.path.expanduser(typed))  # noqa: PTH111 - Path.expanduser raises for an unknown user
    try:
        if path.is_dir():
            raise UsageError(f"{typed} is a folder.", "Add the file's name.")
        if path.is_symlink() or (path.exists() and not path.is_file()):
            raise UsageError(f"{typed} is a link or no regular file.", "Name another file.")
    except (OSError, ValueError) as error:
        raise UsageError(f"{typed} cannot be a file.", "Name another file.") from error
    return path


def _is_yes(typed: str) -> bool:
    """Whether it was a yes. Raises UsageError for anything but yes and no."""
    word = typed.casefold()
    if word not in ("y", "yes", "n", "no"):
        raise UsageError("Write yes or no.")
    return word in ("y", "yes")
