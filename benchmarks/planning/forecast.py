"""Evaluate the forecast on made-up learners: `make bench-forecast SEEDS=10000-10199 WEEKS=0,2,4,8,26`.

Learners: main, whose errors are those that the forecast expects of a stranger; a, who estimates and plans
honestly; b, with heavy bias, an overblown plan and a change of life.
"""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

sys.path[0] = str(Path(__file__).resolve().parents[2])

from benchmarks.planning.forecasters import FORECASTERS  # noqa: E402 - the path comes first
from benchmarks.planning.policies import OURS  # noqa: E402
from benchmarks.planning.runs import every, named, seed_range  # noqa: E402
from benchmarks.planning.students import KINDS, student  # noqa: E402
from benchmarks.planning.summary import interval  # noqa: E402

QUANTILES: Final = (0.50, 0.85, 0.95)


@dataclass(frozen=True, slots=True)
class Case:
    """One forecast against the truth. met: whether the P50, P85 and P95 dates were. brier: (chance - truth)²."""

    met: tuple[bool, ...]
    brier: float


def evaluate(seed: int, kind: str, weeks: Sequence[int]) -> dict[int, dict[str, Case]]:
    """One learner after each length of history, by each forecaster."""
    return {history: _cases(kind, seed, history) for history in weeks}


def _cases(kind: str, seed: int, history: int) -> dict[str, Case]:
    who = student(kind, seed, history)
    cases = {}
    for name, forecaster in FORECASTERS.items():
        found = forecaster(who)
        met = tuple(who.end <= found.quantile(p) for p in QUANTILES)
        cases[name] = Case(met, (found.chance(who.date) - (who.end <= who.date)) ** 2)
    return cases


def document(kind: str, seeds: str, weeks: Sequence[int], rows: Sequence[Mapping[int, Mapping[str, Case]]]) -> Any:
    """The whole evaluation as JSON values."""
    found = {str(history): _compared([row[history] for row in rows]) for history in weeks}
    return {"learner": kind, "seeds": seeds, "learners": len(rows), "weeks": found}


def _compared(cases: Sequence[Mapping[str, Case]]) -> dict[str, dict[str, Any]]:
    """Each forecaster's figures, and for the others how much worse their Brier score is: 95 % CI of the mean."""
    found: dict[str, dict[str, Any]] = {name: dict(_summary([case[name] for case in cases])) for name in FORECASTERS}
    for name, summary in found.items():
        if name != OURS:
            summary["brierMinusOurs"] = interval([case[name].brier - case[OURS].brier for case in cases])
    return found


def _summary(cases: Sequence[Case]) -> dict[str, float]:
    shares = {
        f"p{round(100 * p)}": round(sum(case.met[at] for case in cases) / len(cases), 4)
        for at, p in enumerate(QUANTILES)
    }
    return shares | {"brier": round(sum(case.brier for case in cases) / len(cases), 4)}


def table(found: Mapping[str, Any]) -> str:
    """The document as text for people."""
    lines = [f"learner {found['learner']}: {KINDS[found['learner']].about}; seeds {found['seeds']}"]
    lines.append("share of the cases that met the P50, P85 and P95 dates, and the Brier score of the deadline\n")
    lines.append(f"{'weeks':<7}{'forecast':<12}{'P50':>6}{'P85':>7}{'P95':>7}{'Brier':>9}   minus ours, 95 % CI")
    for history, cases in found["weeks"].items():
        for name, case in cases.items():
            shares = f"{case['p50']:6.2f}{case['p85']:7.2f}{case['p95']:7.2f}"
            between = "   [{:.3f}, {:.3f}]".format(*case["brierMinusOurs"]) if "brierMinusOurs" in case else ""
            lines.append(f"{history:<7}{name:<12}{shares}{case['brier']:9.3f}{between}")
    return "\n".join(lines)


def weeks_of(text: str) -> tuple[int, ...]:
    """`0,2,4`. Raises ArgumentTypeError."""
    parts = text.split(",")
    if not all(part.isdecimal() for part in parts):
        raise argparse.ArgumentTypeError(f"{text!r} is no list of weeks such as 0,2,4")
    return tuple(dict.fromkeys(int(part) for part in parts))


def main(argv: Sequence[str] | None = None) -> int:
    """Print one JSON object or a table on stdout; all else goes to stderr."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--learner", choices=sorted(KINDS), default="main")
    parser.add_argument("--seeds", type=seed_range, default=seed_range("0-199"), help="first-last, both included")
    parser.add_argument("--weeks", type=weeks_of, default=(0, 2, 4, 8, 26), help="weeks of history, such as 0,2,4")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of the table")
    asked = parser.parse_args(argv)
    rows = every(partial(evaluate, kind=asked.learner, weeks=asked.weeks), asked.seeds)
    found = document(asked.learner, named(asked.seeds), asked.weeks, rows)
    print(json.dumps(found) if asked.json else table(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
