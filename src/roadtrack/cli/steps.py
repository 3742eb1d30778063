"""list, show, why, why-not, open: looking at steps."""

import click

from roadtrack.cli.activity import history_item
from roadtrack.cli.complete import complete_ref
from roadtrack.cli.documents import document
from roadtrack.cli.session import Session, looking
from roadtrack.cli.shapes import Document
from roadtrack.cli.steptext import MARKS, list_page, reasons_page, step_page, tree_page, why_not_page
from roadtrack.errors import NotFound, UsageError
from roadtrack.planning.brief import reason_items, recall_words, step_item
from roadtrack.planning.reasons import pressure_line
from roadtrack.planning.standing import Standing
from roadtrack.text import visible


@click.command("list")
@click.argument("words", nargs=-1, metavar="[FILTER…]")
@click.option("--sort", type=click.Choice(["file", "score", "ref", "left", "touched"]), default="file", help="Order.")
@click.option("-n", "--number", type=click.IntRange(1), help="How many.")
@click.option("--tree", is_flag=True, help="Under their sections.")
@looking
def list_(session: Session, words: tuple[str, ...], sort: str, number: int | None, *, tree: bool) -> None:
    """The steps that match a filter: words, is:ready, in:cka/storage, no:evidence, max:30m, @open.

    A filter that starts with - negates: list -- -is:done
    """
    standing, refs = session.tracker.find(words, session.flags.curriculum)
    keys = {
        "score": lambda r: -(standing.suggestions[r].score if r in standing.suggestions else -1.0),
        "ref": lambda r: r,
        "left": standing.minutes_left,
        "touched": lambda r: standing.state(r).touched or "",
    }
    if sort in keys:
        refs.sort(key=keys[sort], reverse=sort == "touched")
    refs = refs[:number]
    items = [step_item(ref, standing) for ref in refs]
    if session.flags.output == "name":
        click.echo("".join(f"{ref}\n" for ref in refs), nl=False)
        return
    answer = document("StepList", day=standing.today.isoformat(), items=items)
    if tree:
        ids = session.flags.curriculum or tuple(goal.id for goal in standing.goals)
        session.emit(answer, lambda: tree_page(standing, ids, set(refs), session.paint))
    else:
        session.emit(answer, lambda: list_page(items, session.paint, filtered=bool(words)))


@click.command()
@click.argument("ref", shell_complete=complete_ref)
@click.option("--tree", is_flag=True, help="What it needs, all the way down, and what it opens.")
@looking
def show(session: Session, ref: str, *, tree: bool) -> None:
    """All about one step: reasons, needs, links, notes, evidence, history."""
    full = session.resolve(ref)
    standing = session.tracker.standing_for(full)
    if session.flags.output == "name":
        click.echo(full)
        return
    answer = step_document(session, full, standing)
    session.emit(answer, lambda: step_page(answer, session.paint))
    if tree and not session.json:
        click.echo(_needs_tree(standing, full))


def step_document(session: Session, ref: str, standing: Standing) -> Document:
    """Everything known of one step."""
    linked = standing.library.steps[ref]
    step = linked.step
    entries = session.tracker.history(ref)
    item = step_item(ref, standing)
    return document(
        "Step",
        **{key: value for key, value in item.items() if key != "kind"},
        stepKind=item["kind"],
        curriculum=linked.curriculum,
        hours=step.hours,
        why=step.why,
        prove=step.evidence,
        check=list(step.check.run) if step.check else None,
        recallWords=recall_words(item, standing.today),
        reason=standing.state(ref).reason,
        needsAll=[{"ref": n, "finished": standing.state(n).status.finished} for n in linked.needs],
        opens=list(standing.library.opens.get(ref, ())),
        links=[{"title": r.title, "url": r.url, "kind": r.kind} for r in step.resources],
        history=[history_item(e) for e in entries],
    )


