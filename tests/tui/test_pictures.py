"""Pictures of the views, kept beside this file; a difference is a failure until the picture is drawn anew.

`pytest tests/tui/test_pictures.py --snapshot-update` draws them. They are SVG: a browser shows what changed.
"""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.image import SVGImageSnapshotExtension

from roadtrack.tui.app import RoadtrackApp
from tests.tui.scenes import a_full_world, an_empty_world, back_to_today, go_to
from tests.tui.stage import Stage, settled, the_app

VIEWS = ("today", "curriculum", "step", "plan", "roles")
"""The views drawn, by their names in `scenes.WAYS`."""
SIZES = [(80, 24), (120, 40)]
WORLDS: dict[str, Callable[[Path], Stage]] = {"empty": an_empty_world, "full": a_full_world}


def picture(app: RoadtrackApp) -> str:
    """The screen as SVG, the same each time: constant ids, and no font from the network."""
    drawn = re.sub(r"terminal-\d+", "terminal", app.export_screenshot(title="roadtrack"))
    return re.sub(r"@font-face \{.*?\}\s*", "", drawn, flags=re.DOTALL)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.parametrize("name", VIEWS)
async def test_picture(
    tmp_path: Path, name: str, world: str, size: tuple[int, int], snapshot: SnapshotAssertion
) -> None:
    """A view in a small world, with and without anything in it."""
    async with the_app(WORLDS[world](tmp_path), size, "roadtrack-dark") as (app, pilot):
        if name == "step":  # nothing is selected in an empty world
            await back_to_today(app, pilot)
            app.open_step("kube/pods")
        else:
            await go_to(app, pilot, name)
        await settled(pilot)
        await settled(pilot)
        drawn = picture(app)
    assert drawn == snapshot(extension_class=SVGImageSnapshotExtension)
