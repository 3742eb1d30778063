"""What a new edition of a curriculum changes for a learner: kept, renamed, added and removed steps. Pure.

An *edition* is a revision together with the ids of its steps. Titles and texts may be mended without making
a new one: nobody has to be asked about a spelling.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass

from roadtrack.curriculum.model import Curriculum, Use


@dataclass(frozen=True, slots=True)
class Rename:
    """A step that goes on under another id; its history comes along."""

    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Changes:
    """From one edition to another. Ids are those of steps, without the curriculum; each list in file order."""

    old: Curriculum
    new: Curriculum
    kept: tuple[str, ...]
    retitled: tuple[str, ...]
    """Kept under the same id with another title."""
    renamed: tuple[Rename, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    sections_added: tuple[str, ...]
    """Titles."""
    sections_removed: tuple[str, ...]
    weights: tuple[tuple[str, float | None, float | None], ...]
    """(title, former, present weight) of the sections at the top whose weight changed."""

    @property
    def any(self) -> bool:
        """Whether the two differ in anything that is told here."""
        told = (self.retitled, self.renamed, self.added, self.removed, self.weights)
        return any((*told, self.sections_added, self.sections_removed, self.old.revision != self.new.revision))

    def title(self, id_: str) -> str:
        """The title of a step, present or former."""
        for curriculum in (self.new, self.old):
            for step in curriculum.own_steps():
                if step.id == id_:
                    return step.title
        return ""


def changes(old: Curriculum, new: Curriculum) -> Changes:
    """Compare two editions of one curriculum by the ids of their steps and the new one's aliases."""
    former = {step.id: step.title for step in old.own_steps()}
    present = {step.id: step.title for step in new.own_steps()}
    aliases = dict(new.aliases)
    renamed = tuple(Rename(id_, aliases[id_]) for id_ in former if id_ not in present and aliases.get(id_) in present)
    gone = {rename.old for rename in renamed}
    taken = {rename.new for rename in renamed if rename.new not in former}
    kept = tuple(id_ for id_ in present if id_ in former)
    old_tops = {section.id: section for section in old.sections}
    new_tops = {section.id: section for section in new.sections}
    return Changes(
        old,
        new,
        kept,
        tuple(id_ for id_ in kept if former[id_] != present[id_]),
        renamed,
        tuple(id_ for id_ in present if id_ not in former and id_ not in taken),
        tuple(id_ for id_ in former if id_ not in present and id_ not in gone),
        tuple(s.title for id_, s in new_tops.items() if id_ not in old_tops),
        tuple(s.title for id_, s in old_tops.items() if id_ not in new_tops),
        tuple(
            (s.title, old_tops[id_].share, s.share)
            for id_, s in new_tops.items()
            if id_ in old_tops and old_tops[id_].share != s.share
        ),
    )


def edition_digest(curriculum: Curriculum) -> str:
    """Names an edition: the revision, the ids of its steps, what it uses, and its aliases."""
    uses = sorted(_uses(curriculum))
    ids = sorted(step.id for step in curriculum.own_steps())
    parts = [curriculum.revision, ids, uses, sorted(curriculum.aliases)]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]


def _uses(curriculum: Curriculum) -> Iterator[str]:
    for section in curriculum.walk():
        if section.use is not None:
            yield section.use
        yield from (step.target for step in section.steps if isinstance(step, Use))
