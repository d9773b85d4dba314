"""`saring.Index`: its results, its errors, and its state after a process was killed."""

import errno
import multiprocessing
import os
import pickle
import random
import re
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow
import pytest

import saring
from saring import Index, IndexFileError

# By hand: SARING_KILLS=200.
KILLS = int(os.environ.get("SARING_KILLS", "6"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "news.saring"


def texts_of(count: int, seed: int, words: int = 80) -> list[str]:
    """Return random texts, half of them earlier ones with some words changed."""
    rng = random.Random(seed)
    texts: list[str] = []
    for _ in range(count):
        if texts and rng.random() < 0.5:
            copy = rng.choice(texts).split(" ")
            for _ in range(rng.randrange(8)):
                copy[rng.randrange(len(copy))] = f"kata{rng.randrange(900)}"
            texts.append(" ".join(copy))
        else:
            texts.append(" ".join(f"kata{rng.randrange(900)}" for _ in range(words)))
    return texts


def ids_of(count: int, first: int = 0) -> list[str]:
    return [f"https://example.org/{number}" for number in range(first, first + count)]


@pytest.mark.parametrize("measure", saring.dedup.measures())
@pytest.mark.parametrize("threshold", [0.4, 0.8, 1.0])
def test_queries_find_what_near_duplicates_finds(
    path: Path, measure: str, threshold: float
) -> None:
    texts = texts_of(200, seed=3)
    ids = ids_of(200)
    pairs = saring.near_duplicates(
        texts, threshold=threshold, measure=measure, ngram_size=3, pair_limit=10_000
    ).pairs.to_dict()
    expected = {
        (row, ids[other], similarity)
        for left, right, similarity in zip(
            pairs["left"], pairs["right"], pairs["similarity"], strict=True
        )
        for row, other in ((left, right), (right, left))
    } | {(row, ids[row], 1.0) for row in range(200)}
    with Index.open(path, threshold=threshold, measure=measure, ngram_size=3) as index:
        for first in range(0, 200, 30):
            index.add(ids[first : first + 30], texts[first : first + 30])
        for threads in (1, 2):
            found = index.query_batch(texts, num_threads=threads).to_dict()
            rows = zip(found["row"], found["id"], found["similarity"], strict=True)
            assert set(rows) == expected
        one = index.query(texts[5])
        assert [(5, match.id, match.similarity) for match in one] == [
            row
            for row in zip(found["row"], found["id"], found["similarity"], strict=True)
            if row[0] == 5
        ]
        index.check()


@pytest.mark.parametrize("normalize", ["case,punctuation", "digits,marks", ""])
def test_queries_find_what_near_duplicates_finds_of_contained_texts(
    path: Path, normalize: str
) -> None:
    rng = random.Random(8)
    texts = [text.replace("kata", rng.choice(["Kata", "kätä"])) for text in texts_of(60, seed=5)]
    texts = [re.sub(r"\d+", lambda number: _letters(int(number[0])), text) for text in texts]
    texts += [f"{texts[n]} 5 {texts[n + 1]}." for n in range(20)]  # round-ups
    texts += [texts[n][: 150 + 5 * n] for n in range(40)]  # excerpts
    texts += [texts[n].upper().replace(" ", " - ") + f" {n}" for n in range(10)]
    ids = ids_of(len(texts))
    options = {"threshold": 0.8, "ngram_size": 3, "normalize": normalize, "containment": 0.9}
    found = saring.near_duplicates(texts, **options)  # type: ignore[arg-type]
    opposite = {"contains": "contained_in", "contained_in": "contains"}
    expected = set()
    pairs = found.pairs.to_dict()
    for left, right, relation, in_right, in_left in zip(
        *(pairs[name] for name in ("left", "right", "relation")),
        *(pairs[f"containment_{side}"] for side in ("left", "right")),
        strict=True,
    ):
        expected.add((left, ids[right], relation, in_right, in_left))
        expected.add((right, ids[left], opposite.get(relation, relation), in_left, in_right))
    # The batch search looks for contained texts only among the texts that it keeps.
    kept = {row for row, is_kept in enumerate(found.keep) if is_kept}
    with Index.open(path, **options) as index:  # type: ignore[arg-type]
        index.add(ids, texts)
        assert set(index.normalize) == {name for name in normalize.split(",") if name}
        matches = index.query_batch(texts).to_dict()
        similar = index.query_batch(texts, similar_only=True).to_dict()
    rows = zip(
        *(matches[name] for name in ("row", "id", "relation", "containment", "containment_other")),
        strict=True,
    )
    of_index = {
        row
        for row in rows
        if ids[row[0]] != row[1] and (row[2] not in opposite or {row[0], ids.index(row[1])} <= kept)
    }
    assert of_index == expected
    assert {row[2] for row in expected} >= set(opposite)
    assert set(similar["relation"]) <= {"exact", "near"}
    assert len(similar["row"]) == sum(name not in opposite for name in matches["relation"])


def _letters(number: int) -> str:
    """Write a number in letters, so that it is a different word even if digits do not count."""
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))


