"""The shipped models on the project's own articles: no floor is broken."""

from __future__ import annotations

import html.parser
from collections import Counter
from pathlib import Path

import article_floors as floors
import pytest

ARTICLES = floors.read_articles()


@pytest.fixture(scope="module")
def measured() -> dict[str, floors.Measured]:
    return floors.measure(ARTICLES)


def test_no_floor_is_broken(measured: dict[str, floors.Measured]) -> None:
    lines = floors.broken(measured, floors.read_floors())
    assert not lines, "\n".join(lines)


def test_every_figure_has_a_floor(measured: dict[str, floors.Measured]) -> None:
    known = floors.read_floors()
    assert {name: set(found.figures) for name, found in measured.items()} == {
        name: set(figures) for name, figures in known.items()
    }


def test_articles_are_many_and_different() -> None:
    assert len({a.language for a in ARTICLES}) >= 18
    assert Counter(a.language for a in ARTICLES)["ind_Latn"] >= 6
    lines = Counter(x for a in ARTICLES for x in a.texts(["body", "quote", "headline"]))
    assert lines.most_common(1)[0][1] == 1


@pytest.mark.parametrize("layout", floors.LAYOUTS)
def test_a_page_holds_every_line_of_its_article(layout: str) -> None:
    class Texts(html.parser.HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.found: list[str] = []

        def handle_data(self, data: str) -> None:
            self.found.append(data.strip())

    for article in ARTICLES:
        page = Texts()
        page.feed(floors.LAYOUTS[layout](article))
        assert set(article.texts(floors.KEPT_ROLES)) <= set(page.found), article.name


def test_a_broken_floor_is_reported_with_what_was_wrong() -> None:
    found = {"plain text": floors.Measured({"kept": 0.8}, ["x: lost"])}
    assert floors.broken(found, {"plain text": {"kept": 0.8}}) == []
    assert floors.broken(found, {"plain text": {"kept": 0.81}}) == [
        "plain text: kept 0.8000 is below 0.8100",
        "    x: lost",
    ]


def test_raising_never_lowers() -> None:
    found = {"plain text": floors.Measured({"kept": 0.8, "removed": 0.5})}
    assert floors.raised(found, {"plain text": {"kept": 0.9}}) == {
        "plain text": {"kept": 0.9, "removed": 0.495}
    }


def test_a_line_out_of_shape_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("language: ind_Latn\nbody Satu dua\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"a\.txt:2: expected 'role: text'"):
        floors.read_articles(tmp_path)
