"""Reading a file: every fault with its place, and nothing that a file can do to the reader."""

import time
from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from roadtrack.curriculum.faults import Fault
from roadtrack.curriculum.model import Step, Use
from roadtrack.curriculum.reader import MAX_BYTES
from tests.curriculum.builders import HEAD, SECTION, STEP, a_file, faults_in, read_file, the_fault

MIB = 1024 * 1024
SECONDS = 3.0
"""Processor time for the worst mebibyte; a good file takes some milliseconds."""


def line_with(text: str, part: str) -> int:
    """The line of a file that holds a text; the first such."""
    return next(number for number, line in enumerate(text.split("\n"), 1) if part in line)


class TestGoodFiles:
    def test_everything_in_its_place(self) -> None:
        """What the file says is what the curriculum says."""
        curriculum = read_file(
            a_file(
                head='aliases = { old = "first" }\n',
                section="weight_range = [10, 20]\n",
                step='kind = "practice"\nhours = 2\nneeds = ["other/thing"]\n',
                tail='[section.step.check]\nrun = ["true"]\n[[section.step]]\nuse = "other/thing"\n',
            )
        )
        (section,) = curriculum.sections
        step, used = section.steps
        assert curriculum.aliases == (("old", "first"),)
        assert section.share == 15
        assert isinstance(step, Step)
        assert (step.id, step.hours, step.needs) == ("first", 2, ("other/thing",))
        assert step.check is not None
        assert (step.check.run, step.check.exit_code) == (("true",), 0)
        assert Use("other/thing") == used

    def test_a_section_that_uses_has_the_name_of_what_it_uses(self) -> None:
        """Without an id of its own it is called as its target is."""
        curriculum = read_file(HEAD + '[[section]]\nuse = "cks/supply-chain"\n')
        assert curriculum.sections[0].id == "supply-chain"

    @pytest.mark.parametrize("change", [lambda t: "\ufeff" + t, lambda t: t.replace("\n", "\r\n")], ids=["bom", "crlf"])
    def test_files_of_other_systems(self, change: Callable[[str], str]) -> None:
        """A byte order mark and Windows line ends change nothing."""
        text = a_file(step='why = """\none\ntwo"""\n')
        assert read_file(text) == read_file(change(text))

    def test_a_need_of_a_section_elsewhere_and_of_its_own_full_name(self) -> None:
        """A need may be written in full though it is in the same file."""
        text = a_file(tail='[[section.step]]\nid = "second"\ntitle = "Second"\nneeds = ["mine/first", "cka/storage"]\n')
        assert faults_in(text) == ()

    def test_emoji_joiners_are_allowed(self) -> None:
        """Joined emoji are text like any other."""
        assert faults_in(a_file(step='why = "👩\u200d💻 ❤\ufe0f"\n')) == ()

    def test_a_comment_may_hold_any_number_of_dots(self) -> None:
        """Only keys and brackets nest."""
        assert faults_in(a_file(head="# " + "." * 200 + "\n")) == ()


TITLE = 'title = "First"\n'
CERTIFICATION = '[certification]\ncode = "X"\nissuer = "Y"\n'

