"""Lines that stand under a close relative of their language.

Half of the lines under Northern Sotho are Southern Sotho: one source, a translation of news into
many languages, filed them so. Function words tell the two apart almost always, so each rule names
some of both languages, which decide lines that have them; what those lines have in common decides
the rest (naive Bayes on words and on four letters in a row).
"""

import math
import re
from collections import Counter
from dataclasses import dataclass

_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Rule:
    """Two labels, and words of each that the other does not have."""

    label: str
    label_words: frozenset[str]
    other: str
    other_words: frozenset[str]


RULES = [
    Rule(
        "nso_Latn",
        frozenset("go gore gona gagwe ge goba tša tše gomme bjalo bjo".split()),
        "sot_Latn",
        frozenset("ho hore hona hae ha haeba tsa tse mme jwalo bo boholo".split()),
    )
]


def split_misfiled(rule: Rule, lines: list[str], others: list[str]) -> tuple[list[str], list[str]]:
    """Part the lines filed under ``rule.label``.

    Parameters
    ----------
    rule
        Which languages.
    lines
        Lines filed under its label.
    others
        Lines of the other language, which are taken as they are.

    Returns
    -------
    (list of str, list of str)
        Those of its label, and those of the other language; in the order given.
    """
    seeds = [_seed(rule, line) for line in lines]
    own = _Counts(line for line, seed in zip(lines, seeds, strict=True) if seed > 0)
    other = _Counts(
        [*(line for line, seed in zip(lines, seeds, strict=True) if seed < 0), *others]
    )
    kept: list[str] = []
    moved: list[str] = []
    for line, seed in zip(lines, seeds, strict=True):
        is_own = seed > 0 or (seed == 0 and own.score(line) >= other.score(line))
        (kept if is_own else moved).append(line)
    return kept, moved


def _seed(rule: Rule, line: str) -> int:
    words = _words(line)
    return sum(w in rule.label_words for w in words) - sum(w in rule.other_words for w in words)


def _words(line: str) -> list[str]:
    return _WORD.findall(line.lower())


class _Counts:
    """How often words and runs of four letters stand in some lines."""

    def __init__(self, lines) -> None:  # noqa: ANN001
        self._counts = Counter(feature for line in lines for feature in _features(line))
        self._total = sum(self._counts.values()) + len(self._counts) + 1

    def score(self, line: str) -> float:
        return sum(math.log((self._counts[x] + 1) / self._total) for x in _features(line))


def _features(line: str) -> set[str]:
    found = set()
    for word in _words(line):
        found.add(f"word {word}")
        padded = f" {word} "
        found.update(padded[at : at + 4] for at in range(len(padded) - 3))
    return found
