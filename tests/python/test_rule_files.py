"""Rule files and line models of the caller's own."""

from __future__ import annotations

import os
import pickle
import re
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from stripped_pages import PAGE, SENTENCE

import saring
from saring import boilerplate

ROOT = Path(__file__).resolve().parents[2]


def test_a_language_that_only_a_rule_file_has_is_known(tmp_path: Path) -> None:
    rules = tmp_path / "xyz.tsv"
    rules.write_text("# codes: xy\nmy.rule\tshare_line\t\tfrobnicate\tfrobnicate\ty\tme\n")
    stripper = saring.LineStripper([rules], model=False)
    assert stripper.strip("Frobnicate", language="xyz").text == ""
    with pytest.raises(ValueError, match="unknown language 'xyy'"):
        stripper.strip("Frobnicate", language="xyy")


def test_phrases_of_the_callers_own_are_used_wherever_texts_are_stripped(tmp_path: Path) -> None:
    phrases = tmp_path / "phrases.txt"
    phrases.write_text("# of our site\n\nFrobnicate the grommet\n")
    text = f"{SENTENCE}\nFrobnicate the grommet\n{SENTENCE.replace('river', 'hill')}\nShare\n"
    assert "Frobnicate" in saring.strip(text).text
    for rules in (phrases, str(phrases), [phrases]):
        s = saring.strip(text, rules=rules)
        assert s.lines[1].rule == "phrases.txt:3"
        assert s.text == text.replace("Frobnicate the grommet\n", "").removesuffix("\nShare\n")
        table = saring.strip_batch([text], rules=rules, removed=True)
        assert table["text"].to_pylist() == [s.text]
        assert "phrases.txt:3" in table["removed_rule"].to_pylist()[0]
    assert saring.strip(text, rules=[]) == saring.strip(text)


def test_rules_are_a_table_or_phrases_by_the_name_of_their_file(tmp_path: Path) -> None:
    (tmp_path / "und.tsv").write_text("my.rule\tshare_line\t\tfrobnicate\tFrobnicate\tno\tme\n")
    (tmp_path / "more").write_text("grommets here\n")
    rules = [tmp_path / "und.tsv", tmp_path / "more"]
    s = saring.strip(f"Frobnicate\n{SENTENCE}\nGrommets here", rules=rules)
    assert [line.rule for line in s.lines][::2] == ["my.rule", "more:1"]
    assert s.text == SENTENCE


def test_rules_are_read_again_when_their_file_has_changed(tmp_path: Path) -> None:
    phrases = tmp_path / "phrases.txt"
    text = f"Frobnicate\n{SENTENCE}\nGrommets"
    for phrase in ("frobnicate", "grommets", "frobnicate"):
        phrases.write_text(f"{phrase}\n")
        os.utime(phrases, ns=(0, len(phrase) * 10**9))
        assert phrase not in saring.strip(text, rules=phrases).text.lower()
    assert boilerplate.stripper_with(phrases) is boilerplate.stripper_with([str(phrases)])
    phrases.unlink()
    with pytest.raises(FileNotFoundError):
        saring.strip(text, rules=phrases)


def test_broken_rules_are_an_error_with_file_and_line_wherever_they_are_given(
    tmp_path: Path,
) -> None:
    rules = tmp_path / "mine.tsv"
    rules.write_text("# own\nmy.rule\tno_such_kind\t\tfrobnicate\tfrobnicate\tno\tme\n")
    (tmp_path / "a.txt").write_text(SENTENCE)
    calls: list[Callable[[], object]] = [
        lambda: saring.strip(PAGE, rules=rules),
        lambda: saring.strip_batch([PAGE], rules=[rules]),
        lambda: saring.extract(f"<p>{SENTENCE}</p>", rules=rules),
        lambda: saring.clean(tmp_path / "a.txt", tmp_path / "out", rules=rules),
    ]
    for call in calls:
        with pytest.raises(saring.RuleError, match=r'mine\.tsv:2: rule "my\.rule"'):
            call()
    assert not (tmp_path / "out").exists()


def test_rule_files_of_the_caller_are_used_and_checked(tmp_path: Path) -> None:
    rules = tmp_path / "und.tsv"
    header = "id\tkind\twhen\tpattern\tdrop\tkeep\tsource\n"
    rules.write_text(header + "my.rule\tshare_line\t\tfrobnicate\tFrobnicate\tno\tme\n")
    stripper = saring.LineStripper([rules], model=False)
    text = "Frobnicate\nKeep this"
    s = stripper.strip(text)
    assert s.lines[0].rule == "my.rule"
    assert s.text == "Keep this"
    rules.write_text(header + "my.rule\tshare_search\t\tx*\tx\tno\tme\n")
    with pytest.raises(saring.RuleError, match=r"und.tsv:2.*my\.rule.*empty string"):
        saring.LineStripper([rules])


