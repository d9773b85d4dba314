#!/usr/bin/env python3
"""Train the HTML block classifier: cpp/data/models/html.bin and its card html.json.

usage: train_html.py DATA.jsonl.zst... --dump PROGRAM --out cpp/data/models/html.bin

DATA rows: html, gold_text, domain, type, source. PROGRAM is dump_html_blocks of the same build, so
that the same code computes the features in training and in use.

The model has two stages of boosted trees on blocks. Stage one sees a block, its surroundings in the
tree and its neighbours. Stage two also sees stage one's answers around the block and in its
containers; these come from models (and token weights) fitted on other registered domains. The
report is of four-fold cross-validation by domain: models that never saw its domain score each page.

Needs saring with its extra `train`, zstandard, rapidfuzz, xxhash. Takes about 20 minutes on two
cores.
"""

from __future__ import annotations

import argparse
import datetime
import hashlib
import json
import struct
import sys
import tempfile
import time
from pathlib import Path

import catboost
import numpy as np
import scipy.sparse
from html_pages import Page, bag_f1, read_pages
from html_training_data import BlockDump, label_blocks
from made_html import made_pages
from measure_html import groups_of, write_texts
from sklearn.linear_model import SGDClassifier

from saring.training.strip.export import pack_forest, pack_words

LOCAL, CONTEXT = 158 + 112, 66 + 232  # numbers per row: for stage one, and added by stage two
FOLDS, SEED = 4, 7
WORD_SLOTS = 1 << 15
MAX_JUNK, MAX_ARTICLE = 50, 100  # blocks of one page that training sees
STAGES = {
    "one": {"iterations": 200, "learning_rate": 0.15, "rsm": 0.25},
    "two": {"iterations": 300, "learning_rate": 0.1, "rsm": 0.15},
}
COMMON = {
    "loss_function": "CrossEntropy",
    "depth": 6,
    "border_count": 32,
    "l2_leaf_reg": 5.0,
    "bootstrap_type": "Bernoulli",
    "subsample": 0.7,
    "boosting_type": "Plain",
    "random_seed": SEED,
    "thread_count": 2,
    "verbose": False,
    "allow_writing_files": False,
}
# Weight of a page relative to others.
SOURCES = {"cleaneval": 0.4, "made": 0.3}  # cleaneval keeps link lists and footnotes unevenly
TYPES = {"product": 2.0, "collection": 2.0, "documentation": 2.0}
LEFT_OUT = {"lemonde.fr"}  # site of a held-out page too


def fold_of(domain: str) -> int:
    """Fold of a domain; the same on every run."""
    return int(hashlib.sha256(domain.encode()).hexdigest()[:8], 16) % FOLDS


