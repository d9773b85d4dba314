"""The page of a report: bounded work, sums that add up, everything escaped."""

from __future__ import annotations

import base64
import hashlib
import itertools
import re
from typing import Any

import pytest
from report_parts import (
    Page,
    make_heavy_losses,
    make_pairs,
    make_part,
    make_report,
    make_sample,
    make_unusual_site,
    whole,
)

from saring.report import page as page_module
from saring.report import side_by_side
from saring.report.page import fragment, render
from saring.report.parts import literal, percent
from saring.report.side_by_side import sample


def test_a_sample_marks_removed_lines_and_spans_and_shows_the_rest_as_clean() -> None:
    text = "Judul\nBandung - Hujan turun.\nBagikan\nSelesai (abc) sekarang"
    dateline = (6, 16, True)
    share = (29, 36, False)
    credit = (text.index("("), text.index(")") + 1, True)
    page = sample(make_sample(text, share, credit, dateline), is_open=True)
    as_read, clean = page.split("<h3>clean</h3>")
    gone = re.findall(r"<del[^>]*>(.*?)</del>", as_read)
    assert gone == ["Bandung - ", "Bagikan", "(abc)"]
    assert re.findall(r"<div>(.*?)</div>", clean.removeprefix('<div class="doc">'))[:3] == [
        "Judul",
        "Hujan turun.",
        "Selesai  sekarang",
    ]
    assert f"{percent(22, len(text))} removed" in page


def test_a_long_sample_is_cut_on_both_sides_and_says_so() -> None:
    short = sample(make_sample("Satu\nDua\n", (0, 4, False)), is_open=False)
    assert "the text continues" not in short
    many_lines = "\n".join(f"baris {n}" for n in range(1000))
    page = sample(make_sample(many_lines, (0, 7, False)), is_open=False)
    assert page.count("… the text continues") == 2
    assert f"baris {side_by_side.SAMPLE_LINES - 1}<" in page
    assert f"baris {side_by_side.SAMPLE_LINES}<" not in page
    one_line = "z" * 50_000
    spans = [(n, n + 1, True) for n in range(10, 40_000, 1000)]
    page = sample(make_sample(one_line, *spans), is_open=False)
    assert page.count("… the text continues") == 2
    assert page.count("<del") == side_by_side.SAMPLE_CHARS // 1000
    assert page.count("z") < 2 * side_by_side.SAMPLE_CHARS + 1000


def test_a_sample_reads_start_and_not_another_name_for_it() -> None:
    entry = make_sample()
    entry["removals"][0]["begin"] = entry["removals"][0].pop("start")
    with pytest.raises(KeyError, match="start"):
        sample(entry, is_open=False)


