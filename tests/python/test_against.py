"""`near_duplicates(against=)`: texts that another corpus already has."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

import saring


def _texts(count: int, seed: int) -> list[str]:
    """Return texts of a pool of twenty, some with words changed, some in capitals, some empty."""
    rng = random.Random(seed)
    out = []
    for _ in range(count):
        words = random.Random(rng.randrange(20)).choices([f"kata{n}" for n in range(400)], k=60)
        for _ in range(rng.choice((0, 1, 2, 9))):
            words[rng.randrange(60)] = f"lain{rng.randrange(900)}"
        text = " ".join(words)
        out.append(rng.choice((text, text.upper() + "!", text, "")))
    return out


def _iterator(texts: list[str]) -> Iterator[str]:
    yield from texts


def _rows(found: saring.dedup.Duplicates, *names: str) -> list[tuple[Any, ...]]:
    assert found.matches is not None
    return list(zip(*(found.matches[name].to_pylist() for name in names), strict=True))


@pytest.mark.parametrize("measure", saring.dedup.measures())
@pytest.mark.parametrize("threshold", [0.4, 0.8, 1.0])
@pytest.mark.parametrize("sizes", [(40, 150), (150, 40)])
def test_a_corpus_has_the_matches_of_an_index_of_it(
    tmp_path: Path, measure: str, threshold: float, sizes: tuple[int, int]
) -> None:
    texts, corpus = _texts(sizes[0], seed=1), _texts(sizes[1], seed=2)
    ids = [f"lama/{number}" for number in range(len(corpus))]
    settings: dict[str, Any] = {"threshold": threshold, "measure": measure}
    with saring.Index.open(tmp_path / "x.saring", **settings) as index:
        index.add(ids, corpus)
        expected = saring.near_duplicates(texts, against=index, **settings)
    columns = ("row", "id", "relation", "similarity")
    assert len(_rows(expected, *columns)) > 10
    for given in (
        corpus,
        _iterator(corpus),
        pa.array(corpus),
        pa.chunked_array([corpus[:9], corpus[9:]]),
    ):
        found = saring.near_duplicates(texts, against=given, against_ids=ids, **settings)
        assert _rows(found, *columns) == _rows(expected, *columns)
        assert list(found.keep) == list(expected.keep)
        assert found.all_pairs


def test_matches_are_measured_both_ways_and_go_while_the_others_are_compared() -> None:
    old = ["satu dua tiga empat lima enam tujuh delapan sembilan sepuluh"]
    texts = [
        "Harga beras naik lagi pekan ini di pasar induk",
        old[0] + " sebelas",
        "harga beras naik lagi pekan ini di pasar induk",
        old[0].upper(),
        None,
    ]
    found = saring.near_duplicates(texts, against=old, keep="first", clusters="story")
    assert list(found.keep) == [True, False, False, False, True]
    assert (found.num_removed, list(found.representative)) == (3, [0, 1, 0, 3, 4])
    assert list(found.cluster_size) == [2, 1, 2, 1, 1]
    assert _rows(found, "row", "other_row", "relation") == [(1, 0, "near"), (3, 0, "exact")]
    assert _rows(found, "containment", "containment_other")[0] == (6 / 7, 1.0)
    assert found.matches is not None
    assert "id" not in found.matches.column_names
    pairs = found.pairs.to_dict()
    assert (pairs["left"], pairs["right"]) == ([0], [2])


def test_texts_may_be_an_iterator_and_the_corpus_empty() -> None:
    found = saring.near_duplicates(iter(["a b", "c"]), against=iter(["A b"]), against_ids=[7])
    assert _rows(found, "row", "id", "other_row") == [(0, 7, 0)]
    assert list(saring.near_duplicates(["a b", "A b"], against=[]).keep).count(True) == 1
    assert saring.near_duplicates([], against=["a"]).num_removed == 0
    assert saring.near_duplicates(["a"]).matches is None


def test_the_most_similar_matches_are_listed() -> None:
    found = saring.near_duplicates(["a b c"], against=["A b c"] * 300)
    assert _rows(found, "other_row") == [(n,) for n in range(256)]
    found = saring.near_duplicates(["a b c"] * 3, against=["A b c"] * 3, pair_limit=2)
    assert _rows(found, "row", "other_row") == [(r, p) for r in range(3) for p in range(2)]


def _index(path: Path, **settings: Any) -> saring.Index:
    return saring.Index.open(path / "x.saring", **settings)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda _: saring.near_duplicates(["a"], against_ids=[1]), "against_ids= needs against="),
        (lambda _: saring.near_duplicates(["a"], against=["b"], against_ids=[]), "expected 1 val"),
        (lambda p: saring.near_duplicates(["a"], against=_index(p, threshold=0.5)), "threshold is"),
        (lambda p: saring.near_duplicates(["a"], against=_index(p), ngram_size=3), "ngram_size is"),
        (
            lambda p: saring.near_duplicates(["a"], against=_index(p), normalize="case"),
            "normalize is",
        ),
        (lambda p: saring.near_duplicates(["a"], against=_index(p), against_ids=[]), "its own ids"),
        (lambda _: saring.near_duplicates(["a"], against=["b"], threshold=0), "threshold must be"),
    ],
)
def test_wrong_arguments_are_told(
    tmp_path: Path, call: Callable[[Path], object], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        call(tmp_path)


def test_a_text_of_another_type_is_told() -> None:
    for against in ([3], [3, "b"], iter([3])):
        with pytest.raises(TypeError, match=r"against\[0\]: expected str"):
            saring.near_duplicates(["a", "b"], against=against)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="against: expected"):
        saring.near_duplicates(["a", "b"], against=3)  # type: ignore[arg-type]


def test_an_index_with_other_settings_removes_near_duplicates_only(tmp_path: Path) -> None:
    words = [f"kata{number}" for number in range(80)]
    settings: dict[str, Any] = {"normalize": "symbols,case"}
    index = saring.Index.open(tmp_path / "other.saring", containment=0.9, **settings)
    with index:
        index.add(["whole"], [" ".join([*words, "👍"])])
        texts = [" ".join([*words, "👎"]), " ".join(words[:40])]
        relations = index.query_batch(texts)["relation"].to_pylist()
        found = saring.near_duplicates(texts, against=index, **settings)
    assert relations == ["exact", "contained_in"]
    assert list(found.keep) == [False, True]
    assert found.matches["row"].to_pylist() == [0]
