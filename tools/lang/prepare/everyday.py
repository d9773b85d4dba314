"""Word lists of everyday language: subtitles, chat, tweets, speech, phrases.

Everyday lines are not training text, because they make close languages worse. Only their words are
counted.

The folder ``everyday`` of the data has ``train_everyday/<label>.txt.zst`` with one source after
another, ``SOURCES_train_everyday.tsv`` with the lines and the licence of each source, and
``words_everyday/<label>.tsv.zst`` with rows of ``word<TAB>count<TAB>source``. Sources with a
non-commercial licence are left out, and so are three sources that are used to measure.
"""

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path

from quality.texts import label_files, open_lines

from saring import _core, text

TEXT, WORDS = "train_everyday", "words_everyday"
MAX_WORDS = 40_000  # per label, in a merged list
MIN_WORDS = 2000  # the least words in everyday lines of a label for them to be counted
# Everyday text of these languages is mixed, including its subtitles: most Bosnian subtitles are
# Serbian, and so is an eighth of the Croatian ones. Without these, the rest is common to all three,
# and would be evidence for the language with the longest list.
MIXED = {"bos_Latn", "hrv_Latn", "srp_Latn"}
SUBTITLES = "opensubtitles"
# Translations of one English list. They give the frequency of an English word in the list, not the
# use of the word ("wajah" and "panah" come first). They help a language without another list,
# unless a close language has a list from real use.
TRANSLATED = {"cldr-emoji", "gatitos"}
NO_SPACES = {"Hans", "Hant", "Jpan"}  # words in these scripts cannot be looked up
# Never counted: sentences of 11 languages, tweets of 7, comments in Indonesian.
MEASURED = ("cambridgeltl/xcopa", "cardiffnlp/xlm-t", "nasalsabila/kamus-alay")
_NON_COMMERCIAL = re.compile(r"\bNC\b|non-?commercial", re.IGNORECASE)

Shares = dict[str, float]


def is_used(source: str, licence: str) -> bool:
    """Return whether the shipped model has learned from a source.

    Examples
    --------
    >>> is_used("UniversalDependencies/UD_Basque-BDT", "CC BY-NC-SA 3.0")
    False
    """
    return source not in MEASURED and not _NON_COMMERCIAL.search(licence)


def read_everyday(
    folder: Path, is_wanted: Callable[[str, str], bool] = is_used
) -> Iterator[tuple[str, list[str]]]:
    """Yield each label with its lines.

    Parameters
    ----------
    folder
        The folder ``everyday``.
    is_wanted
        Takes the name of a source and its licence; returns whether to read it.
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


def count_words(folder: Path) -> Iterator[tuple[str, Shares]]:
    """Yield labels with enough everyday lines, and the share of every word in these.

    Lines that the trainer holds out are left out.
    """
    for label, lines in read_everyday(folder):
        if label in MIXED or not _has_spaces(label):
            continue
        counts = Counter(
            word.text.lower()
            for line in lines
            if not _core.is_held_out(line)
            for word in text.words(line)
            if any(map(str.isalpha, word.text))
        )
        if counts.total() >= MIN_WORDS:
            yield label, _shares(counts)


def read_words(
    folder: Path, listed: Collection[str] = (), close: Collection[str] = ()
) -> Iterator[tuple[str, list[Shares]]]:
    """Yield each label with the share of every word in each of its sources.

    A phrase counts for each of its words. Everyday lines are a source.

    Parameters
    ----------
    folder
        The folder ``everyday``.
    listed
        Labels that have another list already.
    close
        Labels that have close languages; they take no translated list.
    """
    spoken = dict(count_words(folder))
    for path in sorted((folder / WORDS).glob("*.tsv.zst")):
        label = path.name.split(".")[0]
        if not _has_spaces(label):
            continue
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        for line in open_lines(path):
            phrase, count, source = line.split("\t")
            for word in phrase.lower().split():
                counts[source][word.strip('.,;:!?()"“”«»…')] += int(count)
        used = counts.keys() - ({SUBTITLES} if label in MIXED else set())
        if label in listed or label in close or label in spoken or used - TRANSLATED:
            used -= TRANSLATED
        found = [_shares(counts[x]) for x in sorted(used)]
        yield label, found + ([spoken.pop(label)] if label in spoken else [])
    for label, shares in spoken.items():
        yield label, [shares]


def _has_spaces(label: str) -> bool:
    return label.partition("_")[2] not in NO_SPACES


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
