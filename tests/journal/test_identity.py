"""Ids and clocks of events."""

import datetime as dt
from uuid import UUID
from zoneinfo import ZoneInfo

from hypothesis import example, given
from hypothesis import strategies as st

from roadtrack.journal.identity import COUNTER_BITS, Moment, new_device, new_id, tick

MOMENTS = st.datetimes(dt.datetime(1970, 1, 1), dt.datetime(2200, 1, 1), timezones=st.just(dt.UTC))  # noqa: DTZ001
MILLISECONDS = st.integers(0, 2**48 - 1)


def _at(utc: dt.datetime) -> Moment:
    return Moment(utc, "UTC", utc.date())


@given(MILLISECONDS)
def test_an_id_is_a_uuid_of_version_7(milliseconds: int) -> None:
    """RFC 9562, 5.7: 48 bits of time, version 7, variant 10, the rest random."""
    made = UUID(new_id(milliseconds))
    assert made.int >> 76 & 0xF == 7
    assert made.int >> 62 & 0b11 == 0b10
    assert milliseconds == made.int >> 80


def test_ids_are_written_as_usual_and_sort_by_time() -> None:
    """Lower case with hyphens; text order is time order from one millisecond to the next."""
    ids = [new_id(milliseconds) for milliseconds in range(1_795_348_800_000, 1_795_348_800_050)]
    assert ids == sorted(ids)
    assert ids == [str(UUID(made)) for made in ids]


def test_ids_of_one_millisecond_differ() -> None:
    """74 random bits: a thousand ids of the same instant are a thousand."""
    assert len({new_id(1) for _ in range(1000)}) == 1000


def test_a_device_is_64_random_bits() -> None:
    """Sixteen hexadecimal digits, another each time."""
    assert (len(new_device()), new_device() != new_device()) == (16, True)
    assert 0 <= int(new_device(), 16) < 2**64


@given(walls=st.lists(MILLISECONDS, max_size=50))
def test_the_clock_never_goes_back(walls: list[int]) -> None:
    """Whatever the wall clock does, each reading is later than the one before and not behind the wall clock."""
    last = 0
    for wall in walls:
        now = tick(wall, last)
        assert last < now
        assert wall <= now >> COUNTER_BITS
        last = now


def test_a_wall_clock_that_jumped_back_is_counted_on() -> None:
    """An hour back: the counter goes up by one each time, until the wall clock is ahead again."""
    before = tick(3_600_000, 0)
    assert [before + 1, before + 2] == [tick(0, before), tick(0, tick(0, before))]
    assert tick(3_600_001, before + 2) == 3_600_001 << COUNTER_BITS


def test_events_of_one_millisecond_are_told_apart() -> None:
    """The counter in the low bits."""
    assert [tick(5, 0), tick(5, tick(5, 0))] == [5 << 16, (5 << 16) + 1]


def test_a_stamp_is_rfc_3339_with_milliseconds_and_z() -> None:
    """In UTC, whatever zone the instant is given in."""
    assert _at(dt.datetime(2026, 11, 22, 19, 41, 5, 120999, tzinfo=dt.UTC)).stamp == "2026-11-22T19:41:05.120Z"
    berlin = dt.datetime(2026, 11, 22, 20, 41, tzinfo=ZoneInfo("Europe/Berlin"))
    assert _at(berlin).stamp == "2026-11-22T19:41:00.000Z"


@given(MOMENTS)
@example(dt.datetime(2026, 11, 22, 12, 0, 0, 1000, tzinfo=dt.UTC))
def test_milliseconds_and_stamp_name_the_same_instant(utc: dt.datetime) -> None:
    """The time in an id, in the clock and in the stamp agree to the millisecond."""
    moment = _at(utc)
    told = dt.datetime.fromisoformat(moment.stamp)
    assert told == dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(milliseconds=moment.milliseconds)
