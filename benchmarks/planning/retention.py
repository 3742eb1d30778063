"""Evaluate the choice of reviews on made-up learners: `make bench-retention SEEDS=0-59`.

Each learns 40 topics on random days from 0 to 120, recalls one topic on each of four evenings a week, and has
the exam on day 180. What is remembered follows one of three laws that no policy knows.
"""

import argparse
import datetime as dt
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

sys.path[0] = str(Path(__file__).resolve().parents[2])

from benchmarks.planning.draws import stream  # noqa: E402 - the path comes first
from benchmarks.planning.graphs import structured  # noqa: E402
from benchmarks.planning.memory_laws import ABOUT, LAWS, Law, Trace  # noqa: E402
from benchmarks.planning.review_policies import LEITNER, OURS, POLICIES, Evening, Topic  # noqa: E402
from benchmarks.planning.runs import SHOW_EVERY, named, seed_range  # noqa: E402
from benchmarks.planning.summary import DIGITS, interval, mean  # noqa: E402

from roadtrack.planning.retention import AGAIN, GOOD  # noqa: E402

TOPICS: Final = 40
LAST_LEARNT: Final = 120
EXAM: Final = 180
EVENINGS: Final = (0, 1, 3, 5)
"""The days of a week that have a review."""
START: Final = dt.date(2026, 1, 5)


@dataclass(frozen=True, slots=True)
class Rememberer:
    """One learner: weight and day of each topic, and a hidden memory.

    luck: for each topic and day a number from 0 to 1; it is remembered when its recall is above. So two
    policies that review the same topic with the same past on the same day get the same answer.
    """

    weights: Sequence[float]
    days: Sequence[int]
    law: Law
    traces: Sequence[Trace]
    luck: Sequence[Sequence[float]]


@dataclass(frozen=True, slots=True)
class Ending:
    """How one policy ended. recall: true weighted recall at the exam; believed: what FSRS says that it is.

    answers: before each review (what FSRS predicted, the true probability).
    """

    recall: float
    believed: float
    answers: Sequence[tuple[float, float]]


Row = Mapping[str, Mapping[str, Ending]]
"""law → policy → how it ended, for one seed."""


def rememberer(law: str, seed: int) -> Rememberer:
    """The learner of this seed under a law: topics and their days do not depend on the law."""
    rng = stream("topics", seed)
    weights = structured(rng, TOPICS, 1, 0.0).values[0]
    days = [rng.randint(0, LAST_LEARNT) for _ in range(TOPICS)]
    hidden = stream("memory", law, seed)
    how = LAWS[law](hidden)
    traces = [how.first(hidden) for _ in range(TOPICS)]
    luck = [[hidden.random() for _ in range(EXAM)] for _ in range(TOPICS)]
    return Rememberer([weights[topic] for topic in range(TOPICS)], days, how, traces, luck)


def follow(who: Rememberer, name: str, seed: int) -> Ending:
    """One learner with one policy, from the first day to the exam."""
    rng = stream("reviews", name, seed)
    topics = [Topic(n, who.weights[n], ((_iso(day), GOOD),)) for n, day in enumerate(who.days)]
    traces = list(who.traces)
    answers = []
    for day in (day for day in range(EXAM) if day % 7 in EVENINGS):
        known = [topic for topic in topics if topic.last < _date(day)]
        chosen = POLICIES[name](Evening(known, _date(day), _date(EXAM), rng)) if known else None
        if chosen is None:
            continue
        n, days = chosen.number, (_date(day) - chosen.last).days
        chance = who.law.recall(traces[n], days)
        answers.append((chosen.memory.recall(_date(day)), chance))
        remembered = who.luck[n][day] < chance
        traces[n] = who.law.after(traces[n], days, remembered=remembered)
        topics[n] = replace(chosen, recalls=(*chosen.recalls, (_iso(day), GOOD if remembered else AGAIN)))
    return _ending(who.law, topics, traces, answers)


