"""WARC and WET: pages and texts from crawls, written as conversions."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import json
from pathlib import Path
from typing import Any

import pytest
import zstandard
from fastwarc.warc import ArchiveIterator, WarcRecordType
from hypothesis import given
from hypothesis import strategies as st
from saring_cli import ARTICLE, OTHER, clean, quarantine, removed
from saring_cli import saring as run_saring

import saring
from saring.io.warc_frames import frames

HTTP = "application/http; msgtype=response"


def record(kind: str, number: int, content_type: str, block: bytes, extra: str = "") -> bytes:
    """Write a record."""
    header = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://www.a.example/{number}\r\n"
        f"WARC-Date: 2024-05-01T00:00:{number:02}Z\r\nWARC-Record-ID: {ident(number)}\r\n{extra}"
        f"Content-Type: {content_type}\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return header.encode() + block + b"\r\n\r\n"


def ident(number: int) -> str:
    """Id of a record."""
    return f"<urn:uuid:00000000-0000-0000-0000-{number:012}>"


def conversion(number: int, text: str, extra: str = "") -> bytes:
    """Write a record of WET."""
    return record("conversion", number, "text/plain", text.encode(), extra)


def response(number: int, body: bytes, headers: str = "", status: str = "200 OK") -> bytes:
    """Write a record of a page."""
    http = f"HTTP/1.1 {status}\r\n{headers or 'Content-Type: text/html'}\r\n\r\n".encode()
    return record("response", number, HTTP, http + body)


def page(text: str) -> str:
    """Write a page."""
    title, *lines = text.strip().split("\n")
    body = "".join(f"<p>{line}</p>" for line in lines)
    menu = "<nav><a href=/>Beranda</a> <a href=/o>Olahraga</a></nav>"
    return f"<html><head><title>x</title></head><body>{menu}<h1>{title}</h1>{body}</body></html>"


def read(data: bytes) -> list[tuple[dict[str, str], bytes]]:
    """Read the records of a file with a reader that is not ours."""
    return [
        (dict(record.headers), record.reader.read())
        for record in ArchiveIterator(io.BytesIO(data), WarcRecordType.any_type, parse_http=False)
    ]


def gzipped(*records: bytes) -> bytes:
    """Compress record by record."""
    return b"".join(map(gzip.compress, records))


@given(st.lists(st.binary(max_size=40), max_size=8), st.integers(1, 60))
def test_frames_are_the_records_however_the_file_is_cut(blocks: list[bytes], size: int) -> None:
    parts = [record("resource", n, "x/y", block) for n, block in enumerate(blocks)]
    data = b"".join(parts)
    chunks = [data[at : at + size] for at in range(0, len(data), size)]
    found = list(frames(chunks, 1000))
    assert [frame.block for frame in found] == blocks
    assert [frame.header + (frame.block or b"") + b"\r\n\r\n" for frame in found] == parts
    assert all(frame.fault is None for frame in found)
    assert all(frame.block is None or len(frame.block) <= 3 for frame in frames(chunks, 3))


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_what_is_no_record_is_one_frame_up_to_the_next(size: int) -> None:
    good = conversion(1, "satu")
    data = (
        good
        + b"sampah\r\n\r\nlagi\r\n"
        + good
        + b"WARC/1.0\r\nX: y\r\n\r\nz\r\n"
        + good
        + good[:-6]
    )
    chunks = [data[at : at + size] for at in range(0, len(data), size)]
    found = list(frames(chunks, 1000))
    assert [frame.fault for frame in found] == [
        None,
        "no WARC record begins here",
        None,
        "the record has no Content-Length",
        None,
        "the record ends early: the file was cut",
    ]
    assert found[1].header == b"sampah\r\n\r\nlagi\r\n"
    assert [frame.block for frame in found if frame.fault is None] == [b"satu"] * 3


@pytest.mark.parametrize("suffix", ["", ".gz", ".zst"])
def test_conversions_are_kept_as_they_were_or_with_their_clean_text(
    tmp_path: Path, suffix: str
) -> None:
    info = record("warcinfo", 0, "application/warc-fields", b"software: x\r\n")
    records = [info, conversion(1, ARTICLE), conversion(2, OTHER), conversion(3, ARTICLE)]
    pack = {"": bytes, ".gz": gzip.compress, ".zst": zstandard.ZstdCompressor().compress}[suffix]
    path = tmp_path / f"a.warc.wet{suffix}"
    path.write_bytes(b"".join(map(pack, records)))
    out = tmp_path / "out"
    report, _ = clean(path, "-o", out)
    data = (out / path.name).read_bytes()
    if suffix == ".zst":
        reader = zstandard.ZstdDecompressor().stream_reader(
            io.BytesIO(data), read_across_frames=True
        )
        data = reader.read()
    elif suffix:
        data = gzip.decompress(data)
    assert report["documents"]["removed"]["duplicate"] == 1
    assert report["sites"][0]["site"] == "a.example"
    assert report["problems"] == {"warc_records": 1}
    assert "1 warcinfo record" in report["warnings"][0]["reason"]
    (first, text), (second, _) = read(data)
    assert first["WARC-Record-ID"] == ident(1)
    assert first["WARC-Date"] == "2024-05-01T00:00:01Z"
    digest = base64.b32encode(hashlib.sha1(text).digest()).decode()
    assert first["WARC-Block-Digest"] == f"sha1:{digest}"
    assert int(first["Content-Length"]) == len(text)
    assert second["WARC-Record-ID"] == ident(2)
    # The text and what was removed of it give the input.
    entries = [e for e in removed(out) if e["record"] == 1]
    whole = text.decode()
    for entry in sorted(entries, key=lambda entry: entry["start"]):
        before, after = entry.get("before", ""), entry.get("after", "")
        at = entry["start"] - len(before)
        whole = whole[:at] + before + entry["text"] + after + whole[at:]
    assert whole == ARTICLE
    assert entries[0]["id"] == ident(1).strip("<>")
    clean(path, "-o", tmp_path / "as is", "--no-strip", "--no-dedup")
    data = (tmp_path / "as is" / path.name).read_bytes()
    if suffix == ".gz":
        assert gzip.decompress(data) == b"".join(records[1:])


def test_pages_become_conversions_that_refer_to_them(tmp_path: Path) -> None:
    text = "Библиотека открыта\nВ деревне открылась новая библиотека, сообщили жители в среду."
    chunked = gzip.compress(page(OTHER).encode())
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(chunked), chunked)
    html = "Content-Type: text/html"
    records = [
        response(1, page(ARTICLE).encode()),
        response(2, page(text).encode("cp1251"), f"{html}; charset=windows-1251"),
        response(3, chunked, f"{html}\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip"),
        response(4, page(HEADLINES).encode(), f"{html}\r\nContent-Encoding: gzip"),
        response(5, b"{}", "Content-Type: application/json"),
        response(6, page(ARTICLE).encode(), html, "404 Not Found"),
        record("revisit", 7, HTTP, b"HTTP/1.1 304 Not Modified\r\n\r\n"),
        record("request", 8, HTTP, b"GET / HTTP/1.1\r\n\r\n"),
        response(9, b"not gzip", f"{html}\r\nContent-Encoding: gzip"),
        record("response", 10, HTTP, b"no http at all"),
    ]
    path, out = tmp_path / "a.warc.gz", tmp_path / "out"
    path.write_bytes(gzipped(*records))
    report, _ = clean(path, "-o", out, "--no-dedup", "--lang-field", "WARC-Language", code=1)
    assert report["documents"]["read"] == 4
    found = read((out / "a.warc.gz").read_bytes())
    assert [headers["WARC-Refers-To"] for headers, _ in found] == [ident(n) for n in (1, 2, 3, 4)]
    assert {headers["WARC-Type"] for headers, _ in found} == {"conversion"}
    assert len({headers["WARC-Record-ID"] for headers, _ in found}) == 4
    assert [headers["WARC-Target-URI"][-1] for headers, _ in found] == list("1234")
    assert [headers["WARC-Language"] for headers, _ in found][:2] == ["ind_Latn", "rus_Cyrl"]
    assert found[1][1].decode() == text
    assert "perpustakaan baru" in found[2][1].decode()
    assert b"<" not in b"".join(text for _, text in found)
    assert [(e["problem"], e["reason"][:9]) for e in quarantine(out)] == [
        ("not_warc", "record 8:"),
        ("not_warc", "record 9:"),
    ]
    (note,) = (e["reason"] for e in report["warnings"] if e["problem"] == "warc_records")
    assert note.endswith(
        "1 request record, 1 response of a failed request, 1 response that is no HTML, "
        "1 revisit record"
    )


HEADLINES = (
    "Pasar Malam Kembali Ramai\nPasar malam di alun-alun kembali ramai setelah hujan berhenti, dan "
    "pedagang bakso melayani pembeli sampai tengah malam.\n"
)


def test_damage_is_quarantined_and_the_rest_is_read(tmp_path: Path) -> None:
    good = [conversion(n, text) for n, text in enumerate((ARTICLE, OTHER, HEADLINES))]
    (tmp_path / "a.wet").write_bytes(
        good[0] + b"WARC/1.0\r\nrusak\r\n\r\n" + good[1] + b"x\r\n" + good[2]
    )
    (tmp_path / "b.wet").write_bytes(good[0] + good[1][:-40])
    (tmp_path / "c.wet.gz").write_bytes(gzipped(*good)[:-30])
    (tmp_path / "d.wet").write_bytes(good[0] + conversion(5, "x" * 5000) + good[1])
    (tmp_path / "e.wet").write_bytes(b"")
    cut = conversion(6, HEADLINES, "WARC-Truncated: length\r\n")
    (tmp_path / "f.wet").write_bytes(cut)
    out = tmp_path / "out"
    inputs = [tmp_path / name for name in ("a.wet", "b.wet", "c.wet.gz", "d.wet", "e.wet", "f.wet")]
    report, _ = clean(*inputs, "-o", out, "--no-dedup", "--max-document", "2K", code=1)
    rows = {row["file"]: row["documents"] for row in report["files"]}
    assert rows == {"a.wet": 3, "b.wet": 1, "c.wet.gz": 2, "d.wet": 2, "e.wet": 0, "f.wet": 1}
    found = [(e["file"], e["problem"]) for e in quarantine(out)]
    assert found[:3] == [("a.wet", "not_warc"), ("a.wet", "not_warc"), ("b.wet", "not_warc")]
    assert ("c.wet.gz", "cut") in found
    assert found[-1] == ("d.wet", "too_long")
    assert "raw" in quarantine(out)[0]
    notes = [e["reason"] for e in report["warnings"] if e["problem"] == "warc_records"]
    assert notes == ["besides its documents the file has: 1 document that the crawler cut"]


@pytest.mark.parametrize("size", ["1", "4M"])
def test_the_output_does_not_depend_on_batches(tmp_path: Path, size: str) -> None:
    records = [conversion(n, (ARTICLE, OTHER, HEADLINES)[n % 3]) for n in range(30)]
    (tmp_path / "a.wet.gz").write_bytes(gzipped(*records))
    saring.clean(tmp_path / "a.wet.gz", tmp_path / "reference")
    clean(tmp_path / "a.wet.gz", "-o", tmp_path / size, "--chunk-size", size, "-j", "2")
    for name in ("a.wet.gz", "removed.jsonl.zst"):
        assert (tmp_path / size / name).read_bytes() == (tmp_path / "reference" / name).read_bytes()


def test_a_name_that_no_header_has_is_refused_and_content_tells_the_format(tmp_path: Path) -> None:
    (tmp_path / "crawl").write_bytes(gzipped(conversion(1, OTHER)))
    report: Any = saring.clean(tmp_path / "crawl", tmp_path / "a", lang_field="a b")
    assert "cannot be called 'a b'" in report.data["warnings"][0]["reason"]
    report = saring.clean(tmp_path / "crawl", tmp_path / "b", cluster_size_field="X-Copies")
    assert report.documents_kept == 1
    ((headers, _),) = read((tmp_path / "b" / "crawl").read_bytes())
    assert headers["X-Copies"] == "1"
    assert json.loads((tmp_path / "b" / "report.json").read_bytes())["outputs"][0] == "crawl"


def test_why_takes_an_id_with_the_brackets_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "a.wet").write_bytes(conversion(1, ARTICLE) + conversion(2, OTHER))
    clean(tmp_path / "a.wet", "-o", tmp_path / "out")
    shown = [run_saring("why", tmp_path / "out", name) for name in (ident(2), ident(2)[1:-1])]
    assert [one.returncode for one in shown] == [0, 0]
    assert shown[0].stdout == shown[1].stdout
