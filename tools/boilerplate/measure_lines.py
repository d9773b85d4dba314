#!/usr/bin/env python3
"""Measure which lines of the development data are kept: tables, peers, and the worst documents.

usage: measure_lines.py DATA [--decisions FILE] [--rules] [--against FILE] [--save FILE]
                             [--threshold T] [--peers] [--worst N] [--all] [--step N]

DATA is the folder that docs/models/lines.md describes. Without --decisions the installed package
is measured; its model has seen most of the data. FILE has one document per row: `id` with the
variety ("page-7:full"), and either `keep`, one flag per line, or the output of `train_lines.py
--decisions`: `units`, the line of each unit, and their `scores` from stages that had not seen the
site. With --rules, the rules and structure of the installed package decide their lines, and FILE
replaces only its model: whole results, out of fold.

Scores: the mean over documents of the F1 of kept characters, and the F1 of dropped lines of all
documents together. Lines in `skip` do not count. The other columns show the errors: the share of
article characters that are lost; junk kept before, inside and after the article, relative to the
article's length, as a mean over documents; with --against, the shares of documents with an F1 that
is lower by more than .1 and .3 than with those decisions. Needs zstandard, jusText for --peers.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[2]

DEV_PAGES = ("lines-dev", "lines-3-dev")
OTHER_PAGES = "lines-more-dev"
TUNE = "lines-3-tune"
NEWS = ("news", "article")
# Character F1 and F1 of the dropped lines that a set must reach.
FLOORS = {
    "whole pages": (0.895, 0.945),
    "whole pages, news": (0.94, 0.955),
    "extractors": (0.952, 0.66),
    "extractors, news": (0.962, 0.62),
    "other languages": (0.86, 0.975),
    "Indonesian news": (0.997, 0.96),
    "tune, whole pages": (0.91, None),
    "tune, extractors": (0.927, None),
    "tune, with comments": (0.80, None),
}
# Rules that depend on the model. The other rules can keep lines that the model would drop.
BY_MODEL = (
    "model.",
    "structure.longest_run",
    "structure.goes_on",
    "structure.short_text",
    "structure.between",
    "structure.last_sentence",
    "structure.short_sentence",
    "structure.prose",
)
MANY_LOST = (0.1, 0.3)  # of a document's F1
FILES = (*DEV_PAGES, OTHER_PAGES, "id-news-dev", "id-news-more-dev", "vi-news-more-dev", TUNE)
MIN_COMMENTS = 5  # lines of comments that make a page one "with comments"
MIN_GROUP = 5  # least documents of a language, type or source that is shown without --all


class Document(NamedTuple):
    """One labelled text."""

    key: str  # id and variety
    file: str
    lines: list[str]
    keep: list[int]
    skip: frozenset[int]  # lines that are not scored
    language: str
    kind: str
    source: str
    site: str
    variety: str
    has_comments: bool


@dataclass
class Score:
    """The right and wrong decisions in one document. Lengths are in characters."""

    hits: int = 0  # article kept
    lost: int = 0  # article dropped
    before: int = 0  # junk kept, before the article's first line
    inside: int = 0
    after: int = 0  # junk kept, after its last line
    found: int = 0  # lines of junk dropped
    claimed: int = 0  # lines dropped
    wanted: int = 0  # lines of junk

    @property
    def f1(self) -> float:
        """Return the F1 of the kept characters."""
        return f1(self.hits, self.hits + self.extra, self.hits + self.lost)

    @property
    def extra(self) -> int:
        """Return the characters of junk that are kept."""
        return self.before + self.inside + self.after


def f1(hits: float, claimed: float, wanted: float) -> float:
    """Return the harmonic mean of precision and recall; 1 if there is nothing to find."""
    return 2 * hits / (claimed + wanted) if claimed + wanted else 1.0


def score(document: Document, flags: Sequence[int]) -> Score:
    """Compare flags, one per line, with the labels."""
    if len(flags) != len(document.lines):
        raise ValueError(f"{document.key}: {len(flags)} flags for {len(document.lines)} lines")
    article = [i for i, k in enumerate(document.keep) if k and i not in document.skip]
    first, last = (article[0], article[-1]) if article else (0, -1)
    out = Score()
    for i, (line, gold, flag) in enumerate(zip(document.lines, document.keep, flags, strict=True)):
        if i in document.skip:
            continue
        if gold and flag:
            out.hits += len(line)
        elif gold:
            out.lost += len(line)
        elif flag:
            place = "before" if i < first else "after" if i > last else "inside"
            setattr(out, place, getattr(out, place) + len(line))
        out.found += not gold and not flag
        out.claimed += not flag
        out.wanted += not gold
    return out


def groups_of(document: Document) -> Iterator[str]:
    """Return the sets in which a document counts."""
    whole, weak = document.variety == "full", document.variety == "weak"
    news = document.kind in NEWS
    if document.file in DEV_PAGES:
        if whole:
            yield "whole pages"
        if whole and news:
            yield "whole pages, news"
        if weak:
            yield "extractors"
        if weak and news:
            yield "extractors, news"
    if document.file == OTHER_PAGES:
        yield "other languages"
    if document.file == "id-news-dev":
        yield "Indonesian news"
    if document.file == "id-news-more-dev":
        yield "Indonesian news, other sites"
    if document.file == "vi-news-more-dev":
        yield "Vietnamese news"
    if document.file == TUNE:
        yield "tune, whole pages" if whole else "tune, extractors"
        if document.has_comments:
            yield "tune, with comments"
        yield f"tune, source {document.source}, {'whole pages' if whole else 'extractors'}"
        return
    pages = {"full": "whole pages", "weak": "extractors"}.get(document.variety, "scraped")
    yield f"language {document.language}, {pages}"
    yield f"type {document.kind}, {pages}"
    yield f"source {document.source}, {pages}"
    size = len(document.lines)
    yield f"lines {'under 5' if size < 5 else 'over 150' if size > 150 else '5 to 150'}, {pages}"


def read_lines(path: Path) -> Iterator[Any]:
    """Return the rows of a JSONL file, compressed or not."""
    opened: Any = open
    if path.suffix == ".zst":
        import zstandard  # only the data needs it

        opened = zstandard.open
    with opened(path, "rt", encoding="utf8") as rows:
        for line in rows:
            yield json.loads(line)


def load(data: Path, step: int = 1) -> list[Document]:
    """Read every `step`-th document of each file in the folder."""
    out = []
    for name in FILES:
        for path in sorted(data.glob(name + ".jsonl*")):
            for row in list(read_lines(path))[::step]:
                variety = row["variety"]
                out.append(
                    Document(
                        f"{row['id']}:{variety}",
                        name,
                        row["lines"],
                        row["keep"],
                        frozenset(row.get("skip") or ()),
                        row.get("lang") or "?",
                        row.get("type") or "news",
                        row.get("source") or "?",
                        row.get("domain") or "?",
                        variety,
                        len((row.get("junk_kinds") or {}).get("comment", ())) >= MIN_COMMENTS,
                    )
                )
    return out


Decisions = dict[str, list[int]]


def read_decisions(path: Path, documents: Iterable[Document], threshold: float) -> Decisions:
    """Read one flag per line; a line is kept if any of its units is kept."""
    sizes = {document.key: len(document.lines) for document in documents}
    out = {}
    for row in read_lines(path):
        key = row["id"]
        if key not in sizes:
            continue
        if "keep" in row:
            out[key] = row["keep"]
            continue
        flags = [0] * sizes[key]
        for line, one in zip(row["units"], row["scores"], strict=True):
            flags[line] |= int(one >= threshold)
        out[key] = flags
    return out


def write_decisions(path: Path, decisions: Decisions) -> None:
    """Write one flag per line, in the format of `read_decisions`."""
    with path.open("w", encoding="utf8") as out:
        for key, flags in decisions.items():
            out.write(json.dumps({"id": key, "keep": flags}) + "\n")


def by_package(documents: Iterable[Document], base: Decisions | None) -> Decisions:
    """Decide by the installed package; `base`, if given, replaces its model's decisions."""
    import saring

    out = {}
    for document in documents:
        lines = saring.strip("\n".join(document.lines)).lines
        flags = [int(line.keep) for line in lines]
        own = base.get(document.key) if base is not None else None
        if own is not None:
            model = [line.rule.startswith(BY_MODEL) for line in lines]
            flags = [b if m else a for a, b, m in zip(flags, own, model, strict=True)]
        out[document.key] = flags
    return out


