"""Made-up learners in temporary folders: their environment, curricula of any size, and what they enrolled in."""

import json
import os
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.harness import PYTHON, ROADTRACK, Env, output

from roadtrack.curriculum.stamps import builtin_path, toml_files

MINUTES = (0.5, 1, 2, 3.5, 8)
GROUP = 10  # steps of a chain of needs; the first of each is ready


@dataclass(frozen=True)
class World:
    """A learner: HOME and the XDG folders are below `folder`."""

    folder: Path

    @property
    def env(self) -> dict[str, str]:
        """The environment of a process in this world: nothing of the caller's but PATH and PYTHONPATH."""
        kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
        xdg = {f"XDG_{name}_HOME": str(self.folder / name.lower()) for name in ("CONFIG", "DATA", "STATE", "CACHE")}
        terminal = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"}
        return kept | xdg | terminal | {"HOME": str(self.folder)}

    @property
    def curricula(self) -> Path:
        """Where own curricula are."""
        return self.folder / "config" / "roadtrack" / "curricula"

    def run(self, *arguments: str) -> str:
        """What `roadtrack` prints here."""
        return output((ROADTRACK, *arguments), self.env)

    def is_warm(self) -> bool:
        """Whether the next look is answered from the stored brief alone."""
        from roadtrack.cli.fast import fresh_brief

        return fresh_brief(self.env) is not None

    def ready(self, count: int) -> list[str]:
        """Refs of the best suggestions."""
        return [item["ref"] for item in json.loads(self.run("next", "--json", "-n", str(count)))["items"]]


def shipped() -> list[str]:
    """Ids of the shipped curricula."""
    return sorted(Path(path).stem for path, _ in toml_files(builtin_path(), 0))


def make_world(folder: Path, goals: Sequence[str], files: dict[str, str] | None = None) -> World:
    """A learner with own curricula (id → TOML) who is enrolled in some; cache and brief are warm."""
    world = World(folder)
    world.curricula.mkdir(parents=True)
    for name, text in (files or {}).items():
        (world.curricula / f"{name}.toml").write_text(text, "utf-8")
    world.run("enroll", *goals)
    world.run("today")
    return world


def curriculum(id_: str, steps: int, sections: int = 1) -> str:
    """A generated curriculum: chains of ten steps, each needing the one before and now and then one more."""
    chance = random.Random(id_)  # noqa: S311 - the same curriculum each time is wanted
    lines = [_head(id_, f"Generated {id_}")]
    for at in range(steps):
        if at % -(-steps // sections) == 0:
            lines.append(f'[[section]]\nid = "part-{at}"\ntitle = "Part from step {at}"')
        place = at % GROUP
        needs = {at - 1} if place else set()
        if place > 1 and chance.random() < 0.7:
            needs.add(at - chance.randint(2, place))
        listed = ", ".join(f'"s{need}"' for need in sorted(needs))
        lines.append(
            f'[[section.step]]\nid = "s{at}"\ntitle = "Practise the matter of step {at}"\n'
            f"hours = {chance.choice(MINUTES)}\nneeds = [{listed}]"
        )
    return "\n".join(lines) + "\n"


def big(steps: int, parts: int) -> dict[str, str]:
    """A curriculum `big` that uses `parts` generated ones of equal size: one file holds 1 MiB at most."""
    names = [f"part-{at:02}" for at in range(parts)]
    uses = "\n".join(f'[[section]]\nuse = "{name}"' for name in names)
    own = {"big": f"{_head('big', 'Everything')}\n{uses}\n"}
    return own | {name: curriculum(name, steps // parts, 10) for name in names}


def _head(id_: str, title: str) -> str:
    return f'format = 1\nid = "{id_}"\ntitle = "{title}"\nkind = "skill"\nrevision = "1"\nas_of = 2026-01-01\n'


def hello(folder: Path) -> list[str]:
    """The command of a Textual hello-world: the least that a full-screen app of this kind can cost."""
    path = folder / "hello.py"
    path.write_text(
        "from textual.app import App\n"
        "from textual.widgets import Static\n\n\n"
        "class Hello(App):\n"
        '    BINDINGS = [("ctrl+c", "quit", "Quit")]\n\n'
        "    def compose(self):\n"
        '        yield Static("Hello")\n\n\n'
        "Hello().run()\n",
        "utf-8",
    )
    return [PYTHON, str(path)]


def environment(folder: Path) -> Env:
    """The environment of a process that is not roadtrack."""
    return World(folder).env
