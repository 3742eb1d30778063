"""Dates, durations and counts as roadtrack prints them. Names are English, whatever the locale.

On the fast path: nothing but `datetime` may be imported here.
"""

import datetime as dt

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

_YEARLESS_DAYS = 300
"""A date this many days away or more is shown with its year; nearer, no other year can be meant."""


def show_duration(minutes: int) -> str:
    """Minutes, 0 or more, as `25m`, `1h30`, `3h`, `0m`. `parse_duration` reads it back up to 24 hours."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest}m"
    return f"{hours}h{rest:02}" if rest else f"{hours}h"


def show_hours(hours: float) -> str:
    """Hours, 0 or more, to the nearest minute: 1.5 is `1h30`."""
    return show_duration(round(hours * 60))


def show_date(day: dt.date, today: dt.date) -> str:
    """`17 Jan`, or `17 Jan 2027` when the day is 300 days or more from `today`."""
    return day_and_month(day) if abs((day - today).days) < _YEARLESS_DAYS else with_year(day)


def echo_date(day: dt.date, today: dt.date) -> str:
    """How a date that was given is confirmed: `17 Jan 2027 (Sunday, 56 days)`.

    Today is `(today)`; a day gone by says `(Sunday, 3 days ago)`.
    """
    days = (day - today).days
    if days == 0:
        return f"{with_year(day)} (today)"
    distance = f"{abs(days)} day{'' if abs(days) == 1 else 's'}{' ago' if days < 0 else ''}"
    return f"{with_year(day)} ({WEEKDAYS[day.weekday()]}, {distance})"


def day_and_month(day: dt.date) -> str:
    """`17 Jan`."""
    return f"{day.day} {MONTHS[day.month - 1][:3]}"


def show_span(first: dt.date | None, last: dt.date | None, today: dt.date) -> str:
    """From one day to another as a forecast tells it: `16 Jan – 4 Feb`, and far away `Jun – Sep 2027`.

    None is beyond five years.
    """
    if first is None:
        return "not within 5 years"
    if last is None:
        return f"{_month(first)}, or never"
    if (last - today).days < _YEARLESS_DAYS:
        return day_and_month(first) if first == last else f"{day_and_month(first)} – {day_and_month(last)}"
    if (first.year, first.month) == (last.year, last.month):
        return _month(last)
    start = MONTHS[first.month - 1][:3] if first.year == last.year else _month(first)
    return f"{start} – {_month(last)}"


def _month(day: dt.date) -> str:
    return f"{MONTHS[day.month - 1][:3]} {day.year:04}"


def with_year(day: dt.date) -> str:
    """`17 Jan 2027`."""
    return f"{day_and_month(day)} {day.year:04}"


def show_week(day: dt.date) -> str:
    """The heading of a day: `Sun 22 Nov 2026`."""
    return f"{WEEKDAYS[day.weekday()][:3]} {with_year(day)}"


def counted(number: int, noun: str) -> str:
    """`1 day`, `2 days`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
