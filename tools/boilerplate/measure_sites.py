"""Measures the effect of site profiles: dropped lines found, with and without them.

Usage: ``tools/boilerplate/measure_sites.py DATA``, where DATA has the folders ``boilerplate`` and
``dedup`` of the development data. For each file of pages it takes the domains with at least three
documents (variety full). It prints the errors in dropped lines (junk kept and article dropped) and
the scores, without and with a profile that is made from the domain's own documents, without labels.
The documents of the generated wire copy count as one site per language. For these it prints the
boilerplate lines found, and the precision.
"""

from __future__ import annotations

import argparse
import collections
import json
import lzma
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import saring

PAGES = ("lines-dev", "lines-3-dev", "lines-more-dev", "lines-3-tune")


class Score:
    """Dropped lines of all documents together."""

    def __init__(self) -> None:
        self.found = self.missed = self.wrong = 0

    def add(self, is_junk: bool, is_dropped: bool) -> None:
        """Count one line."""
        self.found += is_junk and is_dropped
        self.missed += is_junk and not is_dropped
        self.wrong += is_dropped and not is_junk

    @property
    def errors(self) -> int:
        """Return the errors: kept junk and dropped article."""
        return self.missed + self.wrong

    def __str__(self) -> str:
        precision = self.found / max(1, self.found + self.wrong)
        recall = self.found / max(1, self.found + self.missed)
        f1 = 2 * precision * recall / max(1e-9, precision + recall)
        return (
            f"errors {self.errors} (kept {self.missed}, lost {self.wrong}), "
            f"precision {precision:.4f}, recall {recall:.4f}, F1 {f1:.4f}"
        )


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    out = subprocess.run(["zstdcat", str(path)], capture_output=True, check=True).stdout
    for line in out.split(b"\n"):
        if line:
            yield json.loads(line)


def _pages(path: Path, show: Callable[..., None]) -> None:
    sites = collections.defaultdict(list)
    for row in _rows(path):
        if row["variety"] == "full":
            sites[row["domain"]].append(row)
    plain, profiled = Score(), Score()
    added: collections.Counter[tuple[str, str, str]] = collections.Counter()
    count = 0
    for site, rows in sites.items():
        texts = ["\n".join(row["lines"]) for row in rows]
        if len(rows) < 3:
            continue
        count += 1
        profile = saring.SiteProfile.build(texts, site)
        for row, text in zip(rows, texts, strict=True):
            before = saring.strip(text).lines
            after = saring.strip(text, site=site, profile=profile).lines
            skip = set(row.get("skip") or ())
            for i, keep in enumerate(row["keep"]):
                if i in skip:
                    continue
                plain.add(not keep, not before[i].keep)
                profiled.add(not keep, not after[i].keep)
                if keep and before[i].keep and not after[i].keep:
                    added[site, after[i].rule, after[i].text[:100]] += 1
    less = 1 - profiled.errors / max(1, plain.errors)
    print(f"{path.name}: {count} sites\n  without {plain}\n  with    {profiled}\n  {less:.1%} less")
    show(added.most_common(40))


def _wire(folder: Path, limit: int, show: Callable[..., None]) -> None:
    with lzma.open(folder / "wirecopy_dev_docs.jsonl.xz", "rt") as file:
        docs = [json.loads(line) for line in file]
    with lzma.open(folder / "wirecopy_dev_truth.jsonl.xz", "rt") as file:
        truth = [json.loads(line) for line in file]
    languages = [doc["lang"] for doc in docs]
    texts = [doc["text"] for doc in docs]
    profile = saring.SiteProfile.build(texts, languages, max_documents=16384)
    plain, profiled = Score(), Score()
    missed: collections.Counter[str] = collections.Counter()
    wrong: collections.Counter[tuple[str, str]] = collections.Counter()
    for doc, row in list(zip(docs, truth, strict=True))[:limit]:
        before = saring.strip(doc["text"], language=doc["lang"]).lines
        after = saring.strip(
            doc["text"], language=doc["lang"], site=doc["lang"], profile=profile
        ).lines
        for kind, a, b in zip(row["lines"], before, after, strict=True):
            if not a.text.strip():
                continue
            plain.add(kind == "X", not a.keep)
            profiled.add(kind == "X", not b.keep)
            if kind == "X" and b.keep:
                missed[b.text[:100]] += 1
            if kind != "X" and a.keep and not b.keep:
                wrong[b.rule, b.text[:100]] += 1
    print(f"wire copy\n  without {plain}\n  with    {profiled}")
    show(missed.most_common(40))
    show(wrong.most_common(40))


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--limit", type=int, default=None, help="documents of wire copy (all)")
    parser.add_argument("--show", action="store_true", help="also list mistakes")
    parser.add_argument("--only", default="", help="files whose name contains this")
    arguments = parser.parse_args()

    def show(rows: list[tuple[Any, int]]) -> None:
        if arguments.show:
            for row, number in rows:
                print("   ", number, row)

    for name in PAGES:
        if arguments.only in name:
            _pages(arguments.data / "boilerplate" / f"{name}.jsonl.zst", show)
    if arguments.only in "wire":
        _wire(arguments.data / "dedup", arguments.limit, show)


if __name__ == "__main__":
    main()
