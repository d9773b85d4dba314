"""One canonical name per language, whatever code scheme a tool uses.

Scores are for languages, not scripts. Varieties that most tools do not separate count as one, by
the macrolanguage in saring's table, unless a report measures how well the members are separated.
"""

from __future__ import annotations

from functools import cache

import saring
from saring import _core

# Macrolanguages whose members are separate languages here: Malay and Indonesian, Bosnian, Croatian
# and Serbian, the Norwegian languages, Cantonese, Latgalian, the Kurdish languages, …
APART = frozenset({"msa", "hbs", "nor", "zho", "lav", "kur", "aze", "bih", "lah"})
# The member that tools mean by the code of a macrolanguage.
MEANT = {"kur": "kmr", "nor": "nob", "hbs": "hbs", "sh": "hbs", "zho": "zho", "zh": "zho"}
# Varieties that are not in saring's table, and the label of the table for their language.
SAME = {
    code: name
    for name, codes in {
        "ara": ("acm", "acq", "aeb", "ajp", "apd", "ars", "afb", "ayl", "acw", "ayn", "mey"),
        "que": ("quz", "quh", "qvi", "qug", "qwh", "qxn", "qvm", "qul", "qup"),
        "aym": ("ayc",),
        "ful": ("fuf", "ffm", "fue", "fuh"),
        "uzb": ("uzs",),
        "pus": ("pst", "pbu"),
        "orm": ("gax", "hae"),
        "swa": ("swc",),
        "sqi": ("aae", "aat"),
        "tmh": ("thv", "ttq"),
        "nah": ("nhn", "nci", "nhx", "nhi", "nhm"),
        "kon": ("kwy",),
    }.items()
    for code in codes
}
# Accepted answers of a tool that does not know the language.
INSTEAD = {
    "yue": "zho",
    "nno": "nob",
    "ckb": "kmr",
    "azb": "aze",
    "ind": "zsm",
    "bos": "hbs",
    "hrv": "hbs",
    "srp": "hbs",
}
NOTHING = frozenset({"und", "zxx", "un", ""})


@cache
def _rows() -> dict[str, tuple[str, str]]:
    """Return ISO 639-3 code and macrolanguage by label."""
    return {row[0]: (row[0].split("_")[0], row[4]) for row in _core.language_rows()}


@cache
def _detector() -> saring.Detector:
    return saring.Detector()


@cache
def canonical(code: str) -> str:
    """Return the name under which a code is scored; an unknown code is returned unchanged.

    Examples
    --------
    >>> [canonical(c) for c in ("pes_Arab", "fa", "prs", "id", "zh-TW", "ms", "nb", "xyz")]
    ['fas', 'fas', 'fas', 'ind', 'zho', 'zsm', 'nob', 'xyz']
    """
    if code in NOTHING:
        return "und"
    bare = code.removeprefix("__label__")
    base = bare.replace("_", "-").split("-")[0].lower()
    if base in MEANT:
        return MEANT[base]
    if base in SAME:
        return SAME[base]
    try:
        labels = _detector().resolve(bare)
    except ValueError:
        try:
            labels = _detector().resolve(base)
        except ValueError:
            return base
    three, macro = _rows()[labels[0]]
    return macro if macro and macro not in APART else three


def accepted(gold: str, answer: str, languages: frozenset[str]) -> bool:
    """Return whether an answer is right for a gold language, both canonical.

    A tool that has no label for the language may name the one of `INSTEAD`; "hbs" is always right
    for its members.
    """
    if answer == gold:
        return True
    if answer == "hbs" and INSTEAD.get(gold) == "hbs":
        return True
    return gold not in languages and INSTEAD.get(gold) == answer


def is_known(gold: str, languages: frozenset[str]) -> bool:
    """Return whether a tool with these languages can be right about a gold language."""
    return gold in languages or INSTEAD.get(gold) in languages
