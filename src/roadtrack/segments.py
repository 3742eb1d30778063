"""The prompt's segment: one small file a day in the cache, so that a shell's prompt needs no Python.

Made anew after every write, for today and the days ahead, because the days left and the reviews due change
without one. Best effort: a cache that cannot be written never fails a command.
"""

import datetime as dt
import os
import re
from bisect import bisect_right
from collections.abc import Mapping
from contextlib import suppress
from math import floor
from pathlib import Path

from roadtrack.paths import Paths
from roadtrack.planning.records import pauses
from roadtrack.planning.refresh import memories
from roadtrack.planning.standing import Goal, Standing
from roadtrack.show import counted

DAYS_AHEAD = 30
"""So long may nobody write before the prompt falls silent."""
_READ_NOW = 2
"""Days whose files a prompt may be reading: today, and after midnight already the next one."""
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def segments_folder(paths: Paths) -> Path:
    """Where the files are, one for each ISO day."""
    return paths.cache / "prompt"


def segments(standing: Standing) -> dict[str, str]:
    """ISO day → its text, `cka 56 % · 101d · 3 reviews`, for today and the days ahead.

    It tells the first unfinished goal; empty when there is nothing to say, and in a pause.
    """
    goal = next((goal for goal in standing.goals if goal.pressure.state != "complete"), None)
    fading = _fading(standing)
    free = pauses(standing.records)
    texts = {}
    for ahead in range(min(DAYS_AHEAD, (dt.date.max - standing.today).days) + 1):
        day = standing.today + dt.timedelta(days=ahead)
        is_free = any(pause.is_on(day) for pause in free)
        texts[day.isoformat()] = "" if is_free else _text(goal, day, bisect_right(fading, ahead))
    return texts


def _fading(standing: Standing) -> list[int]:
    """In how many days each finished step of the goals is remembered with less than 90 %, soonest first."""
    goals = {goal.id for goal in standing.goals}
    counts_in = standing.library.counts_in
    return sorted(
        (kept.day - standing.today).days + floor(kept.stability) + 1  # recall is 90 % after `stability` days
        for ref, kept in memories(standing).items()
        if not goals.isdisjoint(counts_in.get(ref, ()))
    )


def _text(goal: Goal | None, day: dt.date, reviews: int) -> str:
    parts = []
    if goal is not None:
        parts.append(f"{goal.id} {goal.whole.done:.0f} %")
        if goal.by is not None:
            parts.append(days_words((goal.by - day).days))
    if reviews:
        parts.append(counted(reviews, "review"))
    return " · ".join(parts)


def days_words(days: int) -> str:
    """`101d`, `today`, `3d late`."""
    return "today" if days == 0 else f"{days}d" if days > 0 else f"{-days}d late"


def keep_segments(paths: Paths, standing: Standing) -> None:
    """Write the files whose text changed, and remove those of other days. Never fails."""
    with suppress(OSError):
        _keep(segments_folder(paths), segments(standing))


def _keep(folder: Path, texts: Mapping[str, str]) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in os.listdir(folder):  # noqa: PTH208 - half the cost of a Path for each
        if name not in texts and _DAY.fullmatch(name):
            (folder / name).unlink(missing_ok=True)
    beside = str(folder / f".{os.getpid()}.tmp")
    for number, (day, text) in enumerate(texts.items()):
        data = f"{text}\n".encode() if text else b""
        if number < _READ_NOW:
            _replace(f"{folder}/{day}", beside, data)
        else:
            _overwrite(f"{folder}/{day}", data)


def _replace(path: str, beside: str, data: bytes) -> None:
    """A prompt that reads meanwhile sees the old text or the new one. Nothing is synced: it can be made again."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    except FileNotFoundError:
        pass
    else:
        with os.fdopen(handle, "rb") as stream:
            if stream.read(len(data) + 1) == data:
                return
    handle = os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "wb") as stream:
        stream.write(data)
    os.replace(beside, path)  # noqa: PTH105


def _overwrite(path: str, data: bytes) -> None:
    """Nobody reads a day that is yet to come, so its file is changed in place: a new one each would take 7 ms."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK, 0o600)
    try:
        if os.read(handle, len(data) + 1) != data:
            os.pwrite(handle, data, 0)
            os.ftruncate(handle, len(data))
    finally:
        os.close(handle)
