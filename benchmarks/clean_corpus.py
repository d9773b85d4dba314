"""The corpus of the `clean` suite: one file of JSON Lines with known boilerplate and known copies.

From a data folder it takes texts with labelled lines (``boilerplate/*lines*``, ``id-news-dev``),
the republished variants of ``dedup/wirecopy_dev_docs`` with their truth, and, mixed among these,
real news (``dedup/natural_dev``). Without a data folder, texts are generated.
"""

from __future__ import annotations

import json
import random
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import corpora
from benchmarks.corpora import LabelledLines, rows

# These relations change the form of an article, but it is still the same article.
COPIES = {"original", "chrome", "headline", "bacajuga", "edit_light", "typography"}
DISTRACTOR = "distractor"
LINE_FILES = (
    "lines-dev.jsonl.zst",
    "id-news-dev.jsonl.zst",
    "lines-3-tune.jsonl.zst",  # never used to train saring's models
)
_ALL = 1 << 60


@dataclass
class Corpus:
    """A file of JSON Lines, and the known facts about its documents.

    Attributes
    ----------
    path
        The file: objects with `id`, `text` and, if it is known, the `url` of the site.
    num_documents, num_bytes
        Its size.
    labelled
        Documents with labelled lines, by id, in groups.
    clusters
        Ids of documents that are the same article.
    distractors
        Ids of documents that are similar to others but not copies.
    """

    path: Path
    num_documents: int = 0
    num_bytes: int = 0
    labelled: dict[str, dict[str, LabelledLines]] = field(default_factory=dict)
    clusters: list[list[str]] = field(default_factory=list)
    distractors: list[str] = field(default_factory=list)
    folder: tempfile.TemporaryDirectory[str] | None = None  # which goes with the corpus


@dataclass(frozen=True)
class _Document:
    ident: str
    text: str
    url: str = ""


def _labelled(data: Path | None, limit: int, corpus: Corpus) -> Iterator[_Document]:
    if data is None:
        made = {f"made/{n}": corpora.made_lines(n) for n in range(min(limit, 400))}
        corpus.labelled["made"] = made
        for ident, item in made.items():
            yield _Document(ident, "\n".join(item.lines))
        return
    for name in LINE_FILES:
        group = corpus.labelled.setdefault(name.removesuffix(".jsonl.zst"), {})
        for row in rows(data / "boilerplate" / name, limit):
            # If a page occurs twice, all its lines.
            if row.get("variety", "full") not in ("full", "extracted"):
                continue
            ident = f"{name}/{row['id']}"
            skip = frozenset(row.get("skip") or ())
            group[ident] = LabelledLines(row["lines"], row["keep"], skip, row.get("lang") or "")
            yield _Document(ident, "\n".join(row["lines"]), f"https://{row['domain']}/{ident}")


def _copies(data: Path | None, limit: int, corpus: Corpus) -> Iterator[_Document]:
    if data is None:
        return
    clusters: dict[int, list[str]] = defaultdict(list)
    folder = data / "dedup"
    truth = list(rows(folder / "wirecopy_dev_truth.jsonl.xz", _ALL))
    step = max(1, len(truth) // limit)  # whole clusters are taken
    documents = rows(folder / "wirecopy_dev_docs.jsonl.xz", _ALL)
    for row, known in zip(documents, truth, strict=True):
        if known["cluster"] % step != 0:
            continue
        ident = f"wirecopy/{row['id']}"
        if known["relation"] == DISTRACTOR:
            corpus.distractors.append(ident)
        elif known["relation"] in COPIES:
            clusters[known["cluster"]].append(ident)
        yield _Document(ident, row["text"])
    corpus.clusters = [cluster for cluster in clusters.values() if len(cluster) > 1]


def _news(data: Path | None, limit: int) -> Iterator[_Document]:
    if data is None:
        for number, text in enumerate(corpora.made_copies(min(limit, 400))):
            yield _Document(f"news/{number}", text)
        return
    for row in rows(data / "dedup" / "natural_dev.jsonl.xz", limit):
        url = f"https://{row['source']}.example/{row['id']}" if row.get("source") else ""
        yield _Document(row["id"], "\n".join([row.get("title") or "", *row["paras"]]), url)


def make_corpus(data: Path | None, limit: int | None) -> Corpus:
    """Write the corpus to a temporary folder.

    Parameters
    ----------
    data
        The data folder; None: generated texts.
    limit
        The most documents from each file, approximately.
    """
    folder = tempfile.TemporaryDirectory(prefix="saring-bench-")
    (Path(folder.name) / "in").mkdir()
    corpus = Corpus(Path(folder.name) / "in" / "corpus.jsonl", folder=folder)
    most = limit or _ALL
    documents = [
        *_labelled(data, most, corpus),
        *_copies(data, most, corpus),
        *_news(data, most),
    ]
    random.Random(0).shuffle(documents)
    with corpus.path.open("w", encoding="utf-8") as file:
        for one in documents:
            record = {"id": one.ident, "url": one.url, "text": one.text}
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
    corpus.num_documents = len(documents)
    corpus.num_bytes = corpus.path.stat().st_size
    return corpus


def kept_characters(lines: list[str], clean: str) -> list[int]:
    """Count what is left of each line of a text in its clean text.

    Lines of the clean text are searched for in order: the next equal line, else the next line that
    lost some words.
    """
    wanted = [line.split() for line in lines]
    left = [0] * len(lines)
    start = 0
    for line in clean.splitlines():
        words = line.split()
        if not words:
            continue
        rest = range(start, len(wanted))
        found = next((i for i in rest if wanted[i] == words), None)
        if found is None:
            found = next((i for i in rest if _are_in_order(words, wanted[i])), None)
        if found is not None:
            left[found] = min(len(lines[found]), len(line.strip()))
            start = found + 1
    return left


def _are_in_order(words: list[str], others: list[str]) -> bool:
    rest = iter(others)
    return all(word in rest for word in words)


def score(corpus: Corpus, clean: Mapping[str, str]) -> dict[str, float]:
    """Compare clean texts with the known facts about the corpus.

    Parameters
    ----------
    corpus
        The corpus.
    clean
        Text of each document that was kept, by id.

    Returns
    -------
    dict
        For each group of labelled documents the share of the article's characters that was kept
        and of the other characters that was removed; a document that is missing was removed whole.
        The share of the known copies of articles that was removed (all but one of each), and that
        of the distractors that was kept.
    """
    found: dict[str, float] = {}
    for group, items in corpus.labelled.items():
        kept = article = left = junk = 0
        for ident, item in items.items():
            counts = kept_characters(item.lines, clean.get(ident, ""))
            for i, (line, gold) in enumerate(zip(item.lines, item.keep, strict=True)):
                if i in item.skip:
                    continue
                if gold:
                    article, kept = article + len(line), kept + counts[i]
                else:
                    junk, left = junk + len(line), left + counts[i]
        found[f"article_kept,_{group}"] = kept / max(1, article)
        found[f"junk_removed,_{group}"] = 1 - left / max(1, junk)
    surplus = sum(len(cluster) - 1 for cluster in corpus.clusters)
    if surplus:
        more = (sum(ident in clean for ident in cluster) - 1 for cluster in corpus.clusters)
        found["copies_removed"] = 1 - sum(max(0, count) for count in more) / surplus
    if corpus.distractors:
        kept = sum(ident in clean for ident in corpus.distractors)
        found["distractors_kept"] = kept / len(corpus.distractors)
    return found
