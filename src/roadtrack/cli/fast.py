"""The verbs that must feel like `git status`: answered from the brief before click is imported.

`answer` handles `--version`, `today`, `next` and `status` with plain flags, if the stored brief is today's
truth. Anything else, anything odd, is left to the full command line, which prints through the same pages.
A test lists the modules that may be loaded here.
"""

from __future__ import annotations

import os
import sys
import time

from roadtrack import __version__
from roadtrack.cli.streams import ready_streams
from roadtrack.curriculum.stamps import builtin_path, file_stamp, folder_stamp

TYPE_CHECKING = False  # `typing` costs more than this module
if TYPE_CHECKING:
    from collections.abc import Mapping

CACHE_FORMAT = 2  # curriculum.canonical.FORMAT; a test holds them equal
SCHEMA_VERSION = 1 << 16 | 3  # journal.store.schema_version(); a test holds them equal

VERBS = ("today", "next", "status")
_FLAGS = {"--json", "--no-color", "--ascii", "--short", "--no-input", "-q"}
_MOST_DIGITS = 5


def answer(arguments: list[str], environ: Mapping[str, str]) -> str | None:
    """What to print, or None when the full command line must take over."""
    ready_streams()
    if arguments == ["--version"]:
        return f"roadtrack {__version__}"
    asked = _parse(arguments)
    if asked is None:
        return None
    brief = fresh_brief(environ)
    return None if brief is None else _page(asked, brief, environ)


def _parse(arguments: list[str]) -> dict[str, str] | None:
    """The verb and its flags, or None when there is anything this module does not know."""
    verbs = [a for a in arguments if not a.startswith("-")]
    asked: dict[str, str] = {}
    rest = iter(arguments)
    for argument in rest:
        if argument in VERBS and "verb" not in asked:
            asked["verb"] = argument
        elif argument in _FLAGS:
            asked[argument] = "yes"
        elif argument in ("-n", "--minutes"):
            value = next(rest, "")
            if not (value.isascii() and value.isdigit() and len(value) <= _MOST_DIGITS and int(value)):
                return None
            asked[argument] = value
        else:
            return None
    if "verb" not in asked or not verbs or ("--short" in asked and asked["verb"] != "status"):
        return None
    if ("-n" in asked and asked["verb"] != "next") or ("--minutes" in asked and asked["verb"] == "status"):
        return None
    return asked


def data_folder(environ: Mapping[str, str]) -> str:
    """The journal's folder, as `roadtrack.paths` finds it. A test holds them equal."""
    return _folder(environ, "ROADTRACK_DATA_DIR", "XDG_DATA_HOME", ".local/share")


def config_file(environ: Mapping[str, str]) -> str:
    """The settings file, as `roadtrack.paths` finds it. A test holds them equal."""
    own = environ.get("ROADTRACK_CONFIG")
    if own:
        return os.path.expanduser(own)  # noqa: PTH111
    return _folder(environ, "", "XDG_CONFIG_HOME", ".config") + "/config.toml"


def _folder(environ: Mapping[str, str], own: str, xdg: str, default: str) -> str:
    if own and (folder := environ.get(own)):
        return os.path.expanduser(folder)  # noqa: PTH111
    base = environ.get(xdg, "").strip() or os.path.expanduser("~/" + default)  # noqa: PTH111
    return base.rstrip("/") + "/roadtrack"


def fresh_brief(environ: Mapping[str, str]) -> dict[str, object] | None:
    """The stored brief if nothing changed since it was made: journal, curricula, settings, day."""
    if sys.platform == "win32" or environ.get("ROADTRACK_TODAY"):
        return None
    from roadtrack.journal.quick import brief_key, read_brief

    stored = read_brief(data_folder(environ) + "/journal.db", SCHEMA_VERSION)
    if stored is None:
        return None
    import json

    head, key, text = stored
    brief: dict[str, object] = json.loads(text)
    day = _learner_day(str(brief["zone"]), int(str(brief["start"])))
    settings = config_file(environ)
    curricula = settings[: -len("config.toml")] + "curricula" if settings.endswith("/config.toml") else ""
    if not day or not curricula:
        return None
    present = brief_key(head, day, file_stamp(settings), folder_stamp((curricula, builtin_path()), CACHE_FORMAT))
    return brief if present == key else None


def _learner_day(zone: str, start: int) -> str:
    """Today's ISO day for a day that starts `start` minutes after midnight; empty when only the full path knows."""
    if zone:
        return ""
    now = time.localtime()
    if now.tm_hour * 60 + now.tm_min < start:
        import datetime as dt

        before = dt.date(now.tm_year, now.tm_mon, now.tm_mday) - dt.timedelta(days=1)
        return before.isoformat()
    return f"{now.tm_year:04}-{now.tm_mon:02}-{now.tm_mday:02}"


def _page(asked: dict[str, str], brief: dict[str, object], environ: Mapping[str, str]) -> str | None:
    from roadtrack.cli.documents import keeps_too_few, next_document, status_document, today_document

    verb = asked["verb"]
    minutes = int(asked["--minutes"]) if "--minutes" in asked else None
    if verb == "next":
        limit = int(asked.get("-n", "0")) or None
        found = next_document(brief, limit=limit, minutes=minutes)
        if keeps_too_few(brief, found, limit):
            return None
    elif verb == "status":
        found = status_document(brief)
    else:
        found = today_document(brief, minutes=minutes)
    if "--json" in asked:
        import json

        return json.dumps(found)
    return _text(verb, found, brief["show"], asked, environ)  # type: ignore[arg-type]


def _text(
    verb: str,
    found: dict[str, object],
    show: dict[str, object],
    asked: dict[str, str],
    environ: Mapping[str, str],
) -> str:
    from roadtrack.cli.pages import next_page, short_line, status_page, today_page
    from roadtrack.cli.paint import stdout_paint

    paint = stdout_paint(
        environ,
        color=str(show["color"]),
        ascii_only=bool(show["ascii"]) or "--ascii" in asked,
        flag="never" if "--no-color" in asked else "",
    )
    streak = bool(show["streak"])
    if verb == "next":
        page = next_page(found, paint)
    elif verb == "status":
        page = short_line(found) if "--short" in asked else status_page(found, paint, streak=streak)
    else:
        page = today_page(found, paint, streak=streak)
    return paint.page(page)
