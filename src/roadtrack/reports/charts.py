"""Charts of a report as SVG: pure, without colours or scripts, each with words and a table that say the same.

A chart is 360 units wide, a phone's width, so that its letters are never shrunk below reading size. Its classes
get their colours from the page's style sheet, which knows light, dark and paper.
"""

import datetime as dt
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal
from xml.etree.ElementTree import Element, SubElement, tostring

from roadtrack.planning.burnup import BurnUp, legend
from roadtrack.progress.heat import level
from roadtrack.show import MONTHS, WEEKDAYS, counted, day_and_month, show_duration, with_year
from roadtrack.text import cut, one_line

WIDTH: Final = 360
_LEFT: Final = 30
"""Room for the numbers beside a chart with a scale."""
_PLOT: Final = WIDTH - _LEFT - 6
_HEIGHT: Final = 130
"""Of the plot of a chart with a scale."""
_NAME_ROOM: Final = 36
"""Between the beginnings of two names under a time axis."""
_BAR_ROW: Final = 36
_TITLE_CELLS: Final = 42
_MOST_POINTS: Final = 300
_WEEKS_A_ROW: Final = 27


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing and its twin. svg: an element that stands on its own; words: what it shows, in a sentence or two."""

    name: str
    """Begins every id in it; letters, digits and hyphens, and only once on a page."""
    title: str
    words: str
    svg: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """A line of a bar chart: percent 0 to 100, and what stands behind the number."""

    title: str
    percent: float
    rest: str = ""


def bars(name: str, title: str, lines: Sequence[Bar]) -> Chart:
    """How far each is, as bars from 0 to 100 with the number beside them."""
    words = ", ".join(f"{one_line(line.title)} {line.percent:.0f} %" for line in lines[:5])
    more = f" and {len(lines) - 5} more" if len(lines) > 5 else ""
    svg = _canvas(name, title, f"{words}{more}.", _BAR_ROW * max(len(lines), 1))
    for row, line in enumerate(lines):
        top = row * _BAR_ROW
        _text(svg, 0, top + 13, cut(one_line(line.title), _TITLE_CELLS), "label")
        _text(svg, WIDTH, top + 13, f"{line.percent:.0f} %", "number", anchor="end")
        _box(svg, 0, top + 19, WIDTH, 9, "track")
        if line.percent > 0:
            _box(svg, 0, top + 19, WIDTH * min(line.percent, 100) / 100, 9, "bar")
    rows = tuple((line.title, f"{line.percent:.0f} %", line.rest) for line in lines)
    return Chart(name, title, f"{words}{more}.", _drawn(svg), ("Part", "Done", "Steps"), rows)


# -- the burn-up ---------------------------------------------------------------------------------------------


def burn_up(name: str, title: str, chart: BurnUp) -> Chart:
    """What was done when, and the cone of what may come, towards the goal's date."""
    words = legend(chart)
    words += f" · by {with_year(chart.by)}." if chart.by else "."
    svg = _canvas(name, title, words, _HEIGHT + 28)
    place = _Places(chart)
    for share in (0.0, 0.5, 1.0):
        _line(svg, (_LEFT, place.y(chart.scope * share)), (_LEFT + _PLOT, place.y(chart.scope * share)), "grid")
        _text(svg, _LEFT - 5, place.y(chart.scope * share) + 4, f"{chart.scope * share:.0f}", "axis", anchor="end")
    if chart.early is not None and chart.end > chart.today:
        days = _cone_days(chart)
        high = [(place.x(day), place.y(chart.cone(day)[1])) for day in days]
        low = [(place.x(day), place.y(chart.cone(day)[0])) for day in reversed(days)]
        _polygon(svg, [*high, *low], "cone")
    steps = list(_stairs(chart, place))
    _polygon(svg, [(place.x(chart.start), place.y(0)), *steps, (steps[-1][0], place.y(0))], "area")
    SubElement(svg, "polyline", {"points": _points(steps), "class": "curve"})
    for day, _ in chart.revisions:
        _mark(svg, place.x(max(day, chart.start)), "revision", "rev.")
    if chart.by is not None and chart.start <= chart.by <= chart.end:
        _mark(svg, place.x(chart.by), "date", "goal")
    _months(svg, chart.start, chart.end, place.x)
    head = ("By", "Done, of " + f"{chart.scope:.0f}", "Late", "Early")
    return Chart(name, title, words, _drawn(svg), head, tuple(_burn_rows(chart)))


