"""What a report says, worked out by hand from a small journal."""

import datetime as dt
import re
from dataclasses import replace
from pathlib import Path

import pytest

from roadtrack.errors import NotFound, UsageError
from roadtrack.journal.events import Attached
from roadtrack.reports.content import (
    CredentialLine,
    DoneStep,
    Finished,
    Include,
    NextStep,
    Note,
    Report,
    ReportKind,
    SectionLine,
    SkippedStep,
    Totals,
    build,
    first_day,
    period,
    safe_link,
)
from roadtrack.tracker import Extras
from tests.conftest import WITH_ROLE, MakeTracker
from tests.reports.builders import EVERYTHING, SHA, TODAY, HandClock, a_learner, a_report, a_tracker

WEEKLY, MONTHLY, FULL = ReportKind.WEEKLY, ReportKind.MONTHLY, ReportKind.FULL
TIME = frozenset({Include.TIME})


def day(text: str) -> dt.date:
    """An ISO day."""
    return dt.date.fromisoformat(text)


def ref_names(report: Report) -> list[str]:
    """The steps done, in order."""
    return [step.ref for step in report.done]


class TestWeek:
    def test_goals_and_points(self, tmp_path: Path) -> None:
        """kube: 20 of 40 % done came this week; config is covered; pods and services are verified."""
        kube, linux = a_report(a_learner(tmp_path)).goals
        assert (kube.id, kube.title, kube.by) == ("kube", "Kubernetes in small", day("2027-01-17"))
        assert (kube.done, kube.covered, kube.verified, kube.points) == (40.0, 60.0, 40.0, 20.0)
        assert (kube.steps_done, kube.steps, kube.outlook, kube.chance) == (2, 4, "likely 95 %", 95)
        assert kube.middle is not None
        assert kube.late is not None
        assert kube.middle <= kube.late
        assert (33.3, 33.3, 1, 3) == (round(linux.done, 1), round(linux.points, 1), linux.steps_done, linux.steps)

    def test_what_happened(self, tmp_path: Path) -> None:
        """Done and skipped steps of the week, with day, verification and reason."""
        report = a_report(a_learner(tmp_path))
        assert report.done == (
            DoneStep("kube/services", "Reach it through a [Service]", day("2026-11-17"), verified=True),
            DoneStep("linux/shell", "Use a shell", day("2026-11-20"), verified=False),
        )
        assert report.skipped == (SkippedStep("kube/config", "Configure it", day("2026-11-18"), "on call"),)

    def test_totals(self, tmp_path: Path) -> None:
        """90 and 5 minutes; 17 and 20 November were active, 5 minutes are too few for the 21st."""
        report = a_report(a_learner(tmp_path), include=TIME)
        assert Totals(steps=2, minutes=95, active_days=2, streak_days=1) == report.totals

    def test_a_lower_floor_makes_more_days_active(self, tmp_path: Path) -> None:
        """The least minutes of an active day are the learner's setting."""
        tracker = a_learner(tmp_path)
        start, end = period(WEEKLY, TODAY)
        report = build(
            WEEKLY,
            tracker.standing(),
            tracker.history(),
            start=start,
            end=end,
            include=frozenset(),
            active_minutes=5,
        )
        assert report.totals.active_days == 3

    def test_next_and_blocked(self, tmp_path: Path) -> None:
        """The ready steps, best first; namespaces waits for cgroups."""
        report = a_report(a_learner(tmp_path), include=TIME)
        expected = (
            NextStep("kube/policies", "=Close everything", 90),
            NextStep("linux/cgroups", "Limit a job", 115),
        )
        assert expected == report.next
        assert report.blocked == 1

    def test_undone_does_not_count(self, tmp_path: Path) -> None:
        """The step, its ten hours and its note were taken back: they are nowhere."""
        report = a_report(a_learner(tmp_path), include=EVERYTHING)
        assert "kube/policies" not in {h.ref for h in report.events}
        assert report.notes is not None
        assert "taken back" not in {note.text for note in report.notes}

    def test_redone_counts_again(self, tmp_path: Path) -> None:
        """Brought back, the step is worth its 40 points."""
        tracker = a_learner(tmp_path)
        tracker.redo()
        report = a_report(tracker)
        assert report.goals[0].points == 60.0
        assert ref_names(report)[-1] == "kube/policies"

    def test_reopened_is_not_done(self, tmp_path: Path) -> None:
        """A step that went back to todo gave no points, though its tick stays among the events."""
        tracker = a_learner(tmp_path)
        tracker.reopen(["kube/services"])
        report = a_report(tracker)
        assert ref_names(report) == ["linux/shell"]
        assert report.goals[0].points == 0.0
        assert ("done", "kube/services") in {(h.event, h.ref) for h in report.events}

    def test_ticked_again_belongs_to_the_last_tick(self, tmp_path: Path) -> None:
        """Reopened and done again, a step counts in the week of the later tick alone."""
        tracker = a_learner(tmp_path)
        tracker.reopen(["kube/pods"])
        tracker.done(["kube/pods"])
        assert "kube/pods" in ref_names(a_report(tracker))
        assert ref_names(a_report(tracker, given="2026-W46")) == []

    def test_backdated_counts_for_its_day(self, tmp_path: Path) -> None:
        """A mark for a day of last week belongs to last week."""
        tracker = a_learner(tmp_path)
        tracker.done(["kube/policies"], Extras(day=day("2026-11-13")))
        assert ref_names(a_report(tracker, given="2026-W46")) == ["kube/pods", "kube/policies"]
        assert "kube/policies" not in ref_names(a_report(tracker))

    def test_empty(self, tmp_path: Path) -> None:
        """A week without anything, and a journal without anything, give a report all the same."""
        empty = a_report(a_learner(tmp_path), given="2026-W40", include=EVERYTHING)
        assert (empty.done, empty.skipped, empty.evidence, empty.notes, empty.events) == ((), (), (), (), ())
        assert Totals(steps=0, minutes=0, active_days=0, streak_days=1) == empty.totals
        assert {goal.points for goal in empty.goals} == {0.0}
        (tmp_path / "new").mkdir()
        nothing = a_report(a_tracker(tmp_path / "new", HandClock()))
        assert (nothing.goals, nothing.next, nothing.blocked) == ((), (), 0)


