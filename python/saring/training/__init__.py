"""Train models: `train_language_model`, `train_line_model`."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from saring import _core
from saring.io.paths import printable
from saring.progress import Observer, SilentObserver
from saring.training import publish
from saring.training.data import (
    TEXT,
    WORD_LIST,
    choose_training_files,
    choose_word_lists,
    is_training_name,
    list_files,
)
from saring.training.files import Folders, TrainingFile, folder_paths
from saring.training.loading import load
from saring.training.options import TrainOptions, check_threads
from saring.training.report import TrainingReport
from saring.training.scores import score
from saring.training.strip import LineTrainingReport, train_line_model

__all__ = ["LineTrainingReport", "TrainingReport", "train_language_model", "train_line_model"]

_DEFAULTS = TrainOptions()


def train_language_model(
    folders: Folders,
    out: str | os.PathLike[str],
    *,
    labels: str | Iterable[str] | None = None,
    word_lists: Folders = (),
    report: str | os.PathLike[str] | None = None,
    size: float = _DEFAULTS.size,
    epochs: int = _DEFAULTS.epochs,
    refine_epochs: int = _DEFAULTS.refine_epochs,
    max_lines: int = _DEFAULTS.max_lines,
    seed: int = _DEFAULTS.seed,
    num_threads: int = 0,
    observer: Observer | None = None,
) -> TrainingReport:
    r"""Train a language model on labelled lines of text.

    Parameters
    ----------
    folders : path or sequence of path
        Folders of ``label.txt``, ``label.txt.gz`` or ``label.txt.zst``, one text per line. A label
        is a language and a script like ``ind_Latn``: three letters and ISO 15924.
    out : path
        The model, for ``saring.Detector(out)``. An existing file is replaced; a missing folder is
        made.
    labels : str or iterable of str, optional
        Labels to train on: ``"builtin"`` for the languages that saring has a name for, or labels or
        codes of languages. By default all labels in the folders.
    word_lists : path or sequence of path
        Folders of ``label.tsv``, also compressed. Each line has a word, a tab, and the frequency of
        the word (over 0). They teach single words of labels that also have text.
    report : path, optional
        Where to write the report as JSON; by default `out` with the ending ``.json``.
    size : float
        Approximate maximum size of the model in megabytes, over 0.
    epochs, refine_epochs : int
        Passes over the lines before and after the weakest weights are pruned, at least 1 and 0.
    max_lines : int
        Maximum number of lines per label, at least 1.
    seed : int
        Seed of all random choices.
    num_threads : int
        0: all cores. The model does not depend on it.
    observer : optional
        Receives the progress.

    Returns
    -------
    TrainingReport
        Scores of the model on held-out lines, one in twenty.

    Raises
    ------
    UsageError
        For folders, labels and options that cannot be used; for outputs that cannot be written, or
        that are an input, a link, a folder or a device; for files that are empty, damaged, not
        UTF-8 or changed during reading. It is a `ValueError`. Nothing is written in this case.
    OSError
        If a file cannot be read or written. This error, and every other error and
        `KeyboardInterrupt`, has a note that says which outputs were written.

    Notes
    -----
    The same folders, options and seed give the same bytes. `out` and `report` appear complete at
    the end, one right after the other; Ctrl-C does not come between them. Files are read in pieces,
    so memory depends on `max_lines` and not on file sizes. A line may have up to 16 MiB, a word
    list up to 64 MiB. A compressed file of more than 128 MiB of text may expand at most 200-fold.
    Time grows with the number of languages: about 3 minutes of a core for 250. ``trainer.hpp``
    describes the method.

    Examples
    --------
    >>> import pathlib, random, tempfile
    >>> import saring
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> words = {"aaa_Latn": "kupa rimo talu beka".split(), "bbb_Latn": "west dorn falk".split()}
    >>> for label, known in words.items():
    ...     lines = [" ".join(random.choices(known, k=6)) for _ in range(300)]
    ...     _ = (folder / f"{label}.txt").write_text("\n".join(lines))
    >>> report = saring.train_language_model(folder, folder / "two.saring")
    >>> saring.Detector(folder / "two.saring").detect("kupa talu rimo beka kupa").lang
    'aaa_Latn'
    """
    if labels is not None and not isinstance(labels, str):
        labels = list(labels)
    options = TrainOptions(size, epochs, refine_epochs, max_lines, seed)
    check_threads(num_threads)
    model_path, report_path = publish.check_outputs(out, report)
    files, lists = _inputs(
        folder_paths(folders), folder_paths(word_lists), labels, (model_path, report_path)
    )
    observer = observer or SilentObserver()
    trainer = _core.LanguageTrainer(**asdict(options), num_threads=num_threads)
    with publish.Publication((model_path, report_path)) as publication:
        model_file, report_file = publication.files
        sums = load(files, lists, trainer, options.max_lines, observer)
        model = _train(trainer, observer)
        model_file.write(model)
        data = {
            "model": printable(model_path.name),
            "bytes": len(model),
            "sha256": hashlib.sha256(model).hexdigest(),
            "trainer": f"saring {_core.__version__}",
            "command": _command(files, lists, labels, model_path),
            "options": asdict(options),
            **trainer.report(),
            **score(_core.LanguageDetector(model_file.path), trainer, num_threads, observer),
            "data": sums,
        }
        report_file.write(json.dumps(data, indent=1, ensure_ascii=False).encode() + b"\n")
        publication.publish()
    return TrainingReport(data)


def _inputs(
    folders: list[Path],
    list_folders: list[Path],
    labels: str | list[str] | None,
    outputs: Sequence[Path],
) -> tuple[list[TrainingFile], list[TrainingFile]]:
    """Return the text files and word lists, after a check that no output is one of them."""
    found = list_files(folders, TEXT)
    found_lists = list_files(list_folders, WORD_LIST)
    inputs = [file.path for file in (*found, *found_lists)]
    for path in outputs:
        publish.check_no_input(path, inputs, [*folders, *list_folders], is_training_name)
    files = choose_training_files(found, folders, labels)
    lists = choose_word_lists(found_lists, list_folders, {file.label for file in files})
    return files, lists


def _train(trainer: Any, observer: Observer) -> bytes:
    started = False

    def progress(done: int, total: int) -> None:
        nonlocal started
        if not started:
            observer.stage("training", total)
            started = True
        observer.advance(done, done)

    return bytes(trainer.train(progress))


def _command(
    files: list[TrainingFile],
    lists: list[TrainingFile],
    labels: str | list[str] | None,
    out: Path,
) -> str:
    """Return the command with only the names of folders; the report lists the options."""

    def folders(of: list[TrainingFile]) -> list[str]:
        return list(dict.fromkeys(file.name.split("/")[0] for file in of))

    parts = ["saring", "train-lang", *folders(files)]
    for folder in folders(lists):
        parts += ["--word-lists", folder]
    if labels is not None:
        parts += ["--labels", labels if isinstance(labels, str) else ",".join(labels)]
    return " ".join([*parts, "-o", printable(out.name)])
