"""The use cases, on a small world with a clock that stands still."""

import datetime as dt
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from roadtrack.cli import fast
from roadtrack.clock import SystemClock
from roadtrack.curriculum import stamps
from roadtrack.errors import FaultyFile, NotFound, RoadtrackError, UsageError
from roadtrack.journal.events import Attached, Logged, Noted, Status
from roadtrack.tracker import LONGEST_TEXT, Extras, Tracker, open_tracker
from tests.conftest import KUBE, SECURE, TODAY, Home, MakeTracker

LINK = Attached("link", "https://example.org")


def percent(tracker: Tracker, goal: str) -> tuple[float, float, float]:
    """A goal's three percentages."""
    found = tracker.standing().goal(goal)
    assert found is not None
    return (found.whole.done, found.whole.covered, found.whole.verified)


def status(tracker: Tracker, ref: str) -> Status:
    """A step's status."""
    return tracker.standing().state(ref).status


# -- looking -----------------------------------------------------------------------------------------------


def test_looking_creates_nothing(make_tracker: MakeTracker, home: Home) -> None:
    """Every look works before anything was written, and leaves no file and no folder behind."""
    tracker = make_tracker(enrolled=())
    assert tracker.standing().goals == ()
    assert tracker.brief()["goals"] == []
    assert tracker.history() == []
    assert tracker.undo().action == tracker.redo().action == ""
    assert tracker.find([])[1] == []
    assert tracker.resolve("kube/pods").ref == "kube/pods"
    assert sorted(path.name for path in home.folder.iterdir()) == ["builtin"]


def test_looking_writes_no_event(make_tracker: MakeTracker) -> None:
    """The journal's head is the same after every look."""
    tracker = make_tracker()
    head = tracker.snapshot().head
    for _ in range(2):
        tracker.brief()
        tracker.catch_up()
        tracker.reload()
        tracker.curriculum("secure")
        tracker.standing_for("secure/audit")
        tracker.history("kube/pods")
    assert tracker.snapshot().head == head


def test_resolve(make_tracker: MakeTracker) -> None:
    """A full ref, a bare id, a former name; a step outside the goals is found by its full ref."""
    tracker = make_tracker()
    assert tracker.resolve("pods").ref == "kube/pods"
    former = tracker.resolve("kube/pod")
    assert (former.ref, former.former) == ("kube/pods", "kube/pod")
    assert tracker.resolve("secure/audit").ref == "secure/audit"
    with pytest.raises(NotFound, match="Did you mean kube/pods"):
        tracker.resolve("kube/podz")


def test_ambiguous_step_lists_candidates(make_tracker: MakeTracker) -> None:
    """A bare id that several goals have is refused with all of them."""
    other = SECURE.replace('"audit"', '"config"')
    tracker = make_tracker(enrolled=("kube", "secure"), files={"secure": other})
    with pytest.raises(NotFound) as caught:
        tracker.resolve("config")
    assert caught.value.candidates == ("kube/config", "secure/config")


def test_brief_holds_the_numbers(make_tracker: MakeTracker) -> None:
    """The brief is JSON of the standing: done 20 %, two steps ready, the blocked one waits."""
    tracker = make_tracker(by=dt.date(2027, 1, 17))
    tracker.done(["kube/pods"], Extras(minutes=90))
    brief = tracker.brief()
    (goal,) = brief["goals"]
    assert goal["percent"] == {"done": 20.0, "covered": 20.0, "verified": 0.0}
    assert (goal["daysLeft"], goal["minutesLogged"]) == (56, 90)
    assert {item["ref"] for item in brief["next"]} == {"kube/services", "kube/config"}
    assert [item["ref"] for item in brief["blocked"]] == ["kube/policies"]
    assert [item["ref"] for item in brief["doneToday"]] == ["kube/pods"]
    assert brief["week"] == {"minutes": 90, "planned": 300}


# -- marking -----------------------------------------------------------------------------------------------


