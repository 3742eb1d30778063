"""From one edition of a curriculum to the next."""

from dataclasses import replace

from hypothesis import given

from roadtrack.curriculum.changes import Rename, changes, edition_digest
from roadtrack.curriculum.model import Curriculum
from tests.curriculum.builders import CURRICULA, a_curriculum, a_section, a_step

OLD = a_curriculum("mine", a_section("s", "a", "b", "c", weight=60), a_section("t", "d", weight=40))


def test_kept_renamed_added_and_removed() -> None:
    """Each step of either edition is told once."""
    new = a_curriculum("mine", a_section("s", "a", "bee", "e", weight=50), aliases=(("b", "bee"),))
    found = changes(OLD, new)
    assert (found.kept, found.renamed, found.added) == (("a",), (Rename("b", "bee"),), ("e",))
    assert (found.removed, found.sections_removed) == (("c", "d"), ("T",))
    assert list(found.weights) == [("S", 60, 50)]
    assert found.any


def test_two_steps_may_become_one() -> None:
    """Both histories go on in the one that is left."""
    new = a_curriculum("mine", a_section("s", "a", "c"), a_section("t", "d"), aliases=(("b", "a"),))
    found = changes(OLD, new)
    assert (found.kept, found.renamed, found.removed) == (("a", "c", "d"), (Rename("b", "a"),), ())


def test_an_alias_that_leads_nowhere_renames_nothing() -> None:
    """The step is gone."""
    new = a_curriculum("mine", a_section("s", "a", "c"), a_section("t", "d"), aliases=(("b", "nowhere"),))
    assert (changes(OLD, new).renamed, changes(OLD, new).removed) == ((), ("b",))


def test_a_new_title_is_told_but_is_no_new_edition() -> None:
    """Nobody has to be asked about a spelling."""
    retitled = replace(a_step("a"), title="A better title")
    new = a_curriculum("mine", a_section("s", retitled, "b", "c", weight=60), a_section("t", "d", weight=40))
    assert changes(OLD, new).retitled == ("a",)
    assert changes(OLD, new).title("a") == "A better title"
    assert edition_digest(OLD) == edition_digest(new)


def test_a_new_revision_or_step_is_a_new_edition() -> None:
    """Either is enough."""
    fewer = a_curriculum("mine", a_section("s", "a", "b", "c", weight=60), a_section("t", weight=40))
    assert len({edition_digest(one) for one in (OLD, replace(OLD, revision="2"), fewer)}) == 3


@given(CURRICULA)
def test_nothing_changes_from_one_to_itself(curriculum: Curriculum) -> None:
    """And every step is kept."""
    found = changes(curriculum, curriculum)
    assert not found.any
    assert set(found.kept) == {step.id for step in curriculum.own_steps()}


@given(CURRICULA, CURRICULA)
def test_every_step_is_told_once(old: Curriculum, new: Curriculum) -> None:
    """The former ones are kept, renamed or removed; the present ones kept, added, or what others became."""
    found = changes(old, new)
    former, present = ({step.id for step in one.own_steps()} for one in (old, new))
    kept, removed, added = set(found.kept), set(found.removed), set(found.added)
    gone = {rename.old for rename in found.renamed}
    assert former == kept | removed | gone
    assert not kept & removed
    assert not (kept | removed) & gone
    assert present == kept | added | {rename.new for rename in found.renamed}
    assert not kept & added
