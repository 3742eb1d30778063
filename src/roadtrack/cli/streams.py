"""Standard streams that never break a command: closed ones lead nowhere, what an encoding lacks becomes `?`.

On the fast path: nothing but `os` and `sys` may be imported here.
"""

from __future__ import annotations

import os
import sys


def ready_streams() -> None:
    """Make stdin, stdout and stderr usable, whatever the program that called us left of them."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115 - to the end
        elif mode == "w" and getattr(stream, "errors", "") == "strict":
            stream.reconfigure(errors="replace")
