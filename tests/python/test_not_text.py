"""Files that are not what their names say: the error says what to do, and they are not cleaned."""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import json
import lzma
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import lz4.frame
import pytest
import zstandard
from saring_cli import ARTICLE, OTHER, clean, jsonl, quarantine, saring

import saring as package
from saring.io.streams import LineFeeds


def _zip() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", ARTICLE * 20)
    return held.getvalue()


def _noise(size: int = 5000) -> bytes:
    return random.Random(7).randbytes(size)


CASES: list[tuple[str, bytes, str]] = [
    ("a.txt", b"%PDF-1.4\n" + _noise(), "PDF document"),
    ("a.html", b"%PDF-1.4\n" + _noise(), "PDF document"),
    ("a.txt", b"\x89PNG\r\n\x1a\n" + _noise(), "PNG image"),
    ("a.csv", _zip(), "document of an office program"),
    ("a.jsonl", _zip(), "ZIP archive"),
    ("a.txt", _noise(), "control characters"),
    ("a.txt.gz", gzip.compress(_noise()), "control characters"),
    ("a.txt.gz", _noise(), "the name says .gz, but it is not compressed; no text: "),
    ("a.jsonl", gzip.compress(_noise()), "which the name does not say; no text: "),
]


@pytest.mark.parametrize(("name", "data", "reason"), CASES)
def test_a_file_that_is_no_text_is_told(
    tmp_path: Path, name: str, data: bytes, reason: str
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / name).write_bytes(data)
    (tmp_path / "in" / "b.txt").write_text(OTHER)
    _, shown = clean(tmp_path / "in", "-o", tmp_path / "out", code=1)
    assert reason in shown
    (problem,) = quarantine(tmp_path / "out")
    assert problem["file"] == name
    assert not (tmp_path / "out" / name).exists() or not (tmp_path / "out" / name).stat().st_size
    assert (tmp_path / "out" / "b.txt").exists()


@pytest.mark.parametrize(
    "encode",
    [
        lambda text: text.encode("utf-16-le"),
        lambda text: text.encode("utf-16"),
        lambda text: text.encode("utf-32"),
        lambda text: text.replace("a", "a\0").encode(),
        lambda text: ("Жара стоит с утра, и дождя не будет. " * 9).encode("cp1251"),
        lambda text: ("図書館は来週の月曜日に開きます。" * 9).encode("iso2022_jp"),
        lambda text: b"BZh9 adalah nama kode. " + text.encode(),
        lambda text: b"BZh9 caf\xc3\xa9. " + text.encode(),
        lambda text: b"GIF89a adalah nama format. " + text.encode(),
        lambda text: b"PAR1 adalah nama lapangan. " + text.encode(),
    ],
)
def test_texts_in_other_encodings_are_texts(tmp_path: Path, encode: Callable[[str], bytes]) -> None:
    (tmp_path / "a.txt").write_bytes(encode(ARTICLE))
    report = package.clean(tmp_path / "a.txt", tmp_path / "out")
    assert (report.documents_read, report.quarantined) == (1, 0)


def test_extract_reads_compressed_pages_and_no_records(tmp_path: Path) -> None:
    page = f"<html><body><article><p>{ARTICLE}</p></article></body></html>".encode()
    (tmp_path / "a.html").write_bytes(page)
    (tmp_path / "b.html.gz").write_bytes(gzip.compress(page))
    (tmp_path / "c.html.gz").write_bytes(zstandard.compress(page))
    plain, *packed = (saring("extract", tmp_path / f) for f in ("a.html", "b.html.gz", "c.html.gz"))
    assert plain.stdout.strip()
    assert [result.stdout for result in packed] == [plain.stdout] * 2
    (tmp_path / "d.html.gz").write_bytes(gzip.compress(page)[:-20])
    cut = saring("extract", tmp_path / "d.html.gz")
    assert (cut.returncode, cut.stdout) == (3, b"")
    assert b"the file was cut" in cut.stderr
    (tmp_path / "e.jsonl").write_bytes(jsonl({"text": ARTICLE}))
    refused = saring("extract", tmp_path / "e.jsonl")
    assert (refused.returncode, refused.stdout) == (2, b"")
    assert b"extract reads pages" in refused.stderr


def _pzstd(data: bytes) -> bytes:
    """Zstandard as pzstd writes it, which begins with a frame that is skipped."""
    return b"\x50\x2a\x4d\x18\x04\0\0\0\1\0\0\0" + zstandard.compress(data)


