"""What a training writes, what it must never overwrite, Ctrl-C, and failing disks."""

from __future__ import annotations

import itertools
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from saring_cli import make_socket
from saring_cli import saring as command
from training_text import QUICK, folder_of, names

import saring
from saring import _core
from saring.errors import UsageError
from saring.training import publish, scores

TWO = ["aaa_Latn", "bbb_Latn"]


def contents(folder: Path) -> dict[str, tuple[int, bytes]]:
    """What is in a folder and below: kinds, and bytes of files."""
    found = {}
    for path in sorted(folder.rglob("*")):
        mode = path.lstat().st_mode
        data = path.read_bytes() if path.is_file() and not path.is_symlink() else b""
        found[str(path.relative_to(folder))] = (mode, data)
    return found


def make_link(path: Path, lines: Path) -> None:
    path.symlink_to(lines / "aaa_Latn.txt")


def make_dangling_link(path: Path, _: Path) -> None:
    path.symlink_to("nowhere")


def make_fifo(path: Path, _: Path) -> None:
    os.mkfifo(path)


def make_listening(path: Path, _: Path) -> None:
    make_socket(path)


def make_folder(path: Path, _: Path) -> None:
    path.mkdir()


def make_hard_link(path: Path, lines: Path) -> None:
    path.hardlink_to(lines / "aaa_Latn.txt")


@pytest.mark.parametrize("which", ["out", "report"])
@pytest.mark.parametrize(
    ("make", "message"),
    [
        (make_link, "is a symbolic link"),
        (make_dangling_link, "is a symbolic link"),
        (make_fifo, "is a FIFO"),
        (make_listening, "is a socket"),
        (make_folder, "is a folder"),
        (make_hard_link, "is the input '.*aaa_Latn.txt'"),
    ],
)
def test_an_output_is_a_regular_file_that_is_no_input(
    tmp_path: Path, which: str, make: Callable[[Path, Path], None], message: str
) -> None:
    lines = folder_of(tmp_path / "lines", TWO)
    make(tmp_path / "there", lines)
    before = contents(tmp_path)
    places = {"out": tmp_path / "m.saring", which: tmp_path / "there"}
    with pytest.raises(UsageError, match=f"there' .*{message}"):
        saring.train_language_model(lines, **places, **QUICK)  # type: ignore[arg-type]
    assert contents(tmp_path) == before


@pytest.mark.parametrize("device", ["/dev/null", "/dev/full", "/dev/stdout", "/proc/self/mem"])
def test_a_device_is_no_output(tmp_path: Path, device: str) -> None:
    lines = folder_of(tmp_path / "lines", TWO)
    before = os.lstat(device).st_mode
    for arguments in (("-o", device), ("-o", "m.saring", "--report", device)):
        result = command("train-lang", lines, *arguments, cwd=tmp_path)
        assert result.returncode == 2
        assert device.encode() in result.stderr
    assert os.lstat(device).st_mode == before
    assert names(tmp_path) == ["lines"]


@pytest.mark.parametrize(
    "name",
    [
        "lines/aaa_Latn.txt",
        "lines/../lines/aaa_Latn.txt",
        "other/aaa_Latn.txt",
        "words/aaa_Latn.tsv",
    ],
)
@pytest.mark.parametrize("which", ["out", "report"])
def test_an_input_is_no_output_whatever_its_path(tmp_path: Path, name: str, which: str) -> None:
    lines = folder_of(tmp_path / "lines", [*TWO, "ind_Latn"])
    (tmp_path / "other").symlink_to(lines)
    (tmp_path / "words").mkdir()
    (tmp_path / "words" / "aaa_Latn.tsv").write_text("kupa\t3\n")
    before = contents(tmp_path)
    places: dict[str, Any] = {"out": tmp_path / "m.saring", which: tmp_path / name}
    for labels in (None, ["bbb_Latn", "ind_Latn"]):  # not even of a language left out
        with pytest.raises(UsageError, match="would be replaced, but is the input"):
            saring.train_language_model(
                lines, **places, labels=labels, word_lists=tmp_path / "words", **QUICK
            )
    assert contents(tmp_path) == before


