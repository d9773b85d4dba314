"""The interpreter ends without errors, whatever its daemon threads are doing."""

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

# Calls of some milliseconds to seconds, so that threads that repeat them are inside when Python
# ends, and ask for the GIL while it does.
CALLS = {
    "detect": "saring.detect(LONG)",
    "detect_batch": "saring.detect_batch(TEXTS, num_threads=1)",
    "detect_batch, two threads": "saring.detect_batch(TEXTS, num_threads=2)",
    "detect_batch of a generator": "saring.detect_batch(text for text in TEXTS)",
    "detect_batch of a producer": "saring.detect_batch(Producer())",
    "detect_spans": "saring.detect_spans(LONG)",
    "explain": "saring.detect(LONG).explain()",
    "languages": "DETECTOR.detect_batch(TEXTS, languages=['id', 'en'])",
    "strip": "saring.strip(LONG)",
    "signals_batch": "saring.signals_batch(TEXTS, num_threads=2)",
    "strip_batch": "saring.strip_batch(TEXTS, num_threads=2)",
    "extract": "saring.extract(PAGE)",
    "extract_batch": "saring.extract_batch([PAGE] * 20, num_threads=2)",
    "near_duplicates": "saring.near_duplicates(TEXTS, num_threads=2)",
    "MinHash": "saring.dedup.MinHasher().sign(TEXTS, num_threads=2)",
    "words": "saring.text.words(LONG)",
    "nfc": "saring.text.nfc(LONG)",
    "training": "train()",
    "finder": "FINDER.add(CLEANED, 0)",
    "clean": "clean(TABLE)",
}
PROGRAM = """
import threading, time
import saring
from saring import _core

TEXT = ("Warga desa menanam pohon di tepi sungai sejak pagi hari.\\nAir sungai kembali jernih, "
        "kata seorang nelayan tua.\\nBaca juga:\\nThe river is clear again, an old man said.\\n")
LONG = TEXT * 100
TEXTS = [f"{TEXT} {n}" for n in range(200)]
PAGE = "<html><body>" + "<p>" + LONG.replace("\\n", "</p><p>")
DETECTOR = saring.Detector()
CLEANER = _core.Cleaner(model_path="", languages=[])
TABLE = _core.DocumentTable()
TABLE.add_source("a.txt")
FINDER = _core.CopyFinder(num_threads=2)

class Producer:
    def __arrow_c_stream__(self, _schema=None):
        while True:
            [str(n) for n in range(100)]

def clean(table):
    pieces = [(0, 0, n, 0, text, None, None) for n, text in enumerate(TEXTS)]
    return CLEANER.clean(pieces, table)

def train():
    trainer = _core.LanguageTrainer(size=1)
    for label, word in (("aaa_Latn", "kupa"), ("bbb_Latn", "west")):
        trainer.add(label, "\\n".join(f"{word} {word}{n % 97} {n}" for n in range(4000)))
    while True:
        trainer.train(lambda *_: [str(n) for n in range(1000)])

CLEANED = clean(TABLE)
TABLE.append(CLEANED)
started = threading.Semaphore(0)

def repeat():
    started.release()
    while True:
        CALL

for _ in range(3):
    threading.Thread(target=repeat, daemon=True).start()
for _ in range(3):
    started.acquire()
time.sleep(WAIT)
"""
RUNS = 2


def ended(call: str, wait: float) -> tuple[int, str]:
    """Exit code and stderr of a process in which daemon threads repeat a call."""
    program = PROGRAM.replace("CALL", call).replace("WAIT", str(wait))
    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60
    )
    return result.returncode, result.stderr


@pytest.fixture(scope="module")
def ends() -> Iterator[dict[str, list[Future[tuple[int, str]]]]]:
    """How processes end, by call: they run side by side, as most of their time is waiting."""
    with ThreadPoolExecutor(4) as pool:
        yield {
            name: [pool.submit(ended, call, 0.05 + 0.013 * run) for run in range(RUNS)]
            for name, call in CALLS.items()
        }


@pytest.mark.parametrize("name", CALLS)
def test_a_daemon_thread_inside_a_call_does_not_disturb_the_end_of_the_process(
    name: str, ends: dict[str, list[Future[tuple[int, str]]]]
) -> None:
    assert {end.result() for end in ends[name]} == {(0, "")}
