"""The learner's time: the instant, the zone, the day. The only module that reads the system clock."""

import datetime as dt
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from roadtrack.errors import UsageError
from roadtrack.journal.identity import Moment


class Clock(Protocol):
    """Gives the present moment."""

    def now(self) -> Moment:
        """The instant, the zone's name, and the learner's day."""


@dataclass(frozen=True, slots=True)
class SystemClock:
    """The computer's clock.

    zone: IANA name or empty for the system's. start: when a day begins. fixed: for tests, a day or a moment
    (`ROADTRACK_TODAY`), at which the clock then stands.
    """

    zone: str = ""
    start: dt.time = dt.time(4)
    fixed: str = ""

    def now(self) -> Moment:
        """The present moment. Raises UsageError for a fixed time or a zone that cannot be read."""
        utc = _fixed(self.fixed) if self.fixed else dt.datetime.now(dt.UTC)
        local = utc.astimezone(_zone(self.zone)) if self.zone else utc.astimezone()
        return Moment(utc, self.zone or system_zone(os.environ), learner_day(local, self.start))


def _fixed(text: str) -> dt.datetime:
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f'ROADTRACK_TODAY is "{text}": write 2026-11-22 or 2026-11-22T20:41:00Z.') from error
    if len(text) == len("2026-11-22"):
        moment = moment.replace(hour=12)
    return (moment if moment.tzinfo else moment.astimezone()).astimezone(dt.UTC)


def _zone(name: str) -> dt.tzinfo:
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise UsageError(f'days.zone is "{name}": no such time zone; write e.g. Europe/Berlin.') from error


def system_zone(environ: Mapping[str, str]) -> str:
    """The system's IANA zone name: `TZ`, else where /etc/localtime points, else UTC."""
    name = environ.get("TZ", "").removeprefix(":")
    if not name:
        try:
            name = str(Path("/etc/localtime").readlink()).partition("zoneinfo/")[2]
        except OSError:
            name = ""
    return name or "UTC"


def learner_day(local: dt.datetime, start: dt.time) -> dt.date:
    """The day an event counts for: (local wall time − day start).date().

    local: wall time where the learner is; its zone is not looked at, so a change of clocks moves nothing.
    start: when the learner's day begins, without a zone. With 04:00, 03:30 belongs to the day before.
    """
    return local.date() if local.time() >= start else local.date() - dt.timedelta(days=1)
