"""Roles beside each other, and what is missing of one."""

import pytest
from tests.conftest import WITH_ROLE, MakeTracker

from roadtrack.errors import NotFound
from roadtrack.planning.roles import compare, exams_of, gap


@pytest.fixture
def files() -> dict[str, str]:
    """A certification with an exam, a skill that shares two of its steps, and a role over both."""
    return WITH_ROLE


def test_sides_stand_in_the_order_asked_for(make_tracker: MakeTracker, files: dict[str, str]) -> None:
    """Each with its own progress, enrolled or not."""
    tracker = make_tracker(files=files)
    tracker.done(["kube/pods"])
    standing, found = tracker.compare(["secure", "keeper"])
    assert [side.curriculum.id for side in found.sides] == ["secure", "keeper"]
    assert found.sides[0].progress.done == pytest.approx(100 / 3, abs=1e-4)
    assert found.sides[0].progress == standing.progress("secure")[""]


def test_what_is_shared_and_what_is_not(make_tracker: MakeTracker, files: dict[str, str]) -> None:
    """Shared and own steps are a partition of two curricula."""
    tracker = make_tracker(files=files)
    tracker.done(["kube/pods"])
    standing, found = tracker.compare(["kube", "secure"])
    assert found.shared == ("kube/pods", "kube/policies")
    assert (found.shared_done, found.shared_hours) == (1, 2.5)
    assert found.sides[1].only == ("secure/audit",)
    for side in found.sides:
        order = standing.library.outlines[side.curriculum.id].order
        assert set(side.only) | set(found.shared) == set(order)
        assert not set(side.only) & set(found.shared)


def test_one_alone_shares_nothing(make_tracker: MakeTracker, files: dict[str, str]) -> None:
    """There is nothing to share with."""
    _, found = make_tracker(files=files).compare(["kube"])
    assert (found.shared, len(found.sides[0].only)) == ((), 5)


def test_weeks_are_hours_at_the_pace(make_tracker: MakeTracker, files: dict[str, str]) -> None:
    """Hours left over estimated hours a week."""
    standing, found = make_tracker(files=files).compare(["kube"])
    assert found.sides[0].weeks_left == pytest.approx(found.sides[0].progress.hours_left / standing.pace)


def test_exams_of_a_role_are_those_it_uses(make_tracker: MakeTracker, files: dict[str, str]) -> None:
    """An exam counts as passed when its step is done, not when it is skipped."""
    tracker = make_tracker(files=files)
    standing, _ = tracker.compare(["keeper"])
    assert [(exam.curriculum, exam.passed) for exam in exams_of(standing, "keeper")] == [("kube", False)]
    tracker.skip(["kube/exam"], "no money")
    standing, _ = tracker.compare(["keeper"])
    assert not exams_of(standing, "keeper")[0].passed
    tracker.done(["kube/exam"])
    standing, _ = tracker.compare(["keeper"])
    assert exams_of(standing, "keeper")[0].passed


def test_a_gap_has_every_unfinished_step_once(make_tracker: MakeTracker, files: dict[str, str]) -> None:
    """Cheapest part first, cheapest step first; nothing twice, nothing forgotten."""
    tracker = make_tracker(files=files)
    tracker.done(["kube/pods"])
    standing, found = tracker.gap("keeper")
    refs = [ref for part in found.parts for ref in part.refs]
    order = standing.library.outlines["keeper"].order
    assert sorted(refs) == sorted(set(order) - {"kube/pods"})
    assert [part.minutes_left for part in found.parts] == sorted(part.minutes_left for part in found.parts)
    assert [part.title for part in found.parts] == ["Lead", "Know: Deep", "Know: Kubernetes in small"]
    for part in found.parts:
        minutes = [standing.minutes_left(ref) for ref in part.refs]
        assert minutes == sorted(minutes)
        assert part.minutes_left == sum(minutes)


def test_what_the_parts_add_is_what_is_missing(make_tracker: MakeTracker, files: dict[str, str]) -> None:
    """Closing every part brings the whole to 100 %."""
    tracker = make_tracker(files=files)
    tracker.done(["kube/pods", "kube/services"])
    _, found = tracker.gap("keeper")
    assert sum(part.share for part in found.parts) + found.progress.done == pytest.approx(100)


