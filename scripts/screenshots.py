"""Draw the pictures of the README: the real app on made-up data, with a fixed clock. `make screenshots`.

Drawn twice they are equal byte for byte: the demo is seeded, the clock stands still, ids are made constant.
"""

import asyncio
import os
import re
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from textual.pilot import Pilot

from roadtrack.clock import SystemClock
from roadtrack.demo import make_demo
from roadtrack.tracker import Tracker, open_tracker
from roadtrack.tui.app import RoadtrackApp

FOLDER = Path(__file__).resolve().parent.parent / "screenshots"
NOW = "2026-11-22T20:41:00+00:00"
Keys = tuple[str, ...]
Shot = tuple[str, tuple[int, int], Keys, str]

SHOTS: tuple[Shot, ...] = (
    ("today-wide", (120, 40), (), "roadtrack-dark"),
    ("today", (80, 24), (), "roadtrack-dark"),
    ("curriculum-wide", (120, 40), ("2",), "roadtrack-dark"),
    ("curriculum", (80, 24), ("2",), "roadtrack-dark"),
    ("step", (120, 40), ("enter",), "roadtrack-dark"),
    ("step-small", (80, 24), ("enter",), "roadtrack-dark"),
    ("why", (80, 24), ("w",), "roadtrack-dark"),
    ("plan-wide", (120, 40), ("3",), "roadtrack-dark"),
    ("plan", (80, 24), ("3",), "roadtrack-dark"),
    ("activity-wide", (120, 40), ("4",), "roadtrack-dark"),
    ("reports-wide", (120, 40), ("5",), "roadtrack-dark"),
    ("roles-wide", (120, 40), ("6",), "roadtrack-dark"),
    ("settings", (80, 24), ("comma",), "roadtrack-dark"),
    ("today-light", (120, 40), (), "roadtrack-light"),
    ("today-terminal", (120, 40), (), "terminal"),
    ("today-mono", (120, 40), (), "mono"),
)


def main() -> None:
    """Draw every picture."""
    os.environ |= {"TZ": "UTC", "LANG": "C.UTF-8", "HOME": "/home/you"}
    for name in [name for name in os.environ if name.startswith(("XDG_", "ROADTRACK_"))]:
        del os.environ[name]
    time.tzset()
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        tracker = make_demo(Path(folder), SystemClock(fixed=NOW))
        tracker.brief()
        for name, size, keys, theme in SHOTS:
            asyncio.run(draw(name, size, keys, theme, lambda: tracker, demo=True))
    for name, size in (("first-run", (80, 24)), ("first-run-wide", (120, 40))):
        asyncio.run(draw(name, size, (), "roadtrack-dark", _new, demo=False))


def _new() -> Tracker:
    return open_tracker(os.environ, clock=SystemClock(fixed=NOW))


async def draw(
    name: str,
    size: tuple[int, int],
    keys: Keys,
    theme: str,
    opened: Callable[[], Tracker],
    *,
    demo: bool,
) -> None:
    """One picture: start, wait until the data are there, press keys, save."""
    app = RoadtrackApp(opened, theme=theme, demo=demo)
    async with app.run_test(size=size) as pilot:
        await settle(pilot, app)
        for key in keys:
            await pilot.press(key)
            await settle(pilot, app)
        picture = re.sub(r"terminal-\d+", "terminal", app.export_screenshot(title="roadtrack"))
        picture = re.sub(r"@font-face \{.*?\}\s*", "", picture, flags=re.DOTALL)  # no picture asks the network
        (FOLDER / f"{name}.svg").write_text(picture, "utf-8")
        print(f"screenshots/{name}.svg")


async def settle(pilot: Pilot[str], app: RoadtrackApp) -> None:
    """Until the tracker is open and nothing is being computed."""
    await _until(pilot, lambda: app.standing is not None)
    await pilot.pause()
    await app.workers.wait_for_complete()
    await pilot.pause()
    await app.workers.wait_for_complete()
    await pilot.pause()


async def _until(pilot: Pilot[str], ready: Callable[[], bool]) -> None:
    for _ in range(600):
        if ready():
            return
        await pilot.pause(0.05)
    raise TimeoutError("the app did not get ready")


if __name__ == "__main__":
    main()
