"""Train a line model: `train_line_model`."""

from __future__ import annotations

import hashlib
import json
import os
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from saring import _core
from saring.errors import UsageError, require
from saring.io.paths import printable
from saring.progress import Observer, SilentObserver
from saring.training import publish
from saring.training.files import Folders, TrainingFile, folder_paths
from saring.training.options import LineTrainOptions, check_threads
from saring.training.strip.documents import Row, is_row_file, list_row_files, load
from saring.training.strip.folds import assign_folds
from saring.training.strip.report import LineTrainingReport
from saring.training.strip.scores import Tally, judge, kept_lines

if TYPE_CHECKING:
    from saring.training.strip.stages import Document, Trained

__all__ = ["LineTrainingReport", "train_line_model"]

THRESHOLD = 0.45  # the default of `saring.strip`
FEW_DOCUMENTS = 300
SLICE_DOCUMENTS = 512

_DEFAULTS = LineTrainOptions()


def train_line_model(
    folders: Folders,
    out: str | os.PathLike[str],
    *,
    report: str | os.PathLike[str] | None = None,
    seed: int = _DEFAULTS.seed,
    line_trees: int = _DEFAULTS.line_trees,
    document_trees: int = _DEFAULTS.document_trees,
    num_threads: int = 0,
    observer: Observer | None = None,
) -> LineTrainingReport:
    r"""Train a line model for `strip` on labelled documents.

    Needs the packages of ``pip install "saring[train]"``.

    Parameters
    ----------
    folders : path or sequence of path
        Folders of ``*.jsonl``, ``*.jsonl.gz`` or ``*.jsonl.zst``, one document per row. Fields:
        ``lines`` (a list) or ``text``; ``keep``, for each line 1 if it belongs to the article and 0
        if not. Optional: ``site``, ``skip`` (numbers of lines that do not count, from 0),
        ``weight`` (1 by default) and ``id`` (for messages). Other fields are ignored.
    out : path
        The model, for ``saring.strip(text, model=out)``. An existing file is replaced; a missing
        folder is made.
    report : path, optional
        Where to write the report as JSON; by default `out` with the ending ``.json``.
    seed : int
        Seed of all random choices.
    line_trees, document_trees : int
        Number of trees of the two forests, in [1, 4095]. Training time is proportional to it.
    num_threads : int
        0: all cores. The model does not depend on it. Trees are always grown by two threads.
    observer : optional
        Receives the progress.

    Returns
    -------
    LineTrainingReport
        Scores of the model on sites that it was not trained on, compared with the built-in model
        and with keeping everything.

    Raises
    ------
    MissingExtraError
        If catboost, numpy, scikit-learn or scipy is not installed.
    UsageError
        For folders, rows and options that cannot be used; if fewer than two sites have both labels;
        for outputs that cannot be written, or that are an input, a link, a folder or a device; for
        files that are empty, damaged, not UTF-8 or changed during reading. It is a `ValueError`.
        Nothing is written in this case.
    OSError
        If a file cannot be read or written. This error, and every other error and
        `KeyboardInterrupt`, has a note that says which outputs were written.

    Notes
    -----
    Sites are split into at most four parts. Every document is scored with a model that was trained
    on the other parts, together with the built-in rules, as in `strip`. `out` is trained on all
    parts. A row without a site counts as a site of its own. If several such rows are from one site,
    the scores are too good.

    The same rows, options, seed and package versions give the same bytes, in any order of files and
    rows. `out` and `report` appear complete at the end, one right after the other. Memory is about
    6 kB per line. The built-in rules are features of the model: train it again for a version of
    saring with other rules.

    Examples
    --------
    >>> import saring
    >>> report = saring.train_line_model("labelled", "own.lines")  # doctest: +SKIP
    >>> saring.strip(text, model="own.lines").text  # doctest: +SKIP
    """
    options = LineTrainOptions(seed, line_trees, document_trees)
    check_threads(num_threads)
    for package in ("numpy", "scipy.sparse", "sklearn.linear_model", "catboost"):
        require(package, "train")
    model_path, report_path = publish.check_outputs(out, report)
    paths = folder_paths(folders)
    if not paths:
        raise UsageError("no folder is given; expected one or more of labelled documents")
    files = list_row_files(paths)
    for path in (model_path, report_path):
        publish.check_no_input(path, [file.path for file in files], paths, is_row_file)
    observer = observer or SilentObserver()
    with publish.Publication((model_path, report_path)) as publication:
        model_file, report_file = publication.files
        rows, sums = load(files, observer)
        data = _train(rows, options, num_threads, observer)
        model = data.pop("file")
        model_file.write(model)
        whole = {
            "model": printable(model_path.name),
            "bytes": len(model),
            "sha256": hashlib.sha256(model).hexdigest(),
            "trainer": f"saring {_core.__version__}",
            "packages": {
                "catboost": require("catboost", "train").__version__,
                "scikit-learn": require("sklearn", "train").__version__,
            },
            "command": _command(files, model_path.name),
            "options": asdict(options),
            **data,
            "data": sums,
        }
        report_file.write(json.dumps(whole, indent=1, ensure_ascii=False).encode() + b"\n")
        publication.publish()
    return LineTrainingReport(whole)


