"""The curricula that come with roadtrack."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from roadtrack.curriculum.catalog import Catalog, NoCache, builtin_folder
from roadtrack.curriculum.model import Curriculum, CurriculumKind, Section, Step, StepKind
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
    """One shipped curriculum; skipped where its file is not there yet."""
    paths = [path for path in SHIPPED if path.stem == id_]
    if not paths:
        pytest.skip(f"{id_} is not shipped")
    return curriculum_in(paths[0])


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
def test_every_link_is_encrypted(path: Path) -> None:
    """Links are https."""
    curriculum = curriculum_in(path)
    links = [resource.url for step in steps_of(curriculum) for resource in step.resources]
    links += [source.url for source in curriculum.sources if source.url]
    assert [link for link in links if not link.startswith("https://")] == []


@each_file
def test_no_step_has_the_same_link_twice(path: Path) -> None:
    """A link is listed once in a step."""
    urls = {step.id: [resource.url for resource in step.resources] for step in steps_of(curriculum_in(path))}
    assert [id_ for id_, links in urls.items() if len(links) != len(set(links))] == []


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
