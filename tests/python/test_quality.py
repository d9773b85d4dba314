"""saring.signals: against a plain re-implementation, and as batches."""

from __future__ import annotations

import random
import re
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import saring
import saring.quality
import saring.text

SCRIPTS = sorted((Path(__file__).parents[1] / "data" / "scripts").glob("*.txt"))
TERMINAL = set(".!?。！？．｡؟۔।॥።፧။៕‼‽⁇⁈⁉։᭟᭞꧉꧈᠃᱾")
QUOTES = set("\"'«»‘’‚‛“”„‟‹›「」『』〝〞〟＂＇｢｣﹁﹂﹃﹄⹂︿")
BULLETS = set("•‣⁃⁌⁍∙·◦●○■□▪▫▶►◆◇➢➤✓✔")
SPACES = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)


def share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def ending(line: str) -> str:
    rest = line
    while rest and (rest[-1] in QUOTES or unicodedata.category(rest[-1]) == "Pe"):
        rest = rest[:-1].rstrip(SPACES)
    if rest.endswith(("...", "…")):
        return "ellipsis"
    return "sentence" if rest and rest[-1] in TERMINAL else ""


def begins_with_bullet(line: str) -> bool:
    return line[0] in BULLETS or (line[0] in "-*+–" and line[1:2] in SPACES and len(line) > 1)


def repeats(parts: list[Any], sizes: list[int]) -> tuple[float, float]:
    seen = set()
    count = characters = 0
    for part, size in zip(parts, sizes, strict=True):
        if part in seen:
            count += 1
            characters += size
        seen.add(part)
    return share(count, len(parts)), share(characters, sum(sizes))


def top(words: list[str], sizes: list[int], n: int) -> float:
    places = [tuple(words[i : i + n]) for i in range(len(words) - n + 1)]
    counts = Counter(places)
    most = max(counts.values(), default=0)
    if most < 2:
        return 0.0
    longest = max(sum(sizes[i : i + n]) for i, p in enumerate(places) if counts[p] == most)
    return min(1.0, share(most * longest, sum(sizes)))


def duplicate(words: list[str], sizes: list[int], n: int) -> float:
    seen = set()
    covered: set[int] = set()
    for i in range(len(words) - n + 1):
        place = tuple(words[i : i + n])
        if place in seen:
            covered.update(range(i, i + n))
        seen.add(place)
    return share(sum(sizes[i] for i in covered), sum(sizes))


def paragraphs_of(lines: list[str]) -> list[list[str]]:
    paragraphs: list[list[str]] = [[]]
    for line in lines:
        if line:
            paragraphs[-1].append(line)
        else:
            paragraphs.append([])
    return [paragraph for paragraph in paragraphs if paragraph]


def lower(word: str) -> str:
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in word)


def is_all_caps(word: str) -> bool:
    upper = sum(c.isupper() or unicodedata.category(c) == "Lt" for c in word)
    return upper >= 2 and not any(c.islower() for c in word)


def plain_signals(text: str) -> dict[str, float | None]:
    """Every signal by its definition, one after the other."""
    kinds = Counter(unicodedata.category(c) for c in text if c not in SPACES)
    visible = sum(kinds.values())
    letters = sum(n for kind, n in kinds.items() if kind[0] == "L" or kind == "Nl")
    capitals = sum(
        (c.isupper() or unicodedata.category(c) == "Lt")
        and (unicodedata.category(c)[0] == "L" or unicodedata.category(c) == "Nl")
        for c in text
    )
    found = [w.text for w in saring.text.words(text)]
    has_letter = [
        any(unicodedata.category(c)[0] == "L" or unicodedata.category(c) == "Nl" for c in word)
        for word in found
    ]
    words = [lower(word) for word in found]
    sizes = [len(word) for word in found]
    all_lines = [text[s.start : s.end].strip(SPACES) for s in saring.text.lines(text)]
    lines = [line for line in all_lines if line]
    lengths = [len(line) for line in lines]
    paragraphs = paragraphs_of(all_lines)
    of_lines = repeats(lines, lengths)
    of_paragraphs = repeats(
        [tuple(p) for p in paragraphs], [sum(len(line) for line in p) for p in paragraphs]
    )
    ellipses = text.count("…") + len(re.findall(r"\.{3,}", text))
    out: dict[str, float | None] = {
        "characters": len(text),
        "words": len(words),
        "lines": len(lines),
        "paragraphs": len(paragraphs),
        "mean_word_length": share(sum(sizes), len(words)),
        "mean_line_length": share(sum(lengths), len(lines)),
        "hashes_per_word": share(text.count("#"), len(words)),
        "ellipses_per_word": share(ellipses, len(words)),
        "symbols": share(sum(n for kind, n in kinds.items() if kind[0] == "S"), visible),
        "punctuation": share(sum(n for kind, n in kinds.items() if kind[0] == "P"), visible),
        "digits": share(kinds["Nd"] + kinds["No"], visible),
        "capitals": share(capitals, letters),
        "all_caps_words": share(sum(map(is_all_caps, found)), len(words)),
        "words_with_letter": share(sum(has_letter), len(words)),
        "unique_words": share(len(set(words)), len(words)),
        "stop_words": None,
        "script_words": None,
        "punctuated_lines": share(sum(ending(x) == "sentence" for x in lines), len(lines)),
        "ellipsis_lines": share(sum(ending(x) == "ellipsis" for x in lines), len(lines)),
        "bullet_lines": share(sum(map(begins_with_bullet, lines)), len(lines)),
        "short_lines": share(sum(length <= 30 for length in lengths), len(lines)),
        "repeated_lines": of_lines[0],
        "repeated_line_characters": of_lines[1],
        "repeated_paragraphs": of_paragraphs[0],
        "repeated_paragraph_characters": of_paragraphs[1],
    }
    out |= {f"top_{n}gram": top(words, sizes, n) for n in (2, 3, 4)}
    out |= {f"duplicate_{n}grams": duplicate(words, sizes, n) for n in range(5, 11)}
    return out


