"""Labelled texts: held-out lines, test sets, excerpts of both.

A data folder has the layout ``train/<label>.txt.zst``, ``train_extra/``, ``dev/<set>.tsv.zst``.
"""

from __future__ import annotations

import io
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from saring import _core, text

FOLDERS = ("train", "train_extra")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text and its label, ISO 639-3 and ISO 15924."""

    label: str
    text: str


def open_lines(path: Path) -> Iterator[str]:
    """Yield the lines of a text file, plain or zstd, without line terminators."""
    if path.suffix == ".zst":
        import zstandard

        with path.open("rb") as raw:
            stream = zstandard.ZstdDecompressor().stream_reader(raw)
            for line in io.TextIOWrapper(stream, "utf-8", newline="\n"):
                yield line.rstrip("\n")
    else:
        with path.open(encoding="utf-8", newline="\n") as file:
            for line in file:
                yield line.rstrip("\n")


def label_files(data: Path, folder: str) -> dict[str, Path]:
    """Return the files of a folder of training text by label."""
    found = {p.name.split(".")[0]: p for p in sorted((data / folder).glob("*.txt*"))}
    if not found:
        raise SystemExit(f"no <label>.txt or <label>.txt.zst in {data / folder}")
    return found


def held_out(
    data: Path,
    labels: Iterable[str],
    limit: int,
    seed: int,
    folders: Sequence[str] = FOLDERS,
) -> list[Labelled]:
    """Return held-out lines, at most `limit` per label, drawn with `seed`."""
    wanted = set(labels)
    by_label: dict[str, list[str]] = defaultdict(list)
    for folder in folders:
        for label, path in label_files(data, folder).items():
            if label in wanted:
                lines = (line for line in open_lines(path) if _core.is_held_out(line))
                by_label[label].extend(dict.fromkeys(lines))
    return sample(by_label, limit, seed)


def every_line(data: Path, folder: str, labels: Iterable[str], limit: int) -> list[Labelled]:
    """Return lines of a folder, held out or not, at most `limit` per label, drawn with seed 0."""
    files = label_files(data, folder)
    by_label = {x: list(dict.fromkeys(open_lines(files[x]))) for x in labels if x in files}
    return sample(by_label, limit, 0)


def test_set(data: Path, name: str, labels: Iterable[str] | None = None) -> list[Labelled]:
    """Return a set of ``dev/``, all of it or the lines of some labels."""
    wanted = None if labels is None else set(labels)
    found = []
    for line in open_lines(data / "dev" / f"{name}.tsv.zst"):
        label, _, line_text = line.partition("\t")
        if line_text and (wanted is None or label in wanted):
            found.append(Labelled(label, line_text))
    return found


def sample(by_label: dict[str, list[str]], limit: int, seed: int) -> list[Labelled]:
    """Draw at most `limit` texts per label, independently of other labels."""
    found = []
    for label in sorted(by_label):
        lines = by_label[label]
        if len(lines) > limit:
            lines = random.Random(f"{seed}/{label}").sample(lines, limit)
        found.extend(Labelled(label, line) for line in lines)
    return found


def cut(item: Labelled, words: int, chance: random.Random) -> Labelled | None:
    """Return `words` words at a random position of a text, or None if it has fewer.

    Words are saring's own, by dictionary where a script has no spaces.
    """
    found = [w for w in text.words(item.text) if any(map(str.isalpha, w.text))]
    if len(found) < words:
        return None
    first = chance.randint(0, len(found) - words)
    part = item.text[found[first].start : found[first + words - 1].end]
    return Labelled(item.label, part)


def cuts(items: Iterable[Labelled], words: int, seed: int) -> list[Labelled]:
    """Return excerpts of the texts that are long enough."""
    chance = random.Random(f"{seed}/{words}")
    return [c for c in (cut(item, words, chance) for item in items) if c is not None]
