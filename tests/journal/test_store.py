"""The store's promises, on real files."""

import os
import sqlite3
import stat
import threading
from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from roadtrack.curriculum.catalog import CachedFile
from roadtrack.errors import NotFound, NotSaved, UsageError
from roadtrack.journal.events import (
    KINDS,
    Attached,
    DayState,
    Done,
    Enrolled,
    Foretold,
    GoalChanged,
    GoalState,
    Logged,
    Noted,
    Redone,
    Reopened,
    Skipped,
    Started,
    Status,
    StepState,
    Undone,
    Unenrolled,
    Unknown,
    chained,
)
from roadtrack.journal.identity import COUNTER_BITS, Moment
from roadtrack.journal.quick import read_brief
from roadtrack.journal.state import Snapshot
from roadtrack.journal.store import Store, create_store, open_store, schema_version
from tests.journal import children
from tests.journal.builders import (
    NOON,
    SUNDAY,
    a_moment,
    a_store,
    an_event,
    broken_promises,
    files_beside,
    folded,
    insert_event,
    redo,
    reopened,
    sql,
    state_tables,
    ticked,
    undo,
    write,
)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A new empty store."""
    return a_store(tmp_path)


@contextmanager
def _umask(mask: int) -> Generator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def _statuses(store: Store) -> dict[str, Status]:
    return {ref: state.status for ref, state in store.snapshot().steps.items()}


# -- the file ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077], ids=oct)
def test_only_the_owner_may_read_a_journal(tmp_path: Path, mask: int) -> None:
    """File 0600 and folder 0700, whatever the umask."""
    with _umask(mask):
        store = a_store(tmp_path / "share" / "roadtrack")
        write(store, ("cka/rbac", Done()))
    assert (_mode(store.path), _mode(store.path.parent)) == (0o600, 0o700)


def test_side_files_are_as_private_as_the_journal(store: Store) -> None:
    """The rollback journal holds the same notes."""
    with _umask(0), store.writing(a_moment()) as writer:
        writer.append([("cka/rbac", Noted("my password is in here"))])
        side = store.path.with_name("journal.db-journal")
        assert _mode(side) == 0o600


def test_a_folder_that_is_there_keeps_its_mode(tmp_path: Path) -> None:
    """A folder the learner made is the learner's."""
    tmp_path.chmod(0o755)
    a_store(tmp_path)
    assert _mode(tmp_path) == 0o755


def test_nothing_but_the_journal_is_left_in_the_folder(store: Store) -> None:
    """No building site and no side file."""
    assert files_beside(store.path) == ["journal.db"]


def test_the_file_says_what_it_is(store: Store) -> None:
    """`application_id` is "Road", `user_version` the schema's number."""
    assert sql(store.path, "PRAGMA application_id") == [(int.from_bytes(b"Road"),)]
    assert sql(store.path, "PRAGMA user_version") == [(schema_version(),)]
    assert (store.path.read_bytes()[68:72], schema_version()) == (b"Road", 1 << 16 | 3)


def test_connections_are_careful(store: Store) -> None:
    """A rollback journal, synchronous FULL, foreign keys on, no trust in the file's schema."""
    wanted = {"journal_mode": "delete", "synchronous": 2, "foreign_keys": 1, "trusted_schema": 0, "cell_size_check": 1}
    with store._engine.connect() as connection:
        told = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in wanted}
    assert told == wanted


def test_tables_are_strict(store: Store) -> None:
    """A text in a number's column is refused by SQLite itself."""
    tables = sql(store.path, "SELECT name, strict FROM pragma_table_list WHERE name IN ('event', 'step_state', 'meta')")
    assert dict(tables) == {"event": 1, "step_state": 1, "meta": 1}


def test_creating_twice_gives_the_same_store(store: Store) -> None:
    """A store that is there is opened, never replaced."""
    action = write(store, ("cka/rbac", Done()))
    assert [event.action for event in create_store(store.path).events()] == [action]


