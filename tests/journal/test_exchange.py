"""A journal out into a file and in again: exact, whole or not at all, and the same whichever way it is merged."""

import datetime as dt
import io
import json
import os
import random
import stat
import tempfile
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from roadtrack.clock import SystemClock
from roadtrack.curriculum.canonical import dumps
from roadtrack.curriculum.changes import edition_digest
from roadtrack.curriculum.model import Curriculum, CurriculumKind
from roadtrack.errors import FaultyFile, NotFound, NotSaved, Refused, RoadtrackError, StoreError, UsageError
from roadtrack.journal import copies, exchange
from roadtrack.journal.events import (
    _DEEDS,
    Done,
    Enrolled,
    Foretold,
    Logged,
    Noted,
    Skipped,
    Undone,
    Unknown,
    link_hash,
)
from roadtrack.journal.exchange import Merge, export, merge, open_export, preview
from roadtrack.journal.exportfile import FITS, LONGEST_LINE, Row, read_export
from roadtrack.journal.identity import Moment
from roadtrack.journal.rows import event_row
from roadtrack.journal.state import Snapshot
from roadtrack.journal.store import Store, create_store
from roadtrack.reports.content import ReportKind
from roadtrack.reports.registry import render
from roadtrack.tracker import Extras, Tracker, open_tracker
from tests.conftest import NOW, MakeTracker
from tests.journal.builders import (
    a_moment,
    a_store,
    broken_promises,
    content,
    files_beside,
    redo,
    reopened,
    sql,
    state_tables,
    undo,
    write,
)
from tests.journal.test_events import GOAL_DEEDS, JSON, STEP_DEEDS

Lines = list[dict[str, Any]]


def exported(store: Store | None) -> bytes:
    """A store as a file."""
    return export(store, a_moment()).data


def merged(store: Store, data: bytes, *, copy: bool = False) -> Merge:
    """Take a file into a store, a day later than anything in it."""
    return merge(store, read_export(io.BytesIO(data), a_moment(days=1)), a_moment(), copy=copy)


def lines(data: bytes) -> Lines:
    """The lines of a file as values."""
    return [json.loads(line) for line in data.decode().split("\n")[:-1]]


def as_file(found: Lines) -> bytes:
    """Values as a file."""
    return "".join(json.dumps(line) + "\n" for line in found).encode()


