"""A report by the learner's own template: `weekly.html.j2`, `role.md.j2` in the templates folder.

A template is a file from a friend as often as one's own, so it runs in Jinja's sandbox, sees the report and nothing
of the machine, and cannot reach past it. Outside text is escaped in both forms, whatever the template does not do.
Nothing but this module reads that folder.
"""

import datetime as dt
import re
import traceback
from pathlib import Path
from typing import Final

from jinja2 import ChoiceLoader, FileSystemLoader, StrictUndefined, TemplateNotFound, TemplateSyntaxError
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from roadtrack.errors import FaultyFile, NotFound, UsageError
from roadtrack.reports import markdown
from roadtrack.reports.content import Report, safe_link
from roadtrack.reports.html_format import FILTERS, OURS, context, shown
from roadtrack.text import one_line

ENDINGS: Final = {".html.j2": "html", ".md.j2": "md"}
"""Of a template's name → the report's format."""
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*\.(?:html|md)\.j2")


def form_of(name: str) -> str:
    """The format that a template makes. Raises UsageError for a name that is none."""
    for ending, form in ENDINGS.items():
        if _NAME.fullmatch(name) and name.endswith(ending):
            return form
    raise UsageError(
        f'"{one_line(name)}" is no name of a template.',
        "A template is in the templates folder and is called e.g. weekly.html.j2 or weekly.md.j2.",
    )


def names(folder: Path) -> tuple[str, ...]:
    """The templates in the folder, by name; none when there is no folder."""
    try:
        return tuple(sorted(path.name for path in folder.iterdir() if _NAME.fullmatch(path.name) and path.is_file()))
    except OSError:
        return ()


def find(folder: Path, kind: str, form: str) -> str | None:
    """The template for a kind of report in a format, if the learner has one."""
    name = f"{kind}.{form}.j2"
    return name if name in names(folder) else None


def render(report: Report, folder: Path, name: str) -> bytes:
    """The report by a template of the folder.

    Raises UsageError for a wrong name, NotFound for a template that is not there, FaultyFile, with the line, for
    one that cannot be read, does not parse, uses what there is not, or reaches for what it must not.
    """
    form = form_of(name)
    there = names(folder)
    if name not in there:
        hint = f"There are: {', '.join(there)}" if there else "How to write one: docs/report-templates.md"
        raise NotFound(f"there is no template {name} in {folder}.", hint, there)
    made = _environment(folder, form)
    try:
        return made.get_template(name).render(context(report)).encode()
    except TemplateSyntaxError as error:
        raise _faulty(Path(error.filename or folder / name), error.lineno, error.message or "") from error
    except UnicodeError as error:
        raise FaultyFile(f"{folder / name} is no UTF-8 text: {error}") from error
    except Exception as error:  # whatever a template can do wrong is the template's fault
        raise _faulty(*_place(error, folder, name), _words(error)) from error


def _environment(folder: Path, form: str) -> ImmutableSandboxedEnvironment:
    made = ImmutableSandboxedEnvironment(
        loader=ChoiceLoader([FileSystemLoader(folder), OURS]),
        autoescape=True,
        finalize=shown if form == "html" else _as_markdown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters.update(FILTERS)
    made.filters["md"] = _markdown
    if form == "md":
        made.filters["linked"] = _markdown_link
    return made


def _as_markdown(value: object) -> object:
    """What is put into a Markdown page for a value: everything but numbers, days and what is marked safe is escaped."""
    return value if isinstance(value, Markup | int | float | dt.date) else _markdown(str(value))


def _markdown(text: str) -> Markup:
    return Markup(markdown.escape(text))  # noqa: S704 - safe in Markdown, which is what it is for


def _markdown_link(words: str, link: str | None) -> Markup:
    """Words as a Markdown link if it is http, https or mailto; else the words alone."""
    if link is None or safe_link(link) is None:
        return _markdown(words)
    return Markup(f"[{markdown.escape(words)}]({markdown.destination(link)})")  # noqa: S704 - both parts are escaped


def _faulty(path: Path, line: int, words: str) -> FaultyFile:
    return FaultyFile(f"{path}:{line}  {one_line(words)}", "The variables: docs/report-templates.md")


def _place(error: Exception, folder: Path, name: str) -> tuple[Path, int]:
    """The template and the line that an error is about: the innermost template in its traceback."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if frame.filename.endswith(tuple(ENDINGS)) and Path(frame.filename).is_relative_to(folder):
            return Path(frame.filename), frame.lineno or 1
    return folder / name, 1


def _words(error: Exception) -> str:
    if isinstance(error, TemplateNotFound):
        return f"there is no template {error.name}"
    if isinstance(error, SecurityError):
        return f"not allowed in a template: {error}"
    if isinstance(error, RecursionError):
        return "the template includes itself without end"
    return f"{error}" or type(error).__name__
