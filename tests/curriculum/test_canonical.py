"""Curricula as canonical JSON and back."""

import dataclasses
import json

from hypothesis import given

from roadtrack.curriculum.canonical import dumps, loads
from roadtrack.curriculum.model import Curriculum
from tests.curriculum.builders import CURRICULA, a_curriculum, a_file, a_section, read_file


@given(CURRICULA)
def test_what_was_written_is_read_back(curriculum: Curriculum) -> None:
    """Nothing is lost or changed on the way through the cache."""
    assert curriculum == loads(dumps(curriculum))


@given(CURRICULA)
def test_equal_curricula_give_equal_bytes(curriculum: Curriculum) -> None:
    """The text depends on the value alone."""
    assert dumps(curriculum) == dumps(loads(dumps(curriculum)))


@given(CURRICULA, CURRICULA)
def test_different_curricula_give_different_bytes(one: Curriculum, other: Curriculum) -> None:
    """Two texts are the same only for the same value."""
    assert (one == other) == (dumps(one) == dumps(other))


def test_keys_are_sorted_and_defaults_left_out() -> None:
    """The text is as short as it can be and in one order."""
    text = dumps(a_curriculum("mine", a_section("s", "x")))
    keys = list(json.loads(text))
    assert keys == ["as_of", "id", "kind", "revision", "sections", "title"]
    assert " " not in text


def test_zero_hours_are_not_unknown_hours() -> None:
    """An estimate of 0 is kept apart from no estimate."""
    estimated = read_file(a_file(step="hours = 0"))
    unknown = read_file(a_file())
    assert estimated == loads(dumps(estimated))
    assert dumps(estimated) != dumps(unknown)


def test_a_changed_title_changes_the_bytes() -> None:
    """One letter more is another text."""
    curriculum = a_curriculum("mine", a_section("s", "x"))
    assert dumps(curriculum) != dumps(dataclasses.replace(curriculum, title="Mine!"))
