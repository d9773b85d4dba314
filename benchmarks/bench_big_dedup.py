"""Measure `saring dedup` on generated corpora of any size.

``bench_big_dedup.py make FOLDER --documents N --kind KIND`` writes ``FOLDER/*.jsonl.zst``, and
``bench_big_dedup.py run FOLDER --memory 1.5G`` deduplicates them and prints one JSON object:
documents, seconds, documents per second, the peak of memory and of temporary files on disk, copies
removed and copies known. ``curve`` does both for growing sizes, and deletes its files.

Kinds: ``prose`` (2 kB of 300 words in a vocabulary of 200,000, one in ten from the footer of one
of a thousand sites; 15 % are copies of an earlier one: 5 % of the same words, 10 % with a few words
changed), ``identical`` (one text), ``template`` (a paragraph of 60 words with 12 words of its own),
``three-words`` (texts of three words out of 500), ``three-of-three`` (200 words drawn from three)
and ``empty``.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import zstandard

WORDS = 300
FOOTER_WORDS = 30
SITES = 1000
VOCABULARY = 200_000
DOCUMENTS_A_FILE = 250_000
KINDS = ("prose", "identical", "template", "three-words", "three-of-three", "empty")


class MadeCorpus:
    """Documents by number, the same in every run.

    Parameters
    ----------
    kind
        One of `KINDS`.
    """

    def __init__(self, kind: str) -> None:
        self._kind = kind
        rng = np.random.default_rng(1)
        syllables = np.array([a + b for a in "bcdghjklmnprstwy" for b in "aeiou"])
        made = ["".join(rng.choice(syllables, 2 + i % 3)) for i in range(VOCABULARY)]
        self._words = np.array(made, dtype=object)
        self._footers = [" ".join(rng.choice(self._words, FOOTER_WORDS)) for _ in range(SITES)]
        self._template = " ".join(rng.choice(self._words, 60))

    def original(self, number: int) -> int:
        """Return the number of the document that this one copies, or its own."""
        if self._kind != "prose" or number < 20 or number % 20 >= 3:
            return number
        # Documents with these last digits are not copies themselves.
        earlier = (number * 0x9E3779B97F4A7C15 >> 11) % (number // 20)
        return earlier * 20 + 3 + number % 17

    def text(self, number: int) -> str:
        """Return a document."""
        if self._kind == "empty":
            return ""
        if self._kind == "identical":
            return self._template
        rng = np.random.default_rng(self.original(number))
        if self._kind == "three-words":
            return " ".join(self._words[rng.integers(0, 500, 3)])
        if self._kind == "three-of-three":
            return " ".join(self._words[rng.integers(0, 3, 200)])
        if self._kind == "template":
            return " ".join(self._words[rng.integers(0, VOCABULARY, 12)]) + ". " + self._template
        # Low numbers are more frequent, as in a language.
        words = self._words[(VOCABULARY * rng.random(WORDS - FOOTER_WORDS) ** 3).astype(np.int64)]
        if number % 20 in (1, 2) and self.original(number) != number:
            words[7 + number % 200] = "ralat"
            words[-1] = str(number)
        return " ".join(words) + "\n" + self._footers[self.original(number) % SITES]

    def num_copies(self, documents: int) -> int:
        """Return how many of the first documents are removed as copies."""
        if self._kind == "prose":
            return sum(self.original(i) != i for i in range(documents))
        if self._kind == "identical":
            return documents - 1
        if self._kind == "three-words":
            return documents - len({self.text(i) for i in range(documents)})
        return 0 if self._kind == "empty" else -1


def make(folder: Path, kind: str, documents: int) -> None:
    """Write the corpus."""
    folder.mkdir(parents=True, exist_ok=True)
    corpus = MadeCorpus(kind)
    for first in range(0, documents, DOCUMENTS_A_FILE):
        last = min(documents, first + DOCUMENTS_A_FILE)
        path = folder / f"part-{first // DOCUMENTS_A_FILE:04}.jsonl.zst"
        with open(path, "wb") as file, zstandard.ZstdCompressor(1).stream_writer(file) as out:
            for number in range(first, last):
                record = {"id": f"d{number}", "text": corpus.text(number)}
                out.write(json.dumps(record).encode() + b"\n")
    known = {"kind": kind, "documents": documents, "copies": corpus.num_copies(documents)}
    (folder / "known.json").write_text(json.dumps(known) + "\n")


@contextlib.contextmanager
def watched(folder: Path, process: subprocess.Popen[bytes]) -> Iterator[dict[str, int]]:
    """Record the most bytes on disk below a folder, including unlinked files."""
    peak = {"disk": 0}
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.2):
            size = sum(p.stat().st_blocks * 512 for p in folder.rglob("*") if p.is_file())
            for link in Path(f"/proc/{process.pid}/fd").glob("*"):
                with contextlib.suppress(OSError):
                    name = os.readlink(link)
                    if name.startswith(str(folder)) and name.endswith("(deleted)"):
                        size += link.stat().st_blocks * 512
            peak["disk"] = max(peak["disk"], size)

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield peak
    finally:
        done.set()
        thread.join()


def run(folder: Path, options: list[str]) -> dict[str, object]:
    """Deduplicate the corpus in a separate process, and report time and memory."""
    known = json.loads((folder / "known.json").read_text())
    with tempfile.TemporaryDirectory(prefix="bench-", dir=folder) as temporary:
        files = sorted(map(str, folder.glob("*.jsonl.zst")))
        command = [sys.executable, "-m", "saring", "dedup", *options, *files]
        environment = {**os.environ, "TMPDIR": temporary}
        start = time.perf_counter()
        process = subprocess.Popen(
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        with contextlib.suppress(FileNotFoundError), watched(Path(temporary), process) as peak:
            assert process.stderr is not None
            said = process.stderr.read().decode()
            _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
    if status != 0:
        raise SystemExit(said)
    return {
        **known,
        "seconds": round(seconds, 2),
        "cpu": round(usage.ru_utime + usage.ru_stime, 2),
        "documents_per_second": round(known["documents"] / seconds),
        "peak_mib": usage.ru_maxrss >> 10,
        "temporary_mib": peak["disk"] >> 20,
        "said": said.strip(),
    }


def curve(kind: str, sizes: list[int], options: list[str]) -> None:
    """Measure growing corpora."""
    for documents in sizes:
        with tempfile.TemporaryDirectory(prefix="bench-corpus-") as made:
            make(Path(made), kind, documents)
            print(json.dumps(run(Path(made), options)), flush=True)


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("command", choices=("make", "run", "curve"))
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--documents", type=int, nargs="+", default=[10_000])
    parser.add_argument("--kind", choices=KINDS, default="prose")
    parser.add_argument("--memory")
    given = parser.parse_args()
    options = ["--memory", given.memory] if given.memory else []
    if given.command == "curve":
        curve(given.kind, given.documents, options)
    elif given.folder is None:
        parser.error("a folder is needed")
    elif given.command == "make":
        make(given.folder, given.kind, given.documents[0])
    else:
        print(json.dumps(run(given.folder, options)))


if __name__ == "__main__":
    main()
