"""Near-duplicates through Python: contracts, properties on generated texts, and bad input."""

from __future__ import annotations

import math
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from compared_texts import BASE, OTHER, SECOND, STORY, words
from hypothesis import given, settings
from hypothesis import strategies as st

import saring
from saring import dedup

texts_of_words = st.lists(words, max_size=12).map(" ".join)


collections = st.lists(texts_of_words, max_size=25)


def naive_shingles(text: str, n: int) -> set[tuple[str, ...]]:
    """Word n-grams of lower-case text of letters and spaces."""
    split = text.split()
    if len(split) < n:
        return {tuple(split)} if split else set()
    return {tuple(split[i : i + n]) for i in range(len(split) - n + 1)}


def naive_jaccard(left: str, right: str, n: int) -> float:
    """Jaccard similarity by Python's own sets."""
    a, b = naive_shingles(left, n), naive_shingles(right, n)
    return len(a & b) / len(a | b) if a and b else 0.0


def by_content(texts: list[str], dups: saring.Duplicates) -> Counter[tuple[str, ...]]:
    """Clusters as sorted texts, the kept one in front."""
    clusters: dict[int, list[str]] = {}
    for text, kept in zip(texts, dups.representative, strict=True):
        clusters.setdefault(kept, []).append(text)
    return Counter((texts[kept], *sorted(group)) for kept, group in clusters.items())


@settings(max_examples=200, deadline=None)
@given(collections, st.sampled_from([0.3, 0.5, 0.8, 1.0]), st.integers(1, 4))
def test_pairs_are_those_of_comparing_all_with_all(
    texts: list[str], threshold: float, n: int
) -> None:
    dups = saring.near_duplicates(texts, threshold=threshold, ngram_size=n, num_threads=1)
    expected = {
        (i, j): similarity
        for j in range(len(texts))
        for i in range(j)
        if (similarity := naive_jaccard(texts[i], texts[j], n)) >= threshold
    }
    pairs = dups.pairs.to_dict()
    found = dict(
        zip(zip(pairs["left"], pairs["right"], strict=True), pairs["similarity"], strict=True)
    )
    assert found == expected


@settings(max_examples=100, deadline=None)
@given(collections, st.sampled_from([0.3, 0.6, 0.8]), st.randoms(use_true_random=False))
def test_the_order_of_texts_changes_no_cluster(
    texts: list[str], threshold: float, rng: random.Random
) -> None:
    moved = list(texts)
    rng.shuffle(moved)
    options = {"threshold": threshold, "ngram_size": 2, "num_threads": 1}
    before = saring.near_duplicates(texts, **options)
    after = saring.near_duplicates(moved, **options)
    assert by_content(texts, before) == by_content(moved, after)


@settings(max_examples=100, deadline=None)
@given(collections, st.sampled_from(["longest", "first"]), st.sampled_from([0.4, 0.8]))
def test_each_cluster_keeps_exactly_one_and_all_others_are_similar_to_it(
    texts: list[str], keep: str, threshold: float
) -> None:
    dups = saring.near_duplicates(
        texts, keep=keep, threshold=threshold, ngram_size=2, num_threads=1
    )
    kept = Counter(c for c, stays in zip(dups.cluster, dups.keep, strict=True) if stays)
    assert set(kept) == set(dups.cluster)
    assert set(kept.values()) <= {1}
    assert dups.num_removed == sum(not stays for stays in dups.keep)
    for i, k in enumerate(dups.representative):
        assert dups.keep[k]
        assert (k == i) == dups.keep[i]
        assert dups.cluster[k] == dups.cluster[i]
        if k != i:
            assert naive_jaccard(texts[i], texts[k], 2) == dups.similarity[i] >= threshold
            assert keep != "first" or k < i
            assert keep != "longest" or len(texts[k]) >= len(texts[i])


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(st.text(), st.binary(), st.none()), max_size=12))
def test_any_text_and_any_bytes_are_accepted(texts: list[str | bytes | None]) -> None:
    dups = saring.near_duplicates(texts, num_threads=1)
    assert len(dups) == len(texts)
    assert all(dups.keep[i] for i, text in enumerate(texts) if not text)


