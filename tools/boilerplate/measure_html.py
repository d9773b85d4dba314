#!/usr/bin/env python3
"""Measure what is extracted from the development pages: tables, peers, and the worst pages.

usage: measure_html.py DATA [--texts FILE] [--peer NAME ...] [--cache FOLDER] [--against FILE]
                       [--save FILE] [--set NAME ...] [--worst N]

DATA is the folder that docs/models/html.md describes. FILE has one page per row: `id`, `file` and
`text`. `train_html.py --texts` writes the texts of models that had not seen the site. Without FILE,
the installed package is measured; its model has seen most of the pages. Peers run on the same
pages. Their texts are stored in FOLDER, one file per peer.

The score is the F1 of the bags of tokens (words, or characters of scripts without spaces), as a
mean over pages. --against adds the shares of pages that are worse than those texts by .1 and .3.
Needs zstandard, rapidfuzz, and the peers.
"""

from __future__ import annotations

import argparse
import collections
import importlib.metadata
import json
import logging
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from html_pages import Page, bag_f1, read_pages, tokens

SETS = ("html-dev", "html-more-dev", "html-3-dev", "html-3-tune")
NEWS = ("article", "news")
MIN_GROUP = 10  # least pages of a group that is shown
LOSSES = (0.1, 0.3)  # of a page's F1


def without_markup(markup: str) -> str:
    """Return the text of an HTML fragment."""
    from lxml import html

    return "\n".join(html.fragment_fromstring(markup, create_parent="div").itertext())


def load_saring() -> Callable[[str], str]:
    """Return the installed package."""
    import saring

    return lambda page: saring.extract(page).text


def load_trafilatura(**options: Any) -> Callable[[str], str]:
    """Return trafilatura."""
    import trafilatura

    return lambda page: trafilatura.extract(page, **options) or ""


def load_resiliparse() -> Callable[[str], str]:
    """Return the main content of resiliparse."""
    from resiliparse.extract.html2text import extract_plain_text

    return lambda page: extract_plain_text(page, main_content=True)


def load_readability() -> Callable[[str], str]:
    """Return readability-lxml, as text."""
    from readability import Document

    return lambda page: without_markup(Document(page).summary(html_partial=True))


def load_rs_trafilatura() -> Callable[[str], str]:
    """Return rs-trafilatura."""
    import rs_trafilatura

    return lambda page: rs_trafilatura.extract(page).main_content or ""


def load_turbohtml() -> Callable[[str], str]:
    """Return the main text of turbohtml."""
    import turbohtml

    return lambda page: turbohtml.parse(page).main_text() or ""


# Name: loader and distribution.
PEERS: dict[str, tuple[Callable[[], Callable[[str], str]], str]] = {
    "trafilatura": (load_trafilatura, "trafilatura"),
    "trafilatura_recall": (lambda: load_trafilatura(favor_recall=True), "trafilatura"),
    "resiliparse": (load_resiliparse, "resiliparse"),
    "readability": (load_readability, "readability-lxml"),
    "rs_trafilatura": (load_rs_trafilatura, "rs-trafilatura"),
    "turbohtml": (load_turbohtml, "turbohtml"),
}


def run(extract: Callable[[str], str], pages: Iterable[Page]) -> list[str]:
    """Extract each page; a page on which a tool fails gives an empty text."""
    out = []
    for page in pages:
        try:
            out.append(extract(page.html.decode()))
        except Exception:  # any tool, any page
            out.append("")
    return out


def read_texts(path: Path) -> dict[tuple[str, str], str]:
    """Return the texts by file and id."""
    with path.open() as lines:
        rows = map(json.loads, lines)
        return {(row["file"], row["id"]): row["text"] for row in rows}


def write_texts(path: Path, pages: Sequence[Page], texts: Sequence[str]) -> None:
    """Write texts, one page per row."""
    with path.open("w") as out:
        for page, text in zip(pages, texts, strict=True):
            row = {"file": page.file, "id": page.key, "text": text}
            out.write(json.dumps(row, ensure_ascii=False) + "\n")


def texts_of(name: str, pages: Sequence[Page], cache: Path | None) -> list[str]:
    """Return the texts of a peer, from the cache if it has all pages."""
    load, distribution = PEERS[name]
    version = importlib.metadata.version(distribution)
    kept = cache / f"{name}-{version}.jsonl" if cache else None
    if kept and kept.exists():
        have = read_texts(kept)
        if all((p.file, p.key) in have for p in pages):
            return [have[p.file, p.key] for p in pages]
    start = time.process_time()
    texts = run(load(), pages)
    rate = len(pages) / max(time.process_time() - start, 1e-9)
    print(f"{name} {version}: {rate:.0f} pages/s, one thread", file=sys.stderr, flush=True)
    if kept:
        write_texts(kept, pages, texts)
    return texts


