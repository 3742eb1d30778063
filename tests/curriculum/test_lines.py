"""Where the keys of a TOML file stand and how deep it nests."""

import time
import tomllib
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadtrack.curriculum.lines import Path, key_lines, line_of, nesting

MIB = 1024 * 1024


def lines_of(text: str) -> dict[Path, int]:
    """The lines of a text that is indented like the test around it."""
    return key_lines(dedent(text).lstrip("\n"))


class TestKeyLines:
    def test_keys_and_headers(self) -> None:
        """Each key has its line, under the header before it."""
        found = lines_of("""
            id = "x"

            [certification]  # the exam
            code = "X"
        """)
        assert found == {("id",): 1, ("certification",): 3, ("certification", "code"): 4}

    def test_arrays_of_tables_count_their_elements(self) -> None:
        """The second table of an array has index 1."""
        found = lines_of("""
            [[section]]
            id = "a"
            [[section]]
            id = "b"
        """)
        assert (found["section", 0, "id"], found["section", 1, "id"]) == (2, 4)

    def test_nested_arrays_start_again_in_each_element(self) -> None:
        """A step belongs to the section last opened, and counts from 0 in it."""
        found = lines_of("""
            [[section]]
            [[section.step]]
            id = "a0"
            [[section.step]]
            id = "a1"
            [section.step.check]
            run = ["x"]
            [[section]]
            [[section.step]]
            id = "b0"
            [[section.section]]
            [[section.section.step]]
            id = "b00"
        """)
        assert found["section", 0, "step", 0, "id"] == 3
        assert found["section", 0, "step", 1, "id"] == 5
        assert found["section", 0, "step", 1, "check", "run"] == 7
        assert found["section", 1, "step", 0, "id"] == 10
        assert found["section", 1, "section", 0, "step", 0, "id"] == 13

    @pytest.mark.parametrize("key", ["a.b", "a . b", '"a"."b"', "'a'.b", '[x]\na."b"', "[ 'a' . b ]"])
    def test_dotted_and_quoted_keys(self, key: str) -> None:
        """However it is written, a key has the parts that tomllib sees."""
        text = key if key.startswith("[ ") else f"{key} = 1"
        path: Path = ("x", "a", "b") if key.startswith("[x") else ("a", "b")
        assert text.count("\n") + 1 == key_lines(text)[path]

    def test_a_quoted_key_may_hold_anything(self) -> None:
        """Dots, brackets, signs and number signs inside quotes are part of the name."""
        assert key_lines('"a.b]=#" = 1\nnext = 2') == {("a.b]=#",): 1, ("next",): 2}

    @pytest.mark.parametrize(
        "value",
        [
            '"""\nfake = 1\n[fake]\n"""',
            "'''\nfake = 1\n[fake]\n'''",
            '"""\nfake = 1\n \\""" [ \n"""',
            '"""\nfake = 1 ""\n[fake]"""""',
            "'''\nfake = 1\n ''[fake]'''''",
            "[\n 1, # ] fake = 1\n [2],\n]",
            '[\n "]", # [\n "fake = 1"\n]',
            '[\n """\n]\nfake = 1""",\n]',
            "{ a = [\n1\n] }",
        ],
    )
    def test_what_is_inside_a_value_is_no_key(self, value: str) -> None:
        """Strings and arrays over several lines hide what looks like a key; the next key has its right line."""
        text = f"a = {value}\nz = 1"
        tomllib.loads(text)
        assert {("a",): 1, ("z",): text.count("\n") + 1} == key_lines(text)

    def test_comments_are_no_keys(self) -> None:
        """A key that is commented out is not there."""
        assert key_lines("# a = 1\nb = 2 # c = 3") == {("b",): 2}

    @given(st.text("abc.[]{}\"'=#\\\n ,", max_size=60))
    def test_never_fails_on_a_bad_file(self, text: str) -> None:
        """Any text has lines and a depth."""
        key_lines(text)
        nesting(text)

    @given(st.text("ab.[]\"'=#\\\n ,1", max_size=40))
    def test_agrees_with_tomllib_on_top_level_keys(self, text: str) -> None:
        """Every key that tomllib sees at the top has a line that holds its name."""
        try:
            keys = tomllib.loads(text)
        except tomllib.TOMLDecodeError:
            return
        for key in (key for key in keys if key.isalnum()):
            lines = [line for path, line in key_lines(text).items() if path[0] == key]
            assert key in text.split("\n")[min(lines) - 1]


