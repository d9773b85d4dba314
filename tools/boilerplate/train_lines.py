#!/usr/bin/env python3
"""Train the line model of saring.boilerplate.

usage: train_lines.py DATA TOOL OUT [--decisions FILE] [--seed N]

DATA is a folder with files as described in docs/models/lines.md, TOOL the program `line_features`,
OUT the model to write (a card with the same name and `.json` is written beside it). Needs numpy,
scipy, scikit-learn, catboost, xxhash and zstandard.

Three stages, each fed by scores that the stage before gave to sites it had not seen: word weights
(logistic regression on hashed words), a forest on the features of lines and their surroundings, a
forest that sees what the first says about the whole document. The scores of the card are those of
pages whose sites the stages had not seen, over FOLDS parts of the sites, and of the pages in
MEASURE, which no model is trained on. The model that is written is trained on all sites.
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
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import catboost
import numpy as np
import scipy.sparse
import xxhash
import zstandard
from augment import Page, augment
from headlines import headline_of, titles_of
from sklearn.linear_model import SGDClassifier

# Weight of a document, by file: many documents of one site weigh less.
FILES = {
    "lines-dev.jsonl.zst": 1.0,
    "lines-more-dev.jsonl.zst": 1.0,
    "lines-3-dev.jsonl.zst": 1.0,
    "id-news-dev.jsonl.zst": 0.5,
    "id-news-more-dev.jsonl.zst": 1.0,
    "vi-news-more-dev.jsonl.zst": 0.5,
}
PAGES = {  # the pages of a file of lines, which name their titles
    "lines-dev.jsonl.zst": "html-dev.jsonl.zst",
    "lines-more-dev.jsonl.zst": "html-more-dev.jsonl.zst",
    "lines-3-dev.jsonl.zst": "html-3-dev.jsonl.zst",
    "lines-3-tune.jsonl.zst": "html-3-tune.jsonl.zst",
}
MEASURE = "lines-3-tune.jsonl.zst"  # never trained on; may be missing
# News and articles weigh most: saring is for them.
TYPES = {
    "product": 0.5,
    "listing": 0.5,
    "collection": 0.5,
    "service": 0.5,
    "documentation": 0.5,
    "forum": 0.4,
}
SOURCES = {"cleaneval": 0.5}  # keeps link lists and footnotes unevenly
LEFT_OUT = {"lemonde.fr"}  # site of a held-out page too
MADE = {
    "comments": 0.4,
    "related": 0.6,
    "sentences": 0.4,
    "short": 0.5,
    "broken": 0.8,
    "long": 0.5,
    "clean": 1.0,
}
SLOTS = 1 << 15
HEADLINE = 3.0  # weight of a headline against another line of its length
MIN_COMMENTS = 5  # lines of comments that make a page one "with comments"
THRESHOLD = 0.45  # the default of StripOptions
FOLDS = 4
MAX_JUNK = 160  # lines of one document that a stage learns from: the lines of long menus are alike
MAX_ARTICLE = 400
LINES = {"iterations": 120, "learning_rate": 0.2}
DOCUMENT = {"iterations": 250, "learning_rate": 0.12}
COMMON = {"depth": 6, "border_count": 32, "l2_leaf_reg": 5.0}


@dataclass
class Document:
    """One document: its lines and labels (1 article, 0 not, -1 does not count), and where from."""

    key: str
    lines: list[str]
    labels: list[int]
    site: str
    group: str
    weight: float
    language: str = "?"
    kind: str = "?"
    comments: bool = False
    headline: int | None = None  # index of a line
    units: np.ndarray = field(default_factory=lambda: np.zeros(0, "i8"))  # line of each unit
    chars: np.ndarray = field(default_factory=lambda: np.zeros(0, "i8"))  # of each unit

    def targets(self) -> list[int]:
        """Labels to learn: those of the collection, and the headline kept."""
        return [1 if i == self.headline else label for i, label in enumerate(self.labels)]


def read_rows(path: Path) -> Iterable[dict]:
    """Rows of a compressed JSONL file."""
    with path.open("rb") as raw:
        for line in io.TextIOWrapper(zstandard.ZstdDecompressor().stream_reader(raw), "utf8"):
            yield json.loads(line)


def documents_of(data: Path, name: str, weight: float) -> Iterable[Document]:
    """Read the documents of the file `name`."""
    titles = {}
    if name in PAGES and (data / PAGES[name]).exists():
        titles = {row["id"]: titles_of(row["html"]) for row in read_rows(data / PAGES[name])}
    for row in read_rows(data / name):
        yield document_of(row, name, weight, titles.get(row["id"], ()))


def document_of(row: dict, name: str, weight: float, titles: Collection[str]) -> Document:
    """Make a document of a row of the file `name`, whose page names some titles."""
    skip = set(row.get("skip") or ())
    kind = row.get("type") or "news"
    lines = [line.replace("\n", " ").replace("\r", " ") for line in row["lines"]]
    labels = [-1 if i in skip else int(k) for i, k in enumerate(row["keep"])]
    return Document(
        f"{row['id']}:{row['variety']}",
        lines,
        labels,
        row.get("domain") or "?",
        f"{name.split('.')[0]}/{row['variety']}",
        weight * TYPES.get(kind, 1.0) * SOURCES.get(row.get("source"), 1.0),
        row.get("lang") or "?",
        kind,
        len((row.get("junk_kinds") or {}).get("comment", ())) >= MIN_COMMENTS,
        headline_of(lines, labels, titles),
    )


def load(data: Path, seed: int) -> list[Document]:
    """Read all documents to learn from, and what is made of those of each fold."""
    out = []
    for name, weight in FILES.items():
        out += [d for d in documents_of(data, name, weight) if d.site not in LEFT_OUT]
    made = []
    for fold in range(FOLDS):
        own = {d.key: d for d in out if fold_of(d.site, seed + 1, FOLDS) == fold}
        pages = [
            Page(d.key, d.lines, d.targets(), d.language, d.kind)
            for d in own.values()
            if SOURCES.get(d.key.split("/")[0], 1.0) == 1.0
        ]
        for page, what in augment(pages, seed):
            base = own[page.key.rsplit("#", 1)[0]]
            weight = base.weight * MADE[what]
            made.append(
                Document(
                    page.key,
                    page.lines,
                    page.labels,
                    base.site,
                    "made/" + what,
                    weight,
                    page.language,
                    page.kind,
                )
            )
    return out + made


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

    def set_units(self, documents: Sequence[Document]) -> None:
        """Find the units of the documents: lines, or sentences of very long ones."""
        raw = np.frombuffer(self.run(["units"], documents), dtype="<u4").astype("i8")
        at = 0
        for d in documents:
            count = raw[at]
            pairs = raw[at + 1 : at + 1 + 2 * count].reshape(-1, 2)
            d.units, d.chars = pairs[:, 0], pairs[:, 1]
            at += 1 + 2 * count

    def words(self, documents: Sequence[Document]) -> scipy.sparse.csr_matrix:
        """Count word slots, one row a unit."""
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
        """Features of units; with the scores of the first forest, those of the second."""
        with tempfile.TemporaryDirectory() as folder:
            weights = Path(folder, "weights")
            weights.write_bytes(words)
            args = ["lines", str(weights)]
            if scores is not None:
                Path(folder, "scores").write_bytes(scores.astype("<f4").tobytes())
                args = ["document", str(weights), str(Path(folder, "scores"))]
            raw = np.frombuffer(self.run(args, documents), dtype="<f4")
        return raw.reshape(sum(len(d.units) for d in documents), -1)


def targets_of(documents: Sequence[Document]) -> np.ndarray:
    """Concatenate what is to be learned about the documents' units."""
    return np.concatenate([np.array(d.targets(), "i8")[d.units] for d in documents])


