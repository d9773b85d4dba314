"""Loads training text into the trainer, block by block, with checksums."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from saring.errors import UsageError
from saring.progress import Observer
from saring.training.files import TrainingFile, quoted

# A list of all words of a language has about 10 MB.
MAX_LIST_BYTES = 1 << 26


def load(
    files: Sequence[TrainingFile],
    lists: Sequence[TrainingFile],
    trainer: Any,
    max_lines: int,
    observer: Observer,
) -> list[dict[str, str]]:
    """Pass every file to the trainer.

    Parameters
    ----------
    files, lists
        Text files and word lists.
    trainer
        `_core.LanguageTrainer`.
    max_lines
        Lines per label that the trainer takes; later lines are only checked.
    observer
        Receives the progress in bytes of the files.

    Returns
    -------
    list of dict
        Names and checksums of the texts, decompressed.

    Raises
    ------
    UsageError
        For a file that cannot be used; the message names file and line.
    OSError
        If a file cannot be read.
    """
    observer.stage("loading", sum(file.size for file in files))
    sums: list[dict[str, str]] = []
    lines: dict[str, int] = {}
    done = 0
    for file in files:
        digest = hashlib.sha256()
        for block in file.blocks():
            digest.update(block)
            if lines.get(file.label, 0) < max_lines:
                lines[file.label] = trainer.add(file.label, block)
        if not lines[file.label]:
            script = file.label.partition("_")[2]
            raise UsageError(
                f"{quoted(file.path)}: no line to train on has words of script {script}"
            )
        sums.append({"file": file.name, "sha256": digest.hexdigest()})
        done += file.size
        observer.advance(done, sum(lines.values()))
    for file in lists:
        sums.append({"file": file.name, "sha256": _load_words(file, trainer)})
    return sums


def _load_words(file: TrainingFile, trainer: Any) -> str:
    """Pass a word list to the trainer; return the checksum of its text."""
    digest = hashlib.sha256()
    size = 0
    number = 0
    for block in file.blocks():
        digest.update(block)
        size += len(block)
        if size > MAX_LIST_BYTES:
            raise UsageError(
                f"{quoted(file.path)}: a word list of more than {MAX_LIST_BYTES >> 20} MiB; leave "
                "out rare words"
            )
        for line in block.decode().removesuffix("\n").split("\n"):
            number += 1
            if not line.strip():
                continue
            word, _, frequency = line.partition("\t")
            try:
                trainer.add_word(file.label, word, float(frequency))
            except ValueError:
                raise UsageError(
                    f"{quoted(file.path)}, line {number}: expected a word, a tab and a "
                    "number over 0"
                ) from None
    return digest.hexdigest()
