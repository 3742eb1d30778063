"""Events as values: what is stored of them, the chain, and what they add up to."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadtrack.journal.events import (
    GRADES,
    KINDS,
    RECORDS,
    UNTOUCHED,
    Adopted,
    Attached,
    Certified,
    DayState,
    Deed,
    Done,
    Enrolled,
    Event,
    Foretold,
    GoalChanged,
    GoalState,
    Logged,
    Mocked,
    Noted,
    Paused,
    Redone,
    Reopened,
    Resumed,
    Reviewed,
    Skipped,
    Snoozed,
    Started,
    Status,
    StepState,
    Undone,
    Unenrolled,
    Unknown,
    body_of,
    canonical_body,
    chain_hash,
    chained,
    deed_of,
    fold_day,
    fold_goal,
    fold_step,
    in_force,
    merged,
    taken_back,
)
from tests.journal.builders import an_event, folded

TEXTS = st.text(max_size=20)
MINUTES = st.integers(1, 1440)
DAYS = st.dates().map(str)
TIMES = st.times().map(lambda time: time.strftime("%H:%M"))
IMPORTANCES = st.integers(1, 3)
DEEDS_BY_KIND: dict[str, st.SearchStrategy[Deed]] = {
    "done": st.builds(Done, st.none() | st.sampled_from(["hard", "good", "easy"])),
    "start": st.just(Started()),
    "skip": st.builds(Skipped, TEXTS),
    "reopen": st.just(Reopened()),
    "note": st.builds(Noted, TEXTS),
    "time": st.builds(Logged, MINUTES, st.none() | TIMES),
    "evidence": st.builds(
        Attached,
        st.sampled_from(["link", "file", "command"]),
        TEXTS,
        st.none() | TEXTS,
        st.none() | TEXTS,
        st.none() | st.integers(0, 2**40),
        st.none() | st.integers(0, 255),
        st.none() | TEXTS,
    ),
    "review": st.builds(Reviewed, st.sampled_from(sorted(GRADES)), st.none() | MINUTES),
    "snooze": st.builds(Snoozed, st.none() | DAYS),
    "mock": st.builds(Mocked, st.dictionaries(TEXTS, st.lists(st.integers(0, 100), min_size=2, max_size=2))),
    "credential": st.builds(Certified, DAYS, st.none() | DAYS),
    "pause": st.builds(Paused, DAYS, st.none() | DAYS),
    "resume": st.builds(Resumed, DAYS),
    "forecast": st.builds(Foretold, st.none() | DAYS, st.none() | DAYS, st.none() | DAYS, st.none() | IMPORTANCES),
    "enroll": st.builds(Enrolled, IMPORTANCES, st.none() | DAYS),
    "unenroll": st.just(Unenrolled()),
    "goal": st.builds(GoalChanged, IMPORTANCES, st.none() | DAYS),
    "adopt": st.builds(Adopted, TEXTS, TEXTS),
    "undo": st.builds(Undone, TEXTS),
    "redo": st.builds(Redone, TEXTS),
}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
GOAL_KINDS = ("enroll", "unenroll", "goal", *RECORDS)
GOAL_DEEDS = st.one_of([DEEDS_BY_KIND[kind] for kind in GOAL_KINDS])
STEP_DEEDS = st.one_of([DEEDS_BY_KIND[kind] for kind in KINDS if kind not in (*GOAL_KINDS, "undo", "redo")])


# -- what is stored ----------------------------------------------------------------------------------------


def test_every_kind_has_a_strategy_here() -> None:
    """The round trip below leaves no kind out."""
    assert set(KINDS) == set(DEEDS_BY_KIND)


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_a_deed_comes_back_from_its_body(kind: str, data: st.DataObject) -> None:
    """What is stored of a deed gives that deed again."""
    deed = data.draw(DEEDS_BY_KIND[kind])
    assert kind == deed.kind
    assert deed == deed_of(kind, body_of(deed))


def test_a_body_leaves_out_what_is_none() -> None:
    """Fields that were not told take no room, and a field added later changes no old body."""
    assert body_of(Logged(25)) == {"minutes": 25}
    assert body_of(Attached("link", "https://example.org", size=0)) == {
        "form": "link",
        "target": "https://example.org",
        "size": 0,
    }
    assert body_of(Done()) == {}


@given(kind=TEXTS.filter(lambda kind: kind not in KINDS), body=st.dictionaries(TEXTS, JSON))
def test_an_unknown_kind_survives(kind: str, body: dict[str, Any]) -> None:
    """An event of a newer version is kept as it is."""
    deed = deed_of(kind, body)
    assert Unknown(kind, body) == deed
    assert body == body_of(deed)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("done", {"mood": "fine"}),
        ("time", {"minutes": 25, "pomodoros": 1}),
        ("skip", {}),
        ("goal", {"by": "2026-12-04"}),
    ],
)
def test_an_unknown_or_missing_field_makes_the_deed_unknown(kind: str, body: dict[str, Any]) -> None:
    """A known kind whose fields do not fit is kept whole instead of half understood."""
    deed = deed_of(kind, body)
    assert Unknown(kind, body) == deed
    assert body == body_of(deed)


def test_a_canonical_body_is_sorted_and_without_white_space() -> None:
    """The stored JSON has one form, so that its hash means something."""
    assert canonical_body(Logged(25, "09:30")) == '{"at":"09:30","minutes":25}'
    assert canonical_body(Noted("naïve – 勉強")) == '{"text":"naïve – 勉強"}'


# -- the chain ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        {"id": "other"},
        {"device": "there"},
        {"seq": 2},
        {"clock": 2},
        {"utc": "2026-11-22T12:00:00.001Z"},
        {"zone": "Europe/Berlin"},
        {"day": "2026-11-23"},
        {"action": "other"},
        {"ref": "cka/nodes"},
        {"ref": None},
        {"deed": Done()},
        {"deed": Skipped("on call ")},
        {"previous": "0"},
    ],
    ids=str,
)
def test_the_hash_changes_with_any_field(change: dict[str, Any]) -> None:
    """Whatever flips in an event, the chain notices."""
    event = chained(an_event(Skipped("on call")), "")
    assert event.hash == chain_hash(event)
    assert event.hash != chain_hash(replace(event, **change))


def test_the_hash_does_not_depend_on_the_stored_hash() -> None:
    """The hash is over the fields, so that it can be computed again."""
    event = chained(an_event(Done()), "before")
    assert event.previous == "before"
    assert event.hash == chain_hash(replace(event, hash=""))


def test_an_unknown_deed_hashes_like_the_known_one() -> None:
    """A version that does not know a field verifies the chain all the same."""
    known = an_event(Logged(25, "09:30"))
    assert chain_hash(known) == chain_hash(replace(known, deed=Unknown("time", {"minutes": 25, "at": "09:30"})))


# -- one step ----------------------------------------------------------------------------------------------


def _step(*deeds: Deed) -> StepState:
    return fold_step([an_event(deed, number) for number, deed in enumerate(deeds, start=1)])


def test_no_events_leave_a_step_untouched() -> None:
    """A step nobody spoke of is to do."""
    assert _step() == UNTOUCHED


def test_a_done_step_knows_its_day() -> None:
    """Done on a day, touched at a moment."""
    day = "2026-11-22"
    expected = StepState(Status.DONE, done_day=day, touched=f"{day}T12:01:00.000Z", recalls=((day, 3),))
    assert expected == _step(Done())


def test_a_skip_keeps_its_reason() -> None:
    """Why a step was left out stands beside the fact, until another status comes."""
    assert (_step(Skipped("on call")).status, _step(Skipped("on call")).reason) == (Status.SKIPPED, "on call")
    assert (_step(Skipped("on call"), Started()).status, _step(Skipped("x"), Started()).reason) == (Status.DOING, None)


def test_a_skip_after_done_takes_the_day_away() -> None:
    """A step left out was not done on any day."""
    state = _step(Done(), Skipped("too easy"))
    assert state == StepState(Status.SKIPPED, "too easy", touched="2026-11-22T12:02:00.000Z")


def test_reopening_goes_back_to_todo_and_keeps_the_rest() -> None:
    """Time, notes and evidence outlive the status."""
    expected = StepState(Status.TODO, None, 25, 1, 1, None, "2026-11-22T12:05:00.000Z")
    assert expected == _step(Logged(25), Noted("hard"), Attached("link", "https://example.org"), Done(), Reopened())


def test_done_twice_counts_from_the_last_day() -> None:
    """Ticked off again after reopening: the new day holds."""
    again = an_event(Done(), 3, day="2026-11-29")
    assert fold_step([an_event(Done(), 1), an_event(Reopened(), 2), again]).done_day == "2026-11-29"


def test_time_adds_up_and_changes_no_status() -> None:
    """25 minutes and 90 are 115, and the step is still to do."""
    state = _step(Logged(25), Logged(90, "20:15"))
    assert (state.minutes, state.status) == (115, Status.TODO)


def test_verified_is_done_with_evidence() -> None:
    """Neither alone is enough."""
    evidence = Attached("command", "kubectl get pods", exit_code=0)
    assert [
        _step(Done()).verified,
        _step(evidence).verified,
        _step(evidence, Done()).verified,
        _step(evidence, Skipped("later")).verified,
    ] == [False, False, True, False]


def test_an_unknown_deed_has_no_effect_but_touches() -> None:
    """Something happened to the step; this version cannot say what."""
    assert StepState(touched="2026-11-22T12:01:00.000Z") == _step(Unknown("dream", {"of": 3}))


def test_finished_is_done_or_skipped() -> None:
    """These two block nothing any more."""
    assert [status for status in Status if status.finished] == [Status.DONE, Status.SKIPPED]


def test_a_renamed_step_has_the_later_status_and_both_sums() -> None:
    """Progress under the old and the new name becomes one."""
    former = StepState(Status.DONE, None, 30, 1, 2, "2026-11-20", "2026-11-20T08:00:00.000Z")
    present = StepState(Status.DOING, None, 15, 2, 0, None, "2026-11-22T08:00:00.000Z")
    assert StepState(Status.DOING, None, 45, 3, 2, None, "2026-11-22T08:00:00.000Z") == merged(former, present)
    assert merged(former, replace(present, touched="2026-11-19T08:00:00.000Z")).status is Status.DONE
    assert former == merged(former, UNTOUCHED)


# -- goals and days ----------------------------------------------------------------------------------------


def _goal(*deeds: Deed) -> GoalState:
    return fold_goal([an_event(deed, number, ref="cka") for number, deed in enumerate(deeds, start=1)])


def test_a_goal_is_enrolled_changed_and_left() -> None:
    """Each deed of a goal does what it says and no more."""
    assert GoalState() == _goal()
    assert GoalState(True, 2, None, "2026-11-22") == _goal(Enrolled())
    assert GoalState(True, 3, "2026-12-04", "2026-11-22") == _goal(Enrolled(1), GoalChanged(3, "2026-12-04"))
    assert GoalState(True, 3, None, "2026-11-22") == _goal(Enrolled(1, "2026-12-04"), GoalChanged(3))
    assert GoalState(False, 1, "2026-12-04", "2026-11-22") == _goal(Enrolled(1, "2026-12-04"), Unenrolled())


def test_enrolling_again_begins_anew() -> None:
    """Importance, date and since come from the last enrolment."""
    again = an_event(Enrolled(), 3, ref="cka", day="2026-11-29")
    events = [an_event(Enrolled(3, "2026-12-04"), 1, ref="cka"), an_event(Unenrolled(), 2, ref="cka"), again]
    assert GoalState(True, 2, None, "2026-11-29") == fold_goal(events)


def test_a_day_counts_what_was_done() -> None:
    """Minutes add up, and each kind is counted once for each event."""
    deeds: list[Deed] = [
        Done(),
        Done(),
        Logged(25),
        Logged(5),
        Noted("x"),
        Attached("link", "y"),
        Started(),
        Skipped("z"),
    ]
    events = [an_event(deed, number) for number, deed in enumerate(deeds, start=1)]
    assert DayState(minutes=30, done=2, reviews=0, evidence=1, notes=1) == fold_day(events)


def test_a_review_counts_for_the_day_and_is_remembered() -> None:
    """Its minutes are the day's, not the step's; of two on one day the first counts."""
    state = _step(Done("hard"), Reviewed("easy", 20), Reviewed("again"))
    assert (state.status, state.minutes, state.recalls) == (Status.DONE, 0, (("2026-11-22", 2),))
    day = fold_day([an_event(Reviewed("good", 20)), an_event(Logged(30), 2)])
    assert (day.minutes, day.reviews, day.review_minutes) == (50, 1, 20)


def test_recalls_are_by_day() -> None:
    """A review that is filled in later stands on its own day; taking a step up again is one, too."""
    events = [
        an_event(Done(), 1, day="2026-11-10"),
        an_event(Reviewed("good"), 2, day="2026-11-20"),
        an_event(Reviewed("again"), 3, day="2026-11-15"),
        an_event(Reopened(), 4, day="2026-11-21"),
        an_event(Done(), 5, day="2026-11-22"),
    ]
    expected = (("2026-11-10", 3), ("2026-11-15", 1), ("2026-11-20", 3), ("2026-11-22", 3))
    assert fold_step(events).recalls == expected


def test_a_snooze_ends_with_another() -> None:
    """The last word counts; the status stays."""
    assert _step(Started(), Snoozed("2026-12-01")).snoozed == "2026-12-01"
    assert _step(Snoozed("2026-12-01"), Snoozed()) == _step(Snoozed("2026-12-02"), Snoozed())


# -- undo and redo -----------------------------------------------------------------------------------------


def test_the_last_undo_or_redo_of_an_action_decides() -> None:
    """Undone, redone and undone again is taken back, in whatever order the events are listed."""
    events = [
        an_event(Done(), 1, action="a"),
        an_event(Done(), 2, action="b"),
        an_event(Undone("a"), 3),
        an_event(Undone("b"), 4),
        an_event(Redone("a"), 5),
        an_event(Redone("b"), 6),
        an_event(Undone("b"), 7),
    ]
    assert frozenset({"b"}) == taken_back(events)
    assert frozenset({"b"}) == taken_back(reversed(events))
    assert [event.seq for event in in_force(reversed(events))] == [1, 3, 4, 5, 6, 7]


def test_order_is_clock_then_device_then_number() -> None:
    """Two machines agree on what came last."""
    events = [
        an_event(Done(), 1, clock=7, device="b", id="third"),
        an_event(Done(), 2, clock=7, device="a", id="second"),
        an_event(Done(), 1, clock=7, device="a", id="first"),
        an_event(Done(), 1, clock=8, device="a", id="fourth"),
    ]
    assert [event.id for event in in_force(events)] == ["first", "second", "third", "fourth"]


def test_undoing_what_is_not_there_is_harmless() -> None:
    """The undone action may come later, by a merge."""
    assert frozenset({"elsewhere"}) == taken_back([an_event(Undone("elsewhere"))])


ACTIONS = st.lists(
    st.lists(
        st.tuples(st.sampled_from(["cka/a", "cka/b"]), STEP_DEEDS) | st.tuples(st.just("cka"), GOAL_DEEDS),
        min_size=1,
        max_size=3,
    ),
    max_size=6,
)


def _journal(actions: list[list[tuple[str, Deed]]]) -> list[Event]:
    events: list[Event] = []
    for at, deeds in enumerate(actions):
        for ref, deed in deeds:
            events.append(an_event(deed, len(events) + 1, ref=ref, action=str(at)))
    return events


@given(before=ACTIONS, last=ACTIONS.filter(bool))
def test_undo_after_do_is_as_before(before: list[list[tuple[str, Deed]]], last: list[list[tuple[str, Deed]]]) -> None:
    """Whatever was done, taking it back leaves no trace in what the journal adds up to."""
    events = _journal(before + last)
    end = len(events)
    actions = range(len(before), len(before) + len(last))
    undone = [an_event(Undone(str(action)), end + at, ref=None) for at, action in enumerate(reversed(actions), start=1)]
    assert folded(_journal(before), "") == folded(events + undone, "")


@given(before=ACTIONS.filter(bool), data=st.data())
def test_redo_after_undo_is_as_done(before: list[list[tuple[str, Deed]]], data: st.DataObject) -> None:
    """Bringing any action back restores exactly what it had added."""
    events = _journal(before)
    action = str(data.draw(st.integers(0, len(before) - 1)))
    turns = [
        an_event(Undone(action), len(events) + 1, ref=None),
        an_event(Redone(action), len(events) + 2, ref=None),
    ]
    assert folded(events, "") == folded(events + turns, "")