class TestOtherKinds:
    def test_month(self, tmp_path: Path) -> None:
        """November holds all three steps; October none."""
        tracker = a_learner(tmp_path)
        november, october = a_report(tracker, MONTHLY), a_report(tracker, MONTHLY, "2026-10")
        assert ("November 2026", 3) == (november.title, november.totals.steps)
        assert ("October 2026", 0) == (october.title, october.totals.steps)

    def test_full_has_sections(self, tmp_path: Path) -> None:
        """Two of three steps of Core are done, each a third; only a full report tells sections."""
        tracker = a_learner(tmp_path)
        first = first_day(tracker.history())
        report = a_report(tracker, FULL, first=first)
        assert (day("2026-11-12"), TODAY, "Full report · 22 Nov 2026") == (report.start, report.end, report.title)
        core, network, whole = report.sections
        assert ("kube", "Core | basics", 60.0, 2, 3) == (
            core.goal,
            core.title,
            core.weight,
            core.steps_done,
            core.steps,
        )
        assert round(core.done, 1) == 66.7
        assert SectionLine("kube", "Network", 40.0, 0.0, 0, 1) == network
        assert whole.weight is None
        assert a_report(tracker).sections == ()

    def test_one_goal(self, tmp_path: Path) -> None:
        """Only what counts in the goal; a note on the day belongs to none."""
        report = a_report(a_learner(tmp_path), include=EVERYTHING, goals=("linux",))
        assert [goal.id for goal in report.goals] == ["linux"]
        assert {h.ref for h in report.events} == {"linux/shell", "linux/cgroups"}
        assert Totals(steps=1, minutes=5, active_days=1, streak_days=1) == report.totals
        assert ([], [], ["linux/cgroups"]) == (list(report.skipped), list(report.notes or ()), [report.next[0].ref])

    def test_no_such_goal(self, tmp_path: Path) -> None:
        """A curriculum that is no goal is told, with the goals there are."""
        with pytest.raises(NotFound) as raised:
            a_report(a_learner(tmp_path), goals=("kbue",))
        assert raised.value.candidates == ("kube", "linux")

    def test_a_curriculum_no_longer_enrolled(self, tmp_path: Path) -> None:
        """What was done stays in the report, by its ref alone."""
        tracker = a_learner(tmp_path)
        tracker.unenroll(["linux"])
        assert DoneStep("linux/shell", None, day("2026-11-20"), verified=False) in a_report(tracker).done


