"""The text of `today`, `next` and `status`, made of the brief alone.

On the fast path: imports nothing that costs. Both the fast path and the full one print through here, so they
cannot differ.
"""

from __future__ import annotations

import datetime as dt

from roadtrack.show import counted, show_date, show_duration, show_span, show_week
from roadtrack.text import cells, cut, fit, one_line

TYPE_CHECKING = False  # `typing` costs more than this module
if TYPE_CHECKING:
    from roadtrack.cli.paint import Paint
    from roadtrack.cli.shapes import Document

NO_GOALS = "No goals yet. Pick one: roadtrack curriculum list, then roadtrack enroll CURRICULUM"
NOTHING_READY = "Nothing is ready: all that is left is blocked, done or skipped. See: roadtrack list is:blocked"


def today_page(today: Document, paint: Paint, *, streak: bool = True) -> str:
    """The day on one page."""
    lines = [_heading(today, streak=streak)]
    if not today["items"]:
        return "\n".join([*lines, NO_GOALS, *_left_out(today)])
    lines += goal_lines(today["items"], today["day"], paint)
    for lane in ("best", "quick", "side", "refresh"):
        if (item := today[lane]) is not None:
            lines += _lane(lane, item, paint)
    if today["best"] is None:
        lines.append(NOTHING_READY)
    if today["doing"]:
        doing = " · ".join(f"{i['ref']}, {show_duration(i['minutesLeft'])} left" for i in today["doing"][:3])
        lines.append(cut(f"doing    {doing}", paint.width, paint.ellipsis))
    lines += [cut(f"note     {one_line(nudge['text'])}", paint.width, paint.ellipsis) for nudge in today["nudges"][:3]]
    if today["done"]:
        done = ", ".join(item["ref"] for item in today["done"][:4])
        lines.append(cut(f"done     {done}", paint.width, paint.ellipsis))
    return "\n".join([*lines, *_left_out(today), *_revised(today, paint)])


def _heading(today: Document, *, streak: bool) -> str:
    parts = [show_week(dt.date.fromisoformat(today["day"]))]
    if streak:
        s = today["streak"]
        parts.append(f"streak {counted(s['days'], 'day')}, {counted(s['spareDaysLeft'], 'spare day')} left")
    if today["pausedUntil"]:
        parts.append(_paused(today["pausedUntil"], today["day"]))
    week = today["week"]
    parts.append(f"this week {show_duration(week['minutes'])} of {show_duration(week['planned'])}")
    return " · ".join(parts)


def _paused(until: str, day: str) -> str:
    if until == "open":
        return "paused, the streak waits"
    return f"paused until {show_date(dt.date.fromisoformat(until), dt.date.fromisoformat(day))}"


def _left_out(today: Document) -> list[str]:
    """What is not shown above, in words: parked steps, goals whose curriculum is gone."""
    lines = []
    if today["missing"]:
        gone = ", ".join(today["missing"])
        lines.append(f"not in use: {gone}. Your progress is kept; see: roadtrack curriculum validate")
    if today["parked"]:
        lines.append(f"{counted(len(today['parked']), 'parked step')} no longer in a curriculum: history is kept")
    return lines


def _revised(today: Document, paint: Paint) -> list[str]:
    """Curricula that changed under the learner's progress."""
    return [
        f"{id_} changed, {one_line(old)} {paint.arrow} {one_line(new)}: roadtrack curriculum diff {id_}"
        for id_, old, new in today["revised"]
    ]


def goal_lines(items: list[Document], day: str, paint: Paint) -> list[str]:
    """One line a goal: bar, percent, count, date, chance."""
    today = dt.date.fromisoformat(day)
    name = min(24, max(cells(i["goal"]) for i in items)) + 2
    lines = []
    for item in items:
        done = item["percent"]["done"]
        steps = f"{item['steps']['done']}/{item['steps']['total']}"
        by = show_date(dt.date.fromisoformat(item["by"]), today) if item["by"] else "no date"
        chance = item["outlook"] if item["by"] else ""
        line = f"{fit(item['goal'], name)}{paint.bar(done, 20)} {done:3.0f} %  {steps:>6}  {by:<11} {chance}"
        lines.append(cut(line.rstrip(), paint.width, paint.ellipsis))
    return lines


