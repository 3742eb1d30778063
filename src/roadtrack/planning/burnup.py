"""A goal's burn-up: what was done when, the scope, and the cone of what may come. Pure.

`burn_up` gives the numbers, `draw` a picture of character cells that both faces paint.
"""

import datetime as dt
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

from roadtrack.journal.events import Adopted, Status
from roadtrack.planning.outlook import Outlook
from roadtrack.planning.standing import Goal, Standing
from roadtrack.show import MONTHS, show_date

Unit = Literal["points", "hours", "steps"]
UNITS: Final[tuple[Unit, ...]] = ("points", "hours", "steps")
_LONGEST_DAYS: Final = 5 * 366
_SHORTEST_DAYS: Final = 28
_SCALE: Final = 5
"""Cells at the left for the numbers."""
_PARTS: Final = " ▁▂▃▄▅▆▇█"
_ASCII_PARTS: Final = "  ...:::#"


@dataclass(frozen=True, slots=True)
class BurnUp:
    """What a chart shows. Amounts are in `unit`; points are percent of the goal."""

    goal: str
    unit: Unit
    start: dt.date
    today: dt.date
    end: dt.date
    by: dt.date | None
    scope: float
    done: tuple[tuple[dt.date, float], ...]
    """(day, amount done by then), ascending; the last one is today's."""
    early: dt.date | None
    late: dt.date | None
    """When all may be done, in 15 and 85 % of the futures; None beyond five years."""
    revisions: tuple[tuple[dt.date, str], ...]
    """Days on which the learner went on to another revision, which may change the scope."""

    def at(self, day: dt.date) -> float:
        """The amount done by a day that is not ahead."""
        place = bisect_right(self.done, day, key=lambda point: point[0])
        return self.done[place - 1][1] if place else 0.0

    def cone(self, day: dt.date) -> tuple[float, float]:
        """(low, high): what may be done by a day ahead, along straight lines to the late and the early end."""
        return self._towards(self.late, day), self._towards(self.early, day)

    def _towards(self, end: dt.date | None, day: dt.date) -> float:
        now = self.at(self.today)
        last = end or self.today + dt.timedelta(days=_LONGEST_DAYS)
        whole = (last - self.today).days
        share = min(1.0, (day - self.today).days / whole) if whole > 0 else 1.0
        return now + (self.scope - now) * share


def burn_up(standing: Standing, goal: Goal, outlook: Outlook, unit: Unit = "points") -> BurnUp:
    """The chart of a goal, from its first done step to its date and the end of its cone."""
    amount = _amounts(standing, goal.id)[unit]
    shares = standing.library.outlines[goal.id].shares
    by_day: dict[dt.date, float] = {}
    for ref in shares:
        state = standing.state(ref)
        if state.status is Status.DONE and state.done_day:
            day = min(dt.date.fromisoformat(state.done_day), standing.today)
            by_day[day] = by_day.get(day, 0.0) + amount(ref)
    total, done = 0.0, []
    for day in sorted({*by_day, standing.today}):
        total += by_day.get(day, 0.0)
        done.append((day, total))
    since = dt.date.fromisoformat(goal.since) if goal.since else standing.today
    start = min(done[0][0], since, standing.today)
    latest = max(day for day in (standing.today, goal.by, outlook.early, outlook.late) if day is not None)
    end = min(max(latest, start + dt.timedelta(days=_SHORTEST_DAYS)), standing.today + dt.timedelta(days=_LONGEST_DAYS))
    return BurnUp(
        goal=goal.id,
        unit=unit,
        start=start,
        today=standing.today,
        end=end,
        by=goal.by,
        scope=sum(amount(ref) for ref in shares),
        done=tuple(done),
        early=outlook.early,
        late=outlook.late,
        revisions=tuple(
            (dt.date.fromisoformat(e.day), e.deed.revision)
            for e in standing.records
            if e.ref == goal.id and isinstance(e.deed, Adopted)
        ),
    )


