"""Make a language model of one's own."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from saring import _core
from saring.errors import UsageError
from saring.progress import Observer, SilentObserver
from saring.training.data import TrainingFile, find_training_files, find_word_lists
from saring.training.report import TrainingReport
from saring.training.scores import score

__all__ = ["TrainingReport", "train_language_model"]

Folders = str | os.PathLike[str] | Sequence[str | os.PathLike[str]]


def train_language_model(
    folders: Folders,
    out: str | os.PathLike[str],
    *,
    labels: str | Iterable[str] | None = None,
    word_lists: Folders = (),
    report: str | os.PathLike[str] | None = None,
    size: float = 16.0,
    epochs: int = 4,
    refine_epochs: int = 2,
    max_lines: int = 60_000,
    seed: int = 1,
    threads: int = 0,
    observer: Observer | None = None,
) -> TrainingReport:
    r"""Make a language model from labelled lines of text.

    Parameters
    ----------
    folders : path or sequence of path
        Folders of ``label.txt``, ``label.txt.gz`` or ``label.txt.zst``, one text a line. A label is
        a language and a script like ``ind_Latn``: three letters and ISO 15924.
    out : path
        The model, for ``saring.Detector(out)``; replaced where it exists.
    labels : str or iterable of str, optional
        What to train on: ``"builtin"`` means the languages that saring has a name for, else labels
        or codes of languages; by default all that the folders hold.
    word_lists : path or sequence of path
        Folders of ``label.tsv``, also compressed: a word, a tab, and how frequent it is (over 0) a
        line. They teach single words of labels that also have text.
    report : path, optional
        Where to write the report as JSON; by default `out` with the ending ``.json``.
    size : float
        Megabytes that the model has at most, over 0, roughly.
    epochs, refine_epochs : int
        Passes over the lines before and after the weakest weights are left out, at least 1 and 0.
    max_lines : int
        Lines read of each label at most, at least 1.
    seed : int
        Of everything drawn at random.
    threads : int
        0: all cores. The model does not depend on it.
    observer : optional
        Told of progress.

    Returns
    -------
    TrainingReport
        How good the model is on one line in twenty, held out.

    Raises
    ------
    UsageError
        For folders, labels and options that cannot be used, and for files that are empty, damaged
        or not UTF-8; a `ValueError`.
    OSError
        Where a file cannot be read or written.

    Notes
    -----
    The same folders, options and seed give the same bytes. `out` and `report` appear complete or
    not at all. Time grows with the number of languages: some 3 minutes of a core for 250. The
    method is described in ``trainer.hpp``.

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
    options = _Options(size, epochs, refine_epochs, max_lines, seed)
    options.check()
    if threads < 0:
        raise UsageError(f"threads must not be negative, but is {threads}")
    target = Path(out)
    card = Path(report) if report is not None else target.with_suffix(".json")
    _check_outputs(target, card)
    files = find_training_files(_paths(folders), labels)
    lists = find_word_lists(_paths(word_lists), {file.label for file in files})
    observer = observer or SilentObserver()
    trainer = options.trainer(threads)
    with _published(target) as staged_model, _published(card) as staged_card:
        sums = _load(files, lists, trainer, observer)
        model = _train(trainer, observer)
        _write(staged_model, model)
        observer.stage("scoring", 0)
        detector = _core.LanguageDetector(str(staged_model))
        data = {
            "model": target.name,
            "bytes": len(model),
            "sha256": hashlib.sha256(model).hexdigest(),
            "trainer": f"saring {_core.__version__}",
            "command": _command(files, lists, labels, target),
            "options": asdict(options),
            **trainer.report(),
            **score(detector, trainer, threads),
            "data": sums,
        }
        _write(staged_card, json.dumps(data, indent=1, ensure_ascii=False).encode() + b"\n")
    return TrainingReport(data)


