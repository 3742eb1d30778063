"""The filter grammar of `list`, of `/` in the app, and of saved filters. Pure.

Words match ref and title, all must match, case ignored. `is:ready,doing` a comma is "or", a leading `-`
negates. Keys: is, has, no, kind, in, max, since, and `@name` for a saved filter.
"""

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from roadtrack.curriculum.faults import nearest
from roadtrack.curriculum.model import StepKind
from roadtrack.errors import UsageError
from roadtrack.journal.events import Status
from roadtrack.planning.standing import Standing
from roadtrack.when import parse_date, parse_duration

IS = ("todo", "doing", "done", "skipped", "ready", "blocked", "verified")
HAS = ("evidence", "note", "check", "link", "estimate")
KEYS = ("is", "has", "no", "kind", "in", "max", "since")

Test = Callable[[str, Standing], bool]


@dataclass(frozen=True, slots=True)
class Filter:
    """A parsed filter: every test must hold."""

    tests: tuple[Test, ...] = ()

    def matches(self, ref: str, standing: Standing) -> bool:
        """Whether a step passes."""
        return all(test(ref, standing) for test in self.tests)


def parse_filter(words: Sequence[str], saved: Mapping[str, str], today: dt.date) -> Filter:
    """Read a filter. Raises UsageError that names the nearest right word."""
    tests: list[Test] = []
    for word in words:
        for part in word.split():
            tests += _terms(part, saved, today, depth=0)
    return Filter(tuple(tests))


def _terms(word: str, saved: Mapping[str, str], today: dt.date, depth: int) -> list[Test]:
    if word.startswith("@"):
        return _saved(word[1:], saved, today, depth)
    if word.startswith("-") and len(word) > 1:
        return [_not(Filter(tuple(_terms(word[1:], saved, today, depth))).matches)]
    return [_term(word, today)]


def _saved(name: str, saved: Mapping[str, str], today: dt.date, depth: int) -> list[Test]:
    if name not in saved:
        near = nearest(name, saved)
        hint = f" Did you mean @{near}?" if near else f" There are: {', '.join('@' + n for n in sorted(saved))}."
        raise UsageError(f"no saved filter @{name}.{hint}")
    if depth > 8:
        raise UsageError(f"the saved filter @{name} names itself.")
    return [t for word in saved[name].split() for t in _terms(word, saved, today, depth + 1)]


def _not(test: Test) -> Test:
    return lambda ref, standing: not test(ref, standing)


def _term(word: str, today: dt.date) -> Test:
    key, colon, value = word.partition(":")
    if not colon or "/" in key:
        return _text(word)
    if key not in KEYS:
        near = nearest(key, KEYS)
        hint = f" Did you mean {near}:?" if near else f" Keys are {', '.join(k + ':' for k in KEYS)}."
        raise UsageError(f'unknown filter "{word}".{hint}')
    values = [v for v in value.split(",") if v]
    if not values:
        raise UsageError(f'"{word}" has no value, e.g. {key}:{_EXAMPLES[key]}.')
    return _any([_key_test(key, v, word, today) for v in values])


_EXAMPLES = {
    "is": "ready",
    "has": "evidence",
    "no": "evidence",
    "kind": "practice",
    "in": "cka",
    "max": "30m",
    "since": "7d",
}


def _any(tests: list[Test]) -> Test:
    return lambda ref, standing: any(test(ref, standing) for test in tests)


def _key_test(key: str, value: str, word: str, today: dt.date) -> Test:
    if key == "is":
        return _is(_one_of(value, IS, word))
    if key == "has":
        return _has(_one_of(value, HAS, word))
    if key == "no":
        return _not(_has(_one_of(value, HAS, word)))
    if key == "kind":
        kind = _one_of(value, tuple(StepKind), word)
        return lambda ref, standing: standing.library.steps[ref].step.kind == kind
    if key == "in":
        return _in(value)
    if key == "max":
        minutes = parse_duration(value)
        return lambda ref, standing: 0 < standing.minutes_left(ref) <= minutes
    return _since(value, today)


def _one_of(value: str, allowed: Sequence[str], word: str) -> str:
    if value in allowed:
        return value
    near = nearest(value, allowed)
    hint = f" Did you mean {near}?" if near else f" Allowed: {', '.join(allowed)}."
    raise UsageError(f'unknown value in "{word}".{hint}')


def _text(word: str) -> Test:
    wanted = word.casefold()

    def test(ref: str, standing: Standing) -> bool:
        return wanted in ref or wanted in standing.library.steps[ref].step.title.casefold()

    return test


def _is(value: str) -> Test:
    def test(ref: str, standing: Standing) -> bool:
        state = standing.state(ref)
        if value == "verified":
            return state.verified
        if value in ("ready", "blocked"):
            blocked = bool(standing.open_needs(ref))
            return not state.status.finished and blocked == (value == "blocked")
        return state.status is Status(value)

    return test


def _has(value: str) -> Test:
    def test(ref: str, standing: Standing) -> bool:
        step, state = standing.library.steps[ref].step, standing.state(ref)
        return {
            "evidence": state.evidence > 0,
            "note": state.notes > 0,
            "check": step.check is not None,
            "link": bool(step.resources),
            "estimate": step.hours is not None,
        }[value]

    return test


def _in(value: str) -> Test:
    curriculum, _, section = value.partition("/")

    def test(ref: str, standing: Standing) -> bool:
        if curriculum not in standing.library.outlines:
            return False
        if not section:
            return ref in standing.library.outlines[curriculum].shares
        return ref in _refs_below(curriculum, section, standing)

    return test


def _refs_below(curriculum: str, section: str, standing: Standing) -> frozenset[str]:
    from roadtrack.curriculum.outline import SectionNode, StepNode

    found: set[str] = set()

    def visit(node: SectionNode, *, inside: bool) -> None:
        inside = inside or node.path == section or node.path.endswith("/" + section)
        for child in node.children:
            if isinstance(child, StepNode):
                if inside:
                    found.add(child.ref)
            else:
                visit(child, inside=inside)

    for top in standing.library.outlines[curriculum].sections:
        visit(top, inside=False)
    return frozenset(found)


def since_day(text: str, today: dt.date) -> dt.date:
    """The first day that `--since` and `since:` mean: `7d` is seven days ago, any other date is itself."""
    if found := re.fullmatch("([0-9]+)([dwmy])", text):
        unit = {"d": "days", "w": "weeks", "m": "months", "y": "years"}[found[2]]
        return parse_date(f"{found[1]} {unit} ago", today)
    return parse_date(text, today)


def _since(value: str, today: dt.date) -> Test:
    """Touched on or after a day: `since:7d` is seven days ago, `since:2026-11-01` that day."""
    day = since_day(value, today).isoformat()
    return lambda ref, standing: (standing.state(ref).touched or "")[:10] >= day