class TestCredentials:
    """What was earned and finished is in every kind of report."""

    @pytest.mark.parametrize("kind", ReportKind)
    def test_every_kind(self, make_tracker: MakeTracker, kind: ReportKind) -> None:
        """A certificate with its expiry and its state on the report's day; a finished domain of an unfinished goal."""
        tracker = make_tracker(files=WITH_ROLE)
        tracker.done(["kube/policies"])
        tracker.certify("kube", day("2025-01-10"), day("2027-01-10"))
        report = tracker.report(kind, about={ReportKind.GOAL: "kube", ReportKind.ROLE: "keeper"}.get(kind))
        assert report.credentials == (
            CredentialLine("Kubernetes in small", "KUBE", "Nobody", day("2025-01-10"), day("2027-01-10"), "urgent"),
        )
        assert report.finished == (Finished("Kubernetes in small", whole=False, parts=("Network",)),)

    def test_an_exam_step_counts(self, make_tracker: MakeTracker) -> None:
        """Who ticks the exam off has the certificate, without a known expiry."""
        tracker = make_tracker(files=WITH_ROLE)
        tracker.done(["kube/exam"])
        (found,) = tracker.report(WEEKLY).credentials
        assert (found.earned, found.expires, found.state) == (day("2026-11-22"), None, "unknown")

    def test_one_goal(self, make_tracker: MakeTracker) -> None:
        """With a filter, only those of its goals: by name, or because a goal counts the exam."""
        tracker = make_tracker(files=WITH_ROLE, enrolled=("kube", "secure", "keeper"))
        tracker.certify("kube", day("2026-01-10"))
        told = {id_: len(tracker.report(WEEKLY, goals=(id_,)).credentials) for id_ in ("kube", "secure", "keeper")}
        assert told == {"kube": 1, "secure": 0, "keeper": 1}

    def test_skipped_is_not_finished(self, tmp_path: Path) -> None:
        """Left out on purpose is covered, and no skill."""
        tracker = a_learner(tmp_path)
        assert a_report(tracker).finished == ()
        tracker.done(["linux/cgroups", "linux/namespaces"])
        assert a_report(tracker).finished == (Finished("Linux in small", whole=True, parts=("All",)),)
        tracker.skip(["linux/cgroups"], "known")
        assert a_report(tracker).finished == ()

    def test_a_curriculum_that_is_not_in_use(self, make_tracker: MakeTracker) -> None:
        """A certificate stays when its curriculum's file is gone, under its id."""
        tracker = make_tracker(files=WITH_ROLE, enrolled=("kube", "secure"))
        tracker.certify("kube", day("2026-01-10"))
        tracker.unenroll(["kube"])
        standing = tracker.standing()
        bare = replace(standing, library=replace(standing.library, outlines={}), goals=())
        start, end = period(WEEKLY, TODAY)
        report = build(WEEKLY, bare, tracker.history(), start=start, end=end, include=frozenset())
        assert report.credentials == (CredentialLine("kube", None, None, day("2026-01-10"), None, "unknown"),)


