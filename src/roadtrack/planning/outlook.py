"""The forecast of each goal, in dates and words, and what would change it. Pure.

One learner has one week: a goal's work is counted together with that of every goal that is due before it.
"""

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

from roadtrack.planning.forecast import MOST_WEEKS, Forecast, Futures, Weeks, Work, seed_of
from roadtrack.planning.standing import Goal, Standing

LIKELY: Final = 80
"""Percent from which a date is called likely, and which a lever should reach."""
UNLIKELY: Final = 40
"""Percent below which a date is called unlikely."""
SAFE: Final = 0.85
"""The share of futures that a proposed date holds in."""
MOST_MORE_HOURS: Final = 10


@dataclass(frozen=True, slots=True)
class Lever:
    """One thing that would change the chance. percent: the chance then.

    hours: `value` more hours a week. date: the date `day` instead. goal: the goal `name` waits. step: the step
    `name` is left out.
    """

    kind: Literal["hours", "date", "goal", "step"]
    percent: int
    value: int = 0
    day: dt.date | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Outlook:
    """When a goal may be done. Days are None for "not within five years".

    hours: estimated work left, with that of `before`: the goals that are due first. percent: chance of the
    date in steps of 5, from 5 to 95; None without a date, or when nothing is known.
    """

    goal: str
    by: dt.date | None
    hours: float
    before: tuple[str, ...]
    early: dt.date | None = None
    """Done by then in 15 % of the futures."""
    middle: dt.date | None = None
    """In half of them."""
    late: dt.date | None = None
    """In 85 % of them."""
    percent: int | None = None
    known: bool = True
    """False when there is neither a plan nor a journal to forecast from."""

    @property
    def words(self) -> str:
        """likely, toss-up or unlikely; empty without a date."""
        return chance_words(self.percent)


def chance_words(percent: int | None) -> str:
    """How a chance is called: likely from 80 %, a toss-up from 40 %, unlikely below."""
    if percent is None:
        return ""
    return "likely" if percent >= LIKELY else "toss-up" if percent >= UNLIKELY else "unlikely"


@dataclass(frozen=True, slots=True)
class Try:
    """What if: so many hours in an average week, another date, without these steps or goals."""

    hours_per_week: float | None = None
    by: dt.date | None = None
    without: frozenset[str] = frozenset()


NO_TRY: Final = Try()