def _lane(lane: str, item: Document, paint: Paint) -> list[str]:
    head = f"{lane:<9}{item['ref']}  {show_duration(item['minutesLeft'])}  {item['score']:.2f}  "
    title = cut(one_line(item["title"]), max(10, paint.width - cells(head)), paint.ellipsis)
    lines = [f"{paint.bold(lane.ljust(9))}{paint.strong(item['ref'])}{head[9 + len(item['ref']) :]}{title}"]
    if lane in ("best", "refresh"):
        lines.append(paint.dim(cut(" " * 9 + item["summary"], paint.width, paint.ellipsis)))
    return lines


def next_page(found: Document, paint: Paint) -> str:
    """Ranked suggestions, one reason line each."""
    items = found["items"]
    if not found["goals"]:
        return NO_GOALS
    if not items:
        return NOTHING_READY if found["ready"] == 0 else "No ready step fits. Leave out --minutes or -c to see all."
    width = max(cells(i["ref"]) for i in items)
    lines = [paint.dim(f"SCORE  {'REF':<{width}}   LEFT  STEP")]
    for item in items:
        head = f"{item['score']:5.2f}  {item['ref']:<{width}}  {show_duration(item['minutesLeft']):>5}  "
        title = cut(one_line(item["title"]), max(10, paint.width - cells(head)), paint.ellipsis)
        mark = " (doing)" if item["status"] == "doing" else ""
        lines.append(f"{item['score']:5.2f}  {paint.strong(head[7 : 7 + width])}{head[7 + width :]}{title}{mark}")
        lines.append(paint.dim(cut(" " * 7 + item["summary"], paint.width, paint.ellipsis)))
    lines.append(paint.dim("points per hour · the sum: roadtrack why REF"))
    return "\n".join(lines)


def status_page(status: Document, paint: Paint, *, streak: bool = True) -> str:
    """Each goal: done, covered, verified, date, when it may be done and the chance of the date; then the streak."""
    items = status["items"]
    if not items:
        return NO_GOALS
    today = dt.date.fromisoformat(status["day"])
    name = max(4, *(cells(i["goal"]) for i in items))
    spans = [_finish(item, today) for item in items]
    span = max(16, *map(cells, spans))
    head = f"{'GOAL':<{name}}   DONE COVERED VERIFIED   STEPS  BY           {'FINISH P50 – P85':<{span}}  CHANCE"
    lines = [paint.dim(head)]
    for i, finish in zip(items, spans, strict=True):
        p = i["percent"]
        by = show_date(dt.date.fromisoformat(i["by"]), today) if i["by"] else "-"
        steps = f"{i['steps']['done']}/{i['steps']['total']}"
        lines.append(
            f"{paint.strong(i['goal'].ljust(name))}  {p['done']:3.0f} %   {p['covered']:3.0f} %"
            f"    {p['verified']:3.0f} %  {steps:>6}  {by:<11}  {finish:<{span}}  {i['outlook']}"
        )
    if streak:
        s = status["streak"]
        lines.append(
            f"streak {counted(s['days'], 'day')} (longest {s['longest']})"
            f" · {counted(s['spareDaysLeft'], 'spare day')} left · active {s['activeOf28']} of the last 28 days"
        )
    if status["reviewsDue"]:
        lines.append(f"{counted(status['reviewsDue'], 'step')} worth a review: roadtrack next --lane refresh")
    week, pace = status["week"], status["pace"]
    lines.append(
        f"this week {show_duration(week['minutes'])} of {show_duration(week['planned'])}"
        f" · pace {pace['hoursPerWeek']:.1f} estimated hours a week {_pace_words(pace)}"
    )
    return "\n".join(lines)


def _finish(item: Document, today: dt.date) -> str:
    """When half and 85 % of the futures have the goal done."""
    if item["minutesLeft"] == 0:
        return "done"
    return show_span(_day(item["forecast"]["p50"]), _day(item["forecast"]["p85"]), today)


def _day(iso: str | None) -> dt.date | None:
    return dt.date.fromisoformat(iso) if iso else None


def _pace_words(pace: Document) -> str:
    long = (pace["bias"] - 1) * 100
    weeks = counted(pace["weeksOfJournal"], "week") if pace["weeksOfJournal"] else ""
    source = f"from {weeks} of your journal" if weeks else "from your plan only"
    return f"({source}; work takes {long:+.0f} % of its estimate)"


def short_line(status: Document) -> str:
    """`status --short`: one line for a prompt."""
    return " · ".join(
        f"{i['goal']} {i['percent']['done']:.0f}%" + (f" {i['daysLeft']}d" if i["daysLeft"] is not None else "")
        for i in status["items"]
    )
