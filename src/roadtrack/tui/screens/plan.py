"""Plan: will I make it, what would change it, what is ahead, and what the exam would bring."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from roadtrack.errors import UsageError
from roadtrack.planning.ahead import Ahead, ahead
from roadtrack.planning.brief import outlook_words
from roadtrack.planning.burnup import UNITS, Unit, burn_up, draw, legend
from roadtrack.planning.calibration import Calibration
from roadtrack.planning.outlook import NO_TRY, Lever, Outlook, Try
from roadtrack.show import counted, show_date
from roadtrack.text import one_line
from roadtrack.tui.screens.view import View
from roadtrack.tui.widgets.goals import Goals, Row
from roadtrack.tui.widgets.rowlist import RowList
from roadtrack.when import parse_date

if TYPE_CHECKING:
    from roadtrack.planning.readiness import Readiness
    from roadtrack.planning.standing import Goal, Standing
    from roadtrack.tracker import Tracker

Brief = dict[str, Any]
SHOWN_REVIEWS = 2
"""Days of reviews among what is ahead: the calendar has the others."""


@dataclass(frozen=True)
class Plan:
    """All that the view shows of one goal, computed off the screen's thread."""

    rows: tuple[Row, ...]
    hours_per_week: float
    levers: tuple[Lever, ...] = ()
    ahead: tuple[Ahead, ...] = ()
    readiness: "Readiness | None" = None
    calibration: Calibration | None = None