class TestDiscretion:
    def test_left_out(self, tmp_path: Path) -> None:
        """Without being asked a report has no notes, no minutes, no path, no command line, no password."""
        report = a_report(a_learner(tmp_path))
        assert report.notes is None
        assert report.totals.minutes is None
        assert {"note", "time"}.isdisjoint(h.event for h in report.events)
        for private in ("secret", "bob", "no heading", "A good day", "private", "95"):
            assert private not in re.sub(r"likely 95 %|chance=95|microsecond=\d+", "", repr(report))

    def test_what_is_left_does_not_tell_what_was_spent(self, tmp_path: Path) -> None:
        """5 minutes of 2 hours are spent: 1h55 would say so."""
        untouched, begun = a_report(a_learner(tmp_path)).next
        assert (90, None) == (untouched.minutes_left, begun.minutes_left)

    def test_included(self, tmp_path: Path) -> None:
        """Each thing comes when it is named, and only that."""
        tracker = a_learner(tmp_path)
        notes = a_report(tracker, include=frozenset({Include.NOTES}))
        assert notes.notes is not None
        assert Note(None, None, TODAY, "A good day") == notes.notes[-1]
        assert notes.totals.minutes is None
        paths = a_report(tracker, include=frozenset({Include.PATHS}))
        assert [None, "~/secret-lab/pods.txt", "/opt/bob/run --now"] == [e.place for e in paths.evidence]
        assert paths.notes is None

    def test_evidence(self, tmp_path: Path) -> None:
        """A link without its password, a file's name and digest, a command's exit code."""
        link, file, command = a_report(a_learner(tmp_path)).evidence
        assert ("Pull (7)", "https://git.example.org/pull/7?a=1&copy=2") == (link.words, link.link)
        assert ("pods.txt", SHA, None) == (file.words, file.sha256, file.place)
        assert ("command", 1) == (command.words, command.exit_code)

    @pytest.mark.parametrize(
        ("target", "name"),
        [("/home/me/a.txt", "a.txt"), (r"C:\Users\me\a.txt", "a.txt"), ("a.txt", "a.txt"), ("/home/me/", "me")],
    )
    def test_names_of_files(self, tmp_path: Path, target: str, name: str) -> None:
        """No folder, whatever the system it was written on."""
        tracker = a_learner(tmp_path)
        tracker.attach("kube/pods", Attached("file", target, sha256=SHA))
        assert a_report(tracker).evidence[-1].words == name

    @pytest.mark.parametrize(
        "text",
        [
            "javascript:alert(1)",
            "JAVASCRIPT://x/%0aalert(1)",
            "java\tscript:alert(1)",
            "data:text/html,x",
            "file:///etc/passwd",
            "ftp://host/x",
            "//host/x",
            "https:",
            "https://",
            "https://[",
            "https://good.example\\@bad.example",
            "https://a b",
            "https://a/\u202eb",
            "mailto:nobody",
            "",
        ],
    )
    def test_unsafe_links(self, text: str) -> None:
        """Nothing but http, https and mailto is a link, and only where all programs read it alike."""
        assert safe_link(text) is None

    @pytest.mark.parametrize(
        ("text", "link"),
        [
            ("https://a.example/x?y=1#z", "https://a.example/x?y=1#z"),
            ("HTTP://A.example", "HTTP://A.example"),
            ("https://me:pw@a.example:8443/x@y", "https://a.example:8443/x@y"),
            ("https://me@b@a.example/", "https://a.example/"),
            ("mailto:me@a.example", "mailto:me@a.example"),
        ],
    )
    def test_safe_links(self, text: str, link: str) -> None:
        """User names and passwords go, the rest stays as it was."""
        assert safe_link(text) == link


