"""Certificates: how long they are valid, when to renew them, and whether they last until they are needed. Pure.

Rules are dated facts in the curriculum files, never code. What is unknown stays unknown: without a published
validity and without a date of the learner's own, a certificate has no expiry here.
"""

import calendar
import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from roadtrack.curriculum.model import Certification
from roadtrack.journal.events import Certified, Event

WINDOW_DAYS: Final = 180
"""A certificate is worth renewing from so many days before it expires."""
URGENT_DAYS: Final = 60
RETAKE_DAYS: Final = 60
"""Reserve after a planned exam, for a second attempt."""
RENEW_BEFORE_DAYS: Final = 14
"""A renewal is aimed at so many days before the expiry."""

CertificateState = Literal["valid", "window", "urgent", "expired", "unknown"]
"""unknown: no expiry is known."""


@dataclass(frozen=True, slots=True)
class Credential:
    """A certificate of the learner's. told: the expiry is the one printed on it, which always wins."""

    curriculum: str
    earned: dt.date
    expires: dt.date | None
    told: bool
    renewed_by: str | None = None
    """The certification whose passing renewed this one."""

    def state(self, today: dt.date) -> CertificateState:
        """Where it stands on a day. On its last day it is still valid."""
        if self.expires is None:
            return "unknown"
        left = (self.expires - today).days
        if left < 0:
            return "expired"
        return "urgent" if left <= URGENT_DAYS else "window" if left <= WINDOW_DAYS else "valid"

    @property
    def window(self) -> dt.date | None:
        """From when it is worth renewing."""
        return self.expires - dt.timedelta(days=WINDOW_DAYS) if self.expires else None

    @property
    def renew_by(self) -> dt.date | None:
        """The day to aim a renewal at."""
        return self.expires - dt.timedelta(days=RENEW_BEFORE_DAYS) if self.expires else None


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day some months later, clamped to the end of its month: 31 January + 1 is the last of February."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


@dataclass(frozen=True, slots=True)
class Pass:
    """An exam that was passed, and the expiry printed on the certificate when the learner told it."""

    curriculum: str
    day: dt.date
    expires: dt.date | None = None


def passes(events: Iterable[Event]) -> tuple[Pass, ...]:
    """The certificates that were told, in journal order."""
    return tuple(
        Pass(e.ref, _day(e.deed.earned), _day(e.deed.expires) if e.deed.expires else None)
        for e in events
        if e.ref and isinstance(e.deed, Certified)
    )


def _day(iso: str) -> dt.date:
    return dt.date.fromisoformat(iso)


def credentials(passed: Iterable[Pass], rules: Mapping[str, Certification]) -> dict[str, Credential]:
    """The present certificate of each certification, by curriculum.

    rules: of the certifications that are linked. A pass starts a new term on its own day, however early; it
    also starts one for each certification that it renews and that was still valid then, and so on from those.
    """
    found: dict[str, Credential] = {}
    for one in sorted(passed, key=lambda p: p.day):
        expires = one.expires or _expiry(one.day, rules.get(one.curriculum))
        found[one.curriculum] = Credential(one.curriculum, one.day, expires, one.expires is not None)
        _renew(found, one.curriculum, one.day, rules)
    return found


def _expiry(earned: dt.date, rule: Certification | None) -> dt.date | None:
    return add_months(earned, rule.valid_months) if rule and rule.valid_months else None


def _renew(found: dict[str, Credential], curriculum: str, day: dt.date, rules: Mapping[str, Certification]) -> None:
    """What passing one certification does to others: a cascade, each once."""
    ahead, seen = [curriculum], {curriculum}
    while ahead:
        by = ahead.pop()
        for other in rules[by].renews if by in rules else ():
            held = found.get(other)
            if other in seen or held is None or held.state(day) == "expired":
                continue
            seen.add(other)
            ahead.append(other)
            expires = _expiry(day, rules.get(other))
            if expires is not None and (held.expires is None or expires > held.expires):
                found[other] = Credential(other, held.earned, expires, told=False, renewed_by=by)


@dataclass(frozen=True, slots=True)
class Clash:
    """Something wrong between a planned exam and another certificate.

    missing: the exam asks for one that was never passed and is not planned before it. lapsed: it asks for one
    that must be valid, and that will not be on the day, or not for a second attempt within sixty days. wasted:
    passing the exam would renew one that will have expired by then.
    """

    kind: Literal["missing", "lapsed", "wasted"]
    exam: str
    day: dt.date
    other: str
    expires: dt.date | None


def clashes(
    planned: Mapping[str, dt.date], held: Mapping[str, Credential], rules: Mapping[str, Certification]
) -> Iterator[Clash]:
    """What is wrong with the planned exams, by exam.

    planned: certification → the day it is to be sat. One that is planned for an earlier day counts as passed
    on that day. What is only recommended is never a clash.
    """
    for exam, day in sorted(planned.items()):
        if exam not in rules:
            continue
        needs = {need.ref.partition("/")[0]: need.state for need in rules[exam].requires}
        for other, state in needs.items():
            if state != "recommended":
                yield from _need(exam, day, other, state, _held_by(other, day, planned, held, rules))
        for other in rules[exam].renews:
            expires = _held_by(other, day, planned, held, rules)
            if isinstance(expires, dt.date) and expires < day and needs.get(other) != "active":
                yield Clash("wasted", exam, day, other, expires)


def _need(
    exam: str, day: dt.date, other: str, state: str, expires: dt.date | Literal["never"] | None
) -> Iterator[Clash]:
    if expires is None:
        yield Clash("missing", exam, day, other, None)
    elif state == "active" and expires != "never" and expires < day + dt.timedelta(days=RETAKE_DAYS):
        yield Clash("lapsed", exam, day, other, expires)


def _held_by(
    other: str,
    day: dt.date,
    planned: Mapping[str, dt.date],
    held: Mapping[str, Credential],
    rules: Mapping[str, Certification],
) -> dt.date | Literal["never"] | None:
    """When a certificate ends as seen from the day of an exam; None when it will not be there."""
    if other in planned and planned[other] < day:
        return _expiry(planned[other], rules.get(other)) or "never"
    if other in held:
        return held[other].expires or "never"
    return None
