"""Compare `saring.integrations.spark.near_duplicates` with one process, and count shuffled bytes.

``bench_spark.py --documents N --search exact --master 'local[2]'`` makes N documents of the kind
``prose`` of `bench_big_dedup`, searches them in one process and on Spark, compares the answers, and
prints one JSON object: the seconds of both, the bytes per document that each step of the search
wrote to shuffles, and the counts of `SparkDuplicates`. Needs PySpark (`tools/setup.sh spark`).
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from bench_big_dedup import MadeCorpus

import saring
from saring.integrations.spark import near_duplicates

STEP = "spark.job.description"


def write_corpus(folder: Path, documents: int, files: int) -> int:
    """Write documents as Parquet files; return their size in bytes."""
    corpus = MadeCorpus("prose")
    size = 0
    for file in range(files):
        numbers = range(file * documents // files, (file + 1) * documents // files)
        texts = [corpus.text(number) for number in numbers]
        size += sum(map(len, texts))
        table = pa.table({"id": pa.array(numbers, pa.int64()), "text": texts})
        pq.write_table(table, folder / f"{file:04}.parquet")
    return size


def shuffled(log: Path) -> dict[str, Counter[str]]:
    """Return the bytes and records of shuffles, and the seconds of tasks, by step."""
    step_of_stage: dict[int, str] = {}
    found: dict[str, Counter[str]] = {}
    for line in log.read_text(encoding="utf-8").splitlines():
        event = json.loads(line)
        if event["Event"] == "SparkListenerStageSubmitted":
            step = (event.get("Properties") or {}).get(STEP, "other")
            step_of_stage[event["Stage Info"]["Stage ID"]] = step.removeprefix("saring: ")
        elif event["Event"] == "SparkListenerTaskEnd":
            metrics = event.get("Task Metrics") or {}
            written = metrics.get("Shuffle Write Metrics", {})
            counts = found.setdefault(step_of_stage[event["Stage ID"]], Counter())
            counts["bytes"] += written.get("Shuffle Bytes Written", 0)
            counts["records"] += written.get("Shuffle Records Written", 0)
            counts["cpu_ms"] += metrics.get("Executor CPU Time", 0) // 1_000_000
            counts["task_ms"] += metrics.get("Executor Run Time", 0)
            counts["spilled"] += metrics.get("Disk Bytes Spilled", 0)
    return found


def one_process(
    folder: Path, search: Any, threads: int
) -> tuple[float, dict[int, tuple[Any, ...]]]:
    """Read and search all documents; return the seconds and the answer by id."""
    begin = time.perf_counter()
    table = pq.read_table(folder)
    ids = table["id"].to_pylist()
    found = saring.near_duplicates(
        table["text"], ids=ids, search=search, num_threads=threads, pair_limit=0
    )
    seconds = time.perf_counter() - begin
    rows = zip(ids, found.keep, found.representative, found.similarity, strict=True)
    return seconds, {i: (keep, ids[other], similarity) for i, keep, other, similarity in rows}


def on_spark(folder: Path, work: Path, search: Any, master: str) -> dict[str, Any]:
    """Search all documents; return the measurements, and the answer by id."""
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    (work / "events").mkdir()
    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.memory": "6g",
        "spark.sql.shuffle.partitions": "16",
        "spark.local.dir": str(work / "local"),
        "spark.eventLog.enabled": "true",
        "spark.eventLog.compress": "false",
        "spark.eventLog.rolling.enabled": "false",
        "spark.eventLog.dir": (work / "events").as_uri(),
        "spark.log.level": "ERROR",
    }
    builder = SparkSession.builder.master(master)
    for name, value in settings.items():
        builder = builder.config(name, value)
    spark = builder.getOrCreate()
    spark.range(100).count()  # the JVM is started
    begin = time.perf_counter()
    found = near_duplicates(spark.read.parquet(str(folder)), search=search)
    seconds = time.perf_counter() - begin
    rows = {r[0]: tuple(r[1:4]) for r in found.frame.toPandas().itertuples(index=False)}
    counts = found.counts
    spark.stop()
    (log,) = (work / "events").iterdir()
    return {"seconds": seconds, "rows": rows, "counts": counts, "steps": shuffled(log)}


def main() -> int:
    """Run one measurement."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--search", choices=["exact", "minhash"], default="exact")
    parser.add_argument("--master", default="local[2]")
    parser.add_argument("--threads", type=int, default=2, help="of the one process")
    arguments = parser.parse_args()
    n = arguments.documents
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "documents"
        folder.mkdir()
        size = write_corpus(folder, n, 16)
        one, expected = one_process(folder, arguments.search, arguments.threads)
        spark = on_spark(folder, Path(name), arguments.search, arguments.master)
    same = spark.pop("rows") == expected
    steps = spark.pop("steps")
    result = {
        "documents": n,
        "megabytes": round(size / 1e6),
        "search": arguments.search,
        "same_answer": same,
        "one_process_seconds": round(one, 1),
        "spark_seconds": round(spark["seconds"], 1),
        "task_seconds": round(sum(s["task_ms"] for s in steps.values()) / 1000, 1),
        "shuffle_bytes_a_document": round(sum(s["bytes"] for s in steps.values()) / n),
        "steps": {
            step: {
                "bytes_a_document": round(s["bytes"] / n, 1),
                "records_a_document": round(s["records"] / n, 2),
                "task_seconds": round(s["task_ms"] / 1000, 1),
                "jvm_cpu_seconds": round(s["cpu_ms"] / 1000, 1),
            }
            for step, s in steps.items()
        },
        "counts": spark["counts"],
    }
    print(json.dumps(result, indent=1))
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