@dataclass(frozen=True, slots=True)
class _Options:
    """What decides the model, besides the text."""

    size: float
    epochs: int
    refine_epochs: int
    max_lines: int
    seed: int

    def check(self) -> None:
        """Raise `UsageError` for a value outside its range."""
        for name, least in (("epochs", 1), ("refine_epochs", 0), ("max_lines", 1), ("seed", 0)):
            if getattr(self, name) < least:
                raise UsageError(f"{name} must be at least {least}, not {getattr(self, name)}")
        if self.seed >= 1 << 64:
            raise UsageError(f"seed must be below 2**64, not {self.seed}")
        if not 0 < self.size <= 4096:
            raise UsageError(f"size must be over 0 and at most 4096 MB, not {self.size}")

    def trainer(self, threads: int) -> _core.LanguageTrainer:
        """Make the trainer."""
        return _core.LanguageTrainer(
            megabytes=self.size,
            epochs=self.epochs,
            refine_epochs=self.refine_epochs,
            max_lines=self.max_lines,
            seed=self.seed,
            num_threads=threads,
        )


def _paths(folders: Folders) -> list[Path]:
    given = [folders] if isinstance(folders, str | os.PathLike) else folders
    return [Path(folder) for folder in given]


def _check_outputs(target: Path, card: Path) -> None:
    for path in (target, card):
        if path.is_dir():
            raise UsageError(f"'{path}' is a folder; wanted the name of a file")
    if os.path.abspath(target) == os.path.abspath(card):
        raise UsageError(f"model and report are both '{target}': name another report")


def _write(path: Path, data: bytes) -> None:
    try:
        path.write_bytes(data)
    except OSError as error:
        error.filename = str(path)  # a full disk is told without it
        raise


@contextlib.contextmanager
def _published(target: Path) -> Iterator[Path]:
    """Give a path to write to; the file moves to `target` at the end, or is gone on failure."""
    staged = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        # Made at once: what cannot be written should be known before, not after the training.
        staged.touch()
        yield staged
        os.replace(staged, target)
    except OSError as error:
        if error.filename == str(staged):
            error.filename = str(target)
        raise
    finally:
        staged.unlink(missing_ok=True)


def _load(
    files: list[TrainingFile], lists: list[TrainingFile], trainer: Any, observer: Observer
) -> list[dict[str, str]]:
    """Hand every file to the trainer; return the checksums of their texts."""
    observer.stage("loading", sum(file.path.stat().st_size for file in files))
    sums: list[dict[str, str]] = []
    lines: dict[str, int] = {}
    done = 0
    for file in files:
        text = file.read()
        sums.append({"file": file.name, "sha256": hashlib.sha256(text).hexdigest()})
        lines[file.label] = trainer.add(file.label, text)
        if not lines[file.label]:
            script = file.label.partition("_")[2]
            raise UsageError(f"'{file.path}': no line to train on has words of script {script}")
        done += file.path.stat().st_size
        observer.advance(done, sum(lines.values()))
    for file in lists:
        sums.append({"file": file.name, "sha256": _load_words(file, trainer)})
    return sums


def _load_words(file: TrainingFile, trainer: Any) -> str:
    """Hand a list of words to the trainer; return the checksum of its text."""
    text = file.read()
    for number, line in enumerate(text.decode().split("\n"), 1):
        if not line.strip():
            continue
        word, _, frequency = line.partition("\t")
        try:
            trainer.add_word(file.label, word, float(frequency))
        except ValueError:
            raise UsageError(
                f"'{file.path}', line {number}: wanted a word, a tab and a number over 0"
            ) from None
    return hashlib.sha256(text).hexdigest()


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
    """Return the command with names of folders only; options that matter stand beside it."""

    def folders(of: list[TrainingFile]) -> list[str]:
        return list(dict.fromkeys(file.name.split("/")[0] for file in of))

    parts = ["saring", "train-lang", *folders(files)]
    for folder in folders(lists):
        parts += ["--word-lists", folder]
    if labels is not None:
        parts += ["--labels", labels if isinstance(labels, str) else ",".join(labels)]
    return " ".join([*parts, "-o", out.name])
