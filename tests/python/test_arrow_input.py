"""Arrow producers that are damaged or lie: an error that names the place, never a crash.

The sizes of most buffers are not tested: the interface does not give them, so nobody can check.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import pandas
import pyarrow as pa
import pytest
from arrow_producers import (
    ARRAY_RELEASE,
    GET_ERROR,
    GET_NEXT,
    GET_SCHEMA,
    I8,
    I32,
    I64,
    LONG,
    SCHEMA_RELEASE,
    STREAM_RELEASE,
    U8,
    U16,
    U32,
    U64,
    Producer,
    StreamProducer,
    changed,
    coded,
    data,
    new_capsule,
    numbers,
    stream,
    texts_of,
    utf8,
    view,
    views,
    with_buffer,
)

import saring


class Returns:
    """An object with methods of the PyCapsule interface that return what a test gives."""

    def __init__(self, **methods: Callable[[], object]) -> None:
        self._methods = methods

    def __getattr__(self, name: str) -> Any:
        if name in self._methods:
            return lambda requested_schema=None: self._methods[name]()
        raise AttributeError(name)


def consumed_array() -> Any:
    capsules = pa.array(["a", "b"]).__arrow_c_array__()
    pa.Array._import_from_c_capsule(*capsules)
    return Returns(__arrow_c_array__=lambda: capsules)


def consumed_stream() -> Any:
    capsule = pa.chunked_array([["a", "b"]]).__arrow_c_stream__()
    pa.ChunkedArray._import_from_c_capsule(capsule)
    return Returns(__arrow_c_stream__=lambda: capsule)


def pyarrow_offsets(
    *offsets: int, rows: int, holder: Callable[[pa.Array], Any] = lambda array: array
) -> Any:
    """A string array that pyarrow made from a buffer that was changed later, or its container."""
    buffer = numbers(I32, *([0] * len(offsets)))
    values = pa.py_buffer(b"three words here")
    array = holder(pa.StringArray.from_buffers(rows, pa.py_buffer(buffer), values))
    buffer[:] = offsets
    return array


class OwnType(pa.ExtensionType):
    """A type of strings with arrays of a class outside pyarrow."""

    def __init__(self) -> None:
        super().__init__(pa.string(), "saring.tests.own")

    def __arrow_ext_serialize__(self) -> bytes:
        return b""

    def __arrow_ext_class__(self) -> type[pa.ExtensionArray]:
        return OwnArray


class OwnArray(pa.ExtensionArray):  # type: ignore[misc]
    """Arrays of `OwnType`."""


def of_own_class(array: pa.Array) -> pa.Array:
    own = pa.ExtensionArray.from_storage(OwnType(), array)
    assert type(own) is OwnArray
    return own


def pandas_series(array: pa.Array) -> Any:
    return pandas.Series(pandas.arrays.ArrowExtensionArray(array))


def failing_schema() -> StreamProducer:
    return stream(utf8(), get_schema=GET_SCHEMA(lambda _, out: 5))


def empty_schema() -> StreamProducer:
    return stream(utf8(), get_schema=GET_SCHEMA(lambda _, out: 0))


def bad_chunk(damage: Callable[[], Producer]) -> Callable[[], StreamProducer]:
    return lambda: StreamProducer(utf8(), utf8(), damage(), utf8())


ARRAY = "texts: the Arrow array is damaged: "
STREAM = "texts: the Arrow stream "
NO_RELEASE_A, NO_RELEASE_S = ARRAY_RELEASE(), SCHEMA_RELEASE()

# What a producer hands out, and the error that names it.
HOSTILE: dict[str, tuple[Callable[[], Any], type[Exception], str]] = {
    "consumed array": (consumed_array, ValueError, ARRAY + "its schema is released"),
    "consumed stream": (consumed_stream, ValueError, STREAM + "is released"),
    "released array": (
        lambda: changed(utf8(), release=NO_RELEASE_A), ValueError, ARRAY + "it is released"),
    "released schema": (
        lambda: changed(utf8(), schema_release=NO_RELEASE_S), ValueError,
        ARRAY + "its schema is released"),
    "released dictionary": (
        lambda: changed(coded(I32, 0), values_release=NO_RELEASE_A), ValueError,
        ARRAY + "its dictionary is released"),
    "no format": (
        lambda: changed(utf8(), schema_format=None), ValueError,
        ARRAY + "its schema has no format"),
    "format that is not text": (
        lambda: Producer(b"\xff\xfe" * 500, 0, []), TypeError, "texts: expected an Arrow column"),
    "empty format": (lambda: Producer(b"", 0, []), TypeError, "got format ''"),
    "format of a number": (
        lambda: Producer(b"l", 1, [None, numbers(I64, 7)]), TypeError, "got format 'l'"),
    "format longer than a type": (
        lambda: Producer(b"uu", 1, [None, numbers(I32, 0, 1), data(b"a")]), TypeError,
        "got format 'uu'"),
    "no buffers pointer": (
        lambda: changed(utf8(), buffers=None), ValueError, ARRAY + "it has no buffers"),
    "no offsets": (lambda: with_buffer(utf8(), 1, None), ValueError, ARRAY + "buffer 1 is null"),
    "no data": (lambda: with_buffer(utf8(), 2, None), ValueError, ARRAY + "buffer 2 is null"),
    "n_buffers 0": (lambda: utf8(n_buffers=0), ValueError, ARRAY + "n_buffers is 0"),
    "n_buffers 2": (lambda: utf8(n_buffers=2), ValueError, ARRAY + "n_buffers is 2"),
    "n_buffers 4": (lambda: utf8(n_buffers=4), ValueError, ARRAY + "n_buffers is 4"),
    "n_buffers -1": (lambda: utf8(n_buffers=-1), ValueError, ARRAY + "n_buffers is -1"),
    "n_children": (lambda: utf8(n_children=1), ValueError, ARRAY + "n_children is 1"),
    "n_children huge": (lambda: utf8(n_children=2**62), ValueError, ARRAY + "n_children is"),
    "length -1": (lambda: utf8(length=-1), ValueError, ARRAY + "length is -1"),
    "length 2**62": (lambda: utf8(length=2**62), ValueError, ARRAY + "length is 46116860184273"),
    "length -2**63": (lambda: utf8(length=-(2**63)), ValueError, ARRAY + "length is -"),
    "offset -1": (lambda: utf8(offset=-1), ValueError, ARRAY + "offset is -1"),
    "offset 2**63-1": (lambda: utf8(offset=2**63 - 1), ValueError, ARRAY + "offset is 9223"),
    "offset 2**60": (lambda: utf8(offset=2**60), ValueError, ARRAY + "offset is 1152"),
    "null_count -2": (lambda: utf8(null_count=-2), ValueError, ARRAY + "null_count is -2"),
    "null_count 3": (lambda: utf8(null_count=3), ValueError, ARRAY + "null_count is 3"),
    "nulls without bitmap": (
        lambda: utf8(null_count=1), ValueError, ARRAY + "it has nulls, but no validity bitmap"),
    "offsets decrease": (
        lambda: utf8(offsets=(11, 5, 0)), ValueError, ARRAY + "offsets go from 11 to 0"),
    "an offset is beyond the next": (
        lambda: utf8(offsets=(0, 2**31 - 1, 11)), ValueError,
        "texts[0]: damaged Arrow data: a value from offset 0 to 2147483647"),
    "a later offset is negative": (
        lambda: utf8(offsets=(0, -5, 11)), ValueError,
        "texts[0]: damaged Arrow data: a value from offset 0 to -5"),
    "the first offset is negative": (
        lambda: utf8(offsets=(-100_000_000, 5, 11)), ValueError, ARRAY + "offsets go from -1"),
    "large offsets beyond memory": (
        lambda: Producer(b"U", 1, [None, numbers(I64, 0, 2**62), data(b"a")]), ValueError,
        ARRAY + "offsets go from 0 to 4611686018427387904"),
    "large offsets decrease": (
        lambda: Producer(b"Z", 2, [None, numbers(I64, 0, 9, 3), data(b"abc")]), ValueError,
        "texts[0]: damaged Arrow data: a value from offset 0 to 9"),
    "null type of 2**62": (lambda: Producer(b"n", 2**62, []), ValueError, ARRAY + "length is"),
    "null type of 2**33": (
        lambda: Producer(b"n", 2**33, []), ValueError, "a column has at most 4294967295 rows"),
    "null type with buffers": (
        lambda: Producer(b"n", 2, [None]), ValueError, ARRAY + "n_buffers is 1"),
    "view of negative length": (
        lambda: views(view(-1, b"abcd")), ValueError, "texts[0]: damaged Arrow data: a view of -1"),
    "view without a buffer": (
        lambda: views(view(33, LONG), sizes=None), ValueError, "a view of 33 bytes"),
    "view of a buffer that is not there": (
        lambda: views(view(5, b"short"), view(33, LONG, buffer=1)), ValueError,
        "texts[1]: damaged Arrow data: a view of 33 bytes"),
    "view of buffer -1": (
        lambda: views(view(33, LONG, buffer=-1)), ValueError, "a view of 33 bytes"),
    "view beyond its buffer": (
        lambda: views(view(len(LONG), LONG, start=1)), ValueError, "a view of 33 bytes"),
    "view of 2 GB": (
        lambda: views(view(2**31 - 1, LONG)), ValueError, "a view of 2147483647 bytes"),
    "view from a negative start": (
        lambda: views(view(20, LONG, start=-1)), ValueError, "a view of 20 bytes"),
    "view into a buffer of negative size": (
        lambda: views(view(20, LONG), sizes=(-1,)), ValueError, "a view of 20 bytes"),
    "view into a null buffer": (
        lambda: with_buffer(views(view(20, LONG)), 2, None), ValueError, "a view of 20 bytes"),
    "views without sizes": (
        lambda: with_buffer(views(view(20, LONG)), 3, None), ValueError,
        ARRAY + "the buffer of sizes is null"),
    "no views": (
        lambda: with_buffer(views(view(1, b"a")), 1, None), ValueError, "buffer 1 is null"),
    "n_buffers 2**40 of views": (
        lambda: changed(views(view(1, b"a")), n_buffers=2**40), ValueError, "n_buffers is 1"),
    "n_buffers 2 of views": (
        lambda: changed(views(view(1, b"a")), n_buffers=2), ValueError, ARRAY + "n_buffers is 2"),
    "dictionary missing in the array": (
        lambda: changed(coded(I32, 0), dictionary=None), ValueError,
        ARRAY + "it has no dictionary"),
    "dictionary missing in the schema": (
        lambda: changed(coded(I32, 0), schema_dictionary=None), TypeError, "got format 'i'"),
    "dictionary beside strings": (
        lambda: changed(utf8(), dictionary=ctypes.pointer(utf8().array)), ValueError,
        ARRAY + "it has a dictionary, its schema has none"),
    "index beyond the dictionary": (
        lambda: coded(I32, 0, 1, 2), ValueError,
        "texts[2]: damaged Arrow data: index 2 into a dictionary of 2 values"),
    "index far beyond the dictionary": (
        lambda: coded(I32, 10**9), ValueError, "texts[0]: damaged Arrow data: index 1000000000"),
    "negative index": (
        lambda: coded(I8, 0, -1, format=b"c"), ValueError,
        "texts[1]: damaged Arrow data: index -1"),
    "index 255": (lambda: coded(U8, 255, format=b"C"), ValueError, "index 255 into"),
    "index 65535": (lambda: coded(U16, 65535, format=b"S"), ValueError, "index 65535 into"),
    "index 2**32-1": (lambda: coded(U32, 2**32 - 1, format=b"I"), ValueError, "index 4294967295"),
    "index 2**64-1": (
        lambda: coded(U64, 2**64 - 1, format=b"L"), ValueError, "index 18446744073709551615 into"),
    "index -2**63": (lambda: coded(I64, -(2**63), format=b"l"), ValueError, "index -9223"),
    "index into no values": (
        lambda: coded(I32, 0, dictionary=utf8(length=0)), ValueError, "into a dictionary of 0"),
    "floating indices": (
        lambda: coded(I32, 0, format=b"f"), TypeError, "got format 'f'"),
    "no indices": (
        lambda: with_buffer(coded(I32, 0), 1, None), ValueError, ARRAY + "buffer 1 is null"),
    "n_buffers 3 of indices": (
        lambda: coded(I32, 0, n_buffers=3), ValueError, ARRAY + "n_buffers is 3"),
    "damaged dictionary": (
        lambda: coded(I32, 0, 1, dictionary=utf8(offsets=(0, -1, 11))), ValueError,
        "texts[0]: damaged Arrow data: a value from offset 0 to -1"),
    "dictionary of negative length": (
        lambda: coded(I32, 0, dictionary=utf8(length=-1)), ValueError,
        ARRAY + "the dictionary: length is -1"),
    "dictionary without buffers": (
        lambda: coded(I32, 0, dictionary=changed(utf8(), buffers=None)), ValueError,
        ARRAY + "the dictionary: it has no buffers"),
    "dictionary without data": (
        lambda: coded(I32, 0, dictionary=with_buffer(utf8(), 2, None)), ValueError,
        ARRAY + "the dictionary: buffer 2 is null"),
    "dictionary of numbers": (
        lambda: coded(I32, 0, dictionary=Producer(b"l", 1, [None, numbers(I64, 7)])), TypeError,
        "got format 'l'"),
    "dictionary without a format": (
        lambda: coded(I32, 0, dictionary=changed(utf8(), schema_format=None)), ValueError,
        ARRAY + "the schema of its dictionary has no format"),
    "dictionary of a dictionary": (
        lambda: coded(I32, 0, dictionary=coded(I32, 0)), TypeError, "nested dictionary"),
    "dictionary of a dictionary, hidden": (
        lambda: coded(
            I32, 0, dictionary=changed(utf8(), dictionary=ctypes.pointer(utf8().array))),
        ValueError, ARRAY + "its dictionary has a dictionary"),
    "stream without callbacks": (
        lambda: stream(utf8(), get_schema=GET_SCHEMA(), get_next=GET_NEXT()), ValueError,
        STREAM + "has no callbacks"),
    "stream without get_next": (
        lambda: stream(utf8(), get_next=GET_NEXT()), ValueError, STREAM + "has no callbacks"),
    "released stream": (
        lambda: stream(utf8(), release=STREAM_RELEASE()), ValueError, STREAM + "is released"),
    "stream whose schema fails": (failing_schema, ValueError, STREAM + "failed: "),
    "stream whose schema is released": (
        empty_schema, ValueError, STREAM + "gave a schema that is released"),
    "stream that fails": (
        lambda: StreamProducer(utf8(), failure=5, message=b"disk on fire"), ValueError,
        STREAM + "failed: disk on fire"),
    "stream that fails without a reason": (
        lambda: StreamProducer(utf8(), failure=5), ValueError, STREAM + "failed: Input/output"),
    "stream that fails without get_last_error": (
        lambda: stream(utf8(), failure=22, get_last_error=GET_ERROR()), ValueError,
        STREAM + "failed: Invalid argument"),
    "stream that fails with no text": (
        lambda: StreamProducer(utf8(), failure=5, message=b"\xff" * 100_000), ValueError,
        STREAM + "failed: \ufffd"),
    "stream with a damaged chunk": (
        bad_chunk(lambda: utf8(n_buffers=0)), ValueError,
        "texts: chunk 2 of the Arrow stream is damaged: n_buffers is 0"),
    "stream with a damaged row": (
        bad_chunk(lambda: utf8(offsets=(0, 12, 11))), ValueError,
        "texts[4]: damaged Arrow data: a value from offset 0 to 12"),
    "stream of numbers": (
        lambda: StreamProducer(Producer(b"l", 1, [None, numbers(I64, 7)])), TypeError,
        "got format 'l'"),
    "capsule of another name": (
        lambda: Returns(__arrow_c_array__=lambda: (
            new_capsule(1, b"foo", None), new_capsule(1, b"bar", None))),
        TypeError, "expected a capsule named 'arrow_schema'"),
    "capsules in the wrong order": (
        lambda: Returns(__arrow_c_array__=lambda: pa.array(["a"]).__arrow_c_array__()[::-1]),
        TypeError, "expected a capsule named 'arrow_schema'"),
    "array for a stream": (
        lambda: Returns(__arrow_c_stream__=lambda: pa.array(["a"]).__arrow_c_array__()[1]),
        TypeError, "expected a capsule named 'arrow_array_stream'"),
    "unnamed capsule": (
        lambda: Returns(__arrow_c_stream__=lambda: new_capsule(1, None, None)),
        TypeError, "expected a capsule named 'arrow_array_stream'"),
    "number for capsules": (
        lambda: Returns(__arrow_c_array__=lambda: 5), TypeError,
        "__arrow_c_array__() returned int, expected a tuple of two capsules"),
    "no capsules": (
        lambda: Returns(__arrow_c_array__=lambda: ()), TypeError, "a tuple of two capsules"),
    "three capsules": (
        lambda: Returns(__arrow_c_array__=lambda: (1, 2, 3)), TypeError, "a tuple of two capsules"),
    "list of capsules": (
        lambda: Returns(__arrow_c_array__=lambda: list(pa.array(["a"]).__arrow_c_array__())),
        TypeError, "__arrow_c_array__() returned list"),
    "number for a stream": (
        lambda: Returns(__arrow_c_stream__=lambda: 5), TypeError,
        "__arrow_c_stream__() returned int, expected a capsule"),
    "pyarrow offsets beyond its data": (
        lambda: pyarrow_offsets(0, 2_000_000_000, rows=1), ValueError, ARRAY),
    "pyarrow offsets beyond its data, in a chunk": (
        lambda: pa.chunked_array([["a"], pyarrow_offsets(0, 2_000_000_000, rows=1)]), ValueError,
        ARRAY),
    "pyarrow offsets beyond its data, in an array of another class": (
        lambda: pyarrow_offsets(0, 2_000_000_000, rows=1, holder=of_own_class), ValueError, ARRAY),
    "pyarrow offsets beyond its data, in a Series": (
        lambda: pyarrow_offsets(0, 2_000_000_000, rows=1, holder=pandas_series), ValueError, ARRAY),
    "pyarrow offset in the middle beyond its data": (
        lambda: pyarrow_offsets(0, 2_000_000_000, 3, rows=2), ValueError,
        "texts[0]: damaged Arrow data"),
    "pyarrow index beyond its dictionary": (
        lambda: pa.DictionaryArray.from_arrays(
            pa.array([1_000_000_000], pa.int64()), pa.array(["a"]), safe=False),
        ValueError, "index 1000000000 into a dictionary of 1"),
}  # fmt: skip


def test_a_hostile_producer_does_not_end_the_process() -> None:
    # First, so that a crash names the producer instead of ending pytest.
    code = f"import sys; sys.path[:0] = {sys.path!r}; import test_arrow_input as t; t.run_all()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    names = done.stdout.splitlines()
    assert done.returncode == 0, f"{done.returncode} at {names[-1:]}: {done.stderr[-500:]}"
    assert names == list(HOSTILE)


def run_all() -> None:
    for name, (make, error, _) in HOSTILE.items():
        print(name, flush=True)
        for entry in (saring.detect_batch, saring.extract_batch, saring.near_duplicates):
            try:
                entry(make())
            except error:
                continue
            raise AssertionError(f"{name}: {entry.__name__} raised nothing")


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_producer_is_refused_with_a_reason(name: str) -> None:
    make, error, message = HOSTILE[name]
    with pytest.raises(error) as caught:
        saring.detect_batch(make())
    assert message in str(caught.value)
    assert len(str(caught.value)) < 1000


@pytest.mark.parametrize(
    "make",
    [
        lambda: utf8(),
        lambda: utf8(offsets=(0, -1, 11)),
        lambda: utf8(n_buffers=0),
        lambda: Producer(b"l", 1, [None, numbers(I64, 7)]),
        lambda: utf8(length=0),
    ],
    ids=["good", "damaged row", "damaged", "numbers", "empty"],
)
def test_an_array_is_released_once_whatever_happens(make: Callable[[], Producer]) -> None:
    for wrap in (lambda p: p, StreamProducer):
        producer = make()
        source = wrap(producer)
        with contextlib.suppress(TypeError, ValueError):
            saring.detect_batch(source)
        assert producer.released.count("array") == 1
        if isinstance(source, StreamProducer):
            assert source.released == 1
            assert producer.released.count("schema") == 1


def test_a_stream_is_released_where_a_callback_fails() -> None:
    for make in (failing_schema, empty_schema, lambda: StreamProducer(utf8(), failure=5)):
        source = make()
        with pytest.raises(ValueError, match="the Arrow stream"):
            saring.detect_batch(source)
        assert source.released == 1


def test_a_column_of_the_wrong_type_leaves_no_memory_behind() -> None:
    before = pa.total_allocated_bytes()
    for _ in range(3):
        for column in (pa.array(range(100_000)), pa.chunked_array([range(100_000)])):
            with pytest.raises(TypeError):
                saring.detect_batch(column)
            del column
    gc.collect()
    assert pa.total_allocated_bytes() - before < 100_000


def test_null_buffers_are_accepted_where_nothing_is_in_them() -> None:
    none = [None, None, None]
    assert texts_of(Producer(b"u", 0, none)) == []
    assert texts_of(Producer(b"u", 0, none, offset=7)) == []
    assert texts_of(Producer(b"u", 2, [None, numbers(I32, 0, 0, 0), None])) == ["", ""]
    assert texts_of(Producer(b"u", 2, [None, numbers(I32, 4, 4, 4), None])) == ["", ""]
    assert texts_of(Producer(b"vu", 1, [None, data(view(3, b"abc")), None])) == ["abc"]
    assert texts_of(Producer(b"n", 2, [])) == [None, None]


def test_nulls_of_a_null_are_not_read() -> None:
    one_null = numbers(U8, 0b01)
    bad = views(view(5, b"short"), view(-9, b"")).array.buffers[1]
    producer = with_buffer(views(view(5, b"short"), view(0, b""), null_count=1), 1, bad)
    producer.pointers[0] = ctypes.addressof(one_null)
    assert texts_of(producer) == ["short", None]
    codes = coded(I32, 1, 99, null_count=-1)
    codes.pointers[0] = ctypes.addressof(one_null)
    assert texts_of(codes) == [" world", None]


def test_a_dictionary_of_nulls_is_null() -> None:
    assert texts_of(coded(I32, 1, 0, dictionary=Producer(b"n", 2, []))) == [None, None]


def test_buffers_need_not_be_aligned() -> None:
    shifted = ctypes.create_string_buffer(b"\0" + bytes(numbers(I32, 0, 5, 11)))
    producer = with_buffer(utf8(), 1, ctypes.addressof(shifted) + 1)
    assert texts_of(producer) == ["hello", " world"]


def test_many_small_chunks_take_linear_time() -> None:
    # With room for one more chunk at a time, all rows would be copied for each.
    def seconds(count: int) -> float:
        chunks = pa.chunked_array([pa.array(["12"])] * count)
        start = time.thread_time()
        assert len(saring.detect_batch(chunks, num_threads=1)) == count
        return time.thread_time() - start

    best = [min(seconds(count) for _ in range(3)) for count in (25_000, 100_000)]
    # 4 if time is linear, 16 if it is quadratic; less than 30 ms counts as 30 ms.
    assert best[1] / max(best[0], 0.03) < 8
