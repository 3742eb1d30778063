"""A report as a JSON Resume (schema 1.0.0): certificates and finished work, nothing else about the person.

It is meant to be merged into the learner's own resume: name, address and the like are not known here and are
left out. Only what is finished is a skill; the learner says so, nobody else does.
"""

import re
from typing import Any

from roadtrack.reports.content import CredentialLine, Finished, Report
from roadtrack.reports.json_format import encode
from roadtrack.show import with_year
from roadtrack.text import one_line

SCHEMA = "https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json"


def render(report: Report) -> bytes:
    """The resume as a JSON file."""
    return encode(
        {
            "$schema": SCHEMA,
            "certificates": [_certificate(credential) for credential in report.credentials],
            "skills": [skill for finished in report.finished for skill in _skills(finished)],
            "meta": {"version": "v1.0.0", "lastModified": f"{report.made:%Y-%m-%dT%H:%M:%S}"},
        }
    )


def _certificate(credential: CredentialLine) -> dict[str, Any]:
    """The schema has no key for the last day, so that one which is over says so in its name."""
    name = one_line(credential.name)
    code = one_line(credential.code or "")
    if code and not re.search(rf"(?<!\w){re.escape(code)}(?!\w)", name, re.IGNORECASE):
        name += f" ({code})"
    if credential.state == "expired" and credential.expires is not None:
        name += f", expired {with_year(credential.expires)}"
    found = {"name": name, "date": credential.earned.isoformat()}
    return found | ({"issuer": one_line(credential.issuer)} if credential.issuer else {})


def _skills(finished: Finished) -> list[dict[str, Any]]:
    """A whole curriculum is one skill; of one that is not finished, each finished section is one."""
    title, parts = one_line(finished.title), [one_line(part) for part in finished.parts]
    if finished.whole:
        return [{"name": title, "keywords": parts}]
    return [{"name": f"{title}: {part}", "keywords": []} for part in parts]
