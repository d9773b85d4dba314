#!/usr/bin/env python3
"""Write word lists for ``saring train-lang --word-lists`` from the package wordfreq.

Each language that wordfreq has (Speer 2022: subtitles, web, news, books, encyclopaedia) becomes
``<label>.tsv`` with lines of ``word<TAB>frequency``. Its list for Serbo-Croatian is left out, as it
does not tell the standards apart, and so are those for Chinese and Japanese, whose words are not
written apart.

Example
-------
    pip install wordfreq
    python tools/lang/word_lists.py words/
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

LEFT_OUT = {"sh", "zh", "ja"}
OTHER_LABELS = {
    "ar": "arb_Arab",
    "fa": "pes_Arab",
    "fil": "tgl_Latn",
    "lv": "lvs_Latn",
    "ms": "zsm_Latn",
    "nb": "nob_Latn",
}


def label_of(code: str) -> str:
    """Return the label of saring that a code of wordfreq stands for."""
    import saring

    wanted = OTHER_LABELS.get(code)
    found = [x.code for x in saring.languages() if x.code == wanted or x.iso639_1 == code]
    if not found:
        raise SystemExit(f"word_lists: no language of saring for wordfreq's {code!r}")
    return found[0]


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path, metavar="OUT", help="the folder to write to")
    parser.add_argument("--words", type=int, default=40_000, help="at most, of a language")
    args = parser.parse_args()
    try:
        import wordfreq
    except ImportError:
        print("word_lists: needs the package wordfreq: pip install wordfreq", file=sys.stderr)
        return 2
    args.out.mkdir(parents=True, exist_ok=True)
    for code in sorted(set(wordfreq.available_languages("small")) - LEFT_OUT):
        words = wordfreq.get_frequency_dict(code, "best")
        ranked = sorted(words.items(), key=lambda item: (-item[1], item[0]))[: args.words]
        lines = [f"{word}\t{frequency:.3g}\n" for word, frequency in ranked]
        (args.out / f"{label_of(code)}.tsv").write_text("".join(lines), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
