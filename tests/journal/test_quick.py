"""The fast path to the brief: right, or None."""

import subprocess
import sys
from pathlib import Path

import pytest

from roadtrack import __version__
from roadtrack.journal.events import Done
from roadtrack.journal.quick import brief_key, read_brief
from roadtrack.journal.store import Store, schema_version
from tests.journal import children
from tests.journal.builders import a_moment, a_store, damaged_copies, reopened, sql, ticked


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A store with one step done and a brief of it."""
    store = a_store(tmp_path)
    with store.writing(a_moment()) as writer:
        writer.append([("cka/rbac", Done())])
        writer.save_brief("key", '{"today": "勉強"}')
    return store


def _read(store: Store) -> tuple[str, str, str] | None:
    return read_brief(str(store.path), schema_version())


def test_it_reads_what_the_store_wrote(store: Store) -> None:
    """Head, key and value, saved with an action or afterwards."""
    head = store.snapshot().head
    assert _read(store) == (head, "key", '{"today": "勉強"}')
    store.save_brief(head, "later", "{}")
    assert _read(store) == (head, "later", "{}")


def test_a_brief_of_the_past_shows_by_its_head(store: Store) -> None:
    """The head told is the journal's, not the one of when the brief was made."""
    ticked(store, 1)
    assert _read(store) == (store.snapshot().head, "key", '{"today": "勉強"}')


def test_a_key_changes_with_all_it_depends_on() -> None:
    """Journal, day, settings, curricula, and the program itself."""
    keys = {brief_key("h", "d", "s", "c"), brief_key("x", "d", "s", "c"), brief_key("h", "x", "s", "c")}
    keys |= {brief_key("h", "d", "x", "c"), brief_key("h", "d", "s", "x")}
    assert (len(keys), all(__version__ in key for key in keys)) == (5, True)


def test_no_brief_yet_is_none(tmp_path: Path) -> None:
    """A new store has none."""
    assert _read(a_store(tmp_path)) is None


def test_no_store_is_none_and_makes_nothing(tmp_path: Path) -> None:
    """Looking creates no file."""
    assert read_brief(str(tmp_path / "journal.db"), schema_version()) is None
    assert read_brief(str(tmp_path / "no" / "folder" / "journal.db"), schema_version()) is None
    assert read_brief(str(tmp_path), schema_version()) is None
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "content",
    [b"", b"dear diary\n" * 100, b"\x89PNG\r\n\x1a\n" + bytes(2000), b"SQLite format 3\0" + bytes(4000)],
    ids=["empty", "text", "png", "header"],
)
def test_what_is_no_journal_is_none(tmp_path: Path, content: bytes) -> None:
    """Foreign files stay as they are."""
    path = tmp_path / "journal.db"
    path.write_bytes(content)
    assert read_brief(str(path), schema_version()) is None
    assert path.read_bytes() == content


def test_another_programs_database_is_none(tmp_path: Path) -> None:
    """Even one with the same version number."""
    path = tmp_path / "journal.db"
    sql(path, "CREATE TABLE brief (x)", f"PRAGMA user_version = {schema_version()}")
    assert read_brief(str(path), schema_version()) is None


@pytest.mark.parametrize("version", [0, 1 << 16, 1 << 16 | 99, 2 << 16])
def test_another_schema_is_none(store: Store, version: int) -> None:
    """Older or newer: the full path knows what to do."""
    sql(store.path, f"PRAGMA user_version = {version}")
    assert _read(store) is None


def test_a_locked_store_is_none(store: Store) -> None:
    """Another program is in the middle of a commit and does not end."""
    with children.locked(store.path, "EXCLUSIVE"):
        assert _read(store) is None
    assert _read(store) is not None


def test_a_writer_at_work_does_not_disturb(store: Store) -> None:
    """Until the commit itself the former brief is read."""
    with children.locked(store.path, "IMMEDIATE"):
        assert _read(store) is not None


def test_damage_is_none(store: Store) -> None:
    """Pages overwritten behind a good header."""
    whole = store.path.read_bytes()
    store.path.write_bytes(whole[:100] + b"\xff" * (len(whole) - 100))
    assert _read(store) is None
    store.path.write_bytes(whole[: len(whole) // 3])
    assert _read(store) is None


def test_random_damage_is_none_or_an_answer(store: Store) -> None:
    """400 copies with flipped, zeroed or missing bytes: never a traceback, and the file as it was."""
    whole = store.path.read_bytes()
    for damaged in damaged_copies(whole, 400):
        store.path.write_bytes(damaged)
        told = _read(store)
        assert told is None or len(told) == 3
        assert store.path.read_bytes() == damaged


def test_a_hot_journal_does_not_hurt(store: Store) -> None:
    """After a crash there is no brief, or the one of before; the store then repairs itself."""
    before = _read(store)
    process, connection = children.start(children.write_forever, store.path)
    connection.recv_bytes()
    process.kill()
    process.join()
    told = _read(store)
    assert told is None or (before is not None and told[1:] == before[1:])
    assert len(reopened(store).events()) > 1


def test_it_costs_no_import_but_sqlite(tmp_path: Path) -> None:
    """`today` must feel like `git status`."""
    script = (
        "import sys; from roadtrack.journal.quick import read_brief; read_brief(sys.argv[1], 0);"
        "print(*sorted({name.partition('.')[0] for name in sys.modules} & set(sys.argv[2:])), sep=',')"
    )
    heavy = ("sqlite3", "sqlalchemy", "alembic", "pydantic", "click", "textual", "rich", "platformdirs", "urllib")
    ran = subprocess.run(
        [sys.executable, "-c", script, tmp_path / "journal.db", *heavy], check=True, capture_output=True, text=True
    )
    assert ran.stdout == "sqlite3\n"
