"""Curricula linked together: every `use` resolved, every need a full ref, every weight a share of the whole.

A `Library` is what progress, planning and both faces read. Building it never fails: what cannot be resolved
is left out and told as a problem. Pure.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from sys import intern

from roadtrack.curriculum.cycles import find_cycle
from roadtrack.curriculum.model import Curriculum, Section, Step, Use

_MAX_USES = 32  # a use of a use of a use …


@dataclass(frozen=True, slots=True)
class StepNode:
    """A step in a curriculum's outline. `share` is its part of the whole curriculum, 0 to 1."""

    ref: str
    share: float


@dataclass(frozen=True, slots=True)
class SectionNode:
    """A section in a curriculum's outline, with what it `use`s in place.

    `weight` is the published percentage or None; `share` its part of the whole curriculum, 0 to 1.
    """

    path: str
    """Ids from the top, joined by `/`: names this node in this outline only."""
    title: str
    weight: float | None
    share: float
    summary: str | None
    origin: str | None
    """The curriculum or section it shows through `use`, or None."""
    children: tuple["SectionNode | StepNode", ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """One curriculum as its learner sees it."""

    curriculum: Curriculum
    sections: tuple[SectionNode, ...]
    shares: Mapping[str, float]
    """ref → part of the whole, 0 to 1, summed over all places of the step. Adds up to 1 unless empty."""
    order: tuple[str, ...]
    """Each ref once, in outline order."""


@dataclass(frozen=True, slots=True)
class LinkedStep:
    """A step with its full name and its place. `needs` are refs of steps that exist."""

    ref: str
    curriculum: str
    section: str
    """Title of the section it stands in."""
    position: int
    """Order over all curricula: by curriculum id, then by file order."""
    step: Step
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something between files that could not be resolved and was left out."""

    curriculum: str
    key: str
    """`use` or `needs`."""
    value: str
    """The ref as written, so that its line can be found in the file."""
    message: str


@dataclass(frozen=True, slots=True)
class Library:
    """Linked curricula. Refs are unique; `aliases` maps former refs to present ones."""

    steps: Mapping[str, LinkedStep]
    outlines: Mapping[str, Outline]
    aliases: Mapping[str, str]
    problems: tuple[Problem, ...]
    opens: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """ref → the steps that need it."""
    counts_in: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """ref → the curricula that count it, its own first."""

    def present(self, ref: str) -> str:
        """The present name of a ref that may be a former one."""
        return self.aliases.get(ref, ref)


def references(curriculum: Curriculum) -> frozenset[str]:
    """Ids of the other curricula that this one names in `use` or `needs`."""
    found: set[str] = set()
    for section in curriculum.walk():
        if section.use is not None:
            found.add(section.use.partition("/")[0])
        for step in section.steps:
            for ref in (step.target,) if isinstance(step, Use) else step.needs:
                if "/" in ref:
                    found.add(ref.partition("/")[0])
    return frozenset(found - {curriculum.id})


def link(curricula: Mapping[str, Curriculum]) -> Library:
    """Resolve everything between the given curricula. What they name beyond these becomes a problem."""
    linker = _Linker(curricula)
    steps = linker.link_steps()
    outlines = {id_: linker.outline(id_) for id_ in sorted(curricula)}
    opens: dict[str, list[str]] = {}
    for step in steps.values():
        for need in step.needs:
            opens.setdefault(need, []).append(step.ref)
    counts: dict[str, tuple[str, ...]] = {}
    same: dict[tuple[str, ...], tuple[str, ...]] = {}  # each combination is kept once
    for id_, outline in outlines.items():
        for ref in outline.order:
            before = counts.get(ref, ())
            own_first = (id_, *before) if ref.startswith(f"{id_}/") else (*before, id_)
            counts[ref] = same.setdefault(own_first, own_first)
    aliases = {f"{id_}/{old}": f"{id_}/{new}" for id_, c in sorted(curricula.items()) for old, new in c.aliases}
    return Library(
        steps=steps,
        outlines=outlines,
        aliases=aliases,
        problems=tuple(dict.fromkeys(linker.problems)),
        opens={ref: tuple(refs) for ref, refs in opens.items()},
        counts_in=counts,
    )


class _Linker:
    """Resolves names between curricula; collects what it cannot."""

    def __init__(self, curricula: Mapping[str, Curriculum]) -> None:
        self.curricula = curricula
        self.problems: list[Problem] = []
        self.sections: dict[str, Section] = {}
        self.steps: dict[str, Step] = {}
        self.renamed: dict[str, str] = {}
        for id_, curriculum in curricula.items():
            self.renamed |= {f"{id_}/{old}": f"{id_}/{new}" for old, new in curriculum.aliases}
            for section in curriculum.walk():
                self.sections[f"{id_}/{section.id}"] = section
                self.steps |= {intern(f"{id_}/{s.id}"): s for s in section.steps if isinstance(s, Step)}

    def resolve(self, curriculum: str, name: str) -> str:
        full = intern(name if "/" in name else f"{curriculum}/{name}")  # one string a ref, however often it is named
        return self.renamed.get(full, full)

    def complain(self, curriculum: str, key: str, value: str, message: str) -> None:
        self.problems.append(Problem(curriculum, key, value, message))

    # -- needs ---------------------------------------------------------------------------------------------

    def link_steps(self) -> dict[str, LinkedStep]:
        linked: dict[str, LinkedStep] = {}
        for id_ in sorted(self.curricula):
            for section in self.curricula[id_].walk():
                for step in section.steps:
                    if isinstance(step, Step):
                        ref = intern(f"{id_}/{step.id}")
                        linked[ref] = LinkedStep(
                            ref, id_, section.title, len(linked), step, self._needs(id_, ref, step)
                        )
        return self._without_cycles(linked)

    def _needs(self, curriculum: str, ref: str, step: Step) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for need in step.needs:
            full = self.resolve(curriculum, need)
            if full in self.steps:
                found[full] = None
            elif full in self.sections:
                inside = self._refs_in(full.partition("/")[0], self.sections[full], frozenset({full}))
                found |= dict.fromkeys(inside)
            else:
                self.complain(curriculum, "needs", need, f'needs "{need}": no such step')
        found.pop(ref, None)
        return tuple(found)

    def _refs_in(self, curriculum: str, section: Section, seen: frozenset[str]) -> Iterator[str]:
        """All steps a section stands for, through every `use`; unknown ones are told elsewhere."""
        if section.use is not None and section.use not in seen and len(seen) <= _MAX_USES:
            used = seen | {section.use}
            target = section.use.partition("/")[0]
            if section.use in self.sections:
                yield from self._refs_in(target, self.sections[section.use], used)
            elif section.use in self.curricula:
                for inner in self.curricula[section.use].sections:
                    yield from self._refs_in(target, inner, used)
        for step in section.steps:
            ref = self.resolve(curriculum, step.target if isinstance(step, Use) else step.id)
            if ref in self.steps:
                yield ref
        for inner in section.sections:
            yield from self._refs_in(curriculum, inner, seen)

    def _without_cycles(self, linked: dict[str, LinkedStep]) -> dict[str, LinkedStep]:
        """Needs that run in a circle across files are dropped, circle by circle, and told."""
        while cycle := find_cycle({ref: step.needs for ref, step in linked.items()}):
            members = set(cycle)
            message = "needs run in a circle: " + " → ".join((*cycle, cycle[0]))
            first = linked[cycle[0]]
            self.complain(first.curriculum, "needs", cycle[1] if len(cycle) > 1 else cycle[0], message)
            for ref in cycle:
                s = linked[ref]
                kept = tuple(need for need in s.needs if need not in members)
                linked[ref] = LinkedStep(s.ref, s.curriculum, s.section, s.position, s.step, kept)
        return linked

    # -- outline -------------------------------------------------------------------------------------------

    def outline(self, id_: str) -> Outline:
        curriculum = self.curricula[id_]
        shares: dict[str, float] = {}
        sections = self._place(id_, curriculum.sections, 1.0, "", (id_,), shares)
        order = tuple(dict.fromkeys(shares))
        return Outline(curriculum, sections, shares, order)

    def _place(
        self,
        curriculum: str,
        sections: tuple[Section, ...],
        share: float,
        path: str,
        seen: tuple[str, ...],
        shares: dict[str, float],
    ) -> tuple[SectionNode, ...]:
        """Sections with their part of `share`; the refs below them are added to `shares` in order."""
        leaves = [self._count(curriculum, s, seen) for s in sections]
        parts = _split(share, [s.share for s in sections], leaves)
        nodes = []
        for section, part, count in zip(sections, parts, leaves, strict=True):
            nodes.append(self._node(curriculum, section, part, count, path, seen, shares))
        return tuple(nodes)

    def _node(
        self,
        curriculum: str,
        section: Section,
        share: float,
        count: int,
        path: str,
        seen: tuple[str, ...],
        shares: dict[str, float],
    ) -> SectionNode:
        here = f"{path}/{section.id}" if path else section.id
        owner, shown, title, inner_seen = self._shown(curriculum, section, seen)
        refs = [r for s in shown.steps if (r := self._step_ref(owner, s)) is not None]
        weighted = any(s.share and self._count(owner, s, inner_seen) for s in shown.sections)
        each = 0.0 if weighted or not count else share / count
        children: list[SectionNode | StepNode] = []
        for ref in refs:
            children.append(StepNode(ref, each))
            shares[ref] = shares.get(ref, 0.0) + each
        below = share if weighted else share - each * len(refs)
        children += self._place(owner, shown.sections, below, here, inner_seen, shares)
        return SectionNode(here, title, section.share, share, section.summary, section.use, tuple(children))

    def _shown(
        self, curriculum: str, section: Section, seen: tuple[str, ...]
    ) -> tuple[str, Section, str, tuple[str, ...]]:
        """What a section shows: itself, or what it uses: (its curriculum, content, title, way here)."""
        if section.use is None:
            return curriculum, section, section.title, seen
        target, _, name = section.use.partition("/")
        empty = Section(section.id, section.title)
        full = self.resolve(target, name) if name else target
        if full in seen or target == curriculum:
            self.complain(curriculum, "use", section.use, f'use "{section.use}" runs in a circle')
            return curriculum, empty, section.title, seen
        if len(seen) > _MAX_USES:
            self.complain(curriculum, "use", section.use, f'use "{section.use}": the {_MAX_USES}th use in a row')
            return curriculum, empty, section.title or section.use, seen
        if name and full in self.sections:
            owner, shown, title, way = self._shown(target, self.sections[full], (*seen, full))
            return owner, shown, section.title or title, way
        if not name and target in self.curricula:
            whole = self.curricula[target]
            return (
                target,
                Section(whole.id, whole.title, sections=whole.sections),
                (section.title or whole.title),
                (*seen, target),
            )
        self.complain(curriculum, "use", section.use, f'use "{section.use}": no such section or curriculum')
        return curriculum, empty, section.title or section.use, seen

    def _step_ref(self, curriculum: str, step: Step | Use) -> str | None:
        ref = self.resolve(curriculum, step.target if isinstance(step, Use) else step.id)
        if ref in self.steps:
            return ref
        self.complain(curriculum, "use", ref, f'use "{ref}": no such step')
        return None

    def _count(self, curriculum: str, section: Section, seen: tuple[str, ...]) -> int:
        """Leaves under a section, each place counted, through every `use`."""
        owner, shown, _, way = self._shown(curriculum, section, seen)
        here = sum(self._step_ref(owner, s) is not None for s in shown.steps)
        return here + sum(self._count(owner, inner, way) for inner in shown.sections)


def _split(share: float, weights: list[float | None], leaves: list[int]) -> list[float]:
    """A share divided among siblings: by weight where one with leaves has any (the others get 0), else by leaves."""
    amounts = [w or 0.0 if count else 0.0 for w, count in zip(weights, leaves, strict=True)]
    if not any(amounts):
        amounts = [float(count) for count in leaves]
    total = sum(amounts)
    return [share * amount / total if total else 0.0 for amount in amounts]