def conditions_of(text: str) -> dict[str, bool]:
    """Return the names of rule conditions in a text, and whether each takes a value."""
    items = re.findall(r"(?:^| )([a-z]+)(=[A-Z]+)?(?= |$)", text)
    return {name: bool(value) for name, value in items}


def test_the_conditions_in_the_guide_are_those_that_rules_take(tmp_path: Path) -> None:
    rules = tmp_path / "und.tsv"

    def load(condition: str) -> None:
        rules.write_text(f"my.rule\tshare_line\t{condition}\tword\tWord\tno\tme\n")
        saring.LineStripper([rules], model=False)

    guide = (ROOT / "docs" / "contributing" / "add-a-rule.md").read_text(encoding="utf-8")
    table = guide.split("| condition |")[1].split("\n\n")[0]
    documented = conditions_of(" ".join(re.findall(r"^\| `([^`]+)` \|", table, re.MULTILINE)))
    with pytest.raises(
        saring.RuleError, match='unknown condition "colour=red"; there are '
    ) as error:
        load("colour=red")
    assert documented == conditions_of(str(error.value).split("; there are ")[1])
    for name, has_value in documented.items():
        load(f"{name}=7" if has_value else name)
        with pytest.raises(saring.RuleError, match="condition"):
            load(name if has_value else f"{name}=7")


def test_the_columns_and_matches_in_the_guide_are_those_of_the_rule_files() -> None:
    guide = (ROOT / "docs" / "contributing" / "add-a-rule.md").read_text(encoding="utf-8")
    folder = ROOT / "cpp" / "data" / "boilerplate"

    def rows_of(path: Path) -> list[list[str]]:
        lines = path.read_text(encoding="utf-8").splitlines()
        return [line.split("\t") for line in lines if line and not line.startswith("#")]

    def first_cells(heading: str, table: int = 1) -> list[str]:
        text = guide.split(f"| {heading} | ")[table].split("\n\n")[0]
        return re.findall(r"^\| `([a-z_]+)` \|", text, re.MULTILINE)

    kinds = rows_of(folder / "kinds.tsv")
    assert kinds[0] == first_cells("column", 2)
    assert {row[3] for row in kinds[1:]} == set(first_cells("match"))
    names = {row[0] for row in kinds[1:]}
    for path in folder.glob("[a-z][a-z][a-z].tsv"):
        rows = rows_of(path)
        assert rows[0] == first_cells("column")
        assert {row[1] for row in rows[1:]} <= names, path


def test_a_table_in_an_older_format_is_refused_with_the_columns_of_now(tmp_path: Path) -> None:
    rules = tmp_path / "und.tsv"
    rules.write_text("my.rule\tshare\tany\tline\t\tfrobnicate\tFrobnicate\tno\tme\n")
    with pytest.raises(saring.RuleError, match=r"und\.tsv:1.*id, kind, when, pattern, drop"):
        saring.LineStripper([rules])


@pytest.mark.parametrize("language", [None, "id", "sw"])
def test_phrases_in_a_text_file_are_rules_of_every_language(
    tmp_path: Path, language: str | None
) -> None:
    rules = tmp_path / "phrases.txt"
    rules.write_text("# ours\n\nFrobnicate\nKirim tulisan ke surau\n", encoding="utf-8")
    stripper = saring.LineStripper([rules], model=False)
    text = "FROBNICATE!\nKirim tulisan ke surau: hubungi Siti\nFrobnicate itu kata baru."
    s = stripper.strip(text, language=language)
    assert [line.rule for line in s.lines] == ["phrases.txt:3", "phrases.txt:4", ""]
    assert s.text == "Frobnicate itu kata baru."


def test_a_phrase_that_is_too_long_is_refused_with_its_line(tmp_path: Path) -> None:
    rules = tmp_path / "phrases.txt"
    rules.write_text("word\n\n" + "word " * 13)
    with pytest.raises(saring.RuleError, match=r"phrases\.txt:3: .*1 to 12 words"):
        saring.LineStripper([rules])


def test_line_stripper_refuses_a_broken_model(tmp_path: Path) -> None:
    model = tmp_path / "lines.bin"
    model.write_bytes(b"SARINGLN" + bytes(100))
    with pytest.raises(saring.ModelError):
        saring.LineStripper(model=model)


def line_model(tmp_path: Path) -> Path:
    path = tmp_path / "lines.bin"
    path.write_bytes((ROOT / "cpp" / "data" / "models" / "lines.bin").read_bytes())
    return path


