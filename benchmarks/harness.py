"""Interleaved timing: everything that is compared runs in turn, round after round, in the same minutes.

A shared machine is slow or fast for everyone in a round, so the ratio of two times of one round is worth
more than either time. What is reported is the median of those ratios.
"""

import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

Env = Mapping[str, str]
Contestant = Callable[[], float]
"""Runs once and returns what it took, in seconds or any other unit."""

PYTHON = sys.executable
ROADTRACK = str(Path(sys.executable).with_name("roadtrack"))


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    group: str
    figure: str
    ratio: float | None
    budget: float | None = None
    """The largest ratio that is allowed; None where the row is only for information."""
    against: str = ""
    """What the ratio is to."""
    note: str = ""
    """Times and sizes of this machine, for information."""

    @property
    def verdict(self) -> str:
        """ok, over, or empty without a budget."""
        if self.ratio is None or self.budget is None:
            return ""
        return "ok" if self.ratio <= self.budget else "over"

    def document(self) -> dict[str, object]:
        """The row as JSON values."""
        return asdict(self) | {"verdict": self.verdict}


def interleave(rounds: int, contestants: Mapping[str, Contestant]) -> dict[str, list[float]]:
    """What each contestant took in each round, in turn; one round before them is thrown away.

    The order turns by one from round to round, so that nobody always follows the same neighbour.
    """
    taken: dict[str, list[float]] = {name: [] for name in contestants}
    names = list(contestants)
    for round_ in range(-1, rounds):
        start = (round_ + 1) % len(names)
        for name in names[start:] + names[:start]:
            seconds = contestants[name]()
            if round_ >= 0:
                taken[name].append(seconds)
    return taken


def ratio(these: Sequence[float], those: Sequence[float]) -> float:
    """The median of the rounds' ratios."""
    return median(a / b for a, b in zip(these, those, strict=True))


def milliseconds(samples: Sequence[float]) -> str:
    """The median and the 95th percentile: `12.3 ms (p95 20.1)`."""
    late = sorted(samples)[min(len(samples) - 1, round(0.95 * (len(samples) - 1)))]
    return f"{median(samples) * 1000:.1f} ms (p95 {late * 1000:.1f})"


def process(argv: Sequence[str], env: Env) -> float:
    """Seconds of one whole process. Raises CalledProcessError when it fails."""
    start = perf_counter()
    done = subprocess.run(argv, env=env, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    seconds = perf_counter() - start
    if done.returncode:
        sys.stderr.write(done.stderr.decode(errors="replace"))
        done.check_returncode()
    return seconds


def output(argv: Sequence[str], env: Env) -> str:
    """What a process prints. Raises CalledProcessError when it fails."""
    done = subprocess.run(argv, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, check=True, text=True)
    return done.stdout


def table(rows: Sequence[Row]) -> str:
    """The rows as aligned text, one group after the other."""
    lines = []
    width = max((len(row.figure) for row in rows), default=0)
    group = ""
    for row in rows:
        if row.group != group:
            group = row.group
            lines.append(f"\n{group}")
        number = "" if row.ratio is None else f"{row.ratio:.2f}"
        budget = "" if row.budget is None else f"{row.budget:g}"
        about = " · ".join(part for part in (f"× {row.against}" if row.against else "", row.note) if part)
        lines.append(f"  {row.figure:<{width}}  {number:>7}  {budget:>6}  {row.verdict:<4}  {about}".rstrip())
    head = f"  {'figure':<{width}}  {'ratio':>7}  {'budget':>6}"
    return "\n".join([head, *lines])