def peers() -> dict[str, Callable[[list[Document]], Decisions]]:
    """Return the tools that saring is compared with, as the benchmarks run them."""
    sys.path.append(str(ROOT))
    from benchmarks.corpora import LabelledLines
    from benchmarks.suites import strip

    def peer(run: Callable[[list[Any]], Any]) -> Callable[[list[Document]], Decisions]:
        def decide(documents: list[Document]) -> Decisions:
            items = [LabelledLines(d.lines, d.keep, d.skip, d.language) for d in documents]
            return {d.key: f for d, f in zip(documents, run(items), strict=True)}

        return decide

    return {"C4": peer(strip.load_c4()), "jusText": peer(strip.load_justext())}


@dataclass
class Group:
    """The scores of one set."""

    scores: list[Score]
    keep_all: list[float]  # F1 of keeping everything
    change: list[float]  # F1 minus the F1 of the other decisions, for documents that these have

    @property
    def characters(self) -> float:
        """Return the mean F1 of kept characters."""
        return sum(s.f1 for s in self.scores) / len(self.scores)

    @property
    def dropped(self) -> float:
        """Return the F1 of the dropped lines of all documents together."""
        found = sum(s.found for s in self.scores)
        return f1(found, sum(s.claimed for s in self.scores), sum(s.wanted for s in self.scores))

    @property
    def lost(self) -> float:
        """Return the share of the characters of all articles that is dropped."""
        lost = sum(s.lost for s in self.scores)
        return lost / max(1, lost + sum(s.hits for s in self.scores))

    def kept_junk(self, place: str) -> float:
        """Return the mean of kept junk at a place, relative to the article, at most 1 each.

        Without the limit, one page of program code would outweigh all others.
        """
        shares = [min(1.0, getattr(s, place) / max(1, s.hits + s.lost)) for s in self.scores]
        return sum(shares) / len(shares)


