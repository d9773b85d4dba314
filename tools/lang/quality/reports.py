"""The reports that need a model and texts: short, variants, calibration, confusions, Indonesia."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import saring
from saring.training.heat_map import Panel

from . import texts
from .codes import canonical
from .scores import beside, calibration_bins, calibration_error, score
from .texts import Labelled
from .tools import Tool
from .variants import VARIANTS, vary

Rows = list[dict[str, Any]]

LENGTHS = (1, 2, 4, 8, 16)
BUCKETS = ((0, 20, "under 20"), (20, 50, "20-50"), (50, 150, "50-150"), (150, 1 << 30, "over 150"))
INDONESIA = tuple(
    f"{code}_Latn" for code in ["jav", "sun", "ban", "min", "bjn", "mad", "ace", "bug"]
)
DEV = ("ntrex", "tico19")


@dataclass(frozen=True)
class Answered:
    """Texts with saring's answers to them."""

    items: list[Labelled]
    lang: list[str]
    confidence: list[float]
    reliable: list[bool]

    @cached_property
    def right(self) -> list[bool]:
        """Whether each label is exactly right."""
        return [a == x.label for a, x in zip(self.lang, self.items, strict=True)]

    def of(self, which: Sequence[int]) -> Answered:
        """Return a part by index."""
        return Answered(
            [self.items[i] for i in which],
            [self.lang[i] for i in which],
            [self.confidence[i] for i in which],
            [self.reliable[i] for i in which],
        )


def answer(detector: saring.Detector, items: Sequence[Labelled]) -> Answered:
    """Detect the language of each text."""
    table = detector.detect_batch([x.text for x in items], num_threads=1)
    return Answered(
        list(items),
        table.lang.to_pylist(),
        table.confidence.to_pylist(),
        table.is_reliable.to_pylist(),
    )


def short(
    sets: dict[str, list[Labelled]], ours: Tool, peers: Sequence[Tool], seed: int
) -> dict[str, Rows]:
    """Score excerpts of 1 to 16 words and the texts of each set, for saring and other tools."""
    found = {}
    for name, items in sets.items():
        rows: Rows = []
        for words in (*LENGTHS, "all"):
            cuts = items if isinstance(words, str) else texts.cuts(items, words, seed)
            gold = [canonical(x.label) for x in cuts]
            for row in beside(gold, [x.text for x in cuts], ours, peers):
                rows.append({"words": words, **row})
        found[name] = rows
    return found


def variants(
    sets: dict[str, list[Labelled]], ours: Tool, peers: Sequence[Tool], seed: int
) -> dict[str, Rows]:
    """Score each set in every variant of `variants.VARIANTS`."""
    found = {}
    for name, items in sets.items():
        rows: Rows = []
        for variant in VARIANTS:
            changed = vary(items, variant, seed)
            gold = [canonical(x.label) for x in changed]
            for row in beside(gold, [x.text for x in changed], ours, peers):
                rows.append({"variant": variant, **row})
        found[name] = rows
    return found


def random_cuts(items: Sequence[Labelled], seed: int) -> list[Labelled]:
    """Return an excerpt of 1 to 20 words of each text that is long enough."""
    chance = random.Random(f"{seed}/cuts")
    found = (texts.cut(item, chance.randint(1, 20), chance) for item in items)
    return [x for x in found if x is not None]


