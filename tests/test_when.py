"""The date grammar, durations, and how both are shown."""

import datetime as dt

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from roadtrack.clock import learner_day
from roadtrack.errors import UsageError
from roadtrack.show import echo_date, show_date, show_duration, show_hours
from roadtrack.when import parse_date, parse_duration, parse_time

TODAY = dt.date(2026, 11, 22)
"""A Sunday."""

NEARLY_WORDS = st.text(alphabet="0123456789+-/:. adefghiklmnoprstuwy", max_size=14)
"""Texts that look like the grammar more often than arbitrary ones do."""

NUMBERS = ("0", "1", "29", "30", "31", "53", "2026", "9999", "99999999")
UNITS = ("d", "w", "m", "y", "h", "day", "weeks", "months", "years")
WORDS = ("in", "ago", "last", "feb", "december", "sat", "eow", "eom", "+", "-", "/", ":", "-w", " ", " ", " ")
FRAGMENTS = st.lists(st.sampled_from((*NUMBERS, *UNITS, *WORDS)), max_size=7).map("".join)
"""Pieces of the grammar, joined in any order."""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-12-04", "2026-12-04"),
        ("2026-W50", "2026-12-07"),
        ("2026-w01", "2025-12-29"),
        ("today", "2026-11-22"),
        ("tomorrow", "2026-11-23"),
        ("yesterday", "2026-11-21"),
        ("mon", "2026-11-23"),
        ("sat", "2026-11-28"),
        ("sun", "2026-11-29"),
        ("Sunday", "2026-11-29"),
        ("WEDNESDAY", "2026-11-25"),
        ("last fri", "2026-11-20"),
        ("last sun", "2026-11-15"),
        ("last monday", "2026-11-16"),
        ("+3d", "2026-11-25"),
        ("3d", "2026-11-25"),
        ("2w", "2026-12-06"),
        ("+1m", "2026-12-22"),
        ("+1y", "2027-11-22"),
        ("in 1 day", "2026-11-23"),
        ("in 2 weeks", "2026-12-06"),
        ("in 2 months", "2027-01-22"),
        ("in 1 year", "2027-11-22"),
        ("3 days ago", "2026-11-19"),
        ("1 week ago", "2026-11-15"),
        ("11 months ago", "2025-12-22"),
        ("2 years ago", "2024-11-22"),
        ("eow", "2026-11-22"),
        ("eom", "2026-11-30"),
        ("eoq", "2026-12-31"),
        ("eoy", "2026-12-31"),
        ("dec 1", "2026-12-01"),
        ("nov 22", "2026-11-22"),
        ("nov 21", "2027-11-21"),
        ("dec 1 2027", "2027-12-01"),
        ("1 dec", "2026-12-01"),
        ("1 dec 2027", "2027-12-01"),
        ("January 17", "2027-01-17"),
        ("feb 29", "2028-02-29"),
        ("  IN  2\tWeeks ", "2026-12-06"),
    ],
)
def test_dates_of_the_grammar(text: str, expected: str) -> None:
    """Each form names one day, whatever its case and spacing."""
    assert parse_date(text, TODAY).isoformat() == expected


@pytest.mark.parametrize(
    ("text", "today", "expected"),
    [
        ("+1m", "2027-01-31", "2027-02-28"),
        ("+1m", "2028-01-31", "2028-02-29"),
        ("3m", "2026-11-30", "2027-02-28"),
        ("+1y", "2028-02-29", "2029-02-28"),
        ("1 month ago", "2026-03-31", "2026-02-28"),
        ("eom", "2028-02-10", "2028-02-29"),
        ("eoq", "2026-01-01", "2026-03-31"),
        ("eoq", "2026-06-30", "2026-06-30"),
        ("eow", "2026-11-23", "2026-11-29"),
        ("eoy", "9999-12-31", "9999-12-31"),
        ("feb 29", "2096-03-01", "2104-02-29"),
    ],
)
def test_months_end_where_they_end(text: str, today: str, expected: str) -> None:
    """A month that lacks the day gives its last one; week, month, quarter and year end on their last day."""
    assert parse_date(text, dt.date.fromisoformat(today)).isoformat() == expected


