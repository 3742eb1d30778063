"""The full-screen app: it owns the tracker's desk, the themes, the keys and the data every view shows.

The first frame is painted from the brief; the tracker is opened in a thread after that. Screens show and
route; they ask the app for data and give it deeds.
"""

import gc
import os
from collections.abc import Awaitable, Callable, Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.worker import Worker, WorkerState

from roadtrack.curriculum.stamps import file_stamp
from roadtrack.errors import RoadtrackError
from roadtrack.keymap import ACTIONS, keys_in_force
from roadtrack.text import visible
from roadtrack.tui.desk import Desk
from roadtrack.tui.marks import ASCII, UNICODE, Glyphs
from roadtrack.tui.themes import OWN

if TYPE_CHECKING:
    from roadtrack.planning.standing import Standing
    from roadtrack.tracker import Tracker
    from roadtrack.tui.screens.view import View

Brief = dict[str, Any]
TODAY = "_default"
"""Today is Textual's default screen: a first mode of its own would render it twice before it is shown."""
VIEWS = (TODAY, "curriculum", "plan", "activity", "reports", "roles")


def _today() -> Screen[Any]:
    from roadtrack.tui.screens.today import TodayView

    return TodayView()


def _curriculum() -> Screen[Any]:
    from roadtrack.tui.screens.curriculum import CurriculumView

    return CurriculumView()


def _plan() -> Screen[Any]:
    from roadtrack.tui.screens.plan import PlanView

    return PlanView()


def _activity() -> Screen[Any]:
    from roadtrack.tui.screens.activity import ActivityView

    return ActivityView()


def _reports() -> Screen[Any]:
    from roadtrack.tui.screens.reports import ReportsView

    return ReportsView()


def _roles() -> Screen[Any]:
    from roadtrack.tui.screens.roles import RolesView

    return RolesView()


def _binding(action: str, keys: str) -> Binding:
    from roadtrack.keymap import BY_ID

    entry = BY_ID[action]
    return Binding(
        keys,
        f"act('{action}')",
        entry.description,
        show=False,
        id=action,
        priority=action == "quit_now",
    )


