"""Writing the settings file without losing a comment. Nothing else ever writes it."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, get_args, get_type_hints

from roadtrack.curriculum.faults import nearest
from roadtrack.errors import FaultyFile, NotFound, UsageError
from roadtrack.files import write_whole
from roadtrack.settings import Settings, load

OPEN_TABLES = ("filters", "keys")
"""Tables whose keys are the learner's own."""


def names() -> Iterator[str]:
    """Every setting by its dotted name; the open tables as themselves."""
    for section in fields(Settings):
        table = getattr(Settings(), section.name)
        if is_dataclass(table):
            yield from (f"{section.name}.{f.name}" for f in fields(table))
        else:
            yield section.name


def value_of(settings: Settings, name: str) -> Any:
    """One setting's value. Raises NotFound with the nearest name."""
    section, _, key = name.partition(".")
    if section in OPEN_TABLES:
        table = getattr(settings, section)
        return table if not key else table.get(key)
    if name not in set(names()):
        near = nearest(name, names())
        raise NotFound(f"no setting {name}." + (f" Did you mean {near}?" if near else ""), "All: roadtrack config list")
    return getattr(getattr(settings, section), key)


def set_value(path: Path, name: str, text: str) -> Any:
    """Set one value, as it would be written in TOML or as plain words. Returns the value now in force.

    The file is checked whole before it is replaced. Raises NotFound, UsageError or NotSaved.
    """
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    section, _, key = name.partition(".")
    value_of(Settings(), name)
    if not key:
        raise UsageError(f"{name} is a table; write {name}.KEY.")
    try:
        document = tomlkit.parse(path.read_text("utf-8")) if path.exists() else tomlkit.document()
    except (OSError, UnicodeDecodeError, TOMLKitError) as error:
        raise FaultyFile(f"{path} cannot be read: {error}") from error
    if section not in document:
        document[section] = tomlkit.table()
    document[section][key] = _parsed(text)
    draft = path.with_name(f".{path.name}.draft")
    write_whole(draft, tomlkit.dumps(document).encode(), overwrite=True)
    try:
        settings = load(draft).settings
    except FaultyFile as error:
        reason = error.message.partition("  ")[2] or error.message
        raise UsageError(f"{name} was not set: {reason}") from error
    finally:
        draft.unlink(missing_ok=True)
    write_whole(path, tomlkit.dumps(document).encode(), overwrite=True)
    return value_of(settings, name)


def _parsed(text: str) -> Any:
    """A TOML value if it is one (5, true, ["sat"]), else the words themselves."""
    import tomllib

    try:
        return tomllib.loads(f"value = {text}")["value"]
    except (ValueError, RecursionError):
        return text


def meanings() -> dict[str, str]:
    """What each table and each setting means, by name: the text under it in settings.py."""
    import inspect
    import re

    found: dict[str, str] = {}
    for section in fields(Settings):
        table = getattr(Settings(), section.name)
        own = is_dataclass(table)
        source = inspect.getsource(type(table) if own else Settings)
        if own:
            found[section.name] = inspect.getdoc(type(table)) or ""
        for key in [f.name for f in fields(table)] if own else [section.name]:
            text = re.search(rf'    {key}: .*\n    """(.*?)"""', source)
            found[f"{section.name}.{key}" if own else section.name] = text[1] if text else ""
    return found


def choices(name: str) -> tuple[str, ...]:
    """The words that a setting, or each of its items, can be; empty where it is free. Raises NotFound."""
    value = value_of(Settings(), name)
    if isinstance(value, bool):
        return ("true", "false")
    section, _, key = name.partition(".")
    if section in OPEN_TABLES:
        return ()
    hint = get_type_hints(type(getattr(Settings(), section)))[key]
    nested = [get_args(part) or (part,) for part in get_args(hint)]
    return tuple(word for words in nested for word in words if isinstance(word, str))


def commented_defaults() -> str:
    """Every setting with its meaning and default, commented out: what `config init` writes."""
    told = meanings()
    lines = ["# roadtrack settings. Every key is optional; these are the defaults.", ""]
    for section in fields(Settings):
        table = getattr(Settings(), section.name)
        lines.append(f"[{section.name}]")
        if not is_dataclass(table):
            lines += [f"# {key} = {_toml(value)}" for key, value in table.items()]
        else:
            for f in fields(table):
                meaning = told[f"{section.name}.{f.name}"]
                lines.append(f"# {f.name} = {_toml(getattr(table, f.name))}  # {meaning}".rstrip())
        lines.append("")
    return "\n".join(lines)


def _toml(value: object) -> str:
    import json

    return json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=False)