class TestPeriod:
    @pytest.mark.parametrize(
        ("kind", "given", "start", "end"),
        [
            (WEEKLY, None, "2026-11-16", "2026-11-22"),
            (WEEKLY, "2026-W47", "2026-11-16", "2026-11-22"),
            (WEEKLY, " 2026-w01 ", "2025-12-29", "2026-01-04"),
            (WEEKLY, "2026-W53", "2026-12-28", "2027-01-03"),
            (MONTHLY, None, "2026-11-01", "2026-11-30"),
            (MONTHLY, "2026-12", "2026-12-01", "2026-12-31"),
            (MONTHLY, "2028-02", "2028-02-01", "2028-02-29"),
            (MONTHLY, "9999-12", "9999-12-01", "9999-12-31"),
            (FULL, None, "2026-11-22", "2026-11-22"),
        ],
    )
    def test_read(self, kind: ReportKind, given: str | None, start: str, end: str) -> None:
        """ISO weeks from Monday to Sunday, whole months, everything until today."""
        assert (day(start), day(end)) == period(kind, TODAY, given)

    def test_full_begins_with_the_first_activity(self) -> None:
        """Never after today, though another machine may be a day ahead."""
        assert period(FULL, TODAY, first=day("2026-03-01"))[0] == day("2026-03-01")
        assert period(FULL, TODAY, first=day("2026-11-23")) == (TODAY, TODAY)

    @pytest.mark.parametrize(
        ("kind", "given"),
        [
            (WEEKLY, "47"),
            (WEEKLY, "2026-11"),
            (WEEKLY, "2026-W54"),
            (WEEKLY, "2025-W53"),
            (WEEKLY, "2026-W00"),
            (WEEKLY, "0000-W01"),
            (WEEKLY, "9999-W52"),
            (WEEKLY, ""),
            (MONTHLY, "2026-13"),
            (MONTHLY, "0000-01"),
            (MONTHLY, "2026-W47"),
            (MONTHLY, "november"),
            (MONTHLY, "٢٠٢٦-١١"),
            (FULL, "2026-11"),
            (FULL, ""),
        ],
    )
    def test_refused(self, kind: ReportKind, given: str) -> None:
        """What is no such period, or does not exist, is told with the form that is read."""
        with pytest.raises(UsageError) as raised:
            period(kind, TODAY, given)
        assert raised.value.hint

    def test_first_day(self, tmp_path: Path) -> None:
        """An action that was taken back begins nothing; no journal, no first day."""
        tracker = a_tracker(tmp_path, HandClock(day("2026-11-12")))
        assert first_day(tracker.history()) is None
        tracker.note(None, "hello")
        assert first_day(tracker.history()) == day("2026-11-12")
        tracker.undo()
        assert first_day(tracker.history()) is None

    @pytest.mark.parametrize(
        ("given", "title"),
        [
            ("2026-W47", "Week 47 · 16 – 22 Nov 2026"),
            ("2026-W49", "Week 49 · 30 Nov – 6 Dec 2026"),
            ("2026-W53", "Week 53 · 28 Dec 2026 – 3 Jan 2027"),
        ],
    )
    def test_titles_of_weeks(self, tmp_path: Path, given: str, title: str) -> None:
        """A month or a year is said twice only where it changes."""
        assert a_report(a_tracker(tmp_path, HandClock()), given=given).title == title


def test_same_whatever_the_order(tmp_path: Path) -> None:
    """Entries may come newest or oldest first."""
    tracker = a_learner(tmp_path)
    start, end = period(WEEKLY, TODAY)
    entries = tracker.history()
    one, other = (
        build(WEEKLY, tracker.standing(), listed, start=start, end=end, include=EVERYTHING)
        for listed in (entries, entries[::-1])
    )
    assert one == other
    assert replace(one, include=frozenset()) != one


@pytest.mark.parametrize("kind", [kind for kind in ReportKind if kind is not ReportKind.ROLE])
def test_what_is_told_is_the_history(tmp_path: Path, kind: ReportKind) -> None:
    """The short reading of the journal makes the same report as the whole one."""
    learner = a_learner(tmp_path)
    about = "kube" if kind is ReportKind.GOAL else None
    made = learner.report(kind, include=EVERYTHING, about=about)
    whole = build(
        kind,
        learner.standing(),
        learner.history(),
        start=made.start,
        end=made.end,
        include=EVERYTHING,
        about=about,
        made=made.made,
    )
    assert made == whole
    assert made.events
