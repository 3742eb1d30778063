"""The commented file that a new curriculum starts from."""

import datetime as dt

from roadtrack.curriculum.model import CurriculumKind

SCHEMA_FILE = "curriculum.schema.json"
"""Where a file's first line tells editors to find the JSON Schema, beside it."""

_HEAD = """\
#:schema ./{schema}
# A roadtrack curriculum. The line above gives editors completion. Check the file with: roadtrack curriculum validate
# All keys: the handbook page "The curriculum file". A step by step guide: "Write your own curriculum".
format = 1
id = "{id}"  # never changes; the file may be called anything
title = "{title}"
kind = "{kind}"  # certification, lab, skill or role
revision = "1"  # raise it when the content changes
as_of = {day}  # when you last checked the facts
summary = "For whom it is, and what one can do afterwards."
sources = []  # [{{ title = "…", url = "https://…", as_of = {day} }}]
# aliases = {{ old-id = "new-id" }} # after renaming a step: its history comes along
"""

_CERTIFICATION = """
[certification]  # only what is known; leave out the rest
code = "{code}"
issuer = "Who examines"
# delivery = "labs"  # labs, multiple-choice or mixed
# minutes = 120
# pass_percent = 66
# valid_months = 24
# facts = [{{ name = "Price", value = "…", source = "…" }}]
"""

_ROLE = """
[role]  # all of it may be left out; a figure without year and source is refused
ladder = [{{ title = "{title}", years = [3, 5] }}, {{ title = "The next rung", years = [6] }}]
# salary = [{{ name = "Country, median", value = "…", year = {year}, source = "…" }}]
# market = [{{ name = "Growth a year", value = "…", year = {year}, source = "…" }}]
# neighbours = [{{ ref = "another-role", difference = "What separates them." }}]
"""

_SECTION = """
[[section]]
id = "basics"
title = "Basics"
# weight = 25  # percent, where a publisher gives one; or weight_range = [20, 25]

[[section.step]]
id = "first-step"
title = "Do the first thing"
kind = "study"  # study, practice, milestone or exam
hours = 1
why = "Why it matters, and the trap in it."
resources = []  # [{ title = "…", url = "https://…" }]
evidence = "What would prove it."

[[section.step]]
id = "second-step"
title = "Do the second thing"
kind = "practice"
hours = 2
needs = ["first-step"]  # or a step elsewhere: "cka/rbac"
evidence = "What would prove it."
# objectives = ["1.1"]  # the exam's objectives this serves: domain.objective
# check = { run = ["true"], expect = { exit = 0 } }  # a command that proves it

# [[section.step]]
# use = "cka/rbac"  # a step of another curriculum counts here too
"""

_EXAM = """
[[section]]
id = "the-exam"
title = "The exam"

[[section.step]]
id = "book-exam"
title = "Book a day for the exam"
kind = "practice"
hours = 0.5
evidence = "The confirmation with the day."

[[section.step]]
id = "mock-exam"
title = "Sit a mock exam against the clock"
kind = "practice"
hours = 2
needs = ["basics", "book-exam"]  # a section stands for all its steps
evidence = "The score and the list of what went wrong."

[[section.step]]
id = "exam"
title = "Pass the exam"
kind = "exam"
hours = 2
needs = ["mock-exam"]
evidence = "The certificate."
"""

_USES = """
[[section]]
use = "terraform"  # a whole curriculum counts here: what is done there is done here
"""


def starter(id_: str, kind: CurriculumKind, day: dt.date) -> str:
    """A valid, commented curriculum file of a kind, with its facts checked on a day."""
    title = id_.replace("-", " ").capitalize()
    parts = [_HEAD]
    match kind:
        case CurriculumKind.CERTIFICATION:
            parts += [_CERTIFICATION]
        case CurriculumKind.ROLE:
            parts += [_ROLE]
    head = "".join(parts).format(
        schema=SCHEMA_FILE, id=id_, title=title, kind=kind.value, day=day.isoformat(), year=day.year, code=id_.upper()
    )
    tail = {CurriculumKind.CERTIFICATION: _EXAM, CurriculumKind.ROLE: _USES}.get(kind, "")
    return "".join(_aligned(line) for line in (head + _SECTION + tail).splitlines(keepends=True))


def _aligned(line: str) -> str:
    """A line with what its comment says in the same column as the others'."""
    code, found, comment = line.partition("  #")
    return f"{code.rstrip():<34}# {comment.lstrip()}" if found else line
