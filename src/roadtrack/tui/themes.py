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
MONO = Theme(
    name="mono",
    primary="ansi_default",
    secondary="ansi_default",
    accent="ansi_default",
    warning="ansi_default",
    error="ansi_default",
    success="ansi_default",
    foreground="ansi_default",
    background="ansi_default",
    surface="ansi_default",
    panel="ansi_default",
    dark=True,
    ansi=True,
)
OWN = (DARK, LIGHT, MONO)
