"""The check-in's form: a few steps to tick, and for each a note, evidence and time. One action for each step."""

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.events import DescendantFocus, Resize
from textual.message import Message
from textual.widgets import Input, Static

from roadtrack.checkin import Draft, FaultyField, Saved, offered, save, skip
from roadtrack.errors import RoadtrackError
from roadtrack.show import WEEKDAYS, counted, day_and_month, show_duration
from roadtrack.text import cells, cut, fit, one_line, visible
from roadtrack.tui.marks import UNICODE, Glyphs
from roadtrack.tui.widgets.field import Field
from roadtrack.tui.widgets.rowlist import Cell, RowList

if TYPE_CHECKING:
    from roadtrack.tracker import Tracker

Brief = dict[str, Any]
Runner = Callable[[Callable[["Tracker"], Saved]], Awaitable[Saved]]
"""Does some work with the tracker, off the user interface's thread."""

FIELDS = {"note": "what you learnt, in a line", "evidence": "a link, or the path of a file", "time": "25m, 1h30"}
"""Field of a draft → what to type."""


class Steps(RowList):
    """The steps that can be ticked, with what is filled in for each."""

    def __init__(self, items: list[Brief], glyphs: Glyphs) -> None:
        super().__init__(id="checkin-steps")
        self.items = items
        self.drafts = {item["ref"]: Draft() for item in items}
        self._glyphs = glyphs

    def row_count(self) -> int:
        """How many steps there are."""
        return len(self.items)

    @property
    def ref(self) -> str:
        """The step under the cursor."""
        return str(self.items[self.cursor]["ref"])

    def draw_row(self, index: int, width: int) -> list[Cell]:
        """Box, ref, title, work left."""
        item, glyphs = self.items[index], self._glyphs
        draft = self.drafts[item["ref"]]
        mark = "[x]" if draft.done else glyphs.mark(item["status"])
        left = show_duration(item["minutesLeft"]) + (" left" if item["minutesLogged"] else "")
        name = min(max(cells(one["ref"]) for one in self.items), max(12, width - 24))
        title = max(0, width - name - 18)
        return [
            (f"{glyphs.cursor if index == self.cursor else ' '} ", "strong"),
            (f"{mark} ", "good" if draft.done else ""),
            (fit(item["ref"], name, glyphs.ellipsis), "strong"),
            (f"  {fit(one_line(item['title']), title, glyphs.ellipsis)}", ""),
            (f" {left:>9}", "dim"),
        ]


