"""Derives `cpp/data/stop_words.tsv`: the most frequent words of each language of the model.

A word counts once per line, so that one text that repeats it has little weight. Words of other
scripts, words without letters, and words with a capital in most lines (names) are left out. Some
words that are frequent only in the sources of their language are left out by hand. A language with
too little text has no row: its signal is null.

Usage: ``tools/lang/derive_stop_words.py TRAIN_FOLDER OUT``, where the folder has ``LABEL.txt.zst``
files of lines (the training text of the language model).
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

import zstandard

import saring
import saring.text

MOST_BYTES = 1 << 20  # read of each language
LEAST_LINES = 1500
WORDS = 25
LEAST_SHARE = 0.02  # of the lines that a word is in
# Words from the subjects of some languages' sources, which are not function words.
LEFT_OUT = frozenset(
    [
        "tahun",
        "orang",
        "kerajaan",
        "wong",
        "akeh",
        "gawe",
        "سامي",
        "科",
        "属下",
        "县",
        "州",
        "尔",
        "人",
        "파일을",
        "사용할",
        "문서를",
        "sanoi",
        "trang",
        "người",
        "đổi",
        "watu",
        "mtu",
        "siku",
        "kazi",
        "หน้า",
        "said",
        "المغرب",
        "بنكيران",
        "الحكومة",
    ]
)
# Scripts of words, for labels with a script that words cannot have.
SCRIPTS = {"Hans": {"Hani"}, "Hant": {"Hani"}, "Jpan": {"Hani", "Hira"}, "Kore": {"Hang"}}


def lines_of(path: Path) -> list[str]:
    """Return the first lines of a file."""
    with zstandard.open(path, "rb") as file:
        text = file.read(MOST_BYTES).decode("utf-8", "ignore")
    return text.split("\n")[:-1]


def stop_words(label: str, lines: list[str]) -> list[str]:
    """Return the most frequent words of a language, the most frequent first."""
    scripts = SCRIPTS.get(label[4:], {label[4:]})
    counts: Counter[str] = Counter()
    capitals: Counter[str] = Counter()
    for line in lines:
        # The first word of a line has a capital for another reason.
        words = [word.text for word in saring.text.words(line)[1:] if word.script in scripts]
        found = {word.lower() for word in words}
        counts.update(found)
        capitals.update({word.lower() for word in words if word[:1].isupper()})
    frequent = [
        word
        for word, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        if count >= LEAST_SHARE * len(lines)
        and capitals[word] * 2 < count
        and word not in LEFT_OUT
        and "_" not in word
    ]
    return frequent[:WORDS]


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    arguments = parser.parse_args()
    rows = ["label\twords"]
    for language in sorted(saring.languages(), key=lambda language: language.code):
        label = language.code
        path = arguments.folder / f"{label}.txt.zst"
        if not path.exists():
            continue
        lines = lines_of(path)
        words = stop_words(label, lines) if len(lines) >= LEAST_LINES else []
        if len(words) >= WORDS // 2:
            rows.append(f"{label}\t{' '.join(words)}")
    arguments.out.write_text("\n".join(rows) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
