"""The command line: `saring signals`, and `clean --signals --where`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from saring_cli import ARTICLE, jsonl, read_jsonl
from saring_cli import saring as run

import saring
import saring.quality


def test_a_text_has_a_signal_a_line() -> None:
    result = run("signals", stdin=ARTICLE.encode())
    assert result.returncode == 0, result.stderr
    rows = dict(line.split("\t") for line in result.stdout.decode().splitlines())
    assert tuple(rows) == saring.quality.NAMES
    found = saring.signals(ARTICLE, "id")
    for name, value in rows.items():
        assert float(value) == pytest.approx(found[name], abs=6e-5)
    assert rows["words"] == str(found["words"])


def test_what_is_not_known_is_said() -> None:
    rows = run("signals", stdin=b"12 345").stdout.decode()
    assert "stop_words\tunknown\n" in rows
    rows = run("signals", "--language", "Indonesian", stdin=b"12 345").stdout.decode()
    assert "stop_words\t0\n" in rows
    assert run("signals", stdin=b"").stdout.decode().startswith("characters\t0\n")


def test_records_get_an_object_and_other_lines_stay() -> None:
    first = json.dumps({"id": 1, "text": ARTICLE})
    result = run("signals", "--signals-field", "q", stdin=f"{first}\nno record\n".encode())
    assert result.returncode == 1
    line, other = result.stdout.decode().splitlines()
    assert other == "no record"
    assert line.startswith(first[:-1])
    assert json.loads(line)["q"]["words"] == saring.signals(ARTICLE)["words"]


def test_a_wrong_language_is_a_usage_error() -> None:
    result = run("signals", "--language", "indonesain", stdin=b"a")
    assert result.returncode == 2
    assert b"unknown language 'indonesain'; did you mean" in result.stderr


def test_clean_writes_signals_and_removes_by_them(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(jsonl({"text": ARTICLE}, {"text": "Hujan turun."}))
    result = run("clean", path, "-o", tmp_path / "out", "--signals", "--where", "words > 5")
    assert result.returncode == 0, result.stderr
    (kept,) = read_jsonl(tmp_path / "out" / "a.jsonl")
    assert kept["signals"]["words"] > 5
    assert b"1 that does not satisfy the condition" in result.stdout


def test_a_wrong_condition_is_a_usage_error(tmp_path: Path) -> None:
    result = run("clean", tmp_path, "-o", tmp_path / "out", "--where", "wrds > 5")
    assert result.returncode == 2
    assert b"did you mean 'words'?, at column 1 of 'wrds > 5'" in result.stderr
