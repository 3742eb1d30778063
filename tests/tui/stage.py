"""A stage for Pilot tests: a small world with a real journal, a fixed clock, and waiting on conditions."""

import datetime as dt
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from textual.pilot import Pilot

from roadtrack.clock import SystemClock
from roadtrack.tracker import Tracker, open_tracker
from roadtrack.tui.app import RoadtrackApp
from roadtrack.tui.screens.today import TodayView
from roadtrack.tui.screens.view import View

NOW = "2026-11-22T20:41:00+00:00"
TODAY = dt.date(2026, 11, 22)

KUBE = """
format = 1
id = "kube"
title = "Kubernetes in small"
kind = "certification"
revision = "1"
as_of = 2026-11-01
[certification]
code = "KUBE"
issuer = "Nobody"
[[section]]
id = "core"
title = "Core"
weight = 60
[[section.step]]
id = "pods"
title = "Run a Pod"
hours = 1
resources = [{ title = "Pods", url = "https://kubernetes.io/docs/concepts/workloads/pods/" }]
[[section.step]]
id = "services"
title = "Reach it through a Service"
kind = "practice"
hours = 2
needs = ["pods"]
[[section.step]]
id = "config"
title = "Configure it"
hours = 3
[[section]]
id = "net"
title = "Network"
weight = 40
[[section.step]]
id = "policies"
title = "Close everything, open one way"
hours = 1.5
needs = ["services"]
"""

SECURE = """
format = 1
id = "secure"
title = "Security in small"
kind = "certification"
revision = "1"
as_of = 2026-11-01
[[section]]
id = "shared"
title = "Shared"
[[section.step]]
use = "kube/policies"
[[section.step]]
use = "kube/pods"
[[section.step]]
id = "audit"
title = "Read the audit log"
hours = 1
"""


@dataclass
class Stage:
    """Where the test's files are, and how to open them again."""

    folder: Path

    def tracker(self) -> Tracker:
        """A tracker of its own on the same files, as another program would have."""
        places = {
            "HOME": str(self.folder),
            "ROADTRACK_DATA_DIR": str(self.folder / "data"),
            "ROADTRACK_CONFIG": str(self.folder / "config" / "config.toml"),
        }
        return open_tracker(places, clock=SystemClock(fixed=NOW), builtin=self.folder / "curricula")


def a_stage(folder: Path, *, enrolled: tuple[str, ...] = ("kube",), extra: dict[str, str] | None = None) -> Stage:
    """A stage with two small curricula and, if asked for, goals and further files."""
    curricula = folder / "curricula"
    curricula.mkdir()
    for name, text in {"kube": KUBE, "secure": SECURE, **(extra or {})}.items():
        (curricula / f"{name}.toml").write_text(text, "utf-8")
    stage = Stage(folder)
    if enrolled:
        stage.tracker().enroll(enrolled, dt.date(2027, 1, 17))
    return stage


@asynccontextmanager
async def the_app(
    stage: Stage, size: tuple[int, int] = (80, 24), theme: str = ""
) -> AsyncIterator[tuple[RoadtrackApp, Pilot[str]]]:
    """The running app on a stage, its data loaded."""
    app = RoadtrackApp(stage.tracker, theme=theme)
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: app.standing is not None, "the tracker is open")
        await settled(pilot)
        yield app, pilot


async def until(pilot: Pilot[str], ready: Callable[[], bool], what: str) -> None:
    """Wait for a condition, never for a time."""
    for _ in range(400):
        if ready():
            return
        await pilot.pause(0.02)
    raise AssertionError(f"never came: {what}")


async def settled(pilot: Pilot[str]) -> None:
    """Until no worker runs and every message is handled."""
    for _ in range(2):
        await pilot.pause()
        await pilot.app.workers.wait_for_complete()
    await pilot.pause()


async def press(pilot: Pilot[str], *keys: str) -> None:
    """Press keys, each handled to the end before the next. A text of several letters is typed."""
    for key in keys:
        await pilot.press(key)
        await pilot.pause()
    await idle(pilot)


async def idle(pilot: Pilot[str]) -> None:
    """Until no worker computes; one that waits for an answer at a prompt may stay."""
    app = pilot.app
    from roadtrack.tui.screens.prompt import Prompt

    if isinstance(app.screen, Prompt):
        await pilot.pause()
    else:
        await settled(pilot)


async def type_line(pilot: Pilot[str], text: str) -> None:
    """Type a line into the field that is open, and enter it."""
    from textual.widgets import Input

    await until(pilot, lambda: bool(pilot.app.screen.query(Input)), "a field is open")
    pilot.app.screen.query_one(Input).value = text
    await pilot.press("enter")
    await pilot.pause()
    await idle(pilot)


def view(app: RoadtrackApp) -> View:
    """The view on the screen."""
    assert isinstance(app.screen, View)
    return app.screen


def today(app: RoadtrackApp) -> TodayView:
    """The Today view on the screen."""
    assert isinstance(app.screen, TodayView)
    return app.screen


def screen_text(app: RoadtrackApp) -> str:
    """What stands on the screen, line by line, without colours."""
    width, height = app.size
    strips = app.screen._compositor.render_strips()
    del width
    return "\n".join(strip.text for strip in strips[:height])