FAULTS = [
    # (file, text in the fault's line, key, part of the message, suggestion)
    pytest.param(a_file(step='titel = "x"\n'), "titel", "section.step.titel", "unknown key", "title", id="step key"),
    pytest.param(a_file(section="wieght = 1\n"), "wieght", "section.wieght", "unknown key", "weight", id="section key"),
    pytest.param(a_file(head='sumary = "x"\n'), "sumary", "sumary", "unknown key", "summary", id="top key"),
    pytest.param(
        a_file(head=CERTIFICATION + "minuts = 1\n"),
        "minuts",
        "certification.minuts",
        "unknown key",
        "minutes",
        id="certification key",
    ),
    pytest.param(
        a_file(tail='[section.step.check]\nrunn = ["x"]\nrun = ["x"]\n'),
        "runn =",
        "section.step.check.runn",
        "unknown key",
        "run",
        id="check key",
    ),
    pytest.param(a_file(head="zzzzzz = 1\n"), "zzzzzz", "zzzzzz", "unknown key", "", id="key like none"),
    pytest.param(
        a_file(step='resources = [{ title = "x", ulr = "y", url = "https://a.b" }]\n'),
        "resources",
        "section.step.resources.ulr",
        'unknown key "ulr"',
        "url",
        id="key in an inline table",
    ),
    pytest.param(a_file().replace('revision = "1"\n', ""), "format", "", '"revision" is missing', "", id="missing key"),
    pytest.param(
        a_file(head='[certification]\ncode = "X"\n'),
        "[certification]",
        "certification",
        '"issuer" is missing',
        "",
        id="missing in a table",
    ),
    pytest.param(HEAD, "format", "", '"section" is missing', "", id="no section"),
    pytest.param(HEAD + "section = []\n", "section", "section", "at least 1 item", "", id="empty section list"),
    pytest.param(
        a_file(step='kind = "practise"\n'),
        "practise",
        "section.step.kind",
        "allowed: study, pract",
        "practice",
        id="kind",
    ),
    pytest.param(
        a_file().replace('"skill"', '"skil"'), "skil", "kind", "allowed: certification, lab", "skill", id="top kind"
    ),
    pytest.param(a_file(step="kind = 3\n"), "kind = 3", "section.step.kind", '"kind" is 3;', "", id="number as kind"),
    pytest.param(
        a_file().replace("format = 1", "format = 2"), "format", "format", '"format" is 2; allowed: 1', "", id="format"
    ),
    pytest.param(a_file(step='hours = "2"\n'), "hours", "section.step.hours", "valid number", "", id="text as hours"),
    pytest.param(a_file(step="hours = true\n"), "hours", "section.step.hours", "valid number", "", id="true as hours"),
    pytest.param(a_file(step="hours = -1\n"), "hours", "section.step.hours", "greater than or", "", id="minus hours"),
    pytest.param(a_file(step="hours = 501\n"), "hours", "section.step.hours", "less than or", "", id="many hours"),
    pytest.param(a_file(step="hours = nan\n"), "hours", "section.step.hours", '"hours"', "", id="hours not a number"),
    pytest.param(a_file(step="hours = inf\n"), "hours", "section.step.hours", '"hours"', "", id="endless hours"),
    pytest.param(a_file(section="weight = 0\n"), "weight", "section.weight", "greater than 0", "", id="no weight"),
    pytest.param(a_file(section="weight = 101\n"), "weight", "section.weight", "less than or", "", id="weight"),
    pytest.param(
        a_file(section="weight = 1\nweight_range = [1, 2]\n"),
        "[[section]]",
        "section",
        "not both",
        "",
        id="two weights",
    ),
    pytest.param(
        a_file(section="weight_range = [2, 1]\n"), "[[section]]", "section", "smaller to the larger", "", id="range"
    ),
    pytest.param(
        a_file(section="weight_range = [1]\n"),
        "weight_range",
        "section.weight_range",
        "at least 2",
        "",
        id="short range",
    ),
    pytest.param(a_file().replace("2026-11-22", "20261122"), "as_of", "as_of", "valid date", "", id="number as date"),
    pytest.param(a_file().replace("2026-11-22", "0"), "as_of", "as_of", "valid date", "", id="0 as date"),
    pytest.param(a_file().replace("2026-11-22", "2026-02-30"), "as_of", "", "not TOML", "", id="no such day"),
    pytest.param(
        a_file().replace(TITLE, 'title = ""\n'), 'title = ""', "section.step.title", "at least 1", "", id="empty"
    ),
    pytest.param(
        a_file().replace(TITLE, "title = 5\n"), "title = 5", "section.step.title", "valid string", "", id="number"
    ),
    pytest.param(a_file(id_="Mine Own"), "Mine Own", "id", "ids are 1 to 64 of a-z, 0-9 and -", "", id="id"),
    pytest.param(a_file(id_="x" * 65), "xxx", "id", "ids are 1 to 64", "", id="long id"),
    pytest.param(
        a_file(step='needs = ["a/b/c"]\n'),
        "needs",
        "section.step.needs",
        'write "step" or "curriculum/step"',
        "",
        id="ref",
    ),
    pytest.param(
        a_file(head='aliases = { "Old One" = "first" }\n'),
        "aliases",
        "aliases.Old One",
        "\"Old One\" is 'Old One'; ids are",
        "",
        id="alias name",
    ),
    pytest.param(
        a_file(tail='[[section.step]]\nid = "second"\n'),
        "[[section.step]]",
        "section.step",
        'a step has an "id" and a "title"',
        "",
        id="step without title",
    ),
    pytest.param(
        HEAD + '[[section]]\nid = "s"\n',
        "[[section]]",
        "section",
        'a section has an "id" and a "title"',
        "",
        id="untitled",
    ),
    pytest.param(
        a_file(tail='[[section]]\nuse = "cks"\n[[section.step]]\nid = "x"\ntitle = "X"\n'),
        "[[section]]",
        "section",
        'a section with "use" has no steps',
        "",
        id="use with steps",
    ),
    pytest.param(
        a_file(tail='[[section.step]]\nuse = "a/b"\ntitle = "x"\n'),
        "",
        "section.step",
        "no other key",
        "",
        id="use and title",
    ),
    pytest.param(
        a_file(tail='[[section.step]]\nuse = "b"\n'),
        "",
        "section.step",
        'write "curriculum/step"',
        "",
        id="use of no step",
    ),
    pytest.param(
        a_file(tail="[section.step.check]\nrun = []\n"),
        "run",
        "section.step.check.run",
        "at least 1",
        "",
        id="no command",
    ),
    pytest.param(
        a_file(tail='[section.step.check]\nrun = "rm -rf /"\n'),
        "run",
        "section.step.check.run",
        "valid list",
        "",
        id="shell line",
    ),
    pytest.param(
        a_file(step='needs = ["fist"]\n', tail='[[section.step]]\nid = "fifth"\ntitle = "x"\n'),
        "needs",
        "section.step.needs",
        'needs "fist": no such step',
        "first",
        id="need",
    ),
    pytest.param(
        a_file(step='needs = [\n  "mine/basic",\n]\n'),
        "needs",
        "section.step.needs",
        "no such step",
        "basics",
        id="full need",
    ),
    pytest.param(
        a_file(head='aliases = { old = "frist" }\n'), "aliases", "aliases.old", 'points at "frist"', "first", id="alias"
    ),
    pytest.param(
        a_file(head='[aliases]\nbasics = "first"\n'),
        "basics =",
        "aliases.basics",
        "present step or section",
        "",
        id="taken",
    ),
    pytest.param(a_file(head="a = \n"), "a = ", "", "not TOML", "", id="no value"),
    pytest.param(a_file(head='id = "again"\n'), "again", "", "not TOML", "", id="key twice"),
    pytest.param(a_file(head="[a]\n[a]\n"), "", "", "not TOML", "", id="table twice"),
    pytest.param(a_file(step="x = { a = 1, a = 2 }\n"), "x = {", "", "not TOML", "", id="inline key twice"),
]


