"""What every test has: the machine that runs the tests kept out, and small worlds to act in."""

import datetime as dt
import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pytest

from roadtrack.clock import SystemClock
from roadtrack.tracker import Tracker, open_tracker

NOW = "2026-11-22T20:41:00+00:00"
"""A Sunday evening."""
TODAY = dt.date(2026, 11, 22)

KUBE = """
format = 1
id = "kube"
title = "Kubernetes in small"
kind = "certification"
revision = "1"
as_of = 2026-11-01
aliases = { pod = "pods" }
[certification]
code = "KUBE"
issuer = "Nobody"
[[section]]
id = "core"
title = "Core"
weight = 60
[[section.step]]
id = "pods"
title = "Run a Pod"
hours = 1
resources = [{ title = "Pods", url = "https://example.org/pods" }, { title = "More", url = "https://example.org/more" }]
[[section.step]]
id = "services"
title = "Reach it through a Service"
kind = "practice"
hours = 2
needs = ["pods"]
why = "Pods come and go."
evidence = "An answer from the Service"
[[section.step]]
id = "config"
title = "Configure it"
[[section]]
id = "net"
title = "Network"
weight = 40
[[section.step]]
id = "policies"
title = "Close everything, open one way"
hours = 1.5
needs = ["services"]
check = { run = ["true"] }
"""
"""Shares: pods, services, config .2 each, policies .4."""

SECURE = """
format = 1
id = "secure"
title = "Security in small"
kind = "skill"
revision = "1"
as_of = 2026-11-01
[[section]]
id = "shared"
title = "Shared"
[[section.step]]
use = "kube/policies"
[[section.step]]
use = "kube/pods"
[[section.step]]
id = "audit"
title = "Read the audit log"
kind = "milestone"
hours = 1
"""
"""Shares: a third each; kube's pods and policies count here too."""

SMALL = {"kube": KUBE, "secure": SECURE}

ROLE = """
format = 1
id = "keeper"
title = "Keeper of clusters"
kind = "role"
revision = "1"
as_of = 2026-11-01
[role]
ladder = [{ title = "Keeper", years = [3, 5] }, { title = "Head keeper", years = [8] }]
salary = [{ name = "US, mean", value = "US$100,000", year = 2025, source = "A survey" }]
[[section]]
id = "know"
title = "Know"
[[section.section]]
use = "kube"
[[section.section]]
id = "deep"
title = "Deep"
[[section.section.step]]
use = "secure/audit"
[[section]]
id = "lead"
title = "Lead"
[[section.step]]
id = "review"
title = "Hold a review"
kind = "milestone"
hours = 0.5
evidence = "Its notes"
"""
EXAM = """
[[section]]
id = "end"
title = "The end"
[[section.step]]
id = "exam"
title = "Sit it"
kind = "exam"
hours = 2
"""
WITH_ROLE = {"kube": KUBE + EXAM, "secure": SECURE, "keeper": ROLE}
"""The small world with an exam, and a role over it."""

Done = subprocess.CompletedProcess[str]


class RunCli(Protocol):
    """`roadtrack` as a process of its own."""

    def __call__(self, *args: str, stdin: str | None = None, env: Mapping[str, str] | None = None) -> Done:
        """Run it to the end."""


class RunPython(Protocol):
    """Some code in an interpreter of its own."""

    def __call__(self, code: str, env: Mapping[str, str] | None = None) -> Done:
        """Run it to the end."""


class MakeTracker(Protocol):
    """A tracker on a small world."""

    def __call__(
        self,
        *,
        enrolled: Sequence[str] = ("kube",),
        by: dt.date | None = None,
        now: str = NOW,
        config: str = "",
        files: Mapping[str, str] | None = None,
    ) -> Tracker:
        """Open it; a second call opens the same files again."""


def isolated_environment(folder: Path) -> dict[str, str]:
    """An environment whose every place is below a folder."""
    gone = ("ROADTRACK_", "XDG_", "CLICOLOR", "LC_", "PYTHONIOENCODING")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(gone)}
    for name in ("NO_COLOR", "FORCE_COLOR", "EDITOR", "VISUAL", "LINES", "PYTHONUTF8"):
        kept.pop(name, None)
    return kept | {
        "HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder / "config"),
        "XDG_DATA_HOME": str(folder / "data"),
        "XDG_STATE_HOME": str(folder / "state"),
        "XDG_CACHE_HOME": str(folder / "cache"),
        "TZ": "UTC",
        "LANG": "C.UTF-8",
        "COLUMNS": "80",
        "TERM": "xterm-256color",
    }


