"""Names and times of events: UUIDv7 ids and the hybrid logical clock."""

import datetime as dt
import os
from dataclasses import dataclass
from uuid import UUID

COUNTER_BITS = 16


@dataclass(frozen=True, slots=True)
class Moment:
    """When something is written: the instant, the learner's zone, and the learner's day."""

    utc: dt.datetime
    zone: str
    day: dt.date

    @property
    def milliseconds(self) -> int:
        """Since 1970, whole."""
        return int(self.utc.timestamp() * 1000)

    @property
    def stamp(self) -> str:
        """RFC 3339 with milliseconds and `Z`."""
        return self.utc.astimezone(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def new_id(milliseconds: int) -> str:
    """A UUIDv7: 48 bits of Unix time in milliseconds, then random (RFC 9562, 5.7)."""
    value = (milliseconds & (1 << 48) - 1) << 80 | int.from_bytes(os.urandom(10))
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return str(UUID(int=value))


def new_device() -> str:
    """A name for this copy of the journal: 64 random bits."""
    return os.urandom(8).hex()


def tick(milliseconds: int, last: int) -> int:
    """The next reading of the hybrid logical clock: never behind `last`, close to the wall clock.

    A wall clock that jumped back cannot reorder the journal; a counter in the low 16 bits tells events of
    one millisecond apart.
    """
    return max(milliseconds << COUNTER_BITS, last + 1)
