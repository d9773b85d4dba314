"""Reports for tests of the page, and a reader of that page."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser
from typing import Any

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
        "files_left_aside_unlisted": 0,
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
