"""Score ``detect_spans`` on documents made by ``mixed.py``.

    python tools/lang/eval_spans.py mixed.jsonl.zst [--model MODEL] [--misses N]

For each kind of document and each separator: the share of letters with the right language, of true
boundaries with a detected boundary within 20 characters, and of documents with the right set of
languages, and the mean number of false boundaries. For ``mono`` also the share of documents that
are split, and that differ from the answer for the whole text. Labels of one macrolanguage count as
equal.
"""

from __future__ import annotations

import argparse
import collections
import json
import sys
import time
from pathlib import Path

import zstandard

import saring

NEAR = 20  # maximum characters between a true and a detected boundary
Spans = list[tuple[int, int, str]]


def paint(text: str, spans: Spans) -> list[str]:
    """Return the language of every letter."""
    out = [""] * len(text)
    for begin, end, label in spans:
        out[begin:end] = [label] * (end - begin)
    return [label for label, c in zip(out, text, strict=True) if c.isalpha()]


def changes(text: str, spans: Spans) -> list[int]:
    """Return the offsets where the language changes."""
    out, last = [], None
    for begin, end, label in spans:
        first = next((i for i in range(begin, end) if text[i].isalpha()), None)
        if first is None or label == last:
            continue
        if last is not None:
            out.append(first)
        last = label
    return out


def score(
    document: dict, answer: Spans, whole: str, families: dict[str, str]
) -> dict[str, list[float]]:
    """Score one document: observations for every measure."""
    text = document["text"]

    def merged(spans: Spans) -> Spans:
        return [(b, e, families.get(x, x)) for b, e, x in spans]

    answer, truth = merged(answer), merged([tuple(s) for s in document["spans"]])
    right, given = paint(text, truth), paint(text, answer)
    found, wanted = changes(text, answer), changes(text, truth)
    hits = [any(abs(c - w) <= NEAR for c in found) for w in wanted]
    out: dict[str, list[float]] = {
        "letters": [sum(a == b for a, b in zip(right, given, strict=True)) / max(1, len(right))],
        "bounds": [float(h) for h in hits],
        "languages": [float(set(right) == set(given))],
        "extra": [float(sum(all(abs(c - w) > NEAR for w in wanted) for c in found))],
    }
    if document["kind"] == "mono":
        out["split"] = [float(len(answer) > 1)]
        out["differ"] = [float(len(answer) == 1 and answer[0][2] != families.get(whole, whole))]
    return out


def main(arguments: list[str]) -> None:
    """Print the scores."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--model", help="model file; the shipped one by default")
    parser.add_argument(
        "--misses", type=int, default=0, help="number of wrong documents to print per kind"
    )
    args = parser.parse_args(arguments)
    data = zstandard.ZstdDecompressor().stream_reader(args.file.read_bytes()).read()
    documents = [json.loads(line) for line in data.decode().splitlines()]
    if not documents:
        parser.error(f"'{args.file}' has no documents; make them by mixed.py")
    detector = saring.Detector(args.model)
    families = {
        x.code: x.macrolanguage
        for x in detector.languages()
        if x.macrolanguage and x.code not in ("ind_Latn", "zsm_Latn")
    }
    sums: dict[tuple[str, str], dict[str, list[float]]] = {}
    shown: collections.Counter[str] = collections.Counter()
    seconds = [0.0, 0.0]
    for document in documents:
        text = document["text"]
        times = [time.process_time()]
        answer = [(s.start, s.end, s.lang) for s in detector.detect_spans(text)]
        times.append(time.process_time())
        whole = detector.detect(text).lang
        times.append(time.process_time())
        seconds = [s + times[i + 1] - times[i] for i, s in enumerate(seconds)]
        scores = score(document, answer, whole, families)
        for key in ((document["kind"], document["sep"]), (document["kind"], "all")):
            for name, values in scores.items():
                sums.setdefault(key, collections.defaultdict(list))[name] += values
        if scores["letters"][0] < 0.95 and shown[document["kind"]] < args.misses:
            shown[document["kind"]] += 1
            print(
                document["kind"], document["sep"], document["spans"], answer, text[:300], sep="\n "
            )
    for (kind, sep), measures in sorted(sums.items()):
        figures = ", ".join(f"{k} {sum(v) / len(v):.4f}" for k, v in measures.items() if v)
        print(f"{kind:6s} {sep:6s} {len(measures['letters']):5d}: {figures}")
    size = sum(len(d["text"].encode()) for d in documents)
    print(
        f"{size / seconds[0] / 1e6:.1f} MB/s of CPU; "
        f"detect on the same {size / seconds[1] / 1e6:.1f}"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
