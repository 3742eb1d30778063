"""The curricula that come with roadtrack.

`exam_domains.json` has each exam's published domains with their weights and numbers of objectives, taken from
the publishers' own outlines and not from our files.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from roadtrack.curriculum.catalog import Catalog, NoCache, builtin_folder
from roadtrack.curriculum.model import Curriculum, CurriculumKind, Figure, Section, Step, StepKind
from roadtrack.curriculum.outline import Library
from roadtrack.curriculum.reader import read

SHIPPED = sorted(builtin_folder().rglob("*.toml"))
each_file = pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)


@cache
def curriculum_in(path: Path) -> Curriculum:
    """The curriculum in a shipped file."""
    curriculum, faults = read(path.read_bytes(), str(path))
    assert faults == ()
    assert curriculum is not None
    return curriculum


def shipped(id_: str) -> Curriculum:
    """One shipped curriculum."""
    return curriculum_in(next(path for path in SHIPPED if path.stem == id_))


@cache
def library() -> Library:
    """Everything shipped, linked."""
    return Catalog(builtin_folder() / "none", builtin_folder(), NoCache()).whole_library()


def sections_of(sections: tuple[Section, ...]) -> Iterator[Section]:
    """All sections, with the inner ones."""
    for section in sections:
        yield section
        yield from sections_of(section.sections)


def steps_of(curriculum: Curriculum) -> list[Step]:
    """All steps that are the curriculum's own."""
    return [step for s in sections_of(curriculum.sections) for step in s.steps if isinstance(step, Step)]


def figures(curriculum: Curriculum) -> tuple[Figure, ...]:
    """A role's claims about salary and market."""
    return (*curriculum.role.salary, *curriculum.role.market) if curriculum.role else ()


def domains(curriculum: Curriculum) -> list[float]:
    """The exact weights of the sections at the top."""
    return [section.weight for section in curriculum.sections if section.weight is not None]


@each_file
def test_reads_without_faults(path: Path) -> None:
    """Nothing is wrong with a file of ours."""
    assert read(path.read_bytes(), str(path))[1] == ()


@each_file
def test_names_its_schema(path: Path) -> None:
    """The first line tells editors where the schema is, and it is there."""
    directive, _, target = path.read_text("utf-8").split("\n")[0].partition(" ")
    assert directive == "#:schema"
    assert (path.parent / target).resolve() == (builtin_folder() / "curriculum.schema.json").resolve()


@each_file
def test_is_called_as_its_file(path: Path) -> None:
    """The id is the name of the file."""
    assert path.stem == curriculum_in(path).id


@each_file
def test_says_where_its_facts_come_from(path: Path) -> None:
    """There are sources, most with links, a summary, and a date that is not before the project."""
    curriculum = curriculum_in(path)
    assert curriculum.sources
    assert 2 * sum(source.url is not None for source in curriculum.sources) > len(curriculum.sources)
    assert curriculum.summary
    assert curriculum.as_of.year >= 2026


@each_file
def test_a_certification_has_its_exam(path: Path) -> None:
    """A certification, and nothing else, has the exam's own table."""
    curriculum = curriculum_in(path)
    assert (curriculum.kind is CurriculumKind.CERTIFICATION) == (curriculum.certification is not None)


FIXTURES = Path(__file__).parents[1] / "fixtures"
EXAMS: dict[str, list[dict[str, Any]]] = json.loads((FIXTURES / "exam_domains.json").read_text("utf-8"))
each_exam = pytest.mark.parametrize("exam", sorted(EXAMS))


def plain(title: str) -> str:
    """A title without its number, case and spelling of "and"."""
    return title.partition(". ")[2].lower() if title[:1].isdigit() else title.lower().replace("&", "and")


@each_exam
def test_domains_and_weights_are_the_published_ones(exam: str) -> None:
    """Each domain is a section under its published name, with its published weight and no other has one."""
    sections = {plain(s.title): s for s in shipped(exam).sections}
    weighted = {title for title, section in sections.items() if section.share is not None}
    published = {plain(domain["title"]): domain["weight"] for domain in EXAMS[exam]}
    assert published.keys() <= sections.keys()
    assert weighted <= published.keys()
    for title, weight in published.items():
        section = sections[title]
        assert (list(section.weight_range) if section.weight_range else section.weight) == weight


