"""Whole processes: the looking verbs against a bare interpreter, a writing verb against one bare insert."""

import json
from collections.abc import Iterator
from pathlib import Path

from benchmarks.harness import PYTHON, ROADTRACK, Contestant, Row, interleave, milliseconds, process, ratio
from benchmarks.worlds import World, big, make_world, shipped

LOOKS = (("--version",), ("today",), ("next",), ("next", "--json"), ("status",))
BUDGET_LOOK, BUDGET_WRITE = 3.0, 1.3

_INSERT = """
import sqlite3, sys
import sqlalchemy as sa
from sqlalchemy.pool import NullPool

def connect():
    return sqlite3.connect(sys.argv[1], isolation_level=None)

engine = sa.create_engine("sqlite://", creator=connect, poolclass=NullPool)

def pragmas(connection, record):
    for pragma in ("foreign_keys=1", "trusted_schema=OFF", "cell_size_check=ON", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")

sa.event.listen(engine, "connect", pragmas)
sa.event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
table = sa.Table("event", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True), sa.Column("body", sa.Text))
table.metadata.create_all(engine)
with engine.begin() as connection:
    connection.execute(sa.insert(table).values(body="x" * 100))
"""


def measure(folder: Path, rounds: int) -> Iterator[Row]:
    """The looks, then the writes."""
    world = make_world(folder / "looks", shipped())
    yield from _looks(world, rounds)
    yield from _writes(folder, world, rounds)


def _looks(world: World, rounds: int) -> Iterator[Row]:
    def look(*arguments: str) -> Contestant:
        return lambda: process((ROADTRACK, *arguments), world.env)

    def warm() -> float:
        """Not timed: another process may have touched a curriculum file meanwhile."""
        if not world.is_warm():
            world.run("today")
        return 0.0

    contestants: dict[str, Contestant] = {"pass": lambda: process((PYTHON, "-c", "pass"), world.env), "warm": warm}
    contestants |= {" ".join(arguments): look(*arguments) for arguments in (*LOOKS, ("--help",))}
    taken = interleave(rounds, contestants)
    del taken["warm"]
    floor = taken.pop("pass")
    for name, seconds in taken.items():
        budget = None if name == "--help" else BUDGET_LOOK
        yield Row(
            "Whole process, brief warm",
            f"roadtrack {name}",
            ratio(seconds, floor),
            budget,
            "python -c pass",
            f"{milliseconds(seconds)} against {milliseconds(floor)}",
        )


def _writes(folder: Path, small: World, rounds: int) -> Iterator[Row]:
    thousand = make_world(folder / "thousand", ["big"], big(1_000, 10))
    refs = {world.folder: iter(world.ready(50)) for world in (small, thousand)}

    def done(world: World) -> Contestant:
        def once() -> float:
            ref = next(refs[world.folder], "") or world.ready(1)[0]
            return process((ROADTRACK, "done", ref), world.env)

        return once

    logged = small.ready(50)[-1]
    insert = (PYTHON, "-c", _INSERT, str(folder / "insert.db"))
    steps = sum(goal["steps"]["total"] for goal in json.loads(small.run("status", "--json"))["items"])
    taken = interleave(
        rounds,
        {
            "insert": lambda: process(insert, small.env),
            f"roadtrack done REF, {steps} steps": done(small),
            f"roadtrack log REF 1m, {steps} steps": lambda: process((ROADTRACK, "log", logged, "1m"), small.env),
            "roadtrack done REF, 1,000 steps": done(thousand),
        },
    )
    floor = taken.pop("insert")
    for name, seconds in taken.items():
        yield Row(
            "A writing verb, whole process",
            name,
            ratio(seconds, floor),
            None if "1,000" in name else BUDGET_WRITE,
            "import sqlalchemy, one insert",
            f"{milliseconds(seconds)} against {milliseconds(floor)}",
        )
