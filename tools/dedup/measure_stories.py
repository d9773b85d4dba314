"""Measure how well `near_duplicates(..., clusters="story")` finds republished wire copy.

usage: measure_stories.py DATA [--set DOCS TRUTH] [--perturb]

DATA is a folder with ``wirecopy_dev_docs.jsonl.xz``, ``wirecopy_dev_truth.jsonl.xz``,
``natural_dev.jsonl.xz`` and ``news_pairs_dev.jsonl.zst``. `--set` also measures another set of wire
copy of the same form. `saring.strip_batch` strips all texts first.
"""

from __future__ import annotations

import argparse
import json
import lzma
import sys
import time
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import saring
from saring import _core

sys.path.append(str(Path(__file__).parent))

import story_sets

# `--perturb` measures the effect of one change of each value of StoryRule.
_PERTURB: dict[str, tuple[float, ...]] = {
    "evidence": (5, 6, 10, 12),
    "stock_frequency": (4, 6, 12, 16),
    "gap": (8, 10, 16, 20),
    "contained": (0.65, 0.7, 0.8, 0.85),
    "covered": (0.4, 0.45, 0.55, 0.6),
    "opening": (0.25, 0.28, 0.35, 0.4),
    "lead": (0.08, 0.1, 0.15, 0.2),
    "facts": (0.45, 0.5, 0.6, 0.65),
    "majority": (0.4, 0.45, 0.55, 0.6),
}


