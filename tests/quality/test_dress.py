"""A text keeps its language in other letters or case: sentences of every label, in variants."""

import html
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

import saring

MIN_LETTERS = 40
MAX_CHANGED = 1 / 200


def _sentences() -> list[str]:
    rows = (Path(__file__).parent / "sentences.tsv").read_text(encoding="utf-8").splitlines()
    texts = [row.split("\t")[2] for row in rows[1:]]
    return [text for text in texts if sum(map(str.isalpha, text)) >= MIN_LETTERS]


def _shifted(upper: int, lower: int) -> Callable[[str], str]:
    """Return a variant that writes the letters of the English alphabet from these on."""
    table = {ord("A") + i: upper + i for i in range(26)}
    table |= {ord("a") + i: lower + i for i in range(26)}
    return lambda text: text.translate(table)


def _inside_words(mark: str) -> Callable[[str], str]:
    """Return a variant with a mark in the middle of each word of four or more letters."""

    def mark_word(word: str) -> str:
        is_alone = word.isascii() and word.isalpha() and len(word) > 3
        return word[: len(word) // 2] + mark + word[len(word) // 2 :] if is_alone else word

    return lambda text: " ".join(map(mark_word, text.split(" ")))


def _stretched(text: str) -> str:
    """Repeat the last letter of every fourth word."""
    words = text.split(" ")
    for at in range(0, len(words), 4):
        if words[at].isalpha() and len(words[at]) > 2:
            words[at] += words[at][-1] * 4
    return " ".join(words)


def _entities(text: str) -> str:
    return "".join(f"&#{ord(c)};" if c.isalpha() and "\u00c0" <= c < "\u0250" else c for c in text)


DRESSES: dict[str, Callable[[str], str]] = {
    "NFD": lambda text: unicodedata.normalize("NFD", text),
    "full width": _shifted(0xFF21, 0xFF41),
    "bold": _shifted(0x1D400, 0x1D41A),
    "sans-serif": _shifted(0x1D5A0, 0x1D5BA),
    "soft hyphens": _inside_words("\u00ad"),
    "zero-width spaces": _inside_words("\u200b"),
    "zero-width joiners": _inside_words("\u200d"),
    "typographic quotes": lambda text: text.replace("'", "\u2019").replace('"', "\u201d"),
    "Title Case": lambda text: " ".join(word[:1].upper() + word[1:] for word in text.split(" ")),
    "entities": _entities,
    "named entities": lambda text: (
        html.escape(text).replace("é", "&eacute;").replace(" ", "&nbsp;", 1)
    ),
    "stretched": _stretched,
}


@pytest.mark.parametrize("name", DRESSES)
def test_a_sentence_keeps_its_label_in_another_dress(name: str) -> None:
    pairs = [(text, DRESSES[name](text)) for text in _sentences()]
    dressed = [(text, other) for text, other in pairs if text != other]
    plain = saring.detect_batch([text for text, _ in dressed]).lang.to_pylist()
    found = saring.detect_batch([other for _, other in dressed]).lang.to_pylist()
    changed = [
        (was, now, other)
        for (_, other), was, now in zip(dressed, plain, found, strict=True)
        if was != now
    ]
    assert len(dressed) > 50
    assert len(changed) <= MAX_CHANGED * len(dressed), changed[:10]


@pytest.mark.parametrize(
    "text",
    [
        "baca juga https://example.org/2024/05/12/judul-artikel-yang-panjang?utm_source=x&id=12",
        "so good @a_name_that_is_rather_long",
        "terima kasih https://example.org/Ab12Cd34",
    ],
)
def test_words_beside_a_link_are_language(text: str) -> None:
    assert saring.detect(text).lang not in ("zxx", "und")


@pytest.mark.parametrize(
    "text", ["https://example.org/baca/juga?a=b", "www.example.org/a", "@a @b"]
)
def test_a_link_alone_is_not_language(text: str) -> None:
    assert saring.detect(text).lang == "zxx"


def test_spans_of_a_text_with_entities_refer_to_the_text() -> None:
    text = (
        "Le mus&eacute;e a &eacute;t&eacute; ferm&eacute; apr&egrave;s la temp&ecirc;te d'hier.\n"
        "The museum was closed after the storm of yesterday evening."
    )
    spans = saring.detect_spans(text)
    assert [span.lang for span in spans] == ["fra_Latn", "eng_Latn"]
    assert [text[span.start : span.end] for span in spans] == text.splitlines(keepends=True)
    parts = saring.detect(text.splitlines()[0]).explain().words
    assert "mus&eacute;e" in [part.word for part in parts]


def test_a_stretched_word_is_explained_by_the_word() -> None:
    explanation = saring.detect("thaaaaank you for the boooooks").explain()
    features = {part.feature for part in explanation.parts}
    assert {"books", "thank"} <= features
    assert not any("ooo" in feature or "aaa" in feature for feature in features)
