"""Outside text made safe to show: every control, bidirectional or invisible character becomes visible.

Curricula, notes, imports and command output are data. They pass through `visible` before they reach a
terminal, a page or a file, character by character, never by parsing escape sequences.
"""

ZERO_WIDTH_JOINER = 0x200D
VARIATION_SELECTOR = 0xFE0F


def is_hidden(code: int) -> bool:
    """Whether a character could steer a terminal or hide text. Newline and tab are not hidden."""
    if code < 0x20:
        return code not in (0x09, 0x0A)
    if code < 0x7F:
        return False
    return (
        code <= 0x9F
        or code in (0xAD, 0x061C, 0x180E, 0xFEFF)
        or 0x200B <= code <= 0x200F
        or 0x2028 <= code <= 0x202E
        or 0x2060 <= code <= 0x206F
        or 0xD800 <= code <= 0xDFFF
        or 0xFFF9 <= code <= 0xFFFB
        or 0xE0000 <= code <= 0xE007F
    )


class _Visible(dict[int, str]):
    """A translation table filled on demand."""

    def __missing__(self, code: int) -> str:
        shown = f"<U+{code:04X}>" if is_hidden(code) and code != ZERO_WIDTH_JOINER else chr(code)
        self[code] = shown
        return shown


_VISIBLE = _Visible()


def visible(text: str) -> str:
    """The text with each hidden character written as its code point: `<U+202E>`.

    Newlines and tabs stay. The joiner of emoji stays too; it cannot reorder or hide anything.
    """
    return text if text.isascii() and text.isprintable() else text.translate(_VISIBLE)


def one_line(text: str) -> str:
    """`visible` on a single line: runs of white space become one space."""
    return visible(" ".join(text.split()))


def cells(text: str) -> int:
    """How many terminal columns a text takes: wide characters two, combining ones none."""
    if text.isascii():
        return len(text)
    from unicodedata import category, east_asian_width

    width = 0
    for char in text:
        if ord(char) == ZERO_WIDTH_JOINER or category(char) in ("Mn", "Me"):
            continue
        width += 2 if east_asian_width(char) in "WF" else 1
    return width


def fit(text: str, width: int, ellipsis: str = "…") -> str:
    """The text in exactly `width` columns: cut with an ellipsis, or padded with spaces."""
    if (own := cells(text)) <= width:
        return text + " " * (width - own)
    return cut(text, width, ellipsis) + " " * (width - cells(cut(text, width, ellipsis)))


def cut(text: str, width: int, ellipsis: str = "…") -> str:
    """The text in at most `width` columns, with an ellipsis where something was left out."""
    if cells(text) <= width:
        return text
    room = width - cells(ellipsis)
    kept = ""
    used = 0
    for char in text:
        step = cells(char)
        if used + step > room:
            break
        kept += char
        used += step
    return kept.rstrip() + ellipsis if room >= 0 else ""
