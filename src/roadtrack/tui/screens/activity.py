"""Activity: when something was done, what the weeks add up to, and the journal with undo at any line."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from roadtrack.journal.events import Attached, Noted
from roadtrack.journal.words import entry_name, entry_verb
from roadtrack.keymap import shown_keys
from roadtrack.show import day_and_month
from roadtrack.text import cells, one_line
from roadtrack.tui.activitytext import (
    MEASURES,
    HeatMap,
    Measure,
    Month,
    last_weeks,
    map_content,
    map_title,
    monday,
    month_content,
    month_of,
    slid,
    weeks_content,
    weeks_that_fit,
    weeks_title,
)
from roadtrack.tui.heat import strip_text
from roadtrack.tui.screens.view import View
from roadtrack.tui.widgets.journal import Journal
from roadtrack.tui.widgets.rowlist import RowList

if TYPE_CHECKING:
    from roadtrack.journal.events import Status
    from roadtrack.journal.state import Entry
    from roadtrack.planning.standing import Standing
    from roadtrack.tracker import Outcome, Tracker

Brief = dict[str, Any]
PAGE: Final = 500
"""Events read at first; four times as many when the cursor comes near the last one."""
NEAR: Final = 60
KINDS: Final[Mapping[str, tuple[str, ...]]] = {
    "all": (),
    "steps": ("done", "start", "skip", "reopen", "snooze"),
    "notes": ("note",),
    "evidence": ("evidence",),
    "time": ("time",),
    "reviews": ("review", "mock"),
}
EMPTY = "Nothing in the journal yet. In Today (1) space ticks a step off and t logs time."


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries are wanted: of which kinds, with which words, how many, and back to which day."""

    kinds: str = "all"
    words: str = ""
    limit: int | None = PAGE
    reach: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """All that the view shows, read off the screen's thread. complete: these entries are all there are."""

    standing: "Standing"
    rest: frozenset[int]
    entries: "Sequence[Entry]"
    complete: bool
    month: Month


