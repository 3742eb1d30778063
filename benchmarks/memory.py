"""Memory of the app at 1,000 steps, against a Textual hello-world, and its growth while keys are pressed."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

from benchmarks.harness import ROADTRACK, Row, ratio
from benchmarks.keys import open_checklist
from benchmarks.terminal import Terminal, resident
from benchmarks.worlds import big, environment, hello, make_world

BUDGET = 1.5
FEW, MANY = 200, 2_000
STEPS = 1_000
MOST_ROUNDS = 3  # memory hardly varies

Sizes = list[float]


def measure(folder: Path, rounds: int) -> Iterator[Row]:
    """After the first paint, after 200 keys, and what 1,800 more add."""
    world = make_world(folder / "thousand", ["big"], big(STEPS, 10))
    first = world.ready(1)[0]
    app: list[Sizes] = []
    least: list[Sizes] = []
    for _ in range(min(rounds, MOST_ROUNDS)):
        with Terminal(hello(folder), environment(folder)) as terminal:
            terminal.wait_for("Hello")
            least.append(_peaks(terminal))
        with Terminal([ROADTRACK], world.env) as terminal:
            terminal.wait_for(first)
            app.append(_peaks(terminal, STEPS))
    if not all(app + least):
        yield Row("Memory", "not measured: no /proc here", None)
        return
    names = ("peak after the first paint", f"peak after {FEW} keys, checklist loaded")
    for at, name in enumerate(names):
        these, those = [sizes[at] for sizes in app], [sizes[at] for sizes in least]
        note = f"{median(these):.1f} MiB against {median(those):.1f}"
        yield Row(f"Memory, {STEPS:,} steps", name, ratio(these, those), BUDGET, "Textual hello-world", note)
    grown = median(sizes[3] - sizes[2] for sizes in app)
    note = f"{grown:+.1f} MiB from key {FEW} to key {MANY:,}"
    yield Row(f"Memory, {STEPS:,} steps", "growth", ratio([s[3] for s in app], [s[2] for s in app]), None, "", note)


def _peaks(terminal: Terminal, steps: int = 0) -> Sizes:
    """Peak MiB after first paint and after 200 keys; for an app with a checklist also MiB in use then and later."""
    sizes = [resident(terminal.pid, peak=True)]
    if steps:
        open_checklist(terminal, steps)
    _press(terminal, FEW)
    sizes.append(resident(terminal.pid, peak=True))
    if steps:
        sizes.append(resident(terminal.pid))
        _press(terminal, MANY - FEW)
        sizes.append(resident(terminal.pid))
    return [size for size in sizes if size is not None]


def _press(terminal: Terminal, count: int, keys: Sequence[str] = ("j", "j", "\x04", "k", "\x15")) -> None:
    for at in range(count):
        terminal.write(keys[at % len(keys)])
        terminal.read(0.03)
    terminal.settle(0.3)
