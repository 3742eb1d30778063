"""A failure in words on stderr: one line of what is wrong, one of what helps; or one JSON object."""

import sys
from collections.abc import Sequence
from itertools import pairwise, takewhile

from roadtrack.text import visible


def wants_json(arguments: Sequence[str]) -> bool:
    """Whether the answer was asked for as JSON."""
    flags = list(takewhile(lambda argument: argument != "--", arguments))
    together = {"--json", "-ojson", "--output=json"}.intersection(flags)
    return bool(together) or any(pair in pairwise(flags) for pair in (("-o", "json"), ("--output", "json")))


def tell(message: str, hint: str, code: int, candidates: tuple[str, ...] = (), *, as_json: bool = False) -> int:
    """Tell a failure and return its exit code. stdout stays empty."""
    if not as_json:
        sys.stderr.write(f"error: {visible(message)}\n" + (f"{visible(hint)}\n" if hint else ""))
        return code
    import json

    error = {
        "apiVersion": "roadtrack/v1",
        "kind": "Error",
        "code": code,
        "message": message,
        "hint": hint,
        "candidates": list(candidates),
    }
    sys.stderr.write(json.dumps(error) + "\n")
    return code
