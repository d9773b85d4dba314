"""Tests on two executors, each in its own process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from made_texts import made_texts, rows_of, rows_of_one_process

import saring
from saring.integrations.spark import Skew, detect, near_duplicates

TEXTS = made_texts(300, seed=8)


@pytest.fixture(scope="module")
def spark(start: Callable[[str], Any]) -> Iterator[Any]:
    with start("local-cluster[2,1,1024]") as session:
        yield session


def test_two_executors_give_the_answer_of_one_process(spark: Any) -> None:
    ids = list(range(len(TEXTS)))
    rows = list(zip(ids, TEXTS, strict=True))
    df = spark.createDataFrame(rows, "id long, text string").repartition(5)
    found = near_duplicates(df, skew=Skew(pairwise=8, pivots=(8, 300)))
    expected = saring.near_duplicates(TEXTS, ids=ids)
    assert rows_of(found) == rows_of_one_process(expected, ids)
    assert found.is_complete
    assert found.counts["split_groups"] > 0
    assert expected.num_removed > 20


def test_models_are_there_on_executors(spark: Any) -> None:
    texts = ["Good morning, how are you today?", None, "Selamat pagi, apa kabar hari ini?"]
    df = spark.createDataFrame([(text,) for text in texts], "text string").repartition(2)
    found = {row["text"]: row["language"] for row in detect(df).collect()}
    expected = saring.detect_batch(texts)
    assert {text: row["lang"] for text, row in found.items()} == dict(
        zip(texts, expected["lang"], strict=True)
    )
