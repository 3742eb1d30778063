"""What the Activity view draws beside its list: the heat-map, the weeks, the month. Pure, but for Textual's Content."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from textual.content import Content

from roadtrack.journal.events import DayState, Logged, Reviewed, Status
from roadtrack.journal.state import Entry
from roadtrack.planning.standing import Standing
from roadtrack.progress.days import week_minutes, weeks
from roadtrack.progress.heat import amount, level
from roadtrack.show import MONTHS, WEEKDAYS, counted, show_duration, show_week
from roadtrack.text import cells, cut, fit
from roadtrack.tui.marks import Glyphs

Measure = Literal["minutes", "steps", "evidence"]
MEASURES: Final[tuple[Measure, ...]] = ("minutes", "steps", "evidence")
Part = tuple[str, str]
Line = list[Part]
Grid = tuple[tuple[dt.date | None, ...], ...]
DIM, STRONG, GOOD = "$text-muted", "$primary", "$success"
WIDE_WEEKS: Final = 52
CHART_WEEKS: Final = 12
BESIDE: Final = 36
"""Columns of what stands beside the heat-map; with less room it goes below."""
_LEFT: Final = 4
_PLOT: Final = 5
"""Rows of the chart of weeks."""
_STEPS: Final = (1, 2, 4, 5, 10, 20, 40, 50, 100, 200, 500, 1000)
"""What a row of the chart may stand for."""
_PARTS: Final = " ▁▂▃▄▅▆▇█"
_ASCII_PARTS: Final = "  ...:::#"


# -- the heat-map ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class HeatMap:
    """A window of weeks on the learner's days. back: weeks between its last column and this week."""

    standing: Standing
    rest: Collection[int]
    measure: Measure
    selected: dt.date
    count: int
    back: int = 0

    @property
    def grid(self) -> Grid:
        """One column a week, oldest first, from Monday; days ahead are None."""
        today = self.standing.today
        last = today if not self.back else monday(today) - dt.timedelta(weeks=self.back) + dt.timedelta(days=6)
        return weeks(last, self.count)


