"""The memory of a call is freed together with its result, as counted by the allocator."""

from __future__ import annotations

import ctypes
import gc
from collections.abc import Callable

import pyarrow as pa
import pytest

import saring
from saring import dedup, text

TEXT = (
    "Warga desa menanam pohon di tepi sungai sejak pagi hari.\n"
    "Air sungai kembali jernih, kata seorang nelayan tua.\nBaca juga: Banjir surut\n"
) * 20
TEXTS = [f"{TEXT}{n}" for n in range(60)]
COLUMN = pa.array(TEXTS)
PAGE = f"<html><head><title>Sungai</title></head><body><p>{TEXT}</p></body></html>"
UNDECODABLE = PAGE.encode("utf-16")[:-1] + b"\xff" * 3


class Fields(ctypes.Structure):
    """glibc's ``struct mallinfo2``."""

    _fields_ = [
        *((name, ctypes.c_size_t) for name in ("arena", "ordblks", "smblks", "hblks", "hblkhd")),
        *((name, ctypes.c_size_t) for name in ("usmblks", "fsmblks", "used", "free", "keepcost")),
    ]


def allocated_bytes() -> int:
    """Bytes that malloc has given out and not got back."""
    gc.collect()
    library = ctypes.CDLL(None)
    counter = getattr(library, "__sanitizer_get_current_allocated_bytes", None)
    if counter is not None:  # under AddressSanitizer
        counter.restype = ctypes.c_size_t
        return int(counter())
    library.mallinfo2.restype = Fields
    fields = library.mallinfo2()
    return int(fields.used) + int(fields.hblkhd)


def refused(call: Callable[[], object]) -> None:
    """Make a call that raises an error."""
    with pytest.raises((TypeError, ValueError)):
        call()


CALLS: dict[str, Callable[[], object]] = {
    "detect": lambda: saring.detect(TEXT).explain(),
    "detect_spans": lambda: list(saring.detect_spans(TEXT)),
    "detect_batch": lambda: saring.detect_batch(TEXTS, num_threads=2).lang.to_pylist(),
    "detect_batch of a column": lambda: pa.table(saring.detect_batch(COLUMN)),
    "strip": lambda: saring.strip(TEXT).lines,
    "signals": lambda: saring.signals(TEXTS[0], "id"),
    "signals_batch": lambda: pa.table(saring.signals_batch(COLUMN, "id", num_threads=2)),
    "strip_batch": lambda: saring.strip_batch(TEXTS, num_threads=2)["text"].to_pylist(),
    "strip_batch of a column": lambda: pa.table(saring.strip_batch(COLUMN)),
    "extract": lambda: saring.extract(PAGE).text,
    "extract of bytes": lambda: saring.extract(UNDECODABLE).text,
    "extract_batch": lambda: saring.extract_batch([PAGE] * 20, num_threads=2)["text"].to_pylist(),
    "near_duplicates": lambda: saring.near_duplicates(TEXTS, num_threads=2).pairs,
    "near_duplicates of a column": lambda: saring.near_duplicates(COLUMN).cluster,
    "MinHash": lambda: dedup.MinHasher().sign(TEXTS, num_threads=2),
    "shingles": lambda: dedup.shingles(TEXT),
    "words": lambda: list(text.words(TEXT)),
    "a detector": lambda: saring.Detector().detect(TEXT),
    "texts of the wrong type": lambda: refused(lambda: saring.detect_batch(["a", 1])),
    "options that are refused": lambda: refused(lambda: saring.near_duplicates(TEXTS, threshold=2)),
}


@pytest.mark.parametrize("name", CALLS)
def test_calls_give_back_what_they_allocate(name: str) -> None:
    call = CALLS[name]
    for _ in range(10):
        call()
    # A block of 300 bytes in each call would be found: it is there in every round. Caches of Python
    # and of the allocator grow less and less.
    growth = []
    for _ in range(10):
        before = allocated_bytes()
        for _ in range(30):
            call()
        growth.append(allocated_bytes() - before)
        if growth[-1] < 30 * 300:
            break
    assert min(growth) < 30 * 300, growth
