"""Accuracy by length: each tool on the languages that it knows, and saring on the same texts."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

from benchmarks import corpora
from benchmarks.harness import Answers, Table
from benchmarks.suites import lang_tools
from benchmarks.suites.lang_codes import ACCEPTED, is_right

_LENGTHS = (1, 2, 4, 8)  # words
_PER_LABEL = 200  # texts of a label and a length
_NO_SPACES = frozenset({"jpn_Jpan", "tha_Thai", "zho_Hans"})  # not cut into words


def cut(text: str, words: int, chance: random.Random) -> str | None:
    """Return some consecutive words of a text; None if it has no more words than these."""
    parts = text.split()
    if len(parts) <= words:
        return None
    first = chance.randrange(len(parts) - words + 1)
    piece = " ".join(parts[first : first + words])
    return piece if any(map(str.isalpha, piece)) else None


def texts_by_length(data: Path) -> dict[int, list[tuple[str, str]]]:
    """Return pairs of label and text for each length; 0 is the whole sentence."""
    chance = random.Random(1)
    labels = frozenset(ACCEPTED) - _NO_SPACES
    found: dict[int, list[tuple[str, str]]] = {length: [] for length in (*_LENGTHS, 0)}
    for label, text in corpora.labelled_sentences(data, labels):
        for length, pairs in found.items():
            piece = cut(text, length, chance) if length else text
            if piece is not None:
                pairs.append((label, piece))
    return {length: _first_of_each(pairs) for length, pairs in found.items()}


def _first_of_each(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    count: dict[str, int] = {}
    kept = []
    for label, text in pairs:
        count[label] = count.get(label, 0) + 1
        if count[label] <= _PER_LABEL:
            kept.append((label, text))
    return kept


def mean_recall(gold: list[str], answers: Answers) -> float:
    """Return the mean, over the labels, of the share of texts with the right answer."""
    right: dict[str, list[bool]] = {}
    for label, answer in zip(gold, answers, strict=True):
        right.setdefault(label, []).append(is_right(label, answer))
    return sum(sum(found) / len(found) for found in right.values()) / len(right)


def known_labels(run: Any, pairs: list[tuple[str, str]]) -> frozenset[str]:
    """Return the labels that a tool gives to at least one in ten of their sentences."""
    answers = run([text for _, text in pairs])
    count: dict[str, list[bool]] = {}
    for (label, _), answer in zip(pairs, answers, strict=True):
        count.setdefault(label, []).append(is_right(label, answer))
    return frozenset(label for label, right in count.items() if sum(right) >= len(right) / 10)


def tables(data: Path) -> list[Table]:
    """Return a table for each of the other tools that is installed."""
    import saring

    texts = texts_by_length(data)
    found = []
    for name, load in lang_tools.LOADERS.items():
        if name == "saring":
            continue
        try:
            run = load()
        except ImportError:
            continue
        labels = known_labels(run, texts[0])
        rows: dict[str, list[float]] = {name: [], "saring": [], "saring, told which": []}
        for pairs in texts.values():
            gold = [label for label, _ in pairs if label in labels]
            own = [text for label, text in pairs if label in labels]
            rows[name].append(mean_recall(gold, run(own)))
            rows["saring"].append(mean_recall(gold, saring.detect_batch(own).lang.to_pylist()))
            told = saring.detect_batch(own, languages=sorted(labels))
            rows["saring, told which"].append(mean_recall(gold, told.lang.to_pylist()))
        found.append(
            Table(
                f"accuracy by length, {len(labels)} languages of {name}",
                [f"{length} word{'s' * (length > 1)}" for length in _LENGTHS] + ["sentence"],
                rows,
                "Share of right answers, as a mean over the languages. A tool knows a language if "
                "it names at least one in ten of its sentences. saring chooses among all of its "
                'labels; "saring, told which" chooses among these languages.',
            )
        )
    return found
