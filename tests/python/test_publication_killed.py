"""Whenever a run is killed or interrupted, its output is complete or can be completed."""

import contextlib
import multiprocessing
import os
import random
import signal
import subprocess
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.parquet
import pytest
from publishing import outcome_of, publish, report, snapshot, write
from saring_cli import OTHER, clean, jsonl, read_jsonl, start_on_a_terminal

from saring.runs.output_folder import completed_earlier_run

TURNS = 120
NAMES = [f"{number % 7}/{number:03}.txt" for number in range(200)]


def _rename_slowly(source: Path, target: Path, rename: Callable[..., None] = os.rename) -> None:
    time.sleep(1e-4)  # so that many moments are inside a publication
    rename(source, target)


def _one_run(out: Path, content: str, note: Path) -> None:
    """Publish 200 files over old ones, in a new process that starts with SIGINT blocked."""
    os.rename = _rename_slowly
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        threading.Thread(target=threading.Event().wait, daemon=True).start()
        publish(out, dict.fromkeys(NAMES, content), content)
    except KeyboardInterrupt as interrupt:
        note.write_text(outcome_of(interrupt) if hasattr(interrupt, "__notes__") else "")
    finally:
        os._exit(0)


def _interrupt(process: Any, out: Path, number: signal.Signals, rng: random.Random) -> None:
    journal = out / ".saring-work" / "journal.json"
    if rng.random() < 0.5:
        time.sleep(rng.uniform(0, 0.05))
    else:
        while process.is_alive() and not journal.exists():
            time.sleep(1e-4)
        time.sleep(rng.uniform(0, 0.04))
    # The process may have ended by now.
    with contextlib.suppress(ProcessLookupError):
        os.kill(process.pid, number)
    process.join(30)


@pytest.fixture
def fast_folder(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory if possible: a disk takes milliseconds for each replaced file."""
    memory = Path("/dev/shm")
    if not os.access(memory, os.W_OK | os.X_OK):
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        yield Path(folder)


def test_at_whatever_moment_a_run_is_killed_or_interrupted_its_output_is_whole(
    fast_folder: Path,
) -> None:
    rng = random.Random(7)
    out, note = fast_folder / "out", fast_folder / "note"
    content = "0"
    wholes = {}
    for turn in range(TURNS + 1):
        files = dict.fromkeys(NAMES, str(turn))
        wholes[str(turn)] = files | {"report.json": report(files, str(turn))}
    publish(out, dict.fromkeys(NAMES, content), content)
    seen: Counter[str] = Counter()
    context = multiprocessing.get_context("fork")
    for turn in range(1, TURNS + 1):
        number = signal.SIGKILL if turn % 2 else signal.SIGINT
        note.unlink(missing_ok=True)
        process = context.Process(target=_one_run, args=(out, str(turn), note))
        # An interrupt right after the fork would run the rest of this test in the child, too.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        process.start()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        _interrupt(process, out, number, rng)
        with completed_earlier_run(out) as completed:
            found = snapshot(out)
            new = str(turn)
            is_new = found["report.json"] == wholes[new]["report.json"]
            assert found == (wholes[new] if is_new else wholes[content]), (turn, completed)
        said = note.read_text() if note.exists() else ""
        if said:
            assert said == ("is complete" if is_new else "nothing was written")
        seen[f"{number.name} {'completed' if completed else said or 'silent'} {is_new}"] += 1
        content = new if is_new else content
    assert seen["SIGKILL completed True"] >= 5, seen
    assert seen["SIGKILL silent False"] >= 5, seen
    assert seen["SIGINT is complete True"] >= 5, seen
    assert seen["SIGINT nothing was written False"] >= 5, seen


def _documents(folder: Path, word: str) -> None:
    """Write 200 documents in 102 files."""
    write(folder, {f"{n}.txt": f"{OTHER}{word} nomor {n} ada di desa.\n" for n in range(100)})
    texts = [f"{OTHER}{word} ke-{n} ada di kota.\n" for n in range(100)]
    (folder / "a.jsonl").write_bytes(jsonl(*({"text": text} for text in texts[:50])))
    pyarrow.parquet.write_table(pyarrow.table({"text": texts[50:]}), folder / "b.parquet")


def _word_of(out: Path) -> str:
    """Check that the output of one run is there whole; return the word in its texts."""
    texts = [path.read_text() for path in out.glob("*.txt")]
    texts += [record["text"] for record in read_jsonl(out / "a.jsonl")]
    texts += pyarrow.parquet.read_table(out / "b.parquet")["text"].to_pylist()
    words = {text.splitlines()[3].split()[0] for text in texts}
    assert len(texts) == 200
    assert len(words) == 1, words
    return words.pop()


def test_at_whatever_moment_clean_is_killed_or_interrupted_its_output_is_whole(
    tmp_path: Path,
) -> None:
    rng = random.Random(11)
    out = tmp_path / "out"
    words = ["Perahu", "Sepeda"]
    for word in words:
        _documents(tmp_path / word, word)
    options = ["-o", out, "--overwrite", "--no-dedup", "--threads", "1"]
    started = time.monotonic()
    clean(tmp_path / "Perahu", *options)
    seconds = time.monotonic() - started
    journal = out / ".saring-work" / "journal.json"
    word = "Perahu"
    seen: Counter[bool] = Counter()
    for turn in range(12):
        other = words[word == words[0]]
        process, finish = start_on_a_terminal(
            "clean", tmp_path / other, *options, stdout=subprocess.DEVNULL
        )
        if turn % 4 < 2:
            while process.poll() is None and not journal.exists():
                time.sleep(1e-4)
        else:
            time.sleep(rng.uniform(0.3, 1.0) * seconds)
        process.send_signal(signal.SIGKILL if turn % 2 else signal.SIGINT)
        stderr = finish()
        assert "Traceback" not in stderr
        with completed_earlier_run(out):
            now = _word_of(out)
        assert now in (word, other)
        if "nothing was written" in stderr:
            assert now == word
        if "is complete" in stderr:
            assert now == other
        seen[now == other] += 1
        word = now
    assert set(seen) == {True, False}, seen
