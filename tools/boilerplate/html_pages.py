"""Pages with their reference texts, and the score of a text."""

from __future__ import annotations

import collections
import dataclasses
import io
import json
import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path

import numpy as np

TOKEN = re.compile(
    r"[぀-ヿ㐀-鿿가-힯฀-๿က-႟]|[^\W_]+",
    re.U,
)


def tokens(text: str) -> list[str]:
    """Return words, or characters of scripts without spaces, in NFKC and lower case."""
    return TOKEN.findall(unicodedata.normalize("NFKC", text).lower())


@dataclasses.dataclass
class Page:
    """A page with its gold text and, once dumped, its blocks."""

    html: bytes
    gold: str
    domain: str
    kind: str
    source: str
    lang: str
    file: str = ""  # the file it comes from, without endings
    key: str = ""  # its id in this file
    texts: list[str] = dataclasses.field(default_factory=list)
    words: np.ndarray | None = None
    label: np.ndarray | None = None  # share of a block's tokens that are in the gold text
    weight: np.ndarray | None = None  # its tokens
    gold_tokens: int = 0


def read_pages(paths: Sequence[Path]) -> list[Page]:
    """Return all rows of ``*.jsonl.zst`` files with html, gold_text, domain, type."""
    import zstandard

    pages = []
    for path in paths:
        with path.open("rb") as raw:
            lines = io.TextIOWrapper(zstandard.ZstdDecompressor().stream_reader(raw), "utf8")
            for line in lines:
                row = json.loads(line)
                html = row["html"].encode("utf8", "replace")
                page = Page(
                    html,
                    row["gold_text"],
                    row["domain"],
                    row.get("type") or "",
                    row["source"],
                    row.get("lang") or "",
                    path.name.split(".")[0],
                    row["id"],
                )
                pages.append(page)
    return pages


def bag_f1(gold: str, text: str) -> float:
    """Return the F1 of the bags of tokens."""
    g, p = collections.Counter(tokens(gold)), collections.Counter(tokens(text))
    hits = sum((g & p).values())
    total = sum(g.values()) + sum(p.values())
    return 2 * hits / total if total else 1.0
