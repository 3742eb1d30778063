"""The command line inside the app: one typed line, run on the tracker that is open, what it says caught.

The app reaches this module by name, as the two faces never import each other. No process is started for it and
no shell is asked. The app calls it from one thread at a time.
"""

import io
import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import click
from click.shell_completion import ShellComplete

from roadtrack.cli.main import VERBS, cli, run
from roadtrack.cli.paint import Paint
from roadtrack.cli.session import Flags, Session
from roadtrack.curriculum.stamps import file_stamp
from roadtrack.errors import Refused, UsageError

if TYPE_CHECKING:
    from roadtrack.tracker import Tracker

NOT_HERE = {
    "checkin": "C opens the check-in.",
    "config edit": "A comma opens the settings; config set changes one.",
    "demo": "",
    "journal export": "It prints the whole journal.",
    "journal import": "",
    "serve": "",
}
"""Verbs that want the terminal for themselves → what does the same in the app."""
IN_A_SHELL = "Run it in a shell."


class Said(NamedTuple):
    """What a line said. wrote: to the journal. changed: the journal or a file may be another now."""

    verb: str
    code: int
    text: str
    wrote: bool
    changed: bool


class Candidate(NamedTuple):
    """A word that could stand there, and what it is."""

    word: str
    about: str


@dataclass
class InsideSession(Session):
    """A run of the command line with a tracker that is open already, and nobody to ask."""

    opened: "Tracker | None" = None
    columns: int = 80
    words: tuple[str, ...] = ()

    @cached_property
    def tracker(self) -> "Tracker":
        """The app's own."""
        assert self.opened is not None
        return self.opened

    @cached_property
    def paint(self) -> Paint:
        """No colour, as wide as the place where it is shown."""
        return Paint(ascii_only=self.flags.ascii, width=0 if self.flags.output == "wide" else self.columns)

    def admit(self, ctx: click.Context) -> None:
        """Refuse what takes the terminal, starts a program, or means another journal. Raises Refused."""
        verb = " ".join(ctx.command_path.split()[1:])
        given = ctx.params
        if self.flags.config or self.flags.data_dir:
            raise Refused("this line is for the journal that is open.", IN_A_SHELL)
        if verb in NOT_HERE or verb.endswith(" edit"):
            raise Refused(f"{verb} takes the terminal, and the app has it.", NOT_HERE.get(verb) or IN_A_SHELL)
        if given.get("edit"):
            raise Refused("the editor takes the terminal, and the app has it.", "N writes a note in your editor.")
        if verb == "attach" and ("--" in self.words or len(given["what"]) > 1):
            raise Refused("a command and its output are for a shell.", "Here: attach REF LINK, or a file's PATH")
        if verb == "open" and not given["only_print"]:
            raise Refused("o opens a step's link.", "open REF --print shows the address.")


def split(line: str) -> tuple[str, ...]:
    """The words of a line, by a shell's rules for quotes and no others. Raises UsageError."""
    try:
        words = shlex.split(line)
    except ValueError as error:
        raise UsageError("a quote is not closed.") from error
    return tuple(words[1:] if words[:1] == ["roadtrack"] else words)


def answer(line: str, tracker: "Tracker", *, width: int, ascii_only: bool) -> Said:
    """Run a line as `roadtrack` would, never asking. width: columns of the place where it will be shown.

    What goes wrong is told in words, as on the command line. Raises UsageError for a line without a verb.
    """
    words = split(line)
    if not words:
        raise UsageError("which verb? tab shows them.")
    session = InsideSession(Flags(no_input=True, ascii=ascii_only), opened=tracker, columns=width, words=words)
    head, settings = _head(tracker), file_stamp(str(tracker.paths.config))
    deferred, tracker.deferred = tracker.deferred, False  # the answer tells what the deed changed
    try:
        with _caught() as said:
            code = run(words, obj=session, terminal_width=width)
            text = _text(said)
    finally:
        tracker.deferred = deferred
    if file_stamp(str(tracker.paths.config)) != settings:
        tracker.read_settings()
    if words[0] == "curriculum":
        tracker.reload()
    wrote = _head(tracker) != head
    return Said(words[0], code, text, wrote, wrote or (words[0] in VERBS and VERBS[words[0]].writes))


def _head(tracker: "Tracker") -> str:
    return tracker.store.head() if tracker.store is not None else ""


@contextmanager
def _caught() -> Iterator[io.TextIOWrapper]:
    """The standard streams away from the app's terminal: nothing to read, and one place to write to."""
    said = io.TextIOWrapper(io.BytesIO(), "utf-8", "replace")
    stdin, sys.stdin = sys.stdin, io.StringIO()
    try:
        with redirect_stdout(said), redirect_stderr(said):
            yield said
    finally:
        sys.stdin = stdin
        said.close()


def _text(said: io.TextIOWrapper) -> str:
    said.flush()
    said.seek(0)
    return said.read().rstrip()


def candidates(line: str, tracker: "Tracker") -> tuple[Candidate, ...]:
    """What the last word of a line could become: verbs, their own verbs, options, refs, curricula.

    line: what stands before the cursor; after a space the last word is empty.
    """
    before, last = _last_word(line)
    try:
        words = split(before)
    except UsageError:  # within quotes there is a text, and nothing to complete
        return ()
    if not words:
        verbs = ((name, verb.help) for name, verb in VERBS.items() if name not in NOT_HERE)
        return tuple(Candidate(name, about) for name, about in verbs if name.startswith(last))
    session = InsideSession(opened=tracker, words=words)
    try:
        found = ShellComplete(cli, {"obj": session}, "roadtrack", "").get_completions(list(words), last)
    except click.ClickException:
        return ()
    items = sorted((item for item in found if item.type == "plain"), key=lambda item: not item.value.startswith(last))
    return tuple(Candidate(item.value, item.help or "") for item in items)


def completed(line: str, found: tuple[Candidate, ...]) -> str:
    """The line with its last word completed as far as the candidates agree."""
    before, last = _last_word(line)
    if not found:
        return line
    if len(found) == 1:
        return f"{before}{found[0].word} "
    shared = found[0].word
    for candidate in found[1:]:
        while not candidate.word.startswith(shared):
            shared = shared[:-1]
    return before + (shared if shared.startswith(last) else last)


def _last_word(line: str) -> tuple[str, str]:
    """(everything before the last word, the last word)."""
    at = max(line.rfind(" "), line.rfind("\t")) + 1
    return line[:at], line[at:]
