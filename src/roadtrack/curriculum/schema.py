"""The curriculum file, checked by pydantic and handed over as plain values.

This is the one place that says what a file may hold; `json_schema()` prints the same for editors.
pydantic costs eight interpreters to import, so the catalog comes here only for files that changed.
"""

import datetime as dt
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from roadtrack.curriculum import model

ID_PATTERN = r"^[a-z0-9-]{1,64}$"
REF_PATTERN = r"^[a-z0-9-]{1,64}(/[a-z0-9-]{1,64})?$"
URL_PATTERN = r"^(https?://[^\s/$.?#][^\s]*|mailto:[^\s@]+@[^\s@]+)$"
SCHEMA_URL = "https://roadtrack.invalid/curriculum-1.schema.json"

Id = Annotated[str, StringConstraints(pattern=ID_PATTERN)]
Ref = Annotated[str, StringConstraints(pattern=REF_PATTERN)]
Url = Annotated[str, StringConstraints(pattern=URL_PATTERN, max_length=2000)]
Title = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
Prose = Annotated[str, StringConstraints(min_length=1, max_length=4000, strip_whitespace=True)]
Percent = Annotated[float, Field(gt=0, le=100)]
Objective = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]?\.[1-9][0-9]?$")]
Years = Annotated[float, Field(ge=0, le=60)]


class _Table(BaseModel):
    # strict: TOML has types, so 20260314 is no date and "2" no number
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class SourceTable(_Table):
    """Where facts of this file come from."""

    title: Title
    url: Url | None = None
    license: Title | None = None
    as_of: dt.date | None = None
    """When this source was read."""


class ResourceTable(_Table):
    """A link to learn from."""

    title: Title
    url: Url
    kind: Literal["docs", "article", "video", "course", "book", "repo", "tool", "spec", "exam", "practice", "feed"] = (
        "docs"
    )


class ExpectTable(_Table):
    """What a check has to show."""

    exit: int = 0
    stdout_matches: Prose | None = None
    """A regular expression looked for in the output."""


class CheckTable(_Table):
    """A command that proves the step. An argument list: no shell, nothing runs before you trust it."""

    run: Annotated[list[Annotated[str, StringConstraints(min_length=1, max_length=4000)]], Field(min_length=1)]
    expect: ExpectTable = ExpectTable()


class StepTable(_Table):
    """A step: what is ticked off. With `use` it is a step of another curriculum and has only `objectives` beside."""

    id: Id | None = None
    use: Ref | None = None
    title: Title | None = None
    kind: Annotated[model.StepKind, Field(strict=False)] = model.StepKind.STUDY
    hours: Annotated[float, Field(ge=0, le=500)] | None = None
    """Estimated hours for a first pass."""
    why: Prose | None = None
    """Why it matters, in a sentence or two."""
    needs: list[Ref] = []
    """Steps or sections that come first."""
    resources: list[ResourceTable] = []
    evidence: Prose | None = None
    """What would prove it."""
    check: CheckTable | None = None
    objectives: list[Objective] = []
    """The exam's published objectives this serves: "2.3" is the third of the second domain."""

    @model_validator(mode="after")
    def _own_or_used(self) -> Self:
        if self.use is not None:
            if self.model_fields_set - {"use", "objectives"}:
                raise ValueError('a step with "use" has no other key but "objectives"')
            if "/" not in self.use:
                raise ValueError('a step uses a step: write "curriculum/step"')
        elif self.id is None or self.title is None:
            raise ValueError('a step has an "id" and a "title" (or only "use")')
        return self


class SectionTable(_Table):
    """A section: an exam domain, a phase, a responsibility. With `use` it shows another curriculum."""

    id: Id | None = None
    use: Ref | None = None
    title: Title | None = None
    weight: Percent | None = None
    """Published weight in percent, exact."""
    weight_range: Annotated[list[Percent], Field(min_length=2, max_length=2)] | None = None
    """Published weight as [least, most] percent."""
    summary: Prose | None = None
    step: list[StepTable] = []
    section: list["SectionTable"] = []

    @model_validator(mode="after")
    def _own_or_used(self) -> Self:
        if self.use is not None:
            if self.step or self.section:
                raise ValueError('a section with "use" has no steps or sections of its own')
        elif self.id is None or self.title is None:
            raise ValueError('a section has an "id" and a "title" (or "use")')
        if self.weight is not None and self.weight_range is not None:
            raise ValueError('write "weight" or "weight_range", not both')
        if self.weight_range is not None and self.weight_range[0] > self.weight_range[1]:
            raise ValueError('"weight_range" runs from the smaller to the larger number')
        return self


class RequirementTable(_Table):
    """A certification asked for before this one."""

    ref: Id
    state: Literal["passed", "active", "recommended"]


class FactTable(_Table):
    """A dated statement about the exam that has no key of its own."""

    name: Title
    value: Prose
    source: Prose | None = None