def grouped(
    documents: Iterable[Document], decisions: Decisions, against: Decisions | None = None
) -> dict[str, Group]:
    """Score the documents that have decisions, by set."""
    out: dict[str, Group] = {}
    for document in documents:
        flags = decisions.get(document.key)
        if flags is None:
            continue
        own = score(document, flags)
        everything = score(document, [1] * len(flags)).f1
        other = (against or {}).get(document.key)
        change = None if other is None else own.f1 - score(document, other).f1
        for name in groups_of(document):
            group = out.setdefault(name, Group([], [], []))
            group.scores.append(own)
            group.keep_all.append(everything)
            if change is not None:
                group.change.append(change)
    return out


def table(groups: dict[str, Group], others: dict[str, dict[str, Group]]) -> list[list[str]]:
    """Return the cells of the table, head first; `others` are peers."""
    has_change = any(group.change for group in groups.values())
    head = ["set", "n", "characters", "dropped lines", "floor", "keep all", "lost"]
    head += ["junk before", "inside", "after"]
    if has_change:
        head += [f"lose > {limit}" for limit in MANY_LOST]
    head += list(others)
    rows = [head]
    for name, group in in_order(groups):
        floor = FLOORS.get(name)
        keep_all = sum(group.keep_all) / len(group.keep_all)
        note = "" if floor is None else " / ".join("–" if x is None else f"{x:.3f}" for x in floor)
        if floor is not None and not reaches(group, floor):
            note += " missed"
        if name.startswith("language") and group.characters < keep_all:
            note = "below keep all"
        row = [name, str(len(group.scores)), f"{group.characters:.4f}", f"{group.dropped:.4f}"]
        row += [note, f"{keep_all:.4f}", f"{group.lost:.4f}"]
        row += [f"{group.kept_junk(place):.4f}" for place in ("before", "inside", "after")]
        if has_change:
            count = max(1, len(group.change))
            row += [f"{sum(c < -limit for c in group.change) / count:.4f}" for limit in MANY_LOST]
        for other in others.values():
            row.append(f"{other[name].characters:.3f} / {other[name].dropped:.3f}")
        rows.append(row)
    return rows