@pytest.mark.parametrize("offset", range(7))
def test_a_weekday_is_never_today(offset: int) -> None:
    """`fri` lies 1 to 7 days ahead and `last fri` 1 to 7 days back, both on a Friday."""
    today = TODAY + dt.timedelta(days=offset)
    ahead, back = parse_date("fri", today), parse_date("last fri", today)
    assert (ahead.weekday(), back.weekday()) == (4, 4)
    assert (1 <= (ahead - today).days <= 7, 1 <= (today - back).days <= 7) == (True, True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12/01", '"12/01" may be 12 January or 1 December. Write 2026-12-01 or dec 1.'),
        ("12/01/2027", '"12/01/2027" may be 12 January or 1 December. Write 2027-12-01 or dec 1 2027.'),
        ("25/12", '"25/12" may have the day or the month first (25 December?). Write 2026-12-25 or dec 25.'),
        ("1.1", '"1.1" may have the day or the month first (1 January?). Write 2027-01-01 or jan 1.'),
        ("1.1.", None),
        ("13/32", None),
        ("30 feb", '"30 feb" does not exist.'),
        ("feb 29 2027", '"feb 29 2027" does not exist.'),
        ("2026-02-30", '"2026-02-30" does not exist.'),
        ("2026-13-01", '"2026-13-01" does not exist.'),
        ("2026-W54", '"2026-W54" does not exist.'),
        ("2025-W53", '"2025-W53" does not exist.'),
        ("dec 0", '"dec 0" does not exist.'),
        ("+99999999y", '"+99999999y" is outside the years 1 to 9999.'),
        ("999999999d", '"999999999d" is outside the years 1 to 9999.'),
        ("999999999w", '"999999999w" is outside the years 1 to 9999.'),
        ("9999 years ago", '"9999 years ago" is outside the years 1 to 9999.'),
        ("", None),
        ("may", None),
        ("mid december", None),
        ("next fri", None),
        ("-3d", None),
        ("3 weeks", None),
        ("2026-1-4", None),
        ("٣d", None),
        ("9" * 5000 + "d", None),
    ],
)
def test_dates_refused(text: str, expected: str | None) -> None:
    """What may be misread is asked back, what does not exist says so, and all else lists the forms."""
    with pytest.raises(UsageError) as caught:
        parse_date(text, TODAY)
    if expected is None:
        assert "is not a date. Write 2026-12-04, 2026-W50, today," in caught.value.message
    else:
        assert caught.value.message == expected
        assert caught.value.hint.startswith("Write 2026-12-04") is True


@pytest.mark.parametrize("text", ["tomorrow", "sat", "+1d", "+1m", "+1y", "dec 30"])
def test_the_calendar_ends(text: str) -> None:
    """On the last day of the calendar nothing lies ahead, and that is a usage error."""
    with pytest.raises(UsageError):
        parse_date(text, dt.date.max)


@settings(max_examples=1500)
@given(text=st.one_of(st.text(), NEARLY_WORDS, FRAGMENTS), today=st.dates())
@example(text="eow", today=dt.date.max)
@example(text="feb 29", today=dt.date.max)
@example(text="last mon", today=dt.date.min)
def test_a_date_is_read_or_refused(text: str, today: dt.date) -> None:
    """Whatever the text, there is a date or a UsageError, and the date in ISO form is read back the same."""
    try:
        day = parse_date(text, today)
    except UsageError:
        return
    assert parse_date(day.isoformat(), today) == day


