"""Readiness: the worked CKA example, and what must hold for any exam."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadtrack.planning.freshness import Domain
from roadtrack.planning.readiness import gap_factors, readiness

WEIGHTS = {"architecture": 0.25, "workloads": 0.15, "network": 0.2, "storage": 0.1, "troubleshooting": 0.3}
FRESH = {"architecture": 0.9, "workloads": 1, "network": 0.6, "storage": 1, "troubleshooting": 0.55}
CKA = [Domain(id_, id_, weight, FRESH[id_]) for id_, weight in WEIGHTS.items()]
MOCK = {
    "architecture": (70, 5),
    "workloads": (90, 3),
    "network": (50, 3),
    "storage": (80, 2),
    "troubleshooting": (45, 5),
}
parts = st.lists(st.tuples(st.floats(0.05, 1), st.floats(0, 1)), min_size=1, max_size=6).map(
    lambda rows: [Domain(str(n), str(n), w / sum(x for x, _ in rows), q) for n, (w, q) in enumerate(rows)]
)


def test_without_a_mock() -> None:
    """The marks and the expected result of the worked example; no probability."""
    found = readiness(CKA, [], 66)
    assert [round(mark.mean, 3) for mark in found.marks] == [0.696, 0.767, 0.482, 0.767, 0.447]
    assert (round(found.expected, 1), round(found.spread, 1)) == (59.6, 15.0)
    assert (found.chance, found.mocks) == (None, 0)


def test_with_a_mock() -> None:
    """The marks move towards what the mock said."""
    found = readiness(CKA, [MOCK], 66)
    assert [round(mark.mean, 3) for mark in found.marks] == [0.698, 0.820, 0.489, 0.777, 0.448]
    assert (round(found.expected, 1), round(found.spread, 1)) == (60.8, 13.4)
    assert found.chance == pytest.approx(0.348, abs=5e-4)
    assert [(mark.id, round(mark.gap, 3)) for mark in found.gaps[:2]] == [
        ("troubleshooting", 0.165),
        ("network", 0.102),
    ]


def test_no_pass_mark_no_chance() -> None:
    """A probability needs something to pass."""
    assert readiness(CKA, [MOCK], None).chance is None


def test_gap_factors_weigh_what_is_missing() -> None:
    """Their weighted sum is 1; without a mock nothing changes."""
    factors = gap_factors(readiness(CKA, [MOCK], 66))
    assert sum(WEIGHTS[id_] * factor for id_, factor in factors.items()) == pytest.approx(1)
    assert factors["troubleshooting"] > 1 > factors["storage"]
    assert set(gap_factors(readiness(CKA, [], 66)).values()) == {1.0}


@given(parts, st.floats(0, 100), st.integers(1, 40))
def test_a_better_mock_never_lowers_the_chance(exam: list[Domain], percent: float, count: int) -> None:
    """All marks lie between 0 and 1, a perfect mock is at least as good as any other."""
    some = readiness(exam, [{part.id: (percent, count) for part in exam}], 66)
    best = readiness(exam, [{part.id: (100, count) for part in exam}], 66)
    assert all(0 < mark.mean < 1 for mark in some.marks)
    assert some.chance is not None
    assert best.chance is not None
    assert 0 <= some.chance <= 1
    assert best.expected >= some.expected - 1e-9


@given(parts, st.integers(0, 5))
def test_more_freshness_is_never_worse(exam: list[Domain], which: int) -> None:
    """What is remembered raises the expectation."""
    index = which % len(exam)
    better = [Domain(p.id, p.title, p.weight, 1.0 if n == index else p.fresh) for n, p in enumerate(exam)]
    assert readiness(better, [], 66).expected >= readiness(exam, [], 66).expected - 1e-9
