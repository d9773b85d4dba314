"""Bytes, buffers, columns and encodings that `saring.extract` reads."""

from __future__ import annotations

import array
import itertools
import mmap
import threading

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from web_pages import PAGE

import saring


def test_str_and_bytes_of_any_encoding_give_the_same() -> None:
    page = PAGE.replace("Nelayan", "Nelayan café")
    text = saring.extract(page).text
    assert saring.extract(page.encode()).text == text
    assert saring.extract(bytearray(page.encode())).text == text
    assert saring.extract(page.encode("utf-16")).text == text
    assert saring.extract(page.replace("utf-8", "windows-1252").encode("cp1252")).text == text
    latin = saring.extract(
        page.replace('<meta charset="utf-8">', "").encode("latin1"), encoding="latin1"
    )
    assert latin.text == text
    assert latin.encoding == "windows-1252"


LATIN = PAGE.replace("utf-8", "windows-1252").replace("Nelayan", "Café")


DECODED = saring.extract(LATIN).text


@pytest.mark.parametrize(
    "column",
    [
        [LATIN.encode("cp1252"), LATIN.encode("utf-16"), LATIN, None],
        (LATIN.encode("cp1252"), LATIN.encode("utf-16"), LATIN, None),
        iter([LATIN.encode("cp1252"), LATIN.encode("utf-16"), LATIN, None]),
        np.array([LATIN.encode("cp1252"), LATIN.encode("utf-16"), LATIN, None], dtype=object),
        pd.Series([LATIN.encode("cp1252"), LATIN.encode("utf-16"), LATIN, None]),
        [bytearray(LATIN.encode("cp1252")), memoryview(LATIN.encode("utf-16")), LATIN, None],
        *(
            pa.array([LATIN.encode("cp1252"), LATIN.encode("utf-16"), LATIN.encode(), None], kind)
            for kind in (pa.binary(), pa.large_binary(), pa.binary_view())
        ),
        pa.array(
            [LATIN.encode("cp1252"), LATIN.encode("utf-16"), LATIN.encode(), None]
        ).dictionary_encode(),
        pl.Series([LATIN.encode("cp1252"), LATIN.encode("utf-16"), LATIN.encode(), None]),
    ],
    ids=[
        "list", "tuple", "iterator", "numpy", "pandas", "buffers", "binary", "large-binary",
        "binary-view", "dictionary", "polars",
    ],
)  # fmt: skip
def test_bytes_of_every_kind_of_column_are_in_the_encoding_of_the_page(column: object) -> None:
    assert saring.extract_batch(column)["text"].to_pylist() == [DECODED] * 3 + [None]


@pytest.mark.parametrize(
    ("text", "binary"),
    [
        (pa.string(), pa.binary()),
        (pa.large_string(), pa.large_binary()),
        (pa.string_view(), pa.binary_view()),
    ],
)
def test_an_arrow_string_is_text_whatever_the_page_declares(
    text: pa.DataType, binary: pa.DataType
) -> None:
    assert saring.extract_batch(pa.array([LATIN], text))["text"].to_pylist() == [DECODED]
    # Text that is damaged is repaired; the same bytes as a page are decoded.
    page = pa.array([LATIN.encode("cp1252")], binary)
    damaged = pa.Array.from_buffers(text, 1, page.buffers())
    assert "Caf\ufffd" in saring.extract_batch(damaged)["text"][0]
    assert saring.extract_batch(page)["text"].to_pylist() == [DECODED]


@pytest.mark.parametrize("byte", range(256))
def test_a_label_with_any_byte_in_it_gives_an_article(byte: int) -> None:
    for name in (b"utf-8", b"windows-1251", b"latin1"):
        for at in (0, 3, len(name)):
            label = name[:at] + bytes([byte]) + name[at:]
            page = b"<meta charset='" + label + b"'><p>caf\xe9 di tepi laut</p>"
            encoding = saring.extract(page).encoding
            assert encoding
            assert encoding.isascii()
            assert saring.extract_batch([page])["encoding"].to_pylist() == [encoding]


@pytest.mark.parametrize(
    "label",
    ["utf\xd38", "\ud800", "utf-8\0", "k" * 100_000, "\0", " ", "utf-7", "cp037", "iso-2022-kr"],
)
def test_an_encoding_that_is_no_label_is_an_error(label: str) -> None:
    for page in (b"<p>caf\xe9</p>", "<p>café</p>"):
        with pytest.raises(ValueError, match=r"^encoding: '"):
            saring.extract(page, encoding=label)
        with pytest.raises(ValueError, match=r"^encoding: '"):
            saring.extract_batch([page], encoding=label)


def test_the_nearest_label_is_named() -> None:
    with pytest.raises(ValueError, match="did you mean 'windows-1251'"):
        saring.extract(b"<p>x", encoding="windows1251")


