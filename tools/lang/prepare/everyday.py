"""Everyday text and word counts: subtitles, chat, tweets, speech, phrases.

The folder ``everyday`` of the data has ``train_everyday/<label>.txt.zst``, whose sources stand one
after the other, ``SOURCES_train_everyday.tsv`` with the lines and the licence of each source, and
``words_everyday/<label>.tsv.zst`` with rows of ``word<TAB>count<TAB>source``. Sources with a
non-commercial licence are left out, and so are the three that measurements use.
"""

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path

from quality.texts import label_files, open_lines

TEXT, WORDS = "train_everyday", "words_everyday"
MAX_WORDS = 40_000  # per label, in a merged list
# Most of the Bosnian subtitles are Serbian, an eighth of the Croatian ones, too: what is left after
# taking them out is common to all, and would be evidence for whichever list is longest.
MIXED = {("bos_Latn", "opensubtitles"), ("hrv_Latn", "opensubtitles")}
MIXED |= {("srp_Latn", "opensubtitles")}
# Translations of one English list: good for a language without another list, but they say how often
# an English word was in the list, not how often the word is used ("wajah" and "panah" come first).
TRANSLATED = {"cldr-emoji", "gatitos"}
NO_SPACES = {"Hans", "Hant", "Jpan"}  # words of these scripts cannot be looked up
# The everyday lines of these close languages are too mixed to train on: with them, news in
# Indonesian and Malay are told apart less well, and Croatian and Serbian sentences are lost.
TOO_MIXED = {"bew_Latn", "bos_Latn", "hrv_Latn", "ind_Latn", "srp_Latn", "zsm_Latn"}
# Never trained on: sentences of 11 languages, tweets of 7, comments in Indonesian.
MEASURED = ("cambridgeltl/xcopa", "cardiffnlp/xlm-t", "nasalsabila/kamus-alay")
_NON_COMMERCIAL = re.compile(r"\bNC\b|non-?commercial", re.IGNORECASE)

Shares = dict[str, float]


def is_trained_on(source: str, licence: str) -> bool:
    """Return whether the shipped model is trained on a source.

    Examples
    --------
    >>> is_trained_on("UniversalDependencies/UD_Basque-BDT", "CC BY-NC-SA 3.0")
    False
    """
    return source not in MEASURED and not _NON_COMMERCIAL.search(licence)


def read_everyday(
    folder: Path, is_wanted: Callable[[str, str], bool] = is_trained_on
) -> Iterator[tuple[str, list[str]]]:
    """Yield each label with its lines.

    Parameters
    ----------
    folder
        The folder ``everyday``.
    is_wanted
        From the name of a source and its licence to whether it is read.
    """
    parts: dict[str, list[tuple[int, int]]] = defaultdict(list)
    with (folder / f"SOURCES_{TEXT}.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            if is_wanted(row["source"], row["licence"]):
                parts[row["label"]].append((int(row["first_line"]), int(row["last_line"])))
    for label, path in label_files(folder, TEXT).items():
        if parts[label]:
            lines = list(open_lines(path))
            yield label, [x for first, last in parts[label] for x in lines[first - 1 : last]]


def training_lines(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """Yield each label that the model learns from everyday text, with the lines."""
    for label, lines in read_everyday(folder):
        if label not in TOO_MIXED:
            yield label, lines


def read_words(folder: Path, listed: Collection[str] = ()) -> Iterator[tuple[str, list[Shares]]]:
    """Yield each label with the share of every word in each of its sources.

    A phrase counts for each of its words. Translated lists are read only for labels that have no
    other.

    Parameters
    ----------
    folder
        The folder ``everyday``.
    listed
        Labels that have another list already.
    """
    for path in sorted((folder / WORDS).glob("*.tsv.zst")):
        label = path.name.split(".")[0]
        if label.partition("_")[2] in NO_SPACES:
            continue
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        for line in open_lines(path):
            phrase, count, source = line.split("\t")
            for word in phrase.lower().split():
                counts[source][word.strip('.,;:!?()"“”«»…')] += int(count)
        used = {x for x in counts if (label, x) not in MIXED}
        if label in listed or used - TRANSLATED:
            used -= TRANSLATED
        yield label, [_shares(counts[x]) for x in sorted(used)]


def _shares(counts: Counter[str]) -> Shares:
    total = counts.total()
    return {word: n / total for word, n in counts.items() if word}


def merge(sources: list[Mapping[str, float]]) -> list[tuple[str, float]]:
    """Return the mean of the shares of each word, the most frequent words first.

    Examples
    --------
    >>> merge([{"saya": 1.0}, {"aku": 0.5, "saya": 0.5}])
    [('saya', 0.75), ('aku', 0.25)]
    """
    total: dict[str, float] = defaultdict(float)
    for shares in sources:
        whole = sum(shares.values())
        for word, share in shares.items():
            total[word] += share / whole / len(sources)
    return sorted(total.items(), key=lambda item: (-item[1], item[0]))[:MAX_WORDS]
