"""The app's own themes. Any theme of Textual can be set too; an unknown name falls back with a word."""

from textual.theme import Theme

DARK = Theme(
    name="roadtrack-dark",
    primary="#7aa2f7",
    secondary="#9ece6a",
    accent="#e0af68",
    warning="#e0af68",
    error="#f7768e",
    success="#9ece6a",
    foreground="#d5dcf5",
    background="#14161f",
    surface="#1a1d29",
    panel="#232738",
    dark=True,
)
LIGHT = Theme(
    name="roadtrack-light",
    primary="#2f55b0",
    secondary="#3d6b21",
    accent="#8a5a00",
    warning="#8a5a00",
    error="#b3203a",
    success="#3d6b21",
    foreground="#1c2030",
    background="#f7f7fa",
    surface="#ffffff",
    panel="#e4e6ef",
    dark=False,
)
_DEFAULT = "ansi_default"
_NO_COLOUR = (
    "ansi-background",
    "ansi-foreground",
    "border",
    "border-blurred",
    "block-cursor-background",
    "block-cursor-foreground",
    "block-cursor-blurred-background",
    "block-hover-background",
    "footer-key-foreground",
    "input-cursor-background",
    "input-cursor-foreground",
    "input-selection-background",
    "input-selection-foreground",
    "link-color",
    "scrollbar",
    "scrollbar-active",
    "scrollbar-background",
    "scrollbar-background-active",
    "scrollbar-background-hover",
    "scrollbar-corner-color",
    "scrollbar-hover",
    "screen-selection-background",
    "screen-selection-foreground",
)
MONO = Theme(
    name="mono",
    primary=_DEFAULT,
    secondary=_DEFAULT,
    accent=_DEFAULT,
    warning=_DEFAULT,
    error=_DEFAULT,
    success=_DEFAULT,
    foreground=_DEFAULT,
    background=_DEFAULT,
    surface=_DEFAULT,
    panel=_DEFAULT,
    boost=_DEFAULT,
    dark=True,
    ansi=True,
    variables=dict.fromkeys(_NO_COLOUR, _DEFAULT) | {"input-cursor-text-style": "reverse"},
)
"""No colour at all: the terminal's own, with bold and reverse. What NO_COLOR asks for."""

OWN = (DARK, LIGHT, MONO)
