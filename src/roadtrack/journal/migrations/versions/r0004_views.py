"""Two views for whoever reads the store with SQL: they stay while the tables behind them may change.

`docs/reading-the-store.md` tells their columns. roadtrack itself does not read them.
"""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

schema = (1, 3)


def upgrade() -> None:
    slash = "instr(ref, '/')" if op.get_bind().dialect.name == "sqlite" else "strpos(ref, '/')"
    op.execute(
        "CREATE VIEW progress_by_step AS SELECT ref,"  # noqa: S608 - no outside text
        f" substr(ref, 1, {slash} - 1) AS curriculum, substr(ref, {slash} + 1) AS step, status,"
        " CASE WHEN status = 'done' AND evidence > 0 THEN 1 ELSE 0 END AS verified,"
        " done_day, touched AS touched_utc, minutes, evidence, notes, reason AS skip_reason FROM step_state"
    )
    op.execute(
        "CREATE VIEW activity_by_day AS SELECT day, done AS steps_done, minutes, review_minutes, reviews,"
        " evidence, notes FROM day_state"
    )
