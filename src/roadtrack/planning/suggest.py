"""What next: every ready step, ranked by exam points per hour of the best bundle that it begins. Pure.

The mathematics is public: single-machine scheduling with precedence for the least weighted sum of completion
times (1|prec|Σw·C: Horn 1972, Sidney 1975), where the best start is the set of highest value per hour, and
Apparent Tardiness Cost (Vepsalainen and Morton 1987), where value counts the more the less slack is left.
`plan` tells the formula in words.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

LEAST_REMAINING_HOURS: Final = 0.25
"""No unfinished step counts as less work than this, however much is logged: it still has to be closed."""

HOURS_WITHOUT_ESTIMATE: Final = 2.5
"""Taken for a step without an estimate when its kind has no default either."""

LEAST_PACE: Final = 0.1
"""Hours per week that a plan assumes at the least, so that slack stays finite."""

SLACK_SCALE_WEEKS: Final = 2.0
"""Pressure falls to 1/e of its height with every two weeks of slack."""

LEAST_PRESSURE: Final = 0.05
"""The pressure of an undated goal, and the floor of a dated one."""

NO_DEFAULTS: Final[Mapping[str, float]] = MappingProxyType({})

GoalState = Literal["dated", "undated", "overdue", "complete"]
"""How a goal stands with its date. Complete: no unfinished step has weight in it, whatever its date."""


@dataclass(frozen=True, slots=True)
class PlanStep:
    """A step as the planner sees it. Numbers are finite; refs are unique among the steps of one call."""

    ref: str
    position: int
    """Place in its file; the tie-break before the ref."""
    needs: tuple[str, ...] = ()
    """Refs that must be finished before. An unknown ref counts as finished."""
    hours: float | None = None
    """Estimate of the whole step in hours, 0 allowed; None takes the default of its kind."""
    kind: str = "study"
    logged_hours: float = 0.0
    """Hours already spent on it."""
    finished: bool = False
    """Done or skipped."""
    started: bool = False
    """In progress: goes first among equal scores."""
    snoozed: bool = False
    """Not suggested for now; it still blocks what needs it and still carries its value."""


@dataclass(frozen=True, slots=True)
class PlanGoal:
    """A goal as the planner sees it: how much it matters, how long it has, what each step is worth to it."""

    id: str
    importance: int
    """1 (least) to 3 (most)."""
    weeks_left: float | None
    """Weeks until its date; None is undated, 0 or less is overdue."""
    values: Mapping[str, float]
    """Step ref → share of the goal, 0 to 1; all shares together are 1, or 0 for a goal without steps."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One row of a score: what the step itself or one step that it opens adds to the bundle.

    Over the rows of a suggestion, points divided by all hours, and the sum of `score`, both give its score.
    """

    kind: Literal["itself", "opens"]
    ref: str
    """The step itself, or the step that it opens."""
    points: float
    """Points of this row: the step's own, or `share` of those in the opened step's own bundle."""
    share: float
    """How much of the opened step counts here, 0 to 1: this step's part of the hours of all that it still
    needs directly. 1 for the step itself."""
    hours: float
    """Hours of this row: remaining hours of the step itself, or `share` of the opened step's own bundle."""
    score: float
    """Points per hour of the whole bundle that this row contributes."""
    also_needs: tuple[str, ...]
    """The other unfinished steps that the opened step needs, by position."""
    goals: tuple[tuple[str, float], ...]
    """(goal id, share of that goal, 0 to 1) for each goal that `ref` has weight in, by id."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A ready step, its score and the rows that explain it."""

    ref: str
    score: float
    """Points per hour, rounded to 9 decimals. 1 point is 1 % of one goal of importance 1 at full pressure."""
    remaining_hours: float
    """Hours left in the step itself."""
    bundle_hours: float
    """Hours of the step and of its part of all that counts behind it."""
    started: bool
    reasons: tuple[Reason, ...]
    """First the step itself, then what it opens, by position. Their scores add up to `score` (1e-6)."""


@dataclass(frozen=True, slots=True)
class Pressure:
    """How strongly a goal's date presses, and the slack that this comes from."""

    goal: str
    value: float
    """0 (overdue or complete) to 1 (no slack)."""
    remaining_hours: float
    """Hours left in the goal's unfinished weighted steps and in all that they need."""
    weeks_left: float | None
    slack_weeks: float | None
    """Weeks left minus the weeks of work at the pace; below 0 it does not fit. None when undated."""
    state: GoalState


