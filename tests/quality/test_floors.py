"""The shipped model on the project's own sentences: no floor is broken."""

from __future__ import annotations

import unicodedata
from collections import Counter
from pathlib import Path

import pytest
from quality import floors

import saring

SENTENCES = floors.read_sentences()
INDONESIA = ["ind", "jav", "sun", "ban", "min", "bjn", "mad", "ace", "bug"]


@pytest.fixture(scope="module")
def measured() -> dict[str, floors.Measured]:
    return floors.measure(saring.Detector(), SENTENCES)


def test_no_floor_is_broken(measured: dict[str, floors.Measured]) -> None:
    lines = floors.broken(measured, floors.read_floors())
    assert not lines, "\n".join(lines)


def test_every_set_and_label_has_a_floor(measured: dict[str, floors.Measured]) -> None:
    known = floors.read_floors()
    assert known.keys() == floors.SETS.keys() | {floors.NOISE}
    for name, found in measured.items():
        if name not in floors.SET_FLOOR_ONLY:
            assert known[name]["labels"].keys() == found.total.keys(), name


def test_sentences_are_well_formed_and_of_known_labels() -> None:
    known = {x.code: x.script for x in saring.languages()}
    for s in SENTENCES:
        assert s.label in known, s
        assert unicodedata.is_normalized("NFC", s.text), s
        assert s.text == s.text.strip(), s
    texts = Counter(s.text for s in SENTENCES)
    assert texts.total() == len(texts), texts.most_common(3)


def test_sentences_cover_half_of_the_labels_and_all_of_indonesia() -> None:
    count = Counter(s.label for s in SENTENCES)
    assert len(count) >= 120
    assert {f"{code}_Latn" for code in INDONESIA} <= count.keys()


def test_a_broken_floor_is_reported_with_its_text() -> None:
    found = floors.Measured(
        Counter({"ind_Latn": 1}), Counter({"ind_Latn": 2}), 1, [("ind_Latn", "und", 0.0, "Halo")]
    )
    floor = {"x": {"accuracy": 0.9, "refused": 0, "labels": {"ind_Latn": 2}}}
    lines = floors.broken({"x": found}, floor)
    assert [line.split(":")[0] for line in lines] == ["x"] * 3
    assert "und 0.00 'Halo'" in lines[2]
    low = {"x": {"accuracy": 0.5, "refused": 1, "labels": {"ind_Latn": 1}}}
    assert floors.broken({"x": found}, low) == []


def test_raising_never_lowers() -> None:
    found = floors.Measured(Counter({"ind_Latn": 5}), Counter({"ind_Latn": 6}), 0, [])
    up = floors.raised({"sentences": found}, {})
    assert up["sentences"]["labels"] == {"ind_Latn": 4}
    high = {"sentences": {"accuracy": 0.99, "refused": 0, "labels": {"ind_Latn": 6}}}
    assert floors.raised({"sentences": found}, high) == high


def test_a_line_out_of_shape_is_named(tmp_path: Path) -> None:
    path = tmp_path / "sentences.tsv"
    path.write_text("label\tkind\ttext\nind_Latn\tnews\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"sentences\.tsv:2: expected label, kind, text"):
        floors.read_sentences(path)
