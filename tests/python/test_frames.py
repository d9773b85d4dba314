"""Columns and tables in pandas, Polars, NumPy and Arrow."""

from __future__ import annotations

import operator
import pickle
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from tabular_results import TEXTS, results

import saring

KEPT = [True, True, True, False]
INDEXES: dict[str, Any] = {
    "range": pd.RangeIndex(4),
    "numbers": pd.Index([7, 3, 9, 1]),
    "names": pd.Index(list("dacb")),
    "dates": pd.DatetimeIndex([datetime(2024, 1, n) for n in (4, 2, 3, 1)]),
    "several levels": pd.MultiIndex.from_tuples([("a", 1), ("a", 2), ("b", 1), ("b", 2)]),
}
DUPLICATED = pd.Index([1, 1, 2, 2])


@pytest.mark.parametrize("index", INDEXES.values(), ids=INDEXES.keys())
def test_results_of_a_series_have_its_index(index: Any) -> None:
    frame = pd.DataFrame({"text": TEXTS}, index=index)
    table = saring.strip_batch(frame.text)
    joined = frame.join(table.to_pandas(), rsuffix="_clean")
    assert joined.text_clean.tolist()[:2] == TEXTS[:2]
    assert joined.num_removed_lines.isna().tolist() == [False, False, True, False]
    for made in (saring.detect_batch(frame.text), saring.near_duplicates(frame.text)):
        assert made.to_pandas().index.equals(index)
        assert pickle.loads(pickle.dumps(made)).to_pandas().index.equals(index)
        assert made.to_pandas(index=False).index.equals(pd.RangeIndex(4))
    assert table.text.to_pandas().index.equals(index)
    assert table.text.to_pandas().name == "text"


@pytest.mark.parametrize(
    "index", [*INDEXES.values(), DUPLICATED], ids=[*INDEXES.keys(), "duplicated"]
)
def test_columns_go_into_a_frame_by_position(index: Any) -> None:
    frame = pd.DataFrame({"text": TEXTS}, index=index)
    table = saring.detect_batch(frame.text)
    expected = ["ind_Latn", "eng_Latn", None, "ind_Latn"]
    assert frame.assign(**table).lang.tolist() == expected
    assert frame.assign(**table).confidence.dtype == "float32"
    assert frame.assign(**table).is_reliable.dtype == "boolean"
    frame["lang"] = table.lang
    assert frame.lang.tolist() == expected


@pytest.mark.parametrize(
    "index", [*INDEXES.values(), DUPLICATED], ids=[*INDEXES.keys(), "duplicated"]
)
def test_a_column_is_a_mask_in_pandas(index: Any) -> None:
    frame = pd.DataFrame({"text": TEXTS, "n": range(4)}, index=index)
    keep = saring.near_duplicates(frame.text, keep="first").keep
    assert frame[keep].n.tolist() == [0, 1, 2]
    assert frame[~keep].n.tolist() == [3]
    assert frame.loc[keep, "n"].tolist() == [0, 1, 2]
    assert frame.n[~keep].tolist() == [3]
    assert frame.n.where(keep, -1).tolist() == [0, 1, 2, -1]
    lang = saring.detect_batch(frame.text).lang
    assert frame[lang == "ind_Latn"].n.tolist() == [0, 3]
    assert frame[(lang == "ind_Latn") & keep].n.tolist() == [0]
    assert frame[(lang == "ind_Latn") & (frame.n > 1)].n.tolist() == [3]
    assert frame[(frame.n > 1) & (lang == "ind_Latn")].n.tolist() == [3]
    assert frame[(frame.n > 1) | ~keep].n.tolist() == [2, 3]


def test_a_null_of_a_mask_selects_nothing() -> None:
    frame = pd.DataFrame({"text": TEXTS})
    reliable = saring.detect_batch(frame.text).is_reliable
    assert reliable.null_count == 1
    assert 2 not in frame[reliable].index
    assert 2 not in frame[~reliable].index
    polars = pl.DataFrame({"n": range(4)})
    assert 2 not in polars.filter(reliable.to_polars()).get_column("n").to_list()