class RoadtrackApp(App[str]):
    """The app. Its result is the line printed after it is left."""

    CSS_PATH = "app.tcss"
    TITLE = "roadtrack"
    ENABLE_COMMAND_PALETTE = True
    COMMAND_PALETTE_BINDING = "ctrl+p"
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012 - Textual declares it
        (0, "-small"),
        (72, "-normal"),
        (120, "-wide"),
    ]
    VERTICAL_BREAKPOINTS = [  # noqa: RUF012 - Textual declares it
        (0, "-tiny"),
        (12, "-low"),
        (20, "-medium"),
        (38, "-tall"),
    ]
    MODES = {  # noqa: RUF012
        "curriculum": _curriculum,
        "plan": _plan,
        "activity": _activity,
        "reports": _reports,
        "roles": _roles,
    }
    BINDINGS: ClassVar[list[BindingType]] = [_binding(a.id, a.keys) for a in ACTIONS if a.id != "palette"]

    def __init__(
        self,
        open_tracker: "Callable[[], Tracker]",
        brief: Brief | None = None,
        *,
        glyphs: Glyphs = UNICODE,
        theme: str = "",
        demo: bool = False,
    ) -> None:
        super().__init__()
        self.desk = Desk(open_tracker)
        self.brief = brief
        self.standing: Standing | None = None
        self.glyphs = self._own_glyphs = glyphs
        self.demo = demo
        self.message: tuple[str, str] = ("", "")
        """(what happened last, `u undo` when it can be undone)."""
        self.curriculum = ""
        """The curriculum that the checklist shows."""
        self.filters: Mapping[str, str] = {}
        self.keys, _ = keys_in_force({})
        """Action id → keys in force."""
        self.typed: list[str] = []
        """Lines typed after `:` in this session, the oldest first."""
        self.failure: RoadtrackError | None = None
        """Why the app could not start."""
        self._first_brief = brief
        self._stamp = ""
        for own in OWN:
            self.register_theme(own)
        known = theme if theme in self.available_themes else OWN[0].name
        self.set_reactive(App.theme, known)  # setting it plainly would parse every stylesheet twice
        self.stylesheet.set_variables(self.get_css_variables())  # else the first view has Textual's own colours
        self._refresh_truecolor_filter(self.ansi_theme)
        self._wanted_theme = theme
        self.animation_level = "none"

    # -- life ----------------------------------------------------------------------------------------------

    def get_default_screen(self) -> Screen[Any]:
        """The app starts with Today."""
        return _today()

    def on_mount(self) -> None:
        """Open the tracker once the first frame is on the screen."""
        self.call_after_refresh(self._after_first_frame)
        self.set_interval(1.0, self._look_around)

    def _after_first_frame(self) -> None:
        """What was loaded so far stays; from here on garbage is collected (see `roadtrack.__main__`)."""
        gc.freeze()
        gc.enable()
        # Textual keeps the default screen out of `add_mode`, and without this no other mode could come back to it.
        self._modes[TODAY] = _today
        self.set_timer(0.01, self._load)

    def _load(self) -> None:
        self.do(self._open())

    async def _open(self) -> None:
        def first(tracker: "Tracker") -> tuple[Any, ...]:
            standing, brief = tracker.catch_up()
            settings = tracker.settings
            return (standing, brief, settings.ui, settings.keys, settings.filters, tracker.store is None)

        try:
            standing, brief, ui, own_keys, filters, is_new = await self.desk.run(first)
        except RoadtrackError as error:  # nothing can be shown: leave, and say why where it stays readable
            self.failure = error
            self.exit("")
            return
        self.filters = filters
        self.apply_settings(ui, own_keys)
        self.take(standing, brief, fresh=self.standing is None)
        if is_new or not brief["goals"]:
            from roadtrack.tui.screens.enrol import EnrolScreen

            await self.push_screen(EnrolScreen(first_run=is_new))

    def apply_settings(self, ui: Any, own_keys: Mapping[str, str]) -> None:
        """Look as the settings say: at the start, and when they change. A theme of the environment stays."""
        if not self._wanted_theme and ui.theme != self.theme:
            if ui.theme in self.available_themes:
                self.theme = ui.theme
            else:
                self.say(f'no theme "{ui.theme}"; using {self.theme}')
        glyphs = ASCII if ui.ascii else self._own_glyphs
        if glyphs is not self.glyphs:
            self.glyphs = glyphs
            self.do(self._redraw())
        self.animation_level = "basic" if ui.animations else "none"
        self.keys, problems = keys_in_force(own_keys)
        if own_keys:
            self.set_keymap({id_: self.keys[id_] for id_ in own_keys if id_ in self.keys})
        if problems:
            self.notify(problems[0].message, severity="warning", markup=False)

    async def _redraw(self) -> None:
        """Build every view anew: lists keep the characters they were made with."""
        for screen in self._views():
            await screen.recompose()
            screen.show_frame()
            if self.standing is not None and self.brief is not None:
                screen.take(self.standing, self.brief, fresh=True)

    def take(self, standing: "Standing", brief: Brief, *, fresh: bool = False) -> None:
        """Show new data everywhere. fresh: rank Today's list anew."""
        self.standing, self.brief = standing, brief
        if self._first_brief is None or "today" not in self._first_brief:
            self._first_brief = brief
        if self.curriculum not in standing.library.outlines:
            self.curriculum = standing.goals[0].id if standing.goals else ""
        for screen in self._views():
            screen.take(standing, brief, fresh=fresh)

    def _views(self) -> "list[View]":
        from roadtrack.tui.screens.view import View

        seen: dict[int, View] = {}
        for stack in self._screen_stacks.values():
            seen |= {id(screen): screen for screen in stack if isinstance(screen, View)}
        return list(seen.values())

    def _look_around(self) -> None:
        """Another program may have written: one `stat` a second tells."""
        if self.standing is not None:
            self.do(self._catch_changes())

    async def _catch_changes(self) -> None:
        stamp = await self.desk.run(lambda tracker: file_stamp(str(tracker.journal_path)))
        known, self._stamp = self._stamp, stamp
        if known and stamp != known:
            await self.refresh_data()

    async def refresh_data(self, *, fresh: bool = False) -> None:
        """Compute everything anew and show it."""

        def latest(tracker: "Tracker") -> tuple[Any, Any, str]:
            standing, brief = tracker.catch_up()
            return standing, brief, file_stamp(str(tracker.journal_path))

        standing, brief, self._stamp = await self.desk.run(latest)
        self.take(standing, brief, fresh=fresh)

    # -- actions -------------------------------------------------------------------------------------------

    def action_act(self, action: str) -> None:
        """Run an action of the registry: the screen's own way of doing it, else the app's."""
        for owner in (self.screen, self):
            method = getattr(owner, f"do_{action}", None)
            if method is not None:
                result = method()
                if isinstance(result, Awaitable):
                    self.do(result)
                return

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """The palette: every action of the registry, and Textual's themes."""
        for action in ACTIONS:
            title = f"{action.label[:1].upper()}{action.label[1:]}"
            yield SystemCommand(title, action.description, partial(self.action_act, action.id))
        yield SystemCommand("Theme", "Change the theme for this session", self.action_change_theme)
        del screen

    def do(self, work: Awaitable[None]) -> None:
        """Run some work in the background; a failure becomes a message, never the end of the app."""
        self.run_worker(work, exit_on_error=False)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Tell what went wrong in the background."""
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            self.tell(event.worker.error)

    def tell(self, error: BaseException) -> None:
        """Show a failure: what is wrong and what helps."""
        if isinstance(error, RoadtrackError):
            text = error.message + (f"\n{error.hint}" if error.hint else "")
        else:
            text = f"Something unexpected went wrong ({type(error).__name__}). What was saved is safe."
        self.notify(visible(text), severity="error", markup=False, timeout=8)

    def say(self, text: str, *, undo: bool = False) -> None:
        """Put a line into the status line."""
        self.message = (text, "u undo" if undo else "")
        for screen in self._views():
            screen.show_status()

    def do_tab_1(self) -> None:
        """To Today."""
        self.go(TODAY)

    def do_tab_2(self) -> None:
        """To the checklist."""
        self.go("curriculum")

    def do_tab_3(self) -> None:
        """To the plan."""
        self.go("plan")

    def do_tab_4(self) -> None:
        """To the activity."""
        self.go("activity")

    def do_tab_5(self) -> None:
        """To the reports."""
        self.go("reports")

    def do_tab_6(self) -> None:
        """To the roles."""
        self.go("roles")

    def do_tab_next(self) -> None:
        """To the next view."""
        self._turn(1)

    def do_tab_prev(self) -> None:
        """To the view before."""
        self._turn(-1)

    def _turn(self, by: int) -> None:
        at = VIEWS.index(self.current_mode)
        self.go(VIEWS[(at + by) % len(VIEWS)])

    def go(self, mode: str) -> None:
        """Show a view; an overlay in the way is closed first."""
        while len(self.screen_stack) > 1:
            self.pop_screen()
        if mode != self.current_mode:
            self.switch_mode(mode)
        self.call_after_refresh(self.freshen)

    def freshen(self) -> None:
        """Show the latest in the view on the screen, its lists ranked anew."""
        from roadtrack.tui.screens.view import View

        if isinstance(self.screen, View) and self.standing is not None and self.brief is not None:
            self.screen.take(self.standing, self.brief, fresh=True)

    def do_back(self) -> None:
        """One screen back; never quits."""
        if len(self.screen_stack) > 1:
            self.pop_screen()

    def do_quit(self) -> None:
        """One screen back, and quit at the top."""
        if len(self.screen_stack) > 1:
            self.pop_screen()
        else:
            self.leave()

    def do_quit_now(self) -> None:
        """Quit: everything is saved already."""
        self.leave()

    def leave(self) -> None:
        """Quit with the line that sums up the session."""
        self.exit(farewell(self._first_brief, self.brief))

    def do_suspend(self) -> None:
        """To the shell."""
        self.action_suspend_process()

    def do_help(self) -> None:
        """Every key."""
        from roadtrack.tui.screens.help import HelpScreen

        self.push_screen(HelpScreen())

    def do_search(self) -> None:
        """Search everything."""
        from roadtrack.tui.screens.search import SearchScreen

        self.push_screen(SearchScreen())

    def do_enroll(self) -> None:
        """Choose what to learn."""
        from roadtrack.tui.screens.enrol import EnrolScreen

        self.push_screen(EnrolScreen())

    def do_settings(self) -> None:
        """Every setting."""
        from roadtrack.tui.screens.settings import SettingsScreen

        self.push_screen(SettingsScreen())

    def do_command(self) -> None:
        """A verb, as on the command line."""
        from roadtrack.tui.screens.command import CommandScreen

        self.push_screen(CommandScreen())

    def do_checkin(self) -> None:
        """The thirty-second form."""
        from roadtrack.tui.screens.checkin import CheckinScreen

        self.push_screen(CheckinScreen())

    def do_palette(self) -> None:
        """The command palette."""
        self.action_command_palette()

    async def do_reload(self) -> None:
        """Read curricula and journal again."""
        await self.desk.run(lambda tracker: tracker.reload())
        await self.refresh_data(fresh=True)
        self.say("read again")

    def open_step(self, ref: str) -> None:
        """All about one step."""
        from roadtrack.tui.screens.step import StepScreen

        self.push_screen(StepScreen(ref))

    def keys_of(self, action: str) -> str:
        """The keys in force for an action, comma-separated."""
        return self.keys[action]


def farewell(first: Brief | None, last: Brief | None) -> str:
    """`22 Nov  cka 62 % (+2) · 1 done · 1 note · 1h30 · next cka/gateway-api`; empty when nothing is known."""
    if not last or not last["goals"]:
        return ""
    import datetime as dt

    from roadtrack.show import counted, day_and_month, show_duration

    before = {g["goal"]: g["percent"]["done"] for g in first["goals"]} if first else {}
    parts = []
    for goal in last["goals"][:3]:
        gained = round(goal["percent"]["done"]) - round(before.get(goal["goal"], goal["percent"]["done"]))
        parts.append(f"{goal['goal']} {goal['percent']['done']:.0f} %" + (f" ({gained:+d})" if gained else ""))
    was = first["today"] if first and first["day"] == last["day"] else {}
    done = {key: last["today"][key] - was.get(key, 0) for key in ("steps", "notes", "evidence", "minutes")}
    parts += [f"{done['steps']} done"] if done["steps"] > 0 else []
    parts += [counted(done["notes"], "note")] if done["notes"] > 0 else []
    parts += [f"{done['evidence']} evidence"] if done["evidence"] > 0 else []
    parts += [show_duration(done["minutes"])] if done["minutes"] > 0 else []
    parts += [f"next {last['next'][0]['ref']}"] if last["next"] else []
    return f"{day_and_month(dt.date.fromisoformat(last['day']))}  " + " · ".join(parts)


def run(
    open_tracker: "Callable[[], Tracker]",
    brief: Brief | None,
    *,
    environ: Mapping[str, str],
    demo: bool = False,
) -> str:
    """Run the app on this terminal and return the line to print after it.

    Raises RoadtrackError when the journal or the settings cannot be used.
    """
    mono = bool(environ.get("NO_COLOR"))
    os.environ.pop("NO_COLOR", None)  # Textual would draw grey on black; our own theme uses no colour at all
    theme = "mono" if mono else environ.get("ROADTRACK_THEME", "")
    utf8 = "utf" in (environ.get("LC_ALL") or environ.get("LC_CTYPE") or environ.get("LANG") or "utf").lower()
    app = RoadtrackApp(open_tracker, brief, glyphs=UNICODE if utf8 else ASCII, theme=theme, demo=demo)
    mouse = bool(brief["show"].get("mouse", True)) if brief is not None and "show" in brief else True
    line = app.run(mouse=mouse) or ""
    if app.failure is not None:
        raise app.failure
    return line
