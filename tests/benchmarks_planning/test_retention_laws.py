"""The hidden laws of forgetting, the rules that choose reviews, and what the retention benchmark makes of them."""

import datetime as dt
from itertools import pairwise
from math import exp, sqrt
from random import Random

import pytest
from benchmarks.planning import retention
from benchmarks.planning.draws import stream
from benchmarks.planning.memory_laws import LAWS, Law, OtherFsrs, PowerLaw, Trace, TwoTraces
from benchmarks.planning.review_policies import BOXES, POLICIES, Evening, Topic, box
from fsrs.scheduler import DEFAULT_PARAMETERS, LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS

from roadtrack.planning.retention import AGAIN, GOOD, Recalls, gain, memory

DAY = dt.date(2026, 3, 2)


def drawn(law: str, seed: int) -> tuple[Law, Trace]:
    """The law of one learner and the trace of one topic."""
    rng = stream("test", law, seed)
    how = LAWS[law](rng)
    return how, how.first(rng)


@pytest.mark.parametrize("law", sorted(LAWS))
def test_forgetting_never_turns_back(law: str) -> None:
    """1 on the day itself; then never more than before, and never outside 0 to 1."""
    for seed in range(20):
        how, trace = drawn(law, seed)
        found = [how.recall(trace, days) for days in range(200)]
        assert found[0] == pytest.approx(1)
        assert all(0 < late <= early for early, late in pairwise(found))
        assert found[-1] < found[20] < found[1] < found[0]


@pytest.mark.parametrize("law", sorted(LAWS))
def test_a_success_strengthens_and_a_failure_does_not(law: str) -> None:
    """Above one day of strength, where B's failure would raise it."""
    for seed in range(20):
        how, trace = drawn(law, seed)
        if trace.strength >= 1:
            assert how.after(trace, 10, remembered=True).strength > trace.strength
            assert how.after(trace, 10, remembered=False).strength <= trace.strength


def test_two_traces_by_hand() -> None:
    """Law A with round numbers: the curve, a surprise in full, a hardly surprising success, a failure."""
    law, trace = TwoTraces(0.8, 2.0, 0.1, 3.0), Trace(20.0)
    assert law.recall(trace, 10) == pytest.approx(0.1 + 0.9 * (0.8 * exp(-0.5) + 0.2 * exp(-5)))
    assert law.recall(trace, 10_000) == pytest.approx(0.1)
    assert law.after(trace, 40, remembered=True).strength == pytest.approx(60)  # p is below 0.75
    assert law.after(trace, 0, remembered=True).strength == pytest.approx(20 * 1.2)  # a tenth of the growth
    some = law.after(trace, 2, remembered=True).strength
    assert some == pytest.approx(20 * (1 + 2 * 4 * (1 - law.recall(trace, 2))))
    assert law.after(trace, 40, remembered=False).strength == pytest.approx(16)


def test_the_power_law_by_hand() -> None:
    """Law B with round numbers: 0.9 at t = s, growth by surprise, the root after a failure."""
    law, trace = PowerLaw(0.5, 4.0), Trace(9.0)
    assert law.recall(trace, 9) == pytest.approx(0.9)
    assert law.recall(trace, 90) == pytest.approx((1 + (0.9**-2 - 1) * 10) ** -0.5)
    grown = 9 * (1 + 4 * (exp(0.12) - 1) * 9**-0.1)
    assert law.after(trace, 9, remembered=True).strength == pytest.approx(grown)
    assert law.after(trace, 9, remembered=False).strength == pytest.approx(3)
    assert law.after(Trace(0.5), 9, remembered=False).strength == 1


def test_fsrs_unperturbed_is_the_product() -> None:
    """Law C with the default parameters is what the product computes."""
    law = OtherFsrs(DEFAULT_PARAMETERS)
    trace = law.first(Random(0))  # noqa: S311 - luck, no secret
    recalls: Recalls = ((DAY.isoformat(), GOOD),)
    for days, remembered in ((2, True), (30, False), (5, True)):
        last = dt.date.fromisoformat(recalls[-1][0])
        product = memory(recalls)
        assert product is not None
        assert law.recall(trace, days) == pytest.approx(product.recall(last + dt.timedelta(days=days)))
        trace = law.after(trace, days, remembered=remembered)
        recalls = (*recalls, ((last + dt.timedelta(days=days)).isoformat(), GOOD if remembered else AGAIN))
        product = memory(recalls)
        assert product is not None
        assert (trace.strength, trace.difficulty) == pytest.approx((product.stability, product.difficulty))


def test_parameters_are_drawn_within_their_ranges() -> None:
    """Each law, many learners."""
    for seed in range(300):
        a, b, c = (drawn(law, seed)[0] for law in "ABC")
        assert isinstance(a, TwoTraces)
        assert 0.7 <= a.slow <= 0.95
        assert 0.5 <= a.quick <= 3
        assert 0.05 <= a.guessed <= 0.25
        assert 1.6 <= a.growth <= 3.2
        assert isinstance(b, PowerLaw)
        assert 0.2 <= b.decay <= 0.7
        assert 2 <= b.growth <= 8
        assert isinstance(c, OtherFsrs)
        bounds = zip(c.parameters, LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS, strict=True)
        assert all(low <= value <= high for value, low, high in bounds)


@pytest.mark.parametrize(("law", "middle"), [("A", 24), ("B", 8)])
def test_median_of_the_first_strength(law: str, middle: float) -> None:
    """Half of the topics start above it."""
    above = sum(drawn(law, seed)[1].strength > middle for seed in range(1000))
    assert above == pytest.approx(500, abs=4 * sqrt(250))


