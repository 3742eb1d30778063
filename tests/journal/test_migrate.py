"""From one schema to the next: all or nothing, and again after a crash."""

import re
import subprocess
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest
import sqlalchemy as sa

from roadtrack.errors import NotSaved, StoreError
from roadtrack.journal import tables
from roadtrack.journal.events import Done
from roadtrack.journal.migrate import SCRIPTS, is_due, upgrade, version_number
from roadtrack.journal.store import Store, schema_version
from tests.journal import children
from tests.journal.builders import (
    a_copy_of_the_scripts,
    a_store,
    broken_promises,
    content,
    files_beside,
    reopened,
    sql,
    state_tables,
    ticked,
    undo,
    write,
)

NEXT = (tables.SCHEMA[0], tables.SCHEMA[1] + 1)
LAST = max(path.name[1:5] for path in (SCRIPTS / "versions").glob("r*.py"))
SECOND = f'''
"""A step gets a level, an event its source."""

import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{LAST}"
branch_labels = None
depends_on = None

schema = {NEXT}


def upgrade():
    with op.batch_alter_table("step_state", table_kwargs={{"sqlite_strict": True}}) as batch:
        batch.add_column(sa.Column("level", sa.Integer, nullable=False, server_default="1"))
        batch.alter_column("minutes", server_default="0")
    op.add_column("event", sa.Column("source", sa.Text))
'''
FAILING = SECOND + '    op.execute("DROP TABLE nowhere")\n'


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A store of the present schema with a story in it."""
    folder = tmp_path / "store"
    store = a_store(folder)
    ticked(store, 8)
    undo(store, 2)
    return store


@pytest.fixture
def second(tmp_path: Path) -> Path:
    """The migrations with a second revision that works."""
    return a_copy_of_the_scripts(tmp_path / "second", SECOND)


def _version(path: Path) -> int:
    return int(sql(path, "PRAGMA user_version")[0][0])


def _schema(path: Path) -> list[tuple[str, ...]]:
    """Tables and indexes as SQLite has them, without Alembic's own, without views and without white space."""
    found = sql(
        path,
        "SELECT type, name, tbl_name, sql FROM sqlite_schema"
        " WHERE tbl_name != 'alembic_version' AND type IN ('table', 'index')",
    )
    return sorted(tuple(re.sub(r"\s+", " ", str(cell)) for cell in row) for row in found)


# -- the shipped revisions ---------------------------------------------------------------------------------


def test_the_revisions_make_what_the_tables_say(tmp_path: Path, store: Store) -> None:
    """A store made by migrations has the schema that the queries are written for, to the letter."""
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'fresh.db'}", poolclass=sa.NullPool)
    tables.metadata.create_all(engine)
    assert _schema(store.path) == _schema(tmp_path / "fresh.db")


def test_the_triggers_that_guard_events_are_there(store: Store) -> None:
    """One against changes, one against removal."""
    triggers = sql(store.path, "SELECT name FROM sqlite_schema WHERE type = 'trigger' ORDER BY name")
    assert triggers == [("event_append_only_delete",), ("event_append_only_update",)]


def test_the_newest_revision_is_the_schema_of_this_program(store: Store) -> None:
    """`tables.SCHEMA` and the revisions cannot drift apart."""
    assert (_version(store.path), schema_version()) == (version_number(tables.SCHEMA), version_number(tables.SCHEMA))


def test_a_migration_is_due_below_the_present_schema_only() -> None:
    """Older is due; the same, a newer minor and a newer major are not."""
    major, minor = tables.SCHEMA
    versions = [0, version_number((major, minor)), version_number((major, minor + 1)), version_number((major + 1, 0))]
    assert [is_due(version) for version in versions] == [True, False, False, False]


def test_opening_a_current_store_does_not_import_alembic(store: Store) -> None:
    """Its import costs more than all the rest."""
    script = (
        "import sys; from pathlib import Path; from roadtrack.journal.store import open_store;"
        "print(len(open_store(Path(sys.argv[1])).events()), 'alembic' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", script, store.path], check=True, capture_output=True, text=True)
    assert ran.stdout == "10 False\n"


def test_upgrading_a_current_store_changes_nothing(store: Store) -> None:
    """Not a byte."""
    before = store.path.read_bytes()
    upgrade(store.path)
    assert store.path.read_bytes() == before


# -- a second revision -------------------------------------------------------------------------------------


def test_a_second_revision_keeps_every_row(store: Store, second: Path) -> None:
    """The table made anew has its rows, events and their chain are as before, the version moved, nothing is left."""
    events, before = store.events(), state_tables(store.path)
    upgrade(store.path, second)
    assert _version(store.path) == version_number(NEXT)
    assert sql(store.path, "PRAGMA application_id") == [(tables.APPLICATION_ID,)]
    after = state_tables(store.path)
    assert after["step_state"] == [(*row, 1) for row in before["step_state"]]
    assert after | {"step_state": []} == before | {"step_state": []}
    assert store.events() == events
    assert broken_promises(store) == []
    assert sql(store.path, "SELECT name FROM sqlite_schema WHERE name LIKE '%alembic_tmp%'") == []
    assert files_beside(store.path) == ["journal.db"]


def test_this_program_goes_on_with_a_newer_minor(store: Store, second: Path) -> None:
    """An older program opens the migrated store and writes to it."""
    upgrade(store.path, second)
    older = reopened(store)
    action = write(older, ("cka/rbac", Done()))
    assert (undo(older), broken_promises(older)) == ([action], [])


