"""The few characters the app draws with, and their ASCII twins. A mark always differs without colour."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Glyphs:
    """One set of characters."""

    full: str = "█"
    empty: str = "░"
    cursor: str = "›"
    folded: str = "▸"
    unfolded: str = "▾"
    ellipsis: str = "…"
    tick: str = "✓"
    heat: tuple[str, ...] = ("·", "░", "▒", "▓", "█")

    def bar(self, percent: float, width: int) -> str:
        """A progress bar; its number stands beside it."""
        done = round(width * min(100.0, max(0.0, percent)) / 100)
        return self.full * done + self.empty * (width - done)

    def mark(self, state: str) -> str:
        """The box of a state: todo, ready, doing, done, skipped, blocked."""
        return {"doing": "[~]", "done": "[x]", "skipped": "[-]", "blocked": "[!]"}.get(state, "[ ]")


UNICODE = Glyphs()
ASCII = Glyphs("#", ".", ">", "+", "-", "...", "ok", (".", ":", "-", "+", "#"))
