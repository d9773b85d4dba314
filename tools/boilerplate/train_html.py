#!/usr/bin/env python3
"""Train the HTML block classifier: cpp/data/models/html.bin and its card html.json.

usage: train_html.py DATA.jsonl.zst... --dump PROGRAM --out cpp/data/models/html.bin

DATA rows: html, gold_text, domain, type, source. PROGRAM is dump_html_blocks of the same build, so
that features in training and in use are computed by the same code.

Two stages of boosted trees on blocks. Stage one sees a block, its surroundings in the tree and its
neighbours; stage two also sees stage one's answers around the block and in its containers, which
come from models (and token weights) fitted on other registered domains. The report is of four-fold
cross-validation by domain: every page is scored by models that never saw its domain.

Needs numpy, lightgbm, zstandard, rapidfuzz, xxhash. About 10 minutes of one core.
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

import lightgbm as lgb
import numpy as np
from html_training_data import BlockDump, Page, bag_f1, label_blocks, read_pages

LOCAL, CONTEXT, FOLDS, SEED = 128, 48, 4, 7
JUNK_SHARE = (
    0.3  # of the blocks without any article text that training sees; weights make up for it
)
TREES = {"stage1": 90, "stage2": 90}
PARAMETERS = {
    "objective": "cross_entropy",
    "num_leaves": 15,
    "learning_rate": 0.1,
    "min_data_in_leaf": 150,
    "min_sum_hessian_in_leaf": 1e-2,
    "feature_fraction": 0.25,
    "bagging_fraction": 0.5,
    "bagging_freq": 1,
    "lambda_l2": 5.0,
    "max_bin": 63,
    "seed": SEED,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "verbose": -1,
}


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
        for page, texts, rows, stream in self.dump.run(pages, ["tokens"]):
            page.texts, page.words = texts, rows[:, 2].copy()
            chain = []
            for _ in texts:
                (count,) = struct.unpack("<I", stream.read(4))
                chain.append(np.frombuffer(stream.read(4 * count), "<u4"))
            self.chains.append(chain)
            label_blocks(page)
        self.count_tokens()
        counts = [len(p.texts) for p in pages]
        self.offsets = np.concatenate([[0], np.cumsum(counts)]).astype(int)
        self.row_fold = np.repeat(self.folds, counts)
        self.labels = np.concatenate([p.label for p in pages])
        self.weights = np.concatenate([self.page_weights(p) for p in pages])
        chosen = np.random.default_rng(SEED).random(len(self.labels)) < JUNK_SHARE
        self.sample = (self.labels > 0) | chosen
        self.weights[(self.labels == 0)] /= JUNK_SHARE

    @staticmethod
    def page_weights(page: Page) -> np.ndarray:
        """Weigh a block by its tokens: one wrong costs F1 about one part in the gold tokens."""
        weights = (page.weight + 0.5) / (page.gold_tokens + 50)
        return np.minimum(weights, 1.0) * (1.0 / max(1.0, weights.sum() / 4))

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
        """Log odds that text below an element with the token is kept, times 16, clipped.

        Each domain has one vote for a token: the share of its text below it that is kept, weighed
        against the share of all its text that is kept.
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
        """Rows of hash and weight, sorted."""
        return b"".join(struct.pack("<Ib", h, table[h]) for h in sorted(table))

    def dump_rows(self, mode: str, columns: int, scores: np.ndarray | None = None) -> np.ndarray:
        """Feature rows; a page's token weights come from the other folds."""
        rows = np.zeros((self.offsets[-1], columns), np.float32)
        for fold in range(FOLDS):
            inside = np.flatnonzero(self.folds == fold)
            table = self.token_weights(without_fold=fold)
            with tempfile.NamedTemporaryFile(suffix=".tokens") as file:
                file.write(self.token_bytes(table))
                file.flush()
                own = None
                if scores is not None:
                    own = [scores[self.offsets[i] : self.offsets[i + 1]] for i in inside]
                dumped = self.dump.run([self.pages[i] for i in inside], [mode, file.name], own)
                for i, (_, texts, _, stream) in zip(inside, dumped, strict=True):
                    data = np.frombuffer(stream.read(4 * columns * len(texts)), "<f4")
                    rows[self.offsets[i] : self.offsets[i + 1]] = data.reshape(-1, columns)
        return rows

    def fit(self, rows: np.ndarray, keep: np.ndarray, trees: int) -> lgb.Booster:
        """One stage on the rows where ``keep``."""
        keep = keep & self.sample
        data = lgb.Dataset(rows[keep], self.labels[keep], weight=self.weights[keep] * 10)
        return lgb.train(PARAMETERS, data, trees)

    def cross_fit(self, rows: np.ndarray, trees: int) -> np.ndarray:
        """Score of every row by a model that did not see its domain."""
        out = np.zeros(len(rows))
        for fold in range(FOLDS):
            model = self.fit(rows, self.row_fold != fold, trees)
            out[self.row_fold == fold] = model.predict(rows[self.row_fold == fold])
        return out


