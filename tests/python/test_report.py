"""The page of a report: bounded work, sums that add up, everything escaped."""

from __future__ import annotations

import base64
import hashlib
import html
import itertools
import random
import re
from html.parser import HTMLParser
from typing import Any

import pytest

from saring.report import page as page_module
from saring.report import side_by_side
from saring.report.page import fragment, render
from saring.report.parts import literal, percent
from saring.report.side_by_side import cluster, sample
from saring.report.word_diff import shared_words

ROLES = ("related_link", "share", "caption")


def make_report(**changes: Any) -> dict[str, Any]:
    """Figures of a run over two files, as in report.json."""
    report: dict[str, Any] = {
        "saring": "1.2.3",
        "settings": {"languages": ["id", "ms"], "lang_field": None, "strip": True},
        "documents": {
            "read": 100,
            "kept": 70,
            "removed": {
                "empty": 1,
                "too_short": 2,
                "language": 7,
                "uncertain": 0,
                "duplicate": 17,
                "source_changed": 2,
                "a_new_reason": 1,
            },
            "quarantined": 3,
            "repaired": 1,
        },
        "characters": {
            "read": 9000,
            "kept": 6000,
            "removed_in_lines": 1000,
            "removed_in_documents": {
                "empty": 0,
                "too_short": 10,
                "language": 490,
                "uncertain": 0,
                "duplicate": 1400,
                "source_changed": 60,
                "a_new_reason": 40,
            },
        },
        "languages": [
            {"lang": f"l{n:02}_Latn", "name": f"Language {n}", "documents": 4, "kept": n % 5}
            for n in range(25)
        ],
        "sites": [
            {
                "site": f"site{n}.example",
                "documents": 10,
                "kept": 7,
                "lines": 20,
                "chars_before": 1000,
                "chars_after": 900,
            }
            for n in range(3)
        ],
        "roles": [{"role": role, "lines": 30, "chars": 300} for role in ROLES],
        "rules": [
            {"rule": f"rule.{n}", "role": ROLES[n % 3], "lines": 1, "examples": [f"Contoh {n}"]}
            for n in range(90)
        ],
        "duplicates": {
            "clusters": 1,
            "sizes": {"18": 1},
            "largest": [make_cluster(size=18)],
            "expected_recall": 1.0,
            "between_sites": make_pairs(),
        },
        "losses": {"usual": 5.0, "limit": 15.0, "documents": 3, "most": [make_part()]},
        "unusual_sites": {"usual": 5.0, "limit": 15.0, "count": 1, "rows": [make_unusual_site()]},
        "unusual_rules": {"usual": 5.0, "limit": 85.0, "count": 1, "rows": [{"rule": "rule.7"}]},
        "dates": {
            "unit": "month",
            "documents": 90,
            "without": 10,
            "rows": [{"date": f"2024-0{n}", "documents": 10, "kept": n} for n in range(1, 10)],
        },
        "left_aside": {"unknown format": 2},
        "files_left_aside": [{"file": f"{n}.png", "reason": "unknown format"} for n in range(2)],
        "models": {"language model": "ab12"},
        "outputs": ["a.jsonl", "javascript:x.txt", "removed.jsonl.zst"],
        "warnings": [],
        "repeated_ids": {"count": 0, "first": []},
        "heavy_losses": {"documents": 0, "reasons": {}, "heaviest": []},
        "unsure_texts": 0,
        "mojibake_texts": 0,
        "markup_texts": 0,
        "samples": [make_sample()],
        "files": [
            {"file": "a.jsonl", "documents": 60, "kept": 50, "quarantined": 3},
            {"file": "b.jsonl", "documents": 40, "kept": 20, "quarantined": 0},
        ],
        "run": {
            "seconds": 1.5,
            "input_bytes": 2_000_000,
            "started": "2026-01-02T03:04:05+00:00",
            "command": "saring clean a.jsonl b.jsonl -o out",
            "python": "3.11.7",
        },
    }
    return report | changes


