"""Mutable objects can be used by several threads at once, and outlive their sources."""

import gc
import subprocess
import sys
import threading
import time
from collections.abc import Callable

import pytest

from saring import _core
from saring._languages import LANGUAGE_MODEL

THREADS = 4
TEXT = "Warga desa ke-{n} menanam pohon nomor {n} di tepi sungai {m} sejak pagi hari."


def in_threads(work: Callable[[int], None]) -> None:
    """Run `work` in threads that start together; raise what one of them raises."""
    failures: list[BaseException] = []
    barrier = threading.Barrier(THREADS)

    def run(number: int) -> None:
        barrier.wait()
        try:
            work(number)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


class Run:
    """A table with cleaned documents, as many times as batches are added."""

    def __init__(self, count: int = 300) -> None:
        self.count = count
        self.cleaner = _core.Cleaner(model_path="", strip=False)
        self.table = _core.DocumentTable()
        self.table.add_source("a.txt")
        self.batch = self.clean(0)

    def clean(self, first: int) -> _core.CleanedBatch:
        """Clean documents with record numbers from `first`."""
        numbers = range(first, first + self.count)
        texts = [TEXT.format(n=n, m=n % 7) for n in numbers]
        pieces = [(0, 0, n, 0, text, None, None) for n, text in zip(numbers, texts, strict=True)]
        return self.cleaner.clean(pieces, self.table)


def test_a_finder_takes_batches_from_several_threads() -> None:
    run = Run()
    rounds = 15
    finder = _core.CopyFinder(threshold=0.8, num_threads=1)
    for _ in range(THREADS * rounds):
        run.table.append(run.batch)

    def add(number: int) -> None:
        for turn in range(rounds):
            finder.add(run.batch, (number * rounds + turn) * run.count)

    in_threads(add)
    copies = finder.finish("longest", run.table)
    assert copies.cluster_sizes() == {THREADS * rounds: run.count}
    assert len(copies) == (THREADS * rounds - 1) * run.count


def test_a_finder_is_asked_while_others_add_to_it() -> None:
    run = Run(40)
    rounds = 30
    finder = _core.CopyFinder(threshold=0.8, num_threads=2)
    for _ in range(THREADS * rounds):
        run.table.append(run.batch)

    def work(number: int) -> None:
        for turn in range(rounds):
            if number == 0:
                assert len(finder.finish("first", run.table)) % run.count == 0
            finder.add(run.batch, (number * rounds + turn) * run.count)

    in_threads(work)
    assert finder.finish("first", run.table).cluster_sizes() == {THREADS * rounds: run.count}


def test_counts_are_merged_by_several_threads_and_read_meanwhile() -> None:
    run = Run(50)
    rounds = 200
    tally = _core.CleanTally()

    def work(_number: int) -> None:
        for _ in range(rounds):
            tally.merge(run.batch)
            assert tally.to_dict()["documents"] % run.count == 0

    in_threads(work)
    counted = tally.to_dict()
    assert counted["documents"] == counted["decisions"]["kept"] == THREADS * rounds * run.count


def test_a_table_grows_in_one_thread_while_others_read_it() -> None:
    run = Run(50)
    rounds = 60

    def work(number: int) -> None:
        for turn in range(rounds):
            if number == 0:
                run.table.append(run.batch)
            elif number == 1:
                run.table.add_source(f"{turn}.txt")
                run.table.repeated_ids()
            elif number == 2:
                cleaned = run.clean(turn)
                assert len(cleaned) == run.count
            else:
                assert sum(run.table.counts(0).values()) % run.count == 0
                if size := len(run.table):
                    assert run.table.location(size - 1)[:2] == (0, run.count - 1)

    in_threads(work)
    assert len(run.table) == rounds * run.count


def test_a_trainer_refuses_a_second_call_and_loses_no_line() -> None:
    trainer = _core.LanguageTrainer()
    refused = [0] * THREADS
    rounds = 100
    text = "\n".join(f"satu dua {n}" for n in range(200))

    def work(number: int) -> None:
        for turn in range(rounds):
            while True:
                try:
                    trainer.add(f"aa{'abcd'[number]}_Latn", text.replace("satu", f"kata{turn}"))
                    break
                except RuntimeError:
                    refused[number] += 1
                    time.sleep(0)

    in_threads(work)
    alone = _core.LanguageTrainer()
    expected = [alone.add("aaa_Latn", text.replace("satu", f"kata{n}")) for n in range(rounds)][-1]
    for letter in "abcd":
        assert trainer.add(f"aa{letter}_Latn", "") == expected


