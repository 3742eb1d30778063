"""forecast: will I make it, and what would change that."""

import datetime as dt
from collections.abc import Sequence

import click

from roadtrack.cli.complete import complete_curriculum, complete_ref
from roadtrack.cli.documents import document
from roadtrack.cli.session import Session, looking
from roadtrack.cli.shapes import Document
from roadtrack.errors import UsageError
from roadtrack.planning.brief import forecast_item
from roadtrack.planning.burnup import UNITS, BurnUp, Unit, burn_up, draw, legend
from roadtrack.planning.calibration import ENOUGH, Calibration
from roadtrack.planning.outlook import NO_TRY, Lever, Outlook, Outlooks, Try
from roadtrack.planning.standing import Goal, Standing
from roadtrack.show import counted, show_date, show_hours, show_span
from roadtrack.text import cells, cut, fit
from roadtrack.when import parse_date

ROUGH_WEEKS = 2
"""With fewer complete weeks of journal than this, a forecast is the plan's and is called rough."""


@click.command()
@click.argument("id_", required=False, shell_complete=complete_curriculum, metavar="[GOAL]")
@click.option("--hours", type=click.FloatRange(0.25, 100), help="What if: so many hours in an average week.")
@click.option("--by", metavar="DATE", help="What if: another date.")
@click.option("--without", multiple=True, metavar="REF|GOAL", shell_complete=complete_ref, help="What if: left out.")
@click.option("--chart", type=click.Choice(UNITS), help="Draw the burn-up of what was done and of what may come.")
@click.option("--calibration", is_flag=True, help="How your earlier forecasts held.")
@looking
def forecast(
    session: Session,
    id_: str | None,
    hours: float | None,
    by: str | None,
    without: tuple[str, ...],
    chart: Unit | None,
    *,
    calibration: bool,
) -> None:
    """Will I make it? When each goal may be done, the chance of its date, and what would change it.

    A thousand futures are drawn from the weeks of your journal, recent ones more often, with your own error in
    estimating. P50 and P85 are the days by which 50 % and 85 % of them are done. Goals due earlier come first.
    The flags only try something out; nothing is saved. More: roadtrack help forecast.
    """
    tracker = session.tracker
    if calibration:
        _calibration(session)
        return
    standing, outlooks = tracker.outlooks()
    goals = [g for g in standing.goals if g.id == tracker.goal_id(id_)] if id_ else list(standing.goals)
    if session.goals():
        goals = [goal for goal in goals if goal.id in session.goals()]
    day = parse_date(by, standing.today) if by else None
    if day is not None and day < standing.today:
        raise UsageError(f"{day} is past; a forecast looks ahead.")
    names = frozenset(_left_out(session, name, standing) for name in without)
    what_if = Try(hours, day, names) if hours or day or names else NO_TRY
    found = [(goal, outlooks.outlook(goal, what_if)) for goal in goals]
    levers = {goal.id: outlooks.levers(goal) if what_if is NO_TRY else () for goal in goals}
    answer = document(
        "Forecast",
        day=standing.today.isoformat(),
        basis=_basis_item(standing, outlooks),
        items=[_item(outlook, levers[goal.id]) for goal, outlook in found],
    )
    charts = [burn_up(standing, goal, outlook, chart) for goal, outlook in found] if chart else []

    def text() -> str:
        page = _page(session, standing, outlooks, [(g, o, levers[g.id]) for g, o in found], what_if)
        return "\n".join([page, *(line for one in charts for line in _chart_lines(session, one))])

    session.emit(answer | {"charts": [_chart_item(one) for one in charts]}, text)


def _chart_item(chart: BurnUp) -> Document:
    return {
        "goal": chart.goal,
        "unit": chart.unit,
        "scope": round(chart.scope, 1),
        "done": [[day.isoformat(), round(amount, 1)] for day, amount in chart.done],
        "early": chart.early.isoformat() if chart.early else None,
        "late": chart.late.isoformat() if chart.late else None,
    }


def _chart_lines(session: Session, chart: BurnUp) -> list[str]:
    paint = session.paint
    cells_ = draw(chart, min(paint.width, 100), 10, ascii_only=paint.ascii)
    rows = ["".join(char for char, _ in row).rstrip() for row in cells_]
    return ["", paint.bold(chart.goal), *rows, paint.dim(cut(legend(chart), paint.width, paint.ellipsis))]


def _calibration(session: Session) -> None:
    found = session.tracker.calibration()
    answer = document(
        "Forecast",
        day=session.tracker.today.isoformat(),
        items=[],
        calibration={
            "kept": found.kept,
            "resolved": found.resolved,
            "metP50": found.met_p50,
            "metP85": found.met_p85,
        },
    )
    session.emit(answer, lambda: calibration_words(found))


def calibration_words(found: Calibration) -> str:
    """How earlier forecasts held, or that it is too early to say."""
    if not found.says:
        return (
            f"Too early to say: {found.resolved} of {ENOUGH} forecasts that it takes are resolved ({found.kept} kept)."
        )
    return (
        f"Past guesses: {found.met_p50} of {found.resolved} P50 days and {found.met_p85} of {found.resolved}"
        f" P85 days held (about {found.resolved // 2} and {round(0.85 * found.resolved)} should)."
    )


