"""The store's tables. SQLAlchemy Core: the same schema runs on PostgreSQL, and the ORM's import is not paid.

`event` is the only truth. `action_state`, `step_state`, `goal_state` and `day_state` are folds of it and can
be rebuilt; `curriculum_file` and `brief` are caches; `edition` keeps what a curriculum was when progress in
it began, so that a later one can be compared. Revisions in `migrations/` create all of this; a test
compares the two. The views that they make beside it are for other programs.
"""

import sqlalchemy as sa

APPLICATION_ID = 0x526F6164  # "Road": told by `file journal.db`, refused when it is another program's
SCHEMA = (1, 3)
"""(major, minor) of this program. A newer minor opens, a newer major is refused."""

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

event = sa.Table(
    "event",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("device", sa.Text, nullable=False),
    sa.Column("seq", sa.Integer, nullable=False),
    sa.Column("clock", sa.Integer().with_variant(sa.BigInteger(), "postgresql"), nullable=False),
    sa.Column("utc", sa.Text, nullable=False),
    sa.Column("zone", sa.Text, nullable=False),
    sa.Column("day", sa.Text, nullable=False, index=True),
    sa.Column("action", sa.Text, nullable=False, index=True),
    sa.Column("kind", sa.Text, nullable=False, index=True),
    sa.Column("ref", sa.Text, index=True),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("previous", sa.Text, nullable=False),
    sa.Column("hash", sa.Text, nullable=False),
    sa.UniqueConstraint("device", "seq"),
    sa.Index(None, "clock", "device", "seq"),
    sqlite_strict=True,
)

action_state = sa.Table(
    "action_state",
    metadata,
    sa.Column("action", sa.Text, primary_key=True),
    sa.Column("clock", sa.Integer().with_variant(sa.BigInteger(), "postgresql"), nullable=False),
    sa.Column("device", sa.Text, nullable=False),
    sa.Column("undone", sa.Integer, nullable=False),
    sa.Column("undone_clock", sa.Integer().with_variant(sa.BigInteger(), "postgresql")),
    sa.Index(None, "undone", "clock"),
    sqlite_strict=True,
)

step_state = sa.Table(
    "step_state",
    metadata,
    sa.Column("ref", sa.Text, primary_key=True),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("reason", sa.Text),
    sa.Column("minutes", sa.Integer, nullable=False),
    sa.Column("notes", sa.Integer, nullable=False),
    sa.Column("evidence", sa.Integer, nullable=False),
    sa.Column("done_day", sa.Text),
    sa.Column("touched", sa.Text),
    sa.Column("recalls", sa.Text, nullable=False, server_default=""),
    sa.Column("snoozed", sa.Text),
    sqlite_strict=True,
)

goal_state = sa.Table(
    "goal_state",
    metadata,
    sa.Column("curriculum", sa.Text, primary_key=True),
    sa.Column("enrolled", sa.Integer, nullable=False),
    sa.Column("importance", sa.Integer, nullable=False),
    sa.Column("by", sa.Text),
    sa.Column("since", sa.Text),
    sqlite_strict=True,
)

day_state = sa.Table(
    "day_state",
    metadata,
    sa.Column("day", sa.Text, primary_key=True),
    sa.Column("minutes", sa.Integer, nullable=False),
    sa.Column("done", sa.Integer, nullable=False),
    sa.Column("reviews", sa.Integer, nullable=False),
    sa.Column("evidence", sa.Integer, nullable=False),
    sa.Column("notes", sa.Integer, nullable=False),
    sa.Column("review_minutes", sa.Integer, nullable=False, server_default="0"),
    sqlite_strict=True,
)

meta = sa.Table(
    "meta",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
    sqlite_strict=True,
)

curriculum_file = sa.Table(
    "curriculum_file",
    metadata,
    sa.Column("path", sa.Text, primary_key=True),
    sa.Column("stamp", sa.Text, nullable=False),
    sa.Column("heading", sa.Text, nullable=False),
    sa.Column("faults", sa.Text, nullable=False),
    sa.Column("body", sa.Text),
    sqlite_strict=True,
)

edition = sa.Table(
    "edition",
    metadata,
    sa.Column("curriculum", sa.Text, primary_key=True),
    sa.Column("digest", sa.Text, primary_key=True),
    sa.Column("body", sa.Text, nullable=False),
    sqlite_strict=True,
)

brief = sa.Table(
    "brief",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
    sqlite_strict=True,
)