def calibration(
    detector: saring.Detector, sets: dict[str, list[Labelled]], seed: int
) -> tuple[Rows, dict[str, list[tuple[float, float, int]]]]:
    """Measure calibration on whole texts and on excerpts, by length in characters.

    Returns
    -------
    rows : list of dict
        Calibration error where a label counts as right exactly and where its language does.
    curves : dict
        The bins of a reliability diagram, by length, over all sets together.
    """
    rows: Rows = []
    together: dict[str, list[Answered]] = defaultdict(list)
    for name, items in sets.items():
        rows.append({"set": name, "length": "whole lines", **_calibrated(answer(detector, items))})
        cuts = answer(detector, [*random_cuts(items, seed), *items])
        for low, high, bucket in BUCKETS:
            which = [i for i, x in enumerate(cuts.items) if low <= len(x.text) < high]
            part = cuts.of(which)
            together[bucket].append(part)
            rows.append({"set": name, "length": bucket, **_calibrated(part)})
    curves = {
        bucket: calibration_bins(
            [c for part in parts for c in part.confidence],
            [r for part in parts for r in part.right],
        )
        for bucket, parts in together.items()
    }
    return rows, curves


def _calibrated(found: Answered) -> dict[str, Any]:
    count = max(len(found.items), 1)
    language = [
        canonical(a) == canonical(x.label) for a, x in zip(found.lang, found.items, strict=True)
    ]
    right = found.right
    reliable = [i for i, r in enumerate(found.reliable) if r]
    return {
        "texts": len(found.items),
        "accuracy": sum(right) / count,
        "ece": calibration_error(found.confidence, right),
        "ece_language": calibration_error(found.confidence, language),
        "refused": sum(a in ("und", "zxx") for a in found.lang) / count,
        "reliable": len(reliable) / count,
        "reliable_right": sum(right[i] for i in reliable) / max(len(reliable), 1),
    }


def documents(
    detector: saring.Detector, sets: dict[str, list[Labelled]], lines: int
) -> dict[str, Rows]:
    """Score the lines of each set, and documents of `lines` consecutive lines of a label.

    Returns
    -------
    dict
        A table of all labels, and one of Indonesian and Malay with their confidence.
    """
    rows: Rows = []
    close: Rows = []
    for name, items in sets.items():
        for count in (1, lines):
            found = answer(detector, items if count == 1 else joined(items, count))
            reliable = [i for i, r in enumerate(found.reliable) if r]
            of_set = {"set": name, "lines": count}
            result = score([x.label for x in found.items], found.lang)
            rows.append(
                {
                    **of_set,
                    "texts": len(found.items),
                    "labels": result.languages,
                    "macro_f1": result.macro_f1,
                    "right": result.accuracy,
                    "reliable": len(reliable) / max(len(found.items), 1),
                    "reliable_wrong": sum(not found.right[i] for i in reliable),
                    "reliable_right": sum(found.right[i] for i in reliable) / max(len(reliable), 1),
                }
            )
            for label in ("ind_Latn", "zsm_Latn"):
                part = found.of([i for i, x in enumerate(found.items) if x.label == label])
                if part.items:
                    close.append(
                        {
                            **of_set,
                            "label": label,
                            "texts": len(part.items),
                            "right": sum(part.right) / len(part.items),
                            "reliable": sum(part.reliable) / len(part.items),
                            "lowest_confidence": min(part.confidence),
                        }
                    )
    return {"all labels": rows, "Indonesian and Malay": close}


def joined(items: Sequence[Labelled], lines: int) -> list[Labelled]:
    """Return documents of `lines` consecutive texts of a label; what is left over is left out."""
    by_label: dict[str, list[str]] = defaultdict(list)
    for item in items:
        by_label[item.label].append(item.text)
    return [
        Labelled(label, "\n".join(found[start : start + lines]))
        for label, found in by_label.items()
        for start in range(0, len(found) - lines + 1, lines)
    ]


