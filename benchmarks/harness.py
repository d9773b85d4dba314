"""Compares tools in interleaved rounds, in one process on one core, with scored answers.

Rounds run A B C, A B C, …, so that a change in the machine's speed affects every contender. In each
round the speed of a contender is divided by that of the base in the same round; the tables show the
median of these ratios, which changes less between machines than the speeds do. Times are processor
time, summed over threads. The workload scores the answers, outside the measured time.
"""

from __future__ import annotations

import contextlib
import importlib.metadata
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
BASE = "saring"

Answers = list[Any]
Run = Callable[[list[Any]], Answers]


@dataclass(frozen=True)
class Contender:
    """One way to do the task.

    Parameters
    ----------
    name : str
        As shown in the tables; the one named `saring` is the base of all ratios.
    distributions : tuple of str
        The Python distributions it uses, for the versions in the result.
    load : callable
        Imports and prepares the tool; returns a function from n items to n answers (or, for a task
        over the whole corpus, to what the workload's score expects).
    note : str
        Settings, for the tables.
    """

    name: str
    distributions: tuple[str, ...]
    load: Callable[[], Run]
    note: str = ""


@dataclass(frozen=True)
class Workload:
    """Items for the contenders, and the score of their answers.

    Parameters
    ----------
    name : str
        As the table shows it.
    items : list
        The input of the contenders.
    num_bytes : sequence of int
        UTF-8 bytes of each item, for rates.
    score : callable
        Takes a contender's name, its answers and the number of items answered; gives named figures.
    whole : bool
        One job that cannot be cut to save time, such as finding duplicates in a corpus.
    """

    name: str
    items: list[Any]
    num_bytes: Sequence[int]
    score: Callable[[str, Answers, int], dict[str, float]]
    whole: bool = False


@dataclass(frozen=True)
class Table:
    """Figures of a suite that are not compared with the base: named rows and columns."""

    title: str
    columns: list[str]
    rows: dict[str, list[float]]
    note: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return the table in the form of the result file."""
        rows = {name: [round(figure, 3) for figure in row] for name, row in self.rows.items()}
        return {"title": self.title, "columns": self.columns, "rows": rows, "note": self.note}


@dataclass
class Lane:
    """A contender in a comparison: its number of items per round, and its speeds."""

    contender: Contender
    run: Run
    count: int = 0
    seconds: list[float] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)  # bytes per second, one per round
    quality: dict[str, float] = field(default_factory=dict)


def timed(run: Run, items: list[Any]) -> tuple[Answers, float]:
    """Return the answers and the processor time in seconds."""
    begin = time.process_time()
    answers = run(items)
    return answers, max(time.process_time() - begin, 1e-9)


def choose_count(lane: Lane, workload: Workload, seconds: float) -> None:
    """Warm the contender up, and choose a number of items that takes about `seconds`."""
    total = len(workload.items)
    lane.count = total
    if workload.whole:
        return
    count = min(total, 4)
    while True:
        _, spent = timed(lane.run, workload.items[:count])
        if spent > seconds / 5 or count == total:
            break
        count = min(total, count * 4)
    lane.count = max(1, min(total, int(count * seconds / spent)))


def race(
    contenders: Sequence[Contender], workload: Workload, rounds: int, seconds: float
) -> dict[str, Any]:
    """Run all contenders over a workload, interleaved, and return the figures."""
    lanes = []
    for contender in contenders:
        try:
            lanes.append(Lane(contender, contender.load()))
        except ImportError as error:
            print(f"  {contender.name}: not installed ({error})", flush=True)
    for lane in lanes:
        choose_count(lane, workload, seconds)
    # All are scored on the same items: as many as the slowest processes in ten rounds.
    shared = min([len(workload.items), *(10 * lane.count for lane in lanes)])
    for lane in lanes:
        answers = lane.run(workload.items[:shared])
        lane.quality = workload.score(lane.contender.name, answers, shared)
    for _ in range(rounds):
        for lane in lanes:
            items = workload.items[: lane.count]
            # A round of a fast contender over few items is repeated until its time can be measured.
            spent, repeats = 0.0, 0
            while spent < seconds / 4 and repeats < 1000:
                spent += timed(lane.run, items)[1]
                repeats += 1
            lane.seconds.append(spent / repeats)
            lane.rates.append(repeats * sum(workload.num_bytes[: lane.count]) / spent)
    return {
        "items": len(workload.items),
        "bytes": sum(workload.num_bytes),
        "rounds": rounds,
        "items_scored": shared,
        "contenders": {lane.contender.name: figures(lane, lanes) for lane in lanes},
    }


def figures(lane: Lane, lanes: Sequence[Lane]) -> dict[str, Any]:
    """Return the results of one lane: medians, ratios to the base, and every round."""
    base = next((other for other in lanes if other.contender.name == BASE), None)
    ratios = [b / a for a, b in zip(lane.rates, base.rates, strict=True)] if base else []
    rate = statistics.median(lane.rates)
    return {
        "mb_per_s": round(rate / 1e6, 3),
        "items_per_s": round(lane.count / statistics.median(lane.seconds), 2),
        "saring_is_times_faster": round(statistics.median(ratios), 3) if ratios else None,
        "spread": round((max(lane.rates) - min(lane.rates)) / rate, 3),
        "items_a_round": lane.count,
        "rounds_mb_per_s": [round(r / 1e6, 3) for r in lane.rates],
        "quality": {name: round(value, 5) for name, value in lane.quality.items()},
        "note": lane.contender.note,
    }


def pin_to_one_core() -> int:
    """Keep this process on one core and libraries on one thread; return the core."""
    for name in ("RAYON_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = "1"
    core = sorted(os.sched_getaffinity(0))[-1]
    os.sched_setaffinity(0, {core})
    return core


@contextlib.contextmanager
def all_cores() -> Iterator[None]:
    """Let this process use every core inside a `with` block."""
    pinned = os.sched_getaffinity(0)
    os.sched_setaffinity(0, range(os.cpu_count() or 1))
    try:
        yield
    finally:
        os.sched_setaffinity(0, pinned)


def command_line(*command: str) -> str:
    """Return the first line that a command prints, or "" if there is no such command."""
    try:
        result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return (result.stdout.splitlines() or [""])[0].strip()


def processor() -> str:
    """Return the name of the processor."""
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def machine() -> dict[str, Any]:
    """Describe the machine."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "processor": processor(),
        "cores": os.cpu_count(),
        "memory_gib": round(memory / 2**30, 1),
        "system": platform.platform(terse=True),
        "python": platform.python_version(),
        "compiler": command_line("g++", "--version"),
        "load_average": [round(x, 2) for x in os.getloadavg()],
    }


def versions(contenders: Sequence[Contender]) -> dict[str, str]:
    """Return the versions of all distributions that the contenders use."""
    found = {}
    for name in sorted({d for c in contenders for d in c.distributions}):
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:  # it may run from its sources
            found[name] = getattr(sys.modules.get(name), "__version__", "not installed")
    return found


def write_result(path: Path, suite: str, contenders: Sequence[Contender], body: dict) -> None:
    """Write the figures of one suite, with machine, versions and commit."""
    result = {
        "suite": suite,
        "commit": command_line("git", "rev-parse", "--short=12", "HEAD"),
        "uncommitted_changes": bool(command_line("git", "status", "--porcelain", "-uno")),
        "date": time.strftime("%Y-%m-%d", time.gmtime()),
        "machine": machine(),
        "versions": versions(contenders),
        "peak_memory_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        **body,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"  wrote {path}", file=sys.stderr)
