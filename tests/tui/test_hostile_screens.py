"""Hostile text in every field of a curriculum and of the journal: shown, inert, and nothing out of line."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

import pytest
from textual.app import App

from roadtrack.text import ZERO_WIDTH_JOINER, is_hidden
from roadtrack.tracker import Extras
from roadtrack.tui.app import RoadtrackApp
from roadtrack.verification.evidence import evidence_from
from tests.tui.scenes import go_to
from tests.tui.stage import Stage, a_stage, idle, press, screen_text, the_app, until

SCREENS = (
    "today",
    "curriculum",
    "plan",
    "activity",
    "reports",
    "roles",
    "gap",
    "step",
    "step's end",
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
SHOWING = {
    "today",
    "curriculum",
    "activity",
    "roles",
    "gap",
    "step",
    "step's end",
    "why",
    "search",
    "enrol",
    "checkin",
}
"""Those on which a title of the hostile curricula stands, or a note; a report has it as Markdown that means nothing."""
SHOWING_NOTES = {"step's end", "activity"}
"""Those on which a note stands, a reason or the title of evidence."""
SIZES = [(60, 16), (120, 40)]

QUICK = ("markup",)
"""Those in every run of the tests; the others take minutes and have their own: make soak."""
HOSTILE = {
    "markup": ("[@click=app.bell]bell[/] [/nope] [red]red[/red] \\[b]", "[@click=app.bell]bell[/]"),
    "half markup": ("[@click=app.bell", "[@click=app.bell"),
    "steering": ("a\x1b]52;c;aGk=\x07b\x9b2Jc\x7f \u202edc\u202c \u2066x\u2069\u200f", "a<U+001B>]52;c;aGk=<U+0007>"),
    "combining marks": ("e" + "\u0301" * 500, "e\u0301"),
    "scripts": ("宽字符标题 한국어 👩\u200d💻 👨\u200d👩\u200d👧\u200d👦 🏳\ufe0f\u200d🌈 עברית", "宽字符"),
}
"""Name → what is written into every field, and what stands for (the start of) it on the screen."""
LONGEST_TITLE = 200


def steers(char: str) -> bool:
    """Whether a character could steer a terminal: no curriculum with one is in use, and no screen shows one."""
    return is_hidden(ord(char)) and ord(char) != ZERO_WIDTH_JOINER


def quoted(text: str) -> str:
    """A text as a TOML string, without what a curriculum is refused for."""
    plain = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c for c in plain if not steers(c)) + '"'


def hostile_curricula(text: str) -> dict[str, str]:
    """A certification and a role with the text in every field that takes one."""
    prose, title = quoted(text), quoted(text[:LONGEST_TITLE])
    url = quoted("https://example.org/" + "".join(text.split())[:LONGEST_TITLE])
    head = f"""
format = 1
title = {title}
revision = {quoted(text[:40])}
as_of = 2026-11-01
summary = {prose}
sources = [{{ title = {title}, url = {url}, license = {title} }}]
"""
    rest = f"""
[[section]]
id = "s"
title = {title}
summary = {prose}
[[section.step]]
id = "one"
title = {title}
hours = 1
why = {prose}
evidence = {prose}
resources = [{{ title = {title}, url = {url} }}]
check = {{ run = [{prose}, {prose}], expect = {{ stdout_matches = {prose} }} }}
[[section.step]]
id = "two"
title = {title}
hours = 2
why = {prose}
[[section.step]]
id = "three"
title = {title}
why = {prose}
evidence = {prose}
resources = [{{ title = {title}, url = {url} }}]
[[section.step]]
id = "four"
title = {title}
needs = ["three"]
[[section.step]]
id = "exam"
title = {title}
kind = "exam"
"""
    certification = f"""
[certification]
code = {title}
issuer = {title}
renewal = {prose}
facts = [{{ name = {title}, value = {prose}, source = {prose} }}]
"""
    figure = f"[{{ name = {title}, value = {prose}, year = 2025, source = {prose}, url = {url} }}]"
    role = f"""
[role]
ladder = [{{ title = {title}, years = [1, 2], summary = {prose}, source = {prose} }}]
salary = {figure}
market = {figure}
neighbours = [{{ ref = "odd", difference = {prose} }}]
"""
    used = f"""