class ActivityView(View):
    """Heat-map, weeks and month above; the journal below has the cursor, and its day is marked in the heat-map."""

    MODE: ClassVar[str] = "activity"
    FOOTER: ClassVar[tuple[str, ...]] = (
        "help",
        "open",
        "next_filter",
        "filter",
        "measure",
        "undo",
        "redo",
        "quit",
        "copy",
        "log_time",
        "note",
        "attach",
        "search",
        "checkin",
    )
    LABELS: ClassVar[Mapping[str, str]] = {
        "next_filter": "filter",
        "filter": "find",
        "undo": "undo line",
        "copy": "copy",
    }

    def __init__(self) -> None:
        super().__init__()
        self._wanted = Wanted()
        self._found: Found | None = None
        self._measure: Measure = "minutes"
        self._day: dt.date | None = None
        """The selected day: of the row under the cursor, or where h and l went from there."""
        self._back = 0
        """Weeks between the heat-map's last column and this week."""
        self._held: str | None = None
        """The event on which h or l put the cursor; there the selected day stays as it is."""
        self._then: Callable[[], None] | None = None
        """What to do once the entries that were asked for are there."""
        self._is_stale = False
        """New data came while another screen was over this one."""
        self._warned_at = ""
        """The event that a warning is about; it goes when the cursor moves on."""
        self._just_did: tuple[str, str] = ("", "")
        """(action, event under the cursor): what was just done here is what undo takes back first."""

    def body(self) -> ComposeResult:
        """Heat-map, or one line of it where there is no room; weeks and month; the journal."""
        yield Static("", id="daystrip", markup=False)
        with Vertical(id="mappane", classes="pane"):
            yield Static("", id="map", markup=False)
        with Horizontal(id="weekrow"):
            with Vertical(id="weekpane", classes="pane"):
                yield Static("", id="weeks", markup=False)
            with Vertical(id="monthpane", classes="pane"):
                yield Static("", id="month", markup=False)
        with Vertical(id="journalpane", classes="pane"):
            yield Journal(self.road.glyphs, id="journal")
            yield Static("", id="nojournal", markup=False)
            yield Static("", id="stays", markup=False)

    @property
    def journal(self) -> Journal:
        """The list."""
        return self.query_one("#journal", Journal)

    @property
    def rows(self) -> RowList:
        """Movement moves in the list."""
        return self.journal

    @property
    def ref(self) -> str:
        """The step of the selected entry, if it is among those that are linked."""
        named, standing = self._named, self.road.standing
        if standing is None or not named:
            return ""
        present = standing.library.present(named)
        return present if present in standing.library.steps else ""

    @property
    def _is_built(self) -> bool:
        """Whether the widgets are there: not after it was left, nor for the moment in which it is built anew."""
        return self.is_attached and bool(self.query("#stays"))

    @property
    def _named(self) -> str:
        """The ref that the selected entry names, as it was written."""
        entry = self.journal.entry
        name = entry_name(entry) if entry is not None else ""
        return "" if name == "the day" else name

    def header_right(self) -> str:
        """Streak, spare days and active days, as much as fits."""
        brief = self.road.brief
        if brief is None:
            return ""
        streak = brief["streak"]
        parts = [f"{streak['activeOf28']} of 28 days active"]
        if brief["show"]["streak"]:
            parts.insert(0, f"streak {streak['days']}d (longest {streak['longest']})")
            parts.insert(1, f"{streak['spareDaysLeft']} of 2 spare days left")
        room = self.size.width - cells(" roadtrack" + self.title_part()) - 2
        while len(parts) > 1 and len(" · ".join(parts)) > room:
            parts.pop()
        return " · ".join(parts)

    # -- reading -------------------------------------------------------------------------------------------

    def take(self, standing: "Standing", brief: Brief, *, fresh: bool = False) -> None:
        """New data: read the journal anew, in the background. Entering the view, its newest line is selected."""
        super().take(standing, brief, fresh=fresh)
        if fresh:
            self._just_did, self._held = ("", ""), None
            self._warn(())
            self.journal.to_newest()
        self._is_stale = not self.is_current
        if self.is_current:
            self._again()

    def on_screen_resume(self) -> None:
        """Back from a step where something may have been done."""
        if self._is_stale:
            self._is_stale = False
            self._again()

    def _again(self, **change: Any) -> None:
        self._wanted = replace(self._wanted, **change)
        self.road.do(self._read())

    async def _read(self) -> None:
        wanted = self._wanted
        found = await self.road.desk.run(lambda tracker: look(tracker, wanted))
        if wanted != self._wanted or not self._is_built:
            return  # something else is wanted by now, and on its way
        self._found = found
        self._show()
        then, self._then = self._then, None
        if then is not None:
            then()

    def on_row_list_moved(self, message: RowList.Moved) -> None:
        """Another row: its day in the heat-map, and older rows before the last one is reached."""
        message.stop()
        if not self._is_built:
            return
        entry = self.journal.entry
        if entry is not None and entry.event.id != self._held:
            self._held = None
            self._day = dt.date.fromisoformat(entry.event.day)
        here = entry.event.id if entry is not None else ""
        if self._just_did[1] != here:
            self._just_did = ("", "")
        if self._warned_at != here:
            self._warn(())
        self._show_map()
        self.show_status()
        found, limit = self._found, self._wanted.limit
        if found is None or found.complete or limit is None or limit > len(found.entries):
            return  # all is there, or more is on its way
        if self.journal.cursor >= len(found.entries) - NEAR:
            self._again(limit=4 * limit)

    # -- showing -------------------------------------------------------------------------------------------

    def refit(self) -> None:
        """As many weeks as fit."""
        super().refit()
        self.call_after_refresh(self._show_panes)

    def _show(self) -> None:
        found = self._found
        if found is None:
            return
        self.journal.show(found.entries, found.standing)
        if not found.entries:
            self._day = found.standing.today
        self._show_panes()
        pane = self.query_one("#journalpane")
        kinds = " ".join(f"[{name}]" if name == self._wanted.kinds else name for name in KINDS)
        count = f"{len(found.entries)} lines" if found.complete else f"newest {len(found.entries)} lines"
        words = f' · "{one_line(self._wanted.words)}"' if self._wanted.words else ""
        pane.border_title = Content(f"Journal · {kinds}{words} · {count}")
        pane.border_subtitle = "f filter · / find · enter step · y copy · u takes this line back"
        empty = self.query_one("#nojournal", Static)
        empty.display = not found.entries
        self.journal.display = bool(found.entries)
        empty.update(Content(self._empty_words()))

    def _empty_words(self) -> str:
        wanted = self._wanted
        among = f" among {wanted.kinds}" if wanted.kinds != "all" else ""
        if wanted.words:
            return f'No line{among} has "{one_line(wanted.words)}". esc clears, F looks through every step.'
        return f"Nothing{among} in the journal yet. esc shows all." if among else EMPTY

    def _show_panes(self) -> None:
        found = self._found
        if found is None or not self._is_built:
            return
        self._show_map()
        width = self.size.width // 2 - 4 if self.has_class("-wide") else self.size.width - 4
        glyphs = self.road.glyphs
        pane = self.query_one("#weekpane")
        pane.border_title = weeks_title(self._measure)
        weeks = weeks_content(last_weeks(found.standing, self._measure), self._measure, glyphs, width)
        self.query_one("#weeks", Static).update(weeks)
        self.query_one("#monthpane").border_title = "By goal · time this month, done in all"
        self.query_one("#month", Static).update(month_content(found.month, found.standing, glyphs, width))
        if self.road.brief is not None:
            strip = strip_text(self.road.brief, glyphs, self.size.width - 2)
            self.query_one("#daystrip", Static).update(Content(strip))

    def _show_map(self) -> None:
        found = self._found
        if found is None:
            return
        width = self.size.width - (2 if self.has_class("-small") else 4)
        count, today = weeks_that_fit(width), found.standing.today
        day = min(self._day or today, today)
        self._back = slid(self._back, count, day, today)
        shown = HeatMap(found.standing, found.rest, self._measure, day, count, self._back)
        pane = self.query_one("#mappane")
        pane.border_title = map_title(shown)
        pane.border_subtitle = "h l a week back, forth · m minutes / steps / evidence"
        self.query_one("#map", Static).update(map_content(shown, self.road.glyphs, width))

    def show_status(self) -> None:
        """The hint at the right only where `u` takes back what the line tells, and not the selected line."""
        text, hint = self.road.message
        is_here = self._just_did[0] or hint != "u undo"
        self.road.message = (text, hint if is_here else "")
        super().show_status()
        self.road.message = (text, hint)

    def show_mark(self, ref: str, status: "Status") -> None:
        """The journal tells it a moment later."""

    # -- days and filters ----------------------------------------------------------------------------------

    def do_measure(self) -> None:
        """Minutes, steps or evidence, in the heat-map and in the weeks."""
        self._measure = MEASURES[(MEASURES.index(self._measure) + 1) % len(MEASURES)]
        self._show_panes()

    def do_fold(self) -> None:
        """The same day a week before."""
        self._week(-1)

    def do_unfold(self) -> None:
        """The same day a week later."""
        self._week(1)

    def _week(self, by: int) -> None:
        found = self._found
        if found is None:
            return
        today = found.standing.today
        present = self._day or today
        first = monday(min([*found.standing.days, present]))
        day = min(present + dt.timedelta(weeks=by), today)
        if day < first:
            self.road.say(f"nothing was logged before {day_and_month(present)} {present.year}")
            return
        oldest = found.entries[-1].event.day if found.entries else ""
        if found.complete or day.isoformat() > oldest:
            self._to_day(day)
        else:
            self._then = lambda: self._to_day(day)
            self._again(reach=day)

    def _to_day(self, day: dt.date) -> None:
        """Select a day, and the row that is nearest to it."""
        self._day = day
        at = self.journal.at_day(day)
        entries = self.journal.entries
        self._held = entries[at].event.id if at < len(entries) else None
        self.journal.move_to(at)
        self._show_map()

    def do_last(self) -> None:
        """The oldest line of all."""
        if self._found is None or self._found.complete:
            super().do_last()
        else:
            self._then = super().do_last
            self._again(limit=None)

    def do_next_filter(self) -> None:
        """All, steps, notes, evidence, time, reviews."""
        names = list(KINDS)
        self._filter(names[(names.index(self._wanted.kinds) + 1) % len(names)], self._wanted.words)

    async def do_filter(self) -> None:
        """Only lines with some words."""
        typed = await self.ask("Find in the journal", value=self._wanted.words, hint="words of a note, a ref, a title")
        if typed is not None:
            self._filter(self._wanted.kinds, typed)

    def do_back(self) -> None:
        """Clear the filter; then to the newest line."""
        if (self._wanted.kinds, self._wanted.words) != ("all", ""):
            self._filter("all", "")
        else:
            self.journal.move_to(0)

    def _filter(self, kinds: str, words: str) -> None:
        self._held = None
        if self.journal.is_newest:
            self.journal.to_newest()
        self._again(kinds=kinds, words=words, limit=PAGE, reach=None)

    # -- acting --------------------------------------------------------------------------------------------

    def do_open(self) -> None:
        """All about the step; of a goal its checklist; of a line about the day its words."""
        entry, named = self.journal.entry, self._named
        if self.ref:
            self.road.open_step(self.ref)
        elif "/" in named:
            self.road.do(self._open_elsewhere(named))
        elif self.road.standing is not None and self.road.standing.goal(named) is not None:
            self.road.curriculum = named
            self.road.go("curriculum")
        elif entry is not None:
            self.road.say(f"{entry_verb(entry)}: {self.journal.words(entry)}")

    async def _open_elsewhere(self, ref: str) -> None:
        """A step of a curriculum that is no goal."""
        standing = await self.road.desk.run(lambda tracker: tracker.standing_for(ref))
        present = standing.library.present(ref)
        if present in standing.library.steps:
            self.road.open_step(present)
        else:
            self.road.say(f"{one_line(ref)} is in no curriculum any more; its history is kept")

    def do_copy(self) -> None:
        """A link of evidence, the text of a note, else the ref."""
        entry = self.journal.entry
        if entry is None:
            return
        deed = entry.event.deed
        if isinstance(deed, Attached):
            what, text = "the evidence", deed.target
        elif isinstance(deed, Noted):
            what, text = "the note", deed.text
        else:
            what = text = self._named
        if text:
            self.app.copy_to_clipboard(text)
            self.road.say(f"{one_line(what)} sent to the terminal's clipboard")

    async def write(
        self,
        deed: "Callable[[Tracker], Outcome]",
        said: str,
        marks: "dict[str, Status] | None" = None,
        *,
        unmark: bool = False,
    ) -> None:
        """Save a deed; undo then means this one, until the cursor moves."""

        def noted(tracker: "Tracker") -> "Outcome":
            outcome = deed(tracker)
            entry = self.journal.entry
            self._just_did = (outcome.action, entry.event.id if entry else "")
            return outcome

        await super().write(noted, said, marks, unmark=unmark)

    async def do_undo(self) -> None:
        """Take back the action of the selected line, or what was done here just now."""
        entry, (action, _) = self.journal.entry, self._just_did
        redo = shown_keys(self.road.keys_of("redo")).split(" ")[0]
        if not action:
            if entry is None:
                self.road.say("there is no line to take back")
                return
            if why_not := _why_not(entry):
                self.road.say(f"{why_not}; {redo} brings back what was taken back last")
                return
            action = entry.event.action
        self._just_did = ("", "")
        outcome = await self.road.desk.run(lambda tracker: tracker.undo_action(action))
        await self.road.refresh_data()
        self.road.message = (f"undid: {one_line('; '.join(outcome.words))}", f"{redo} redo")
        self.show_status()
        self._warn(outcome.stays)

    async def do_redo(self) -> None:
        """Bring back what was taken back last."""
        self._warn(())
        await super().do_redo()

    def _warn(self, stays: "Sequence[str]") -> None:
        """Say what came later than the action taken back, and stays: under the list, where it can be read in peace."""
        entry = self.journal.entry
        self._warned_at = entry.event.id if entry is not None and stays else ""
        more = f"\nand {len(stays) - 2} more" if len(stays) > 2 else ""
        place = self.query_one("#stays", Static)
        place.update(Content("\n".join(one_line(line) for line in stays[:2]) + more))
        place.display = bool(stays)


