"""The tables of `tools/boilerplate/measure_html.py`, against scores worked out by hand."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "tools" / "boilerplate"))

import html_pages  # noqa: E402
import measure_html as tool  # noqa: E402


def page(gold: str = "padi di sawah", **fields: Any) -> html_pages.Page:
    given = {
        "html": b"<p>padi di sawah</p>",
        "gold": gold,
        "domain": "desa.example",
        "kind": "news",
        "source": "s",
        "lang": "id",
        "file": "html-dev",
        "key": "a",
    }
    return html_pages.Page(**(given | fields))


@pytest.mark.parametrize(
    ("gold", "text", "f1"),
    [
        ("padi di sawah", "Padi di sawah.", 1.0),
        ("padi padi sawah", "padi kebun", 2 * 1 / 5),  # one of two counts
        ("padi", "", 0.0),
        ("", "padi", 0.0),
        ("", "", 1.0),
        ("水田", "水の田", 2 * 2 / 5),  # characters of scripts without spaces are tokens
        ("１２", "12", 1.0),  # compatible forms are one
    ],
)
def test_the_score_compares_bags_of_tokens(gold: str, text: str, f1: float) -> None:
    assert html_pages.bag_f1(gold, text) == pytest.approx(f1)


def test_a_group_needs_ten_pages() -> None:
    pages = [page(kind="news")] * 10 + [page(kind="forum")] * 9
    rows = tool.table(pages, {"saring": [1.0] * 10 + [0.0] * 9})
    means = {name: (count, scores["saring"]) for name, count, scores in rows}
    assert means["html-dev"] == (19, pytest.approx(10 / 19))
    assert means["html-dev articles"] == (10, 1.0)
    assert means["html-dev type news"] == (10, 1.0)
    assert not any("forum" in name or "others" in name for name in means)


def test_a_star_marks_what_a_peer_does_better(capsys: pytest.CaptureFixture[str]) -> None:
    tool.print_table(
        [("one", 10, {"saring": 0.5, "peer": 0.6}), ("two", 10, {"saring": 0.7, "peer": 0.6})]
    )
    one, two = capsys.readouterr().out.splitlines()[1:]
    assert one.endswith("*")
    assert not two.endswith("*")


def test_losses_are_shares_of_the_pages_of_a_set(capsys: pytest.CaptureFixture[str]) -> None:
    pages = [page()] * 4 + [page(file="html-3-dev")]
    tool.print_losses(pages, [0.5, 0.85, 0.95, 1.0, 0.0], [1.0, 1.0, 1.0, 0.0, 0.0])
    out = capsys.readouterr().out
    assert "html-dev: 50.0% lose > 0.1, 25.0% lose > 0.3" in out
    assert "html-3-dev: 0.0% lose > 0.1, 0.0% lose > 0.3" in out


def test_a_page_that_a_tool_fails_on_gives_nothing() -> None:
    def fails_on_second(markup: str) -> str:
        if "dua" in markup:
            raise RuntimeError
        return markup

    assert tool.run(fails_on_second, [page(html=b"satu"), page(html=b"dua")]) == ["satu", ""]


def test_texts_come_back_as_they_were_written(tmp_path: Path) -> None:
    pages = [page(key="a"), page(key="b", file="html-3-dev")]
    tool.write_texts(tmp_path / "texts.jsonl", pages, ["satu\nbaris", "水田"])
    found = tool.read_texts(tmp_path / "texts.jsonl")
    assert found == {("html-dev", "a"): "satu\nbaris", ("html-3-dev", "b"): "水田"}
