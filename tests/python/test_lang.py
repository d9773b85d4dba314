"""Language detection through the public API, with the shipped model."""

from __future__ import annotations

import itertools
import math
import pickle
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sentences import SENTENCES

import saring

anything = st.one_of(st.text(), st.binary(), st.text(alphabet=st.characters()))


@pytest.mark.parametrize(("code", "text"), SENTENCES.items())
def test_detect_names_the_language_of_a_sentence(code: str, text: str) -> None:
    found = saring.detect(text)
    assert found.lang == code
    assert found.confidence > 0.5


def test_detection_carries_codes_and_names() -> None:
    found = saring.detect(SENTENCES["ind_Latn"])
    assert (found.iso639_3, found.iso639_1, found.bcp47) == ("ind", "id", "id")
    assert (found.script, found.name) == ("Latn", "Indonesian")
    assert found.top(1) == [("ind_Latn", found.confidence)]
    assert len(found.top(10)) <= 10
    assert "ind_Latn" in repr(found)


@pytest.mark.parametrize("text", ["", " \n", "12 345,6", "!?", "https://example.com/a/b?c=d", "😀"])
def test_text_without_language_is_zxx(text: str) -> None:
    found = saring.detect(text)
    assert found.lang == "zxx"
    assert found.confidence == 0
    assert not found.is_reliable
    assert found.name


def test_at_least_200_languages_with_names() -> None:
    known = saring.languages()
    assert len(known) >= 200
    assert len({x.code for x in known}) == len(known)
    assert all(x.name and x.bcp47 and x.training_lines > 0 for x in known)


def test_any_code_is_accepted_where_a_language_is_asked_for() -> None:
    names = ("Indonesian", "indonesia", "Bahasa Indonesia")
    for code in ("id", "ind", "in", "ID", "ind_Latn", "id-ID", "__label__id", *names):
        assert saring.detect("saya", languages=[code]).lang == "ind_Latn"


def test_every_code_of_a_language_resolves_to_it() -> None:
    detector = saring.Detector()
    for language in saring.languages():
        three = language.iso639_3
        codes = [language.code, language.code.upper(), language.code.replace("_", "-")]
        codes += [f"__label__{language.code}", language.bcp47]
        if language.usual_script is None:
            codes += [three, language.macrolanguage]
        codes += [f"{three}-{language.script}-x-own"]
        if (
            language.macrolanguage is None and language.usual_script is None
        ):  # else they mean the usual member
            codes += [language.iso639_1, language.iso639_2b]
        for code in filter(None, codes):
            # Among their members these mean Standard Malay and written Chinese.
            labels = detector.resolve(code)
            found = language.code in labels or code in ("msa", "zho")
            assert found, (language.code, code, labels)
    assert detector.resolve("msa") == ["zsm_Latn"]
    assert detector.resolve("zho") == ["zho_Hans", "zho_Hant"]


@pytest.mark.parametrize(
    ("code", "labels"),
    [
        ("iw", ["heb_Hebr"]),
        ("in-ID", ["ind_Latn"]),
        ("zh-TW", ["zho_Hant"]),
        ("fre", ["fra_Latn"]),
        ("fa", ["pes_Arab"]),
        ("per", ["pes_Arab", "prs_Arab"]),
        ("__label__sh", ["bos_Latn", "hrv_Latn", "srp_Cyrl", "srp_Latn"]),
        ("cmn_Hani", ["zho_Hans", "zho_Hant"]),
    ],
)
def test_codes_of_other_schemes_mean_labels(code: str, labels: list[str]) -> None:
    assert saring.Detector().resolve(code) == labels
    assert saring.detect(SENTENCES["eng_Latn"], languages=[code]).lang in {*labels, "und"}


def test_unknown_code_names_the_nearest() -> None:
    with pytest.raises(ValueError, match=r"did you mean 'ind_Latn' \(Indonesian\)\?"):
        saring.detect("saya", languages=["indonesien"])
    with pytest.raises(ValueError, match="did you mean 'jav_Latn'"):
        saring.detect_batch(["saya"], prior={"javanesse": 2.0})
    with pytest.raises(ValueError, match="at least one"):
        saring.detect("saya", languages=[])
    with pytest.raises(ValueError, match="by must be"):
        saring.detect("saya", by="word")  # type: ignore[call-overload]


