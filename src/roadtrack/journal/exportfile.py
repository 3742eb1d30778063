"""A journal as a file of JSON Lines: how a line looks, and what of a stranger's line is believed. Pure.

`roadtrack help journal` documents the format. Line 1 is the header; then each event in journal order, its body
exactly as it is stored; then the editions of curricula that are kept. Nothing of a file is believed before its
hashes, its chains and the counts of its header fit, and no value passes that a fold or a screen could not read.
"""

import datetime as dt
import json
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Any, BinaryIO, NamedTuple

from roadtrack import __version__
from roadtrack.curriculum import canonical
from roadtrack.curriculum.changes import changes, edition_digest
from roadtrack.errors import FaultyFile, RoadtrackError, StoreError
from roadtrack.journal.events import Unknown, deed_of, link_hash
from roadtrack.journal.identity import COUNTER_BITS, Moment
from roadtrack.text import cut, one_line

FORMAT = "roadtrack-journal"
VERSION = 1
"""Raised when a key of a line comes, goes or changes its meaning."""
LONGEST_LINE = 16 << 20
LARGEST_FILE = 1 << 30
AHEAD_MS = 24 * 60 * 60 * 1000
"""How far another device's clock may be ahead. A clock far ahead would push all that is written later after it."""

_SQLITE = b"SQLite format 3\0"
_AGAIN = "Make it anew where it comes from: roadtrack journal export -f FILE"


class Row(NamedTuple):
    """An event as the table has it, in the order of its columns. body: its canonical JSON as text."""

    id: str
    device: str
    seq: int
    clock: int
    utc: str
    zone: str
    day: str
    action: str
    kind: str
    ref: str | None
    body: str
    previous: str
    hash: str

    def holds(self) -> bool:
        """Whether the hash is that of the content. Says nothing of the chain."""
        return self.hash == link_hash((self.previous, *self[:10]), self.body)


class Edition(NamedTuple):
    """A curriculum as it was when progress in it began, or when the learner went on to it."""

    curriculum: str
    digest: str
    body: str


@dataclass(slots=True)
class ExportFile:
    """What an export holds, checked."""

    rows: list[tuple[int, Row]] = field(default_factory=list)
    """Each event with its line, in the order of the file."""
    editions: list[Edition] = field(default_factory=list)
    """Of each curriculum the one first on which the learner began."""
    devices: dict[str, int] = field(default_factory=dict)
    """Events of each device."""


# -- writing -----------------------------------------------------------------------------------------------


def lines_of(rows: Sequence[Row], editions: Sequence[Edition], made: Moment) -> Iterator[str]:
    """The lines of an export, without their ends. rows: the whole journal in its order."""
    devices: dict[str, dict[str, Any]] = {}
    for row in rows:
        known = devices.setdefault(row.device, {"events": 0})
        known |= {"events": known["events"] + 1, "last": row.hash}
    header = {
        "format": FORMAT,
        "version": VERSION,
        "app": __version__,
        "exported": made.stamp,
        "events": len(rows),
        "devices": dict(sorted(devices.items())),
        "editions": len(editions),
    }
    yield json.dumps(header, ensure_ascii=False)
    yield from (_event_line(row) for row in rows)
    yield from (_edition_line(edition) for edition in editions)


_encode = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode


def _event_line(row: Row) -> str:
    before = _encode(dict(zip(Row._fields[:10], row[:10], strict=True)))
    after = _encode({"previous": row.previous, "hash": row.hash})
    return f'{before[:-1]},"body":{row.body},{after[1:]}'


def _edition_line(edition: Edition) -> str:
    names = _encode({"curriculum": edition.curriculum, "digest": edition.digest})
    return f'{{"edition":{names[:-1]},"body":{edition.body}}}}}'


# -- reading -----------------------------------------------------------------------------------------------


class _Wrong(ValueError):
    """What is wrong with a line, in words that follow its number."""