def test_a_finished_part_is_complete(make_tracker: MakeTracker, files: dict[str, str]) -> None:
    """It is told by its title, and is no part of the gap."""
    tracker = make_tracker(files=files)
    tracker.done(["keeper/review"])
    _, found = tracker.gap("keeper")
    assert found.complete == ("Lead",)
    assert "Lead" not in [part.title for part in found.parts]


def test_only_ready_steps_are_called_ready(make_tracker: MakeTracker, files: dict[str, str]) -> None:
    """A blocked one waits for another."""
    _, found = make_tracker(files=files).gap("kube")
    ready = {ref for part in found.parts for ref in part.ready}
    assert ready == {"kube/pods", "kube/config", "kube/exam"}


def test_a_roles_percentage_moves_with_its_certification(make_tracker: MakeTracker, files: dict[str, str]) -> None:
    """Learn it once, it counts in the role."""
    tracker = make_tracker(enrolled=("keeper",), files=files)
    outcome = tracker.done(["kube/policies"])
    assert [(move.goal, move.before[0], move.after[0] > 0) for move in outcome.goals] == [("keeper", 0, True)]


def test_unknown_ones_are_told(make_tracker: MakeTracker, files: dict[str, str]) -> None:
    """With the nearest id."""
    tracker = make_tracker(files=files)
    with pytest.raises(NotFound, match="keeper"):
        tracker.gap("keepr")
    with pytest.raises(NotFound, match="keeper"):
        tracker.compare(["kube", "keepr"])


def test_pure(make_tracker: MakeTracker, files: dict[str, str]) -> None:
    """The same standing gives the same answer."""
    standing = make_tracker(files=files).standing_with("keeper", "secure")
    assert compare(standing, ["keeper", "secure"]) == compare(standing, ["keeper", "secure"])
    assert gap(standing, "keeper") == gap(standing, "keeper")


def test_roles_are_listed_by_title(make_tracker: MakeTracker, files: dict[str, str]) -> None:
    """Only curricula of the kind."""
    assert "keeper" in make_tracker(files=files).roles()
    assert "kube" not in make_tracker(files=files).roles()


def test_what_is_needed_from_elsewhere_is_counted(make_tracker: MakeTracker, files: dict[str, str]) -> None:
    """A step outside that an open one needs adds its hours, in compare and in gap, until it is finished."""
    alone = files | {"secure": files["secure"].replace('use = "kube/pods"', 'id = "own"\ntitle = "Own"\nhours = 1')}
    tracker = make_tracker(files=alone)
    standing, found = tracker.compare(["secure"])
    (side,) = found.sides
    assert side.outside == ("kube/pods", "kube/services")
    assert side.hours_left == standing.progress("secure")[""].hours_left + 3
    assert gap(standing, "secure").hours_left == side.hours_left
    tracker.done(["kube/pods", "kube/services"])
    standing, found = tracker.compare(["secure"])
    assert found.sides[0].outside == ()


def test_pairs_of_three(make_tracker: MakeTracker, files: dict[str, str]) -> None:
    """What each pair shares, when there are more than two."""
    _, two = make_tracker(files=files).compare(["kube", "secure"])
    _, three = make_tracker(files=files).compare(["kube", "secure", "keeper"])
    assert two.overlaps == ()
    assert [(o.one, o.other, o.steps) for o in three.overlaps] == [
        ("kube", "secure", 2),
        ("kube", "keeper", 5),
        ("secure", "keeper", 3),
    ]


def test_an_exam_without_its_preparation_is_told(make_tracker: MakeTracker, files: dict[str, str]) -> None:
    """Only the exam's step is used."""
    lone = files | {
        "keeper": files["keeper"].replace(
            'use = "kube"', 'id = "only"\ntitle = "Only"\n[[section.section.step]]\nuse = "kube/exam"'
        )
    }
    standing, _ = make_tracker(files=lone).compare(["keeper"])
    assert [exam.whole for exam in exams_of(standing, "keeper")] == [False]


def test_a_part_that_can_be_begun_comes_first(make_tracker: MakeTracker, files: dict[str, str]) -> None:
    """Before a cheaper one in which everything waits."""
    found = gap(make_tracker(files=files).compare(["keeper"])[0], "keeper")
    assert [bool(part.ready) for part in found.parts] == sorted(
        (bool(part.ready) for part in found.parts), reverse=True
    )