class Trainer:
    """Holds pages, their blocks and both stages."""

    def __init__(self, pages: list[Page], dump: Path) -> None:
        self.pages = pages
        self.dump = BlockDump(dump)
        self.folds = np.array([fold_of(p.domain) for p in pages])
        self.chains: list[list[np.ndarray]] = []
        slots: list[np.ndarray] = []
        counts: list[int] = []
        for page, texts, rows, stream in self.dump.run(pages, ["tokens"]):
            page.texts, page.words = texts, rows[:, 2].copy()
            chain = []
            for _ in texts:
                (count,) = struct.unpack("<I", stream.read(4))
                chain.append(np.frombuffer(stream.read(4 * count), "<u4"))
            self.chains.append(chain)
            for _ in texts:
                (count,) = struct.unpack("<I", stream.read(4))
                slots.append(np.frombuffer(stream.read(4 * count), "<u4"))
                counts.append(count)
            label_blocks(page)
        columns = np.concatenate(slots).astype("i4")
        self.words = scipy.sparse.csr_matrix(
            (np.ones(len(columns), "f4"), columns, np.concatenate([[0], np.cumsum(counts)])),
            (len(counts), WORD_SLOTS),
        )
        self.count_tokens()
        counts = [len(p.texts) for p in pages]
        self.offsets = np.concatenate([[0], np.cumsum(counts)]).astype(int)
        self.row_fold = np.repeat(self.folds, counts)
        self.labels = np.concatenate([p.label for p in pages])
        self.weights, self.sample = self.draw()

    def draw(self) -> tuple[np.ndarray, np.ndarray]:
        """Choose the training blocks, and weight them for the blocks that are left out."""
        random = np.random.default_rng(SEED)
        weights, chosen = [], []
        for page in self.pages:
            own = self.page_weights(page)
            use = np.ones(len(own), bool)
            for part, most in ((page.label > 0, MAX_ARTICLE), (page.label == 0, MAX_JUNK)):
                at = np.flatnonzero(part)
                if len(at) <= most:
                    continue
                use[at] = False
                use[random.choice(at, most, replace=False)] = True
                own[at] *= own[at].sum() / own[at][use[at]].sum()
            weights.append(own)
            chosen.append(use)
        return np.concatenate(weights), np.concatenate(chosen)

    @staticmethod
    def page_weights(page: Page) -> np.ndarray:
        """Weight a block by its tokens: a wrong one costs F1 about one part in the gold tokens."""
        weights = (page.weight + 0.5) / (page.gold_tokens + 50)
        factor = SOURCES.get(page.source, 1.0) * TYPES.get(page.kind, 1.0)
        return factor * np.minimum(weights, 1.0) * (1.0 / max(1.0, weights.sum() / 4))

    def count_tokens(self) -> None:
        """Sum, for each token and domain, the share of the kept text and of all text below it."""
        domains = {d: i for i, d in enumerate(sorted({p.domain for p in self.pages}))}
        self.base = np.zeros((len(domains), 2))
        self.domain_fold = np.array([fold_of(d) for d in domains])
        keys, kept, shares = [], [], []
        for page, chain in zip(self.pages, self.chains, strict=True):
            share = page.weight / max(page.weight.sum(), 1)
            domain = domains[page.domain]
            self.base[domain] += (share @ page.label, share.sum())
            lengths = [len(names) for names in chain]
            if not lengths:
                continue
            names = np.concatenate(chain).astype(np.int64)
            own, where = np.unique(names, return_inverse=True)
            keys.append(own * len(domains) + domain)
            kept.append(np.bincount(where, np.repeat(share * page.label, lengths)))
            shares.append(np.bincount(where, np.repeat(share, lengths)))
        key, where = np.unique(np.concatenate(keys), return_inverse=True)
        self.token_kept = np.bincount(where, np.concatenate(kept))
        self.token_share = np.bincount(where, np.concatenate(shares))
        self.token_hash, self.token_domain = key // len(domains), key % len(domains)

    def token_weights(self, without_fold: int | None = None) -> dict[int, int]:
        """Log odds that the text below an element with the token is kept, times 16, clipped.

        Each domain has one vote for a token: the kept share of its text below the token, compared
        with the kept share of all its text.
        """
        use = np.ones(len(self.token_hash), bool)
        if without_fold is not None:
            use = self.domain_fold[self.token_domain] != without_fold
        base = np.clip(self.base[:, 0] / np.maximum(self.base[:, 1], 1e-9), 0.02, 0.98)
        expected = base[self.token_domain[use]]
        total = self.token_share[use]
        share = np.where(total > 0, self.token_kept[use] / np.maximum(total, 1e-12), expected)
        hashes, where = np.unique(self.token_hash[use], return_inverse=True)
        kept = np.bincount(where, share * (1 - expected))
        lost = np.bincount(where, (1 - share) * expected)
        votes = np.bincount(where)
        value = np.clip(np.round(np.log((kept + 0.5) / (lost + 0.5)) * 16), -127, 127).astype(int)
        good = (votes >= 4) & (np.abs(value) >= 6)
        return dict(zip(hashes[good].tolist(), value[good].tolist(), strict=True))

    @staticmethod
    def token_bytes(table: dict[int, int]) -> bytes:
        """Return the sorted rows of hash and weight."""
        return b"".join(struct.pack("<Ib", h, table[h]) for h in sorted(table))

    def word_weights(self, without_fold: int | None = None) -> bytes:
        """Return the weights of hashed words, as in the model."""
        use = self.sample & (np.diff(self.words.indptr) > 0) & (self.row_fold != without_fold)
        model = SGDClassifier(
            loss="log_loss", alpha=3e-6, average=True, max_iter=10, tol=None, random_state=SEED
        )
        weights = self.weights[use] * 10
        model.fit(self.words[use], self.labels[use] > 0.5, sample_weight=np.minimum(weights, 8))
        return pack_words(model.coef_[0])

    def dump_rows(self, mode: str, columns: int, scores: np.ndarray | None = None) -> np.ndarray:
        """Return feature rows; a page's token weights come from the other folds."""
        rows = np.zeros((self.offsets[-1], columns), np.float32)
        for fold in range(FOLDS):
            inside = np.flatnonzero(self.folds == fold)
            table = self.token_weights(without_fold=fold)
            with (
                tempfile.NamedTemporaryFile(suffix=".tokens") as file,
                tempfile.NamedTemporaryFile(suffix=".words") as words,
            ):
                file.write(self.token_bytes(table))
                file.flush()
                words.write(self.word_weights(without_fold=fold))
                words.flush()
                own = None
                if scores is not None:
                    own = [scores[self.offsets[i] : self.offsets[i + 1]] for i in inside]
                dumped = self.dump.run(
                    [self.pages[i] for i in inside], [mode, file.name, words.name], own
                )
                for i, (_, texts, _, stream) in zip(inside, dumped, strict=True):
                    data = np.frombuffer(stream.read(4 * columns * len(texts)), "<f4")
                    rows[self.offsets[i] : self.offsets[i + 1]] = data.reshape(-1, columns)
        return rows

    def fit(self, rows: np.ndarray, keep: np.ndarray, stage: str) -> catboost.CatBoost:
        """Fit one stage on the rows with ``keep``."""
        keep = keep & self.sample
        data = catboost.Pool(rows[keep], self.labels[keep], weight=self.weights[keep] * 10)
        return catboost.CatBoost({**COMMON, **STAGES[stage]}).fit(data)

    def cross_fit(self, rows: np.ndarray, stage: str) -> np.ndarray:
        """Score every row by a model that did not see its domain."""
        out = np.zeros(len(rows))
        for fold in range(FOLDS):
            model = self.fit(rows, self.row_fold != fold, stage)
            out[self.row_fold == fold] = probabilities(model, rows[self.row_fold == fold])
        return out