def test_what_is_known_of_a_document_comes_back(path: Path) -> None:
    with Index.open(path, ngram_size=2) as index:
        index.add(
            ["a", "b", "c", "kosong"],
            ["Satu dua tiga empat", "satu DUA tiga, empat!", b"lima enam tujuh", None],
            timestamps=[datetime(2026, 1, 2, tzinfo=UTC), "2026-01-03", None, None],
            groups=["one.example", None, "two.example", None],
        )
        first, second = index.query("satu dua tiga empat")
        assert (first.id, first.relation, first.similarity) == ("a", "exact", 1.0)
        assert first.timestamp == datetime(2026, 1, 2, tzinfo=UTC).timestamp()
        assert (first.group, second.group) == ("one.example", None)
        assert index.query("") == []
        clusters = index.clusters(keep="newest").to_dict()
        assert clusters["id"] == ["a", "b", "c", "kosong"]
        assert clusters["representative"] == ["b", "b", "c", "kosong"]
        assert clusters["keep"] == [False, True, True, True]
        exported = pyarrow.record_batch(index.export()).to_pydict()
        assert exported["id"] == ["a", "b", "c", "kosong"]
        assert exported["group"] == ["one.example", None, "two.example", None]
        assert exported["timestamp"][2] is None
        assert exported["shingles"] == [3, 3, 2, 0]
        assert list(index) == exported["id"]


def test_update_remove_and_compact(path: Path) -> None:
    texts = texts_of(300, seed=4)
    with Index.open(path) as index:
        index.add(ids_of(300), texts)
        index.remove(ids_of(100))
        index.update(ids_of(1, 100), ["teks yang lain sama sekali dari semua itu"])
        assert len(index) == 200
        assert ids_of(1)[0] not in index
        before = index.query_batch(texts).to_dict()
        size = index.stats().file_bytes
        assert index.stats().removed == 101
        index.compact()
        assert index.query_batch(texts).to_dict() == before
        assert index.stats().removed == 0
        assert index.stats().file_bytes < size
        index.add(ids_of(1), texts[:1])
    with Index.open(path, mode="r") as index:
        assert len(index) == 201
        index.check()
    assert sorted(name.name for name in path.parent.iterdir()) == [path.name, f"{path.name}-lock"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda index: index.add(["b", "a"], ["b", "a"]), "'a' is in the index already"),
        (lambda index: index.add(["b", "b"], ["b", "c"]), "'b' is given twice"),
        (lambda index: index.add(["b", ""], ["b", "c"]), "an id is empty"),
        (lambda index: index.add(["b", "x" * 501], ["b", "c"]), "501 bytes, more than 500"),
        (lambda index: index.add(["b"], ["b", "c"]), "texts must be as many as ids, 1, not 2"),
        (lambda index: index.add(["b"], ["b"], timestamps=[1, 2]), "timestamps must be as many"),
        (lambda index: index.add(["b"], ["b"], groups=[]), "groups must be as many"),
        (lambda index: index.update(["a", "b"], ["b", "c"]), "'b' is not in the index"),
        (lambda index: index.remove(["a", "b"]), "'b' is not in the index"),
        (lambda index: index.clusters(keep="best"), "keep must be one of"),
    ],
)
def test_a_wrong_request_changes_nothing(
    path: Path, change: Callable[[Index], None], message: str
) -> None:
    with Index.open(path) as index:
        index.add(["a"], ["kata kata"])
        with pytest.raises(ValueError, match=message):
            change(index)
        assert list(index) == ["a"]
        index.check()


def test_settings_are_checked(path: Path) -> None:
    with pytest.raises(ValueError, match="mode must be"):
        Index.open(path, mode="w")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="threshold"):
        Index.open(path, threshold=1.5)
    with pytest.raises(FileNotFoundError):
        Index.open(path, mode="r")
    assert not path.exists()
    Index.open(path, threshold=0.7, ngram_size=3).close()
    with pytest.raises(ValueError, match="fixed when an index is made"):
        Index.open(path, ngram_size=4)
    with Index.open(path, mode="r") as index:
        assert (index.threshold, index.measure, index.ngram_size) == (0.7, "jaccard", 3)
        with pytest.raises(ValueError, match="open for reading"):
            index.add(["a"], ["b"])
        with pytest.raises(IndexFileError, match="open in this process already"):
            Index.open(path, mode="r")
    with pytest.raises(ValueError, match="closed"):
        len(index)
    assert "closed" in repr(index)


