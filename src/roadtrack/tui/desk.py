"""The app's one way to the tracker: every call runs in a thread, one after the other.

Widgets never wait for a disk. Writes keep their order, because an asyncio lock is first come, first served.
"""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from roadtrack.tracker import Tracker

T = TypeVar("T")


class Desk:
    """Holds the tracker; makes it at the first call."""

    def __init__(self, open_tracker: Callable[[], "Tracker"]) -> None:
        self._open = open_tracker
        self._tracker: Tracker | None = None
        self._turn = asyncio.Lock()

    async def run(self, work: Callable[["Tracker"], T]) -> T:
        """Do some work with the tracker in a thread; raises what it raises."""
        async with self._turn:
            return await asyncio.to_thread(self._work, work)

    def _work(self, work: Callable[["Tracker"], T]) -> T:
        if self._tracker is None:
            self._tracker = self._open()
            self._tracker.deferred = True
        return work(self._tracker)