class PlanView(View):
    """Goals with their forecasts; trying hours, dates and steps to leave out saves nothing."""

    MODE: ClassVar[str] = "plan"
    FOOTER: ClassVar[tuple[str, ...]] = (
        "help",
        "open",
        "try_more",
        "try_date",
        "chart",
        "undo",
        "quit",
        "enroll",
        "review",
        "pause",
    )

    def __init__(self) -> None:
        super().__init__()
        self._seen: Standing | None = None
        """The app's standing when this was computed last."""
        self._plan: Plan | None = None
        self._standing: Standing | None = None
        self._try = NO_TRY
        self._unit: Unit = "points"
        self._planned_for = ""

    def body(self) -> ComposeResult:
        """Goals above; chart and levers; what is ahead and readiness below, where there is room."""
        with Vertical(id="goalpane", classes="pane"):
            yield Goals(self.road.glyphs, id="planned")
            yield Static("", id="empty", markup=False)
        with Horizontal(id="planrow"):
            with Vertical(id="chartpane", classes="pane"):
                yield Static("", id="chart", markup=False)
            with VerticalScroll(id="leverpane", classes="pane"):
                yield Static("", id="levers", markup=False)
        with Horizontal(id="aheadrow"):
            with VerticalScroll(id="aheadpane", classes="pane"):
                yield Static("", id="ahead", markup=False)
            with VerticalScroll(id="readypane", classes="pane"):
                yield Static("", id="ready", markup=False)

    @property
    def list(self) -> Goals:
        """The list."""
        return self.query_one("#planned", Goals)

    @property
    def rows(self) -> RowList:
        """Movement moves in the list."""
        return self.list

    @property
    def goal(self) -> "Goal | None":
        """The selected goal."""
        return self.list.row.goal if self.list.row else None

    def take(self, standing: "Standing", brief: Brief, *, fresh: bool = False) -> None:
        """New data: forecast anew, in the background."""
        super().take(standing, brief, fresh=fresh)
        if fresh:
            self._try = NO_TRY
        if self.is_current:
            self._again()

    def _again(self) -> None:
        self.road.do(self._compute())

    def on_screen_resume(self) -> None:
        """Something may have changed while another screen lay above."""
        if self.road.standing is not None and self._standing is not None and self.road.standing is not self._seen:
            self.road.do(self._compute())

    async def _compute(self) -> None:
        self._seen = self.road.standing
        selected = self.goal.id if self.goal else ""
        what_if = self._try
        self._standing, plan = await self.road.desk.run(lambda t: make_plan(t, selected, what_if))
        self._plan = plan
        self._planned_for = selected or (plan.rows[0].goal.id if plan.rows else "")
        self._show()

    def on_row_list_moved(self, message: RowList.Moved) -> None:
        """Another goal: its own chart, and nothing tried."""
        message.stop()
        if self.goal is not None and self._planned_for and self.goal.id != self._planned_for:
            self._try = NO_TRY
            self._again()

    def refit(self) -> None:
        """The chart fits its pane."""
        super().refit()
        self.call_after_refresh(self._show)

    # -- showing -------------------------------------------------------------------------------------------

    def _show(self) -> None:
        plan, standing = self._plan, self._standing
        if plan is None or standing is None or not self.query("#readypane"):
            return
        self.list.show(plan.rows, standing.today)
        self.query_one("#goalpane").border_title = "Goals"
        self.query_one("#goalpane").border_subtitle = "enter date and importance · E enrol"
        empty = self.query_one("#empty", Static)
        empty.display = not plan.rows
        self.list.display = bool(plan.rows)
        empty.update(Content("No goals yet. E picks a curriculum."))
        self.list.styles.height = max(2, min(len(plan.rows) + 1, 7))
        for row in ("#planrow", "#aheadrow"):
            self.query_one(row).set_class(not plan.rows, "-without")
        if (row_ := self.list.row) is not None:
            self._show_chart(row_, standing)
            self._show_levers(row_, plan, standing)
            self._show_ahead(plan, standing)
            self._show_readiness(plan)

    def _show_chart(self, row: Row, standing: "Standing") -> None:
        pane, widget = self.query_one("#chartpane"), self.query_one("#chart", Static)
        chart = burn_up(standing, row.goal, row.outlook, self._unit)
        height = max(4, pane.content_size.height - 1)
        styles = {"": "", "done": "$primary", "cone": "$text-muted", "date": "$warning", "axis": "$text-muted"}
        ascii_only = self.road.glyphs.ellipsis != "…"
        parts: list[tuple[str, str]] = []
        for line in draw(chart, pane.content_size.width, height, ascii_only=ascii_only):
            parts += [(char, styles[kind]) for char, kind in line]
            parts.append(("\n", ""))
        parts.append((legend(chart), "$text-muted"))
        pane.border_title = f"{row.goal.id} · burn-up in {self._unit}"
        pane.border_subtitle = "b points / hours / steps"
        widget.update(Content.assemble(*parts))

    def _show_levers(self, row: Row, plan: Plan, standing: "Standing") -> None:
        pane = self.query_one("#leverpane")
        pane.border_title = f"{row.goal.id} · what would change it"
        pane.border_subtitle = "+ - hours · d date · x leave out: saves nothing"
        parts: list[tuple[str, str]] = []
        if self._try is not NO_TRY:
            parts.append((f"Trying {_tried(self._try, standing.today)}: {row.words}. esc ends it.\n", "$warning"))
        for lever in plan.levers:
            parts.append((f"{_lever(lever, standing.today):<28} ", ""))
            parts.append((f"{lever.percent:3} %\n", "bold"))
        if not plan.levers:
            parts.append((_no_levers(row) + "\n", ""))
        if row.outlook.before:
            parts.append((f"Counted with {', '.join(row.outlook.before)}, due before.\n", "$text-muted"))
        parts.append((basis_words(standing, plan.hours_per_week) + "\n", "$text-muted"))
        if plan.calibration is not None and plan.calibration.says:
            held = f"{plan.calibration.met_p85} of {plan.calibration.resolved}"
            parts.append((f"Past guesses: {held} P85 days held.\n", "$text-muted"))
        self.query_one("#levers", Static).update(Content.assemble(*parts))

    def _show_ahead(self, plan: Plan, standing: "Standing") -> None:
        pane = self.query_one("#aheadpane")
        pane.border_title = "Ahead"
        pane.border_subtitle = "calendar: roadtrack report full -o ics"
        parts: list[tuple[str, str]] = []
        reviews = [item for item in plan.ahead if item.kind == "review"][SHOWN_REVIEWS:]
        for item in [item for item in plan.ahead if item not in reviews][:20]:
            style = "$warning" if item.kind in ("exam", "expires") else "$text-muted"
            parts += [(f"{show_date(item.day, standing.today):>11}  ", ""), (f"{item.kind:<8} ", style)]
            parts.append((one_line(item.words) + "\n", ""))
        self.query_one("#ahead", Static).update(Content.assemble(*parts) if parts else Content("Nothing has a date."))

    def _show_readiness(self, plan: Plan) -> None:
        pane, found = self.query_one("#readypane"), plan.readiness
        pane.border_title = "Readiness"
        pane.border_subtitle = "r record a mock exam"
        if found is None:
            self.query_one("#ready", Static).update(Content("No exam here."))
            return
        needed = f" of {found.needed:g} needed" if found.needed is not None else ""
        mocks = counted(found.mocks, "mock exam") if found.mocks else "weak: no mock exam yet"
        parts = [(f"expected {found.expected:.0f}{needed}, give or take {found.spread:.0f}\n", "bold")]
        parts.append((f"evidence: {mocks}\n", "$text-muted"))
        parts.append(("largest gaps, in points of the exam\n", "$text-muted"))
        parts += [(f"{100 * mark.gap:5.1f}  {one_line(mark.title)}\n", "") for mark in found.gaps[:5]]
        self.query_one("#ready", Static).update(Content.assemble(*parts))

    # -- acting --------------------------------------------------------------------------------------------

    def do_chart(self) -> None:
        """The chart in another unit."""
        self._unit = UNITS[(UNITS.index(self._unit) + 1) % len(UNITS)]
        self._show()

    def do_try_more(self) -> None:
        """What if there were an hour more a week."""
        self._try_hours(1)

    def do_try_less(self) -> None:
        """What if there were an hour less."""
        self._try_hours(-1)

    def _try_hours(self, by: float) -> None:
        if self._plan is not None and self.goal is not None:
            present = self._try.hours_per_week or self._plan.hours_per_week
            self._try = replace(self._try, hours_per_week=max(0.5, round(present + by, 1)))
            self._again()

    async def do_try_date(self) -> None:
        """What if it were another date."""
        goal, standing = self.goal, self._standing
        if goal is None or standing is None:
            return

        def ahead_of_today(text: str) -> dt.date:
            if (day := parse_date(text, standing.today)) < standing.today:
                raise UsageError(f"{day} is past; a forecast looks ahead.")
            return day

        typed = await self.ask(f"What if {goal.id} were due", hint="2027-02-13, +2w, eom", check=ahead_of_today)
        if typed is not None:
            self._try = replace(self._try, by=ahead_of_today(typed))
            self._again()

    async def do_skip(self) -> None:
        """What if a step or a goal were left out."""
        goal, standing = self.goal, self._standing
        if goal is None or standing is None:
            return
        typed = await self.ask(
            f"{goal.id} without", hint="a step, or another goal", check=lambda t: _known(t, standing)
        )
        if typed is not None:
            self._try = replace(self._try, without=self._try.without | {_known(typed, standing)})
            self._again()

    def do_back(self) -> None:
        """Nothing is tried any more."""
        if self._try is not NO_TRY:
            self._try = NO_TRY
            self._again()

    def do_open(self) -> None:
        """Date and importance of the selected goal."""
        self.road.do(self._edit_goal())

    async def _edit_goal(self) -> None:
        goal, standing = self.goal, self._standing
        if goal is None or standing is None:
            return
        value = f"{goal.by.isoformat() if goal.by else 'none'} {goal.importance}"
        hint = "a date or none, then 1 to 3"
        typed = await self.ask(
            f"{goal.id}: date and importance", value=value, hint=hint, check=lambda t: _aim(t, standing)
        )
        if typed is not None:
            by, importance = _aim(typed, standing)
            said = f"{goal.id} by {show_date(by, standing.today)}" if by else f"{goal.id} has no date"
            await self.write(
                lambda t: t.set_goal(goal.id, by=by, importance=importance), f"{said}, importance {importance}"
            )

    async def do_credential(self) -> None:
        """The certificate of the selected certification: when it was earned, and its expiry if it is printed."""
        goal, plan, standing = self.goal, self._plan, self._standing
        if goal is None or plan is None or standing is None:
            return
        if plan.readiness is None:
            self.road.say(f"{goal.id} has no certificate")
            return
        hint = "the day, then its expiry if it is printed: 2026-03-01 2028-03-01"
        typed = await self.ask(f"{goal.id} earned on", value="today", hint=hint, check=lambda t: _earned(t, standing))
        if typed is not None:
            day, expires = _earned(typed, standing)
            said = f"{goal.id} earned on {show_date(day, standing.today)}"
            await self.write(lambda t: t.certify(goal.id, day, expires), said)

    async def do_review(self) -> None:
        """A mock exam of the selected certification."""
        goal, plan = self.goal, self._plan
        if goal is None or plan is None:
            return
        if plan.readiness is None:
            self.road.say(f"{goal.id} has no exam")
            return
        names = " ".join(f"{mark.id}=70" for mark in plan.readiness.marks)
        typed = await self.ask(f"Mock exam of {goal.id}: percent", hint=names, check=_results)
        if typed is not None:
            results = _results(typed)
            await self.write(lambda t: _record(t, goal.id, results), f"mock exam of {goal.id} recorded")


