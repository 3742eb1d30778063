"""What is wrong with a curriculum file, where, and what would be right."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One fault of one file. `line` counts from 1; `key` is the key path as written, e.g. `section.step.needs`."""

    path: str
    line: int
    key: str
    message: str
    suggestion: str = ""
    """The nearest right spelling, or empty."""

    def __str__(self) -> str:
        hint = f' Did you mean "{self.suggestion}"?' if self.suggestion else ""
        return f"{self.path}:{self.line}  {self.message}.{hint}"


def nearest(word: str, candidates: Iterable[str]) -> str:
    """The candidate most like `word`, or empty when none is."""
    from difflib import get_close_matches

    close = get_close_matches(word, list(candidates), n=3, cutoff=0.6)
    # Two letters in the wrong order are the commonest slip, and the ratio above does not see it as one.
    return next((one for one in close if sorted(one) == sorted(word)), close[0] if close else "")
