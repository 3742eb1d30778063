"""curriculum diff and upgrade: what a new edition changes, and going on to it."""

from pathlib import Path

import click

from roadtrack.cli.complete import complete_curriculum
from roadtrack.cli.documents import document
from roadtrack.cli.outcome import outcome_document
from roadtrack.cli.session import Session, common, looking
from roadtrack.cli.shapes import Document
from roadtrack.curriculum.changes import Changes, changes
from roadtrack.curriculum.model import Curriculum
from roadtrack.errors import FaultyFile, NotFound
from roadtrack.journal.events import Status, StepState
from roadtrack.show import counted
from roadtrack.text import one_line, visible
from roadtrack.tracker import Tracker


@click.command()
@click.argument("old", metavar="ID|FILE", shell_complete=complete_curriculum)
@click.argument("new", metavar="[FILE|ID]", required=False)
@looking
def diff(session: Session, old: str, new: str | None) -> None:
    """Kept, renamed, added and removed steps between two editions.

    With one ID: from the edition your progress is on to the one in use. With two: from the first to the
    second, each an id or a file.
    """
    tracker = session.tracker
    found = tracker.revision(old) if new is None else changes(_curriculum(tracker, old), _curriculum(tracker, new))
    answer = document("CurriculumDiff", **changes_item(found, tracker))
    session.emit(answer, lambda: changes_page(found, tracker, paint_arrow=session.paint.arrow))


def _curriculum(tracker: Tracker, name: str) -> Curriculum:
    """A curriculum by its id, or in a file that may not be in use."""
    from roadtrack.curriculum.reader import MAX_BYTES, read

    path = Path(name)
    if "/" not in name and not name.endswith(".toml"):
        return tracker.curriculum(name)
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise NotFound(f"{visible(name)} cannot be read: {error.strerror or error}.") from error
    found, faults = read(data, name)
    if found is None:
        raise FaultyFile("\n".join(visible(str(fault)) for fault in faults))
    return found


@click.command()
@click.argument("ids", nargs=-1, metavar="[ID…]", shell_complete=complete_curriculum)
@common
def upgrade(session: Session, ids: tuple[str, ...]) -> None:
    """Go on to the editions in use, after their changes were shown. Undoable.

    Progress is found by id and alias, so nothing is moved and nothing can be lost; steps that are gone stay
    parked with their history.
    """
    tracker = session.tracker
    found = [tracker.revision(id_) for id_ in ids] if ids else list(tracker.revised())
    going = [change for change in found if change.any]
    if not going:
        answer = document("Action", verb="curriculum upgrade", action=None, changed=[], unchanged=list(ids))
        session.emit(answer, lambda: "Every curriculum is the one your progress is on.")
        return
    if not session.json:
        for change in going:
            click.echo(changes_page(change, tracker, paint_arrow=session.paint.arrow))
    if len(going) == 1:
        session.confirm(f"Go on with {going[0].new.id} {visible(going[0].new.revision)}?")
    else:
        session.confirm(f"Go on with these {len(going)}?")
    outcome = tracker.adopt([change.new.id for change in going])
    done = ", ".join(outcome.changed)
    session.emit(
        outcome_document("curriculum upgrade", outcome),
        lambda: f"{session.paint.tick} {done}  your progress is on the present edition\n  undo: roadtrack undo",
    )


def changes_item(found: Changes, tracker: Tracker) -> Document:
    """The changes as JSON, with what the learner had done in the steps that are gone."""
    states = tracker.snapshot().steps
    return {
        "id": found.new.id,
        "from": found.old.revision,
        "to": found.new.revision,
        "kept": list(found.kept),
        "retitled": list(found.retitled),
        "renamed": [{"old": r.old, "new": r.new} for r in found.renamed],
        "added": list(found.added),
        "removed": [
            {"step": id_, "parked": (s := states.get(f"{found.new.id}/{id_}")) is not None, "was": _was(s)}
            for id_ in found.removed
        ],
        "sections": {"added": list(found.sections_added), "removed": list(found.sections_removed)},
        "weights": [{"section": t, "from": old, "to": new} for t, old, new in found.weights],
    }


def changes_page(found: Changes, tracker: Tracker, *, paint_arrow: str) -> str:
    """The changes in words."""
    states = tracker.snapshot().steps
    to = f" {paint_arrow} "
    if not found.any:
        return f"{found.new.id} {one_line(found.new.revision)}: nothing changed."
    counts = [
        f"{len(found.kept)} kept",
        f"{len(found.renamed)} renamed",
        f"{len(found.added)} added",
        f"{len(found.removed)} removed",
    ]
    revisions = one_line(found.old.revision) + to + one_line(found.new.revision)
    lines = [f"{found.new.id} {revisions}: {', '.join(counts)}"]
    lines += [f"  renamed   {r.old}{to}{r.new}  your history comes along" for r in found.renamed]
    lines += [f"  added     {id_}  {one_line(found.title(id_))}" for id_ in found.added]
    for id_ in found.removed:
        state = states.get(f"{found.new.id}/{id_}")
        label = "removed" if state is None else "parked "
        lines.append(f"  {label}   {id_}  {_was(state)}")
    lines += [f"  new title {id_}  {one_line(found.title(id_))}" for id_ in found.retitled]
    lines += [f"  weight    {one_line(t)}: {_weight(old)}{to}{_weight(new)}" for t, old, new in found.weights]
    lines += [f"  section   {one_line(title)} is new" for title in found.sections_added]
    lines += [f"  section   {one_line(title)} is gone" for title in found.sections_removed]
    return "\n".join(lines)


def _weight(weight: float | None) -> str:
    return "none" if weight is None else f"{weight:g} %"


def _was(state: StepState | None) -> str:
    """What the learner had done in a step that is gone."""
    if state is None:
        return "never touched"
    parts = [f"done {state.done_day}" if state.status is Status.DONE else state.status.value]
    parts += [counted(state.notes, "note")] if state.notes else []
    parts += [f"{state.evidence} evidence"] if state.evidence else []
    return ", ".join(parts) + ": kept, list is:parked"
