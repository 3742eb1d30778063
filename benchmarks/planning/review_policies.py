"""Rules that say which topic to recall this evening. They see grades and days, never the hidden memory."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from roadtrack.planning.retention import AGAIN, Memory, Recalls, gain, memory


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic that was learnt. weight: share of the exam. recalls: learning it, and each review."""

    number: int
    weight: float
    recalls: Recalls

    @property
    def last(self) -> dt.date:
        """When it was learnt or last recalled."""
        return dt.date.fromisoformat(self.recalls[-1][0])

    @property
    def memory(self) -> Memory:
        """What the product believes that these recalls left."""
        found = memory(self.recalls)
        assert found is not None
        return found


@dataclass(frozen=True, slots=True)
class Evening:
    """One evening with time for one review. topics: at least one, none of them learnt or recalled today."""

    topics: Sequence[Topic]
    today: dt.date
    exam: dt.date
    rng: Random


Policy = Callable[[Evening], Topic | None]
Key = Callable[[Evening, Topic], float]

BOXES: Final = (1, 3, 7, 21, 60, 120)
"""Days that a topic stays in each of Leitner's boxes."""


def box(recalls: Recalls) -> int:
    """Leitner's box, from 0: a success moves a topic on by one, a failure back to the first."""
    place = 0
    for _, grade in recalls[1:]:
        place = min(place + 1, len(BOXES) - 1) if grade > AGAIN else 0
    return place


def _highest(key: Key) -> Policy:
    """The topic with the highest key; among equals the first."""
    return lambda evening: max(evening.topics, key=lambda topic: (key(evening, topic), -topic.number))


def _days(evening: Evening, topic: Topic) -> int:
    return (evening.today - topic.last).days


def _forgotten(evening: Evening, topic: Topic) -> float:
    return 1 - topic.memory.recall(evening.today)


def _overdue(evening: Evening, topic: Topic) -> float:
    """Days waited for each day of Leitner's interval; below 1 it is not due yet, but no evening is wasted.

    By plain days overdue Leitner reaches less under B and C and more under A, on seeds 0-59.
    """
    return _days(evening, topic) / BOXES[box(topic.recalls)]


def _won(evening: Evening, topic: Topic) -> float:
    """Points per review: every review takes as long as any other here."""
    return topic.weight * gain(topic.memory, evening.today, evening.exam).value


OURS: Final = "ours"
LEITNER: Final = "leitner"
POLICIES: Final[Mapping[str, Policy]] = {
    "none": lambda _: None,
    "random": lambda evening: evening.rng.choice(evening.topics),
    "oldest": _highest(_days),
    "lowestRecall": _highest(_forgotten),
    LEITNER: _highest(_overdue),
    "weightDays": _highest(lambda evening, topic: topic.weight * _days(evening, topic)),
    "weightForgotten": _highest(lambda evening, topic: topic.weight * _forgotten(evening, topic)),
    OURS: _highest(_won),
}
