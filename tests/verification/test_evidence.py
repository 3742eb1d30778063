"""Evidence: links, digests of files, outputs of commands that the learner typed."""

import hashlib
import os
import sys
import time
from pathlib import Path

import pytest

from roadtrack.errors import NotFound, Refused, UsageError
from roadtrack.verification import evidence
from roadtrack.verification.evidence import OUTPUT_BYTES, command_output, evidence_from, file_digest


@pytest.mark.parametrize("link", ["https://example.org/a?b=c#d", "HTTP://EXAMPLE.org", "mailto:me@example.org"])
def test_links(link: str) -> None:
    """http, https and mailto are links; nothing is fetched."""
    found = evidence_from(f" {link} ", "What it is")
    assert (found.form, found.target, found.title, found.sha256) == ("link", link, "What it is", None)


@pytest.mark.parametrize("link", ["ftp://example.org", "file:///etc/passwd", "javascript://x", "ssh://host"])
def test_other_schemes_are_refused(link: str) -> None:
    """Other addresses are neither links nor files."""
    with pytest.raises(UsageError, match="http, https or mailto"):
        evidence_from(link)


def test_empty_is_refused() -> None:
    """Nothing is no evidence."""
    with pytest.raises(UsageError):
        evidence_from("  ")


def test_file_is_digested(tmp_path: Path) -> None:
    """A file's digest and size are kept; its place is written with ~ for the home folder."""
    file = tmp_path / "proof of work.txt"
    file.write_bytes(b"data")
    found = evidence_from("~/proof of work.txt")
    assert found.target == "~/proof of work.txt"
    assert (found.form, found.size, found.sha256) == ("file", 4, hashlib.sha256(b"data").hexdigest())
    assert file.read_bytes() == b"data"


def test_relative_file_is_kept_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A relative path still means the same file tomorrow, in another folder."""
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "file").write_text("x")
    monkeypatch.chdir(tmp_path / "sub")
    assert file_digest(Path("file")).target == "~/sub/file"


@pytest.mark.parametrize("name", ["nowhere", "~nosuchuser/file", "a\0b", "nowhere/\x1b[2J", "x" * 300])
def test_no_such_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """A name that leads nowhere is told in printable words, whatever the name."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(NotFound) as caught:
        evidence_from(name)
    assert "\x1b" not in caught.value.message


def test_pipes_and_folders_are_refused(tmp_path: Path) -> None:
    """A pipe does not hang, and a folder is no file."""
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", tmp_path, Path("/dev/null")):
        with pytest.raises(Refused, match="no regular file"):
            file_digest(path)


def test_command_output_is_kept() -> None:
    """Output of both streams, exit code and digest; the line as it would be typed."""
    code = "import sys; print('out', flush=True); print('err', file=sys.stderr); sys.exit(3)"
    found = command_output([sys.executable, "-c", code], "A run")
    assert found.output == "out\nerr\n"
    assert (found.form, found.exit_code, found.title, found.size) == ("command", 3, "A run", 8)
    assert found.sha256 == hashlib.sha256(b"out\nerr\n").hexdigest()
    assert found.target.endswith("sys.exit(3)'")


def test_no_shell_is_involved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`;` and `$(…)` are text, not commands."""
    monkeypatch.chdir(tmp_path)
    assert command_output(["echo", "$(touch made);", "touch", "made"]).output == "$(touch made); touch made\n"
    assert not (tmp_path / "made").exists()


def test_command_has_no_input_and_a_session_of_its_own() -> None:
    """A command that reads gets the end of file at once, and cannot reach our terminal."""
    found = command_output(["sh", "-c", "cat; echo $(ps -o sid= -p $$) | grep -q . && echo end"])
    assert (found.output or "").endswith("end\n")


def test_output_is_capped() -> None:
    """64 KiB are kept; the rest is read to the end, so the exit code is the command's own."""
    found = command_output([sys.executable, "-c", "print('x' * 1_000_000)"])
    assert (found.size, found.exit_code) == (OUTPUT_BYTES, 0)


def test_bytes_that_are_no_text() -> None:
    """Output that is not UTF-8 is kept readable, and its digest is of the bytes."""
    found = command_output(["printf", r"\377ok"])
    assert found.output == "\ufffdok"
    assert found.sha256 == hashlib.sha256(b"\xffok").hexdigest()


def test_no_such_command() -> None:
    """A program that is not there is told."""
    with pytest.raises(NotFound, match="cannot run nosuchprogram"):
        command_output(["nosuchprogram", "x"])


@pytest.mark.parametrize(
    "script", ["sleep 30", "exec >&- 2>&-; sleep 30", "sleep 30 & echo started", "trap '' TERM; sleep 30"]
)
def test_time_limit(monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """A command that does not end is stopped with all it started, also when it closed its output."""
    monkeypatch.setattr(evidence, "COMMAND_SECONDS", 0.3)
    started = time.monotonic()
    with pytest.raises(Refused, match="Nothing saved"):
        command_output(["sh", "-c", script])
    assert time.monotonic() - started < 10