def _why_not(entry: "Entry") -> str:
    """Why undo has nothing to take back at a line, or empty."""
    if entry.undone:
        return "taken back already"
    return {"undo": "that line is itself an undo", "redo": "that is a redo"}.get(entry.event.kind, "")


def look(tracker: "Tracker", wanted: Wanted) -> Found:
    """Read what the view shows."""
    standing = tracker.standing()
    entries, complete = _entries(tracker, wanted, standing)
    month = tracker.history(kinds=("time", "review"), since=standing.today.replace(day=1))
    return Found(standing, tracker.habits.rest, entries, complete, month_of(standing, month))


def _entries(tracker: "Tracker", wanted: Wanted, standing: "Standing") -> "tuple[list[Entry], bool]":
    """(entries, whether there are no more): words are looked for in the whole journal."""
    kinds = KINDS[wanted.kinds]
    if wanted.words:
        words = wanted.words.casefold().split()
        return [e for e in tracker.history(kinds=kinds) if all(w in _text(e, standing) for w in words)], True
    limit = wanted.limit
    while True:
        entries = tracker.history(kinds=kinds, limit=limit)
        complete = limit is None or len(entries) < limit
        if complete or limit is None or wanted.reach is None or entries[-1].event.day <= wanted.reach.isoformat():
            return entries, complete
        limit *= 4


def _text(entry: "Entry", standing: "Standing") -> str:
    """Everything that words are looked for in."""
    from roadtrack.journal.words import entry_text

    linked = standing.library.steps.get(standing.library.present(entry.event.ref or ""))
    title = linked.step.title if linked else ""
    return f"{entry_verb(entry)} {entry_name(entry)} {entry_text(entry)} {title}".casefold()
