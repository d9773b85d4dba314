"""Groups of close languages: reliable groups, and answers by group."""

from __future__ import annotations

import pickle
import subprocess
import sys

import pytest

import saring

BOTH = "Dia pergi ke sekolah setiap hari."  # Indonesian and Malay
SERBO_CROATIAN = "Ovo je moja kuća i moje mačke."
ENGLISH = "The weather was nice on Monday, so we walked through the garden."


def total(text: str, *labels: str) -> float:
    found = dict(saring.detect(text).top(1000))
    return sum(found.get(label, 0) for label in labels)


def test_a_group_is_sure_where_its_languages_are_not() -> None:
    found = saring.detect(BOTH)
    assert not found.is_reliable
    assert found.group == "Malay"
    assert found.to_dict()["group"] == "Malay"
    assert total(BOTH, "ind_Latn", "zsm_Latn", "bjn_Latn", "min_Latn", "mui_Latn") >= 0.95


def test_no_group_is_named_where_none_is_sure_or_exists() -> None:
    assert saring.detect(ENGLISH).group is None
    assert saring.detect("12 345").group is None
    assert saring.detect("").group is None
    doubtful = "Hvordan har du det i dag?"  # Norwegian and Danish
    assert total(doubtful, "nob_Latn", "nno_Latn") < 0.95
    assert saring.detect(doubtful).group is None


@pytest.mark.parametrize("merge", [None, ["msa"], ["hbs"]])
def test_a_group_is_sure_as_its_languages_together_are(merge: list[str] | None) -> None:
    for text in (
        BOTH,
        SERBO_CROATIAN,
        ENGLISH,
        "Hvordan har du det i dag?",
        "Selamat pagi",
        "kuća",
    ):
        plain = saring.detect(text)
        groups = {x: saring.detect(text, merge=[x]) for x in ("msa", "hbs", "nor")}
        sure = [x.name for x in groups.values() if x.lang != plain.lang and x.confidence >= 0.95]
        assert saring.detect(text, merge=merge).group == (sure[0] if sure else None), text


def test_merged_languages_answer_with_the_sum_of_their_probabilities() -> None:
    labels = ("bos_Latn", "hrv_Latn", "srp_Latn")
    found = saring.detect(SERBO_CROATIAN, merge=["hbs"])
    assert found.lang == "hbs_Latn"
    assert found.confidence == pytest.approx(total(SERBO_CROATIAN, *labels), abs=1e-5)
    assert found.is_reliable
    assert (found.name, found.bcp47, found.script) == ("Serbo-Croatian", "hbs", "Latn")
    best = dict(found.top(1000))
    assert not set(labels) & set(best)
    assert sum(best.values()) == pytest.approx(1, abs=1e-4)
    assert found.explain().winner in labels


@pytest.mark.parametrize(
    ("code", "text", "label"),
    [
        ("ms", BOTH, "msa_Latn"),
        ("Malay", BOTH, "msa_Latn"),
        ("serbo-croatian", "Ово је моја кућа и моје мачке.", "hbs_Cyrl"),
        ("zh", "我们今天去学校，天气很好。", "zho_Hani"),
        ("Norwegian", "Jeg vet ikke hva du heter, men jeg bor her.", "nor_Latn"),
    ],
)
def test_groups_have_codes_and_names(code: str, text: str, label: str) -> None:
    assert saring.detect(text, merge=[code]).lang == label
    assert saring.detect(text, merge=code).lang == label


def test_other_languages_answer_as_without_merging() -> None:
    plain, merged = saring.detect(ENGLISH), saring.detect(ENGLISH, merge=["msa", "hbs", "zho"])
    assert (plain.lang, plain.confidence) == (merged.lang, merged.confidence)


def test_batches_lines_and_spans_answer_by_group() -> None:
    texts = [BOTH, SERBO_CROATIAN, ENGLISH, None]
    table = saring.detect_batch(texts, merge=["msa", "hbs"], top=2)
    assert table.lang.to_pylist() == ["msa_Latn", "hbs_Latn", "eng_Latn", None]
    assert table.top_lang.to_pylist()[0][0] == "msa_Latn"
    whole = f"{SERBO_CROATIAN}\n{ENGLISH}\n{BOTH}"
    lines = saring.detect(whole, merge=["msa", "hbs"], by="line")
    assert [x.lang for x in lines] == ["hbs_Latn", "eng_Latn", "msa_Latn"]
    spans = saring.detect_spans(whole, merge=["msa", "hbs"])
    assert [x.lang for x in spans] == ["hbs_Latn", "eng_Latn", "msa_Latn"]


def test_neighbours_of_one_group_are_one_span() -> None:
    text = (
        "Gubernur mengatakan bahwa jalan tol itu bisa selesai karena uangnya sudah ada.\n"
        "Kerajaan akan memberi wang bantuan kepada pelajar kerana kos sara hidup yang meningkat.\n"
    )
    assert [x.lang for x in saring.detect_spans(text)] == ["ind_Latn", "zsm_Latn"]
    (whole,) = saring.detect_spans(text, merge=["msa"])
    assert (whole.start, whole.end, whole.lang) == (0, len(text), "msa_Latn")


def test_merging_and_restricting_go_together() -> None:
    found = saring.detect(BOTH, languages=["ind", "eng"], merge=["msa"])
    assert found.lang == "msa_Latn"
    assert set(dict(found.top(10))) <= {"msa_Latn", "eng_Latn"}


def test_a_language_is_no_group() -> None:
    with pytest.raises(
        ValueError, match=r"'hrv' is not a group of languages; there are ara \(Arabic"
    ):
        saring.detect(BOTH, merge=["hrv"])
    with pytest.raises(TypeError, match="merge must be codes or names"):
        saring.detect(BOTH, merge=3)  # type: ignore[call-overload]


def test_the_same_group_twice_is_one() -> None:
    assert saring.detect(BOTH, merge=["msa", "ms", "Malay"]).lang == "msa_Latn"


def test_a_merged_answer_can_be_pickled() -> None:
    found = saring.detect(BOTH, merge=["msa"])
    again = pickle.loads(pickle.dumps(found))
    assert (again.lang, again.name, again.group) == ("msa_Latn", "Malay", "Malay")


def test_the_command_takes_groups() -> None:
    command = [sys.executable, "-m", "saring", "detect", "--merge", "msa,hbs"]
    done = subprocess.run(
        command, input=f"{BOTH}\n{ENGLISH}\n", capture_output=True, text=True, check=True
    )
    assert [x.split("\t")[0] for x in done.stdout.splitlines()] == ["msa_Latn", "eng_Latn"]
    done = subprocess.run(
        [*command[:-1], "indonesian"], input="x\n", capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "'indonesian' is not a group of languages" in done.stderr