def test_languages_and_prior_are_bayes_rule_on_the_full_distribution() -> None:
    text = "saya pergi ke pasar"
    full = dict(saring.detect(text).top(1000))
    assert math.isclose(sum(full.values()), 1, abs_tol=1e-4)
    found = dict(saring.detect(text, languages=["id", "ms"], prior={"ms": 4.0}).top(2))
    odds = 4 * full["zsm_Latn"] / full["ind_Latn"]
    assert math.isclose(found["zsm_Latn"], odds / (1 + odds), rel_tol=1e-3)


def test_batch_keeps_nulls_and_equals_single_calls() -> None:
    texts = [*SENTENCES.values(), "", None, b"selamat pagi semua \xff", "\ud800 selamat pagi"]
    table = saring.detect_batch(texts, top=2, num_threads=2)
    langs = table.lang.to_pylist()
    assert len(langs) == len(texts)
    for text, lang, confidence in zip(texts, langs, table.confidence.to_pylist(), strict=True):
        if text is None:
            assert lang is None
            assert confidence is None
        else:
            assert lang == saring.detect(text).lang


def test_batch_gives_the_most_probable_labels_as_lists() -> None:
    texts = [*SENTENCES.values(), "saya", "", None, "12 34"]
    table = saring.detect_batch(texts, top=3)
    tops = list(zip(table.top_lang.to_pylist(), table.top_probability.to_pylist(), strict=True))
    for text, (labels, probabilities) in zip(texts, tops, strict=True):
        if text is None:
            assert labels is None
            assert probabilities is None
        else:
            best = saring.detect(text).top(3)
            assert list(zip(labels, probabilities, strict=True)) == best
    assert len(tops[len(SENTENCES)][0]) == 3
    assert table.top_lang.type == "large_list<large_string>"
    assert "top_lang" not in saring.detect_batch(texts).column_names


def test_batch_takes_languages_and_prior() -> None:
    texts = ["saya pergi ke pasar", None, "Ho veit ikkje kva", "boleh"]
    options = {"languages": ["id", "ms", "jv"], "prior": {"ms": 9.0}}
    table = saring.detect_batch(texts, top=2, **options)
    for i, text in enumerate(texts):
        if text is not None:
            found = saring.detect(text, **options)
            assert table.lang[i] == found.lang
            assert table.confidence[i] == found.confidence
            assert table.top_lang[i] == [label for label, _ in found.top(2)]
    with pytest.raises(ValueError, match="indonesien"):
        saring.detect_batch(texts, languages=["indonesien"])
    with pytest.raises(ValueError, match="prior"):
        saring.detect_batch(texts, prior={"id": -1.0})


@pytest.mark.parametrize(
    ("lang", "sentence"),
    [
        ("tha_Thai", "เมื่อวานนี้ฝนตกหนักมากจนน้ำท่วมถนนหลายสายในเมือง"),
        ("jpn_Jpan", "昨日は大雨が降って、町の道路がいくつも水に浸かりました。"),
        ("khm_Khmr", "ម្សិលមិញភ្លៀងធ្លាក់យ៉ាងខ្លាំងធ្វើឱ្យផ្លូវជាច្រើនលិចទឹក"),
    ],
)
def test_spans_find_a_sentence_without_spaces_inside_a_line(lang: str, sentence: str) -> None:
    before = "Pemerintah kota menutup beberapa jalan karena banjir."
    after = "Warga diminta untuk tetap berada di rumah sampai hujan berhenti."
    spans = saring.detect_spans(f"{before} {sentence} {after}")
    assert [span.lang for span in spans] == ["ind_Latn", lang, "ind_Latn"]
    assert abs(spans[1].start - len(before)) <= 1
    assert abs(spans[2].start - len(before) - len(sentence) - 1) <= 1


def test_spans_start_at_the_line_where_the_language_changes() -> None:
    text = SENTENCES["eng_Latn"] + "\n" + SENTENCES["rus_Cyrl"] + "\n" + SENTENCES["ind_Latn"]
    spans = saring.detect_spans(text)
    assert [s.lang for s in spans] == ["eng_Latn", "rus_Cyrl", "ind_Latn"]
    assert text[spans[2].start : spans[2].end] == SENTENCES["ind_Latn"]
    assert [s.lang for s in saring.detect(text, by="line")] == [s.lang for s in spans]


def test_detector_is_picklable_and_equal_to_its_copy() -> None:
    detector = saring.Detector()
    copy = pickle.loads(pickle.dumps(detector))
    assert copy == detector
    assert hash(copy) == hash(detector)
    assert copy.detect("selamat pagi semua").lang == detector.detect("selamat pagi semua").lang


