"""A small learner's journal with numbers that can be worked out by hand, told to a real store."""

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path

from roadtrack.journal.events import Attached
from roadtrack.journal.identity import Moment
from roadtrack.reports.content import Include, Report, ReportKind, build, period
from roadtrack.tracker import Extras, Tracker, open_tracker

TODAY = dt.date(2026, 11, 22)
SHA = "ab" * 32

KUBE = """
format = 1
id = "kube"
title = "Kubernetes in small"
kind = "skill"
revision = "1"
as_of = 2026-11-01
[[section]]
id = "core"
title = "Core | basics"
weight = 60
[[section.step]]
id = "pods"
title = "Run a Pod"
hours = 1
[[section.step]]
id = "services"
title = "Reach it through a [Service]"
hours = 2
needs = ["pods"]
[[section.step]]
id = "config"
title = "Configure it"
hours = 3
[[section]]
id = "net"
title = "Network"
weight = 40
[[section.step]]
id = "policies"
title = "=Close everything"
hours = 1.5
needs = ["services"]
"""

LINUX = """
format = 1
id = "linux"
title = "Linux in small"
kind = "skill"
revision = "1"
as_of = 2026-11-01
[[section]]
id = "all"
title = "All"
[[section.step]]
id = "shell"
title = "Use a shell"
hours = 1
[[section.step]]
id = "cgroups"
title = "Limit a job"
hours = 2
needs = ["shell"]
[[section.step]]
id = "namespaces"
title = "Hide a job"
hours = 2
needs = ["cgroups"]
"""

EVERYTHING = frozenset(Include)
NOTHING: frozenset[Include] = frozenset()


@dataclass
class HandClock:
    """A clock that stands until it is set: noon of a day."""

    day: dt.date = TODAY
    ticks: int = field(default=0)

    def now(self) -> Moment:
        """Noon and some milliseconds, so that each action has its own moment."""
        self.ticks += 1
        noon = dt.datetime.combine(self.day, dt.time(12), dt.UTC)
        return Moment(noon + dt.timedelta(milliseconds=self.ticks), "Etc/UTC", self.day)


def a_tracker(folder: Path, clock: HandClock) -> Tracker:
    """A tracker on an empty home, with two small curricula built in."""
    curricula = folder / "builtin"
    curricula.mkdir()
    (curricula / "kube.toml").write_text(KUBE, "utf-8")
    (curricula / "linux.toml").write_text(LINUX, "utf-8")
    places = {
        "HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder / "config"),
        "XDG_DATA_HOME": str(folder / "data"),
    }
    return open_tracker(places, clock=clock, builtin=curricula)


def a_learner(folder: Path) -> Tracker:
    """Two goals. One step done in week 46; in week 47 two done, one skipped, one undone, evidence, notes, time.

    Shares: pods, services and config 20 % of kube each, policies 40 %; each step a third of linux.
    """
    clock = HandClock(dt.date(2026, 11, 12))
    tracker = a_tracker(folder, clock)
    tracker.enroll(["kube"], dt.date(2027, 1, 17))
    tracker.enroll(["linux"])
    tracker.done(["kube/pods"], Extras(minutes=60, note="week 46"))
    clock.day = dt.date(2026, 11, 17)
    link = Attached("link", "https://me:secret@git.example.org/pull/7?a=1&copy=2", "Pull (7)")
    tracker.done(["kube/services"], Extras(minutes=90, note="kube-proxy & me\n# no heading", evidence=(link,)))
    clock.day = dt.date(2026, 11, 18)
    tracker.skip(["kube/config"], "on call")
    clock.day = dt.date(2026, 11, 20)
    tracker.done(["linux/shell"])
    tracker.attach("kube/pods", Attached("file", "~/secret-lab/pods.txt", sha256=SHA, size=9))
    clock.day = dt.date(2026, 11, 21)
    tracker.log("linux/cgroups", 5)
    tracker.attach(
        "linux/cgroups", Attached("command", "/opt/bob/run --now", sha256=SHA, exit_code=1, output="private")
    )
    clock.day = TODAY
    tracker.note(None, "A good day")
    tracker.done(["kube/policies"], Extras(minutes=600, note="taken back"))
    tracker.undo()
    return tracker


def a_report(
    tracker: Tracker,
    kind: ReportKind = ReportKind.WEEKLY,
    given: str | None = None,
    *,
    include: frozenset[Include] = NOTHING,
    goals: tuple[str, ...] = (),
    first: dt.date | None = None,
) -> Report:
    """The report of a tracker, as both faces ask for it."""
    start, end = period(kind, tracker.today, given, first=first)
    return build(kind, tracker.standing(), tracker.history(), start=start, end=end, include=include, goals=goals)
