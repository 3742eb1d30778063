"""The entry point: the fast verbs first, then the full command line. Keep this module free of imports."""

import gc
import os
import sys


def main() -> int:
    """Run roadtrack. Returns the exit code.

    A command lives for a fraction of a second: it never collects garbage, neither while importing nor, which
    costs as much, when the interpreter ends. The app turns collecting on again.
    """
    gc.disable()
    code = _answer(sys.argv[1:])
    gc.freeze()
    return code


def _answer(arguments: list[str]) -> int:
    if not arguments:
        from roadtrack.cli.launch import can_open_app, open_plain_app

        if can_open_app(os.environ):
            return open_plain_app()
    elif arguments[0] in ("done", "start", "reopen", "undo", "redo"):
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
    except OSError as error:  # a full disk behind a redirection
        sys.stderr.write(f"error: the answer could not be written: {error.strerror}\n")
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 6
    return 0


if __name__ == "__main__":
    sys.exit(main())