def test_lone_surrogates_and_bytes_that_are_not_utf8_are_compared() -> None:
    dups = saring.near_duplicates([BASE + " \ud800", BASE.encode() + b" \xff", BASE])
    assert list(dups.cluster) == [0, 0, 0]


def test_no_texts_at_all() -> None:
    dups = saring.near_duplicates([])
    assert len(dups) == 0
    assert dups.clusters() == []
    assert repr(dups) == "Duplicates: 0 texts, 0 removed, 0 clusters of copies, 0 pairs"


def test_threads_change_nothing() -> None:
    rng = random.Random(3)
    vocabulary = [f"kata{i}" for i in range(40)]
    texts = [" ".join(rng.choices(vocabulary, k=rng.randrange(60))) for _ in range(2000)]
    texts += [t.replace("kata1 ", "kata2 ") for t in texts]
    one, many = (saring.near_duplicates(texts, threshold=0.5, num_threads=n) for n in (1, 4))
    assert one.pairs.to_dict() == many.pairs.to_dict()
    assert list(one.representative) == list(many.representative)
    assert len(one.pairs) > 100


def test_exact_means_the_same_words_in_the_same_order() -> None:
    texts = [BASE, BASE.title().replace(" ", " - "), BASE + " " + BASE.split()[0]]
    pairs = saring.near_duplicates(texts, threshold=0.7).pairs.to_dict()
    assert list(zip(pairs["left"], pairs["right"], pairs["relation"], strict=True)) == [
        (0, 1, "exact"),
        (0, 2, "near"),
        (1, 2, "near"),
    ]


def test_a_shared_passage_is_listed_with_its_place_in_both_texts() -> None:
    quote = " ".join(f"kutipan{i}" for i in range(60))
    left = f"Pembuka — {SECOND} “{quote}” begitu katanya."
    right = f"{STORY}\n{quote.upper()}!\n{STORY[::-1]}".encode()
    found = saring.near_duplicates([left, BASE, right], passage_words=50, ids=["a", "b", "c"])
    assert found.num_removed == 0
    assert len(found.pairs) == 1
    row = {name: values[0] for name, values in found.pairs.to_dict().items()}
    assert (row["left"], row["right"], row["relation"]) == (0, 2, "shares_passage")
    assert (row["left_id"], row["right_id"]) == ("a", "c")
    assert row["passage_words"] == 60
    assert left[row["left_start"] : row["left_end"]] == quote
    assert right.decode()[row["right_start"] : row["right_end"]] == quote.upper()
    assert row["similarity"] == dedup.similarity(left, right) < 0.8
    assert row["containment_left"] == dedup.containment(left, right)
    assert len(saring.near_duplicates([left, right], passage_words=61).pairs) == 0
    assert "passage_words" not in saring.near_duplicates([left, right]).pairs.to_dict()


def test_copies_have_their_longest_passage_too() -> None:
    pairs = saring.near_duplicates([BASE, BASE + "!"], passage_words=8).pairs.to_dict()
    assert pairs["relation"] == ["exact"]
    assert pairs["passage_words"] == [len(BASE.split())]
    assert (pairs["left_start"], pairs["left_end"]) == ([0], [len(BASE)])
    with pytest.raises(ValueError, match="passage_words must be 8 or more, not 7"):
        saring.near_duplicates([BASE], passage_words=7)


def test_minhash_search_verifies_what_it_finds() -> None:
    texts = [BASE, BASE + " sekali", OTHER, OTHER]
    exact = saring.near_duplicates(texts, threshold=0.7)
    estimated = saring.near_duplicates(texts, threshold=0.7, search="minhash")
    assert estimated.pairs.to_dict() == exact.pairs.to_dict()


def test_a_large_cluster_lists_only_pairs_with_its_kept_text() -> None:
    dups = saring.near_duplicates([BASE] * 50, pair_limit=10)
    assert not dups.all_pairs
    assert len(dups.pairs) == 49
    assert set(dups.pairs["left"].to_pylist()) == {0}
    whole = saring.near_duplicates([BASE] * 50)
    assert whole.all_pairs
    assert len(whole.pairs) == 50 * 49 // 2


def test_clusters_list_the_kept_text_first() -> None:
    dups = saring.near_duplicates([OTHER, BASE, BASE + "!", BASE, OTHER])
    assert dups.clusters() == [[2, 1, 3], [0, 4]]


