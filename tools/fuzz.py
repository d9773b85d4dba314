"""Run the fuzz targets and report the progress of each: ``make fuzz``.

Corpora grow in ``build/fuzz/corpus``. The seed is fixed: with an empty corpus, each run repeats the
same inputs in the same order, as many as its time allows. See tests/fuzz/README.md.
"""

import argparse
import re
import shlex
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "tests" / "fuzz"
BUILD = ROOT / "build" / "fuzz"

# Bytes of an input. Pages are short, to save time. The tables of a language model need more.
MAX_LENGTH = 4096
MAX_LENGTHS = {"lang_model": 16384}
# A hang is a fault. Input that expands without limit is a fault too.
LIMITS = ("-timeout=10", "-rss_limit_mb=2048")


@dataclass(frozen=True)
class Result:
    """The result of one target."""

    target: str
    runs: int
    edges: int
    features: int
    corpus: int
    seconds: float
    failed: bool
    log: Path

    @property
    def row(self) -> list[str]:
        """Return its row of the table."""
        counts = (self.runs, self.edges, self.features, self.corpus)
        numbers = [f"{count:,}" for count in counts]
        return [self.target, *numbers, f"{self.seconds:.0f} s", "failed" if self.failed else "-"]


COLUMNS = ("target", "runs", "edges", "features", "corpus", "time", "result")
WIDTHS = (18, 11, 8, 10, 8, 9, 9)


def table_row(values: Sequence[str]) -> str:
    """Return one line of the table; the first column is aligned to the left."""
    cells = [value.rjust(width) for value, width in zip(values, WIDTHS, strict=True)]
    return values[0].ljust(WIDTHS[0]) + "".join(cells[1:])


def target_names() -> list[str]:
    """Return the targets in tests/fuzz."""
    return sorted(path.stem.removeprefix("fuzz_") for path in SOURCES.glob("fuzz_*.cpp"))


def command(target: str, arguments: Sequence[str]) -> list[str]:
    """Return the command that runs a target."""
    return [str(BUILD / "tests" / "fuzz" / f"fuzz_{target}"), *LIMITS, *arguments]


def last_status(log: str) -> tuple[int, int, int, int]:
    """Read runs, edges, features and corpus size from the last line that has them."""
    lines = re.findall(r"^#(\d+)\t.*?cov: (\d+) ft: (\d+) corp: (\d+)", log, re.MULTILINE)
    runs, edges, features, corpus = (int(n) for n in lines[-1]) if lines else (0, 0, 0, 0)
    return runs, edges, features, corpus


def run(target: str, seconds: int) -> Result:
    """Fuzz one target for so many seconds."""
    corpus = BUILD / "corpus" / target
    failures = BUILD / "failures" / target
    for folder in (corpus, failures):
        folder.mkdir(parents=True, exist_ok=True)
    arguments = [
        f"-max_total_time={seconds}",
        f"-max_len={MAX_LENGTHS.get(target, MAX_LENGTH)}",
        "-seed=1",
        f"-artifact_prefix={failures}/",
    ]
    dictionary = SOURCES / "dictionaries" / f"{target}.dict"
    if dictionary.exists():
        arguments.append(f"-dict={dictionary}")
    seeds = SOURCES / "seeds" / target
    folders = [str(corpus), *([str(seeds)] if seeds.exists() else [])]
    start = time.monotonic()
    log = BUILD / f"{target}.log"
    with log.open("w", encoding="utf-8") as out:
        status = subprocess.run(
            command(target, [*arguments, *folders]), stdout=out, stderr=out, check=False
        ).returncode
    text = log.read_text(encoding="utf-8", errors="replace")
    return Result(target, *last_status(text), time.monotonic() - start, status != 0, log)


def show_failure(result: Result) -> None:
    """Print what went wrong, and the command that repeats it."""
    text = result.log.read_text(encoding="utf-8", errors="replace")
    kinds = ("property violated:", "runtime error:", "ERROR:", "SUMMARY:", "what():")
    print(f"\nfuzz_{result.target} failed; its log is {result.log}")
    for line in [line for line in text.splitlines() if any(kind in line for kind in kinds)][:6]:
        print(f"  {line.strip()}")
    for path in re.findall(r"Test unit written to (.*)", text)[-1:]:
        print(f"  input: {path}\n  again: {shlex.join(command(result.target, [path]))}")


def main() -> int:
    """Run the targets in parallel; return 1 if one of them failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("targets", nargs="*", help="names without fuzz_; all if none is given")
    parser.add_argument("--minutes", type=float, default=1, help="for each target")
    parser.add_argument("--jobs", type=int, default=2, help="targets at a time")
    options = parser.parse_args()
    names = target_names()
    unknown = sorted(set(options.targets) - set(names))
    if unknown:
        parser.error(f"no such target: {' '.join(unknown)}; there are {' '.join(names)}")
    print(table_row(COLUMNS), flush=True)
    results = []
    with ThreadPoolExecutor(options.jobs) as pool:
        seconds = round(options.minutes * 60)
        tasks = [pool.submit(run, name, seconds) for name in options.targets or names]
        for task in tasks:
            results.append(task.result())
            print(table_row(results[-1].row), flush=True)
    failed = [result for result in results if result.failed]
    for result in failed:
        show_failure(result)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