class _Places:
    """Where a day and an amount are on the plot."""

    def __init__(self, chart: BurnUp) -> None:
        self._start = chart.start
        self._days = max((chart.end - chart.start).days, 1)
        self._scope = chart.scope if chart.scope > 1e-6 else 1.0

    def x(self, day: dt.date) -> float:
        """From the left edge of the picture."""
        return _LEFT + _PLOT * min(max((day - self._start).days / self._days, 0.0), 1.0)

    def y(self, amount: float) -> float:
        """From its top edge."""
        return 12 + _HEIGHT * (1 - min(amount / self._scope, 1.0))


def _cone_days(chart: BurnUp) -> list[dt.date]:
    """The days on which an edge of the cone may turn."""
    turns = {chart.today, chart.end, *(day for day in (chart.early, chart.late) if day is not None)}
    return sorted(day for day in turns if chart.today <= day <= chart.end)


def _stairs(chart: BurnUp, place: _Places) -> Iterator[tuple[float, float]]:
    """The corners of the done line: what was done stays done, so it is flat until the next step."""
    days = [day for day, _ in chart.done]
    if len(days) > _MOST_POINTS:  # more days than the picture has points: look at it every few days
        whole = (chart.today - chart.start).days
        days = [chart.start + dt.timedelta(days=whole * n // _MOST_POINTS) for n in range(1, _MOST_POINTS + 1)]
    before = 0.0
    yield place.x(chart.start), place.y(before)
    for day in days:
        yield place.x(day), place.y(before)
        before = chart.at(day)
        yield place.x(day), place.y(before)


def _burn_rows(chart: BurnUp) -> Iterator[tuple[str, ...]]:
    """The amount on the last day of each month, today and on the days that matter; of a long time each year's."""
    days = {chart.today, chart.end, *(day for day in (chart.by, chart.early, chart.late) if day is not None)}
    days |= {month - dt.timedelta(days=1) for month in _marks(chart.start, chart.end)}
    for day in sorted(day for day in days if chart.start <= day <= chart.end):
        if day <= chart.today:
            yield with_year(day), f"{chart.at(day):.0f}", "", ""
        elif chart.early is not None:
            low, high = chart.cone(day)
            yield with_year(day), "", f"{low:.0f}", f"{high:.0f}"


# -- the year ------------------------------------------------------------------------------------------------


def heat_map(
    name: str, title: str, weeks: Sequence[Sequence[int | None]], today: dt.date, measure: Literal["steps", "minutes"]
) -> Chart:
    """The last weeks, a square a day, in two rows of half a year. weeks: from Monday, the last one is `today`'s."""
    rows = [weeks[at : at + _WEEKS_A_ROW] for at in range(0, len(weeks), _WEEKS_A_ROW)]
    first = today - dt.timedelta(days=today.weekday() + 7 * (len(weeks) - 1))
    days = {
        first + dt.timedelta(days=7 * week + number): value
        for week, column in enumerate(weeks)
        for number, value in enumerate(column)
        if value is not None
    }
    words = _heat_words(days, measure)
    pitch = (WIDTH - _LEFT) / _WEEKS_A_ROW
    height = 7 * pitch + 22
    svg = _canvas(name, title, words, height * len(rows) + 18)
    for row, columns in enumerate(rows):
        _half_year(svg, columns, first + dt.timedelta(weeks=row * _WEEKS_A_ROW), row * height, measure)
    _heat_key(svg, height * len(rows) + 4, pitch)
    head = ("Month", "Active days", measure.capitalize())
    return Chart(name, title, words, _drawn(svg), head, _heat_rows(days, measure))


def _half_year(
    svg: Element, columns: Sequence[Sequence[int | None]], monday: dt.date, top: float, measure: str
) -> None:
    pitch = (WIDTH - _LEFT) / _WEEKS_A_ROW
    for number in (0, 2, 4, 6):
        _text(svg, 0, top + 18 + pitch * (number + 0.75), WEEKDAYS[number][:2], "axis")
    named, free = 0, 0.0
    for week, column in enumerate(columns):
        x = _LEFT + week * pitch
        day = monday + dt.timedelta(weeks=week)
        if (named != day.month and day.day <= 7) and x >= free:
            label = MONTHS[day.month - 1][:3] + (f" {day.year}" if day.month == 1 else "")
            _text(svg, x, top + 12, label, "axis")
            named, free = day.month, x + 8 * len(label)
        for number, value in enumerate(column):
            if value is not None:
                kind = f"heat{level(value, measure)}"
                _box(svg, x, top + 18 + number * pitch, pitch - 2, pitch - 2, kind)


def _heat_key(svg: Element, top: float, pitch: float) -> None:
    """From little to much."""
    _text(svg, _LEFT, top + 10, "less", "axis")
    for number in range(5):
        _box(svg, _LEFT + 30 + number * pitch, top, pitch - 2, pitch - 2, f"heat{number}")
    _text(svg, _LEFT + 34 + 5 * pitch, top + 10, "more", "axis")


def _amount(value: int, measure: str) -> str:
    return show_duration(value) if measure == "minutes" else str(value)


def _heat_words(days: dict[dt.date, int], measure: str) -> str:
    active = [day for day, value in days.items() if value]
    if not active:
        return "Nothing yet."
    whole = sum(days.values())
    said = show_duration(whole) if measure == "minutes" else counted(whole, "step")
    best = max(active, key=lambda day: (days[day], day))
    return f"{said} on {counted(len(active), 'day')}; the most on {with_year(best)}, {_amount(days[best], measure)}."


def _heat_rows(days: dict[dt.date, int], measure: str) -> tuple[tuple[str, ...], ...]:
    amounts: Counter[tuple[int, int]] = Counter()
    active: Counter[tuple[int, int]] = Counter()
    for day, value in days.items():
        amounts[day.year, day.month] += value
        active[day.year, day.month] += value > 0
    return tuple(
        (f"{MONTHS[month - 1]} {year}", str(active[year, month]), _amount(amounts[year, month], measure))
        for year, month in sorted(amounts)
    )


# -- what was done when --------------------------------------------------------------------------------------


def timeline(name: str, title: str, done: Sequence[tuple[dt.date, bool]], start: dt.date, end: dt.date) -> Chart:
    """Steps done by day, week, month or year, whichever fits; of each how many are proved. done: (day, proved)."""
    unit, columns = _columns(start, end)
    starts = [first for first, _ in columns]
    whole, proved = [0] * len(columns), [0] * len(columns)
    for day, is_proved in done:
        place = min(max(_before(starts, day), 0), len(columns) - 1)
        whole[place] += 1
        proved[place] += is_proved
    words = f"{counted(len(done), 'step')} done, {sum(proved)} of them proved (filled); a column is a {unit}."
    most = max([*whole, 1])
    svg = _canvas(name, title, words, _HEIGHT + 28)
    for share in (0.0, 1.0):
        y = 12 + _HEIGHT * (1 - share)
        _line(svg, (_LEFT, y), (_LEFT + _PLOT, y), "grid")
        _text(svg, _LEFT - 5, y + 4, f"{most * share:.0f}", "axis", anchor="end")
    _stacks(svg, whole, proved, most)
    days = max((end - start).days + 1, 1)
    if unit == "day":
        _day_names(svg, starts)
    else:
        _months(svg, start, end, lambda day: _LEFT + _PLOT * min(max((day - start).days / days, 0.0), 1.0))
    rows = tuple(
        (label, str(count), str(of_them))
        for (_, label), count, of_them in zip(columns, whole, proved, strict=True)
        if count
    )
    return Chart(name, title, words, _drawn(svg), (unit.capitalize(), "Done", "Proved"), rows)


def _stacks(svg: Element, whole: Sequence[int], proved: Sequence[int], most: int) -> None:
    """A column each: the proved ones at the bottom, filled; the others above, lighter."""
    pitch = _PLOT / len(whole)
    gap = min(2.0, pitch / 4)
    for number, (count, of_them) in enumerate(zip(whole, proved, strict=True)):
        x = _LEFT + number * pitch
        tall, low = _HEIGHT * count / most, _HEIGHT * of_them / most
        if count > of_them:
            _box(svg, x, 12 + _HEIGHT - tall, pitch - gap, tall - low, "unproved")
        if of_them:
            _box(svg, x, 12 + _HEIGHT - low, pitch - gap, low, "bar")


def _columns(start: dt.date, end: dt.date) -> tuple[str, list[tuple[dt.date, str]]]:
    """The unit of time that fits, and (first day, label) of each column."""
    days = (end - start).days + 1
    if days <= 31:
        every = [start + dt.timedelta(days=n) for n in range(max(days, 1))]
        return "day", [(day, with_year(day)) for day in every]
    if days <= 371:
        monday = start - dt.timedelta(days=start.weekday())
        mondays = [monday + dt.timedelta(weeks=n) for n in range((end - monday).days // 7 + 1)]
        return "week", [(day, f"{day.isocalendar().year}-W{day.isocalendar().week:02}") for day in mondays]
    if days <= 3_660:
        months = [start.replace(day=1), *_month_starts(start, end)]
        return "month", [(day, f"{MONTHS[day.month - 1]} {day.year}") for day in months]
    return "year", [(dt.date(year, 1, 1), str(year)) for year in range(start.year, end.year + 1)]


def _before(starts: Sequence[dt.date], day: dt.date) -> int:
    """The column of a day."""
    return bisect_right(starts, day) - 1


def _day_names(svg: Element, days: Sequence[dt.date]) -> None:
    """Under a week its weekdays, under a month its days as far as there is room."""
    pitch = _PLOT / len(days)
    for number, day in enumerate(days):
        label = WEEKDAYS[day.weekday()][:2] if len(days) <= 7 else str(day.day)
        if len(days) <= 7 or number % 4 == 0:
            _text(svg, _LEFT + (number + 0.5) * pitch, _HEIGHT + 27, label, "axis", anchor="middle")


# -- pieces --------------------------------------------------------------------------------------------------


def _month_starts(start: dt.date, end: dt.date) -> Iterator[dt.date]:
    """The first days of the months after the one of `start`."""
    year, month = start.year, start.month
    while True:
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        if year > dt.MAXYEAR or (day := dt.date(year, month, 1)) > end:
            return
        yield day


def _marks(start: dt.date, end: dt.date) -> list[dt.date]:
    """First days of months; of more than two years those of January only."""
    months = list(_month_starts(start, end))
    return months if len(months) <= 24 else [month for month in months if month.month == 1]


def _months(svg: Element, start: dt.date, end: dt.date, x: Callable[[dt.date], float]) -> None:
    """Names under a time axis, every second or third where all have no room; the year where it begins."""
    marks = _marks(start, end)
    if len(marks) < 2:
        _text(svg, _LEFT, _HEIGHT + 27, day_and_month(start), "axis")
        _text(svg, WIDTH, _HEIGHT + 27, day_and_month(end), "axis", anchor="end")
        return
    pitch = (x(marks[-1]) - x(marks[0])) / (len(marks) - 1)
    stride = next((n for n in (1, 2, 3, 4, 6) if n * pitch >= _NAME_ROOM), 12)
    are_years = all(day.month == 1 for day in marks)
    for number, day in enumerate(marks):
        if number % stride if are_years else (day.month - 1) % stride:
            continue
        if x(day) <= WIDTH - _NAME_ROOM / 2:
            label = str(day.year) if day.month == 1 else MONTHS[day.month - 1][:3]
            _text(svg, x(day), _HEIGHT + 27, label, "axis")


def _mark(svg: Element, x: float, kind: str, label: str) -> None:
    """A line from the axis to the top, with a word above it."""
    _line(svg, (x, 12), (x, 12 + _HEIGHT), kind)
    anchor = "end" if x > WIDTH - 40 else "start" if x < _LEFT + 20 else "middle"
    _text(svg, x, 9, label, "axis", anchor=anchor)


def _canvas(name: str, title: str, words: str, height: float) -> Element:
    svg = Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"0 0 {WIDTH} {_number(height)}",
            "role": "img",
            "aria-labelledby": f"{name}-t {name}-d",
            "class": "chart",
        },
    )
    SubElement(svg, "title", {"id": f"{name}-t"}).text = one_line(title)
    SubElement(svg, "desc", {"id": f"{name}-d"}).text = one_line(words)
    return svg


def _drawn(svg: Element) -> str:
    return tostring(svg, encoding="unicode", short_empty_elements=False)


def _text(svg: Element, x: float, y: float, text: str, kind: str, *, anchor: str = "start") -> None:
    given = {"x": _number(x), "y": _number(y), "class": kind}
    if anchor != "start":
        given["text-anchor"] = anchor
    SubElement(svg, "text", given).text = one_line(text)


def _box(svg: Element, x: float, y: float, width: float, height: float, kind: str) -> None:
    box = {"x": x, "y": y, "width": width, "height": height}
    SubElement(svg, "rect", {**{key: _number(value) for key, value in box.items()}, "class": kind})


def _line(svg: Element, start: tuple[float, float], end: tuple[float, float], kind: str) -> None:
    ends = {"x1": start[0], "y1": start[1], "x2": end[0], "y2": end[1]}
    SubElement(svg, "line", {**{key: _number(value) for key, value in ends.items()}, "class": kind})


def _polygon(svg: Element, points: Sequence[tuple[float, float]], kind: str) -> None:
    SubElement(svg, "polygon", {"points": _points(points), "class": kind})


def _points(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{_number(x)},{_number(y)}" for x, y in points)


def _number(value: float) -> str:
    """At most one decimal: a tenth of a unit is nothing to see."""
    return f"{value:.1f}".removesuffix(".0")
