"""Editions of curricula, and an index for the kinds of event that are read whole."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

schema = (1, 1)


def upgrade() -> None:
    op.create_index("ix_event_kind", "event", ["kind"])
    op.create_table(
        "edition",
        sa.Column("curriculum", sa.Text, primary_key=True),
        sa.Column("digest", sa.Text, primary_key=True),
        sa.Column("body", sa.Text, nullable=False),
        sqlite_strict=True,
    )
