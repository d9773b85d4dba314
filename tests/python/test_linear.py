"""Time is linear in the size of any text: each function on texts that could be slow.

``pytest -s tests/python/test_linear.py`` prints the times for n, 2n and 4n bytes.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator

import pytest

import saring
import saring.text

SIZE = 25_000  # bytes: n
# The time for 4n divided by the time for n: 4 if time is linear, 16 if it is quadratic.
MAX_GROWTH = 8
FLOOR = 0.004  # seconds; less counts as this much
ATTEMPTS = 3  # the best counts

FUNCTIONS: dict[str, Callable[[str], object]] = {
    "detect": saring.detect,
    "detect by line": lambda text: saring.detect(text, by="line"),
    "detect_spans": saring.detect_spans,
    "explain": lambda text: saring.detect(text).explain(),
    "strip": saring.strip,
    "strip_batch": lambda text: saring.strip_batch([text], num_threads=1),
    "extract": saring.extract,
    "signals": lambda text: saring.signals(text, "id"),
    "words": saring.text.words,
    "scripts": saring.text.scripts,
    "lines": saring.text.lines,
    "nfc": lambda text: (saring.text.nfc(text), saring.text.is_nfc(text)),
}

# What is repeated, after a beginning.
UNITS: dict[str, tuple[str, str]] = {
    "one line of words": ("", "kata dunia "),
    "one word": ("", "x"),
    "one symbol": ("", "("),
    "digits": ("", "1"),
    "line ends": ("", "\n"),
    "carriage returns": ("", "\r\n\r"),
    "lines of one letter": ("", "a\n"),
    "lines of one symbol": ("", "- \n"),
    "spaces": ("", " "),
    "other spaces": ("", "\u00a0\u3000\t"),
    "the same line": ("", "Selamat pagi semua warga kota.\n"),
    "marks on one letter": ("e", "\u0301\u0323"),
    "marks on no letter": ("", "\u0f73"),
    "marks on kana": ("\u304b", "\u3099"),
    "marks in Thai": ("\u0e01", "\u0e31\u0e48"),
    "joiners": ("a", "\u200d\u200c"),
    "emoji joined": ("", "\U0001f468\u200d\U0001f469\u200d\U0001f467"),
    "variation selectors": ("", "\ufe0f"),
    "marks of direction": ("", "\u202e\u2066a\u2069"),
    "private use": ("", "\ue000\uffff"),
    "NUL": ("", "\0"),
    "lone surrogates": ("", "\ud800"),
    "Thai": ("", "\u0e20\u0e32\u0e29\u0e32\u0e44\u0e17\u0e22"),
    "Han": ("", "\u4e2d\u6587"),
    "Khmer": ("\u1780", "\u17d2\u1780"),
    "Burmese": ("", "\u1019\u103c\u1014\u103a"),
    "Hangul in parts": ("", "\u1100\u1161\u11a8"),
    "a script a letter": ("", "a\u0431\u03b3\u0905\u4e2d "),
    "a language a word": ("", "the \u0434\u043e\u043c rumah \u043c\u0438\u0440 house \u0438 "),
    "a language a line": ("", "The weather is nice.\nCuaca hari ini cerah.\n"),
    "mixed scripts in words": ("", "\u043fp\u0438 "),
    "mojibake": ("", "\u00c3\u00a9\u00d0\u00bf "),
    "addresses": ("", "http://a.b/c?d=e "),
    "one address": ("http://", "a"),
    "parts of addresses": ("", "a@b.c/"),
    "escaped line ends": ("abc ", "\\n"),
    "a program": ("", "{}=>[a]."),
    "labels": ("", "Baca juga:\n"),
    "labels in one line": ("", "Baca juga "),
    "bylines": ("", "By Anna Holm and Bert Kask\n"),
    "datelines": ("", "JAKARTA, KOMPAS.com - "),
    "dates": ("", "12:30 1/2/2003 "),
    "copyright": ("", "\u00a9"),
    "character references": ("", "&#x10FFFF;&amp"),
    "comparisons": ("", "a < b > c "),
}


def text_of(shape: str, size: int) -> str:
    """Return a text of the shape, of about so many bytes."""
    beginning, unit = UNITS[shape]
    return beginning + unit * (size // len(unit.encode("utf-8", "surrogatepass")))


def seconds(function: Callable[[str], object], text: str) -> float:
    """Return the CPU time of one call on this thread."""
    start = time.thread_time()
    function(text)
    return time.thread_time() - start


@pytest.fixture
def no_garbage_collection() -> Iterator[None]:
    """Python's own collector takes time that is not linear in the number of objects."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def curve(function: Callable[[str], object], shape: str) -> list[float]:
    """Return the times for n, 2n and 4n, measured again if they do not look linear."""
    texts = [text_of(shape, SIZE * factor) for factor in (1, 2, 4)]
    best = [seconds(function, text) for text in texts]
    for _ in range(ATTEMPTS - 1):
        if growth(best) <= MAX_GROWTH:
            break
        best = [min(old, seconds(function, text)) for old, text in zip(best, texts, strict=True)]
    return best


def growth(times: list[float]) -> float:
    """Return how many times as long 4n takes as n."""
    return times[2] / max(times[0], FLOOR)


@pytest.mark.usefixtures("no_garbage_collection")
@pytest.mark.parametrize("name", FUNCTIONS)
def test_time_is_linear_in_the_size_of_any_text(name: str) -> None:
    FUNCTIONS[name]("Selamat pagi. The house is old.")  # loads models and dictionaries
    curves = {shape: curve(FUNCTIONS[name], shape) for shape in UNITS}
    print(f"\n{name:24}" + "".join(f"{SIZE * k // 1000:>6} kB" for k in (1, 2, 4)) + "    growth")
    for shape, times in curves.items():
        print(f"{shape:24}" + "".join(f"{1e3 * t:9.2f}" for t in times) + f"{growth(times):10.1f}")
    slow = {shape: times for shape, times in curves.items() if growth(times) > MAX_GROWTH}
    assert not slow, f"{name}: not linear, seconds for n, 2n and 4n: {slow}"


def test_a_quadratic_function_would_be_noticed() -> None:
    def quadratic(text: str) -> int:
        return sum(text.count("b", 0, i) for i in range(0, len(text), 25))

    times = curve(quadratic, "one word")
    assert growth(times) > MAX_GROWTH
