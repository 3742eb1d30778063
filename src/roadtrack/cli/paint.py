"""Colour, bars and width of the command line's text.

On the fast path. Colour only marks what a word says too; the order of precedence is flag, setting, NO_COLOR,
CLICOLOR_FORCE or FORCE_COLOR, then whether stdout is a terminal that is not dumb.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False  # `typing` costs more than this module
if TYPE_CHECKING:
    from collections.abc import Mapping


_TWINS = str.maketrans(
    {"·": "-", "–": "-", "…": "...", "→": "->", "✓": "ok", "█": "#", "░": ".", "▒": ":", "▓": "+", "│": "|", "›": ">"}
)


class Paint:
    """How to draw on one terminal. `width` is its columns; nothing is cut where it is 0 (a pipe)."""

    def __init__(self, *, color: bool = False, ascii_only: bool = False, width: int = 80) -> None:
        self.color = color
        self.ascii = ascii_only
        self.width = width or 100_000
        self.ellipsis = "..." if ascii_only else "…"

    def page(self, text: str) -> str:
        """A whole answer as it is printed: in ASCII, the program's own signs have their twins."""
        return text.translate(_TWINS) if self.ascii else text

    def bold(self, text: str) -> str:
        """A heading."""
        return f"\x1b[1m{text}\x1b[0m" if self.color else text

    def strong(self, text: str) -> str:
        """What the eye should find first."""
        return f"\x1b[36m{text}\x1b[0m" if self.color else text

    def dim(self, text: str) -> str:
        """What explains."""
        return f"\x1b[2m{text}\x1b[0m" if self.color else text

    def good(self, text: str) -> str:
        """A success."""
        return f"\x1b[32m{text}\x1b[0m" if self.color else text

    def bad(self, text: str) -> str:
        """A failure."""
        return f"\x1b[31m{text}\x1b[0m" if self.color else text

    def bar(self, percent: float, width: int) -> str:
        """A progress bar; the number must stand beside it."""
        full = round(width * min(100.0, max(0.0, percent)) / 100)
        done, left = ("#", ".") if self.ascii else ("█", "░")
        return done * full + left * (width - full)

    @property
    def arrow(self) -> str:
        """From what it was to what it is."""
        return "->" if self.ascii else "→"

    @property
    def tick(self) -> str:
        """The mark of a success."""
        return "ok" if self.ascii else "✓"


def wants_color(environ: Mapping[str, str], *, terminal: bool, flag: str = "", setting: str = "auto") -> bool:
    """Whether to use colour. flag, setting: always, never, auto or empty."""
    for choice in (flag, setting):
        if choice in ("always", "never"):
            return choice == "always"
    if environ.get("NO_COLOR"):
        return False
    if environ.get("CLICOLOR_FORCE", "0") not in ("", "0") or environ.get("FORCE_COLOR", "0") not in ("", "0"):
        return True
    return terminal and environ.get("TERM") != "dumb" and environ.get("CLICOLOR") != "0"


def terminal_width(environ: Mapping[str, str], *, terminal: bool) -> int:
    """Columns of the terminal; 0 in a pipe, where nothing is cut."""
    if not terminal:
        return 0
    columns = environ.get("COLUMNS", "")
    if columns.isascii() and columns.isdigit() and len(columns) <= 5 and int(columns):
        return int(columns)
    try:
        return os.get_terminal_size(1).columns
    except OSError:
        return 80


def stdout_paint(
    environ: Mapping[str, str], *, color: str = "auto", ascii_only: bool = False, flag: str = "", wide: bool = False
) -> Paint:
    """How to draw on this stdout. color, ascii_only: the settings; flag: what `--color` said."""
    terminal = sys.stdout.isatty()
    encoding = (sys.stdout.encoding or "").lower().replace("-", "")
    return Paint(
        color=wants_color(environ, terminal=terminal, flag=flag, setting=color),
        ascii_only=ascii_only or encoding != "utf8",
        width=0 if wide else terminal_width(environ, terminal=terminal),
    )
