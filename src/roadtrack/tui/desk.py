"""The app's one way to the tracker: every call runs in a thread, one after the other.

Widgets never wait for a disk. Writes keep their order, because an asyncio lock is first come, first served.
"""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from roadtrack.tracker import Tracker

T = TypeVar("T")


class Desk:
    """Holds the tracker; makes it at the first call."""

    def __init__(self, open_tracker: Callable[[], "Tracker"]) -> None:
        self._open = open_tracker
        self._tracker: Tracker | None = None
        self._turn = asyncio.Lock()
        self._turns: set[asyncio.Future[Any]] = set()

    async def run(self, work: Callable[["Tracker"], T]) -> T:
        """Do some work with the tracker in a thread; raises what it raises.

        Whoever waits may be cancelled; the work is not, and the next one waits for its end: no two at a time.
        """
        turn = asyncio.ensure_future(self._in_turn(work))
        self._turns.add(turn)
        turn.add_done_callback(self._forget)
        return await asyncio.shield(turn)

    async def _in_turn(self, work: Callable[["Tracker"], T]) -> T:
        async with self._turn:
            return await asyncio.to_thread(self._work, work)

    def _forget(self, turn: "asyncio.Future[Any]") -> None:
        self._turns.discard(turn)
        if not turn.cancelled():
            turn.exception()  # seen: nobody may be waiting for it any more

    def _work(self, work: Callable[["Tracker"], T]) -> T:
        if self._tracker is None:
            self._tracker = self._open()
            self._tracker.deferred = True
        return work(self._tracker)
