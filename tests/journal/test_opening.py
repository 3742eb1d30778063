"""Opening what is there: missing, foreign, newer, locked, unreadable, damaged, on a full disk."""

import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable, Generator
from pathlib import Path

import pytest

from roadtrack.errors import NotSaved, StoreError
from roadtrack.journal.events import Done, Noted
from roadtrack.journal.store import Store, create_store, open_store
from tests.journal import children
from tests.journal.builders import (
    a_moment,
    a_store,
    broken_promises,
    damaged_copies,
    files_beside,
    reopened,
    sql,
    ticked,
    undo,
    write,
)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A store with five steps done, the last of them taken back."""
    store = a_store(tmp_path)
    ticked(store, 5)
    undo(store)
    return store


@pytest.fixture
def folder_for_all() -> Generator[Path]:
    """A folder that everybody may enter; pytest's own are the owner's alone."""
    folder = Path(tempfile.mkdtemp(prefix="roadtrack-open-"))
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


@pytest.fixture
def small_disk(tmp_path: Path) -> Generator[Path]:
    """A disk of half a megabyte."""
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", folder], check=False, capture_output=True, text=True
    )
    if mounted.returncode != 0:
        pytest.skip(f"no small disk can be mounted here: {mounted.stderr.strip()}")
    yield folder
    subprocess.run(["umount", folder], check=True)


# -- missing and foreign -----------------------------------------------------------------------------------


def test_a_missing_store_is_none_and_nothing_is_made(tmp_path: Path) -> None:
    """Looking creates neither file nor folder."""
    assert open_store(tmp_path / "journal.db") is None
    assert open_store(tmp_path / "share" / "roadtrack" / "journal.db") is None
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "file").write_text("in the way of a folder")
    assert open_store(tmp_path / "file" / "journal.db") is None


@pytest.mark.parametrize(
    "content",
    [b"", b"dear diary\n" * 100, b"\x89PNG\r\n\x1a\n" + bytes(2000), b"SQLite format 3\0", b"\0" * 8192],
    ids=["zero-byte", "text", "png", "header", "zeros"],
)
def test_what_is_no_journal_is_refused_untouched(tmp_path: Path, content: bytes) -> None:
    """Words and code 5; the file stays as it is, also when a store is to be created there."""
    path = tmp_path / "journal.db"
    path.write_bytes(content)
    for look in (open_store, create_store):
        with pytest.raises(StoreError, match="damaged or is not a journal") as caught:
            look(path)
        assert (caught.value.code, caught.value.hint != "") == (5, True)
    assert (path.read_bytes(), files_beside(path)) == (content, ["journal.db"])


@pytest.mark.parametrize("application", [0, 0x42424242])
def test_another_programs_database_is_refused_untouched(tmp_path: Path, application: int) -> None:
    """Told by `application_id`, not by what tables it has."""
    path = tmp_path / "journal.db"
    sql(path, "CREATE TABLE event (id)", "INSERT INTO event VALUES (1)", f"PRAGMA application_id = {application}")
    before = path.read_bytes()
    with pytest.raises(StoreError) as caught:
        open_store(path)
    assert (caught.value.code, path.read_bytes(), files_beside(path)) == (5, before, ["journal.db"])


def test_a_folder_in_its_place_is_told_in_words(tmp_path: Path) -> None:
    """Not a file at all."""
    (tmp_path / "journal.db").mkdir()
    with pytest.raises(StoreError, match="cannot be opened"):
        open_store(tmp_path / "journal.db")


def test_a_name_too_long_is_told_in_words(tmp_path: Path) -> None:
    """The file system refuses to look."""
    with pytest.raises(StoreError, match="cannot be opened"):
        open_store(tmp_path / ("x" * 300))


# -- newer -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("major", [2, 3, 700])
def test_a_newer_major_is_refused_in_words(store: Store, major: int) -> None:
    """An older program does not touch what it does not understand."""
    sql(store.path, f"PRAGMA user_version = {major << 16}")
    before = store.path.read_bytes()
    with pytest.raises(StoreError, match=rf"newer roadtrack \(format {major}, this one knows 1\)") as caught:
        open_store(store.path)
    assert (caught.value.code, caught.value.hint) == (5, "Upgrade roadtrack.")
    assert (store.path.read_bytes(), files_beside(store.path)) == (before, ["journal.db"])


def test_a_newer_minor_opens(store: Store) -> None:
    """It reads and writes, and keeps the number of the newer program."""
    sql(store.path, f"PRAGMA user_version = {1 << 16 | 7}")
    write(reopened(store), ("cka/rbac", Done()))
    assert broken_promises(store) == []
    assert sql(store.path, "PRAGMA user_version") == [(1 << 16 | 7,)]


# -- locked ------------------------------------------------------------------------------------------------


def test_a_store_locked_by_another_process_is_told_in_words(store: Store) -> None:
    """Neither opening nor reading nor writing waits forever."""
    impatient = reopened(store, wait_seconds=0.05)
    with children.locked(store.path, "EXCLUSIVE"):
        for attempt in (lambda: open_store(store.path, 0.05), impatient.snapshot, impatient.events, impatient.headings):
            with pytest.raises(StoreError, match="locked by another program") as caught:
                attempt()
            assert caught.value.code == 5
    assert len(impatient.events()) == 6


def test_a_store_being_written_can_be_read(store: Store) -> None:
    """Only a second writer is told that it is locked."""
    impatient = reopened(store, wait_seconds=0.05)
    with children.locked(store.path, "IMMEDIATE"):
        assert len(impatient.events()) == 6
        with pytest.raises(StoreError, match="locked by another program"):
            write(impatient, ("cka/rbac", Done()))
    assert broken_promises(store) == []


# -- permissions -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", [0o600, 0o400], ids=["file writable", "file read-only"])
def test_in_a_read_only_folder_reading_works(folder_for_all: Path, mode: int) -> None:
    """Writing is not saved, in words and with code 6; keeping caches is no error."""
    store = a_store(folder_for_all)
    ticked(store, 3)
    before = store.path.read_bytes()
    store.path.chmod(mode)
    if os.geteuid() == 0:
        os.chown(store.path, children.NOBODY, children.NOBODY)
    folder_for_all.chmod(0o555)
    said = children.answer(children.read_then_write_as_nobody, store.path)
    assert said.startswith("read 3 3 3, NotSaved 6: not saved, ")
    assert said.endswith(f"({folder_for_all}). Nothing changed.")
    assert (store.path.read_bytes(), files_beside(store.path)) == (before, ["journal.db"])


@pytest.mark.parametrize(("file", "folder"), [(0o000, 0o755), (0o600, 0o000)], ids=["file", "folder"])
def test_a_store_that_may_not_be_read_is_told_in_words(folder_for_all: Path, file: int, folder: int) -> None:
    """It is never taken for a missing one."""
    store, warm = a_store(folder_for_all / "closed"), a_store(folder_for_all / "open")
    warm.path.parent.chmod(0o755)
    warm.path.chmod(0o644)
    store.path.chmod(file)
    store.path.parent.chmod(folder)
    said = children.answer(children.open_as_nobody, store.path, warm.path)
    store.path.parent.chmod(0o700)
    assert said == f"StoreError 5: the journal cannot be opened ({store.path})."


def test_a_hot_journal_that_may_not_be_rolled_back_is_told_in_words(folder_for_all: Path) -> None:
    """After a crash a read-only folder cannot be repaired; that is said, and nothing wrong is shown."""
    store = a_store(folder_for_all)
    ticked(store, 2)
    side = _leave_a_hot_journal(store)
    store.path.chmod(0o444)
    side.chmod(0o444)
    folder_for_all.chmod(0o555)
    warm = Path(tempfile.mkdtemp())
    try:
        said = children.answer(children.open_as_nobody, store.path, a_store(warm).path)
    finally:
        shutil.rmtree(warm)
    assert said.startswith("StoreError 5: the journal cannot be ")
    folder_for_all.chmod(0o755)
    store.path.chmod(0o600)
    assert (len(store.events()), broken_promises(store), files_beside(store.path)) == (2, [], ["journal.db"])


def _leave_a_hot_journal(store: Store) -> Path:
    """Copy the store and its rollback journal while a transaction is being written to the file."""
    aside = store.path.with_name("aside.db")
    connection = sqlite3.connect(store.path, isolation_level=None)
    connection.execute("PRAGMA cache_size = 1")
    connection.execute("PRAGMA cache_spill = 1")
    connection.execute("BEGIN IMMEDIATE")
    for number in range(200):
        connection.execute("INSERT INTO brief VALUES (?, ?)", (str(number), "x" * 3000))
    shutil.copy2(store.path, aside)
    side = store.path.with_name("journal.db-journal")
    journal = side.read_bytes()
    connection.execute("ROLLBACK")
    connection.close()
    aside.replace(store.path)
    side.write_bytes(journal)
    return side


# -- full disk ---------------------------------------------------------------------------------------------


def _figures(said: str) -> tuple[list[str], str]:
    *acknowledged, error = said.split("\n")
    return acknowledged, error


def test_on_a_full_disk_nothing_is_lost(small_disk: Path) -> None:
    """Not saved, in words and with code 6; what was saved before is there and can be read."""
    store = a_store(small_disk)
    acknowledged, error = _figures(children.write_until_refused(store))
    assert error == f"NotSaved 6: not saved, the disk is full ({small_disk}). Nothing changed."
    assert (len(acknowledged) > 20, len(reopened(store).events())) == (True, len(acknowledged))
    assert (broken_promises(store, acknowledged), files_beside(store.path)) == ([], ["journal.db"])


def test_no_store_on_a_full_disk(small_disk: Path) -> None:
    """Creating is all or nothing, and leaves nothing behind."""
    (small_disk / "ballast").write_bytes(bytes(480 * 1024))
    with pytest.raises(NotSaved, match="the disk is full"):
        a_store(small_disk)
    assert files_beside(small_disk / "journal.db") == ["ballast"]


def test_under_a_limit_of_file_size_nothing_is_lost(store: Store) -> None:
    """The same where `ulimit -f` stops the file from growing."""
    said = children.answer(children.write_under_a_limit, store.path, 200 * 1024)
    acknowledged, error = _figures(said)
    assert error.startswith("NotSaved 6: not saved, the disk ")
    assert (len(acknowledged) > 20, len(store.events())) == (True, 6 + len(acknowledged))
    assert (broken_promises(store, acknowledged), files_beside(store.path)) == ([], ["journal.db"])


# -- at once -----------------------------------------------------------------------------------------------


def test_twelve_processes_create_at_once(tmp_path: Path) -> None:
    """One store, twelve successes, nothing left behind."""
    path = tmp_path / "share" / "journal.db"
    devices = children.answers(children.device_of_a_created_store, [(path,)] * 12)
    store = children.opened(path)
    assert (set(devices), len(devices)) == ({store.events()[0].device}, 12)
    assert (len(store.events()), broken_promises(store), files_beside(path)) == (12, [], ["journal.db"])


# -- damage ------------------------------------------------------------------------------------------------


LOOKS: list[Callable[[Store], object]] = [Store.snapshot, Store.events, Store.history, Store.headings]


def test_damage_is_told_in_words_and_left_alone(tmp_path: Path) -> None:
    """400 copies with flipped, zeroed or missing bytes: an answer or a StoreError, and the file as it was."""
    store = a_store(tmp_path / "whole")
    for number in range(40):
        write(store, (f"cka/step-{number}", Done()), (None, Noted("what I learned " * 10)), at=a_moment(number))
    whole = store.path.read_bytes()
    path = tmp_path / "journal.db"
    told = 0
    for damaged in damaged_copies(whole, 400):
        path.write_bytes(damaged)
        told += _say_what_is_there(path)
        assert path.read_bytes() == damaged
    print(f"\n  400 damaged copies: {told} told, {400 - told} read in full")  # noqa: T201 - a figure
    assert told >= 100


def _say_what_is_there(path: Path) -> bool:
    """Whether damage was told. Anything but an answer or a StoreError fails the test."""
    try:
        store = children.opened(path, 0.05)
        for look in LOOKS:
            look(store)
    except StoreError:
        return True
    return False


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE event SET body = '{\"text' WHERE kind = 'note'",
        "UPDATE event SET body = '[1, 2]' WHERE kind = 'note'",
        "UPDATE event SET body = '7' WHERE kind = 'note'",
        "UPDATE step_state SET status = 'dane'",
    ],
)
def test_a_row_that_no_longer_reads_is_damage(tmp_path: Path, statement: str) -> None:
    """SQLite cannot see a flipped letter in a text; reading and writing tell it, no traceback does."""
    store = a_store(tmp_path)
    write(store, ("cka/rbac", Noted("hard")), ("cka/rbac", Done()))
    sql(store.path, statement)
    with pytest.raises(StoreError, match="damaged"):
        _ = (store.events(), store.snapshot())
    with pytest.raises(StoreError, match="damaged"), store.writing(a_moment()) as writer:
        _ = (writer.snapshot(), writer.undo())
