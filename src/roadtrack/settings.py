"""The settings, their defaults, and what each one means.

Plain frozen dataclasses, so that the defaults cost no import; `load` checks a settings file with pydantic
and is called only when there is one. The text under each field is the handbook's.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, ClassVar, Literal

from roadtrack.errors import FaultyFile

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

_FORBID: Mapping[str, Any] = MappingProxyType({"extra": "forbid"})

DEFAULT_FILTERS: Mapping[str, str] = MappingProxyType(
    {
        "open": "is:todo,doing",
        "ready": "is:ready",
        "blocked": "is:blocked",
        "unproven": "is:done no:evidence",
    }
)


_LIMITS: Mapping[tuple[str, str], tuple[float, float]] = MappingProxyType(
    {
        ("plan", "hours_per_week"): (0, 168),
        ("plan", "quick_minutes"): (1, 1440),
        ("plan", "suggestions"): (1, 1000),
        ("streak", "minutes"): (1, 1440),
        ("store", "wait_seconds"): (0, 3600),
    }
)
"""The least and the most that a number may be."""


@dataclass(frozen=True, slots=True)
class PlanSettings:
    """How you study."""

    __pydantic_config__: ClassVar[Any] = _FORBID
    hours_per_week: float = 5.0
    """Hours you mean to study in a week; counts until the journal knows better."""
    quick_minutes: int = 30
    """Longest step of the quick lane."""
    suggestions: int = 5
    """Rows of `next`."""
    side_days: int = 7
    """Goals without a date get their best step shown when none of theirs was touched for so many days; 0: never."""


@dataclass(frozen=True, slots=True)
class DaySettings:
    """When a day begins and which days do not count."""

    __pydantic_config__: ClassVar[Any] = _FORBID
    start: str = "04:00"
    """A day starts at this local time; fixed into each event when it is written."""
    zone: str = ""
    """IANA zone such as Europe/Berlin; empty is the system's."""
    rest: tuple[Weekday, ...] = ()
    """Weekdays that are neutral for the streak, e.g. ["sat", "sun"]."""


@dataclass(frozen=True, slots=True)
class StreakSettings:
    """The streak."""

    __pydantic_config__: ClassVar[Any] = _FORBID
    show: bool = True
    """Whether to show the streak at all."""
    minutes: int = 10
    """Logged minutes that make a day active; a step done does too."""


@dataclass(frozen=True, slots=True)
class UiSettings:
    """How it looks."""

    __pydantic_config__: ClassVar[Any] = _FORBID
    theme: str = "roadtrack-dark"
    """roadtrack-dark, roadtrack-light, terminal, mono, or any theme of Textual."""
    color: Literal["auto", "always", "never"] = "auto"
    """Colour of the command line."""
    ascii: bool = False
    """No character outside ASCII in bars and marks."""
    mouse: bool = True
    """Whether the app takes the mouse."""
    animations: bool = False
    """Whether anything moves."""


@dataclass(frozen=True, slots=True)
class ToolSettings:
    """Programs of yours."""

    __pydantic_config__: ClassVar[Any] = _FORBID
    editor: str = ""
    """Editor command; empty: $ROADTRACK_EDITOR, $VISUAL, $EDITOR."""


@dataclass(frozen=True, slots=True)
class StoreSettings:
    """The journal's file."""

    __pydantic_config__: ClassVar[Any] = _FORBID
    path: str = ""
    """The journal's file; empty is the data folder."""
    wait_seconds: float = 30.0
    """How long to wait for another writer."""


@dataclass(frozen=True, slots=True)
class ReportSettings:
    """What a report may tell."""

    __pydantic_config__: ClassVar[Any] = _FORBID
    include: tuple[Literal["notes", "time", "paths"], ...] = ()
    """Discreet things that reports show unasked."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set."""

    __pydantic_config__: ClassVar[Any] = _FORBID
    plan: PlanSettings = field(default_factory=PlanSettings)
    days: DaySettings = field(default_factory=DaySettings)
    streak: StreakSettings = field(default_factory=StreakSettings)
    ui: UiSettings = field(default_factory=UiSettings)
    filters: dict[str, str] = field(default_factory=lambda: dict(DEFAULT_FILTERS))
    """Saved filters: `list @name`, `f` in the app."""
    keys: dict[str, str] = field(default_factory=dict)
    """Action id = keys, e.g. undo = "u,U"."""
    tools: ToolSettings = field(default_factory=ToolSettings)
    store: StoreSettings = field(default_factory=StoreSettings)
    report: ReportSettings = field(default_factory=ReportSettings)

    @property
    def day_start_minutes(self) -> int:
        """Minutes after midnight at which a day starts."""
        hours, _, minutes = self.days.start.partition(":")
        return int(hours) * 60 + int(minutes)


