"""Outside text: visible, on one line, measured and cut."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadtrack.text import cells, cut, fit, is_hidden, one_line, visible

ANY = st.text(st.characters(codec=None, exclude_categories=()), max_size=40)
SEED = "PRE\x1b]52;c;cHduZWQ=\x07MID\x1b[2JPOST\x9b31mC1\u202eRLO\x1b[6n\x00\rCR"


def test_seed_is_visible() -> None:
    """Escape sequences, C1, bidi, NUL and CR are written as code points; not a character is lost."""
    assert visible(SEED) == (
        "PRE<U+001B>]52;c;cHduZWQ=<U+0007>MID<U+001B>[2JPOST<U+009B>31mC1<U+202E>RLO<U+001B>[6n<U+0000><U+000D>CR"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("zero\u200bwidth", "zero<U+200B>width"),
        ("tag\U000e0041", "tag<U+E0041>"),
        ("\udcff", "<U+DCFF>"),
        ("a\u2028b", "a<U+2028>b"),
        ("soft\xadhyphen", "soft<U+00AD>hyphen"),
        ("del\x7f", "del<U+007F>"),
        ("family \U0001f468\u200d\U0001f469", "family \U0001f468\u200d\U0001f469"),
        ("tab\tand\nline", "tab\tand\nline"),
        ("[red]literal[/red] \\ <U+202E>", "[red]literal[/red] \\ <U+202E>"),
    ],
)
def test_hidden_becomes_visible(text: str, expected: str) -> None:
    """What steers or hides is shown as its code point; emoji joiners, tabs and newlines stay."""
    assert visible(text) == expected


@given(ANY)
def test_nothing_hidden_is_left(text: str) -> None:
    """No text whatever keeps a character that could steer a terminal, and any can be printed as UTF-8."""
    shown = visible(text)
    assert not [c for c in shown if is_hidden(ord(c)) and c != "\u200d"]
    assert not [c for c in shown if unicodedata.category(c) in ("Cc", "Cs") and c not in "\t\n"]
    shown.encode("utf-8")


@given(ANY)
def test_one_line_is_one_line(text: str) -> None:
    """A text on one line holds no line break and no two spaces in a row."""
    line = one_line(text)
    assert len(line.splitlines()) <= 1
    assert "  " not in line


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("abc", 3),
        ("", 0),
        ("日本", 4),
        ("e\u0301", 1),
        ("\u2764\ufe0f", 1),
        ("\u0e01\u0e31", 1),
        ("x" + "\u0301" * 500, 1),
    ],
)
def test_cells(text: str, expected: int) -> None:
    """Wide characters take two columns; marks that stand on another take none."""
    assert cells(text) == expected


@given(ANY, st.integers(min_value=0, max_value=30), st.sampled_from(["…", "..."]))
def test_cut_and_fit_keep_the_width(text: str, width: int, ellipsis: str) -> None:
    """A cut text is never wider than asked; a fitted one is exactly as wide."""
    assert cells(cut(text, width, ellipsis)) <= width
    if width >= cells(ellipsis):
        assert cells(fit(text, width, ellipsis)) == width


def test_cut_says_so() -> None:
    """What was left out is told by an ellipsis."""
    assert cut("a long title", 8) == "a long…"
    assert cut("short", 8) == "short"
    assert cut("日本語", 5, "...") == "日..."