def choose(scores: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Blocks that maximise the expected F1: those above half of the best value reachable."""
    order = np.argsort(-scores, kind="stable")
    hits = np.cumsum((scores * weights)[order])
    size = np.cumsum(weights[order])
    if not len(order):
        return np.zeros(0, bool)
    f1 = 2 * hits / (size + hits[-1] + 1e-9)
    keep = np.zeros(len(scores), bool)
    keep[order[: int(f1.argmax()) + 1]] = True
    return keep


def report(trainer: Trainer, scores: np.ndarray) -> dict[str, float]:
    """Bag F1, macro over pages."""
    groups: dict[str, list[float]] = {}
    for i, page in enumerate(trainer.pages):
        own = scores[trainer.offsets[i] : trainer.offsets[i + 1]]
        keep = choose(own, page.words + 0.5)
        value = bag_f1(page.gold, "\n".join(t for t, k in zip(page.texts, keep, strict=True) if k))
        main = page.source in ("wcxb-dev", "readability", "fundus")
        groups.setdefault("html-dev" if main else "html-more-dev", []).append(value)
        if main:
            article = page.kind in ("article", "news")
            groups.setdefault("html-dev articles" if article else "html-dev others", []).append(
                value
            )
            groups.setdefault(f"type {page.kind}", []).append(value)
        else:
            groups.setdefault(f"lang {page.lang}", []).append(value)
    return {name: round(float(np.mean(v)), 4) for name, v in sorted(groups.items()) if len(v) >= 10}


def tree_arrays(
    model: lgb.Booster,
) -> list[tuple[list[int], list[float], list[int], list[int], list[float]]]:
    """Feature, threshold, left, right and leaf values of each tree; children < 0 are leaves ~c."""
    out = []
    for info in model.dump_model()["tree_info"]:
        feature: list[int] = []
        threshold: list[float] = []
        left: list[int] = []
        right: list[int] = []
        leaves: list[float] = []

        def add(node: dict) -> int:
            if "leaf_value" in node:
                leaves.append(node["leaf_value"])  # noqa: B023
                return -len(leaves)  # noqa: B023
            at = len(feature)  # noqa: B023
            feature.append(node["split_feature"])  # noqa: B023
            threshold.append(node["threshold"])  # noqa: B023
            left.append(0)  # noqa: B023
            right.append(0)  # noqa: B023
            left[at] = add(node["left_child"])  # noqa: B023
            right[at] = add(node["right_child"])  # noqa: B023
            return at

        add(info["tree_structure"])
        out.append((feature, threshold, left, right, leaves))
    return out


def stage_bytes(model: lgb.Booster) -> bytes:
    """Trees one after another; layout in html_model.cpp."""
    parts = []
    trees = tree_arrays(model)
    parts.append(struct.pack("<I", len(trees)))
    for feature, threshold, left, right, leaves in trees:
        parts.append(struct.pack("<HH", len(feature), len(leaves)))
        for node in zip(threshold, feature, left, right, strict=True):
            # rounded down to float32, so that x <= threshold decides as in training
            value = np.float32(node[0])
            if float(value) > node[0]:
                value = np.nextafter(value, np.float32(-np.inf))
            parts.append(struct.pack("<fhhhh", value, node[1], node[2], node[3], 0))
        parts.append(np.array(leaves, "<f4").tobytes())
    return b"".join(parts)


def checksum(data: bytes) -> int:
    """XXH3 of the model's body, as the library computes it."""
    import xxhash

    return xxhash.xxh3_64_intdigest(data)


def write_model(path: Path, tokens: dict[int, int], stages: list[lgb.Booster]) -> bytes:
    """Magic, version, sizes, body, checksum."""
    body = struct.pack("<III", LOCAL, CONTEXT, len(tokens))
    body += b"".join(struct.pack("<Ii", h, tokens[h]) for h in sorted(tokens))
    body += b"".join(stage_bytes(s) for s in stages)
    data = b"SARHTML\0" + struct.pack("<IIQ", 1, len(body), checksum(body)) + body
    path.write_bytes(data)
    return data


def main() -> None:
    """Train, report, write."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("data", nargs="+", type=Path)
    parser.add_argument("--dump", required=True, type=Path)
    parser.add_argument("--out", required=True, type=Path)
    parser.add_argument("--no-report", action="store_true", help="leave stage two's report out")
    args = parser.parse_args()
    start = time.time()

    def say(text: str) -> None:
        print(f"[{time.time() - start:6.0f} s] {text}", file=sys.stderr, flush=True)

    trainer = Trainer(read_pages(args.data), args.dump)
    say(f"{len(trainer.pages)} pages, {trainer.offsets[-1]} blocks")
    local = trainer.dump_rows("local", LOCAL)
    first = trainer.cross_fit(local, TREES["stage1"])
    say(f"stage one {report(trainer, first)}")
    both = np.hstack([local, trainer.dump_rows("context", CONTEXT, first)])
    scores: dict[str, float] = {}
    if not args.no_report:
        second = trainer.cross_fit(both, TREES["stage2"])
        scores = report(trainer, second)
        say(f"stage two {scores}")
    everything = np.ones(len(local), bool)
    stages = [
        trainer.fit(local, everything, TREES["stage1"]),
        trainer.fit(both, everything, TREES["stage2"]),
    ]
    tokens = trainer.token_weights()
    data = write_model(args.out, tokens, stages)
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
        "parameters": PARAMETERS | {"trees": TREES},
        "tokens": len(tokens),
        "bytes": len(data),
        "measure": "bag-of-tokens F1, macro over pages, four-fold cross-validation by domain",
        "scores": scores,
    }
    args.out.with_suffix(".json").write_text(json.dumps(card, indent=2) + "\n")
    say(f"wrote {args.out}: {len(data)} bytes, {len(tokens)} tokens")


if __name__ == "__main__":
    main()
