"""The entry point: the fast verbs first, then the full command line. Keep this module free of imports."""

import gc
import os
import sys


def main() -> int:
    """Run roadtrack. Returns the exit code."""
    gc.disable()  # collecting while importing costs a tenth of a command, and its memory dies with it anyway
    arguments = sys.argv[1:]
    if arguments and arguments[0] in ("done", "start", "reopen", "undo", "redo"):
        from roadtrack.cli.plain import answer as mark

        code = mark(arguments)
        if code is not None:
            return code
    else:
        from roadtrack.cli.fast import answer as look

        text = look(arguments, os.environ)
        if text is not None:
            return _print(text)
    from roadtrack.cli.main import run

    return run(arguments)


def _print(text: str) -> int:
    try:
        sys.stdout.write(text + "\n")
        sys.stdout.flush()
    except BrokenPipeError:  # the reader of the pipe went away
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 141
    return 0


if __name__ == "__main__":
    sys.exit(main())
