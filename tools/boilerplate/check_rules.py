#!/usr/bin/env python3
"""Count the lines of labelled texts that each boilerplate rule matches, the worst rule first.

    tools/boilerplate/check_rules.py DATA.jsonl.zst… [--language fra] [--top 40]

DATA has rows {lang, lines, keep, skip?}: `keep[i]` is 1 if line i is article, and indices in
`skip` do not count. With --language, only the rules of that pack are used, on the texts of all
languages: a match in a text in another language is a collision. Without it, all rules are used
together, and each line counts for the rule that decides it.

Columns: article lines that the rule matches, how many of them are in texts of other languages,
other lines that it matches, its id, and the most frequent matched article lines with language.
"""

from __future__ import annotations

import argparse
import collections
import io
import json
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import zstandard

import saring

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKS = Path(__file__).resolve().parents[2] / "cpp" / "data" / "boilerplate"


@dataclass
class Hits:
    """Lines that a rule matches."""

    article: int = 0
    foreign: int = 0
    junk: int = 0
    examples: collections.Counter[str] = field(default_factory=collections.Counter)


def read_rows(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the rows of a JSON Lines file, compressed or not."""
    with path.open("rb") as file:
        raw = zstandard.ZstdDecompressor().stream_reader(file) if path.suffix == ".zst" else file
        for line in io.TextIOWrapper(raw, encoding="utf-8"):
            yield json.loads(line)


def codes_of_packs() -> dict[str, str]:
    """Return the pack that each language code selects."""
    packs = {}
    for path in sorted(PACKS.glob("[a-z][a-z][a-z].tsv")):
        head = path.read_text(encoding="utf-8").split("\nid\t")[0]
        codes = next(x[8:] for x in head.split("\n") if x.startswith("# codes:"))
        packs.update(dict.fromkeys([path.stem, *codes.split()], path.stem))
    return packs


def count_hits(stripper: saring.LineStripper, paths: list[Path]) -> dict[str, Hits]:
    """Return the hits of each rule, by its id."""
    hits: dict[str, Hits] = collections.defaultdict(Hits)
    pack_of_rule = {rule["id"]: rule["language"] for rule in stripper.rules()}
    pack_of_code = codes_of_packs()
    for path in paths:
        for row in read_rows(path):
            language = str(row.get("lang") or "und")
            pack = pack_of_code.get(language.split("_")[0].split("-")[0])
            # A line must not have a line end inside it.
            lines = [" ".join(line.split()) for line in row["lines"]]
            skipped = set(row.get("skip") or ())
            rules = [line.rule for line in stripper.strip("\n".join(lines)).lines]
            for i, (line, keep, rule) in enumerate(zip(lines, row["keep"], rules, strict=True)):
                if rule not in pack_of_rule or i in skipped:
                    continue
                hit = hits[rule]
                if not keep:
                    hit.junk += 1
                    continue
                hit.article += 1
                hit.foreign += pack_of_rule[rule] not in ("und", pack)
                hit.examples[f"{language}: {line[:80]}"] += 1
    return hits


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("data", nargs="+", type=Path)
    parser.add_argument("--language", help="only the rules of this pack")
    parser.add_argument("--top", type=int, default=40, help="rules shown (default 40)")
    args = parser.parse_args()
    if args.language:
        pack = codes_of_packs().get(args.language)
        if pack is None:
            sys.exit(f"no pack for {args.language}")
        rules = [PACKS / f"{pack}.tsv"]
        stripper = saring.LineStripper(rules, built_in_rules=False, model=False)
    else:
        stripper = saring.LineStripper(model=False)
    hits = count_hits(stripper, args.data)
    worst = sorted(hits.items(), key=lambda item: (-item[1].article, -item[1].junk))
    print(f"{'article':>8}{'foreign':>8}{'junk':>8}  rule")
    for rule, hit in worst[: args.top]:
        examples = " | ".join(f"{x} ({n})" for x, n in hit.examples.most_common(3))
        print(f"{hit.article:8}{hit.foreign:8}{hit.junk:8}  {rule}  {examples}")
    total = [sum(getattr(hit, name) for hit in hits.values()) for name in ("article", "junk")]
    print(f"{len(hits)} rules, {total[0]} article lines, {total[1]} other lines")
    return 0


if __name__ == "__main__":
    sys.exit(main())