def test_done_moves_every_goal_that_counts_the_step(make_tracker: MakeTracker) -> None:
    """A shared step is ticked once: 20 % of one goal, a third of the other; what it opened is told."""
    tracker = make_tracker(enrolled=("kube", "secure"))
    outcome = tracker.done(["kube/pods"])
    moves = {move.goal: (round(move.before[0], 1), round(move.after[0], 1)) for move in outcome.goals}
    assert moves == {"kube": (0.0, 20.0), "secure": (0.0, 33.3)}
    assert outcome.now_ready == ("kube/services",)


def test_repeating_changes_nothing(make_tracker: MakeTracker) -> None:
    """Marking again appends nothing and says so; what comes with it is still kept."""
    tracker = make_tracker()
    assert tracker.done(["kube/pods"]).changed == ("kube/pods",)
    head = tracker.snapshot().head
    again = tracker.done(["kube/pods", "kube/pods"])
    assert (again.action, again.changed, again.unchanged) == ("", (), ("kube/pods",))
    assert tracker.snapshot().head == head
    assert tracker.done(["kube/pods"], Extras(note="still")).changed == ("kube/pods",)
    assert tracker.standing().state("kube/pods").notes == 1


def test_extras_are_one_action(make_tracker: MakeTracker) -> None:
    """Mark, time, note and evidence of several steps are taken back by one undo, exactly."""
    tracker = make_tracker()
    before = tracker.snapshot()
    outcome = tracker.done(["kube/pods", "kube/config"], Extras("a note", 30, (LINK,)))
    state = tracker.standing().state("kube/config")
    assert (state.status, state.minutes, state.notes, state.evidence, state.verified) == (Status.DONE, 30, 1, 1, True)
    assert outcome.evidence == (LINK,)
    undone = tracker.undo()
    assert len(undone.words) == 1
    after = tracker.snapshot()
    assert percent(tracker, "kube") == (0.0, 0.0, 0.0)
    assert {ref: (s.status, s.minutes, s.notes, s.evidence) for ref, s in after.steps.items()} == dict.fromkeys(
        after.steps, (Status.TODO, 0, 0, 0)
    )
    assert after.goals == before.goals


def test_status_of_each_mark(make_tracker: MakeTracker) -> None:
    """start, skip and reopen do what they say; a skipped step covers and unblocks, but is not done."""
    tracker = make_tracker()
    tracker.start(["kube/pods"])
    assert status(tracker, "kube/pods") is Status.DOING
    tracker.skip(["kube/pods"], " known \n")
    assert tracker.standing().state("kube/pods").reason == "known"
    assert percent(tracker, "kube") == (0.0, 20.0, 0.0)
    assert "kube/services" in tracker.standing().suggestions
    tracker.reopen(["kube/pods"])
    assert status(tracker, "kube/pods") is Status.TODO
    assert percent(tracker, "kube") == (0.0, 0.0, 0.0)


@pytest.mark.parametrize("text", ["", "  \n", "x" * (LONGEST_TEXT + 1)])
def test_texts_are_bounded(make_tracker: MakeTracker, text: str) -> None:
    """An empty or endless reason or note is refused, and nothing is appended."""
    tracker = make_tracker()
    head = tracker.snapshot().head
    with pytest.raises(UsageError):
        tracker.skip(["kube/pods"], text)
    with pytest.raises(UsageError):
        tracker.note("kube/pods", text)
    assert tracker.snapshot().head == head
    tracker.note("kube/pods", "x" * LONGEST_TEXT)


def test_earlier_day(make_tracker: MakeTracker) -> None:
    """A mark may count for a day before; never for one to come."""
    tracker = make_tracker()
    monday = dt.date(2026, 11, 16)
    tracker.log("kube/pods", 45, at=dt.time(21, 30), extras=Extras(day=monday))
    assert tracker.standing().days[monday].minutes == 45
    tomorrow = Extras(day=TODAY + dt.timedelta(days=1))
    acts: tuple[Callable[[], object], ...] = (
        lambda: tracker.done(["kube/pods"], tomorrow),
        lambda: tracker.log("kube/pods", 5, extras=tomorrow),
        lambda: tracker.note(None, "x", tomorrow.day),
        lambda: tracker.attach("kube/pods", LINK, tomorrow),
    )
    for act in acts:
        with pytest.raises(UsageError, match="future"):
            act()


