"""An interrupted run can be resumed, and gives the same output as without the interruption."""

import json
import os
import random
import resource
import shutil
import signal
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any
from unittest import mock

import pytest
import zstandard
from resuming import Notes, content, corpus, end, finished_shards, run, start

import saring
from saring.errors import UsageError
from saring.runs import saved_state
from saring.runs.work_folder import WorkFolder


@pytest.fixture
def fast_folder(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory if possible: a disk takes milliseconds for each shard."""
    memory = Path("/dev/shm")
    if not memory.is_dir():
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        yield Path(folder)


def _phase(out: Path) -> str:
    """How far the run that was killed had come."""
    if (out / ".saring-work" / "journal.json").exists():
        return "publishing"
    if not finished_shards(out):
        return "none"
    lines = (out / ".saring-work" / "manifest.jsonl").read_bytes().split(b"\n")
    return str(json.loads(lines[-2])["phase"])


@pytest.mark.parametrize(
    ("options", "kills"), [({}, 12), ({"profile": "none", "dedup": False, "report": False}, 6)]
)
def test_at_whatever_moment_a_run_is_killed_it_goes_on_to_the_same_bytes(
    fast_folder: Path, options: dict[str, Any], kills: int
) -> None:
    rng = random.Random(5)
    source = corpus(fast_folder / "in")
    began = time.monotonic()
    process = start(source, fast_folder / "whole", **options)
    process.join()
    seconds = time.monotonic() - began
    whole = content(fast_folder / "whole")
    out = fast_folder / "out"
    seen: Counter[str] = Counter()
    while seen.total() < kills:
        shutil.rmtree(out, ignore_errors=True)
        code = 1
        # Each time a moment later, so that all of the run is met, and it ends.
        for turn in range(20):
            process = start(source, out, resume=True, **options)
            time.sleep(rng.uniform(0.1, 0.4 + 0.2 * turn) * seconds)
            number = rng.choice([signal.SIGKILL, signal.SIGKILL, signal.SIGINT])
            code = end(process, number)
            if code == 0:
                break
            assert code in (-signal.SIGKILL, 2)
            seen[_phase(out)] += 1
        assert code == 0
        assert content(out) == whole
    assert seen.total() > seen["none"], seen  # some had finished a shard
    assert not (out / ".saring-work").exists()


def test_a_complete_run_that_was_killed_while_it_cleared_up_leaves_nothing(
    tmp_path: Path,
) -> None:
    source, out = corpus(tmp_path / "in", documents=200), tmp_path / "out"
    kept = mock.patch.object(WorkFolder, "release", lambda self, keep: os.close(self._lock))
    with kept:
        run(source, out, resume=True)
    assert (out / ".saring-work" / "lock").exists()
    whole = {name: data for name, data in content(out).items() if ".saring-work" not in name}
    run(source, out, resume=True)
    assert content(out) == whole


class Stopping(Notes):
    """Interrupts a run when a step has come to some documents."""

    def __init__(self, step: str, documents: int, error: BaseException | None = None) -> None:
        super().__init__()
        self._step = step
        self._documents = documents
        self._error = error or KeyboardInterrupt()
        self._now = ""

    def stage(self, name: str, total: int) -> None:
        """Remember the step."""
        self._now = name

    def advance(self, done: int, documents: int) -> None:
        """Interrupt."""
        if self._now == self._step and documents >= self._documents:
            raise self._error


def _stop(
    source: Path, out: Path, step: str = "reading", documents: int = 250, **options: Any
) -> BaseException:
    observer = Stopping(step, documents)
    with pytest.raises(KeyboardInterrupt) as stopped:
        run(source, out, observer=observer, **options)
    return stopped.value


@pytest.mark.parametrize("step", ["counting", "reading", "writing"])
def test_ctrl_c_says_how_to_go_on_and_another_run_is_refused(tmp_path: Path, step: str) -> None:
    source, out = corpus(tmp_path / "in", 200), tmp_path / "out"
    stopped = _stop(source, out, step, 150)
    (note,) = stopped.__notes__
    assert "unfinished: what was done so far is kept in" in note
    assert "resume=True goes on" in note
    assert "overwrite=True it starts anew" in note
    left = content(out)
    with pytest.raises(UsageError, match=r"an unfinished run in .*resume=True .*overwrite=True"):
        run(source, out)
    assert content(out) == left
    run(source, tmp_path / "whole")
    observer = Notes()
    run(source, out, resume=True, observer=observer)
    assert content(out) == content(tmp_path / "whole")
    done = {"counting": "reading", "reading": "cleaning", "writing": "cleaning all documents"}
    assert observer.notes[0].startswith(f"going on in '{out}' after {done[step]}")


def test_a_run_may_go_on_with_other_threads_and_batches(tmp_path: Path) -> None:
    source, out = corpus(tmp_path / "in", 200), tmp_path / "out"
    for profile in ("auto", "none"):
        run(source, tmp_path / f"whole-{profile}", profile=profile)
        for step in ("counting", "reading") if profile == "auto" else ("reading",):
            _stop(source, out, step, 100, profile=profile)
            saring.clean(source, out, profile=profile, resume=True, num_threads=3, chunk_size=1000)
            found, whole = content(out), content(tmp_path / f"whole-{profile}")
            for files in (found, whole):
                report = json.loads(files["report.json"])
                del report["run"]
                files["report.json"] = report
            assert found == whole
            shutil.rmtree(out)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"min_chars": 20}, "option min_chars: it was 0, now it is 20"),
        ({"languages": ["id"]}, r'option languages: it was null, now it is \["id"\]'),
        ({"report": False}, "option report: it was true"),
        ("source", "'a.jsonl' has changed since"),
        ("new", "'z.json' was not there"),
        ("gone", "'f.json' was among them"),
    ],
)
def test_another_option_or_source_is_named_and_starts_anew_with_overwrite(
    tmp_path: Path, change: Any, message: str
) -> None:
    source, out = corpus(tmp_path / "in", 200), tmp_path / "out"
    _stop(source, out, documents=100)
    left = content(out)
    options = change if isinstance(change, dict) else {}
    if change == "source":
        with open(source / "a.jsonl", "a") as file:
            file.write('{"text": "Satu lagi."}\n')
    elif change == "new":
        shutil.copy(source / "f.json", source / "z.json")
    elif change == "gone":
        (source / "f.json").unlink()
    with pytest.raises(UsageError, match=message) as refused:
        run(source, out, resume=True, **options)
    assert "overwrite=True" in str(refused.value)
    assert content(out) == left
    run(source, out, resume=True, overwrite=True, **options)
    run(source, tmp_path / "whole", **options)
    assert content(out) == content(tmp_path / "whole")


def test_another_rule_file_under_the_same_name_is_another_model(tmp_path: Path) -> None:
    source, out, rules = corpus(tmp_path / "in", 200), tmp_path / "out", tmp_path / "rules.txt"
    rules.write_text("Baca Juga\n")
    _stop(source, out, documents=100, rules=rules)
    rules.write_text("Baca Pula\n")
    with pytest.raises(UsageError, match=r"rules .*rules\.txt: it was another one"):
        run(source, out, resume=True, rules=rules)


def test_where_there_is_nothing_to_go_on_with_a_run_starts_and_a_complete_one_is_left(
    tmp_path: Path,
) -> None:
    source, out = corpus(tmp_path / "in", 200), tmp_path / "out"
    observer = Notes()
    run(source, out, resume=True, observer=observer)
    assert observer.notes == [
        f"there is nothing to go on with in '{out}': the run starts from the beginning"
    ]
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*")}
    observer = Notes()
    report = saring.clean(source, out, resume=True, observer=observer)
    assert observer.notes == [f"the run in '{out}' is complete: there is nothing to do"]
    assert report.documents_read > 0
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*")} == before
    with pytest.raises(UsageError, match=r"is another one: the option min_chars.*overwrite=True"):
        run(source, out, resume=True, min_chars=30)
    (source / "g.txt").write_text("Satu lagi.\n")
    with pytest.raises(UsageError, match="other files were read"):
        run(source, out, resume=True)
    run(source, out, resume=True, overwrite=True)
    assert (out / "g.txt").exists()


def test_a_run_over_old_outputs_goes_on_without_being_told_again(tmp_path: Path) -> None:
    source, out = corpus(tmp_path / "in", 200), tmp_path / "out"
    run(source, out, min_chars=1)
    _stop(source, out, documents=100, overwrite=True)
    assert content(out).keys() >= {"a.jsonl", "report.json"}
    run(source, out, resume=True)
    run(source, tmp_path / "whole")
    assert content(out) == content(tmp_path / "whole")


def test_what_came_into_the_folder_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    source, out = corpus(tmp_path / "in", 200), tmp_path / "out"
    _stop(source, out, documents=100)
    (out / "a.jsonl").write_text("mine")
    with pytest.raises(UsageError, match="is not empty"):
        run(source, out, resume=True)
    assert (out / "a.jsonl").read_text() == "mine"
    (out / "a.jsonl").unlink()
    run(source, out, resume=True)


def test_a_manifest_whose_last_line_was_cut_goes_on_from_the_one_before(tmp_path: Path) -> None:
    source, out = corpus(tmp_path / "in", 200), tmp_path / "out"
    _stop(source, out, documents=100)
    with open(out / ".saring-work" / "manifest.jsonl", "ab") as file:
        file.write(b'{"shard": 99, "phase": "cle')
    run(source, out, resume=True)
    run(source, tmp_path / "whole")
    assert content(out) == content(tmp_path / "whole")


def test_the_manifest_says_of_each_shard_what_it_is(tmp_path: Path) -> None:
    source, out = corpus(tmp_path / "in", 200), tmp_path / "out"
    _stop(source, out, documents=190)
    lines = (out / ".saring-work" / "manifest.jsonl").read_text().splitlines()
    head, *entries = map(json.loads, lines)
    assert head["saring"] == saring.__version__
    assert head["options"]["threshold"] == 0.8
    assert len(head["models"]["language model"]) == 64
    assert [entry["shard"] for entry in entries] == list(range(len(entries)))
    assert {entry["phase"] for entry in entries} == {"counting", "cleaning"}
    for entry in entries:
        status = (source / entry["source"]).stat()
        assert (entry["size"], entry["mtime_ns"]) == (status.st_size, status.st_mtime_ns)
    assert len({entry["settings_sha256"] for entry in entries}) == 1


def test_a_source_that_changes_is_left_out_also_where_the_run_goes_on(tmp_path: Path) -> None:
    source = corpus(tmp_path / "in", 200)

    class Changing(Stopping):
        def advance(self, done: int, documents: int) -> None:
            if documents > 20 and not self.notes:
                with open(source / "a.jsonl", "a") as file:
                    file.write("\n")
                self.notes.append("changed")
            super().advance(done, documents)

    with pytest.raises(KeyboardInterrupt):
        run(source, tmp_path / "out", observer=Changing("counting", 150))
    # It is another source now.
    with pytest.raises(UsageError, match=r"'a\.jsonl' has changed since"):
        run(source, tmp_path / "out", resume=True)


def test_a_full_disk_leaves_what_was_done(tmp_path: Path) -> None:
    source, out = corpus(tmp_path / "in", 200), tmp_path / "out"
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, before[1]))
    try:
        with pytest.raises(OSError, match="too large") as failed:
            run(source, out)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)
    assert "resume=True goes on" in failed.value.__notes__[-1]
    assert finished_shards(out) > 0
    run(source, out, resume=True)
    run(source, tmp_path / "whole")
    assert content(out) == content(tmp_path / "whole")


def test_a_disk_without_space_leaves_what_was_done(tmp_path: Path) -> None:
    source, disk = corpus(tmp_path / "in", 200), tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True).returncode != 0:
        pytest.skip("mounting is not permitted here")
    try:
        with pytest.raises(OSError, match="No space left"):
            run(source, disk / "out")
        assert finished_shards(disk / "out") > 0
        subprocess.run(["mount", "-o", "remount,size=4m", str(disk)], check=True)
        run(source, disk / "out", resume=True)
        run(source, tmp_path / "whole")
        assert content(disk / "out") == content(tmp_path / "whole")
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_an_index_gets_all_that_was_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = corpus(tmp_path / "in", 200)
    for name in ("whole", "out"):
        with saring.Index.open(tmp_path / f"{name}.index") as index:
            index.add(["old"], [json.loads((source / "f.json").read_text())[3]["text"]])
    run(source, tmp_path / "whole", index=tmp_path / "whole.index", strip=False)
    options = {"index": tmp_path / "out.index", "strip": False}
    _stop(source, tmp_path / "out", documents=190, **options)
    real = saring.Index.add

    def fail(*_: Any, **__: Any) -> None:
        raise OSError("no")

    with monkeypatch.context() as patch, pytest.raises(OSError, match="no") as failed:
        patch.setattr(saring.Index, "add", fail)
        run(source, tmp_path / "out", resume=True, **options)
    assert "is complete, but not all of it is in the index" in failed.value.__notes__[-1]
    assert saring.Index.add is real
    run(source, tmp_path / "out", resume=True, **options)
    names = []
    for name in ("whole", "out"):
        with saring.Index.open(tmp_path / f"{name}.index", mode="r") as index:
            names.append(sorted(index))
    assert names[0] == names[1]
    found, whole = content(tmp_path / "out"), content(tmp_path / "whole")
    assert b"in_index" in zstandard.decompress(found["removed.jsonl.zst"], 1 << 24)
    assert found["a.jsonl"] == whole["a.jsonl"]
    assert found["removed.jsonl.zst"] == whole["removed.jsonl.zst"]
    assert not (tmp_path / "out" / ".saring-work").exists()


def test_a_saved_state_calls_nothing_that_is_not_ours(tmp_path: Path) -> None:
    import pickle

    class Evil:
        def __reduce__(self) -> Any:
            return Path.touch, (tmp_path / "touched",)

    for value in (Evil(), [Evil()], subprocess.run, {"a": eval}):
        with pytest.raises(saved_state.DamagedStateError, match="no part of a saved state"):
            saved_state.load(pickle.dumps(value))
    assert not (tmp_path / "touched").exists()
    # As Python 3.13 names the class.
    path = b"cpathlib._local\nPurePosixPath\n(Va\nVb\ntR."
    assert saved_state.load(path) == PurePosixPath("a/b")
    with pytest.raises(saved_state.DamagedStateError, match="no part of a saved state"):
        saved_state.load(b"cpathlib._local\nos\n.")
    data = saved_state.save({"a": [1], "b": Counter("aab")})
    assert saved_state.load(data) == {"a": [1], "b": Counter("aab")}
    with pytest.raises(saved_state.DamagedStateError, match="damaged"):
        saved_state.load(data[:-3])
