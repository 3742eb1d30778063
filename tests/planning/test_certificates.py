"""Certificates: terms, windows, renewals that cascade, and what clashes with a planned exam."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadtrack.curriculum.model import Certification, Requirement
from roadtrack.planning.certificates import Clash, Credential, Pass, add_months, clashes, credentials


def day(text: str) -> dt.date:
    """An ISO day."""
    return dt.date.fromisoformat(text)


def exam(
    code: str, months: int | None = 24, *, requires: str = "", state: str = "active", renews: str = ""
) -> Certification:
    """A certification with one prerequisite and one renewal at most."""
    return Certification(
        code,
        "Nobody",
        valid_months=months,
        requires=(Requirement(requires, state),) if requires else (),
        renews=(renews,) if renews else (),
    )


RULES = {
    "kcna": exam("KCNA"),
    "cka": exam("CKA", renews="kcna"),
    "cks": exam("CKS", requires="cka", state="passed", renews="cka"),
    "strict": exam("STRICT", requires="cka"),
    "soft": exam("SOFT", requires="cka", state="recommended"),
    "ever": exam("EVER", None),
}


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2027-12-31", 2, "2028-02-29"),
        ("2024-02-29", 24, "2026-02-28"),
        ("2026-11-25", 24, "2028-11-25"),
        ("2026-11-25", 2, "2027-01-25"),
    ],
)
def test_months_are_clamped(start: str, months: int, end: str) -> None:
    """To the end of the month."""
    assert add_months(day(start), months) == day(end)


@given(st.dates(dt.date(1990, 1, 1), dt.date(2100, 1, 1)), st.integers(0, 120))
def test_months_never_skip_one(start: dt.date, months: int) -> None:
    """The month is exactly so many further, the day the same or the last one."""
    end = add_months(start, months)
    assert end.year * 12 + end.month == start.year * 12 + start.month + months
    assert end.day == start.day or (end + dt.timedelta(days=1)).day == 1


def test_the_printed_date_wins() -> None:
    """Over the rule, and a rule that is unknown gives no expiry."""
    held = credentials([Pass("cka", day("2026-01-01"), day("2029-01-01")), Pass("ever", day("2026-01-01"))], RULES)
    assert (held["cka"].expires, held["cka"].told) == (day("2029-01-01"), True)
    assert (held["ever"].expires, held["ever"].state(day("2099-01-01"))) == (None, "unknown")


def test_a_certification_nobody_linked_has_no_rule() -> None:
    """Its pass is kept."""
    assert credentials([Pass("gone", day("2026-01-01"))], RULES)["gone"].expires is None


@pytest.mark.parametrize(
    ("today", "state"),
    [
        ("2026-01-01", "valid"),
        ("2026-07-04", "window"),
        ("2026-07-03", "valid"),
        ("2026-10-31", "window"),
        ("2026-11-01", "urgent"),
        ("2026-12-31", "urgent"),
        ("2027-01-01", "expired"),
    ],
)
def test_states(today: str, state: str) -> None:
    """A window of 180 days, the last 60 of them urgent; the last day still counts."""
    assert Credential("cka", day("2024-12-31"), day("2026-12-31"), told=False).state(day(today)) == state


def test_an_early_renewal_starts_on_its_own_day() -> None:
    """The new term runs from the new pass."""
    held = credentials([Pass("cka", day("2026-01-01")), Pass("cka", day("2027-06-01"))], RULES)
    assert (held["cka"].earned, held["cka"].expires) == (day("2027-06-01"), day("2029-06-01"))


def test_renewals_cascade() -> None:
    """CKS renews CKA, and CKA renews KCNA, as long as each was still valid."""
    held = credentials(
        [Pass("kcna", day("2026-01-01")), Pass("cka", day("2026-02-01")), Pass("cks", day("2027-03-01"))], RULES
    )
    assert [(c, held[c].expires, held[c].renewed_by) for c in ("cks", "cka", "kcna")] == [
        ("cks", day("2029-03-01"), None),
        ("cka", day("2029-03-01"), "cks"),
        ("kcna", day("2029-03-01"), "cka"),
    ]


def test_what_has_expired_is_not_renewed() -> None:
    """Passing another does not bring it back."""
    held = credentials([Pass("kcna", day("2020-01-01")), Pass("cka", day("2026-02-01"))], RULES)
    assert (held["kcna"].expires, held["kcna"].renewed_by) == (day("2022-01-01"), None)


def test_renewals_in_a_circle_end() -> None:
    """Two that renew each other."""
    circle = {"a": exam("A", renews="b"), "b": exam("B", renews="a")}
    held = credentials([Pass("a", day("2026-01-01")), Pass("b", day("2026-06-01"))], circle)
    assert {held["a"].expires, held["b"].expires} == {day("2028-06-01")}


def found(planned: dict[str, str], *held: Credential) -> list[Clash]:
    """The clashes of some plans."""
    return list(clashes({id_: day(on) for id_, on in planned.items()}, {one.curriculum: one for one in held}, RULES))


def cka(expires: str) -> Credential:
    """A CKA until some day."""
    return Credential("cka", day("2025-01-01"), day(expires), told=True)


def test_a_prerequisite_that_is_missing() -> None:
    """Unless it is planned before, or only recommended."""
    assert found({"cks": "2027-04-05"}) == [Clash("missing", "cks", day("2027-04-05"), "cka", None)]
    assert found({"cks": "2027-04-05", "cka": "2027-03-01"}) == []
    assert [clash.kind for clash in found({"cks": "2027-04-05", "cka": "2027-04-06"})] == ["missing"]
    assert found({"soft": "2027-04-05"}) == []


def test_a_valid_one_must_last_through_a_retake() -> None:
    """Sixty days beyond the exam."""
    assert found({"strict": "2027-04-05"}, cka("2027-06-04")) == []
    assert found({"strict": "2027-04-05"}, cka("2027-06-03")) == [
        Clash("lapsed", "strict", day("2027-04-05"), "cka", day("2027-06-03"))
    ]


def test_passed_once_is_enough_where_that_is_the_rule() -> None:
    """And still a renewal would be wasted: the CKA ends before the CKS could extend it."""
    assert found({"cks": "2027-04-05"}, cka("2027-04-05")) == []
    assert found({"cks": "2027-04-05"}, cka("2027-04-04")) == [
        Clash("wasted", "cks", day("2027-04-05"), "cka", day("2027-04-04"))
    ]


TOLD = st.lists(
    st.tuples(st.sampled_from(sorted(RULES)), st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1))),
    max_size=8,
    unique_by=lambda one: one[1],
)


@given(TOLD)
def test_the_order_of_telling_does_not_matter(told: list[tuple[str, dt.date]]) -> None:
    """Certificates follow the days they were earned on; nothing ever ends before it was earned."""
    forward = credentials([Pass(id_, on) for id_, on in told], RULES)
    assert forward == credentials([Pass(id_, on) for id_, on in reversed(told)], RULES)
    assert forward.keys() == dict(told).keys()
    assert all(held.expires is None or held.expires > held.earned for held in forward.values())