class TestLineOf:
    @pytest.mark.parametrize(
        ("path", "line"),
        [
            (("section", 0, "step", 1, "needs"), 12),
            (("section", 0, "step", 1, "needs", 4), 12),
            (("section", 0, "step", 1, "title"), 9),
            (("section", 0, "weight"), 3),
            (("title",), 1),
            ((), 1),
        ],
    )
    def test_falls_back_to_what_is_around(self, path: Path, line: int) -> None:
        """Without a line of its own a key has that of its table, and at last line 1."""
        lines: dict[Path, int] = {
            ("section", 0): 3,
            ("section", 0, "step", 1): 9,
            ("section", 0, "step", 1, "needs"): 12,
        }
        assert line == line_of(lines, path)


class TestNesting:
    @pytest.mark.parametrize(
        ("text", "depth"),
        [
            ("", 0),
            ("a = 1", 0),
            ("a = [[1], [2]]", 2),
            ("a = [1, [[2], [3]]]", 3),
            ("a = [1, [2], 3, [4]]", 2),
            ("a = [\n[\n{ b = 1 }]]", 3),
            ("a.b.c = 1", 2),
            ("a = { b.c = 1, d = 2 }", 2),
            ("a = { b.c = { d.e = 1 } }", 4),
            ("[a.b]\nc = [1]", 3),
            ("[[a.b]]\n", 2),
            ('"=".a.b = 1', 2),
        ],
    )
    def test_counts_tables_and_arrays(self, text: str, depth: int) -> None:
        """Brackets, dotted keys and headers add up."""
        assert depth == nesting(text)

    @pytest.mark.parametrize(
        "text", ["# [[[[ a.b.c.d", 'a = "[[[["', "a = '[[[['", 'a = """\n[[[\n"""', "a = '''[[['''", '"a.b.c" = 1']
    )
    def test_strings_and_comments_do_not_count(self, text: str) -> None:
        """What only looks like nesting is none."""
        assert nesting(text) == 0

    @pytest.mark.parametrize(
        "text",
        [
            'x = """a\\"""" # " """\ny = [[[1]]]',
            'x = """a""""" # """\ny = [[[1]]]',
            "x = '''a''''' # '''\ny = [[[1]]]",
            'x = "\\"" # "\ny = [[[1]]]',
            "x = '\\' # '\ny = [[[1]]]",
        ],
    )
    def test_no_string_hides_what_follows_it(self, text: str) -> None:
        """Quotes and backslashes at a string's end do not keep it open."""
        tomllib.loads(text)
        assert nesting(text) == 3

    @pytest.mark.parametrize(
        "text",
        [
            'a = "' + '\\"' * (MIB // 2),
            "[" + " " * MIB,
            "[" * MIB,
            "." * MIB,
            '"""' * (MIB // 3),
            '"""\\' * (MIB // 4),
            '"""\\"' * (MIB // 5) + "\\",
            "'''\n" * (MIB // 4),
            "\"'" * (MIB // 2),
        ],
        ids=["escapes", "spaces", "brackets", "dots", "triples", "backslashes", "mixed", "lines", "quotes"],
    )
    def test_work_grows_with_the_file_alone(self, text: str) -> None:
        """A mebibyte made to mislead a pattern is read in less than three seconds of processor time."""
        start = time.process_time()
        nesting(text)
        assert time.process_time() - start < 3