class CertificationTable(_Table):
    """The exam's own facts; leave out what nobody could verify."""

    code: Title
    issuer: Title
    delivery: Literal["labs", "multiple-choice", "mixed"] | None = None
    minutes: Annotated[int, Field(gt=0, le=1440)] | None = None
    items: Annotated[list[Annotated[int, Field(gt=0)]], Field(min_length=2, max_length=2)] | None = None
    """[fewest, most] questions or tasks."""
    pass_percent: Percent | None = None
    valid_months: Annotated[int, Field(gt=0, le=600)] | None = None
    requires: list[RequirementTable] = []
    renews: list[Id] = []
    renewal: Prose | None = None
    facts: list[FactTable] = []


class RungTable(_Table):
    """One rung of the career ladder."""

    title: Title
    years: Annotated[list[Years], Field(min_length=1, max_length=2)] | None = None
    """Years of experience: [least, most], or [least] when it is open."""
    summary: Prose | None = None
    source: Prose | None = None


class FigureTable(_Table):
    """A salary or market figure: a claim, with its year and its source."""

    name: Title
    value: Prose
    year: Annotated[int, Field(ge=1990, le=2100)]
    source: Prose
    url: Url | None = None


class NeighbourTable(_Table):
    """A role next door, and what separates the two."""

    ref: Id
    difference: Prose


class RoleTable(_Table):
    """What is known of a role beside what there is to learn for it."""

    ladder: list[RungTable] = []
    salary: list[FigureTable] = []
    market: list[FigureTable] = []
    neighbours: list[NeighbourTable] = []


class CurriculumFile(_Table):
    """A roadtrack curriculum, format 1."""

    format: Literal[1]
    id: Id
    title: Title
    kind: Annotated[model.CurriculumKind, Field(strict=False)]
    revision: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    """Version of the content."""
    as_of: dt.date
    """When the facts were last checked."""
    summary: Prose | None = None
    sources: list[SourceTable] = []
    aliases: dict[Id, Id] = {}
    """former step id = present step id"""
    certification: CertificationTable | None = None
    role: RoleTable | None = None
    section: Annotated[list[SectionTable], Field(min_length=1)]


def to_model(file: CurriculumFile) -> model.Curriculum:
    """The checked file as plain frozen values."""
    return model.Curriculum(
        id=file.id,
        title=file.title,
        kind=file.kind,
        revision=file.revision,
        as_of=file.as_of,
        summary=file.summary,
        sources=tuple(model.Source(s.title, s.url, s.license, s.as_of) for s in file.sources),
        aliases=tuple(file.aliases.items()),
        certification=_certification(file.certification) if file.certification else None,
        role=_role(file.role) if file.role else None,
        sections=tuple(_section(s) for s in file.section),
    )


def _certification(table: CertificationTable) -> model.Certification:
    return model.Certification(
        code=table.code,
        issuer=table.issuer,
        delivery=table.delivery,
        minutes=table.minutes,
        items=(table.items[0], table.items[1]) if table.items else None,
        pass_percent=table.pass_percent,
        valid_months=table.valid_months,
        requires=tuple(model.Requirement(r.ref, r.state) for r in table.requires),
        renews=tuple(table.renews),
        renewal=table.renewal,
        facts=tuple(model.Fact(f.name, f.value, f.source) for f in table.facts),
    )


def _role(table: RoleTable) -> model.Role:
    return model.Role(
        ladder=tuple(model.Rung(r.title, _years(r.years), r.summary, r.source) for r in table.ladder),
        salary=tuple(_figure(f) for f in table.salary),
        market=tuple(_figure(f) for f in table.market),
        neighbours=tuple(model.Neighbour(n.ref, n.difference) for n in table.neighbours),
    )


def _years(years: list[float] | None) -> tuple[float, float | None] | None:
    return (years[0], years[1] if len(years) > 1 else None) if years else None


def _figure(table: FigureTable) -> model.Figure:
    return model.Figure(table.name, table.value, table.year, table.source, table.url)


def _section(table: SectionTable) -> model.Section:
    return model.Section(
        id=table.id or (table.use or "").rpartition("/")[2],
        title=table.title or "",
        weight=table.weight,
        weight_range=(table.weight_range[0], table.weight_range[1]) if table.weight_range else None,
        summary=table.summary,
        use=table.use,
        steps=tuple(_step(s) for s in table.step),
        sections=tuple(_section(s) for s in table.section),
    )


def _step(table: StepTable) -> model.Step | model.Use:
    if table.use is not None:
        return model.Use(table.use, tuple(table.objectives))
    check = table.check
    return model.Step(
        id=table.id or "",
        title=table.title or "",
        kind=table.kind,
        hours=table.hours,
        why=table.why,
        needs=tuple(table.needs),
        resources=tuple(model.Resource(r.title, r.url, r.kind) for r in table.resources),
        evidence=table.evidence,
        check=model.Check(tuple(check.run), check.expect.exit, check.expect.stdout_matches) if check else None,
        objectives=tuple(table.objectives),
    )


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a curriculum file, for editors."""
    schema = CurriculumFile.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": SCHEMA_URL, **schema}
