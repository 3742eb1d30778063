"""All about one step as styled text. Outside text enters as text, never as markup."""

from collections.abc import Sequence
from typing import Any

from textual.content import Content

from roadtrack.journal.events import Attached, Noted, Redone, Undone
from roadtrack.journal.state import Entry
from roadtrack.journal.words import action_words, deed_words, evidence_words
from roadtrack.planning.brief import recall_words, step_item
from roadtrack.planning.reasons import pressure_line
from roadtrack.planning.standing import Standing
from roadtrack.show import show_duration
from roadtrack.text import one_line, visible
from roadtrack.tui.marks import Glyphs

Part = tuple[str, str]
DIM, STRONG, GOOD, WARN = "$text-muted", "$primary", "$success", "$warning"
LABEL = 10


def step_content(ref: str, standing: Standing, entries: Sequence[Entry], glyphs: Glyphs) -> Content:
    """Title, state, why, reasons, proof, needs, opens, links, notes, evidence, history."""
    parts: list[Part] = []
    linked = standing.library.steps[ref]
    item = step_item(ref, standing)
    word = "verified" if item["verified"] else item["state"]
    spent = f"{show_duration(item['minutesLogged'])} of {show_duration(item['minutes'])}"
    parts.append((one_line(linked.step.title) + "\n", "bold"))
    parts.append((f"{one_line(linked.section)} · {item['kind']} · ", DIM))
    parts.append((word, GOOD if word in ("done", "verified") else WARN if word == "blocked" else ""))
    counts = f" · counts in {', '.join(item['goals'])}" if item["goals"] else ""
    parts.append((f" · {spent}{counts}\n", DIM))
    if reason := standing.state(ref).reason:
        parts.append((f"skipped because: {visible(reason)}\n", ""))
    if linked.step.why:
        parts.append(("\n" + visible(linked.step.why) + "\n", ""))
    parts += _reasons(ref, item, standing)
    parts += _proof(ref, standing)
    if words := recall_words(item, standing.today):
        parts += _field("Recall", f"{words}; r records one")
    parts += _links(ref, standing, glyphs)
    parts += _journal(entries)
    return Content.assemble(*parts)


def why_content(ref: str, standing: Standing) -> Content:
    """Only the reasons: why a step is suggested, or why not."""
    return Content.assemble(*_reasons(ref, step_item(ref, standing), standing, full=True))


def _reasons(ref: str, item: dict[str, Any], standing: Standing, *, full: bool = False) -> list[Part]:
    if item["score"] is None:
        if item["state"] != "blocked":
            return []
        needs = ", ".join(f"{n} ({step_item(n, standing)['state']})" for n in item["needs"][:4])
        more = f" and {len(item['needs']) - 4} more" if len(item["needs"]) > 4 else ""
        return [("\nBlocked\n", "bold"), (f"  needs {needs}{more}\n", "")]
    parts: list[Part] = [(f"\nWhy {item['score']:.2f} points per hour\n", "bold")]
    for row in item["reasons"]:
        parts.append((f"  {row['score']:5.2f}  ", STRONG))
        parts.append((f"{row['text']}\n", ""))
        if row["note"]:
            parts.append((f"         ({row['note']})\n", DIM))
    counting = {goal for s in standing.suggestions[ref].reasons for goal, share in s.goals if share > 0}
    parts += [(f"  {pressure_line(g, standing.pace)}\n", DIM) for g in standing.goals if g.id in counting]
    if full:
        parts.append(("  1 point is 1 % of one goal\n", DIM))
    return parts


def _field(name: str, text: str, style: str = "") -> list[Part]:
    return [(name.ljust(LABEL), "bold"), (text + "\n", style)]


def _proof(ref: str, standing: Standing) -> list[Part]:
    step = standing.library.steps[ref].step
    parts: list[Part] = [("\n", "")]
    parts += _field("Prove it", visible(step.evidence) if step.evidence else "a attaches your own proof")
    if step.check:
        parts += _field("Check", visible(" ".join(step.check.run)), DIM)
    return parts


def _links(ref: str, standing: Standing, glyphs: Glyphs) -> list[Part]:
    linked = standing.library.steps[ref]
    needs = ", ".join(n + (f" {glyphs.tick}" if standing.state(n).status.finished else "") for n in linked.needs)
    parts = _field("Needs", needs or "nothing")
    parts += _field("Opens", ", ".join(standing.library.opens.get(ref, ())) or "nothing")
    for number, link in enumerate(linked.step.resources, 1):
        name = "Links" if number == 1 else ""
        parts += _field(name, f"{number}  {one_line(link.title)}")
        parts.append((" " * (LABEL + 3) + one_line(link.url) + "\n", DIM))
    if not linked.step.resources:
        parts += _field("Links", "none", DIM)
    return parts


def _journal(entries: Sequence[Entry]) -> list[Part]:
    notes = [e for e in entries if isinstance(e.event.deed, Noted) and not e.undone]
    proofs = [e for e in entries if isinstance(e.event.deed, Attached) and not e.undone]
    parts: list[Part] = [(f"\nNotes ({len(notes)})", "bold"), ("  n writes one\n", DIM)]
    for entry in reversed(notes):
        deed = entry.event.deed
        assert isinstance(deed, Noted)
        parts += [(f"  {entry.event.day}  ", DIM), (visible(deed.text) + "\n", "")]
    parts += [(f"Evidence ({len(proofs)})", "bold"), ("  a attaches a link or a file\n", DIM)]
    for entry in reversed(proofs):
        deed = entry.event.deed
        assert isinstance(deed, Attached)
        digest = f"  sha256 {deed.sha256[:12]}…" if deed.sha256 else ""
        parts += [(f"  {entry.event.day}  ", DIM), (one_line(evidence_words(deed)) + digest + "\n", "")]
    if entries:
        parts.append(("History\n", "bold"))
    for entry in entries[:30]:
        parts += [(f"  {entry.event.day}  {entry.event.kind:<9} ", DIM), (_words(entry) + "\n", "")]
    return parts


def _words(entry: Entry) -> str:
    deed = entry.event.deed
    if isinstance(deed, Undone | Redone):
        return action_words(entry.about)
    return one_line(deed_words(deed)) + ("  (undone)" if entry.undone else "")