@dataclass(frozen=True)
class Home:
    """A home folder in which `roadtrack` runs as a process of its own."""

    folder: Path
    day: str = ""
    """A day at which its clock stands; empty is the real one, which alone lets the fast path answer."""

    @property
    def journal(self) -> Path:
        """The journal's file."""
        return self.folder / "data" / "roadtrack" / "journal.db"

    @property
    def settings(self) -> Path:
        """The settings file."""
        return self.folder / "config" / "roadtrack" / "config.toml"

    def add_curriculum(self, name: str, text: str) -> Path:
        """Put a file into the learner's own folder of curricula."""
        path = self.settings.parent / "curricula" / f"{name}.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        return path

    def environment(self, extra: Mapping[str, str] | None = None) -> dict[str, str]:
        """The environment of its processes."""
        fixed = {"ROADTRACK_TODAY": self.day} if self.day else {}
        return isolated_environment(self.folder) | fixed | dict(extra or {})

    def run(self, *args: str, stdin: str | None = None, env: Mapping[str, str] | None = None) -> Done:
        """Run `roadtrack` to the end. No failure may ever show a traceback."""
        done = subprocess.run(
            [sys.executable, "-m", "roadtrack", *args],
            input=stdin or "",
            env=self.environment(env),
            cwd=self.folder,
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=60,
        )
        assert "Traceback" not in done.stderr, done.stderr
        return done

    def out(self, *args: str) -> str:
        """What a command that must succeed prints."""
        done = self.run(*args)
        assert (done.returncode, done.stderr) == (0, ""), done.stderr
        return done.stdout

    def json(self, *args: str) -> dict[str, Any]:
        """The answer of a command that must succeed, as JSON."""
        done = self.run(*args, "--json")
        assert (done.returncode, done.stderr) == (0, ""), done.stderr
        return read_json(done.stdout)

    def python(self, code: str, env: Mapping[str, str] | None = None) -> Done:
        """Run some code to the end."""
        return subprocess.run(
            [sys.executable, "-c", code],
            env=self.environment(env),
            cwd=self.folder,
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=60,
        )


def read_json(text: str) -> dict[str, Any]:
    """One JSON object of the API, alone on its line."""
    answer: dict[str, Any] = json.loads(text)
    assert answer["apiVersion"] == "roadtrack/v1"
    assert text.count("\n") == 1
    return answer


@pytest.fixture(autouse=True)
def isolated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep the machine that runs the tests out of them. Returns the home folder, which is empty."""
    wanted = isolated_environment(tmp_path)
    for name in set(os.environ) - set(wanted):
        if not name.startswith("PYTEST_"):
            monkeypatch.delenv(name)
    for name, value in wanted.items():
        monkeypatch.setenv(name, value)
    time.tzset()
    return tmp_path


@pytest.fixture
def home(isolated: Path) -> Home:
    """The test's own home folder."""
    return Home(isolated)


@pytest.fixture
def run_cli(home: Home) -> RunCli:
    """Run `roadtrack` as a process of its own."""
    return home.run


@pytest.fixture
def run_python(home: Home) -> RunPython:
    """Run some code in an interpreter of its own."""
    return home.python


@pytest.fixture
def make_tracker(tmp_path: Path) -> MakeTracker:
    """A tracker on two small curricula that share steps, with a clock that stands still."""

    def make(
        *,
        enrolled: Sequence[str] = ("kube",),
        by: dt.date | None = None,
        now: str = NOW,
        config: str = "",
        files: Mapping[str, str] | None = None,
    ) -> Tracker:
        builtin = tmp_path / "builtin"
        builtin.mkdir(exist_ok=True)
        for name, text in {**SMALL, **(files or {})}.items():
            path = builtin / f"{name}.toml"
            if not path.exists() or name in (files or {}):
                path.write_text(text, "utf-8")
        settings = tmp_path / "config" / "roadtrack" / "config.toml"
        if config:
            settings.parent.mkdir(parents=True, exist_ok=True)
            settings.write_text(config, "utf-8")
        tracker = open_tracker(os.environ, clock=SystemClock(fixed=now), builtin=builtin)
        if enrolled:
            tracker.enroll(enrolled, by)
        return tracker

    return make
