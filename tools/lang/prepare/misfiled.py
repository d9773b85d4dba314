"""Find lines with the label of a close relative of their language.

Half of the lines under Northern Sotho are Southern Sotho, an error of one source (translated news).
One in ten lines under Nigerian Pidgin is English, or mixes the two (tweets). Such lines would make
short informal English look like Pidgin, so they are left out. Function words nearly always separate
the two languages. So distinguishing words decide the lines that contain any, and a naive Bayes
classifier that is trained on those lines (words and 4-grams) decides the others.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Set
from dataclasses import dataclass

_WORD = re.compile(r"[^\W\d_]+")


# The list of distinguishing words, the label of the lines, the true label of some of them, and
# whether these lines are moved to it or left out.
MISFILED = [("sotho", "nso_Latn", "sot_Latn", True), ("english", "pcm_Latn", "eng_Latn", False)]


@dataclass(frozen=True, slots=True)
class Pair:
    """Words of two languages that the other language does not have."""

    own: Set[str]
    other: Set[str]


def split_misfiled(pair: Pair, lines: list[str], others: list[str]) -> tuple[list[str], list[str]]:
    """Separate lines that have one label.

    Parameters
    ----------
    pair
        Words that separate its language from the other.
    lines
        Lines filed under the label.
    others
        Lines of the other language, which are not checked.

    Returns
    -------
    (list of str, list of str)
        Those of the label, and those of the other language; in the order given.
    """
    seeds = [_seed(pair, line) for line in lines]
    own = _counts(line for line, seed in zip(lines, seeds, strict=True) if seed > 0)
    other = _counts([*(x for x, seed in zip(lines, seeds, strict=True) if seed < 0), *others])
    kept: list[str] = []
    moved: list[str] = []
    for line, seed in zip(lines, seeds, strict=True):
        is_own = seed > 0 or (seed == 0 and _log_odds(line, own, other) >= 0)
        (kept if is_own else moved).append(line)
    return kept, moved


def _seed(pair: Pair, line: str) -> int:
    words = _words(line)
    return sum(w in pair.own for w in words) - sum(w in pair.other for w in words)


def _words(line: str) -> list[str]:
    return _WORD.findall(line.lower())


def _counts(lines: Iterable[str]) -> Counter[str]:
    return Counter(feature for line in lines for feature in _features(line))


def _log_odds(line: str, own: Counter[str], other: Counter[str]) -> float:
    met = [x for x in _features(line) if x in own or x in other]
    scale = math.log(other.total() / own.total())
    return sum(math.log((own[x] + 0.1) / (other[x] + 0.1)) + scale for x in met)


def _features(line: str) -> set[str]:
    found = set()
    for word in _words(line):
        found.add(f"word {word}")
        padded = f" {word} "
        found.update(padded[at : at + 4] for at in range(len(padded) - 3))
    return found