def make_part() -> dict[str, Any]:
    """Make a part of a document, as rules, sites and losses have it."""
    more = {"chars_before": 900, "chars_after": 90, "more_before": True, "more_after": True}
    return {**make_sample(), **more}


def make_unusual_site() -> dict[str, Any]:
    """Make a site that loses more than is usual, and is in the list of sites, too."""
    return {
        "site": "site2.example",
        "documents": 10,
        "kept": 7,
        "lines": 20,
        "chars_before": 1000,
        "chars_after": 900,
        "shown": make_part(),
    }


def make_pairs() -> dict[str, Any]:
    """Make copies between sites."""
    pairs = [{"kept": "site0.example", "copy": "site1.example", "documents": 9}]
    return {"count": 1, "documents": 9, "pairs": pairs}


def make_heavy_losses(count: int) -> Any:
    """Make heavy losses, as a run counts them."""
    rows = [
        {"file": "a.jsonl", "record": n, "line": n + 1, "id": n, "reason": "loses most"}
        | {"lang": "ind_Latn", "chars_before": 1000, "chars_after": 100}
        | {"text": f"As read {n}", "kept_text": f"As left {n}"}
        for n in range(min(count, 50))
    ]
    return {"documents": count, "reasons": {"loses most": count}, "heaviest": rows}


def make_sample(text: str = "Judul\nBagikan\nIsi", *removals: tuple[int, int, bool]) -> Any:
    """Make a sample with removed lines (False) and spans (True)."""
    rows = removals or ((6, 13, False),)
    return {
        "file": "a.jsonl",
        "record": 4,
        "line": 5,
        "lang": "ind_Latn",
        "text": text,
        "removals": [
            {"start": start, "end": end, "role": "share", "rule": "x", "reason": "", "span": span}
            for start, end, span in rows
        ],
    }


def make_cluster(
    kept: str = "Air sungai naik lagi hari ini.",
    copy: str = "Air sungai naik lagi kemarin.",
    size: int = 2,
) -> Any:
    """Make a cluster of a kept document and one copy that is shown."""
    return {
        "size": size,
        "kept": {"file": "a.jsonl", "record": 0, "line": 1, "id": 7, "text": kept},
        "copies": [
            {
                "file": "b.jsonl",
                "record": 1,
                "line": 2,
                "text": copy,
                "relation": "near",
                "similarity": 0.8123,
            }
        ],
    }


