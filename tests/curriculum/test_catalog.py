"""Which curricula are in use, and that unchanged files are not read again."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pytest

from roadtrack.curriculum import reader
from roadtrack.curriculum.catalog import CachedFile, Catalog, NoCache, builtin_folder
from roadtrack.errors import FaultyFile, NotFound
from roadtrack.journal.store import Store, create_store
from tests.curriculum.builders import a_file, save


class House:
    """A folder of one's own, a built-in one, and a store between them."""

    def __init__(self, root: Path) -> None:
        self.own = root / "own"
        self.builtin = root / "builtin"
        self.own.mkdir()
        self.builtin.mkdir()
        self.store: Store = create_store(root / "journal.db")

    def catalog(self) -> Catalog:
        """The catalog as a new start of the program sees it."""
        return Catalog(self.own, self.builtin, self.store)


@pytest.fixture
def house(tmp_path: Path) -> House:
    """Empty folders and an empty store."""
    return House(tmp_path)


@pytest.fixture
def read_paths(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths of the files that were parsed, as they are."""
    paths: list[str] = []
    original = reader.read

    def spy(data: bytes, path: str) -> object:
        paths.append(path)
        return original(data, path)

    monkeypatch.setattr(reader, "read", spy)
    return paths


NO_STEPS = a_file(step="hours = -1\n")
"""A file with one fault."""


class TestWhichAreInUse:
    def test_own_and_builtin_files(self, house: House) -> None:
        """Both folders count; a list shows what a heading holds."""
        save(house.own, "mine.toml", a_file(step="hours = 1.5\n"))
        save(house.builtin, "other.toml", a_file(id_="other"))
        catalog = house.catalog()
        assert list(catalog.in_use) == ["mine", "other"]
        heading = catalog.in_use["mine"].heading
        assert heading is not None
        assert (
            heading.title,
            heading.kind,
            heading.revision,
            heading.as_of,
            heading.steps,
            heading.hours,
        ) == ("Mine", "skill", "1", "2026-11-22", 1, 1.5)

    def test_an_own_file_takes_the_place_of_a_builtin_one(self, house: House) -> None:
        """And the catalog says which it hides."""
        own = save(house.own, "x.toml", a_file(section='summary = "own"\n'))
        hidden = save(house.builtin, "mine.toml", a_file())
        catalog = house.catalog()
        assert own == catalog.in_use["mine"].path
        assert {"mine": hidden} == catalog.shadowed()
        assert catalog.curriculum("mine").sections[0].summary == "own"
        assert catalog.faults() == ()

    def test_a_faulty_own_file_leaves_the_builtin_in_use(self, house: House) -> None:
        """A fault never hides a good file."""
        faulty = save(house.own, "mine.toml", NO_STEPS)
        builtin = save(house.builtin, "mine.toml", a_file())
        catalog = house.catalog()
        assert builtin == catalog.in_use["mine"].path
        assert catalog.shadowed() == {}
        assert [str(faulty)] == [fault.path for fault in catalog.faults()]

    def test_two_own_files_with_one_id(self, house: House) -> None:
        """The first by name is in use; the second is at fault and says who has the id."""
        first = save(house.own, "a.toml", a_file())
        second = save(house.own, "b.toml", a_file())
        for catalog in (house.catalog(), house.catalog()):
            (fault,) = catalog.faults()
            assert first == catalog.in_use["mine"].path
            assert (str(second), "id") == (fault.path, fault.key)
            assert f"is taken already, by {first}" in fault.message

    def test_a_faulty_file_takes_no_id(self, house: House) -> None:
        """The good one of two own files is in use, though it comes later."""
        save(house.own, "a.toml", NO_STEPS)
        good = save(house.own, "b.toml", a_file())
        assert good == house.catalog().in_use["mine"].path

    def test_nested_folders(self, house: House) -> None:
        """Files may lie in any subfolder; hidden and other files do not count."""
        save(house.own, "a/b/mine.toml", a_file())
        save(house.own, ".git/x.toml", a_file(id_="x"))
        save(house.own, ".y.toml", a_file(id_="y"))
        save(house.own, "z.toml~", a_file(id_="z"))
        assert list(house.catalog().in_use) == ["mine"]

    def test_a_symlinked_folder_is_not_followed(self, house: House, tmp_path: Path) -> None:
        """Neither out of the folder nor round in it; its name with .toml at the end makes it a faulty file."""
        save(tmp_path / "elsewhere", "x.toml", a_file(id_="x"))
        (house.own / "link").symlink_to(tmp_path / "elsewhere")
        (house.own / "round").symlink_to(house.own)
        (house.own / "link.toml").symlink_to(tmp_path / "elsewhere")
        catalog = house.catalog()
        assert list(catalog.in_use) == []
        assert [file.id for file in catalog.files] == ["link"]

    def test_a_symlinked_file_is_read(self, house: House, tmp_path: Path) -> None:
        """Files may be kept elsewhere, as with other settings."""
        target = save(tmp_path / "elsewhere", "x.toml", a_file())
        (house.own / "mine.toml").symlink_to(target)
        assert list(house.catalog().in_use) == ["mine"]

    def test_folders_that_are_not_there(self, tmp_path: Path) -> None:
        """Without folders there are no curricula and no error."""
        catalog = Catalog(tmp_path / "none", tmp_path / "neither", NoCache())
        assert (catalog.files, catalog.in_use, catalog.faults()) == ((), {}, ())


class TestFilesThatCannotBeRead:
    @pytest.mark.skipif(os.geteuid() == 0, reason="the superuser reads everything")
    def test_no_permission(self, house: House) -> None:
        """It is told as a fault, and the others are in use."""
        save(house.own, "x.toml", a_file(id_="x")).chmod(0)
        save(house.own, "y.toml", a_file(id_="y"))
        catalog = house.catalog()
        assert list(catalog.in_use) == ["y"]
        assert [fault.message for fault in catalog.faults()] == ["cannot be read: Permission denied"]

    def test_an_error_while_reading(self, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
        """Whatever the system says is told as a fault, and the others are in use."""
        bad = save(house.own, "x.toml", a_file(id_="x"))
        save(house.own, "y.toml", a_file(id_="y"))
        opened = Path.open

        def fail(path: Path, mode: str = "r") -> object:
            if path == bad:
                raise OSError(5, "Input/output error")
            return opened(path, mode)

        monkeypatch.setattr(Path, "open", fail)
        catalog = house.catalog()
        assert list(catalog.in_use) == ["y"]
        assert [(str(bad), "cannot be read: Input/output error")] == [(f.path, f.message) for f in catalog.faults()]

    def test_a_pipe_does_not_hang(self, house: House) -> None:
        """What is no file is not opened."""
        os.mkfifo(house.own / "pipe.toml")
        assert [fault.message for fault in house.catalog().faults()] == ["cannot be read: not a file"]

    def test_a_link_that_leads_nowhere(self, house: House) -> None:
        """It is passed over: there is nothing to read."""
        (house.own / "x.toml").symlink_to(house.own / "none")
        assert house.catalog().files == ()

    def test_a_name_that_is_not_utf_8(self, house: House) -> None:
        """It is passed over, because no store could hold its path; the others are in use."""
        Path(os.fsdecode(os.fsencode(house.own) + b"/\xff.toml")).write_text(a_file(id_="x"))
        save(house.own, "mine.toml", a_file())
        assert list(house.catalog().in_use) == ["mine"]


class TestCache:
    def test_an_unchanged_file_is_not_opened_again(self, house: House, read_paths: list[str]) -> None:
        """Nor is a faulty one: its faults are remembered too."""
        save(house.own, "mine.toml", a_file(tail='[[section.step]]\nid="b"\ntitle="B"\nneeds=["first"]\n'))
        save(house.own, "bad.toml", NO_STEPS)
        first = house.catalog()
        seen = (first.in_use, first.faults(), first.curriculum("mine"), first.whole_library())
        assert len(read_paths) == 2
        second = house.catalog()
        assert seen == (second.in_use, second.faults(), second.curriculum("mine"), second.whole_library())
        assert len(read_paths) == 2

    def test_a_changed_file_is_parsed_again(self, house: House, read_paths: list[str]) -> None:
        """It alone, by its size or its time."""
        save(house.own, "mine.toml", a_file())
        other = save(house.own, "other.toml", a_file(id_="other"))
        house.catalog()
        read_paths.clear()
        other.write_text(a_file(id_="other").replace('"Mine"', '"Ours"'))
        os.utime(other, ns=(1, 1))
        assert house.catalog().curriculum("other").title == "Ours"
        assert [str(other)] == read_paths

    def test_a_repaired_file_comes_into_use(self, house: House) -> None:
        """Its remembered faults are gone with the next look."""
        path = save(house.own, "mine.toml", NO_STEPS)
        assert house.catalog().in_use == {}
        path.write_text(a_file())
        assert list(house.catalog().in_use) == ["mine"]
        path.write_text(NO_STEPS)
        assert house.catalog().in_use == {}

    def test_a_removed_file_is_forgotten(self, house: House) -> None:
        """By the catalog and by the store."""
        path = save(house.own, "mine.toml", a_file())
        house.catalog()
        assert [str(path)] == list(house.store.headings())
        path.unlink()
        assert house.catalog().in_use == {}
        assert house.store.headings() == {}

    def test_works_without_a_cache(self, house: House) -> None:
        """Before there is a store, everything is read and nothing written."""
        save(house.own, "mine.toml", a_file())
        catalog = Catalog(house.own, house.builtin, NoCache())
        assert catalog.curriculum("mine").title == "Mine"
        assert house.store.headings() == {}

    def test_a_fresh_cache_needs_no_parser(self, house: House) -> None:
        """Neither pydantic nor tomllib is imported for a library that has not changed."""
        save(house.own, "mine.toml", a_file())
        house.catalog()
        program = (
            "import sys; from pathlib import Path\n"
            "from roadtrack.curriculum.catalog import Catalog\n"
            "from roadtrack.journal.store import open_store\n"
            "own, builtin, store = map(Path, sys.argv[1:])\n"
            "library = Catalog(own, builtin, open_store(store)).whole_library()\n"
            "print(*library.steps, *({'pydantic', 'tomllib', 'roadtrack.curriculum.reader'} & sys.modules.keys()))\n"
        )
        command = [sys.executable, "-c", program, *map(str, (house.own, house.builtin, house.store.path))]
        output = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
        assert output == "mine/first\n"

    def test_a_body_the_cache_lost_is_read_again(self, house: House, read_paths: list[str]) -> None:
        """Headings without bodies are no error."""
        save(house.own, "mine.toml", a_file())
        house.catalog()
        assert Catalog(house.own, house.builtin, _WithoutBodies(house.store)).curriculum("mine").title == "Mine"
        assert len(read_paths) == 2

    @pytest.mark.parametrize("change", [lambda path: path.write_text("x"), lambda path: path.unlink()])
    def test_a_file_that_went_bad_meanwhile(self, house: House, change: Callable[[Path], object]) -> None:
        """When another program forgot the body and the file is no good any more, that is said."""
        path = save(house.own, "mine.toml", a_file())
        house.catalog()
        catalog = Catalog(house.own, house.builtin, _WithoutBodies(house.store))
        change(path)
        with pytest.raises(FaultyFile, match="was changed meanwhile"):
            catalog.curriculum("mine")


class _WithoutBodies(NoCache):
    """A cache that another program empties between two looks."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def headings(self) -> Mapping[str, CachedFile]:
        return self._store.headings()

    def bodies(self, paths: Iterable[str]) -> Mapping[str, str]:
        del paths
        return {}


class TestAsking:
    def test_the_nearest_id(self, house: House) -> None:
        """An unknown curriculum is answered with the one most like it."""
        save(house.own, "mine.toml", a_file())
        with pytest.raises(NotFound, match="no curriculum mien") as caught:
            house.catalog().curriculum("mien")
        assert (caught.value.message, caught.value.candidates) == ("no curriculum mien. Did you mean mine?", ("mine",))

    def test_nothing_like_it(self, house: House) -> None:
        """Without a near one there is only the way to the list."""
        save(house.own, "mine.toml", a_file())
        with pytest.raises(NotFound) as caught:
            house.catalog().curriculum("zzzzzz")
        assert (caught.value.message, caught.value.candidates) == ("no curriculum zzzzzz.", ())

    def test_a_faulty_one(self, house: House) -> None:
        """A curriculum that is not in use for its faults is not called unknown."""
        path = save(house.own, "mine.toml", NO_STEPS)
        with pytest.raises(NotFound) as caught:
            house.catalog().curriculum("mine")
        assert f"mine is not in use: {path} has 1 fault(s)." == caught.value.message

    def test_a_library_holds_what_its_curricula_name(self, house: House) -> None:
        """Also through another one, and not the rest; ids that are not in use are left out."""
        save(house.own, "a.toml", a_file(id_="a", step='needs = ["b/first"]\n'))
        save(house.own, "b.toml", a_file(id_="b", tail='[[section]]\nuse = "c"\n'))
        save(house.own, "c.toml", a_file(id_="c"))
        save(house.own, "d.toml", a_file(id_="d"))
        catalog = house.catalog()
        assert {"a", "b", "c"} == set(catalog.library(["a", "none"]).outlines)
        assert {"c"} == set(catalog.library(["c"]).outlines)
        assert {"a", "b", "c", "d"} == set(catalog.whole_library().outlines)
        assert catalog.library([]).outlines == {}

    def test_the_shipped_folder_is_found(self) -> None:
        """Where the program runs there are curricula."""
        assert (builtin_folder() / "certifications" / "cka.toml").is_file()


class TestProblemsBetweenFiles:
    @pytest.mark.parametrize(
        ("lines", "name", "key", "suggestion"),
        [
            ('needs = ["other/frist"]\n', "other/frist", "needs", "other/first"),
            ("needs = [\n  'other/frist',\n]\n", "other/frist", "needs", "other/first"),
            ('[[section.step]]\nuse = "other/frist"\n', "other/frist", "use", "other/first"),
            ('[[section]]\nuse = "othre"\n', "othre", "use", "other"),
            ('[[section]]\nuse = "other/zzzzzzzzzz"\n', "other/zzzzzzzzzz", "use", ""),
        ],
    )
    def test_they_point_at_file_and_line(self, house: House, lines: str, name: str, key: str, suggestion: str) -> None:
        """A name that no file has is a fault of the file that writes it, in the line that does."""
        path = save(house.own, "mine.toml", a_file(step=lines))
        save(house.builtin, "other.toml", a_file(id_="other"))
        (fault,) = house.catalog().faults()
        assert (str(path), key, suggestion) == (fault.path, fault.key, fault.suggestion)
        assert name in path.read_text().split("\n")[fault.line - 1]

    def test_a_circle_between_files(self, house: House) -> None:
        """It is told at the need of its first member; both files stay in use."""
        first = save(house.own, "a.toml", a_file(id_="a", step='needs = ["b/first"]\n'))
        save(house.own, "b.toml", a_file(id_="b", step='needs = ["a/first"]\n'))
        catalog = house.catalog()
        (fault,) = catalog.faults()
        assert (str(first), "needs", "") == (fault.path, fault.key, fault.suggestion)
        assert fault.message == "needs run in a circle: a/first → b/first → a/first"
        assert "b/first" in first.read_text().split("\n")[fault.line - 1]
        assert list(catalog.in_use) == ["a", "b"]