def confusions(
    detector: saring.Detector, items: Sequence[Labelled], worst: int = 20
) -> dict[str, Rows]:
    """Find the labels with the lowest F1 and the pairs over 1 in 100 of a label's texts."""
    found = answer(detector, items)
    gold = [x.label for x in items]
    result = score(gold, found.lang)
    merged = score([canonical(x) for x in gold], [canonical(x) for x in found.lang])
    total = Counter(gold)
    lowest = sorted(result.f1, key=lambda label: (result.f1[label], label))[:worst]
    label_rows: Rows = [
        {
            "label": label,
            "texts": total[label],
            "f1": result.f1[label],
            "taken_for": ", ".join(
                f"{other} {n}" for other, n in result.confused.get(label, Counter()).most_common(3)
            ),
        }
        for label in lowest
    ]
    pairs: Rows = [
        {"label": label, "taken_for": other, "texts": n, "share": n / total[label]}
        for label, wrong in result.confused.items()
        for other, n in wrong.items()
        if n / total[label] > 0.01
    ]
    pairs.sort(key=lambda row: (-row["share"], row["label"], row["taken_for"]))
    summary: Rows = [
        {
            "texts": result.texts,
            "labels": result.languages,
            "accuracy": result.accuracy,
            "macro_f1": result.macro_f1,
            "macro_f1_of_languages": merged.macro_f1,
            "pairs_over_1%": len(pairs),
        }
    ]
    return {"all": summary, "worst": label_rows, "pairs": pairs}


def close_confusions(
    detector: saring.Detector, items: Sequence[Labelled], groups: Mapping[str, str]
) -> list[Panel]:
    """Count confusions within close groups: name, labels with texts, shares of each pair.

    Those with the largest share first; groups in which no pair reaches 1 in 100 are left out.
    """
    gold = [x.label for x in items]
    total = Counter(gold)
    confused = score(gold, answer(detector, items).lang).confused
    panels: list[Panel] = []
    for group in sorted(set(groups.values())):
        labels = sorted(x for x in total if groups.get(x) == group)
        shares = {
            (label, other): n / total[label]
            for label in labels
            for other, n in confused.get(label, Counter()).items()
            if other in labels
        }
        if max(shares.values(), default=0) >= 0.01:
            panels.append((group, labels, shares))
    return sorted(panels, key=lambda panel: -max(panel[2].values()))


def pair(detector: saring.Detector, items: Sequence[Labelled]) -> Rows:
    """Score Indonesian against Malay by length in characters, all languages allowed and the two."""
    rows: Rows = []
    both = [x for x in items if x.label in ("ind_Latn", "zsm_Latn")]
    for low, high in ((20, 60), (60, 150), (150, 1 << 30)):
        part = [x for x in both if low <= len(x.text) < high]
        if not part:
            continue
        found = answer(detector, part)
        only = detector.detect_batch([x.text for x in part], languages=["ind_Latn", "zsm_Latn"])
        two = [a == x.label for a, x in zip(only.lang.to_pylist(), part, strict=True)]
        row: dict[str, Any] = {
            "characters": f"{low}-{high}" if high < 1 << 30 else f"over {low}",
            "texts": len(part),
            "accuracy": sum(found.right) / len(part),
        }
        for label in ("ind_Latn", "zsm_Latn"):
            mine = [r for r, x in zip(found.right, part, strict=True) if x.label == label]
            row[f"{label}_recall"] = sum(mine) / max(len(mine), 1)
        row["accuracy_of_the_two"] = sum(two) / len(part)
        rows.append(row)
    return rows


def indonesia(detector: saring.Detector, data: Path, limit: int, seed: int) -> Rows:
    """Score the languages of Indonesia among all held-out lines, by folder of training text."""
    labels = [x.code for x in detector.languages()]
    rows: Rows = []
    for folder in texts.FOLDERS:
        items = texts.held_out(data, labels, limit, seed, (folder,))
        found = answer(detector, items)
        result = score([x.label for x in items], found.lang)
        total = Counter(x.label for x in items)
        for label in (*INDONESIA, "ind_Latn", "zsm_Latn"):
            if label in result.f1:
                wrong = result.confused.get(label, Counter()).most_common(3)
                rows.append(
                    {
                        "folder": folder,
                        "label": label,
                        "texts": total[label],
                        "f1": result.f1[label],
                        "taken_for": ", ".join(f"{other} {n}" for other, n in wrong),
                    }
                )
    return rows
