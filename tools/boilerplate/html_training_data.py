"""Blocks and labels for train_html.py."""

from __future__ import annotations

import io
import subprocess
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from html_pages import Page, tokens
from rapidfuzz.distance import LCSseq


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
    """Set ``label`` and ``weight``: the share of each block that is in the gold text, in order.

    A longest common subsequence alone scatters over function words, so a token counts only if it
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