@given(day=st.dates(), today=st.dates())
def test_dates_are_read_back(day: dt.date, today: dt.date) -> None:
    """Any day is read back from its ISO form, from its echo and, near enough ahead, from its short form."""
    echoed = echo_date(day, today).partition(" (")[0]
    assert parse_date(day.isoformat(), today) == day
    assert parse_date(echoed, today) == day


@given(today=st.dates(max_value=dt.date(9990, 1, 1)), ahead=st.integers(min_value=0, max_value=800))
def test_a_shown_date_means_one_day(today: dt.date, ahead: int) -> None:
    """A date shown to come is the date that is read from what was shown, with its year or without."""
    day = today + dt.timedelta(days=ahead)
    assert parse_date(show_date(day, today), today) == day


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("25m", 25),
        ("1h", 60),
        ("1h30", 90),
        ("1h30m", 90),
        ("1h5m", 65),
        ("1h05", 65),
        ("1.5h", 90),
        ("0.1h", 6),
        ("0:45", 45),
        ("1:05", 65),
        (" 2H ", 120),
        ("90m", 90),
        ("24h", 1440),
        ("1m", 1),
    ],
)
def test_durations_of_the_grammar(text: str, minutes: int) -> None:
    """Each form is a number of whole minutes."""
    assert parse_duration(text) == minutes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("45", "45 what? Write 45m or 45h."),
        ("2", "2 what? Write 2m or 2h."),
        ("0m", '"0m" is not between 1 minute and 24 hours.'),
        ("0:00", '"0:00" is not between 1 minute and 24 hours.'),
        ("0.01h", '"0.01h" is not between 1 minute and 24 hours.'),
        ("24h01", '"24h01" is not between 1 minute and 24 hours.'),
        ("45h", '"45h" is not between 1 minute and 24 hours.'),
        ("", '"" is not a duration. Write 25m, 1h, 1h30, 1.5h or 0:45.'),
        ("-5m", '"-5m" is not a duration. Write 25m, 1h, 1h30, 1.5h or 0:45.'),
        ("1h75", '"1h75" is not a duration. Write 25m, 1h, 1h30, 1.5h or 0:45.'),
        ("1h5", '"1h5" is not a duration. Write 25m, 1h, 1h30, 1.5h or 0:45.'),
        ("1.5h30", '"1.5h30" is not a duration. Write 25m, 1h, 1h30, 1.5h or 0:45.'),
        ("99999", '"99999" is not a duration. Write 25m, 1h, 1h30, 1.5h or 0:45.'),
        ("٤٥m", '"٤٥m" is not a duration. Write 25m, 1h, 1h30, 1.5h or 0:45.'),
        ("9" * 5000 + "m", f'"{"9" * 39}…" is not between 1 minute and 24 hours.'),
    ],
)
def test_durations_refused(text: str, expected: str) -> None:
    """A bare number is asked back, too short or long says so, and all else lists the forms."""
    with pytest.raises(UsageError) as caught:
        parse_duration(text)
    assert caught.value.message == expected


@settings(max_examples=1000)
@given(text=st.one_of(st.text(), NEARLY_WORDS, FRAGMENTS))
@example(text="²")
@example(text="9" * 5000)
def test_a_duration_is_read_or_refused(text: str) -> None:
    """Whatever the text, there are 1 to 1,440 minutes or a UsageError."""
    try:
        minutes = parse_duration(text)
    except UsageError:
        return
    assert 1 <= minutes <= 1440


def test_durations_are_read_back() -> None:
    """Every duration up to a day is read back from what was shown."""
    minutes = list(range(1, 1441))
    assert [parse_duration(show_duration(each)) for each in minutes] == minutes


@pytest.mark.parametrize(
    ("minutes", "expected"), [(0, "0m"), (25, "25m"), (60, "1h"), (65, "1h05"), (90, "1h30"), (2400, "40h")]
)
def test_durations_shown(minutes: int, expected: str) -> None:
    """Minutes below an hour, hours and two digits of minutes above."""
    assert show_duration(minutes) == expected