@dataclass(frozen=True, slots=True)
class Plan:
    """The ready steps in the order to take them, the pressures behind it, and what can never become ready."""

    suggestions: tuple[Suggestion, ...]
    """Every ready step that is not snoozed, best first."""
    pressures: tuple[Pressure, ...]
    """One for each goal, by goal id."""
    cycle: tuple[str, ...]
    """Sorted refs of the unfinished steps that need themselves, directly or round a circle."""


def plan(
    steps: Sequence[PlanStep],
    goals: Sequence[PlanGoal],
    pace: float,
    defaults: Mapping[str, float] = NO_DEFAULTS,
) -> Plan:
    """Rank every ready step by the points per hour of the best bundle that begins with it.

    pace: hours of estimated work per week, taken as at least 0.1.
    defaults: step kind → hours for a step without an estimate; 2.5 h for a kind that is absent.
    Raises ValueError when two unfinished steps share a ref.

    The formula:

    - rem(step) = max(0.25 h, hours - logged hours).
    - slack(goal) = weeks left - work / pace; work = Σ rem of its unfinished weighted steps and all they need.
    - pressure(goal) = 0 when overdue or complete, 0.05 when undated, else exp(-max(0, slack) / 2 weeks),
      rounded to 3 decimals (so that no difference between C libraries can change an order), at least 0.05.
    - points(step) = Σ over goals of 100 · importance · pressure · the step's share of the goal.
    - bundle(step) begins with the step's own points and rem. Then come the steps that it opens, by value per
      hour of their own bundles, as long as each raises points / hours. An opened step with several unfinished
      needs counts by their hours: rem(step) / Σ rem(needs) of its bundle.
    - score(step) = points / hours of its bundle, rounded to 9 decimals.

    Ties: in progress first, then less remaining, then position, then ref. The order of the arguments never
    matters. Steps on a circle of needs, and all that need them, are left out.
    O(V log V + E log D) for V steps, E needs and at most D steps opened by one; O(V + E) more for each goal.
    """
    graph = _graph(steps, defaults)
    by_id = sorted(goals, key=lambda goal: goal.id)
    pressures = tuple(_pressure(graph, goal, pace) for goal in by_id)
    points = _points(graph, by_id, pressures)
    suggestions = _suggestions(graph, by_id, points, _bundles(graph, points))
    return Plan(suggestions, pressures, _circles(graph))


def round_rows(values: Sequence[float], decimals: int = 2, total: float | None = None) -> tuple[float, ...]:
    """Round rows so that what is printed adds up: the rows' sum is the rounded total, each within one unit.

    total: what the rows stand for, when it is known better than by their exact sum, such as a rounded score.
    Largest remainder: all rows are rounded down, then the missing units go to the largest remainders, earlier
    rows first. Raises ValueError or OverflowError for a value that is not finite.
    """
    if not values:
        return ()
    scale = 10**decimals
    units = [math.floor(value * scale) for value in values]
    target = round(round(math.fsum(values) if total is None else total, decimals) * scale)
    every, rest = divmod(target - sum(units), len(values))
    largest_first = sorted(range(len(values)), key=lambda row: units[row] - values[row] * scale)
    for row in largest_first[:rest]:
        units[row] += 1
    return tuple((unit + every) / scale for unit in units)


def blocked_by(ref: str, steps: Iterable[PlanStep]) -> tuple[str, ...]:
    """The unfinished steps that a step needs directly, by position and ref.

    Empty when the step is ready, finished or unknown.
    """
    unfinished = {step.ref: step for step in steps if not step.finished}
    if ref not in unfinished:
        return ()
    missing = {need for need in unfinished[ref].needs if need in unfinished}
    return tuple(sorted(missing, key=lambda need: (unfinished[need].position, need)))


def cheapest_path(ref: str, steps: Iterable[PlanStep], defaults: Mapping[str, float] = NO_DEFAULTS) -> tuple[str, ...]:
    """The chain of needs from a ready step up to `ref`, both included, along the cheapest needs.

    From `ref` downwards it follows, of the unfinished direct needs, the one with the fewest remaining hours
    in itself and all that it needs (ties: position, ref). A ready step is its own path. Empty when `ref` is
    finished, unknown, or needs a circle, since no order of work leads there.
    defaults: as in `plan`. Raises ValueError when two unfinished steps share a ref.
    O(V + E), and once more for each need that is compared on the way.
    """
    graph = _graph(steps, defaults)
    here = graph.index.get(ref)
    if here is None or here not in set(graph.order):
        return ()
    chain = [here]
    while needs := graph.needs[chain[-1]]:
        chain.append(_cheapest(graph, needs))
    return tuple(graph.steps[step].ref for step in reversed(chain))