def test_threads_that_create_at_once_get_one_store(tmp_path: Path) -> None:
    """Eight threads of one process: one store, nobody fails, nothing is left behind."""
    start = threading.Barrier(8)
    failures: list[Exception] = []

    def create() -> None:
        start.wait()
        try:
            write(a_store(tmp_path), ("cka/rbac", Done()))
        except Exception as error:  # noqa: BLE001 - shown below
            failures.append(error)

    _run_together([threading.Thread(target=create) for _ in range(8)])
    assert failures == []
    assert files_beside(tmp_path / "journal.db") == ["journal.db"]
    assert (len(a_store(tmp_path).events()), broken_promises(a_store(tmp_path))) == (8, [])


def test_creating_where_nothing_can_be_made_is_not_saved(tmp_path: Path) -> None:
    """A file in the way of the folder: words and code 6."""
    (tmp_path / "way").write_text("in the way")
    with pytest.raises(NotSaved, match="no journal can be made") as caught:
        a_store(tmp_path / "way")
    assert (caught.value.code, caught.value.hint != "") == (6, True)


@pytest.mark.parametrize("name", ["50%", "what?", "a#b", "ümläut 勉強", "with 'quotes\"", os.fsdecode(b"latin-\xe9")])
def test_any_folder_name_will_do(tmp_path: Path, name: str) -> None:
    """Characters that mean something in a URI, and bytes that are no UTF-8."""
    store = a_store(tmp_path / name)
    write(store, ("cka/rbac", Done()))
    with store.writing(a_moment()) as writer:
        writer.save_brief("key", "value")
    assert (len(reopened(store).events()), files_beside(store.path)) == (1, ["journal.db"])
    assert read_brief(str(store.path), schema_version()) == (store.snapshot().head, "key", "value")


# -- appending ---------------------------------------------------------------------------------------------


def test_a_new_store_is_empty(store: Store) -> None:
    """Nothing happened yet, and there is no last event."""
    assert (store.snapshot(), store.events(), store.history()) == (Snapshot(), [], [])


def test_what_is_appended_is_in_the_snapshot(store: Store) -> None:
    """Every kind of deed shows in what the journal adds up to, and the head names the last event."""
    write(store, ("cka", Enrolled(3, "2026-12-04")), ("cka/rbac", Started()))
    write(store, ("cka/rbac", Logged(25, "09:30")), ("cka/rbac", Noted("hard")), (None, Noted("a good day")))
    write(store, ("cka/rbac", Attached("link", "https://example.org")), ("cka/rbac", Done()), at=a_moment(5))
    write(store, ("cka/nodes", Skipped("on call")), at=a_moment(6, days=1))
    expected = Snapshot(
        store.events()[-1].hash,
        {
            "cka/rbac": StepState(
                Status.DONE, None, 25, 1, 1, "2026-11-22", "2026-11-22T12:05:00.000Z", (("2026-11-22", 3),)
            ),
            "cka/nodes": StepState(Status.SKIPPED, "on call", touched="2026-11-23T12:06:00.000Z"),
        },
        {"cka": GoalState(True, 3, "2026-12-04", "2026-11-22")},
        {"2026-11-22": DayState(minutes=25, done=1, evidence=1, notes=2)},
    )
    assert store.snapshot() == expected
    assert broken_promises(store) == []


def test_an_event_comes_back_as_written(store: Store) -> None:
    """Who, when, where and what."""
    action = write(store, ("cka/rbac", Logged(25, "09:30")), at=a_moment(5))
    (event,) = store.events()
    assert (event.action, event.ref, event.deed, event.seq) == (action, "cka/rbac", Logged(25, "09:30"), 1)
    assert (event.utc, event.zone, event.day) == ("2026-11-22T12:05:00.000Z", "Europe/Berlin", "2026-11-22")
    assert event.clock == int(a_moment(5).utc.timestamp()) * 1000 << COUNTER_BITS
    assert [(event.device,)] == sql(store.path, "SELECT value FROM meta WHERE key = 'device'")


