#!/usr/bin/env python3
"""Train the line model of saring.boilerplate.

usage: train_lines.py DATA OUT [--decisions FILE] [--seed N]

DATA is a folder with the files that docs/models/lines.md describes. OUT is the model to write; its
card gets the same name with `.json`. Needs saring with its extra `train`, in the version that the
model is for.

The stages are in `saring.training.strip.stages`. The scores in the card are for pages of sites that
the stages had not seen, over FOLDS parts of the sites, and for the pages in MEASURE, on which no
model is trained. The written model is trained on all sites.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import sys
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import catboost
import numpy as np
import zstandard
from augment import augment
from headlines import headline_of, titles_of
from labelled_pages import Page

from saring import _core
from saring.training.strip import THRESHOLD
from saring.training.strip.scores import Tally
from saring.training.strip.stages import (
    COMMON,
    DOCUMENT,
    HEADLINE,
    LINES,
    Document,
    set_units,
    train,
)

# Weight of a document, by file: many documents of one site weigh less.
FILES = {
    "lines-dev.jsonl.zst": 1.0,
    "lines-more-dev.jsonl.zst": 1.0,
    "lines-3-dev.jsonl.zst": 1.0,
    "id-news-dev.jsonl.zst": 0.5,
    "id-news-more-dev.jsonl.zst": 1.0,
    "vi-news-more-dev.jsonl.zst": 0.5,
}
PAGES = {  # the pages for a file of lines; they declare their titles
    "lines-dev.jsonl.zst": "html-dev.jsonl.zst",
    "lines-more-dev.jsonl.zst": "html-more-dev.jsonl.zst",
    "lines-3-dev.jsonl.zst": "html-3-dev.jsonl.zst",
    "lines-3-tune.jsonl.zst": "html-3-tune.jsonl.zst",
}
MEASURE = "lines-3-tune.jsonl.zst"  # never trained on; may be missing
# News and articles have the greatest weight: saring is made for them.
TYPES = {
    "product": 0.5,
    "listing": 0.5,
    "collection": 0.5,
    "service": 0.5,
    "documentation": 0.5,
    "forum": 0.4,
}
SOURCES = {"cleaneval": 0.5}  # keeps link lists and footnotes unevenly
LEFT_OUT = {"lemonde.fr"}  # site of a held-out page too
MADE = {
    "comments": 0.4,
    "related": 0.6,
    "sentences": 0.4,
    "short": 0.5,
    "broken": 0.8,
    "long": 0.5,
    "clean": 1.0,
}
MIN_COMMENTS = 5  # lines of comments that make a page one "with comments"
FOLDS = 4


@dataclass(kw_only=True)
class LabelledDocument(Document):
    """A document with its origin and the collection's labels (without headlines)."""

    key: str
    lines: list[str]
    given: list[int]  # labels
    site: str
    group: str
    language: str = "?"
    kind: str = "?"
    comments: bool = False


def read_rows(path: Path) -> Iterable[dict]:
    """Return the rows of a compressed JSONL file."""
    with path.open("rb") as raw:
        for line in io.TextIOWrapper(zstandard.ZstdDecompressor().stream_reader(raw), "utf8"):
            yield json.loads(line)


def documents_of(data: Path, name: str, weight: float) -> Iterable[LabelledDocument]:
    """Read the documents of the file `name`."""
    titles = {}
    if name in PAGES and (data / PAGES[name]).exists():
        titles = {row["id"]: titles_of(row["html"]) for row in read_rows(data / PAGES[name])}
    for row in read_rows(data / name):
        yield document_of(row, name, weight, titles.get(row["id"], ()))


def document_of(row: dict, name: str, weight: float, titles: Collection[str]) -> LabelledDocument:
    """Make a document from a row of the file `name`; its page declares some titles."""
    skip = set(row.get("skip") or ())
    kind = row.get("type") or "news"
    lines = [line.replace("\n", " ").replace("\r", " ") for line in row["lines"]]
    labels = [-1 if i in skip else int(k) for i, k in enumerate(row["keep"])]
    headline = headline_of(lines, labels, titles)
    return LabelledDocument(
        text="\n".join(lines),
        targets=[1 if i == headline else label for i, label in enumerate(labels)],
        weight=weight * TYPES.get(kind, 1.0) * SOURCES.get(row.get("source"), 1.0),
        headline=headline,
        key=f"{row['id']}:{row['variety']}",
        lines=lines,
        given=labels,
        site=row.get("domain") or "?",
        group=f"{name.split('.')[0]}/{row['variety']}",
        language=row.get("lang") or "?",
        kind=kind,
        comments=len((row.get("junk_kinds") or {}).get("comment", ())) >= MIN_COMMENTS,
    )


def load(data: Path, seed: int) -> list[LabelledDocument]:
    """Read all training documents, and make further documents from those of each fold."""
    out = []
    for name, weight in FILES.items():
        out += [d for d in documents_of(data, name, weight) if d.site not in LEFT_OUT]
    made = []
    for fold in range(FOLDS):
        own = {d.key: d for d in out if fold_of(d.site, seed + 1, FOLDS) == fold}
        pages = [
            Page(d.key, d.lines, d.targets, d.language, d.kind)
            for d in own.values()
            if SOURCES.get(d.key.split("/")[0], 1.0) == 1.0
        ]
        for page, what in augment(pages, seed):
            base = own[page.key.rsplit("#", 1)[0]]
            made.append(
                LabelledDocument(
                    text="\n".join(page.lines),
                    targets=page.labels,
                    weight=base.weight * MADE[what],
                    key=page.key,
                    lines=page.lines,
                    given=page.labels,
                    site=base.site,
                    group="made/" + what,
                    language=page.language,
                    kind=page.kind,
                )
            )
    return out + made