class TestFaults:
    @pytest.mark.parametrize(("text", "in_line", "key", "message", "suggestion"), FAULTS)
    def test_each_fault_has_its_place(self, text: str, in_line: str, key: str, message: str, suggestion: str) -> None:
        """File, line, key, what is wrong, and the nearest right spelling."""
        fault = the_fault(text)
        assert fault.path == "mine.toml"
        assert in_line in text.split("\n")[fault.line - 1]
        assert key == fault.key
        assert message in fault.message
        assert suggestion == fault.suggestion

    def test_the_fault_is_in_the_right_one_of_two_like_tables(self) -> None:
        """The line is that of the element at fault, not of the first one."""
        text = a_file(tail='[[section.step]]\nid = "second"\ntitle = "Second"\nhours = "x"\n')
        assert line_with(text, "hours") == the_fault(text).line

    def test_all_faults_of_a_file_at_once_in_line_order(self) -> None:
        """Syntax apart, no fault hides another."""
        text = a_file(
            head='sumary = "x"\naliases = { old = "nothing-like-it" }\n',
            section="weight = 200\n",
            step='kind = "exma"\nneeds = ["basics", "nowhere-at-all"]\nwhy = "a\\u202Eb"\n',
            tail=2 * '[[section.step]]\nid = "second"\ntitle = "Second"\n',
        )
        found = [(fault.line, fault.key) for fault in faults_in(text)]
        places = [
            ("sumary", "sumary"),
            ("aliases", "aliases.old"),
            ("weight", "section.weight"),
            ("exma", "section.step.kind"),
            ("needs", "section.step.needs"),
            ("needs", "section.step.needs"),
            ("why", "section.step.why"),
        ]
        again = (text[: text.rindex("id =")].count("\n") + 1, "section.step.id")
        assert [*((line_with(text, part), key) for part, key in places), again] == found

    def test_a_fault_reads_like_a_compilers(self) -> None:
        """Path, colon, line, what is wrong, and a question."""
        fault = Fault("mine.toml", 3, "kind", '"kind" is wrong', "lab")
        assert str(fault) == 'mine.toml:3  "kind" is wrong. Did you mean "lab"?'

    def test_line_numbers_survive_windows_line_ends(self) -> None:
        """The same fault is in the same line."""
        text = a_file(step="hours = -1\n")
        assert the_fault(text) == the_fault(text.replace("\n", "\r\n"))

    def test_an_unfinished_file_is_at_fault_in_its_last_line(self) -> None:
        """What is missing at the end is told at the end."""
        text = a_file() + 'why = """never closed\n'
        assert text.count("\n") + 1 == the_fault(text).line


