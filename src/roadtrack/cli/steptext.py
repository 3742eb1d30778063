"""Steps as text: lists, the checklist tree, one step, reasons. Outside text is made visible here."""

from roadtrack.cli.paint import Paint
from roadtrack.cli.shapes import Document
from roadtrack.curriculum.outline import SectionNode, StepNode
from roadtrack.planning.brief import step_item
from roadtrack.planning.standing import Standing
from roadtrack.show import show_duration
from roadtrack.text import cells, cut, one_line, visible

MARKS = {
    "todo": "[ ]",
    "ready": "[ ]",
    "doing": "[~]",
    "done": "[x]",
    "skipped": "[-]",
    "blocked": "[!]",
}


def step_note(item: Document) -> str:
    """What stands at the end of a row: score, or a word."""
    if item["status"] == "done":
        return "verified" if item["verified"] else "done"
    if item["state"] == "blocked":
        return "blocked"
    if item["status"] == "skipped":
        return "skipped"
    return "" if item["score"] is None else f"{item['score']:.2f}"


def list_page(items: list[Document], paint: Paint, *, filtered: bool) -> str:
    """One line a step: mark, ref, work left, score or word, title."""
    if not items:
        return "No step matches." if filtered else "No steps. Pick a goal: roadtrack enroll CURRICULUM"
    width = max(cells(item["ref"]) for item in items)
    return "\n".join(_row(item, item["ref"].ljust(width), paint) for item in items)


def _row(item: Document, name: str, paint: Paint) -> str:
    left = show_duration(item["minutesLeft"]) if item["minutesLeft"] else ""
    head = f"{MARKS[item['state']]} {name}  {left:>5}  {step_note(item):>8}  "
    return head + cut(one_line(item["title"]), max(10, paint.width - cells(head)), paint.ellipsis)


def tree_page(standing: Standing, ids: tuple[str, ...], wanted: set[str], paint: Paint) -> str:
    """Curricula as outlines, with progress at each section; only sections that hold a wanted step."""
    lines: list[str] = []

    def visit(curriculum: str, node: SectionNode, depth: int) -> None:
        if not _holds(node, wanted):
            return
        p = standing.progress(curriculum)[node.path]
        weight = f"  {node.weight:g} %" if node.weight is not None else ""
        bar = paint.bar(p.done, 10)
        lines.append(f"{'  ' * depth}{one_line(node.title)}{weight}  {bar} {p.done:.0f} %  {p.steps_done}/{p.steps}")
        for child in node.children:
            if isinstance(child, SectionNode):
                visit(curriculum, child, depth + 1)
            elif child.ref in wanted:
                item = step_item(child.ref, standing)
                name = child.ref.removeprefix(f"{curriculum}/").ljust(24)
                lines.append("  " * (depth + 1) + _row(item, name, paint))

    for id_ in ids:
        outline = standing.library.outlines[id_]
        whole = standing.progress(id_)[""]
        lines.append(
            f"{id_}  {one_line(outline.curriculum.title)} {outline.curriculum.revision}"
            f"  {whole.done:.0f} %  {whole.steps_done}/{whole.steps}"
        )
        for section in outline.sections:
            visit(id_, section, 1)
    return "\n".join(lines) or "No step matches."


def _holds(node: SectionNode, wanted: set[str]) -> bool:
    return any(child.ref in wanted if isinstance(child, StepNode) else _holds(child, wanted) for child in node.children)


def step_page(step: Document, paint: Paint) -> str:
    """All about one step."""
    spent = f"{show_duration(step['minutesLogged'])} of {show_duration(step['minutes'])}"
    word = "verified" if step["verified"] else step["state"]
    goals = ", ".join(step["goals"])
    lines = [
        paint.strong(step["ref"]) + f"  {one_line(step['title'])}",
        f"{step['section']} · {step['stepKind']} · {word} · {spent}" + (f" · counts in {goals}" if goals else ""),
    ]
    if step["reason"]:
        lines.append(f"skipped because: {visible(step['reason'])}")
    if step["why"]:
        lines += ["", visible(step["why"])]
    if step["reasons"]:
        lines += ["", f"score    {step['score']:.2f} points per hour"]
        lines += [f"  {row['score']:5.2f}  {row['text']}" for row in step["reasons"]]
    lines += _field("prove", step["prove"])
    lines += _field("recall", step["recallWords"] or None)
    lines += _field("check", " ".join(step["check"]) if step["check"] else None)
    needs = ", ".join(f"{n['ref']}{' ' + paint.tick if n['finished'] else ''}" for n in step["needsAll"])
    lines += _field("needs", needs or "nothing")
    lines += _field("opens", ", ".join(step["opens"]) or "nothing")
    for number, link in enumerate(step["links"], 1):
        lines.append(f"{'links' if number == 1 else '':<9}{number}  {one_line(link['title'])}  {link['url']}")
    lines += _entries("notes", step["history"], "note")
    lines += _entries("evidence", step["history"], "evidence")
    return "\n".join(lines)


def _field(name: str, value: str | None) -> list[str]:
    return [] if value is None else [f"{name:<9}{visible(value)}"]


def _entries(name: str, history: list[Document], kind: str) -> list[str]:
    found = [e for e in history if e["kind"] == kind and not e["undone"]]
    if not found:
        return [f"{name:<9}none"]
    lines = []
    for number, entry in enumerate(reversed(found)):
        text = visible(entry["text"]).replace("\n", "\n" + " " * 9)
        lines.append(f"{name if number == 0 else '':<9}{entry['day']}  {text}")
    return lines


def reasons_page(reasons: Document, paint: Paint) -> str:
    """`why`: rows that add up."""
    lines = [
        paint.strong(reasons["ref"])
        + f"  {reasons['score']:.2f} points per hour, {_ordinal(reasons['rank'])} of {reasons['ready']} ready",
        paint.dim(f"  {one_line(reasons['title'])}"),
    ]
    for row in reasons["items"]:
        lines.append(f"  {row['score']:.2f}  {row['text']}")
        if row["note"]:
            lines.append(paint.dim(f"        ({row['note']})"))
    lines += [f"  {line}" for line in reasons["goals"]]
    lines.append(paint.dim(f"  1 point is 1 % of one goal · the bundle takes {reasons['bundleHours']:g} h"))
    return "\n".join(lines)


def why_not_page(answer: Document, paint: Paint) -> str:
    """`why-not`: what is missing, and where to start."""
    if answer["startWith"] is None:
        return f"{paint.strong(answer['ref'])}: {answer['reason']}."
    needs = ", ".join(f"{n['ref']} ({n['state']}, {show_duration(n['minutesLeft'])} left)" for n in answer["needs"])
    lines = [f"blocked: needs {needs}", f"start with: {paint.strong(answer['startWith'])}"]
    if len(answer["path"]) > 2:
        lines.append(paint.dim("the way: " + f" {paint.arrow} ".join(answer["path"])))
    return "\n".join(lines)


def _ordinal(number: int) -> str:
    words = {1: "first", 2: "second", 3: "third"}
    return words.get(number, f"number {number}")
