"""The command line inside the test's own process: the same entry, without the cost of a new interpreter."""

import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pytest

from roadtrack.__main__ import _answer
from tests.conftest import SMALL, Home, read_json


@dataclass(frozen=True)
class Answer:
    """What a command said and its exit code."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """What it said as JSON, if it succeeded."""
        assert (self.code, self.err) == (0, ""), self
        return read_json(self.out)

    @property
    def error(self) -> dict[str, Any]:
        """The Error object on stderr; stdout is empty."""
        assert self.out == ""
        answer = read_json(self.err)
        assert (answer["kind"], answer["code"]) == ("Error", self.code)
        return answer


class Cli(Protocol):
    """`roadtrack` inside this process."""

    def __call__(self, *args: str) -> Answer:
        """Run a command line."""


@pytest.fixture
def cli(isolated: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Answer]:
    """Run a command line in this process."""
    del isolated

    def run(*args: str) -> Answer:
        monkeypatch.setattr(sys, "argv", ["roadtrack", *args])
        capsys.readouterr()
        code = _answer(list(args))
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        return Answer(code, out, err)

    return run


@pytest.fixture(scope="session")
def small_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A journal whose cache knows the shipped curricula, with `kube` as the goal, without a date."""
    made = Home(tmp_path_factory.mktemp("small"))
    for name, text in SMALL.items():
        made.add_curriculum(name, text)
    assert made.run("enroll", "kube").returncode == 0
    return made.folder


@pytest.fixture
def small(small_data: Path, home: Home) -> Home:
    """A home with two small own curricula, of which `kube` is a goal."""
    shutil.copytree(small_data, home.folder, dirs_exist_ok=True)
    return home
