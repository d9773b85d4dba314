"""saring.report.word_diff, and how the report marks the words that differ."""

from __future__ import annotations

import html
import random
import re

import pytest
from report_parts import (
    make_cluster,
    make_heavy_losses,
    make_pairs,
    make_report,
    make_sample,
    marked,
)

from saring.report import page as page_module
from saring.report import side_by_side
from saring.report.page import render
from saring.report.side_by_side import cluster
from saring.report.word_diff import shared_words


class Word(str):
    """A word that counts how often it is compared or hashed."""

    __slots__ = ()
    work = 0

    def __eq__(self, other: object) -> bool:
        Word.work += 1
        return str.__eq__(self, other)

    def __hash__(self) -> int:
        Word.work += 1
        return str.__hash__(self)


def test_shared_words_are_the_same_words_in_the_same_order() -> None:
    rng = random.Random(11)
    for _ in range(300):
        letters = "abcdefgh"[: rng.randint(1, 8)]
        left = rng.choices(letters, k=rng.randint(0, 20))
        right = rng.choices(letters, k=rng.randint(0, 20))
        flags = shared_words(left, right)
        assert (len(flags[0]), len(flags[1])) == (len(left), len(right))
        shared = [
            [word for word, flag in zip(words, side, strict=True) if flag]
            for words, side in zip((left, right), flags, strict=True)
        ]
        assert shared[0] == shared[1]


def test_of_words_in_another_order_as_many_as_possible_are_shared() -> None:
    rng = random.Random(12)
    for _ in range(200):
        right = rng.sample("abcdefghij", k=rng.randint(1, 10))
        longest: list[int] = []  # increasing subsequence that ends at each place
        for at, word in enumerate(right):
            before = (n for n, other in zip(longest, right[:at], strict=True) if other < word)
            longest.append(1 + max(before, default=0))
        flags = shared_words(sorted(right), right)
        assert sum(flags[0]) == sum(flags[1]) == max(longest)


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("a b c", "a b c", ("111", "111")),
        ("a b c", "a x c", ("101", "101")),
        ("a b", "b", ("01", "1")),
        ("a b c d", "a c d", ("1011", "111")),
        ("a b c d e", "e a b c d", ("11110", "01111")),
        ("a a a x a a", "a a a a a", ("111011", "11111")),
        ("", "a", ("", "0")),
        ("d the k the m", "d the l the m", ("11011", "11011")),
    ],
)
def test_shared_words_of_small_texts(left: str, right: str, expected: tuple[str, str]) -> None:
    flags = shared_words(left.split(), right.split())
    assert tuple("".join(map(str, side)) for side in flags) == expected


@pytest.mark.parametrize("kind", ["nothing shared", "one word", "reversed", "alternating", "equal"])
def test_the_work_of_a_comparison_is_linear_in_the_words(kind: str) -> None:
    count = 30_000
    left = [f"w{n}" for n in range(count)]
    right = {
        "nothing shared": [f"v{n}" for n in range(count)],
        "one word": ["w"] * count,
        "reversed": left[::-1],
        "alternating": ["w0" if n % 2 else "w1" for n in range(count)],
        "equal": left,
    }[kind]
    if kind == "one word":
        left = ["w"] * (count // 2) + ["x"] + ["w"] * (count // 3)
    Word.work = 0
    shared_words([Word(word) for word in left], [Word(word) for word in right])
    assert count <= Word.work <= 12 * count


def _long_texts() -> tuple[str, str]:
    rng = random.Random(5)
    size = 200_000
    return tuple("".join(rng.choices(letters, k=size)) for letters in ("abcde \n", "vwxyz \n"))  # type: ignore[return-value]


def test_long_texts_without_a_common_line_cost_no_more_than_their_beginnings(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compared = 0

    def counting(left: list[str], right: list[str]) -> tuple[bytearray, bytearray]:
        nonlocal compared
        compared += len(left) + len(right)
        return shared_words(left, right)

    monkeypatch.setattr(side_by_side, "shared_words", counting)
    kept, copy = _long_texts()
    entry = make_cluster(kept, copy, size=900)
    entry["copies"] *= 50
    largest = [entry] * 200
    duplicates = {
        "clusters": 200,
        "sizes": {"900": 200},
        "largest": largest,
        "expected_recall": 1.0,
        "between_sites": make_pairs(),
    }
    lines = tuple((n, n + 1, bool(n % 3)) for n in range(0, len(kept), 2))
    samples = [make_sample(kept, *lines)] * 40
    long = "x" * 200_000
    page = render(
        make_report(
            duplicates=duplicates,
            samples=samples,
            warnings=[{"file": long, "line": 1, "reason": long, "outcome": "noted"}] * 1000,
            repeated_ids={
                "count": 500,
                "first": [
                    {"file": long, "record": 1, "line": 1, "id": long}
                    | {"earlier": {"file": long, "record": 0, "line": 1, "id": long}}
                ]
                * 100,
            },
            rules=[{"rule": long, "role": "share", "lines": 1, "examples": [long] * 3}] * 90,
            settings={"keep_roles": [long] * 10},
            heavy_losses=make_heavy_losses(500),
        )
    )
    assert 0 < compared < 150 * 900
    shown = page_module.CLUSTERS_SHOWN + page_module.SAMPLES_SHOWN + 2  # a loss and a site
    assert page.count('<details class="doc-part"') == shown
    assert len(page.encode()) < 1_000_000


def test_a_text_without_spaces_is_cut_and_the_page_says_so() -> None:
    page = cluster(make_cluster("x" * 200_000, "y" * 200_000), is_open=True)
    assert page.count("… the text continues") == 2
    assert "x" * side_by_side.COPY_CHARS in page
    assert len(page) < 4000


def test_differing_words_of_a_copy_are_marked_and_only_they() -> None:
    left = "Banjir merendam\nempat desa di tepi sungai sejak Senin malam, kata kepala desa."
    right = "Banjir merendam\nlima kampung di tepi sungai sejak Senin pagi, kata kepala desa."
    page = cluster(make_cluster(left, right), is_open=False)
    assert marked(page) == ["empat desa", "malam,", "lima kampung", "pagi,"]
    assert "the text continues" not in page
    assert left in html.unescape(re.sub(r"</?mark>", "", page))


def test_a_sentence_more_in_a_copy_marks_nothing_behind_it() -> None:
    rng = random.Random(3)
    words = [f"kata{rng.randrange(10**6)}" for _ in range(300)]
    kept = " ".join(words)
    copy = " ".join([*words[:5], "satu kalimat yang ditambahkan", *words[5:]])
    page = cluster(make_cluster(kept, copy), is_open=False)
    assert marked(page) == ["satu kalimat yang ditambahkan"]


def test_a_cluster_says_how_many_copies_are_not_shown() -> None:
    assert "more cop" not in cluster(make_cluster(size=2), is_open=False)
    assert "and 1 more copy<" in cluster(make_cluster(size=3), is_open=False)
    many = make_cluster(size=100)
    many["copies"] *= 50
    page = cluster(many, is_open=False)
    assert page.count("removed: b.jsonl") == side_by_side.COPIES_SHOWN
    assert f"and {99 - side_by_side.COPIES_SHOWN} more copies<" in page