class Page(HTMLParser):
    """Tags, attributes and tables of a page."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.tables: list[dict[str, list[list[str]]]] = []
        self._part = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)
        if tag == "table":
            self.tables.append({"thead": [], "tbody": [], "tfoot": []})
        elif tag in ("thead", "tbody", "tfoot"):
            self._part = tag
        elif tag == "tr":
            self.tables[-1][self._part].append([])
        elif tag in ("td", "th"):
            self.tables[-1][self._part][-1].append("")

    def handle_data(self, data: str) -> None:
        if self.tables and self._part and self.tables[-1][self._part]:
            self.tables[-1][self._part][-1][-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "table":
            self._part = ""


def whole(text: str) -> int | None:
    """Read a number as the page writes it; None for what is no whole number."""
    digits = text.replace("\N{NARROW NO-BREAK SPACE}", "")
    return int(digits) if digits.isdigit() else None


def marked(page: str) -> list[str]:
    """Words that a page marks as different."""
    return [html.unescape(found) for found in re.findall(r"<mark>(.*?)</mark>", page, re.S)]


class Word(str):
    """A word that counts how often it is compared or hashed."""

    __slots__ = ()
    work = 0

    def __eq__(self, other: object) -> bool:
        Word.work += 1
        return str.__eq__(self, other)

    def __hash__(self) -> int:
        Word.work += 1
        return str.__hash__(self)


# Word differences ---------------------------------------------------------------------------------


def test_shared_words_are_the_same_words_in_the_same_order() -> None:
    rng = random.Random(11)
    for _ in range(300):
        letters = "abcdefgh"[: rng.randint(1, 8)]
        left = rng.choices(letters, k=rng.randint(0, 20))
        right = rng.choices(letters, k=rng.randint(0, 20))
        flags = shared_words(left, right)
        assert (len(flags[0]), len(flags[1])) == (len(left), len(right))
        shared = [
            [word for word, flag in zip(words, side, strict=True) if flag]
            for words, side in zip((left, right), flags, strict=True)
        ]
        assert shared[0] == shared[1]


def test_of_words_in_another_order_as_many_as_possible_are_shared() -> None:
    rng = random.Random(12)
    for _ in range(200):
        right = rng.sample("abcdefghij", k=rng.randint(1, 10))
        longest: list[int] = []  # increasing subsequence that ends at each place
        for at, word in enumerate(right):
            before = (n for n, other in zip(longest, right[:at], strict=True) if other < word)
            longest.append(1 + max(before, default=0))
        flags = shared_words(sorted(right), right)
        assert sum(flags[0]) == sum(flags[1]) == max(longest)


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("a b c", "a b c", ("111", "111")),
        ("a b c", "a x c", ("101", "101")),
        ("a b", "b", ("01", "1")),
        ("a b c d", "a c d", ("1011", "111")),
        ("a b c d e", "e a b c d", ("11110", "01111")),
        ("a a a x a a", "a a a a a", ("111011", "11111")),
        ("", "a", ("", "0")),
        ("d the k the m", "d the l the m", ("11011", "11011")),
    ],
)
def test_shared_words_of_small_texts(left: str, right: str, expected: tuple[str, str]) -> None:
    flags = shared_words(left.split(), right.split())
    assert tuple("".join(map(str, side)) for side in flags) == expected


@pytest.mark.parametrize("kind", ["nothing shared", "one word", "reversed", "alternating", "equal"])
def test_the_work_of_a_comparison_is_linear_in_the_words(kind: str) -> None:
    count = 30_000
    left = [f"w{n}" for n in range(count)]
    right = {
        "nothing shared": [f"v{n}" for n in range(count)],
        "one word": ["w"] * count,
        "reversed": left[::-1],
        "alternating": ["w0" if n % 2 else "w1" for n in range(count)],
        "equal": left,
    }[kind]
    if kind == "one word":
        left = ["w"] * (count // 2) + ["x"] + ["w"] * (count // 3)
    Word.work = 0
    shared_words([Word(word) for word in left], [Word(word) for word in right])
    assert count <= Word.work <= 12 * count


def _long_texts() -> tuple[str, str]:
    rng = random.Random(5)
    size = 200_000
    return tuple("".join(rng.choices(letters, k=size)) for letters in ("abcde \n", "vwxyz \n"))  # type: ignore[return-value]


def test_long_texts_without_a_common_line_cost_no_more_than_their_beginnings(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compared = 0

    def counting(left: list[str], right: list[str]) -> tuple[bytearray, bytearray]:
        nonlocal compared
        compared += len(left) + len(right)
        return shared_words(left, right)

    monkeypatch.setattr(side_by_side, "shared_words", counting)
    kept, copy = _long_texts()
    entry = make_cluster(kept, copy, size=900)
    entry["copies"] *= 50
    largest = [entry] * 200
    duplicates = {
        "clusters": 200,
        "sizes": {"900": 200},
        "largest": largest,
        "expected_recall": 1.0,
        "between_sites": make_pairs(),
    }
    lines = tuple((n, n + 1, bool(n % 3)) for n in range(0, len(kept), 2))
    samples = [make_sample(kept, *lines)] * 40
    long = "x" * 200_000
    page = render(
        make_report(
            duplicates=duplicates,
            samples=samples,
            warnings=[{"file": long, "line": 1, "reason": long, "outcome": "noted"}] * 1000,
            repeated_ids={
                "count": 500,
                "first": [
                    {"file": long, "record": 1, "line": 1, "id": long}
                    | {"earlier": {"file": long, "record": 0, "line": 1, "id": long}}
                ]
                * 100,
            },
            rules=[{"rule": long, "role": "share", "lines": 1, "examples": [long] * 3}] * 90,
            settings={"keep_roles": [long] * 10},
            heavy_losses=make_heavy_losses(500),
        )
    )
    assert 0 < compared < 150 * 900
    shown = page_module.CLUSTERS_SHOWN + page_module.SAMPLES_SHOWN + 2  # a loss and a site
    assert page.count('<details class="doc-part"') == shown
    assert len(page.encode()) < 1_000_000


def test_a_text_without_spaces_is_cut_and_the_page_says_so() -> None:
    page = cluster(make_cluster("x" * 200_000, "y" * 200_000), is_open=True)
    assert page.count("… the text continues") == 2
    assert "x" * side_by_side.COPY_CHARS in page
    assert len(page) < 4000


def test_differing_words_of_a_copy_are_marked_and_only_they() -> None:
    left = "Banjir merendam\nempat desa di tepi sungai sejak Senin malam, kata kepala desa."
    right = "Banjir merendam\nlima kampung di tepi sungai sejak Senin pagi, kata kepala desa."
    page = cluster(make_cluster(left, right), is_open=False)
    assert marked(page) == ["empat desa", "malam,", "lima kampung", "pagi,"]
    assert "the text continues" not in page
    assert left in html.unescape(re.sub(r"</?mark>", "", page))


def test_a_sentence_more_in_a_copy_marks_nothing_behind_it() -> None:
    rng = random.Random(3)
    words = [f"kata{rng.randrange(10**6)}" for _ in range(300)]
    kept = " ".join(words)
    copy = " ".join([*words[:5], "satu kalimat yang ditambahkan", *words[5:]])
    page = cluster(make_cluster(kept, copy), is_open=False)
    assert marked(page) == ["satu kalimat yang ditambahkan"]


def test_a_cluster_says_how_many_copies_are_not_shown() -> None:
    assert "more cop" not in cluster(make_cluster(size=2), is_open=False)
    assert "and 1 more copy<" in cluster(make_cluster(size=3), is_open=False)
    many = make_cluster(size=100)
    many["copies"] *= 50
    page = cluster(many, is_open=False)
    assert page.count("removed: b.jsonl") == side_by_side.COPIES_SHOWN
    assert f"and {99 - side_by_side.COPIES_SHOWN} more copies<" in page


# Samples ------------------------------------------------------------------------------------------


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


# Sums ---------------------------------------------------------------------------------------------


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
    assert (name, documents, kept, lines) == ("other sites, or none given", "70", "49", "30")


# Escaping -----------------------------------------------------------------------------------------


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
    assert "article is unsure" in render(make_report(unsure_texts=12))
    assert "article is unsure" not in render(make_report())


def test_copies_that_may_be_missing_are_warned_of() -> None:
    duplicates: dict[str, Any] = {"clusters": 0, "sizes": {}, "largest": []}
    duplicates |= {"expected_recall": 0.937}
    duplicates["between_sites"] = make_pairs()
    assert "93.7%" in _section(render(make_report(duplicates=duplicates)), "Copies")
    duplicates |= {"clusters": 1, "sizes": {"2": 1}}
    assert "93.7%" in _section(render(make_report(duplicates=duplicates)), "Copies")
    duplicates |= {"expected_recall": 1.0}
    assert "MinHash" not in _section(render(make_report(duplicates=duplicates)), "Copies")


# What stands out ----------------------------------------------------------------------------------


def test_what_to_look_at_comes_first_and_leads_to_sections_that_there_are() -> None:
    page = render(make_report(heavy_losses=make_heavy_losses(7)))
    targets = re.findall(r'href="#([a-z-]+)"', page)
    ids = re.findall(r'<section id="([a-z-]+)"', page)
    assert set(targets) <= set(ids) and len(ids) == len(set(ids))
    found = re.findall(r'<li class="(bad|odd)"><a href="#([a-z-]+)">', page)
    assert found[0] == ("bad", "to-review")
    assert ("odd", "unusual-losses") in found and ("odd", "not-read") in found
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