def test_the_encoding_given_is_obeyed() -> None:
    page = "<meta charset=utf-8><p>é</p>".encode()
    article = saring.extract(page, encoding="ISO-8859-1")
    assert (article.page_text.strip(), article.encoding) == ("Ã©", "windows-1252")
    table = saring.extract_batch([page, "<p>é</p>", None], encoding="latin1")
    assert [text and text.strip() for text in table["text"].to_pylist()] == ["Ã©", "é", None]
    assert table["encoding"].to_pylist() == ["windows-1252", None, None]
    assert table["mojibake"].to_pylist() == [True, False, None]


WHOLE = b"<p>kapal berlabuh di dermaga</p>"


def _as_mmap(data: bytes) -> mmap.mmap:
    memory = mmap.mmap(-1, len(data))
    memory[:] = data
    return memory


@pytest.mark.parametrize(
    "view",
    [
        memoryview(WHOLE[::-1])[::-1],
        memoryview(bytes(itertools.chain.from_iterable((c, 0) for c in WHOLE)))[::2],
        memoryview(WHOLE).cast("B", (2, len(WHOLE) // 2)),
        memoryview(b"xx" + WHOLE + b"xx")[2:-2],
        memoryview(WHOLE).cast("c"),
        bytearray(WHOLE),
        array.array("B", WHOLE),
        _as_mmap(WHOLE),
        np.frombuffer(WHOLE[::-1], np.uint8)[::-1],
        np.asfortranarray(np.frombuffer(WHOLE, np.uint8).reshape(4, -1)),
    ],
    ids=[
        "reversed", "strided", "two-dimensional", "part", "chars", "bytearray", "array", "mmap",
        "numpy-reversed", "numpy-fortran",
    ],
)  # fmt: skip
def test_a_buffer_is_read_as_bytes_reads_it(view: memoryview) -> None:
    assert bytes(view) == WHOLE
    expected = saring.extract(WHOLE).text
    assert saring.extract(view).text == expected
    assert saring.extract_batch([view])["text"].to_pylist() == [expected]
    assert saring.detect(view) == saring.detect(WHOLE)
    assert saring.strip(view) == saring.strip(WHOLE)
    assert saring.text.words(view) == saring.text.words(WHOLE)
    assert saring.text.repair(view) == WHOLE.decode()
    assert saring.text.find_invalid_utf8(view) is None


@pytest.mark.parametrize(
    ("view", "message"),
    [
        (memoryview(array.array("H", [60, 112, 62])), "memoryview with items of format 'H'"),
        (array.array("i", [1, 2]), "array.array with items of format 'i'"),
        (np.array([1.5]), "numpy.ndarray with items of format 'd'"),
        (np.int8(3), "numpy.int8"),
        (3, "int"),
        (None, "NoneType"),
    ],
)
def test_what_is_no_string_of_bytes_is_refused(view: object, message: str) -> None:
    for entry, name in (
        (saring.extract, "html"),
        (saring.detect, "text"),
        (saring.strip, "text"),
        (saring.text.find_invalid_utf8, "data"),
        (saring.text.repair, "data"),
    ):
        with pytest.raises(TypeError, match=f"^{name}: expected .*bytes, got {message}$"):
            entry(view)  # type: ignore[operator]
    if view is not None:
        with pytest.raises(TypeError, match=rf"pages\[1\]: .* got {message}$"):
            saring.extract_batch(["", view])


def test_a_released_view_is_refused() -> None:
    view = memoryview(WHOLE)
    view.release()
    with pytest.raises(ValueError, match="released"):
        saring.extract(view)  # type: ignore[arg-type]


def test_a_buffer_may_change_during_the_call() -> None:
    page = bytearray(PAGE.encode() * 20)
    done = threading.Event()

    def change() -> None:
        while not done.is_set():
            page[:] = b"\xff" * 100
            page[:] = PAGE.encode() * 20

    thread = threading.Thread(target=change)
    thread.start()
    try:
        for _ in range(30):
            saring.extract_batch([page, page], num_threads=2)
            saring.extract(page)
    finally:
        done.set()
        thread.join()


def test_a_list_may_change_while_it_is_read() -> None:
    pages: list[object] = []

    class Page(str):
        def __del__(self) -> None:
            pages.clear()

    class Pages:
        def __iter__(self):  # type: ignore[no-untyped-def]
            for i in range(3):
                pages.append(Page(f"<p>{i}</p>"))
                yield pages[-1]
                pages.clear()

    assert len(saring.extract_batch(Pages())) == 3


@pytest.mark.parametrize("name", ["url", "encoding"])
@pytest.mark.parametrize("value", [b"\xff", 3, ["x"]])
def test_an_address_and_an_encoding_are_str(name: str, value: object) -> None:
    with pytest.raises(TypeError, match=f"^{name}: expected str, got {type(value).__name__}$"):
        saring.extract("<p>x", **{name: value})  # type: ignore[arg-type]
