"""Readers and writers."""

import gzip
import zlib
from pathlib import Path

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st
from saring_cli import jsonl

from saring.io import streams
from saring.io.formats import format_of
from saring.io.read import Batch, ReadOptions, read_batches
from saring.io.read_jsonl import host_of
from saring.io.records import Fate, Problem, Record, Source
from saring.io.streams import ByteStream, Utf8Chunks, sniff_encoding, split_lines
from saring.io.write import CompressedWriter


def _source(path: Path) -> Source:
    kind = format_of(path)
    assert kind is not None
    return Source(path, path.name, kind[0], kind[1], 0)


def _read(path: Path, **options: object) -> tuple[list[Record], list[Problem]]:
    batches = list(read_batches([_source(path)], ReadOptions(**options), 1 << 20))
    records = [record for batch in batches for record in batch.records]
    return records, [problem for batch in batches for problem in batch.problems]


@given(st.lists(st.binary(max_size=20), max_size=20))
def test_lines_are_those_of_the_whole_however_it_is_cut(chunks: list[bytes]) -> None:
    whole = b"".join(chunks)
    lines = whole.split(b"\n")
    expected = lines if lines[-1] else lines[:-1]
    assert list(split_lines(iter(chunks))) == expected


def test_a_line_too_long_to_hold_is_reported_and_the_next_ones_are_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(streams, "MAX_LINE_BYTES", 10)
    chunks = [b"a\n" + b"x" * 8, b"x" * 8, b"x" * 8 + b"\nb\n", b"y" * 30]
    assert list(split_lines(iter(chunks))) == [b"a", None, b"b", None]


@pytest.mark.parametrize("name", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32"])
@given(cut=st.integers(1, 9))
def test_every_encoding_of_unicode_gives_the_same_text(name: str, cut: int) -> None:
    text = "Kopi dan téh panas 🦜 setiap pagi hari\n" * 3
    data = text.encode(name)
    chunks = (data[at : at + cut] for at in range(0, len(data), cut))
    assert b"".join(Utf8Chunks(chunks)).decode() == text


def test_plain_utf8_is_not_taken_for_utf16() -> None:
    assert sniff_encoding(b"") == ("utf-8", 0)
    assert sniff_encoding(b"\0" * 100) == ("utf-8", 0)
    assert sniff_encoding(b"a\0b") == ("utf-8", 0)
    assert sniff_encoding("日本語".encode() * 10) == ("utf-8", 0)


@pytest.mark.parametrize("suffix", ["gz", "zst"])
def test_members_that_follow_each_other_are_one_stream(tmp_path: Path, suffix: str) -> None:
    parts = [b"satu\n" * 5000, b"", b"dua\n"]
    compress = gzip.compress if suffix == "gz" else zstandard.ZstdCompressor().compress
    path = tmp_path / f"a.{suffix}"
    path.write_bytes(b"".join(compress(part) for part in parts) + b"\0" * 7)
    with ByteStream(path, suffix) as stream:
        assert b"".join(stream.chunks()) == b"".join(parts)
        assert stream.failure is None
        assert stream.position == path.stat().st_size


@pytest.mark.parametrize("suffix", ["gz", "zst"])
def test_a_stream_cut_anywhere_says_so(tmp_path: Path, suffix: str) -> None:
    compress = gzip.compress if suffix == "gz" else zstandard.ZstdCompressor().compress
    data = compress(b"satu dua tiga\n" * 10)
    path = tmp_path / f"a.{suffix}"
    for length in range(1, len(data)):
        path.write_bytes(data[:length])
        with ByteStream(path, suffix) as stream:
            assert (b"satu dua tiga\n" * 10).startswith(b"".join(stream.chunks()))
            assert stream.failure is not None, length


@pytest.mark.parametrize("compression", ["", "gz", "zst"])
@given(sizes=st.lists(st.integers(0, 3000), max_size=30))
def test_a_file_does_not_depend_on_the_pieces_it_was_written_in(
    tmp_path_factory: pytest.TempPathFactory, compression: str, sizes: list[int]
) -> None:
    folder = tmp_path_factory.mktemp("w")
    data = bytes(zlib.crc32(bytes([i % 251])) % 256 for i in range(sum(sizes)))
    with CompressedWriter(folder / "one", compression) as one:
        one.write(data)
    with CompressedWriter(folder / "many", compression) as many:
        at = 0
        for size in sizes:
            many.write(data[at : at + size])
            at += size
    assert (folder / "one").read_bytes() == (folder / "many").read_bytes()


def test_records_know_where_they_stand(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"\n" + jsonl({"text": "a", "id": 5}) + b"  \r\n{\n" + jsonl({"text": "b"}))
    records, problems = _read(path)
    assert [(r.number, r.line, r.ident) for r in records] == [(0, 2, b"5"), (1, 5, None)]
    assert [(p.line, p.kind, p.fate, p.raw) for p in problems] == [
        (4, "not_json", Fate.SET_ASIDE, b"{")
    ]


def test_json_that_only_lenient_parsers_read_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"text": "a", "n": NaN}\n{"text": "b", "n": 1e999}\n')
    records, problems = _read(path)
    assert [record.raw for record in records] == path.read_bytes().splitlines()
    assert problems == []


def test_deep_nesting_is_a_problem_of_its_line_only(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"text": "a", "n": ' + b"[" * 200_000 + b"\n" + jsonl({"text": "b"}))
    records, problems = _read(path)
    assert [record.body for record in records] == ["b"]
    assert problems[0].kind == "not_json"


@pytest.mark.parametrize(
    ("site", "host"),
    [
        ("https://www.Contoh.id:8080/a?b", "contoh.id"),
        ("contoh.id", "contoh.id"),
        ("//contoh.id/x", "contoh.id"),
        ("http://[::1", "http://[::1"),
        ("", ""),
    ],
)
def test_sites_are_host_names(site: str, host: str) -> None:
    assert host_of(site) == host


def test_batches_hold_at_most_their_bytes_and_keep_the_order(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(jsonl(*({"text": "x" * 100, "id": i} for i in range(50))))
    batches = list(read_batches([_source(path)], ReadOptions(), 1000))
    assert len(batches) > 5
    assert [r.ident for b in batches for r in b.records] == [b"%d" % i for i in range(50)]
    assert batches[-1].position == path.stat().st_size
    assert list(read_batches([], ReadOptions(), 1000)) == []
    assert Batch().records == []
