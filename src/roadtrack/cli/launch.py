"""Starting the full-screen app without knowing it: the two faces never import each other.

Bare `roadtrack` comes here before click is imported.
"""

from __future__ import annotations

import os
import sys

from roadtrack.cli.streams import ready_streams

TYPE_CHECKING = False  # `typing` costs more than this module
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from roadtrack.tracker import Tracker


def can_open_app(environ: Mapping[str, str]) -> bool:
    """Both ends are terminals that can place the cursor."""
    ready_streams()
    return sys.stdin.isatty() and sys.stdout.isatty() and environ.get("TERM") != "dumb"


def open_plain_app() -> int:
    """Run the app on the learner's own places. Returns the exit code."""
    from roadtrack.cli.fast import fresh_brief
    from roadtrack.errors import RoadtrackError

    try:
        return open_app(_own_tracker, fresh_brief(os.environ))
    except RoadtrackError as error:
        from roadtrack.cli.failure import tell

        return tell(error.message, error.hint, error.code, error.candidates)


def _own_tracker() -> Tracker:
    from roadtrack.tracker import open_tracker

    return open_tracker(os.environ)


def open_app(tracker: Callable[[], Tracker], brief: dict[str, object] | None, *, demo: bool = False) -> int:
    """Run the app and print what the session changed. Returns the exit code."""
    import importlib

    app = importlib.import_module("roadtrack.tui.app")
    farewell = app.run(tracker, brief, environ=os.environ, demo=demo)
    if farewell and not demo:
        sys.stdout.write(farewell + "\n")
    return 0