def _needs_tree(standing: Standing, ref: str) -> str:
    """Needs by depth; a step shown before is only named."""
    lines = ["", "needs"]
    seen: set[str] = set()
    pending = [(need, 1) for need in reversed(standing.library.steps[ref].needs)]
    while pending:
        need, depth = pending.pop()
        again = need in seen
        seen.add(need)
        mark = MARKS[standing.state(need).status.value]
        lines.append(f"{'  ' * depth}{mark} {need}{' (above)' if again else ''}")
        if not again:
            pending += [(n, depth + 1) for n in reversed(standing.library.steps[need].needs)]
    lines += ["opens", *(f"  {MARKS['todo']} {opened}" for opened in standing.library.opens.get(ref, ()))]
    return "\n".join(lines)


@click.command()
@click.argument("ref", required=False, shell_complete=complete_ref)
@looking
def why(session: Session, ref: str | None) -> None:
    """The rows that add up to a step's score; without REF, the top suggestion's."""
    standing = session.tracker.standing()
    if ref is None:
        if not standing.plan.suggestions:
            raise NotFound("nothing is suggested now.", "See what is left: roadtrack list is:todo")
        full = standing.plan.suggestions[0].ref
    else:
        full = session.resolve(ref)
    if full not in standing.suggestions:
        _why_not(session, full)
        return
    order = [s.ref for s in standing.plan.suggestions]
    suggestion = standing.suggestions[full]
    counting = {goal for reason in suggestion.reasons for goal, share in reason.goals if share > 0}
    answer = document(
        "Reasons",
        ref=full,
        title=standing.library.steps[full].step.title,
        score=round(suggestion.score, 2),
        rank=order.index(full) + 1,
        ready=len(order),
        bundleHours=round(suggestion.bundle_hours, 2),
        items=reason_items(suggestion, standing),
        goals=[pressure_line(g, standing.pace) for g in standing.goals if g.id in counting],
        pace=round(standing.pace, 2),
    )
    session.emit(answer, lambda: reasons_page(answer, session.paint))


@click.command("why-not")
@click.argument("ref", shell_complete=complete_ref)
@looking
def why_not(session: Session, ref: str) -> None:
    """What keeps a step off the list, and the first ready step on the cheapest path to it."""
    _why_not(session, session.resolve(ref))


def _why_not(session: Session, ref: str) -> None:
    standing = session.tracker.standing_for(ref)
    state = standing.state(ref).status
    path: tuple[str, ...] = ()
    counts = any(goal.id in standing.library.counts_in.get(ref, ()) for goal in standing.goals)
    if state.finished:
        reason = f"it is {state.value} already"
    elif ref in standing.suggestions:
        reason = "it is ready and on the list"
    elif not counts and ref not in {s.ref for s in standing.steps}:
        reason = f"no goal of yours has it; make it one: roadtrack enroll {ref.partition('/')[0]}"
    else:
        path = session.tracker.path_to(ref)
        reason = "blocked"
    answer = document(
        "Reasons",
        ref=ref,
        title=standing.library.steps[ref].step.title,
        score=None,
        reason=reason,
        needs=[step_item(need, standing) for need in standing.open_needs(ref)],
        startWith=path[0] if path else None,
        path=list(path),
        items=[],
    )
    session.emit(answer, lambda: why_not_page(answer, session.paint))


@click.command("open")
@click.argument("ref", shell_complete=complete_ref)
@click.argument("number", type=click.IntRange(1), default=1, metavar="[N]")
@click.option("--print", "only_print", is_flag=True, help="Only print the address.")
@looking
def open_(session: Session, ref: str, number: int, *, only_print: bool) -> None:
    """Open link N of a step in the browser; the address is shown first."""
    full = session.resolve(ref)
    links = session.tracker.standing_for(full).library.steps[full].step.resources
    if not links:
        raise NotFound(f"{full} has no link.")
    if number > len(links):
        raise UsageError(f"{full} has {len(links)} links, no number {number}.")
    link = links[number - 1]
    answer = document("Link", ref=full, number=number, title=link.title, url=link.url)
    session.emit(answer, lambda: visible(link.url))
    if not only_print:
        click.launch(link.url)