class CheckinForm(Vertical):
    """The form. It tells with `Finished` when it is through; until enter nothing is written."""

    DEFAULT_CSS = """
    CheckinForm {
        height: auto;
        .line { height: 1; width: 100%; }
        .row { height: 1; }
        .name { width: 12; padding: 0 0 0 2; color: $text-muted; }
        .now .name { color: $text; }
        #checkin-steps { height: 3; margin: 1 0; }
        #checkin-problem { color: $error; }
        #checkin-keys { color: $text-muted; }
        Input { height: 1; width: 1fr; border: none; padding: 0; background: $boost; }
        Input:focus { border: none; }
        Input > .input--placeholder { color: $text-muted; }
        #row-reason { display: none; }
        &.-skipping {
            #checkin-steps, #row-note, #row-evidence, #row-time { visibility: hidden; }
            #row-note { display: none; }
            #row-reason { display: block; }
        }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "move(1)", show=False),
        Binding("up,k", "move(-1)", show=False),
        Binding("space", "tick", show=False),
        Binding("enter", "save", show=False),
        Binding("s", "skip", show=False),
        Binding("escape", "leave", show=False),
        Binding("q", "leave", show=False),
    ]

    @dataclass
    class Finished(Message):
        """The form is through. saved: what was kept, in order; empty when nothing was."""

        saved: tuple[Saved, ...]

    def __init__(self, brief: Brief, run: Runner, glyphs: Glyphs = UNICODE) -> None:
        super().__init__(id="checkin-form")
        self._brief = brief
        self._run = run
        self._glyphs = glyphs
        self._items = offered(brief)
        self._shown = self._items[0]["ref"]
        """The step that the fields are about."""
        self._saved: list[Saved] = []
        self._is_saving = False

    def compose(self) -> ComposeResult:
        """Heading, steps, fields, what is wrong, keys."""
        yield Static("", id="checkin-head", classes="line", markup=False)
        yield Steps(self._items, self._glyphs)
        for field, hint in FIELDS.items():
            yield from self._row(field, hint)
        yield from self._row("reason", "why not today, in a few words")
        yield Static("", id="checkin-problem", classes="line", markup=False)
        yield Static("", id="checkin-keys", classes="line", markup=False)

    def _row(self, field: str, hint: str) -> ComposeResult:
        with Horizontal(id=f"row-{field}", classes="row"):
            yield Static(field.capitalize(), classes="name", markup=False)
            yield Field(placeholder=hint, id=f"field-{field}", select_on_focus=False)

    def on_mount(self) -> None:
        """A blinking cursor would make the screen move."""
        for field in self.query(Input):
            field.cursor_blink = False
        self.steps.focus()

    @property
    def steps(self) -> Steps:
        """The list."""
        return self.query_one(Steps)

    @property
    def _is_skipping(self) -> bool:
        return self.has_class("-skipping")

    def field(self, name: str) -> Input:
        """The input of a field."""
        return self.query_one(f"#field-{name}", Input)

    # -- showing -------------------------------------------------------------------------------------------

    def on_resize(self, event: Resize) -> None:
        """Fit heading and keys to the width."""
        del event
        self._show()

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """Other keys count in the list than in a field."""
        del event
        for row in self.query(".row"):
            row.set_class(row.has_focus_within, "now")
        self._show()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Keep what was typed with its step."""
        event.stop()
        self._keep()
        self.tell("")
        self._show()

    def on_row_list_moved(self, message: RowList.Moved) -> None:
        """Another step: the fields are about that one now."""
        message.stop()
        self._keep()
        self._shown = self.steps.ref
        draft = self.steps.drafts[self._shown]
        with self.prevent(Input.Changed):
            for name in FIELDS:
                field = self.field(name)
                field.value = getattr(draft, name)
                field.cursor_position = len(field.value)
        self._show()

    def on_row_list_chosen(self, message: RowList.Chosen) -> None:
        """A double click ticks."""
        message.stop()
        self.action_tick()

    def _keep(self) -> None:
        """Take over what stands in the fields."""
        draft = self.steps.drafts[self._shown]
        for name in FIELDS:
            setattr(draft, name, self.field(name).value)

    def _show(self) -> None:
        width = self.size.width
        filled = sum(not draft.is_empty for draft in self.steps.drafts.values())
        right = f"enter saves {counted(filled, 'step')}" if filled else "about 30 seconds"
        head = heading(self._brief, width - cells(right) - 2)
        space = " " * max(1, width - cells(head) - cells(right))
        self._put("head", Content.assemble((head, "bold"), space, (right, "$text-muted")))
        long, short = self._keys()
        self._put("keys", Content(long if cells(long) <= width else short))

    def _keys(self) -> tuple[str, str]:
        """(the keys that count where the focus is, the same in 56 columns)."""
        if self._is_skipping:
            text = "enter saves the reason  esc back to the steps"
            return text, text
        if self.steps.has_focus:
            return (
                "space done  tab note, evidence, time  enter save  s not today  esc cancel",
                "space done  tab next  enter save  s skip  esc cancel",
            )
        return (
            "tab next field  up, down other step  enter save  esc cancel",
            "tab next  up, down step  enter save  esc cancel",
        )

    def _put(self, name: str, content: Content) -> None:
        self.query_one(f"#checkin-{name}", Static).update(content)

    def tell(self, text: str) -> None:
        """Say what is wrong, in place."""
        self._put("problem", Content(cut(one_line(text), self.size.width, self._glyphs.ellipsis)))

    # -- acting --------------------------------------------------------------------------------------------

    def action_move(self, by: int) -> None:
        """To another step; the focus stays where it is."""
        if not self._is_skipping:
            self.steps.move(by)

    def action_tick(self) -> None:
        """Done, or not after all."""
        steps = self.steps
        draft = steps.drafts[steps.ref]
        draft.done = not draft.done
        steps.row_changed(steps.cursor)
        self._show()

    def action_skip(self) -> None:
        """No check-in today: ask why."""
        self.tell("")
        self.add_class("-skipping")
        self.field("reason").focus()
        self._show()

    def action_leave(self) -> None:
        """Out, without writing; from the reason back to the steps."""
        if self._is_saving:
            return
        if self._is_skipping:
            self.remove_class("-skipping")
            self.steps.focus()
            self.tell("")
        else:
            self.finish()

    def finish(self) -> None:
        """Out, without writing more."""
        if not self._is_saving:
            self.post_message(self.Finished(tuple(self._saved)))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter saves from every field."""
        event.stop()
        self.action_save()

    def action_save(self) -> None:
        """Keep everything that is filled in, in the background."""
        if self._is_saving:
            return
        self._keep()
        self._is_saving = True
        self.tell("")
        self.app.run_worker(self._save(), exit_on_error=False)

    async def _save(self) -> None:
        try:
            if self._is_skipping:
                reason = self.field("reason").value
                self._saved.append(await self._run(lambda tracker: skip(tracker, reason)))
            else:
                await self._save_steps()
        except FaultyField as wrong:
            self.field(wrong.field).focus()
            self.tell(_words(wrong.error))
        except RoadtrackError as error:
            self.tell(_words(error))
        else:
            self.post_message(self.Finished(tuple(self._saved)))
        finally:
            self._is_saving = False

    async def _save_steps(self) -> None:
        """All fields are checked before the first step is saved. What is saved is not saved again."""
        drafts = self.steps.drafts
        ready = []
        for number, (ref, draft) in enumerate(drafts.items()):
            if draft.is_empty:
                continue
            try:
                ready.append((ref, draft.done, await asyncio.to_thread(draft.extras)))
            except FaultyField:
                self.steps.move_to(number)
                raise
        for ref, done, extras in ready:
            self._saved.append(await self._run(partial(save, ref=ref, extras=extras, done=done)))
            drafts[ref] = Draft()


def heading(brief: Brief, room: int = 1000) -> str:
    """`Check-in · Sun 22 Nov · cka 60 % · streak 12d`, as much as fits."""
    day = dt.date.fromisoformat(brief["day"])
    parts = ["Check-in", f"{WEEKDAYS[day.weekday()][:3]} {day_and_month(day)}"]
    parts += [f"{goal['goal']} {goal['percent']['done']:.0f} %" for goal in brief["goals"][:1]]
    parts += [f"streak {brief['streak']['days']}d"] if brief["show"]["streak"] else []
    while len(parts) > 1 and cells(" · ".join(parts)) > room:
        parts.pop()
    return " · ".join(parts)


def _words(error: RoadtrackError) -> str:
    return visible(f"{error.message} {error.hint}".strip())