[[section]]
id = "know"
title = {title}
[[section.section]]
use = "odd"
[[section]]
id = "own"
title = {title}
[[section.step]]
id = "review"
title = {title}
"""
    return {
        "odd": f'id = "odd"\nkind = "certification"{head}{certification}{rest}',
        "oddrole": f'id = "oddrole"\nkind = "role"{head}{role}{used}',
    }


def a_hostile_world(folder: Path, text: str) -> Stage:
    """Goals, notes, evidence and reasons, all of them hostile."""
    stage = a_stage(folder, enrolled=("odd", "oddrole"), extra=hostile_curricula(text))
    tracker = stage.tracker()
    proof = evidence_from("https://example.org/" + "".join(c for c in text if c.isalnum()), text)
    tracker.done(["odd/one"], Extras(note=text, minutes=30, evidence=(proof,)), "good")
    tracker.note("odd/three", text)
    tracker.attach("odd/three", proof)
    tracker.note(None, text)
    tracker.skip(["odd/two"], text)
    tracker.mock("odd", {"s": (50, 10)})
    return stage


@contextmanager
def no_bell() -> Iterator[list[str]]:
    """The list gets a line each time something rings."""
    rung: list[str] = []
    with patch.object(App, "bell", lambda _: rung.append("ding")):
        yield rung


def faults_of(app: RoadtrackApp) -> list[str]:
    """What is wrong with the screen: a line of another width, a control character, a text that is an action."""
    faults: list[str] = []
    strips = app.screen._compositor.render_strips()
    if len(strips) != app.size.height:
        faults.append(f"{len(strips)} lines")
    for y, strip in enumerate(strips):
        if strip.cell_length != app.size.width:
            faults.append(f"line {y} is {strip.cell_length} wide: {strip.text!r}")
        for text, style, _ in strip:
            if any(steers(char) for char in text):
                faults.append(f"line {y} steers: {text!r}")
            if style is not None and (style.link or "@click" in style.meta):
                faults.append(f"line {y} acts: {text!r}")
    return faults


@pytest.mark.parametrize("kind", [k if k in QUICK else pytest.param(k, marks=pytest.mark.soak) for k in HOSTILE])
async def test_hostile_text_on_every_screen(tmp_path: Path, kind: str) -> None:
    """It stands there as text, and every line is as wide as the screen, whatever its size."""
    text, shown = HOSTILE[kind]
    faults: list[str] = []
    seen: set[str] = set()
    with no_bell() as rung:
        async with the_app(a_hostile_world(tmp_path, text), SIZES[-1]) as (app, pilot):
            for name in SCREENS:
                await go_to(app, pilot, name)
                for size in SIZES:
                    await pilot.resize_terminal(*size)
                    await until(pilot, lambda size=size: app.screen.size == size, "the size")  # type: ignore[misc]
                    await pilot.pause()
                    faults += [f"{name} at {size}: {fault}" for fault in faults_of(app)]
                seen |= {name} if shown in screen_text(app) else set()
    assert faults == []
    assert rung == []
    assert seen >= (SHOWING_NOTES if any(steers(char) for char in text) else SHOWING)


@pytest.mark.soak
async def test_a_click_on_hostile_text_does_nothing(tmp_path: Path) -> None:
    """An action link in a title, a note or a figure is not a link, wherever it is clicked."""
    words = "[@click=app.bell]"
    with no_bell() as rung:
        async with the_app(a_hostile_world(tmp_path, f"{words}bell[/]"), (120, 40)) as (app, pilot):
            for name in sorted(SHOWING):
                await go_to(app, pilot, name)
                lines = screen_text(app).splitlines()
                places = [(line.index(words) + 2, y) for y, line in enumerate(lines) if words in line]
                assert places, f"{name} does not show it"
                for place in places:
                    await pilot.click(offset=place)
                    assert app.is_running
                    if screen_text(app).splitlines() != lines:
                        await go_to(app, pilot, name)
    assert rung == []


async def test_what_is_typed_is_hostile_too(tmp_path: Path) -> None:
    """A filter, a day and a search with markup are shown as they were typed."""
    with no_bell() as rung:
        async with the_app(a_stage(tmp_path), (120, 40)) as (app, pilot):
            for keys in (("2", "slash"), ("z",), ("F",)):
                await press(pilot, *keys)
                await press(pilot, *["left_square_bracket" if c == "[" else c for c in "[@x]"], "enter")
                await idle(pilot)
                assert "[@x]" in screen_text(app)
                assert faults_of(app) == []
                await press(pilot, "escape")
    assert rung == []
