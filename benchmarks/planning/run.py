"""Evaluate the planner on made-up learners: `make bench-planning FAMILY=F1 SEEDS=0-99`.

Families: F1 curricula as authors write them; F2 in teaching order; F3 random graphs; F4 half without weight;
F5 tight or loose dates; F6 no or very wrong estimates; F7 the shipped certifications.
"""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

sys.path[0] = str(Path(__file__).resolve().parents[2])

from benchmarks.planning import optimum  # noqa: E402 - the path comes first
from benchmarks.planning.downsets import gap  # noqa: E402
from benchmarks.planning.learners import learner  # noqa: E402
from benchmarks.planning.policies import POLICIES  # noqa: E402
from benchmarks.planning.runs import every, named, seed_range  # noqa: E402
from benchmarks.planning.subjects import FAMILIES  # noqa: E402
from benchmarks.planning.summary import Row, document  # noqa: E402
from benchmarks.planning.view import Chart  # noqa: E402
from benchmarks.planning.walk import follow, score  # noqa: E402


def evaluate(seed: int, family: str, adherence: float, *, best: bool) -> Row:
    """One learner with every policy. best: look for the optimum too."""
    who = learner(family, seed)
    chart = Chart(who.subject)
    scores = {name: score(who, follow(who, name, chart, adherence)) for name in POLICIES}
    return Row(seed, who.variant, scores, optimum.optimum(who) if best else None, gap(family, seed))


def table(found: Mapping[str, Any]) -> str:
    """The document as text for people."""
    lines = [f"{found['family']}: {FAMILIES[found['family']].about}"]
    lines.append(f"seeds {found['seeds']}, {found['learners']} learners, adherence {found['adherence']:g}\n")
    lines.append(f"{'policy':<20}{'coverage':>9}{'ready':>8}{'area':>8}   ours minus it, 95 % CI")
    for name, value in sorted(found["coverage"].items(), key=lambda item: -(item[1] or 0)):
        if value is None:
            continue
        rest = "".join(f"{found[key][name]:8.3f}" for key in ("ready", "area") if name in found[key])
        between = "   [{:.3f}, {:.3f}]".format(*found["ci"][name]) if name in found["ci"] else ""
        lines.append(f"{name:<20}{value:9.3f}{rest}{between}")
    if found["regret"] is not None:
        lines.append(f"\nregret {found['regret']['mean']:.3f}, p95 {found['regret']['p95']:.3f}")
        lines.append(f"optimum proved for {found['proved']} of {found['learners']}")
    dp = found["dp"]
    lines.append(
        f"small subjects: gap {dp['gapMean']:.2%}, p95 {dp['gapP95']:.2%}, the best order in {dp['optimalShare']:.0%}"
    )
    for name, part in found["variants"].items() if len(found["variants"]) > 1 else ():
        shown = {key: value for key, value in part["coverage"].items() if key in {"ours", "optimum", "wsjf"}}
        lines.append(f"{name}: {part['learners']} learners, {shown}")
    return "\n".join(lines)


def main(argv: Sequence[str] | None = None) -> int:
    """Print one JSON object or a table on stdout; all else goes to stderr."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--family", choices=sorted(FAMILIES), default="F1")
    parser.add_argument("--seeds", type=seed_range, default=seed_range("0-99"), help="first-last, both included")
    parser.add_argument("--adherence", type=float, default=1.0, help="how often the advice is followed, 0 to 1")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of the table")
    asked = parser.parse_args(argv)
    best = optimum.available()
    if not best:
        sys.stderr.write("OR-tools is not installed: no optimum, no regret. `make bench-planning` installs it.\n")
    work = partial(evaluate, family=asked.family, adherence=asked.adherence, best=best)
    found = document(asked.family, named(asked.seeds), asked.adherence, every(work, asked.seeds))
    print(json.dumps(found) if asked.json else table(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
