"""Make lines in Latin script, as people type them, of languages that have another script.

There are many spellings and no norm, so each line uses a random one of the usual spellings of each
letter.
Tables have rows ``letter spelling/spelling``; the first spelling is used half of the time.
"""

import hashlib
import random
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator

MAX_LINES = 6_000  # per label
MIN_LETTERS = 8

Style = dict[str, str]  # the spelling of each letter in one line


def _table(rows: str) -> dict[str, list[str]]:
    return {
        letter: spellings.replace("-", "").split("/")
        for letter, _, spellings in (row.partition(" ") for row in rows.split(", "))
    }


_EAST = (
    "а a, б b, в v, д d, з z, к k, л l, м m, н n, о o, п p, р r, с s, т t, у u, ф f, ч ch, ш sh, "
    "ж zh/j, ц ts/c, ю yu/ju/iu, я ya/ja/ia, х kh/h/x, ь -/', ъ -, й y/i/j"
)
RUSSIAN = _table(f"{_EAST}, г g, е e, ё yo/e/jo, и i, ы y/i, э e, щ shch/sch/sh")
UKRAINIAN = _table(
    f"{_EAST}, г h/g, ґ g, е e, є ye/ie/e, и y, і i, ї yi/i/ji, щ shch/sch, ' -, ’ -"
)
BULGARIAN = _table(f"{_EAST}, г g, е e, и i, щ sht, ъ a/u/y")
GREEK = _table(
    "α a, β v/b, γ g, δ d, ε e, ζ z, η i/h, θ th, ι i, κ k, λ l, μ m, ν n, ξ x/ks, ο o, π p, ρ r, "
    "σ s, ς s, τ t, υ y/i/u, φ f/ph, χ x/h/ch, ψ ps, ω o/w, ου ou/u, αι ai/e, ει ei/i, οι oi/i, "
    "μπ b/mp, ντ nt/d, γγ gg/ng, αυ au/av, ευ eu/ev"
)
# Offsets in the blocks of Unicode for the scripts of India, which have the same order.
_ROW = (
    "k kh g gh ng ch chh/ch j jh ny/n t th d dh n t th d dh n n p ph/f b bh m y r r l l zh v/w "
    "sh/s sh s h"
)
_DOTTED_ROW = "k kh g z d/r dh/rh f y"
_CHILLU_ROW = "n n r l l k"  # without vowel
_VOWEL_ROW = "a/aa i i/ee u u/oo ri ri e e e ai o o o au"
_CONSONANTS = dict(zip(range(0x15, 0x3A), _ROW.split(), strict=True))
_CONSONANTS |= dict(zip(range(0x58, 0x60), _DOTTED_ROW.split(), strict=True))
_CONSONANTS |= dict(zip(range(0x7A, 0x80), _CHILLU_ROW.split(), strict=True))
_VOWELS = _VOWEL_ROW.split()
_SIGNS = dict(zip(range(0x3E, 0x4D), _VOWELS, strict=True))
_INDEPENDENT = dict(zip(range(0x06, 0x15), _VOWELS, strict=True)) | {0x05: "a", 0x72: "e"}
_INDIC_START, _INDIC_END, _BLOCK = 0x900, 0xD80, 0x80
_NUKTA, _VIRAMA, _SCHWA = 0x3C, 0x4D, "ə"
_DOTTED = {0x01: "n", 0x02: "n", 0x03: "h", 0x70: "n", 0x71: ""}
_SOUND = r"[^\W\d_aeiouə]h?"
_LOST_INSIDE = re.compile(rf"(?<=[aeiouə])({_SOUND})ə(?={_SOUND}[aeiou])")
_LOST_AT_END = re.compile(r"(?<=..)ə\b|(?<=a)a\b")  # mute, and the usual spelling of a long one
_DOUBLE = re.compile(r"(ch|th|sh|zh|ng)\1|ng(?=g)|n(?=ng)")
_VOICED = [
    (re.compile(rf"(?<=[aeiou]){x}(?=[aeiou])|(?<=[nm]){x}|(?<=ng){x}"), y)
    for x, y in ("kg", "td", "pb")
]
_KANA_ROWS = {
    "": "あいうえお", "k": "かきくけこ", "g": "がぎぐげご", "s": "さしすせそ", "z": "ざじずぜぞ",
    "t": "たちつてと", "d": "だぢづでど", "n": "なにぬねの", "h": "はひふへほ", "b": "ばびぶべぼ",
    "p": "ぱぴぷぺぽ", "m": "まみむめも", "r": "らりるれろ",
}  # fmt: skip
_IRREGULAR_ROW = "shi ji chi ji tsu zu fu ya yu yo wa o n"
_SMALL_ROW = "ya yu yo a i u e o"
KANA = {
    kana: row + vowel
    for row, letters in _KANA_ROWS.items()
    for kana, vowel in zip(letters, "aiueo", strict=True)
}
KANA |= dict(zip("しじちぢつづふやゆよわをん", _IRREGULAR_ROW.split(), strict=True))
_SMALL = dict(zip("ゃゅょぁぃぅぇぉ", _SMALL_ROW.split(), strict=True))
_PARTICLES = {"は": "wa", "へ": "e"}


def cyrillic(table: dict[str, list[str]]) -> Callable[[str, random.Random], str]:
    """Return a function that writes a line by a table of letters."""

    def write(line: str, chance: random.Random) -> str:
        style = {letter: _draw(spellings, chance) for letter, spellings in table.items()}
        return _spell(line, style)

    return write


def greek(line: str, chance: random.Random) -> str:
    """Write a line of Greek."""
    bare = unicodedata.normalize("NFD", line)
    bare = "".join(c for c in bare if not unicodedata.combining(c))
    return cyrillic(GREEK)(bare, chance)


