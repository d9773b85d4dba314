"""The column contract: all kinds of input give the same rows, outputs are Arrow producers."""

import gc
import sys
from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import saring
from saring import dedup

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


def test_bytes_of_a_column_are_read_as_bytes_alone_are() -> None:
    marked, broken = b"\xef\xbb\xbfsatu", b"satu \xff"
    for column in ([marked, broken], pa.array([marked, broken]), [bytearray(marked), broken]):
        texts = saring.strip_batch(column)["text"].to_pylist()
        assert texts == [saring.strip(marked).text, saring.strip(broken).text]


def test_what_an_iterable_raises_reaches_the_caller() -> None:
    def texts(error: BaseException) -> Iterator[str]:
        yield "satu"
        raise error

    for error in (TypeError("mine"), ValueError("mine"), KeyboardInterrupt(), SystemExit(3)):
        with pytest.raises(type(error)) as caught:
            saring.detect_batch(texts(error))
        assert caught.value is error


def test_an_interrupt_inside_a_producer_is_no_reason_to_iterate() -> None:
    class Interrupted(list):
        def __arrow_c_stream__(self, requested_schema: object = None) -> object:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        saring.detect_batch(Interrupted(["satu"]))


def test_a_wrong_length_is_not_believed() -> None:
    class Lies:
        def __len__(self) -> int:
            return 1000

        def __getitem__(self, i: int) -> str | None:
            return TEXTS[i]

    assert answers(Lies()) == EXPECTED


BATCHES: list[tuple[Callable[..., object], str]] = [
    (saring.detect_batch, "texts"),
    (saring.strip_batch, "texts"),
    (saring.extract_batch, "pages"),
    (saring.near_duplicates, "texts"),
    (dedup.MinHasher(16).sign, "texts"),
]


@pytest.mark.parametrize("batch", [batch for batch, _ in BATCHES])
@pytest.mark.parametrize(
    "value",
    [-1, -(2**70), 2**70, 1 << 20_000, 1.5, "2", None],
    ids=["-1", "-2**70", "2**70", "2**20000", "float", "str", "None"],
)
def test_a_wrong_number_of_threads_is_named_without_the_texts(
    batch: Callable[..., object], value: object
) -> None:
    texts = ["kapal berlabuh di dermaga"] * 1000
    kind = ValueError if isinstance(value, int) else TypeError
    with pytest.raises(kind) as caught:
        batch(texts, num_threads=value)
    assert len(str(caught.value)) < 200
    if not (isinstance(value, int) and value > 2**70):
        assert "num_threads" in str(caught.value)


@pytest.mark.parametrize("batch", [batch for batch, _ in BATCHES])
def test_a_billion_threads_are_as_many_as_are_useful(batch: Callable[..., object]) -> None:
    batch(["kapal berlabuh di dermaga"] * 10, num_threads=2**31 - 1)


@pytest.mark.parametrize(
    ("value", "kind"), [(-1, ValueError), (2**70, ValueError), ("1", TypeError)]
)
def test_a_wrong_number_of_labels_is_named(value: object, kind: type[Exception]) -> None:
    with pytest.raises(kind, match=r"^top"):
        saring.detect_batch(TEXTS * 100, top=value)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("call", "name"),
    [
        (lambda x: saring.Detector().resolve(x), "code"),
        (lambda x: saring.detect("satu", languages=[x]), "code"),
        (lambda x: saring.strip("satu", language=x), "language"),
        (lambda x: saring.strip_batch(["satu"], language=x), "language"),
        (lambda x: saring.near_duplicates(["satu"], search=x), "search"),
        (lambda x: saring.near_duplicates(["satu"], keep=x), "keep"),
        (lambda x: saring.near_duplicates(["satu"], measure=x), "measure"),
        (lambda x: dedup.similarity("satu", "dua", measure=x), "measure"),
    ],
)
@pytest.mark.parametrize("value", [b"\xff", 3])
def test_a_name_is_a_str(call: Callable[[object], object], name: str, value: object) -> None:
    with pytest.raises(TypeError, match=f"^{name}: expected str, got {type(value).__name__}$"):
        call(value)


def test_a_lone_surrogate_in_a_name_is_an_unknown_name() -> None:
    for call in (
        lambda x: saring.Detector().resolve(x),
        lambda x: saring.near_duplicates(["satu"], search=x),
        lambda x: saring.near_duplicates(["satu"], measure=x),
        lambda x: dedup.similarity("satu", "dua", measure=x),
    ):
        with pytest.raises(ValueError, match="\ufffd"):
            call("\ud800")


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
