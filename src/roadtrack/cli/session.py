"""What every command shares: the global flags, before or after the verb, and the opened tracker."""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, wraps
from typing import TYPE_CHECKING, Any, TypeVar

import click

from roadtrack.cli.paint import Paint, stdout_paint
from roadtrack.cli.shapes import Document
from roadtrack.errors import Refused
from roadtrack.text import visible

if TYPE_CHECKING:
    from roadtrack.tracker import Tracker

R = TypeVar("R")


@dataclass
class Flags:
    """The global flags as given; None and False mean "not given here"."""

    json: bool = False
    output: str | None = None
    curriculum: tuple[str, ...] = ()
    quiet: bool = False
    color: str | None = None
    ascii: bool = False
    no_input: bool = False
    yes: bool = False
    debug: bool = False
    config: str | None = None
    data_dir: str | None = None

    def update(self, given: dict[str, Any]) -> None:
        """Take over what was given at the verb; it wins over what stood before it."""
        for name, value in given.items():
            if value not in (None, False, ()):
                setattr(self, name, value)


@dataclass
class Session:
    """One run of the command line."""

    flags: Flags = field(default_factory=Flags)

    @cached_property
    def tracker(self) -> "Tracker":
        """The tracker, opened at first use. Warnings about the settings file go to stderr."""
        from roadtrack.tracker import open_tracker

        tracker = open_tracker(os.environ, config=self.flags.config, data_dir=self.flags.data_dir)
        for warning in tracker.warnings:
            self.narrate(f"warning: {warning}")
        return tracker

    @cached_property
    def paint(self) -> Paint:
        """How to draw on this stdout."""
        ui = self.tracker.settings.ui
        return stdout_paint(
            os.environ,
            color=ui.color,
            ascii_only=ui.ascii or self.flags.ascii,
            flag=self.flags.color or "",
            wide=self.flags.output == "wide",
        )

    @property
    def json(self) -> bool:
        """Whether the answer is JSON."""
        return self.flags.json or self.flags.output == "json"

    def admit(self, ctx: click.Context) -> None:
        """Called before each verb, its flags read. On the command line nothing is refused here."""

    def goals(self) -> tuple[str, ...]:
        """The goals that -c names; none when it was not given. Raises NotFound for one that is no goal."""
        return tuple(self.tracker.goal_id(id_) for id_ in self.flags.curriculum)

    def resolve(self, name: str) -> str:
        """The present ref of what was typed; says so when the name is a former one. Raises NotFound."""
        found = self.tracker.resolve(name)
        if found.former is not None:
            self.narrate(f"{found.former} is now {found.ref}")
        return found.ref

    def can_open_app(self) -> bool:
        """Both ends are terminals that can place the cursor, and nobody asked for JSON."""
        from roadtrack.cli.launch import can_open_app

        return can_open_app(os.environ) and not self.json

    def can_ask(self) -> bool:
        """A person is there to answer."""
        return sys.stdin.isatty() and sys.stderr.isatty() and not self.flags.no_input

    def emit(self, document: Document, text: Callable[[], str]) -> None:
        """Print an answer: the document as JSON, or its text."""
        if self.json:
            import json

            click.echo(json.dumps(document))
        else:
            click.echo(self.paint.page(text()), color=self.paint.color)

    def say(self, text: str) -> None:
        """A line of data."""
        click.echo(visible(text))

    def narrate(self, text: str) -> None:
        """A line about what happens, on stderr; `-q` leaves it out."""
        if not self.flags.quiet:
            click.echo(visible(text), err=True)

    def ask(self, question: str, flag: str) -> str:
        """Ask for a line. Raises Refused, naming the flag, where nobody can answer."""
        if not self.can_ask():
            raise Refused(f"{question}? Nobody is there to answer.", f"Give it with {flag}.")
        answer: str = click.prompt(question, err=True)
        return answer

    def confirm(self, question: str) -> None:
        """Ask for a yes. Raises Refused without one, or where nobody can answer."""
        if self.flags.yes:
            return
        if not self.can_ask():
            raise Refused(f"{question} Nobody is there to answer.", "Add --yes to go on.")
        if not click.confirm(question, err=True):
            raise Refused("nothing was changed.")


_OPTIONS: tuple[Callable[[Any], Any], ...] = (
    click.option("--json", "json", is_flag=True, help="The answer as JSON."),
    click.option("-c", "--curriculum", multiple=True, metavar="ID", help="Only these goals."),
    click.option("-q", "--quiet", is_flag=True, help="No messages, only data."),
    click.option("--color", type=click.Choice(["auto", "always", "never"]), help="Colour."),
    click.option("--no-color", "color", flag_value="never", help="No colour."),
    click.option("--ascii", is_flag=True, help="No character outside ASCII."),
    click.option("--no-input", is_flag=True, help="Never ask."),
    click.option("-y", "--yes", is_flag=True, help="Answer yes."),
    click.option("--debug", is_flag=True, help="A traceback when something breaks."),
    click.option("--config", metavar="FILE", help="Another settings file."),
    click.option("--data-dir", metavar="DIR", help="Another folder for the journal."),
)
_OUTPUT = click.option(
    "-o", "--output", type=click.Choice(["text", "wide", "name", "json"]), help="Format of the answer."
)
_NAMES = ("json", "curriculum", "quiet", "color", "ascii", "no_input", "yes", "debug", "config", "data_dir")


def common(command: Callable[..., R]) -> Callable[..., R]:
    """Give a command the global flags and a `session` argument."""
    return _with(command, _OPTIONS, _NAMES)


def looking(command: Callable[..., R]) -> Callable[..., R]:
    """As `common`, with `-o/--output` for verbs that only look."""
    return _with(command, (_OUTPUT, *_OPTIONS), ("output", *_NAMES))


def _with(
    command: Callable[..., R], options: tuple[Callable[[Any], Any], ...], names: tuple[str, ...]
) -> Callable[..., R]:
    @wraps(command)
    def wrapper(*args: Any, **kwargs: Any) -> R:
        root = click.get_current_context().find_root()
        session = root.ensure_object(Session)
        session.flags.update({name: kwargs.pop(name, None) for name in names})
        session.admit(click.get_current_context())
        return command(*args, session=session, **kwargs)

    for option in reversed(options):
        wrapper = option(wrapper)
    return wrapper