def reaches(group: Group, floor: tuple[float, float | None]) -> bool:
    """Return whether a set's scores are at or above its floor."""
    return group.characters >= floor[0] and (floor[1] is None or group.dropped >= floor[1])


def in_order(groups: dict[str, Group]) -> list[tuple[str, Group]]:
    """Put sets with a floor first, then the others by name."""
    names = list(FLOORS)
    place = {name: i for i, name in enumerate(names)}
    return sorted(groups.items(), key=lambda item: (place.get(item[0], len(names)), item[0]))


def print_table(rows: list[list[str]]) -> None:
    """Print a Markdown table with aligned columns."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    for number, row in enumerate(rows):
        print("| " + " | ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)) + " |")
        if number == 0:
            print("|" + "|".join("-" * (w + 2) for w in widths) + "|")


def worst(documents: Iterable[Document], decisions: Decisions, count: int) -> list[list[str]]:
    """Return the table of the documents with the lowest F1, and the mistakes in them."""
    scored = [(score(d, decisions[d.key]), d) for d in documents if d.key in decisions]
    scored.sort(key=lambda item: (item[0].f1, item[1].key))
    head = ["document", "site", "type", "lines", "article", "F1", "what", "longest wrong line"]
    rows = [head]
    for own, d in scored[:count]:
        errors = {"lost": own.lost, "before": own.before, "inside": own.inside, "after": own.after}
        parts = sorted(errors.items(), key=lambda item: -item[1])
        what = ", ".join(f"{place} {size}" for place, size in parts if size)
        flags = decisions[d.key]
        wrong = [i for i, g in enumerate(d.keep) if i not in d.skip and g != flags[i]]
        line = max((d.lines[i] for i in wrong), key=len, default="")
        row = [d.key, d.site, d.kind, str(len(d.lines)), str(own.hits + own.lost), f"{own.f1:.3f}"]
        rows.append([*row, what, line[:70].replace("|", "¦")])
    return rows


def main() -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--decisions", type=Path)
    parser.add_argument("--rules", action="store_true", help="let the package's rules decide first")
    parser.add_argument("--against", type=Path, help="other decisions: list what gets worse")
    parser.add_argument("--save", type=Path, help="write the measured decisions")
    parser.add_argument("--threshold", type=float, default=0.45, help="for scores (default: 0.45)")
    parser.add_argument("--peers", action="store_true", help="also measure C4's rules and jusText")
    parser.add_argument("--worst", type=int, default=20, help="documents to list (default: 20)")
    parser.add_argument("--all", action="store_true", help="also show sets with few documents")
    parser.add_argument("--step", type=int, default=1, help="read every N-th document of a file")
    args = parser.parse_args()
    documents = load(args.data, args.step)
    decisions = None
    if args.decisions:
        decisions = read_decisions(args.decisions, documents, args.threshold)
        documents = [d for d in documents if d.key in decisions]
    if decisions is None or args.rules:
        decisions = by_package(documents, decisions)
    if args.save:
        write_decisions(args.save, decisions)
    against = None
    if args.against:
        against = read_decisions(args.against, documents, args.threshold)
    groups = grouped(documents, decisions, against)
    if not args.all:
        few = [k for k, g in groups.items() if k not in FLOORS and len(g.scores) < MIN_GROUP]
        for name in few:
            del groups[name]
    others = {}
    if args.peers:
        for name, decide in peers().items():
            others[name] = grouped(documents, decide(documents))
    print_table(table(groups, others))
    if args.worst:
        print("\nThe documents with the lowest F1 of kept characters; lengths in characters:\n")
        print_table(worst(documents, decisions, args.worst))
    return 0


if __name__ == "__main__":
    sys.exit(main())
