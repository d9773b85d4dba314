"""Training text that is made or chosen: everyday text, variants of letters, Latin script."""

from __future__ import annotations

import doctest
import sys
from pathlib import Path

import pytest
import zstandard

from saring import _core

sys.path.insert(0, str(Path(__file__).parents[2] / "tools" / "lang" / "prepare"))

import dress
import everyday
import misfiled
import romanise
import word_lists

HEAD = "label\tsource\tdomain\tlicence\tlines\tbytes\tfirst_line\tlast_line\n"


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(zstandard.ZstdCompressor().compress(text.encode()))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder of everyday text: three sources of a label, word counts of two."""
    write(tmp_path / "train_everyday" / "ind_Latn.txt.zst", "satu\ndua\ntiga\nempat\n")
    rows = [
        ("a/chat", "CC BY 4.0", 1, 1),
        ("b/tweets", "CC-BY-NC-SA-4.0", 2, 2),
        (everyday.MEASURED[0], "CC-BY-4.0", 3, 3),
        ("c/films", "no licence stated", 4, 4),
    ]
    table = "".join(f"ind_Latn\t{s}\tx\t{x}\t1\t5\t{a}\t{b}\n" for s, x, a, b in rows)
    (tmp_path / "SOURCES_train_everyday.tsv").write_text(HEAD + table, encoding="utf-8")
    words = "aku\t30\tfilms\nkau\t10\tfilms\nTerima kasih!\t2\tphrases\nwajah\t9\tcldr-emoji\n"
    write(tmp_path / "words_everyday" / "ind_Latn.tsv.zst", words)
    write(tmp_path / "words_everyday" / "jpn_Jpan.tsv.zst", "私\t3\tphrases\n")
    write(tmp_path / "words_everyday" / "hrv_Latn.tsv.zst", "i\t3\topensubtitles\n")
    write(tmp_path / "words_everyday" / "nia_Latn.tsv.zst", "omo\t2\tgatitos\n")
    return tmp_path


def test_non_commercial_and_measured_sources_are_not_trained_on(folder: Path) -> None:
    assert dict(everyday.read_everyday(folder)) == {"ind_Latn": ["satu", "empat"]}
    measured = everyday.read_everyday(folder, lambda source, _: source in everyday.MEASURED)
    assert dict(measured) == {"ind_Latn": ["tiga"]}


def test_words_of_everyday_lines_are_counted(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert dict(everyday.count_words(folder)) == {}  # too few
    monkeypatch.setattr(everyday, "MIN_WORDS", 2)
    is_held_out = _core.is_held_out("satu"), _core.is_held_out("empat")
    assert is_held_out == (False, False)
    assert dict(everyday.count_words(folder)) == {"ind_Latn": {"satu": 0.5, "empat": 0.5}}
    found = dict(everyday.read_words(folder))["ind_Latn"]
    assert found[-1] == {"satu": 0.5, "empat": 0.5}
    assert len(found) == 3
    (folder / "words_everyday" / "ind_Latn.tsv.zst").unlink()
    assert dict(everyday.read_words(folder))["ind_Latn"] == [{"satu": 0.5, "empat": 0.5}]
    monkeypatch.setattr(everyday, "MIXED", {"ind_Latn"})
    assert dict(everyday.count_words(folder)) == {}


def test_words_of_held_out_lines_are_not_counted(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(everyday, "MIN_WORDS", 1)
    line = next(x for x in (f"kata {i * 'x'}" for i in range(999)) if _core.is_held_out(x))
    write(folder / "train_everyday" / "ind_Latn.txt.zst", f"{line}\ndua\ntiga\nempat\n")
    assert dict(everyday.count_words(folder)) == {"ind_Latn": {"empat": 1.0}}


def test_word_lists_give_each_source_the_same_weight(folder: Path, tmp_path: Path) -> None:
    lists = dict(everyday.read_words(folder))
    assert lists == {
        "ind_Latn": [{"aku": 0.75, "kau": 0.25}, {"terima": 0.5, "kasih": 0.5}],
        "hrv_Latn": [],
        "nia_Latn": [{"omo": 1.0}],
    }
    other = [("ind_Latn", [{"aku": 1.0}])]
    word_lists.write_word_lists(tmp_path / "out", other, lists.items())
    assert sorted(x.name for x in (tmp_path / "out").iterdir()) == ["ind_Latn.tsv", "nia_Latn.tsv"]
    rows = (tmp_path / "out" / "ind_Latn.tsv").read_text(encoding="utf-8").splitlines()
    assert rows == ["aku\t0.583", "kasih\t0.167", "terima\t0.167", "kau\t0.0833"]


def test_a_translated_list_is_for_labels_without_another_and_without_close_ones(
    folder: Path,
) -> None:
    assert dict(everyday.read_words(folder, listed={"nia_Latn"}))["nia_Latn"] == []
    assert dict(everyday.read_words(folder, close={"nia_Latn"}))["nia_Latn"] == []
    assert len(dict(everyday.read_words(folder, close={"ind_Latn"}))["ind_Latn"]) == 2


@pytest.mark.parametrize("module", [everyday])
def test_examples_run(module: object) -> None:
    failed, tried = doctest.testmod(module)  # type: ignore[arg-type]
    assert tried > 0
    assert failed == 0


def test_a_share_of_the_accented_lines_loses_its_accents() -> None:
    lines = [f"žluťoučký kůň {i}" for i in range(1600)] + ["plain text"] * 50
    made = list(dress.unaccented(lines))
    assert 25 < len(made) < 80
    assert all(x.startswith("zlutoucky kun ") for x in made)
    assert made == list(dress.unaccented(lines))


def test_runs_of_chinese_characters_are_taken_out_of_japanese() -> None:
    line = "東京都の知事選挙が行われ、気象庁は大雨に警報を出した。"
    made = list(dress.without_kana(line + "。" * i for i in range(60)))
    runs = "東京都知事選挙気象庁大雨警報"
    whole = "".join(made).replace(" ", "")
    assert whole == runs * (len(whole) // len(runs))
    assert 8 * len(runs) < len(whole) < 40 * len(runs)
    assert list(dress.without_kana(["これはペンです", "水を飲む"])) == []


ROMANISED = [
    ("rus_Latn", "Привет, как дела сегодня", "privet, kak dela segodn"),
    ("ukr_Latn", "Добрий день, шановні", "dob"),
    ("bul_Latn", "Добро утро на всички", "dobro utro na vs"),
    ("ell_Latn", "Καλημέρα στον κόσμο", "kalimera ston kosmo"),
    ("hin_Latn", "मुझे कल जाना है लेकिन", "mujhe kal jana hai lekin"),
    ("ben_Latn", "তুমি কেমন আছো", "tumi kemon acho"),
    ("tam_Latn", "நான் போறேன் நாளைக்கு", "nan poren nalaikku"),
    ("jpn_Latn", "これは ペンですか、きょう", "koreha pendesuka kyou"),
]


@pytest.mark.parametrize(("label", "line", "wanted"), ROMANISED)
def test_lines_are_written_in_latin_letters(label: str, line: str, wanted: str) -> None:
    made = {x.lower() for i in range(40) for x in romanise.romanise(label, [line + " " * i])}
    assert any(x.startswith(wanted) for x in made), made
    assert all(x.isascii() for x in made)


def test_romanised_labels_have_a_language_as_source() -> None:
    known = {row[0] for row in _core.language_rows()}
    for label, (source, _) in romanise.ROMANISED.items():
        assert label == f"{source.partition('_')[0]}_Latn"
        assert source in known


def test_code_mixed_lines_are_left_out_and_misfiled_lines_move() -> None:
    assert [(x[1], x[3]) for x in misfiled.MISFILED] == [("nso_Latn", True), ("pcm_Latn", False)]
