"""Which copy is kept, and which contained texts are removed."""

from __future__ import annotations

import math
import random
from datetime import UTC, date, datetime

import pytest
from compared_texts import BASE, OTHER, SECOND, STORY

import saring
from saring import dedup


@pytest.mark.parametrize(
    ("keep", "more", "stays"),
    [
        ("first", {}, 0),
        ("longest", {}, 2),
        ("last", {}, 3),
        ("most_complete", {"completeness": [(5, 1), (5, 3), (5, 2), None]}, 1),
        ("most_complete", {"completeness": [1, 2, 3, None]}, 2),
        ("site", {"sites": ["c", "b", "a", None], "site_order": ["b", "a"]}, 1),
        ("best", {"scores": [0.5, 3, None, math.nan]}, 1),
        ("newest", {"timestamps": ["2025-01-02", None, "2024-12-31T23:00:00+07:00", ""]}, 0),
        ("newest", {"timestamps": [date(2024, 1, 1), date(2024, 1, 3), None, None]}, 1),
        ("newest", {"timestamps": [1, 2, 4, 3]}, 2),
        (
            "newest",
            {
                "timestamps": [
                    datetime(2024, 5, 1, tzinfo=UTC),
                    None,
                    datetime(2024, 4, 1),
                    datetime(2024, 5, 2, tzinfo=UTC),
                ]
            },
            3,
        ),
    ],
)
def test_keep_chooses_the_copy(keep: str, more: dict[str, list[object]], stays: int) -> None:
    texts = [BASE, BASE + " ", BASE + " !!!", BASE + "."]
    dups = saring.near_duplicates(texts, keep=keep, **more)
    assert [i for i, kept in enumerate(dups.keep) if kept] == [stays]


def test_numpy_and_pandas_times_are_times() -> None:
    numpy = pytest.importorskip("numpy")
    times = numpy.array(["2024-01-01", "NaT", "2024-01-03"], dtype="datetime64[D]")
    dups = saring.near_duplicates([BASE] * 3, keep="newest", timestamps=times)
    assert list(dups.representative) == [2, 2, 2]
    pandas = pytest.importorskip("pandas")
    series = pandas.to_datetime(pandas.Series(["2024-01-01", None, "2023-01-03"]))
    dups = saring.near_duplicates(pandas.Series([BASE] * 3), keep="newest", timestamps=series)
    assert list(dups.representative) == [0, 0, 0]


def test_containment_is_listed_and_clusters_nothing() -> None:
    story = " ".join(f"kata{i}" for i in range(60))
    page = story + " " + " ".join(f"lain{i}" for i in range(90))
    dups = saring.near_duplicates([page, story, OTHER], containment=0.9)
    assert dups.num_removed == 0
    (row,) = zip(*dups.pairs.to_dict().values(), strict=True)
    assert row[:3] == (0, 1, "contains")
    assert row[4] == dedup.containment(page, story) < 0.5
    assert row[5] == dedup.containment(story, page) == 1.0


@pytest.mark.parametrize(
    "teaser",
    [
        STORY[:300],
        STORY[:300] + "...",
        STORY[:300] + "\u2026 Read more",
        STORY[:120].rsplit(" ", 1)[0] + " ka...",
    ],
)
@pytest.mark.parametrize("keep", ["longest", "first", "last"])
def test_a_teaser_goes_where_its_whole_stays(teaser: str, keep: str) -> None:
    found = saring.near_duplicates(
        [teaser, STORY, SECOND],
        contained="excerpts",
        keep=keep,  # type: ignore[arg-type]
        containment_min_shingles=10,
    )
    assert list(found.keep) == [False, True, True]
    assert list(found.relation) == ["contained_in", "exact", "exact"]
    assert list(found.cluster_size) == [2, 2, 1]
    assert saring.near_duplicates([teaser, STORY, SECOND]).num_removed == 0


def test_stories_of_a_round_up_go_only_when_all_contained_texts_do() -> None:
    texts = [f"{STORY}\n{SECOND}", STORY, SECOND, f"Kabar pagi: {SECOND}"]
    assert saring.near_duplicates(texts, contained="excerpts").num_removed == 1  # the last
    assert list(saring.near_duplicates(texts, contained="all").keep) == [True, False, False, False]


def test_removal_by_containment_does_not_depend_on_the_order_of_texts() -> None:
    rng = random.Random(8)
    texts = []
    for story in range(30):
        words = [f"s{story}w{i}" for i in range(100)]
        texts += [" ".join(words[: rng.randrange(25, 100)]) + "..." for _ in range(3)]
        texts.append(" ".join(words) + ".")
    found = saring.near_duplicates(texts, contained="excerpts")
    kept = {text: texts[r] for text, r in zip(texts, found.representative, strict=True)}
    assert found.num_removed >= 90
    rng.shuffle(texts)
    found = saring.near_duplicates(texts, contained="excerpts", num_threads=3)
    assert kept == {text: texts[r] for text, r in zip(texts, found.representative, strict=True)}


def test_none_of_the_texts_with_copies_is_kept() -> None:
    found = saring.near_duplicates([BASE, OTHER, BASE + "!"], keep="none")
    assert list(found.keep) == [False, True, False]
    assert found.num_removed == 2
    assert list(found.cluster_size) == [2, 1, 2]
    assert found.clusters() == [[2, 0]]


def test_ids_break_ties_and_name_the_texts_of_pairs() -> None:
    texts = [BASE, OTHER, BASE, BASE]
    for ids in (["c", "x", "a", "b"], [30, 7, -1, 2]):
        found = saring.near_duplicates(texts, ids=ids)  # type: ignore[arg-type]
        assert list(found.representative) == [2, 1, 2, 2]
        pairs = found.pairs.to_dict()
        assert pairs["left_id"] == [ids[i] for i in pairs["left"]]
        assert pairs["right_id"] == [ids[i] for i in pairs["right"]]
    with pytest.raises(TypeError, match="ids must be all str or all int"):
        saring.near_duplicates(texts, ids=["a", 1, 2, 3])
    with pytest.raises(ValueError, match="ids must be 4, not 1"):
        saring.near_duplicates(texts, ids=["a"])
    with pytest.raises(ValueError, match="ids must be between"):
        saring.near_duplicates(texts, ids=[1 << 63, 1, 2, 3])


def test_rules_without_what_they_need_say_so() -> None:
    with pytest.raises(ValueError, match="keep='most_complete' needs completeness="):
        saring.near_duplicates([BASE], keep="most_complete")
    with pytest.raises(ValueError, match="keep='site' needs sites= and site_order="):
        saring.near_duplicates([BASE], keep="site", sites=["a"])
    with pytest.raises(ValueError, match="completeness= goes with keep='most_complete'"):
        saring.near_duplicates([BASE], completeness=[1])
    with pytest.raises(ValueError, match="contained must be one of 'keep', 'excerpts', 'all'"):
        saring.near_duplicates([BASE], contained="some")  # type: ignore[arg-type]