def test_wrong_types_are_type_errors() -> None:
    with pytest.raises(TypeError):
        saring.detect(3)  # type: ignore[call-overload]
    with pytest.raises(TypeError):
        saring.detect_batch([3])


@given(anything)
@settings(max_examples=300, deadline=None)
def test_any_text_gets_an_answer(text: str | bytes) -> None:
    found = saring.detect(text)
    assert found.lang
    assert 0 <= found.confidence <= 1.0001


@given(st.text(alphabet=st.sampled_from("abc жя日本 \n\r.é😀\ud800"), max_size=200))
@settings(max_examples=200, deadline=None)
def test_spans_cover_any_text_in_code_points(text: str) -> None:
    for by in ("span", "line"):
        spans = saring.detect(text, by=by)  # type: ignore[call-overload]
        assert spans[0].start == 0
        assert spans[-1].end == len(text)
        assert all(a.end == b.start for a, b in itertools.pairwise(spans))


def test_detection_imports_nothing_that_it_does_not_need() -> None:
    program = (
        "import sys, saring\n"
        "saring.detect('Selamat pagi semua'); saring.detect_batch(['Good morning'])\n"
        "print(*sys.modules)"
    )
    run = subprocess.run(
        [sys.executable, "-S", "-c", f"import sys; sys.path[:] = {sys.path!r}\n{program}"],
        capture_output=True,
        text=True,
        check=True,
    )
    modules = set(run.stdout.split())
    assert {m for m in modules if m.startswith("saring")} == {
        "saring",
        "saring._column",
        "saring._core",
        "saring._counted",
        "saring._detection",
        "saring._explanation",
        "saring._languages",
        "saring._made_columns",
        "saring._option_names",
        "saring._rows",
        "saring._table",
        "saring._table_view",
        "saring._tabular",
        "saring._visible",
        "saring.errors",
        "saring.lang",
    }
    assert not modules & {"numpy", "pyarrow", "json", "logging", "hashlib", "concurrent.futures"}


def test_every_public_name_is_there() -> None:
    for name in saring.__all__:
        assert getattr(saring, name) is not None
        assert name in dir(saring)
    assert saring.boilerplate.strip is saring.strip
    with pytest.raises(AttributeError, match="'stripp'"):
        saring.stripp  # type: ignore[attr-defined]  # noqa: B018


def test_single_texts_have_the_top_labels_of_batches() -> None:
    texts = [*SENTENCES.values(), "12 345", ""]
    batch = saring.detect_batch(texts, top=3, num_threads=1)
    rows = zip(batch.top_lang.to_pylist(), batch.top_probability.to_pylist(), strict=True)
    for text, (labels, probabilities) in zip(texts, rows, strict=True):
        assert saring.detect(text).top(3) == list(zip(labels, probabilities, strict=True))


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        (r"wenak tenan\nra nggelani", "jav_Latn"),
        (r"Saya kecewa sama pelayanannya\r\n\r\nTidak akan ke sini lagi", "ind_Latn"),
        (r'printf("hello\n"); return 0;', "zxx"),
        (r"C:\new\table\name", "zxx"),
    ],
)
def test_text_with_escaped_line_ends_keeps_its_language(text: str, lang: str) -> None:
    found = saring.detect(text)
    assert found.lang == lang
    if lang != "zxx":
        words = [word for word in found.explain().words if word.end > word.start]
        assert words
        assert all(text[word.start : word.end] == word.word for word in words)


def test_what_is_no_language_has_a_name() -> None:
    assert saring.detect("").name == "No linguistic content"
    assert saring.detect("x y z").name == "Undetermined"


def test_the_table_of_languages_has_the_codes_that_there_are() -> None:
    lines = str(saring.languages()).splitlines()
    head = lines[0]
    rows = {line.split()[0]: line for line in lines[1:]}

    def cell(code: str, column: str, following: str) -> str:
        return rows[code][head.index(column) : head.index(following)].strip()

    assert cell("deu_Latn", "639-2/B", "BCP 47") == "ger"
    assert cell("ind_Latn", "639-2/B", "BCP 47") == ""
    assert cell("ind_Latn", "639-1", "639-2/B") == "id"
    assert cell("ind_Latn", "macro", "lines") == "msa"
    assert cell("deu_Latn", "macro", "lines") == ""


def test_the_most_probable_labels_are_given_where_they_are_asked_for() -> None:
    columns = saring.detect_batch(["Good morning, how are you today?"], top=2)
    assert len(columns.top_lang.to_pylist()[0]) == 2
    assert not hasattr(saring.detect_batch(["Good morning"]), "top_lang")
