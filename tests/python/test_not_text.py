"""Files that are not what their names say: told with what to do, and never cleaned as text."""

from __future__ import annotations

import gzip
import io
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard
from saring_cli import ARTICLE, OTHER, clean, jsonl, quarantine

import saring as package


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
    ("a.jsonl", gzip.compress(jsonl({"text": ARTICLE})), "add .gz to the name"),
    ("a.txt", zstandard.compress(ARTICLE.encode()), "add .zst to the name"),
    ("a.jsonl.gz", jsonl({"text": ARTICLE}), "not packed: rename"),
    ("a.jsonl.gz", zstandard.compress(jsonl({"text": ARTICLE})), "the content is .zst: rename"),
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
        lambda text: b"GIF89a adalah nama format. " + text.encode(),
        lambda text: b"PAR1 adalah nama lapangan. " + text.encode(),
    ],
)
def test_texts_in_other_encodings_are_texts(tmp_path: Path, encode: Callable[[str], bytes]) -> None:
    (tmp_path / "a.txt").write_bytes(encode(ARTICLE))
    report = package.clean(tmp_path / "a.txt", tmp_path / "out")
    assert (report.documents_read, report.quarantined) == (1, 0)


def test_rows_that_end_with_cr_alone_are_told(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(f'id,text\r1,"{OTHER.strip()}"\r2,x\r'.encode())
    clean(tmp_path / "a.csv", "-o", tmp_path / "out", code=1)
    (problem,) = quarantine(tmp_path / "out")
    assert "CR alone" in problem["reason"]


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
