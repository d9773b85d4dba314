"""Word lists with frequencies of many languages, from the package wordfreq and from the data.

wordfreq (Speer 2022) has subtitles, web, news, books and encyclopaedias. Its list for
Serbo-Croatian is left out, because it mixes the standard languages. The lists for Chinese and
Japanese are left out, because these have no spaces between words. ``everyday.py`` makes the word
lists of everyday text. All sources of a label have equal weight.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from everyday import Shares, merge
from romanise import ROMANISED

WORDS = 40_000  # at most, per language
LEFT_OUT = {"sh", "zh", "ja"}
OTHER_LABELS = {
    "ar": "arb_Arab",
    "fa": "pes_Arab",
    "fil": "tgl_Latn",
    "lv": "lvs_Latn",
    "ms": "zsm_Latn",
    "nb": "nob_Latn",
}


def wordfreq_lists() -> Iterator[tuple[str, list[Shares]]]:
    """Yield the label of each language of wordfreq, with its list."""
    import wordfreq

    for code in sorted(set(wordfreq.available_languages("small")) - LEFT_OUT):
        words = wordfreq.get_frequency_dict(code, "best")
        ranked = sorted(words.items(), key=lambda item: (-item[1], item[0]))[:WORDS]
        yield _label_of(code), [dict(ranked)]


def write_word_lists(out: Path, *lists: Iterable[tuple[str, list[Shares]]]) -> None:
    """Write ``label.tsv`` with lines of ``word<TAB>frequency`` for each label of the lists."""
    sources: dict[str, list[Shares]] = defaultdict(list)
    for found in lists:
        for label, shares in found:
            sources[label] += shares
    out.mkdir(parents=True, exist_ok=True)
    for label, shares in sorted(sources.items()):
        if shares:
            lines = [f"{word}\t{share:.3g}\n" for word, share in merge(shares)]
            (out / f"{label}.tsv").write_text("".join(lines), encoding="utf-8")


def _label_of(code: str) -> str:
    import saring

    wanted = OTHER_LABELS.get(code)
    known = [x for x in saring.languages() if x.code not in ROMANISED]
    found = [x.code for x in known if x.code == wanted or x.iso639_1 == code]
    if not found:
        raise SystemExit(f"prepare: no language of saring for wordfreq's {code!r}")
    return found[0]
