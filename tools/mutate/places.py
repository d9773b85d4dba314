"""Places where a source can be broken, and an even sample of them."""

from __future__ import annotations

import csv
import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

OPERATORS = (
    "comparison",
    "arithmetic",
    "logic",
    "number",
    "boolean",
    "negation",
    "removal",
    "minmax",
    "string",
)


@dataclass(frozen=True)
class Mutant:
    """One change of one source: ``text[start:end]`` becomes ``after``."""

    path: str  # from the root of the repository
    module: str
    operator: str
    text: str
    start: int
    end: int
    after: str

    @property
    def line(self) -> int:
        """Return the line number of the change, from 1."""
        return self.text.count("\n", 0, self.start) + 1

    @property
    def mutated(self) -> str:
        """Return the whole source with the change."""
        return self.text[: self.start] + self.after + self.text[self.end :]

    @property
    def key(self) -> tuple[str, str, str]:
        """Return path, old and new line: a key that does not depend on the lines above."""
        first = self.text.rfind("\n", 0, self.start) + 1
        last = self.text.find("\n", self.end)
        last = len(self.text) if last < 0 else last
        before = self.text[first:last]
        after = self.text[first : self.start] + self.after + self.text[self.end : last]
        return self.path, " ".join(before.split()), " ".join(after.split())

    def __str__(self) -> str:
        """Return ``file:line: before → after``."""
        path, before, after = self.key
        return f"{path}:{self.line}: {before} → {after or '(nothing)'}"


def in_order(mutants: Iterable[Mutant], seed: int) -> Iterator[Mutant]:
    """Yield all mutants in an order in which the first n are an even sample for any n.

    Modules take turns. Each gives a mutant of the least used operator so far, chosen by a hash of
    the seed and the lines. So a change elsewhere in a source moves no other mutant.
    """

    def rank(*parts: str) -> str:
        return hashlib.sha256("\0".join((str(seed), *parts)).encode()).hexdigest()

    waiting: dict[str, dict[str, list[Mutant]]] = defaultdict(lambda: defaultdict(list))
    for mutant in sorted(mutants, key=lambda m: rank(*m.key), reverse=True):
        waiting[mutant.module][mutant.operator].append(mutant)
    used: Counter[str] = Counter()
    broken: Counter[str] = Counter()
    turn = 0
    while waiting:
        turn += 1
        for module in sorted(waiting, key=rank):
            lists = waiting[module]
            operator = min(lists, key=lambda o: (used[o], rank(module, o, str(turn))))
            # A source that was not broken yet comes first.
            last = min(
                range(len(lists[operator])), key=lambda i: (broken[lists[operator][i].path], -i)
            )
            mutant = lists[operator].pop(last)
            used[operator] += 1
            broken[mutant.path] += 1
            if not lists[operator]:
                del lists[operator]
            if not lists:
                del waiting[module]
            yield mutant


def read_equivalent(path: Path) -> dict[tuple[str, str, str], str]:
    """Return the equivalent mutants, by key, with the reason why no test can notice them."""
    reasons = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            if not row or row[0].startswith("#"):
                continue
            source, before, after, reason = row
            if not reason.strip():
                raise ValueError(f"{path}: no reason for {before} → {after}")
            reasons[source, before, after] = reason
    return reasons


def obsolete(keys: Iterable[tuple[str, str, str]], root: Path) -> list[tuple[str, str, str]]:
    """Return the keys of equivalent mutants whose line is no longer there."""
    gone = []
    for path, before, after in keys:
        source = root / path
        text = source.read_text(encoding="utf-8") if source.is_file() else ""
        if before not in " ".join(text.split()):
            gone.append((path, before, after))
    return gone
