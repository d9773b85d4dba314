"""The column contract: all kinds of input give the same rows, outputs are Arrow producers."""

import gc
import sys

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import saring

TEXTS = [
    "Harga beras di pasar induk turun setelah panen raya tiba di beberapa daerah.",
    None,
    "The committee will publish its final report on the harbour next Thursday.",
    "",
    "Правительство объявило о новых мерах поддержки сельского хозяйства.",
]


def answers(column: object) -> list[str | None]:
    """The language of each row, null for null."""
    return saring.detect_batch(column).lang.to_pylist()


EXPECTED = ["ind_Latn", None, "eng_Latn", "zxx", "rus_Cyrl"]


class CapsuleOnly:
    """An Arrow producer with nothing but the protocol visible."""

    def __init__(self, array: pa.Array) -> None:
        self._array = array

    def __arrow_c_array__(self, requested_schema: object = None) -> tuple[object, object]:
        return self._array.__arrow_c_array__(requested_schema)


@pytest.mark.parametrize(
    "column",
    [
        TEXTS,
        tuple(TEXTS),
        iter(TEXTS),
        np.array(TEXTS, dtype=object),
        pd.Series(TEXTS),
        pd.Series(TEXTS, dtype="string[pyarrow]"),
        pd.Series(TEXTS, dtype="string[python]"),
        pd.Series(TEXTS, dtype=pd.ArrowDtype(pa.string())),
        pd.Series(TEXTS).astype("category"),
        pl.Series(TEXTS),
        pl.Series(TEXTS, dtype=pl.Categorical),
        pl.DataFrame({"a": TEXTS}).select(pl.col("a")).get_column("a"),
        pa.array(TEXTS, pa.string()),
        pa.array(TEXTS, pa.large_string()),
        pa.array(TEXTS, pa.string_view()),
        pa.array(TEXTS, pa.string()).dictionary_encode(),
        pa.array(TEXTS, pa.large_string()).dictionary_encode(),
        pa.DictionaryArray.from_arrays(pa.array([0, 1, 2, 3, 4], pa.int8()), pa.array(TEXTS)),
        pa.chunked_array([TEXTS[:1], TEXTS[1:]]).dictionary_encode(),
        pa.array([None if t is None else t.encode() for t in TEXTS], pa.binary()),
        pa.chunked_array([TEXTS[:2], TEXTS[2:]]),
        pa.chunked_array([[], TEXTS[:2], [], TEXTS[2:]], pa.string_view()),
        pa.array(["skipped", *TEXTS], pa.string_view())[1:],
        pa.array([*TEXTS, "x"], pa.string())[:-1],
        pa.array(["skipped", *TEXTS], pa.string())[1:],
        CapsuleOnly(pa.array(TEXTS)),
        [None if t is None else t.encode() for t in TEXTS],
    ],
    ids=[
        "list", "tuple", "iterator", "numpy-object", "pandas", "pandas-arrow",
        "pandas-python", "pandas-arrow-dtype", "pandas-category", "polars", "polars-category",
        "polars-column", "utf8",
        "large-utf8", "string-view", "dictionary", "dictionary-large", "dictionary-of-null",
        "dictionary-chunked", "binary", "chunked",
        "chunked-views", "sliced-views", "sliced-end",
        "sliced-begin", "capsule", "bytes",
    ],
)  # fmt: skip
def test_every_kind_of_column_gives_the_same_rows(column: object) -> None:
    assert answers(column) == EXPECTED


def test_numpy_string_array_is_accepted() -> None:
    assert answers(np.array([TEXTS[0], TEXTS[2]])) == ["ind_Latn", "eng_Latn"]
    kind = np.dtypes.StringDType(na_object=None)
    assert answers(np.array(TEXTS, dtype=kind)) == EXPECTED


def test_null_kinds_of_pandas_are_null() -> None:
    column = pd.Series([TEXTS[0], float("nan"), pd.NA], dtype=object)
    assert answers(column) == ["ind_Latn", None, None]


@pytest.mark.parametrize(
    ("column", "message"),
    [
        ("one text", "expected a column of texts, got one str"),
        (b"one text", "expected a column of texts, got one bytes"),
        ([TEXTS[0], 7], r"texts\[1\]: expected str, bytes or None, got int"),
        (42, "expected an Arrow column or an iterable of str, got int"),
        (pa.array([1, 2]), "expected an Arrow column of strings, got format 'l'"),
        (pa.table({"a": ["x"]}), "pass one column of it"),
    ],
    ids=["str", "bytes", "int-row", "int", "int-column", "table"],
)
def test_what_cannot_be_a_column_is_named(column: object, message: str) -> None:
    with pytest.raises(TypeError, match=message):
        saring.detect_batch(column)


def test_results_are_arrow_columns() -> None:
    result = saring.detect_batch(TEXTS)
    assert pa.array(result.lang).to_pylist() == EXPECTED
    assert pa.array(result.confidence).null_count == 1
    assert pl.DataFrame(result).height == len(TEXTS)
    table = pa.table(result)
    assert {"lang", "confidence", "is_reliable"} <= set(table.column_names)
    assert table.num_rows == len(TEXTS)


def test_lists_reach_every_library() -> None:
    result = saring.detect_batch(TEXTS, top=2)
    labels = result.top_lang.to_pylist()
    arrow = pa.table(result)
    assert arrow.schema.field("top_lang").type == pa.large_list(pa.large_string())
    assert arrow.schema.field("top_probability").type == pa.large_list(pa.float32())
    arrow.validate(full=True)
    assert arrow["top_lang"].to_pylist() == labels
    assert [len(x) if x is not None else None for x in labels] == [2, None, 2, 0, 2]
    frame = pl.DataFrame(result)
    assert frame["top_lang"].to_list() == labels
    assert frame["top_probability"].to_list() == result.top_probability.to_pylist()
    assert list(arrow.to_pandas()["top_lang"][0]) == labels[0]
    assert list(result.top_lang.to_numpy()) == labels
    assert pa.table(saring.detect_batch([], top=2)).num_rows == 0


def test_a_column_is_a_sequence() -> None:
    column = saring.detect_batch(TEXTS).lang
    assert len(column) == len(TEXTS)
    assert column[0] == column[-5] == "ind_Latn"
    assert column[2:4] == ["eng_Latn", "zxx"]
    assert list(column) == EXPECTED
    assert column.null_count == 1
    assert "ind_Latn" in repr(column)
    with pytest.raises(IndexError):
        column[5]


def test_numbers_are_seen_by_numpy_in_place_and_read_only() -> None:
    column = saring.detect_batch([TEXTS[0]] * 3).confidence
    first, second = column.to_numpy(), np.asarray(column)
    assert np.shares_memory(first, second)
    assert not first.flags.writeable
    del column
    gc.collect()
    assert first[0] > 0


def test_an_arrow_column_outlives_its_producer() -> None:
    exported = pa.array(saring.detect_batch(TEXTS).lang)
    gc.collect()
    assert exported.to_pylist() == EXPECTED


def test_no_reference_to_the_input_is_left_behind() -> None:
    text = "Harga cabai rawit naik lagi menjelang lebaran " + str(id(object()))
    before = sys.getrefcount(text)
    saring.detect_batch([text, text])
    assert sys.getrefcount(text) == before


def test_a_lone_surrogate_counts_as_one_character() -> None:
    result = saring.detect_batch([TEXTS[0] + "\ud800"])
    assert result.lang[0] == "ind_Latn"
