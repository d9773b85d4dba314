"""`saring index` and `saring dedup --against`, run as their users run them."""

import json
from pathlib import Path
from typing import Any

import pytest
from saring_cli import ARTICLE, OTHER, saring


def lines_of(*records: dict[str, Any]) -> bytes:
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """Return an index of two documents."""
    path = tmp_path / "news.saring"
    records = lines_of(
        {"id": "a", "text": ARTICLE, "date": "2026-03-01", "site": "one.example"},
        {"id": 7, "text": OTHER},
    )
    result = saring(
        *("index", "add", path, "--time-field", "date", "--group-field", "site"), stdin=records
    )
    assert result.returncode == 0, result.stderr
    assert f"2 added, 2 in '{path}'" in result.stderr.decode()
    return path


def test_query_adds_matches_to_records(index: Path) -> None:
    records = lines_of({"n": 1, "text": ARTICLE.upper()}, {"n": 2, "text": "yang lain"})
    result = saring("index", "query", index, stdin=records)
    assert result.returncode == 0, result.stderr
    first, second = map(json.loads, result.stdout.splitlines())
    (match,) = first["matches"]
    assert (match["id"], match["relation"], match["group"]) == ("a", "exact", "one.example")
    assert second == {"n": 2, "text": "yang lain", "matches": []}


def test_query_of_lines_writes_records(index: Path) -> None:
    text = " ".join(OTHER.split())
    result = saring("index", "query", index, stdin=f"{text}\nlain\n".encode())
    first, second = map(json.loads, result.stdout.splitlines())
    assert [match["id"] for match in first["matches"]] == ["7"]
    assert second == {"text": "lain", "matches": []}


def test_ids_that_are_there_are_an_error_or_not_as_asked(index: Path) -> None:
    records = lines_of({"id": "b", "text": "baru"}, {"id": "a", "text": "satu dua tiga"})
    result = saring("index", "add", index, stdin=records)
    assert result.returncode == 2
    assert "'a' is in the index already" in result.stderr.decode()
    for existing, text, found in (("skip", ARTICLE, 1), ("update", ARTICLE, 0)):
        result = saring("index", "add", index, "--existing", existing, stdin=records)
        assert result.returncode == 0, result.stderr
        query = saring("index", "query", index, stdin=lines_of({"text": text}))
        assert len(json.loads(query.stdout)["matches"]) == found


def test_remove_stats_check_and_compact(index: Path) -> None:
    assert saring("index", "remove", index, stdin=b"none\n").returncode == 2
    result = saring("index", "remove", index, stdin=b"7\n")
    assert "1 removed, 1 in" in result.stderr.decode()
    assert json.loads(saring("index", "stats", index).stdout)["removed"] == 1
    assert saring("index", "compact", index).returncode == 0
    stats = json.loads(saring("index", "stats", index).stdout)
    assert (stats["documents"], stats["removed"], stats["threshold"]) == (1, 0, 0.8)
    assert "1 document, all whole" in saring("index", "check", index).stderr.decode()


def test_records_without_an_id_are_left_out(index: Path) -> None:
    result = saring("index", "add", index, stdin=lines_of({"text": "a"}, {"id": "c", "text": "c"}))
    assert result.returncode == 1
    assert "no id in 'id'" in result.stderr.decode()
    assert json.loads(saring("index", "stats", index).stdout)["documents"] == 3


@pytest.mark.parametrize("action", ["query", "stats", "check", "compact"])
def test_an_index_that_is_not_there_is_named(tmp_path: Path, action: str) -> None:
    result = saring("index", action, tmp_path / "none")
    assert result.returncode == 2
    assert "there is no index" in result.stderr.decode()
    assert not list(tmp_path.iterdir())


def test_a_damaged_index_is_a_failure_with_its_name(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"text" * 5000)
    result = saring("index", "stats", path)
    assert result.returncode == 3
    assert "is no index of saring" in result.stderr.decode()


def test_dedup_against_an_index_passes_on_what_is_new(index: Path) -> None:
    new = "Jembatan gantung di hulu sungai dibuka kembali setelah diperbaiki warga selama sebulan"
    records = [
        {"text": ARTICLE.lower()},
        {"text": new},
        {"text": OTHER},
        {"text": new.upper()},
    ]
    result = saring("dedup", "--keep", "first", "--against", index, stdin=lines_of(*records))
    assert result.returncode == 0, result.stderr
    assert [json.loads(line) for line in result.stdout.splitlines()] == [records[1]]
    assert "4 read, 2 known, 1 copy removed" in result.stderr.decode()
    lines = f"{' '.join(OTHER.split())}\n{new}\n\n{new}\n".encode()
    result = saring("dedup", "--against", index, stdin=lines)
    assert result.stdout.decode() == f"{new}\n\n"
    result = saring("dedup", "--threshold", "0.9", "--against", index, stdin=lines)
    assert result.returncode == 2
    assert "was made with threshold" in result.stderr.decode()


def test_removing_from_an_index_that_is_not_there_makes_none(tmp_path: Path) -> None:
    result = saring("index", "remove", tmp_path / "none.saring", stdin=b"a\n")
    assert (result.returncode, b"there is no index" in result.stderr) == (2, True)
    assert not (tmp_path / "none.saring").exists()


def test_an_id_that_is_given_twice_is_named_with_both_places(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(
        lines_of({"id": "a", "text": "x"}, {"id": "b", "text": "y"}, {"id": "a", "text": "z"})
    )
    result = saring("index", "add", tmp_path / "i.saring", tmp_path / "a.jsonl")
    assert result.returncode == 2
    assert b"a.jsonl, line 3: the id 'a' is that of " in result.stderr
    assert b"a.jsonl, line 1 too" in result.stderr