def line_weights(documents: Sequence[Document], use: np.ndarray) -> np.ndarray:
    """Weigh documents equally except for their weight; in one, units by the root of their length.

    Dropped units that are used also get the weight of those of their document that are left out.
    """
    out, at = [], 0
    for d in documents:
        root = np.sqrt(d.chars + 1.0)
        own = use[at : at + len(root)]
        at += len(root)
        junk = np.array(d.targets(), "i8")[d.units] != 1
        if not own.all() and (junk & own).any():
            root[junk] *= root[junk].sum() / root[junk & own].sum()
        root[d.units == d.headline] *= HEADLINE
        out.append(d.weight * root / max(1.0, root[own].sum()))
    w = np.concatenate(out)
    return w / w[use].mean()


def document_weights(documents: Sequence[Document], use: np.ndarray) -> np.ndarray:
    """Weigh units by their length over the article's, as a mistake about them costs.

    To that comes a part by the root of the length, so that short lines count too.
    """
    out = []
    for d in documents:
        chars, is_article = d.chars + 1.0, np.array(d.targets(), "i8")[d.units] == 1
        article = chars[is_article].sum() or chars.sum()
        root = np.sqrt(chars)
        cost = np.minimum(chars / max(article, 200), 0.5)
        cost[is_article] *= 1.3  # a lost article is worse than junk
        both = cost + 0.8 * root / max(1.0, root.sum())
        both[d.units == d.headline] *= HEADLINE
        out.append(d.weight * both)
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
    use = y >= 0
    model = catboost.CatBoostClassifier(
        **options,
        **COMMON,
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
    """Give the probability of each row."""
    return model.predict_proba(x)[:, 1].astype("f4") if len(x) else np.zeros(0, "f4")


@dataclass
class Model:
    """The three stages."""

    words: tuple[float, np.ndarray]
    lines: catboost.CatBoostClassifier
    document: catboost.CatBoostClassifier


def sampled(documents: Sequence[Document], seed: int) -> np.ndarray:
    """Choose the units to learn from: MAX_JUNK and MAX_ARTICLE of a document."""
    rng = np.random.default_rng(seed)
    out = []
    for d in documents:
        labels = np.array(d.targets(), "i8")[d.units]
        use = np.ones(len(labels), bool)
        for part, room in ((labels != 1, MAX_JUNK), (labels == 1, MAX_ARTICLE)):
            at = np.flatnonzero(part)
            if len(at) > room:
                use[at] = False
                use[rng.choice(at, room, replace=False)] = True
        out.append(use)
    return np.concatenate(out)


def by_fold(
    tool: Tool,
    documents: Sequence[Document],
    folds: np.ndarray,
    words: list[bytes],
    scores: np.ndarray | None,
) -> np.ndarray:
    """Features of units, where the word weights are those of the document's fold."""
    rows = np.repeat(folds, [len(d.units) for d in documents])
    out = None
    for fold in range(FOLDS):
        part = [d for d, f in zip(documents, folds, strict=True) if f == fold]
        got = tool.matrix(part, words[fold], None if scores is None else scores[rows == fold])
        if out is None:
            out = np.empty((len(rows), got.shape[1]), "f4")
        out[rows == fold] = got
    return out


def train(documents: list[Document], tool: Tool, seed: int) -> tuple[Model, np.ndarray]:
    """Train all stages; give the model, and scores by stages that had not seen a unit's site."""
    folds = np.array([fold_of(d.site, seed + 1, FOLDS) for d in documents])
    rows = np.repeat(folds, [len(d.units) for d in documents])
    use = sampled(documents, seed)
    y = targets_of(documents)
    w = line_weights(documents, use)
    print(f"{len(documents)} documents, {len(y)} units, {use.sum()} to learn from", flush=True)
    x = tool.words(documents)
    parts = [use & (rows != fold) for fold in range(FOLDS)]
    words = [pack_words(*fit_words(x[p], y[p], w[p], seed)) for p in parts]
    all_words = fit_words(x[use], y[use], w[use], seed)
    print("word weights", flush=True)

    def fit_all(
        x: np.ndarray, w: np.ndarray, options: dict, name: str
    ) -> tuple[catboost.CatBoostClassifier, np.ndarray]:
        scores = np.zeros(len(y), "f4")
        for fold, p in enumerate(parts):
            forest = fit_forest(x[p], y[p], w[p], options, seed)
            scores[rows == fold] = predict(forest, x[rows == fold])
            print(f"{name}, fold {fold}", flush=True)
        return fit_forest(x[use], y[use], w[use], options, seed), scores

    x = by_fold(tool, documents, folds, words, None)
    lines, scores = fit_all(x, w, LINES, "lines")
    x = by_fold(tool, documents, folds, words, scores)
    w = document_weights(documents, use)
    document, scores = fit_all(x, w, DOCUMENT, "document")
    return Model(all_words, lines, document), scores


def apply(model: Model, documents: Sequence[Document], tool: Tool) -> np.ndarray:
    """Probability of each unit of the documents."""
    words = pack_words(*model.words)
    scores = predict(model.lines, tool.matrix(documents, words, None))
    return predict(model.document, tool.matrix(documents, words, scores))


def prf(tp: float, fp: float, fn: float) -> float:
    """Compute F1 from counts."""
    p = tp / (tp + fp) if tp + fp else float(fn == 0)
    r = tp / (tp + fn) if tp + fn else 1.0
    return 2 * p * r / (p + r) if p + r else 0.0


def groups_of(d: Document) -> list[str]:
    """Names of the rows of the table that a document counts in."""
    name, variety = d.group.split("/")
    out = [d.group]
    if variety in ("full", "weak") and name.startswith("lines"):
        many = "more languages" if name == "lines-more-dev" else f"all/{variety}"
        if name == MEASURE.split(".")[0]:
            return [d.group, name + "/comments"] if d.comments else out
        out.append(many)
        if d.kind in ("article", "news") and name != "lines-more-dev":
            out.append(f"all/{variety}/news")
        if name == "lines-more-dev":
            out.append(f"{many}/{d.language}")
        out.append(
            "lines under 5" if len(d.lines) < 5 else f"lines {5 if len(d.lines) < 150 else 150}+"
        )
    return out


def measure(
    documents: Sequence[Document], scores: np.ndarray, threshold: float
) -> dict[str, dict[str, float]]:
    """F1 by group: of the kept characters (mean over documents), of the dropped units (pooled)."""
    out: dict[str, dict] = {}
    at = 0
    for d in documents:
        keep = scores[at : at + len(d.units)] >= threshold
        at += len(d.units)
        labels = np.array(d.labels, "i8")[d.units]
        counts = [((labels == 1) & keep), ((labels == 0) & keep), ((labels == 1) & ~keep)]
        f1 = prf(*(float(d.chars[c].sum()) for c in counts))
        junk = np.array([((labels == 0) & ~keep).sum(), counts[2].sum(), counts[1].sum()])
        for name in groups_of(d):
            g = out.setdefault(name, {"f1": [], "junk": np.zeros(3), "lost": 0.0, "article": 0.0})
            if d.headline is not None:
                g.setdefault("headlines", []).append(bool(keep[d.units == d.headline].any()))
            g["f1"].append(f1)
            g["junk"] += junk
            g["lost"] += float(d.chars[counts[2]].sum())
            g["article"] += float(d.chars[labels == 1].sum())
    return {
        name: {
            "documents": len(g["f1"]),
            "character_f1": round(float(np.mean(g["f1"])), 4),
            "dropped_line_f1": round(prf(*g["junk"]), 4),
            "article_lost": round(g["lost"] / max(1.0, g["article"]), 5),
            "headlines_kept": round(float(np.mean(g.get("headlines", [1.0]))), 4),
            "below_0.9": round(float(np.mean(np.array(g["f1"]) < 0.9)), 4),
            "below_0.7": round(float(np.mean(np.array(g["f1"]) < 0.7)), 4),
        }
        for name, g in sorted(out.items())
    }


def print_table(table: dict[str, dict[str, float]]) -> None:
    """Print one row a group."""
    for name, row in table.items():
        print(
            f"{name:32} n={row['documents']:5} characters {row['character_f1']:.4f}"
            f" dropped lines {row['dropped_line_f1']:.4f} article lost {row['article_lost']:.5f}"
            f" headlines {row['headlines_kept']:.3f}"
            f" below .9 {row['below_0.9']:.3f} below .7 {row['below_0.7']:.3f}",
            flush=True,
        )


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
    body += export_forest(model.lines, COMMON["depth"])
    body += export_forest(model.document, COMMON["depth"])
    checksum = xxhash.xxh3_64_intdigest(body)
    out.write_bytes(b"SARINGLN" + struct.pack("<IIQ", 2, num_features, checksum) + body)


def write_decisions(documents: Sequence[Document], scores: np.ndarray, path: Path) -> None:
    """Write the score of each unit, one document a line."""
    at = 0
    with path.open("w") as out:
        for d in documents:
            own = scores[at : at + len(d.units)]
            at += len(d.units)
            if not d.group.startswith("made/"):
                row = {"id": d.key, "units": d.units.tolist(), "scores": own.round(3).tolist()}
                out.write(json.dumps(row) + "\n")


def main() -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("tool")
    parser.add_argument("out", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--decisions", type=Path, help="JSONL for the scores of the measured units")
    args = parser.parse_args()
    tool = Tool(args.tool)
    documents = load(args.data, args.seed)
    tool.set_units(documents)
    model, scores = train(documents, tool, args.seed)
    write_model(model, tool.sizes()[1], args.out)
    if (args.data / MEASURE).exists():
        others = list(documents_of(args.data, MEASURE, 0.0))
        tool.set_units(others)
        documents, scores = [*documents, *others], np.append(scores, apply(model, others, tool))
    for threshold in (0.35, 0.4, THRESHOLD, 0.5):
        print(f"threshold {threshold}")
        print_table(measure(documents, scores, threshold))
    if args.decisions:
        write_decisions(documents, scores, args.decisions)
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
        "weights": {"types": TYPES, "sources": SOURCES, "made": MADE, "headline": HEADLINE},
        "trainer": {
            "catboost": catboost.__version__,
            "lines": {**LINES, **COMMON},
            "document": {**DOCUMENT, **COMMON},
            "word_slots": SLOTS,
        },
        "measured": {
            "threshold": THRESHOLD,
            "sites": f"each page by stages that had not seen its site ({FOLDS} folds, by hash of"
            " the domain); lines-3-tune by the model itself, which was not trained on it",
            "scores": measure(documents, scores, THRESHOLD),
        },
    }
    args.out.with_suffix(".json").write_text(json.dumps(card, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
