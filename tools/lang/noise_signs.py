"""Noise without a meaning: symbols, random letters, wrongly decoded text."""

from __future__ import annotations

import string
from random import Random

from noise_base import EMOJI, letters, piece, redecoded, row, span_of, tune


@tune
def emoji(r: Random) -> str:
    """Draw emoji."""
    return letters(r, EMOJI, 1, 12)


@tune
def emoticons(r: Random) -> str:
    """Draw emoticons."""
    return row(
        r,
        lambda: r.choice(
            [":)", ":-D", ";P", "^_^", "T_T", "xD", "<3", ":'(", "O_o", "¯\\_(ツ)_/¯"]
        ),
        1,
        8,
    )


@tune
def punctuation(r: Random) -> str:
    """Draw lines made of punctuation."""
    return row(
        r, lambda: r.choice("-=*~_.#/\\|<>+·•▪░█═") * r.randint(1, 12), 1, 6, r.choice(["", " "])
    )


@tune
def maths(r: Random) -> str:
    """Draw mathematical formulas."""
    a, b, c = (r.choice("xyzabnkt") for _ in range(3))
    return r.choice(
        [
            f"{a}^2 + {r.randrange(9)}{b} - {c} = {r.randrange(99)}",
            f"∫₀^∞ e^(-{a}²) d{a} = √π/{r.randrange(2, 9)}",
            f"f({a}) = {r.randrange(9)}{a}³ − ln({b}) ≤ {c}",
            f"\\frac{{{a}}}{{{b}}} + \\sum_{{i=0}}^{{{c}}} \\alpha_i",
            f"∀{a} ∈ ℝ: |{a} − {b}| < ε ⇒ {c} → 0",
        ]
    )


@tune
def chess(r: Random) -> str:
    """Draw chess moves."""

    def move() -> str:
        to = r.choice("abcdefgh") + r.choice("12345678")
        return r.choice([to, r.choice("NBRQK") + to, r.choice("abcdefgh") + "x" + to, "O-O"])

    return " ".join(f"{i}. {move()} {move()}" for i in range(1, r.randint(3, 10)))


@tune
def chords(r: Random) -> str:
    """Draw chords of a song."""
    return row(
        r,
        lambda: r.choice(
            [
                "C",
                "D",
                "E",
                "F",
                "G",
                "A",
                "B",
                "Am",
                "Em",
                "Dm",
                "G7",
                "F#m",
                "Bb",
                "Cmaj7",
                "Dsus4",
            ]
        ),
        4,
        12,
        r.choice([" ", " - "]),
    )


@tune
def morse(r: Random) -> str:
    """Draw Morse code."""
    return row(r, lambda: letters(r, ".-", 1, 4), 5, 20)


@tune
def bits(r: Random) -> str:
    """Draw binary numbers."""
    return row(r, lambda: letters(r, "01", 8, 8), 1, 6)


@tune
def bases(r: Random) -> str:
    """Draw sequences of nucleic acids."""
    return letters(r, "ACGT", 12, 60)


@tune
def compounds(r: Random) -> str:
    """Draw chemical formulas."""

    def one() -> str:
        return "".join(
            r.choice(["H", "C", "O", "N", "Na", "Cl", "K", "Fe", "Ca", "S"])
            + r.choice(["", "2", "3", "4"])
            for _ in range(r.randint(2, 5))
        )

    return row(r, one, 2, 5, r.choice([" + ", " → ", ", "]))


@tune
def controls(r: Random) -> str:
    """Draw invisible characters."""
    return letters(r, "\u200b\u200c\u200d\u2060\ufeff\u0001\u0007\u001b\u00ad\u200e \t", 2, 20)


@tune
def braille(r: Random) -> str:
    """Draw Braille characters."""
    return letters(r, "".join(chr(c) for c in range(0x2801, 0x28FF)), 5, 40)


# --- meaningless letters ---------------------------------------------------------------------


@tune
def key_smash(r: Random) -> str:
    """Draw random keys from the rows of a keyboard."""
    rows = ["asdfghjkl", "qwertyuiop", "zxcvbnm", "asdfjkl", "dfghjk"]
    return row(r, lambda: letters(r, r.choice(rows), 4, 14), 1, 4)


@tune
def random_letters(r: Random) -> str:
    """Draw random letters."""
    return row(r, lambda: letters(r, string.ascii_lowercase, 3, 10), 2, 8)


@tune
def random_capitals(r: Random) -> str:
    """Draw random capitals."""
    return row(r, lambda: letters(r, string.ascii_uppercase, 3, 8), 2, 8)


@tune
def one_letter(r: Random) -> str:
    """Draw one repeated letter."""
    return r.choice(string.ascii_lowercase) * r.randint(4, 40)


@tune
def syllable_again(r: Random) -> str:
    """Draw one or two repeated syllables."""
    return letters(r, "bcdfghjklmnpqrstvwxyz", 1, 1).join([r.choice("aeiou")] * r.randint(5, 20))


