"""Compares saring with other tools and writes the results to ``benchmarks/results``.

Usage: ``python benchmarks/run.py [--data FOLDER] [SUITE …]``; suites are lang, strip, html, dedup,
corpus, threads and clean. A tool that is not installed is named and skipped. See
docs/contributing/run-the-benchmarks.md.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import harness

SUITES = ("lang", "strip", "html", "dedup", "corpus", "threads", "clean")


def parse(arguments: list[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Compare saring with other tools.")
    parser.add_argument("suites", nargs="*", metavar="SUITE", help=f"{', '.join(SUITES)}; all")
    parser.add_argument("--data", type=Path, help="data folder (default: generated texts)")
    parser.add_argument("--out", type=Path, default=harness.ROOT / "benchmarks" / "results")
    parser.add_argument("--rounds", type=int, default=7, help="interleaved rounds (default 7)")
    parser.add_argument("--seconds", type=float, default=0.5, help="time of a contender in a round")
    parser.add_argument("--limit", type=int, help="maximum number of items per workload")
    options = parser.parse_args(arguments)
    unknown = set(options.suites) - set(SUITES)
    if unknown:
        parser.error(f"no suite {', '.join(sorted(unknown))}; there are {', '.join(SUITES)}")
    if options.data and not options.data.is_dir():
        parser.error(f"{options.data} is not a folder")
    return options


def run_suite(name: str, options: argparse.Namespace) -> None:
    """Run one suite and write its result."""
    module = importlib.import_module(f"benchmarks.suites.{name}")
    contenders = module.contenders()
    found = {}
    for workload in module.workloads(options.data, options.limit):
        print(f"{name}: {workload.name}, {len(workload.items)} items", flush=True)
        # A task over a whole corpus takes so long that three rounds agree.
        rounds = min(options.rounds, 3) if workload.whole else options.rounds
        found[workload.name] = harness.race(contenders, workload, rounds, options.seconds)
        for contender, row in found[workload.name]["contenders"].items():
            quality = ", ".join(f"{key} {value:.4g}" for key, value in row["quality"].items())
            print(
                f"  {contender:20} {row['mb_per_s']:9.2f} MB/s  "
                f"{row['saring_is_times_faster'] or 0:8.2f}x  {quality}",
                flush=True,
            )
    body = {"data": "data folder" if options.data else "made", "workloads": found}
    if hasattr(module, "tables"):
        body["tables"] = [show(table) for table in module.tables(options.data, options.limit)]
    harness.write_result(options.out / f"{name}.json", name, contenders, body)


def show(table: harness.Table) -> dict[str, Any]:
    """Print a table, and return it in the form of the result file."""
    print(f"{table.title}: {', '.join(table.columns)}", flush=True)
    for name, row in table.rows.items():
        print(f"  {name:36}", *(f"{figure:10.2f}" for figure in row), flush=True)
    return table.as_dict()


def main(arguments: list[str] | None = None) -> int:
    """Run the named suites, or all."""
    options = parse(arguments)
    core = harness.pin_to_one_core()
    print(f"core {core}; load average {harness.machine()['load_average']}", flush=True)
    for name in options.suites or SUITES:
        run_suite(name, options)
    return 0


if __name__ == "__main__":
    sys.exit(main())
