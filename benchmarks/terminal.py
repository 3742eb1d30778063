"""A terminal of 120×40 for a program under test: what it writes is kept as rows of text, with the time.

Enough of a VT to know what a person would see: cursor addresses, clearing, text. Colours are dropped. The
questions that full-screen programs ask a terminal are answered, so that nobody waits for a timeout.
"""

import codecs
import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from time import perf_counter, sleep
from typing import Self

COLUMNS, ROWS = 120, 40

_TOKEN = re.compile(
    r"\x1b\[(?P<parameters>[0-?]*)(?P<between>[ -/]*)(?P<final>[@-~])"  # CSI
    r"|\x1b[\]P_^X].*?(?:\x1b\\|\x07)"  # a string: title, clipboard, colours
    r"|\x1b[ -/]*[0-Z\\^-~]"  # other escapes
    r"|(?P<control>[\x00-\x1a\x1c-\x1f\x7f])"
    r"|(?P<text>[^\x00-\x1f\x7f]+)",
    re.DOTALL,
)

_ANSWERS = {
    "?2026$p": "\x1b[?2026;2$y",  # synchronised output: known, off
    "?2048$p": "\x1b[?2048;0$y",  # resize reports: unknown
    "c": "\x1b[?62;22c",
    "6n": "\x1b[1;1R",
}


class NotSeen(Exception):
    """The program did not show what was waited for."""


class Grid:
    """The characters on the screen. `changes` counts the writes that changed any."""

    def __init__(self) -> None:
        self.cells = [[" "] * COLUMNS for _ in range(ROWS)]
        self.changes = 0
        self._row = self._column = 0
        self._rest = ""

    def feed(self, text: str) -> list[str]:
        """Draw what was written; returns the CSI sequences in it, so that questions can be answered."""
        text = self._rest + text
        asked: list[str] = []
        at = 0
        while at < len(text) and (token := _TOKEN.match(text, at)) is not None:
            at = token.end()
            if token["text"]:
                self._write(token["text"])
            elif token["final"]:
                asked.append(token["parameters"] + token["between"] + token["final"])
                self._move(token["parameters"], token["final"])
            elif token["control"] == "\r":
                self._column = 0
            elif token["control"] == "\n":
                self._row = min(ROWS - 1, self._row + 1)
        self._rest = text[at:]
        return asked

    def line(self, row: int) -> str:
        """One row of the screen."""
        return "".join(self.cells[row])

    def find(self, text: str) -> int | None:
        """The first row that shows a text."""
        return next((row for row in range(ROWS) if text in self.line(row)), None)

    def _write(self, text: str) -> None:
        line = self.cells[self._row]
        for character in text[: max(0, COLUMNS - self._column)]:
            if line[self._column] != character:
                line[self._column] = character
                self.changes += 1
            self._column += 1

    def _move(self, parameters: str, final: str) -> None:
        if final in "Hf":
            row, _, column = parameters.partition(";")
            self._row = min(ROWS, int(row or 1)) - 1
            self._column = min(COLUMNS, int(column or 1)) - 1
        elif final == "J" and parameters == "2":
            self.cells = [[" "] * COLUMNS for _ in range(ROWS)]
        elif final == "K":
            self.cells[self._row][self._column :] = [" "] * (COLUMNS - self._column)
        elif final == "C":
            self._column = min(COLUMNS - 1, self._column + int(parameters or 1))


class Terminal:
    """A program in its own pseudo-terminal. Use it in a `with`: it leaves by ctrl+c, or is killed."""

    def __init__(self, argv: Sequence[str], env: Mapping[str, str]) -> None:
        self.grid = Grid()
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self.started = perf_counter()
        self.pid, self._master = pty.fork()
        if self.pid == 0:
            try:
                fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
                os.execve(argv[0], list(argv), dict(env))  # noqa: S606 - no shell is wanted
            finally:
                os._exit(127)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Leave by ctrl+c; kill what does not go within ten seconds."""
        if not self.pid:
            return
        with suppress(OSError):
            self.write("\x03")
        until = perf_counter() + 10
        while perf_counter() < until and not self._gone():
            self.read(0.05)
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
            self.pid = 0
        os.close(self._master)

    def _gone(self) -> bool:
        if self.pid and os.waitpid(self.pid, os.WNOHANG)[0] == self.pid:
            self.pid = 0
        return not self.pid

    def write(self, keys: str) -> None:
        """Press keys."""
        os.write(self._master, keys.encode())

    def read(self, seconds: float) -> bool:
        """Draw what arrives first within some seconds. False when nothing did."""
        if not select.select([self._master], [], [], seconds)[0]:
            return False
        try:
            data = os.read(self._master, 1 << 16)
        except OSError:  # Linux says so when the other end is closed
            sleep(0.01)
            return False
        for asked in self.grid.feed(self._decoder.decode(data)):
            if asked in _ANSWERS:
                self.write(_ANSWERS[asked])
        return True

    def wait(self, seen: Callable[[Grid], bool], what: str, seconds: float = 60) -> float:
        """Read until the screen is as wanted; returns `perf_counter()` then. Raises NotSeen."""
        until = perf_counter() + seconds
        while not seen(self.grid):
            if perf_counter() > until:
                shown = "\n".join(line for row in range(ROWS) if (line := self.grid.line(row).rstrip()))
                raise NotSeen(f"{what} was not seen within {seconds:g} s. The screen:\n{shown}")
            self.read(0.5)
        return perf_counter()

    def wait_for(self, text: str, seconds: float = 60) -> float:
        """Read until a text is on the screen; returns the seconds since the start of the program."""
        return self.wait(lambda grid: grid.find(text) is not None, text, seconds) - self.started

    def settle(self, quiet: float = 0.06) -> None:
        """Read until nothing arrives for some seconds."""
        while self.read(quiet):
            pass

    def press(self, key: str) -> float:
        """Seconds from a key to the first character that it changes on the screen."""
        before = self.grid.changes
        start = perf_counter()
        self.write(key)
        return self.wait(lambda grid: grid.changes > before, f"a change after {key!r}", 30) - start


def resident(pid: int, *, peak: bool = False) -> float | None:
    """Memory of a process and its children in MiB, now or at its most; None where /proc does not tell."""
    try:
        status = Path(f"/proc/{pid}/status").read_text("ascii", errors="replace")
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii")
    except OSError:
        return None
    found = re.search(rf"^{'VmHWM' if peak else 'VmRSS'}:\s+(\d+) kB", status, re.MULTILINE)
    own = int(found[1]) / 1024 if found else 0.0
    return own + sum(resident(int(child), peak=peak) or 0.0 for child in children.split())
