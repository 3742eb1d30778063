"""Small curricula, as files and as values, and a hypothesis strategy for any."""

import datetime as dt
from pathlib import Path
from typing import TypeVar

from hypothesis import strategies as st

from roadtrack.curriculum import model
from roadtrack.curriculum.faults import Fault
from roadtrack.curriculum.model import Curriculum, CurriculumKind, Section, Step, StepKind, Use
from roadtrack.curriculum.outline import Library, link
from roadtrack.curriculum.reader import read

AS_OF = dt.date(2026, 11, 22)

HEAD = """\
format = 1
id = "mine"
title = "Mine"
kind = "skill"
revision = "1"
as_of = 2026-11-22
"""
"""The keys a file must have; six lines."""

SECTION = """
[[section]]
id = "basics"
title = "Basics"
"""

STEP = """
[[section.step]]
id = "first"
title = "First"
"""


# -- files -------------------------------------------------------------------------------------------------


def a_file(*, id_: str = "mine", head: str = "", section: str = "", step: str = "", tail: str = "") -> str:
    """A file without faults: one section with one step; each part may get further lines."""
    return HEAD.replace('"mine"', f'"{id_}"') + head + SECTION + section + STEP + step + tail


def faults_in(text: str | bytes) -> tuple[Fault, ...]:
    """The faults of a file called `mine.toml`; a file with faults gives no curriculum, one without gives one."""
    curriculum, faults = read(text if isinstance(text, bytes) else text.encode(), "mine.toml")
    assert (curriculum is None) == bool(faults)
    return faults


def the_fault(text: str | bytes) -> Fault:
    """The only fault of a file."""
    (fault,) = faults_in(text)
    return fault


def read_file(text: str | bytes) -> Curriculum:
    """The curriculum of a file without faults."""
    curriculum, faults = read(text if isinstance(text, bytes) else text.encode(), "mine.toml")
    assert faults == ()
    assert curriculum is not None
    return curriculum


