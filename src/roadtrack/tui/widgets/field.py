"""A field to type into that sends nothing to the terminal which could steer it, whatever was pasted."""

from rich.text import Text
from textual.widgets import Input

from roadtrack.text import ZERO_WIDTH_JOINER, is_hidden

_HIDDEN = "\ufffd"
"""Stands for one character, so that the cursor stays where it belongs."""


class Field(Input):
    """An `Input` that draws control and bidirectional characters as one sign. Its value stays as it was typed."""

    @property
    def _value(self) -> Text:
        shown = super()._value
        if not (shown.plain.isascii() and shown.plain.isprintable()):
            shown.plain = "".join(map(_drawn, shown.plain))
        return shown


def _drawn(char: str) -> str:
    return _HIDDEN if is_hidden(ord(char)) and ord(char) != ZERO_WIDTH_JOINER else char
