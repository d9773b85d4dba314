"""Small files that expand to much, and long worst-case files: a run stays within 1 GiB."""

import bz2
import gzip
import json
import lzma
import os
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import lz4.frame
import pytest
import zstandard
from saring_cli import ARTICLE, OTHER, jsonl, quarantine

import saring

MIB = 1 << 20
LIMIT = 1 << 30
TOO_LONG = 70 * MIB
LONG = 60 * MIB


def _fill(part: bytes, size: int = LONG) -> bytes:
    return part * (size // len(part))


@cache
def _frame(part: bytes) -> bytes:
    """64 MiB, compressed."""
    return zstandard.ZstdCompressor(level=1).compress(_fill(part, 64 * MIB))


def _rows_of_one_value() -> bytes:
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    value = pa.array([_fill(b"kata dunia baru ", 10 * MIB).decode()])
    indices = pa.array([0] * 60, pa.int32())
    table = pa.table({"text": pa.DictionaryArray.from_arrays(indices, value), "n": range(60)})
    sink = pa.BufferOutputStream()
    pq.write_table(table.cast(pa.schema([("text", pa.string()), ("n", pa.int64())])), sink)
    return bytes(sink.getvalue())


# The content of a file, and its problem; None: its documents are read.
FILES: dict[str, tuple[Callable[[], bytes], str | None]] = {
    # Expands to 20 GiB; what is read to its end, to more than the limit.
    "zeros.txt.zst": (lambda: _frame(b"\0") * 320, "too_long"),
    "tags.html.zst": (lambda: _frame(b"<p>kata ") * 320, "too_long"),
    "line.jsonl.zst": (lambda: _frame(b"kata") * 18, "too_long"),
    # A gibibyte.
    "newlines.jsonl.zst": (lambda: _frame(b"\n") * 16, None),
    "rows.parquet": (_rows_of_one_value, None),
    "words.jsonl": (lambda: b'{"text":"' + _fill(b"kata dunia baru ") + b'"}\n', None),
    "longer.jsonl": (lambda: b'{"text":"' + _fill(b"kata ", TOO_LONG) + b'"}\n', "too_long"),
    "escapes.jsonl": (lambda: b'{"text":"' + _fill(b"\\n") + b'"}\n', "too_many_lines"),
    "invalid.jsonl": (lambda: b'{"text":"' + _fill(b"\xff") + b'"}\n', "too_long"),
    "nul.jsonl": (lambda: _fill(b"\0") + b"\n", "not_json"),
    "brackets.jsonl": (lambda: b'{"text":"a","x":' + _fill(b"[") + b"}\n", "not_json"),
    "bad.jsonl": (lambda: _fill(b"x\n", 300_000), "wrong_field"),
    "tiny.jsonl": (lambda: _fill(b'{"text":"satu dua"}\n', 4 * MIB), None),
    "lines.jsonl": (
        lambda: (b'{"text":"' + _fill(b"Baca juga\\n", 2 * MIB) + b'"}\n') * 6,
        None,
    ),
    "newlines.txt": (lambda: _fill(b"\n"), "too_many_lines"),
    "short.txt": (lambda: _fill(b"a\n"), "too_many_lines"),
    "controls.txt": (lambda: _fill(b"\x01"), None),
    "nested.html": (lambda: _fill(b"<div>"), "too_many_lines"),
    "siblings.html": (lambda: _fill(b"<p>a"), "too_many_lines"),
    "breaks.html": (lambda: _fill(b"<pre>" + b"&#10;" * 1000), "too_many_lines"),
    "just.html": (lambda: _fill(b"<li><a href=x>k</a>", 19 * 80_000), None),
    "text.html": (lambda: b"<p>" + _fill(b"kata dunia baru ", 20 * MIB), None),
}

_RUN = """
import sys
from saring.cli.commands import main
code = main(sys.argv[1:])
peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(int(peak.split()[1]) * 1024)
sys.exit(code)
"""


@pytest.mark.skipif(not os.path.exists("/proc/self/status"), reason="needs the peak of memory")
def test_files_that_stand_for_much_are_held_within_a_gibibyte(tmp_path: Path) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    for name, (make, _) in FILES.items():
        (folder / name).write_bytes(make())
    (folder / "good.jsonl").write_bytes(jsonl({"text": ARTICLE}, {"text": OTHER}))
    command = [sys.executable, "-c", _RUN, "clean", folder, "-o", out, "-j", "2", "-q"]
    result = subprocess.run([*map(str, command)], capture_output=True, timeout=300)
    assert result.returncode == 1, result.stderr
    assert int(result.stdout.split()[-1]) < LIMIT
    found = {entry["file"]: entry["problem"] for entry in quarantine(out)}
    assert found == {name: problem for name, (_, problem) in FILES.items() if problem}
    report = json.loads((out / "report.json").read_bytes())
    rows = {row["file"]: row for row in report["files"]}
    assert rows["good.jsonl"]["kept"] == 2
    assert rows["rows.parquet"]["documents"] == 60
    assert rows["words.jsonl"]["documents"] == 1


def _warc(block: bytes) -> bytes:
    header = (
        "WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(block)}\r\n\r\n"
    )
    return header.encode() + block + b"\r\n\r\n"


def _page_of_zeros() -> bytes:
    headers = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n"
    return _warc(headers + gzip.compress(bytes(TOO_LONG), 1) * 4)


# The same for formats that are read in pieces of their own.
OTHER_FILES: dict[str, tuple[Callable[[], bytes], str | None]] = {
    "zeros.txt.bz2": (lambda: bz2.compress(_fill(b"\0", 64 * MIB), 1) * 20, "too_long"),
    "zeros.jsonl.xz": (lambda: lzma.compress(_fill(b"kata", 64 * MIB), preset=0) * 20, "too_long"),
    "zeros.html.lz4": (lambda: lz4.frame.compress(_fill(b"<p>kata ", 64 * MIB)) * 20, "too_long"),
    "text.json": (lambda: b'[{"text":"' + _fill(b"kata ", TOO_LONG) + b'"}]', "too_long"),
    "open.json": (lambda: b'[{"text": ' + _fill(b"[", TOO_LONG), "cut"),
    "newlines.csv.zst": (lambda: zstandard.compress(b"text\n") + _frame(b"\n") * 8, None),
    "field.csv": (lambda: b'text\n"' + _fill(b"kata ", TOO_LONG) + b'"\n', "too_long"),
    "lines.csv": (lambda: b'text\n"' + _fill(b"a\n", 600_000) + b'"\n', "not_csv"),
    "record.warc": (lambda: _warc(_fill(b"kata ", TOO_LONG)), "too_long"),
    "page.warc": (_page_of_zeros, "too_long"),
    "newlines.warc.zst": (lambda: _frame(b"\n") * 8, None),
}


@pytest.mark.skipif(not os.path.exists("/proc/self/status"), reason="needs the peak of memory")
def test_other_formats_that_stand_for_much_are_held_within_a_gibibyte(tmp_path: Path) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    for name, (make, _) in OTHER_FILES.items():
        (folder / name).write_bytes(make())
    command = [sys.executable, "-c", _RUN, "clean", folder, "-o", out, "-j", "2", "-q"]
    result = subprocess.run([*map(str, command)], capture_output=True, timeout=300)
    assert result.returncode == 1, result.stderr
    assert int(result.stdout.split()[-1]) < LIMIT
    found = {entry["file"]: entry["problem"] for entry in quarantine(out)}
    assert found == {name: problem for name, (_, problem) in OTHER_FILES.items() if problem}


@pytest.mark.parametrize("name", ["a.txt", "a.jsonl", "a.html"])
def test_a_document_of_too_many_lines_is_quarantined_and_says_so(tmp_path: Path, name: str) -> None:
    most = 250_000
    for count in (most, most + 1):
        data = {
            "a.txt": b"a\n" * count,
            "a.jsonl": b'{"text":"' + b"a\\n" * count + b'"}\n',
            "a.html": b"<br>" * count,
        }[name]
        (tmp_path / name).write_bytes(data)
        report = saring.clean(tmp_path / name, tmp_path / "out", strip=False, overwrite=True)
        assert report.quarantined == int(count > most)
        assert report.documents_read == int(count <= most)
    (entry,) = quarantine(tmp_path / "out")
    assert entry["problem"] == "too_many_lines"
    assert "250001" in entry["reason"] and "250000" in entry["reason"]


def test_bytes_that_are_long_are_kept_in_base64(tmp_path: Path) -> None:
    import base64

    short, long = b"[" * 1000, b"\0" * (2 * MIB)
    (tmp_path / "a.jsonl").write_bytes(short + b"\n" + long + b"\n")
    saring.clean(tmp_path / "a.jsonl", tmp_path / "out")
    first, second = quarantine(tmp_path / "out")
    assert first["raw"].encode() == short
    assert base64.b64decode(second["raw_base64"]) == long
