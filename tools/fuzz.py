"""Run the fuzz targets and say how far each of them came: ``make fuzz``.

Corpora grow in ``build/fuzz/corpus``. With an empty one, a run repeats the same inputs in the same
order as far as its time takes it: the seed is fixed. tests/fuzz/README.md says more.
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

# Bytes of an input. Pages are short, so that no time is spent on large ones; the tables of a
# language model take more.
MAX_LENGTH = 4096
MAX_LENGTHS = {"lang_model": 16384}
# A hang and a bomb are faults too.
LIMITS = ("-timeout=10", "-rss_limit_mb=2048")


@dataclass(frozen=True)
class Result:
    """What one target did."""

    target: str
    runs: int
    edges: int
    features: int
    corpus: int
    seconds: float
    failed: list[str]  # paths of inputs
    log: Path

    @property
    def row(self) -> str:
        """One line of the table."""
        failures = len(self.failed)
        return (
            f"{self.target:<18}{self.runs:>10,}{self.edges:>8,}{self.features:>10,}"
            f"{self.corpus:>8,}{self.seconds:>7.0f} s{failures:>10}"
        )


HEADER = f"{'target':<18}{'runs':>10}{'edges':>8}{'features':>10}{'corpus':>8}{'time':>9}{'failures':>10}"


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
    before = set(failures.iterdir())
    arguments = [
        f"-max_total_time={seconds}",
        f"-max_len={MAX_LENGTHS.get(target, MAX_LENGTH)}",
        "-seed=1",
        "-print_final_stats=1",
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
    failed = sorted(str(path) for path in set(failures.iterdir()) - before)
    if status != 0 and not failed:
        failed = [""]
    return Result(target, *last_status(text), time.monotonic() - start, failed, log)


def show_failure(result: Result) -> None:
    """Print what went wrong, and the command that repeats it."""
    lines = result.log.read_text(encoding="utf-8", errors="replace").splitlines()
    kinds = ("property violated:", "runtime error:", "ERROR:", "SUMMARY:", "what():")
    print(f"\nfuzz_{result.target} failed; its log is {result.log}")
    for line in [line for line in lines if any(kind in line for kind in kinds)][:6]:
        print(f"  {line.strip()}")
    for path in filter(None, result.failed):
        print(f"  input: {path}\n  again: {shlex.join(command(result.target, [path]))}")


def main() -> int:
    """Run the targets side by side; 1 where one of them failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "targets", nargs="*", help="names without fuzz_; all of them if none is given"
    )
    parser.add_argument("--minutes", type=float, default=1, help="for each target")
    parser.add_argument("--jobs", type=int, default=2, help="targets at a time")
    options = parser.parse_args()
    names = target_names()
    unknown = sorted(set(options.targets) - set(names))
    if unknown:
        parser.error(f"no such target: {' '.join(unknown)}; there are {' '.join(names)}")
    print(HEADER, flush=True)
    results = []
    with ThreadPoolExecutor(options.jobs) as pool:
        tasks = [
            pool.submit(run, name, round(options.minutes * 60)) for name in options.targets or names
        ]
        for task in tasks:
            results.append(task.result())
            print(results[-1].row, flush=True)
    failed = [result for result in results if result.failed]
    for result in failed:
        show_failure(result)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