def test_every_table_with_a_total_adds_up() -> None:
    files = [
        {"file": f"{n}.jsonl", "documents": n, "kept": n // 2, "quarantined": n % 2}
        for n in range(250)
    ]
    for report in (make_report(), make_report(files=files)):
        summed = 0
        for table in Page(render(report)).tables:
            if not table["tfoot"]:
                continue
            (totals,) = table["tfoot"]
            for column, name in enumerate(table["thead"][0]):
                total = whole(totals[column])
                if total is None:
                    continue
                assert total == sum(whole(row[column]) or 0 for row in table["tbody"]), name
                summed += 1
        assert summed == 1 + 3 + 3  # rules, sites, files


def _section(page: str, title: str) -> str:
    return page.split(f"<h2>{title}</h2>")[1].split("</section>")[0]


def test_bars_add_up_to_what_is_said_beside_them() -> None:
    sizes = {str(size): 21 - size for size in range(2, 21)}
    clusters = sum(sizes.values())
    duplicates = {"clusters": clusters, "sizes": sizes, "largest": [], "expected_recall": 1.0}
    duplicates |= {"between_sites": make_pairs()}
    report = make_report(duplicates=duplicates)
    page = render(report)
    for title, figures, expected in (
        ("Languages", "first", 100),
        ("Languages", "second", sum(n % 5 for n in range(25))),
        ("Removed lines", "first", 90),
        ("Removed lines", "second", 900),
        ("Copies", "first", clusters),
    ):
        body = _section(page, title)
        values = re.findall(r'<div class="value"><b>(.*?)</b>(?: · (.*?))?</div>', body)
        shown = [pair[0] if figures == "first" else pair[1] for pair in values]
        assert sum(whole(value) or 0 for value in shown) == expected, title
        assert str(expected) in body.split('<div class="card">')[0], title


def test_the_legends_add_up_to_their_headings() -> None:
    body = _section(render(make_report()), "Kept and removed")
    assert "file changed during the run" in body and "a new reason" in body
    for card in body.split('<div class="card">')[1:]:
        heading = re.search(r"<h3>(.*?) (?:records|characters)</h3>", card)
        assert heading
        parts = re.findall(r"</i>.*? <b>(.*?)</b>", card)
        assert whole(heading[1]) == sum(whole(part) or 0 for part in parts) > 0


def test_documents_of_no_listed_site_stand_in_a_row_of_their_own() -> None:
    body = _section(render(make_report()), "Sites")
    (table,) = Page(body).tables
    name, documents, kept, lines, *_ = table["tbody"][-1]
    assert (name, documents, kept, lines) == ("other sites, or no site", "70", "49", "30")


def test_nothing_in_a_report_becomes_a_tag_or_an_attribute() -> None:
    evil = "\"'><evil onload=1>\N{NULL}</style></mark>&lt;evil&gt;${title}"
    numbers = itertools.count()

    def poison(value: Any) -> Any:
        if isinstance(value, str):
            return f"{evil} {next(numbers)}"
        if isinstance(value, list):
            return [poison(item) for item in value]
        return (
            {name: poison(item) for name, item in value.items()}
            if isinstance(value, dict)
            else value
        )

    where = {"file": "a", "record": 0, "line": None, "id": "b"}
    plain = make_report(
        warnings=[{"file": "a", "line": 2, "reason": "r", "outcome": "noted"}],
        repeated_ids={"count": 1, "first": [where | {"earlier": where}]},
        heavy_losses=make_heavy_losses(1),
    )
    page, expected = Page(render(poison(plain))), Page(render(plain))
    assert page.tags == expected.tags
    assert page.attributes == expected.attributes
    assert "evil" not in Page(fragment(poison(plain))).tags


def test_invisible_characters_of_names_are_shown_as_escapes() -> None:
    assert literal("a\x1b[2J\u202eb\n\udcff") == r"a\x1b[2J\u202eb\x0a\udcff"
    assert literal("Élan <b>") == "Élan &lt;b&gt;"
    assert len(literal("x" * 1000)) == 300
    page = render(make_report(files=[{**make_report()["files"][0], "file": "a\r\x07.txt"}]))
    assert r"a\x0d\x07.txt" in page
    assert "\x07" not in page


def test_heavy_losses_come_before_all_other_tables_with_reason_and_beginnings() -> None:
    settings = {"on_heavy_loss": "drop"}
    page = render(make_report(heavy_losses=make_heavy_losses(70), settings=settings))
    section = _section(page, "To review")
    assert page.index("<h2>To review") < page.index("<h2>Languages")
    assert section.count("<tr>") == 1 + page_module.LOSSES_SHOWN
    for part in (
        "70 documents",
        "They were removed.",
        "are shown",
        "loses most",
        "As read 1",
    ):
        assert part in section
    assert "90\N{NARROW NO-BREAK SPACE}%" in section
    assert "<h2>To review" not in render(make_report())


def test_documents_whose_article_is_unsure_have_a_figure() -> None:
    assert "unsure article" in render(make_report(unsure_texts=12))
    assert "unsure article" not in render(make_report())


def test_copies_that_may_be_missing_are_warned_of() -> None:
    duplicates: dict[str, Any] = {"clusters": 0, "sizes": {}, "largest": []}
    duplicates |= {"expected_recall": 0.937}
    duplicates["between_sites"] = make_pairs()
    assert "93.7%" in _section(render(make_report(duplicates=duplicates)), "Copies")
    duplicates |= {"clusters": 1, "sizes": {"2": 1}}
    assert "93.7%" in _section(render(make_report(duplicates=duplicates)), "Copies")
    duplicates |= {"expected_recall": 1.0}
    assert "MinHash" not in _section(render(make_report(duplicates=duplicates)), "Copies")


def test_what_to_look_at_comes_first_and_leads_to_sections_that_there_are() -> None:
    page = render(make_report(heavy_losses=make_heavy_losses(7)))
    targets = re.findall(r'href="#([a-z-]+)"', page)
    ids = re.findall(r'<section id="([a-z-]+)"', page)
    assert set(targets) <= set(ids) and len(ids) == len(set(ids))
    found = re.findall(r'<li class="(bad|odd)"><a href="#([a-z-]+)">', page)
    assert found[0] == ("bad", "to-review")
    assert ("odd", "unusual-losses") in found and ("odd", "skipped-files") in found
    assert ids.index("what-to-look-at") == 0


def test_unusual_sites_and_rules_are_first_in_their_tables_and_marked() -> None:
    page = render(make_report())
    for title, name in (("Sites", "site2.example"), ("Rules", "rule.7")):
        (table,) = Page(_section(page, title)).tables
        assert table["tbody"][0][0].startswith(name) and "unusual" in table["tbody"][0][0]
        assert sum("unusual" in row[0] for row in table["tbody"]) == 1
    assert "the text begins before" in _section(page, "Sites")


def test_which_sites_copy_which_is_a_matrix() -> None:
    (table,) = Page(_section(render(make_report()), "Which sites copy which")).tables
    assert table["thead"] == [["copy from", "1", "2"]]
    assert table["tbody"] == [["1 site0.example", "", ""], ["2 site1.example", "9", ""]]


def test_dates_are_a_chart_with_its_table() -> None:
    body = _section(render(make_report()), "Dates")
    (table,) = Page(body).tables
    assert [row[2] for row in table["tbody"]] == [str(n) for n in range(1, 10)]
    assert body.count("<g>") == 9 and "90 have a date, 10 have none" in body


def test_links_to_outputs_are_relative_whatever_the_name() -> None:
    page = render(make_report())
    links = re.findall(r'href="([^#][^"]*)"', page)
    assert links == ["./removed.jsonl.zst", "./a.jsonl", "./javascript%3Ax.txt"]


def test_the_page_runs_no_script_but_its_own_and_loads_nothing() -> None:
    page = render(make_report())
    script = re.search(r"<script>(.*?)</script>", page, re.DOTALL)
    assert script and page.count("<script") == 1
    digest = base64.b64encode(hashlib.sha256(script[1].encode()).digest()).decode()
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy and f"script-src 'sha256-{digest}'" in policy[1]
    assert "default-src 'none'" in policy[1]
    assert not re.search(r"\b(src|@import)\b *=|url\(", page)


@pytest.mark.parametrize("text", ["<&\"'>" * 4000, "\u202e\x1b" * 8000, "漢" * 20_000])
def test_the_page_is_under_a_megabyte_whatever_is_in_it(text: str) -> None:
    part = {**make_part(), "text": text[:1500], "removals": [], "id": text, "file": text}
    whole = {**make_sample(text), "id": text, "file": text}
    many = [
        {"rule": f"r{n}{text}", "role": "share", "lines": 1, "examples": [text] * 3}
        for n in range(500)
    ]
    page = render(
        make_report(
            rules=[{**row, "shown": part} for row in many],
            sites=[
                {**make_unusual_site(), "site": f"{n}{text}", "shown": part} for n in range(100)
            ],
            losses={"usual": 1, "limit": 2, "documents": 9, "most": [part] * 30},
            samples=[whole] * 12,
            files=[{**make_report()["files"][0], "file": text}] * 5000,
            files_left_aside=[{"file": text, "reason": "x"}] * 5000,
            outputs=[text] * 5000,
        )
    )
    assert len(page.encode()) < 1_000_000