@dataclass(frozen=True)
class Scores:
    """Agreement of two partitions."""

    precision: float  # of pairs
    recall: float
    f1: float
    b_cubed: float  # F1

    def __str__(self) -> str:
        return (
            f"pairs P {self.precision:.4f} R {self.recall:.4f} F1 {self.f1:.4f}"
            f" | B-cubed {self.b_cubed:.4f}"
        )


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def scores(true: Sequence[int], found: Sequence[int]) -> Scores:
    """Score found labels against true ones, over pairs and by B-cubed (Bagga, Baldwin 1998)."""
    both = Counter(zip(true, found, strict=True))
    of_true, of_found = Counter(true), Counter(found)

    def pairs(sizes: Iterable[int]) -> int:
        return sum(n * (n - 1) // 2 for n in sizes)

    shared = pairs(both.values())
    num_found, num_true = pairs(of_found.values()), pairs(of_true.values())
    precision = shared / num_found if num_found else 1.0
    recall = shared / num_true if num_true else 1.0
    n = max(1, len(true))
    b_precision = sum(v * v / of_found[f] for (_, f), v in both.items()) / n
    b_recall = sum(v * v / of_true[t] for (t, _), v in both.items()) / n
    return Scores(precision, recall, _f1(precision, recall), _f1(b_precision, b_recall))


def components(n: int, left: Iterable[int], right: Iterable[int]) -> list[int]:
    """Label connected components of pairs."""
    root = list(range(n))

    def find(x: int) -> int:
        while root[x] != x:
            root[x] = root[root[x]]
            x = root[x]
        return x

    for a, b in zip(left, right, strict=True):
        a, b = find(a), find(b)
        root[max(a, b)] = min(a, b)
    return [find(x) for x in range(n)]


def auc(positive: Sequence[float], negative: Sequence[float]) -> float:
    """Area under the ROC curve: how often a positive scores higher, ties counted half."""
    wins = sum((p > q) + (p == q) / 2 for p in positive for q in negative)
    return wins / max(1, len(positive) * len(negative))


def read_rows(path: Path) -> list[dict[str, Any]]:
    """Read JSON Lines, compressed by xz or Zstandard or not at all."""
    if path.suffix == ".zst":
        import pyarrow

        with pyarrow.input_stream(str(path), compression="zstd") as stream:
            return [json.loads(line) for line in stream.read().splitlines()]
    data = path.read_bytes()
    if path.suffix == ".xz":
        data = lzma.decompress(data)
    return [json.loads(line) for line in data.splitlines()]


def _of_rule(texts: list[str], representative: list[int], **values: float) -> list[int]:
    rule = _core.StoryRule()
    for name, value in values.items():
        setattr(rule, name, int(value) if name in ("gap", "stock_frequency") else value)
    return list(_core.stories(texts, representative, [], rule, 0))


def measure_wire_copy(docs: Path, truth: Path, *, perturb: bool) -> None:
    """Print the scores of a set, of both of its halves by base article, and by relation."""
    rows = read_rows(truth)
    texts = saring.strip_batch([d["text"] for d in read_rows(docs)])["text"].to_pylist()
    true = [row["cluster"] for row in rows]
    halves = [zlib.crc32(row["base"].encode()) & 1 if row["base"] else 0 for row in rows]
    found: dict[str, list[int]] = {}
    for threshold in (0.8, 0.3):
        dups = saring.near_duplicates(texts, threshold=threshold, pair_limit=1 << 30)
        found[f"stars {threshold}"] = list(dups.cluster)
        pairs = dups.pairs.to_dict()
        found[f"connected pairs {threshold}"] = components(
            len(texts), pairs["left"], pairs["right"]
        )
    dups = saring.near_duplicates(texts, clusters="story")
    found["stories"] = list(dups.story)
    print(f"\n{docs.name}: {len(texts)} texts")
    parts = {
        "all": range(len(texts)),
        "half 1": [i for i, half in enumerate(halves) if half == 0],
        "half 2": [i for i, half in enumerate(halves) if half == 1],
    }
    for part, chosen in parts.items():
        for name, labels in found.items():
            result = scores([true[i] for i in chosen], [labels[i] for i in chosen])
            print(f"  {part:6s} {name:20s} {result}")
    _print_relations(rows, found)
    if perturb:
        representative = list(dups.representative)
        for name, values in _PERTURB.items():
            for value in values:
                result = scores(true, _of_rule(texts, representative, **{name: value}))
                print(f"  {name} {value}: {result}")


def _print_relations(rows: list[dict[str, Any]], found: dict[str, list[int]]) -> None:
    original = {r["cluster"]: i for i, r in enumerate(rows) if r["relation"] == "original"}
    print("  share with the original's label (copies), or with the label of another report:")
    languages = sorted({_language(row) for row in rows} - {"te"})  # base "template…" has none
    for relation in sorted({row["relation"] for row in rows}):
        of = [i for i, row in enumerate(rows) if row["relation"] == relation]
        line = f"    {relation:12s} {len(of):5d}"
        for name in ("stars 0.8", "connected pairs 0.3", "stories"):
            labels = found[name]
            size = Counter(labels)
            together = Counter(zip(labels, (row["cluster"] for row in rows), strict=True))
            for language in ("", *languages) if name == "stories" else ("",):
                chosen = [i for i in of if _language(rows[i]).startswith(language)]
                if relation in _COPIES:
                    hits = [labels[i] == labels[original[rows[i]["cluster"]]] for i in chosen]
                else:
                    key = [(labels[i], rows[i]["cluster"]) for i in chosen]
                    hits = [size[k[0]] > together[k] for k in key]
                share = sum(hits) / max(1, len(hits))
                line += f"  {name} {language}".rstrip() + f" {share:.3f}"
        print(line)


_COPIES = frozenset(
    (
        "chrome",
        "headline",
        "bacajuga",
        "cut",
        "edit_light",
        "edit_heavy",
        "typography",
        "agency_mix",
    )
)


def _language(row: dict[str, Any]) -> str:
    return str(row["base"] or "")[:2]


def measure_made() -> None:
    """Print which texts round-ups, digests, tickers, follow-ups and templates join."""
    print(
        "\nmade-up collections (5 seeds): texts of the kind that share a label with another story"
    )
    for kind in story_sets.KINDS:
        for language in story_sets.LANGUAGES:
            joined, special, f1, b_cubed, connected = 0, 0, 0.0, 0.0, 0.0
            for seed in range(5):
                made = story_sets.collection(kind, language, seed=seed)
                dups = saring.near_duplicates(made.texts, clusters="story")
                labels = list(dups.story)
                stories_of: dict[int, set[int]] = {}
                for label, story in zip(labels, made.stories, strict=True):
                    stories_of.setdefault(label, set()).add(story)
                for label, is_special in zip(labels, made.special, strict=True):
                    special += is_special
                    joined += is_special and len(stories_of[label]) > 1
                result = scores(made.stories, labels)
                f1, b_cubed = f1 + result.f1 / 5, b_cubed + result.b_cubed / 5
                pairs = saring.near_duplicates(made.texts, threshold=0.1).pairs.to_dict()
                linked = components(len(labels), pairs["left"], pairs["right"])
                connected += scores(made.stories, linked).f1 / 5
            print(
                f"  {kind:9s} {language}: {joined:3d} of {special:3d}; pairs F1 {f1:.4f},"
                f" B-cubed {b_cubed:.4f}; connected pairs 0.1: F1 {connected:.4f}"
            )


def measure_human(path: Path) -> None:
    """Print how links and the pair score agree with ratings of pairs, 1 (same story) to 4."""
    rows = [row for row in read_rows(path) if len(set(row["lang"].split("-"))) == 1]
    rule = _core.StoryRule()
    overlaps = [_core.story_overlap(row["text1"], row["text2"], rule) for row in rows]
    score = [max(o.covered_left, o.covered_right) * o.facts for o in overlaps]
    jaccard = [saring.dedup.jaccard(row["text1"], row["text2"]) for row in rows]
    rating = [row["overall"] for row in rows]
    print(f"\n{path.name}: {len(rows)} pairs in one language")
    for low, high in ((0, 1.5), (1.99, 3), (3.51, 4)):
        of = [i for i, r in enumerate(rating) if low <= r <= high]
        linked = sum(overlaps[i].linked for i in of)
        near = sum(jaccard[i] >= 0.3 for i in of)
        print(
            f"  rated {max(1, low):.1f} to {high}: {len(of)} pairs, {linked} linked,"
            f" {near} with a Jaccard similarity of 0.3 or more"
        )
    for name, values in (("covered share x facts", score), ("Jaccard", jaccard)):
        same = [v for v, r in zip(values, rating, strict=True) if r <= 1.5]
        other = [v for v, r in zip(values, rating, strict=True) if r > 3.5]
        print(f"  AUC of {name}, <= 1.5 against > 3.5: {auc(same, other):.3f}")


def measure_time(data: Path) -> None:
    """Print the CPU time for natural news and wire copy together."""
    natural = read_rows(data / "natural_dev.jsonl.xz")
    texts = ["\n".join([row["title"] or "", *row["paras"]]) for row in natural]
    texts += [row["text"] for row in read_rows(data / "wirecopy_dev_docs.jsonl.xz")]
    print(f"\n{len(texts)} texts, {sum(len(t.encode()) for t in texts) / 1e6:.1f} MB, one thread")
    for clusters in ("star", "story"):
        start = time.process_time()
        saring.near_duplicates(texts, clusters=clusters, num_threads=1)
        print(f"  {clusters}: {time.process_time() - start:.2f} s of CPU time")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the measurements."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--set", nargs=2, type=Path, action="append", default=[])
    parser.add_argument("--perturb", action="store_true")
    given = parser.parse_args(arguments)
    dev = (given.data / f"wirecopy_dev_{name}.jsonl.xz" for name in ("docs", "truth"))
    for docs, truth in (tuple(dev), *given.set):
        measure_wire_copy(docs, truth, perturb=given.perturb)
    measure_made()
    measure_human(given.data / "news_pairs_dev.jsonl.zst")
    measure_time(given.data)


if __name__ == "__main__":
    main()