def test_history_tells_all(make_tracker: MakeTracker) -> None:
    """Newest first, by step, kind, day and number."""
    tracker = make_tracker()
    tracker.done(["kube/pods"], Extras("n", 10))
    tracker.note(None, "a day")
    tracker.attach("kube/config", LINK)
    assert [entry.event.kind for entry in tracker.history()] == ["evidence", "note", "note", "time", "done", "enroll"]
    assert [type(e.event.deed) for e in tracker.history("kube/pods", kinds=("note", "time"))] == [Noted, Logged]
    assert len(tracker.history(limit=2)) == 2
    assert tracker.history(since=TODAY + dt.timedelta(days=1)) == []


# -- taking back one action --------------------------------------------------------------------------------


def test_one_earlier_action_is_taken_back(make_tracker: MakeTracker) -> None:
    """Named by its id or either end of it; what came later stays, and redo brings it back."""
    tracker = make_tracker()
    first = tracker.done(["kube/pods", "kube/config"], Extras(minutes=30)).action
    tracker.done(["kube/services"])
    outcome = tracker.undo_action(first[-8:])
    assert (outcome.action, outcome.changed) == (first, ("kube/pods", "kube/config"))
    assert outcome.words == ("kube/pods done, 30m; kube/config done, 30m",)
    assert outcome.stays == ()
    assert [move.goal for move in outcome.goals] == ["kube"]
    assert (status(tracker, "kube/pods"), status(tracker, "kube/services")) == (Status.TODO, Status.DONE)
    assert tracker.redo().action == first
    assert tracker.undo_action(first).action == first
    with pytest.raises(UsageError, match="taken back already"):
        tracker.undo_action(first)


def test_what_came_later_is_told(make_tracker: MakeTracker) -> None:
    """A later mark on the same step decides, and is told; what only adds up, or was taken back, is not."""
    tracker = make_tracker()
    pods = tracker.done(["kube/pods"]).action
    tracker.note("kube/pods", "hard")
    tracker.log("kube/pods", 20)
    tracker.start(["kube/config"])
    tracker.review("kube/pods", "again")
    tracker.undo()
    assert tracker.undo_action(pods).stays == ()
    tracker.redo()
    tracker.start(["kube/pods"])
    outcome = tracker.undo_action(pods)
    assert outcome.stays == ("kube/pods changed since: started on 22 Nov; that stays",)
    assert status(tracker, "kube/pods") is Status.DOING


def test_later_goals_pauses_and_reviews_are_told(make_tracker: MakeTracker) -> None:
    """Each on its own kind: a date of a goal, a pause's end, a review of what was done, a snooze."""
    tracker = make_tracker(enrolled=())
    enrolled = tracker.enroll(["kube"]).action
    tracker.set_goal("kube", by=None, importance=3)
    paused = tracker.pause(TODAY, None).action
    tracker.resume()
    done = tracker.done(["kube/pods"]).action
    tracker.review("kube/pods", "hard")
    snoozed = tracker.snooze(["kube/config"], TODAY + dt.timedelta(days=3)).action
    tracker.snooze(["kube/config"], None)
    told = [tracker.undo_action(action).stays for action in (snoozed, done, paused, enrolled)]
    assert told == [
        ("kube/config changed since: no longer snoozed on 22 Nov; that stays",),
        ("kube/pods changed since: reviewed: hard on 22 Nov; that stays",),
        ("the day changed since: study again from 2026-11-22 on 22 Nov; that stays",),
        ("kube changed since: importance 3, no date on 22 Nov; that stays",),
    ]