def make_plan(tracker: "Tracker", selected: str, what_if: Try) -> "tuple[Standing, Plan]":
    """Everything the view shows; `selected` is the goal that the chart and the tries are about."""
    standing, outlooks = tracker.outlooks()
    chosen = standing.goal(selected) or (standing.goals[0] if standing.goals else None)
    rows = tuple(_row(goal, outlooks.outlook(goal, what_if if goal is chosen else NO_TRY)) for goal in standing.goals)
    if chosen is None:
        return standing, Plan(rows, outlooks.hours_per_week)
    is_exam = standing.library.outlines[chosen.id].curriculum.certification is not None
    return standing, Plan(
        rows,
        outlooks.hours_per_week,
        outlooks.levers(chosen),
        ahead(standing),
        tracker.readiness(chosen.id) if is_exam else None,
        tracker.calibration(),
    )


def _row(goal: "Goal", outlook: Outlook) -> Row:
    return Row(goal, outlook, outlook_words(goal, outlook))


def _lever(lever: Lever, today: dt.date) -> str:
    if lever.kind == "hours":
        return f"+{lever.value} h a week"
    if lever.kind == "date":
        return f"move it to {show_date(lever.day, today) if lever.day else 'later'}"
    return f"{lever.name} waits" if lever.kind == "goal" else f"leave out {lever.name}"


