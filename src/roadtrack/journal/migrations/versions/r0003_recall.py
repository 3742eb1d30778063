"""When each step was learnt and recalled, and until when it is snoozed.

What is done already counts as recalled on that day with a "good", as a fold of its events would say.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

schema = (1, 2)


def upgrade() -> None:
    op.add_column("step_state", sa.Column("recalls", sa.Text, nullable=False, server_default=""))
    op.add_column("step_state", sa.Column("snoozed", sa.Text))
    op.add_column("day_state", sa.Column("review_minutes", sa.Integer, nullable=False, server_default="0"))
    op.execute(
        "UPDATE step_state SET recalls = coalesce((SELECT group_concat(day || '\\:3', ' ') FROM ("
        "SELECT DISTINCT e.day AS day FROM event e LEFT JOIN action_state a ON a.action = e.action"
        " WHERE e.ref = step_state.ref AND e.kind = 'done' AND coalesce(a.undone, 0) = 0 ORDER BY e.day)), '')"
    )
