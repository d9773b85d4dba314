"""Reports that train their own models: labels left out, domains held out, weak labels.

Models are stored in the given folder and are reused, so that an interrupted report can continue.
Training each model takes about as long as training the shipped one.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import saring

from . import reports, texts
from .reports import Answered, Rows
from .scores import score

CONFIDENT = 0.95
FEW_LABELS = 4  # scripts with fewer labels are not used
MAX_LABELS = 250  # per script in one model; the limit is 256


def close_groups(table: Path) -> dict[str, str]:
    """Return the close group of each label that has one, of ``cpp/data/languages.tsv``."""
    rows = [line.split("\t") for line in table.read_text(encoding="utf-8").splitlines()]
    at = rows[0].index("close")
    return {row[0]: row[at] for row in rows[1:] if len(row) > at and row[at]}


@dataclass(frozen=True)
class Training:
    """Settings that all models of a report are trained with.

    Attributes
    ----------
    data, models : Path
        Where the text is and where the models go.
    word_lists : sequence of Path
        Folders of word lists, as the shipped model has them.
    threads : int
        Of the trainer; 0: all cores.
    """

    data: Path
    models: Path
    word_lists: Sequence[Path] = ()
    threads: int = 0

    def train(self, name: str, labels: Iterable[str], folders: Sequence[str]) -> saring.Detector:
        """Train a model on some labels and folders, unless its file is there."""
        path = self.models / f"{name}.saring"
        if not path.exists():
            saring.train_language_model(
                [self.data / folder for folder in folders],
                path,
                labels=sorted(labels),
                word_lists=list(self.word_lists),
                num_threads=self.threads,
            )
        return saring.Detector(path)

    def labels(self) -> list[str]:
        """Return the labels of the shipped model that the data has."""
        files = texts.label_files(self.data, "train")
        return [x.code for x in saring.languages() if x.code in files]


def choose_left_out(
    labels: Sequence[str], groups: dict[str, str], count: int, seed: int
) -> list[str]:
    """Draw labels to leave out, half of them from close groups that keep another member.

    Labels of scripts that few use are not drawn: a model without the script cannot be misled.
    """
    scripts = Counter(label.partition("_")[2] for label in labels)
    chance = random.Random(f"{seed}/left out")
    common = [x for x in sorted(labels) if scripts[x.partition("_")[2]] >= FEW_LABELS]
    chosen: list[str] = []
    taken: Counter[str] = Counter()
    size = Counter(groups[x] for x in labels if x in groups)
    grouped = [x for x in common if x in groups]
    for label in chance.sample(grouped, len(grouped)):
        group = groups[label]
        if len(chosen) < count // 2 and taken[group] == 0 and size[group] > 1:
            chosen.append(label)
            taken[group] += 1
    alone = [x for x in common if x not in groups]
    return sorted([*chosen, *chance.sample(alone, count - len(chosen))])


def left_out_rows(found: Answered, groups: dict[str, str], left_out: Sequence[str]) -> Rows:
    """Report the answers for texts in languages outside the model; every label is wrong."""
    kinds = {
        "close relative in the model": [x for x in left_out if x in groups],
        "none in its close groups": [x for x in left_out if x not in groups],
    }
    rows: Rows = []
    for kind, labels in kinds.items():
        for words, low, high in (("under 20", 0, 20), ("20-50", 20, 50), ("over 50", 50, 1 << 30)):
            which = [
                i
                for i, x in enumerate(found.items)
                if x.label in labels and low <= len(x.text) < high
            ]
            rows.append({"kind": kind, "characters": words, **_outside(found.of(which))})
    for label in left_out:
        which = [i for i, x in enumerate(found.items) if x.label == label and len(x.text) >= 20]
        part = found.of(which)
        named = Counter(part.lang).most_common(3)
        row = {"kind": label, "characters": "20 or more", **_outside(part)}
        rows.append(row | {"named": ", ".join(f"{x} {n}" for x, n in named)})
    return rows


def _outside(part: Answered) -> dict[str, Any]:
    count = max(len(part.items), 1)
    refused = [x in ("und", "zxx") for x in part.lang]
    return {
        "texts": len(part.items),
        "refused": sum(refused) / count,
        "mean_confidence": sum(part.confidence) / count,
        "confident": sum(c >= CONFIDENT for c in part.confidence) / count,
        "reliable": sum(part.reliable) / count,
    }


def leave_out(
    training: Training, table: Path, count: int, limit: int, seed: int
) -> dict[str, Rows]:
    """Train without some labels; report the answers for their texts and excerpts."""
    groups = close_groups(table)
    labels = training.labels()
    left_out = choose_left_out(labels, groups, count, seed)
    kept = [x for x in labels if x not in left_out]
    detector = training.train("left_out", kept, texts.FOLDERS)
    items = texts.held_out(training.data, left_out, limit, seed)
    items += reports.random_cuts(items, seed)
    inside = texts.held_out(training.data, kept, limit, seed)
    inside += reports.random_cuts(inside, seed)
    known = reports.answer(detector, inside)
    return {
        "outside the model": left_out_rows(reports.answer(detector, items), groups, left_out),
        "inside, to compare": [{"kind": "languages of the model", **_outside(known)}],
    }


def hold_source(training: Training, limit: int, seed: int) -> dict[str, Rows]:
    """Train on ``train`` alone and test on ``train_extra``: other sources, other domains.

    Beside it the shipped model, which has read 19 of 20 lines of ``train_extra``, on the others.
    """
    data, labels = training.data, training.labels()
    detector = training.train("train_only", labels, ("train",))
    extra = sorted(set(texts.label_files(data, "train_extra")) & set(labels))
    unseen = texts.every_line(data, "train_extra", extra, limit)
    lines = texts.held_out(data, extra, limit, seed, ("train",))
    both = texts.held_out(data, extra, limit, seed, ("train_extra",))
    found = {
        "own_domain": reports.answer(detector, lines),
        "other_domain": reports.answer(detector, unseen),
        "other_domain_4_words": reports.answer(detector, texts.cuts(unseen, 4, seed)),
        "trained_on_too": reports.answer(saring.Detector(), both),
    }
    rows: Rows = []
    for label in [*extra, "all"]:
        row: dict[str, Any] = {"label": label}
        for name, part in found.items():
            mine = [
                r for r, x in zip(part.right, part.items, strict=True) if label in (x.label, "all")
            ]
            row[name] = sum(mine) / max(len(mine), 1)
        rows.append(row)
    return {"accuracy": rows}


def with_weak(files: dict[str, Path], labels: Sequence[str]) -> list[str]:
    """Return the labels and the largest other labels of the files, as many as a model can hold."""
    found = list(labels)
    scripts = Counter(label.partition("_")[2] for label in labels)
    for label in sorted(set(files) - set(labels), key=lambda x: (-files[x].stat().st_size, x)):
        script = label.partition("_")[2]
        if scripts[script] < MAX_LABELS:
            scripts[script] += 1
            found.append(label)
    return sorted(found)


def weak_labels(training: Training, limit: int, seed: int) -> dict[str, Rows]:
    """Train with the labels left out of the model; report what other labels lose to them."""
    data, labels = training.data, training.labels()
    everything = with_weak(texts.label_files(data, "train"), labels)
    plain = training.train("labels", labels, texts.FOLDERS)
    more = training.train("all_labels", everything, texts.FOLDERS)
    items = texts.held_out(data, labels, limit, seed)
    for name in reports.DEV:
        items += texts.test_set(data, name, labels)
    four = texts.cuts(items, 4, seed)
    rows: dict[str, Rows] = {}
    for name, part in {"lines": items, "4 words": four}.items():
        gold = [x.label for x in part]
        before = score(gold, reports.answer(plain, part).lang)
        after = score(gold, reports.answer(more, part).lang)
        rows[name] = _changes(before.f1, after.f1, after.confused, set(everything) - set(labels))
        rows[name].insert(
            0,
            {
                "label": "macro F1",
                "f1": before.macro_f1,
                "f1_with_all": after.macro_f1,
                "change": after.macro_f1 - before.macro_f1,
                "taken_by": "",
            },
        )
        rows[f"takers, {name}"] = _takers(after.confused, set(everything) - set(labels))
    return rows


def _changes(
    before: dict[str, float],
    after: dict[str, float],
    confused: dict[str, Counter[str]],
    weak: set[str],
) -> Rows:
    rows: Rows = []
    for label in sorted(before, key=lambda x: (after[x] - before[x], x))[:30]:
        took = Counter({o: n for o, n in confused.get(label, Counter()).items() if o in weak})
        rows.append(
            {
                "label": label,
                "f1": before[label],
                "f1_with_all": after[label],
                "change": after[label] - before[label],
                "taken_by": ", ".join(f"{o} {n}" for o, n in took.most_common(4)),
            }
        )
    return rows


def _takers(confused: dict[str, Counter[str]], weak: set[str]) -> Rows:
    """Return the added labels by the number of texts of other labels that they take."""
    taken: dict[str, Counter[str]] = defaultdict(Counter)
    for label, wrong in confused.items():
        for other, n in wrong.items():
            if other in weak:
                taken[other][label] += n
    rows = [
        {
            "label": other,
            "takes": sum(of.values()),
            "from": ", ".join(f"{x} {n}" for x, n in of.most_common(4)),
        }
        for other, of in taken.items()
    ]
    return sorted(rows, key=lambda row: (-row["takes"], row["label"]))
