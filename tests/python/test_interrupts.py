"""Ctrl-C ends every long call at once: with its own exception, and nothing else broken."""

import signal
import subprocess
import sys
import time

import pytest

# Work for some seconds each, on one thread, that repeats a text or makes many of it.
CALLS = {
    "detect_batch": "saring.detect_batch([TEXT * 30] * 100_000, num_threads=2)",
    "detect_spans": "saring.detect_spans(LONG)",
    "strip": "saring.strip(LONG)",
    "strip of one line": "saring.strip(LONG.replace('\\n', ' ') * 10)",
    "strip_batch": "saring.strip_batch([TEXT * 30] * 20_000, num_threads=2)",
    "extract": "saring.extract(PAGE)",
    "extract_batch": "saring.extract_batch([PAGE[:20_000]] * 2_000, num_threads=2)",
    "near_duplicates": "saring.near_duplicates(MANY, num_threads=2)",
    "near_duplicates by MinHash": "saring.near_duplicates(MANY, search='minhash')",
    "shingles": "dedup.shingles(LONG * 8)",
    "similarity": "dedup.similarity(LONG * 4, LONG * 5)",
    "MinHash": "dedup.MinHasher().sign(MANY * 2, num_threads=1)",
    "words": "list(text.words(LONG))",
}
SETUP = """
import random, signal, sys, time
import saring
from saring import dedup, text
signal.signal(signal.SIGINT, signal.default_int_handler)
TEXT = ("Warga desa menanam pohon di tepi sungai sejak pagi hari.\\nAir sungai kembali jernih, "
        "kata seorang nelayan tua.\\nBaca juga:\\nThe river is clear again, an old man said.\\n")
LONG = TEXT * 40_000
draw = random.Random(7)
MANY = [" ".join(draw.choices("abcdefgh ijkl mnop qrst", k=60)) for _ in range(150_000)]
PAGE = "<html><body>" + "<div><p>" + TEXT.replace("\\n", "</p><p>") * 60_000
saring.detect(TEXT * 10)
saring.strip(TEXT)
saring.extract(PAGE[:100])
"""
PROGRAM = """
print("ready", flush=True)
try:
    result = {call}
    print("done", flush=True)
except KeyboardInterrupt:
    print(time.monotonic(), flush=True)
    print(saring.detect(TEXT * 10).lang, flush=True)
"""
BOUND_SECONDS = 0.5


def interrupted_after(call: str, wait: float = 0.3) -> float:
    """Seconds from SIGINT to the KeyboardInterrupt of a call."""
    process = subprocess.Popen(
        [sys.executable, "-c", SETUP + PROGRAM.format(call=call)],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    assert process.stdout.readline() == "ready\n"
    time.sleep(wait)
    sent = time.monotonic()
    process.send_signal(signal.SIGINT)
    heard = process.stdout.readline()
    assert heard != "done\n", "too little work: the call ended before the signal was sent or heard"
    assert process.stdout.readline() == "ind_Latn\n"  # what was interrupted does no harm to others
    process.stdout.close()
    assert process.wait() == 0
    return float(heard) - sent


@pytest.mark.parametrize("name", CALLS)
def test_ctrl_c_ends_a_long_call_at_once(name: str) -> None:
    assert interrupted_after(CALLS[name]) < BOUND_SECONDS
