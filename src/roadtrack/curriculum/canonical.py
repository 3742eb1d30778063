"""A curriculum as canonical JSON and back: what the cache keeps so that an unchanged file is never parsed again.

Only what differs from the default is written; keys are sorted, so equal curricula give equal bytes. The
cache is keyed by `FORMAT`: raise it when this module or `model` changes shape.
"""

import datetime as dt
import json
from typing import Any

from roadtrack.curriculum.model import (
    Certification,
    Check,
    Curriculum,
    CurriculumKind,
    Fact,
    Figure,
    Neighbour,
    Requirement,
    Resource,
    Role,
    Rung,
    Section,
    Source,
    Step,
    StepKind,
    Use,
)

FORMAT = 2

_Object = dict[str, Any]


def dumps(curriculum: Curriculum) -> str:
    """Canonical JSON: sorted keys, no white space, defaults left out."""
    return json.dumps(_curriculum_out(curriculum), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def loads(text: str) -> Curriculum:
    """The curriculum that `dumps` wrote. `loads(dumps(c)) == c` for every curriculum."""
    return _curriculum_in(json.loads(text))


def _present(**values: object) -> _Object:
    return {key: value for key, value in values.items() if value not in (None, [], (), "")}


def _curriculum_out(c: Curriculum) -> _Object:
    return _present(
        id=c.id,
        title=c.title,
        kind=c.kind.value,
        revision=c.revision,
        as_of=c.as_of.isoformat(),
        summary=c.summary,
        sources=[
            _present(title=s.title, url=s.url, license=s.license, as_of=s.as_of and s.as_of.isoformat())
            for s in c.sources
        ],
        aliases=[list(pair) for pair in c.aliases],
        certification=_certification_out(c.certification) if c.certification else None,
        role=_role_out(c.role) if c.role else None,
        sections=[_section_out(s) for s in c.sections],
    )


def _certification_out(c: Certification) -> _Object:
    return _present(
        code=c.code,
        issuer=c.issuer,
        delivery=c.delivery,
        minutes=c.minutes,
        items=c.items and list(c.items),
        pass_percent=c.pass_percent,
        valid_months=c.valid_months,
        requires=[[r.ref, r.state] for r in c.requires],
        renews=list(c.renews),
        renewal=c.renewal,
        facts=[[f.name, f.value, f.source] for f in c.facts],
    )


def _role_out(r: Role) -> _Object:
    return {
        "ladder": [[g.title, g.years, g.summary, g.source] for g in r.ladder],
        "salary": [_figure_out(f) for f in r.salary],
        "market": [_figure_out(f) for f in r.market],
        "neighbours": [[n.ref, n.difference] for n in r.neighbours],
    }


def _figure_out(f: Figure) -> list[object]:
    return [f.name, f.value, f.year, f.source, f.url]


def _section_out(s: Section) -> _Object:
    return _present(
        id=s.id,
        title=s.title,
        weight=s.weight,
        weight_range=s.weight_range and list(s.weight_range),
        summary=s.summary,
        use=s.use,
        steps=[
            _present(use=x.target, objectives=x.objectives) if isinstance(x, Use) else _step_out(x) for x in s.steps
        ],
        sections=[_section_out(x) for x in s.sections],
    )


def _step_out(s: Step) -> _Object:
    out = _present(
        id=s.id,
        title=s.title,
        kind=s.kind.value if s.kind is not StepKind.STUDY else None,
        why=s.why,
        needs=list(s.needs),
        resources=[[r.title, r.url, r.kind] for r in s.resources],
        evidence=s.evidence,
        check=s.check and [list(s.check.run), s.check.exit_code, s.check.stdout_matches],
        objectives=list(s.objectives),
    )
    if s.hours is not None:
        out["hours"] = s.hours
    return out


def _curriculum_in(o: _Object) -> Curriculum:
    return Curriculum(
        id=o["id"],
        title=o["title"],
        kind=CurriculumKind(o["kind"]),
        revision=o["revision"],
        as_of=dt.date.fromisoformat(o["as_of"]),
        summary=o.get("summary"),
        sources=tuple(_source_in(s) for s in o.get("sources", ())),
        aliases=tuple((old, new) for old, new in o.get("aliases", ())),
        certification=_certification_in(o["certification"]) if "certification" in o else None,
        role=_role_in(o["role"]) if "role" in o else None,
        sections=tuple(_section_in(s) for s in o.get("sections", ())),
    )


def _source_in(o: _Object) -> Source:
    as_of = o.get("as_of")
    return Source(o["title"], o.get("url"), o.get("license"), dt.date.fromisoformat(as_of) if as_of else None)


def _certification_in(o: _Object) -> Certification:
    items = o.get("items")
    return Certification(
        code=o["code"],
        issuer=o["issuer"],
        delivery=o.get("delivery"),
        minutes=o.get("minutes"),
        items=(items[0], items[1]) if items else None,
        pass_percent=o.get("pass_percent"),
        valid_months=o.get("valid_months"),
        requires=tuple(Requirement(ref, state) for ref, state in o.get("requires", ())),
        renews=tuple(o.get("renews", ())),
        renewal=o.get("renewal"),
        facts=tuple(Fact(name, value, source) for name, value, source in o.get("facts", ())),
    )


def _role_in(o: _Object) -> Role:
    return Role(
        ladder=tuple(Rung(title, tuple(years) if years else None, *rest) for title, years, *rest in o["ladder"]),
        salary=tuple(Figure(*f) for f in o["salary"]),
        market=tuple(Figure(*f) for f in o["market"]),
        neighbours=tuple(Neighbour(*n) for n in o["neighbours"]),
    )


def _section_in(o: _Object) -> Section:
    bounds = o.get("weight_range")
    return Section(
        id=o["id"],
        title=o.get("title", ""),
        weight=o.get("weight"),
        weight_range=(bounds[0], bounds[1]) if bounds else None,
        summary=o.get("summary"),
        use=o.get("use"),
        steps=tuple(
            Use(x["use"], tuple(x.get("objectives", ()))) if "use" in x else _step_in(x) for x in o.get("steps", ())
        ),
        sections=tuple(_section_in(x) for x in o.get("sections", ())),
    )


def _step_in(o: _Object) -> Step:
    check = o.get("check")
    return Step(
        id=o["id"],
        title=o["title"],
        kind=StepKind(o.get("kind", "study")),
        hours=o.get("hours"),
        why=o.get("why"),
        needs=tuple(o.get("needs", ())),
        resources=tuple(Resource(*r) for r in o.get("resources", ())),
        evidence=o.get("evidence"),
        check=Check(tuple(check[0]), check[1], check[2]) if check else None,
        objectives=tuple(o.get("objectives", ())),
    )
