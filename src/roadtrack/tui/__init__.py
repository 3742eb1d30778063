"""Face two: the full-screen app."""