def test_no_output_becomes_text_of_the_next_training(tmp_path: Path) -> None:
    lines = folder_of(tmp_path / "lines", TWO)
    for name in ("ccc_Latn.txt", "ccc_Latn.txt.zst", "ccc_Latn.tsv"):
        with pytest.raises(UsageError, match="would be an input of the next training"):
            saring.train_language_model(lines, lines / name, **QUICK)
    saring.train_language_model(lines, lines / "own.saring", **QUICK)
    assert names(lines) == ["aaa_Latn.txt", "bbb_Latn.txt", "own.json", "own.saring"]


@pytest.mark.parametrize(
    "report", ["./m.saring", "M.SARING", "lines/../m.saring", "other/m.saring", "hard"]
)
def test_model_and_report_are_two_files(tmp_path: Path, report: str) -> None:
    lines = folder_of(tmp_path / "lines", TWO)
    (tmp_path / "other").symlink_to(tmp_path)
    (tmp_path / "m.saring").write_bytes(b"old")
    (tmp_path / "hard").hardlink_to(tmp_path / "m.saring")
    with pytest.raises(UsageError, match="model and report are both"):
        saring.train_language_model(lines, tmp_path / "m.saring", report=tmp_path / report, **QUICK)
    assert (tmp_path / "m.saring").read_bytes() == b"old"


def test_a_folder_is_made_for_the_outputs_and_removed_where_they_fail(tmp_path: Path) -> None:
    lines = folder_of(tmp_path / "lines", TWO)
    places: dict[str, Any] = {"out": tmp_path / "a/b/m.saring", "report": tmp_path / "a/r.json"}
    bad = lines / "ccc_Latn.txt"
    bad.write_bytes(b"\xff\n")
    with pytest.raises(UsageError, match="not UTF-8"):
        saring.train_language_model(lines, **places, **QUICK)
    assert names(tmp_path) == ["lines"]
    bad.unlink()
    saring.train_language_model(lines, **places, **QUICK)
    assert names(tmp_path / "a") == ["b", "r.json"]
    assert names(tmp_path / "a" / "b") == ["m.saring"]


@pytest.mark.parametrize("name", ["m.saring/", "x" * 300, "a\0b", ""])
def test_a_name_that_no_file_can_have_is_refused(tmp_path: Path, name: str) -> None:
    lines = folder_of(tmp_path / "lines", TWO)
    with pytest.raises(UsageError, match=r"is a folder|cannot be written"):
        saring.train_language_model(lines, f"{tmp_path}/{name}", **QUICK)
    assert names(tmp_path) == ["lines"]


def test_names_that_are_not_utf8_are_written(tmp_path: Path) -> None:
    lines = folder_of(tmp_path / os.fsdecode(b"l\xe9"), TWO)
    out = tmp_path / os.fsdecode(b"caf\xe9") / os.fsdecode(b"m\xe9.saring")
    report = saring.train_language_model(lines, out, **QUICK)
    assert report.data["model"] == "m\N{REPLACEMENT CHARACTER}.saring"
    assert sorted(os.listdir(os.fsencode(out.parent))) == [b"m\xe9.json", b"m\xe9.saring"]


def test_the_longest_name_that_a_file_can_have_is_written(tmp_path: Path) -> None:
    lines = folder_of(tmp_path / "lines", TWO)
    report = "r" * 255
    saring.train_language_model(lines, tmp_path / "m.saring", report=tmp_path / report, **QUICK)
    assert names(tmp_path) == ["lines", "m.saring", report]


