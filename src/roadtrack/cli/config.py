"""config, keys, completion: how it is set up."""

import json
from typing import Any

import click

from roadtrack.cli.documents import document
from roadtrack.cli.session import Session, common, looking
from roadtrack.files import write_whole
from roadtrack.keymap import ACTIONS, keys_in_force, shown_keys
from roadtrack.paths import shown
from roadtrack.text import fit, one_line, visible


@click.group()
def config() -> None:
    """Settings: list, get, set, edit, init, path. The file is TOML; nothing but these verbs writes it."""


@config.command("list")
@looking
def list_(session: Session) -> None:
    """Every setting and its value."""
    from roadtrack.settings_file import names, value_of

    settings = session.tracker.settings
    values = {name: value_of(settings, name) for name in names()}
    answer = document("Config", path=str(session.tracker.paths.config), items=values)
    session.emit(answer, lambda: "\n".join(f"{name} = {_shown(value)}" for name, value in values.items()))


def _shown(value: Any) -> str:
    return visible(json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=False))


@config.command("get")
@click.argument("name")
@looking
def get(session: Session, name: str) -> None:
    """One setting's value."""
    from roadtrack.settings_file import value_of

    value = value_of(session.tracker.settings, name)
    answer = document("Config", name=name, value=list(value) if isinstance(value, tuple) else value)
    session.emit(answer, lambda: visible(value) if isinstance(value, str) else _shown(value))


@config.command("set")
@click.argument("name")
@click.argument("value")
@common
def set_(session: Session, name: str, value: str) -> None:
    """Set a value: config set plan.hours_per_week 7. Comments in the file stay."""
    from roadtrack.settings_file import set_value

    path = session.tracker.paths.config
    now = set_value(path, name, value)
    answer = document("Config", name=name, value=list(now) if isinstance(now, tuple) else now, path=str(path))
    session.emit(answer, lambda: f"{session.paint.tick} {name} = {_shown(now)}  ({shown(path)})")


@config.command()
@click.option("--force", is_flag=True, help="Overwrite.")
@common
def init(session: Session, *, force: bool) -> None:
    """Write a settings file with every default, commented out."""
    from roadtrack.settings_file import commented_defaults

    path = session.tracker.paths.config
    write_whole(path, commented_defaults().encode(), overwrite=force)
    session.emit(document("Config", path=str(path)), lambda: f"{session.paint.tick} {visible(shown(path))}")


@config.command()
@common
def edit(session: Session) -> None:
    """Open the settings file in your editor, then check it."""
    from roadtrack.editor import edit_file, editor_command
    from roadtrack.settings import load
    from roadtrack.settings_file import commented_defaults

    path = session.tracker.paths.config
    if not path.exists():
        write_whole(path, commented_defaults().encode())
    edit_file(path, editor_command(session.tracker.settings.tools.editor))
    for warning in load(path).warnings:
        session.narrate(f"warning: {warning}")


@config.command()
@looking
def path(session: Session) -> None:
    """Every place in use."""
    tracker = session.tracker
    places = {
        "settings": tracker.paths.config,
        "own curricula": tracker.paths.curricula,
        "built-in curricula": tracker.catalog.builtin,
        "journal": tracker.journal_path,
        "crash files": tracker.paths.state,
    }
    answer = document("Config", items={name: str(place) for name, place in places.items()})
    session.emit(answer, lambda: "\n".join(f"{name:<19} {visible(shown(place))}" for name, place in places.items()))


@click.command()
@click.option("--check", is_flag=True, help="Only the clashes; exit 3 if there are any.")
@looking
def keys(session: Session, *, check: bool) -> None:
    """The key map of the app in force, with your own keys, and the verb that does the same."""
    in_force, problems = keys_in_force(session.tracker.settings.keys)
    answer = document(
        "KeyMap",
        items=[
            {"id": a.id, "keys": in_force[a.id].split(","), "description": a.description, "verb": a.verb}
            for a in ACTIONS
            if not check
        ],
        problems=[p.message for p in problems],
    )

    def text() -> str:
        lines = []
        for group in dict.fromkeys(a.group for a in ACTIONS) if not check else ():
            lines.append(group)
            lines += [
                _key_line(a.id, in_force[a.id], a.description, a.verb, session) for a in ACTIONS if a.group == group
            ]
        lines += [one_line(p.message) for p in problems]
        return "\n".join(lines) or "No clashes."

    session.emit(answer, text)
    if check and problems:
        raise click.exceptions.Exit(3)


def _key_line(id_: str, keys: str, description: str, verb: str | None, session: Session) -> str:
    shown_as = shown_keys(keys, ascii_only=session.paint.ascii)
    return f"  {fit(one_line(shown_as), 14)} {fit(id_, 16)} {description}" + (f"  ({verb})" if verb else "")


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the completion script: eval "$(roadtrack completion bash)". Nothing is installed."""
    from click.shell_completion import get_completion_class

    from roadtrack.cli.main import cli

    found = get_completion_class(shell)
    assert found is not None
    click.echo(found(cli, {}, "roadtrack", "_ROADTRACK_COMPLETE").source())