def test_an_open_index_is_not_pickled(path: Path) -> None:
    with Index.open(path) as index, pytest.raises(TypeError, match="pass its path"):
        pickle.dumps(index)


def _in_process(work: Callable[..., Any], *arguments: Any) -> Any:
    """Return the result of a function in a new process."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(work, arguments)


def _error_of_open(path: Path, mode: Any) -> str:
    try:
        with Index.open(path, mode=mode) as index:
            return f"{len(index)} documents"
    except IndexFileError as error:
        return str(error)


def test_one_writer_and_many_readers(path: Path) -> None:
    with Index.open(path) as index:
        index.add(["a"], ["kata"])
        assert "has a writer already" in _in_process(_error_of_open, path, "a")
        assert _in_process(_error_of_open, path, "r") == "1 documents"
        index.add(["b"], ["kata"])
        assert _in_process(_error_of_open, path, "r") == "2 documents"
    assert _in_process(_error_of_open, path, "a") == "2 documents"


_READER = """
import sys
from saring import Index
with Index.open(sys.argv[1], mode="r") as index:
    print(len(index), flush=True)
    for line in sys.stdin:
        print(len(index), flush=True)
"""


def test_a_reader_sees_what_was_committed_last_and_keeps_others_from_compacting(
    path: Path,
) -> None:
    with Index.open(path) as index:
        index.add(ids_of(50), texts_of(50, seed=1))
        with subprocess.Popen(
            [sys.executable, "-c", _READER, path],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as reader:
            assert reader.stdin and reader.stdout
            assert reader.stdout.readline() == "50\n"
            index.remove(ids_of(20))
            reader.stdin.write("\n")
            reader.stdin.flush()
            assert reader.stdout.readline() == "30\n"
            with pytest.raises(IndexFileError, match="open elsewhere"):
                index.compact()
            reader.stdin.close()
        index.compact()
        assert len(index) == 30


def test_a_forked_child_must_open_it_again(path: Path) -> None:
    with Index.open(path) as index:
        index.add(["a"], ["kata"])
        child = os.fork()
        if child == 0:
            code = 1
            try:
                len(index)
            except IndexFileError as error:
                code = 0 if "forked" in str(error) else 2
            with Index.open(path, mode="r") as again:
                code |= 4 * (len(again) != 1)
            os._exit(code)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        index.add(["b"], ["kata"])
        assert len(index) == 2


def test_threads_share_an_index(path: Path) -> None:
    texts = texts_of(400, seed=6)
    with Index.open(path) as index:
        failures: list[BaseException] = []

        def add(first: int) -> None:
            try:
                for at in range(first, first + 100, 10):
                    index.add(ids_of(10, at), texts[at : at + 10])
                    assert index.query(texts[at])
                    index.query_batch(texts[:50], num_threads=2)
            except BaseException as error:
                failures.append(error)

        threads = [threading.Thread(target=add, args=(first,)) for first in range(0, 400, 100)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not failures
        assert len(index) == 400
        index.check()


_WRITER = """
import sys
from saring import Index
sys.path.insert(0, sys.argv[2])
from test_index import ids_of, texts_of
texts = texts_of(60, seed=8)
index = Index.open(sys.argv[1])
batch = int(sys.argv[3])
while True:
    index.add(ids_of(60, 60 * batch), texts)
    if batch % 4 == 3:
        index.remove(ids_of(30, 60 * batch))
    print(batch, flush=True)
    batch += 1
