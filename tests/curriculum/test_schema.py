"""The JSON Schema that editors use says the same as the reader."""

import datetime as dt
import json
import tomllib
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from roadtrack.curriculum.catalog import builtin_folder
from roadtrack.curriculum.schema import json_schema
from tests.curriculum.builders import a_file

SHIPPED = sorted(builtin_folder().rglob("*.toml"))


def as_json(value: Any) -> Any:
    """TOML as an editor sees it: dates are texts."""
    if isinstance(value, dict):
        return {key: as_json(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [as_json(inner) for inner in value]
    return value.isoformat() if isinstance(value, dt.date) else value


def complaints(text: str) -> list[str]:
    """What the schema says against a file."""
    validator = jsonschema.Draft202012Validator(json_schema())
    return [error.message for error in validator.iter_errors(as_json(tomllib.loads(text)))]


def test_it_is_a_schema() -> None:
    """It keeps to the draft it names."""
    jsonschema.Draft202012Validator.check_schema(json_schema())
    assert json_schema()["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_it_accepts_the_shipped_curricula(path: Path) -> None:
    """No editor underlines a file of ours."""
    assert complaints(path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "text",
    [
        a_file(head="x = 1\n"),
        a_file(section="x = 1\n"),
        a_file(step="x = 1\n"),
        a_file(step='kind = "practise"\n'),
        a_file(step='hours = "2"\n'),
        a_file(step='resources = [{ title = "x", url = "javascript:x" }]\n'),
        a_file(id_="Not An Id"),
        a_file().replace('revision = "1"\n', ""),
    ],
    ids=["top key", "section key", "step key", "kind", "type", "link", "id", "missing"],
)
def test_it_refuses_what_the_reader_refuses(text: str) -> None:
    """Unknown keys, wrong values and missing keys are seen while typing."""
    assert len(complaints(text)) == 1


def test_the_committed_file_is_up_to_date() -> None:
    """The schema beside the curricula is the one the reader has."""
    committed = (builtin_folder() / "curriculum.schema.json").read_text("utf-8")
    assert json.dumps(json_schema(), indent=2) + "\n" == committed
