"""Draw the output of `benchmarks/bench_big_dedup.py`: ``plot_sizes.py RESULTS.jsonl FOLDER``.

Writes ``dedup_sizes.svg``, the time and memory for generated prose, and ``dedup_kinds.svg``, the
time for texts that are hard to search. Each shows n log n from the smallest size on for comparison.
"""

from __future__ import annotations

import argparse
import json
import math
from pathlib import Path
from typing import Any

import matplotlib
import matplotlib.pyplot as plt

matplotlib.use("svg")
matplotlib.rcParams["svg.hashsalt"] = "saring"
matplotlib.rcParams["svg.fonttype"] = "none"


def points(results: list[dict[str, Any]], kind: str, key: str) -> tuple[list[float], list[float]]:
    """Return the sizes of a kind, in thousands of documents, and their values."""
    found = sorted((r["documents"], r[key]) for r in results if r["kind"] == kind)
    return [n / 1000 for n, _ in found], [value for _, value in found]


def growth(sizes: list[float], first: float) -> list[float]:
    """Return n log n, through the first value."""
    unit = sizes[0] * math.log(sizes[0] * 1000)
    return [first * n * math.log(n * 1000) / unit for n in sizes]


def draw_times(axes: Any, results: list[dict[str, Any]], kinds: list[str]) -> None:
    """Draw the processor time of some kinds."""
    for kind in kinds:
        sizes, seconds = points(results, kind, "cpu")
        (line,) = axes.plot(sizes, seconds, "o-", label=kind.replace("-", " "))
        axes.plot(sizes, growth(sizes, seconds[0]), ":", color=line.get_color(), linewidth=1)
    axes.plot([], [], ":", color="grey", label="n log n from the first point")
    axes.set(xscale="log", yscale="log", xlabel="thousand documents", ylabel="seconds of processor")
    axes.grid(True, which="both", alpha=0.3)
    axes.legend()


def save(figure: Any, path: Path) -> None:
    """Write a figure without its date."""
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)


def main() -> None:
    """Draw both."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("results", type=Path)
    parser.add_argument("folder", type=Path)
    given = parser.parse_args()
    results = [json.loads(line) for line in given.results.read_text().splitlines()]
    figure, (time, memory) = plt.subplots(1, 2, figsize=(9, 3.6))
    draw_times(time, results, ["prose"])
    sizes, peaks = points(results, "prose", "peak_mib")
    memory.plot(sizes, peaks, "o-", label="peak of memory")
    memory.axhline(1536, linestyle="--", color="grey", label="bound, 1.5 GiB")
    memory.set(xlabel="thousand documents", ylabel="MiB", ylim=(0, 1700))
    memory.grid(True, alpha=0.3)
    memory.legend(loc="lower right")
    save(figure, given.folder / "dedup_sizes.svg")
    kinds = [kind for kind in dict.fromkeys(r["kind"] for r in results) if kind != "prose"]
    figure, axes = plt.subplots(figsize=(7, 4.2))
    draw_times(axes, results, kinds)
    save(figure, given.folder / "dedup_kinds.svg")


if __name__ == "__main__":
    main()