@tune
def laughter(r: Random) -> str:
    """Draw laughter."""
    return row(
        r,
        lambda: r.choice(["ha", "he", "hi", "wk", "kw", "ja", "xa", "hue"]) * r.randint(3, 9),
        1,
        3,
    )


@tune
def shuffled(r: Random) -> str:
    """Draw words with shuffled letters."""
    words = piece(r, r.choice(["id", "en", "fr", "de"])).split()
    return " ".join("".join(r.sample(w, len(w))) for w in words)


@tune
def shuffled_cyrillic(r: Random) -> str:
    """Draw Cyrillic words with shuffled letters."""
    return " ".join("".join(r.sample(w, len(w))) for w in piece(r, r.choice(["ru", "uk"])).split())


@tune
def rotated(r: Random) -> str:
    """Draw words in ROT13."""
    lower = string.ascii_lowercase
    return (
        piece(r, r.choice(["id", "en"]))
        .lower()
        .translate(str.maketrans(lower, lower[13:] + lower[:13]))
    )


@tune
def no_vowels(r: Random) -> str:
    """Draw random consonants."""
    return row(r, lambda: letters(r, "bcdfghjklmnpqrstvwxz", 3, 9), 2, 7)


@tune
def random_cyrillic(r: Random) -> str:
    """Draw random Cyrillic letters."""
    return row(r, lambda: letters(r, "абвгдежзийклмнопрстуфхцчшщъыьэюя", 3, 10), 2, 7)


@tune
def random_arabic(r: Random) -> str:
    """Draw random Arabic letters."""
    return row(r, lambda: letters(r, "ابتثجحخدذرزسشصضطظعغفقكلمنهوي", 3, 9), 2, 7)


@tune
def random_devanagari(r: Random) -> str:
    """Draw random Devanagari letters."""
    return row(r, lambda: letters(r, "अआइईउऊएऐओऔकखगघचछजझटठडढतथदधनपफबभमयरलवशषसह", 3, 8), 2, 7)


@tune
def random_han(r: Random) -> str:
    """Draw random Han characters."""
    return letters(r, span_of(range(0x4E00, 0x9FA5)), 8, 40)


@tune
def random_hangul(r: Random) -> str:
    """Draw random Hangul syllables."""
    return row(r, lambda: letters(r, span_of(range(0xAC00, 0xD7A3)), 2, 6), 2, 8)


# --- wrongly decoded text ----------------------------------------------------------------------


@tune
def utf8_as_cp1252(r: Random) -> str:
    """Draw UTF-8 read as Windows-1252."""
    return redecoded(r, ["ru", "uk", "el", "ar", "he"], "utf-8", "cp1252")


@tune
def utf8_as_latin1(r: Random) -> str:
    """Draw UTF-8 of Asia read as Latin-1."""
    return redecoded(r, ["hi", "th", "zh", "ja", "ko"], "utf-8", "latin-1")


@tune
def cp1251_as_latin1(r: Random) -> str:
    """Draw eight-bit Cyrillic read as Latin-1."""
    return redecoded(r, ["ru", "uk"], "cp1251", "latin-1")


@tune
def koi8_as_cp1251(r: Random) -> str:
    """Draw one eight-bit Cyrillic encoding read as another."""
    return redecoded(r, ["ru"], "koi8-r", "cp1251")


@tune
def utf8_as_cp1251(r: Random) -> str:
    """Draw UTF-8 read as Windows-1251."""
    return redecoded(r, ["ru", "uk", "el"], "utf-8", "cp1251")


@tune
def utf8_as_cp437(r: Random) -> str:
    """Draw UTF-8 read as the code page of DOS."""
    return redecoded(r, ["ru", "el", "ar", "hi"], "utf-8", "cp437")


@tune
def gbk_as_latin1(r: Random) -> str:
    """Draw eight-bit Chinese, Japanese and Korean read as Latin-1."""
    language, code = r.choice([("zh", "gbk"), ("ja", "shift-jis"), ("ko", "euc-kr")])
    return redecoded(r, [language], code, "latin-1")


@tune
def utf8_as_gbk(r: Random) -> str:
    """Draw UTF-8 read as Chinese."""
    return redecoded(r, ["ru", "zh", "ja", "th"], "utf-8", "gbk")


@tune
def cp1256_as_latin1(r: Random) -> str:
    """Draw eight-bit Arabic, Hebrew and Greek read as Latin-1."""
    language, code = r.choice([("ar", "cp1256"), ("he", "cp1255"), ("el", "cp1253")])
    return redecoded(r, [language], code, "latin-1")


@tune
def replaced(r: Random) -> str:
    """Draw replacement characters of failed decoding."""
    return " ".join("\ufffd" * r.randint(2, 9) for _ in range(r.randint(1, 6)))
