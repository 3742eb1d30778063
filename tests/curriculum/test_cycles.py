"""Finding circles in what needs what."""

from collections.abc import Mapping
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from roadtrack.curriculum.cycles import find_cycle

NAMES = st.sampled_from("abcdefgh")
GRAPHS = st.dictionaries(NAMES, st.lists(NAMES, max_size=3), max_size=8)
CHAIN = 50_000


def has_cycle(edges: Mapping[str, list[str]]) -> bool:
    """Kahn's rule: take away what points at nothing that is left; a circle is what stays."""
    left = {name: {target for target in targets if target in edges} for name, targets in edges.items()}
    while free := {name for name, targets in left.items() if not targets}:
        left = {name: targets - free for name, targets in left.items() if name not in free}
    return bool(left)


@given(GRAPHS)
def test_a_circle_is_found_exactly_where_there_is_one(edges: dict[str, list[str]]) -> None:
    """It agrees with Kahn's rule on every graph."""
    assert has_cycle(edges) == bool(find_cycle(edges))


@given(GRAPHS)
def test_members_form_a_real_circle_from_its_smallest_name(edges: dict[str, list[str]]) -> None:
    """Each member points at the next, none comes twice, the smallest is first."""
    cycle = find_cycle(edges)
    if cycle:
        assert all(target in edges[name] for name, target in pairwise((*cycle, cycle[0])))
        assert len(cycle) == len(set(cycle))
        assert min(cycle) == cycle[0]


@given(GRAPHS)
def test_the_answer_does_not_depend_on_the_order_of_the_names(edges: dict[str, list[str]]) -> None:
    """The same graph gives the same circle."""
    turned = {name: list(reversed(edges[name])) for name in reversed(edges)}
    assert find_cycle(edges) == find_cycle(turned)


def test_a_name_that_points_at_itself() -> None:
    """The shortest circle has one member."""
    assert find_cycle({"a": ["a"]}) == ("a",)


def test_unknown_targets_are_no_circle() -> None:
    """What is not in the graph is passed over."""
    assert find_cycle({"a": ["z"], "b": ["a", "z"]}) == ()


def test_a_long_chain_does_not_overflow_the_stack() -> None:
    """50,000 steps in a row have no circle."""
    edges = {f"{n:05}": [f"{n + 1:05}"] for n in range(CHAIN)}
    assert find_cycle(edges) == ()


def test_a_long_circle_is_found_whole() -> None:
    """50,000 steps in a ring are one circle."""
    edges = {f"{n:05}": [f"{(n + 1) % CHAIN:05}"] for n in range(CHAIN)}
    assert tuple(edges) == find_cycle(edges)
