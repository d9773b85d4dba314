"""Breaks the sources at a sample of places, one at a time, and lists the changes that tests miss.

``make mutate`` runs it; ``SEED=2``, ``CPP=40``, ``PY=25`` and ``ONLY=cpp/saring/lang`` choose the
sample. It works in a copy of the tree in ``build/mutate``. A mutant is noticed if a test fails,
crashes or takes too long. A mutant that does not build is not counted. ``equivalent.tsv`` lists
mutants that change no result: source, line, changed line, reason. The program ends with 1 if tests
miss any other mutant.

We have our own tool for both languages, because existing tools for Python test every place or leave
the choice to the caller, do not know extension modules, and do not change C++.
"""

from __future__ import annotations

import argparse
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from cpp_places import cpp_places
from places import Mutant, in_order, obsolete, read_equivalent
from python_places import python_places
from trial import BaselineError, Tree

ROOT = Path(__file__).resolve().parents[2]
EQUIVALENT = Path(__file__).with_name("equivalent.tsv")


def module_of(path: Path) -> str:
    """Return the module of a source, with its folder: ``lang/training``, ``io``, ``dedup``."""
    parts = path.with_suffix("").parts[2:]
    return "/".join(parts[:-1]) or parts[-1].strip("_")


def mutants(folder: str, endings: set[str], only: str) -> Iterator[Mutant]:
    """Yield every mutant of the sources below a folder."""
    for source in sorted((ROOT / folder).rglob("*")):
        path = source.relative_to(ROOT)
        if source.suffix not in endings or not path.as_posix().startswith(only):
            continue
        text = source.read_text(encoding="utf-8")
        for change in (python_places if source.suffix == ".py" else cpp_places)(text):
            operator, start, end, after = change
            yield Mutant(path.as_posix(), module_of(path), operator, text, start, end, after)


class Sample:
    """Plants and counts mutants until enough were judged."""

    def __init__(self, tree: Tree, reasons: dict[tuple[str, str, str], str]) -> None:
        self.tree, self.reasons = tree, reasons
        self.counts: Counter[str] = Counter()
        self.left: list[Mutant] = []

    def run(self, ordered: Iterator[Mutant], size: int) -> None:
        """Judge ``size`` mutants that build, and print each; equivalent ones are not planted."""
        number = 0
        for mutant in ordered:
            if number == size:
                break
            start = time.monotonic()
            reason = self.reasons.get(mutant.key)
            seen = self.tree.judge(mutant) if reason is None else ""
            if seen is None:
                self.counts["not built"] += 1
                continue
            number += 1
            outcome = self.outcome(mutant, seen, reason)
            took = time.monotonic() - start
            print(f"[{number:2}/{size}] {mutant}\n        {outcome} ({took:.0f} s)", flush=True)

    def outcome(self, mutant: Mutant, seen: str, reason: str | None) -> str:
        """Count a mutant that was judged."""
        if reason is not None:
            self.counts["equivalent"] += 1
            return f"equivalent: {reason}"
        if seen:
            self.counts["too slow" if seen.endswith("too slow") else "noticed"] += 1
            return f"noticed: {seen}"
        self.left.append(mutant)
        return "NOTICED BY NO TEST"


def main() -> int:
    """Run the sample."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--cpp", type=int, default=40, help="mutants of the C++ sources")
    parser.add_argument("--py", type=int, default=25, help="mutants of the Python sources")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="sources whose path starts with this")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--list", action="store_true", help="only print the sample")
    options = parser.parse_args()

    found = list(mutants("cpp/saring", {".cpp", ".hpp"}, options.only))
    python = list(mutants("python/saring", {".py"}, options.only))
    samples = [(found, options.cpp), (python, options.py)]
    print(f"places: {len(found)} in C++, {len(python)} in Python", flush=True)
    if options.list:
        for all_of, size in samples:
            for mutant, _ in zip(in_order(all_of, options.seed), range(size), strict=False):
                print(f"{mutant.operator:10} {mutant}")
        return 0
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # ends the copy's commands too
    tree = Tree(ROOT, ROOT / "build/mutate", options.jobs)
    print("building, and running every test once", flush=True)
    try:
        tree.prepare(cpp=bool(found and options.cpp))
    except BaselineError as error:
        print(error)
        print("make mutate: the tests must pass before anything is broken", file=sys.stderr)
        return 2
    sample = Sample(tree, read_equivalent(EQUIVALENT))
    for all_of, size in samples:
        sample.run(in_order(all_of, options.seed), size)
    judged = sample.counts.total() - sample.counts["not built"] + len(sample.left)
    counts = ", ".join(f"{count} {name}" for name, count in sample.counts.items())
    print(f"\njudged {judged} with seed {options.seed}: {counts}, {len(sample.left)} left")
    for mutant in sample.left:
        print(f"  {mutant}")
    for path, before, _ in obsolete(sample.reasons, ROOT):
        print(f"{EQUIVALENT.name}: this line is no longer in {path}: {before}")
    return 1 if sample.left else 0


if __name__ == "__main__":
    sys.exit(main())