def test_a_staged_file_is_new_and_follows_no_link(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = folder_of(tmp_path / "lines", TWO)
    monkeypatch.setattr("secrets.token_hex", lambda _: "known")
    for make in (make_link, make_dangling_link, make_fifo, make_hard_link):
        trap = tmp_path / ".saring-known.part"
        make(trap, lines)
        before = contents(tmp_path)
        with pytest.raises(UsageError, match="cannot be written: File exists"):
            saring.train_language_model(lines, tmp_path / "m.saring", **QUICK)
        assert contents(tmp_path) == before
        trap.unlink()


def test_what_comes_to_stand_in_the_place_of_an_output_meanwhile_is_kept(tmp_path: Path) -> None:
    lines = folder_of(tmp_path / "lines", TWO)
    (tmp_path / "m.saring").write_bytes(b"old")

    class Intruder(saring.progress.SilentObserver):
        def stage(self, name: str, total: int) -> None:
            if name == "scoring":
                (tmp_path / "m.json").symlink_to(lines / "aaa_Latn.txt")

    with pytest.raises(OSError, match=r"has become a symbolic link.*m\.json") as caught:
        saring.train_language_model(lines, tmp_path / "m.saring", observer=Intruder(), **QUICK)
    assert "m.saring' was not written" in caught.value.__notes__[0]
    assert (tmp_path / "m.saring").read_bytes() == b"old"
    assert (tmp_path / "m.json").is_symlink()
    assert names(tmp_path) == ["lines", "m.json", "m.saring"]


# --- failing disks and signals


class Counted:
    """A function of `os` that fails at its k-th call."""

    def __init__(self, name: str, failing: int, act: Callable[[], None]) -> None:
        self.original = getattr(os, name)
        self.failing = failing
        self.act = act
        self.calls = 0

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        self.calls += 1
        if self.calls == self.failing:
            self.act()
        return self.original(*arguments, **options)


def no_space() -> None:
    raise OSError(28, "No space left on device")


def check_notes_are_true(error: BaseException, folder: Path, old: dict[str, bytes]) -> None:
    """Each output is the old one or a new one, whole, and the note says which."""
    for name in ("m.saring", "m.json"):
        is_written = (folder / name).read_bytes() != old[name]
        said = f"m{Path(name).suffix}' was {'' if is_written else 'not '}written"
        assert said in error.__notes__[-1]
    if (folder / "m.saring").read_bytes() != old["m.saring"]:
        saring.Detector(folder / "m.saring").detect("kupa rimo")
    assert names(folder) == ["m.json", "m.saring"]


@pytest.mark.parametrize("name", ["replace", "fsync", "write", "open", "stat", "lstat"])
def test_whichever_call_fails_outputs_stay_whole_and_the_note_is_true(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    lines = folder_of(tmp_path / "lines", TWO)
    old = {"m.saring": b"the model before", "m.json": b"the report before"}
    counts = {"replace": 2, "fsync": 4, "write": 2}
    failures = 0
    for failing in range(1, 100):
        folder = tmp_path / str(failing)
        folder.mkdir()
        for file, data in old.items():
            (folder / file).write_bytes(data)
        with monkeypatch.context() as patch:
            counted = Counted(name, failing, no_space)
            if name in ("open", "stat", "lstat"):  # not those of reading
                patch.setattr(publish, "os", _Os(name, counted))
            else:
                patch.setattr(os, name, counted)
            try:
                saring.train_language_model(lines, folder / "m.saring", **QUICK)
            except UsageError:
                assert {x: (folder / x).read_bytes() for x in old} == old
                assert names(folder) == ["m.json", "m.saring"]
            except OSError as error:
                check_notes_are_true(error, folder, old)
            else:
                assert counted.calls < failing
                break
        failures += 1
    assert failures == counts.get(name, failures)
    assert failures > 0


class _Os:
    """The module `os` with one function replaced."""

    def __init__(self, name: str, function: Counted) -> None:
        self._replaced = {name: function}

    def __getattr__(self, name: str) -> Any:
        return self._replaced.get(name) or getattr(os, name)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("at", [1, 2])
def test_signals_while_publishing_take_effect_when_both_are_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: signal.Signals, at: int
) -> None:
    lines = folder_of(tmp_path / "lines", TWO)
    folder = tmp_path / "out"
    folder.mkdir()
    old = {"m.saring": b"the model before", "m.json": b"the report before"}
    for file, data in old.items():
        (folder / file).write_bytes(data)
    before = signal.signal(number, signal.default_int_handler)
    # If another thread is alive, a mask of signals would not block them.
    stopped = threading.Event()
    thread = threading.Thread(target=stopped.wait)
    thread.start()
    counted = Counted("replace", at, lambda: os.kill(os.getpid(), number))
    monkeypatch.setattr(os, "replace", counted)
    try:
        with pytest.raises(KeyboardInterrupt) as caught:
            saring.train_language_model(lines, folder / "m.saring", **QUICK)
        assert signal.getsignal(number) is signal.default_int_handler
    finally:
        signal.signal(number, before)
        stopped.set()
        thread.join()
    assert counted.calls == 2
    check_notes_are_true(caught.value, folder, old)
    assert (folder / "m.json").read_bytes() != old["m.json"]


def test_a_thread_can_train(tmp_path: Path) -> None:
    lines = folder_of(tmp_path / "lines", TWO)
    failures: list[BaseException] = []

    def train() -> None:
        try:
            saring.train_language_model(lines, tmp_path / "m.saring", **QUICK)
        except BaseException as error:
            failures.append(error)

    thread = threading.Thread(target=train)
    thread.start()
    thread.join()
    assert not failures
    assert names(tmp_path) == ["lines", "m.json", "m.saring"]


_INTERRUPTED = """
import time, saring.training
try:
    print("ready", flush=True)
    start = time.perf_counter()
    saring.train_language_model("lines", "out/m.saring", epochs=1, refine_epochs=1)
except KeyboardInterrupt as error:
    print(*getattr(error, "__notes__", []))
else:
    print("done", time.perf_counter() - start)
"""


def test_ctrl_c_at_any_moment_leaves_the_old_model_or_the_new_one_whole(tmp_path: Path) -> None:
    lines = folder_of(tmp_path / "lines", TWO)
    out = tmp_path / "out"
    saring.train_language_model(lines, out / "m.saring", **QUICK)
    new = {name: (out / name).read_bytes() for name in names(out)}
    old = {"m.json": b"the report before", "m.saring": b"the model before"}
    chance = random.Random(3)
    seconds = 0.0
    for moment in range(20):
        for name, data in old.items():
            (out / name).write_bytes(data)
        process = subprocess.Popen(
            [sys.executable, "-c", _INTERRUPTED],
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        if moment > 0:  # the first tells how long it takes
            time.sleep(chance.uniform(0, seconds * 1.05))
            process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=60)[0]
        found = {name: (out / name).read_bytes() for name in names(out)}
        if moment == 0:
            seconds = float(said.removeprefix("done "))
        if said.startswith("done"):
            assert found == new
        elif "written" in said:
            assert found == (old if "not written" in said else new)
        else:  # before or after the outputs were at stake
            assert found in (old, new)


def test_ctrl_c_is_heard_where_training_reports_nothing_for_long(tmp_path: Path) -> None:
    # Many words, each once: choosing among their n-grams takes seconds, before the first epoch.
    chance = random.Random(1)
    trainer = _core.LanguageTrainer()
    for label in ("aaa_Latn", "bbb_Latn", "ccc_Latn"):
        words = ["".join(chance.choices("abcdefghijklmnop", k=12)) for _ in range(200_000)]
        text = "\n".join(" ".join(words[i : i + 20]) for i in range(0, len(words), 20))
        trainer.add(label, text)
    reports = []
    sent = []

    def interrupt() -> None:
        sent.append(time.perf_counter())
        os.kill(os.getpid(), signal.SIGINT)

    timer = threading.Timer(0.1, interrupt)
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        trainer.train(lambda *counts: reports.append(counts))
    heard = time.perf_counter() - sent[0]
    assert not reports
    assert heard < 0.5  # 0.05, and what other processes take
    with pytest.raises(RuntimeError, match="in use"):
        trainer.train()


def test_what_progress_raises_ends_the_training(tmp_path: Path) -> None:
    lines = folder_of(tmp_path / "lines", TWO)

    class Full(saring.progress.SilentObserver):
        def advance(self, done: int, documents: int) -> None:
            if self.name == "training":
                raise LookupError("enough")

        def stage(self, name: str, total: int) -> None:
            self.name = name

    start = time.perf_counter()
    with pytest.raises(LookupError, match="enough"):
        saring.train_language_model(lines, tmp_path / "m.saring", epochs=10**6, observer=Full())
    assert time.perf_counter() - start < 20
    assert names(tmp_path) == ["lines"]


def test_scores_are_made_slice_by_slice_and_are_those_of_all_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = folder_of(tmp_path / "lines")
    whole = saring.train_language_model(lines, tmp_path / "m.saring", **QUICK)
    advances: list[int] = []

    class Watcher(saring.progress.SilentObserver):
        def stage(self, name: str, total: int) -> None:
            advances.clear()
            self.total = total

        def advance(self, done: int, documents: int) -> None:
            advances.append(done)

    watcher = Watcher()
    monkeypatch.setattr(scores, "SLICE_LINES", 7)
    sliced = saring.train_language_model(lines, tmp_path / "m.saring", observer=watcher, **QUICK)
    assert sliced.data == whole.data
    assert max(b - a for a, b in itertools.pairwise(advances)) == 7
    assert advances[-1] == watcher.total
