"""Handing a text over to the learner's own editor."""

import os
import shlex
import subprocess
import tempfile
from pathlib import Path

from roadtrack.errors import NotSaved, Refused


def editor_command(setting: str) -> str:
    """The learner's editor: setting, $ROADTRACK_EDITOR, $VISUAL, $EDITOR. Raises Refused without one."""
    names = ("ROADTRACK_EDITOR", "VISUAL", "EDITOR")
    found = setting or next((value for name in names if (value := os.environ.get(name, "").strip())), "")
    if not found:
        raise Refused("no editor is set.", "Set $EDITOR, or tools.editor in the settings.")
    return found


def edit_text(text: str, command: str, suffix: str = ".md") -> str:
    """Let a person edit a text. Raises NotSaved when they leave it as it was or the editor fails."""
    with tempfile.TemporaryDirectory(prefix="roadtrack-") as folder:
        draft = Path(folder) / f"note{suffix}"
        draft.write_text(text, "utf-8")
        edit_file(draft, command)
        edited = draft.read_text("utf-8", "replace")
    if edited == text:
        raise NotSaved("not saved, the text was left as it was.")
    return edited


def edit_file(path: Path, command: str) -> None:
    """Open a file in the editor and wait. Raises NotSaved when it cannot run or fails."""
    try:
        done = subprocess.run([*shlex.split(command), str(path)], check=False)  # noqa: S603 - the learner's own
    except (OSError, ValueError) as error:
        raise NotSaved(f"not saved, the editor cannot run: {command}") from error
    if done.returncode:
        raise NotSaved(f"not saved, the editor ended with code {done.returncode}.")