def test_ctrl_c_ends_the_wait_for_an_object_that_is_in_use() -> None:
    program = """
import os, signal, threading, time
from saring import _core
signal.signal(signal.SIGINT, signal.default_int_handler)
cleaner = _core.Cleaner(model_path="", strip=False)
table = _core.DocumentTable()
table.add_source("a.txt")
words = [f"w{n * 7919 % 100_003}" for n in range(200_000)]
batch = cleaner.clean([(0, 0, 0, 0, " ".join(words), None, None)] * 30, table)
table.append(batch)
finder = _core.CopyFinder(num_threads=1)

ended = []

def add():
    finder.add(batch, 0)
    ended.append(True)

threading.Thread(target=add, daemon=True).start()
time.sleep(0.1)
threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGINT)).start()
try:
    finder.add(batch, 0)
except KeyboardInterrupt:
    print("interrupted", ended)
"""
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, timeout=30)
    assert (result.stdout, result.stderr) == (b"interrupted []\n", b"")


def test_a_batch_outlives_its_cleaner_and_its_pieces() -> None:
    run = Run(20)
    pieces = [
        [0, 0, n, 0, TEXT.format(n=n, m=n).encode() + b"\xff", b'"id%d"' % n, "a.example"]
        for n in range(20)
    ]
    batch = _core.Cleaner(model_path=str(LANGUAGE_MODEL)).clean(pieces, run.table)
    run.table.append(batch)
    places = [run.table.location(row) for row in range(20)]
    for piece in pieces:
        piece.clear()
    pieces.clear()
    gc.collect()
    rubbish = [bytearray(64) for _ in range(10_000)]
    assert batch.lang(3) == "ind_Latn"
    assert batch.source_text(3) == TEXT.format(n=3, m=3) + "\ufffd"
    assert places[3][3] == b'"id3"'
    assert len(rubbish) == 10_000


@pytest.mark.parametrize("view", ["batch.audit()", "memoryview(batch)", "memoryview(output)"])
def test_a_view_keeps_what_it_looks_into(view: str) -> None:
    run = Run(20)
    pieces = [(0, 0, n, 0, text, None, None) for n, text in enumerate(("", "x"))]
    batch = run.cleaner.clean(pieces, run.table)
    first, end = run.table.append(batch)
    stored = _core.StoredBatch(bytes(batch), run.table, first, end)
    output = stored.write(run.table, _core.Copies(), bytes([1]))
    seen = eval(view, {"batch": batch, "output": output, "memoryview": memoryview})
    expected = bytes(seen)
    assert expected
    del run, batch, stored, output
    gc.collect()
    rubbish = [bytearray(len(expected)) for _ in range(1000)]
    assert bytes(seen) == expected
    assert rubbish


def test_rows_that_a_table_does_not_have_are_refused() -> None:
    run = Run(20)
    run.table.append(run.batch)
    stored = _core.StoredBatch(bytes(run.batch), run.table, 0, 20)
    finder = _core.CopyFinder()
    finder.add(run.batch, 10)
    finder.add(run.batch, 1 << 40)
    with pytest.raises(ValueError, match="the table lacks rows"):
        finder.finish("first", run.table)
    with pytest.raises(IndexError):
        _core.StoredBatch(bytes(run.batch), run.table, 0, 21)
    other = _core.DocumentTable()
    for use in (
        lambda: stored.kept(other, 0),
        lambda: stored.write(other, _core.Copies(), bytes([1])),
        lambda: _core.CopyFinder().add_stored(stored, other),
    ):
        with pytest.raises(IndexError):
            use()


def test_a_thread_that_forks_hears_signals_in_the_new_process() -> None:
    program = """
import os, signal, threading
import saring

def fork():
    if os.fork() == 0:
        signal.signal(signal.SIGALRM, signal.default_int_handler)
        signal.setitimer(signal.ITIMER_REAL, 0.2)
        try:
            saring.detect_batch(["Warga desa menanam pohon di tepi sungai."] * 3_000_000)
            print("done", flush=True)
        except KeyboardInterrupt:
            print("interrupted", flush=True)
        os._exit(0)
    os.wait()

thread = threading.Thread(target=fork)
thread.start()
thread.join()
"""
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, timeout=60)
    assert result.stdout == b"interrupted\n"
