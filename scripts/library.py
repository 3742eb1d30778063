"""Keep the built-in curricula: their ids, and the age of their facts.

- `scripts/library.py ids`: every ref goes into the committed list; one that is gone is told.
- `scripts/library.py stale`: curricula and sources that were last checked more than 180 days ago.
"""

import datetime as dt
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from roadtrack.curriculum.catalog import Catalog, NoCache, builtin_folder
from roadtrack.curriculum.model import Curriculum

ROOT = Path(__file__).resolve().parent.parent
IDS = ROOT / "tests" / "fixtures" / "step_ids.txt"
STALE_DAYS: Final = 180


def curricula() -> list[Curriculum]:
    """All that is built in, by id."""
    library = Catalog(ROOT / "none", builtin_folder(), NoCache()).whole_library()
    return [library.outlines[id_].curriculum for id_ in sorted(library.outlines)]


def extend_ids() -> int:
    """Add new ids to the list. An id that was ever released is never taken off. Returns the exit code."""
    known = set(IDS.read_text("utf-8").split()) if IDS.exists() else set()
    steps = {f"{c.id}/{step.id}" for c in curricula() for step in c.own_steps()}
    aliases = {f"{c.id}/{alias}" for c in curricula() for alias in c.aliases}
    gone = sorted(known - steps - aliases)
    IDS.write_text("".join(f"{ref}\n" for ref in sorted(known | steps)), "utf-8")
    print(f"{len(steps)} steps, {len(steps - known)} new")
    for ref in gone:
        print(f"{ref} is gone: list it under aliases, so that progress in it comes along")
    return 1 if gone else 0


def stale(today: dt.date) -> Iterator[str]:
    """One line a curriculum or source whose facts are older than 180 days, the oldest first."""
    found: list[tuple[dt.date, str]] = []
    for c in curricula():
        found.append((c.as_of, c.id))
        found += [(source.as_of, f"{c.id}: {source.title}") for source in c.sources if source.as_of is not None]
    for as_of, what in sorted(found):
        if (age := (today - as_of).days) > STALE_DAYS:
            yield f"{as_of}  {age:4} days  {what}"


def main(words: list[str]) -> int:
    """Run a word of the usage above. Returns the exit code."""
    if words == ["ids"]:
        return extend_ids()
    if words == ["stale"]:
        lines = list(stale(dt.datetime.now(tz=dt.UTC).date()))
        print("\n".join(lines) or f"Nothing is older than {STALE_DAYS} days.")
        return 0
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
