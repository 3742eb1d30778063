"""Every setting with its value, its default and its meaning; enter changes one, and it counts at once."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from roadtrack.errors import RoadtrackError, UsageError
from roadtrack.keymap import BY_ID, keys_in_force
from roadtrack.paths import shown
from roadtrack.settings import Settings
from roadtrack.settings_file import OPEN_TABLES, choices, meanings, names, value_of
from roadtrack.text import cells, fit, one_line, visible
from roadtrack.tui.screens.overlay import Overlay
from roadtrack.tui.screens.prompt import Prompt
from roadtrack.tui.widgets.field import Field
from roadtrack.tui.widgets.rowlist import Cell, RowList

if TYPE_CHECKING:
    from roadtrack.tracker import Tracker

LATER = ("days.start", "days.zone", "store.path", "store.wait_seconds", "ui.mouse")
"""What is read only when roadtrack starts."""
ADD: dict[str, tuple[str, str]] = {
    "filters": ("add a saved filter", "mine = is:ready max:30m"),
    "keys": ("give an action other keys", "undo = u,U   ids: roadtrack keys"),
}
_PAIR = re.compile(r"\s*([\w-]+)\s*=\s*(\S.*?)\s*")


@dataclass(frozen=True, slots=True)
class Row:
    """One line: a table's heading, a setting, or `add` to a table whose keys are the learner's own."""

    name: str
    kind: str
    meaning: str
    value: Any = None
    default: Any = None
    choices: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The name inside its table."""
        return self.name.partition(".")[2] if self.kind == "setting" else ADD[self.name][0]

    @property
    def is_own(self) -> bool:
        """Whether it is other than the default."""
        return self.kind == "setting" and bool(self.value != self.default)

    def matches(self, words: list[str]) -> bool:
        """Whether name, value and meaning have all words."""
        text = f"{self.name} {plain(self.value)} {self.meaning}".casefold()
        return all(word in text for word in words)


def rows_of(settings: Settings) -> Iterator[Row]:
    """Every setting under the heading of its table, in the order of the file."""
    told, defaults = meanings(), Settings()
    table = ""
    for name in names():
        section = name.partition(".")[0]
        if section != table:
            table = section
            yield Row(section, "label", told[section])
        if section not in OPEN_TABLES:
            yield Row(name, "setting", told[name], value_of(settings, name), value_of(defaults, name), choices(name))
            continue
        for key in value_of(settings, section):
            full = f"{section}.{key}"
            yield Row(full, "setting", _meaning_of(section, key), value_of(settings, full), value_of(defaults, full))
        yield Row(section, "add", told[section])


def _meaning_of(section: str, key: str) -> str:
    if section == "filters":
        return f"Saved filter: list @{key}, f in the app."
    return BY_ID[key].description if key in BY_ID else "No such action."


def plain(value: Any) -> str:
    """A value as it is typed: `sat, sun`, `true`, `5`, a text without quotes."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return f"{value:g}" if isinstance(value, float) else "" if value is None else str(value)


def as_toml(default: Any, typed: str) -> str:
    """What was typed as TOML: texts and lists need no quotes and brackets, `none` empties a list."""
    if isinstance(default, tuple) and not typed.startswith("["):
        words = [word for word in re.split(r"[,\s]+", typed) if word]
        return json.dumps([] if words == ["none"] else words)
    if isinstance(default, str | None) and not re.fullmatch(r"""".*"|'.*'""", typed):
        return json.dumps(typed, ensure_ascii=False)
    return typed.lower() if isinstance(default, bool) else typed


class SettingList(RowList):
    """The list of settings, by table."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[Row] = []

    def show(self, rows: list[Row]) -> None:
        """Other rows, the cursor on the setting it was on."""
        present = self.chosen
        self.rows = rows
        at = [i for i, row in enumerate(rows) if present and (row.name, row.kind) == (present.name, present.kind)]
        self.set_reactive(RowList.cursor, at[0] if at else 0)
        self.rows_changed()

    @property
    def chosen(self) -> Row | None:
        """The setting under the cursor."""
        row = self.rows[self.cursor] if self.cursor < len(self.rows) else None
        return row if row is not None and row.kind != "label" else None

    def row_count(self) -> int:
        """How many rows there are."""
        return len(self.rows)

    def is_label(self, index: int) -> bool:
        """Headings are labels."""
        return self.rows[index].kind == "label"

    def draw_row(self, index: int, width: int) -> list[Cell]:
        """Name, value, the default where it is another; the meaning where there is room."""
        row = self.rows[index]
        if row.kind == "label":
            return [(f"{row.name} · {one_line(row.meaning)}", "label")]
        glyphs = self.app.glyphs  # type: ignore[attr-defined]
        cursor = glyphs.cursor if index == self.cursor else " "
        if row.kind == "add":
            return [(f"{cursor} ", "strong"), (f"+ {row.label}", "dim")]
        own = f"default {_words(row.default)}" if row.is_own and row.default is not None else ""
        room = max(8, min(34, width - 21 - cells(own) - 1))
        parts = [
            (f"{cursor} ", "strong"),
            (fit(one_line(row.label), 18, glyphs.ellipsis) + " ", "strong" if row.is_own else ""),
            (fit(_words(row.value), room, glyphs.ellipsis) + " ", ""),
        ]
        if width < 100:
            return [*parts, (own, "dim")]
        return [*parts, (fit(own, 22, glyphs.ellipsis) + " ", "dim"), (one_line(row.meaning), "dim")]