def test_what_does_not_line_up_is_refused() -> None:
    frame = pd.DataFrame({"text": TEXTS}, index=[7, 3, 9, 1])
    table = saring.detect_batch(frame.text)
    for call in (lambda: frame.join(table), lambda: pd.DataFrame(table), lambda: list(table)):
        with pytest.raises(TypeError, match=r"assign\(\*\*table\).*join\(table\.to_pandas\(\)\)"):
            call()
    mask = table.lang == "ind_Latn"
    with pytest.raises(ValueError, match="another index"):
        frame.reset_index(drop=True)[mask]
    with pytest.raises(ValueError, match="another index"):
        frame.sort_index()[mask]
    with pytest.raises(ValueError, match="4 rows was used with 3 rows"):
        frame.head(3)[mask]
    with pytest.raises(TypeError, match=r"groupby\(\) takes column.to_pandas"):
        frame.groupby(table.lang).size()
    assert frame.groupby(table.lang.to_pandas()).size()["ind_Latn"] == 2
    doubled = saring.detect_batch(pd.Series(TEXTS, index=DUPLICATED))
    for result in (doubled, doubled.lang):
        with pytest.raises(ValueError, match=r"has duplicates.*assign\(\*\*table\)"):
            result.to_pandas()
        assert len(result.to_pandas(index=False)) == 4


def test_a_column_is_a_mask_in_numpy_and_polars() -> None:
    keep = saring.near_duplicates(TEXTS, keep="first").keep
    assert np.arange(4)[keep].tolist() == [0, 1, 2]
    assert np.asarray(keep).dtype == bool
    assert np.asarray(~keep).tolist() == [False, False, False, True]
    frame = pl.DataFrame({"n": range(4)})
    assert frame.filter(keep)["n"].to_list() == [0, 1, 2]
    assert frame.filter(~keep)["n"].to_list() == [3]
    none = saring.near_duplicates([]).keep
    assert pl.Series(none).dtype == pl.Series(keep).dtype == pl.Boolean
    lang = saring.detect_batch(TEXTS).lang
    assert frame.filter(lang == "eng_Latn")["n"].to_list() == [1]
    assert (keep & np.array([True, False, True, True])).tolist() == [True, False, True, False]
    assert (keep & pl.Series([True, False, True, True])).to_list() == [True, False, True, False]
    assert (lang == np.array(["ind_Latn"] * 4, dtype=object)).tolist() == [True, False, False, True]