@dataclass(frozen=True, slots=True)
class _Graph:
    """The unfinished steps as index arrays. An index is a rank by (position, ref), so it also breaks ties."""

    steps: list[PlanStep]
    index: dict[str, int]
    needs: list[list[int]]
    """For each step the unfinished steps it needs, ascending."""
    opens: list[list[int]]
    """For each step the unfinished steps that need it, ascending."""
    hours: list[float]
    """Remaining hours of each step."""
    order: list[int]
    """A topological order: each step after all it needs. Steps that are on or behind a circle are absent."""


@dataclass(frozen=True, slots=True)
class _Bundles:
    """The best bundle that begins with each step."""

    points: list[float]
    hours: list[float]
    density: list[float]
    """Points per hour."""
    opened: list[Sequence[int]]
    """The opened steps that are in the bundle, by density."""
    cost: list[float]
    """For each step the remaining hours of all the unfinished steps it needs directly."""


def _graph(steps: Iterable[PlanStep], defaults: Mapping[str, float]) -> _Graph:
    rows = [step for step in steps if not step.finished]
    rows.sort(key=lambda step: (step.position, step.ref))
    index = {step.ref: rank for rank, step in enumerate(rows)}
    if len(index) != len(rows):
        raise ValueError("two unfinished steps share a ref")
    needs = [_ranks(step.needs, index) for step in rows]
    opens: list[list[int]] = [[] for _ in rows]
    for rank, needed in enumerate(needs):
        for need in needed:
            opens[need].append(rank)
    hours = [_remaining_hours(step, defaults) for step in rows]
    return _Graph(rows, index, needs, opens, hours, _topological(needs, opens))


def _ranks(refs: tuple[str, ...], index: Mapping[str, int]) -> list[int]:
    if not refs:
        return []
    ranks = [index[ref] for ref in refs if ref in index]
    return sorted(set(ranks)) if len(ranks) > 1 else ranks


def _remaining_hours(step: PlanStep, defaults: Mapping[str, float]) -> float:
    hours = defaults.get(step.kind, HOURS_WITHOUT_ESTIMATE) if step.hours is None else step.hours
    return max(LEAST_REMAINING_HOURS, hours - step.logged_hours)


def _topological(needs: list[list[int]], opens: list[list[int]]) -> list[int]:
    """Kahn's algorithm; the loop reads on to what it appends."""
    missing = [len(needed) for needed in needs]
    order = [rank for rank, count in enumerate(missing) if not count]
    for rank in order:
        for opened in opens[rank]:
            missing[opened] -= 1
            if not missing[opened]:
                order.append(opened)
    return order


def _work(graph: _Graph, targets: list[int]) -> float:
    """Remaining hours of the targets and of all they need; the exact sum, so in any order the same.

    The loop over the closure reads on to what it appends.
    """
    seen = bytearray(len(graph.steps))
    for rank in targets:
        seen[rank] = 1
    closure = list(targets)
    for rank in closure:
        for need in graph.needs[rank]:
            if not seen[need]:
                seen[need] = 1
                closure.append(need)
    return math.fsum(map(graph.hours.__getitem__, closure))


def _cheapest(graph: _Graph, needs: list[int]) -> int:
    """The one with the least work in and behind it; the first of equals."""
    return needs[0] if len(needs) == 1 else min(needs, key=lambda need: _work(graph, [need]))


def _pressure(graph: _Graph, goal: PlanGoal, pace: float) -> Pressure:
    index = graph.index
    work = _work(graph, [index[ref] for ref, share in goal.values.items() if share > 0 and ref in index])
    weeks = goal.weeks_left
    slack = None if weeks is None else weeks - work / max(pace, LEAST_PACE)
    value, state = _pressed(work, weeks, slack)
    return Pressure(goal.id, value, work, weeks, slack, state)


def _pressed(work: float, weeks: float | None, slack: float | None) -> tuple[float, GoalState]:
    if not work:
        return 0.0, "complete"
    if weeks is None or slack is None:
        return LEAST_PRESSURE, "undated"
    if weeks <= 0:
        return 0.0, "overdue"
    # three decimals: exp differs in its last digit between C libraries, and an order must not
    return max(LEAST_PRESSURE, round(math.exp(-max(0.0, slack) / SLACK_SCALE_WEEKS), 3)), "dated"


def _points(graph: _Graph, goals: Sequence[PlanGoal], pressures: Sequence[Pressure]) -> list[float]:
    """What each step is worth by itself. Summed in the order of the goals, which therefore are sorted."""
    points = [0.0] * len(graph.steps)
    for goal, pressure in zip(goals, pressures, strict=True):
        factor = 100 * goal.importance * pressure.value
        for ref, share in goal.values.items() if factor else ():
            rank = graph.index.get(ref)
            if rank is not None:
                points[rank] += factor * share
    return points