def _left_out(session: Session, name: str, standing: Standing) -> str:
    """The goal or step that is meant. Raises NotFound."""
    return name if standing.goal(name) else session.tracker.resolve(name).ref


def _basis_item(standing: Standing, outlooks: Outlooks) -> Document:
    return {
        "weeksOfJournal": standing.weeks_of_journal,
        "hoursPerWeek": round(outlooks.hours_per_week, 1),
        "planned": standing.planned_hours,
        "bias": round(standing.bias.factor, 2),
        "rough": standing.weeks_of_journal < ROUGH_WEEKS,
    }


def _item(outlook: Outlook, levers: Sequence[Lever]) -> Document:
    return {
        "goal": outlook.goal,
        "by": outlook.by.isoformat() if outlook.by else None,
        "hoursLeft": round(outlook.hours, 1),
        "before": list(outlook.before),
        "forecast": forecast_item(outlook) if outlook.known else None,
        "levers": [
            {
                "kind": lever.kind,
                "hours": lever.value or None,
                "by": lever.day.isoformat() if lever.day else None,
                "name": lever.name or None,
                "chance": lever.percent,
            }
            for lever in levers
        ],
    }


def _page(
    session: Session,
    standing: Standing,
    outlooks: Outlooks,
    found: Sequence[tuple[Goal, Outlook, Sequence[Lever]]],
    what_if: Try,
) -> str:
    if not found:
        return "No goals yet. Pick one: roadtrack curriculum list, then roadtrack enroll CURRICULUM"
    lines: list[str] = []
    if what_if is not NO_TRY:
        lines.append(f"if {_tried(what_if, standing.today)}; nothing is saved")
    for goal, outlook, levers in found:
        lines += _goal_lines(session, standing, goal, outlook)
        lines += _lever_lines(levers, standing.today)
    return "\n".join([*lines, session.paint.dim(_basis(standing, outlooks))])


def _tried(what_if: Try, today: dt.date) -> str:
    parts = [f"{what_if.hours_per_week:g} h in an average week"] if what_if.hours_per_week else []
    parts += [f"the date were {show_date(what_if.by, today)}"] if what_if.by else []
    parts += [f"without {', '.join(sorted(what_if.without))}"] if what_if.without else []
    return ", ".join(parts)


def _goal_lines(session: Session, standing: Standing, goal: Goal, outlook: Outlook) -> list[str]:
    today, name = standing.today, session.paint.bold(goal.id)
    if goal.pressure.state == "complete":
        return [f"{name}: nothing weighted is left."]
    if not outlook.known:
        return [
            f"{name}: nothing to forecast from. Log time, or tell your plan: roadtrack config set plan.hours_per_week 5"
        ]
    span = show_span(outlook.middle, outlook.late, today)
    when = (
        f"Finish {span} (P50 to P85)." if outlook.middle is None else f"Finish between {_between(span)} (P50 to P85)."
    )
    if outlook.by is None:
        head = f"{name} has no date. {when} Give it one: roadtrack goal {goal.id} --by DATE"
    elif outlook.by < today:
        due = show_date(outlook.by, today)
        head = f"{name} was due {due}. {when} Give it a new date: roadtrack goal {goal.id} --by DATE"
    else:
        head = f"{name} by {show_date(outlook.by, today)}: {outlook.words}, {outlook.percent} %. {when}"
    lines = [head, f"  {show_hours(outlook.hours)} of estimated work left"]
    if outlook.before:
        lines[-1] += f", with that of {', '.join(outlook.before)}, due before"
    return lines


def _between(span: str) -> str:
    return span.replace(" – ", " and ")


def _lever_lines(levers: Sequence[Lever], today: dt.date) -> list[str]:
    words = [_lever(lever, today) for lever in levers]
    width = max(map(cells, words), default=0)
    return [f"    {fit(word, width)}  {lever.percent:3} %" for word, lever in zip(words, levers, strict=True)]


def _lever(lever: Lever, today: dt.date) -> str:
    if lever.kind == "hours":
        return f"+{lever.value} h a week"
    if lever.kind == "date":
        assert lever.day is not None
        return f"move it to {show_date(lever.day, today)}"
    return f"{lever.name} waits" if lever.kind == "goal" else f"leave out {lever.name}"


def _basis(standing: Standing, outlooks: Outlooks) -> str:
    long = (standing.bias.factor - 1) * 100
    speed = f"{outlooks.hours_per_week:.1f} h in an average week"
    short = (
        f"work takes {long:+.0f} % of its estimate".replace("+", "", 1)
        if long < 0
        else f"estimates run {long:.0f} % short"
    )
    if standing.weeks_of_journal < ROUGH_WEEKS:
        return f"rough, from your plan of {standing.planned_hours:g} h a week: {speed}, {short}"
    return (
        f"from {counted(standing.weeks_of_journal, 'week')} of your journal: {speed}, {short}. A guess, not a promise."
    )