def fold_of(site: str, seed: int, count: int) -> int:
    """Draw a stable number below `count` for a site."""
    return int(hashlib.sha256(f"{seed}:{site}".encode()).hexdigest()[:8], 16) % count


def groups_of(d: LabelledDocument) -> list[str]:
    """Return the table rows in which a document counts."""
    name, variety = d.group.split("/")
    out = [d.group]
    if variety in ("full", "weak") and name.startswith("lines"):
        many = "more languages" if name == "lines-more-dev" else f"all/{variety}"
        if name == MEASURE.split(".")[0]:
            return [d.group, name + "/comments"] if d.comments else out
        out.append(many)
        if d.kind in ("article", "news") and name != "lines-more-dev":
            out.append(f"all/{variety}/news")
        if name == "lines-more-dev":
            out.append(f"{many}/{d.language}")
        out.append(
            "lines under 5" if len(d.lines) < 5 else f"lines {5 if len(d.lines) < 150 else 150}+"
        )
    return out


def measure(
    documents: Sequence[LabelledDocument], scores: np.ndarray, threshold: float
) -> dict[str, dict[str, float]]:
    """Return the F1 by group: kept characters (mean over documents), dropped units (pooled)."""
    tallies: dict[str, Tally] = {}
    headlines: dict[str, list[bool]] = {}
    at = 0
    for d in documents:
        keep = scores[at : at + len(d.units)] >= threshold
        at += len(d.units)
        labels = np.array(d.given, "i8")[d.units]
        chars = d.chars.tolist()
        units = list(zip(labels.tolist(), chars, (d.chars * keep).tolist(), strict=True))
        for name in groups_of(d):
            tallies.setdefault(name, Tally()).add(units)
            if d.headline is not None:
                headlines.setdefault(name, []).append(bool(keep[d.units == d.headline].any()))
    return {
        name: {
            "documents": len(tally.of_documents),
            "character_f1": round(tally.character_f1, 4),
            "dropped_line_f1": round(tally.dropped_line_f1, 4),
            "article_lost": round(tally.article_lost, 5),
            "headlines_kept": round(float(np.mean(headlines.get(name, [1.0]))), 4),
            "below_0.9": round(float(np.mean(np.array(tally.of_documents) < 0.9)), 4),
            "below_0.7": round(float(np.mean(np.array(tally.of_documents) < 0.7)), 4),
        }
        for name, tally in sorted(tallies.items())
    }


def print_table(table: dict[str, dict[str, float]]) -> None:
    """Print one row per group."""
    for name, row in table.items():
        print(
            f"{name:32} n={row['documents']:5} characters {row['character_f1']:.4f}"
            f" dropped lines {row['dropped_line_f1']:.4f} article lost {row['article_lost']:.5f}"
            f" headlines {row['headlines_kept']:.3f}"
            f" below .9 {row['below_0.9']:.3f} below .7 {row['below_0.7']:.3f}",
            flush=True,
        )


def write_decisions(documents: Sequence[LabelledDocument], scores: np.ndarray, path: Path) -> None:
    """Write the score of each unit, one document per line."""
    at = 0
    with path.open("w") as out:
        for d in documents:
            own = scores[at : at + len(d.units)]
            at += len(d.units)
            if not d.group.startswith("made/"):
                row = {"id": d.key, "units": d.units.tolist(), "scores": own.round(3).tolist()}
                out.write(json.dumps(row) + "\n")


def main() -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--decisions", type=Path, help="JSONL for the scores of the measured units")
    args = parser.parse_args()
    documents = load(args.data, args.seed)
    set_units(documents)
    folds = [fold_of(d.site, args.seed + 1, FOLDS) for d in documents]
    trained = train(documents, folds, args.seed, step=lambda name: print(name, flush=True))
    scores = trained.scores
    args.out.write_bytes(trained.model.pack())
    if (args.data / MEASURE).exists():
        others = list(documents_of(args.data, MEASURE, 0.0))
        set_units(others)
        documents, scores = [*documents, *others], np.append(scores, trained.model.predict(others))
    for threshold in (0.35, 0.4, THRESHOLD, 0.5):
        print(f"threshold {threshold}")
        print_table(measure(documents, scores, threshold))
    if args.decisions:
        write_decisions(documents, scores, args.decisions)
    card = {
        "what": "which lines of a plain text are the article",
        "command": "tools/boilerplate/train_lines.py DATA OUT --seed " + str(args.seed),
        "seed": args.seed,
        "data": {
            name: {
                "sha256": hashlib.sha256((args.data / name).read_bytes()).hexdigest(),
                "document_weight": weight,
            }
            for name, weight in FILES.items()
        },
        "weights": {"types": TYPES, "sources": SOURCES, "made": MADE, "headline": HEADLINE},
        "trainer": {
            "catboost": catboost.__version__,
            "lines": {**LINES, **COMMON},
            "document": {**DOCUMENT, **COMMON},
            "word_slots": _core.WORD_SLOTS,
        },
        "measured": {
            "threshold": THRESHOLD,
            "sites": f"each page by stages that had not seen its site ({FOLDS} folds, by hash of"
            " the domain); lines-3-tune by the model itself, which was not trained on it",
            "scores": measure(documents, scores, THRESHOLD),
        },
    }
    args.out.with_suffix(".json").write_text(json.dumps(card, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
