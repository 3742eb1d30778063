"""Reading, checking and writing the settings file."""

import os
import re
import tomllib
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest

from roadtrack.errors import FaultyFile, NotFound, NotSaved, UsageError
from roadtrack.settings import DEFAULT_FILTERS, Settings, load
from roadtrack.settings_file import commented_defaults, names, set_value, value_of


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the settings file is to be."""
    return tmp_path / "config.toml"


def test_no_file_is_the_defaults(file: Path) -> None:
    """Without a file everything has its default, and none is made."""
    assert load(file).settings == Settings()
    assert not file.exists()


def test_empty_file_is_the_defaults(file: Path) -> None:
    """An empty file says nothing."""
    file.write_text("")
    assert load(file).settings == Settings()


def test_values_and_filters(file: Path) -> None:
    """Values are taken over; own filters come beside the shipped ones, or in their place."""
    file.write_text(
        '[plan]\nhours_per_week = 7\n[days]\nrest = ["sat"]\n[filters]\nmine = "in:cka"\nopen = "is:todo"\n'
    )
    settings = load(file).settings
    assert (settings.plan.hours_per_week, settings.days.rest) == (7.0, ("sat",))
    assert settings.filters == {**DEFAULT_FILTERS, "mine": "in:cka", "open": "is:todo"}


def test_unknown_keys_are_warnings(file: Path) -> None:
    """An unknown key does no harm: its line and the nearest right key are told, the rest is in force."""
    file.write_text("[plan]\nhours_per_weak = 7\nquick_minutes = 20\n\n[nothing]\nx = 1\n")
    loaded = load(file)
    assert loaded.settings.plan.quick_minutes == 20
    warnings = "\n".join(loaded.warnings)
    assert len(loaded.warnings) == 2
    assert ":2" in warnings
    assert "hours_per_week" in warnings
    assert ":5" in warnings


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ("[plan]\nhours_per_week = true ", 2, "hours_per_week"),
        ('[plan]\n\nquick_minutes = "long"', 3, "quick_minutes"),
        ('[days]\nstart = "25:00"', 2, "days.start"),
        ('[days]\nstart = "4"', 2, "days.start"),
        ('[days]\nrest = ["caturday"]', 2, "rest"),
        ('[ui]\ncolor = "sometimes"', 2, "color"),
        ("[keys]\nundo = 5", 2, "undo"),
        ("[plan]\nhours_per_week = nan", 2, "plan.hours_per_week"),
        ("[plan]\nhours_per_week = inf", 2, "plan.hours_per_week"),
        ("[plan]\nhours_per_week = -1", 2, "plan.hours_per_week"),
        ("[plan]\nsuggestions = 0", 2, "plan.suggestions"),
        ("[plan]\nquick_minutes = -5", 2, "plan.quick_minutes"),
        ("[streak]\nminutes = 0", 2, "streak.minutes"),
        ("[store]\nwait_seconds = nan", 2, "store.wait_seconds"),
    ],
)
def test_bad_values_name_their_line(file: Path, text: str, line: int, word: str) -> None:
    """A bad value is an error with file, line and key, never a guess."""
    if "true" in text:
        text = text.replace("true", '"much"')
    file.write_text(text)
    with pytest.raises(FaultyFile) as caught:
        load(file)
    assert f"{file}:{line}" in caught.value.message
    assert word in caught.value.message


@pytest.mark.parametrize(
    "data", [b"[plan\n", b"\xff\xfe", b"x = " + b"[" * 5000, b"x = " + b"9" * 5000, b"a = 1\na = 2\n", b"\0"]
)
def test_no_file_breaks_the_reader(file: Path, data: bytes) -> None:
    """Whatever is in the file, only FaultyFile comes out."""
    file.write_bytes(data)
    with pytest.raises(FaultyFile):
        load(file)


def test_pipe_does_not_hang(file: Path) -> None:
    """A pipe in place of the file is refused; reading it would never end."""
    os.mkfifo(file)
    with pytest.raises(FaultyFile, match="pipe"):
        load(file)


def test_folder_is_refused(file: Path) -> None:
    """A folder in place of the file is told."""
    file.mkdir()
    with pytest.raises(FaultyFile):
        load(file)


# -- writing -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("plan.hours_per_week", "7.5", 7.5),
        ("ui.ascii", "true", True),
        ("days.start", "05:00", "05:00"),
        ("days.rest", '["sat", "sun"]', ("sat", "sun")),
        ("tools.editor", "nvim -u NONE", "nvim -u NONE"),
        ("filters.mine", "is:ready max:30m", "is:ready max:30m"),
        ("keys.undo", "u,U", "u,U"),
        ("ui.theme", "[" * 5000, "[" * 5000),
    ],
)
def test_set_value_reads_back(file: Path, name: str, text: str, expected: object) -> None:
    """A value set is the value in force, also after reading the file again; nothing is left beside it."""
    assert set_value(file, name, text) == expected
    assert value_of(load(file).settings, name) == expected
    assert [path.name for path in file.parent.glob("*conf*")] == ["config.toml"]
    assert list(file.parent.glob(".*")) == []


def test_comments_survive(file: Path) -> None:
    """Setting a value keeps every comment and the order of the file."""
    file.write_text("# mine\n[plan]\n# why seven\nhours_per_week = 7 # a lot\n\n[ui]\nascii = false\n")
    set_value(file, "plan.hours_per_week", "8")
    assert file.read_text() == "# mine\n[plan]\n# why seven\nhours_per_week = 8 # a lot\n\n[ui]\nascii = false\n"


@pytest.mark.parametrize(
    ("name", "text"),
    [("days.start", "26:00"), ("plan.hours_per_week", "often"), ("plan.hours_per_week", "nan"), ("ui.color", "red")],
)
def test_bad_value_is_not_written(file: Path, name: str, text: str) -> None:
    """A value that would make the file faulty is refused with the reason; the file stays as it was."""
    file.write_text("[ui]\nascii = true\n")
    with pytest.raises(UsageError, match=f"{name} was not set"):
        set_value(file, name, text)
    assert file.read_text() == "[ui]\nascii = true\n"
    assert [path.name for path in file.parent.glob("*conf*")] == ["config.toml"]


def test_unknown_name_and_table(file: Path) -> None:
    """An unknown setting names the nearest one; a whole table cannot be set."""
    with pytest.raises(NotFound, match=r"Did you mean plan\.hours_per_week"):
        set_value(file, "plan.hours_per_weak", "7")
    with pytest.raises(UsageError, match=r"filters\.KEY"):
        set_value(file, "filters", "7")
    assert not file.exists()


def test_link_is_not_followed(file: Path, tmp_path: Path) -> None:
    """A symlink in place of the file is not written through."""
    other = tmp_path / "other.toml"
    other.write_text("[ui]\nascii = true\n")
    file.symlink_to(other)
    with pytest.raises(NotSaved):
        set_value(file, "ui.ascii", "false")
    assert other.read_text() == "[ui]\nascii = true\n"


def test_commented_defaults_are_the_defaults(file: Path) -> None:
    """`config init` writes every setting with its meaning; uncommented, the file changes nothing."""
    text = commented_defaults()
    for name in names():
        key = name.rpartition(".")[2]
        assert re.search(rf"^(# {key} = .+|\[{key}\])$", text, re.MULTILINE), name
    assert tomllib.loads(text) == {section.name: {} for section in fields(Settings)}
    file.write_text(re.sub(r"^# (?=[a-z_]+ = )", "", text, flags=re.MULTILINE))
    assert load(file).settings == Settings()
    assert load(file).warnings == ()


def test_every_setting_has_a_meaning() -> None:
    """The handbook's text of a setting is the docstring under it."""
    lines = commented_defaults().splitlines()
    missing = [line for line in lines if line.startswith("# ") and " = " in line and "#" not in line[2:]]
    shipped: dict[str, Any] = dict(DEFAULT_FILTERS)
    assert [line for line in missing if line[2:].partition(" = ")[0] not in shipped] == []
    assert all(is_dataclass(getattr(Settings(), f.name)) or f.name in ("filters", "keys") for f in fields(Settings))
