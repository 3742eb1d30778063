"""Alembic revisions of the store, numbered."""