class TestIds:
    @pytest.mark.parametrize(
        "tail",
        [
            '[[section.step]]\nid = "first"\ntitle = "Again"\n',
            '[[section]]\nid = "basics"\ntitle = "Again"\n',
            '[[section]]\nid = "first"\ntitle = "Again"\n',
            '[[section.step]]\nid = "basics"\ntitle = "Again"\n',
            '[[section.section]]\nid = "basics"\ntitle = "Again"\n',
        ],
        ids=["two steps", "two sections", "section after step", "step after section", "inner section"],
    )
    def test_an_id_is_taken_once(self, tail: str) -> None:
        """Steps and sections share their names; the later one is at fault and names the line of the first."""
        text = a_file(tail=tail)
        fault = the_fault(text)
        first = line_with(text, 'id = "first"' if '"first"' in tail else 'id = "basics"')
        assert f"is taken already, in line {first}" in fault.message
        assert a_file().count("\n") + 2 == fault.line


class TestCircles:
    def test_two_steps(self) -> None:
        """The members are told in order, at the first one's needs."""
        text = a_file(step='needs = ["second"]\n', tail='[[section.step]]\nid="second"\ntitle="2"\nneeds=["first"]\n')
        fault = the_fault(text)
        assert fault.message == "needs run in a circle: first → second → first"
        assert line_with(text, "needs") == fault.line

    @pytest.mark.parametrize("need", ["first", "mine/first"])
    def test_a_step_that_needs_itself(self, need: str) -> None:
        """The smallest circle, by short or full name."""
        fault = the_fault(a_file(step=f'needs = ["{need}"]\n'))
        assert fault.message == "needs run in a circle: first → first"

    @pytest.mark.parametrize("section", ["basics", "outer"])
    def test_a_step_that_needs_its_own_section(self, section: str) -> None:
        """A section stands for its steps, also for those deeper in it: the step would need itself."""
        text = (
            HEAD
            + '[[section]]\nid = "outer"\ntitle = "Outer"\n'
            + SECTION.replace("[[section]]", "[[section.section]]")
            + STEP.replace("[[section.step]]", "[[section.section.step]]")
            + f'needs = ["{section}"]\n'
        )
        assert the_fault(text).message == "needs run in a circle: first → first"

    def test_a_circle_through_another_section(self) -> None:
        """Only steps are members of a circle, though a section leads on."""
        text = a_file(
            step='needs = ["more"]\n',
            tail='[[section]]\nid = "more"\ntitle = "More"\n[[section.step]]\nid="last"\ntitle="L"\nneeds=["first"]\n',
        )
        assert the_fault(text).message == "needs run in a circle: first → last → first"

    def test_sections_in_a_row_are_no_circle(self) -> None:
        """A later section may need an earlier one."""
        text = a_file(
            tail='[[section]]\nid = "more"\ntitle = "More"\n[[section.step]]\nid="last"\ntitle="L"\nneeds=["basics"]\n'
        )
        assert faults_in(text) == ()

    def test_a_chain_of_any_length(self) -> None:
        """Ten thousand steps in a row are read, none of them too deep."""
        steps = ",".join(f'{{id="s{n}",title="S",needs=["s{n + 1}"]}}' for n in range(10_000))
        text = HEAD + f'section = [{{id="s",title="S",step=[{steps},{{id="s10000",title="S"}}]}}]'
        assert faults_in(text) == ()


