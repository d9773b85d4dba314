"""saring.text: words, lines, scripts, normalisation and repair, through the public functions."""

from __future__ import annotations

import re
import sys
import threading
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import saring.text
from saring.text import Span, Word

SCRIPTS = sorted((Path(__file__).parents[1] / "data" / "scripts").glob("*.txt"))
WITHOUT_SPACES = {"Hani", "Hira", "Kana", "Thai", "Laoo", "Khmr", "Mymr"}

# Characters that both this interpreter and the tables know: assigned in Unicode 13 or earlier is
# what Python 3.11 and every later one agree on, so the tests ask for common blocks only.
letters = st.text(
    st.characters(max_codepoint=0x24F, categories=("L", "Nd", "P", "S", "Z")), max_size=200
)


def texts(text: str | bytes, **options: bool) -> list[str]:
    return [w.text for w in saring.text.words(text, **options)]


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_words_of_a_script_lie_where_they_say(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    found = saring.text.words(text)
    assert found
    end = 0
    for word in found:
        assert end <= word.start < word.end <= len(text)
        assert word.text == text[word.start : word.end]
        end = word.end
    covered = set().union(*(range(w.start, w.end) for w in found))
    outside = {unicodedata.category(c)[0] for i, c in enumerate(text) if i not in covered}
    assert not outside & {"L", "N"}


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_most_letters_of_a_script_file_are_of_its_script(path: Path) -> None:
    shares = saring.text.scripts(path.read_text(encoding="utf-8"))
    assert next(iter(shares)) == path.stem
    assert sum(shares.values()) == pytest.approx(1)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_words_are_divided_in_scripts_without_spaces_only(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    is_divided = len(texts(text)) > len(texts(text, divide=False))
    assert is_divided == (path.stem in WITHOUT_SPACES)


@given(letters)
def test_words_are_those_of_re_where_there_are_no_marks(text: str) -> None:
    assert texts(text) == re.findall(r"\w+", text)


@given(st.text(max_size=100))
def test_words_of_any_text_are_in_order_and_hold_no_space(text: str) -> None:
    end = 0
    for word in saring.text.words(text):
        assert end <= word.start < word.end <= len(text)
        assert word.text == text[word.start : word.end]
        assert not re.search(r"\s", word.text)
        end = word.end


@given(st.binary(max_size=100))
def test_bytes_are_repaired_as_the_interpreter_does(data: bytes) -> None:
    expected = data.decode("utf-8-sig", errors="replace")
    assert saring.text.repair(data) == expected
    assert texts(data) == texts(expected)


@given(st.binary(max_size=60))
def test_find_invalid_utf8_says_what_the_interpreter_says(data: bytes) -> None:
    try:
        data.decode()
    except UnicodeDecodeError as error:
        assert saring.text.find_invalid_utf8(data) == error.start
    else:
        assert saring.text.find_invalid_utf8(data) is None


@given(st.binary(max_size=60))
def test_offsets_of_repaired_text_lead_back_to_the_bytes(data: bytes) -> None:
    repaired = saring.text.Repaired(data)
    offsets = repaired.byte_offset(range(len(repaired.text) + 1))
    assert offsets == sorted(offsets)
    assert offsets[-1] == len(data)
    for i, c in enumerate(repaired.text):
        if c != "\ufffd":
            assert data[offsets[i] :].startswith(c.encode())


def test_byte_offset_takes_offsets_in_any_order_and_no_others() -> None:
    repaired = saring.text.Repaired("é\xff".encode("latin-1") + "日本".encode())
    assert repaired.text == "\ufffd\ufffd日本"
    assert repaired.byte_offset([3, 0, 2, 4, 1]) == [5, 0, 2, 8, 1]
    for wrong in (-1, 5):
        with pytest.raises(IndexError, match=str(wrong)):
            repaired.byte_offset(wrong)
    assert repr(repaired) == "Repaired('\ufffd\ufffd日本')"
    assert len(repr(saring.text.Repaired(b"x" * 1000))) < 60


@given(st.text(max_size=100))
def test_lines_are_those_of_a_naive_split(text: str) -> None:
    expected = [x.removesuffix("\r") for x in text.split("\n")]
    if not text.endswith("\n"):
        expected[-1] = text.split("\n")[-1]
    assert [text[s.start : s.end] for s in saring.text.lines(text)] == expected


def test_lines_are_spans() -> None:
    assert saring.text.lines("") == [Span(0, 0)]
    assert saring.text.lines("a\u2028b\x85") == [Span(0, 4)]


@given(
    st.text(
        st.one_of(
            st.characters(max_codepoint=0x1FFF, exclude_categories=("Cn", "Cs")),
            st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3),
        ),
        max_size=60,
    )
)
def test_nfc_is_that_of_unicodedata(text: str) -> None:
    expected = unicodedata.normalize("NFC", text)
    assert saring.text.nfc(text) == expected
    assert saring.text.is_nfc(text) == (text == expected)


def test_a_lone_surrogate_counts_as_one_character() -> None:
    text = "a\ud800b é"
    assert saring.text.words(text) == [
        Word(0, 1, "a", "Latn"),
        Word(2, 3, "b", "Latn"),
        Word(4, 5, "é", "Latn"),
    ]
    assert saring.text.lines("\udfff\n") == [Span(0, 1), Span(2, 2)]


def test_offsets_are_code_points_behind_wide_characters() -> None:
    assert saring.text.words("😀😀 ok")[0] == Word(3, 5, "ok", "Latn")


def test_empty_text_has_no_words_and_no_scripts() -> None:
    assert saring.text.words("") == []
    assert saring.text.scripts("") == {}
    assert saring.text.nfc("") == ""
    assert saring.text.is_nfc("")
    assert saring.text.repair(b"") == ""
    assert saring.text.find_invalid_utf8(b"") is None


@pytest.mark.parametrize("wrong", [None, 3, ["a"], object()])
def test_what_is_no_text_is_a_type_error(wrong: object) -> None:
    for function in (saring.text.lines, saring.text.scripts, saring.text.nfc, saring.text.is_nfc):
        with pytest.raises(TypeError):
            function(wrong)  # type: ignore[operator]


def test_any_bytes_like_object_is_taken() -> None:
    for data in (b"satu dua", bytearray(b"satu dua"), memoryview(b"satu dua")):
        assert texts(data) == ["satu", "dua"]
        assert saring.text.repair(data) == "satu dua"
        assert saring.text.find_invalid_utf8(data) is None


@pytest.mark.parametrize(
    "unit", ["a", "A\u0301", "語", "\u200d", "a\u200d", "\u0301", "กิ", " ", "\ufe0f", "Ⱥ"]
)
def test_a_million_of_anything_takes_linear_time(unit: str) -> None:
    text = unit * (1_000_000 // len(unit.encode()))
    saring.text.words(text)
    saring.text.nfc(text)
    saring.text.scripts(text)


def test_words_can_be_found_from_many_threads() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in SCRIPTS)
    expected = saring.text.words(text)
    results: list[list[Word]] = []
    threads = [
        threading.Thread(target=lambda: results.append(saring.text.words(text))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [expected] * 8


def test_a_word_keeps_no_text_alive() -> None:
    text = "satu dua " + "x" * 10
    before = sys.getrefcount(text)
    found = saring.text.words(text)
    assert found
    assert sys.getrefcount(text) == before
