"""From fork to the first useful text on a real terminal, against a Textual hello-world."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.harness import ROADTRACK, Contestant, Env, Row, interleave, milliseconds, ratio
from benchmarks.terminal import Terminal
from benchmarks.worlds import World, curriculum, environment, hello, make_world, shipped

BUDGET = 1.3
MANY = 400


def measure(folder: Path, rounds: int) -> Iterator[Row]:
    """The same goals among a few curricula and among 400."""
    own = shipped()
    generated = {f"own-{at:03}": curriculum(f"own-{at:03}", 40, 4) for at in range(MANY - len(own))}
    few = make_world(folder / "few", own)
    many = make_world(folder / "many", own, generated)
    taken = interleave(
        rounds,
        {
            "hello": _first_text(hello(folder), environment(folder), "Hello"),
            f"{len(own)} curricula": _first_suggestion(few),
            f"{MANY} curricula": _first_suggestion(many),
        },
    )
    floor = taken.pop("hello")
    for name, seconds in taken.items():
        yield Row(
            "First useful paint, brief warm",
            name,
            ratio(seconds, floor),
            BUDGET,
            "Textual hello-world",
            f"{milliseconds(seconds)} against {milliseconds(floor)}",
        )


def _first_text(argv: Sequence[str], env: Env, text: str) -> Contestant:
    def once() -> float:
        with Terminal(argv, env) as terminal:
            return terminal.wait_for(text)

    return once


def _first_suggestion(world: World) -> Contestant:
    def once() -> float:
        if not world.is_warm():  # another process may have touched a curriculum file meanwhile
            world.run("today")
        return _first_text([ROADTRACK], world.env, world.ready(1)[0])()

    return once