class TestHostileFiles:
    def test_one_byte_too_many(self) -> None:
        """A mebibyte is allowed and one byte more is not, whatever is in it."""
        text = a_file()
        full = text + "#" * (MAX_BYTES - len(text))
        assert faults_in(full) == ()
        assert "larger than 1 MiB" in the_fault(full + "#").message

    @pytest.mark.parametrize("depth", [33, 100_000])
    @pytest.mark.parametrize(
        "deep",
        [
            lambda n: "x = " + "[" * n + "]" * n,
            lambda n: "x = " + "[\n" * n,
            lambda n: "x = " + "{a=" * n + "1" + "}" * n,
            lambda n: "[" + ".".join("a" * n) + "]",
            lambda n: "[[" + ".".join("a" * n) + "]]",
            lambda n: "a" + ".a" * n + " = 1",
            lambda n: '"="' + ".a" * n + " = 1",
            lambda n: "x = {a" + ".a" * n + " = 1}",
            lambda n: "x = [{a" + ".a" * n + " = 1}]",
            lambda n: 'x = """a\\"""" # " """\ny = ' + "[" * n,
            lambda n: "kind = {a" + ".a" * n + " = 1}",
        ],
        ids=["arrays", "lines", "tables", "header", "list", "dotted", "quoted", "inline", "listed", "misled", "kind"],
    )
    def test_too_deep(self, deep: Callable[[int], str], depth: int) -> None:
        """More than 32 levels are refused, in whichever way they are written."""
        assert "levels deep; 32 are allowed" in the_fault(deep(depth) + "\n" + a_file()).message

    def test_32_levels_are_not_too_deep(self) -> None:
        """The limit itself is only an unknown key."""
        assert "unknown key" in the_fault(a_file(head="x = " + "[" * 32 + "]" * 32 + "\n")).message

    def test_nul(self) -> None:
        """A NUL byte is refused with its line, also where TOML would allow it."""
        fault = the_fault(a_file(head="# a\0b\n"))
        assert (fault.line, "NUL" in fault.message) == (7, True)

    @pytest.mark.parametrize("data", [b"\xff\xfe", b"\xc3\x28", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xc0\x80"])
    def test_not_utf_8(self, data: bytes) -> None:
        """Broken, overlong and surrogate sequences are refused with their line."""
        fault = the_fault(HEAD.encode() + b'summary = "' + data + b'"\n')
        assert (fault.line, fault.message) == (7, "not UTF-8")

    @pytest.mark.parametrize(
        "code", [0x00, 0x07, 0x08, 0x0D, 0x1B, 0x7F, 0x9B, 0xAD, 0x200B, 0x200E, 0x202E, 0x2066, 0xFEFF, 0xE0041]
    )
    @pytest.mark.parametrize("where", ["title", "key", "need", "run"])
    def test_hidden_characters_by_their_escapes(self, code: int, where: str) -> None:
        """Control, bidirectional and invisible characters are refused wherever they stand, and named."""
        escape = f"\\U{code:08X}"
        text = {
            "title": a_file(head=f'summary = "a{escape}b"\n'),
            "key": a_file(head=f'aliases = {{ "a{escape}b" = "first" }}\n'),
            "need": a_file(step=f'needs = ["a{escape}b"]\n'),
            "run": a_file(tail=f'[section.step.check]\nrun = ["a{escape}b"]\n'),
        }[where]
        hidden = [fault for fault in faults_in(text) if f"hidden character U+{code:04X}" in fault.message]
        assert {line_with(text, escape)} == {fault.line for fault in hidden}

    def test_hidden_characters_as_they_are(self) -> None:
        """A right-to-left override needs no escape to be refused."""
        assert "U+202E" in the_fault(a_file(step='why = "a\u202eb"\n')).message

    @pytest.mark.parametrize(
        "url",
        [
            "javascript:alert(1)",
            "JavaScript:alert(1)",
            "data:text/html,x",
            "file:///etc/passwd",
            "ftp://a.b",
            "//a.b",
            "https://",
            "https://a b",
            " https://a.b",
            "https:/a.b",
            "mailto:",
            "https://a.b\\nX",
        ],
    )
    @pytest.mark.parametrize("key", ["resources", "sources"])
    def test_links(self, url: str, key: str) -> None:
        """Only http, https and mailto links pass."""
        line = f'{key} = [{{ title = "x", url = "{url}" }}]\n'
        text = a_file(step=line) if key == "resources" else a_file(head=line)
        fault = the_fault(text)
        assert (line_with(text, key), True) == (fault.line, fault.key.endswith(f"{key}.url"))
        assert "links start with http://, https:// or mailto:" in fault.message

    @pytest.mark.parametrize("url", ["http://a", "https://a.b/c?d#e", "mailto:a@b.c"])
    def test_good_links(self, url: str) -> None:
        """And these do."""
        assert faults_in(a_file(step=f'resources = [{{ title = "x", url = "{url}" }}]\n')) == ()

    @pytest.mark.parametrize("number", ["9" * 100_000, "0x" + "f" * 100_000, "0b" + "1" * 100_000])
    @pytest.mark.parametrize("key", ["format", "id", "title", "kind", "as_of", "section", "zzz", "aliases"])
    def test_huge_numbers(self, number: str, key: str) -> None:
        """A number of 100,000 digits is refused as the value of any key, in a message of one line."""
        rest = "\n".join(line for line in HEAD.split("\n") if not line.startswith(key))
        faults = faults_in(f"{key} = {number}\n{rest}" + (SECTION + STEP if key != "section" else ""))
        assert faults
        assert max(len(fault.message) for fault in faults) < 200

    @pytest.mark.parametrize("key", ["hours", "why", "kind", "needs", "resources", "check"])
    def test_huge_numbers_in_a_step(self, key: str) -> None:
        """The same inside a step."""
        assert f"section.step.{key}" == the_fault(a_file(step=f"{key} = 0x{'f' * 100_000}\n")).key

    def test_huge_texts_are_not_repeated(self) -> None:
        """A message quotes the beginning of a long value."""
        long = "x" * 500_000
        for text in (
            a_file(step=f'kind = "{long}"\n'),
            a_file(step=f"{long} = 1\n"),
            a_file(step=f'needs=["{long}"]\n'),
        ):
            assert max(len(fault.message) for fault in faults_in(text)) < 200

    @pytest.mark.parametrize(
        "text",
        [
            HEAD + "section=[" + '{id="a"},' * 25_000 + "]",
            HEAD + "section=[" + ",".join(f'{{id="{n}"}}' for n in range(20_000)) + "]",
            HEAD
            + 'section=[{id="s",title="S",step=['
            + ",".join(f'{{id="{n % 10_000}"}}' for n in range(20_000))
            + "]}]",
            HEAD
            + 'section=[{id="s",title="S",step=['
            + ",".join(f'{{id="{n}",needs=["x{n}"]}}' for n in range(12_000))
            + "]}]",
            HEAD
            + 'section=[{id="s",title="S",step=['
            + ",".join(f'{{id="{n}",needs=["s"]}}' for n in range(12_000))
            + "]}]",
            HEAD + "".join(f"k{n}=1\n" for n in range(30_000)),
            HEAD + "aliases={" + ",".join(f'a{n}="b{n}"' for n in range(20_000)) + "}",
            HEAD + 'x="' + '\\"' * (MIB // 2 - 100) + '"\n',
            HEAD + "[" + " " * (MIB - 200),
            HEAD + "x=" + "[" * (MIB - 200),
            HEAD + '"=".a' + ".a" * (MIB // 2 - 100) + "=1",
            HEAD + 'x="""' + '\\"' * (MIB // 2 - 100),
        ],
        ids=[
            "same ids",
            "many sections",
            "pairs of ids",
            "unknown needs",
            "section needs",
            "unknown keys",
            "unknown aliases",
            "escapes",
            "blank header",
            "brackets",
            "dots",
            "open string",
        ],
    )
    def test_work_is_bounded(self, text: str) -> None:
        """No file, however made, keeps the reader busy: the work grows with the file and not with its square."""
        assert len(text) <= MAX_BYTES
        start = time.process_time()
        assert faults_in(text)
        assert time.process_time() - start < SECONDS


_KEYS = ("format", "id", "title", "kind", "revision", "as_of", "section", "step", "use", "needs", "hours", "aliases")
_STEP_KEYS = ("id", "title", "kind", "hours", "why", "needs", "resources", "evidence", "check", "use")
_WORDS = st.sampled_from(
    [*"abe.=[]{}\"'#\\\n ,-_:", '"""', "'''", "\r\n", "[[section]]\n", "[[section.step]]\n", "[section.step.check]\n"]
    + [
        f"{key} = "
        for key in [
            "format",
            "id",
            "title",
            "kind",
            "revision",
            "as_of",
            "section",
            "step",
            "use",
            "needs",
            "hours",
            "weight",
            "aliases",
        ]
    ]
    + [
        "1",
        "2026-11-22",
        '"a"',
        '"a/b"',
        "true",
        "nan",
        "0x1f",
        "1e9",
        "[]",
        "{}",
        '["a"]',
        "\\u0000",
        "\ufeff",
        "\u202e",
    ]
)


def _nested(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.lists(inner, max_size=3).map(lambda values: f"[{', '.join(values)}]") | inner.map("{{ a = {} }}".format)


class TestAnyFile:
    @given(st.binary(max_size=200))
    @example(b"\xef\xbb\xbf")
    @example(b"")
    def test_any_bytes(self, data: bytes) -> None:
        """Bytes give a curriculum or faults, never an exception."""
        faults_in(data)

    @given(st.lists(_WORDS, max_size=40).map("".join))
    def test_any_text_like_toml(self, text: str) -> None:
        """Text that is nearly a file gives a curriculum or faults, each within the file."""
        for fault in faults_in(text):
            assert 1 <= fault.line <= text.count("\n") + 1

    @given(st.lists(_WORDS, max_size=12).map("".join), st.integers(min_value=0, max_value=len(a_file())))
    def test_any_change_to_a_good_file(self, change: str, at: int) -> None:
        """A good file with something put into it gives a curriculum or faults."""
        text = a_file()
        faults_in(text[:at] + change + text[at:])

    @given(st.recursive(st.sampled_from(['"a"', "1", "true", "2026-11-22", "1.5"]), _nested, max_leaves=6), st.data())
    def test_any_type_under_any_key(self, value: str, data: st.DataObject) -> None:
        """Each key is proof against a value of another type."""
        key = data.draw(st.sampled_from(_STEP_KEYS))
        assert faults_in(HEAD + SECTION + f"[[section.step]]\n{key} = {value}\n")