@each_exam
def test_every_published_objective_has_a_step(exam: str) -> None:
    """The steps of a domain serve all its objectives, and no step claims one that does not exist."""
    sections = {plain(s.title): s for s in shipped(exam).sections}
    served: dict[str, set[str]] = {}
    for number, domain in enumerate(EXAMS[exam], 1):
        expected = {f"{number}.{place}" for place in range(1, domain["objectives"] + 1)}
        inside = {o for s in sections_of((sections[plain(domain["title"])],)) for x in s.steps for o in x.objectives}
        served[domain["title"]] = expected ^ inside
    assert {title: sorted(wrong) for title, wrong in served.items() if wrong} == {}


@each_file
def test_only_exams_have_objectives(path: Path) -> None:
    """Objectives stand in the domains of an exam that is on record."""
    curriculum = curriculum_in(path)
    if curriculum.id in EXAMS:
        domains_ = {plain(domain["title"]) for domain in EXAMS[curriculum.id]}
        others = [s for s in curriculum.sections if plain(s.title) not in domains_]
    else:
        others = list(curriculum.sections)
    assert [x for s in sections_of(tuple(others)) for x in s.steps if x.objectives] == []


@each_file
def test_a_certification_ends_with_booking_mock_and_exam(path: Path) -> None:
    """The exam is sat after a mock, and a day was booked for it."""
    curriculum = curriculum_in(path)
    if curriculum.certification is None:
        return
    needs = {step.id: step.needs for step in steps_of(curriculum)}
    before: set[str] = set()
    ahead = ["exam"]
    while ahead:
        step = ahead.pop()
        ahead.extend(need for need in needs.get(step, ()) if need not in before)
        before.add(step)
    assert {"book-exam", "mock-exam", "exam"} <= before
    assert [step.id for step in steps_of(curriculum) if step.kind is StepKind.EXAM] == ["exam"]
    kinds = {step.id: step.kind for step in steps_of(curriculum)}
    assert {kinds["book-exam"], kinds["mock-exam"]} == {StepKind.MILESTONE}  # nothing to recall from memory


@each_file
def test_every_step_can_be_learnt_or_shown(path: Path) -> None:
    """A resource to learn from or a line that says what proves it; a milestone has proof."""
    steps = steps_of(curriculum_in(path))
    assert [step.id for step in steps if not (step.resources or step.evidence)] == []
    assert [s.id for s in steps if s.kind is StepKind.MILESTONE and not (s.evidence or s.check)] == []


@each_file
def test_hours_are_plausible(path: Path) -> None:
    """No step takes longer than a fortnight of evenings, no curriculum's own steps longer than a year of them."""
    hours = [step.hours or 0 for step in steps_of(curriculum_in(path))]
    assert max(hours) <= 24
    assert 3 <= sum(hours) <= 300


@each_file
def test_every_step_has_hours_and_a_reason(path: Path) -> None:
    """No step leaves open how long it takes and what it is for."""
    assert [step.id for step in steps_of(curriculum_in(path)) if not step.hours or not step.why] == []


@each_file
def test_every_practice_has_evidence(path: Path) -> None:
    """Who practises knows what would prove it."""
    practice = [step for step in steps_of(curriculum_in(path)) if step.kind is StepKind.PRACTICE]
    assert [step.id for step in practice if not step.evidence] == []


@each_file
def test_every_link_is_well_formed(path: Path) -> None:
    """Links are https, to a host with a dot, without credentials, port, spaces or a tracking query."""
    curriculum = curriculum_in(path)
    links = [resource.url for step in steps_of(curriculum) for resource in step.resources]
    links += [source.url for source in curriculum.sources if source.url]
    links += [figure.url for figure in figures(curriculum) if figure.url]
    host = re.compile(r"https://[a-z0-9-]+(\.[a-z0-9-]+)+(/[^\s<>\"\\]*)?(\?[^\s<>\"\\]*)?(#\S*)?", re.ASCII)
    assert [link for link in links if not host.fullmatch(link) or "utm_" in link] == []