def test_numbers_have_no_gaps_and_the_chain_holds(store: Store) -> None:
    """Over actions, undo, redo and re-opened stores, each event follows the one before it."""
    ticked(store, 5)
    undo(store, 3)
    redo(reopened(store), 2)
    write(reopened(store), ("cka/rbac", Done()), ("cka/rbac", Logged(5)))
    events = store.events()
    assert [event.seq for event in events] == list(range(1, 13))
    assert [event.previous for event in events] == ["", *(event.hash for event in events[:-1])]
    assert [chained(event, event.previous) for event in events] == events


def test_the_day_given_wins(store: Store) -> None:
    """Time logged for yesterday counts for yesterday, and the instant of writing stays."""
    write(store, ("cka/rbac", Done()), ("cka/rbac", Logged(25)), day="2026-11-21")
    assert store.snapshot().days == {"2026-11-21": DayState(minutes=25, done=1)}
    assert store.snapshot().steps["cka/rbac"].done_day == "2026-11-21"
    assert {event.utc for event in store.events()} == {"2026-11-22T12:00:00.000Z"}


def test_the_writer_sees_what_it_wrote(store: Store) -> None:
    """Inside a unit of work the snapshot is already the new one; outside it is still the old one."""
    with store.writing(a_moment()) as writer:
        writer.append([("cka/rbac", Done())])
        inside = writer.snapshot()
        assert store.snapshot() == Snapshot()
    assert store.snapshot() == inside


def test_several_actions_in_one_unit_of_work(store: Store) -> None:
    """Each append is an action of its own to undo, saved together."""
    with store.writing(a_moment()) as writer:
        actions = [writer.append([("cka/rbac", Started())]), writer.append([("cka/rbac", Done())])]
    assert undo(store) == [actions[1]]
    assert (_statuses(store), broken_promises(store)) == ({"cka/rbac": Status.DOING}, [])


def test_an_exception_inside_leaves_nothing(store: Store) -> None:
    """A unit of work that fails half way did not happen, and the next one does."""
    write(store, ("cka/rbac", Done()))
    before = (store.events(), store.snapshot(), state_tables(store.path))
    with pytest.raises(ZeroDivisionError), store.writing(a_moment()) as writer:  # noqa: PT012 - it must get that far
        writer.append([("cka/nodes", Done())])
        writer.undo()
        writer.save_brief("key", "value")
        raise ZeroDivisionError
    assert (store.events(), store.snapshot(), state_tables(store.path)) == before
    assert sql(store.path, "SELECT * FROM brief") == []
    write(store, ("cka/nodes", Done()))
    assert broken_promises(store) == []


def test_a_wall_clock_that_jumped_back_reorders_nothing(store: Store) -> None:
    """Written later is later, also when the computer says it is yesterday."""
    write(store, ("cka/rbac", Done()))
    last = write(store, ("cka/rbac", Reopened()), at=a_moment(days=-1))
    clocks = [event.clock for event in store.events()]
    assert (_statuses(store), clocks) == ({"cka/rbac": Status.TODO}, [clocks[0], clocks[0] + 1])
    assert undo(store) == [last]


def test_new_events_come_after_those_of_a_device_ahead(store: Store) -> None:
    """Another machine's clock was an hour fast: what is done here afterwards is still the last word."""
    ahead = int(a_moment(60).utc.timestamp()) * 1000 << COUNTER_BITS
    insert_event(store.path, chained(an_event(Skipped("x"), clock=ahead, device="there"), ""), '{"reason":"x"}')
    write(store, ("cka/rbac", Done()))
    events = store.events()
    assert [(event.device == "there", event.clock - ahead) for event in events] == [(True, 0), (False, 1)]
    assert [event.seq for event in events] == [1, 1]
    assert (_statuses(store), broken_promises(store)) == ({"cka/rbac": Status.DONE}, [])


