"""The three stages of a line model. Each is trained on held-out scores of the stage before.

The stages are: word weights (logistic regression on hashed words); a forest on the features of
lines and their surroundings; and a forest that also sees the first forest's scores for the whole
document.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import catboost
import numpy as np
import scipy.sparse
from sklearn.linear_model import SGDClassifier

from saring import _core
from saring.errors import UsageError
from saring.training.strip.export import pack_forest, pack_words

HEADLINE = 3.0  # weight of a headline relative to another line of its length
MAX_JUNK = 160  # lines per document that a stage learns from: the lines of long menus are alike
MAX_ARTICLE = 400
LINES: dict[str, Any] = {"iterations": 120, "learning_rate": 0.2}
DOCUMENT: dict[str, Any] = {"iterations": 250, "learning_rate": 0.12}
COMMON: dict[str, Any] = {"depth": _core.TREE_DEPTH, "border_count": 32, "l2_leaf_reg": 5.0}
# The trees depend on this number, so it is not an option.
_FOREST_THREADS = 2


@dataclass(kw_only=True)
class Document:
    """One document to learn from.

    Attributes
    ----------
    text
        The lines of the document.
    targets
        One label per line: 1 (article), 0 (not article) or -1 (does not count).
    weight
        Weight relative to other documents, over 0.
    headline
        Number of a line that counts `HEADLINE` times.
    units, chars
        Line and code points of each unit, see ``line_training.hpp``; set by `set_units`.
    """

    text: str
    targets: Sequence[int]
    weight: float = 1.0
    headline: int | None = None
    units: Any = field(default_factory=lambda: np.zeros(0, "i8"))
    chars: Any = field(default_factory=lambda: np.zeros(0, "i8"))

    def labels(self) -> Any:
        """Labels of the units."""
        return np.array(self.targets, "i8")[self.units]


@dataclass(frozen=True)
class Stages:
    """A trained model: word weights as in the file, and the two forests."""

    words: bytes
    lines: Any
    document: Any

    def predict(self, documents: Sequence[Document], num_threads: int = 0) -> Any:
        """Return the probability of each unit."""
        lines = features(documents, self.words, None, num_threads)
        scores = predict(self.lines, lines)
        return predict(self.document, features(documents, self.words, scores, num_threads))

    def pack(self) -> bytes:
        """Return the bytes of the model file."""
        return _core.pack_line_model(
            self.words + pack_forest(self.lines) + pack_forest(self.document)
        )


@dataclass(frozen=True)
class Trained:
    """The result of `train`.

    Attributes
    ----------
    model
        The model of all documents.
    by_fold
        For each fold, the model of the other folds.
    scores
        Score of each unit, by the model that had not seen its fold.
    """

    model: Stages
    by_fold: list[Stages]
    scores: Any


def set_units(documents: Sequence[Document], num_threads: int = 0) -> None:
    """Find the units of the documents: lines, or sentences of very long ones."""
    counts, lines, chars = (
        np.asarray(column).astype("i8")
        for column in _core.line_training_units([d.text for d in documents], num_threads)
    )
    ends = np.cumsum(counts)
    for d, end, count in zip(documents, ends, counts, strict=True):
        d.units, d.chars = lines[end - count : end], chars[end - count : end]


def words_of(documents: Sequence[Document], num_threads: int = 0) -> Any:
    """Count word slots, one row per unit, as a sparse matrix."""
    found = _core.line_training_words([d.text for d in documents], num_threads)
    counts, slots = map(np.asarray, found)
    indptr = np.concatenate([[0], np.cumsum(counts, dtype="i8")])
    ones = np.ones(len(slots), "f4")
    shape = (len(counts), _core.WORD_SLOTS)
    return scipy.sparse.csr_matrix((ones, slots.astype("i4"), indptr), shape)


def features(documents: Sequence[Document], words: bytes, scores: Any, num_threads: int = 0) -> Any:
    """Return the features of units for the first forest; with its scores, for the second."""
    column = _core.line_training_rows(
        [d.text for d in documents],
        np.array([len(d.units) for d in documents], "u4").tobytes(),
        words,
        None if scores is None else scores.astype("f4").tobytes(),
        num_threads,
    )
    width = _core.LINE_FEATURES if scores is None else _core.DOCUMENT_FEATURES
    return np.asarray(column).reshape(-1, width)


def targets_of(documents: Sequence[Document]) -> Any:
    """Concatenate the targets of the documents' units."""
    return np.concatenate([d.labels() for d in documents])


def line_weights(documents: Sequence[Document], use: Any) -> Any:
    """Weight documents by their weight, and units in a document by the root of their length.

    Used junk units also get the weight of the unused junk units of their document.
    """
    out, at = [], 0
    for d in documents:
        root = np.sqrt(d.chars + 1.0)
        own = use[at : at + len(root)]
        at += len(root)
        junk = d.labels() == 0
        if not own.all() and (junk & own).any():
            root[junk] *= root[junk].sum() / root[junk & own].sum()
        root[d.units == d.headline] *= HEADLINE
        out.append(d.weight * root / max(1.0, root[own].sum()))
    w = np.concatenate(out)
    return w / w[use].mean()


