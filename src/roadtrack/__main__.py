"""The entry point: the fast verbs first, then the full command line. Keep this module free of imports."""

import os
import sys


def main() -> int:
    """Run roadtrack. Returns the exit code."""
    from roadtrack.cli.fast import answer

    text = answer(sys.argv[1:], os.environ)
    if text is None:
        from roadtrack.cli.main import run

        return run(sys.argv[1:])
    try:
        sys.stdout.write(text + "\n")
        sys.stdout.flush()
    except BrokenPipeError:  # the reader of the pipe went away
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 141
    return 0


if __name__ == "__main__":
    sys.exit(main())
