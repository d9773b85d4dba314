"""What results look like in a terminal and in a notebook."""

from __future__ import annotations

import pickle
from typing import Any

import pytest
from tabular_results import results

import saring

HOSTILE = "<script>alert(1)</script>\u202emoc.live\x1b[31m"


RESULTS = results()


@pytest.mark.parametrize(("name", "result"), RESULTS.items(), ids=RESULTS)
def test_views_show_ten_rows_and_take_the_colours_of_the_page(name: str, result: Any) -> None:
    html = result._repr_html_()
    assert html.count("<tr>") <= 12 + 10  # with the largest clusters
    assert "background:#" not in html
    assert "color:#000" not in html


def test_a_table_shows_ten_rows() -> None:
    table = saring.detect_batch(["Selamat pagi semuanya"] * 1234)
    lines = repr(table).splitlines()
    assert lines[0] == "Table of 1,234 rows, 3 columns"
    assert lines[1].split() == ["lang", "confidence", "is_reliable"]
    assert lines[2].split() == ["large_string", "float", "bool"]
    assert len(lines) == 3 + 10 + 1
    assert lines[-1] == "  … 1,224 more rows"
    html = table._repr_html_()
    assert html.count("<tr>") == 11
    assert "1,234 rows, 3 columns" in html
    wide = repr(saring.signals_batch(["satu dua"]))
    assert max(map(len, wide.splitlines()[:-1])) <= 112
    assert "more columns: " in wide
    assert repr(saring.detect_batch([])).startswith("Table of 0 rows, 3 columns\n  lang")


def test_no_text_acts_in_a_view() -> None:
    table = saring.strip_batch([HOSTILE, "満" * 40])
    for view in (
        repr(table),
        table._repr_html_(),
        table.text._repr_html_(),
        saring.strip(HOSTILE)._repr_html_(),
        saring.strip(HOSTILE).lines._repr_html_(),
        saring.detect(HOSTILE)._repr_html_(),
        saring.detect(HOSTILE, by="line")._repr_html_(),
    ):
        assert "\u202e" not in view
        assert "\x1b" not in view
    assert r"\u202e" in repr(table)
    assert "<script" not in table._repr_html_()
    assert "&lt;script&gt;" in table._repr_html_()
    assert "<script" not in saring.strip(HOSTILE)._repr_html_()
    rows = repr(table).splitlines()[3:5]
    wide = 2 * rows[1].count("満") + rows[1].index("満")
    assert wide < 2 + 34  # cut by the width that is seen, not by characters


def test_a_detection_has_a_record_and_a_view() -> None:
    found = saring.detect("Petani memanen padi lebih awal tahun ini.")
    record = found.to_dict()
    assert (record["lang"], record["name"], record["iso639_1"]) == ("ind_Latn", "Indonesian", "id")
    assert record["confidence"] == found.confidence
    assert pickle.loads(pickle.dumps(found)) == found
    assert "Indonesian" in found._repr_html_()
    assert "Standard Malay" in found._repr_html_()  # of the top three
    none = saring.detect("123")
    assert none.to_dict()["script"] is None
    assert "zxx" in none._repr_html_()


def test_a_stripped_text_has_a_record_and_a_legend() -> None:
    page = (
        "River walk opens after repair\nBy Anna Holm\nThe town opened the river walk on Friday "
        "after a year of repair, the mayor said.\nHundreds of people came to see the new bridge "
        "and the two small gardens beside it.\nRead also:\nOld mill to become a library\n"
    )
    found = saring.strip(page, language="en")
    (row,) = saring.strip_batch([page], language="en").to_pylist()
    assert found.to_dict() == pytest.approx(row)
    view = found._repr_html_()
    assert "title: <strong>River walk opens after repair</strong>" in view
    assert "byline: <strong>Anna Holm</strong>" in view
    legend = view.rpartition("<p ")[2]
    assert "related" in legend
    assert "advert" not in legend
    assert "removed" in legend


PAGE = """<html lang="en"><head><title>River walk opens after repair</title>
<meta property="article:published_time" content="2024-03-01"></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport</a></li></ul></nav>
<article><h1>River walk opens after repair</h1><p class="byline">By Anna Holm</p>
<p>The town opened the river walk on Friday after a year of repair, the mayor said, and many people
came to see the new bridge and the two small gardens beside it. Read also: Old mill to become a
library</p>
<p>The work had begun last spring, when the flood took away a part of the path and two trees.</p>
</article><footer>Copyright 2024</footer></body></html>"""


def test_a_page_is_shown_as_a_stripped_text_is() -> None:
    article = saring.extract(PAGE)
    view = article._repr_html_()
    assert "title: <strong>River walk opens after repair</strong>" in view
    assert "byline: <strong>Anna Holm</strong>" in view
    assert "date: <strong>2024-03-01</strong>" in view
    kept = sum(line.keep for line in article.lines)
    assert f"{kept} of {len(article.lines)} lines kept" in view
    legend = view.rpartition("<p ")[2]
    assert "headline" in legend
    assert "removed" in legend
    (dropped,) = (span for span in article.spans if not span.keep)
    inside = article.page_text[dropped.start : dropped.end]
    assert f'title="{dropped.role} · {dropped.rule}">{inside}</span>' in view
    assert "Mojibake" not in view
    assert (
        "Mojibake" in saring.extract(PAGE.replace("two trees", "the cafÃ© of JosÃ©"))._repr_html_()
    )


def test_of_a_long_text_a_thousand_lines_are_shown() -> None:
    found = saring.strip("\n".join(f"Warga desa {n} menanam padi." for n in range(1200)))
    view = found._repr_html_()
    assert view.count('<div dir="auto"') == 1000
    assert "… 200 more lines" in view
    assert "of 1,200 lines kept" in view


def test_an_overlap_shows_the_columns_there_is_room_for_and_names_the_others() -> None:
    passage = "Warga desa memperbaiki jembatan bambu yang rusak pekan lalu."
    found = saring.overlap([passage], [passage])
    view = found._repr_html_()
    head, _, rest = view.partition("</thead>")
    assert head.count("<th ") == 7
    assert passage in rest or "exact" in rest
    for name in found.items.column_names:
        assert name in view
    assert f"{len(found.items.column_names) - 7} more columns: " in rest