@dataclass(frozen=True, slots=True)
class Loaded:
    """Settings with what there is to say about their file: unknown keys, each with its line."""

    settings: Settings
    warnings: tuple[str, ...] = ()


def load(path: Path) -> Loaded:
    """Read a settings file; no file gives the defaults.

    An unknown key is a warning with the nearest right one. A bad value raises FaultyFile with its line.
    """
    try:
        if path.is_fifo():
            raise FaultyFile(f"{path} is a pipe; settings are a file.")
        text = path.read_text("utf-8")
    except FileNotFoundError:
        return Loaded(Settings())
    except (OSError, UnicodeDecodeError) as error:
        raise FaultyFile(f"{path} cannot be read: {error}") from error
    return _validated(text, path)


def _validated(text: str, path: Path) -> Loaded:
    import tomllib

    from pydantic import TypeAdapter, ValidationError

    from roadtrack.curriculum.faults import Fault, nearest
    from roadtrack.curriculum.lines import key_lines, line_of

    try:
        raw = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # also a number of 5,000 digits, and a thousand brackets
        raise FaultyFile(f"{path}  not TOML: {error}") from error
    lines = key_lines(text)
    warnings: list[str] = []
    while True:
        try:
            settings = TypeAdapter(Settings).validate_python(raw)
        except ValidationError as error:
            faults = error.errors(include_url=False)
            unknown = [f for f in faults if f["type"] in ("unexpected_keyword_argument", "extra_forbidden")]
            if not unknown:
                shown = (
                    f"{path}:{line_of(lines, tuple(f['loc']))}  {'.'.join(map(str, f['loc']))}: {f['msg']}"
                    for f in faults
                )
                raise FaultyFile("\n".join(shown)) from error
            for fault in unknown:
                where = tuple(fault["loc"])
                near = nearest(str(where[-1]), _names_at(where[:-1]))
                key = ".".join(map(str, where))
                warnings.append(str(Fault(str(path), line_of(lines, where), key, f'unknown key "{key}"', near)))
                _drop(raw, where)
        else:
            _check_start(settings, path, line_of(lines, ("days", "start")))
            for where, (least, most) in _LIMITS.items():
                _check_limits(settings, path, line_of(lines, where), where, least, most)
            filters = {**DEFAULT_FILTERS, **settings.filters}
            return Loaded(_with_filters(settings, filters), tuple(warnings))


def _with_filters(settings: Settings, filters: dict[str, str]) -> Settings:
    from dataclasses import replace

    return replace(settings, filters=filters)


def _check_start(settings: Settings, path: Path, line: int) -> None:
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", settings.days.start):
        raise FaultyFile(f'{path}:{line}  days.start: "{settings.days.start}" is no time; write e.g. "04:00"')


def _check_limits(settings: Settings, path: Path, line: int, where: tuple[str, str], least: float, most: float) -> None:
    value = getattr(getattr(settings, where[0]), where[1])
    if not least <= value <= most:  # this also finds "not a number"
        raise FaultyFile(f"{path}:{line}  {'.'.join(where)}: {value} is not between {least:g} and {most:g}")


def _names_at(where: tuple[str | int, ...]) -> list[str]:
    from dataclasses import fields, is_dataclass

    table: Any = Settings()
    for part in where:
        table = getattr(table, str(part), None)
    return [f.name for f in fields(table)] if is_dataclass(table) else []


def _drop(raw: dict[str, Any], where: tuple[str | int, ...]) -> None:
    for part in where[:-1]:
        raw = raw[str(part)]
    raw.pop(str(where[-1]), None)
