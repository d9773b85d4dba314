"""Minimum results (floors) of detection on the project's own sentences.

A floor is a number of right answers for each label and set, and a share of right answers for each
set. See ``tests/quality/README.md``.
"""

from __future__ import annotations

import json
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import noise

import saring
from saring import text

from .texts import Labelled
from .variants import capitals, headline, plain

ROOT = Path(__file__).resolve().parents[3]
SENTENCES = ROOT / "tests" / "quality" / "sentences.tsv"
FLOORS = ROOT / "tests" / "quality" / "floors.json"
REFUSED = frozenset({"und", "zxx"})
KINDS = frozenset({"encyclopaedic", "news", "legal", "everyday"})

# How far floors are set below the results: one text per label, a hundredth of a set. A new model
# may be worse by this much.
LABEL_SLACK = 1
SET_SLACK = 0.01
NOISE = "noise"  # the set of lines without language, whose labels are the kinds of noise.py
NOISE_LINES = 20  # of each kind
NOISE_SEED = 7
NO_CHANCE = random.Random(0)  # for variants without randomness


@dataclass(frozen=True)
class Sentence:
    """One line of ``sentences.tsv``."""

    label: str
    kind: str
    text: str


def read_sentences(path: Path = SENTENCES) -> list[Sentence]:
    """Return the sentences.

    Raises
    ------
    ValueError
        For a line that is not label, kind, text; the message says which line.
    """
    found = []
    lines = path.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines[1:], 2):
        parts = line.split("\t")
        if len(parts) != 3 or parts[1] not in KINDS or not parts[2].strip():
            raise ValueError(f"{path}:{number}: expected label, kind, text, not {line!r}")
        found.append(Sentence(*parts))
    return found


def first_words(sentence: str, words: int) -> str:
    """Return the first words of a sentence, or all of it if it has fewer."""
    found = text.words(sentence)
    return sentence if len(found) <= words else sentence[: found[words - 1].end]


# Sets are variants of the sentences. Few scripts have letter case, and only one has accents to
# strip: texts that a variant does not change are left out.
SETS: dict[str, Callable[[str], str]] = {
    "sentences": lambda s: s,
    "8 words": lambda s: first_words(s, 8),
    "4 words": lambda s: first_words(s, 4),
    "2 words": lambda s: first_words(s, 2),
    "ALL CAPS": lambda s: capitals(s, NO_CHANCE),
    "headlines": lambda s: headline(s, NO_CHANCE),
    "no accents": lambda s: plain(s, NO_CHANCE),
}
# Sets with a floor for the whole set only, because there are too few texts per label.
SET_FLOOR_ONLY = frozenset({"2 words", "no accents"})


def make_set(name: str, sentences: Sequence[Sentence]) -> list[Labelled]:
    """Return the texts of a set."""
    dress = SETS[name]
    found = [Labelled(s.label, dress(s.text)) for s in sentences]
    if name == "sentences":
        return found
    return [x for x, s in zip(found, sentences, strict=True) if x.text != s.text]


@dataclass(frozen=True)
class Measured:
    """Results of a model on one set.

    Attributes
    ----------
    right, total : Counter
        Texts by label.
    refused : int
        Texts called ``und`` or ``zxx`` that have a language.
    wrong : list of tuple
        Label, answer, confidence, text.
    """

    right: Counter[str]
    total: Counter[str]
    refused: int
    wrong: list[tuple[str, str, float, str]]

    @property
    def accuracy(self) -> float:
        """Share of right answers over all texts."""
        return sum(self.right.values()) / max(sum(self.total.values()), 1)

    @property
    def macro(self) -> float:
        """Mean over the labels of the share of right answers."""
        return sum(self.right[x] / n for x, n in self.total.items()) / max(len(self.total), 1)


def measure(detector: saring.Detector, sentences: Sequence[Sentence]) -> dict[str, Measured]:
    """Detect the language of every text of every set."""
    found = {NOISE: _measure_noise(detector)}
    for name in SETS:
        answers = _ask(detector, make_set(name, sentences))
        found[name] = Measured(
            Counter(x.label for x, answer, _ in answers if answer == x.label),
            Counter(x.label for x, _, _ in answers),
            sum(answer in REFUSED for _, answer, _ in answers),
            [(x.label, answer, c, x.text) for x, answer, c in answers if answer != x.label],
        )
    return found


def _measure_noise(detector: saring.Detector) -> Measured:
    """Detect the language of lines without one: ``und`` and ``zxx`` are right."""
    made = noise.lines(NOISE_SEED, NOISE_LINES, noise.TUNE)
    answers = _ask(detector, [Labelled(kind, x) for kind, lines in made.items() for x in lines])
    return Measured(
        Counter(x.label for x, answer, _ in answers if answer in REFUSED),
        Counter(x.label for x, _, _ in answers),
        0,
        [(x.label, answer, c, x.text) for x, answer, c in answers if answer not in REFUSED],
    )


def _ask(detector: saring.Detector, items: Sequence[Labelled]) -> list[tuple[Labelled, str, float]]:
    table = detector.detect_batch([x.text for x in items], num_threads=1)
    return list(zip(items, table.lang.to_pylist(), table.confidence.to_pylist(), strict=True))


def read_floors(path: Path = FLOORS) -> dict[str, Any]:
    """Return the floors: by set ``accuracy``, ``refused`` and, for most, ``labels``."""
    return json.loads(path.read_text(encoding="utf-8"))


def broken(measured: Mapping[str, Measured], floors: Mapping[str, Any]) -> list[str]:
    """Return a line for every result below its floor, with the wrong answers."""
    lines = []
    for name, floor in floors.items():
        found = measured[name]
        if found.accuracy < floor["accuracy"]:
            lines.append(f"{name}: {found.accuracy:.4f} right, floor {floor['accuracy']:.4f}")
        if found.refused > floor["refused"]:
            lines.append(f"{name}: {found.refused} refused, at most {floor['refused']}")
        wrong: dict[str, list[str]] = defaultdict(list)
        for label, answer, confidence, words in found.wrong:
            wrong[label].append(f"{answer} {confidence:.2f} {words!r}")
        for label, least in floor.get("labels", {}).items():
            if found.right[label] < least:
                lines.append(
                    f"{name}: {label} {found.right[label]} of {found.total[label]} right, "
                    f"floor {least}: " + "; ".join(wrong[label])
                )
    return lines


def raised(measured: Mapping[str, Measured], floors: Mapping[str, Any]) -> dict[str, Any]:
    """Return the floors raised to the results; none is lowered."""
    new: dict[str, Any] = {}
    for name, found in measured.items():
        old = floors.get(name, {})
        least = int((found.accuracy - SET_SLACK) * 1000) / 1000
        most = found.refused + int(SET_SLACK / 5 * sum(found.total.values()))
        new[name] = {
            "accuracy": max(old.get("accuracy", 0.0), least),
            "refused": min(old.get("refused", most), most),
        }
        if name not in SET_FLOOR_ONLY:
            before = old.get("labels", {})
            new[name]["labels"] = {
                label: max(before.get(label, 0), found.right[label] - LABEL_SLACK)
                for label in sorted(found.total)
            }
    return new


def write_floors(floors: Mapping[str, Any], path: Path = FLOORS) -> None:
    """Write the floors, one label per line, so that diffs are readable."""
    path.write_text(json.dumps(floors, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