def test_an_event_of_an_unknown_kind_is_kept_and_shown(store: Store) -> None:
    """A newer version wrote it; it has no effect here, and its chain verifies."""
    event = chained(an_event(Unknown("dream", {"of": 3}), device="there", clock=1), "")
    insert_event(store.path, event, '{"of":3}')
    store.rebuild()
    assert [entry.event for entry in store.history()] == [event]
    assert (_statuses(store), broken_promises(store)) == ({"cka/rbac": Status.TODO}, [])


# -- undo and redo -----------------------------------------------------------------------------------------


def test_several_deeds_are_one_action_and_one_undo(store: Store) -> None:
    """Done, time and note of one breath go and come together."""
    action = write(store, ("cka/rbac", Done()), ("cka/rbac", Logged(25)), ("cka/nodes", Noted("next")))
    done = store.snapshot()
    assert [event.ref for event in store.action(action)] == ["cka/rbac", "cka/rbac", "cka/nodes"]
    assert undo(store) == [action]
    undone = store.snapshot()
    assert (undone.steps, undone.goals, undone.days) == ({}, {}, {})
    assert redo(store) == [action]
    redone = store.snapshot()
    assert (redone.steps, redone.goals, redone.days) == (done.steps, done.goals, done.days)
    assert broken_promises(store) == []


def test_undo_goes_back_to_the_beginning_across_restarts(store: Store) -> None:
    """As many steps as were taken, each in another run of the program; then redo as many."""
    actions = ticked(store, 12)
    assert [undo(reopened(store)) for _ in range(12)] == [[action] for action in reversed(actions)]
    assert store.snapshot().steps == {}
    assert [redo(reopened(store)) for _ in range(12)] == [[action] for action in actions]
    assert (len(store.snapshot().steps), broken_promises(store)) == (12, [])


def test_undo_of_several_at_once_is_newest_first(store: Store) -> None:
    """Its redo brings them back in the order they were made, and fewer are told when there are fewer."""
    actions = ticked(store, 3)
    assert undo(store, 2) == [actions[2], actions[1]]
    assert redo(store, 5) == [actions[1], actions[2]]
    assert undo(store, 99) == actions[::-1]
    assert redo(store, 1) == actions[:1]


def test_undo_of_nothing_is_nothing(store: Store) -> None:
    """No event is written, and the head stays."""
    assert (undo(store), redo(store), undo(store, 3)) == ([], [], [])
    assert (store.events(), store.snapshot()) == ([], Snapshot())
    ticked(store, 1)
    before = store.events()
    assert (redo(store), undo(store, 0)) == ([], [])
    assert store.events() == before


def test_a_new_action_ends_redo(store: Store) -> None:
    """What was taken back before something new was done stays taken back; undo goes on below it."""
    first, second = ticked(store, 2)
    undo(store)
    third = write(store, ("cka/other", Done()))
    assert redo(store) == []
    assert (undo(store), undo(store), undo(store)) == ([third], [first], [])
    assert redo(store, 9) == [first, third]
    assert second not in {entry.event.action for entry in store.history() if not entry.undone}


def test_undo_in_the_unit_of_work_of_its_action(store: Store) -> None:
    """Do, undo and redo in one breath end as done."""
    with store.writing(a_moment()) as writer:
        action = writer.append([("cka/rbac", Done())])
        assert (writer.undo(), writer.redo(), writer.redo()) == ([action], [action], [])
    assert (_statuses(store), broken_promises(store)) == ({"cka/rbac": Status.DONE}, [])


def test_undo_of_a_day_given_clears_that_day(store: Store) -> None:
    """Taking back on Sunday what was logged for Saturday empties Saturday."""
    write(store, ("cka/rbac", Logged(25)), day="2026-11-21")
    undo(store)
    assert (store.snapshot().days, broken_promises(store)) == ({}, [])


