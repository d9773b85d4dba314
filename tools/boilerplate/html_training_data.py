"""Pages, blocks and labels for train_html.py."""

from __future__ import annotations

import collections
import dataclasses
import io
import json
import re
import subprocess
import threading
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import zstandard
from rapidfuzz.distance import LCSseq

TOKEN = re.compile(
    r"[぀-ヿ㐀-鿿가-힯฀-๿က-႟]|[^\W_]+",
    re.U,
)


def tokens(text: str) -> list[str]:
    """Words, or characters of scripts written without spaces, of NFKC in lower case."""
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
    texts: list[str] = dataclasses.field(default_factory=list)
    words: np.ndarray | None = None
    label: np.ndarray | None = None  # share of a block's tokens that are in the gold text
    weight: np.ndarray | None = None  # its tokens
    gold_tokens: int = 0


def read_pages(paths: Sequence[Path]) -> list[Page]:
    """All rows of ``*.jsonl.zst`` files with html, gold_text, domain, type."""
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
                )
                pages.append(page)
    return pages


class BlockDump:
    """Runs dump_html_blocks over pages."""

    def __init__(self, program: Path) -> None:
        self.program = program

    def run(
        self, pages: Sequence[Page], mode: Sequence[str], scores: Sequence[np.ndarray] | None = None
    ) -> Iterator[tuple[Page, list[str], np.ndarray, io.BufferedReader]]:
        """Yield each page, its block texts, its (start, end, words) rows, and the open stream."""
        process = subprocess.Popen(
            [self.program, *mode], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert process.stdin is not None and process.stdout is not None
        stdin, stdout = process.stdin, process.stdout

        def feed() -> None:
            for i, page in enumerate(pages):
                extra = scores[i].astype("<f4") if scores is not None else np.empty(0, "<f4")
                stdin.write(b"%d %d\n" % (len(page.html), len(extra)))
                stdin.write(page.html)
                stdin.write(extra.tobytes())
            stdin.close()

        feeder = threading.Thread(target=feed)
        feeder.start()
        for page in pages:
            count, size = map(int, stdout.readline().split())
            text = stdout.read(size)
            rows = np.frombuffer(stdout.read(count * 12), "<u4").reshape(count, 3)
            texts = [text[b:e].decode("utf8", "replace") for b, e, _ in rows]
            yield page, texts, rows, stdout
        feeder.join()
        process.wait()


def label_blocks(page: Page) -> None:
    """Set ``label`` and ``weight``: how much of each block is in the gold text, in order.

    A longest common subsequence alone scatters over function words, so a token counts only where it
    is matched together with a neighbour of its block (or is the whole block).
    """
    blocks = [tokens(t) for t in page.texts]
    gold = tokens(page.gold)
    page.gold_tokens = len(gold)
    triples = set(zip(gold, gold[1:], gold[2:], strict=False))
    lines = {tuple(tokens(line)) for line in page.gold.split("\n")}
    flat: list[str] = []
    owner: list[int] = []
    for i, block in enumerate(blocks):
        if len(block) >= 6:
            own = list(zip(block, block[1:], block[2:], strict=False))
            if sum(t in triples for t in own) < 0.25 * len(own):
                continue
        elif tuple(block) not in lines and " ".join(block) not in " ".join(gold):
            continue
        flat.extend(block)
        owner.extend([i] * len(block))
    matched = np.zeros(len(blocks))
    if flat and gold:
        positions = [
            (op.src_start, op.src_end) for op in LCSseq.opcodes(flat, gold) if op.tag == "equal"
        ]
        for start, end in positions:
            for k in range(start, end):
                matched[owner[k]] += 1
    page.weight = np.array([len(b) for b in blocks], float)
    page.label = matched / np.maximum(page.weight, 1)


def bag_f1(gold: str, text: str) -> float:
    """F1 of the bags of tokens."""
    g, p = collections.Counter(tokens(gold)), collections.Counter(tokens(text))
    hits = sum((g & p).values())
    total = sum(g.values()) + sum(p.values())
    return 2 * hits / total if total else 1.0
