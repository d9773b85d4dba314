"""Explanations: parts that sum to the log odds, tables and notebook views."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sentences import SENTENCES

import saring


def log_odds(found: saring.Detection) -> float | None:
    """Return what the detector reports for its best two labels; None if there is only one."""
    best = found.top(2)
    return math.log(best[0][1]) - math.log(best[1][1]) if len(best) == 2 else None


@pytest.mark.parametrize("code", SENTENCES)
@pytest.mark.parametrize("words", [1, 3, 6, 99])
def test_the_parts_of_an_explanation_sum_to_the_log_odds(code: str, words: int) -> None:
    cut = " ".join(SENTENCES[code].split()[:words])
    mixed = f"{cut} {SENTENCES['rus_Cyrl'].split()[3]} qxzwq"
    prior = {"jv": 3.0, "ms": 0.25, "uk": 2.0, "en": 0.5}
    for text in (cut, mixed):
        for options in ({}, {"prior": prior}, {"languages": ["id", "ms", "ban", "ru", "en", "de"]}):
            found = saring.detect(text, **options)
            explanation = found.explain()
            assert explanation.winner == found.lang
            odds = log_odds(found)
            if odds is not None:
                assert explanation.runner_up == found.top(2)[1][0]
                assert math.isclose(explanation.difference, odds, abs_tol=1e-3)


CLOSE = {
    "ind_Latn": "Mereka bisa membeli karcis kereta karena harganya murah.",
    "zsm_Latn": "Mereka boleh membeli tiket kereta api kerana harganya murah.",
    "nob_Latn": "Hun vet ikke hva jeg har lest i dag.",
    "nno_Latn": "Ho veit ikkje kva eg har lese i dag.",
    "ces_Latn": "Děti si hrály na zahradě a jejich matka vařila večeři.",
    "slk_Latn": "Deti sa hrali v záhrade a ich matka varila večeru.",
    "glg_Latn": "Os nenos xogaban no xardín mentres a súa nai facía a cea.",
    "por_Latn": "As crianças brincavam no jardim enquanto a mãe fazia o jantar.",
    "hrv_Latn": "Djeca su se igrala u vrtu dok je njihova majka kuhala večeru.",
}


def test_explanations_of_close_languages_include_the_second_stage() -> None:
    second_stage = 0
    for text in CLOSE.values():
        for length in range(1, len(text.split()) + 1):
            found = saring.detect(" ".join(text.split()[:length]))
            explanation = found.explain()
            second_stage += any(part.stage == 2 for part in explanation.parts)
            odds = log_odds(found)
            if odds is not None:
                assert math.isclose(explanation.difference, odds, abs_tol=1e-3)
    assert second_stage > 10


def test_an_explanation_is_a_table_and_marks_words_in_a_notebook() -> None:
    text = "Saya <b> boleh berkeruntangan & kerana"
    explanation = saring.detect(text, languages=["id", "ms"]).explain()
    assert explanation.winner == "zsm_Latn"
    assert explanation.runner_up == "ind_Latn"
    assert all(text[x.start : x.end] == x.word for x in explanation.words)
    of_words = sum(x.difference for x in explanation.words)
    prior = sum(part.difference for part in explanation.parts if part.kind == "prior")
    assert prior < 0  # Malay has less text
    assert of_words + prior == pytest.approx(explanation.difference)
    kinds = {part.feature: part.kind for part in explanation.parts}
    assert kinds["kerana"] == "word"
    assert "n-gram" in kinds.values()
    table = str(explanation).splitlines()
    assert table[0].split() == ["zsm_Latn", "ind_Latn"]
    assert any(row.startswith("kerana ") for row in table)
    assert table[-1].endswith(f"{explanation.difference:+9.2f}")
    shown = explanation._repr_html_()
    assert "&lt;b&gt;" in shown
    assert "<b> boleh" not in shown
    assert ">kerana</span>" in shown
    assert "rgba(" in shown
    assert shown.count("<tr>") == len(table) - 1


def test_an_explanation_names_prior_and_scripts() -> None:
    text = "saya pergi ke sekolah"
    weighed = saring.detect(text, languages=["id", "ms"], prior={"ms": 1e6}).explain()
    before = saring.detect(text, languages=["id", "ms"], prior={"ms": 1}).explain()
    (prior,) = [part.difference for part in weighed.parts if part.kind == "prior"]
    sign = 1 if before.winner == weighed.winner else -1
    own = [sign * part.difference for part in before.parts if part.kind == "prior"]
    assert prior - sum(own) == pytest.approx(math.log(1e6), abs=1e-3)
    equal = saring.detect(SENTENCES["deu_Latn"], languages=["de", "fr"]).explain()
    assert not any(part.kind == "prior" for part in equal.parts)
    mixed = saring.detect(SENTENCES["ind_Latn"] + " дом", languages=["id", "ru"]).explain()
    assert {part.kind for part in mixed.parts} >= {"word", "scripts"}
    assert "(scripts)" in str(mixed)


def test_explanation_is_empty_if_no_other_language_is_possible() -> None:
    for text in ("", "12 34", SENTENCES["ell_Grek"]):
        explanation = saring.detect(text).explain()
        assert explanation.parts == []
        assert explanation.runner_up == "und"
        assert explanation.winner in str(explanation)
        assert explanation.winner in explanation._repr_html_()


@given(st.text(alphabet=st.sampled_from("abcde jnk жяоc日本 \n.é😀\ud800"), max_size=80))
@settings(max_examples=200, deadline=None)
def test_any_text_can_be_explained(text: str) -> None:
    found = saring.detect(text)
    explanation = found.explain()
    odds = log_odds(found)
    if odds is not None:
        assert math.isclose(explanation.difference, odds, abs_tol=1e-3)
    at = 0
    for word in explanation.words:
        assert at <= word.start < word.end <= len(text)
        assert text[word.start : word.end] == word.word
        at = word.end
    assert str(explanation)
    assert explanation._repr_html_()
