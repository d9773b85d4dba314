"""The tables of `tools/boilerplate/measure_metadata.py`, against scores worked out by hand."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "tools" / "boilerplate"))

import measure_metadata as tool  # noqa: E402


def page(**fields: Any) -> dict[str, Any]:
    given = {"html": "", "url": "https://a.example/x", "domain": "a.example", "source": "s"}
    return given | fields


@pytest.mark.parametrize(
    ("name", "found", "reference", "right"),
    [
        ("date", "2021-10-05T23:00:00+00:00", "2021-10-05", True),
        ("date", "2021-10-06", "2021-10-05", False),
        ("date", None, "2021-10-05", False),
        ("title", "Kota, lama!", "kota lama", True),
        ("title", "Kota lama | Kabar", "kota lama", False),
        ("authors", "Jo Fenn, Ann Bee", "Jo Fenn", True),
        ("authors", "Fenn", "Jo Fenn", False),
        ("authors", "Jo Fenn " + "word " * 7, "Jo Fenn", False),
        ("authors", "Jo Fenn", "Jo Fenn, Ann Bee", True),
    ],
)
def test_a_value_is_right_by_the_rule_of_its_field(
    name: str, found: str | None, reference: str, right: bool
) -> None:
    assert tool.is_right(name, found, reference) is right


def test_counts_are_kept_for_all_for_sources_and_for_halves() -> None:
    rows = [page(date="2021-10-05"), page(date="2021-10-06", source="t", title="", authors=None)]
    measured = tool.measure(rows, lambda row: {"date": "2021-10-05"})
    assert measured.counts["all"].right["date"] == 1
    assert measured.counts["all"].all == {"date": 2, "title": 0, "authors": 0}
    assert measured.counts["s"].right["date"] == 1
    assert measured.counts["t"].right["date"] == 0
    assert set(measured.counts) == {"all", "s", "t", f"half {tool.half_of('a.example')}"}
    assert measured.wrong == [("date", "https://a.example/x", "2021-10-05", "2021-10-06")]


def test_a_tool_that_fails_on_a_page_found_nothing_there() -> None:
    def fail(row: Mapping[str, Any]) -> tool.Found:
        raise ValueError(row["url"])

    measured = tool.measure([page(title="Kota")], fail)
    assert measured.errors == 1
    assert measured.counts["all"].right["title"] == 0


def test_domains_fall_into_two_halves() -> None:
    halves = {tool.half_of(f"site{i}.example") for i in range(50)}
    assert halves == {0, 1}


def test_the_tool_measures_this_library(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    html = "<title>Kota lama</title><meta name=author content='Jo Fenn'>"
    row = page(html=html, title="Kota lama", authors="Ann Bee")
    (tmp_path / "pages.jsonl").write_text(json.dumps(row) + "\n")
    assert tool.main([str(tmp_path / "pages.jsonl"), "--worst", "5"]) == 0
    out = capsys.readouterr().out
    assert "title 1.000 of 1" in out
    assert "authors 0.000 of 1" in out
    assert "authors | https://a.example/x | Jo Fenn | Ann Bee" in out
