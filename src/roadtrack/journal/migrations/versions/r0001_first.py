"""The first schema: events, their folds, the caches."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

schema = (1, 0)


def upgrade() -> None:
    op.create_table(
        "event",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("device", sa.Text, nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("clock", _big(), nullable=False),
        sa.Column("utc", sa.Text, nullable=False),
        sa.Column("zone", sa.Text, nullable=False),
        sa.Column("day", sa.Text, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("ref", sa.Text),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("previous", sa.Text, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
        sa.UniqueConstraint("device", "seq", name="uq_event_device_seq"),
        sqlite_strict=True,
    )
    op.create_index("ix_event_day", "event", ["day"])
    op.create_index("ix_event_action", "event", ["action"])
    op.create_index("ix_event_ref", "event", ["ref"])
    op.create_index("ix_event_clock_device_seq", "event", ["clock", "device", "seq"])
    op.create_table(
        "action_state",
        sa.Column("action", sa.Text, primary_key=True),
        sa.Column("clock", _big(), nullable=False),
        sa.Column("device", sa.Text, nullable=False),
        sa.Column("undone", sa.Integer, nullable=False),
        sa.Column("undone_clock", _big()),
        sqlite_strict=True,
    )
    op.create_index("ix_action_state_undone_clock", "action_state", ["undone", "clock"])
    op.create_table(
        "step_state",
        sa.Column("ref", sa.Text, primary_key=True),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("minutes", sa.Integer, nullable=False),
        sa.Column("notes", sa.Integer, nullable=False),
        sa.Column("evidence", sa.Integer, nullable=False),
        sa.Column("done_day", sa.Text),
        sa.Column("touched", sa.Text),
        sqlite_strict=True,
    )
    op.create_table(
        "goal_state",
        sa.Column("curriculum", sa.Text, primary_key=True),
        sa.Column("enrolled", sa.Integer, nullable=False),
        sa.Column("importance", sa.Integer, nullable=False),
        sa.Column("by", sa.Text),
        sa.Column("since", sa.Text),
        sqlite_strict=True,
    )
    op.create_table(
        "day_state",
        sa.Column("day", sa.Text, primary_key=True),
        sa.Column("minutes", sa.Integer, nullable=False),
        sa.Column("done", sa.Integer, nullable=False),
        sa.Column("reviews", sa.Integer, nullable=False),
        sa.Column("evidence", sa.Integer, nullable=False),
        sa.Column("notes", sa.Integer, nullable=False),
        sqlite_strict=True,
    )
    op.create_table(
        "meta",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
        sqlite_strict=True,
    )
    op.create_table(
        "curriculum_file",
        sa.Column("path", sa.Text, primary_key=True),
        sa.Column("stamp", sa.Text, nullable=False),
        sa.Column("heading", sa.Text, nullable=False),
        sa.Column("faults", sa.Text, nullable=False),
        sa.Column("body", sa.Text),
        sqlite_strict=True,
    )
    op.create_table(
        "brief",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
        sqlite_strict=True,
    )
    if op.get_bind().dialect.name == "sqlite":
        _forbid_changes()


def _big() -> sa.types.TypeEngine[int]:
    return sa.Integer().with_variant(sa.BigInteger(), "postgresql")


def _forbid_changes() -> None:
    """The journal is append-only, also for whoever opens it with another program.

    Only `body` may change, so that a purge can take a pasted secret out and leave its hash.
    """
    op.execute(
        "CREATE TRIGGER event_append_only_update BEFORE UPDATE OF id, device, seq, clock, utc, zone, day,"
        " action, kind, ref, previous, hash ON event"
        " BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"
    )
    op.execute(
        "CREATE TRIGGER event_append_only_delete BEFORE DELETE ON event"
        " BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"
    )