def rehashed(found: Lines) -> bytes:
    """A file whose chains and header fit whatever its lines say: what somebody would make who means harm."""
    ends: dict[str, dict[str, Any]] = {}
    for line in found[1:]:
        if "edition" in line:
            continue
        before = ends.setdefault(line["device"], {"events": 0, "last": ""})
        body = json.dumps(line["body"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        row = Row(**(line | {"body": body, "previous": before["last"]}))
        line["previous"] = before["last"]
        line["hash"] = link_hash((row.previous, *row[:10]), body)
        before |= {"events": before["events"] + 1, "last": line["hash"]}
    events = sum("edition" not in line for line in found[1:])
    return as_file([found[0] | {"events": events, "devices": ends}, *found[1:]])


def state(store: Store) -> Snapshot:
    """What a store adds up to, without the name of that."""
    return replace(store.snapshot(), head="")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A store with a goal, a note with everything in it, an undo, a redo, and a kind from the future."""
    store = a_store(tmp_path / "own")
    write(store, ("cka", Enrolled(2, "2026-12-04")))
    write(store, ("cka/rbac", Done()), ("cka/rbac", Logged(30, "21:30")))
    write(store, ("cka/rbac", Noted('quotes "\\ \u2028 \x00 \x1b[2J naïve 名前')))
    write(store, ("cka/nodes", Skipped("on call")))
    undo(store, 2)
    redo(store)
    write(store, ("cka/rbac", Unknown("hologram", {"size": [1, 2.5, None, {"deep": "é"}]})), day="2026-11-01")
    with store.writing(a_moment(5)) as writer:
        writer.record([("cka", Foretold("2026-12-01", "2026-12-11", "2026-12-04", 40))])
    return store


@pytest.fixture
def empty(tmp_path: Path) -> Store:
    """Another machine's store, without an event."""
    return a_store(tmp_path / "other")


# -- the file ----------------------------------------------------------------------------------------------


def test_a_file_is_a_header_and_every_event_in_order(store: Store) -> None:
    """The header tells format, version, counts and where each chain ends; bodies stand there as they are stored."""
    data = exported(store)
    header, *rest = lines(data)
    stored = sql(store.path, "SELECT * FROM event ORDER BY clock, device, seq")
    assert (header["format"], header["version"], header["events"]) == ("roadtrack-journal", 1, len(stored))
    assert header["exported"] == a_moment().stamp
    assert header["devices"] == {stored[0][1]: {"events": len(stored), "last": stored[-1][-1]}}
    assert [line["id"] for line in rest] == [row[0] for row in stored]
    for raw, line, row in zip(data.decode().split("\n")[1:], rest, stored, strict=False):
        assert list(line) == list(Row._fields)
        assert f'"body":{row[10]},"previous"' in raw
        assert [*line.values()][:10] == list(row[:10])
        assert (line["previous"], line["hash"]) == row[11:]


def test_without_a_journal_there_is_a_header(empty: Store) -> None:
    """It can be imported, and brings nothing."""
    for nothing in (None, empty):
        assert [line["events"] for line in lines(exported(nothing))] == [0]
    assert merged(empty, exported(None)).new == 0


def test_what_is_stored_is_what_comes_back(store: Store, empty: Store) -> None:
    """Every column of every row is the same, to the byte; so are the state and the name of that state."""
    assert merged(empty, exported(store)).new == len(store.events())
    query = "SELECT * FROM event ORDER BY clock, device, seq"
    assert sql(empty.path, query) == sql(store.path, query)
    assert exported(empty) == exported(store)
    assert empty.snapshot() == store.snapshot()
    assert state_tables(empty.path) == state_tables(store.path)
    assert broken_promises(empty) == []
    assert any(event.kind == "hologram" for event in empty.events())


def test_undo_goes_on_after_an_import(store: Store, empty: Store) -> None:
    """What was taken back is so still, can be brought back, and the next write is in this device's own chain."""
    merged(empty, exported(store))
    assert redo(empty) == redo(store)
    assert state(empty) == state(store)
    write(empty, ("cka/new", Done()), at=a_moment(10))
    assert undo(reopened(empty)) != []
    assert len({event.device for event in empty.events()}) == 2
    assert broken_promises(empty) == []


def test_a_damaged_journal_is_exported_and_told(store: Store, empty: Store) -> None:
    """What does not match its hash is counted, and no import takes it."""
    sql(store.path, "DROP TRIGGER event_append_only_update", "UPDATE event SET day = '2026-11-02' WHERE seq = 2")
    made = export(store, a_moment())
    assert (made.broken, made.events) == (1, len(store.events()))
    with pytest.raises(FaultyFile, match="line 3: it does not match its hash"):
        merged(empty, made.data)


def test_a_hash_is_the_same_from_row_and_event(store: Store) -> None:
    """The formula is one."""
    assert all(Row(**event_row(event)).holds() for event in store.events())


# -- importing ---------------------------------------------------------------------------------------------


def test_an_import_is_idempotent(store: Store, empty: Store) -> None:
    """The second time nothing is written, and no copy is made."""
    data = exported(store)
    merged(empty, data)
    before = content(empty.path)
    again = merged(empty, data, copy=True)
    assert (again.new, again.known, again.copy) == (0, len(store.events()), None)
    assert (content(empty.path), files_beside(empty.path)) == (before, ["journal.db"])


def test_a_preview_tells_the_counts_and_writes_nothing(store: Store, empty: Store) -> None:
    """With a store, and without one."""
    write(empty, ("cka/own", Done()))
    before = content(empty.path)
    file = read_export(io.BytesIO(exported(store)), a_moment())
    count = len(store.events())
    for told in (preview(empty, file), preview(None, file)):
        assert (told.events, told.new, told.known, told.copy) == (count, count, 0, None)
        assert told.days == ("2026-11-01", "2026-11-22")
        assert list(told.devices.values()) == [(count, count)]
    assert content(empty.path) == before


def test_what_came_later_decides_whoever_wrote_it(store: Store, empty: Store) -> None:
    """An event of another device that comes in between is folded in between."""
    write(empty, ("cka/rbac", Skipped("known")), at=a_moment(-60))
    write(empty, ("cka/nodes", Done()), at=a_moment(60))
    ours = exported(empty)
    merged(empty, exported(store))
    merged(store, ours)
    assert state(store) == state(empty)
    assert state(store).steps["cka/rbac"].status == "done"
    assert state(store).steps["cka/nodes"].status == "done"
    assert broken_promises(store) == []


def test_an_undo_may_come_before_what_it_undoes(store: Store, empty: Store, tmp_path: Path) -> None:
    """An undo made on one device of another's action takes effect as soon as both are there, in any order."""
    action = write(store, ("cka/late", Done()), at=a_moment(30))
    merged(empty, exported(store))
    with empty.writing(a_moment(40)) as writer:
        writer.undo_action(action)
    both = exported(empty)
    assert merged(store, both).new == 1
    assert "cka/late" not in {r for r, s in state(store).steps.items() if s.status == "done"}
    third = a_store(tmp_path / "third")
    with third.writing(a_moment(50)) as writer:  # it knows of the undo only by name
        writer.append([(None, Undone(action))])
    merged(third, exported(store))
    assert broken_promises(third) == []


def test_a_store_as_it_was_is_kept_and_whole(store: Store, empty: Store) -> None:
    """Named by the moment, for the owner alone, a store that opens and equals what was there before."""
    write(empty, ("cka/own", Done()))
    before = content(empty.path)
    told = merged(empty, exported(store), copy=True)
    assert told.copy == empty.path.with_name("journal.before-import-20261122-120000.db")
    assert stat.S_IMODE(told.copy.stat().st_mode) == 0o600
    assert content(told.copy) == before
    assert files_beside(empty.path) == ["journal.before-import-20261122-120000.db", "journal.db"]
    write(store, ("cka/more", Done()))
    again = merged(empty, exported(store), copy=True)
    assert again.copy == empty.path.with_name("journal.before-import-20261122-120000-2.db")


def test_a_copy_that_is_not_whole_stops_the_import(store: Store, empty: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is held against the journal before anything is written; nothing is left of it."""
    write(empty, ("cka/own", Done()))
    before = content(empty.path)
    copy = copies._copy

    def lossy(of: Store, beside: Path) -> None:
        copy(of, beside)
        sql(beside, "DROP TRIGGER event_append_only_delete", "DELETE FROM event")

    def torn(of: Store, beside: Path) -> None:
        copy(of, beside)
        os.truncate(beside, 5000)

    def full(_of: Store, _beside: Path) -> None:
        raise OSError(28, "No space left on device")

    for broken in (lossy, torn, full):
        monkeypatch.setattr(copies, "_copy", broken)
        with pytest.raises(NotSaved, match="no copy of the journal") as caught:
            merged(empty, exported(store), copy=True)
        assert caught.value.code == 6
        assert (content(empty.path), files_beside(empty.path)) == (before, ["journal.db"])


@pytest.mark.parametrize("where", ["fold_again", "list_actions_again", "set_meta", "_head", "keep_copy"])
def test_an_exception_in_the_middle_leaves_nothing(
    store: Store, empty: Store, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    """The journal is as it was; the next import does it all."""
    write(empty, ("cka/own", Done()))
    before = content(empty.path)
    data = exported(store)

    def fail(*_args: object, **_more: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patched:
        patched.setattr(exchange, where, fail)
        with pytest.raises(ZeroDivisionError):
            merged(empty, data, copy=True)
    assert content(empty.path) == before
    assert merged(reopened(empty), data).new == len(store.events())
    assert broken_promises(empty) == []


# -- refused -----------------------------------------------------------------------------------------------


def forked(tmp_path: Path) -> tuple[Store, Store]:
    """A store and its copy, which both went on."""
    first = a_store(tmp_path / "first")
    write(first, ("cka/rbac", Done()))
    second = create_store(tmp_path / "second" / "journal.db")
    second.path.write_bytes(first.path.read_bytes())
    write(first, ("cka/one", Done()))
    write(second, ("cka/two", Done()), ("cka/three", Done()))
    return first, second


def test_the_same_place_with_another_content_is_refused(tmp_path: Path) -> None:
    """Two copies of one device that went on apart: nothing is taken in, and it is said why."""
    first, second = forked(tmp_path)
    before = content(first.path)
    with pytest.raises(StoreError, match=r"line 3: .* event 2 of device .* with another content\. Noth") as caught:
        merged(first, exported(second), copy=True)
    assert (caught.value.code, "went on apart" in caught.value.hint) == (5, True)
    with pytest.raises(StoreError, match="another content"):
        preview(first, read_export(io.BytesIO(exported(second)), a_moment()))
    assert (content(first.path), files_beside(first.path)) == (before, ["journal.db"])


def test_the_same_id_with_another_content_is_refused(store: Store, empty: Store) -> None:
    """Also from another device, and told with the number of those that follow."""
    merged(empty, exported(store))
    found = lines(exported(store))
    for line in found[1:]:
        line["device"] = "stranger"
    with pytest.raises(StoreError, match=f"and {len(found) - 2} more after it") as caught:
        merged(empty, rehashed(found))
    assert caught.value.code == 5


def _without(*numbers: int) -> Callable[[Lines], Lines]:
    return lambda found: [line for at, line in enumerate(found, 1) if at not in numbers]


def _header(**values: Any) -> Callable[[Lines], Lines]:
    return lambda found: [{**found[0], **values}, *found[1:]]


def _line(number: int, **values: Any) -> Callable[[Lines], Lines]:
    return lambda found: [line | values if at == number else line for at, line in enumerate(found, 1)]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (_without(1), "line 1: not the header of an exported journal"),
        (_without(4), "line 4: number 4 of device .* follows 2: lines are missing"),
        (_without(2), "line 2: number 2 of device .* comes first"),
        (lambda found: [*found[:3], found[2], *found[3:]], "line 4: number 2 .* out of order"),
        (lambda found: found[:-1], "line 10: the file ends with 9 of 10 events"),
        (lambda found: [found[0], *reversed(found[1:])], "line 2: number 10 .* comes first"),
        (_header(version=0), "line 1: the header has no version"),
        (_header(version="1"), "line 1: the header has no version"),
        (_header(events=-1), "line 1: the header does not tell"),
        (_header(devices=[]), "line 1: the header does not tell"),
        (_header(devices={"x": 1}), "line 1: .* where device x ends"),
        (_header(devices={}), "line 11: the devices do not end where the header says"),
        (_header(editions=1), "line 11: the file ends with 0 of 1 editions"),
        (_line(3, day="2026-11-21"), "line 3: it does not match its hash"),
        (_line(3, body={"grade": "easy"}), "line 3: it does not match its hash"),
        (_line(3, previous="0"), "line 3: it does not match its hash"),
        (_line(3, seq=True), "line 3: seq is no whole number"),
        (_line(3, clock=1 << 63), "line 3: clock is no whole number"),
        (_line(3, clock=-1), "line 3: clock is no whole number"),
        (_line(3, id=None), "line 3: id is no text"),
        (_line(3, device=""), "line 3: device is no text"),
        (_line(3, ref=3), "line 3: ref is neither"),
        (_line(3, body="{}"), "line 3: body is no object"),
        (_line(3, day="20261122"), "line 3: day or utc is no date"),
        (_line(3, utc="noon"), "line 3: day or utc is no date"),
        (_line(3, more=1), "line 3: what is more"),
        (_line(3, zone="\ud800"), "line 3: it holds half a character"),
        (_line(3, edition={}), "line 3: not an edition"),
    ],
)
def test_a_file_that_is_not_whole_is_named_by_line(
    store: Store, empty: Store, change: Callable[[Lines], Lines], words: str
) -> None:
    """Exit code 3, the line, what is wrong with it, and what helps."""
    before = content(empty.path)
    with pytest.raises(FaultyFile, match=words) as caught:
        merged(empty, as_file(change(lines(exported(store)))))
    assert (caught.value.code, "journal export" in caught.value.hint) == (3, True)
    assert content(empty.path) == before


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (b"\xff\n", "not UTF-8"),
        (b"[1]\n", "not a JSON object"),
        (b"{\n", "not a JSON object"),
        (b"[" * 100_000 + b"\n", "not a JSON object"),
        (b'{"a":' * 100_000 + b"\n", "not a JSON object"),
        (b'{"a":' + b"1" * 5000 + b"}\n", "not a JSON object"),
        (b'{"a":NaN}\n', "NaN is no number"),
        (b"x" * (LONGEST_LINE + 1), "too long"),
    ],
    ids=["utf-8", "list", "torn", "deep-list", "deep-object", "digits", "nan", "long"],
)
def test_a_line_that_cannot_be_read_is_named(store: Store, line: bytes, words: str) -> None:
    """As the first line and as any other."""
    whole = exported(store)
    first, rest = whole.split(b"\n", 1)
    for number, data in ((1, line), (2, first + b"\n" + line + rest)):
        with pytest.raises(FaultyFile, match=f"line {number}: {words}"):
            read_export(io.BytesIO(data), a_moment())


def test_other_files_are_told_in_words(store: Store) -> None:
    """An empty one, and a journal itself."""
    with pytest.raises(FaultyFile, match="empty"):
        read_export(io.BytesIO(b"\n \n"), a_moment())
    with pytest.raises(FaultyFile, match="a journal itself"):
        read_export(io.BytesIO(store.path.read_bytes()), a_moment())


def test_a_newer_format_is_refused() -> None:
    """Code 5, before anything else of the file is looked at."""
    header = {"format": "roadtrack-journal", "version": 2, "whatever": []}
    with pytest.raises(StoreError, match=r"newer roadtrack \(format 2, this one knows 1\)") as caught:
        read_export(io.BytesIO(as_file([header])), a_moment())
    assert (caught.value.code, caught.value.hint) == (5, "Upgrade roadtrack.")


def test_an_event_from_the_future_is_refused(store: Store) -> None:
    """A clock that is far ahead would push all that is written later behind it."""
    read_export(io.BytesIO(exported(store)), a_moment(10, days=-1))
    with pytest.raises(StoreError, match=r"line 2: .* more than a day ahead") as caught:
        read_export(io.BytesIO(exported(store)), a_moment(-1, days=-1))
    assert caught.value.code == 5


def test_a_clock_must_not_run_backwards_nor_an_id_come_twice(store: Store) -> None:
    """Whoever made the file: with hashes that fit."""
    found = lines(exported(store))
    for change, words in (
        (_line(4, clock=found[2]["clock"]), "line 4: the clock of device .* runs backwards"),
        (_line(4, id=found[1]["id"]), "line 4: id .* was there already"),
    ):
        with pytest.raises(FaultyFile, match=words):
            read_export(io.BytesIO(rehashed(change(lines(exported(store))))), a_moment())


def test_what_would_be_stumbled_over_is_refused(store: Store) -> None:
    """Bodies with hashes that fit and values that no fold and no screen can read."""
    bad: list[tuple[str, dict[str, Any]]] = [
        ("time", {"minutes": "45"}),
        ("time", {"minutes": 10**30}),
        ("time", {"minutes": True}),
        ("time", {"minutes": 5, "at": "25:00"}),
        ("enroll", {"importance": 2, "by": "soon"}),
        ("enroll", {"importance": None}),
        ("snooze", {"until": "2026-02-30"}),
        ("note", {"text": 7}),
        ("note", {"text": None}),
        ("mock", {"sections": {"net": [50]}}),
        ("mock", {"sections": {"net": [50, 1e400]}}),
        ("mock", {"sections": [1]}),
        ("evidence", {"form": "link", "target": ["x"]}),
        ("review", {"grade": {}}),
        ("undo", {"action": 5}),
    ]
    for kind, body in bad:
        file = rehashed(_line(3, kind=kind, body=body)(lines(exported(store))))
        with pytest.raises(FaultyFile, match=f"line 3: ({kind} with|its body holds|not a JSON|Infinity)"):
            read_export(io.BytesIO(file), a_moment())


def test_what_a_body_may_hold_is_known_for_every_field() -> None:
    """A field added to a deed needs its check."""
    assert {f.name for deed in _DEEDS.values() for f in fields(deed)} == set(FITS)


def test_only_a_regular_file_that_is_not_the_journal_is_opened(store: Store, tmp_path: Path) -> None:
    """A FIFO does not hang; the journal is refused before it is opened, by whatever name."""
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    link = tmp_path / "link"
    link.symlink_to(store.path)
    for path, error in (
        (fifo, Refused),
        (tmp_path, Refused),
        (tmp_path / "no", NotFound),
        (tmp_path / "a\0b", NotFound),
        (link, UsageError),
        (store.path, UsageError),
    ):
        with pytest.raises(error):
            open_export(path, store.path)
    plain = tmp_path / "plain"
    plain.write_bytes(exported(store))
    with open_export(plain, store.path) as source:
        assert source.read() == plain.read_bytes()


# -- editions ----------------------------------------------------------------------------------------------


def an_edition(revision: str) -> tuple[str, str, str]:
    """(curriculum, digest, body) of a small curriculum."""
    made = Curriculum("cka", "A title", CurriculumKind.SKILL, revision, dt.date(2026, 11, 1))
    return "cka", edition_digest(made), dumps(made)


def began(folder: Path, revision: str, minutes: int) -> Store:
    """A store whose learner began a curriculum on a revision at a time."""
    made = a_store(folder)
    with made.writing(a_moment(minutes)) as writer:
        writer.append([("cka/rbac", Done())])
        writer.keep_edition(*an_edition(revision))
    return made


def test_editions_come_along(tmp_path: Path, empty: Store) -> None:
    """With their bodies, the one first on which the learner began."""
    one = began(tmp_path / "one", "1", 0)
    with one.writing(a_moment(1)) as writer:
        writer.keep_edition(*an_edition("0"))
    told = merged(empty, exported(one))
    assert (told.editions, told.new) == (2, 1)
    assert empty.snapshot() == one.snapshot()
    for id_, digest, body in map(an_edition, "01"):
        assert empty.edition(id_, digest) == body


def test_who_began_first_tells_the_edition(tmp_path: Path) -> None:
    """The same on both, whichever took in the other, and however often."""
    early, late = began(tmp_path / "early", "1", 0), began(tmp_path / "late", "2", 5)
    files = exported(early), exported(late)
    for file in (*files, *files):
        merged(early, file)
        merged(late, file)
    assert state(early) == state(late)
    assert early.snapshot().editions == {"cka": an_edition("1")[1]}


def test_an_edition_alone_is_taken_in(tmp_path: Path) -> None:
    """The stored brief goes, since it may tell of editions."""
    one = began(tmp_path / "one", "1", 0)
    other = a_store(tmp_path / "other")
    merged(other, exported(one))
    with one.writing(a_moment(1)) as writer:
        writer.keep_edition(*an_edition("2"))
    other.save_brief(other.head(), "key", "{}")
    told = merged(other, exported(one), copy=True)
    assert (told.new, told.editions, told.copy is not None) == (0, 1, True)
    assert sql(other.path, "SELECT count(*) FROM brief") == [(0,)]


@pytest.mark.parametrize(
    "edition",
    [
        [],
        {"curriculum": "cka", "digest": "x"},
        {"curriculum": "cka", "digest": "", "body": {}},
        {"curriculum": "cka", "digest": "x", "body": {}},
        {"curriculum": "cka", "digest": "x", "body": {"id": "cka", "sections": 5}},
        {"curriculum": "cka", "digest": "\ud800", "body": json.loads(an_edition("1")[2])},
        {"curriculum": "lpic", "digest": "x", "body": json.loads(an_edition("1")[2])},
    ],
)
def test_an_edition_that_cannot_be_read_is_refused(store: Store, edition: object) -> None:
    """It would be stumbled over when editions are compared."""
    found = [*lines(exported(store)), {"edition": edition}]
    with pytest.raises(FaultyFile, match=r"line 12: not a"):
        read_export(io.BytesIO(rehashed(found)), a_moment())


# -- laws --------------------------------------------------------------------------------------------------

STEPS = st.sampled_from(["cka/rbac", "cka/nodes", "lpic/boot"])
GOALS = st.sampled_from(["cka", "lpic"])
UNKNOWN = st.builds(
    Unknown, st.sampled_from(["hologram", "later"]), st.dictionaries(st.text(max_size=5), JSON, max_size=3)
)
DEED = (
    st.tuples(STEPS, STEP_DEEDS)
    | st.tuples(GOALS, GOAL_DEEDS.filter(lambda deed: not isinstance(deed, Foretold)))
    | st.tuples(st.none(), st.builds(Noted, st.text(max_size=20)))
    | st.tuples(STEPS, UNKNOWN)
)
OP = (
    st.tuples(st.just("act"), st.lists(DEED, min_size=1, max_size=3), st.sampled_from([None, "2026-11-01"]))
    | st.tuples(st.sampled_from(["undo", "redo"]), st.integers(1, 3), st.integers(0, 3))
    | st.tuples(st.just("wait"), st.integers(-90, 90), st.none())
)
STORY = st.lists(OP, max_size=12)
laws = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@contextmanager
def stores(count: int) -> Generator[list[Store]]:
    """New empty stores."""
    with tempfile.TemporaryDirectory(prefix="roadtrack-exchange-") as folder:
        yield [a_store(Path(folder) / str(number)) for number in range(count)]


def told(store: Store, story: Sequence[tuple[Any, Any, Any]]) -> Store:
    """A store in which a story happened."""
    minutes = 0
    for what, first, second in story:
        if what == "wait":
            minutes += first
            continue
        with store.writing(a_moment(minutes)) as writer:
            if what == "act":
                writer.append(first, day=second)
            else:
                (writer.undo if what == "undo" else writer.redo)(first)
    return store


@laws
@given(story=STORY)
def test_law_export_and_import_are_inverse(story: Sequence[tuple[Any, Any, Any]]) -> None:
    """Any journal comes back equal: rows, state tables, snapshot, and the file made of it."""
    with stores(2) as (source, target):
        data = exported(told(source, story))
        merged(target, data)
        assert target.events() == source.events()
        assert target.snapshot() == source.snapshot()
        assert state_tables(target.path) == state_tables(source.path)
        assert exported(target) == data
        assert broken_promises(target) == []


@laws
@given(one=STORY, other=STORY, later=STORY)
def test_law_union_is_commutative_and_idempotent(
    one: Sequence[tuple[Any, Any, Any]], other: Sequence[tuple[Any, Any, Any]], later: Sequence[tuple[Any, Any, Any]]
) -> None:
    """Either way round, once or twice, over a third, and with more written in between: the same."""
    with stores(3) as (a, b, c):
        first, second = exported(told(a, one)), exported(told(b, other))
        for data in (second, second, first):
            merged(a, data)
            merged(c, data)
        merged(b, first)
        assert a.snapshot() == b.snapshot() == c.snapshot()
        assert state_tables(a.path) == state_tables(b.path) == state_tables(c.path)
        assert broken_promises(a) == broken_promises(c) == []
        third = exported(told(a, later))
        merged(b, third)
        assert state(b) == state(a)
        assert state_tables(b.path) == state_tables(a.path)
        before = state_tables(b.path)
        b.rebuild()
        assert state_tables(b.path) == before


def mutations(whole: bytes, count: int) -> Iterator[bytes]:
    """An export with something changed: bytes, lines, values, and values whose hashes were made to fit."""
    chance = random.Random(11)  # noqa: S311 - no secret
    odd: list[Any] = [
        None,
        True,
        -1,
        0,
        2**63,
        1.5,
        "",
        "x",
        "\ud800",
        "2026-13-01",
        [],
        {},
        [[]],
        {"a": 1},
        "9" * 400,
        1e300,
    ]
    for number in range(count):
        found = lines(whole)
        line = found[chance.randrange(len(found))]
        way = number % 6
        if way in (0, 1):
            data = bytearray(whole)
            for _ in range(1 + 9 * way):
                at = chance.randrange(len(data))
                data[at : at + chance.randrange(3)] = bytes(chance.randrange(256) for _ in range(chance.randrange(3)))
            yield bytes(data)
        elif way == 2:
            raw = whole.split(b"\n")
            chance.shuffle(raw)
            yield b"\n".join(raw[chance.randrange(3) :])
        elif way == 3:
            line[chance.choice(sorted(line))] = chance.choice(odd)
            yield as_file(found)
        else:
            inner = line.get("body", line) if way == 4 else line
            inner[chance.choice([*sorted(inner), "minutes", "by"])] = chance.choice(odd)
            try:
                yield rehashed(found)
            except (TypeError, ValueError, KeyError, AttributeError):
                yield as_file(found)


@pytest.mark.soak
def test_no_mutation_of_a_file_is_more_than_an_error_in_words(
    make_tracker: MakeTracker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Five hundred: taken in whole, and then every look works, or refused, and then nothing changed."""
    source = a_full_life(make_tracker)
    data = source.export_journal().data
    monkeypatch.setenv("ROADTRACK_DATA_DIR", str(tmp_path / "target"))
    target = create_store(tmp_path / "target" / "journal.db")
    pristine = target.path.read_bytes()
    taken = 0
    codes = set()
    for mutated in mutations(data, 500):
        tracker = open_tracker(os.environ, clock=SystemClock(fixed=NOW), builtin=tmp_path / "builtin")
        try:
            taken += tracker.import_journal(io.BytesIO(mutated)).new > 0
        except RoadtrackError as error:
            codes.add(error.code)
            assert target.path.read_bytes() == pristine
            continue
        looked_at(tracker)
        target.path.write_bytes(pristine)
    assert codes <= {3, 5}
    assert taken > 10


# -- through the door --------------------------------------------------------------------------------------


def a_full_life(make_tracker: MakeTracker) -> Tracker:
    """A learner who did everything that makes an event."""
    tracker = make_tracker(enrolled=("kube", "secure"), by=dt.date(2026, 12, 31))
    day = dt.date(2026, 11, 20)
    tracker.done(["kube/pods"], Extras("went well", 45, day=day), "hard")
    tracker.start(["kube/services"])
    tracker.skip(["kube/config"], "known")
    tracker.reopen(["kube/config"])
    tracker.log("kube/services", 30, at=dt.time(10))
    tracker.review("kube/pods", "good", 5)
    tracker.note(None, "a day's note | with = marks\n")
    tracker.mock("kube", {"core": (70.0, 10), "net": (55.5, 5)})
    tracker.snooze(["kube/policies"], dt.date(2026, 12, 1))
    tracker.pause(dt.date(2026, 12, 24), None)
    tracker.certify("kube", day)
    tracker.unenroll(["secure"])
    tracker.undo()
    tracker.set_goal("secure", by=None, importance=3)
    tracker.undo(2)
    tracker.redo()
    return tracker


def looked_at(tracker: Tracker) -> tuple[bytes, bytes]:
    """What reports and views make of a journal, as bytes."""
    tracker.reload()
    tracker.brief()
    report = tracker.report(ReportKind.FULL)
    return render(report, "json"), render(report, "md")


def test_reports_are_the_same_to_the_byte(
    make_tracker: MakeTracker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the journal adds up to on one machine it adds up to on another, made by the import, with its own device."""
    source = a_full_life(make_tracker)
    data = source.export_journal().data
    wanted = looked_at(source)
    monkeypatch.setenv("ROADTRACK_DATA_DIR", str(tmp_path / "target"))
    target = make_tracker(enrolled=())
    assert target.import_journal(io.BytesIO(data), dry_run=True).new == len(lines(data)[1:]) - 2
    assert not target.journal_path.exists()
    made = target.import_journal(io.BytesIO(data))
    assert (made.copy, made.editions) == (None, 2)
    assert looked_at(target) == wanted
    assert target.snapshot() == source.snapshot()
    target.note(None, "here")
    assert target.store is not None
    assert len({event.device for event in target.store.events()}) == 2
    assert files_beside(target.journal_path) == ["journal.db"]


def test_a_moment_of_the_test_is_in_the_file(store: Store) -> None:
    """The clock is an argument."""
    later = Moment(dt.datetime(2030, 1, 1, tzinfo=dt.UTC), "UTC", dt.date(2030, 1, 1))
    assert lines(export(store, later).data)[0]["exported"] == "2030-01-01T00:00:00.000Z"