@each_file
def test_no_step_has_the_same_link_twice(path: Path) -> None:
    """A link is listed once in a step."""
    urls = {step.id: [resource.url for resource in step.resources] for step in steps_of(curriculum_in(path))}
    assert [id_ for id_, links in urls.items() if len(links) != len(set(links))] == []


@each_file
def test_a_role_says_what_it_is_and_where_that_is_from(path: Path) -> None:
    """A role, and nothing else, has its table: rungs with years, figures with year and source, neighbours."""
    curriculum = curriculum_in(path)
    assert (curriculum.kind is CurriculumKind.ROLE) == (curriculum.role is not None)
    if curriculum.role is None:
        return
    roles = {path.stem for path in SHIPPED if path.parent.name == "roles"} - {curriculum.id}
    assert len(curriculum.role.ladder) >= 3
    assert all(rung.source for rung in curriculum.role.ladder if rung.years)
    assert curriculum.role.salary
    assert curriculum.role.market
    assert {neighbour.ref for neighbour in curriculum.role.neighbours} <= roles
    assert curriculum.role.neighbours


def test_a_role_is_composed() -> None:
    """Most of what a role asks for is learnt elsewhere and counts here, its exams among it."""
    for id_ in (path.stem for path in SHIPPED if path.parent.name == "roles"):
        outline = library().outlines[id_]
        own = sum(ref.startswith(f"{id_}/") for ref in outline.shares)
        assert own < len(outline.shares) / 2, id_
        assert any(ref.endswith("/exam") for ref in outline.shares), id_


def test_the_library_is_whole() -> None:
    """Every exam on record is there, and enough labs, skills, roles and distinct steps."""
    count = Counter(curriculum_in(path).kind for path in SHIPPED)
    assert {path.stem for path in SHIPPED if path.parent.name == "certifications"} == EXAMS.keys()
    assert count[CurriculumKind.CERTIFICATION] >= 25
    assert count[CurriculumKind.LAB] >= 3
    assert count[CurriculumKind.SKILL] >= 12
    assert count[CurriculumKind.ROLE] >= 7
    assert sum(len(steps_of(curriculum_in(path))) for path in SHIPPED) >= 1500


def test_no_released_step_is_lost() -> None:
    """`step_ids.txt` has every step there is; one that is gone lives on as an alias (`make ids`)."""
    listed = set((FIXTURES / "step_ids.txt").read_text("utf-8").split())
    steps = {f"{path.stem}/{step.id}" for path in SHIPPED for step in steps_of(curriculum_in(path))}
    aliases = {f"{path.stem}/{alias}" for path in SHIPPED for alias in curriculum_in(path).aliases}
    assert sorted(steps - listed) == []
    assert sorted(listed - steps - aliases) == []


def test_the_whole_library_links_without_problems() -> None:
    """Every use and need between our files resolves."""
    assert library().problems == ()


@each_file
def test_shares_add_up(path: Path) -> None:
    """The parts of each curriculum make one whole."""
    assert pytest.approx(1.0) == sum(library().outlines[path.stem].shares.values())


def test_cka_domains() -> None:
    """Five domains, weighted as in the CNCF curriculum v1.35, in its order of the file."""
    weights = {25.0, 15.0, 20.0, 10.0, 30.0}
    found = domains(shipped("cka"))
    assert (weights, 5, 100.0) == (set(found), len(found), sum(found))


def test_cks_domains() -> None:
    """Six domains that add up to 100."""
    found = domains(shipped("cks"))
    assert (len(found), sum(found)) == (6, 100.0)


def test_cks_shares_steps_with_cka() -> None:
    """What both exams ask for is ticked once: at least four steps."""
    shipped("cks")
    shared = [ref for ref, curricula in library().counts_in.items() if {"cka", "cks"} <= set(curricula)]
    assert len(shared) >= 4
    assert all(ref.startswith("cka/") for ref in shared)


def test_terraform_has_no_weights() -> None:
    """HashiCorp publishes none, so none are made up."""
    assert [s.id for s in sections_of(shipped("terraform").sections) if s.share is not None] == []


def test_the_lab_is_a_lab() -> None:
    """At least thirty steps, and it is no certification."""
    lab = shipped("gpu-lab")
    assert CurriculumKind.LAB is lab.kind
    assert len(steps_of(lab)) >= 30
