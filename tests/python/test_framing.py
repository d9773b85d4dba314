"""Files of random bytes, and of records from other writers, are split into records."""

import csv
import io
import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import saring
from saring import _core
from saring.io.csv_rows import Line, fields_of, quoted, rows, unquoted, without_line_end
from saring.io.warc_frames import Frame, frames

CHUNKS = st.integers(1, 40)
NO_LIMIT = 1 << 40


def _chunks(data: bytes, size: int) -> list[bytes]:
    return [data[at : at + size] for at in range(0, len(data), size)]


def _split(data: bytes, size: int, *, is_array: bool) -> tuple[list[Any], bool]:
    splitter = _core.JsonSplitter(is_array, NO_LIMIT)
    values = [value for chunk in _chunks(data, size) for value in splitter.feed(chunk)]
    return [*values, *splitter.finish()], splitter.is_cut


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=6,
)
RECORDS = st.lists(st.dictionaries(st.text(max_size=6), JSON, max_size=4), max_size=5)


@given(RECORDS, CHUNKS, st.sampled_from([None, 0, 2, "\t"]), st.booleans(), st.booleans())
@settings(deadline=None)
def test_json_that_others_wrote_is_cut_into_its_records(
    records: list[Any], size: int, indent: Any, is_ascii: bool, is_array: bool
) -> None:
    written = [json.dumps(r, indent=indent, ensure_ascii=is_ascii) for r in records]
    text = json.dumps(records, indent=indent) if is_array else "\n".join(written)
    values, is_cut = _split(text.encode(errors="replace"), size, is_array=is_array)
    assert not is_cut
    assert [json.loads(value) for value, _, _ in values] == records


@given(st.binary(max_size=200), CHUNKS, st.booleans())
@settings(deadline=None)
def test_json_out_of_any_bytes_is_cut_alike_in_any_chunks(
    data: bytes, size: int, is_array: bool
) -> None:
    whole = _split(data, max(len(data), 1), is_array=is_array)
    assert _split(data, size, is_array=is_array) == whole
    at = 0
    for value, line, _ in whole[0]:
        at = data.index(value, at)
        assert 1 <= line <= data.count(b"\n") + 1
        at += len(value)


def _lines(data: bytes) -> list[Line]:
    return [Line(line) for line in data.splitlines(keepends=True)] if data else []


CELL = st.text(st.sampled_from('ab",;\t\n\r |é'), max_size=8)


@given(
    st.lists(st.lists(CELL, min_size=2, max_size=4), min_size=1, max_size=6),
    st.sampled_from(",;\t|"),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.sampled_from(["\n", "\r\n"]),
)
@settings(deadline=None)
def test_csv_that_others_wrote_has_the_values_that_were_written(
    table: list[list[str]], delimiter: str, quoting: Any, end: str
) -> None:
    if quoting == csv.QUOTE_MINIMAL:  # Python 3.11 does not put quotes around a carriage return
        table = [[cell.replace("\r", "") for cell in row] for row in table]
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=delimiter, quoting=quoting, lineterminator=end).writerows(table)
    data, mark = written.getvalue().encode(), delimiter.encode()
    lines = [Line(line + b"\n") for line in data.split(b"\n")[:-1]]
    found = list(rows(iter(lines), mark, NO_LIMIT))
    assert b"".join(row.data for row in found) == data
    assert all(row.is_whole for row in found)
    values = [[unquoted(f).decode() for f in fields_of(row.data, mark) or []] for row in found]
    assert values == table


@given(st.binary(max_size=120) | st.text(st.sampled_from('a",\n\r;'), max_size=60))
@settings(deadline=None)
def test_csv_out_of_any_bytes_loses_none(given_data: bytes | str) -> None:
    data = given_data.encode() if isinstance(given_data, str) else given_data
    lines = [Line(line + b"\n") for line in data.split(b"\n")]
    found = list(rows(iter(lines), b",", NO_LIMIT))
    kept = b"".join(row.data for row in found)
    blank = [line.data for line in lines if not line.data.strip(b" \r\n")]
    assert len(kept) >= len(data) + 1 - sum(map(len, blank))
    at = 0
    for row in found:
        at = (data + b"\n").index(row.data, at) + len(row.data)
        cut = fields_of(row.data, b",")
        assert (cut is None) <= (not row.is_whole)
        if cut is not None:
            assert b",".join(cut) == without_line_end(row.data)
            for field in cut:
                again = quoted(unquoted(field), b",", always=True)
                assert unquoted(again) == unquoted(field)
    assert all(one.line < other.line for one, other in pairwise(found))


def _record(block: bytes, uri: str) -> bytes:
    header = f"WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Target-URI: {uri}\r\n"
    return f"{header}Content-Length: {len(block)}\r\n\r\n".encode() + block + b"\r\n\r\n"


BLOCKS = st.lists(
    st.binary(max_size=60) | st.sampled_from([b"", b"\r\n\r\n", b"WARC/1.0\r\n\r\nx"]), max_size=5
)


@given(BLOCKS, CHUNKS, st.integers(0, 60))
@settings(deadline=None)
def test_warc_records_are_cut_whole_in_any_chunks(
    blocks: list[bytes], size: int, limit: int
) -> None:
    data = b"".join(_record(block, f"https://a.example/{n}") for n, block in enumerate(blocks))
    found = list(frames(_chunks(data, size), limit))
    assert [frame.fault for frame in found] == [None] * len(blocks)
    assert [frame.size for frame in found] == [len(block) for block in blocks]
    assert [frame.block for frame in found] == [b if len(b) <= limit else None for b in blocks]


@given(
    st.lists(
        st.binary(max_size=30)
        | st.sampled_from(
            [b"WARC/1.0\r\n", b"Content-Length: 3\r\n", b"\r\n\r\n", b"\nWARC/1", b"\n"]
        )
        | st.binary(max_size=9).map(lambda block: _record(block, "https://a.example/")),
        max_size=8,
    ),
    CHUNKS,
)
@settings(deadline=None)
def test_warc_out_of_any_bytes_is_cut_alike_in_any_chunks(parts: list[bytes], size: int) -> None:
    data = b"".join(parts)

    def cut(chunk: int) -> list[Frame]:
        return list(frames(_chunks(data, chunk), NO_LIMIT))

    whole = cut(max(len(data), 1))
    assert cut(size) == whole
    assert sum(len(f.header) + len(f.block or b"") for f in whole) <= len(data)


@pytest.mark.parametrize("suffix", ["json", "csv", "tsv", "warc", "jsonl", "arrow", "parquet"])
@given(data=st.binary(max_size=300))
@settings(deadline=None, max_examples=20)
def test_files_of_any_bytes_are_quarantined_and_never_an_error(
    tmp_path_factory: pytest.TempPathFactory, suffix: str, data: bytes
) -> None:
    folder: Path = tmp_path_factory.mktemp("any")
    (folder / f"a.{suffix}").write_bytes(data)
    try:
        report = saring.clean(folder / f"a.{suffix}", folder / "out", report=False, num_threads=1)
    except saring.UsageError:
        return
    assert report.documents_read <= data.count(b"\n") + len(data)
