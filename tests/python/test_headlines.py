"""`tools/boilerplate/headlines.py` finds the headline that a page names."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "tools" / "boilerplate"))

from headlines import headline_of, titles_of  # noqa: E402

LEAD = "The ferry between Hallow and Sandrey sails again since Monday, after a winter of repairs."


def test_titles_come_from_title_heading_and_metadata_without_the_site() -> None:
    titles = titles_of(
        "<title>Ferry sails again | The Hallow Post</title>"
        '<meta property="og:title" content="Ferry &amp; crew sail again">'
        "<h1>The ferry <em>sails</em> again</h1><h2>Not this one here</h2>"
    )
    assert {"ferry sails again", "ferry crew sail again", "the ferry sails again"} <= titles
    assert "the hallow post" in titles
    assert "not this one here" not in titles


def test_the_title_nearest_above_the_first_long_line_is_the_headline() -> None:
    lines = ["Home", "Ferry sails again", "News", "Ferry sails again!", "By Ann Lee", LEAD, LEAD]
    labels = [0, 0, 0, -1, -1, 1, 1]
    assert headline_of(lines, labels, {"ferry sails again"}) == 3
    assert headline_of(lines, labels, {"another title"}) is None


def test_a_title_below_the_first_long_line_or_far_above_it_is_no_headline() -> None:
    below = [LEAD, "Ferry sails again"]
    assert headline_of(below, [1, 0], {"ferry sails again"}) is None
    far = ["Ferry sails again", *["Menu"] * 20, LEAD]
    assert headline_of(far, [0] * 21 + [1], {"ferry sails again"}) is None


def test_a_page_without_article_has_no_headline() -> None:
    assert headline_of(["Ferry sails again", LEAD], [0, 0], {"ferry sails again"}) is None
    assert headline_of([], [], set()) is None


def test_titles_of_broken_html_are_no_error() -> None:
    assert titles_of("<title>Ferry sails again <h1>and <p>") != set()
    assert titles_of("") == set()
