"""Three percentages that are never mixed, worked out by hand and as laws."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.curriculum.builders import a_curriculum, a_section, linked, nets

from roadtrack.curriculum.model import Step, Use
from roadtrack.curriculum.outline import Library
from roadtrack.journal.events import Status, StepState
from roadtrack.progress.rollup import DEFAULT_HOURS, LEAST_HOURS, roll_up

DONE = StepState(status=Status.DONE)
PROVEN = StepState(status=Status.DONE, evidence=1)
SKIPPED = StepState(status=Status.SKIPPED)


def hours(id_: str, length: float | None) -> Step:
    """A step of some length."""
    return Step(id_, id_.title(), hours=length)


@pytest.fixture(scope="module")
def exam() -> Library:
    """Core weighs 60 with pods 1 h, config 3 h and one without estimate; net weighs 40 with one step of 2 h."""
    core = a_section("core", hours("pods", 1), hours("config", 3), hours("rest", None), weight=60)
    net = a_section("net", hours("policies", 2), weight=40)
    shared = a_section("all", Use("exam/pods"), hours("audit", 1))
    return linked(a_curriculum("exam", core, net), a_curriculum("other", shared))


def test_weights_decide(exam: Library) -> None:
    """One of three core steps is 20 % of the exam and 33 % of its section; the net's one step is 40 %."""
    found = roll_up(exam.outlines["exam"], exam, {"exam/pods": DONE, "exam/policies": DONE})
    assert (found[""].done, found["net"].done) == (60.0, 100.0)
    assert found["core"].done == pytest.approx(100 / 3, abs=1e-5)
    assert (found[""].steps, found[""].steps_done, found["core"].steps_done) == (4, 2, 1)


def test_three_percentages_are_apart(exam: Library) -> None:
    """Skipped counts as covered only; verified counts done steps with evidence only."""
    states = {
        "exam/pods": PROVEN,
        "exam/config": DONE,
        "exam/policies": SKIPPED,
        "exam/rest": StepState(status=Status.DOING, evidence=1),
    }
    whole = roll_up(exam.outlines["exam"], exam, states)[""]
    assert (whole.done, whole.covered, whole.verified) == (40.0, 80.0, 20.0)
    counts = (whole.steps_done, whole.steps_skipped, whole.steps_doing, whole.steps_verified)
    assert counts == (2, 1, 1, 1)


def test_hours_and_minutes(exam: Library) -> None:
    """Hours left: estimate minus log, never below a quarter of an hour; nothing for finished steps."""
    states = {
        "exam/pods": StepState(status=Status.DOING, minutes=300),
        "exam/config": StepState(status=Status.DOING, minutes=60),
        "exam/policies": StepState(status=Status.DONE, minutes=30),
    }
    whole = roll_up(exam.outlines["exam"], exam, states)[""]
    assert whole.hours == 1 + 3 + DEFAULT_HOURS + 2
    assert whole.hours_left == LEAST_HOURS + 2 + DEFAULT_HOURS
    assert whole.minutes_logged == 390
    guessed = roll_up(exam.outlines["exam"], exam, {}, {"study": 4.0})[""]
    assert guessed.hours == 10.0


def test_shared_step_counts_in_both(exam: Library) -> None:
    """A step that another curriculum uses is ticked once and counts twice."""
    states = {"exam/pods": DONE}
    assert roll_up(exam.outlines["exam"], exam, states)[""].done == 20.0
    assert roll_up(exam.outlines["other"], exam, states)[""].done == 50.0


def test_step_in_two_sections_counts_once_in_the_whole() -> None:
    """A step that stands twice counts in both sections, and once among the steps of the whole."""
    library = linked(a_curriculum("a", a_section("one", "x", "y"), a_section("two", Use("a/x"))))
    found = roll_up(library.outlines["a"], library, {"a/x": DONE})
    assert (found["one"].steps, found["two"].steps, found[""].steps) == (2, 1, 2)
    assert (found["two"].done, found["one"].done) == (100.0, 50.0)
    assert found[""].steps_done == 1


def test_foundation_counts_by_number() -> None:
    """A section without weight beside weighted ones is worth nothing to the whole, but has its own progress."""
    library = linked(a_curriculum("a", a_section("base", "x", "y"), a_section("top", "z", weight=100)))
    found = roll_up(library.outlines["a"], library, {"a/x": PROVEN, "a/y": SKIPPED})
    assert (found["base"].done, found["base"].covered, found["base"].verified) == (50.0, 100.0, 50.0)
    assert found[""].done == 0.0


def test_empty_curriculum() -> None:
    """A section without steps divides by nothing."""
    library = linked(a_curriculum("a", a_section("empty")))
    assert roll_up(library.outlines["a"], library, {})[""].done == 0.0


STATES = st.sampled_from(
    [StepState(), StepState(status=Status.DOING, minutes=45), DONE, PROVEN, SKIPPED, StepState(evidence=2)]
)


@given(nets(), st.data())
def test_laws(net: dict[str, object], data: st.DataObject) -> None:
    """On any curricula: 0 ≤ verified ≤ done ≤ covered ≤ 100; all done is 100 %; the counts add up."""
    library = linked(*net.values())  # type: ignore[arg-type]
    states = {ref: data.draw(STATES) for ref in library.steps}
    for outline in library.outlines.values():
        for progress in roll_up(outline, library, states).values():
            assert 0 <= progress.verified <= progress.done <= progress.covered <= 100
            counted = progress.steps_done + progress.steps_skipped + progress.steps_doing
            assert progress.steps_verified <= progress.steps_done <= counted <= progress.steps
            assert progress.hours_left <= progress.hours + LEAST_HOURS * progress.steps
        whole = roll_up(outline, library, states)[""]
        assert whole.steps == len(outline.order)
        full = roll_up(outline, library, dict.fromkeys(library.steps, DONE))[""]
        if outline.order:
            assert full.done == pytest.approx(100)
            assert full.hours_left == 0


@given(nets(), st.data())
def test_finishing_a_step_never_lowers(net: dict[str, object], data: st.DataObject) -> None:
    """Ticking one more step lowers no percentage and no section's."""
    library = linked(*net.values())  # type: ignore[arg-type]
    if not library.steps:
        return
    states = {ref: data.draw(STATES) for ref in library.steps}
    ref = data.draw(st.sampled_from(sorted(library.steps)))
    for outline in library.outlines.values():
        before, after = roll_up(outline, library, states), roll_up(outline, library, {**states, ref: PROVEN})
        for path, was in before.items():
            now = after[path]
            assert (now.done, now.covered, now.verified) >= (was.done, was.covered, was.verified)
            assert now.covered >= was.covered - 1e-6
