"""A file is written whole or not at all."""

import os
import stat
from pathlib import Path

import pytest

from roadtrack.errors import NotSaved
from roadtrack.files import write_whole


def left_behind(folder: Path) -> list[str]:
    """Names of the files in a folder."""
    return sorted(path.name for path in folder.iterdir())


def test_writes_with_parents_and_mode(tmp_path: Path) -> None:
    """Folders are made, the file is private unless told, nothing is left beside it."""
    target = tmp_path / "a" / "b" / "file"
    write_whole(target, b"data")
    assert target.read_bytes() == b"data"
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert left_behind(target.parent) == ["file"]


def test_never_overwrites_unasked(tmp_path: Path) -> None:
    """A file in the way stays as it is, and the way out is named."""
    target = tmp_path / "file"
    target.write_text("old")
    with pytest.raises(NotSaved, match="exists already") as caught:
        write_whole(target, b"new")
    assert "--force" in caught.value.hint
    assert target.read_text() == "old"
    write_whole(target, b"new", overwrite=True)
    assert target.read_text() == "new"
    assert left_behind(tmp_path) == ["file"]


@pytest.mark.parametrize("overwrite", [False, True])
def test_refuses_links_and_pipes(tmp_path: Path, *, overwrite: bool) -> None:
    """A symlink, a pipe and a folder are refused at once; what a link points at is not touched."""
    secret = tmp_path / "secret"
    secret.write_text("mine")
    link, pipe, folder = tmp_path / "link", tmp_path / "pipe", tmp_path / "folder"
    link.symlink_to(secret)
    os.mkfifo(pipe)
    folder.mkdir()
    for target in (link, pipe, folder):
        with pytest.raises(NotSaved, match="no regular file"):
            write_whole(target, b"new", overwrite=overwrite)
    assert secret.read_text() == "mine"
    assert link.is_symlink()


def test_hard_link_is_left_alone(tmp_path: Path) -> None:
    """Overwriting one name of a file leaves its other name with the old content."""
    first, second = tmp_path / "first", tmp_path / "second"
    first.write_text("old")
    second.hardlink_to(first)
    write_whole(first, b"new", overwrite=True)
    assert (first.read_text(), second.read_text()) == ("new", "old")


def test_file_as_folder_is_told(tmp_path: Path) -> None:
    """A file where the folder should be is named, not the file that was to be written."""
    (tmp_path / "file").write_text("")
    with pytest.raises(NotSaved, match=r"file is no folder"):
        write_whole(tmp_path / "file" / "new", b"")


def test_failure_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that fills up while writing leaves the old file and no scrap."""
    target = tmp_path / "file"
    target.write_text("old")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(NotSaved, match="No space left"):
        write_whole(target, b"new", overwrite=True)
    assert target.read_text() == "old"
    assert left_behind(tmp_path) == ["file"]
