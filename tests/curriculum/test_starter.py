"""The file that a new curriculum starts from."""

import datetime as dt
import re

import pytest

from roadtrack.curriculum.model import Curriculum, CurriculumKind, StepKind
from roadtrack.curriculum.reader import read
from roadtrack.curriculum.starter import SCHEMA_FILE, starter

DAY = dt.date(2026, 11, 25)
each_kind = pytest.mark.parametrize("kind", list(CurriculumKind))


def read_whole(text: str) -> Curriculum:
    """The curriculum in a file without faults."""
    found, faults = read(text.encode(), "my-way.toml")
    assert faults == ()
    assert found is not None
    return found


@each_kind
def test_is_valid_as_written(kind: CurriculumKind) -> None:
    """Id, kind and day are those asked for; there is something to tick off."""
    found = read_whole(starter("my-way", kind, DAY))
    assert (found.id, found.title, found.kind, found.as_of) == ("my-way", "My way", kind, DAY)
    assert len(list(found.own_steps())) >= 2


@each_kind
def test_what_is_commented_out_is_valid_too(kind: CurriculumKind) -> None:
    """Who takes the sign from in front of an example has a valid file, whatever it shows."""
    text = starter("my-way", kind, DAY)
    lines = [line for line in text.splitlines() if not line.startswith("sources = ")]
    lines = [re.sub(r"^# (?=[a-z_]+ = |\[\[)", "", line) for line in lines]
    read_whole(
        "\n".join(lines)
        .replace('url = "…"', 'url = "https://example.org"')
        .replace("old-id", "was")
        .replace('"new-id"', '"first-step"')
    )


def test_a_certification_has_an_exam_after_a_mock() -> None:
    """The last section is the exam, and a role composes by use."""
    steps = list(read_whole(starter("my-way", CurriculumKind.CERTIFICATION, DAY)).own_steps())
    assert (steps[-1].kind, steps[-1].needs) == (StepKind.EXAM, ("mock-exam",))
    role = read_whole(starter("my-way", CurriculumKind.ROLE, DAY))
    assert role.role is not None
    assert role.sections[-1].use == "terraform"


def test_names_its_schema() -> None:
    """The first line is the directive editors read; the schema lies beside the file."""
    assert starter("my-way", CurriculumKind.LAB, DAY).splitlines()[0] == f"#:schema ./{SCHEMA_FILE}"
