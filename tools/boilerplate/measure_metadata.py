"""Measures titles, bylines and dates of `saring.extract` against labels by people.

Usage: ``tools/boilerplate/measure_metadata.py DATA [--peers] [--half 0|1] [--worst N]``. DATA is a
file of JSON lines (``.zst`` is unpacked): ``html``, ``url``, ``domain``, ``source`` and, if they
are known, ``date``, ``title``, ``authors``. With ``--peers`` htmldate and trafilatura are measured
in the same run, if they are installed. The table has a row for all pages, for each source, and for
each half of the domains. Tune on the mistakes of one half (``--half 0 --worst 50``), and report the
figures of the other half.

A date is right if the day is right. A title is right if its letters and digits match; case is
ignored. A byline is right if it has every word of the first author and at most six words more than
the reference.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.metadata
import json
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FIELDS = ("date", "title", "authors")
EXTRA_WORDS = 6  # a byline may have more, such as further authors

Found = Mapping[str, str | None]
Reader = Callable[[Mapping[str, Any]], Found]


def words(text: str | None) -> list[str]:
    """Return runs of letters and digits in lower case."""
    return re.findall(r"\w+", (text or "").lower())


def is_right(name: str, found: str | None, reference: str) -> bool:
    """Return whether the value of the field `name` counts as right."""
    if name == "date":
        return (found or "")[:10] == reference[:10]
    if name == "title":
        return words(found) == words(reference)
    wanted, have = set(words(reference.split(",")[0])), words(found)
    return bool(wanted) and wanted <= set(have) and len(have) <= len(words(reference)) + EXTRA_WORDS


def half_of(domain: str) -> int:
    """Return 0 or 1, the same for all pages of a domain."""
    return hashlib.md5(domain.encode(), usedforsecurity=False).digest()[-1] & 1


@dataclass
class Counts:
    """Right values of each field, and pages that have a reference for it."""

    right: dict[str, int] = field(default_factory=lambda: dict.fromkeys(FIELDS, 0))
    all: dict[str, int] = field(default_factory=lambda: dict.fromkeys(FIELDS, 0))

    def add(self, name: str, right: bool) -> None:
        """Count one value."""
        self.right[name] += right
        self.all[name] += 1

    def __str__(self) -> str:
        cells = []
        for name in FIELDS:
            share = f"{self.right[name] / self.all[name]:.3f}" if self.all[name] else "-"
            cells.append(f"{name} {share:>5} of {self.all[name]:<4}")
        return "  ".join(cells)


@dataclass
class Measured:
    """The results of one tool on all pages."""

    counts: dict[str, Counts]
    wrong: list[tuple[str, str, str | None, str]]  # field, address, found, reference
    seconds: float
    errors: int


def measure(rows: Iterable[Mapping[str, Any]], reader: Reader) -> Measured:
    """Run a tool over pages and count by group: all, each source, each half of the domains."""
    out = Measured({}, [], 0.0, 0)
    for row in rows:
        start = time.process_time()
        try:
            found = reader(row)
        except Exception:  # if a peer fails on a page, that counts as nothing found
            found, out.errors = {}, out.errors + 1
        out.seconds += time.process_time() - start
        for name in FIELDS:
            reference = row.get(name)
            if not isinstance(reference, str) or not reference.strip():
                continue
            right = is_right(name, found.get(name), reference)
            half = f"half {half_of(row['domain'])}"
            for group in ("all", row.get("source") or "?", half):
                out.counts.setdefault(group, Counts()).add(name, right)
            if not right:
                out.wrong.append((name, row["url"], found.get(name), reference))
    return out


def read_saring(row: Mapping[str, Any]) -> Found:
    """Read a page with this library."""
    import saring

    article = saring.extract(row["html"], url=row["url"])
    return {"date": article.date, "title": article.title, "authors": article.byline}


def read_trafilatura(row: Mapping[str, Any]) -> Found:
    """Read a page with trafilatura."""
    import trafilatura

    found = trafilatura.extract_metadata(row["html"], default_url=row["url"])
    return {"date": found.date, "title": found.title, "authors": found.author} if found else {}


def read_htmldate(row: Mapping[str, Any]) -> Found:
    """Read the date of a page with htmldate."""
    import htmldate

    return {"date": htmldate.find_date(row["html"], url=row["url"], original_date=True)}


PEERS: dict[str, Reader] = {"trafilatura": read_trafilatura, "htmldate": read_htmldate}


def read_rows(path: Path) -> list[dict[str, Any]]:
    """Return the pages of a file."""
    if path.suffix == ".zst":
        data = subprocess.run(["zstdcat", str(path)], capture_output=True, check=True).stdout
    else:
        data = path.read_bytes()
    return [json.loads(line) for line in data.split(b"\n") if line]


def report(name: str, measured: Measured, pages: int, worst: int) -> None:
    """Print the table of one tool."""
    speed = pages / measured.seconds if measured.seconds else 0
    print(f"{name}: {speed:.0f} pages/s, {measured.errors} errors")
    for group, counts in sorted(measured.counts.items()):
        print(f"  {group:<32} {counts}")
    for wrong in measured.wrong[:worst]:
        print("   ", " | ".join(str(part) for part in wrong))


def main(arguments: list[str] | None = None) -> int:
    """Run the tool."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("data", type=Path)
    parser.add_argument(
        "--peers", action="store_true", help="also measure other tools, in the same run"
    )
    parser.add_argument("--half", type=int, choices=(0, 1), help="only one half of the domains")
    parser.add_argument("--worst", type=int, default=0, metavar="N", help="show N mistakes of each")
    options = parser.parse_args(arguments)
    rows = read_rows(options.data)
    if options.half is not None:
        rows = [row for row in rows if half_of(row["domain"]) == options.half]
    report("saring", measure(rows, read_saring), len(rows), options.worst)
    for name, reader in PEERS.items() if options.peers else ():
        try:
            version = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            print(f"{name}: not installed", file=sys.stderr)
            continue
        report(f"{name} {version}", measure(rows, reader), len(rows), options.worst)
    return 0


if __name__ == "__main__":
    sys.exit(main())
