"""Dates, times and durations as people write them.

The grammar is closed: what is not listed is refused with the forms that are read, since a date guessed
wrongly costs more than a date asked again. Names of days and months are English, whatever the locale;
weeks start on Monday (ISO 8601). No clock is read here: `today` comes in as an argument.
"""

import datetime as dt
import re

from roadtrack.errors import UsageError
from roadtrack.show import MONTHS, WEEKDAYS

_MONTH_LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_WEEKDAY_NUMBERS = {name[:3].lower(): number for number, name in enumerate(WEEKDAYS)}
_MONTH_NUMBERS = {name[:3].lower(): number for number, name in enumerate(MONTHS, start=1)}


def _any_of(names: tuple[str, ...]) -> str:
    """A pattern for each name, whole or by its first three letters."""
    return "|".join(f"{name[:3]}(?:{name[3:]})?" for name in names).lower()


_ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_ISO_WEEK = re.compile(r"([0-9]{4})-w([0-9]{2})")
_WEEKDAY = re.compile(rf"(last )?({_any_of(WEEKDAYS)})")
_OFFSET = re.compile(r"\+?([0-9]{1,9})([dwmy])")
_AHEAD = re.compile(r"in ([0-9]{1,9}) (day|week|month|year)s?")
_AGO = re.compile(r"([0-9]{1,9}) (day|week|month|year)s? ago")
_MONTH_FIRST = re.compile(rf"(?P<month>{_any_of(MONTHS)}) (?P<day>[0-9]{{1,2}})(?: (?P<year>[0-9]{{4}}))?")
_DAY_FIRST = re.compile(rf"(?P<day>[0-9]{{1,2}}) (?P<month>{_any_of(MONTHS)})(?: (?P<year>[0-9]{{4}}))?")
_NUMBERS_ONLY = re.compile(r"([0-9]{1,2})[-/.]([0-9]{1,2})(?:[-/.]([0-9]{4}))?")

_DATE_FORMS = (
    "Write 2026-12-04, 2026-W50, today, tomorrow, yesterday, fri, last fri, +3d, 2w, +1m, +1y, "
    "in 2 weeks, 3 days ago, eow, eom, eoq, eoy, dec 1 or dec 1 2027."
)

_MINUTES = re.compile(r"(?P<minutes>[0-9]+)m")
_HOURS = re.compile(r"(?P<hours>[0-9]+(?:\.[0-9]+)?)h")
_HOURS_AND_MINUTES = re.compile(
    r"(?P<hours>[0-9]+)(?:h(?P<padded>[0-5][0-9])|h(?P<minutes>[0-5]?[0-9])m|:(?P<clock>[0-5][0-9]))"
)
_TIME = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")

_DURATION_FORMS = "Write 25m, 1h, 1h30, 1.5h or 0:45."
_LONGEST_MINUTES = 24 * 60


def parse_date(text: str, today: dt.date) -> dt.date:
    """The day a text names, seen from `today`.

    Read, whatever the case: `2026-12-04`; `2026-W50` (its Monday); today, tomorrow, yesterday; `fri` or
    `friday` (the next one, never today); `last fri` (never today); `+3d` `2w` `+1m` `+1y`; `in 2 weeks`;
    `3 days ago`; eow (Sunday), eom, eoq, eoy; `dec 1` or `1 dec` (the next one, today counts), each with a
    year if wanted. A month later than 31 January is the last day of February.
    Raises UsageError for everything else, for days that do not exist and for years outside 1 to 9999.
    """
    words = " ".join(text.lower().split())
    try:
        day = _resolve(words, today)
    except ValueError:
        raise UsageError(f"{_quoted(text)} does not exist.", _DATE_FORMS) from None
    except OverflowError:
        raise UsageError(f"{_quoted(text)} is outside the years 1 to 9999.", _DATE_FORMS) from None
    if day is not None:
        return day
    if question := _which_is_the_month(words, today):
        raise UsageError(question, _DATE_FORMS)
    raise UsageError(f"{_quoted(text)} is not a date. {_DATE_FORMS}")


def parse_duration(text: str) -> int:
    """A duration in whole minutes, 1 to 1,440: `25m`, `1h`, `1h30`, `1h30m`, `1.5h`, `0:45`.

    Raises UsageError for everything else. A bare `45` is asked back, since it may be minutes or hours.
    """
    word = text.strip().lower()
    minutes = _minutes(word)
    if minutes is None and word.isascii() and word.isdigit() and 1 <= float(word) <= _LONGEST_MINUTES:
        raise UsageError(f"{word} what? Write {word}m or {word}h.", _DURATION_FORMS)
    if minutes is None:
        raise UsageError(f"{_quoted(text)} is not a duration. {_DURATION_FORMS}")
    if not 1 <= minutes <= _LONGEST_MINUTES:
        raise UsageError(f"{_quoted(text)} is not between 1 minute and 24 hours.", _DURATION_FORMS)
    return round(minutes)


def parse_time(text: str) -> dt.time:
    """A time of day on the 24-hour clock, `21:30` or `9:05`. Raises UsageError for everything else."""
    if found := _TIME.fullmatch(text.strip()):
        return dt.time(int(found[1]), int(found[2]))
    raise UsageError(f"{_quoted(text)} is not a time of day. Write 21:30.")


