"""The store against two models, over random stories with restarts in between."""

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from roadtrack.errors import UsageError
from roadtrack.journal.events import (
    Attached,
    Deed,
    Done,
    Enrolled,
    GoalChanged,
    Logged,
    Noted,
    Reopened,
    Skipped,
    Started,
    Status,
    Unenrolled,
)
from tests.journal.builders import a_moment, a_store, broken_promises, reopened, state_tables

REFS = st.sampled_from(["cka/rbac", "cka/nodes", "lpic/boot"])
GOALS = st.sampled_from(["cka", "lpic"])
MARKS: st.SearchStrategy[Deed] = st.sampled_from([Done(), Started(), Reopened(), Skipped("on call"), Skipped("known")])
GIVEN_DAYS = st.none() | st.sampled_from(["2026-11-01", "2026-11-21"])
DATES = st.none() | st.sampled_from(["2026-12-04", "2027-01-31"])

STATUSES = {"done": Status.DONE, "start": Status.DOING, "reopen": Status.TODO, "skip": Status.SKIPPED}


@dataclass
class Action:
    """What the model remembers of an action."""

    id: str
    deeds: list[tuple[str | None, Deed]]
    in_force: bool = True


class StoreMachine(RuleBasedStateMachine):
    """The model is a list of actions with a stack of what can be redone; the oracle of the tables is the fold."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="roadtrack-machine-"))
        self.store = a_store(self.folder)
        self.minutes = 0
        self.actions: list[Action] = []
        self.redoable: list[Action] = []

    def teardown(self) -> None:
        """The state tables are what a rebuild would make of the events."""
        before = state_tables(self.store.path)
        self.store.rebuild()
        after = state_tables(self.store.path)
        shutil.rmtree(self.folder)
        assert after == before

    def _act(self, *deeds: tuple[str | None, Deed], day: str | None = None) -> None:
        with self.store.writing(a_moment(self.minutes)) as writer:
            self.actions.append(Action(writer.append(deeds, day=day), list(deeds)))
        self.redoable.clear()

    # -- what a learner does -------------------------------------------------------------------------------

    @rule(ref=REFS, mark=MARKS, day=GIVEN_DAYS)
    def mark(self, ref: str, mark: Deed, day: str | None) -> None:
        """Set a status, today or on a day given."""
        self._act((ref, mark), day=day)

    @rule(ref=REFS, minutes=st.integers(1, 90))
    def finish_with_time(self, ref: str, minutes: int) -> None:
        """Done and time in one action."""
        self._act((ref, Done()), (ref, Logged(minutes)))

    @rule(ref=REFS | st.none(), text=st.text(max_size=5))
    def note(self, ref: str | None, text: str) -> None:
        """A note on a step or on the day."""
        self._act((ref, Noted(text)))

    @rule(ref=REFS, minutes=st.integers(1, 90), day=GIVEN_DAYS)
    def time(self, ref: str, minutes: int, day: str | None) -> None:
        """Time spent."""
        self._act((ref, Logged(minutes)), day=day)

    @rule(ref=REFS)
    def evidence(self, ref: str) -> None:
        """A link that proves it."""
        self._act((ref, Attached("link", "https://example.org")))

    @rule(goal=GOALS, importance=st.integers(1, 3), by=DATES)
    def enrol(self, goal: str, importance: int, by: str | None) -> None:
        """A curriculum becomes a goal."""
        self._act((goal, Enrolled(importance, by)))

    @rule(goal=GOALS, importance=st.integers(1, 3), by=DATES)
    def change_goal(self, goal: str, importance: int, by: str | None) -> None:
        """A goal gets another importance and date."""
        self._act((goal, GoalChanged(importance, by)))

    @rule(goal=GOALS)
    def leave_goal(self, goal: str) -> None:
        """A goal is given up."""
        self._act((goal, Unenrolled()))

    @rule(count=st.integers(1, 4))
    def undo(self, count: int) -> None:
        """The last actions in force go, newest first."""
        taken = [action for action in reversed(self.actions) if action.in_force][:count]
        with self.store.writing(a_moment(self.minutes)) as writer:
            assert writer.undo(count) == [action.id for action in taken]
        for action in taken:
            action.in_force = False
            self.redoable.append(action)

    @precondition(lambda self: any(action.in_force for action in self.actions))
    @rule(data=st.data())
    def undo_at_any_line(self, data: st.DataObject) -> None:
        """One action goes, whatever came after it; a second time it is refused."""
        action = data.draw(st.sampled_from([action for action in self.actions if action.in_force]))
        with self.store.writing(a_moment(self.minutes)) as writer:
            assert writer.undo_action(action.id) == [action.id]
        action.in_force = False
        self.redoable.append(action)
        with pytest.raises(UsageError), self.store.writing(a_moment(self.minutes)) as writer:
            writer.undo_action(action.id)

    @rule(count=st.integers(1, 4))
    def redo(self, count: int) -> None:
        """They come back, the one that went last first."""
        brought = self.redoable[::-1][:count]
        with self.store.writing(a_moment(self.minutes)) as writer:
            assert writer.redo(count) == [action.id for action in brought]
        for action in brought:
            action.in_force = True
            self.redoable.remove(action)

    @precondition(lambda self: self.actions)
    @rule(ref=REFS)
    def fail(self, ref: str) -> None:
        """Something goes wrong in the middle of an action: it did not happen."""
        try:
            with self.store.writing(a_moment(self.minutes)) as writer:
                writer.undo()
                writer.append([(ref, Done())])
                raise ZeroDivisionError  # noqa: TRY301 - the point
        except ZeroDivisionError:
            pass

    # -- what the world does -------------------------------------------------------------------------------

    @rule()
    def reopen(self) -> None:
        """The program ends and starts again."""
        self.store = reopened(self.store)

    @rule(minutes=st.integers(-600, 600))
    def time_passes(self, minutes: int) -> None:
        """The wall clock goes on, or back."""
        self.minutes += minutes

    # -- what holds ----------------------------------------------------------------------------------------

    @invariant()
    def no_promise_is_broken(self) -> None:
        """Integrity, numbers, chain, and state tables equal to the fold of the events."""
        assert broken_promises(self.store, [action.id for action in self.actions]) == []

    @invariant()
    def what_is_in_force_is_what_the_model_says(self) -> None:
        """Status, minutes and notes, counted over the model's own list of actions."""
        statuses: dict[str, Status] = {}
        minutes = notes = 0
        for ref, deed in (pair for action in self.actions if action.in_force for pair in action.deeds):
            if ref is not None and "/" in ref:
                statuses[ref] = STATUSES.get(deed.kind, statuses.get(ref, Status.TODO))
            minutes += deed.minutes if isinstance(deed, Logged) else 0
            notes += isinstance(deed, Noted)
        snapshot = self.store.snapshot()
        assert {ref: state.status for ref, state in snapshot.steps.items()} == statuses
        assert (
            sum(day.minutes for day in snapshot.days.values()),
            sum(day.notes for day in snapshot.days.values()),
        ) == (minutes, notes)


StoreMachine.TestCase.settings = settings(
    max_examples=25, stateful_step_count=20, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
TestStoreMachine = StoreMachine.TestCase
