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


def with_year(day: dt.date) -> str:
    """`17 Jan 2027`."""
    return f"{day_and_month(day)} {day.year:04}"


def show_week(day: dt.date) -> str:
    """The heading of a day: `Sun 22 Nov 2026`."""
    return f"{WEEKDAYS[day.weekday()][:3]} {with_year(day)}"


def counted(number: int, noun: str) -> str:
    """`1 day`, `2 days`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
