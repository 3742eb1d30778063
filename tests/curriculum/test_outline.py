"""Curricula linked together: shares, uses, needs, and what cannot be resolved."""

from collections.abc import Iterator, Mapping

import pytest
from hypothesis import given

from roadtrack.curriculum.cycles import find_cycle
from roadtrack.curriculum.model import Curriculum, Section, Step, Use
from roadtrack.curriculum.outline import Outline, SectionNode, StepNode, link, references
from tests.curriculum.builders import a_curriculum, a_section, a_step, linked, nets


def shares(*sections: Section) -> dict[str, float]:
    """The share of each step, by its id, of a curriculum of these sections."""
    outline = linked(a_curriculum("a", *sections)).outlines["a"]
    return {ref.removeprefix("a/"): share for ref, share in outline.shares.items()}


def nodes(outline: Outline) -> Iterator[SectionNode | StepNode]:
    """Every node of an outline, in its order."""
    pending: list[SectionNode | StepNode] = list(outline.sections)
    while pending:
        node = pending.pop(0)
        yield node
        if isinstance(node, SectionNode):
            pending = [*node.children, *pending]


class TestShares:
    def test_exact_weights(self) -> None:
        """A section has its published part, its steps equal parts of that."""
        found = shares(a_section("s", "x", weight=25), a_section("t", "y", "z", weight=75))
        assert pytest.approx({"x": 0.25, "y": 0.375, "z": 0.375}) == found

    def test_a_range_counts_by_its_middle(self) -> None:
        """10 to 20 percent beside 85 count as 15."""
        found = shares(a_section("s", "x", bounds=(10, 20)), a_section("t", "y", weight=85))
        assert pytest.approx({"x": 0.15, "y": 0.85}) == found

    def test_a_section_without_weight_beside_one_with_weight_counts_nothing(self) -> None:
        """It is a foundation: it is there, and its share is 0."""
        assert shares(a_section("base", "x"), a_section("t", "y", weight=40)) == {"x": 0.0, "y": 1.0}

    def test_without_weights_all_steps_count_the_same(self) -> None:
        """However they are spread over sections."""
        found = shares(a_section("s", "x"), a_section("t", "y", "z", a_section("u", "v")))
        assert pytest.approx(dict.fromkeys("xyzv", 0.25)) == found

    @pytest.mark.parametrize("scale", [0.1, 1, 3])
    def test_weights_need_not_add_up_to_100(self, scale: float) -> None:
        """Only their proportion counts."""
        found = shares(a_section("s", "x", weight=10 * scale), a_section("t", "y", weight=30 * scale))
        assert pytest.approx({"x": 0.25, "y": 0.75}) == found

    def test_weights_inside_a_weighted_section(self) -> None:
        """Inner weights divide the outer part; steps beside them are foundations."""
        inner = (a_section("t", "y", weight=1), a_section("u", "z", weight=3))
        found = shares(a_section("s", "x", *inner, weight=80), a_section("v", "w", weight=20))
        assert pytest.approx({"x": 0.0, "y": 0.2, "z": 0.6, "w": 0.2}) == found

    def test_a_weighted_section_without_steps_leaves_its_part_to_the_others(self) -> None:
        """Nothing of the whole is lost on an empty section."""
        found = shares(a_section("empty", weight=50), a_section("s", "x", weight=10), a_section("t", "y", weight=30))
        assert pytest.approx({"x": 0.25, "y": 0.75}) == found

    def test_where_only_empty_sections_have_weights_the_steps_count_the_same(self) -> None:
        """A weight that no step can earn makes no foundation of the rest."""
        assert shares(a_section("empty", weight=50), a_section("s", "x"), a_section("t", "y")) == {"x": 0.5, "y": 0.5}
        assert shares(a_section("s", "x", a_section("empty", weight=50))) == {"x": 1.0}

    def test_a_curriculum_without_steps(self) -> None:
        """It has no shares and no order."""
        outline = linked(a_curriculum("a", a_section("s"))).outlines["a"]
        assert (outline.shares, outline.order) == ({}, ())

    @given(nets())
    def test_shares_add_up_to_the_whole(self, curricula: dict[str, Curriculum]) -> None:
        """Whatever uses what, a curriculum with steps adds up to 1, without a negative part."""
        for outline in link(curricula).outlines.values():
            assert all(share >= 0 for share in outline.shares.values())
            assert pytest.approx(1.0 if outline.shares else 0.0) == sum(outline.shares.values())

    @given(nets())
    def test_a_section_is_the_sum_of_what_is_in_it(self, curricula: dict[str, Curriculum]) -> None:
        """At each level the shares of the children add up to that of the section."""
        for outline in link(curricula).outlines.values():
            for node in nodes(outline):
                if isinstance(node, SectionNode) and node.children:
                    assert pytest.approx(node.share) == sum(child.share for child in node.children)