def test_undo_of_a_goal_change_restores_the_goal(store: Store) -> None:
    """The goal has its former importance and date again."""
    write(store, ("cka", Enrolled(1, "2026-12-04")))
    before = store.snapshot().goals
    write(store, ("cka", GoalChanged(3, None)))
    write(store, ("cka", Unenrolled()))
    undo(store, 2)
    assert store.snapshot().goals == before


def undo_action(store: Store, action: str) -> list[str]:
    """Take back one action in a transaction of its own."""
    with store.writing(a_moment()) as writer:
        return writer.undo_action(action)


@pytest.mark.parametrize("number", range(7))
def test_undo_of_an_earlier_action_leaves_the_others(store: Store, number: int) -> None:
    """Whatever came after it, what is left is the fold of all the others; redo brings it back."""
    actions = [
        write(store, ("cka", Enrolled(2)), ("cka/rbac", Started())),
        write(store, ("cka/rbac", Done()), ("cka/rbac", Logged(25)), (None, Noted("a good day"))),
        write(store, ("cka/rbac", Reopened()), day="2026-11-20"),
        write(store, ("cka/rbac", Attached("link", "x"))),
        write(store, ("cka/rbac", Done())),
        write(store, ("cka", GoalChanged(3, "2027-01-17")), ("cka/nodes", Skipped("known"))),
        write(store, (None, Noted("tired")), day="2026-11-21"),
    ]
    before = store.snapshot()
    others = [event for event in store.events() if event.action != actions[number]]
    assert undo_action(reopened(store), actions[number]) == [actions[number]]
    after = store.snapshot()
    assert after == folded(others, after.head)
    assert broken_promises(store, actions) == []
    assert redo(store, 9) == [actions[number]]
    again = store.snapshot()
    assert (again.steps, again.goals, again.days) == (before.steps, before.goals, before.days)


def test_undo_passes_by_what_was_taken_back_at_its_line(store: Store) -> None:
    """The last actions in force go on being the ones that undo finds; a rebuild finds the same."""
    first, second, third = ticked(store, 3)
    undo_action(store, second)
    assert undo(store, 2) == [third, first]
    before = state_tables(store.path)
    store.rebuild()
    assert state_tables(store.path) == before
    assert redo(store, 9) == [first, third, second]


def test_undo_of_one_action_is_refused(store: Store) -> None:
    """Twice, of an unknown one, of an undo or redo, of what roadtrack wrote by itself: nothing is written."""
    first, _ = ticked(store, 2)
    undo_action(store, first)
    with store.writing(a_moment()) as writer:
        writer.record([("cka", Foretold("2027-01-17"))])
    undo(store)
    redo(store)
    by_kind = {event.kind: event.action for event in store.events()}
    before = (store.events(), store.snapshot())
    for action, error, words in (
        (first, UsageError, "taken back already"),
        (by_kind["undo"], UsageError, "an undo itself"),
        (by_kind["redo"], UsageError, "a redo"),
        (by_kind["forecast"], UsageError, "by itself"),
        ("nothing", NotFound, "no action nothing"),
    ):
        with pytest.raises(error, match=words):
            undo_action(store, action)
    assert (store.events(), store.snapshot()) == before


def test_an_action_is_named_by_either_end_of_its_id(store: Store) -> None:
    """Ids begin with the time, so that their ends tell them apart; each action is named once."""
    first, second = ticked(store, 2)
    assert store.actions_named(first) == store.actions_named(first[-8:]) == [first]
    assert set(store.actions_named(first[:8])) == {first, second}
    assert store.actions_named("%") == store.actions_named("________") == []
    many = write(store, ("cka/rbac", Done()), ("cka/rbac", Logged(5)))
    assert store.actions_named(many[-8:]) == [many]


# -- tables and events -------------------------------------------------------------------------------------