def _resolve(words: str, today: dt.date) -> dt.date | None:
    """The day, or None for a form not in the grammar.

    Raises ValueError for a day that does not exist, OverflowError for one outside the calendar.
    """
    if (named := _named(words, today)) is not None:
        return named
    if found := _ISO_DAY.fullmatch(words):
        return dt.date(int(found[1]), int(found[2]), int(found[3]))
    if found := _ISO_WEEK.fullmatch(words):
        return dt.date.fromisocalendar(int(found[1]), int(found[2]), 1)
    if found := _WEEKDAY.fullmatch(words):
        return _weekday(_WEEKDAY_NUMBERS[found[2][:3]], today, is_last=found[1] is not None)
    if found := _OFFSET.fullmatch(words) or _AHEAD.fullmatch(words):
        return _shifted(today, int(found[1]), found[2][0])
    if found := _AGO.fullmatch(words):
        return _shifted(today, -int(found[1]), found[2][0])
    if found := _MONTH_FIRST.fullmatch(words) or _DAY_FIRST.fullmatch(words):
        return _dated(_MONTH_NUMBERS[found["month"][:3]], int(found["day"]), found["year"], today)
    return None


def _named(words: str, today: dt.date) -> dt.date | None:
    match words:
        case "today":
            return today
        case "tomorrow":
            return today + dt.timedelta(days=1)
        case "yesterday":
            return today - dt.timedelta(days=1)
        case "eow":
            return today + dt.timedelta(days=6 - today.weekday())
        case "eom":
            return _month_end(today.year, today.month)
        case "eoq":
            return _month_end(today.year, (today.month + 2) // 3 * 3)
        case "eoy":
            return _month_end(today.year, 12)
    return None


def _weekday(weekday: int, today: dt.date, *, is_last: bool) -> dt.date:
    """The nearest such weekday (Monday = 0) after today, or before it: 1 to 7 days away."""
    if is_last:
        return today - dt.timedelta(days=(today.weekday() - weekday - 1) % 7 + 1)
    return today + dt.timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def _shifted(today: dt.date, amount: int, unit: str) -> dt.date:
    """Today moved by days, weeks, months or years (`d`, `w`, `m`, `y`); months end where they end."""
    if unit in "dw":
        return today + dt.timedelta(days=amount * (7 if unit == "w" else 1))
    months = today.year * 12 + today.month - 1 + amount * (12 if unit == "y" else 1)
    year, month = months // 12, months % 12 + 1
    if not dt.MINYEAR <= year <= dt.MAXYEAR:
        raise OverflowError
    return dt.date(year, month, min(today.day, _month_length(year, month)))


def _dated(month: int, day: int, year: str | None, today: dt.date) -> dt.date:
    """That day of that year; without a year the next one, today included. Raises ValueError if none is."""
    if year is not None:
        return dt.date(int(year), month, day)
    if not 1 <= month <= 12:
        raise ValueError
    # 29 February comes every four years, but eight years apart around 2100.
    for candidate in range(today.year, today.year + 9):
        is_ahead = (candidate, month, day) >= (today.year, today.month, today.day)
        if is_ahead and day <= _month_length(candidate, month):
            return dt.date(candidate, month, day)
    raise ValueError


def _month_length(year: int, month: int) -> int:
    is_leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 29 if month == 2 and is_leap else _MONTH_LENGTHS[month - 1]


def _month_end(year: int, month: int) -> dt.date:
    return dt.date(year, month, _month_length(year, month))


def _which_is_the_month(words: str, today: dt.date) -> str | None:
    """What to say to `12/01`, whose month may stand first or second; None if it is no such date."""
    found = _NUMBERS_ONLY.fullmatch(words)
    if found is None:
        return None
    first, second, year = int(found[1]), int(found[2]), found[3]
    readings: list[dt.date] = []
    for month, day in ((second, first), (first, second)):
        try:
            reading = _dated(month, day, year, today)
        except ValueError:
            continue
        if reading not in readings:
            readings.append(reading)
    if not readings:
        return None
    days = " or ".join(f"{day.day} {MONTHS[day.month - 1]}" for day in readings)
    doubt = f"may be {days}" if len(readings) > 1 else f"may have the day or the month first ({days}?)"
    chosen = readings[-1]
    short = f"{MONTHS[chosen.month - 1][:3].lower()} {chosen.day}{f' {year}' if year else ''}"
    return f"{_quoted(words)} {doubt}. Write {chosen.isoformat()} or {short}."


def _minutes(word: str) -> float | None:
    """The minutes a duration says, not yet within any limits; None for a form not in the grammar.

    Reads digits with float, which takes any number of them; int refuses more than 4,300.
    """
    found = _MINUTES.fullmatch(word) or _HOURS.fullmatch(word) or _HOURS_AND_MINUTES.fullmatch(word)
    if found is None:
        return None
    parts = found.groupdict()
    minutes = parts.get("minutes") or parts.get("padded") or parts.get("clock") or "0"
    return float(parts.get("hours") or "0") * 60 + float(minutes)


def _quoted(text: str) -> str:
    """The text on one line, cut to 40 characters."""
    line = " ".join(text.split())
    return f'"{line}"' if len(line) <= 40 else f'"{line[:39]}…"'
