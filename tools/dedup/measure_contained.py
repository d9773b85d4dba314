"""Measure which contained texts are removed, and how many of them should be kept.

usage: measure_contained.py DATA

DATA is a folder with ``wirecopy_dev_docs.jsonl.xz`` and ``wirecopy_dev_truth.jsonl.xz``: copies,
excerpts and round-ups of known reports. docs/cleaning.md and docs/deduplication.md show the
figures.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

import saring

sys.path.append(str(Path(__file__).parent))

from measure_stories import read_rows

MIN_SHINGLES = 10  # as `saring clean` has it


def counts(texts: list[str], rows: list[dict[str, Any]], contained: str) -> tuple[int, int, int]:
    """Count the texts removed as contained: all, stories of round-ups, others of another report."""
    found = saring.near_duplicates(
        texts, contained=contained, containment_min_shingles=MIN_SHINGLES
    )
    removed = in_roundups = of_others = 0
    for row, kept, relation in zip(rows, found.representative, found.relation, strict=True):
        if relation != "contained_in":
            continue
        removed += 1
        of = rows[kept]
        if of["relation"] == "roundup" and row["relation"] != "roundup":
            in_roundups += 1
        elif of["cluster"] != row["cluster"] and of["cluster"] not in row["contains"]:
            of_others += 1
    return removed, in_roundups, of_others


def main() -> None:
    """Print the counts of both rules, for stripped texts and for texts as they are."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    data = parser.parse_args().data
    rows = read_rows(data / "wirecopy_dev_truth.jsonl.xz")
    texts = [row["text"] for row in read_rows(data / "wirecopy_dev_docs.jsonl.xz")]
    stripped = saring.strip_batch(texts)["text"].to_pylist()
    print(f"{len(texts):,} texts; removed as contained, of these stories of round-ups, others")
    for contained in ("excerpts", "all"):
        for name, given in (("stripped", stripped), ("with boilerplate", texts)):
            removed, in_roundups, of_others = counts(given, rows, contained)
            print(f"  {contained:9s} {name:17s} {removed:6,} {in_roundups:6,} {of_others:6,}")


if __name__ == "__main__":
    main()
