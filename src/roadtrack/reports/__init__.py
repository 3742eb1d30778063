"""Tell others: one module a format."""
