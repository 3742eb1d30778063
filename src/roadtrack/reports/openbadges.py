"""A report in the shape of an Open Badges 3.0 credential (JSON-LD): the learner's own word, and it says so.

Issuer and subject are the same nameless learner, the criteria tell that nobody else checked it, and there is
no proof: a signature would be of a key that nobody knows. So it is no verifiable credential, and a program that
asks for a proof refuses it. Certificates of others are not in it: they are theirs to issue.

Shape: https://www.imsglobal.org/spec/ob/v3p0, of August 2024. Narratives are Markdown there, so outside text
in them is escaped.
"""

import hashlib
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from roadtrack.reports import json_format
from roadtrack.reports.content import Evidence, Report
from roadtrack.reports.markdown import escape
from roadtrack.show import counted, with_year
from roadtrack.text import one_line

CONTEXTS = (
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
)
SELF_ASSERTED = (
    "Self-asserted: the learner wrote this down with roadtrack. Nobody else issued or checked it,"
    " and it carries no proof. Judge it by its evidence."
)

_LEFT_IN_LINKS = "%/:?#[]@!$&'()*+,;=-._~"  # what may stand in a URI as it is


def render(report: Report) -> bytes:
    """The credential as a JSON file. Its identifiers follow from the report: the same report, the same ones."""
    seed = hashlib.sha256(json_format.render(report)).hexdigest()
    learner = _urn(f"learner {seed}")
    percents = list(_percents(report))
    return json_format.encode(
        {
            "@context": list(CONTEXTS),
            "id": _urn(f"credential {seed}"),
            "type": ["VerifiableCredential", "OpenBadgeCredential"],
            "name": one_line(report.title),
            "description": SELF_ASSERTED,
            "issuer": {
                "id": learner,
                "type": ["Profile"],
                "name": "The learner (self-asserted)",
                "description": SELF_ASSERTED,
            },
            "validFrom": f"{report.made:%Y-%m-%dT%H:%M:%SZ}",
            "credentialSubject": {
                "id": learner,
                "type": ["AchievementSubject"],
                "achievement": _achievement(report, [name for name, _ in percents]),
                "result": [
                    {"type": ["Result"], "resultDescription": _urn(name), "value": f"{value:.1f}"}
                    for name, value in percents
                ],
            },
            "evidence": [_evidence(evidence, step) for evidence, step in _all_evidence(report)],
        }
    )


def _urn(seed: str) -> str:
    return uuid5(NAMESPACE_URL, f"roadtrack {seed}").urn


def _achievement(report: Report, measured: Iterable[str]) -> dict[str, Any]:
    return {
        "id": _urn(f"{report.kind} {one_line(report.title)}"),
        "type": ["Achievement"],
        "name": one_line(report.title),
        "description": _summary(report),
        "criteria": {"narrative": _criteria(report)},
        "resultDescription": [
            {"id": _urn(name), "type": ["ResultDescription"], "name": name, "resultType": "Percent"}
            for name in measured
        ],
    }


def _percents(report: Report) -> Iterable[tuple[str, float]]:
    """(what is measured, how much of it) of the role or of each goal."""
    lines = (report.role,) if report.role is not None else report.goals
    for line in lines:
        yield f"{one_line(line.title)} ({one_line(line.id)}): done, weighted", line.done
        yield f"{one_line(line.title)} ({one_line(line.id)}): done with evidence, weighted", line.verified


def _summary(report: Report) -> str:
    period = f"{with_year(report.start)} to {with_year(report.end)}"
    return f"{counted(report.totals.steps, 'step')} done, {period}. Percentages are of {with_year(report.day)}."


def _criteria(report: Report) -> str:
    """What was done, one line a step, under the word that nobody else checked it."""
    done = [f"- {escape(s.title or s.ref)} ({escape(s.ref)}), {with_year(s.day)}" for s in report.done]
    proved = [f"- {escape(p.title)} ({escape(p.ref)}), {with_year(p.day)}" for p in report.proofs]
    steps = proved or done
    return "\n".join([SELF_ASSERTED, "", "Done:", "", *steps] if steps else [SELF_ASSERTED])


def _all_evidence(report: Report) -> Iterable[tuple[Evidence, str]]:
    """(evidence, title of its step): a portfolio's, or that of the period."""
    if report.proofs:
        yield from ((evidence, proof.title) for proof in report.proofs for evidence in proof.evidence)
    else:
        yield from ((evidence, evidence.step or evidence.ref or "") for evidence in report.evidence)


def _evidence(evidence: Evidence, step: str) -> dict[str, Any]:
    """A link is its identifier; digest, exit code and place have no key of their own and stand in the words."""
    parts = [f"{escape(evidence.form)}, added {with_year(evidence.day)}"]
    if evidence.place:
        parts.append(escape(evidence.place))
    if evidence.exit_code is not None:
        parts.append(f"exit code {evidence.exit_code}")
    if evidence.sha256:
        parts.append(f"sha256 {escape(evidence.sha256)}")
    found = {
        "type": ["Evidence"],
        "name": one_line(evidence.words),
        "genre": one_line(evidence.form),
        "narrative": "; ".join(parts),
    }
    if step:
        found["description"] = one_line(step)
    return ({"id": quote(evidence.link, safe=_LEFT_IN_LINKS)} if evidence.link else {}) | found
