"""A running timer: one at a time, in a file of its own beside the journal.

Only stopping it writes to the journal. A timer that was forgotten is asked about, never booked in silence.
"""

import datetime as dt
import json
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from roadtrack.errors import UsageError
from roadtrack.files import write_whole

LONG_MINUTES = 180
"""A timer that ran longer than this may have been forgotten."""
_NAME = "timer.json"


@dataclass(frozen=True, slots=True)
class Timer:
    """What runs since when."""

    ref: str
    since: dt.datetime
    """In UTC."""

    def minutes(self, now: dt.datetime) -> int:
        """Whole minutes it ran. Raises UsageError when the clock went back behind its start."""
        seconds = (now - self.since).total_seconds()
        if seconds < 0:
            raise UsageError(
                f"the timer for {self.ref} would have run backwards: the clock was changed.",
                "Say how long it was: roadtrack log --stop 45m",
            )
        return int(seconds // 60)


def running(folder: Path) -> Timer | None:
    """The running timer, or None; a file that cannot be read counts as none."""
    try:
        found = json.loads((folder / _NAME).read_text("utf-8"))
        since = dt.datetime.fromisoformat(found["since"])
        return Timer(str(found["ref"]), since.astimezone(dt.UTC))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def start(folder: Path, ref: str, now: dt.datetime) -> Timer:
    """Start it. Raises UsageError when one runs, NotSaved when the file cannot be written."""
    if (other := running(folder)) is not None:
        raise UsageError(f"a timer for {other.ref} is running already.", "Stop it: roadtrack log --stop")
    timer = Timer(ref, now.astimezone(dt.UTC).replace(microsecond=0))
    body = json.dumps({"ref": ref, "since": timer.since.isoformat()})
    write_whole(folder / _NAME, body.encode(), overwrite=True)
    return timer


def clear(folder: Path) -> None:
    """No timer runs any more."""
    with suppress(FileNotFoundError):
        (folder / _NAME).unlink()
