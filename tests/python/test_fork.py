"""Children of fork() compute like their parent, whatever its threads are doing."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator

import pytest

import saring

TEXTS = [f"Warga desa ke-{n} menanam {n * 7} pohon di tepi sungai sejak pagi." for n in range(400)]


def compute(seed: int = 0) -> list[str]:
    """Call functions that use threads, and return what they find."""
    texts = TEXTS[seed:] + TEXTS[:seed]
    pages = [f"<html><body><article><p>{text}</p></article></body></html>" for text in texts[:40]]
    found = saring.near_duplicates(texts, num_threads=2, threshold=0.5)
    return [
        str(saring.detect_batch(texts, num_threads=2).lang.to_pylist()),
        str(saring.strip_batch(texts, num_threads=2)["text"].to_pylist()),
        str(saring.extract_batch(pages, num_threads=2)["text"].to_pylist()),
        str(found.num_removed),
    ]


def child_succeeds(work: Callable[[], bool]) -> bool:
    """Whether `work` returns true in a child, which ends by a signal if it hangs."""
    child = os.fork()
    if child == 0:
        signal.alarm(60)
        try:
            os._exit(0 if work() else 1)
        finally:
            os._exit(2)
    return os.waitpid(child, 0)[1] == 0


@pytest.fixture
def busy_threads() -> Iterator[None]:
    """Let three threads call saring all the time."""
    compute()
    is_over = threading.Event()

    def work() -> None:
        while not is_over.is_set():
            compute()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    yield
    is_over.set()
    for thread in threads:
        thread.join()


def test_a_child_of_fork_computes_the_same() -> None:
    expected = compute()
    assert child_succeeds(lambda: compute() == expected)


def test_a_grandchild_of_fork_computes_the_same() -> None:
    expected = compute()
    assert child_succeeds(
        lambda: compute() == expected and child_succeeds(lambda: compute() == expected)
    )


@pytest.mark.usefixtures("busy_threads")
def test_children_made_while_threads_are_in_calls_do_not_hang() -> None:
    expected = compute()
    assert all(child_succeeds(lambda: compute() == expected) for _ in range(10))


@pytest.mark.usefixtures("busy_threads")
def test_a_pool_of_processes_made_by_fork_works_while_threads_are_in_calls() -> None:
    seeds = [0, 100, 200, 300]
    with multiprocessing.get_context("fork").Pool(2) as pool:
        found = pool.map_async(compute, seeds).get(timeout=60)
    assert found == [compute(seed) for seed in seeds]


def test_a_handler_that_forks_in_a_call_leaves_the_parent_its_result() -> None:
    program = """
import os, signal, sys
import saring

texts = ["Warga desa menanam pohon di tepi sungai sejak pagi hari."] * 100_000
parent = os.getpid()
children = []

def fork(*_):
    child = os.fork()
    if child == 0:
        saring.detect_batch(texts[:1000])
        os._exit(7)
    children.append(child)

signal.signal(signal.SIGALRM, fork)
signal.setitimer(signal.ITIMER_REAL, 0.1)
while not children:
    table = saring.detect_batch(texts)
print(len(table), os.waitstatus_to_exitcode(os.waitpid(children[0], 0)[1]))
"""
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, timeout=120)
    assert (result.stdout, result.stderr) == (b"100000 7\n", b"")


def test_a_child_made_while_a_thread_loads_the_model_does_not_hang() -> None:
    program = """
import os, signal, threading, time
import saring, saring.lang

is_loading = threading.Event()
load = saring.lang.Detector

def load_slowly():
    is_loading.set()
    time.sleep(0.5)
    return load()

saring.lang.Detector = load_slowly
text = "Warga desa menanam pohon di tepi sungai sejak pagi hari."
thread = threading.Thread(target=saring.detect, args=[text])
thread.start()
is_loading.wait()
child = os.fork()
if child == 0:
    signal.alarm(30)
    os._exit(7 if saring.detect(text).lang == "ind_Latn" else 1)
thread.join()
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, timeout=120)
    assert (result.stdout, result.stderr) == (b"7\n", b"")
