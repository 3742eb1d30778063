"""The built wheel: what a stranger installs finds its curricula, its help and its stylesheets."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.conftest import Home

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built and unpacked as pip would."""
    made = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(made)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = made.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(made / "site")
    return made / "site"


def test_the_wheel_finds_its_curricula(unpacked: Path, home: Home) -> None:
    """Run from the wheel's own files alone, the built-in curricula are in its package, and `today` answers."""
    environ = {"PYTHONPATH": str(unpacked)}
    places = home.run("config", "path", "--json", env=environ)
    assert json.loads(places.stdout)["items"]["built-in curricula"] == str(unpacked / "roadtrack" / "curricula")
    assert home.run("enroll", "cka", env=environ).returncode == 0
    assert "cka/practice-cluster" in home.run("today", env=environ).stdout
    assert home.run("help", "refs", env=environ).stdout.startswith("# Refs")


def test_the_wheel_has_what_is_not_python(unpacked: Path) -> None:
    """Stylesheets, help topics, migrations and the mark of types are in it; tests are not."""
    names = {os.path.relpath(path, unpacked) for path in unpacked.rglob("*") if path.is_file()}
    for name in (
        "tui/app.tcss",
        "tui/screens/overlay.tcss",
        "cli/help/dates.md",
        "journal/migrations/env.py",
        "py.typed",
    ):
        assert f"roadtrack/{name}" in names
    assert not any(name.startswith("tests") for name in names)