class Outlooks:
    """The forecasts of one standing: the same futures answer for every goal and every lever."""

    def __init__(self, standing: Standing) -> None:
        self._standing = standing

    @cached_property
    def _futures(self) -> Futures:
        standing = self._standing
        weeks = Weeks(standing.pool, standing.planned_hours, 1 - standing.review_share)
        return Futures(weeks, standing.bias, seed_of(standing.today.isoformat(), standing.pool, standing.planned_hours))

    @property
    def hours_per_week(self) -> float:
        """Hours that an average coming week has for new steps."""
        return self._futures.hours_per_week

    def outlook(self, goal: Goal, what_if: Try = NO_TRY) -> Outlook:
        """One goal's forecast, or what it would be."""
        by = what_if.by or goal.by
        before = [g.id for g in self._due_before(goal, by) if g.id not in what_if.without]
        refs = self._refs((goal.id, *before), what_if.without)
        hours = sum(self._standing.minutes_left(ref) for ref in refs) / 60
        if not self._futures.known:
            return Outlook(goal.id, by, hours, tuple(before), known=False)
        found = self._forecast(refs, what_if.hours_per_week)
        early, middle, late = (self._day(found.quantile(p)) for p in (0.15, 0.5, SAFE))
        return Outlook(goal.id, by, hours, tuple(before), early, middle, late, self._percent(found, by))

    def levers(self, goal: Goal) -> tuple[Lever, ...]:
        """What would make the date likelier, or nothing for a goal without a date or one that is likely."""
        now = self.outlook(goal)
        if now.percent is None or now.percent >= LIKELY or goal.by is None:
            return ()
        return tuple(self._levers(goal, goal.by, now))

    def _levers(self, goal: Goal, by: dt.date, now: Outlook) -> Iterator[Lever]:
        refs = self._refs((goal.id, *now.before), frozenset())
        known = now.percent or 0
        tried = {0: known}
        for more in range(1, MOST_MORE_HOURS + 1):
            tried[more] = self._percent(self._forecast(refs, self.hours_per_week + more), by) or 0
            if tried[more] >= LIKELY:
                break
        steps = (1, max(tried)) if max(tried) > 1 else (max(tried),)
        yield from (Lever("hours", tried[more], value=more) for more in steps if tried[more] > known)
        if now.late is not None and now.late > by:
            yield Lever("date", self._percent(self._forecast(refs), now.late) or 0, day=now.late)
        for other in now.before:
            changed = self.outlook(goal, Try(without=frozenset({other}))).percent or 0
            if changed > known:
                yield Lever("goal", changed, name=other)
        yield from self._without_a_step(goal, now)

    def _without_a_step(self, goal: Goal, now: Outlook) -> Iterator[Lever]:
        """Leaving out the open step that costs most for what it is worth and that nothing else waits for."""
        standing = self._standing
        shares = standing.library.outlines[goal.id].shares
        ends = [ref for ref in shares if self._is_loose_end(ref)]
        if not ends:
            return
        worst = max(ends, key=lambda ref: (standing.minutes_left(ref) / (shares[ref] + 0.001), ref))
        changed = self.outlook(goal, Try(without=frozenset({worst}))).percent or 0
        if changed > (now.percent or 0):
            yield Lever("step", changed, name=worst)

    def _is_loose_end(self, ref: str) -> bool:
        """Unfinished, no exam, and no unfinished step needs it."""
        standing = self._standing
        if standing.state(ref).status.finished or standing.library.steps[ref].step.kind.value == "exam":
            return False
        return all(standing.state(o).status.finished for o in standing.library.opens.get(ref, ()))

    def _due_before(self, goal: Goal, by: dt.date | None) -> list[Goal]:
        """Dated goals whose work is done first: nearer date, then more important, then by name."""
        far = dt.date.max
        mine = (by or far, -goal.importance, goal.id)
        return [
            other
            for other in self._standing.goals
            if other.id != goal.id
            and other.pressure.state == "dated"
            and (other.by or far, -other.importance, other.id) < mine
        ]

    def _refs(self, goals: Collection[str], without: Collection[str]) -> frozenset[str]:
        """The unfinished weighted steps of these goals and all they need, without some."""
        standing = self._standing
        ahead = [ref for id_ in goals for ref, share in standing.library.outlines[id_].shares.items() if share > 0]
        found: set[str] = set()
        while ahead:
            ref = ahead.pop()
            if ref not in found and ref not in without and not standing.state(ref).status.finished:
                found.add(ref)
                ahead.extend(standing.library.steps[ref].needs)
        return frozenset(found)

    def _forecast(self, refs: Collection[str], hours_per_week: float | None = None) -> Forecast:
        work = Work.of(self._standing.minutes_left(ref) / 60 for ref in refs)
        return self._futures.forecast(work, hours_per_week)

    def _percent(self, found: Forecast, by: dt.date | None) -> int | None:
        """The chance of a date in steps of 5; never 0 or 100, which no forecast can know. None without a date."""
        if by is None:
            return None
        # The whole day of the date may be used, as an exam today is not overdue.
        weeks = ((by - self._standing.today).days + 1) / 7
        return min(95, max(5, 5 * round(20 * found.chance(weeks)))) if weeks > 0 else 5

    def _day(self, weeks: float) -> dt.date | None:
        return None if weeks >= MOST_WEEKS else self._standing.today + dt.timedelta(days=round(weeks * 7))
