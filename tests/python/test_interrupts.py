"""Ctrl-C ends every long call at once, with its own exception, and damages nothing."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

# Work for some seconds each, on one thread, that repeats a text or makes many of it.
CALLS = {
    "detect_batch": "saring.detect_batch([TEXT * 30] * 400_000, num_threads=2)",
    "detect_spans": "saring.detect_spans(LONG * 2)",
    "strip": "saring.strip(LONG * 2)",
    "signals": "saring.signals(TEXT * 600_000, 'id')",
    "signals_batch": "saring.signals_batch([TEXT * 30] * 60_000, 'id', num_threads=2)",
    "strip_batch": "saring.strip_batch([TEXT * 30] * 60_000, num_threads=2)",
    "extract": "saring.extract(PAGE)",
    "extract_batch": "saring.extract_batch([PAGE[:20_000]] * 2_000, num_threads=2)",
    "near_duplicates": "saring.near_duplicates(MANY, num_threads=2)",
    "near_duplicates by MinHash": "saring.near_duplicates(MANY, search='minhash')",
    "shingles": "dedup.shingles(LONG * 20)",
    "similarity": "dedup.similarity(LONG * 15, LONG * 16)",
    "MinHash": "dedup.MinHasher().sign(MANY * 2, num_threads=1)",
    "words": "list(text.words(LONG * 2))",
}
SETUP = """
import random, signal, sys, time
import saring
from saring import dedup, text
signal.signal(signal.SIGINT, signal.default_int_handler)
TEXT = ("Warga desa menanam pohon di tepi sungai sejak pagi hari.\\nAir sungai kembali jernih, "
        "kata seorang nelayan tua.\\nBaca juga:\\nThe river is clear again, an old man said.\\n")
LONG = TEXT * 40_000
PAGE = "<html><body>" + "<div><p>" + TEXT.replace("\\n", "</p><p>") * 60_000
saring.detect(TEXT * 10)
saring.strip(TEXT)
saring.extract(PAGE[:100])
"""
MANY = """
draw = random.Random(7)
MANY = [" ".join(draw.choices("abcdefgh ijkl mnop qrst", k=60)) for _ in range(150_000)]
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
BOUND_SECONDS = 1.0


def at_once(seconds_of: Callable[[], float]) -> bool:
    """Whether a call ends within the bound, in one of three attempts: the machine may be busy."""
    return any(seconds_of() < BOUND_SECONDS for _ in range(3))


def interrupted_after(call: str, wait: float = 0.3) -> float:
    """Seconds from SIGINT to the KeyboardInterrupt of a call."""
    setup = SETUP + (MANY if "MANY" in call else "")
    with subprocess.Popen(
        [sys.executable, "-c", setup + PROGRAM.format(call=call)],
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        time.sleep(wait)
        sent = time.monotonic()
        process.send_signal(signal.SIGINT)
        heard = process.stdout.readline()
        assert heard != "done\n", "too little work: the call ended before the signal came"
        # What was interrupted does no harm to other calls.
        assert process.stdout.readline() == "ind_Latn\n"
    assert process.returncode == 0
    return float(heard) - sent


@pytest.mark.parametrize("name", CALLS)
def test_ctrl_c_ends_a_long_call_at_once(name: str) -> None:
    assert at_once(lambda: interrupted_after(CALLS[name]))


def test_the_handler_of_a_signal_runs_while_a_call_goes_on() -> None:
    program = """
import signal
import saring

heard = []
signal.signal(signal.SIGALRM, lambda *_: heard.append(len(heard)))
signal.setitimer(signal.ITIMER_REAL, 0.1, 0.1)
while not heard:
    table = saring.detect_batch(["Warga desa menanam pohon di tepi sungai."] * 200_000)
print(len(table))
"""
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, timeout=60)
    assert (result.stdout, result.stderr) == (b"200000\n", b"")


def test_calls_of_other_threads_are_left_alone_by_ctrl_c() -> None:
    program = """
import signal, threading, time
import saring

texts = ["Warga desa menanam pohon di tepi sungai sejak pagi hari."] * 400_000
lengths = []
thread = threading.Thread(target=lambda: lengths.append(len(saring.detect_batch(texts))))
thread.start()
try:
    signal.setitimer(signal.ITIMER_REAL, 0.05)
    signal.signal(signal.SIGALRM, signal.default_int_handler)
    time.sleep(30)
except KeyboardInterrupt:
    print("interrupted")
thread.join()
print(lengths)
"""
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, timeout=60)
    assert result.stdout == b"interrupted\n[400000]\n"


TEXT = (
    "Warga desa menanam pohon di tepi sungai sejak pagi hari.\n"
    "Air sungai kembali jernih, kata seorang nelayan tua.\n"
)


def _numbered(count: int) -> str:
    return "".join(f"{n} {n * 7919 % 1009} kata {n % 97} baru\n" for n in range(count))


@pytest.mark.parametrize(
    ("command", "data"),
    [
        ("extract", "<html><body>" + f"<div><p>{TEXT}</p>" * 120_000),
        ("strip", (json.dumps({"text": TEXT * 50}) + "\n") * 25_000),
        ("detect", TEXT * 800_000),
        ("dedup", _numbered(1_500_000)),
    ],
)
def test_ctrl_c_ends_a_filter_at_once(tmp_path: Path, command: str, data: str) -> None:
    (tmp_path / "input.txt").write_text(data)

    def seconds() -> float:
        with (tmp_path / "input.txt").open("rb") as source:
            process = subprocess.Popen(
                [sys.executable, "-m", "saring", command],
                stdin=source,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
            )
        time.sleep(0.8)
        assert process.poll() is None, "too little work"
        sent = time.monotonic()
        process.send_signal(signal.SIGINT)
        _, stderr = process.communicate(timeout=60)
        assert (process.returncode, stderr) == (130, b"saring: interrupted\n")
        return time.monotonic() - sent

    assert at_once(seconds)


def test_ctrl_c_while_the_program_is_loaded_ends_it_without_a_traceback() -> None:
    program = (
        "import sys\n"
        "class Interrupting:\n"
        "    def find_spec(self, name, *_):\n"
        "        if name == 'saring.cli.commands': raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Interrupting())\n"
        "from saring.__main__ import main\n"
        "main()\n"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, timeout=60)
    assert (result.returncode, result.stderr) == (130, b"")