@pytest.mark.parametrize("name", ["", "abc", "zzzzzzzz", "%%%%", "01", "\udcff\udcff\udcff\udcff", "deadbeef-dead"])
def test_no_such_action(make_tracker: MakeTracker, name: str) -> None:
    """Unknown, too short or no id at all: told, and nothing is written."""
    tracker = make_tracker()
    head = tracker.snapshot().head
    with pytest.raises(NotFound, match="no action"):
        tracker.undo_action(name)
    assert tracker.snapshot().head == head


def test_an_action_that_several_ids_fit(make_tracker: MakeTracker, home: Home) -> None:
    """The candidates are told; without a journal there is none, and none is made."""
    with pytest.raises(NotFound):
        make_tracker(enrolled=()).undo_action("0123456789")
    assert not home.journal.exists()
    tracker = make_tracker()
    tracker.done(["kube/pods"])
    with pytest.raises(NotFound, match="several actions fit") as caught:
        tracker.undo_action(tracker.history()[0].event.action[:8])
    assert len(caught.value.candidates) == 2


# -- goals -------------------------------------------------------------------------------------------------


def test_enroll_keeps_what_is_not_asked_for(make_tracker: MakeTracker) -> None:
    """A goal enrolled again changes only where something is asked: a new date keeps its importance."""
    tracker = make_tracker(enrolled=())
    by = dt.date(2027, 1, 17)
    assert tracker.enroll(["kube"], importance=3).changed == ("kube",)
    assert tracker.enroll(["kube"]).unchanged == ("kube",)
    assert tracker.enroll(["kube"], by).changed == ("kube",)
    goal = tracker.standing().goal("kube")
    assert goal is not None
    assert (goal.importance, goal.by) == (3, by)
    assert tracker.enroll(["kube"], importance=1).changed == ("kube",)
    goal = tracker.standing().goal("kube")
    assert goal is not None
    assert (goal.importance, goal.by) == (1, by)


def test_enroll_unknown_saves_nothing(make_tracker: MakeTracker, home: Home) -> None:
    """One wrong id among several enrols none of them, and makes no store."""
    tracker = make_tracker(enrolled=())
    with pytest.raises(NotFound, match="Did you mean kube"):
        tracker.enroll(["secure", "kubee"])
    assert not home.journal.exists()


def test_goal_is_changed_and_left(make_tracker: MakeTracker) -> None:
    """A date comes and goes; leaving a goal keeps its progress for when it comes back."""
    tracker = make_tracker()
    tracker.done(["kube/pods"])
    assert tracker.set_goal("kube", by=TODAY, importance=2).action
    assert not tracker.set_goal("kube", by=TODAY, importance=2).action
    assert tracker.set_goal("kube", by=None, importance=1).action
    tracker.unenroll(["kube"])
    assert tracker.standing().goals == ()
    with pytest.raises(NotFound, match="no goal of yours"):
        tracker.set_goal("kube", by=None, importance=1)
    tracker.enroll(["kube"])
    assert percent(tracker, "kube")[0] == 20.0


def test_goal_whose_curriculum_is_gone(make_tracker: MakeTracker, home: Home) -> None:
    """A goal whose file vanished is told as missing, keeps its progress, and can be left."""
    tracker = make_tracker(enrolled=("kube", "secure"))
    tracker.done(["secure/audit"])
    (home.folder / "builtin" / "secure.toml").unlink()
    again = make_tracker(enrolled=())
    (home.folder / "builtin" / "secure.toml").unlink()
    again.reload()
    assert again.brief()["missing"] == ["secure"]
    assert again.snapshot().steps["secure/audit"].status is Status.DONE
    assert again.unenroll(["secure"]).changed == ("secure",)


