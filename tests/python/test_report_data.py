"""Losses, sites, rules and dates in report.json: the same for every batch size."""

from __future__ import annotations

import json
import random
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from saring_cli import ARTICLE, jsonl

import saring
from saring.runs.command import command_line
from saring.runs.dates import timeline
from saring.runs.notable import LOSSES, Notable
from saring.runs.options import CleanOptions
from saring.runs.usual import upper_fence

WORDS = sorted(set(ARTICLE.replace(".", "").replace(",", "").split()))


def _corpus(folder: Path) -> Path:
    """Ten sites: the last one has long pages of links around its articles."""
    records = []
    for site in range(10):
        for n in range(6):
            links = [f"Baca juga: judul lain nomor {n} {m} di situs ini" for m in range(30)]
            noise = links if site == 9 else ["Bagikan"]
            words = random.Random(10 * site + n).choices(WORDS, k=90)
            body = "".join(f"{' '.join(words[at : at + 15])}.\n" for at in range(0, 90, 15))
            records.append(
                {
                    "id": f"d{site}-{n}",
                    "url": f"https://s{site}.example/{n}",
                    "date": f"2024-0{1 + n}-15",
                    "text": body + "\n".join(noise),
                }
            )
    records.append({"id": "copy", "url": "https://other.example/", "text": records[0]["text"]})
    path = folder / "berita.jsonl"
    path.write_bytes(jsonl(*records))
    return path


def _data(path: Path, out: Path, **options: Any) -> dict[str, Any]:
    data = saring.clean(path, out, profile="none", **options).data
    for key in ("run", "outputs"):
        data.pop(key)
    return data


def test_the_site_and_documents_beyond_what_is_usual_are_told(tmp_path: Path) -> None:
    data = _data(_corpus(tmp_path), tmp_path / "out")
    sites = data["unusual_sites"]
    assert [row["site"] for row in sites["rows"]] == ["s9.example"]
    assert sites["count"] == 1 and sites["usual"] < sites["limit"] < 100
    shown = sites["rows"][0]["shown"]
    assert shown["id"].startswith("d9-") and shown["removals"]
    losses = data["losses"]
    assert losses["documents"] >= len(losses["most"])
    for entry in losses["most"]:
        lost = 100 * (entry["chars_before"] - entry["chars_after"]) / entry["chars_before"]
        assert lost > losses["limit"] and entry["id"].startswith("d9-")
    for rule in data["rules"]:
        cut = rule["shown"]
        names = {row["rule"] or row["reason"] for row in cut["removals"]}
        assert rule["rule"] in names
    assert {row["site"]: row["kept"] for row in data["sites"]}["s9.example"] <= 6


def test_copies_between_sites_and_dates_are_counted(tmp_path: Path) -> None:
    data = _data(_corpus(tmp_path), tmp_path / "out", threshold=1)
    between = data["duplicates"]["between_sites"]
    assert between["pairs"] == [{"kept": "s0.example", "copy": "other.example", "documents": 1}]
    dates = data["dates"]
    assert (dates["unit"], dates["documents"], dates["without"]) == ("day", 60, 1)
    assert dates["rows"][0] == {"date": "2024-01-15", "documents": 10, "kept": 10}
    assert "language model" in data["models"]


@pytest.mark.parametrize("options", [{"chunk_size": 500}, {"num_threads": 1, "chunk_size": 3000}])
def test_what_is_shown_does_not_depend_on_batches_or_threads(
    tmp_path: Path, options: dict[str, Any]
) -> None:
    path = _corpus(tmp_path)
    assert _data(path, tmp_path / "a") == _data(path, tmp_path / "b", **options)


class _Batch:
    """A batch of documents that lose the given numbers of characters, each by another rule."""

    def __init__(self, lost: list[int]) -> None:
        self._lost = lost

    def notable(self) -> Any:
        ranked = sorted(((n, at, 0) for at, n in enumerate(self._lost)), key=lambda row: -row[0])
        rows = [(f"r{n}", n, at, 0) for at, n in enumerate(self._lost)]
        return [0] * 101, ranked[:LOSSES], rows, rows

    def described(self, at: int) -> Any:
        return 0, at, at + 1, None, "", 10**6, 10**6 - self._lost[at]

    def excerpt(self, at: int, removal: int, size: int) -> Any:
        return "x" * 5, [], False, False


class _Source:
    name = "a.jsonl"


def test_memory_is_bounded_and_the_greatest_stay_whatever_the_batches() -> None:
    lost = [(n * 7919) % 10_007 for n in range(5000)]
    results = []
    for size in (1, 37, 5000):
        notable = Notable()
        for start in range(0, len(lost), size):
            notable.offer(_Batch(lost[start : start + size]), start, [_Source()])  # type: ignore[list-item]
            assert len(notable.sites) <= 1000 and len(notable.rules) <= 500
        results.append(sorted((name, rank) for name, (rank, *_) in notable.sites.items()))
    assert results[0] == results[1] == results[2]
    assert min(rank for _, rank in results[0]) == sorted(lost)[-1000]


def test_the_fence_is_that_of_the_quartiles_and_a_margin() -> None:
    assert upper_fence([1.0] * 7) == (None, None)
    assert upper_fence([0.0] * 20) == (0.0, 10.0)
    assert upper_fence([float(n) for n in range(1, 101)]) == (50.0, 150.0)
    assert upper_fence([0.0, 50.0], [99, 1]) == (0.0, 10.0)


def test_dates_are_counted_in_steps_that_can_be_looked_over() -> None:
    first = (date(2020, 1, 1) - date(1970, 1, 1)).days
    for days, unit, rows in ((62, "day", 62), (63, "month", 3), (3652, "month", 120)):
        found = timeline([(None, 5, 5), *((first + n, 2, 1) for n in range(days))])
        assert (found["unit"], len(found["rows"])) == (unit, rows)
        assert found["without"] == 5
        assert found["documents"] == sum(row["documents"] for row in found["rows"]) == 2 * days
        assert sum(row["kept"] for row in found["rows"]) == days
    assert timeline([(first + n, 1, 1) for n in range(4000)])["unit"] == "year"
    assert timeline([])["rows"] == []


def test_the_command_line_says_what_is_not_the_default(tmp_path: Path) -> None:
    options = CleanOptions(
        languages=("id", "ms"), dedup=False, lines=True, rules=("a b.txt", "c"), min_chars=9
    )
    command = command_line(["my crawl", "x"], Path("out"), options)
    assert command == (
        "saring clean 'my crawl' x -o out --languages id,ms --min-chars 9 --rules 'a b.txt' "
        "--rules c --no-dedup --lines"
    )
    path = _corpus(tmp_path)
    data = json.loads(
        (saring.clean(path, tmp_path / "o", report=False).out / "report.json").read_text()
    )
    assert data["run"]["command"].startswith(f"saring clean {path} -o ")
    assert data["run"]["command"].endswith("--no-report")