"""


def test_killed_at_any_moment_it_loses_nothing_that_was_acknowledged(path: Path) -> None:
    rng = random.Random(9)
    batches = 0
    for _ in range(KILLS):
        with subprocess.Popen(
            [sys.executable, "-c", _WRITER, path, Path(__file__).parent, str(batches)],
            stdout=subprocess.PIPE,
            text=True,
        ) as writer:
            assert writer.stdout
            seen = [writer.stdout.readline()]
            time.sleep(rng.uniform(0, 0.3))
            writer.send_signal(signal.SIGKILL)
            seen += writer.stdout.readlines()
        acknowledged = int([line for line in seen if line.endswith("\n")][-1])
        with Index.open(path) as index:
            index.check()
            held = set(index)
            for batch in range(acknowledged + 1):
                gone = 30 if batch % 4 == 3 else 0
                assert held.issuperset(ids_of(60 - gone, 60 * batch + gone))
                assert held.isdisjoint(ids_of(gone, 60 * batch))
            # At most one more batch, whole, with or without what was removed of it.
            rest = len(held) - sum(
                30 if batch % 4 == 3 else 60 for batch in range(acknowledged + 1)
            )
            assert rest in (0, 30, 60)
            if rest == 60 and (acknowledged + 1) % 4 == 3:
                index.remove(ids_of(30, 60 * (acknowledged + 1)))
            batches = acknowledged + 1 + (rest > 0)


def _fill_disk(path: Path) -> tuple[int | None, int, int]:
    texts = texts_of(2000, seed=2)
    with Index.open(path) as index:
        index.add(ids_of(200), texts[:200])
        size = index.stats().file_bytes
        limits = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size + 100_000, limits[1]))
        code = None
        try:
            index.add(ids_of(2000, 1000), texts)
        except OSError as error:
            code = error.errno
        full = len(index)
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        index.add(ids_of(2000, 1000), texts)
        index.check()
        return code, full, len(index)


def test_a_full_disk_leaves_the_index_as_it_was(path: Path) -> None:
    assert _in_process(_fill_disk, path) == (errno.EFBIG, 200, 2200)


def _fill_disk_while(path: Path, action: str) -> tuple[int | None, bool, bool]:
    """An action on a disk without room: its error, and whether all is as before, then done."""
    texts = texts_of(3000, seed=2)
    with Index.open(path) as index:
        index.add(ids_of(3000), texts)
        answers = index.query_batch(texts[:50]).to_dict()
        others = texts_of(3000, seed=9)
        actions = {
            "update": lambda: index.update(ids_of(3000), others),
            "remove": lambda: index.remove(ids_of(2000)),
            "compact": lambda: index.compact(),
        }
        limits = resource.getrlimit(resource.RLIMIT_FSIZE)
        # Pages that are free already are written in place: what is written behind them fails.
        limit = 4096 if action == "compact" else path.stat().st_size
        code = None
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limits[1]))
        try:
            actions[action]()
        except OSError as error:
            code = error.errno
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        index.check()
        is_same = len(index) == 3000 and index.query_batch(texts[:50]).to_dict() == answers
        actions[action]()
        index.check()
        left = 1000 if action == "remove" else 3000
        left_behind = [entry for entry in os.listdir(path.parent) if entry != path.name]
        is_done = len(index) == left and not [n for n in left_behind if "lock" not in n]
    return code, is_same, is_done


@pytest.mark.parametrize("action", ["update", "remove", "compact"])
def test_an_action_on_a_full_disk_leaves_the_index_as_it_was(path: Path, action: str) -> None:
    assert _in_process(_fill_disk_while, path, action) == (errno.EFBIG, True, True)


def test_an_index_of_another_version_is_refused(path: Path) -> None:
    Index.open(path).close()
    data = bytearray(path.read_bytes())
    at = data.rindex(b"sarindex")
    data[at + 8] += 1
    path.write_bytes(data)
    with pytest.raises(IndexFileError, match="is of version 3 of the format"):
        Index.open(path, mode="r")


def test_a_truncated_index_is_refused(path: Path) -> None:
    with Index.open(path) as index:
        index.add(ids_of(500), texts_of(500, seed=2))
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    with pytest.raises(IndexFileError, match=r"truncated|damaged"):
        Index.open(path)


def test_a_flipped_bit_in_a_value_is_found_when_it_is_read(path: Path) -> None:
    with Index.open(path) as index:
        index.add(["needle"], ["kata " * 50 + "akhir"])
        index.add(ids_of(100), texts_of(100, seed=2))
    # Earlier states have copies in pages that are free now.
    path.write_bytes(path.read_bytes().replace(b"\x06needle", b"\x06nedele"))
    with Index.open(path) as index:
        with pytest.raises(IndexFileError, match="wrong checksum"):
            index.query("kata " * 50 + "akhir")
        with pytest.raises(IndexFileError, match="wrong checksum"):
            index.check()


def test_ctrl_c_ends_a_long_call_that_then_changes_nothing(path: Path) -> None:
    with Index.open(path) as index:
        texts = texts_of(300, seed=2, words=20_000)
        timer = threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT))
        timer.start()
        with pytest.raises(KeyboardInterrupt):
            while True:
                index.add(ids_of(300), texts)
                index.remove(ids_of(300))
        timer.join()
        assert len(index) in (0, 300)
        index.check()