def indic(schwa: str, *, is_dropped: bool, is_voiced: bool = False) -> Callable[..., str]:
    """Return a function that writes a line of a script of India.

    Parameters
    ----------
    schwa
        The vowel of a consonant without a sign.
    is_dropped
        Whether it is mute at the end of words and between syllables, as in Hindi.
    is_voiced
        Whether single stops between vowels are voiced, as in Tamil.
    """

    def write(line: str, chance: random.Random) -> str:
        style = {
            x: _draw(x.split("/"), chance) for x in [*_CONSONANTS.values(), *_VOWELS] if "/" in x
        }
        words = [_indic_word(word, style) for word in line.split()]
        if is_dropped:
            words = [_LOST_INSIDE.sub(r"\1", _LOST_AT_END.sub("", x)) for x in words]
        made = _DOUBLE.sub(r"\1", " ".join(words).replace(_SCHWA, schwa))
        for sound, written in _VOICED if is_voiced else ():
            made = sound.sub(written, made)
        return made

    return write


def _indic_word(word: str, style: Style) -> str:
    out: list[str] = []
    for c in unicodedata.normalize("NFC", word):
        at = ord(c) % _BLOCK if _INDIC_START <= ord(c) < _INDIC_END else -1
        if at < 0:
            out.append("" if unicodedata.category(c) == "Cf" else c)
        elif at in _CONSONANTS:
            out.append(style.get(_CONSONANTS[at], _CONSONANTS[at]))
            out.append("" if 0x7A <= at < 0x80 else _SCHWA)
        elif at in _SIGNS or at == _VIRAMA:
            sign = _SIGNS.get(at, "")
            if out and out[-1] == _SCHWA:
                out.pop()
            out.append(style.get(sign, sign))
        elif at == _NUKTA and len(out) > 1 and out[-1] == _SCHWA:
            out[-2] = {"k": "k", "j": "z", "ph": "f", "f": "f"}.get(out[-2], out[-2])
        elif at in _INDEPENDENT:
            out.append(style.get(_INDEPENDENT[at], _INDEPENDENT[at]))
        else:
            out.append(_DOTTED.get(at, ""))
    return "".join(out)


def japanese(line: str, chance: random.Random) -> str:
    """Write the kana of a line. Chinese characters, with unknown readings, are left out."""
    line = "".join(chr(ord(c) - 0x60) if "ァ" <= c <= "ヴ" else c for c in line)
    return " ".join(map(_kana_word, re.findall("[ぁ-ゖー]+", line)))


def _kana_word(run: str) -> str:
    if run in _PARTICLES:
        return _PARTICLES[run]
    out = ""
    is_double = False
    for c in run:
        if c == "っ":
            is_double = True
            continue
        if c in _SMALL:
            glide = _SMALL[c]
            if out.endswith("i") and len(glide) == 2:
                out = out[:-1] + (
                    glide[1:] if out[-3:-1] in {"sh", "ch"} or out[-2:] == "ji" else glide
                )
            else:
                out = out[:-1] + glide
            continue
        sound = KANA.get(c, "")
        out += (sound[:1] if is_double else "") + sound
        is_double = False
    return out


ROMANISED: dict[str, tuple[str, Callable[[str, random.Random], str]]] = {
    "ben_Latn": ("ben_Beng", indic("o", is_dropped=True)),
    "bul_Latn": ("bul_Cyrl", cyrillic(BULGARIAN)),
    "ell_Latn": ("ell_Grek", greek),
    "guj_Latn": ("guj_Gujr", indic("a", is_dropped=True)),
    "hin_Latn": ("hin_Deva", indic("a", is_dropped=True)),
    "jpn_Latn": ("jpn_Jpan", japanese),
    "kan_Latn": ("kan_Knda", indic("a", is_dropped=False)),
    "mal_Latn": ("mal_Mlym", indic("a", is_dropped=False)),
    "mar_Latn": ("mar_Deva", indic("a", is_dropped=True)),
    "npi_Latn": ("npi_Deva", indic("a", is_dropped=True)),
    "pan_Latn": ("pan_Guru", indic("a", is_dropped=True)),
    "rus_Latn": ("rus_Cyrl", cyrillic(RUSSIAN)),
    "tam_Latn": ("tam_Taml", indic("a", is_dropped=False, is_voiced=True)),
    "tel_Latn": ("tel_Telu", indic("a", is_dropped=False)),
    "ukr_Latn": ("ukr_Cyrl", cyrillic(UKRAINIAN)),
}


def romanise(label: str, lines: Iterable[str]) -> Iterator[str]:
    """Yield lines of the language of ``ROMANISED[label]`` in Latin script, at most `MAX_LINES`.

    Lines that keep letters of another script, or have few, are left out.
    """
    write = ROMANISED[label][1]
    left = MAX_LINES
    for line in lines:
        if left == 0:
            return
        digest = hashlib.blake2b(line.encode(), digest_size=8).digest()
        made = write(line.lower(), random.Random(int.from_bytes(digest, "little")))
        made = unicodedata.normalize("NFC", " ".join(made.split()))
        letters = sum(map(str.isalpha, made))
        if letters >= MIN_LETTERS and not any(c.isalpha() and not c.isascii() for c in made):
            left -= 1
            yield made[:1].upper() + made[1:] if line[:1].isupper() else made


def _draw(spellings: list[str], chance: random.Random) -> str:
    return spellings[0] if chance.random() < 0.5 else chance.choice(spellings)


def _spell(line: str, style: Style) -> str:
    out = []
    at = 0
    while at < len(line):
        size = 2 if line[at : at + 2] in style else 1
        out.append(style.get(line[at : at + size], line[at : at + size]))
        at += size
    return "".join(out)
