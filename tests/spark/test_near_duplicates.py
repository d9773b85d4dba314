"""Near-duplicates on local[2]: the answer of one process, row for row."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from made_texts import made_texts, rows_of, rows_of_one_process

import saring
from saring.errors import UsageError
from saring.integrations.spark import Skew, near_duplicates

TEXTS = made_texts(700)
IDS = [f"d{i * 7919 % 700:05d}" for i in range(700)]
# Limits so low that most groups are split, and clusters are found only by joins.
TIGHT = Skew(pairwise=3, pivots=(2, 4, 8, 16, 32, 64, 128), walk=0)


@pytest.fixture(scope="module")
def spark(start: Callable[[str], Any]) -> Iterator[Any]:
    with start("local[2]") as session:
        yield session


def frame(spark: Any, count: int = len(TEXTS)) -> Any:
    rows = list(zip(IDS[:count], TEXTS[:count], strict=True))
    return spark.createDataFrame(rows, "id string, text string")


@pytest.mark.parametrize(
    ("partitions", "search", "skew"),
    [(1, "exact", None), (7, "exact", TIGHT), (4, "minhash", None)],
)
def test_the_answer_is_that_of_one_process(
    spark: Any, partitions: int, search: Any, skew: Skew | None
) -> None:
    found = near_duplicates(frame(spark).repartition(partitions), search=search, skew=skew)
    expected = saring.near_duplicates(TEXTS, ids=IDS, search=search, pair_limit=2000)
    assert rows_of(found) == rows_of_one_process(expected, IDS)
    assert found.is_complete
    assert expected.num_removed > 60
    assert found.counts["largest_group"] > 20
    assert (found.counts["split_groups"] > 5) == (skew is not None)
    if skew is not None:
        assert found.counts["rounds"] > 3


def test_the_newest_is_kept_by_another_measure(spark: Any) -> None:
    start = datetime(2026, 1, 5, 8, tzinfo=UTC)
    times = [None if i % 9 == 0 else start + timedelta(hours=i * 31 % 50) for i in range(300)]
    rows = list(zip(range(300), TEXTS, times, strict=False))
    df = spark.createDataFrame(rows, "number int, text string, time timestamp").repartition(3)
    options: dict[str, Any] = {"keep": "newest", "measure": "dice", "threshold": 0.6}
    found = near_duplicates(df, id="number", timestamps="time", **options)
    expected = saring.near_duplicates(TEXTS[:300], ids=range(300), timestamps=times, **options)
    rows_found = rows_of(found, "number")
    assert rows_found == rows_of_one_process(expected, list(range(300)))
    assert rows_found != rows_of_one_process(
        saring.near_duplicates(TEXTS[:300], ids=range(300), measure="dice", threshold=0.6),
        list(range(300)),
    )


def test_none_is_kept_and_no_text_is_a_copy_of_none(spark: Any) -> None:
    options: dict[str, Any] = {"keep": "none", "measure": "cosine", "ngram_size": 3}
    found = near_duplicates(frame(spark, 200), **options)
    expected = saring.near_duplicates(TEXTS[:200], ids=IDS[:200], **options)
    rows = rows_of(found)
    assert rows == rows_of_one_process(expected, IDS[:200])
    for number in range(3):  # null, empty, no word
        assert rows[IDS[number]] == (True, IDS[number], 1.0, "exact", 1)


def test_first_and_last_go_by_id(spark: Any) -> None:
    by_id = sorted(zip(IDS[:200], TEXTS[:200], strict=True))
    ids, texts = [id for id, _ in by_id], [text for _, text in by_id]
    found = near_duplicates(frame(spark, 200), keep="last", normalize="case")
    expected = saring.near_duplicates(texts, keep="last", normalize="case")
    assert rows_of(found) == rows_of_one_process(expected, ids)


def test_what_is_dropped_is_counted(spark: Any) -> None:
    df = frame(spark, 250)
    cut = near_duplicates(df, skew=Skew(pairwise=2, pivots=(1,)))
    assert cut.counts["unfinished_groups"] > 0
    assert not cut.is_complete
    assert "not complete" in repr(cut)
    dropped = near_duplicates(df, skew=Skew(pairwise=2, drop=10))
    assert dropped.counts["dropped_groups"] > 0
    assert dropped.counts["dropped_members"] > 10 * dropped.counts["dropped_groups"]
    assert not dropped.is_complete
    # Fewer copies are found, but all of them are copies.
    whole = rows_of_one_process(saring.near_duplicates(TEXTS[:250], ids=IDS[:250]), IDS[:250])
    kept = sum(row[0] for row in whole.values())
    assert sum(row[0] for row in rows_of(dropped).values()) > kept
    assert all(row[0] or row[2] >= 0.8 for row in rows_of(dropped).values())


def test_a_search_goes_on_after_its_last_step(spark: Any, tmp_path: Path) -> None:
    folder = str(tmp_path / "steps")
    df = frame(spark, 200)
    first = near_duplicates(df, checkpoint=folder)
    assert first.resumed == ()
    rows = rows_of(first)
    for name in ("similar0", "stars", "result"):
        done = tmp_path / "steps" / f"{name}.done"
        for file in done.iterdir():
            file.unlink()
        done.rmdir()
    again = near_duplicates(df, checkpoint=folder)
    assert {"texts", "leaders", "sets", "keys", "groups"} <= set(again.resumed)
    assert not {"similar0", "stars", "result"} & set(again.resumed)
    assert rows_of(again) == rows
    with pytest.raises(UsageError, match="other settings"):
        near_duplicates(df, threshold=0.7, checkpoint=folder)


def test_what_is_wrong_is_said(spark: Any) -> None:
    df = frame(spark, 10)
    with pytest.raises(UsageError, match="there is no column 'body': one of id, text"):
        near_duplicates(df, "body")
    with pytest.raises(UsageError, match=r"'text': expected strings or binary, got int"):
        near_duplicates(df.selectExpr("id", "1 AS text"))
    with pytest.raises(ValueError, match="threshold"):
        near_duplicates(df, threshold=0)
    with pytest.raises(ValueError, match="keep must be one of 'longest'"):
        near_duplicates(df, keep="site")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="timestamps= goes with keep='newest'"):
        near_duplicates(df, keep="newest")
    with pytest.raises(UsageError, match="ids must be unique and not null, but there is 'd00000'"):
        near_duplicates(df.limit(1).union(df.limit(1)))
    with pytest.raises(UsageError, match="drop must be a number of 2 or more, not 1"):
        Skew(drop=1)