def _a_long_story(store: Store) -> None:
    write(store, ("cka", Enrolled(2)), ("lpic", Enrolled(1, "2027-01-31")))
    ticked(store, 4)
    write(store, ("cka/step-1", Reopened()), ("cka/step-1", Logged(45)), day="2026-11-20")
    write(store, ("lpic", Unenrolled()), ("cka/step-2", Attached("link", "x")), (None, Noted("tired")))
    undo(store, 3)
    redo(store, 2)
    write(store, ("cka/step-9", Skipped("known")), at=a_moment(days=2))
    undo(store)


def test_tables_equal_the_fold_after_a_long_story(store: Store) -> None:
    """Kept step by step or folded from the beginning: the same."""
    _a_long_story(store)
    snapshot = store.snapshot()
    assert snapshot == folded(store.events(), snapshot.head)


def test_rebuilding_changes_nothing(store: Store) -> None:
    """The state tables are folds: made anew from the events they are the same."""
    _a_long_story(store)
    before = (state_tables(store.path), store.snapshot())
    store.rebuild()
    assert (state_tables(store.path), store.snapshot()) == before


@pytest.mark.parametrize("table", ["action_state", "step_state", "goal_state", "day_state"])
def test_rebuilding_restores_a_lost_table(store: Store, table: str) -> None:
    """Whatever became of a state table, the events hold it all; undo and redo go on as before."""
    _a_long_story(store)
    before = state_tables(store.path)
    sql(store.path, f"DELETE FROM {table}")  # noqa: S608 - names above
    store.rebuild()
    assert state_tables(store.path) == before


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM event",
        "DELETE FROM event WHERE seq = 2",
        "UPDATE event SET day = '2026-11-01'",
        "UPDATE event SET ref = NULL",
        "UPDATE event SET hash = '', previous = ''",
        "UPDATE event SET seq = seq + 100",
        "UPDATE event SET body = '{}', kind = 'note'",
    ],
)
def test_events_are_never_changed_or_removed(store: Store, statement: str) -> None:
    """Not even by another program that opens the file."""
    ticked(store, 3)
    before = store.events()
    with pytest.raises(sqlite3.IntegrityError, match="the journal is append-only"):
        sql(store.path, statement)
    assert store.events() == before


def test_every_column_but_the_body_is_guarded(store: Store) -> None:
    """A purge can take a secret out of a body; its hash stays behind."""
    write(store, ("cka/rbac", Noted("hunter2")))
    columns = [row[1] for row in sql(store.path, "PRAGMA table_info(event)")]
    refused = []
    for column in columns:
        try:
            sql(store.path, f"UPDATE event SET {column} = {column}")  # noqa: S608 - names from the file
        except sqlite3.IntegrityError:
            refused.append(column)
    assert refused == [column for column in columns if column != "body"]
    sql(store.path, """UPDATE event SET body = '{"text":""}'""")
    assert [event.deed for event in store.events()] == [Noted("")]


def test_a_bulk_action_of_thousands_of_steps(store: Store) -> None:
    """More refs than one statement takes parameters: one action, one undo."""
    write(store, *((f"big/{number}", Done()) for number in range(1203)))
    assert (len(store.snapshot().steps), store.snapshot().days["2026-11-22"].done) == (1203, 1203)
    undo(store)
    assert (store.snapshot().steps, broken_promises(store)) == ({}, [])


# -- history -----------------------------------------------------------------------------------------------


def test_history_is_newest_first_and_marks_what_was_undone(store: Store) -> None:
    """An undone action stays in the record."""
    write(store, ("cka/rbac", Started()), ("cka/rbac", Logged(5)))
    write(store, ("cka/rbac", Done()))
    undo(store)
    told = [(entry.event.kind, entry.undone) for entry in store.history()]
    assert told == [("undo", False), ("done", True), ("time", False), ("start", False)]


