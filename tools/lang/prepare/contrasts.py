"""Texts to train on from the contrast lists: words that tell close languages apart.

The lists (``tools/lang/contrasts``) are the project's own. ``<group>.tsv`` has rows of
``labels<TAB>forms``: forms that these labels have and the others of the group do not.
``<label>.txt`` has sentences, ``everywhere.words`` what any language writes the same (names).

A text is one to three forms of a label among words that the label and a relative both use and words
of everywhere. Those say nothing, whatever the label's own lines are about: where one language has
a health magazine, its relative still has "virus".

None of the texts is one that the trainer would hold out: a model is scored and calibrated on lines.
"""

import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable
from itertools import accumulate
from pathlib import Path

from saring import _core

LISTS = Path(__file__).parent.parent / "contrasts"
LANGUAGES = Path(__file__).parents[3] / "cpp" / "data" / "languages.tsv"
TEXTS_A_FORM = 6  # that it is drawn into, for the weightiest label of its group
FORMS_A_TEXT = 3  # at most
SHARED_A_TEXT = 9  # at most
EVERYWHERE_A_TEXT = 2  # at most
LINES_READ = 6_000  # of a label, to count words in
SHARED_RATIO = 10  # of the frequencies of a shared word, at most
TIMES_A_SENTENCE = 2

_WORD = re.compile(r"[^\W\d_]+")

Forms = dict[str, list[str]]


def read_lists(folder: Path = LISTS) -> dict[str, Forms]:
    """Read the rows of all groups.

    Returns
    -------
    dict of str to dict of str to list of str
        For each group its labels, with their forms, each once, in the order of the file.
    """
    groups: dict[str, Forms] = {}
    for path in sorted(folder.glob("*.tsv")):
        forms: dict[str, dict[str, None]] = defaultdict(dict)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if not line or line.startswith("#"):
                continue
            labels, tab, words = line.partition("\t")
            if not tab or not words.split():
                raise SystemExit(f"{path}, line {number}: wanted labels, a tab and forms")
            for label in labels.split(","):
                forms[label].update(dict.fromkeys(words.split()))
        groups[path.stem] = {label: list(found) for label, found in forms.items()}
    return groups


def write_contrasts(
    out: Path, read_lines: Callable[[str], list[str]], folder: Path = LISTS
) -> None:
    """Write ``label.txt`` for every label of the lists: texts of forms, and sentences.

    Parameters
    ----------
    out
        The folder to write to.
    read_lines
        Gives the training lines of a label.
    folder
        With the lists.
    """
    texts: dict[str, list[str]] = defaultdict(list)
    everywhere = (folder / "everywhere.words").read_text(encoding="utf-8").split()
    weights = _read_weights()
    for forms in read_lists(folder).values():
        counts = {label: _count_words(read_lines(label)) for label in forms}
        listed = {form for found in forms.values() for form in found}
        for label, found in forms.items():
            draw = random.Random(label)
            shared = [
                _Shared(counts[label], counts[x], listed) for x in sorted(forms) if x != label
            ]
            rounds = TEXTS_A_FORM * weights[label] / max(weights[x] for x in forms)
            texts[label] += _texts(found, rounds, shared, everywhere, draw)
    for path in sorted(folder.glob("*.txt")):
        texts[path.stem] += path.read_text(encoding="utf-8").splitlines() * TIMES_A_SENTENCE
    out.mkdir(parents=True, exist_ok=True)
    for label, found in sorted(texts.items()):
        lines = [text for text in found if not _core.is_held_out(text)]
        (out / f"{label}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


class _Shared:
    """Words that two labels use about as often, to be drawn by how frequent they are."""

    def __init__(self, a: Counter[str], b: Counter[str], listed: set[str]) -> None:
        self._words: list[str] = []
        weights = []
        total_a, total_b = a.total(), b.total()
        for word in sorted(a.keys() & b.keys() - listed):
            one, other = a[word] / total_a, b[word] / total_b
            if max(one, other) <= SHARED_RATIO * min(one, other):
                self._words.append(word)
                weights.append(one + other)
        self._reach = list(accumulate(weights))

    def draw(self, count: int, draw: random.Random) -> list[str]:
        if not self._words:
            return []
        return draw.choices(self._words, cum_weights=self._reach, k=count)


def _texts(
    forms: list[str],
    rounds: float,
    shared: list[_Shared],
    everywhere: list[str],
    draw: random.Random,
) -> list[str]:
    left = [form for _ in range(int(rounds)) for form in draw.sample(forms, len(forms))]
    left += draw.sample(forms, int((rounds % 1) * len(forms)))
    texts = []
    while left:
        words = [left.pop() for _ in range(min(len(left), draw.randint(1, FORMS_A_TEXT)))]
        if shared:
            words += draw.choice(shared).draw(draw.randint(0, SHARED_A_TEXT), draw)
        words += draw.choices(everywhere, k=draw.randint(0, EVERYWHERE_A_TEXT))
        draw.shuffle(words)
        texts.append(" ".join(words))
    return texts


def _read_weights() -> dict[str, float]:
    """Return how often each label is met, as the detector's prior odds have it."""
    rows = [row.split("\t") for row in LANGUAGES.read_text(encoding="utf-8").splitlines()]
    column = rows[0].index("weight")
    return {row[0]: float(row[column] or 1) for row in rows[1:]}


def _count_words(lines: list[str]) -> Counter[str]:
    return Counter(word for line in lines[:LINES_READ] for word in _WORD.findall(line.lower()))
