"""What proves a step: a link, the digest of a file, or the output of a command the learner typed.

A file stays where it is; its sha256 and size are kept. A command runs without a shell, without input, with
a time limit and a capped output. Nothing here runs a command that comes from a curriculum.
"""

import hashlib
import os
import re
import shlex
import signal
import stat
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from roadtrack.errors import NotFound, Refused, UsageError
from roadtrack.journal.events import Attached
from roadtrack.paths import shown
from roadtrack.text import visible

COMMAND_SECONDS = 60.0
OUTPUT_BYTES = 64 * 1024
_LINK = re.compile(r"^(https?://|mailto:)\S+$", re.IGNORECASE)


def evidence_from(target: str, title: str | None = None) -> Attached:
    """A link (http, https, mailto) or a file, by what the text looks like. Raises NotFound or UsageError."""
    text = target.strip()
    if not text:
        raise UsageError("no evidence given: a link, a path, or -- COMMAND.")
    if _LINK.match(text):
        return Attached("link", text, title)
    if re.match(r"^[a-z][a-z0-9+.-]*://", text, re.IGNORECASE):
        raise UsageError(f'"{visible(text)}": links are http, https or mailto.')
    return file_digest(Path(os.path.expanduser(text)), title)  # noqa: PTH111 - the other raises for an unknown user


def file_digest(path: Path, title: str | None = None) -> Attached:
    """A file's sha256 and size; the file itself is not copied. Raises NotFound or Refused."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)  # a FIFO must not hang us
    except (OSError, ValueError) as error:  # the latter: a NUL in the name
        reason = getattr(error, "strerror", None) or error
        raise NotFound(f"no evidence at {visible(str(path))}: {reason}.") from error
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise Refused(f"{visible(str(path))} is no regular file.")
    with os.fdopen(handle, "rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
        size = stream.tell()
    return Attached("file", shown(path.absolute()), title, sha256=digest, size=size)


def command_output(arguments: Sequence[str], title: str | None = None) -> Attached:
    """Run a command that the learner typed and keep its output, exit code and digest.

    No shell, no input, its own session, 60 seconds, 64 KiB. Raises NotFound when there is no such program
    and Refused when it ran out of time.
    """
    line = shlex.join(arguments)
    try:
        process = subprocess.Popen(  # noqa: S603 - the learner typed it, no shell is involved
            list(arguments),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    except OSError as error:
        raise NotFound(f"cannot run {visible(line)}: {error.strerror or error}.") from error
    with process:  # closes the pipe and waits
        try:
            output = _read_capped(process, COMMAND_SECONDS)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
    text = output.decode("utf-8", "replace")
    return Attached(
        "command",
        line,
        title,
        sha256=hashlib.sha256(output).hexdigest(),
        size=len(output),
        exit_code=process.returncode,
        output=text,
    )


def _read_capped(process: subprocess.Popen[bytes], seconds: float) -> bytes:
    """The first 64 KiB of output; whatever follows is read and dropped until the process ends."""
    import selectors
    import time

    assert process.stdout is not None
    deadline = time.monotonic() + seconds
    kept = bytearray()
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        while True:
            left = deadline - time.monotonic()
            if left <= 0 or (not selector.select(left) and time.monotonic() >= deadline):
                raise _too_long(seconds)
            chunk = os.read(process.stdout.fileno(), 65536)
            if not chunk:
                try:
                    process.wait(max(0.1, deadline - time.monotonic()))
                except subprocess.TimeoutExpired as error:  # it closed its output and went on
                    raise _too_long(seconds) from error
                return bytes(kept)
            kept += chunk[: OUTPUT_BYTES - len(kept)]


def _too_long(seconds: float) -> Refused:
    return Refused(f"the command ran longer than {seconds:.0f} seconds and was stopped. Nothing saved.")
