"""The app's own themes. Any theme of Textual can be set too; an unknown name falls back with a word.

Dark and light keep WCAG AA on every screen: 4.5:1 for text, 3:1 for marks, bars and frames. `terminal` has the
colours of the terminal itself and can promise none of that. Mono sends no colour at all.
"""

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
    variables={
        "text-muted": "#a3a8bd",
        "block-cursor-blurred-background": "#7aa2f7 18%",
        "scrollbar": "#5672b4",
        "scrollbar-hover": "#7aa2f7",
        "scrollbar-background": "#1a1d29",
    },
)
LIGHT = Theme(
    name="roadtrack-light",
    primary="#2f55b0",
    secondary="#35601c",
    accent="#7a4e00",
    warning="#7a4e00",
    error="#b3203a",
    success="#35601c",
    foreground="#1c2030",
    background="#f7f7fa",
    surface="#ffffff",
    panel="#e4e6ef",
    dark=False,
    variables={
        "text-muted": "#52576b",
        "block-cursor-blurred-background": "#2f55b0 18%",
        "scrollbar": "#5f78bc",
        "scrollbar-hover": "#2f55b0",
        "scrollbar-background": "#e4e6ef",
    },
)
# `text-muted` above is a colour: Textual's own, `auto 60%`, is plain white or black where text is styled in pieces.
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
    variables=dict.fromkeys(_NO_COLOUR, _DEFAULT)
    | {"input-cursor-text-style": "reverse", "block-cursor-text-style": "bold underline"},
)
"""No colour at all: the terminal's own, with bold and reverse. What NO_COLOR asks for."""

_PRIMARY = "ansi_magenta"
TERMINAL = Theme(
    name="terminal",
    primary=_PRIMARY,
    secondary="ansi_green",
    accent=_PRIMARY,
    warning="ansi_red",
    error="ansi_red",
    success="ansi_green",
    foreground=_DEFAULT,
    background=_DEFAULT,
    surface=_DEFAULT,
    panel=_DEFAULT,
    boost=_DEFAULT,
    dark=True,
    ansi=True,
    variables=dict.fromkeys(_NO_COLOUR, _DEFAULT)
    | dict.fromkeys(("border", "footer-key-foreground", "link-color"), _PRIMARY)
    | dict.fromkeys(("scrollbar", "scrollbar-active", "scrollbar-hover"), _PRIMARY)
    | {
        "block-cursor-background": _PRIMARY,
        "block-cursor-foreground": "ansi_bright_white",
        "input-cursor-text-style": "reverse",
    },
)
"""The terminal's own palette, whether it is dark or light: nothing but named colours, and no background.

Magenta and red, because xterm's blue cannot be read on black, nor its yellow and cyan on white.
"""

OWN = (DARK, LIGHT, TERMINAL, MONO)