def _ending(law: Law, topics: list[Topic], traces: list[Trace], answers: list[tuple[float, float]]) -> Ending:
    exam = _date(EXAM)
    pairs = list(zip(topics, traces, strict=True))
    recall = sum(topic.weight * law.recall(trace, (exam - topic.last).days) for topic, trace in pairs)
    return Ending(recall, sum(topic.weight * topic.memory.recall(exam) for topic in topics), answers)


def _date(day: int) -> dt.date:
    return START + dt.timedelta(days=day)


def _iso(day: int) -> str:
    return _date(day).isoformat()


def evaluate(seed: int) -> Row:
    """One learner under each law, with each policy."""
    people = {law: rememberer(law, seed) for law in LAWS}
    return {law: {name: follow(who, name, seed) for name in POLICIES} for law, who in people.items()}


def document(seeds: str, rows: Sequence[Row]) -> dict[str, Any]:
    """The whole evaluation as JSON values. gate: at least Leitner's recall, under each law."""
    laws = {law: _law([row[law] for row in rows]) for law in LAWS}
    return {
        "seeds": seeds,
        "learners": len(rows),
        "topics": TOPICS,
        "reviewsAWeek": len(EVENINGS),
        "laws": laws,
        "gate": all(found["gate"] for found in laws.values()),
    }


def _law(rows: Sequence[Mapping[str, Ending]]) -> dict[str, Any]:
    """One law: mean recall, ours minus each other policy (95 % CI of the mean), and FSRS against the truth."""
    ahead = {n: [row[OURS].recall - row[n].recall for row in rows] for n in POLICIES if n != OURS}
    return {
        "recall": {name: _round(mean([row[name].recall for row in rows])) for name in POLICIES},
        "ci": {name: interval(differences) for name, differences in ahead.items()},
        "calibration": _calibration([row[OURS] for row in rows]),
        "gate": mean(ahead[LEITNER]) >= 0,
    }


def _calibration(ends: Sequence[Ending]) -> dict[str, dict[str, float]]:
    """What FSRS predicts for those who follow ours, and what is real: at their reviews, and at the exam."""
    answers = [answer for end in ends for answer in end.answers]
    return {
        "reviews": _pair([predicted for predicted, _ in answers], [real for _, real in answers]),
        "exam": _pair([end.believed for end in ends], [end.recall for end in ends]),
    }


def _pair(predicted: Sequence[float], real: Sequence[float]) -> dict[str, float]:
    return {"predicted": _round(mean(predicted)), "real": _round(mean(real))}


def _round(number: float) -> float:
    return round(number, DIGITS)


def table(found: Mapping[str, Any]) -> str:
    """The document as text for people."""
    lines = [f"weighted recall at the exam; seeds {found['seeds']}, {found['learners']} learners"]
    lines.append(f"{found['topics']} topics, {found['reviewsAWeek']} reviews a week")
    for law, part in found["laws"].items():
        lines.append(f"\nlaw {law}: {ABOUT[law]}\n{'policy':<17}{'recall':>7}   ours minus it, 95 % CI")
        for name, value in part["recall"].items():
            between = "   [{:.3f}, {:.3f}]".format(*part["ci"][name]) if name in part["ci"] else ""
            lines.append(f"{name:<17}{value:7.3f}{between}")
        for when, pair in part["calibration"].items():
            lines.append(f"{when}: FSRS predicts {pair['predicted']:.3f}, real {pair['real']:.3f}")
    lines.append(f"\nours at least Leitner under each law: {'yes' if found['gate'] else 'no'}")
    return "\n".join(lines)


def main(argv: Sequence[str] | None = None) -> int:
    """Print one JSON object or a table on stdout; all else goes to stderr."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=seed_range, default=seed_range("0-59"), help="first-last, both included")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of the table")
    asked = parser.parse_args(argv)
    rows: list[Row] = []
    for seed in asked.seeds:
        rows.append(evaluate(seed))
        if len(rows) % SHOW_EVERY == 0 or len(rows) == len(asked.seeds):
            sys.stderr.write(f"{len(rows)} of {len(asked.seeds)} learners\n")
    found = document(named(asked.seeds), rows)
    print(json.dumps(found) if asked.json else table(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