def test_history_tells_what_an_undo_or_redo_was_about(store: Store) -> None:
    """The events of the action it turned stand beside it, also when a filter leaves them out."""
    action = write(store, ("cka/rbac", Done()), ("cka/rbac", Logged(5)))
    undo(store)
    redo(store)
    about = tuple(store.action(action))
    told = [(entry.event.deed, entry.about) for entry in store.history(kinds=("undo", "redo"))]
    assert told == [(Redone(action), about), (Undone(action), about)]
    assert [entry.about for entry in store.history(kinds=("done",))] == [()]


def test_history_can_be_narrowed(store: Store) -> None:
    """By ref, by kinds, by day, by number, and by all of them."""
    write(store, ("cka/rbac", Done()), ("cka/rbac", Logged(5)), day="2026-11-20")
    write(store, ("cka/nodes", Done()), ("cka", Enrolled()), day="2026-11-21")
    write(store, (None, Noted("x")), ("cka/rbac", Noted("y")))

    def told(ref: str | None = None, kinds: tuple[str, ...] = (), since: str | None = None) -> list[str]:
        return [f"{entry.event.ref} {entry.event.kind}" for entry in store.history(ref, kinds=kinds, since=since)]

    assert told("cka/rbac") == ["cka/rbac note", "cka/rbac time", "cka/rbac done"]
    assert told("cka") == ["cka enroll"]
    assert told(kinds=("done", "time")) == ["cka/nodes done", "cka/rbac time", "cka/rbac done"]
    assert told(since="2026-11-21") == ["cka/rbac note", "None note", "cka enroll", "cka/nodes done"]
    assert told("cka/rbac", KINDS, "2026-11-21") == ["cka/rbac note"]
    assert told("nothing/here") == []
    assert [entry.event.seq for entry in store.history(limit=2)] == [6, 5]
    assert store.history(limit=0) == []


def test_an_action_that_is_not_there_has_no_events(store: Store) -> None:
    """Asked for a stranger's id, the store says nothing."""
    assert store.action("nowhere") == []


# -- side by side ------------------------------------------------------------------------------------------


def _run_together(threads: list[threading.Thread]) -> None:
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_two_threads_write_and_two_read(store: Store) -> None:
    """One store object serves them all: nobody waits in vain, nothing is lost, each read is whole."""
    halves: list[tuple[int, int]] = []
    failures: list[BaseException] = []

    def guarded(work: threading.Thread) -> None:
        try:
            work.run()
        except BaseException as error:  # noqa: BLE001 - shown below
            failures.append(error)

    def writes(who: str) -> None:
        for number in range(15):
            write(store, (f"{who}/a", Done()), (f"{who}/b", Logged(1)), at=a_moment(number))

    def reads() -> None:
        for _ in range(40):
            counted = Counter(event.kind for event in store.events())
            halves.append((counted["done"], counted["time"]))

    jobs = [threading.Thread(target=writes, args=(who,)) for who in ("x", "y")]
    jobs += [threading.Thread(target=reads) for _ in range(2)]
    _run_together([threading.Thread(target=guarded, args=(job,)) for job in jobs])
    assert failures == []
    assert [done - time for done, time in halves] == [0] * 80
    assert (len(store.events()), broken_promises(store)) == (60, [])


def test_two_processes_write(store: Store) -> None:
    """Each event acknowledged to one of them is there, in one chain."""
    said = children.answers(children.write_many, [(store.path, who, 10) for who in range(2)])
    acknowledged = [action for answer in said for action in answer.split()]
    assert len(set(acknowledged)) == 20
    assert broken_promises(store, acknowledged) == []


def test_a_reader_sees_what_another_process_wrote(store: Store) -> None:
    """No cache stands between a store object and its file."""
    assert store.snapshot() == Snapshot()
    children.answer(children.write_many, store.path, 1, 1)
    assert _statuses(store) == {"cka/of-1": Status.DONE}


