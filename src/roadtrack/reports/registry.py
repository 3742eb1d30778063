"""The formats of a report: a new one is a module with `render(report) -> bytes` and a line here."""

from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType

from roadtrack.errors import UsageError
from roadtrack.reports.content import Report
from roadtrack.text import one_line

FORMATS: Mapping[str, str] = MappingProxyType(
    {
        "md": "roadtrack.reports.markdown:render",
        "json": "roadtrack.reports.json_format:render",
        "csv": "roadtrack.reports.csv_format:render",
        "html": "roadtrack.reports.html_format:render",
        "ics": "roadtrack.reports.ics_format:render",
        "svg": "roadtrack.reports.badge:render",
        "jsonresume": "roadtrack.reports.resume:render",
        "openbadges": "roadtrack.reports.openbadges:render",
    }
)
"""Name → `module:function`, imported when it is used."""

_EXTENSIONS: Mapping[str, str] = MappingProxyType(
    {"jsonresume": "resume.json", "openbadges": "openbadge.json"}  # not bare json: beside a plain report's file
)


def extension(name: str) -> str:
    """How the name of a file of a format ends, without the dot: the format's own name for most."""
    return _EXTENSIONS.get(name, name)


def render(report: Report, name: str) -> bytes:
    """The report in a format, as the bytes of a UTF-8 file. Raises UsageError for an unknown format."""
    if name not in FORMATS:
        raise UsageError(f'"{one_line(name)}" is no report format. Formats: {", ".join(FORMATS)}.')
    module, _, function = FORMATS[name].partition(":")
    rendered: bytes = getattr(import_module(module), function)(report)
    return rendered
