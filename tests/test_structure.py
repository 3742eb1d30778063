"""The walls between the rooms, and what may be loaded where: guarded by lists of modules, never by a clock."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from roadtrack.cli import fast
from roadtrack.curriculum import canonical
from roadtrack.journal.store import schema_version
from roadtrack.paths import find_paths
from tests.conftest import Home, RunPython

ROOT = Path(__file__).parent.parent
HEAVY = ("sqlalchemy", "pydantic", "textual", "rich", "alembic")
COSTLY = ("click", *HEAVY, "platformdirs", "tomllib", "typing", "dataclasses", "asyncio", "importlib.metadata")


def loaded_by(run_python: RunPython, code: str, names: tuple[str, ...]) -> list[str]:
    """Which of some modules an interpreter has loaded after some code."""
    tell = f"import sys\nsys.stderr.write(__import__('json').dumps([m for m in {names!r} if m in sys.modules]))"
    done = run_python(f"{code}\n{tell}")
    assert done.returncode == 0, done.stderr
    found: list[str] = json.loads(done.stderr.rpartition("\n")[2])
    return found


def answer(*args: str) -> str:
    """Code that answers a command line as the entry point does."""
    return f"from roadtrack.__main__ import _answer\nassert _answer({list(args)!r}) == 0"


@pytest.fixture(scope="module")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home with a goal and a fresh brief."""
    made = Home(tmp_path_factory.mktemp("warm"))
    assert made.run("enroll", "cka").returncode == 0
    return made


@pytest.mark.parametrize("code", ["import roadtrack.__main__", "import roadtrack.cli.fast", answer("--version")])
def test_start_loads_nothing_costly(run_python: RunPython, code: str) -> None:
    """The entry point and `--version` load no library and no costly part of the standard one."""
    assert loaded_by(run_python, code, COSTLY) == []


@pytest.mark.parametrize("args", [("today",), ("next",), ("status",), ("status", "--short"), ("next", "--json")])
def test_warm_look_loads_nothing_costly(warm: Home, args: tuple[str, ...]) -> None:
    """A look with a fresh brief needs SQLite and JSON of the standard library, no more."""
    assert loaded_by(warm.python, answer(*args), COSTLY) == []


def test_help_loads_no_library_but_click(run_python: RunPython) -> None:
    """`--help` is made of the verb table alone."""
    assert loaded_by(run_python, answer("--help"), HEAVY) == []


@pytest.mark.parametrize(
    "module",
    [
        "roadtrack.tracker",
        "roadtrack.cli.main",
        "roadtrack.cli.plain",
        "roadtrack.journal.events",
        "roadtrack.planning",
    ],
)
def test_import_stays_light(run_python: RunPython, module: str) -> None:
    """Importing a module that every command needs loads none of the heavy libraries."""
    assert loaded_by(run_python, f"import {module}", HEAVY) == []


def test_warm_done_loads_only_what_saving_needs(warm: Home) -> None:
    """Ticking a step off needs SQLAlchemy's core, and neither click nor a parser."""
    names = ("pydantic", "textual", "rich", "alembic", "tomllib", "sqlalchemy.orm", "click")
    assert loaded_by(warm.python, answer("done", "cka/practice-cluster"), names) == []


def test_walls_stand() -> None:
    """The contracts of import-linter are kept."""
    tool = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([tool, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_numbers_written_twice_are_equal() -> None:
    """The fast path repeats two numbers, since importing them costs too much."""
    assert canonical.FORMAT == fast.CACHE_FORMAT
    assert schema_version() == fast.SCHEMA_VERSION


@pytest.mark.parametrize("home", ["/home/ada", "/", "/home/ada/"])
@pytest.mark.parametrize("xdg", [None, "", "  ", "/x/y", "/x/y/", "rel/ative", " /x ", "/"])
@pytest.mark.parametrize("own", [None, "", "/d", "~/d", "rel", "~/d/", "~", "/d/../e"])
def test_fast_places_are_the_places(
    monkeypatch: pytest.MonkeyPatch, home: str, xdg: str | None, own: str | None
) -> None:
    """The fast path finds the journal and the settings where the full path does, whatever the environment."""
    monkeypatch.setenv("HOME", home)
    settings = f"{own}/settings.toml" if own else own
    for name, value in (
        ("XDG_DATA_HOME", xdg),
        ("XDG_CONFIG_HOME", xdg),
        ("ROADTRACK_DATA_DIR", own),
        ("ROADTRACK_CONFIG", settings),
    ):
        if value is None:
            monkeypatch.delenv(name, raising=False)
        else:
            monkeypatch.setenv(name, value)
    paths = find_paths(os.environ)
    assert Path(fast.data_folder(os.environ)) == paths.data
    assert Path(fast.config_file(os.environ)) == paths.config
