"""From a key to the paint in the checklist, at 1,000 and at 100,000 steps, in two apps that run side by side."""

import re
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from benchmarks.harness import ROADTRACK, Row, milliseconds, ratio
from benchmarks.terminal import Grid, Terminal
from benchmarks.worlds import big, make_world

BUDGET = 1.5
FEWEST_PRESSES = 30
CURSOR = "›"
SIZES = {1_000: 10, 100_000: 50}
"""Steps → files."""

Times = dict[str, list[float]]


def measure(folder: Path, rounds: int) -> Iterator[Row]:
    """Move, scroll and tick, one press at a time."""
    presses = max(FEWEST_PRESSES, rounds)
    worlds = {steps: make_world(folder / str(steps), ["big"], big(steps, files)) for steps, files in SIZES.items()}
    terminals = {steps: Terminal([ROADTRACK], world.env) for steps, world in worlds.items()}
    try:
        loaded = {steps: open_checklist(terminal, steps) for steps, terminal in terminals.items()}
        taken: dict[int, Times] = {steps: {"j": [], "ctrl+d": [], "space": [], "numbers": []} for steps in SIZES}
        for key, keys in (("j", "j"), ("ctrl+d", "\x04")):
            for press in range(-1, presses):
                for steps, terminal in terminals.items():
                    terminal.settle()
                    seconds = terminal.press(keys)
                    if press >= 0:
                        taken[steps][key].append(seconds)
        for press in range(-1, presses):
            for steps, terminal in terminals.items():
                mark, numbers = tick(terminal, steps, press + 2)
                if press >= 0:
                    taken[steps]["space"].append(mark)
                    taken[steps]["numbers"].append(numbers)
        bursts = {steps: burst(terminal, steps, presses + 1) for steps, terminal in terminals.items()}
    finally:
        for terminal in terminals.values():
            terminal.close()
    yield from _rows(taken, loaded, bursts)


def open_checklist(terminal: Terminal, steps: int) -> float:
    """Go to the checklist and wait until it is drawn with its numbers; returns seconds since the start."""
    terminal.wait_for("big")
    terminal.write("2")

    def drawn(grid: Grid) -> bool:
        """Today shows the same count, but not in its first line."""
        return f"0/{steps}" in grid.line(0) and bool(_name(grid))

    seconds = terminal.wait(drawn, "the checklist", 300) - terminal.started
    terminal.settle(1)
    return seconds


def tick(terminal: Terminal, steps: int, count: int) -> tuple[float, float]:
    """Tick the next open step, the `count`th in all; returns seconds until its mark, and until the numbers follow."""
    _to_open_step(terminal)
    start = perf_counter()
    terminal.write(" ")
    marked = terminal.wait(lambda grid: "[x]" in _row(grid), "the mark") - start
    numbers = terminal.wait(lambda grid: f"{count}/{steps}" in grid.line(0), "the numbers", 120) - start
    terminal.settle()
    return marked, numbers


def burst(terminal: Terminal, steps: int, count: int) -> tuple[float, float]:
    """Right after a tick, while the numbers are computed: seconds of a move, and of a second tick."""
    _to_open_step(terminal)
    terminal.write(" ")
    terminal.wait(lambda grid: "[x]" in _row(grid), "the mark")
    moved = _next_row(terminal)
    while not _is_open(_row(terminal.grid)):
        _next_row(terminal)
    start = perf_counter()
    terminal.write(" ")
    marked = terminal.wait(lambda grid: "[x]" in _row(grid), "the second mark", 120) - start
    terminal.wait(lambda grid: f"{count + 2}/{steps}" in grid.line(0), "the numbers", 120)
    terminal.settle()
    return moved, marked


def _to_open_step(terminal: Terminal) -> None:
    terminal.settle()
    while not _is_open(_row(terminal.grid)):
        _next_row(terminal)
        terminal.settle()


def _next_row(terminal: Terminal) -> float:
    """Seconds until the cursor is on another row, whatever else is drawn meanwhile."""
    name = _name(terminal.grid)
    start = perf_counter()
    terminal.write("j")
    return terminal.wait(lambda grid: _name(grid) not in ("", name), "the next row") - start


def _row(grid: Grid) -> str:
    at = grid.find(CURSOR)
    return "" if at is None else grid.line(at)


def _name(grid: Grid) -> str:
    """What tells one row from another: a ref, or a section's title."""
    found = re.search(r"part-\d+/s\d+|Part from step \d+|Generated \S+", _row(grid))
    return found[0] if found else ""


def _is_open(row: str) -> bool:
    return "[ ]" in row or "[!]" in row


def _rows(taken: dict[int, Times], loaded: dict[int, float], bursts: dict[int, tuple[float, float]]) -> Iterator[Row]:
    small, large = SIZES
    group = "Key to paint in the checklist, 100,000 steps"
    names = {
        "j": "j, move",
        "ctrl+d": "ctrl+d, scroll",
        "space": "space, tick until [x]",
        "numbers": "tick, until all numbers follow",
    }
    for key, name in names.items():
        budget = None if key == "numbers" else BUDGET
        these, those = taken[large][key], taken[small][key]
        note = f"{milliseconds(these)} against {milliseconds(those)}"
        yield Row(group, name, ratio(these, those), budget, "1,000 steps", note)
    for at, name in enumerate(("j while the numbers are computed", "a second tick while they are")):
        these, those = [bursts[large][at]], [bursts[small][at]]
        note = f"{milliseconds(these)} against {milliseconds(those)}, one press"
        yield Row(group, name, ratio(these, those), None, "1,000 steps", note)
    note = f"{loaded[large]:.1f} s against {loaded[small]:.1f} s"
    yield Row(group, "from start to the checklist", loaded[large] / loaded[small], None, "1,000 steps", note)
