"""What colours reach the screen: enough contrast in dark and light, none in mono, the terminal's own in `terminal`."""

import re
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
from rich.color import Color, ColorType
from rich.segment import Segment
from textual.geometry import Region
from textual.notifications import SeverityLevel
from textual.pilot import Pilot

from roadtrack.tui.app import RoadtrackApp
from tests.tui.scenes import a_full_world, an_empty_world, back_to_today, go_to
from tests.tui.stage import Stage, settled, the_app

SCREENS = (
    "today",
    "curriculum",
    "plan",
    "activity",
    "reports",
    "roles",
    "gap",
    "step",
    "why",
    "help",
    "search",
    "enrol",
    "prompt",
    "checkin",
    "command",
    "settings",
    "palette",
)
"""The screens looked at, by their names in `scenes.WAYS`."""
TEXT, MARKS = 4.5, 3.0
"""WCAG 2.2 AA: contrast of text (1.4.3), and of what is no text but has a meaning (1.4.11)."""
SIZES = [(80, 24), (120, 40)]
SEVERITIES: tuple[SeverityLevel, ...] = ("information", "warning", "error")
NO_COLOURS = re.compile(r"\x1b\[(?:0|1|2|3|4|7|9|21|22|23|24|27|29|39|49|;)*m")
"""Bold, dim, italic, underline, reverse, strike, their ends, and back to the terminal's own colours."""


def is_mark(char: str) -> bool:
    """Whether a character is a line, a block or a shape: frames, bars, the heat-map, the chart."""
    return "\u2500" <= char <= "\u25ff"


def luminance(color: Color) -> float:
    """Relative luminance, as WCAG defines it."""
    assert color.triplet is not None, f"{color.name} is no RGB colour"
    parts = [value / 255 for value in color.triplet]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Color, other: Color) -> float:
    """Contrast ratio, from 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def painted(app: RoadtrackApp, *, only_top: bool = False) -> Iterator[Segment]:
    """What the terminal would get, piece by piece. only_top: not the dimmed view under a box."""
    strips = app.screen._compositor.render_strips()
    boxes = app.screen.query("#box, CommandPalette > Vertical") if only_top else ()
    regions = [box.region for box in boxes] or [Region(0, 0, app.size.width, app.size.height)]
    for region in regions:
        for strip in strips[region.y : region.bottom]:
            yield from strip.crop(region.x, region.right)


async def looks(app: RoadtrackApp, pilot: Pilot[str], screens: tuple[str, ...]) -> AsyncIterator[str]:
    """Show one screen after the other, and at last what is told at the edge."""
    for name in screens:
        await go_to(app, pilot, name)
        yield name
    await back_to_today(app, pilot)
    for severity in SEVERITIES:
        app.notify("something is told", title=severity, severity=severity, markup=False)
    await settled(pilot)
    yield "told"


def too_pale(segment: Segment) -> list[str]:
    """What in a piece of the screen has too little contrast."""
    text = segment.text.strip()
    if not text:
        return []
    style = segment.style
    assert style is not None, f"{text!r} has no style"
    assert style.color is not None, f"{text!r} has no colour"
    assert style.bgcolor is not None, f"{text!r} has no background"
    ratio = contrast(style.color, style.bgcolor)
    wanted = MARKS if all(is_mark(char) or char.isspace() for char in text) else TEXT
    if ratio >= wanted:
        return []
    return [f"{text[:30]!r}: {style.color.name} on {style.bgcolor.name} is {ratio:.2f}, not {wanted}"]


@pytest.mark.parametrize("size", [pytest.param(SIZES[0], marks=pytest.mark.soak), SIZES[1]])
@pytest.mark.parametrize("theme", ["roadtrack-dark", "roadtrack-light"])
async def test_everything_can_be_read(tmp_path: Path, theme: str, size: tuple[int, int]) -> None:
    """WCAG AA on every screen: 4.5:1 for text, 3:1 for frames, marks and bars."""
    faults: dict[str, None] = {}
    async with the_app(a_full_world(tmp_path), size, theme) as (app, pilot):
        async for name in looks(app, pilot, SCREENS):
            for segment in painted(app, only_top=True):
                faults |= dict.fromkeys(f"{name}: {fault}" for fault in too_pale(segment))
    assert list(faults) == []


def colours(segment: Segment) -> set[ColorType]:
    """The kinds of colours in a piece of the screen."""
    style = segment.style
    if style is None:
        return set()
    return {color.type for color in (style.color, style.bgcolor) if color is not None}


@pytest.mark.parametrize("world", [a_full_world, an_empty_world])
async def test_mono_sends_no_colour(tmp_path: Path, world: Callable[[Path], Stage]) -> None:
    """Not one escape sequence asks for a colour, from the first view on."""
    screens = SCREENS if world is a_full_world else ("today", "curriculum", "plan", "roles", "enrol")
    async with the_app(world(tmp_path), (120, 40), "mono") as (app, pilot):
        async for name in looks(app, pilot, screens):
            for segment in painted(app):
                assert colours(segment) <= {ColorType.DEFAULT}, f"{name}: {segment}"
            for strip in app.screen._compositor.render_strips():
                sent = NO_COLOURS.sub("", strip.render(app.console))
                assert "\x1b" not in sent, f"{name}: {sent!r}"


@pytest.mark.soak
async def test_terminal_has_the_terminals_own_colours(tmp_path: Path) -> None:
    """Only the sixteen named ones and the default; no text has the colour it stands on."""
    async with the_app(a_full_world(tmp_path), (120, 40), "terminal") as (app, pilot):
        async for name in looks(app, pilot, SCREENS):
            seen: set[ColorType] = set()
            for segment in painted(app):
                seen |= colours(segment)
                assert seen <= {ColorType.DEFAULT, ColorType.STANDARD}, f"{name}: {segment}"
                style = segment.style
                if segment.text.strip() and style is not None and style.color is not None:
                    assert style.color.is_default or style.color != style.bgcolor, f"{name}: {segment}"
            assert ColorType.STANDARD in seen, f"{name} has no colour"


@pytest.mark.parametrize("theme", ["mono", "terminal"])
async def test_the_selected_row_is_reversed_where_there_is_no_tint(tmp_path: Path, theme: str) -> None:
    """One row of Today, from edge to edge of its list."""
    async with the_app(a_full_world(tmp_path), (80, 24), theme) as (app, _pilot):
        rows = app.screen._compositor.render_strips()
        reversed_rows = [
            strip for strip in rows if any(part.style and part.style.reverse and "kube/" in part.text for part in strip)
        ]
        assert len(reversed_rows) == 1
        assert sum(part.cell_length for part in reversed_rows[0] if part.style and part.style.reverse) >= 76


async def test_the_first_view_has_the_colours_of_its_theme(tmp_path: Path) -> None:
    """Not Textual's own, which the app starts with."""
    async with the_app(a_full_world(tmp_path), (80, 24), "roadtrack-dark") as (app, _pilot):
        seen = {part.style.bgcolor.name for part in painted(app) if part.style and part.style.bgcolor}
    assert "#14161f" in seen
    assert "#121212" not in seen
