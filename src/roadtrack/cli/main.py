"""The full command line: a table of verbs, each loaded only when called, and what to do with failures."""

import importlib
import os
import sys
from collections.abc import Sequence
from typing import Any, NamedTuple

import click

from roadtrack import __version__
from roadtrack.cli.failure import tell, wants_json
from roadtrack.cli.session import Session, common
from roadtrack.cli.streams import ready_streams
from roadtrack.curriculum.faults import nearest
from roadtrack.errors import RoadtrackError


class Verb(NamedTuple):
    """Where a verb's command is, its line in `--help`, its group there, and whether it may write."""

    module: str
    name: str
    help: str
    group: str
    writes: bool = False


LOOK, MARK, GOALS, SHARE, HELP = "Look", "Mark", "Goals and curricula", "Share", "Settings and help"

VERBS: dict[str, Verb] = {
    "today": Verb("look", "today", "The day on one page: goals, what is next, what is in progress.", LOOK),
    "next": Verb("look", "next_", "Ranked suggestions, one reason line each.", LOOK),
    "status": Verb("look", "status", "Each goal: done, covered, verified, date, forecast; the streak.", LOOK),
    "list": Verb("steps", "list_", "The steps that match a filter.", LOOK),
    "show": Verb("steps", "show", "All about one step.", LOOK),
    "why": Verb("steps", "why", "The rows that add up to a step's score.", LOOK),
    "why-not": Verb("steps", "why_not", "What keeps a step off the list, and where to start.", LOOK),
    "forecast": Verb("forecast", "forecast", "Will I make it? Finish range, chance, and what would change it.", LOOK),
    "ready": Verb("memory", "ready", "What an exam would bring, and the largest gaps.", LOOK),
    "stuck": Verb("memory", "stuck", "What a step builds on, the least remembered first.", LOOK),
    "open": Verb("steps", "open_", "Open a step's link in the browser.", LOOK),
    "history": Verb("activity", "history", "The journal in words, newest first.", LOOK),
    "heat": Verb("activity", "heat", "The heat-map of the last weeks.", LOOK),
    "done": Verb("mark", "done", "Tick steps off.", MARK, writes=True),
    "start": Verb("mark", "start", "Begin steps.", MARK, writes=True),
    "skip": Verb("mark", "skip", "Leave steps out, with a reason.", MARK, writes=True),
    "reopen": Verb("mark", "reopen", "Put steps back to todo.", MARK, writes=True),
    "log": Verb("mark", "log", "Record time spent: log cka/rbac 45m.", MARK, writes=True),
    "note": Verb("mark", "note", "Write a note on a step, or on the day.", MARK, writes=True),
    "attach": Verb("mark", "attach", "Add evidence: a link, a file, or a command's output.", MARK, writes=True),
    "review": Verb("memory", "review", "Record that you recalled a step, or a mock exam.", MARK, writes=True),
    "snooze": Verb("days", "snooze", "Leave steps out of the suggestions until a day.", MARK, writes=True),
    "pause": Verb("days", "pause", "A holiday: neutral for streak and pace.", MARK, writes=True),
    "checkin": Verb("checkin", "checkin", "The thirty-second check-in: tick, note, evidence, time.", MARK, writes=True),
    "undo": Verb("mark", "undo", "Take back the last actions, in words.", MARK, writes=True),
    "redo": Verb("mark", "redo", "Bring back what was undone.", MARK, writes=True),
    "enroll": Verb("goals", "enroll", "Make a curriculum a goal.", GOALS, writes=True),
    "unenroll": Verb("goals", "unenroll", "No longer a goal; progress stays.", GOALS, writes=True),
    "goal": Verb("goals", "goal", "Show goals, or change a date or importance.", GOALS, writes=True),
    "credential": Verb("credentials", "credential", "Certificates: earned, valid until, renewals.", GOALS, writes=True),
    "curriculum": Verb("curricula", "curriculum", "Built-in and own curricula.", GOALS, writes=True),
    "compare": Verb("roles", "compare", "Roles side by side: done, hours left, what they share.", GOALS),
    "gap": Verb("roles", "gap", "What is missing of a role, cheapest first.", GOALS),
    "report": Verb("report", "report", "A progress report as Markdown, JSON or CSV; a calendar.", SHARE),
    "journal": Verb(
        "journal", "journal", "The journal as a file: export it, import another machine's.", SHARE, writes=True
    ),
    "remind": Verb("remind", "remind", "What is due, for a scheduler; nothing if nothing.", SHARE),
    "prompt": Verb("prompt", "prompt", "Where you stand, for a shell's prompt, tmux or a bar.", SHARE),
    "serve": Verb("serve", "serve", "The app in a browser, on this machine (extra: web).", SHARE),
    "demo": Verb("demo", "demo", "The app on made-up data, deleted on exit.", SHARE),
    "config": Verb("config", "config", "Settings: list, get, set, edit, path.", HELP, writes=True),
    "keys": Verb("config", "keys", "The key map in force.", HELP),
    "completion": Verb("config", "completion", "Print a completion script for your shell.", HELP),
    "help": Verb("topics", "help_", "A verb or a topic explained.", HELP),
}


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called; `--help` imports none."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All verbs, in table order."""
        del ctx
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a verb. No prefixes, no guesses."""
        del ctx
        verb = VERBS.get(cmd_name)
        if verb is None:
            return None
        command = getattr(importlib.import_module(f"roadtrack.cli.{verb.module}"), verb.name)
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, with the nearest verb in the error."""
        if args and args[0] not in VERBS and not args[0].startswith("-"):
            near = nearest(args[0], VERBS)
            asked = f" Did you mean {near}?" if near else " All verbs: roadtrack --help"
            raise click.UsageError(f"no verb {args[0]}.{asked}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Verbs by group, from the table alone."""
        del ctx
        for group in dict.fromkeys(verb.group for verb in VERBS.values()):
            with formatter.section(group):
                formatter.write_dl([(n, v.help) for n, v in VERBS.items() if v.group == group])


@click.group(
    cls=LazyGroup,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Bare `roadtrack` opens the app on a terminal. Topics: roadtrack help.",
)
@click.version_option(__version__, message="roadtrack %(version)s")
@common
@click.pass_context
def cli(ctx: click.Context, session: Session) -> None:
    """Where do I stand, what do I do next, will I make it?

    roadtrack tracks certifications, home labs and skills as curricula, and tells the next step with its reasons.
    """
    if ctx.invoked_subcommand is None:
        if session.can_open_app():
            from roadtrack.cli.launch import open_app

            ctx.exit(open_app(lambda: session.tracker, None))
        ctx.invoke(cli.get_command(ctx, "today"))  # type: ignore[arg-type]


def run(arguments: Sequence[str], **context: Any) -> int:
    """Run the command line and return its exit code; see `roadtrack help exit-codes`.

    context: more for click's context; the app gives its own session.
    """
    ready_streams()
    try:
        code = _invoke(arguments, context)
    except click.exceptions.Exit as leave:
        return leave.exit_code
    except (click.Abort, KeyboardInterrupt, EOFError):
        sys.stderr.write("\n")
        return 130
    except click.ClickException as error:
        return tell(error.format_message(), _usage_hint(error), 2, as_json=wants_json(arguments))
    except RoadtrackError as error:
        return tell(error.message, error.hint, error.code, error.candidates, as_json=wants_json(arguments))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 141
    except Exception as error:
        if "--debug" in arguments or os.environ.get("ROADTRACK_DEBUG"):
            raise
        from roadtrack.cli.crash import tell_crash

        return tell_crash(error)
    return code if isinstance(code, int) else 0


def _invoke(arguments: Sequence[str], context: dict[str, Any]) -> object:
    """What `cli.main` does, but for its answer to a broken pipe, which is to exit with 1."""
    if "_ROADTRACK_COMPLETE" in os.environ:  # a shell asks for completions; click answers and leaves
        cli.main(list(arguments), prog_name="roadtrack")
    with cli.make_context("roadtrack", list(arguments), **context) as root:
        return cli.invoke(root)


def _usage_hint(error: click.ClickException) -> str:
    context = getattr(error, "ctx", None)
    return f"See: {context.command_path} --help" if context is not None else ""
