"""Readers and writers."""

import gzip
import json
import os
import zlib
from pathlib import Path

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st
from saring_cli import jsonl

from saring import _core
from saring.io import remote
from saring.io.containers import Batch, read_batches
from saring.io.formats import format_of
from saring.io.reading import ReadOptions
from saring.io.records import Piece, Problem, Source
from saring.io.streams import ByteStream, Utf8Chunks, line_blocks
from saring.io.writer import CompressedWriter


def _source(path: Path) -> Source:
    kind = format_of(path)
    assert kind is not None
    info = path.stat()
    return Source(path, path.name, *kind, 0, path.name, info.st_size, info.st_mtime_ns)


def _read(path: Path, **options: object) -> tuple[list[Piece], list[Problem]]:
    batches = list(read_batches([_source(path)], ReadOptions(**options), path.parent))
    pieces = [piece for batch in batches for piece in batch.pieces]
    return pieces, [problem for batch in batches for problem in batch.problems]


def _clean(path: Path, **options: object) -> tuple[object, object]:
    """Read a file and pass it to a cleaner that keeps everything unchanged."""
    table = _core.DocumentTable()
    table.add_source(path.name)
    cleaner = _core.Cleaner(model_path="", strip=False, filter=False, id_field="id")
    pieces, _ = _read(path, **options)
    batch = cleaner.clean([piece.for_core() for piece in pieces], table)
    table.append(batch)
    return batch, table


@given(st.lists(st.binary(max_size=20), max_size=20), st.integers(1, 50))
def test_blocks_hold_the_lines_of_the_whole_however_it_is_cut(
    chunks: list[bytes], block_bytes: int
) -> None:
    whole = b"".join(chunks)
    blocks = list(line_blocks(chunks, block_bytes, 1000))
    assert b"".join(block.data for block in blocks) == whole
    line = 1
    for block in blocks:
        assert block.first_line == line
        assert block.data.endswith(b"\n") or block is blocks[-1]
        line += block.data.count(b"\n")


@given(st.lists(st.binary(max_size=20), max_size=20), st.integers(1, 50))
def test_a_line_too_long_to_hold_is_reported_and_the_next_ones_are_read(
    chunks: list[bytes], block_bytes: int
) -> None:
    # Lines between the limit and the limit and a block may go either way: the core refuses them.
    lines = b"".join(chunks).split(b"\n")
    most = 10
    number = 1
    for block in line_blocks(chunks, block_bytes, most):
        assert block.first_line == number
        if block.too_long:
            assert block.too_long == len(lines[number - 1]) > most
            number += 1
        else:
            for line in block.data.removesuffix(b"\n").split(b"\n"):
                assert line == lines[number - 1]
                number += 1
    assert number == len(lines) + (lines[-1] != b"")


