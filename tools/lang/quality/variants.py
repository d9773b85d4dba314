"""Variants of texts: headlines, capitals, no accents, chat, among names, no spaces at marks."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable, Iterable

from .texts import Labelled

Variant = Callable[[str, random.Random], str]

NAMES = (
    "Maria Lopez",
    "J. Smith",
    "Yusuf Demir",
    "Anna Kowalska",
    "Li Wei",
    "Google",
    "Samsung Galaxy S23",
    "Toyota",
    "Real Madrid",
    "iPhone 15",
    "Manchester United",
    "Dr. K. Okafor",
)
NUMBERS = ("12/05/2024", "3.450.000", "42%", "812-3456", "19:30", "#7", "25.000", "2-1")
VOWELS = frozenset("aeiou")
MARK = re.compile(r"([.,;:!?])\s+")
END = ".!?。।။។…"


def headline(text: str, chance: random.Random) -> str:
    """Title Case, no final stop."""
    return " ".join(w[:1].upper() + w[1:] for w in text.rstrip(END + " ").split(" "))


def capitals(text: str, chance: random.Random) -> str:
    """ALL CAPS."""
    return text.upper()


def lower(text: str, chance: random.Random) -> str:
    """Lower case, no punctuation except hyphens and apostrophes inside words."""
    kept = (c if is_inside(c) else " " for c in text.lower())
    return " ".join("".join(kept).split())


def is_inside(c: str) -> bool:
    """Return whether a character belongs to words: letters, marks, digits, joiners, - and '."""
    return unicodedata.category(c)[0] in "LMN" or c in "-'’ʻ\u200c\u200d་"


def plain(text: str, chance: random.Random) -> str:
    """Latin letters without accents, hooks, strokes and dots; other scripts are unchanged."""
    out = []
    for c in text:
        base = unicodedata.normalize("NFD", c)[0]
        out.append(base if base.isascii() else STROKES.get(c, c))
    return "".join(out)


STROKES = dict(
    zip("đĐłŁøØħĦŧŦıəƏɓƁɗƊƙƘɛƐɔƆŋŊßæÆœŒþÞðÐ", "dDlLoOhHtTieEbBdDkKeEoOnNsaAoOtTdD", strict=True)
)


def chat(text: str, chance: random.Random) -> str:
    """Chat style: no punctuation, vowels left out, letters doubled and repeated."""
    out = []
    for word in lower(text, chance).split(" "):
        roll = chance.random()
        if len(word) > 2 and roll < 0.15:
            word = word[0] + "".join(c for c in word[1:] if c not in VOWELS)
        elif len(word) > 1 and roll < 0.25:
            word += word[-1] * chance.randint(1, 3)
        elif len(word) > 3 and roll < 0.32:
            at = chance.randrange(1, len(word))
            word = word[:at] + word[at - 1] + word[at:]
        elif len(word) > 4 and roll < 0.38:
            word = word[: chance.randint(3, len(word) - 1)]
        out.append(word)
    return " ".join(out)


def names(text: str, chance: random.Random) -> str:
    """Names before, numbers after, and one of each inside."""
    words = text.split(" ")
    words.insert(chance.randint(0, len(words)), chance.choice(NAMES))
    words.insert(chance.randint(0, len(words)), chance.choice(NUMBERS))
    return " ".join([chance.choice(NAMES), *words, chance.choice(NUMBERS)])


def glued(text: str, chance: random.Random) -> str:
    """No space after punctuation, quotation marks or brackets around a word."""
    words = MARK.sub(r"\1", text).split(" ")
    at = chance.randrange(len(words))
    words[at] = chance.choice(("({})", '"{}"', "«{}»", "{}/", "*{}*", "#{}")).format(words[at])
    return " ".join(words)


VARIANTS: dict[str, Variant] = {
    "as is": lambda text, chance: text,
    "headline": headline,
    "ALL CAPS": capitals,
    "no marks": lower,
    "no accents": plain,
    "chat": chat,
    "names around": names,
    "glued marks": glued,
}


def vary(items: Iterable[Labelled], name: str, seed: int) -> list[Labelled]:
    """Return the texts in a variant; a seed always gives the same texts."""
    variant = VARIANTS[name]
    chance = random.Random(f"{seed}/{name}")
    return [Labelled(item.label, variant(item.text, chance)) for item in items]
