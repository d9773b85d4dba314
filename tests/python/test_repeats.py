"""Repeated passages, paragraphs and lines."""

from __future__ import annotations

import random
from typing import Any

import pyarrow as pa
import pytest

import saring

ARTICLE = "Warga desa memperbaiki jembatan bambu yang rusak pekan lalu."
OTHER = "Kemarin, warga desa memperbaiki jembatan BAMBU! Lalu mereka pulang."


def _rows(found: saring.Repeats) -> list[dict[str, Any]]:
    return pa.table(found.spans).to_pylist()


def test_a_passage_is_told_with_its_first_place() -> None:
    found = saring.repeated_passages([ARTICLE, OTHER], min_words=5)
    (row,) = _rows(found)
    assert OTHER[row["start"] : row["end"]] == "warga desa memperbaiki jembatan BAMBU"
    assert ARTICLE[row["first_start"] : row["first_end"]] == "Warga desa memperbaiki jembatan bambu"
    assert (row["row"], row["first_row"], row["words"]) == (1, 0, 5)
    assert list(found.texts) == [ARTICLE, "Kemarin, Lalu mereka pulang."]
    assert len(found) == 1
    assert repr(found) == "Repeats: 1 in 1 of 2 texts"


def test_offsets_are_code_points_for_str_and_bytes() -> None:
    texts = ["“Ça va bien”, déjà", "Élan: “ça va bien”"]
    for given in (texts, [text.encode() for text in texts], pa.array(texts)):
        (row,) = _rows(saring.repeated_passages(given, min_words=3))
        assert texts[1][row["start"] : row["end"]] == "ça va bien"
        assert texts[0][row["first_start"] : row["first_end"]] == "Ça va bien"


def test_letters_written_in_another_way_are_the_same() -> None:
    composed, decomposed = "Élan café déjà vu", "Xyz e\u0301lan cafe\u0301 de\u0301ja\u0300 vu."
    found = saring.repeated_passages([composed, decomposed], min_words=4)
    (row,) = _rows(found)
    assert decomposed[row["start"] : row["end"]] == decomposed[4:-1]
    assert list(found.texts) == [composed, "Xyz "]


def test_what_does_not_count_is_up_to_normalize() -> None:
    texts = ["Harga 5.000 rupiah", "harga 7.500 rupiah!"]
    assert len(saring.repeated_passages(texts, by="line", min_words=3)) == 0
    alike = ("case", "digits", "punctuation")
    assert len(saring.repeated_passages(texts, by="line", min_words=3, normalize=alike)) == 1
    with pytest.raises(ValueError, match="normalize must be one of"):
        saring.repeated_passages(texts, normalize="other")


def test_lines_and_paragraphs_need_ten_words_if_nothing_is_said() -> None:
    line = "Ikuti berita terbaru kami setiap hari di aplikasi ini ya"
    texts = [f"Satu.\n{line}\nYa.", f"Dua.\n{line}\nYa.", f"Tiga.\n\n{line}!\n\nYa."]
    lines = saring.repeated_passages(texts, by="line")
    assert list(lines.texts) == [texts[0], "Dua.\nYa.", "Tiga.\n\nYa."]
    paragraphs = saring.repeated_passages([*texts, line], by="paragraph")
    assert [row["row"] for row in _rows(paragraphs)] == [3]


def test_nothing_is_lost_from_the_collection() -> None:
    """Every run of words that was in the texts is still in what is left of them."""
    chooser = random.Random(5)
    pool = [" ".join(chooser.choices("abcdef", k=12)) for _ in range(20)]
    texts = ["\n".join(chooser.choices(pool, k=4)) for _ in range(200)]
    found = saring.repeated_passages(texts, by="line", min_words=1)
    left = [line for text in found.texts for line in text.splitlines()]
    assert sorted(left) == sorted({line for text in texts for line in text.splitlines()})


def test_no_place_is_kept_where_that_is_asked_for() -> None:
    texts = ["satu dua", "tiga", "Satu, dua", None]
    found = saring.repeated_passages(texts, by="line", min_words=2, keep="none")
    assert list(found.texts) == ["", "tiga", "", None]
    assert [(row["row"], row["first_row"]) for row in _rows(found)] == [(0, 0), (2, 0)]


def test_a_repeat_stands_in_enough_places() -> None:
    texts = ["satu dua"] * 3 + ["tiga empat"] * 2
    found = saring.repeated_passages(texts, by="line", min_words=2, min_count=3)
    assert list(found.texts) == ["satu dua", "", "", "tiga empat", "tiga empat"]


def test_threads_and_memory_change_nothing() -> None:
    chooser = random.Random(6)
    texts = [" ".join(chooser.choices("abcd", k=60)) for _ in range(2000)]
    expected = saring.repeated_passages(texts, min_words=6, num_threads=1)
    other = saring.repeated_passages(texts, min_words=6, num_threads=2, memory_budget=10_000)
    assert len(expected) > 1000
    assert _rows(expected) == _rows(other)
    assert list(expected.texts) == list(other.texts)


def test_texts_without_words() -> None:
    assert len(saring.repeated_passages([])) == 0
    assert list(saring.repeated_passages(["", None, "...", "..."], min_words=1).texts) == [
        "",
        None,
        "...",
        "...",
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"by": "word"}, "by must be one of 'passage', 'paragraph', 'line', not 'word'"),
        ({"keep": "last"}, "keep must be one of 'first', 'none', not 'last'"),
        ({"min_words": 65}, "min_words of passages must be between 1 and 64, not 65"),
        ({"min_words": 0}, "min_words must be at least 1, not 0"),
        ({"min_words": -1}, "min_words must be between 0 and 2"),
        ({"min_count": 1}, "min_count must be at least 2, not 1"),
    ],
)
def test_wrong_arguments(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        saring.repeated_passages(["satu"], **arguments)


def test_wrong_types() -> None:
    with pytest.raises(TypeError, match="min_words: expected int, got str"):
        saring.repeated_passages(["satu"], min_words="5")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="1"):
        saring.repeated_passages(["satu", 5])  # type: ignore[list-item]
