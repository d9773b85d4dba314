"""The parts of a line model in its file format: docs/models/lines.md."""

from __future__ import annotations

import json
import struct
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from saring import _core


def pack_words(weights: Any) -> bytes:
    """Pack word weights as one scale and one byte per weight."""
    scale = float(np.abs(weights).max() / 127)
    packed = np.round(weights / scale) if scale > 0 else np.zeros(len(weights))
    return struct.pack("<f", scale) + packed.astype("i1").tobytes()


def pack_forest(forest: Any) -> bytes:
    """Pack the trees of a CatBoost model of oblivious trees."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "model.json")
        forest.save_model(str(path), format="json")
        tree_data = json.loads(path.read_text())
    return pack_trees(tree_data["oblivious_trees"], *tree_data["scale_and_bias"])


def pack_trees(trees: list[dict[str, Any]], scale: float, bias: Any) -> bytes:
    """Pack trees in the form that CatBoost writes to JSON.

    Parameters
    ----------
    trees
        Each with ``splits`` and ``leaf_values``. A tree without splits is added to the bias.
    scale, bias
        Scale and bias of the sum of leaves.

    Returns
    -------
    bytes
        One forest, as in the file.
    """
    bias = bias[0] if isinstance(bias, list) else bias
    bias += scale * sum(t["leaf_values"][0] for t in trees if not t.get("splits"))
    trees = [t for t in trees if t.get("splits")]
    splits = sorted(
        {(s["float_feature_index"], np.float32(s["border"])) for t in trees for s in t["splits"]}
    )
    number = {s: i for i, s in enumerate(splits)}
    levels, leaves = [], []
    for t in trees:
        own = [number[s["float_feature_index"], np.float32(s["border"])] for s in t["splits"]]
        values = list(t["leaf_values"])
        while len(own) < _core.TREE_DEPTH:  # a shallow tree: repeat the test, double the leaves
            own.append(own[0])
            values = values + values
        levels += own
        leaves += values
    # Integers, so that the sum is the same on every machine. With this scale, all but very rare
    # leaf values fit.
    scaled = np.array(leaves) * scale
    step = float(np.quantile(np.abs(scaled), 0.999) / 127) if leaves else 0.0
    packed = np.clip(np.round(scaled / step), -127, 127) if step > 0 else np.zeros(len(leaves))
    out = struct.pack("<IIIff", _core.TREE_DEPTH, len(trees), len(splits), bias, step)
    out += b"".join(struct.pack("<If", f, b) for f, b in splits)
    return out + np.array(levels, "<u2").tobytes() + packed.astype("i1").tobytes()
