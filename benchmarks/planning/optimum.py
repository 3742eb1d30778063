"""The best coverage that anyone could reach who knew every true minute in advance: an integer program.

CP-SAT of Google's OR-tools solves it. It is no dependency of the project: `make bench-planning` installs it
beside the environment, and without it there is no optimum.
"""

import importlib
import importlib.util
from dataclasses import dataclass
from typing import Any, Final

from benchmarks.planning.learners import Goal, Learner

SOLVER: Final = "ortools.sat.python.cp_model"
UNIT: Final = 10_000_000
"""Coverage is counted in whole ten-millionths."""
CLOSE: Final = 1e-4
"""The search ends when no solution can be better by more than this part."""
MOST_SECONDS: Final = 60.0


@dataclass(frozen=True, slots=True)
class Optimum:
    """What no order can exceed. proved: and one was found that reaches it, to within one part in ten thousand.

    When the time ran out before that, coverage is the solver's upper bound: the regret is then overstated.
    """

    coverage: float
    proved: bool


def available() -> bool:
    """Whether the solver is installed."""
    return importlib.util.find_spec("ortools") is not None


def optimum(learner: Learner) -> Optimum:
    """The optimum of one learner. Raises ModuleNotFoundError without the solver, RuntimeError when it gives up.

    done[k][v] is 1 when step v is finished by the k-th date; then so is all that v needs, it stays finished
    at the later dates, and the minutes of all that is finished fit before the date.
    """
    cp_model: Any = importlib.import_module(SOLVER)
    model = cp_model.CpModel()
    goals = sorted(learner.goals, key=lambda goal: goal.minutes)
    done: list[dict[str, Any]] = []
    for goal in goals:
        mine = {step.ref: model.new_bool_var("") for step in learner.steps}
        model.add(sum(learner.minutes[ref] * var for ref, var in mine.items()) <= goal.minutes)
        for step in learner.steps:
            for need in step.needs:
                model.add_implication(mine[step.ref], mine[need])
            if done:
                model.add_implication(done[-1][step.ref], mine[step.ref])
        done.append(mine)
    model.maximize(sum(_worth(goal, learner, var) for goal, var in zip(goals, done, strict=True)))
    return _solved(cp_model, model, learner)


def _worth(goal: Goal, learner: Learner, done: dict[str, Any]) -> Any:
    total = sum(each.aim.importance for each in learner.goals)
    scale = UNIT * goal.aim.importance / total
    return sum(round(scale * share) * done[ref] for ref, share in goal.aim.values.items())


def _solved(cp_model: Any, model: Any, learner: Learner) -> Optimum:
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.linearization_level = 2  # with all needs in the relaxation: a second and not minutes
    solver.parameters.random_seed = 1
    solver.parameters.relative_gap_limit = CLOSE
    solver.parameters.max_time_in_seconds = MOST_SECONDS
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        raise RuntimeError(f"no solution for {learner.family}, seed {learner.seed}")
    return Optimum(solver.best_objective_bound / UNIT, status == cp_model.OPTIMAL)