# -- caches ------------------------------------------------------------------------------------------------

ONE = CachedFile("/one.toml", "stamp 1", '{"id":"one"}', "[]", '{"steps":[]}')
FAULTY = CachedFile("/two.toml", "stamp 2", "{}", '["line 3"]', None)


def test_curriculum_files_are_remembered_and_forgotten(store: Store) -> None:
    """Headings come without bodies; bodies of faulty files and of strangers are not there."""
    store.remember([ONE, FAULTY], [])
    expected = {ONE.path: CachedFile(ONE.path, ONE.stamp, ONE.heading, ONE.faults), FAULTY.path: FAULTY}
    assert store.headings() == expected
    assert store.bodies([ONE.path, FAULTY.path, "/three.toml"]) == {ONE.path: ONE.body}
    assert store.bodies([]) == {}
    store.remember([CachedFile(ONE.path, "stamp 3", "{}", "[]", "new")], [FAULTY.path, "/never.toml"])
    assert ({path: kept.stamp for path, kept in store.headings().items()}) == {ONE.path: "stamp 3"}
    assert store.bodies([ONE.path]) == {ONE.path: "new"}


def test_caches_do_not_touch_the_journal(store: Store) -> None:
    """Looking writes no event and moves no head."""
    ticked(store, 2)
    before = (store.events(), store.snapshot())
    store.remember([ONE], [])
    store.save_brief(store.snapshot().head, "key", "value")
    assert (store.events(), store.snapshot()) == before


def test_a_brief_is_kept_unless_the_journal_moved_on(store: Store) -> None:
    """There is one brief, and never one of a state that is past."""
    ticked(store, 1)
    past = store.snapshot().head
    store.save_brief(past, "key 1", "value 1")
    store.save_brief(past, "key 2", "value 2")
    ticked(store, 1)
    store.save_brief(past, "key 3", "value 3")
    assert sql(store.path, "SELECT key, value FROM brief") == [("key 2", "value 2")]


def test_a_brief_is_saved_with_what_it_tells(store: Store) -> None:
    """The writer stores both in one transaction."""
    with store.writing(a_moment()) as writer:
        writer.append([("cka/rbac", Done())])
        writer.save_brief("key", "value")
    assert read_brief(str(store.path), schema_version()) == (store.snapshot().head, "key", "value")


def test_keeping_caches_is_best_effort(store: Store) -> None:
    """A store that cannot be written is still looked at without an error."""
    impatient = reopened(store, wait_seconds=0.05)
    ticked(store, 1)
    with children.locked(store.path, "IMMEDIATE"):
        impatient.save_brief(impatient.snapshot().head, "key", "value")
        impatient.remember([ONE], [])
        assert (impatient.headings(), len(impatient.events())) == ({}, 1)
    assert sql(store.path, "SELECT * FROM brief") == []


def test_a_moment_of_another_zone_keeps_its_day(store: Store) -> None:
    """The learner's day is fixed when written, whatever the instant in UTC says."""
    write(store, ("cka/rbac", Done()), at=Moment(NOON.replace(hour=23), "Pacific/Kiritimati", SUNDAY))
    assert (store.events()[0].day, store.events()[0].zone) == ("2026-11-22", "Pacific/Kiritimati")


def test_a_store_that_vanished_is_told_in_words(store: Store) -> None:
    """Never a new empty one in its place."""
    store.path.unlink()
    with pytest.raises(NotSaved, match="cannot be written"):
        write(store, ("cka/rbac", Done()))
    assert (open_store(store.path), store.path.exists()) == (None, False)


def test_errors_of_sqlite_never_leave_as_such(store: Store) -> None:
    """What SQLAlchemy raised is the cause, not what is caught."""
    store.path.unlink()
    with pytest.raises(NotSaved) as caught:
        write(store, ("cka/rbac", Done()))
    assert isinstance(caught.value.__cause__, sa.exc.DBAPIError)