def _train(
    rows: Sequence[Row], options: LineTrainOptions, num_threads: int, observer: Observer
) -> dict[str, Any]:
    """Return the model file and its part of the report."""
    from saring.training.strip import stages

    everything = [stages.Document(text=r.text, targets=r.labels, weight=r.weight) for r in rows]
    stages.set_units(everything, num_threads)
    counted = [
        (row, document)
        for row, document in zip(rows, everything, strict=True)
        if (document.labels() >= 0).any()
    ]
    if not counted:
        raise UsageError("no document with a line to learn from: all are empty, blank or skipped")
    documents = [document for _, document in counted]
    # A row without a site is a site of its own; copies of one text stay together.
    sites = [
        f"site {row.site}" if row.site is not None else f"row {row.text}" for row, _ in counted
    ]
    labels: dict[str, set[int]] = defaultdict(set)
    for site, document in zip(sites, documents, strict=True):
        labels[site] |= {int(label) for label in document.labels()}
    folds = assign_folds(sites, [{0, 1} <= labels[site] for site in sites], options.seed)
    num_folds = max(folds) + 1
    steps = 0
    observer.stage("training", 3 * (num_folds + 1))

    def step(_name: str) -> None:
        nonlocal steps
        steps += 1
        observer.advance(steps, len(documents))

    trained = stages.train(
        documents,
        folds,
        options.seed,
        line_trees=options.line_trees,
        document_trees=options.document_trees,
        num_threads=num_threads,
        step=step,
    )
    named = [row.site for row, _ in counted]
    data = _scores(documents, named, folds, trained, num_threads, observer)
    remarks = []
    if left_out := len(rows) - len(counted):
        remarks.append(
            f"{left_out:,} of {len(rows):,} documents are left out: no line of theirs counts."
        )
    if alone := named.count(None):
        remarks.append(
            f"{alone:,} of {len(named):,} rows have no 'site': each counts as a site of its own. "
            "Where several are of one site, the scores are too good."
        )
    if len(documents) < FEW_DOCUMENTS:
        remarks.append(
            f"{len(documents):,} documents are few: below {FEW_DOCUMENTS}, scores vary with the "
            "seed."
        )
    return {
        "file": trained.model.pack(),
        "documents": len(documents),
        "documents_left_out": left_out,
        "rows_without_site": alone,
        "folds": num_folds,
        "threshold": THRESHOLD,
        **data,
        "remarks": remarks,
    }


def _scores(
    documents: Sequence[Document],
    sites: Sequence[str | None],
    folds: Sequence[int],
    trained: Trained,
    num_threads: int,
    observer: Observer,
) -> dict[str, Any]:
    """Score the documents of each fold with the model of the other folds and the built-in model."""
    observer.stage("scoring", 2 * len(documents))
    done = 0
    lines: dict[str, dict[int, Any]] = {"new": {}, "built_in": {}, "everything": {}}
    built_in = _core.LineStripper([], True, None, "line model")
    for fold, model in enumerate(trained.by_fold):
        packed: Any = model.pack()
        new = _core.LineStripper([], True, packed, "new model")
        own = [i for i, of_document in enumerate(folds) if of_document == fold]
        # Ctrl-C takes effect between two slices.
        for start in range(0, len(own), SLICE_DOCUMENTS):
            part = own[start : start + SLICE_DOCUMENTS]
            given = [documents[i] for i in part]
            for name, stripper in (("new", new), ("built_in", built_in)):
                found = judge(stripper, given, THRESHOLD, num_threads)
                lines[name].update(zip(part, found, strict=True))
                done += len(part)
                observer.advance(done, done)
            for i, document in zip(part, given, strict=True):
                lines["everything"][i] = list(kept_lines(document.text, document.targets, (), ()))
    overall = {name: Tally() for name in lines}
    by_site: dict[str | None, dict[str, Tally]] = {}
    counts: dict[str | None, int] = defaultdict(int)
    for i, site in enumerate(sites):
        counts[site] += 1
        own_tallies = by_site.setdefault(site, {name: Tally() for name in lines})
        for name in lines:
            overall[name].add(lines[name][i])
            own_tallies[name].add(lines[name][i])
    scores = {name: tally.summary() for name, tally in overall.items()}
    new_f1, old_f1 = (scores[name]["character_f1"] for name in ("new", "built_in"))
    is_better = new_f1 > old_f1
    figures = f"character F1 {new_f1:.4f} against {old_f1:.4f} on sites that it had not seen"
    return {
        "scores": scores,
        "is_better": is_better,
        "comparison": f"The new model is better than the built-in one: {figures}."
        if is_better
        else f"The new model is NOT better than the built-in one: {figures}. Use the built-in one, "
        "or label more documents.",
        "sites": [
            {
                "site": site,
                "documents": counts[site],
                **{name: tally.summary() for name, tally in by_site[site].items()},
            }
            for site in sorted(by_site, key=lambda site: (site is None, site or ""))
        ],
    }


def _command(files: Sequence[TrainingFile], out: str) -> str:
    """Return the command with only the names of folders; the report lists the options."""
    folders = dict.fromkeys(file.name.split("/")[0] for file in files)
    return " ".join(["saring", "train-strip", *folders, "-o", printable(out)])
