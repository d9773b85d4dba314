"""Near-duplicates: pairs of documents with a Jaccard index of word 5-grams of at least 0.8."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from benchmarks import corpora
from benchmarks.harness import Answers, Contender, Run, Workload

THRESHOLD = 0.8
NUM_PERM = 128
NUM_BANDS = 16
Pairs = set[tuple[int, int]]


def shingles(text: str, n: int = 5) -> set[str]:
    """Return the word n-grams of a text; a text of fewer words is one n-gram."""
    words = re.findall(r"\w+", text.lower())
    if len(words) < n:
        return {" ".join(words)} if words else set()
    return {" ".join(words[i : i + n]) for i in range(len(words) - n + 1)}


def ordered(left: int, right: int) -> tuple[int, int]:
    """Return a pair with the smaller number first."""
    return (left, right) if left < right else (right, left)


def exact_pairs(texts: Iterable[str], threshold: float) -> Pairs:
    """Return every pair at or above the threshold, by a join on rare shingles.

    Two sets with a similarity of at least `threshold` share one of their rarest shingles (prefix
    filter, Chaudhuri et al. 2006), so only sets that share one of these are compared.
    """
    sets = [shingles(text) for text in texts]
    counts = Counter(s for one in sets for s in one)
    by_shingle: dict[str, list[int]] = defaultdict(list)
    found: Pairs = set()
    for number in sorted(range(len(sets)), key=lambda i: len(sets[i])):
        one = sets[number]
        rare = sorted(one, key=lambda s: (counts[s], s))
        prefix = rare[: len(one) - int(threshold * len(one)) + 1]
        met = {other for s in prefix for other in by_shingle[s]}
        for other in met:
            shared = len(one & sets[other])
            if shared >= threshold * (len(one) + len(sets[other]) - shared):
                found.add(ordered(number, other))
        for s in prefix:
            if counts[s] > 1:
                by_shingle[s].append(number)
    return found


def load_saring() -> Run:
    """Return saring on one thread."""
    import saring

    def run(texts: list[Any]) -> Answers:
        found = saring.near_duplicates(texts, threshold=THRESHOLD, num_threads=1).pairs
        columns = found.to_dict() if hasattr(found, "to_dict") else found
        rows = zip(columns["left"], columns["right"], columns["similarity"], strict=True)
        return [ordered(a, b) for a, b, similarity in rows if similarity >= THRESHOLD]

    return run


def load_datasketch() -> Run:
    """Return datasketch: MinHash, LSH, and an estimate for each candidate."""
    from datasketch import MinHash, MinHashLSH

    def run(texts: list[Any]) -> Answers:
        sets = [[s.encode() for s in shingles(text)] for text in texts]
        signatures = MinHash.bulk(sets, num_perm=NUM_PERM, seed=1)
        index = MinHashLSH(num_perm=NUM_PERM, params=(NUM_BANDS, NUM_PERM // NUM_BANDS))
        for number, signature in enumerate(signatures):
            index.insert(number, signature, check_duplication=False)
        found = set()
        for number, signature in enumerate(signatures):
            for other in index.query(signature):
                if other != number and signature.jaccard(signatures[other]) >= THRESHOLD:
                    found.add(ordered(number, other))
        return list(found)

    return run


def load_rensa() -> Run:
    """Return rensa: R-MinHash, LSH, and an estimate for each candidate."""
    import rensa

    def run(texts: list[Any]) -> Answers:
        sets = [list(shingles(text)) for text in texts]
        signatures = rensa.RMinHash.from_token_sets(sets, num_perm=NUM_PERM, seed=42)
        index = rensa.RMinHashLSH(threshold=THRESHOLD, num_perm=NUM_PERM, num_bands=NUM_BANDS)
        index.insert_pairs(enumerate(signatures))
        found = set()
        for number, others in enumerate(index.query_all(signatures)):
            for other in others:
                if other != number and signatures[number].jaccard(signatures[other]) >= THRESHOLD:
                    found.add(ordered(number, other))
        return list(found)

    return run


def load_gaoya() -> Run:
    """Return gaoya: MinHash of its own words, LSH, and an estimate for each candidate."""
    import gaoya

    def run(texts: list[Any]) -> Answers:
        rows = NUM_PERM // NUM_BANDS
        index = gaoya.minhash.MinHashStringIndex(
            32, THRESHOLD, NUM_BANDS, rows, None, "word", True, (5, 5), "smallvec"
        )
        index.par_bulk_insert_docs(list(range(len(texts))), texts)
        found = set()
        for number, others in enumerate(index.par_bulk_query(texts)):
            found.update(ordered(number, other) for other in others if other != number)
        return list(found)

    return run


def contenders() -> list[Contender]:
    """Return saring and the tools it is compared with."""
    note = f"{NUM_PERM} permutations, {NUM_BANDS} bands, shingles in Python"
    return [
        Contender("saring", ("saring",), load_saring, "near_duplicates, one thread"),
        Contender("gaoya", ("gaoya",), load_gaoya, f"{NUM_PERM} permutations, {NUM_BANDS} bands"),
        Contender("rensa", ("rensa",), load_rensa, f"R-MinHash, {note}"),
        Contender("datasketch", ("datasketch",), load_datasketch, note),
    ]


def workloads(data: Path | None, limit: int | None) -> list[Workload]:
    """Return a corpus with near-duplicates; the exact pairs are the reference."""
    texts: list[Any] = corpora.documents(data, limit or (12_000 if data else 3_000))
    truth = exact_pairs(texts, THRESHOLD)

    def score(contender: str, answers: Answers, count: int) -> dict[str, float]:
        found = set(answers)
        hits = len(found & truth)
        return {
            "recall": hits / len(truth) if truth else 1.0,
            "precision": hits / len(found) if found else 1.0,
            "pairs": float(len(truth)),
        }

    sizes = [len(text.encode()) for text in texts]
    return [Workload(f"corpus of {len(texts)} documents", texts, sizes, score, whole=True)]