def test_step_that_left_its_curriculum_is_parked(make_tracker: MakeTracker) -> None:
    """Progress of a step that a new revision dropped is kept, and told; a renamed step keeps its own."""
    tracker = make_tracker()
    tracker.done(["kube/config", "kube/pods"])
    renamed = (
        KUBE.replace('id = "config"', 'id = "settings"')
        .replace('"pods"', '"run"')
        .replace('aliases = { pod = "run" }', 'aliases = { pods = "run" }')
    )
    again = make_tracker(enrolled=(), files={"kube": renamed})
    standing = again.standing()
    assert set(standing.parked) == {"kube/config"}
    assert standing.state("kube/run").status is Status.DONE
    assert again.resolve("kube/pods").ref == "kube/run"
    assert not again.done(["kube/run"]).action


# -- the brief and the fast path ---------------------------------------------------------------------------


@pytest.fixture
def live(make_tracker: MakeTracker, monkeypatch: pytest.MonkeyPatch, home: Home) -> Tracker:
    """A tracker whose world the fast path sees, too, with the real clock."""
    make_tracker(enrolled=())
    builtin = home.folder / "builtin"
    monkeypatch.setattr(fast, "builtin_path", lambda: str(builtin))
    tracker = open_tracker(os.environ, builtin=builtin)
    tracker.enroll(["kube"])
    return tracker


def test_write_leaves_a_fresh_brief(live: Tracker) -> None:
    """After a write the fast path answers, with the new truth."""
    live.done(["kube/pods"])
    brief = fast.fresh_brief(os.environ)
    assert brief == live.brief()
    assert brief["doneToday"][0]["ref"] == "kube/pods"  # type: ignore[index]


def test_brief_of_old_files_is_not_fresh(live: Tracker, home: Home) -> None:
    """A program that read a curriculum before it changed saves a brief that nobody takes for the truth."""
    live.standing()
    (home.folder / "builtin" / "kube.toml").write_text(KUBE.replace("Configure it", "Configure it well"), "utf-8")
    live.done(["kube/pods"])
    assert fast.fresh_brief(os.environ) is None


def test_brief_of_old_settings_is_not_fresh(live: Tracker, home: Home) -> None:
    """Likewise with settings that changed since they were read."""
    home.settings.parent.mkdir(parents=True, exist_ok=True)
    home.settings.write_text("[plan]\nsuggestions = 1\n")
    live.done(["kube/pods"])
    assert fast.fresh_brief(os.environ) is None
    open_tracker(os.environ, builtin=home.folder / "builtin").brief()
    assert fast.fresh_brief(os.environ) is not None


def test_hours_planned_in_the_app_keep_the_brief_fresh(live: Tracker) -> None:
    """Setting the weekly hours writes the settings file; the next brief is of it."""
    live.plan_hours(9.0)
    assert live.brief()["week"]["planned"] == 540
    assert fast.fresh_brief(os.environ) == live.brief()


def test_brief_is_stored_once(live: Tracker, home: Home) -> None:
    """Looking again at an unchanged journal writes nothing."""
    live.brief()
    before = stamps.file_stamp(str(home.journal))
    live.brief()
    live.catch_up()
    assert stamps.file_stamp(str(home.journal)) == before


def test_another_program_is_seen(live: Tracker, home: Home) -> None:
    """What another program wrote shows at the next look, without opening anything again."""
    other = open_tracker(os.environ, builtin=home.folder / "builtin")
    live.standing()
    other.done(["kube/pods"])
    assert percent(live, "kube")[0] == 20.0
    assert not live.done(["kube/pods"]).action


# -- while writes are deferred -----------------------------------------------------------------------------


def test_deferred_writes(make_tracker: MakeTracker) -> None:
    """The app may write first and compute later: a mark is saved, is not saved twice, and shows afterwards."""
    tracker = make_tracker()
    tracker.standing()
    tracker.deferred = True
    assert tracker.done(["kube/pods"]).action
    assert not tracker.done(["kube/pods"]).action
    assert tracker.reopen(["kube/pods"]).action
    assert tracker.undo().action
    standing, brief = tracker.catch_up()
    assert standing.state("kube/pods").status is Status.DONE
    assert brief["goals"][0]["percent"]["done"] == 20.0


# -- places ------------------------------------------------------------------------------------------------


