"""Accuracy, F1, calibration, confusions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from .codes import accepted, is_known
from .tools import Tool

BINS = 15


@dataclass(frozen=True)
class Score:
    """Accuracy and F1 of a tool.

    Attributes
    ----------
    texts, languages : int
        Texts scored and how many languages they are in.
    accuracy, macro_f1 : float
        Share of right answers; mean of the languages' F1.
    f1 : dict of str to float
        By language.
    confused : dict of str to Counter
        Wrong answers by language.
    """

    texts: int
    languages: int
    accuracy: float
    macro_f1: float
    f1: dict[str, float] = field(repr=False)
    confused: dict[str, Counter[str]] = field(repr=False)


def score(gold: Sequence[str], answers: Sequence[str]) -> Score:
    """Score answers, which are right if they equal the gold language.

    Examples
    --------
    >>> s = score(["ind", "ind", "zsm", "eng"], ["ind", "zsm", "zsm", "eng"])
    >>> s.accuracy, round(s.macro_f1, 3), s.confused["ind"].most_common(1)
    (0.75, 0.778, [('zsm', 1)])
    """
    hit: Counter[str] = Counter()
    confused: dict[str, Counter[str]] = {}
    for g, a in zip(gold, answers, strict=True):
        if g == a:
            hit[g] += 1
        else:
            confused.setdefault(g, Counter())[a] += 1
    total, said = Counter(gold), Counter(answers)
    f1 = {g: 2 * hit[g] / (total[g] + said[g]) for g in sorted(total)}
    count = len(gold)
    return Score(
        count,
        len(f1),
        sum(hit.values()) / count if count else 0.0,
        sum(f1.values()) / len(f1) if f1 else 0.0,
        f1,
        confused,
    )


def score_known(gold: Sequence[str], answers: Sequence[str], languages: frozenset[str]) -> Score:
    """Score the texts in languages that a tool knows.

    What is accepted for a language (`codes.accepted`) counts as that language; an answer outside
    the languages scored is a miss and no more.
    """
    kept_gold, kept = [], []
    for g, a in zip(gold, answers, strict=True):
        if is_known(g, languages):
            kept_gold.append(g)
            kept.append(g if accepted(g, a, languages) else a)
    return score(kept_gold, kept)


def beside(
    gold: Sequence[str], texts: Sequence[str], ours: Tool, peers: Iterable[Tool]
) -> list[dict[str, object]]:
    """Score each tool on its own languages, and saring on the same texts.

    Returns
    -------
    list of dict
        One a peer: ``tool``, ``texts``, ``languages``, ``accuracy``, ``macro_f1`` and the same of
        saring, ``ours_accuracy``, ``ours_macro_f1``; first saring alone, on all it knows.
    """
    answers = ours.predict(texts)
    rows = [_row(ours.name, score_known(gold, answers, ours.languages), None)]
    for peer in peers:
        shared = [
            i
            for i, g in enumerate(gold)
            if is_known(g, peer.languages) and is_known(g, ours.languages)
        ]
        part = [gold[i] for i in shared]
        theirs = score_known(part, peer.predict([texts[i] for i in shared]), peer.languages)
        same = score_known(part, [answers[i] for i in shared], ours.languages)
        rows.append(_row(peer.name, theirs, same))
    return rows


def _row(name: str, theirs: Score, same: Score | None) -> dict[str, object]:
    row: dict[str, object] = {
        "tool": name,
        "texts": theirs.texts,
        "languages": theirs.languages,
        "accuracy": theirs.accuracy,
        "macro_f1": theirs.macro_f1,
    }
    if same is not None:
        row |= {"ours_accuracy": same.accuracy, "ours_macro_f1": same.macro_f1}
    return row


def calibration_bins(
    confidence: Sequence[float], right: Sequence[bool]
) -> list[tuple[float, float, int]]:
    """Return mean confidence, accuracy and count of each non-empty bin of `BINS` equal bins."""
    sums: list[list[float]] = [[0.0, 0.0, 0.0] for _ in range(BINS)]
    for c, r in zip(confidence, right, strict=True):
        bin_ = sums[min(int(c * BINS), BINS - 1)]
        bin_[0] += c
        bin_[1] += r
        bin_[2] += 1
    return [(c / n, r / n, int(n)) for c, r, n in sums if n]


def calibration_error(confidence: Sequence[float], right: Sequence[bool]) -> float:
    """Return the expected calibration error over `BINS` equal bins (Guo et al. 2017).

    Examples
    --------
    >>> calibration_error([0.8] * 5, [True] * 4 + [False])
    0.0
    """
    bins = calibration_bins(confidence, right)
    total = sum(n for _, _, n in bins)
    if not total:
        return 0.0
    return round(sum(abs(c - r) * n for c, r, n in bins) / total, 10)