def save(folder: Path, name: str, text: str) -> Path:
    """Write a file into a folder that is made for it."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


# -- values ------------------------------------------------------------------------------------------------


def a_step(id_: str, *needs: str) -> Step:
    """A step and what it needs."""
    return Step(id_, id_.title(), needs=needs)


def a_section(
    id_: str,
    *content: str | Step | Use | Section,
    weight: float | None = None,
    bounds: tuple[float, float] | None = None,
    use: str | None = None,
    title: str | None = None,
) -> Section:
    """A section; a bare text among its content is a step of that id."""
    made = [a_step(one) if isinstance(one, str) else one for one in content]
    return Section(
        id_,
        title=id_.title() if title is None else title,
        weight=weight,
        weight_range=bounds,
        use=use,
        steps=tuple(one for one in made if not isinstance(one, Section)),
        sections=tuple(one for one in made if isinstance(one, Section)),
    )


def a_curriculum(id_: str, *sections: Section, aliases: tuple[tuple[str, str], ...] = ()) -> Curriculum:
    """A skill with these sections."""
    return Curriculum(id_, id_.title(), CurriculumKind.SKILL, "1", AS_OF, aliases=aliases, sections=sections)


def linked(*curricula: Curriculum) -> Library:
    """These curricula linked."""
    return link({one.id: one for one in curricula})


# -- any curriculum ----------------------------------------------------------------------------------------

T = TypeVar("T")

_TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
_ID = st.text("abc-019", min_size=1, max_size=8)
_REF = st.one_of(_ID, st.builds("{}/{}".format, _ID, _ID))
_HOURS = st.integers(min_value=0, max_value=2000).map(lambda quarters: quarters / 4)
_PERCENT = st.integers(min_value=1, max_value=1000).map(lambda tenths: tenths / 10)
_DATES = st.dates()


def _few(values: st.SearchStrategy[T]) -> st.SearchStrategy[tuple[T, ...]]:
    return st.lists(values, max_size=3).map(tuple)


def _maybe(values: st.SearchStrategy[T]) -> st.SearchStrategy[T | None]:
    return st.none() | values


_CHECKS = st.builds(
    model.Check,
    st.lists(_TEXT, min_size=1, max_size=3).map(tuple),
    st.integers(min_value=0, max_value=255),
    _maybe(_TEXT),
)
_STEPS = st.builds(
    Step,
    _ID,
    _TEXT,
    st.sampled_from(StepKind),
    _maybe(_HOURS),
    _maybe(_TEXT),
    _few(_REF),
    _few(st.builds(model.Resource, _TEXT, _TEXT, _TEXT)),
    _maybe(_TEXT),
    _maybe(_CHECKS),
    _few(st.just("2.3")),
)


def _sections(inner: st.SearchStrategy[tuple[Section, ...]]) -> st.SearchStrategy[Section]:
    return st.builds(
        Section,
        _ID,
        _TEXT | st.just(""),
        _maybe(_PERCENT),
        _maybe(st.tuples(_PERCENT, _PERCENT)),
        _maybe(_TEXT),
        _maybe(_REF),
        _few(_STEPS | st.builds(Use, _REF, _few(st.just("1.1")))),
        inner,
    )


_NO_SECTIONS: st.SearchStrategy[tuple[Section, ...]] = st.just(())
_TREES = _sections(_few(_sections(_NO_SECTIONS)))
_CERTIFICATIONS = st.builds(
    model.Certification,
    _TEXT,
    _TEXT,
    _maybe(_TEXT),
    _maybe(st.integers(min_value=1)),
    _maybe(st.tuples(st.integers(min_value=1), st.integers(min_value=1))),
    _maybe(_PERCENT),
    _maybe(st.integers(min_value=1)),
    _few(st.builds(model.Requirement, _ID, _TEXT)),
    _few(_ID),
    _maybe(_TEXT),
    _few(st.builds(model.Fact, _TEXT, _TEXT, _maybe(_TEXT))),
)
_FIGURES = _few(st.builds(model.Figure, _TEXT, _TEXT, st.integers(1990, 2100), _TEXT, _maybe(_TEXT)))
_ROLES = st.builds(
    model.Role,
    _few(
        st.builds(
            model.Rung, _TEXT, _maybe(st.tuples(_HOURS, _maybe(_HOURS))), summary=_maybe(_TEXT), source=_maybe(_TEXT)
        )
    ),
    _FIGURES,
    _FIGURES,
    _few(st.builds(model.Neighbour, _ID, _TEXT)),
)

CURRICULA: st.SearchStrategy[Curriculum] = st.builds(
    Curriculum,
    _ID,
    _TEXT,
    st.sampled_from(CurriculumKind),
    _TEXT,
    _DATES,
    _maybe(_TEXT),
    _few(st.builds(model.Source, _TEXT, _maybe(_TEXT), _maybe(_TEXT), _maybe(_DATES))),
    _few(st.tuples(_ID, _ID)),
    _maybe(_CERTIFICATIONS),
    _maybe(_ROLES),
    _few(_TREES),
)
"""Curricula with anything a file may hold, whether or not their names resolve."""


@st.composite
def nets(draw: st.DrawFn) -> dict[str, Curriculum]:
    """Three curricula that use and need one another, some of it in vain or in circles."""
    names = st.sampled_from([f"{c}/{x}" for c in "abcz" for x in ("s", "t", "u", "v", "s0", "t1", "u2", "v3")])
    wholes = st.sampled_from(["a", "b", "c", "z"])
    weights = st.sampled_from(["", "10", "35"])
    kinds = st.sampled_from(["own", "own", "own", "use section", "use whole"])

    def section(id_: str, inner: tuple[Section, ...] = ()) -> Section:
        weight = draw(weights)
        share = float(weight) if weight else None
        match draw(kinds):
            case "use section":
                return a_section(id_, weight=share, use=draw(names))
            case "use whole":
                return a_section(id_, weight=share, use=draw(wholes))
        steps = [a_step(f"{id_}{n}", draw(names)) if draw(weights) else Use(draw(names)) for n in range(4)]
        kept = [one for one in steps if draw(weights)]
        return a_section(id_, *kept, *inner, weight=share)

    return {id_: a_curriculum(id_, section("s", (section("t"), section("u"))), section("v")) for id_ in ("a", "b", "c")}