def check(text: str) -> None:
    found = saring.signals(text)
    wanted = plain_signals(text)
    assert list(found) == list(wanted) == list(saring.quality.NAMES)
    for name, value in wanted.items():
        assert found[name] == (None if value is None else pytest.approx(value)), name


# Words of a small vocabulary, so that lines, paragraphs and n-grams repeat.
tokens = st.sampled_from(
    [
        "satu",
        "dua",
        "Tiga",
        "EMPAT",
        "5",
        "#",
        "…",
        "...",
        ".",
        "!",
        "- ",
        "•",
        '"',
        "é",
        "的",
        "了",
    ]
)
glue = st.sampled_from([" ", " ", " ", "\n", "\n\n", "\r\n", "\t", ""])
built = st.lists(st.tuples(tokens, glue), max_size=150).map(lambda p: "".join(a + b for a, b in p))
# Characters that this interpreter and the tables agree on.
wild = st.text(
    st.one_of(
        st.characters(max_codepoint=0x24F, exclude_categories=("Cc", "Cf", "Cs")),
        st.characters(min_codepoint=0x400, max_codepoint=0x44F),
        st.sampled_from('的一是។។။ກ ขคก่ 。！ \n\n."»'),
    ),
    max_size=120,
)


@settings(deadline=None)
@given(built)
def test_signals_are_those_of_a_plain_implementation(text: str) -> None:
    check(text)


@settings(deadline=None)
@given(wild)
def test_signals_of_any_characters_are_those_of_a_plain_implementation(text: str) -> None:
    check(text)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_signals_of_every_script_are_those_of_a_plain_implementation(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    check(text)
    shuffled = text.split(" ") * 5
    random.Random(7).shuffle(shuffled)
    check(" ".join(shuffled) + "\n" + text)


def test_counts_are_int_and_shares_float() -> None:
    found = saring.signals("Hujan turun.", "id")
    assert [name for name, value in found.items() if isinstance(value, int)] == [
        "characters",
        "words",
        "lines",
        "paragraphs",
    ]
    assert saring.signals(b"Hujan\xff turun.")["characters"] == 13


def test_a_language_is_any_code_or_name() -> None:
    text = "Hujan yang turun di kota dan desa"
    for language in ("id", "ind_Latn", "Indonesian"):
        assert saring.signals(text, language)["stop_words"] == pytest.approx(3 / 7)
    assert saring.signals(text, "ru")["script_words"] == 0
    # Of both scripts together.
    assert saring.signals("Да da", "sr")["script_words"] == 1
    for none in (None, "und", "zxx"):
        found = saring.signals(text, none)
        assert found["stop_words"] is None
        assert found["script_words"] is None
    with pytest.raises(ValueError, match="unknown language 'indonesain'; did you mean"):
        saring.signals(text, "indonesain")


def test_a_language_without_stop_words_has_none() -> None:
    known = set(saring.quality.stop_word_languages())
    labels = [language.code for language in saring.languages()]
    without = [label for label in labels if label not in known]
    assert known <= set(labels)
    assert len(known) > 200
    assert without
    found = saring.signals("abc", without[0])
    assert found["stop_words"] is None
    assert found["script_words"] is not None


def test_batches_are_single_texts() -> None:
    texts = ["Hujan yang turun.\nHujan yang turun.", "", None, "Да", b"\xe7\x9a\x84"]
    languages = ["id", "", "en", "und", "zh"]
    table = saring.signals_batch(texts, languages, num_threads=2)
    assert tuple(table.column_names) == saring.quality.NAMES
    columns = {name: table[name].to_pylist() for name in saring.quality.NAMES}
    for row, (text, language) in enumerate(zip(texts, languages, strict=True)):
        wanted = {} if text is None else saring.signals(text, language)
        for name, column in columns.items():
            assert column[row] == wanted.get(name), (row, name)
    same = saring.signals_batch(texts, "id")
    assert same["stop_words"].to_pylist()[0] == pytest.approx(2 / 6)
    assert saring.signals_batch([], None)["words"].to_pylist() == []


def test_languages_may_be_what_detection_finds() -> None:
    texts = ["Harga beras naik lagi pada awal bulan ini.", "12 345"]
    table = saring.signals_batch(texts, saring.detect_batch(texts)["lang"])
    assert table["script_words"].to_pylist() == [1.0, None]


def test_wrong_arguments_are_named() -> None:
    with pytest.raises(ValueError, match="languages: 1 for 2 texts"):
        saring.signals_batch(["a", "b"], ["id"])
    with pytest.raises(ValueError, match="unknown language 'qqqq'"):
        saring.signals_batch(["a"], "qqqq")
    with pytest.raises(TypeError, match="text"):
        saring.signals(5)  # type: ignore[arg-type]


def test_the_number_of_threads_changes_nothing() -> None:
    texts = [path.read_text(encoding="utf-8") for path in SCRIPTS] * 3
    one = saring.signals_batch(texts, num_threads=1)
    four = saring.signals_batch(texts, num_threads=4)
    for name in saring.quality.NAMES:
        assert one[name].to_pylist() == four[name].to_pylist()
