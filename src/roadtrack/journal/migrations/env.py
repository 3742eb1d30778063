"""Run by Alembic: migrates the connection that `journal.migrate` holds, inside its transaction."""

from alembic import context

from roadtrack.journal.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,  # the caller has sent BEGIN IMMEDIATE
    transaction_per_migration=False,
    render_as_batch=True,  # SQLite alters a table by making it anew
)
context.run_migrations()
