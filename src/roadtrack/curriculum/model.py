"""What there is to learn, as plain frozen values.

A curriculum is a tree: sections hold steps and further sections. `Use` stands where a section or step of
another curriculum counts here too. Nothing in this module reads files; `schema` checks them and makes these.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class CurriculumKind(StrEnum):
    """What a curriculum is about."""

    CERTIFICATION = "certification"
    LAB = "lab"
    SKILL = "skill"
    ROLE = "role"


class StepKind(StrEnum):
    """How a step is worked on."""

    STUDY = "study"
    PRACTICE = "practice"
    MILESTONE = "milestone"
    EXAM = "exam"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a curriculum's facts come from."""

    title: str
    url: str | None = None
    license: str | None = None
    as_of: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Resource:
    """A link to learn from. `url` is http, https or mailto."""

    title: str
    url: str
    kind: str = "docs"


@dataclass(frozen=True, slots=True)
class Check:
    """A command that proves a step: an argument list, never a shell line."""

    run: tuple[str, ...]
    exit_code: int = 0
    stdout_matches: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A leaf that is ticked off.

    `needs` names steps or sections, here (`pods`) or elsewhere (`linux/filesystems`).
    `hours` is the author's estimate for a first pass, None when nobody estimated it.
    """

    id: str
    title: str
    kind: StepKind = StepKind.STUDY
    hours: float | None = None
    why: str | None = None
    needs: tuple[str, ...] = ()
    resources: tuple[Resource, ...] = ()
    evidence: str | None = None
    """What would prove the step, in words."""
    check: Check | None = None
    objectives: tuple[str, ...] = ()
    """The exam's published objectives this step serves, as `domain.objective` by their published order."""


@dataclass(frozen=True, slots=True)
class Use:
    """A step of another curriculum that counts here too; `target` is its ref, `objectives` those of this exam."""

    target: str
    objectives: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """An inner node: an exam domain, a phase, a responsibility.

    `weight` is the published share in percent, exact; `weight_range` its published bounds. Neither has to
    add up to 100. With `use`, the section shows another curriculum (`cks`) or one of its sections
    (`cka/storage`) and has no children of its own; `title` may then be empty.
    """

    id: str
    title: str = ""
    weight: float | None = None
    weight_range: tuple[float, float] | None = None
    summary: str | None = None
    use: str | None = None
    steps: tuple[Step | Use, ...] = ()
    sections: tuple["Section", ...] = ()

    @property
    def share(self) -> float | None:
        """The published weight, or the middle of its range, or None."""
        if self.weight is not None:
            return self.weight
        if self.weight_range is not None:
            return (self.weight_range[0] + self.weight_range[1]) / 2
        return None

    def walk(self) -> "Iterator[Section]":
        """The section itself and all below it, in file order."""
        yield self
        for inner in self.sections:
            yield from inner.walk()


@dataclass(frozen=True, slots=True)
class Requirement:
    """A certification asked for before this one; `state` is passed, active or recommended."""

    ref: str
    state: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A dated statement about an exam that has no field of its own (price, retake rule, environment)."""

    name: str
    value: str
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Certification:
    """The exam's own facts. Unknown is None, never a guess. `items` is (fewest, most) questions or tasks."""

    code: str
    issuer: str
    delivery: str | None = None
    minutes: int | None = None
    items: tuple[int, int] | None = None
    pass_percent: float | None = None
    valid_months: int | None = None
    requires: tuple[Requirement, ...] = ()
    renews: tuple[str, ...] = ()
    renewal: str | None = None
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Rung:
    """One rung of a career ladder; `years` of experience as (least, most), most None when it is open."""

    title: str
    years: tuple[float, float | None] | None = None
    summary: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A salary or market figure: somebody's claim, so never without its year and its source."""

    name: str
    value: str
    year: int
    source: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A role next door, by its curriculum id, and what separates the two."""

    ref: str
    difference: str


@dataclass(frozen=True, slots=True)
class Role:
    """What is known of a role beside what there is to learn for it."""

    ladder: tuple[Rung, ...] = ()
    salary: tuple[Figure, ...] = ()
    market: tuple[Figure, ...] = ()
    neighbours: tuple[Neighbour, ...] = ()


@dataclass(frozen=True, slots=True)
class Curriculum:
    """One file: a versioned tree of what there is to learn, with the sources of its facts."""

    id: str
    title: str
    kind: CurriculumKind
    revision: str
    as_of: dt.date
    summary: str | None = None
    sources: tuple[Source, ...] = ()
    aliases: tuple[tuple[str, str], ...] = ()
    """(former step id, present step id): a renamed step keeps its history."""
    certification: Certification | None = None
    role: Role | None = None
    sections: tuple[Section, ...] = ()

    def walk(self) -> Iterator[Section]:
        """Every section, in file order."""
        for section in self.sections:
            yield from section.walk()

    def own_steps(self) -> Iterator[Step]:
        """Every step that is not another curriculum's, in file order."""
        for section in self.walk():
            yield from (step for step in section.steps if isinstance(step, Step))
