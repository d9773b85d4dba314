#!/usr/bin/env python3
"""Train the line model of saring.boilerplate.

usage: train_lines.py DATA TOOL OUT [--holdout-only] [--seed N]

DATA is a folder with files as described in docs/models/lines.md, TOOL the program `line_features`,
OUT the model to write (a card with the same name and `.json` is written beside it). Needs numpy,
scipy, scikit-learn, catboost, xxhash and zstandard.

Three stages, each fed by scores that the stage before gave to sites it had not seen: word weights
(logistic regression on hashed words), a first forest on the features of lines and their
surroundings, a second one that sees the first's scores around each line. A fifth of the sites is
left out of a first run, which gives the scores of the card; the model is then trained on all.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import struct
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import catboost
import numpy as np
import scipy.sparse
import xxhash
import zstandard
from sklearn.linear_model import SGDClassifier

# Weight of a document, by file: many documents of one site weigh less.
FILES = {
    "lines-dev.jsonl.zst": 1.0,
    "lines-more-dev.jsonl.zst": 1.0,
    "id-news-dev.jsonl.zst": 0.25,
    "id-news-more-dev.jsonl.zst": 1.0,
    "vi-news-more-dev.jsonl.zst": 0.5,
}
SLOTS = 1 << 15
THRESHOLD = 0.45  # the default of StripOptions
FOLDS = 2
MAX_LINES = 160  # of one document that a stage is trained on: the lines of long menus are alike
FIRST = {
    "iterations": 120,
    "depth": 6,
    "learning_rate": 0.2,
    "border_count": 32,
    "l2_leaf_reg": 5.0,
}
SECOND = {
    "iterations": 200,
    "depth": 6,
    "learning_rate": 0.12,
    "border_count": 32,
    "l2_leaf_reg": 5.0,
}


@dataclass
class Document:
    """One document: its lines, labels (1 article, 0 not, -1 does not count), site and weight."""

    lines: list[str]
    labels: list[int]
    site: str
    group: str
    weight: float


def read_rows(path: Path) -> Iterable[dict]:
    """Rows of a compressed JSONL file."""
    with path.open("rb") as raw:
        for line in io.TextIOWrapper(zstandard.ZstdDecompressor().stream_reader(raw), "utf8"):
            yield json.loads(line)


def load(data: Path) -> list[Document]:
    """Read all documents, and every second whole page once more with its article alone."""
    out = []
    for name, weight in FILES.items():
        for row in read_rows(data / name):
            skip = set(row.get("skip") or ())
            labels = [-1 if i in skip else int(k) for i, k in enumerate(row["keep"])]
            lines = [line.replace("\n", " ").replace("\r", " ") for line in row["lines"]]
            site = row.get("domain") or "?"
            group = f"{name.split('-dev')[0]}/{row['variety']}"
            out.append(Document(lines, labels, site, group, weight))
            if row["variety"] == "full":
                kept = [i for i, k in enumerate(row["keep"]) if k or i in skip]
                if len(kept) >= 4 and fold_of(row["id"], 0, 2) == 0:
                    clean = [lines[i] for i in kept]
                    out.append(Document(clean, [1] * len(kept), site, "clean", weight))
    return out


def fold_of(site: str, seed: int, count: int) -> int:
    """Draw a stable number below `count` for a site."""
    return int(hashlib.sha256(f"{seed}:{site}".encode()).hexdigest()[:8], 16) % count


class Tool:
    """The program that computes features as the library does."""

    def __init__(self, path: str) -> None:
        self.path = path

    def run(self, args: Sequence[str], documents: Sequence[Document]) -> bytes:
        """Output of one run over documents."""
        text = "".join(f"{len(d.lines)}\n" + "".join(x + "\n" for x in d.lines) for d in documents)
        done = subprocess.run(
            [self.path, *args], input=text.encode(), stdout=subprocess.PIPE, check=True
        )
        return done.stdout

    def sizes(self) -> tuple[int, int]:
        """Numbers of features of the first and the second pass."""
        first, second = self.run(["sizes"], []).split()
        return int(first), int(second)

    def words(self, documents: Sequence[Document]) -> scipy.sparse.csr_matrix:
        """Count word slots, one row a line."""
        raw = np.frombuffer(self.run(["words"], documents), dtype="<u4")
        indptr, indices, at = [0], [], 0
        while at < len(raw):
            count = int(raw[at])
            indices.append(raw[at + 1 : at + 1 + count])
            indptr.append(indptr[-1] + count)
            at += 1 + count
        flat = np.concatenate(indices) if indices else np.zeros(0, "u4")
        ones = np.ones(len(flat), "f4")
        return scipy.sparse.csr_matrix((ones, flat.astype("i4"), indptr), (len(indptr) - 1, SLOTS))

    def matrix(
        self, documents: Sequence[Document], words: bytes, scores: np.ndarray | None
    ) -> np.ndarray:
        """Features, one row a line; with the scores of the first pass, all of them."""
        with tempfile.TemporaryDirectory() as folder:
            weights = Path(folder, "weights")
            weights.write_bytes(words)
            args = ["first", str(weights)]
            if scores is not None:
                Path(folder, "scores").write_bytes(scores.astype("<f4").tobytes())
                args = ["second", str(weights), str(Path(folder, "scores"))]
            raw = np.frombuffer(self.run(args, documents), dtype="<f4")
        rows = sum(len(d.lines) for d in documents)
        return raw.reshape(rows, -1)


def labels_of(documents: Sequence[Document]) -> np.ndarray:
    """Concatenate the labels of the documents."""
    return np.concatenate([np.array(d.labels) for d in documents])


def weights_of(documents: Sequence[Document], use: np.ndarray) -> np.ndarray:
    """Weigh documents equally except for their weight; in one, lines by the root of their length.

    Dropped lines that are used also get the weight of those of their document that are left out.
    """
    out, at = [], 0
    for d in documents:
        root = np.sqrt(np.array([len(x) for x in d.lines], "f8") + 1)
        own = use[at : at + len(d.lines)]
        at += len(d.lines)
        junk = np.array(d.labels) != 1
        if not own.all():
            root[junk] *= root[junk].sum() / root[junk & own].sum()
        out.append(d.weight * root / root[own].sum())
    w = np.concatenate(out)
    return w / w[use].mean()


def fit_words(
    x: scipy.sparse.csr_matrix, y: np.ndarray, w: np.ndarray, seed: int
) -> tuple[float, np.ndarray]:
    """Word weights as scale and int8."""
    use = (y >= 0) & (np.diff(x.indptr) > 0)
    model = SGDClassifier(
        loss="log_loss", alpha=3e-6, average=True, max_iter=10, tol=None, random_state=seed
    )
    model.fit(x[use], y[use], sample_weight=np.minimum(w[use], 8))
    coefficients = model.coef_[0]
    scale = float(np.abs(coefficients).max() / 127)
    return scale, np.round(coefficients / scale).astype("i1")


def pack_words(scale: float, weights: np.ndarray) -> bytes:
    """Pack word weights as the tool and the model file hold them."""
    return struct.pack("<f", scale) + weights.tobytes()


def fit_forest(
    x: np.ndarray, y: np.ndarray, w: np.ndarray, options: dict, seed: int
) -> catboost.CatBoostClassifier:
    """Grow a forest on the lines with labels."""
    use = (y >= 0) & ~np.isnan(x[:, 0])
    model = catboost.CatBoostClassifier(
        **options,
        random_seed=seed,
        thread_count=2,
        verbose=False,
        allow_writing_files=False,
        bootstrap_type="Bernoulli",
        subsample=0.7,
        boosting_type="Plain",
    )
    model.fit(x[use], y[use], sample_weight=w[use])
    return model


def predict(model: catboost.CatBoostClassifier, x: np.ndarray) -> np.ndarray:
    """Give the probability of each row, 0 for blank lines."""
    out = np.zeros(len(x), "f4")
    solid = ~np.isnan(x[:, 0])
    if solid.any():
        out[solid] = model.predict_proba(x[solid])[:, 1]
    return out


@dataclass
class Model:
    """The three stages."""

    words: tuple[float, np.ndarray]
    first: catboost.CatBoostClassifier
    second: catboost.CatBoostClassifier
    first_features: int


def sampled(documents: Sequence[Document], seed: int) -> np.ndarray:
    """Choose the training lines: at most MAX_LINES of a document, and all of its article."""
    rng = np.random.default_rng(seed)
    out = []
    for d in documents:
        labels = np.array(d.labels)
        use = np.ones(len(labels), bool)
        if len(labels) > MAX_LINES:
            junk = np.flatnonzero(labels != 1)
            room = max(MAX_LINES - int((labels == 1).sum()), MAX_LINES // 2)
            if len(junk) > room:
                use[junk] = False
                use[rng.choice(junk, room, replace=False)] = True
        out.append(use)
    return np.concatenate(out)


def train(documents: list[Document], tool: Tool, seed: int, log: str) -> Model:
    """Train all stages; each learns from scores of earlier ones for sites they have not seen."""
    folds = np.array([fold_of(d.site, seed + 1, FOLDS) for d in documents])
    rows = np.concatenate([[f] * len(d.lines) for f, d in zip(folds, documents, strict=True)])
    use = sampled(documents, seed)
    y, w = labels_of(documents), weights_of(documents, use)
    num_first, _ = tool.sizes()
    print(
        f"[{log}] {len(documents)} documents, {len(y)} lines, {use.sum()} to learn from", flush=True
    )
    x_words = tool.words(documents)
    fold_words = []
    for f in range(FOLDS):
        part = use & (rows != f)
        fold_words.append(pack_words(*fit_words(x_words[part], y[part], w[part], seed)))
    words = fit_words(x_words[use], y[use], w[use], seed)

    def matrix(scores: np.ndarray | None) -> np.ndarray:
        out = None
        for f in range(FOLDS):
            part = [d for d, g in zip(documents, folds, strict=True) if g == f]
            got = tool.matrix(part, fold_words[f], None if scores is None else scores[rows == f])
            if out is None:
                out = np.empty((len(y), got.shape[1]), "f4")
            out[rows == f] = got
        return out

    x = matrix(None)[:, :num_first]
    scores = np.zeros(len(y), "f4")
    for f in range(FOLDS):
        part = use & (rows != f)
        scores[rows == f] = predict(
            fit_forest(x[part], y[part], w[part], FIRST, seed), x[rows == f]
        )
        print(f"[{log}] first pass, fold {f}", flush=True)
    first = fit_forest(x[use], y[use], w[use], FIRST, seed)
    second = fit_forest(matrix(scores)[use], y[use], w[use], SECOND, seed)
    return Model(words, first, second, num_first)


def apply(model: Model, documents: Sequence[Document], tool: Tool) -> np.ndarray:
    """Probability of each line of the documents."""
    words = pack_words(*model.words)
    x = tool.matrix(documents, words, None)[:, : model.first_features]
    return predict(model.second, tool.matrix(documents, words, predict(model.first, x)))


def prf(tp: float, fp: float, fn: float) -> float:
    """Compute F1 from counts."""
    p = tp / (tp + fp) if tp + fp else float(fn == 0)
    r = tp / (tp + fn) if tp + fn else 1.0
    return 2 * p * r / (p + r) if p + r else 0.0


def measure(
    documents: Sequence[Document], scores: np.ndarray, threshold: float
) -> dict[str, dict[str, float]]:
    """F1 by group: of the kept characters (mean over documents), of the dropped lines (pooled)."""
    out: dict[str, dict] = {}
    at = 0
    for d in documents:
        keep = scores[at : at + len(d.lines)] >= threshold
        at += len(d.lines)
        g = out.setdefault(d.group, {"f1": [], "junk": np.zeros(3), "lost": 0, "kept": 0})
        c = np.zeros(3)
        for line, label, k in zip(d.lines, d.labels, keep, strict=True):
            if label < 0:
                continue
            if label or k:
                c[0 if label and k else 1 if k else 2] += len(line)
            if not (label and k):
                g["junk"][0 if not label and not k else 1 if label else 2] += 1
        g["f1"].append(prf(*c))
    return {
        name: {
            "documents": len(g["f1"]),
            "character_f1": round(float(np.mean(g["f1"])), 4),
            "dropped_line_f1": round(prf(*g["junk"]), 4),
        }
        for name, g in sorted(out.items())
    }


def export_forest(model: catboost.CatBoostClassifier, depth: int) -> bytes:
    """Pack the trees in the file format of docs/models/lines.md."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "model.json")
        model.save_model(str(path), format="json")
        tree_data = json.loads(path.read_text())
    trees = tree_data["oblivious_trees"]
    scale, bias = tree_data["scale_and_bias"]
    bias = bias[0] if isinstance(bias, list) else bias
    splits = sorted(
        {(s["float_feature_index"], np.float32(s["border"])) for t in trees for s in t["splits"]}
    )
    number = {s: i for i, s in enumerate(splits)}
    levels, leaves = [], []
    for t in trees:
        own = [number[s["float_feature_index"], np.float32(s["border"])] for s in t["splits"]]
        values = list(t["leaf_values"])
        while len(own) < depth:  # a shallow tree: the same test again, leaves doubled
            own.append(own[0])
            values = values + values
        levels += own
        leaves += values
    # Integers: the sum is the same on every machine. The scale lets all but the rarest leaves fit.
    values = np.array(leaves) * scale
    step = float(np.quantile(np.abs(values), 0.999) / 127)
    packed = np.clip(np.round(values / step), -127, 127).astype("i1")
    out = struct.pack("<IIIff", depth, len(trees), len(splits), bias, step)
    out += b"".join(struct.pack("<If", f, b) for f, b in splits)
    return out + np.array(levels, "<u2").tobytes() + packed.tobytes()