def document_weights(documents: Sequence[Document], use: Any) -> Any:
    """Weight units by their length relative to the article, like the cost of a mistake.

    A part by the root of the length is added, so that short lines count too.
    """
    out = []
    for d in documents:
        chars, is_article = d.chars + 1.0, d.labels() == 1
        article = chars[is_article].sum() or chars.sum()
        root = np.sqrt(chars)
        cost = np.minimum(chars / max(article, 200), 0.5)
        cost[is_article] *= 1.3  # a lost article is worse than junk
        both = cost + 0.8 * root / max(1.0, root[d.labels() >= 0].sum())
        both[d.units == d.headline] *= HEADLINE
        out.append(d.weight * both)
    w = np.concatenate(out)
    return w / w[use].mean()


def fit_words(x: Any, y: Any, w: Any, seed: int) -> bytes:
    """Fit word weights, as in the model file; zero for words that say nothing."""
    use = (y >= 0) & (np.diff(x.indptr) > 0)
    if len(np.unique(y[use])) < 2:
        return pack_words(np.zeros(x.shape[1]))
    model = SGDClassifier(
        loss="log_loss", alpha=3e-6, average=True, max_iter=10, tol=None, random_state=seed
    )
    model.fit(x[use], y[use], sample_weight=np.minimum(w[use], 8))
    return pack_words(model.coef_[0])


def fit_forest(x: Any, y: Any, w: Any, options: dict[str, Any], seed: int) -> Any:
    """Grow a forest on the units with labels."""
    use = y >= 0
    model = catboost.CatBoostClassifier(
        **options,
        **COMMON,
        random_seed=seed,
        thread_count=_FOREST_THREADS,
        verbose=False,
        allow_writing_files=False,
        bootstrap_type="Bernoulli",
        subsample=0.7,
        boosting_type="Plain",
    )
    try:
        model.fit(x[use], y[use], sample_weight=w[use])
    except catboost.CatBoostError as error:
        raise UsageError(f"nothing can be learned from these documents: {error}") from error
    return model


def predict(forest: Any, x: Any) -> Any:
    """Return the probability of each row."""
    return forest.predict_proba(x)[:, 1].astype("f4") if len(x) else np.zeros(0, "f4")


def sampled(documents: Sequence[Document], seed: int) -> Any:
    """Choose units that count, at most `MAX_JUNK` and `MAX_ARTICLE` per document."""
    rng = np.random.default_rng(seed)
    out = []
    for d in documents:
        labels = d.labels()
        use = labels >= 0
        for part, room in ((labels == 0, MAX_JUNK), (labels == 1, MAX_ARTICLE)):
            at = np.flatnonzero(part)
            if len(at) > room:
                use[at] = False
                use[rng.choice(at, room, replace=False)] = True
        out.append(use)
    return np.concatenate(out)


def train(
    documents: Sequence[Document],
    folds: Sequence[int],
    seed: int,
    *,
    line_trees: int = LINES["iterations"],
    document_trees: int = DOCUMENT["iterations"],
    num_threads: int = 0,
    step: Callable[[str], None] = lambda _: None,
) -> Trained:
    """Train all stages, on all documents and without each fold.

    Parameters
    ----------
    documents
        Documents with units. Random choices depend on their order.
    folds
        Fold of each document, from 0. Without any one fold, both labels must remain.
    seed
        Of the random numbers.
    line_trees, document_trees
        Numbers of trees of both forests.
    num_threads
        0: all cores; for the features alone. The model does not depend on it.
    step
        Told what is done, ``3 * (number of folds + 1)`` times.

    Raises
    ------
    UsageError
        Where CatBoost cannot learn anything.

    Notes
    -----
    A forest without a fold is trained on features of the other folds, whose word weights and scores
    come from models that have seen it: what stacking always passes on, and very little.
    """
    of_documents = np.array(folds)
    rows = np.repeat(of_documents, [len(d.units) for d in documents])
    use = sampled(documents, seed)
    y = targets_of(documents)
    parts = [use & (rows != fold) for fold in range(max(folds) + 1)]
    w = line_weights(documents, use)
    x = words_of(documents, num_threads)
    words = []
    for part in (*parts, use):
        words.append(fit_words(x[part], y[part], w[part], seed))
        step("words")

    def by_fold(scores: Any) -> Any:
        """Features of units, where the word weights are those of the document's fold."""
        out = None
        for fold in range(len(parts)):
            own = [d for d, f in zip(documents, of_documents, strict=True) if f == fold]
            given = None if scores is None else scores[rows == fold]
            got = features(own, words[fold], given, num_threads)
            if out is None:
                out = np.empty((len(rows), got.shape[1]), "f4")
            out[rows == fold] = got
        return out

    def fit_all(x: Any, w: Any, options: dict[str, Any], name: str) -> tuple[list[Any], Any]:
        """Forests without each fold and of all; scores of units by those without their own."""
        forests = []
        scores = np.zeros(len(y), "f4")
        for fold, part in enumerate(parts):
            forests.append(fit_forest(x[part], y[part], w[part], options, seed))
            scores[rows == fold] = predict(forests[fold], x[rows == fold])
            step(name)
        forests.append(fit_forest(x[use], y[use], w[use], options, seed))
        step(name)
        return forests, scores

    x = by_fold(None)
    lines, scores = fit_all(x, w, {**LINES, "iterations": line_trees}, "lines")
    x = by_fold(scores)
    w = document_weights(documents, use)
    document, scores = fit_all(x, w, {**DOCUMENT, "iterations": document_trees}, "document")
    *without, model = map(Stages, words, lines, document)
    return Trained(model, without, scores)
