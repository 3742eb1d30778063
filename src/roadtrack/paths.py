"""Where roadtrack keeps its files. On Linux and macOS the XDG folders, which users of terminal tools expect."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Paths:
    """Every place in use. Nothing here is created before something is written to it."""

    config: Path
    """The settings file, `config.toml`."""
    curricula: Path
    """The learner's own curricula."""
    data: Path
    """The folder of the journal."""
    state: Path
    """Crash files."""
    cache: Path
    """What can be made again at any time."""

    @property
    def journal(self) -> Path:
        """The journal's own file."""
        return self.data / "journal.db"

    @property
    def templates(self) -> Path:
        """The learner's own report templates."""
        return self.config.parent / "templates"


def find_paths(environ: Mapping[str, str], config: str | None = None, data_dir: str | None = None) -> Paths:
    """The places in force: flag, then environment (`ROADTRACK_CONFIG`, `ROADTRACK_DATA_DIR`), then XDG."""
    config_folder, data_folder, state_folder = _folders(environ)
    config_file = _own(config or environ.get("ROADTRACK_CONFIG")) or config_folder / "config.toml"
    data = _own(data_dir or environ.get("ROADTRACK_DATA_DIR")) or data_folder
    return Paths(
        config=config_file,
        curricula=config_file.parent / "curricula",
        data=data,
        state=state_folder,
        cache=_cache(environ),
    )


def _own(given: str | None) -> Path | None:
    """A place the learner named; `~` is the home folder, an unknown user's stays as written."""
    return Path(os.path.expanduser(given)) if given else None  # noqa: PTH111 - Path.expanduser may raise


def _cache(environ: Mapping[str, str]) -> Path:
    """The cache folder. By the home in `environ`: made-up data must not reach the learner's own cache."""
    if sys.platform == "win32":
        from platformdirs import PlatformDirs

        return PlatformDirs("roadtrack", appauthor=False, roaming=True).user_cache_path
    base = environ.get("XDG_CACHE_HOME", "").strip()
    home = environ.get("HOME", "") or os.path.expanduser("~")  # noqa: PTH111 - Path.home() raises where HOME is unset
    return (Path(base) if base else Path(home) / ".cache") / "roadtrack"


def _folders(environ: Mapping[str, str]) -> tuple[Path, Path, Path]:
    """(configuration, data, state) folders of this system."""
    if sys.platform == "win32":
        from platformdirs import PlatformDirs

        windows = PlatformDirs("roadtrack", appauthor=False, roaming=True)
        return windows.user_config_path, windows.user_data_path, windows.user_state_path
    from platformdirs.unix import Unix

    unix = Unix("roadtrack")
    defaults = (unix.user_config_path, unix.user_data_path, unix.user_state_path)
    names = ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")
    config, data, state = (
        Path(own) / "roadtrack" if (own := environ.get(name, "").strip()) else default
        for name, default in zip(names, defaults, strict=True)
    )
    return config, data, state


def shown(path: Path) -> str:
    """A path as a person writes it: the home folder is `~`."""
    home = os.path.expanduser("~")  # noqa: PTH111 - Path.home() raises where HOME is unset
    text = str(path)
    return "~" + text[len(home) :] if home != "/" and text.startswith(home + "/") else text
