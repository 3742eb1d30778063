"""The heat-map and the fortnight's strip, as text: glyph and colour both tell the level."""

import datetime as dt
from typing import Any

from textual.content import Content

from roadtrack.progress.heat import heat_level
from roadtrack.show import MONTHS, WEEKDAYS, counted, show_duration
from roadtrack.text import cut
from roadtrack.tui.marks import Glyphs

Brief = dict[str, Any]


def heat_content(brief: Brief, glyphs: Glyphs, weeks: int) -> Content:
    """One column a week, Monday at the top, with the legend and the streak beside it."""
    grid = brief["heat"][-weeks:]
    beside = _beside(brief, glyphs)
    parts: list[tuple[str, str]] = []
    for weekday in range(7):
        parts.append((f"{WEEKDAYS[weekday][:3]} ", "$text-muted"))
        for week in grid:
            minutes = week[weekday]
            level = 0 if minutes is None else heat_level(minutes)
            shade = " " if minutes is None else glyphs.heat[level]
            parts.append((f"{shade} ", "$success" if level else "$text-muted"))
        parts.append((f"  {beside[weekday]}\n", ""))
    parts.append(("    " + _months(brief["day"], len(grid)), "$text-muted"))
    return Content.assemble(*parts)


def _beside(brief: Brief, glyphs: Glyphs) -> list[str]:
    names = ("none", "<15m", "<45m", "<90m", "90m+")
    streak, week = brief["streak"], brief["week"]
    lines = ["  ".join(f"{shade} {name}" for shade, name in zip(glyphs.heat, names, strict=True)), ""]
    if brief["show"]["streak"]:
        lines.append(f"Streak        {counted(streak['days'], 'day')} (longest {streak['longest']})")
        lines.append(f"Spare days    {streak['spareDaysLeft']} of 2 left")
    lines.append(f"Active days   {streak['activeOf28']} of 28")
    percent = 100 * week["minutes"] / week["planned"] if week["planned"] else 0
    lines.append(f"This week     {show_duration(week['minutes'])} of {show_duration(week['planned'])}")
    lines.append(f"              {glyphs.bar(percent, 14)} {percent:.0f} %")
    return [*lines, *[""] * 7][:7]


def _months(day: str, count: int) -> str:
    monday = dt.date.fromisoformat(day)
    monday -= dt.timedelta(days=monday.weekday())
    line, last = "", 0
    for column in range(count):
        month = (monday - dt.timedelta(weeks=count - 1 - column)).month
        if last and month != last and len(line) <= 2 * column:
            line = line.ljust(2 * column) + MONTHS[month - 1][:3]
        last = month
    return line


def strip_text(brief: Brief, glyphs: Glyphs, width: int) -> str:
    """The last fourteen days and the week's hours on one line."""
    days = [minutes for week in brief["heat"][-3:] for minutes in week if minutes is not None][-14:]
    shades = " ".join(glyphs.heat[heat_level(minutes)] for minutes in days)
    week = brief["week"]
    percent = 100 * week["minutes"] / week["planned"] if week["planned"] else 0
    spent = f"{show_duration(week['minutes'])} of {show_duration(week['planned'])}"
    return cut(f"14d  {shades}   this week {spent}  {glyphs.bar(percent, 14)} {percent:.0f}%", width)