class TestOutline:
    def test_nodes_in_file_order_with_their_paths(self) -> None:
        """Steps come first, then sections; a path is made of ids."""
        outline = linked(a_curriculum("a", a_section("s", a_section("t", "y"), "x"))).outlines["a"]
        found = [node.path if isinstance(node, SectionNode) else node.ref for node in nodes(outline)]
        assert found == ["s", "a/x", "s/t", "a/y"]

    def test_a_section_keeps_its_published_weight(self) -> None:
        """The percentage stays beside the computed share; a range shows its middle."""
        outline = linked(a_curriculum("a", a_section("s", "x", bounds=(10, 30)), a_section("t", "y"))).outlines["a"]
        assert [(section.weight, section.share) for section in outline.sections] == [(20, 1.0), (None, 0.0)]

    def test_use_of_a_step(self) -> None:
        """The step of another curriculum stands at its place, under its own ref."""
        library = linked(
            a_curriculum("a", a_section("s", "x", Use("b/y"), "z")), a_curriculum("b", a_section("t", "y", "w"))
        )
        assert library.outlines["a"].order == ("a/x", "b/y", "a/z")
        assert library.outlines["b"].order == ("b/y", "b/w")
        assert library.problems == ()

    def test_use_of_a_section(self) -> None:
        """All its steps count, the part of the user divided as it divides them; its title is taken over."""
        library = linked(
            a_curriculum("a", a_section("s", "x", weight=60), a_section("u", use="b/t", weight=40, title="")),
            a_curriculum("b", a_section("t", a_section("v", "y", weight=1), a_section("w", "z", weight=3))),
        )
        outline = library.outlines["a"]
        assert pytest.approx({"a/x": 0.6, "b/y": 0.1, "b/z": 0.3}) == outline.shares
        used = outline.sections[1]
        assert (used.title, used.origin, used.path) == ("T", "b/t", "u")

    def test_use_of_a_whole_curriculum(self) -> None:
        """Its sections appear under the user, by its weights; a title of one's own stays."""
        library = linked(
            a_curriculum("a", a_section("s", "x", weight=50), a_section("rest", use="b", weight=50, title="The rest")),
            a_curriculum("b", a_section("t", "y", weight=20), a_section("v", "z", weight=80)),
        )
        outline = library.outlines["a"]
        assert pytest.approx({"a/x": 0.5, "b/y": 0.1, "b/z": 0.4}) == outline.shares
        assert outline.sections[1].title == "The rest"
        children = [child.path for child in outline.sections[1].children if isinstance(child, SectionNode)]
        assert children == ["rest/t", "rest/v"]

    def test_a_section_that_uses_one_may_have_its_own_title(self) -> None:
        """The title of the user stands before that of the used section."""
        library = linked(
            a_curriculum("a", a_section("s", use="b/t", title="My own")), a_curriculum("b", a_section("t", "y"))
        )
        assert library.outlines["a"].sections[0].title == "My own"

    @pytest.mark.parametrize(("first", "second"), [("b", "c"), ("b/t", "c"), ("b", "c/v"), ("b/t", "c/v")])
    def test_use_through_another_use(self, first: str, second: str) -> None:
        """A use of what uses something else shows that too."""
        library = linked(
            a_curriculum("a", a_section("s", use=first, title="")),
            a_curriculum("b", a_section("t", use=second, title="")),
            a_curriculum("c", a_section("v", "y")),
        )
        assert (library.outlines["a"].shares, library.problems) == ({"c/y": 1.0}, ())

    def test_a_step_in_two_places_counts_once(self) -> None:
        """It is in the order once, at its first place, and its shares are added."""
        library = linked(
            a_curriculum(
                "a",
                a_section("s", "x", Use("b/y"), weight=50),
                a_section("t", Use("b/y"), weight=50),
                a_section("u", use="b"),
            ),
            a_curriculum("b", a_section("t", "y")),
        )
        outline = library.outlines["a"]
        assert outline.order == ("a/x", "b/y")
        assert pytest.approx({"a/x": 0.25, "b/y": 0.75}) == outline.shares

    @given(nets())
    def test_order_is_that_of_the_nodes(self, curricula: dict[str, Curriculum]) -> None:
        """Each ref that the outline shows, once, in the order of its first places."""
        for outline in link(curricula).outlines.values():
            refs = [node.ref for node in nodes(outline) if isinstance(node, StepNode)]
            assert tuple(dict.fromkeys(refs)) == outline.order
            assert set(outline.shares) == set(refs)