def probabilities(model: catboost.CatBoost, rows: np.ndarray) -> np.ndarray:
    """Return the probability of each row."""
    return 1 / (1 + np.exp(-model.predict(rows, prediction_type="RawFormulaVal")))


def choose(scores: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Choose the blocks that maximise the expected F1: all above half of the best value."""
    order = np.argsort(-scores, kind="stable")
    hits = np.cumsum((scores * weights)[order])
    size = np.cumsum(weights[order])
    if not len(order):
        return np.zeros(0, bool)
    f1 = 2 * hits / (size + hits[-1] + 1e-9)
    keep = np.zeros(len(scores), bool)
    keep[order[: int(f1.argmax()) + 1]] = True
    return keep


def kept_texts(trainer: Trainer, scores: np.ndarray) -> list[str]:
    """Return the chosen text of each page."""
    out = []
    for i, page in enumerate(trainer.pages):
        own = scores[trainer.offsets[i] : trainer.offsets[i + 1]]
        keep = choose(own, page.words + 0.5)
        out.append("\n".join(t for t, k in zip(page.texts, keep, strict=True) if k))
    return out


def report(trainer: Trainer, scores: np.ndarray) -> dict[str, float]:
    """Return the bag F1, as a mean over pages."""
    groups: dict[str, list[float]] = {}
    for page, text in zip(trainer.pages, kept_texts(trainer, scores), strict=True):
        value = bag_f1(page.gold, text)
        for group in groups_of(page):
            groups.setdefault(group, []).append(value)
    return {name: round(float(np.mean(v)), 4) for name, v in sorted(groups.items()) if len(v) >= 10}


def checksum(data: bytes) -> int:
    """Return the XXH3 of the model's body, as the library computes it."""
    import xxhash

    return xxhash.xxh3_64_intdigest(data)


def write_model(
    path: Path, tokens: dict[int, int], words: bytes, stages: list[catboost.CatBoost]
) -> bytes:
    """Write magic, version, sizes, body, checksum; the layout is in html_model_internal.hpp."""
    body = struct.pack("<III", LOCAL, CONTEXT, len(tokens))
    body += b"".join(struct.pack("<Ii", h, tokens[h]) for h in sorted(tokens))
    body += words + b"".join(pack_forest(stage) for stage in stages)
    data = b"SARHTML\0" + struct.pack("<IIQ", 2, len(body), checksum(body)) + body
    path.write_bytes(data)
    return data


def main() -> None:
    """Train, report, write."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("data", nargs="+", type=Path)
    parser.add_argument("--dump", required=True, type=Path)
    parser.add_argument("--out", required=True, type=Path)
    parser.add_argument("--texts", type=Path, help="JSONL for the texts of the cross-validation")
    args = parser.parse_args()
    start = time.time()

    def say(text: str) -> None:
        print(f"[{time.time() - start:6.0f} s] {text}", file=sys.stderr, flush=True)

    pages = [page for page in read_pages(args.data) if page.domain not in LEFT_OUT]
    pages += made_pages(pages, fold_of)
    trainer = Trainer(pages, args.dump)
    say(f"{len(trainer.pages)} pages, {trainer.offsets[-1]} blocks")
    local = trainer.dump_rows("local", LOCAL)
    first = trainer.cross_fit(local, "one")
    say(f"stage one {report(trainer, first)}")
    both = np.hstack([local, trainer.dump_rows("context", CONTEXT, first)])
    everything = np.ones(len(local), bool)
    stages = [trainer.fit(local, everything, "one"), trainer.fit(both, everything, "two")]
    tokens = trainer.token_weights()
    data = write_model(args.out, tokens, trainer.word_weights(), stages)
    say(f"wrote {args.out}: {len(data)} bytes, {len(tokens)} tokens")
    second = trainer.cross_fit(both, "two")
    scores = report(trainer, second)
    say(f"stage two {scores}")
    if args.texts:
        write_texts(args.texts, pages, kept_texts(trainer, second))
    card = {
        "model": "html block classifier",
        "date": datetime.date.today().isoformat(),
        "command": "train_html.py "
        + " ".join(p.name for p in args.data)
        + " --dump dump_html_blocks --out html.bin",
        "data": {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in args.data},
        "pages": len(trainer.pages),
        "blocks": int(trainer.offsets[-1]),
        "seed": SEED,
        "trainer": {"catboost": catboost.__version__, "stages": STAGES, "all": COMMON},
        "weights": {"sources": SOURCES, "types": TYPES},
        "tokens": len(tokens),
        "bytes": len(data),
        "measure": "bag-of-tokens F1, macro over pages, four-fold cross-validation by domain",
        "scores": scores,
    }
    args.out.with_suffix(".json").write_text(json.dumps(card, indent=2) + "\n")


if __name__ == "__main__":
    main()
