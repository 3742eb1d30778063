"""The filter grammar, on a small world whose answers can be read off."""

import datetime as dt
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import TODAY, MakeTracker

from roadtrack.errors import UsageError
from roadtrack.journal.events import Attached
from roadtrack.planning.filters import HAS, IS, KEYS, parse_filter, since_day
from roadtrack.tracker import Extras

Find = Callable[..., list[str]]
ALL = ["pods", "services", "config", "policies"]


@pytest.fixture
def find(make_tracker: MakeTracker) -> Find:
    """What a filter finds in kube: pods done with proof, config begun with a note, the rest untouched."""
    tracker = make_tracker(config='[filters]\nmine = "@open kind:practice"\nloop = "@loop"\n')
    tracker.done(["kube/pods"], Extras(evidence=(Attached("link", "https://example.org"),)))
    tracker.start(["kube/config"], Extras(note="begun", day=TODAY - dt.timedelta(days=9)))

    def found(*words: str) -> list[str]:
        return [ref.removeprefix("kube/") for ref in tracker.find(words)[1]]

    return found


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ((), ALL),
        (("POD",), ["pods"]),
        (("kube/serv",), ["services"]),
        (("open", "way"), ["policies"]),
        (("way open",), ["policies"]),
        (("nothing-like-it",), []),
        (("is:done",), ["pods"]),
        (("is:todo",), ["services", "policies"]),
        (("is:ready",), ["services", "config"]),
        (("is:blocked",), ["policies"]),
        (("is:doing,done",), ["pods", "config"]),
        (("is:verified",), ["pods"]),
        (("is:skipped",), []),
        (("-is:done",), ["services", "config", "policies"]),
        (("-pods", "-is:blocked"), ["services", "config"]),
        (("has:evidence",), ["pods"]),
        (("no:evidence",), ["services", "config", "policies"]),
        (("has:note",), ["config"]),
        (("has:check",), ["policies"]),
        (("has:link",), ["pods"]),
        (("no:estimate",), ["config"]),
        (("has:link,check",), ["pods", "policies"]),
        (("kind:practice",), ["services"]),
        (("in:kube",), ALL),
        (("in:kube/core",), ["pods", "services", "config"]),
        (("in:kube/net", "is:todo"), ["policies"]),
        (("in:kube/nowhere",), []),
        (("in:nowhere",), []),
        (("max:1h30",), ["policies"]),
        (("max:3h",), ["services", "config", "policies"]),
        (("@open",), ["services", "config", "policies"]),
        (("-@open",), ["pods"]),
        (("@mine",), ["services"]),
        (("-@mine",), ["pods", "config", "policies"]),
        (("@unproven",), []),
        (("-",), []),
        (("since:1d",), ["pods", "config"]),
        (("since:2026-11-22",), ["pods", "config"]),
        (("since:tomorrow",), []),
    ],
)
def test_filters(find: Find, words: tuple[str, ...], expected: list[str]) -> None:
    """All words must match, a comma is "or", a minus negates, saved filters stand for their words."""
    if words == ("-",):
        words = ("-is:todo,doing,done",)
    assert find(*words) == expected


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("is:reddy", "Did you mean ready"),
        ("kin:practice", "Did you mean kind:"),
        ("colour:red", "Keys are is:"),
        ("is:", "e.g. is:ready"),
        ("kind:,", "has no value"),
        ("has:proof", "Allowed: evidence"),
        ("kind:practise", "Did you mean practice"),
        ("max:45", "45 what"),
        ("max:soon", "not a duration"),
        ("since:30feb", "not a date"),
        ("since:7000y", "outside the years"),
        ("since:²d", "not a date"),
        ("@opne", "Did you mean @open"),
        ("-@nothing-at-all", "There are: @"),
        ("@loop", "names itself"),
        ("-is:reddy", "Did you mean ready"),
    ],
)
def test_mistakes_are_explained(find: Find, word: str, message: str) -> None:
    """A word outside the grammar is refused with the nearest right one, never ignored."""
    with pytest.raises(UsageError) as caught:
        find(word)
    assert message in caught.value.message + caught.value.hint


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("7d", "2026-11-15"),
        ("0d", "2026-11-22"),
        ("2w", "2026-11-08"),
        ("1m", "2026-10-22"),
        ("1y", "2025-11-22"),
        ("2026-11-01", "2026-11-01"),
        ("1 may", "2027-05-01"),
        ("3 days ago", "2026-11-19"),
        ("yesterday", "2026-11-21"),
        ("last mon", "2026-11-16"),
    ],
)
def test_since_day(text: str, expected: str) -> None:
    """A bare amount looks back; every other date is itself."""
    assert since_day(text, TODAY).isoformat() == expected


WORDS = st.one_of(
    st.text(max_size=12),
    st.builds("{}{}:{}".format, st.sampled_from(["", "-"]), st.sampled_from(KEYS), st.sampled_from([*IS, *HAS, ","])),
    st.builds("{}:{}".format, st.sampled_from(["since", "max"]), st.text("0123456789dwmyh²", max_size=8)),
    st.builds("{}@{}".format, st.sampled_from(["", "-"]), st.text("ab", max_size=2)),
)


@given(st.lists(WORDS, max_size=3), st.dictionaries(st.sampled_from("ab"), st.text("@ab- ", max_size=6), max_size=2))
def test_any_text_parses_or_is_refused(words: list[str], saved: dict[str, str]) -> None:
    """Whatever is typed, a filter comes out or a UsageError."""
    with suppress(UsageError):
        parse_filter(words, saved, TODAY)