class TestLibrary:
    NET = (
        a_curriculum("a", a_section("s", a_step("x", "b/y"), Use("b/y"))),
        a_curriculum("b", a_section("t", "y", a_step("z", "y"))),
        a_curriculum("c", a_section("u", use="a", title="")),
    )

    def test_who_counts_a_step(self) -> None:
        """Its own curriculum first, then the others by name."""
        counts = linked(*self.NET).counts_in
        assert counts == {"a/x": ("a", "c"), "b/y": ("b", "a", "c"), "b/z": ("b",)}

    def test_what_a_step_opens(self) -> None:
        """Needs turned round, over files."""
        assert linked(*self.NET).opens == {"b/y": ("a/x", "b/z")}

    def test_steps_know_their_place(self) -> None:
        """Curriculum, title of the section, and one order over all."""
        found = [(s.ref, s.curriculum, s.section, s.position) for s in linked(*self.NET).steps.values()]
        assert found == [("a/x", "a", "S", 0), ("b/y", "b", "T", 1), ("b/z", "b", "T", 2)]

    def test_present_and_former_names(self) -> None:
        """A former ref leads to the present one; any other stays as it is."""
        library = linked(a_curriculum("a", a_section("s", "x"), aliases=(("old", "x"),)))
        assert tuple(library.present(f"a/{name}") for name in ("old", "x", "none")) == ("a/x", "a/x", "a/none")

    def test_former_names_still_serve_as_needs_and_uses(self) -> None:
        """Another file need not know that a step was renamed."""
        library = linked(
            a_curriculum("a", a_section("s", a_step("x", "b/old"), Use("b/old")), a_section("u", use="b/former")),
            a_curriculum("b", a_section("t", "y"), aliases=(("old", "y"), ("former", "t"))),
        )
        assert library.problems == ()
        assert library.steps["a/x"].needs == ("b/y",)
        assert library.outlines["a"].order == ("a/x", "b/y")

    def test_what_a_curriculum_names(self) -> None:
        """The other curricula in its uses and needs, without itself."""
        curriculum = a_curriculum(
            "a",
            a_section("s", a_step("x", "b/y", "here", "a/here"), Use("c/z"), a_section("t", use="d/w")),
            a_section("u", use="e"),
        )
        assert {"b", "c", "d", "e"} == references(curriculum)


class TestNeeds:
    def test_short_and_full_names(self) -> None:
        """Both lead to a full ref; a need named twice is one."""
        library = linked(a_curriculum("a", a_section("s", "x", a_step("y", "x", "a/x"))))
        assert library.steps["a/y"].needs == ("a/x",)

    def test_a_section_stands_for_its_steps(self) -> None:
        """Also for those in inner sections and those it uses, in file order."""
        library = linked(
            a_curriculum(
                "a",
                a_section("s", "x", Use("b/y"), a_section("t", "z"), a_section("w", use="c")),
                a_section("u", a_step("v", "s")),
            ),
            a_curriculum("b", a_section("r", "y")),
            a_curriculum("c", a_section("q", "p")),
        )
        assert library.steps["a/v"].needs == ("a/x", "b/y", "a/z", "c/p")

    def test_a_section_elsewhere(self) -> None:
        """A section of another curriculum stands for that one's steps."""
        library = linked(
            a_curriculum("a", a_section("s", a_step("x", "b/t"))), a_curriculum("b", a_section("t", "y", "z"))
        )
        assert library.steps["a/x"].needs == ("b/y", "b/z")

    def test_a_section_elsewhere_that_holds_the_step_itself(self) -> None:
        """The step waits for the others in it, not for itself, and nothing is wrong with that."""
        library = linked(
            a_curriculum("a", a_section("s", a_step("x", "b/t"))), a_curriculum("b", a_section("t", "y", Use("a/x")))
        )
        assert (library.steps["a/x"].needs, library.problems) == (("b/y",), ())

    @given(nets())
    def test_every_need_exists_and_none_runs_in_a_circle(self, curricula: dict[str, Curriculum]) -> None:
        """After linking, needs can be followed without looking out."""
        steps = link(curricula).steps
        assert all(need in steps for step in steps.values() for need in step.needs)
        assert find_cycle({ref: step.needs for ref, step in steps.items()}) == ()


