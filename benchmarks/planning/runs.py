"""What both benchmarks share: ranges of seeds, and two processes for them."""

import argparse
import sys
from collections.abc import Callable, Sequence
from multiprocessing import get_context
from typing import Final, TypeVar

PROCESSES: Final = 2
SHOW_EVERY: Final = 20
Result = TypeVar("Result")


def seed_range(text: str) -> range:
    """`0-99`, both included, or a single number. Raises ArgumentTypeError."""
    first, _, last = text.partition("-")
    if not (first.isdecimal() and (last or first).isdecimal() and int(first) <= int(last or first)):
        raise argparse.ArgumentTypeError(f"{text!r} is no range of seeds such as 0-99")
    return range(int(first), int(last or first) + 1)


def named(seeds: range) -> str:
    """A range as it is written on the command line."""
    return f"{seeds.start}-{seeds.stop - 1}"


def every(work: Callable[[int], Result], seeds: Sequence[int]) -> list[Result]:
    """The work of each seed, in order. Progress goes to stderr."""
    found: list[Result] = []
    # a fresh interpreter each: what a learner gives may depend on its seed alone
    with get_context("spawn").Pool(min(PROCESSES, len(seeds))) as pool:
        for result in pool.imap(work, seeds):
            found.append(result)
            if len(found) % SHOW_EVERY == 0 or len(found) == len(seeds):
                sys.stderr.write(f"{len(found)} of {len(seeds)} learners\n")
    return found
