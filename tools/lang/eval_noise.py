"""Measures how much noise is refused, and how much real text is refused.

    python tools/lang/eval_noise.py [FILE.tsv[.zst] ...] [--seed N] [--lines N] [--model MODEL]

Prints, for each kind of ``noise.py``, the share of its lines that are ``zxx`` or ``und``. Then it
prints the share of real texts that are refused. These are texts of the files (``label<TAB>text``)
of at least 20 characters in a language of the model: whole lines, excerpts of 20 to 50 characters,
excerpts in upper case, and excerpts among numbers and names.
"""

from __future__ import annotations

import argparse
import collections
import random
import sys
from pathlib import Path

import noise

import saring

REFUSED = ("zxx", "und")


def read_lines(path: Path) -> list[tuple[str, str]]:
    """Read pairs of label and text; ``.zst`` is decompressed."""
    data = path.read_bytes()
    if path.suffix == ".zst":
        import zstandard

        data = zstandard.ZstdDecompressor().stream_reader(data).read()
    return [tuple(line.split("\t", 1)) for line in data.decode().splitlines() if "\t" in line]


def cut(text: str, r: random.Random) -> str:
    """Return an excerpt of 20 to 50 characters, cut at spaces if there are any."""
    size = r.randint(20, 50)
    at = r.randrange(max(1, len(text) - size))
    at = text.rfind(" ", 0, at) + 1 if " " in text else at
    end = at + size
    while " " in text and end < len(text) and text[end] != " ":
        end += 1
    return text[at:end].strip()


def with_numbers(text: str, r: random.Random) -> str:
    """Add numbers, a name and a time around a text."""
    before = r.choice(["12:30 ", "(021) 555-1234 ", "Rp 25.000 ", "3. ", "@budi ", "RT @anna: "])
    behind = r.choice([" 24/11/2026", " #1", " (AP)", " https://t.co/a1b2", " 100%", " :)", " Tom"])
    return before + text + behind


def are_refused(detector: saring.Detector, texts: list[str]) -> list[bool]:
    """Return whether each text is refused."""
    return [x in REFUSED for x in detector.detect_batch(texts).lang.to_pylist()]


def report_noise(detector: saring.Detector, seed: int, count: int) -> None:
    """Print the share of noise refused, by kind."""
    total: list[bool] = []
    for name, kinds in (("tuned on", noise.TUNE), ("held out", noise.HELD)):
        part: list[bool] = []
        for kind, texts in noise.lines(seed, count, kinds).items():
            answers = are_refused(detector, texts)
            part += answers
            missed = next((t for t, a in zip(texts, answers, strict=True) if not a), "")
            print(f"  {kind:22s} {sum(answers) / len(answers):.3f}  {missed[:70]!r}")
        print(f"{name}: {len(kinds)} kinds, {sum(part) / len(part):.4f} refused")
        total += part
    print(f"all: {len(total)} lines, {sum(total) / len(total):.4f} refused")


def report_real(detector: saring.Detector, path: Path, seed: int) -> None:
    """Print the share of real text refused, by form of the text."""
    known = {x.code for x in detector.languages()}
    r = random.Random(seed)
    rows = [(label, text) for label, text in read_lines(path) if label in known]
    shapes = {
        "lines": [text for _, text in rows],
        "cuts of 20-50": [cut(text, r) for _, text in rows],
        "capitals": [text.upper() for _, text in rows],
        "cuts in capitals": [cut(text, r).upper() for _, text in rows],
        "cuts with numbers": [with_numbers(cut(text, r), r) for _, text in rows],
    }
    for shape, texts in shapes.items():
        long = [(label, t) for (label, _), t in zip(rows, texts, strict=True) if len(t) >= 20]
        refused = are_refused(detector, [t for _, t in long])
        by_label: collections.Counter[str] = collections.Counter()
        for (label, _), is_refused in zip(long, refused, strict=True):
            by_label[label] += is_refused
        worst = ", ".join(f"{label} {n}" for label, n in by_label.most_common(8) if n)
        print(
            f"{path.name}, {shape}: {sum(refused) / len(refused):.4f} refused of {len(long)}; "
            f"{worst}"
        )


def main(arguments: list[str]) -> None:
    """Print both reports."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--lines", type=int, default=200, help="of each kind")
    parser.add_argument("--model", help="model file; the shipped one by default")
    args = parser.parse_args(arguments)
    detector = saring.Detector(args.model)
    report_noise(detector, args.seed, args.lines)
    for path in args.files:
        report_real(detector, path, args.seed)


if __name__ == "__main__":
    main(sys.argv[1:])
