"""Word lists with frequencies of many languages, from the package wordfreq.

Speer (2022): subtitles, web, news, books, encyclopaedia. Its list for Serbo-Croatian is left out,
because it mixes the standard languages, and so are those for Chinese and Japanese, which have no
spaces between words.
"""

from pathlib import Path

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


def write_word_lists(out: Path) -> None:
    """Write ``label.tsv`` with lines of ``word<TAB>frequency`` for each language of wordfreq."""
    import wordfreq

    out.mkdir(parents=True, exist_ok=True)
    for code in sorted(set(wordfreq.available_languages("small")) - LEFT_OUT):
        words = wordfreq.get_frequency_dict(code, "best")
        ranked = sorted(words.items(), key=lambda item: (-item[1], item[0]))[:WORDS]
        lines = [f"{word}\t{frequency:.3g}\n" for word, frequency in ranked]
        (out / f"{_label_of(code)}.tsv").write_text("".join(lines), encoding="utf-8")


def _label_of(code: str) -> str:
    import saring

    wanted = OTHER_LABELS.get(code)
    found = [x.code for x in saring.languages() if x.code == wanted or x.iso639_1 == code]
    if not found:
        raise SystemExit(f"prepare: no language of saring for wordfreq's {code!r}")
    return found[0]
