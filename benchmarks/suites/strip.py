"""The lines of a plain text that belong to the article."""

from __future__ import annotations

import html
from pathlib import Path
from typing import Any

from benchmarks import corpora
from benchmarks.corpora import LabelledLines
from benchmarks.harness import Answers, Contender, Run, Workload

STOPLISTS = {
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "fr": "French",
    "id": "Indonesian",
    "it": "Italian",
    "ms": "Malay",
    "pl": "Polish",
    "pt": "Portuguese",
    "ru": "Russian",
}
C4_PHRASES = ("javascript", "terms of use", "privacy policy", "cookie policy", "uses cookies")


def load_saring() -> Run:
    """Return saring, one text at a time, with a decision per line; no language is given."""
    import saring

    def run(items: list[Any]) -> Answers:
        stripped = (saring.strip("\n".join(item.lines)) for item in items)
        return [[int(line.keep) for line in one.lines] for one in stripped]

    return run


def load_saring_batch() -> Run:
    """Return saring on a column: the kept texts only, so there are no line decisions to score.

    The language is given if all items have the same.
    """
    import saring

    def run(items: list[Any]) -> Answers:
        texts = ["\n".join(item.lines) for item in items]
        languages = {item.language for item in items}
        language = languages.pop() if len(languages) == 1 else None
        return list(saring.strip_batch(texts, language=language, num_threads=1)["text"])

    return run


def load_c4() -> Run:
    """Return the line rules of the C4 corpus (Raffel et al. 2020)."""

    def keeps(line: str) -> int:
        ends = line.rstrip().endswith((".", "?", "!", '"', "\u201d"))
        dots = line.rstrip().endswith("...")
        lower = line.lower()
        bad = any(phrase in lower for phrase in C4_PHRASES)
        return int(ends and not dots and len(line.split()) >= 5 and not bad)

    return lambda items: [[keeps(line) for line in item.lines] for item in items]


def load_justext() -> Run:
    """Return jusText, each line as a paragraph of a page."""
    import justext

    stoplists = {code: justext.get_stoplist(name) for code, name in STOPLISTS.items()}

    def one(item: LabelledLines) -> list[int]:
        body = "".join(f"<p>{html.escape(line)}</p>" for line in item.lines)
        page = f"<html><body>{body}</body></html>"
        stoplist = stoplists.get(item.language, stoplists["en"])
        paragraphs = justext.justext(page.encode(), stoplist, encoding="utf8")
        kept = {" ".join(p.text.split()) for p in paragraphs if not p.is_boilerplate}
        return [int(" ".join(line.split()) in kept) for line in item.lines]

    return lambda items: [one(item) for item in items]


def load_keep_all() -> Run:
    """Return the baseline: every line is kept."""
    return lambda items: [[1] * len(item.lines) for item in items]


def contenders() -> list[Contender]:
    """Return saring and the tools it is compared with."""
    return [
        Contender(
            "saring",
            ("saring",),
            load_saring,
            "strip, no language given; its model has seen dev data in training",
        ),
        Contender("saring, a column", ("saring",), load_saring_batch, "strip_batch, one thread"),
        Contender("C4's rules", (), load_c4, "in Python, for quality"),
        Contender("jusText", ("jusText",), load_justext, "each line a paragraph"),
        Contender("keep everything", (), load_keep_all),
    ]


def f1(hits: float, claimed: float, wanted: float) -> float:
    """Return the harmonic mean of precision and recall."""
    return 2 * hits / (claimed + wanted) if claimed + wanted else 1.0


def score_lines(items: list[LabelledLines], answers: Answers) -> dict[str, float]:
    """Return F1 of kept characters (mean over texts) and of dropped lines (pooled)."""
    kept_scores = []
    hits = claimed = wanted = 0
    for item, flags in zip(items, answers, strict=True):
        if len(flags) != len(item.lines):
            raise AssertionError(f"{len(flags)} answers to {len(item.lines)} lines")
        kept = [0, 0, 0]
        for i, (line, gold, flag) in enumerate(zip(item.lines, item.keep, flags, strict=True)):
            if i in item.skip:
                continue
            kept[0] += len(line) * (gold and flag)
            kept[1] += len(line) * flag
            kept[2] += len(line) * gold
            hits += not gold and not flag
            claimed += not flag
            wanted += not gold
        kept_scores.append(f1(*kept))
    return {
        "kept_characters_f1": sum(kept_scores) / len(kept_scores),
        "dropped_lines_f1": f1(hits, claimed, wanted),
    }


def workloads(data: Path | None, limit: int | None) -> list[Workload]:
    """Return labelled texts."""
    items: list[Any] = corpora.labelled_lines(data, limit or 1500)

    def workload(name: str, chosen: list[Any]) -> Workload:
        def score(contender: str, answers: Answers, count: int) -> dict[str, float]:
            return {} if isinstance(answers[0], str) else score_lines(chosen[:count], answers)

        sizes = [sum(len(line.encode()) + 1 for line in item.lines) for item in chosen]
        return Workload(name, chosen, sizes, score)

    indonesian = [item for item in items if item.language == "id"]
    found = [workload("texts with labelled lines", items)]
    if indonesian:
        name = "Indonesian texts, the column with its language given"
        found.append(workload(name, indonesian))
    return found