def weeks_that_fit(width: int) -> int:
    """How many weeks a heat-map in a width has: a year, or as many as leave room beside it."""
    if width >= _LEFT + 2 * WIDE_WEEKS:
        return WIDE_WEEKS
    return max(4, (width - _LEFT - BESIDE) // 2)


def slid(back: int, count: int, selected: dt.date, today: dt.date) -> int:
    """Where a window of `count` weeks goes so that it shows a day, moved no more than needed."""
    ago = (monday(today) - monday(selected)).days // 7
    return max(0, min(ago, back)) if ago < back + count else ago - count + 1


def monday(day: dt.date) -> dt.date:
    """The Monday of a day's week."""
    return day - dt.timedelta(days=day.weekday())


def map_title(found: HeatMap) -> str:
    """`Last 18 weeks · minutes`, or until when."""
    last = found.grid[-1][-1]
    if not found.back or last is None:
        return f"Last {found.count} weeks · {found.measure}"
    return f"{found.count} weeks to {show_week(last)} · {found.measure}"


def map_content(found: HeatMap, glyphs: Glyphs, width: int) -> Content:
    """The map with its legend and the selected day, beside it or below."""
    grid = found.grid
    free = dict.fromkeys(found.standing.paused, "p")
    free |= {day: "r" for week in grid for day in week if day is not None and day.weekday() in found.rest}
    rows = [_map_row(found, grid, weekday, free, glyphs) for weekday in range(7)]
    months: Line = [(_month_line(grid), DIM)]
    shown = {free[day] for week in grid for day in week if day in free}
    room = width - _LEFT - 2 * found.count - 2
    if room + 2 >= BESIDE:
        beside = [*_beside(found, glyphs, shown, grid), *[[]] * 7][:7]
        rows = [[*row, ("  ", ""), *_cut(extra, room, glyphs)] for row, extra in zip(rows, beside, strict=True)]
        return _joined([*rows, months])
    below: Line = [("    " + "  ".join(_legend(found.measure, glyphs, shown)) + "    ", DIM), *_selected(found)]
    if not found.standing.days:
        below = [("    ", ""), *(part for line in _nothing_yet() for part in (*line, (" ", "")))]
    return _joined([*rows, months, _cut(below, width, glyphs)])


def _cut(line: Line, width: int, glyphs: Glyphs) -> Line:
    """As much of a line as fits: a longer one would go on in the next row."""
    kept: Line = []
    for text, style in line:
        kept.append((cut(text, width, glyphs.ellipsis), style))
        width -= cells(kept[-1][0])
    return kept


def _map_row(
    found: HeatMap,
    grid: Grid,
    weekday: int,
    free: Mapping[dt.date, str],
    glyphs: Glyphs,
) -> Line:
    """One weekday; the selected day stands in brackets, for it must show without colour."""
    parts: Line = [(WEEKDAYS[weekday][:3], DIM)]
    closing = " "
    for week in grid:
        day = week[weekday]
        here = day == found.selected
        parts.append(("[" if here else closing, STRONG))
        closing = "]" if here else " "
        if day is None:
            parts.append((" ", ""))
            continue
        done = amount(found.standing.days.get(day), found.measure)
        shade = free[day] if day in free and not done else glyphs.heat[level(done, found.measure)]
        parts.append((shade, f"{STRONG} bold" if here else GOOD if done else DIM))
    return [*parts, (closing, STRONG)]


def _beside(found: HeatMap, glyphs: Glyphs, free: Collection[str], grid: Grid) -> list[Line]:
    names = _legend(found.measure, glyphs, free)
    standing = found.standing
    days = [day for week in grid for day in week if day is not None]
    busy = sum(amount(standing.days.get(day), "minutes") > 0 for day in days)
    spent = week_minutes(standing.days, standing.today)
    planned = round(standing.planned_hours * 60)
    percent = 100 * spent / planned if planned else 0
    if not standing.days:
        return [[("  ".join(names[:3]), DIM)], [("  ".join(names[3:]), DIM)], [], *_nothing_yet()]
    return [
        [("  ".join(names[:3]), DIM)],
        [("  ".join(names[3:]), DIM)],
        [],
        [("Active  ", DIM), (f"{standing.streak.active_of_28} of 28, {busy} of {len(days)} days", "")],
        [
            ("Week    ", DIM),
            (f"{show_duration(spent)} of {show_duration(planned)} ", ""),
            (glyphs.bar(percent, 6), STRONG),
            (f" {percent:.0f} %", ""),
        ],
        [("Day     ", DIM), (show_week(found.selected), "bold")],
        [(day_words(standing.days.get(found.selected)), "")],
    ]


def _nothing_yet() -> list[Line]:
    return [[("No day logged yet. In Today (1)", "")], [("space ticks a step off, t logs time.", "")]]


def _legend(measure: Measure, glyphs: Glyphs, free: Collection[str]) -> list[str]:
    names = ("none", "<15m", "<45m", "<90m", "90m+") if measure == "minutes" else ("0", "1", "2", "3", "4+")
    kinds = [f"{mark} {word}" for mark, word in (("r", "rest"), ("p", "pause")) if mark in free]
    return [*(f"{shade} {name}" for shade, name in zip(glyphs.heat, names, strict=True)), *kinds]


def _selected(found: HeatMap) -> Line:
    return [(show_week(found.selected), "bold"), (f"  {day_words(found.standing.days.get(found.selected))}", "")]


def day_words(day: DayState | None) -> str:
    """What was done on a day: `35m, 1 step, 2 notes`; what is nought is left out."""
    if day is None:
        return "nothing"
    parts = [show_duration(day.minutes)] if day.minutes else []
    counts = ((day.done, "step"), (day.reviews, "review"), (day.evidence, "proof"), (day.notes, "note"))
    parts += [counted(number, noun) for number, noun in counts if number]
    return ", ".join(parts) or "nothing"


def _month_line(grid: Grid) -> str:
    """Month names under the first week of each month that has room for it."""
    line, last = " " * _LEFT, 0
    for column, week in enumerate(grid):
        start = week[0]
        if start is None or start.month == last:
            continue
        if last and len(line) <= _LEFT + 2 * column:
            line = line.ljust(_LEFT + 2 * column) + MONTHS[start.month - 1][:3]
        last = start.month
    return cut(line, _LEFT + 2 * len(grid))


# -- the weeks ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Weeks:
    """What the last weeks add up to, oldest first; the last one is still open. mean: of whole weeks, None without."""

    numbers: tuple[int, ...]
    amounts: tuple[float, ...]
    mean: float | None
    plan: float | None


def last_weeks(standing: Standing, measure: Measure) -> Weeks:
    """Hours, steps or evidence a week; the mean leaves out weeks before the first one and those spent on holiday."""
    grid = weeks(standing.today, CHART_WEEKS)
    scale = 60.0 if measure == "minutes" else 1.0

    def add_up(week: tuple[dt.date | None, ...]) -> float:
        days = [standing.days[day] for day in week if day is not None and day in standing.days]
        return sum(day.minutes if measure == "minutes" else amount(day, measure) for day in days) / scale

    amounts = tuple(add_up(week) for week in grid)
    first = min(standing.days, default=standing.today)
    whole = [
        done
        for week, done in zip(grid[:-1], amounts, strict=False)
        if (last := week[-1]) is not None and last >= first and sum(day in standing.paused for day in week) < 4
    ]
    return Weeks(
        tuple(week[0].isocalendar().week for week in grid if week[0] is not None),
        amounts,
        sum(whole) / len(whole) if whole else None,
        standing.planned_hours if measure == "minutes" else None,
    )


def weeks_title(measure: Measure) -> str:
    """`Hours a week · last 12`."""
    name = "hours" if measure == "minutes" else measure
    return f"{name.capitalize()} a week · last {CHART_WEEKS}"


def weeks_content(found: Weeks, measure: Measure, glyphs: Glyphs, width: int) -> Content:
    """Bars from nought, the open week in another shade, the plan as a dotted line, and both in words."""
    most = max(*found.amounts, found.plan or 0.0)
    top = _PLOT * next((step for step in _STEPS if step * _PLOT >= most), most / _PLOT)
    cell = 4 if width >= 6 + 4 * CHART_WEEKS else 3
    ascii_only = glyphs.ellipsis != "…"
    lines = [_bars(found, floor, top, cell, ascii_only=ascii_only) for floor in reversed(range(_PLOT))]
    lines.append([("      " + "".join(f"{number:>{cell - 1}} " for number in found.numbers), DIM)])
    unit = " h" if measure == "minutes" else ""
    mean = f"mean {found.mean:.1f}{unit}" if found.mean is not None else "no whole week yet"
    plan = f" · plan {found.plan:g}{unit}, dotted" if found.plan is not None else ""
    now = f"{found.amounts[-1]:.1f}".removesuffix(".0")
    open_week = f"{_open_shade(ascii_only=ascii_only)} open week {now}{unit}"
    return _joined([*lines, [(cut(f"{mean}{plan} · {open_week}", width), DIM)]])


def _open_shade(*, ascii_only: bool) -> str:
    return ":" if ascii_only else "▒"


def _bars(found: Weeks, floor: int, top: float, cell: int, *, ascii_only: bool) -> Line:
    """One row of the chart; its number is the amount at its upper edge."""
    line: Line = [(f"{top * (floor + 1) / _PLOT:4g} {'|' if ascii_only else '┤'}", DIM)]
    has_plan = found.plan is not None and floor < found.plan / top * _PLOT <= floor + 1
    parts = _ASCII_PARTS if ascii_only else _PARTS
    last = len(found.amounts) - 1
    for number, done in enumerate(found.amounts):
        filled = min(max(done / top * _PLOT - floor, 0.0), 1.0)
        if not floor and done > 0:
            filled = max(filled, 1 / 4 if ascii_only else 1 / 8)  # a little is not nothing
        char = parts[round(filled * 8)]
        if char == " ":
            dots = "." if ascii_only else "·"
            line.append((dots * cell if has_plan else " " * cell, DIM))
            continue
        shade = _open_shade(ascii_only=ascii_only) if number == last and filled > 0.5 else char
        around = ("." if ascii_only else "·") if has_plan else " "
        line += [(around, DIM), (shade * (cell - 2), STRONG), (around, DIM)]
    return line


# -- the month ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Month:
    """What this month's time went to, and what the goals' done steps stand on."""

    minutes: Mapping[str, int]
    """Goal → minutes; a step that counts in two goals adds to both."""
    elsewhere: int
    """Minutes on steps of no goal."""
    reviews: int
    recalled: int
    done: int
    verified: int


def month_of(standing: Standing, entries: Iterable[Entry]) -> Month:
    """The month of these entries of time and reviews."""
    minutes = {goal.id: 0 for goal in standing.goals}
    elsewhere = reviews = recalled = 0
    for entry in entries:
        deed = entry.event.deed
        if entry.undone or not isinstance(deed, Logged | Reviewed):
            continue
        if isinstance(deed, Reviewed):
            reviews += 1
            recalled += deed.grade != "again"
        ref = standing.library.present(entry.event.ref or "")
        counting = [id_ for id_ in minutes if ref in standing.library.outlines[id_].shares]
        for id_ in counting:
            minutes[id_] += deed.minutes or 0
        elsewhere += 0 if counting else deed.minutes or 0
    refs = {ref for id_ in minutes for ref in standing.library.outlines[id_].shares}
    done = [state for ref in refs if (state := standing.state(ref)).status is Status.DONE]
    return Month(minutes, elsewhere, reviews, recalled, len(done), sum(state.verified for state in done))


def month_content(found: Month, standing: Standing, glyphs: Glyphs, width: int) -> Content:
    """Time and progress of each goal, then evidence and reviews."""
    most = 5 if found.elsewhere else 6
    goals = standing.goals if len(standing.goals) <= most else standing.goals[: most - 1]
    name = min(20, max([8, *(len(goal.id) for goal in goals)]))
    bar = max(4, min(26, width - name - 16))
    lines: list[Line] = []
    for goal in goals:
        spent = show_duration(found.minutes.get(goal.id, 0))
        lines.append(
            [
                (fit(goal.id, name, glyphs.ellipsis), ""),
                (f" {spent:>7}  ", "bold"),
                (glyphs.bar(goal.whole.done, bar), STRONG),
                (f" {goal.whole.done:3.0f} %", ""),
            ]
        )
    if rest := standing.goals[len(goals) :]:
        spent = show_duration(sum(found.minutes.get(goal.id, 0) for goal in rest))
        lines.append([(f"{fit(f'{len(rest)} more', name)} {spent:>7}", DIM)])
    if found.elsewhere:
        lines.append([(f"{fit('no goal', name)} {show_duration(found.elsewhere):>7}", DIM)])
    if not goals:
        lines.append([("No goals yet. E picks a curriculum.", "")])
    percent = 100 * found.verified / found.done if found.done else 0
    proofs = f"{found.verified} of {counted(found.done, 'done step')}, {percent:.0f} %"
    reviews = f"{found.reviews} this month, {found.recalled} recalled" if found.reviews else "none this month"
    lines += [[("Evidence  ", DIM), (proofs, "")], [("Reviews   ", DIM), (reviews, "")]]
    return _joined(lines)


def _joined(lines: Iterable[Line]) -> Content:
    parts: Line = []
    for line in lines:
        parts += [*line, ("\n", "")]
    return Content.assemble(*parts[:-1])