def _amounts(standing: Standing, goal: str) -> dict[Unit, Callable[[str], float]]:
    """What a step amounts to in each unit."""
    shares = standing.library.outlines[goal].shares
    return {
        "points": lambda ref: 100 * shares[ref],
        "hours": standing.hours,
        "steps": lambda ref: 1.0,  # noqa: ARG005 - each counts once
    }


CellKind = Literal["", "done", "cone", "date", "axis"]
Cell = tuple[str, CellKind]


def draw(chart: BurnUp, width: int, height: int, *, ascii_only: bool = False) -> list[list[Cell]]:
    """The chart in `width` × `height` cells, at least 20 × 4: scale at the left, months below."""
    plot, rows = max(width - _SCALE, 15), max(height - 1, 3)
    columns = [_column(chart, number, plot, rows) for number in range(plot)]
    parts, cone, bar = (_ASCII_PARTS, ":", "|") if ascii_only else (_PARTS, "▒", "│")
    grid = [
        [*_scale(chart, floor, rows), *(_cell(column, floor, parts, cone, bar) for column in columns)]
        for floor in reversed(range(rows))
    ]
    return [*grid, [(" " * _SCALE, ""), (_months(chart, plot), "axis")]]


@dataclass(frozen=True, slots=True)
class _Column:
    """The days that one column stands for, in rows above the floor. done is None ahead, low and high behind."""

    done: float | None
    low: float = 0.0
    high: float = 0.0
    is_date: bool = False


def _column(chart: BurnUp, number: int, plot: int, rows: int) -> _Column:
    days = (chart.end - chart.start).days
    first, last = (chart.start + dt.timedelta(days=round(days * n / plot)) for n in (number, number + 1))
    scale = rows / chart.scope if chart.scope > 1e-6 else 0.0
    is_date = chart.by is not None and (first < chart.by <= last or (number == 0 and chart.by == first))
    if first <= chart.today:
        return _Column(scale * chart.at(min(last, chart.today)), is_date=is_date)
    low, high = chart.cone(last)
    return _Column(None, scale * low, scale * high, is_date)


def _scale(chart: BurnUp, floor: int, rows: int) -> list[Cell]:
    """The whole beside the top row, half of it beside the middle one."""
    shown = {rows - 1: chart.scope, rows // 2 - 1: chart.scope * (rows // 2) / rows}.get(floor)
    return [(f"{shown:4.0f} " if shown is not None else " " * _SCALE, "axis")]


def _cell(column: _Column, floor: int, parts: str, cone: str, bar: str) -> Cell:
    """One cell of the row that begins `floor` rows above the axis."""
    if column.done is not None:
        filled = min(max(column.done - floor, 0.0), 1.0)
        char = parts[round(filled * 8)]
        return (bar, "date") if char == " " and column.is_date else (char, "done")
    if column.is_date:
        return (bar, "date")
    inside = min(column.high, floor + 1) - max(column.low, floor)
    is_only = floor <= (column.low + column.high) / 2 < floor + 1
    return (cone, "cone") if inside > 0.3 or is_only else (" ", "")


def _months(chart: BurnUp, plot: int) -> str:
    """The names of the months under their first columns; of a long time only some, with years."""
    days = max((chart.end - chart.start).days, 1)
    line = [" "] * plot
    free = 0
    month = chart.start.replace(day=1)
    while month <= chart.end:
        column = round((month - chart.start).days * plot / days)
        name = MONTHS[month.month - 1][:3]
        if month.month == 1:
            name = f"{month.year}"
        if free <= column <= plot - len(name):
            line[column : column + len(name)] = name
            free = column + len(name) + 2
        month = (month + dt.timedelta(days=32)).replace(day=1)
    return "".join(line).rstrip()


def legend(chart: BurnUp) -> str:
    """What the chart's parts are, in one line."""
    parts = [f"{chart.at(chart.today):.0f} of {chart.scope:.0f} {chart.unit} today"]
    if chart.early is not None:
        late = show_date(chart.late, chart.today) if chart.late else "beyond five years"
        parts.append(f"cone: all done between {show_date(chart.early, chart.today)} (P15) and {late} (P85)")
    parts += [f"revision {revision} from {show_date(day, chart.today)}" for day, revision in chart.revisions[-1:]]
    return " · ".join(parts)