@pytest.mark.parametrize(
    ("hours", "expected"), [(0.0, "0m"), (0.42, "25m"), (1.5, "1h30"), (2.999, "3h"), (40.0, "40h")]
)
def test_hours_shown(hours: float, expected: str) -> None:
    """Hours are shown to the nearest minute."""
    assert show_hours(hours) == expected


@pytest.mark.parametrize(
    ("text", "expected"), [("21:30", dt.time(21, 30)), ("9:05", dt.time(9, 5)), (" 00:00 ", dt.time(0, 0))]
)
def test_times_of_day(text: str, expected: dt.time) -> None:
    """Hours and minutes on the 24-hour clock."""
    assert parse_time(text) == expected


@pytest.mark.parametrize("text", ["24:00", "9:5", "21", "9pm", "", "21:30:00", "٢١:٣٠"])
def test_times_refused(text: str) -> None:
    """Anything else shows how a time is written."""
    with pytest.raises(UsageError) as caught:
        parse_time(text)
    assert caught.value.message == f'"{text}" is not a time of day. Write 21:30.'


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (dt.date(2027, 1, 17), "17 Jan"),
        (dt.date(2026, 11, 22), "22 Nov"),
        (TODAY + dt.timedelta(days=299), "17 Sep"),
        (TODAY + dt.timedelta(days=300), "18 Sep 2027"),
        (TODAY - dt.timedelta(days=299), "27 Jan"),
        (TODAY - dt.timedelta(days=300), "26 Jan 2026"),
    ],
)
def test_dates_shown(day: dt.date, expected: str) -> None:
    """The year is left out while the day is less than 300 days away."""
    assert show_date(day, TODAY) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (dt.date(2027, 1, 17), "17 Jan 2027 (Sunday, 56 days)"),
        (dt.date(2026, 11, 22), "22 Nov 2026 (today)"),
        (dt.date(2026, 11, 23), "23 Nov 2026 (Monday, 1 day)"),
        (dt.date(2026, 11, 21), "21 Nov 2026 (Saturday, 1 day ago)"),
        (dt.date(2026, 11, 19), "19 Nov 2026 (Thursday, 3 days ago)"),
    ],
)
def test_dates_echoed(day: dt.date, expected: str) -> None:
    """A date given is confirmed with its year, weekday and distance."""
    assert echo_date(day, TODAY) == expected


@pytest.mark.parametrize(
    ("local", "start", "expected"),
    [
        (dt.datetime(2026, 11, 22, 3, 30, tzinfo=dt.UTC), dt.time(4), dt.date(2026, 11, 21)),
        (dt.datetime(2026, 11, 22, 4, 0, tzinfo=dt.UTC), dt.time(4), dt.date(2026, 11, 22)),
        (dt.datetime(2026, 11, 22, 23, 59, tzinfo=dt.UTC), dt.time(4), dt.date(2026, 11, 22)),
        (dt.datetime(2027, 1, 1, 0, 0, tzinfo=dt.UTC), dt.time(4), dt.date(2026, 12, 31)),
        (dt.datetime(2026, 11, 22, 0, 0, tzinfo=dt.UTC), dt.time(0), dt.date(2026, 11, 22)),
    ],
)
def test_the_learners_day(local: dt.datetime, start: dt.time, expected: dt.date) -> None:
    """Before the day starts, events belong to the day before; at its start, to the same day."""
    assert learner_day(local, start) == expected


@given(
    local=st.datetimes(min_value=dt.datetime(2, 1, 1)),  # noqa: DTZ001  wall time has no zone
    start=st.times(),
)
def test_the_learners_day_is_wall_clock_arithmetic(local: dt.datetime, start: dt.time) -> None:
    """The day is that of the wall time less the day's start."""
    since_midnight = dt.datetime.combine(dt.date.min, start) - dt.datetime.combine(dt.date.min, dt.time())
    assert learner_day(local, start) == (local - since_midnight).date()