def groups_of(page: Page) -> list[str]:
    """Return the table rows in which a page counts."""
    kind = "articles" if page.kind in NEWS else "others"
    out = [page.file, f"{page.file} {kind}", f"{page.file} source {page.source}"]
    if page.kind:
        out.append(f"{page.file} type {page.kind}")
    if page.lang:
        out.append(f"{page.file} language {page.lang}")
    return out


def table(pages: Sequence[Page], scores: dict[str, list[float]]) -> list[tuple[str, int, Any]]:
    """Return rows with group, number of pages, and mean score by tool."""
    members: dict[str, list[int]] = collections.defaultdict(list)
    for i, page in enumerate(pages):
        for group in groups_of(page):
            members[group].append(i)
    rows = []
    for group, own in sorted(members.items()):
        if len(own) < MIN_GROUP:
            continue
        means = {name: sum(values[i] for i in own) / len(own) for name, values in scores.items()}
        rows.append((group, len(own), means))
    return rows


def print_table(rows: Sequence[tuple[str, int, Any]]) -> None:
    """Print one row per group, with a star if a peer is better than the first column."""
    names = list(rows[0][2]) if rows else []
    print(f"{'':44} {'pages':>5} " + " ".join(f"{n[:11]:>11}" for n in names))
    for group, count, means in rows:
        cells = " ".join(f"{means[n]:11.4f}" for n in names)
        first, *peers = means.values()
        print(f"{group:44} {count:5} {cells}{' *' if peers and max(peers) > first else ''}")


def print_losses(pages: Sequence[Page], ours: Sequence[float], theirs: Sequence[float]) -> None:
    """Print, by set, how many pages are worse than in other texts."""
    for name in dict.fromkeys(p.file for p in pages):
        gaps = [b - a for p, a, b in zip(pages, ours, theirs, strict=True) if p.file == name]
        shares = [sum(gap > loss for gap in gaps) / len(gaps) for loss in LOSSES]
        told = zip(shares, LOSSES, strict=True)
        print(f"{name}: " + ", ".join(f"{share:.1%} lose > {loss}" for share, loss in told))


def print_worst(pages: Sequence[Page], scores: Sequence[float], texts: Any, count: int) -> None:
    """Print the pages with the lowest scores."""
    for i in sorted(range(len(pages)), key=lambda i: scores[i])[:count]:
        page = pages[i]
        gold, found = len(tokens(page.gold)), len(tokens(texts[i]))
        print(
            f"{scores[i]:.3f} {page.file} {page.kind or '-'} {page.domain} {page.key}"
            f" tokens: reference {gold}, found {found}"
        )


def main() -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--texts", type=Path)
    parser.add_argument("--peer", action="append", choices=[*PEERS, "all"], default=[])
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--against", type=Path)
    parser.add_argument("--save", type=Path)
    parser.add_argument("--set", action="append", choices=SETS)
    parser.add_argument("--worst", type=int, default=20)
    args = parser.parse_args()
    logging.disable(logging.CRITICAL)
    paths = [args.data / f"{name}.jsonl.zst" for name in args.set or SETS]
    pages = read_pages([path for path in paths if path.exists()])
    given = read_texts(args.texts) if args.texts else None
    if given is not None:
        pages = [p for p in pages if (p.file, p.key) in given]
        ours = [given[p.file, p.key] for p in pages]
    else:
        ours = run(load_saring(), pages)
    if args.save:
        write_texts(args.save, pages, ours)
    texts = {"saring": ours}
    for name in PEERS if "all" in args.peer else args.peer:
        texts[name] = texts_of(name, pages, args.cache)
    scores = {
        name: [bag_f1(p.gold, text) for p, text in zip(pages, own, strict=True)]
        for name, own in texts.items()
    }
    print_table(table(pages, scores))
    empty = sum(not t.strip() and bool(p.gold.strip()) for p, t in zip(pages, ours, strict=True))
    print(f"empty where the reference has text: {empty}")
    if args.against:
        other = read_texts(args.against)
        theirs = [bag_f1(p.gold, other[p.file, p.key]) for p in pages]
        print_losses(pages, scores["saring"], theirs)
    for name in texts:
        if name != "saring":
            print(f"against {name}:")
            print_losses(pages, scores["saring"], scores[name])
    print_worst(pages, scores["saring"], ours, args.worst)
    return 0


if __name__ == "__main__":
    sys.exit(main())