def test_columns_compare_and_combine() -> None:
    table = saring.detect_batch(TEXTS)
    lang, sure = table.lang, table.is_reliable
    assert list(lang == "ind_Latn") == [True, False, False, True]
    assert list(lang != "ind_Latn") == [False, True, True, False]
    assert list(lang == lang) == [True, True, False, True]
    assert list(lang == ["ind_Latn", "x", "y", "z"]) == [True, False, False, False]
    assert list(lang == 3) == [False] * 4
    assert list(lang.is_null()) == [False, False, True, False]
    assert list(table.confidence > 0) == [True, True, False, True]
    assert list(table.confidence <= 0) == [False] * 4
    assert (lang == "ind_Latn").sum() == sum(lang == "ind_Latn") == 2
    assert (lang.count("ind_Latn"), lang.count(None), lang.index("eng_Latn")) == (2, 1, 1)
    assert table.confidence.sum() == pytest.approx(sum(filter(None, table.confidence)))
    assert (lang == "ind_Latn").any()
    assert not (lang == "ind_Latn").all()
    no, yes = lang == "xxx", lang != "xxx"
    assert list(sure & no) == [False] * 4
    assert list(sure | yes) == [True] * 4
    assert list((sure | no).to_pylist()) == sure.to_pylist()
    assert list(sure ^ sure) == [False, False, None, False]
    assert (~sure).to_pylist()[2] is None


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda t: ~t.lang, TypeError, "bool, not of large_string"),
        (lambda t: t.lang & t.is_reliable, TypeError, "bool, not of large_string"),
        (lambda t: t.is_reliable & t.lang, TypeError, "bool, not of large_string"),
        (lambda t: t.is_reliable & [1, 2, 3, 4], TypeError, "bool, not list"),
        (lambda t: t.is_reliable | True, TypeError, "bool, not bool"),
        (lambda t: t.lang == ["a"], ValueError, "4 and 1 rows"),
        (lambda t: t.lang < 3, TypeError, "not supported"),
        (lambda t: bool(t.lang), ValueError, "ambiguous"),
        (lambda t: t.lang.sum(), TypeError, "no sum"),
        (lambda t: t.lang.index("xxx"), ValueError, "xxx"),
        (lambda t: t["confidense"], KeyError, "there are: lang, confidence, is_reliable"),
        (lambda t: t.confidense, AttributeError, "there are: lang, confidence, is_reliable"),
    ],
)
def test_what_a_column_cannot_is_said(
    call: Callable[[Any], Any], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        call(saring.detect_batch(TEXTS))


NAMES = list(results())


@pytest.fixture(scope="module")
def made() -> dict[str, Any]:
    """Results, made once."""
    return results()


@pytest.mark.parametrize("name", NAMES)
def test_every_result_goes_to_every_library(made: dict[str, Any], name: str) -> None:
    result = made[name]
    if name == "column":
        rows = result.to_pylist()
        assert result.to_arrow().to_pylist() == pa.array(result).to_pylist() == rows
        assert result.to_polars().to_list() == rows
        assert result.to_pandas().tolist() == rows
        return
    columns = result.to_dict()
    assert result.to_arrow().to_pydict() == columns
    assert result.to_pylist() == result.to_arrow().to_pylist()
    if not isinstance(result, list | tuple):  # which pyarrow and Polars read as such
        assert pa.table(result).to_pydict() == columns
        assert pa.record_batch(result).to_pydict() == columns
        assert pl.DataFrame(result).to_dict(as_series=False) == columns
    assert result.to_polars().to_dict(as_series=False) == columns
    frame = result.to_pandas()
    assert list(frame.columns) == list(columns)
    expected = result.to_arrow().to_pandas()
    for column in columns:
        assert frame[column].isna().tolist() == expected[column].isna().tolist()
        for one, other in zip(frame[column], expected[column], strict=True):
            assert np.array_equal(one, other) or (pd.isna(one) and pd.isna(other))
    if not any(pa.types.is_large_list(kind) for kind in result.to_arrow().schema.types):
        assert len(pd.api.interchange.from_dataframe(result.__dataframe__())) == len(frame)
    again = pickle.loads(pickle.dumps(result))
    assert again.to_dict() == columns


@pytest.mark.parametrize("name", NAMES)
def test_strings_are_plain_unless_a_dictionary_is_asked_for(
    made: dict[str, Any], name: str
) -> None:
    arrow = made[name].to_arrow()
    fields = [arrow.type] if name == "column" else arrow.schema.types
    assert not any(pa.types.is_dictionary(kind) for kind in fields)
    encoded = made[name].to_arrow(dictionary=True)
    assert encoded.to_pylist() == arrow.to_pylist()
    kinds = [encoded.type] if name == "column" else encoded.schema.types
    has_repeats = name in ("detect_batch", "duplicates", "pairs", "matches", "overlap", "column")
    assert any(pa.types.is_dictionary(kind) for kind in kinds) == has_repeats


def _views(values: Sequence[str | None]) -> dict[str, Any]:
    array = pa.array(values, pa.string())
    longer = pa.array(["x", *values, "y"], pa.string())
    return {
        "list": values,
        "chunked": pa.chunked_array([array.slice(0, 1), array.slice(1), array.slice(0, 0)]),
        "sliced": longer.slice(1, len(values)),
        "dictionary": array.dictionary_encode(),
        "large": array.cast(pa.large_string()),
        "string_view": array.cast(pa.string_view()),
        "pandas": pd.Series(values, dtype=object),
        "pandas string": pd.Series(values, dtype="string"),
        "pandas arrow": pd.Series(values, dtype=pd.ArrowDtype(pa.string())),
        "polars": pl.Series(values, dtype=pl.String),
        "numpy": np.array(values, dtype=object),
    }


@pytest.mark.parametrize("kind", _views(TEXTS))
@pytest.mark.parametrize("values", [TEXTS, [], [None, None]], ids=["texts", "empty", "nulls"])
def test_every_input_gives_the_same_table(kind: str, values: list[str | None]) -> None:
    for call in (saring.detect_batch, saring.strip_batch, saring.signals_batch):
        expected = call(list(values))
        found = call(_views(values)[kind])
        assert found.to_dict() == expected.to_dict()
        assert found.to_pandas().equals(expected.to_pandas())
        assert found.to_polars().equals(expected.to_polars())


def test_a_hundred_thousand_rows() -> None:
    base = [TEXTS[0], TEXTS[1], None, "Ini 5."]
    series = pd.Series(base * 25_000, index=np.arange(100_000)[::-1].copy())
    table = saring.detect_batch(series)
    mask = table.lang == "ind_Latn"
    expected = np.array([lang == "ind_Latn" for lang in table.lang])
    assert np.array_equal(np.asarray(mask), expected)
    assert len(series[mask]) == mask.sum() == expected.sum() >= 25_000
    frame = table.to_pandas()
    assert frame.index.equals(series.index)
    assert frame.lang.head(4).tolist() == table.lang[:4]
    assert table.to_arrow().num_rows == 100_000
    assert operator.not_((mask & ~mask).any())
