"""The marks of every day in their plain form: `done REF…`, `start REF…`, `reopen REF…`, `undo`, `redo`.

They call the same use cases and print through the same texts as the full command line, but do not import
click, which costs more than saving the mark. Anything with a flag goes the full way.
"""

import os
import sys
from collections.abc import Sequence

from roadtrack.cli.failure import tell
from roadtrack.cli.outcome import outcome_text, turn_text
from roadtrack.cli.paint import stdout_paint
from roadtrack.cli.streams import ready_streams
from roadtrack.errors import RoadtrackError
from roadtrack.text import visible
from roadtrack.tracker import Tracker, open_tracker

MARKS = ("done", "start", "reopen")
TURNS = ("undo", "redo")
MOST_REFS = 20  # more of them are asked about first


def answer(arguments: Sequence[str]) -> int | None:
    """The exit code after doing what was asked, or None when the full command line must take over."""
    verb, *refs = arguments
    plain = all(ref and not ref.startswith("-") for ref in refs)
    if not (plain and ((verb in MARKS and 0 < len(refs) <= MOST_REFS) or (verb in TURNS and not refs))):
        return None
    ready_streams()
    try:
        sys.stdout.write(_do(verb, refs) + "\n")
        sys.stdout.flush()
    except RoadtrackError as error:
        return tell(error.message, error.hint, error.code, error.candidates)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 141
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        if os.environ.get("ROADTRACK_DEBUG"):
            raise
        from roadtrack.cli.crash import tell_crash

        return tell_crash(error)
    return 0


def _do(verb: str, refs: Sequence[str]) -> str:
    tracker = open_tracker(os.environ)
    for warning in tracker.warnings:
        sys.stderr.write(f"warning: {visible(warning)}\n")
    ui = tracker.settings.ui
    paint = stdout_paint(os.environ, color=ui.color, ascii_only=ui.ascii)
    if verb in TURNS:
        return paint.page(turn_text(verb, tracker.undo() if verb == "undo" else tracker.redo(), paint))
    names = dict.fromkeys(_present(tracker, ref) for ref in refs)
    outcome = {"done": tracker.done, "start": tracker.start, "reopen": tracker.reopen}[verb](list(names))
    return paint.page(outcome_text(verb, outcome, paint))


def _present(tracker: Tracker, name: str) -> str:
    found = tracker.resolve(name)
    if found.former is not None:
        sys.stderr.write(f"{visible(found.former)} is now {found.ref}\n")
    return found.ref
