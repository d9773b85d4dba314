"""Texts to train on from the contrast lists: words that tell close languages apart.

The lists (``tools/lang/contrasts``) are the project's own. ``<group>.tsv`` has rows of
``labels<TAB>forms``: forms that these labels have and the others of the group do not.
``<label>.txt`` has sentences.
"""

import random
from collections import defaultdict
from pathlib import Path

LISTS = Path(__file__).parent.parent / "contrasts"
TEXTS_A_FORM = 3  # that it is drawn into
WORDS_A_TEXT = 3  # at most: alone, by two, by three
TIMES_A_SENTENCE = 2


def read_lists(folder: Path = LISTS) -> dict[str, list[str]]:
    """Read the rows of all groups.

    Returns
    -------
    dict of str to list of str
        For each label its forms, each once, in the order of the files.
    """
    forms: dict[str, dict[str, None]] = defaultdict(dict)
    for path in sorted(folder.glob("*.tsv")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if not line or line.startswith("#"):
                continue
            labels, tab, words = line.partition("\t")
            if not tab or not words.split():
                raise SystemExit(f"{path}, line {number}: wanted labels, a tab and forms")
            for label in labels.split(","):
                forms[label].update(dict.fromkeys(words.split()))
    return {label: list(found) for label, found in forms.items()}


def write_contrasts(out: Path, folder: Path = LISTS) -> None:
    """Write ``label.txt`` for every label of the lists: short texts of forms, and sentences."""
    out.mkdir(parents=True, exist_ok=True)
    texts = {label: _texts(label, forms) for label, forms in read_lists(folder).items()}
    for path in sorted(folder.glob("*.txt")):
        sentences = path.read_text(encoding="utf-8").splitlines()
        texts[path.stem] = texts.get(path.stem, []) + sentences * TIMES_A_SENTENCE
    for label, lines in sorted(texts.items()):
        (out / f"{label}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _texts(label: str, forms: list[str]) -> list[str]:
    draw = random.Random(label)
    texts = []
    for _ in range(TEXTS_A_FORM):
        order = draw.sample(forms, len(forms))
        at = 0
        while at < len(order):
            count = draw.randint(1, WORDS_A_TEXT)
            texts.append(" ".join(order[at : at + count]))
            at += count
    return texts