def test_representations_count() -> None:
    dups = saring.near_duplicates([BASE, BASE, OTHER])
    assert repr(dups) == "Duplicates: 3 texts, 1 removed, 1 cluster of copies, 1 pair"
    assert "Largest clusters" in dups._repr_html_()
    assert "Largest" not in saring.near_duplicates([OTHER])._repr_html_()


def test_to_pandas_has_one_row_a_text() -> None:
    pytest.importorskip("pandas")
    frame = saring.near_duplicates([BASE, BASE + "!"]).to_pandas()
    assert list(frame.columns) == [
        "keep",
        "cluster",
        "representative",
        "similarity",
        "relation",
        "cluster_size",
    ]
    assert frame.keep.tolist() == [False, True]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"threshold": 0}, "threshold"),
        ({"threshold": 1.5}, "threshold"),
        ({"threshold": math.nan}, "threshold"),
        ({"keep": "shortest"}, "'longest', 'first', 'last', 'newest', 'best'"),
        ({"search": "guess"}, "'exact', 'minhash'"),
        ({"measure": "hamming"}, "jaccard, dice, cosine"),
        ({"measure": "dice", "search": "minhash"}, "jaccard"),
        ({"containment": 0}, "containment"),
        ({"containment": 2}, "containment"),
        ({"ngram_size": 0}, "ngram_size"),
        ({"ngram_size": -1}, "ngram_size"),
        ({"num_perm": 0}, "num_perm"),
        ({"pair_limit": -1}, "pair_limit"),
        ({"keep": "newest"}, "timestamps"),
        ({"keep": "best"}, "scores"),
        ({"scores": [1, 2]}, "keep='best'"),
        ({"keep": "best", "scores": [1]}, "2"),
        ({"keep": "newest", "timestamps": ["yesterday", None]}, "yesterday"),
    ],
)
def test_arguments_out_of_range_are_named(arguments: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        saring.near_duplicates([BASE, OTHER], **arguments)


def test_unknown_arguments_and_wrong_types_are_named() -> None:
    with pytest.raises(TypeError, match="treshold"):
        saring.near_duplicates([BASE], treshold=0.5)
    with pytest.raises(TypeError, match="threshold: expected float, got str"):
        saring.near_duplicates([BASE], threshold="0.5")
    with pytest.raises(TypeError, match="num_threads: expected int, got float"):
        saring.near_duplicates([BASE], num_threads=1.0)
    with pytest.raises(TypeError, match="measure: expected str, got NoneType"):
        saring.near_duplicates([BASE], measure=None)
    with pytest.raises(ValueError, match="seed must be between 0"):
        saring.near_duplicates([BASE], seed=-1)
    with pytest.raises(TypeError, match=r"texts\[1\]"):
        saring.near_duplicates([BASE, 7])


@settings(max_examples=100, deadline=None)
@given(texts_of_words, texts_of_words, st.integers(1, 5))
def test_similarity_equals_that_of_python_sets(left: str, right: str, n: int) -> None:
    a, b = naive_shingles(left, n), naive_shingles(right, n)
    assert dedup.jaccard(left, right, ngram_size=n) == naive_jaccard(left, right, n)
    assert dedup.containment(left, right, ngram_size=n) == (len(a & b) / len(a) if a else 0)
    assert len(dedup.shingles(left, ngram_size=n)) == len(a)
    for measure in dedup.measures():
        value = dedup.similarity(left, right, measure=measure, ngram_size=n)
        assert 0 <= value <= 1
        assert value == dedup.similarity(right, left, measure=measure, ngram_size=n)


def test_shingles_are_stable_across_runs_and_machines() -> None:
    assert list(dedup.shingles("one two three four five")) == [0x3316331FF1D2AABC]
    assert saring._core.SHINGLE_VERSION == 3


def test_texts_whose_public_hashes_collide_are_both_kept() -> None:
    left = "adualez bwqztbz cddovhq dpexfjr sama"
    right = "etnwoar fravzvg giaymcp hlhboix sama"
    assert list(dedup.shingles(left)) == list(dedup.shingles(right))
    for search in ("exact", "minhash"):
        dups = saring.near_duplicates([left, right], search=search)
        assert list(dups.keep) == [True, True]
        assert len(dups.pairs) == 0


def test_a_search_that_could_not_be_exact_says_so() -> None:
    rng = random.Random(8)
    texts = [" ".join(rng.choices(("satu", "dua", "tiga"), k=200)) for _ in range(3000)]
    dups = saring.near_duplicates([*texts, *texts[:50]], num_threads=1)
    assert dups.search == "minhash"
    assert 0.9 < dups.expected_recall < 1
    assert dups.expected_misses < 1
    assert dups.num_removed == 50
    assert f"(MinHash, expected recall {dups.expected_recall:.3f})" in repr(dups)
    assert "expected recall" in dups._repr_html_()
    exact = saring.near_duplicates([BASE, BASE, OTHER])
    assert (exact.search, exact.expected_recall, exact.expected_misses) == ("exact", 1.0, 0.0)


def test_signatures_estimate_jaccard() -> None:
    rng = random.Random(5)
    base = [f"w{rng.randrange(10**6)}" for _ in range(400)]
    changed = [w if rng.random() > 0.03 else w + "x" for w in base]
    left, right = " ".join(base), " ".join(changed)
    signatures = dedup.MinHasher(num_perm=1024).sign([left, right, ""])
    exact = dedup.jaccard(left, right)
    assert abs(signatures.jaccard(0, 1) - exact) < 3 * math.sqrt(exact * (1 - exact) / 400)
    assert signatures.jaccard(2, 2) == 0
    view = memoryview(signatures)
    assert view.shape == (3, 1024)
    assert view.readonly
    with pytest.raises(IndexError):
        signatures.jaccard(0, 3)
    with pytest.raises(ValueError, match="num_perm"):
        dedup.MinHasher(num_perm=0)


PEAK = """
import sys
import saring

texts = [f"w{i} x{i} y{i} z{i} q{i}" for i in range(300_000)]
saring.near_duplicates(texts, num_threads=int(sys.argv[1]), pair_limit=0)
with open("/proc/self/status") as status:
    print(next(line.split()[1] for line in status if line.startswith("VmHWM:")))
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads /proc")
def test_memory_does_not_grow_with_texts_times_threads() -> None:
    one, many = (
        int(subprocess.check_output([sys.executable, "-c", PEAK, threads])) << 10
        for threads in ("1", "32")
    )
    assert many - one < 20 << 20


def test_the_curve_of_a_threshold_is_that_of_its_bands() -> None:
    curve = dedup.explain_threshold(0.7, num_perm=64)
    assert curve.bands * curve.rows <= 64
    assert curve.probability(0.7) >= 0.99
    assert curve.probability(0.69) == 0
    assert curve.compared == sorted(curve.compared)
    assert (curve.compared[0], curve.compared[-1]) == (0, 1)
    assert curve.found[:70] == [0] * 70
    assert curve.found[71:] == curve.compared[71:]
    assert "<td>0.80</td>" in curve._repr_html_()
    for arguments in ({"threshold": 0}, {"num_perm": 0}):
        with pytest.raises(ValueError, match=next(iter(arguments))):
            dedup.explain_threshold(**arguments)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="similarity must be in"):
        curve.probability(2)


def test_the_curve_can_be_drawn() -> None:
    pytest.importorskip("matplotlib")
    curve = dedup.explain_threshold()
    figure = curve.plot()
    (axes,) = figure.axes
    assert [line.get_label() for line in axes.lines[:2]] == ["compared", "found"]
    assert curve.plot(axes) is figure
    pytest.importorskip("pandas")
    assert list(curve.to_pandas().columns) == ["similarity", "compared", "found"]


def test_skin_tones_and_flags_of_parts_of_a_country_are_symbols() -> None:
    tags = {"england": "gbeng", "scotland": "gbsct"}
    flag = {
        name: "\U0001f3f4" + "".join(chr(0xE0000 + ord(c)) for c in code) + "\U000e007f"
        for name, code in tags.items()
    }
    texts = [f"juara {flag['england']} lagi", f"juara {flag['scotland']} lagi", "juara lagi"]
    texts += ["bagus \U0001f44d\U0001f3fb", "bagus \U0001f44d\U0001f3fd"]
    assert saring.near_duplicates(texts).num_removed == 0
    found = saring.near_duplicates(texts, normalize="case,punctuation,symbols")
    assert found.num_removed == 3
