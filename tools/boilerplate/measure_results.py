#!/usr/bin/env python3
"""Measure the results of `saring.strip` other than the kept lines.

usage: measure_results.py DATA [--step N]

DATA is the folder that docs/models/lines.md describes. Prints, with the installed package:

- for `lines-3-tune`, on which no model is trained, how well `confidence` separates good results
  from bad ones: the texts called unsure, and the character F1 of these and of the others;
- for its labelled lines of comments, how many are dropped, and how many of these have the role;
- for all files, how many texts change when they are stripped again, and how many of these are
  marked for review.

Needs zstandard.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from measure_lines import TUNE, Document, load, print_table, read_lines, score

import saring

UNSURE = "unsure"
BAD, GOOD = 0.8, 0.95  # F1 of a document
SETS = ("tune, whole pages", "tune, extractors", "tune, with comments")


@dataclass(frozen=True)
class Answer:
    """The result of one text, compared with its labels."""

    f1: float
    confidence: float
    is_unsure: bool


def sets_of(document: Document) -> Iterator[str]:
    """Return the rows of the confidence table in which a document counts."""
    yield SETS[0] if document.variety == "full" else SETS[1]
    if document.has_comments:
        yield SETS[2]


def ordered_pairs(answers: Sequence[Answer]) -> float:
    """Return the share of pairs of a bad and a good result in which the bad one is less confident.

    A tie counts half. Quadratic in the number of answers.
    """
    bad = [a.confidence for a in answers if a.f1 < BAD]
    good = [a.confidence for a in answers if a.f1 > GOOD]
    if not bad or not good:
        return float("nan")
    right = sum((b < g) + 0.5 * (b == g) for b in bad for g in good)
    return right / (len(bad) * len(good))


def mean(values: Iterable[float]) -> float:
    """Return the mean; NaN for no values."""
    values = list(values)
    return sum(values) / len(values) if values else float("nan")


def confidence_table(answers: dict[str, list[Answer]]) -> list[list[str]]:
    """Return the cells of the table, head first."""
    rows = [["texts", "n", "F1", "mean confidence", "unsure", "F1 of these", "of the others"]]
    rows[0] += [f"F1 below {BAD} that are unsure", f"F1 over {GOOD} that are", "ordered pairs"]
    for name in SETS:
        own = answers.get(name, [])
        unsure = [a for a in own if a.is_unsure]
        row = [name, str(len(own)), f"{mean(a.f1 for a in own):.3f}"]
        row += [f"{mean(a.confidence for a in own):.3f}", f"{len(unsure) / max(1, len(own)):.1%}"]
        row += [f"{mean(a.f1 for a in unsure):.3f}"]
        row += [f"{mean(a.f1 for a in own if not a.is_unsure):.3f}"]
        row += [f"{mean(a.is_unsure for a in own if a.f1 < BAD):.0%}"]
        row += [f"{mean(a.is_unsure for a in own if a.f1 > GOOD):.1%}"]
        rows.append([*row, f"{ordered_pairs(own):.0%}"])
    return rows


def comment_lines(data: Path) -> dict[str, frozenset[int]]:
    """Return the labelled lines of comments of `lines-3-tune`, by the key of their document."""
    out = {}
    for path in sorted(data.glob(TUNE + ".jsonl*")):
        for row in read_lines(path):
            kinds: dict[str, Any] = row.get("junk_kinds") or {}
            out[f"{row['id']}:{row['variety']}"] = frozenset(kinds.get("comment", ()))
    return out


def main() -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--step", type=int, default=1, help="read every N-th document of a file")
    args = parser.parse_args()
    comments = comment_lines(args.data)
    answers: dict[str, list[Answer]] = {}
    labelled = dropped = named = 0
    texts = changed = marked = 0
    for document in load(args.data, args.step):
        result = saring.strip("\n".join(document.lines))
        texts += 1
        if saring.strip(result.text).text != result.text:
            changed += 1
            marked += result.needs_review
        if document.file != TUNE:
            continue
        flags = [int(line.keep) for line in result.lines]
        unsure = UNSURE in (result.review_reason or "")
        answer = Answer(score(document, flags).f1, result.confidence, unsure)
        for name in sets_of(document):
            answers.setdefault(name, []).append(answer)
        for number in comments.get(document.key, ()):
            line = result.lines[number]
            labelled += 1
            dropped += not line.keep
            named += not line.keep and line.role == "comments"
    print_table(confidence_table(answers))
    print(
        f"\nlines of comments: {labelled:,}, dropped {dropped:,}, "
        f"of these with the role {named:,} ({named / max(1, dropped):.0%})"
    )
    print(f"texts: {texts:,}, changed by a second call {changed}, of these for review {marked}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
