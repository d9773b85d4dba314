"""Training data of the language model: tools/lang/prepare, tools/lang/distinguishing_words."""

import sys
from collections import defaultdict
from pathlib import Path

import pytest

import saring
from saring import _core

LANG_TOOLS = Path(__file__).parents[2] / "tools" / "lang"
LISTS = sorted((LANG_TOOLS / "distinguishing_words").glob("*.tsv"))
SENTENCES = sorted((LANG_TOOLS / "distinguishing_words").glob("*.txt"))
sys.path.insert(0, str(LANG_TOOLS / "prepare"))

import distinguishing_words  # noqa: E402
import misfiled  # noqa: E402
import serbian_latin  # noqa: E402

LABELS = {language.code for language in saring.languages()}


def rows(path: Path) -> list[tuple[frozenset[str], list[str]]]:
    """Labels and forms of each row."""
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            labels, forms = line.split("\t")
            found.append((frozenset(labels.split(",")), forms.split()))
    return found


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.stem)
def test_lists_of_distinguishing_words_name_languages_and_are_consistent(path: Path) -> None:
    labels_of: dict[str, set[frozenset[str]]] = defaultdict(set)
    for labels, forms in rows(path):
        assert labels <= LABELS
        assert forms
        for form in forms:
            assert form == form.lower()
            labels_of[form].add(labels)
    assert {form: found for form, found in labels_of.items() if len(found) > 1} == {}


@pytest.mark.parametrize("path", SENTENCES, ids=lambda path: path.stem)
def test_sentences_stand_once_under_a_label(path: Path) -> None:
    assert path.stem in LABELS
    lines = path.read_text(encoding="utf-8").splitlines()
    assert len(set(lines)) == len(lines)
    assert all(line.split() for line in lines)


def test_texts_have_forms_of_their_label_among_shared_words(tmp_path: Path) -> None:
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / "group.tsv").write_text(
        "# a group\nbos_Latn,srp_Latn\thiljada\nhrv_Latn\ttisuća tisuće\n", encoding="utf-8"
    )
    (tmp_path / "lists" / "hrv_Latn.txt").write_text("Tko je to?\n", encoding="utf-8")
    (tmp_path / "lists" / "everywhere.words").write_text("gps\n", encoding="utf-8")
    lines = {
        "hrv_Latn": ["tisuća i jedna noć, i tjedan"],
        "bos_Latn": ["hiljada i jedna noć"],
        "srp_Latn": ["hiljada i jedna"],
    }
    for out in ("first", "second"):
        distinguishing_words.write_texts(tmp_path / out, lines.__getitem__, tmp_path / "lists")
    texts = {path.stem: path.read_text(encoding="utf-8") for path in (tmp_path / "first").iterdir()}
    assert set(texts["hrv_Latn"].split()) - {"gps", "i", "jedna", "noć"} == {
        *("tisuća", "tisuće", "Tko", "je", "to?")
    }
    assert set(texts["bos_Latn"].split()) == {"gps", "hiljada", "i", "jedna", "noć"}
    assert set(texts["srp_Latn"].split()) - {"noć"} == {"gps", "hiljada", "i", "jedna"}
    assert all("hiljada" in text.split() for text in texts["srp_Latn"].splitlines())
    for label, text in texts.items():
        assert (tmp_path / "second" / f"{label}.txt").read_text(encoding="utf-8") == text


def test_no_written_text_is_held_out_or_a_test_sentence(tmp_path: Path) -> None:
    forms = [f"kata{a}{b}" for a in "abcdefghijklmnop" for b in "abcdefghijklmnop"]
    rows = "".join(f"{x}_Latn\t{' '.join(x[0] + form for form in forms)}\n" for x in ("ind", "zsm"))
    (tmp_path / "malay.tsv").write_text(rows, encoding="utf-8")
    (tmp_path / "everywhere.words").write_text("gps\n", encoding="utf-8")
    distinguishing_words.write_texts(tmp_path / "out", lambda label: [], tmp_path)
    texts = (tmp_path / "out" / "ind_Latn.txt").read_text(encoding="utf-8").splitlines()
    assert len(texts) > 500
    assert not any(_core.is_held_out(text) for text in texts)


def test_a_row_without_forms_is_an_error_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "group.tsv").write_text("hrv_Latn tisuća\n", encoding="utf-8")
    with pytest.raises(SystemExit, match="line 1"):
        distinguishing_words.read_lists(tmp_path)


def test_misfiled_lines_move_by_their_words_and_by_what_goes_with_these() -> None:
    pair = misfiled.Pair({"go"}, {"ho"})
    lines = ["go bona tau", "ho bona ntja", "tau godimo", "ntja hodimo"]
    kept, moved = misfiled.split_misfiled(pair, lines, ["ho tla ntja", "ntja e kgolo"])
    assert kept == ["go bona tau", "tau godimo"]
    assert moved == ["ho bona ntja", "ntja hodimo"]


def test_serbian_letters() -> None:
    assert serbian_latin.to_latin("Њихов џак, Љубав Џон") == "Njihov džak, Ljubav Džon"
