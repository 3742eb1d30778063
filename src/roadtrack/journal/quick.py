"""Reading the brief with the standard library alone, for the verbs that must feel like `git status`.

Nothing else may be imported here: this module is on the path of `today`, `next`, `status` and of the TUI's
first frame. Whatever is odd (no store, a newer one, a lock, damage) is answered with None; the full path
then finds out and says so.
"""

import sqlite3

from roadtrack import __version__

BRIEF_FORMAT = 5
"""Raised whenever a key of the brief comes, goes or changes its meaning."""


def read_brief(path: str, user_version: int) -> tuple[str, str, str] | None:
    """(journal head, key, JSON) of the stored brief, or None.

    path: the store's file. user_version: the schema this program knows; another one gives None.
    """
    try:
        connection = sqlite3.connect(f"file:{_quoted(path)}?mode=ro", uri=True, timeout=1.0)
    except sqlite3.Error:
        return None
    try:
        if connection.execute("PRAGMA user_version").fetchone()[0] != user_version:
            return None
        row = connection.execute(
            "SELECT (SELECT value FROM meta WHERE key = 'head'), key, value FROM brief LIMIT 1"
        ).fetchone()
    except (sqlite3.Error, UnicodeDecodeError):  # the latter: SQLite's words about a broken schema
        return None
    finally:
        connection.close()
    return None if row is None else (row[0], row[1], row[2])


def _quoted(path: str) -> str:
    """A path inside a `file:` URI; urllib.parse would cost more than the rest of this module."""
    return path.replace("%", "%25").replace("?", "%3f").replace("#", "%23")


def brief_key(head: str, day: str, settings_stamp: str, curricula_stamp: str) -> str:
    """What a brief depends on. Two equal keys mean that the stored brief is today's truth."""
    return f"{__version__} {BRIEF_FORMAT}\n{head}\n{day}\n{settings_stamp}\n{curricula_stamp}"
