"""Scores of a new language model on lines that it was not trained on."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from saring.progress import Observer

CUTS = (1, 2, 4, 8, 16, 0)  # words; 0: whole lines
CONFUSION_SHARE = 0.01  # share of a language's lines; smaller shares are not listed
SLICE_LINES = 2048


class Tally:
    """A confusion matrix: counts of lines by true and predicted label.

    Parameters
    ----------
    gold, answers
        The label and the prediction of each line.

    Examples
    --------
    >>> tally = Tally(["a", "a", "b", "b"], ["a", "b", "b", "und"])
    >>> round(tally.f1("a"), 3), round(tally.f1("b"), 3), tally.accuracy
    (0.667, 0.5, 0.5)
    """

    def __init__(self, gold: Sequence[str], answers: Sequence[str]) -> None:
        self.pairs = Counter(zip(gold, answers, strict=True))
        self.gold = Counter(gold)
        self.answered = Counter(answers)
        self.lines = len(gold)

    @property
    def accuracy(self) -> float:
        """Share of lines with the right answer; 0 without lines."""
        right = sum(n for (gold, answer), n in self.pairs.items() if gold == answer)
        return right / self.lines if self.lines else 0.0

    @property
    def refused(self) -> float:
        """Share of lines with the answer ``und`` or ``zxx``."""
        return (self.answered["und"] + self.answered["zxx"]) / max(self.lines, 1)

    def f1(self, label: str) -> float:
        """Harmonic mean of precision and recall of a label; 0 if it never occurs."""
        both = self.gold[label] + self.answered[label]
        return 2 * self.pairs[label, label] / both if both else 0.0

    @property
    def macro_f1(self) -> float:
        """Mean F1 over the labels that have lines."""
        return sum(map(self.f1, self.gold)) / len(self.gold) if self.gold else 0.0

    def taken_for(self, label: str) -> dict[str, int]:
        """Wrong answers for lines of a label, most frequent first."""
        wrong = [(other, n) for (gold, other), n in self.pairs.items() if label == gold != other]
        return dict(sorted(wrong, key=lambda item: (-item[1], item[0])))


def score(detector: Any, trainer: Any, num_threads: int, observer: Observer) -> dict[str, Any]:
    """Score a model on the held-out lines, whole and cut to their middle words.

    Parameters
    ----------
    detector
        `_core.LanguageDetector` with the model.
    trainer
        `_core.LanguageTrainer` that made the model.
    num_threads
        0: all cores.
    observer
        Receives the progress in lines.

    Returns
    -------
    dict
        ``held_out`` (one row per length), ``labels`` (F1 by length and wrong answers) and
        ``confusions`` (pairs over 1 % of the lines of a language, on whole lines).
    """
    count = trainer.held_out_count()
    observer.stage("scoring", count * len(CUTS))
    tallies = {}
    done = 0
    for words in CUTS:
        gold: list[str] = []
        answers: list[str] = []
        # Ctrl-C takes effect between two slices.
        for start in range(0, count, SLICE_LINES):
            table = trainer.held_out(words, start, start + SLICE_LINES)
            found = detector.detect_batch(table["text"], [], [], 0, num_threads, [], [])
            gold += table["label"].to_pylist()
            answers += found["lang"].to_pylist()
            observer.advance(done + len(gold), done + len(gold))
        done += count
        tallies[words] = Tally(gold, answers)
    whole = tallies[0]
    return {
        "held_out": [
            {
                "words": words or None,
                "lines": tally.lines,
                "accuracy": tally.accuracy,
                "macro_f1": tally.macro_f1,
                "refused": tally.refused,
            }
            for words, tally in tallies.items()
        ],
        "labels": {
            label: {
                "lines": lines,
                "held_out_lines": whole.gold[label],
                "f1": whole.f1(label),
                "f1_by_words": {str(w): t.f1(label) for w, t in tallies.items() if w},
                "taken_for": dict(list(whole.taken_for(label).items())[:3]),
            }
            for label, lines, _ in sorted(detector.labels())
        },
        "confusions": _confusions(whole),
    }


def _confusions(tally: Tally) -> list[dict[str, Any]]:
    rows = [
        {"label": gold, "taken_for": other, "lines": n, "share": n / tally.gold[gold]}
        for (gold, other), n in tally.pairs.items()
        if gold != other and n > CONFUSION_SHARE * tally.gold[gold]
    ]
    return sorted(rows, key=lambda row: (-row["share"], row["label"], row["taken_for"]))
