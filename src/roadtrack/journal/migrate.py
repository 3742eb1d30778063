"""Bringing a store to the present schema. Alembic is imported only here, and only when there is work to do."""

from pathlib import Path
from threading import Lock
from typing import Any

import sqlalchemy as sa

from roadtrack.journal.connect import engine_for, writing
from roadtrack.journal.tables import APPLICATION_ID, SCHEMA

SCRIPTS = Path(__file__).parent / "migrations"

_ALEMBIC = Lock()  # its context is a global: two threads would run in each other's transaction


def version_number(schema: tuple[int, int]) -> int:
    """(major, minor) as it stands in `PRAGMA user_version`."""
    return schema[0] << 16 | schema[1]


def is_due(user_version: int) -> bool:
    """Whether a store of this `user_version` has revisions to come."""
    return user_version < version_number(SCHEMA)


def upgrade(path: Path, scripts: Path = SCRIPTS) -> None:
    """Apply every revision that is missing, in one transaction: all or nothing.

    Foreign keys are off meanwhile (SQLite ignores the pragma inside a transaction, and a table made anew
    would otherwise delete what refers to it). The version is read again under the lock, so that two
    programs starting at once migrate once.
    """
    with _ALEMBIC, writing(engine_for(path, foreign_keys=False), path) as connection:
        config = _config(scripts, connection)
        target = _head_schema(config)
        present = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
        if present >= version_number(target):
            return
        _drop_leftovers(connection)
        # a table made anew is away for a moment: without this its new name is refused while a view reads it
        connection.exec_driver_sql("PRAGMA legacy_alter_table = ON")
        _run(config)
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise RuntimeError(f"migration would break {len(broken)} references; nothing was changed")
        connection.exec_driver_sql(f"PRAGMA user_version = {version_number(target)}")
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")


def _config(scripts: Path, connection: sa.Connection) -> Any:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _head_schema(config: Any) -> tuple[int, int]:
    from alembic.script import ScriptDirectory

    head = ScriptDirectory.from_config(config).get_revision("head")
    schema: tuple[int, int] = head.module.schema
    return schema


def _run(config: Any) -> None:
    from alembic import command

    command.upgrade(config, "head")


def _drop_leftovers(connection: sa.Connection) -> None:
    """Tables that a killed batch migration of an older program may have left."""
    names = connection.exec_driver_sql(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name LIKE '\\_alembic\\_tmp\\_%' ESCAPE '\\'"
    ).scalars()
    for name in list(names):
        connection.exec_driver_sql(f'DROP TABLE "{name}"')