def read_export(stream: BinaryIO, now: Moment) -> ExportFile:
    """All of an export. now: when it is read, for events from the future.

    Raises FaultyFile naming the first line that is malformed, changed, missing or out of place; StoreError for a
    newer format, and for a clock that is ahead of this one by more than a day.
    """
    reader: _Reader | None = None
    number = 0
    for number, text in _lines(stream):
        try:
            found = _parsed(text)
            if reader is None:
                reader = _Reader(_checked_header(found), now)
            else:
                reader.take(number, found)
        except _Wrong as wrong:
            raise _faulty(number, str(wrong)) from wrong
    if reader is None:
        raise FaultyFile("the file is empty. Nothing was imported.", _AGAIN)
    try:
        return reader.whole()
    except _Wrong as wrong:
        raise _faulty(number, str(wrong)) from wrong


def _faulty(number: int, words: str) -> RoadtrackError:
    return FaultyFile(f"line {number}: {words}. Nothing was imported.", _AGAIN)


def _lines(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """(number, content) of each line that is not blank. Raises FaultyFile for a file that is no text, or too large."""
    size = 0
    try:
        for number, raw in enumerate(iter(lambda: stream.readline(LONGEST_LINE + 1), b""), start=1):
            size += len(raw)
            if number == 1 and raw.startswith(_SQLITE):
                raise FaultyFile(
                    "that is a journal itself, not an export of one.",
                    "roadtrack journal export -f FILE, with --data-dir and the folder that it is in",
                )
            if len(raw) > LONGEST_LINE or size > LARGEST_FILE:
                raise _faulty(number, "too long for an export")
            if not raw.isspace():
                yield number, raw
    except OSError as error:
        raise FaultyFile(f"the file cannot be read: {error.strerror or error}. Nothing was imported.") from error


def _no_constant(name: str) -> float:
    raise _Wrong(f"{name} is no number")


_decode = json.JSONDecoder(parse_constant=_no_constant).decode


def _parsed(raw: bytes) -> dict[str, Any]:
    try:
        found = _decode(raw.decode())
    except _Wrong:
        raise
    except UnicodeDecodeError:
        raise _Wrong("not UTF-8") from None
    except (ValueError, RecursionError):  # the former also for a number of more digits than Python reads
        raise _Wrong("not a JSON object") from None
    if not isinstance(found, dict):
        raise _Wrong("not a JSON object")
    return found


_encode_sorted = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode


def _canonical(body: Mapping[str, Any]) -> str:
    """The body's JSON as a journal stores it."""
    try:
        text = _encode_sorted(body)
        text.encode()
    except (ValueError, RecursionError):
        raise _Wrong("its body holds what no journal can store") from None
    return text


def _told(value: object) -> str:
    """A value of the file in a message."""
    plain = value is None or isinstance(value, str | int | float)
    return cut(one_line(str(value)), 40) if plain else f"of type {type(value).__name__}"


# -- the header --------------------------------------------------------------------------------------------


class _Header(NamedTuple):
    events: int
    editions: int
    ends: dict[str, tuple[int, str]]


def _checked_header(found: dict[str, Any]) -> _Header:
    """The counts a header promises. Raises StoreError for a newer format."""
    if found.get("format") != FORMAT:
        raise _Wrong("not the header of an exported journal")
    version = found.get("version")
    if type(version) is not int or version < 1:
        raise _Wrong("the header has no version")
    if version > VERSION:
        raise StoreError(
            f"this export was written by a newer roadtrack (format {_told(version)}, this one knows {VERSION})."
            " Nothing was imported.",
            "Upgrade roadtrack.",
        )
    devices = found.get("devices")
    if not (_is_count(found.get("events")) and _is_count(found.get("editions", 0)) and isinstance(devices, dict)):
        raise _Wrong("the header does not tell what follows")
    ends: dict[str, tuple[int, str]] = {}
    for device, end in devices.items():
        if not (isinstance(end, dict) and _is_count(end.get("events")) and isinstance(end.get("last"), str)):
            raise _Wrong(f"the header does not tell where device {_told(device)} ends")
        ends[device] = (end["events"], end["last"])
    return _Header(found["events"], found.get("editions", 0), ends)


def _is_count(value: object) -> bool:
    return type(value) is int and value >= 0


# -- the lines after it ------------------------------------------------------------------------------------


class _Reader:
    """Takes line after line, and follows the chain of each device."""

    def __init__(self, header: _Header, now: Moment) -> None:
        self._header = header
        self._latest = now.milliseconds + AHEAD_MS
        self._ids: set[str] = set()
        self._ends: dict[str, Row] = {}
        self._file = ExportFile()

    def take(self, number: int, found: dict[str, Any]) -> None:
        """One line. Raises _Wrong; StoreError for an event from the future."""
        if "edition" in found:
            self._file.editions.append(_edition(found))
            return
        row = _row(found)
        self._follow(row)
        if row.clock >> COUNTER_BITS > self._latest:
            raise StoreError(
                f"line {number}: device {_told(row.device)} wrote it on {_told(row.utc)}, more than a day ahead of this"
                " machine's clock. Nothing was imported.",
                "One of the two clocks is wrong.",
            )
        self._file.rows.append((number, row))

    def _follow(self, row: Row) -> None:
        """Check an event against its hash and against the one before it on its device."""
        if not row.holds():
            raise _Wrong("it does not match its hash, so it was changed")
        before = self._ends.get(row.device)
        if row.seq != (before.seq if before else 0) + 1:
            came = f"follows {before.seq}" if before else "comes first"
            raise _Wrong(f"number {row.seq} of device {_told(row.device)} {came}: lines are missing or out of order")
        if row.previous != (before.hash if before else ""):
            raise _Wrong(f"the chain of device {_told(row.device)} is broken")
        if before is not None and row.clock <= before.clock:
            raise _Wrong(f"the clock of device {_told(row.device)} runs backwards")
        if row.id in self._ids:
            raise _Wrong(f"id {_told(row.id)} was there already")
        self._ids.add(row.id)
        self._ends[row.device] = row

    def whole(self) -> ExportFile:
        """What was read, if it is all that the header promised."""
        file = self._file
        if len(file.rows) != self._header.events:
            raise _Wrong(f"the file ends with {len(file.rows)} of {self._header.events} events")
        if len(file.editions) != self._header.editions:
            raise _Wrong(f"the file ends with {len(file.editions)} of {self._header.editions} editions")
        if {device: (row.seq, row.hash) for device, row in self._ends.items()} != self._header.ends:
            raise _Wrong("the devices do not end where the header says")
        file.devices = {device: row.seq for device, row in sorted(self._ends.items())}
        return file


_KEYS = frozenset(Row._fields)
_NAMES = ("id", "device", "action", "kind", "hash")
_TEXTS = (*_NAMES, "utc", "zone", "day", "previous")


def _row(found: dict[str, Any]) -> Row:
    """The event of a line, every field of its kind. Raises _Wrong."""
    if found.keys() != _KEYS:
        odd = min(_KEYS ^ found.keys())
        raise _Wrong(f"{'no' if odd in _KEYS else 'what is'} {_told(odd)}")
    for name in _TEXTS:
        if not isinstance(found[name], str) or (name in _NAMES and not found[name]):
            raise _Wrong(f"{name} is no text")
    for name in ("seq", "clock"):
        if type(found[name]) is not int or not 0 <= found[name] < 1 << 62:
            raise _Wrong(f"{name} is no whole number that fits")
    if not (found["ref"] is None or (isinstance(found["ref"], str) and found["ref"])):
        raise _Wrong("ref is neither a text nor null")
    if not isinstance(found["body"], dict):
        raise _Wrong("body is no object")
    if not (_is_day(found["day"]) and _is_moment(found["utc"])):
        raise _Wrong("day or utc is no date")
    _check_body(found["kind"], found["body"])
    row = Row(**(found | {"body": _canonical(found["body"])}))
    try:
        "".join((*(found[name] for name in _TEXTS), row.ref or "")).encode()
    except UnicodeEncodeError:
        raise _Wrong("it holds half a character") from None
    return row


def _edition(found: dict[str, Any]) -> Edition:
    """The edition of a line, if it is a curriculum that this version reads. Raises _Wrong."""
    inner = found["edition"]
    if not isinstance(inner, dict) or inner.keys() != {"curriculum", "digest", "body"} or len(found) != 1:
        raise _Wrong("not an edition")
    id_, digest, body = inner["curriculum"], inner["digest"], inner["body"]
    if not (isinstance(id_, str) and isinstance(digest, str) and digest and isinstance(body, dict)):
        raise _Wrong("not an edition")
    text = _canonical(body)
    try:
        read = canonical.loads(text)
        edition_digest(read), changes(read, read)
        same = read.id == id_
        (id_ + digest).encode()
    except (LookupError, TypeError, ValueError, AttributeError, RecursionError):
        same = False
    if not same:
        raise _Wrong(f"not a curriculum that can be read: {_told(id_)}")
    return Edition(id_, digest, text)


# -- what a body may hold ----------------------------------------------------------------------------------

_UTC = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?Z")
_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")


@lru_cache(maxsize=4096)
def _is_day(text: str) -> bool:
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _is_moment(text: str) -> bool:
    try:
        return _UTC.fullmatch(text) is not None and dt.datetime.fromisoformat(text) is not None
    except ValueError:
        return False


def _text(value: object) -> bool:
    return isinstance(value, str)


def _whole(value: object) -> bool:
    return type(value) is int and abs(value) < 1 << 53


def _day(value: object) -> bool:
    return isinstance(value, str) and _is_day(value)


def _time(value: object) -> bool:
    return isinstance(value, str) and _TIME.fullmatch(value) is not None


def _results(value: object) -> bool:
    return isinstance(value, dict) and all(_pair(pair) for pair in value.values())


def _pair(value: object) -> bool:
    """[percent, tasks] of a mock exam."""
    return isinstance(value, list) and len(value) == 2 and all(type(n) in (int, float) and _fits(n) for n in value)


def _fits(number: float) -> bool:
    return math.isfinite(number) and abs(number) < 1 << 53


def _each(check: Callable[[object], bool], names: str) -> dict[str, Callable[[object], bool]]:
    return dict.fromkeys(names.split(), check)


FITS: Mapping[str, Callable[[object], bool]] = MappingProxyType(
    _each(_text, "reason text form target title sha256 output engine revision edition action grade")
    | _each(_whole, "minutes size exit_code chance importance")
    | _each(_day, "until earned expires since on p50 p85 by")
    | _each(_time, "at")
    | _each(_results, "sections")
)
"""Field of a deed, whatever its kind → whether a value may stand there. A test holds it against the deeds."""


def _check_body(kind: str, body: Mapping[str, Any]) -> None:
    """Refuse what this version would read and stumble over. What it does not know has no effect, and stays."""
    if isinstance(deed_of(kind, body), Unknown):
        return
    for name, value in body.items():
        if not FITS[name](value):
            raise _Wrong(f"{_told(kind)} with {name} {_told(value)}")


def conflicts(rows: Iterable[tuple[int, Row]], present: Mapping[str, tuple[str, int, str]]) -> list[tuple[int, Row]]:
    """Events of a file that contradict a journal: the same id, or the same place of a device, with another content.

    present: id → (device, seq, hash) of each event that the journal has.
    """
    places = {(device, seq): hash_ for device, seq, hash_ in present.values()}
    found = []
    for number, row in rows:
        known = present.get(row.id)
        there = known[2] if known is not None else places.get((row.device, row.seq), row.hash)
        if there != row.hash:
            found.append((number, row))
    return found
