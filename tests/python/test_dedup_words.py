"""Which differences between texts count: signs, letters, hidden characters."""

from __future__ import annotations

import pytest

import saring
from saring import dedup


def test_characters_that_nobody_sees_make_no_difference() -> None:
    plain = "Mit dem Kredit fördern wir Unternehmen sowie alle Freiberufler am Markt"
    for hidden in "\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u202a\ufe0f\x00\x07":
        text = "".join(c + hidden * (i % 3 == 0) for i, c in enumerate(plain))
        found = saring.near_duplicates([plain, text])
        assert list(found.keep) == [True, False], repr(hidden)  # of equal length: the first
        assert found.pairs.to_dict()["relation"] == ["exact"]
        assert dedup.similarity(plain, text) == 1.0


def test_a_stretched_line_makes_no_difference() -> None:
    plain = "كتاب جميل جدا في المدينة القديمة"
    found = saring.near_duplicates([plain, plain.replace("تا", "تـــا").replace("يل", "يـل")])
    assert found.pairs["relation"].to_pylist() == ["exact"]
    assert saring.dedup.jaccard(plain, plain.replace("ل", "لـ")) == 1.0


def test_a_point_and_a_comma_in_a_number_are_punctuation() -> None:
    texts = ["Harga naik 1.5 persen", "Harga naik 1,5 persen", "Harga naik 15 persen"]
    assert saring.near_duplicates(texts, keep="first").keep.to_pylist() == [True, False, True]
    strict = saring.near_duplicates(texts, keep="first", normalize="case")
    assert strict.keep.to_pylist() == [True, True, True]


def test_variants_of_letters_make_no_difference() -> None:
    assert (
        dedup.similarity(
            "eﬃcient ﬁre Ｆｕｌｌ 𝐛𝐨𝐥𝐝 1ª", "efficient fire full bold 1a", ngram_size=1
        )
        == 1.0
    )
    assert dedup.similarity("STRASSE ΣΟΦΟΣ", "Straße σοφος", ngram_size=1) == 1.0


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("C++ developer in Leeds", "C# developer in Leeds"),
        ("Great service 👍", "Great service 👎"),
        ("Great service 👍", "Great service"),
        ("Suhu malam ini -5 derajat", "Suhu malam ini 5 derajat"),
        ("Suhu malam ini −5 derajat", "Suhu malam ini 5 derajat"),
        ("harga tiket $40 saja", "harga tiket €40 saja"),
        ("if x > 0 and y < 5: start(x)", "if x < 0 and y > 5: start(x)"),
        ("return a + b", "return a * b"),
        ("return a == b", "return a != b"),
        ("naik 5% tahun ini", "naik 5 tahun ini"),
        ("❤ kota ini", "💔 kota ini"),
        ("今天天气👍很好", "今天天气👎很好"),
        ("saham ↑ hari ini", "saham ↓ hari ini"),
    ],
)
def test_a_sign_that_differs_makes_short_texts_different(left: str, right: str) -> None:
    assert saring.near_duplicates([left, right]).num_removed == 0
    assert dedup.similarity(left, right) < 0.8
    assert dedup.similarity(left, right, normalize=["case", "punctuation", "symbols"]) == 1.0


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("• satu dua tiga", "satu dua tiga"),
        ("satu | dua → tiga", "satu dua tiga"),
        ("“satu” – dua… tiga", "'satu' dua tiga"),
        ("Acme™ © 2024", "acme 2024"),
        ("=====\nsatu\n- dua", "satu dua"),
        ("x > 0", "x>0"),
        ("harga $ 5", "harga $5"),
    ],
)
def test_ornaments_and_spacing_make_no_difference(left: str, right: str) -> None:
    assert saring.near_duplicates([left, right]).pairs.to_dict()["relation"] == ["exact"]


def test_a_long_text_that_lost_a_sign_is_a_near_copy() -> None:
    words = [f"kata{i}" for i in range(120)]
    changed = words.copy()
    changed[60] += " 👍"
    found = saring.near_duplicates([" ".join(words), " ".join(changed)])
    assert found.pairs.to_dict()["relation"] == ["near"]


@pytest.mark.parametrize(
    ("name", "left", "right"),
    [
        ("case", "Satu Dua", "satu dua"),
        ("marks", "café málaga", "cafe malaga"),
        ("digits", "12 Maret 2024", "3 Maret 2025"),
        ("punctuation", "satu, dua!", "satu dua"),
        ("symbols", "C+ 👍", "C 👎"),
    ],
)
def test_normalize_names_what_does_not_count(name: str, left: str, right: str) -> None:
    assert dedup.similarity(left, right, normalize=[name]) == 1.0
    assert dedup.similarity(left, right, normalize=()) == 0.0
    assert dedup.jaccard(left, right, normalize=name) == 1.0
    assert dedup.containment(left, right, normalize=name) == 1.0
    assert list(dedup.shingles(left, normalize=name)) == list(dedup.shingles(right, normalize=name))
    assert saring.near_duplicates([left, right], normalize=f" {name} ").num_removed == 1
    assert saring.near_duplicates([left, right], normalize=()).num_removed == 0
    assert dedup.MinHasher(normalize=[name]).sign([left, right]).jaccard(0, 1) == 1.0


def test_wrong_names_in_normalize_are_named() -> None:
    with pytest.raises(
        ValueError, match=r"normalize must be one of 'case', 'marks'.* not 'colour'"
    ):
        saring.near_duplicates(["a"], normalize="colour")
    with pytest.raises(TypeError, match="normalize: expected names, got int"):
        dedup.similarity("a", "b", normalize=3)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="got NoneType among them"):
        dedup.shingles("a", normalize=[None])  # type: ignore[list-item]


def test_texts_without_words_are_copies_of_nothing() -> None:
    dups = saring.near_duplicates(["", "", None, None, "…", "…", " \n", "kata", "kata"])
    assert list(dups.cluster) == [0, 1, 2, 3, 4, 5, 6, 7, 7]
