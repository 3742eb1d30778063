"""Finding the step that a person means: full ref, bare step id, or a former name. Pure."""

from collections.abc import Collection
from dataclasses import dataclass

from roadtrack.curriculum.faults import nearest
from roadtrack.curriculum.outline import Library
from roadtrack.errors import NotFound


@dataclass(frozen=True, slots=True)
class Resolved:
    """The present ref; `former` is the name as written when that is an old one."""

    ref: str
    former: str | None = None


def resolve(name: str, library: Library, enrolled: Collection[str]) -> Resolved:
    """The step meant by `name`.

    A bare step id counts where it names one step among the enrolled curricula (or, without any, among all).
    Raises NotFound with the nearest refs, or with the candidates when several steps have that id.
    """
    if "/" in name:
        present = library.present(name)
        if present in library.steps:
            return Resolved(present, name if present != name else None)
        raise _unknown(name, library)
    wanted = _refs_among(library, enrolled) or tuple(library.steps)
    candidates = [ref for ref in wanted if ref.partition("/")[2] == name]
    if not candidates:
        candidates = sorted(
            {
                present
                for former, present in library.aliases.items()
                if former.partition("/")[2] == name and present in library.steps
            }
        )
        if len(candidates) == 1:
            return Resolved(candidates[0], name)
    if len(candidates) == 1:
        return Resolved(candidates[0])
    if candidates:
        listed = ", ".join(sorted(candidates))
        raise NotFound(
            f'{len(candidates)} steps are called "{name}": {listed}. Write the full ref.',
            candidates=tuple(sorted(candidates)),
        )
    raise _unknown(name, library)


def _refs_among(library: Library, enrolled: Collection[str]) -> tuple[str, ...]:
    found = dict.fromkeys(ref for id_ in enrolled if id_ in library.outlines for ref in library.outlines[id_].order)
    return tuple(found)


def _unknown(name: str, library: Library) -> NotFound:
    near = nearest(name, library.steps)
    if not near and "/" not in name:
        by_id = {ref.partition("/")[2]: ref for ref in library.steps}
        near = by_id.get(nearest(name, by_id), "")
    if not near and name.partition("/")[0] in library.outlines:
        curriculum = name.partition("/")[0]
        near = nearest(name, library.outlines[curriculum].order)
    if name in library.outlines:
        return NotFound(f"{name} is a curriculum, not a step.", f"Its steps: roadtrack list in:{name}", (f"{name}/…",))
    asked = f" Did you mean {near}?" if near else ""
    hint = "" if near else "Steps of your goals: roadtrack list"
    return NotFound(f"no step {name}.{asked}", hint, (near,) if near else ())
