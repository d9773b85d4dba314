"""Makes documents that mix languages from sentences of one language each, with their true spans.

    python tools/lang/mixed.py FILE.tsv[.zst] -o mixed.jsonl.zst [--seed N] [--documents N]

One JSON object per line: ``text``, ``sep`` (the separator of the parts: ``line``, ``space``),
``kind`` and ``spans`` (start, end, label; in characters). Kinds: ``mixed``, 2 to 4 parts in random
languages, of one to three sentences each; ``mono``, sentences of one language; ``close``, two
languages that are often confused; ``short``, parts of 40 to 80 characters; ``quote``, English
inside sentences of another language.
"""

from __future__ import annotations

import argparse
import collections
import json
import random
import re
import sys
from pathlib import Path

import zstandard

CLOSE = [
    ("ind_Latn", "zsm_Latn"), ("ces_Latn", "slk_Latn"), ("spa_Latn", "glg_Latn"),
    ("rus_Cyrl", "ukr_Cyrl"), ("nld_Latn", "afr_Latn"), ("swe_Latn", "dan_Latn"),
]  # fmt: skip
Sentences = dict[str, list[str]]
Part = tuple[str, str]  # label, text


def read_sentences(path: Path) -> Sentences:
    """Read ``label<TAB>text`` by label; ``.zst`` is unpacked."""
    data = path.read_bytes()
    if path.suffix == ".zst":
        data = zstandard.ZstdDecompressor().stream_reader(data).read()
    out: Sentences = collections.defaultdict(list)
    for line in data.decode().splitlines():
        label, _, text = line.partition("\t")
        if sum(map(str.isalpha, text)) >= 10:
            out[label].append(text.strip())
    return out


def some(r: random.Random, sentences: list[str], low: int, high: int) -> str:
    """Join a few different sentences of one language."""
    count = min(len(sentences), r.randint(low, high))
    return " ".join(r.sample(sentences, count))


def short(r: random.Random, sentences: list[str]) -> str:
    """Return the first 40 to 80 characters of a sentence, up to a space if there is one."""
    text = r.choice(sentences)
    size = r.randint(40, 80)
    if len(text) <= size:
        return text
    space = text.rfind(" ", 40, size)
    return text[: space if space > 0 else size]


def join(parts: list[Part], sep: str, kind: str) -> dict[str, object]:
    """Make the document; a separator belongs to the part before it."""
    text, spans = "", []
    for i, (label, part) in enumerate(parts):
        begin = len(text)
        text += part + ("" if i + 1 == len(parts) else "\n" if sep == "line" else " ")
        spans.append([begin, len(text), label])
    return {"text": text, "sep": sep, "kind": kind, "spans": spans}


def quote(r: random.Random, sentences: Sentences, label: str) -> list[Part]:
    """Insert an English sentence into sentences of another language."""
    inside = "“" + re.sub(r"[“”\"]", "", r.choice(sentences["eng_Latn"])) + "”"
    return [
        (label, some(r, sentences[label], 1, 2)),
        ("eng_Latn", inside),
        (label, some(r, sentences[label], 1, 2)),
    ]


def documents(sentences: Sentences, seed: int, count: int) -> list[dict[str, object]]:
    """Make ``count`` documents of each kind that the sentences have languages for.

    Parameters
    ----------
    sentences : dict of str to list of str
        By label.
    seed : int
        Same seed, same documents.
    count : int
        Documents of each kind.
    """
    r = random.Random(seed)
    labels = sorted(sentences)
    pairs = [p for p in CLOSE if p[0] in sentences and p[1] in sentences]
    out = []
    for i in range(count):
        sep = ("line", "space")[i % 2]
        chosen = r.sample(labels, r.randint(2, 4))
        out.append(join([(x, some(r, sentences[x], 1, 3)) for x in chosen], sep, "mixed"))
        one = labels[i % len(labels)]
        parts = r.sample(sentences[one], min(len(sentences[one]), r.randint(2, 8)))
        out.append(join([(one, ("\n" if sep == "line" else " ").join(parts))], sep, "mono"))
        chosen = r.sample(labels, r.randint(2, 3))
        out.append(join([(x, short(r, sentences[x])) for x in chosen], sep, "short"))
        if pairs:
            pair = list(r.choice(pairs))
            r.shuffle(pair)
            out.append(join([(x, some(r, sentences[x], 1, 3)) for x in pair], sep, "close"))
        if "eng_Latn" in sentences:
            other = r.choice([x for x in labels if x != "eng_Latn"])
            out.append(join(quote(r, sentences, other), "space", "quote"))
    return out


def main(arguments: list[str]) -> None:
    """Write the documents."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("-o", "--output", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--documents", type=int, default=600, help="of each kind")
    parser.add_argument("--labels", help="only these, separated by commas")
    args = parser.parse_args(arguments)
    sentences = read_sentences(args.file)
    if args.labels:
        wanted = args.labels.split(",")
        if missing := [x for x in wanted if not sentences.get(x)]:
            parser.error(f"'{args.file}' has no sentences of {', '.join(missing)}")
        sentences = {x: sentences[x] for x in wanted}
    if len(sentences) < 4:
        parser.error(f"'{args.file}' has sentences of {len(sentences)} labels, expected at least 4")
    made = documents(sentences, args.seed, args.documents)
    lines = "".join(json.dumps(d, ensure_ascii=False) + "\n" for d in made)
    args.output.write_bytes(zstandard.ZstdCompressor().compress(lines.encode()))
    print(f"{len(made)} documents, {len(lines.encode())} bytes")


if __name__ == "__main__":
    main(sys.argv[1:])