def write_model(model: Model, num_features: int, out: Path) -> None:
    """Write the model file: docs/models/lines.md has its format."""
    body = pack_words(*model.words)
    body += export_forest(model.first, FIRST["depth"]) + export_forest(
        model.second, SECOND["depth"]
    )
    checksum = xxhash.xxh3_64_intdigest(body)
    out.write_bytes(b"SARINGLN" + struct.pack("<IIQ", 1, num_features, checksum) + body)


def main() -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("tool")
    parser.add_argument("out", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--holdout-only", action="store_true", help="write the model of the measured run"
    )
    args = parser.parse_args()
    tool = Tool(args.tool)
    documents = load(args.data)
    held = [d for d in documents if fold_of(d.site, args.seed, 5) == 0]
    rest = [d for d in documents if fold_of(d.site, args.seed, 5) != 0]
    model = train(rest, tool, args.seed, "four fifths of the sites")
    scores = apply(model, held, tool)
    for threshold in (0.3, 0.4, THRESHOLD, 0.5, 0.6):
        print(threshold, json.dumps(measure(held, scores, threshold), indent=1), flush=True)
    report = measure(held, scores, THRESHOLD)
    if args.holdout_only:
        write_model(model, tool.sizes()[1], args.out)
        return 0
    model = train(documents, tool, args.seed, "all sites")
    write_model(model, tool.sizes()[1], args.out)
    card = {
        "what": "which lines of a plain text are the article",
        "command": "tools/boilerplate/train_lines.py DATA TOOL OUT --seed " + str(args.seed),
        "seed": args.seed,
        "data": {
            name: {
                "sha256": hashlib.sha256((args.data / name).read_bytes()).hexdigest(),
                "document_weight": weight,
            }
            for name, weight in FILES.items()
        },
        "trainer": {
            "catboost": catboost.__version__,
            "first": FIRST,
            "second": SECOND,
            "word_slots": SLOTS,
        },
        "held_out": {
            "threshold": THRESHOLD,
            "sites": "a fifth, by hash of the domain; not seen by any stage",
            "scores": report,
        },
    }
    args.out.with_suffix(".json").write_text(json.dumps(card, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
