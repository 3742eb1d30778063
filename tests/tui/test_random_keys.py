"""Random keys, texts and sizes: the app never breaks, and the journal keeps its promises."""

import asyncio
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from textual.app import App
from textual.pilot import Pilot
from textual.widgets import Input

from roadtrack.errors import RoadtrackError
from roadtrack.journal.store import open_store
from roadtrack.keymap import ACTIONS
from roadtrack.tracker import Tracker
from roadtrack.tui.app import RoadtrackApp
from roadtrack.tui.desk import Desk
from tests.journal.builders import broken_promises
from tests.tui.scenes import a_full_world
from tests.tui.stage import Stage, settled, the_app

LEFT_OUT = {
    "quit",
    "quit_now",
    "suspend",
    "browse",
    "note_editor",
    "write",  # a report into a file of the machine that runs the tests
}
"""Actions that no key, help line or palette line runs here."""
KEYS = [key for action in ACTIONS if action.id not in LEFT_OUT for key in action.keys.split(",")]
TEXTS = [
    "25m",
    "1h30",
    "good",
    "again",
    "tomorrow",
    "+2w",
    "2027-01-03",
    "2020-01-01",
    "none 2",
    "2027-02-13 3",
    "core=70 net=50",
    "policies",
    "secure",
    "is:ready",
    "kind:practice audit",
    "https://example.org/proof",
    "known from work",
    "[@click=app.bell]x[/] \x1b[31m \u202e 宽字符",
    "undo",
    "done kube/config -m 'at last'",
]
"""What is typed where a field is open: an answer to most questions, and nonsense to the others."""
SIZES = [(60, 16), (80, 24), (120, 40)]

Move = str | tuple[int, int] | tuple[str]
"""A key by its name, a size, or a text to type."""
MOVES: st.SearchStrategy[Move] = st.one_of(
    st.sampled_from(KEYS),
    st.sampled_from(KEYS),
    st.sampled_from(["enter", "escape", "space", "backspace", "tab"]),
    st.sampled_from([(text,) for text in TEXTS]),
    st.sampled_from(SIZES),
)
UNHURRIED = [HealthCheck.too_slow, HealthCheck.data_too_large]


LATE = 0.3
"""Seconds until an answer of the tracker arrives on a slow machine: some keys later."""


@contextmanager
def watched(*, is_slow: bool = False) -> Iterator[list[str]]:
    """Nobody leaves the app or its machine; the list gets what went wrong unexpectedly."""
    faults: list[str] = []
    act, tell, run = RoadtrackApp.action_act, RoadtrackApp.tell, Desk.run

    def act_or_not(app: RoadtrackApp, action: str) -> None:
        if action not in LEFT_OUT:
            act(app, action)

    def note(app: RoadtrackApp, error: BaseException) -> None:
        if not isinstance(error, RoadtrackError):
            faults.append(f"{type(error).__name__}: {error}")
        tell(app, error)

    async def run_late(desk: Desk, work: Callable[[Tracker], Any]) -> Any:
        answer = await run(desk, work)
        if is_slow:
            await asyncio.sleep(LATE)
        return answer

    with (
        patch.object(Desk, "run", run_late),
        patch.object(RoadtrackApp, "action_act", act_or_not),
        patch.object(RoadtrackApp, "tell", note),
        patch.object(App, "open_url", lambda *_, **__: None),
    ):
        yield faults


async def make(move: Move, app: RoadtrackApp, pilot: Pilot[str]) -> None:
    """One move, handled but for what is computed in the background."""
    if isinstance(move, str):
        await pilot.press(move)
    elif len(move) == 2:
        await pilot.resize_terminal(*move)
    elif isinstance(app.focused, Input):
        app.focused.insert_text_at_cursor(move[0])


async def play(stage: Stage, moves: list[Move], *, is_slow: bool) -> list[str]:
    """Make all moves; what went wrong."""
    with watched(is_slow=is_slow) as faults:
        async with the_app(stage) as (app, pilot):
            for move in moves:
                await make(move, app, pilot)
                assert app.is_running, f"it ended at {move}"
            for _ in range(50):
                if len(app.screen_stack) == 1:
                    break
                await pilot.press("escape")
                await pilot.pause()
            assert len(app.screen_stack) == 1, f"escape does not close {app.screen}"
            await settled(pilot)
            assert app.is_running
            width, height = app.size
            strips = app.screen._compositor.render_strips()
            faults += [f"line {y} is {s.cell_length} wide" for y, s in enumerate(strips) if s.cell_length != width]
            assert len(strips) == height
            assert app.brief is not None
            assert app.brief["today"] == stage.tracker().brief()["today"]
    return faults


def check(moves: list[Move], world: Path, *, is_slow: bool) -> None:
    """Play on a copy of a world, then look at the journal."""
    with tempfile.TemporaryDirectory(prefix="roadtrack-keys-") as folder:
        shutil.copytree(world, folder, dirs_exist_ok=True)
        stage = Stage(Path(folder))
        assert asyncio.run(play(stage, moves, is_slow=is_slow)) == []
        store = open_store(stage.tracker().journal_path)
        assert store is not None
        assert broken_promises(store) == []


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small world, made once."""
    folder = tmp_path_factory.mktemp("world")
    a_full_world(folder)
    return folder


@settings(max_examples=5, deadline=None, suppress_health_check=UNHURRIED, phases=[Phase.generate])
@given(moves=st.lists(MOVES, min_size=10, max_size=30), is_slow=st.booleans())
def test_random_keys_break_nothing(moves: list[Move], is_slow: bool, world: Path) -> None:
    """Twelve runs of up to 30 moves, some on a machine that answers late."""
    check(moves, world, is_slow=is_slow)


@pytest.mark.soak
@settings(max_examples=500, deadline=None, suppress_health_check=UNHURRIED)
@given(moves=st.lists(MOVES, min_size=60, max_size=60), is_slow=st.booleans())
def test_random_keys_break_nothing_for_long(moves: list[Move], is_slow: bool, world: Path) -> None:
    """Five hundred runs of 60 moves; a failing one is made as short as it can be."""
    check(moves, world, is_slow=is_slow)
