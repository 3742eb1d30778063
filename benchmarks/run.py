"""Measure roadtrack against its budgets: `make bench`, or `python benchmarks/run.py --rounds 30 startup keys`.

Each figure is a ratio of two things measured in turn in the same run, so that a slow or busy machine says
nearly the same as a fast one. Nothing is read or written outside a temporary folder.
"""

import argparse
import json
import platform
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[1])

from benchmarks import firstframe, keys, memory, scoring, startup  # noqa: E402 - the path comes first
from benchmarks.harness import Row, table  # noqa: E402

# scoring comes last: a fork of a large process is slow
PARTS: dict[str, Callable[[Path, int], Iterator[Row]]] = {
    "startup": startup.measure,
    "firstframe": firstframe.measure,
    "memory": memory.measure,
    "keys": keys.measure,
    "forecast": lambda _, rounds: scoring.measure_forecast(rounds),
    "scoring": lambda _, rounds: scoring.measure(rounds),
}


def main() -> int:
    """Print the table. Exit code 0 also when something is over: the machine may have been busy."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"one or more of {', '.join(PARTS)}; default: all")
    parser.add_argument("--rounds", type=int, default=12, help="rounds of each comparison (default 12)")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of the table")
    asked = parser.parse_args()
    if unknown := set(asked.parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="roadtrack-bench-") as folder:
        for name, measure in PARTS.items():
            if name in (asked.parts or PARTS):
                sys.stderr.write(f"{name} …\n")
                own = Path(folder) / name
                own.mkdir()
                rows += measure(own, asked.rounds)
    if asked.json:
        machine = {"python": platform.python_version(), "system": platform.platform(), "rounds": asked.rounds}
        print(json.dumps(machine | {"figures": [row.document() for row in rows]}, ensure_ascii=False, indent=2))
    else:
        print(table(rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
