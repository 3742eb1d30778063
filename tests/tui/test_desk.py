"""The app's way to the tracker: one piece of work after the other, even when nobody waits for it any more."""

import asyncio
import threading
from pathlib import Path

import pytest

from roadtrack.errors import UsageError
from roadtrack.tracker import Tracker
from roadtrack.tui.desk import Desk
from tests.tui.stage import a_stage


async def test_work_goes_on_alone_after_its_caller_was_cancelled(tmp_path: Path) -> None:
    """The second piece of work begins when the first has ended, not when its caller has gone."""
    desk = Desk(a_stage(tmp_path).tracker)
    begun, may_end = threading.Event(), threading.Event()
    order: list[str] = []

    def first(_: Tracker) -> None:
        begun.set()
        may_end.wait(10)
        order.append("first")

    caller = asyncio.create_task(desk.run(first))
    await asyncio.to_thread(begun.wait, 10)
    caller.cancel()
    with pytest.raises(asyncio.CancelledError):
        await caller
    following = asyncio.create_task(desk.run(lambda _: order.append("second")))
    await asyncio.sleep(0)
    may_end.set()
    await following
    assert order == ["first", "second"]


async def test_what_the_work_raises_arrives(tmp_path: Path) -> None:
    """And the desk works on after it."""
    desk = Desk(a_stage(tmp_path).tracker)

    def fail(_: Tracker) -> None:
        raise UsageError("no")

    with pytest.raises(UsageError):
        await desk.run(fail)
    assert await desk.run(lambda tracker: len(tracker.standing().goals)) == 1