def topic(number: int, weight: float, *ago: int, grade: int = GOOD) -> Topic:
    """Learnt and recalled so many days before `DAY`."""
    grades = (GOOD, *(grade for _ in ago[1:]))
    days = (DAY - dt.timedelta(days=days) for days in ago)
    return Topic(number, weight, tuple((day.isoformat(), mark) for day, mark in zip(days, grades, strict=True)))


TOPICS = (
    topic(0, 0.1, 90, 80, 60),  # strong, in the third box
    topic(1, 0.2, 20),
    topic(2, 0.4, 5),
    topic(3, 0.3, 40, 12, grade=AGAIN),
)


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("oldest", 0),
        ("lowestRecall", 3),  # its last recall failed
        ("leitner", 1),  # 20 days of 1, before 12 days of 1 and 60 days of 7
        ("weightDays", 0),  # 6 days, before 4, 3.6 and 2
        ("weightForgotten", 3),
    ],
)
def test_what_a_policy_takes(name: str, first: int) -> None:
    """Four topics, one answer each."""
    chosen = POLICIES[name](evening())
    assert chosen is not None
    assert chosen.number == first


def evening() -> Evening:
    """Four topics, an exam in 30 days."""
    return Evening(TOPICS, DAY, DAY + dt.timedelta(days=30), Random(1))  # noqa: S311 - luck, no secret


def test_none_and_random() -> None:
    """No review at all; any topic."""
    assert POLICIES["none"](evening()) is None
    now = evening()
    assert {found.number for _ in range(100) if (found := POLICIES["random"](now))} == {0, 1, 2, 3}


def test_ours_asks_the_product() -> None:
    """The most weight times the product's own gain."""
    now = evening()
    worth = [one.weight * gain(one.memory, now.today, now.exam).value for one in TOPICS]
    chosen = POLICIES["ours"](now)
    assert chosen is not None
    assert worth[chosen.number] == max(worth)


def test_leitners_boxes() -> None:
    """Up one by one, no further than the last, back to the first."""
    day = DAY.isoformat()
    assert [box(((day, GOOD),) * times) for times in range(1, 9)] == [0, 1, 2, 3, 4, 5, 5, 5]
    assert box(((day, GOOD), (day, GOOD), (day, GOOD), (day, AGAIN))) == 0
    assert box(((day, GOOD), (day, GOOD), (day, AGAIN), (day, GOOD))) == 1
    assert BOXES == (1, 3, 7, 21, 60, 120)


def test_a_learner() -> None:
    """40 weights that add up to 1, days 0 to 120, the same topics under each law, the same again."""
    people = [retention.rememberer(law, 7) for law in LAWS]
    for who in people:
        assert sum(who.weights) == pytest.approx(1)
        assert len(who.weights) == len(who.days) == len(who.traces) == 40
        assert 0 <= min(who.days) <= max(who.days) <= 120
        assert (who.weights, who.days) == (people[0].weights, people[0].days)
    assert people[0] == retention.rememberer("A", 7)
    assert retention.rememberer("A", 8).days != people[0].days


@pytest.mark.parametrize("law", sorted(LAWS))
def test_every_policy_has_the_same_budget(law: str) -> None:
    """Four a week once something is learnt; the same again each time; `none` has none."""
    who = retention.rememberer(law, 3)
    ends = {name: retention.follow(who, name, 3) for name in POLICIES}
    assert {len(end.answers) for name, end in ends.items() if name != "none"} == {len(ends["oldest"].answers)}
    assert 95 <= len(ends["oldest"].answers) <= 103
    assert not ends["none"].answers
    assert all(0 < end.recall < 1 for end in ends.values())
    assert ends["none"].recall < min(end.recall for name, end in ends.items() if name != "none")
    assert retention.follow(who, "ours", 3) == ends["ours"]


def test_without_reviews_the_law_alone_decides() -> None:
    """Weighted recall at the exam of what was learnt once."""
    who = retention.rememberer("B", 5)
    alone = sum(
        weight * who.law.recall(trace, 180 - day)
        for weight, day, trace in zip(who.weights, who.days, who.traces, strict=True)
    )
    assert retention.follow(who, "none", 5).recall == pytest.approx(alone)


def rows(ours: float) -> list[retention.Row]:
    """Two learners: ours reaches this under law B; everything else 0.5."""

    def end(law: str, name: str) -> retention.Ending:
        return retention.Ending(ours if (law, name) == ("B", "ours") else 0.5, 0.75, [(0.9, 0.7)])

    return [{law: {name: end(law, name) for name in POLICIES} for law in LAWS}] * 2


def test_the_document() -> None:
    """Means, intervals, calibration, and a gate that one law can close."""
    found = retention.document("0-1", rows(0.6))
    assert found["laws"]["B"]["recall"] == {name: 0.6 if name == "ours" else 0.5 for name in POLICIES}
    assert found["laws"]["B"]["ci"]["leitner"] == [0.1, 0.1]
    assert found["laws"]["B"]["calibration"] == {
        "reviews": {"predicted": 0.9, "real": 0.7},
        "exam": {"predicted": 0.75, "real": 0.6},
    }
    assert found["gate"]
    assert "law B" in retention.table(found)
    worse = retention.document("0-1", rows(0.4))
    assert [worse["laws"][law]["gate"] for law in "ABC"] == [True, False, True]
    assert not worse["gate"]
    assert retention.table(worse).endswith("no")
