"""`saring dedup --against` files. Against an index: test_index_command.py."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from saring_cli import ARTICLE, OTHER, jsonl, saring

NEW = "Jembatan gantung di hulu sungai dibuka kembali setelah diperbaiki warga selama sebulan"


def test_dedup_leaves_out_what_files_and_folders_have(tmp_path: Path) -> None:
    (tmp_path / "old.jsonl").write_bytes(jsonl({"text": ARTICLE}, {"text": ARTICLE}))
    (tmp_path / "older").mkdir()
    pq.write_table(pa.table({"text": [OTHER]}), tmp_path / "older" / "a.parquet")
    given = [{"text": ARTICLE.upper()}, {"text": NEW}, {"text": OTHER + " Lagi."}, {"text": NEW}]
    options = ("--against", tmp_path / "old.jsonl", "--against", tmp_path / "older")
    result = saring("dedup", "--keep", "first", *options, stdin=jsonl(*given))
    assert result.returncode == 0, result.stderr
    assert [json.loads(line) for line in result.stdout.splitlines()] == [given[1]]
    assert b"4 read, 2 known, 1 copy removed" in result.stderr
    strict = saring("dedup", "--threshold", "1", *options[:2], stdin=jsonl(*given))
    assert [json.loads(line) for line in strict.stdout.splitlines()] == given[1:3]
    marks = saring("dedup", "--normalize", "punctuation", *options, stdin=jsonl(*given))
    assert [json.loads(line) for line in marks.stdout.splitlines()] == given[:2]


def test_lines_of_a_text_file_are_texts(tmp_path: Path) -> None:
    (tmp_path / "old.txt").write_text(f"{NEW}\n\n{OTHER.splitlines()[1]}\n")
    lines = f"{OTHER.splitlines()[1]}\n\nlain\n{NEW.upper()}\n"
    result = saring("dedup", "--against", tmp_path / "old.txt", stdin=lines.encode())
    assert result.stdout == b"\nlain\n"


def test_an_index_and_files_go_together(tmp_path: Path) -> None:
    index = tmp_path / "x.saring"
    added = saring("index", "add", index, "--threshold", "0.9", stdin=jsonl({"id": 1, "text": NEW}))
    assert added.returncode == 0
    (tmp_path / "old.jsonl").write_bytes(jsonl({"text": OTHER}))
    options = ("--against", index, "--against", tmp_path / "old.jsonl")
    lines = f"{NEW}\n{' '.join(OTHER.split())}\nlain\n"
    result = saring("dedup", *options, stdin=lines.encode())
    assert result.stdout == b"lain\n"
    result = saring("dedup", *options, "--against", index, stdin=lines.encode())
    assert (result.returncode, result.stdout) == (2, b"")
    assert b"--against takes one index" in result.stderr


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "old.jsonl").write_bytes(b"x\n" + jsonl({"text": NEW}))
    result = saring("dedup", "--against", tmp_path / "old.jsonl", stdin=f"{NEW}\nlain\n".encode())
    assert (result.returncode, result.stdout) == (1, b"lain\n")
    assert b"old.jsonl, line 1: not JSON" in result.stderr
    result = saring("dedup", "--against", tmp_path / "none.jsonl", stdin=b"lain\n")
    assert (result.returncode, result.stdout) == (2, b"")
    result = saring("dedup", "--against", tmp_path / "none", stdin=b"lain\n")
    assert b"there is no index" in result.stderr
