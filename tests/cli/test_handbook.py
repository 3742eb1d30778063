"""The handbook's guide, followed."""

import re
from pathlib import Path

from tests.conftest import Home

GUIDE = (Path(__file__).parents[2] / "docs" / "write-your-own.md").read_text("utf-8")


def test_write_your_own(tmp_path: Path) -> None:
    """New, replace, the fault as printed, corrected, enrolled, first in line, done."""
    home = Home(tmp_path)
    path = Path(home.json("curriculum", "new", "slurm-basics", "--kind", "lab")["path"])
    assert home.run("curriculum", "validate").returncode == 0
    assert (path.parent / "curriculum.schema.json").exists()
    found = re.search(r"```toml\n(.*?)```", GUIDE, re.DOTALL)
    assert found is not None
    path.write_text(found[1], "utf-8")
    told = home.run("curriculum", "validate")
    assert told.returncode == 3
    place, _, message = told.stdout.splitlines()[0].partition("  ")
    assert f"{path.name}:{place.rpartition(':')[2]}  {message}" in GUIDE
    path.write_text(found[1].replace('needs = ["mung"]', 'needs = ["munge"]'), "utf-8")
    assert "no faults" in home.run("curriculum", "validate").stdout
    assert "The cluster" in home.run("curriculum", "show", "slurm-basics").stdout
    home.json("enroll", "slurm-basics", "--by", "2099-01-31")
    assert home.json("next")["items"][0]["ref"] == "slurm-basics/munge"
    home.json("done", "slurm-basics/munge", "--time", "50m")
    assert home.json("next")["items"][0]["ref"] != "slurm-basics/munge"
