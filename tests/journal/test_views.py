"""The views for other programs: what their page says of them, and that they are there whatever the store's age."""

import re
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from roadtrack.journal.events import Attached, DayState, Done, Logged, Noted, Reopened, Reviewed, Skipped
from roadtrack.journal.migrate import upgrade
from roadtrack.journal.store import Store, schema_version
from tests.journal.builders import (
    a_copy_of_the_scripts,
    a_moment,
    a_store,
    broken_promises,
    redo,
    reopened,
    sql,
    state_tables,
    undo,
    write,
)
from tests.journal.test_migrate import SECOND
from tests.reports.builders import a_learner

PAGE = (Path(__file__).parents[2] / "docs" / "reading-the-store.md").read_text("utf-8")
QUERIES = re.findall(r"```sql\n(.*?)```\n\n```text\n(.*?)```", PAGE, re.DOTALL)
VIEWS = ("progress_by_step", "activity_by_day")
HOSTILE = "a|b\n'; DROP VIEW activity_by_day; -- \u202e"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A store with a story in it: done, proved, skipped, reopened, taken back; two days."""
    store = a_store(tmp_path / "store")
    proof = Attached("link", "https://example.org/1")
    write(store, ("cka/rbac", Done()), ("cka/rbac", proof), ("cka/rbac", Logged(30)), ("cka/rbac", Noted("a")))
    write(store, ("cka/etcd-backup", Skipped(HOSTILE)), at=a_moment(days=1))
    write(store, ("lab/gpu", Done()), ("lab/gpu", Reopened()), ("lab/gpu", proof), at=a_moment(1, days=1))
    write(store, ("cka/rbac", Reviewed("good", 10)), at=a_moment(2, days=1))
    write(store, ("lab/net", Done()), at=a_moment(3, days=1))
    undo(store)
    return store


def rows(path: Path, query: str) -> list[tuple[Any, ...]]:
    """What another program reads, without the right to write."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        return connection.execute(query).fetchall()


def told(path: Path, *views: str) -> list[list[tuple[Any, ...]]]:
    """All rows of each view, by its first column."""
    return [rows(path, f"SELECT * FROM {view} ORDER BY 1") for view in views or VIEWS]  # noqa: S608


def columns(path: Path, view: str) -> list[str]:
    """A view's columns in order."""
    return [str(name) for (name,) in rows(path, f"SELECT name FROM pragma_table_info('{view}')")]  # noqa: S608


# -- what they say -----------------------------------------------------------------------------------------


def test_progress_by_step(store: Store) -> None:
    """Each touched step in force, with what the fold says of it."""
    found = rows(
        store.path,
        "SELECT ref, curriculum, step, status, verified, done_day, minutes, evidence, notes, skip_reason"
        " FROM progress_by_step ORDER BY ref",
    )
    assert found == [
        ("cka/etcd-backup", "cka", "etcd-backup", "skipped", 0, None, 0, 0, 0, HOSTILE),
        ("cka/rbac", "cka", "rbac", "done", 1, "2026-11-22", 30, 1, 1, None),
        ("lab/gpu", "lab", "gpu", "todo", 0, None, 0, 1, 0, None),
    ]
    steps = store.snapshot().steps
    verified = rows(store.path, "SELECT ref, verified FROM progress_by_step")
    assert {ref: bool(yes) for ref, yes in verified} == {ref: state.verified for ref, state in steps.items()}
    moments = dict(rows(store.path, "SELECT ref, touched_utc FROM progress_by_step"))
    assert moments == {ref: state.touched for ref, state in steps.items()}


def test_activity_by_day(store: Store) -> None:
    """Each day with what the fold says of it."""
    found = rows(
        store.path,
        "SELECT day, minutes, steps_done, reviews, evidence, notes, review_minutes FROM activity_by_day ORDER BY day",
    )
    assert {day: DayState(*rest) for day, *rest in found} == store.snapshot().days
    assert found == [("2026-11-22", 30, 1, 0, 1, 1, 0), ("2026-11-23", 10, 1, 1, 1, 0, 10)]


