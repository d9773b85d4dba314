"""saring on a Ray cluster, if Ray is installed: tools/requirements/integrations.txt."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

import saring

pytest.importorskip("ray")

TEXTS = [
    "The town opened the river walk on Friday after a year of repair.\nShare this article",
    None,
    "Selamat pagi, apa kabar hari ini?",
    "12",
]
# In a separate process: Ray starts threads and servers, and warns about its own settings.
PROGRAM = """
import json, sys
import pyarrow as pa
import ray
from saring.integrations.ray import Cleaner

ray.init(num_cpus=2, include_dashboard=False, logging_level="ERROR", log_to_driver=False)
texts = json.loads(sys.argv[1])
ds = ray.data.from_arrow([
    pa.table({"id": [0, 1], "body": texts[:2]}), pa.table({"id": [2, 3], "body": texts[2:]})
])
cleaned = ds.map_batches(
    Cleaner,
    fn_constructor_kwargs={"text": "body", "detect": {"languages": ["id", "en"]}},
    batch_format="pyarrow",
    compute=ray.data.ActorPoolStrategy(size=1),
)
rows = sorted(cleaned.take_all(), key=lambda row: row["id"])
print(json.dumps([[row["body"], row["lang"]] for row in rows]))
"""


def test_actors_clean_the_batches() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, json.dumps(TEXTS)],
        check=True,
        capture_output=True,
        text=True,
    )
    found = json.loads(done.stdout.splitlines()[-1])
    stripped = saring.strip_batch(TEXTS)["text"]
    languages = saring.detect_batch(stripped, languages=["id", "en"])["lang"]
    assert found == [list(row) for row in zip(stripped, languages, strict=True)]
