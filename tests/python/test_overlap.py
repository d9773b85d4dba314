"""What two corpora have in common."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pytest

import saring

STORY = (
    "Warga desa di lereng gunung bergotong royong memperbaiki jembatan bambu yang rusak diterjang "
    "banjir pekan lalu, supaya anak-anak dapat kembali berangkat ke sekolah tanpa memutar jauh."
)
OTHER = "Harga beras di pasar induk turun sedikit sejak panen raya dimulai di beberapa kabupaten."


def _rows(found: saring.Overlap) -> list[dict[str, Any]]:
    return pa.table(found.items).to_pylist()


def test_copies_parts_and_passages_are_told_apart() -> None:
    words = STORY.split()
    train = [OTHER, STORY]
    test = [
        STORY.upper(),
        " ".join(words[:20]),
        STORY + " " + OTHER + " Cuaca cerah sepanjang hari ini di seluruh wilayah pesisir utara.",
        "Kabar lain hari ini: " + " ".join(words[3:17]) + " menurut kepala dusun setempat kemarin",
        "Tidak ada yang sama dengan teks lain.",
    ]
    found = saring.overlap(train, test)
    rows = _rows(found)
    assert [row["test"] for row in rows] == [0, 1, 2, 3]
    assert [row["relation"] for row in rows] == [
        "exact",
        "contained_in",
        "contains",
        "shares_passage",
    ]
    assert [row["train"] for row in rows] == [1, 1, 1, None]
    assert rows[1]["containment"] == 1.0
    assert rows[2]["num_train"] == 2
    passage = rows[3]
    assert passage["passage_words"] == 14
    assert test[3][passage["start"] : passage["end"]] == passage["passage"]
    assert STORY[passage["train_start"] : passage["train_end"]] == " ".join(words[3:17])
    assert passage["passage_train"] == 1
    assert passage["similarity"] is None
    assert (found.num_test, found.num_train, found.all_found) == (5, 2, True)
    assert repr(found) == "Overlap: 4 of 5 texts (80.0 %), 3 related, 4 with a shared passage"


def _texts(seed: int, count: int) -> list[str]:
    chooser = random.Random(seed)
    pool = [" ".join(random.Random(i).choices("abcdefgh", k=30)) for i in range(15)]
    return [
        " ".join([*chooser.sample(pool, chooser.randrange(3)), *chooser.choices("xyz", k=5)])
        for _ in range(count)
    ]


def test_either_corpus_may_be_the_larger_one_and_may_be_an_iterator() -> None:
    small, large = _texts(1, 40), _texts(2, 400)

    def iterator(texts: list[str]) -> Iterator[str]:
        yield from texts

    for train, test in ((small, large), (large, small)):
        expected = _rows(saring.overlap(train, test, num_threads=1))
        assert len(expected) > 10
        assert _rows(saring.overlap(iterator(train), test, num_threads=2)) == expected
        assert _rows(saring.overlap(pa.array(train), pa.array(test))) == expected


def test_rates_by_source() -> None:
    found = saring.overlap([STORY], [STORY, OTHER, STORY, OTHER])
    rates = found.rates(["b", "a", "a", "c"])
    assert [(rate.source, rate.texts, rate.overlapping, rate.rate) for rate in rates] == [
        ("all", 4, 2, 0.5),
        ("b", 1, 1, 1.0),
        ("a", 2, 1, 0.5),
        ("c", 1, 0, 0.0),
    ]
    assert found.report(["b", "a", "a", "c"]).splitlines()[1].split() == [
        "all",
        "4",
        "2",
        "50.0%",
        "2",
        "2",
    ]
    with pytest.raises(ValueError, match="sources: expected 4 values, got 1"):
        found.rates(["a"])


def test_nothing_and_texts_without_words() -> None:
    assert repr(saring.overlap([], [])) == (
        "Overlap: 0 of 0 texts (0.0 %), 0 related, 0 with a shared passage"
    )
    assert len(saring.overlap([None, "", "..."], ["", None, "!"])) == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"threshold": 0}, r"threshold must be in \(0, 1\], not 0"),
        ({"containment": 1.5}, r"containment must be in \(0, 1\], not 1.5"),
        ({"passage_words": 65}, "passage_words must be between 1 and 64, not 65"),
        ({"ngram_size": 0}, "ngram_size must be between 1 and 64, not 0"),
        ({"measure": "other"}, "jaccard"),
    ],
)
def test_wrong_arguments(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        saring.overlap(["satu"], ["dua"], **arguments)


def test_wrong_types() -> None:
    with pytest.raises(TypeError, match="passage_words: expected int, got str"):
        saring.overlap(["satu"], ["dua"], passage_words="5")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="1"):
        saring.overlap(["satu", 5], ["dua", "tiga", "empat"])  # type: ignore[list-item]
