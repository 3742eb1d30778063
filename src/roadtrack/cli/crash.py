"""An unexpected failure: two lines for the person, a file for the bug report, no values of variables."""

import sys
import traceback
from pathlib import Path

from roadtrack import __version__


def crash_text(error: BaseException) -> str:
    """Where it happened, without messages, locals or arguments: those may hold notes or secrets."""
    lines = [f"roadtrack {__version__}, Python {sys.version.split()[0]}, {sys.platform}", type(error).__name__]
    for frame in traceback.extract_tb(error.__traceback__):
        name = Path(frame.filename)
        lines.append(f"  {'/'.join(name.parts[-3:])}:{frame.lineno} in {frame.name}")
    return "\n".join(lines) + "\n"


def tell_crash(error: BaseException) -> int:
    """Write the crash file, say where it is, return exit code 1."""
    import datetime as dt
    import os

    from roadtrack.files import write_whole
    from roadtrack.paths import find_paths, shown

    sys.stderr.write(f"error: something unexpected went wrong ({type(error).__name__}). What was saved is safe.\n")
    try:
        stamp = dt.datetime.now(dt.UTC).strftime("%Y%m%dT%H%M%S")
        path = find_paths(os.environ).state / f"crash-{stamp}-{os.getpid()}.txt"
        write_whole(path, crash_text(error).encode())
        sys.stderr.write(f"Details without your data: {shown(path)}. More: run it again with --debug.\n")
    except Exception:  # noqa: BLE001 - telling about a crash must not crash
        sys.stderr.write("More: run it again with --debug.\n")
    return 1
