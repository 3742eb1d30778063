"""A report as a calendar (RFC 5545): what is ahead, as all-day events with stable names.

icalendar writes it: folding, escaping and line ends are its business. Times of study and what is past are not
in it.
"""

import datetime as dt
import hashlib

from icalendar import Alarm, Calendar, Event

from roadtrack import __version__
from roadtrack.planning.ahead import Ahead
from roadtrack.reports.content import Report
from roadtrack.text import one_line

ALARM_DAYS = {"exam": 7, "expires": 30, "renew": 7}
"""How many days before a day of this kind the calendar reminds; the others do without."""


def render(report: Report) -> bytes:
    """The calendar as the bytes of an .ics file."""
    calendar = Calendar()
    calendar.add("prodid", f"-//roadtrack//roadtrack {__version__}//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "roadtrack")
    for item in report.ahead:
        calendar.add_component(_event(item, report))
    return bytes(calendar.to_ical())


def _event(item: Ahead, report: Report) -> Event:
    event = Event()
    event.add("uid", uid(item))
    event.add("dtstamp", report.made)
    event.add("sequence", int(report.made.timestamp()) // 60)  # a later file replaces an earlier one's event
    event.add("dtstart", item.day)
    event.add("dtend", item.day + dt.timedelta(days=1))
    event.add("summary", one_line(item.words))
    event.add("description", one_line(f"{item.about}: roadtrack forecast, roadtrack next"))
    event.add("categories", ["roadtrack", item.kind])
    event.add("transp", "OPAQUE" if item.kind == "exam" else "TRANSPARENT")
    event.add("class", "PRIVATE")
    if item.kind in ALARM_DAYS:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", one_line(item.words))
        alarm.add("trigger", dt.timedelta(days=-ALARM_DAYS[item.kind]))
        event.add_component(alarm)
    return event


def uid(item: Ahead) -> str:
    """The same for the same thing, whenever it is exported: an exam that moves keeps its name.

    What comes more than once of one thing, a renewal's two days and reviews, is told apart by its words or day.
    """
    part = {"renew": item.words, "review": item.day.isoformat()}.get(item.kind, "")
    name = hashlib.sha256(f"{item.kind}\n{item.about if item.kind != 'review' else ''}\n{part}".encode()).hexdigest()
    return f"{name[:32]}@roadtrack"