def test_they_follow_undo_and_redo(store: Store) -> None:
    """A view keeps nothing: what is taken back is gone from it at once."""
    before = told(store.path)
    undo(store, 3)
    assert rows(store.path, "SELECT ref FROM progress_by_step ORDER BY ref") == [("cka/rbac",)]
    assert rows(store.path, "SELECT day FROM activity_by_day") == [("2026-11-22",)]
    undo(store)
    assert told(store.path) == [[], []]
    redo(store, 4)
    assert told(store.path) == before


# -- the page ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def learner(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The journal that the page's answers are from."""
    return a_learner(tmp_path_factory.mktemp("home")).paths.journal


def test_the_page_has_queries() -> None:
    """Each query on it has its answer, and each view its own."""
    assert len(QUERIES) == PAGE.count("```sql") == 7
    assert all(any(view in query for query, _ in QUERIES) for view in VIEWS)


@pytest.mark.parametrize(("query", "answer"), QUERIES)
def test_queries_of_the_page(learner: Path, query: str, answer: str) -> None:
    """They run as they stand, and answer what the page says."""
    found = ["|".join("" if cell is None else str(cell) for cell in row) for row in rows(learner, query)]
    assert found == answer.splitlines()


@pytest.mark.skipif(shutil.which("sqlite3") is None, reason="SQLite's own shell is not here")
@pytest.mark.parametrize(("query", "answer"), QUERIES)
def test_queries_in_the_shell(learner: Path, query: str, answer: str) -> None:
    """SQLite's own shell answers the same."""
    command = ["sqlite3", "-readonly", str(learner)]
    done = subprocess.run(command, input=query, capture_output=True, text=True, check=True)
    assert done.stdout == answer


@pytest.mark.parametrize("view", VIEWS)
def test_columns_of_the_page(learner: Path, view: str) -> None:
    """The page's table has exactly the columns there are."""
    section = PAGE.split(f"## {view}\n")[1].split("\n## ")[0]
    named = [
        name for first in re.findall(r"^\| (`.*?) \|", section, re.MULTILINE) for name in re.findall("`(.*?)`", first)
    ]
    assert sorted(named) == sorted(columns(learner, view))


# -- stores of other ages ----------------------------------------------------------------------------------


def test_an_older_store_gets_them(store: Store) -> None:
    """Opened by this program, a store of the schema before has the views, and nothing else is other than before."""
    before = (store.events(), state_tables(store.path), told(store.path))
    sql(
        store.path,
        *(f"DROP VIEW {view}" for view in VIEWS),
        "UPDATE alembic_version SET version_num = '0003'",
        f"PRAGMA user_version = {1 << 16 | 2}",
    )
    again = reopened(store)
    assert sql(store.path, "PRAGMA user_version") == [(schema_version(),)]
    assert (again.events(), state_tables(store.path), told(store.path)) == before
    assert broken_promises(again) == []


def test_a_later_revision_may_make_their_tables_anew(tmp_path: Path, store: Store) -> None:
    """SQLite would refuse: a view reads the table that is away for a moment. One of the learner's own stays, too."""
    sql(store.path, "CREATE VIEW mine AS SELECT ref FROM step_state WHERE status = 'done'")
    before = told(store.path, *VIEWS, "mine")
    upgrade(store.path, a_copy_of_the_scripts(tmp_path / "second", SECOND))
    assert told(store.path, *VIEWS, "mine") == before
    assert broken_promises(reopened(store)) == []


def test_nothing_is_written_through_them(store: Store) -> None:
    """A view is for reading: another program that writes to it is refused."""
    with pytest.raises(sqlite3.OperationalError, match="cannot modify progress_by_step because it is a view"):
        sql(store.path, "UPDATE progress_by_step SET status = 'done'")