def test_the_guards_are_still_there_afterwards(store: Store, second: Path) -> None:
    """Triggers and strict tables survive."""
    schema = "SELECT name FROM sqlite_schema WHERE type = 'trigger' ORDER BY name"
    strict = "SELECT name, strict FROM pragma_table_list WHERE schema = 'main' ORDER BY name"
    before = sql(store.path, schema), sql(store.path, strict)
    upgrade(store.path, second)
    assert (sql(store.path, schema), sql(store.path, strict)) == before


def test_left_overs_of_a_killed_migration_are_no_obstacle(store: Store, second: Path) -> None:
    """An older program may have left a half-filled table."""
    sql(store.path, "CREATE TABLE _alembic_tmp_step_state (ref TEXT)", "CREATE TABLE xalembic_tmp_mine (x)")
    upgrade(store.path, second)
    assert sql(store.path, "SELECT name FROM sqlite_schema WHERE name LIKE '%alembic_tmp%'") == [("xalembic_tmp_mine",)]
    assert broken_promises(store) == []


def test_two_programs_that_start_at_once_migrate_once(store: Store, second: Path) -> None:
    """One of them migrates; the others wait and find it done."""
    said = children.answers(children.upgrade_in_words, [(store.path, second)] * 4)
    assert (said, _version(store.path), broken_promises(store)) == (["upgraded"] * 4, version_number(NEXT), [])


def test_a_migration_waits_for_nobody_forever(store: Store, second: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A store that stays locked is told in words, and is as before."""
    before = content(store.path)
    monkeypatch.setattr("roadtrack.journal.migrate.engine_for", _impatient)
    with children.locked(store.path, "IMMEDIATE"), pytest.raises(StoreError, match="locked by another program"):
        upgrade(store.path, second)
    assert content(store.path) == before


def _impatient(path: Path, *, foreign_keys: bool) -> sa.Engine:
    from roadtrack.journal.connect import engine_for

    return engine_for(path, 0.05, foreign_keys=foreign_keys)


# -- when it goes wrong ------------------------------------------------------------------------------------


def test_a_migration_that_fails_leaves_the_store_as_it_was(tmp_path: Path, store: Store, second: Path) -> None:
    """Schema, rows and version; the next attempt works."""
    before = content(store.path)
    with pytest.raises(StoreError):
        upgrade(store.path, a_copy_of_the_scripts(tmp_path / "failing", FAILING))
    assert (content(store.path), files_beside(store.path)) == (before, ["journal.db"])
    assert broken_promises(store) == []
    upgrade(store.path, second)
    assert (_version(store.path), broken_promises(store)) == (version_number(NEXT), [])


def test_a_migration_that_breaks_references_is_not_made(tmp_path: Path, store: Store) -> None:
    """`foreign_key_check` at the end, since they are not looked at meanwhile."""
    breaking = SECOND + (  # noqa: S608 - no outside text
        '    op.execute("CREATE TABLE child (ref TEXT REFERENCES step_state (ref))")\n'
        "    op.execute(\"INSERT INTO child VALUES ('cka/nowhere')\")\n"
    )
    before = content(store.path)
    with pytest.raises(RuntimeError, match="would break 1 references; nothing was changed"):
        upgrade(store.path, a_copy_of_the_scripts(tmp_path / "breaking", breaking))
    assert content(store.path) == before


def _killed_at_each_statement(run: Callable[[int], int], check: Callable[[], None]) -> int:
    """How many statements there were; `check` is called after each death."""
    for at in count(1):
        code = run(at)
        if code == 0:
            return at - 1
        assert code == children.KILLED
        check()
    raise AssertionError


def test_killed_at_each_statement_and_tried_again(store: Store, second: Path) -> None:
    """Wherever the power goes, the store is the old one, and the next start migrates it."""
    whole, before = store.path.read_bytes(), content(store.path)

    def check() -> None:
        assert content(store.path) == before
        assert broken_promises(store) == []
        upgrade(store.path, second)
        assert (_version(store.path), broken_promises(store)) == (version_number(NEXT), [])
        assert len(store.events()) == 10
        store.path.write_bytes(whole)

    statements = _killed_at_each_statement(
        lambda at: children.exit_code(children.upgrade_killed, store.path, second, at), check
    )
    print(f"\n  migration killed after each of {statements} statements: 0 lost")  # noqa: T201 - a figure
    assert statements >= 12


def test_killed_while_creating_leaves_no_half_store(tmp_path: Path) -> None:
    """There is no file, or a whole one; the next start makes or finds it."""
    path = tmp_path / "new" / "journal.db"

    def check() -> None:
        if path.exists():
            assert broken_promises(children.opened(path)) == []
        store = a_store(path.parent)
        write(store, ("cka/rbac", Done()))
        assert broken_promises(store) == []
        path.unlink()

    statements = _killed_at_each_statement(lambda at: children.exit_code(children.create_killed, path, at), check)
    print(f"\n  creation killed after each of {statements} statements: no half store")  # noqa: T201 - a figure
    assert statements >= 20


def test_a_full_disk_while_migrating_changes_nothing(store: Store, second: Path) -> None:
    """The file may not grow: not saved, as before, and later it works."""
    before = content(store.path)
    said = children.answer(children.upgrade_under_a_limit, store.path, second, 4096)
    assert said.startswith(f"{NotSaved.__name__} 6: not saved, ")
    assert (content(store.path), broken_promises(store)) == (before, [])
    upgrade(store.path, second)
    assert broken_promises(store) == []
