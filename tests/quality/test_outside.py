"""Languages that the model does not have, and nothing like them, are not named with certainty.

The languages are made here: words of a few syllables, drawn by Zipf's law. Nobody speaks them, so
no model has them or a relative of them; what a model has is some of their n-grams.
"""

from __future__ import annotations

import random

import pytest

import saring

CONSONANTS = [*"ptkbdgmnslrvzhjwyfqx", "ng", "sh", "ch", "ts", "kh"]
VOWELS = [*"aeiouöə", "aa", "ee", "ai", "au", "ia"]
LANGUAGES = 40
WORDS = 400
FREQUENT = 40  # words, which are shorter


def made_words(chance: random.Random) -> list[str]:
    consonants, vowels = chance.sample(CONSONANTS, 11), chance.sample(VOWELS, 5)
    ends = [*chance.sample(consonants, 4), *[""] * 8] if chance.random() < 0.6 else [""]

    def syllable() -> str:
        return chance.choice(consonants) + chance.choice(vowels) + chance.choice(ends)

    found: dict[str, None] = {}
    while len(found) < WORDS:
        lengths = (1, 2, 2, 3, 3, 4) if len(found) > FREQUENT else (1, 1, 2)
        found["".join(syllable() for _ in range(chance.choice(lengths)))] = None
    return list(found)


def texts_of_made_languages(words: int) -> list[str]:
    found = []
    for language in range(LANGUAGES):
        chance = random.Random(f"language {language}")
        known = made_words(chance)
        weights = [1 / (rank + 3) for rank in range(WORDS)]
        for _ in range(10):
            text = " ".join(chance.choices(known, weights, k=words))
            found.append(f"{text[0].upper()}{text[1:]}.")
    return found


@pytest.mark.parametrize("words", [14, 60])
def test_a_language_without_a_relative_in_the_model_is_not_named_surely(words: int) -> None:
    texts = texts_of_made_languages(words)
    found = saring.detect_batch(texts)
    sure = [
        (text, lang)
        for text, lang, confidence in zip(
            texts, found.lang.to_pylist(), found.confidence.to_pylist(), strict=True
        )
        if confidence >= 0.95
    ]
    assert len(sure) <= 0.02 * len(texts), sure[:5]
    assert sum(found.is_reliable.to_pylist()) <= 0.02 * len(texts)


# Toki Pona and Lojban, written for this project: words from many languages, in none of them.
PLANNED = [
    "mi wile moku e kili suli lon tomo sina, taso sina lape lon tenpo ni",
    "jan lili mute li musi lon ma kasi, ona li pilin pona tan ni: suno li seli",
    "tenpo pimeja la mi lukin e mun suwi lon sewi, mi toki e ni tawa jan pona mi",
    "soweli mi li wile tawa lon nasin suli, taso telo mute li kama tan sewi",
    "mama meli mi li pali e pan sin, kon pona li tawa insa tomo ali",
    "tenpo suno ni la kala lili li awen lon anpa telo, ona li monsuta tan waso",
    "jan utala li jo e palisa wawa, taso ona li wile ala pakala e jan ante",
    "mi kute e kalama musi tan tomo poka, kalama ni li pona mute tawa mi",
    "mi klama le zarci gi'e te vecnu lo nanba .e lo ladru .e lo cirla",
    "le gerku cu bajra le foldi .i le mlatu cu sipna le kamju stizu",
    "mi djica lo nu do vitke le mi zdani ca lo bavlamdei be le purlamdei",
    "lo verba cu kelci vi le purdi .ije le mamta cu jukpa le sanmi ne'i le kumfa",
    "ca lo cerni mi tcidu lo karni gi'e pinxe lo ckafi noi glare",
    "xu do pu viska le nanmu poi dunda le cukta le mi pendo",
    "lo cipni cu vofli ga'u le tricu .i le tirxu cu kalte fi le cmana",
    "mi na kakne lo nu jimpe le notci poi do mrilu fi mi ca le prulamdei",
    "le fetsi cu sanga lo melbi selsanga .i ro da tinlan gi'e cisma",
    "doi pendo ko denpa mi bu'u le tcana .i mi'a ba zvati le karce",
]


def test_planned_languages_are_not_named_surely() -> None:
    assert not any(saring.detect_batch(PLANNED).is_reliable.to_pylist())
    assert not any(saring.detect(" ".join(PLANNED[i : i + 3])).is_reliable for i in range(0, 18, 3))