def test_store_path_of_the_settings(make_tracker: MakeTracker, home: Home) -> None:
    """`store.path` moves the journal; an unknown user in it is no crash."""
    tracker = make_tracker(config='[store]\npath = "~/elsewhere/j.db"\n')
    assert tracker.journal_path == home.folder / "elsewhere" / "j.db"
    assert tracker.journal_path.exists()
    assert not home.journal.exists()
    odd = make_tracker(enrolled=(), config='[store]\npath = "~nosuchuser/j.db"\n')
    assert odd.store is None


def test_own_file_takes_the_place_of_a_shipped_one(make_tracker: MakeTracker, home: Home) -> None:
    """An own curriculum shadows the built-in one of its id; a faulty one never does."""
    path = home.add_curriculum("kube", KUBE.replace("Kubernetes in small", "My own"))
    assert make_tracker(enrolled=()).curriculum("kube").title == "My own"
    path.write_text("format = 9\n")
    tracker = make_tracker(enrolled=())
    assert tracker.curriculum("kube").title == "Kubernetes in small"
    assert tracker.brief()["faults"] == 1


def test_bad_settings_are_told_at_once(make_tracker: MakeTracker) -> None:
    """A faulty settings file stops the start with its line; an unknown key is a warning."""
    with pytest.raises(FaultyFile, match=r"config\.toml:2"):
        make_tracker(config="[plan]\nhours_per_week = nan\n")
    assert "nope" in make_tracker(enrolled=(), config="[ui]\nnope = 1\n").warnings[0]


@pytest.mark.parametrize(("fixed", "zone"), [("2026-13-01", ""), ("2026-11-22", "Nowhere/Land"), ("now", "UTC")])
def test_bad_clock_is_a_usage_error(make_tracker: MakeTracker, home: Home, fixed: str, zone: str) -> None:
    """A day or zone that cannot be read is told in words."""
    make_tracker(enrolled=())
    tracker = open_tracker(os.environ, clock=SystemClock(zone, fixed=fixed), builtin=home.folder / "builtin")
    with pytest.raises(UsageError):
        tracker.standing()


# -- laws --------------------------------------------------------------------------------------------------

REFS = ("kube/pods", "kube/services", "kube/config", "kube/policies", "secure/audit")
ACTS = st.lists(st.tuples(st.sampled_from(["done", "start", "skip", "reopen", "log", "note"]), st.sampled_from(REFS)))


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(ACTS.filter(lambda acts: 0 < len(acts) <= 5))
def test_undo_gives_back_everything(make_tracker: MakeTracker, tmp_path: Path, acts: list[tuple[str, str]]) -> None:
    """After any marks, taking each back gives the percentages and pace of before; bringing back, those after."""
    del tmp_path
    tracker = make_tracker(enrolled=("kube", "secure"))
    while tracker.undo(50).action:
        pass
    tracker.enroll(["kube", "secure"])
    before = _facts(tracker)
    for verb, ref in acts:
        _act(tracker, verb, ref)
    after = _facts(tracker)
    count = len({e.event.action for e in tracker.history() if not e.undone and e.event.kind not in ("undo", "redo")})
    tracker.undo(count - 1)
    assert _facts(tracker) == before
    tracker.redo(count - 1)
    assert _facts(tracker) == after


def _facts(tracker: Tracker) -> tuple[object, ...]:
    standing = tracker.standing()
    suggestions = [(s.ref, s.score) for s in standing.plan.suggestions]
    return ([(g.id, g.progress) for g in standing.goals], suggestions, standing.pace, standing.streak, standing.bias)


def _act(tracker: Tracker, verb: str, ref: str) -> None:
    try:
        if verb == "log":
            tracker.log(ref, 25)
        elif verb == "note":
            tracker.note(ref, "x")
        elif verb == "skip":
            tracker.skip([ref], "x")
        else:
            {"done": tracker.done, "start": tracker.start, "reopen": tracker.reopen}[verb]([ref])
    except RoadtrackError as error:
        pytest.fail(error.message)
