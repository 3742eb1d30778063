"""The planner as a rule, and what is left of it without its parts."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from benchmarks.planning.baselines import BASELINES
from benchmarks.planning.view import Rule, View

from roadtrack.planning.suggest import Plan, PlanStep, plan


def _planned(view: View, *, pressure: bool) -> Plan:
    goals = view.goals if pressure else [replace(goal, weeks_left=None) for goal in view.goals]
    return plan(view.left, goals, view.pace)


def _first(view: View, found: Plan) -> PlanStep:
    return view.chart.steps[found.suggestions[0].ref]


def _without_unlocking(view: View, found: Plan) -> PlanStep:
    """The step with the most points of its own per hour of its own."""
    rows = {item.ref: item.reasons[0] for item in found.suggestions}
    return max(view.ready, key=lambda step: (rows[step.ref].points / rows[step.ref].hours, -step.position))


OURS: Final = "ours"
ABLATIONS: Final[Mapping[str, Rule]] = {
    "value": lambda view: _without_unlocking(view, _planned(view, pressure=False)),
    "valuePressure": lambda view: _without_unlocking(view, _planned(view, pressure=True)),
    "valueUnlock": lambda view: _first(view, _planned(view, pressure=False)),
}
"""value: points per hour of the step alone. The others add the pressure of dates, or what the step opens."""

POLICIES: Final[Mapping[str, Rule]] = {
    OURS: lambda view: _first(view, _planned(view, pressure=True)),
    **BASELINES,
    **ABLATIONS,
}