@pytest.mark.parametrize(
    ("name", "pack", "told"),
    [
        ("a.jsonl", gzip.compress, "the content is .gz, which the name does not say: read as that"),
        ("a.jsonl", lz4.frame.compress, "the content is .lz4, which the name does not say"),
        ("a.jsonl", bz2.compress, "the content is .bz2, which the name does not say"),
        ("a.jsonl.gz", zstandard.compress, "the name says .gz, but the content is .zst: read"),
        ("a.json.zst", lzma.compress, "the name says .zst, but the content is .xz: read as that"),
        ("a.jsonl.bz2", bytes, "the name says .bz2, but it is not compressed: read as that"),
        ("a.jsonl.zst", _pzstd, ""),
    ],
)
def test_the_content_tells_how_a_file_is_compressed(
    tmp_path: Path, name: str, pack: Callable[[bytes], bytes], told: str
) -> None:
    records = [{"id": 1, "text": ARTICLE}, {"id": 2, "text": OTHER}]
    array = json.dumps(records).encode() if ".json." in name else jsonl(*records)
    (tmp_path / name).write_bytes(pack(array))
    report, shown = clean(tmp_path / name, "-o", tmp_path / "out")
    assert report["documents"]["read"] == 2
    assert told in shown
    assert report["problems"] == ({"compression": 1} if told else {})
    # The output is what its name says.
    again, shown = clean(tmp_path / "out" / name, "-o", tmp_path / "again")
    assert (again["documents"]["read"], again["problems"]) == (2, {})


def test_filters_read_what_is_not_compressed_as_its_name_says(tmp_path: Path) -> None:
    (tmp_path / "a.txt.gz").write_bytes(zstandard.compress(OTHER.encode()))
    shown = saring("detect", tmp_path / "a.txt.gz")
    assert b"ind_Latn" in shown.stdout


@pytest.mark.parametrize("end", ["\r", ""])
def test_lines_that_end_with_cr_alone_are_read(tmp_path: Path, end: str) -> None:
    text = OTHER.strip()
    table = f'id,text\r1,"{text}\r{ARTICLE}"\r2,Hujan turun.{end}'
    (tmp_path / "a.csv").write_bytes(table.encode())
    (tmp_path / "b.jsonl").write_bytes(
        jsonl({"text": text + "."}, {"text": ARTICLE}).strip().replace(b"\n", b"\r") + end.encode()
    )
    (tmp_path / "c.txt").write_bytes(b"satu dua\rtiga empat" + end.encode())
    names = ("a.csv", "b.jsonl", "c.txt")
    options = ("--lines", "--no-strip", "--no-dedup")
    report, shown = clean(*(tmp_path / name for name in names), "-o", tmp_path / "out", *options)
    assert report["documents"]["read"] == 6
    assert report["problems"] == {"line_ends": 3}
    assert shown.count("its lines end with CR alone") == 3
    rows = list(csv.reader(io.StringIO((tmp_path / "out" / "a.csv").read_text())))
    assert rows == [["id", "text"], ["1", f"{text}\n{ARTICLE}"], ["2", "Hujan turun."]]


@pytest.mark.parametrize("size", [1, 3, 1 << 20])
@pytest.mark.parametrize(
    ("data", "has_quotes", "found"),
    [
        (b"a,b\r1,2\r\n3,4\r", True, b"a,b\n1,2\n3,4\n"),
        (b'a,b\r\n1,"2\r3"\r\n', True, None),
        (b'"a\rb",c\n1\r,2\n', True, None),
        (b'"a\nb",c\r1,2', True, b'"a\nb",c\n1,2'),
        (b"a\rb", False, b"a\nb"),
        (b"a\rb\nc", False, None),
        (b"a" * (1 << 16) + b"\r\nb\rc", False, None),
        (b"a", False, None),
        (b"", True, None),
    ],
)
def test_line_feeds(data: bytes, has_quotes: bool, found: bytes | None, size: int) -> None:
    chunks = [data[at : at + size] for at in range(0, len(data), size)]
    lines = LineFeeds(iter(chunks), has_quotes=has_quotes)
    assert b"".join(lines) == (data if found is None else found)
    assert lines.has_changed == (found is not None)


@pytest.mark.parametrize("suffix", [".jl", ".jsonlines", ".jl.gz"])
def test_other_names_of_json_lines_are_known(tmp_path: Path, suffix: str) -> None:
    (tmp_path / "in").mkdir()
    data = jsonl({"text": ARTICLE}, {"text": OTHER})
    path = tmp_path / "in" / f"a{suffix}"
    path.write_bytes(gzip.compress(data) if suffix.endswith(".gz") else data)
    report = package.clean(tmp_path / "in", tmp_path / "out")
    assert (report.documents_read, report.quarantined) == (2, 0)
    assert (tmp_path / "out" / path.name).exists()


@pytest.mark.parametrize(
    ("wrapped", "where"),
    [
        ('{"status": "ok", "articles": [{"text": "a"}]}', "'articles'"),
        ('{\n  "hits": {\n    "total": 1,\n    "hits": [{"_source": {}}]\n  }\n}', "'hits.hits'"),
    ],
)
def test_records_inside_one_object_are_told_where(tmp_path: Path, wrapped: str, where: str) -> None:
    (tmp_path / "a.json").write_text(wrapped)
    with pytest.raises(package.UsageError, match=f"records are in the list {where}.*jq"):
        package.clean(tmp_path / "a.json", tmp_path / "out")