@pytest.mark.parametrize("name", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32"])
@given(cut=st.integers(1, 9))
def test_every_encoding_of_unicode_gives_the_same_text(name: str, cut: int) -> None:
    text = "Kopi dan téh panas 🦜 setiap pagi hari\n" * 3
    data = text.encode(name)
    chunks = (data[at : at + cut] for at in range(0, len(data), cut))
    assert b"".join(Utf8Chunks(chunks)).decode() == text


def _decoded(data: bytes, cut: int = 1 << 20, encoding: str | None = None) -> tuple[str, str]:
    chunks = Utf8Chunks((data[at : at + cut] for at in range(0, len(data), cut)), encoding)
    text = b"".join(chunks).decode()
    return text, chunks.encoding


@pytest.mark.parametrize(
    "data", [b"", b"\0" * 100, b"a\0b", "日本語".encode() * 10, b"Kopi " * 1000 + b"\0 panas"]
)
def test_plain_utf8_is_not_taken_for_utf16(data: bytes) -> None:
    assert _decoded(data) == (data.decode(), "utf-8")


@pytest.mark.parametrize("name", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(
    "text", ["Kopi panas\n" * 5, "Горячий кофе\n" * 5, "日本語のテキスト。\n" * 5]
)
def test_utf16_without_a_mark_is_told(name: str, text: str) -> None:
    assert _decoded(text.encode(name)) == (text, name.replace("16-", "16"))


_RUSSIAN = "Школу в деревне закрыли весной, и детей возят в соседнее село на автобусе.\n"


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r", "iso8859-5"])
@given(cut=st.integers(1, 200))
def test_bytes_after_any_amount_of_ascii_are_decoded(encoding: str, cut: int) -> None:
    head = "Plain text.\n" * 500
    text, _ = _decoded(head.encode() + _RUSSIAN.encode(encoding) * 3, cut)
    assert text == head + _RUSSIAN * 3


@given(cut=st.integers(1, 9), tail=st.sampled_from([b"\xc3", b"\xe2\x82", b"\xf0\x9f\xa6"]))
def test_utf8_cut_between_chunks_or_at_its_end_is_utf8(cut: int, tail: bytes) -> None:
    data = "Kopi dan téh 🦜 panas\n".encode() + tail
    chunks = Utf8Chunks(data[at : at + cut] for at in range(0, len(data), cut))
    assert b"".join(chunks) == data
    assert chunks.encoding == "utf-8"


def test_utf8_with_a_broken_byte_is_left_as_it_is() -> None:
    data = _RUSSIAN.encode() + b"\xff" + _RUSSIAN.encode()
    chunks = Utf8Chunks(iter([data]))
    assert b"".join(chunks) == data
    assert chunks.encoding == "utf-8"


def test_a_lone_byte_at_the_end_of_ascii_is_decoded() -> None:
    assert _decoded(b"Un caf\xe9", cut=3) == ("Un café", "windows-1252")


def test_the_encoding_given_is_obeyed() -> None:
    assert _decoded("é".encode(), encoding="latin1") == ("Ã©", "windows-1252")
    assert _decoded(b"\xef\xbb\xbfab", encoding="UTF8") == ("ab", "utf-8")
    assert _decoded("\ufeffab".encode("utf-16-le"), encoding="utf-16") == ("ab", "utf-16le")
    with pytest.raises(ValueError, match="did you mean 'windows-1251'"):
        Utf8Chunks(iter([]), "windows1251")


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


def test_a_gzip_stream_with_a_wrong_checksum_gives_all_that_it_holds(tmp_path: Path) -> None:
    data = bytearray(gzip.compress(b"satu dua tiga\n" * 10_000))
    data[-6] ^= 0xFF
    path = tmp_path / "a.gz"
    path.write_bytes(data)
    with ByteStream(path, "gz") as stream:
        assert b"".join(stream.chunks()) == b"satu dua tiga\n" * 10_000
        assert "incorrect data check" in str(stream.failure)


def test_a_compressed_file_of_nul_bytes_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(b"\0" * 5000)
    _, problems = _read(path)
    assert [problem.kind for problem in problems] == ["cut"]
    assert "gzip stream is damaged" in problems[0].reason


@pytest.mark.parametrize("suffix", ["gz", "zst"])
def test_a_bomb_is_read_in_bounded_pieces(tmp_path: Path, suffix: str) -> None:
    zeros = bytes(80 << 20)
    compress = gzip.compress if suffix == "gz" else zstandard.ZstdCompressor().compress
    path = tmp_path / f"a.{suffix}"
    path.write_bytes(compress(zeros))
    with ByteStream(path, suffix) as stream:
        assert max(map(len, stream.chunks())) <= 64 << 20


def test_documents_know_where_they_stand(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"\n" + jsonl({"text": "a", "id": 5}) + b"  \r\n{\n" + jsonl({"text": "b"}))
    batch, table = _clean(path)
    assert [table.location(row) for row in range(len(table))] == [(0, 1, 2, b"5"), (0, 4, 5, None)]
    ((_, line, kind, _, raw, outcome, _),) = batch.problems()
    assert (line, kind, raw, outcome) == (4, "not_json", b"{", "quarantined")


def test_json_that_only_lenient_parsers_read_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"text": "a", "n": NaN}\n{"text": "b", "n": 1e999}\n')
    batch, table = _clean(path)
    stored = _core.StoredBatch(bytes(batch), table, 0, 2)
    assert b"".join(stored.render(row, 2) for row in range(2)) == path.read_bytes()
    assert batch.problems() == []


def test_deep_nesting_is_a_problem_of_its_line_only(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"text": "a", "n": ' + b"[" * 200_000 + b"\n" + jsonl({"text": "b"}))
    batch, _ = _clean(path)
    assert [batch.source_text(at) for at in range(len(batch))] == ["b"]
    assert [problem[2] for problem in batch.problems()] == ["not_json"]


@pytest.mark.parametrize(
    ("raw", "written"),
    [
        (b'"a\\u00e9"', '"a\\u00e9"'),
        (b'"a\\ud800b"', '"a\N{REPLACEMENT CHARACTER}b"'),
        (b"123456789012345678901234567890", "123456789012345678901234567890"),
        (b"-1.5e3", "-1.5e3"),
        (b"true", "true"),
        (b"NaN", '"NaN"'),
        (b'[1,{"a":2}]', '"[1,{\\"a\\":2}]"'),
        (b"7" * 5000, '"' + "7" * 5000 + '"'),
        (b"[" * 985 + b"]" * 985, '"' + "[" * 985 + "]" * 985 + '"'),
    ],
)
def test_an_id_is_written_so_that_every_reader_takes_it(
    tmp_path: Path, raw: bytes, written: str
) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"text": "a", "id": ' + raw + b"}\n")
    _, table = _clean(path)
    assert table.location(0)[3].decode() == written
    json.loads(written)


def test_a_file_that_changes_while_it_is_read_is_quarantined_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("satu")
    source = _source(path)
    batches = read_batches([source], ReadOptions(lines=True, chunk_size=1), tmp_path)
    first = next(batches)
    path.write_text("satu\ndua")
    assert [piece.data for piece in first.pieces] == [b"satu"]
    (problem,) = [problem for batch in batches for problem in batch.problems]
    assert (problem.kind, problem.of_file) == ("source_changed", True)
    ((again,),) = [batch.problems for batch in read_batches([source], ReadOptions(), tmp_path)]
    assert again.kind == "source_changed"


@pytest.mark.parametrize("name", ["a.txt", "a.html"])
def test_a_file_longer_than_the_longest_document_is_quarantined(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"x" * 1001)
    pieces, problems = _read(path, max_document=1000)
    assert (pieces, [problem.kind for problem in problems]) == ([], ["too_long"])
    pieces, problems = _read(path, max_document=1001)
    assert (len(pieces), problems) == (1, [])


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
    assert _core.host_of(site) == host


def test_batches_hold_at_most_their_bytes_and_keep_the_order(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(jsonl(*({"text": "x" * 1000, "id": i} for i in range(10_000))))
    options = ReadOptions(chunk_size=1000)
    batches = list(read_batches([_source(path)], options, tmp_path))
    assert len(batches) > 5
    assert b"".join(p.data for b in batches for p in b.pieces) == path.read_bytes()
    assert batches[-1].position == path.stat().st_size
    assert list(read_batches([], options, tmp_path)) == []
    assert Batch().pieces == []


def test_a_file_that_has_nothing_to_read_as_yet_is_set_aside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.txt"
    path.write_text("satu")
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    # As some files below /proc do.
    monkeypatch.setattr(remote, "open_regular", lambda *_: reading)
    _, problems = _read(path)
    assert [problem.kind for problem in problems] == ["unreadable"]
    os.close(writing)