def _words(value: Any) -> str:
    """A value in a list: what is empty has a word."""
    return one_line(plain(value)) or ("none" if isinstance(value, tuple) else '""')


class SettingsScreen(Overlay[None]):
    """The settings. Nothing is written before one is changed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "change", show=False),
        Binding("slash", "find", show=False),
        Binding("g,home", "end(0)", show=False),
        Binding("G,end", "end(1)", show=False),
        Binding("escape,q,comma", "leave", show=False),
    ]
    AUTO_FOCUS = "SettingList"
    CSS = """
    SettingsScreen > #box { width: 100%; max-width: 150; height: 100%; }
    SettingsScreen #find { display: none; }
    SettingsScreen SettingList { height: 1fr; max-height: 100%; }
    SettingsScreen #meaning { height: 4; border-top: solid $foreground 50%; color: $text; }
    SettingsScreen #told { height: auto; max-height: 2; color: $success; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._settings = Settings()
        self._rows: list[Row] = []

    def compose(self) -> ComposeResult:
        """A field that filters, the list, what the chosen one means, what was done last."""
        with Vertical(id="box"):
            yield Field(placeholder="part of a name, a value or a meaning", id="find")
            yield SettingList()
            yield Static("", id="meaning", markup=False)
            yield Static("", id="told", markup=False)

    @property
    def list(self) -> SettingList:
        """The list."""
        return self.query_one(SettingList)

    @property
    def field(self) -> Input:
        """Where a filter is typed."""
        return self.query_one("#find", Input)

    def on_mount(self) -> None:
        """Read the file again in the background: another program may have changed it."""
        self.query_one("#box").border_title = "Settings"
        self.query_one("#box").border_subtitle = "enter changes it · / finds · esc close"
        self.field.cursor_blink = False
        self.road.do(self._read())

    async def _read(self) -> None:
        def look(tracker: "Tracker") -> tuple[Settings, list[Row], Path, str]:
            problem = ""
            try:
                tracker.read_settings()
            except RoadtrackError as error:  # what is in force stays in force
                problem = error.message
            return tracker.settings, list(rows_of(tracker.settings)), tracker.paths.config, problem

        self._settings, self._rows, place, problem = await self.road.desk.run(look)
        if not self.is_open:
            return
        where = "made up, gone on exit" if self.road.demo else one_line(shown(place))
        self.query_one("#box").border_title = Content(f"Settings · {where}")
        self._show()
        if problem:
            self._tell(problem)

    # -- showing -------------------------------------------------------------------------------------------

    def _show(self) -> None:
        words = self.field.value.casefold().split()
        kept = [row for row in self._rows if row.kind != "label" and row.matches(words)]
        tables = {row.name.partition(".")[0] for row in kept}
        self.list.show([row for row in self._rows if row in kept or (row.kind == "label" and row.name in tables)])
        self._show_meaning()

    def on_row_list_moved(self, message: RowList.Moved) -> None:
        """Another setting is chosen."""
        message.stop()
        self._show_meaning()

    def _show_meaning(self) -> None:
        row = self.list.chosen
        meaning = self.query_one("#meaning", Static)
        if row is None:
            meaning.update(Content(f'No setting has "{one_line(self.field.value)}". esc shows all.'))
            return
        facts = self._facts(row, meaning.size.width)
        meaning.update(Content.assemble((one_line(row.meaning) + "\n", ""), (facts, "$text-muted")))

    def _facts(self, row: Row, width: int) -> str:
        """Value, default, choices; the verb that does the same where there is room for it."""
        facts = [f"now {_words(row.value)}"] if row.kind == "setting" else []
        if row.default is not None:
            facts.append(f"default {_words(row.default)}")
        if row.choices:
            facts.append("of " + ", ".join(row.choices))
        if row.name in LATER:
            facts.append("counts from the next start")
        name = row.name if row.kind == "setting" else f"{row.name}.NAME"
        verb = f"roadtrack config set {one_line(name)} VALUE"
        return " · ".join([*facts, verb] if cells(" · ".join([*facts, verb])) <= width else facts)

    def _tell(self, text: str) -> None:
        self.query_one("#told", Static).update(Content(visible(text)))

    # -- finding -------------------------------------------------------------------------------------------

    def action_find(self) -> None:
        """Type to filter."""
        self.field.display = True
        self.set_focus(self.field)  # at once: the next key may be typed already

    def on_input_changed(self) -> None:
        """Filter while typing."""
        self._show()

    def on_input_submitted(self) -> None:
        """Back to the list, with the filter on."""
        self.list.focus()

    def action_end(self, last: int) -> None:
        """First or last setting."""
        self.list.move(self.list.row_count() * (1 if last else -1))

    def action_leave(self) -> None:
        """End the filter; without one, close."""
        if self.field.display:
            self.field.value = ""
            self.field.display = False
            self.list.focus()
        else:
            self.dismiss(None)
            self.app.call_after_refresh(self.road.freshen)

    # -- changing ------------------------------------------------------------------------------------------

    def on_row_list_chosen(self, message: RowList.Chosen) -> None:
        """A double click changes it."""
        message.stop()
        self.action_change()

    def action_change(self) -> None:
        """Ask for another value."""
        if (row := self.list.chosen) is not None:
            self.road.do(self._change(row))

    async def _change(self, row: Row) -> None:
        save = partial(self._save, row)
        if row.kind == "add":
            label, hint = ADD[row.name]
            prompt = Prompt(label.capitalize(), hint=hint, check=save)
        else:
            # the other one of two: enter twice turns it round
            value = plain(not row.value) if isinstance(row.value, bool) else plain(row.value)
            value = value if visible(value) == value else ""  # a field draws every character as it is
            prompt = Prompt(one_line(row.name), value=value, hint=self._hint(row), check=save)
        typed = await self.app.push_screen_wait(prompt)
        if typed is not None:
            await self._go_by(row, typed)

    def _hint(self, row: Row) -> str:
        words = ", ".join(row.choices)
        if row.name == "ui.theme":
            words = "roadtrack-dark, roadtrack-light, terminal, mono, …"
        if isinstance(row.default, tuple):
            return f"{words}; none empties it"
        if isinstance(row.default, str) and not words:
            return '"" empties it' if row.value else ""
        return words or f"default {_words(row.default)}"

    async def _save(self, row: Row, typed: str) -> None:
        """Check what was typed and write it. Raises RoadtrackError, which the prompt shows in place."""
        name, text = self._asked_for(row, typed)
        await self.road.desk.run(lambda tracker: tracker.set_setting(name, text))

    def _asked_for(self, row: Row, typed: str) -> tuple[str, str]:
        """(name, value as TOML). Raises UsageError for what the file would take, but which could do nothing."""
        name, value = row.name, typed
        if row.kind == "add":
            found = _PAIR.fullmatch(typed)
            if found is None:
                raise UsageError(f"Write {ADD[row.name][1].partition('   ')[0]}.")
            name, value = f"{row.name}.{found[1]}", found[2]
        section, _, key = name.partition(".")
        if section == "keys":
            self._check_keys(key, value)
        elif section == "filters":
            self._check_filter(value)
        elif name == "days.zone":
            from roadtrack.clock import SystemClock

            SystemClock(zone=value.strip("\"'")).now()
        elif name == "ui.theme" and value not in self.app.available_themes:
            raise UsageError(f'no theme "{value}".', f"There are: {', '.join(sorted(self.app.available_themes))}.")
        return name, as_toml(row.default if row.kind == "setting" else "", value)

    def _check_keys(self, action: str, keys: str) -> None:
        known = set(keys_in_force(self._settings.keys)[1])
        problems = keys_in_force({**self._settings.keys, action: keys})[1]
        if new := [problem for problem in problems if problem not in known]:
            raise UsageError(new[0].message)

    def _check_filter(self, words: str) -> None:
        from roadtrack.planning.filters import parse_filter

        if self.road.standing is not None:
            parse_filter(words.split(), self._settings.filters, self.road.standing.today)

    async def _go_by(self, row: Row, typed: str) -> None:
        """Look and count by the settings as they are now."""
        look = await self.road.desk.run(lambda tracker: (tracker.settings, list(rows_of(tracker.settings))))
        self._settings, self._rows = look
        settings = self._settings
        self.road.apply_settings(settings.ui, settings.keys)
        self.road.filters = settings.filters
        if not self.is_open:
            return
        self._show()
        name = row.name if row.kind == "setting" else f"{row.name}.{typed.partition('=')[0].strip()}"
        said = f"{self.road.glyphs.tick} {one_line(name)} = {_words(value_of(settings, name))}"
        if name in LATER:
            said += " · counts from the next start"
        elif name == "ui.theme" and self.app.theme != settings.ui.theme:
            said += f" · this session keeps {self.app.theme}, which the environment asks for"
        self._tell(said)
        self.road.say(said)
        await self.road.refresh_data()
