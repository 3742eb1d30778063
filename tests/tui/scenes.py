"""Scenes for tests that look at every screen: a full world, an empty one, and the keys that lead to each screen."""

import datetime as dt
from pathlib import Path

from textual.pilot import Pilot

from roadtrack.tracker import Extras
from roadtrack.tui.app import RoadtrackApp
from roadtrack.verification.evidence import evidence_from
from tests.conftest import EXAM, ROLE
from tests.tui.stage import KUBE, TODAY, Stage, a_stage, press

WAYS: dict[str, tuple[str, ...]] = {
    "today": (),
    "curriculum": ("2", "escape"),
    "plan": ("3",),
    "activity": ("4",),
    "reports": ("5",),
    "roles": ("6", "escape"),
    "gap": ("6", "escape", "enter"),
    "step": ("enter",),
    "step's end": ("enter", "G"),
    "why": ("w",),
    "help": ("question_mark",),
    "search": ("F",),
    "enrol": ("E",),
    "prompt": ("n",),
    "checkin": ("C",),
    "command": ("colon",),
    "settings": ("comma",),
    "palette": ("ctrl+p",),
}
"""Screen → the keys that lead to it from Today, with a step selected. A new screen gets a line."""


def a_full_world(folder: Path) -> Stage:
    """Three goals: one late, one unlikely, one likely; every state, notes, evidence, time, a mock exam, a role."""
    stage = a_stage(folder, enrolled=("kube", "secure", "keeper"), extra={"kube": KUBE + EXAM, "keeper": ROLE})
    tracker = stage.tracker()
    tracker.set_goal("kube", by=TODAY + dt.timedelta(days=5), importance=3)
    tracker.set_goal("secure", by=TODAY - dt.timedelta(days=2), importance=2)
    tracker.set_goal("keeper", by=dt.date(2027, 6, 1), importance=1)
    for back, minutes in ((70, 10), (40, 30), (12, 60), (5, 95), (1, 45)):
        tracker.log("kube/pods", minutes, extras=Extras(day=TODAY - dt.timedelta(days=back)))
    tracker.done(["kube/pods"], Extras(day=TODAY - dt.timedelta(days=40)), "good")
    tracker.note("kube/pods", "restart policy matters")
    tracker.attach("kube/pods", evidence_from("https://example.org/proof", "my first Pod"))
    tracker.start(["kube/config"])
    tracker.skip(["keeper/review"], "known from work")
    tracker.mock("kube", {"core": (70, 4), "net": (50, 2)})
    tracker.done(["secure/audit"], Extras(minutes=25))
    return stage


def an_empty_world(folder: Path) -> Stage:
    """A journal in which nothing is a goal any more and nothing was done."""
    stage = a_stage(folder)
    stage.tracker().unenroll(["kube"])
    return stage


async def back_to_today(app: RoadtrackApp, pilot: Pilot[str]) -> None:
    """Close what lies over the view, and show Today."""
    while len(app.screen_stack) > 1:
        await press(pilot, "escape")
    await press(pilot, "1")


async def go_to(app: RoadtrackApp, pilot: Pilot[str], name: str) -> None:
    """Show a screen, from wherever the app is."""
    await back_to_today(app, pilot)
    await press(pilot, *WAYS[name])