def _bundles(graph: _Graph, own: list[float]) -> _Bundles:
    """Bundles from the last steps backwards, so that those of the opened steps are there when asked for."""
    remaining = graph.hours
    points, hours = own.copy(), remaining.copy()
    density = [value / cost for value, cost in zip(points, hours, strict=True)]
    opened: list[Sequence[int]] = [()] * len(own)
    cost = _costs(graph)
    for rank, children in _last_first(graph):
        # a stable sort: equals stay by rank
        following = sorted(children, key=density.__getitem__, reverse=True) if len(children) > 1 else children
        total, time, ratio, taken = points[rank], hours[rank], density[rank], 0
        for child in following:
            if density[child] <= ratio:
                break
            share = remaining[rank] / cost[child]
            total += share * points[child]
            time += share * hours[child]
            ratio = total / time
            taken += 1
        if taken:
            points[rank], hours[rank], density[rank] = total, time, ratio
            opened[rank] = following[:taken]
    return _Bundles(points, hours, density, opened, cost)


def _costs(graph: _Graph) -> list[float]:
    """For each step the remaining hours of all the unfinished steps that it needs directly."""
    hours = graph.hours
    return [sum([hours[need] for need in needed]) for needed in graph.needs]


def _last_first(graph: _Graph) -> Iterator[tuple[int, list[int]]]:
    """Each step that opens others, with those that no circle blocks; what is opened comes first."""
    blocked = set(range(len(graph.steps))).difference(graph.order)
    for rank in reversed(graph.order):
        if following := graph.opens[rank]:
            yield rank, [child for child in following if child not in blocked] if blocked else following


def _suggestions(
    graph: _Graph, goals: Sequence[PlanGoal], own: list[float], bundles: _Bundles
) -> tuple[Suggestion, ...]:
    """The ready steps, best first, each with its rows."""
    steps, hours = graph.steps, graph.hours
    ready = [rank for rank, needed in enumerate(graph.needs) if not needed and not steps[rank].snoozed]
    ranked = [(-round(bundles.density[rank], 9), not steps[rank].started, hours[rank], rank) for rank in ready]
    ranked.sort()
    return tuple(
        Suggestion(
            steps[rank].ref,
            -score,
            remaining,
            bundles.hours[rank],
            steps[rank].started,
            _reasons(graph, goals, own[rank], bundles, rank),
        )
        for score, _, remaining, rank in ranked
    )


def _reasons(graph: _Graph, goals: Sequence[PlanGoal], own: float, bundles: _Bundles, rank: int) -> tuple[Reason, ...]:
    steps, hours, whole = graph.steps, graph.hours[rank], bundles.hours[rank]
    ref = steps[rank].ref
    rows = [Reason("itself", ref, own, 1.0, hours, own / whole, (), _shares(ref, goals))]
    for child in sorted(bundles.opened[rank]):
        share = hours / bundles.cost[child]
        points, time = share * bundles.points[child], share * bundles.hours[child]
        others = tuple([steps[need].ref for need in graph.needs[child] if need != rank])
        ref = steps[child].ref
        rows.append(Reason("opens", ref, points, share, time, points / whole, others, _shares(ref, goals)))
    return tuple(rows)


def _shares(ref: str, goals: Sequence[PlanGoal]) -> tuple[tuple[str, float], ...]:
    return tuple([(goal.id, share) for goal in goals if (share := goal.values.get(ref, 0.0)) > 0])


def _circles(graph: _Graph) -> tuple[str, ...]:
    """Sorted refs of the steps on a circle: strongly connected components by two passes (Kosaraju).

    The loop over a component reads on to what it appends.
    """
    left = set(range(len(graph.steps))).difference(graph.order)
    members: list[int] = []
    for root in reversed(_finishing_order(graph.opens, left)):
        if root in left:
            component = [root]
            left.discard(root)
            for rank in component:
                new = [need for need in graph.needs[rank] if need in left]
                left.difference_update(new)
                component.extend(new)
            if len(component) > 1 or root in graph.needs[root]:
                members.extend(component)
    return tuple(sorted(graph.steps[rank].ref for rank in members))


def _finishing_order(opens: list[list[int]], among: set[int]) -> list[int]:
    """The order in which a depth-first walk along `opens` leaves the steps; no recursion."""
    unseen = set(among)
    left: list[int] = []
    for root in sorted(among):
        if root not in unseen:
            continue
        unseen.discard(root)
        path = [(root, iter(opens[root]))]
        while path:
            following = path[-1][1]
            child = next((child for child in following if child in unseen), None)
            if child is None:
                left.append(path.pop()[0])
            else:
                unseen.discard(child)
                path.append((child, iter(opens[child])))
    return left
