"""Training texts made from lists of distinguishing words of close languages.

The lists (``tools/lang/distinguishing_words``) are the project's own. ``<group>.tsv`` has rows of
``labels<TAB>forms``: forms that these labels have and the others of the group do not.
``<label>.txt`` has sentences, ``everywhere.words`` words that all languages share (names).

A text has one to three forms of a label. Its other words are shared by the label and a close
language, or come from ``everywhere.words``. So the shared words become uninformative, even if only
one of the languages has training lines about their subject (such as health).

Texts that the trainer would hold out are left out, because held-out lines are for evaluation.
"""

import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable
from itertools import accumulate
from pathlib import Path

from saring import _core

LISTS = Path(__file__).parent.parent / "distinguishing_words"
LANGUAGES = Path(__file__).parents[3] / "cpp" / "data" / "languages.tsv"
TEXTS_PER_FORM = 6  # for the label with the highest weight of its group
MAX_FORMS_PER_TEXT = 3
MAX_SHARED_PER_TEXT = 9
MAX_EVERYWHERE_PER_TEXT = 2
LINES_READ = 6_000  # per label, to count words
SHARED_RATIO = 10  # maximum ratio of the frequencies of a shared word in two languages
COPIES_OF_SENTENCE = 2

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
                raise SystemExit(f"{path}, line {number}: expected labels, a tab and forms")
            for label in labels.split(","):
                forms[label].update(dict.fromkeys(words.split()))
        groups[path.stem] = {label: list(found) for label, found in forms.items()}
    return groups


def write_texts(out: Path, read_lines: Callable[[str], list[str]], folder: Path = LISTS) -> None:
    """Write ``label.txt`` for every label of the lists: made texts and sentences.

    Parameters
    ----------
    out
        The folder to write to.
    read_lines
        Returns the training lines of a label.
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
            rounds = TEXTS_PER_FORM * weights[label] / max(weights[x] for x in forms)
            texts[label] += _texts(found, rounds, shared, everywhere, draw)
    for path in sorted(folder.glob("*.txt")):
        texts[path.stem] += path.read_text(encoding="utf-8").splitlines() * COPIES_OF_SENTENCE
    out.mkdir(parents=True, exist_ok=True)
    for label, found in sorted(texts.items()):
        lines = [text for text in found if not _core.is_held_out(text)]
        (out / f"{label}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


class _Shared:
    """Words of similar frequency in two labels, drawn by their frequency."""

    def __init__(self, a: Counter[str], b: Counter[str], listed: set[str]) -> None:
        self._words: list[str] = []
        weights = []
        total_a, total_b = a.total(), b.total()
        for word in sorted(a.keys() & b.keys() - listed):
            one, other = a[word] / total_a, b[word] / total_b
            if max(one, other) <= SHARED_RATIO * min(one, other):
                self._words.append(word)
                weights.append(one + other)
        self._cumulative = list(accumulate(weights))

    def draw(self, count: int, draw: random.Random) -> list[str]:
        if not self._words:
            return []
        return draw.choices(self._words, cum_weights=self._cumulative, k=count)


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
        words = [left.pop() for _ in range(min(len(left), draw.randint(1, MAX_FORMS_PER_TEXT)))]
        if shared:
            words += draw.choice(shared).draw(draw.randint(0, MAX_SHARED_PER_TEXT), draw)
        words += draw.choices(everywhere, k=draw.randint(0, MAX_EVERYWHERE_PER_TEXT))
        draw.shuffle(words)
        texts.append(" ".join(words))
    return texts


def _read_weights() -> dict[str, float]:
    """Return the weight of each label, which is its prior odds in the model."""
    rows = [row.split("\t") for row in LANGUAGES.read_text(encoding="utf-8").splitlines()]
    column = rows[0].index("weight")
    return {row[0]: float(row[column] or 1) for row in rows[1:]}


def _count_words(lines: list[str]) -> Counter[str]:
    return Counter(word for line in lines[:LINES_READ] for word in _WORD.findall(line.lower()))