class TestProblems:
    @pytest.mark.parametrize(
        ("section", "key", "value", "message"),
        [
            (a_section("s", "x", Use("b/none")), "use", "b/none", 'use "b/none": no such step'),
            (a_section("s", "x", Use("z/none")), "use", "z/none", 'use "z/none": no such step'),
            (a_section("s", "x", a_section("t", use="b/none")), "use", "b/none", "no such section or curriculum"),
            (a_section("s", "x", a_section("t", use="z")), "use", "z", "no such section or curriculum"),
            (a_section("s", a_step("x", "b/none")), "needs", "b/none", 'needs "b/none": no such step'),
            (a_section("s", a_step("x", "none")), "needs", "none", 'needs "none": no such step'),
        ],
    )
    def test_what_is_unknown_is_left_out_and_told(self, section: Section, key: str, value: str, message: str) -> None:
        """The problem names the curriculum, the key and the ref as written, once; the rest is linked."""
        library = linked(a_curriculum("a", section), a_curriculum("b", a_section("r", "y")))
        (problem,) = library.problems
        assert ("a", key, value) == (problem.curriculum, problem.key, problem.value)
        assert message in problem.message
        assert library.outlines["a"].shares == {"a/x": 1.0}
        assert library.steps["a/x"].needs == ()

    @pytest.mark.parametrize(("first", "second"), [("b", "a"), ("b/t", "a"), ("b", "a/s"), ("b/t", "a/s")])
    def test_uses_in_a_circle(self, first: str, second: str) -> None:
        """The use that closes the circle is told and shows nothing."""
        library = linked(
            a_curriculum("a", a_section("s", use=first), a_section("o", "x")),
            a_curriculum("b", a_section("t", use=second), a_section("p", "y")),
        )
        assert library.problems
        assert all("runs in a circle" in problem.message for problem in library.problems)
        assert {"a/x", "b/y"} >= set(library.outlines["a"].order)
        assert "a/x" in library.outlines["a"].order

    @pytest.mark.parametrize("use", ["a", "a/t"])
    def test_a_curriculum_does_not_use_itself(self, use: str) -> None:
        """Not even another section of itself: its steps would count twice."""
        library = linked(a_curriculum("a", a_section("s", use=use), a_section("t", "x")))
        assert [p.message.removeprefix(f'use "{use}" ') for p in library.problems] == ["runs in a circle"]
        assert library.outlines["a"].shares == {"a/x": 1.0}

    def test_two_curricula_may_use_parts_of_each_other(self) -> None:
        """That is no circle as long as the parts are different ones."""
        library = linked(
            a_curriculum("a", a_section("s", "x"), a_section("u", use="b/t")),
            a_curriculum("b", a_section("t", "y"), a_section("v", use="a/s")),
        )
        assert library.problems == ()
        assert (library.outlines["a"].order, library.outlines["b"].order) == (("a/x", "b/y"), ("b/y", "a/x"))

    def test_needs_in_a_circle_between_files(self) -> None:
        """Their needs of one another are dropped and the circle is told; other needs stay."""
        library = linked(
            a_curriculum("a", a_section("s", a_step("x", "b/y", "z"), "z")),
            a_curriculum("b", a_section("t", a_step("y", "a/x"))),
        )
        assert [(p.curriculum, p.key, p.value, p.message) for p in library.problems] == [
            ("a", "needs", "b/y", "needs run in a circle: a/x → b/y → a/x")
        ]
        assert (library.steps["a/x"].needs, library.steps["b/y"].needs) == (("a/z",), ())

    def test_each_circle_is_told(self) -> None:
        """Two circles are two problems."""
        library = linked(
            a_curriculum("a", a_section("s", a_step("x", "b/x"), a_step("y", "b/y"))),
            a_curriculum("b", a_section("t", a_step("x", "a/x"), a_step("y", "a/y"))),
        )
        assert len(library.problems) == 2

    def test_a_long_row_of_uses_ends(self) -> None:
        """Two files whose sections use one another in turn, 1,000 times, are cut off and told."""
        count = 1000

        def chain(id_: str, other: str, shift: int) -> Curriculum:
            sections = [a_section(f"s{n}", use=f"{other}/s{n + shift}") for n in range(count)]
            need = a_section("n", a_step("x", f"{other}/s0"))
            return a_curriculum(id_, *sections, need)

        library = linked(chain("a", "b", 0), chain("b", "a", 1))
        assert any("in a row" in problem.message for problem in library.problems)
        assert library.outlines["a"].shares == {"a/x": 1.0}

    @given(nets())
    def test_linking_never_fails(self, curricula: Mapping[str, Curriculum]) -> None:
        """Any three curricula become a library with all their steps, and each problem is told once."""
        library = link(curricula)
        own = {f"{id_}/{step.id}" for id_ in curricula for step in _steps(curricula[id_].sections)}
        assert own == set(library.steps)
        assert len(library.problems) == len(set(library.problems))
        assert {problem.key for problem in library.problems} <= {"use", "needs"}


def _steps(sections: tuple[Section, ...]) -> Iterator[Step]:
    for section in sections:
        yield from (step for step in section.steps if isinstance(step, Step))
        yield from _steps(section.sections)
