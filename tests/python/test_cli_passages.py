"""`saring overlap` and `saring dedup --by`."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

STORY = (
    "Warga desa di lereng gunung bergotong royong memperbaiki jembatan bambu yang rusak diterjang "
    "banjir pekan lalu"
)
NOTICE = "Ikuti berita terbaru kami setiap hari lewat aplikasi dan kanal resmi"


def _saring(*arguments: str | Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "saring", *map(str, arguments)]
    return subprocess.run(command, input=stdin, capture_output=True, text=True, check=False)


def _jsonl(*records: Any) -> str:
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def test_overlap_names_the_records_and_the_rates(tmp_path: Path) -> None:
    train = tmp_path / "train.txt"
    train.write_text(f"Tidak ada.\nKabar: {STORY.upper()}!\n")
    test = tmp_path / "test.jsonl"
    test.write_text(_jsonl({"id": "a", "text": STORY}, {"id": "b", "text": "lain"}))
    result = _saring("overlap", train, "--lines", "--test", test)
    assert result.returncode == 0
    (record,) = map(json.loads, result.stdout.splitlines())
    assert (record["file"], record["record"], record["id"]) == ("test.jsonl", 0, "a")
    assert record["train"] == {"file": "train.txt", "record": 1}
    assert record["relation"] == "near"
    assert record["passage"] == STORY
    assert [line.split() for line in result.stderr.splitlines()] == [
        ["source", "texts", "overlap", "rate", "related", "passage"],
        ["all", "2", "1", "50.0%", "1", "1"],
        ["test.jsonl", "2", "1", "50.0%", "1", "1"],
    ]


def test_overlap_says_what_it_cannot_read(tmp_path: Path) -> None:
    (tmp_path / "train.jsonl").write_text(_jsonl({"text": STORY}) + "x\n")
    (tmp_path / "test.jsonl").write_text(_jsonl({"text": STORY}))
    result = _saring("overlap", tmp_path / "train.jsonl", "--test", tmp_path / "test.jsonl")
    assert result.returncode == 1
    assert json.loads(result.stdout)["relation"] == "exact"
    told = "saring: train.jsonl, line 2: not JSON: expected a value but found 'x'"
    assert result.stderr.startswith(told)
    result = _saring("overlap", tmp_path / "none", "--test", tmp_path / "test.jsonl")
    assert (result.returncode, result.stdout) == (2, "")
    result = _saring("overlap", tmp_path, "--test", tmp_path, "--passage-words", "0")
    assert result.returncode == 2
    assert "--passage-words must be between 1 and 64, not 0" in result.stderr


def test_dedup_by_line_in_records(tmp_path: Path) -> None:
    removed = tmp_path / "removed.jsonl"
    given = _jsonl(
        {"id": 1, "text": f"Sungai meluap.\n{NOTICE}"},
        {"id": 2, "text": f"{NOTICE}!\nHarga beras turun."},
        {"id": 3, "text": NOTICE},
    )
    result = _saring("dedup", "--by", "line", "--removed", removed, stdin=given)
    assert result.returncode == 0
    assert list(map(json.loads, result.stdout.splitlines())) == [
        {"id": 1, "text": f"Sungai meluap.\n{NOTICE}"},
        {"id": 2, "text": "Harga beras turun."},
    ]
    assert list(map(json.loads, removed.read_text().splitlines())) == [
        {"line": 2, "start": 0, "end": 69, "words": 11, "text": f"{NOTICE}!", "first_line": 1},
        {"line": 3, "start": 0, "end": 68, "words": 11, "text": NOTICE, "first_line": 1},
    ]
    assert "3 read, 2 repeats taken out, 1 text dropped" in result.stderr


def test_a_line_that_is_no_record_is_passed_on_and_told_once() -> None:
    given = _jsonl({"text": NOTICE}, {"text": NOTICE}) + "x\n"
    result = _saring("dedup", "--by", "line", "--format", "jsonl", stdin=given)
    assert result.returncode == 1
    assert result.stdout == _jsonl({"text": NOTICE}) + "x\n"
    assert result.stderr.count("not JSON") == 1


def test_dedup_by_passage_in_lines() -> None:
    given = f"Awal. {STORY}. Akhir.\n\nLain: {STORY}, kata camat.\nbukan\r\n"
    result = _saring("dedup", "--by", "passage", "--min-words", "8", stdin=given)
    assert result.returncode == 0
    assert result.stdout == f"Awal. {STORY}. Akhir.\n\nLain: kata camat.\nbukan\n"


def test_dedup_by_line_without_the_first_place() -> None:
    given = f"{NOTICE}\nsatu\n{NOTICE}!\nsatu\n"
    result = _saring("dedup", "--by", "line", "--keep", "none", stdin=given)
    assert result.stdout == "satu\nsatu\n"
    often = _saring("dedup", "--by", "line", "--min-count", "3", stdin=given)
    assert often.stdout == given


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--by", "line", "--keep", "newest"], "--keep newest is for whole texts"),
        (["--by", "passage", "--min-words", "99"], "--min-words of passages must be between 1"),
        (["--by", "line", "--against", "x.saring"], "--against, --threshold, --keep-field and"),
        (["--min-words", "5"], "--min-words, --min-count and --removed need --by"),
    ],
)
def test_wrong_options_are_told(arguments: list[str], message: str) -> None:
    result = _saring("dedup", *arguments, stdin="satu\n")
    assert (result.returncode, result.stdout) == (2, "")
    assert message in result.stderr