def test_a_line_model_that_was_cut_or_changed_is_an_error_that_names_it(tmp_path: Path) -> None:
    path = line_model(tmp_path)
    good = path.read_bytes()
    saring.LineStripper(model=path)
    random = Random(5)
    for at in [random.randrange(len(good)) for _ in range(200)]:
        path.write_bytes(good[:at] + bytes([good[at] ^ 1 << random.randrange(8)]) + good[at + 1 :])
        with pytest.raises(saring.ModelError, match=r"lines\.bin: "):
            saring.LineStripper([], built_in_rules=False, model=path)
    for size in [0, 7, 8, 24, len(good) - 1, *(random.randrange(len(good)) for _ in range(50))]:
        path.write_bytes(good[:size])
        with pytest.raises(saring.ModelError, match=r"lines\.bin: "):
            saring.LineStripper([], built_in_rules=False, model=path)


def test_a_stripper_does_not_need_its_files_any_more(tmp_path: Path) -> None:
    path = line_model(tmp_path)
    stripper = saring.LineStripper(model=path)
    path.write_bytes(b"x" * 10)
    assert stripper.strip(PAGE).text == saring.strip(PAGE).text
    assert pickle.loads(pickle.dumps(stripper)).strip(PAGE).text == saring.strip(PAGE).text


def test_pipes_devices_and_folders_are_no_rule_files_and_no_models(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.tsv"
    os.mkfifo(pipe)
    for path in (pipe, "/dev/zero", "/dev/null"):
        with pytest.raises(saring.RuleError, match=f"{path}: not a regular file"):
            saring.LineStripper([path])
        with pytest.raises(saring.ModelError, match=f"{path}: not a regular file"):
            saring.LineStripper(model=path)
    with pytest.raises(IsADirectoryError):
        saring.LineStripper([tmp_path])
    with pytest.raises(IsADirectoryError):
        saring.LineStripper(model=tmp_path)
    huge = tmp_path / "huge.tsv"
    huge.touch()
    os.truncate(huge, 1 << 40)
    with pytest.raises(saring.RuleError, match=r"huge\.tsv: has more than"):
        saring.LineStripper([huge])
    with pytest.raises(saring.ModelError, match=r"huge\.tsv: has more than"):
        saring.LineStripper(model=huge)


@pytest.mark.parametrize(
    "content",
    [b"\xff\xfe\0\0", bytes(range(256)), b"id\n\0", b"kata " * 800_000, b"\t" * 1_000_000],
)
def test_a_file_that_is_no_rule_file_is_refused_with_a_short_message(
    tmp_path: Path, content: bytes
) -> None:
    rules = tmp_path / "ind.tsv"
    rules.write_bytes(content)
    with pytest.raises(saring.RuleError, match=r"ind\.tsv:[12]: ") as error:
        saring.LineStripper([rules])
    assert len(str(error.value)) < 300 + len(str(rules))


def test_a_rule_that_would_cost_too_much_is_refused_by_name(tmp_path: Path) -> None:
    rules = tmp_path / "ind.tsv"
    for pattern in ("((a{1000}){1000})", r"(\pL{1000})", "|".join(["word"] * 2000)):
        rules.write_text(f"# own\nmy.big\tshare_search\t\t{pattern}\tx\ty\tme\n")
        with pytest.raises(saring.RuleError, match=r'ind\.tsv:2: rule "my\.big": the pattern'):
            saring.LineStripper([rules])


def test_one_path_in_place_of_several_is_a_type_error(tmp_path: Path) -> None:
    for one in (str(tmp_path), tmp_path):
        with pytest.raises(TypeError, match="sequence of paths"):
            saring.LineStripper(one)  # type: ignore[arg-type]


def test_files_of_a_name_that_is_not_utf8_are_read_and_named(tmp_path: Path) -> None:
    rules = os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.tsv")
    Path(rules).write_text("my.rule\tshare_line\t\tfrobnicate\tx\ty\tme\n")
    assert saring.LineStripper([rules], model=False).strip("Frobnicate").text == ""
    Path(rules).write_text("broken")
    with pytest.raises(saring.RuleError, match="caf\N{REPLACEMENT CHARACTER}"):
        saring.LineStripper([rules])
    with pytest.raises(saring.ModelError, match="caf"):
        saring.LineStripper(model=rules)
    with pytest.raises(saring.ModelError, match="caf"):
        saring.Detector(rules)


def test_rules_are_listed_with_their_examples() -> None:
    rows = saring.LineStripper().rules()
    assert len(rows) > 400
    assert {row["language"] for row in rows} >= {"und", "ind", "zsm", "jav", "sun", "eng"}
    assert len({row["id"] for row in rows}) == len(rows)