def _no_levers(row: Row) -> str:
    if row.goal.pressure.state == "complete":
        return "All of it is done."
    if row.goal.by is None:
        return "No date, so no chance to give. enter sets one."
    return (
        "Past its date. enter sets a new one." if row.goal.pressure.state == "overdue" else "Likely: no change needed."
    )


def _tried(what_if: Try, today: dt.date) -> str:
    parts = [f"{what_if.hours_per_week:g} h a week"] if what_if.hours_per_week else []
    parts += [f"due {show_date(what_if.by, today)}"] if what_if.by else []
    parts += [f"without {', '.join(sorted(what_if.without))}"] if what_if.without else []
    return ", ".join(parts)


def basis_words(standing: "Standing", hours_per_week: float) -> str:
    """What a forecast is made of, in a sentence."""
    speed = f"{hours_per_week:.1f} h in an average week"
    if standing.weeks_of_journal < 2:
        return f"Rough, from your plan only: {speed}."
    return f"A guess from {standing.weeks_of_journal} weeks of your journal, {speed}; not a promise."


def _known(text: str, standing: "Standing") -> str:
    """A goal or a step. Raises NotFound."""
    from roadtrack.curriculum.refs import resolve

    if standing.goal(text):
        return text
    return resolve(text, standing.library, [goal.id for goal in standing.goals]).ref


def _aim(text: str, standing: "Standing") -> tuple[dt.date | None, int]:
    """`2027-02-13 2`, `none 1`. Raises UsageError."""
    words = text.split()
    if not words or words[-1] not in ("1", "2", "3"):
        raise UsageError("Write a date or none, then the importance: 2027-02-13 2.")
    date = " ".join(words[:-1])
    return (None if date in ("", "none") else parse_date(date, standing.today), int(words[-1]))


def _earned(text: str, standing: "Standing") -> tuple[dt.date, dt.date | None]:
    """`2026-03-01`, `2026-03-01 2028-03-01`. Raises UsageError."""
    words = text.split()
    if not 1 <= len(words) <= 2:
        raise UsageError("Write the day, and its expiry if you know it: 2026-03-01 2028-03-01.")
    days = [parse_date(word, standing.today) for word in words]
    if days[0] > standing.today:
        raise UsageError(f"{days[0]} is in the future.")
    return days[0], days[1] if len(days) == 2 else None


def _results(text: str) -> dict[str, float]:
    """`storage=70 network=55`. Raises UsageError."""
    found = {}
    for word in text.split():
        name, _, percent = word.partition("=")
        if not percent.replace(".", "", 1).isdigit():
            raise UsageError(f"{one_line(word)} is no result. Write storage=70.")
        found[name] = float(percent)
    return found


def _record(tracker: "Tracker", goal: str, results: dict[str, float]) -> Any:
    return tracker.mock(goal, {name: (percent, tracker.mock_tasks(goal, name)) for name, percent in results.items()})
