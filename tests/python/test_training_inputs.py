"""What a training reads: files that change, are not regular files, or never end."""

from __future__ import annotations

import hashlib
import os
import resource
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import zstandard
from saring_cli import make_socket
from saring_cli import saring as command
from training_text import QUICK, folder_of, lines, names

import saring
from saring.errors import UsageError
from saring.progress import SilentObserver
from saring.training import files, loading
from saring.training.data import TEXT, list_files

TWO = ["aaa_Latn", "bbb_Latn"]
MEBIBYTE = 1 << 20


def append(path: Path) -> None:
    with path.open("a") as file:
        file.write("kupa\n")


def rewrite(path: Path) -> None:
    text = path.read_text()
    path.write_text(text[::-1])


def replace_keeping_size_and_time(path: Path) -> None:
    new = path.with_suffix(".new")
    new.write_text(path.read_text()[::-1])
    status = path.stat()
    os.utime(new, ns=(status.st_atime_ns, status.st_mtime_ns))
    new.replace(path)


def damage(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-5] + b"\xff\xfe")


def remove_lines(path: Path) -> None:
    path.write_bytes(b"")


@pytest.mark.parametrize(
    "change", [append, rewrite, replace_keeping_size_and_time, damage, remove_lines]
)
@pytest.mark.parametrize("when", ["before", "while"])
def test_a_file_that_changes_while_it_is_read_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[Path], None], when: str
) -> None:
    folder = folder_of(tmp_path / "lines", TWO)
    (folder / "bbb_Latn.txt").write_text(lines("bbb_Latn", 20_000))
    changed = False
    check = files.TrainingFile._check_utf8

    def meanwhile(self: Any, block: bytes, number: int) -> None:
        nonlocal changed
        check(self, block, number)
        if self.label == "bbb_Latn" and when == "while" and not changed:
            changed = True
            change(self.path)

    class Changing(SilentObserver):
        def stage(self, name: str, total: int) -> None:
            if when == "before" and name == "loading":
                change(folder / "bbb_Latn.txt")

    monkeypatch.setattr(files.TrainingFile, "_check_utf8", meanwhile)
    with pytest.raises(UsageError, match=r"bbb_Latn\.txt' changed while it was read"):
        saring.train_language_model(folder, tmp_path / "m.saring", observer=Changing(), **QUICK)
    assert names(tmp_path) == ["lines"]


def fifo(path: Path) -> None:
    os.mkfifo(path)


def device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def folder(path: Path) -> None:
    path.mkdir()


def lost_link(path: Path) -> None:
    path.symlink_to("nowhere")


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (fifo, "is a FIFO"),
        (make_socket, "is a socket"),
        (device, "is a device"),
        (folder, "is a folder"),
        (lost_link, "is a link that leads nowhere"),
    ],
)
@pytest.mark.parametrize("name", ["ccc_Latn.txt", "ccc_Latn.txt.zst"])
def test_what_is_no_regular_file_is_refused_and_never_opened(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    make: Callable[[Path], None],
    message: str,
    name: str,
) -> None:
    lines_folder = folder_of(tmp_path / "lines", TWO)
    make(lines_folder / name)
    monkeypatch.setattr(files, "ByteStream", None)
    with pytest.raises(UsageError, match=f"{name}' {message}"):
        saring.train_language_model(lines_folder, tmp_path / "m.saring", **QUICK)
    with pytest.raises(UsageError, match=f"{name}' {message}"):
        saring.train_language_model(
            lines_folder, tmp_path / "m.saring", labels=["aaa_Latn", "ccc_Latn"], **QUICK
        )
    monkeypatch.undo()
    saring.train_language_model(lines_folder, tmp_path / "m.saring", labels=TWO, **QUICK)


def test_a_word_list_that_is_no_regular_file_is_refused(tmp_path: Path) -> None:
    lines_folder = folder_of(tmp_path / "lines", TWO)
    (tmp_path / "words").mkdir()
    fifo(tmp_path / "words" / "aaa_Latn.tsv")
    with pytest.raises(UsageError, match=r"aaa_Latn\.tsv' is a FIFO"):
        saring.train_language_model(
            lines_folder, tmp_path / "m.saring", word_lists=tmp_path / "words", **QUICK
        )


def test_control_characters_of_names_are_shown_escaped(tmp_path: Path) -> None:
    lines_folder = folder_of(tmp_path / "lines", TWO)
    (lines_folder / "red\x1b[31m_Latn.txt").write_bytes(b"\xff\n")
    with pytest.raises(UsageError, match="not UTF-8") as caught:
        saring.train_language_model(lines_folder, tmp_path / "m.saring", **QUICK)
    assert r"red\x1b[31m_Latn.txt" in str(caught.value)
    assert "\x1b" not in str(caught.value)
    with pytest.raises(UsageError) as caught:
        saring.train_language_model(lines_folder, "/proc/gone\x1b/m.saring", labels=TWO, **QUICK)
    assert r"/proc/gone\x1b/m.saring" in str(caught.value)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("ccc_Latn.txt", "contains only NUL bytes"),
        ("ccc_Latn.txt.gz", "stream is damaged"),
        ("ccc_Latn.txt.zst", "stream is damaged"),
    ],
)
def test_a_file_of_nul_bytes_is_damaged(tmp_path: Path, name: str, message: str) -> None:
    lines_folder = folder_of(tmp_path / "lines", TWO)
    (lines_folder / name).write_bytes(bytes(5000))
    with pytest.raises(UsageError, match=f"{name}'.* {message}"):
        saring.train_language_model(lines_folder, tmp_path / "m.saring", **QUICK)


# --- text without end


def little_memory() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (1024 * MEBIBYTE, 1024 * MEBIBYTE))


def bomb(path: Path, piece: bytes, size: int) -> None:
    """Write a file that expands to `size` bytes of a piece repeated, in frames of 16 MiB."""
    frame = zstandard.compress(piece * (16 * MEBIBYTE // len(piece)))
    assert len(frame) < 4096
    path.write_bytes(frame * (size // (16 * MEBIBYTE)))


@pytest.mark.parametrize(
    ("name", "piece", "message"),
    [
        ("lines/ccc_Latn.txt.zst", b"\n", b"200 times as much text"),
        ("lines/ccc_Latn.txt.zst", b"\0", b"line 1: longer than 16 MiB"),
        ("lines/ccc_Latn.txt.zst", b"rimo kupa ", b"line 1: longer than 16 MiB"),
        ("lines/ccc_Latn.txt.zst", b"kupa rimo talu\n", b"200 times as much text"),
        ("words/aaa_Latn.tsv.zst", b"kupa rimo talu\t1\n", b"more than 64 MiB"),
    ],
)
def test_text_without_end_is_refused_in_little_memory(
    tmp_path: Path, name: str, piece: bytes, message: bytes
) -> None:
    folder_of(tmp_path / "lines", TWO)
    (tmp_path / "words").mkdir()
    (tmp_path / "words" / "bbb_Latn.tsv").write_text("west\t1\n")
    bomb(tmp_path / name, piece, 20 << 30)
    result = command(
        *("train-lang", "lines", "-o", "m.saring", "--word-lists", "words"),
        cwd=tmp_path,
        preexec_fn=little_memory,
    )
    assert result.returncode == 2, result.stderr
    assert name.encode() in result.stderr
    assert message in result.stderr
    assert names(tmp_path) == ["lines", "words"]


def test_a_line_that_is_held_out_again_and_again_takes_little_memory(tmp_path: Path) -> None:
    folder_of(tmp_path / "lines", TWO)
    words = lines("aaa_Latn", 200).splitlines()
    held_out = next(line for line in words if saring._core.is_held_out(line))
    text = (held_out.split()[0] + "\n").encode()
    number = 0
    while not saring._core.is_held_out(text[:-1]):
        number += 1
        text = f"{held_out.split()[0]} {number}\n".encode()
    other = lines("aaa_Latn", 99).encode()
    count = 120 * MEBIBYTE // len(text)
    (tmp_path / "lines" / "aaa_Latn.txt.zst").write_bytes(zstandard.compress(other + text * count))
    (tmp_path / "lines" / "aaa_Latn.txt").unlink()
    arguments = ("train-lang", "lines", "-o", "m.saring", "--epochs", "1", "--max-lines", "1000")
    result = command(*arguments, cwd=tmp_path, preexec_fn=little_memory)
    assert result.returncode == 0, result.stderr


def test_large_text_is_read_in_blocks_of_whole_lines_with_the_checksum_of_all(
    tmp_path: Path,
) -> None:
    lines_folder = folder_of(tmp_path / "lines", TWO)
    texts = {
        "aaa_Latn": lines("aaa_Latn", 50_000).replace("\n", "\r\n").encode(),
        "bbb_Latn": lines("bbb_Latn", 50_000).encode() + b"west dorn\n\n\nno end of line",
    }
    for label, text in texts.items():
        (lines_folder / f"{label}.txt").write_bytes(text)
    added: dict[str, list[bytes]] = {label: [] for label in texts}

    class Trainer:
        def add(self, label: str, text: bytes) -> int:
            added[label].append(text)
            return sum(block.count(b"\n") for block in added[label])

    found = list_files([lines_folder], TEXT)
    sums = loading.load(found, [], Trainer(), 40_000, SilentObserver())
    for row, (label, text) in zip(sums, texts.items(), strict=True):
        assert row == {"file": f"lines/{label}.txt", "sha256": hashlib.sha256(text).hexdigest()}
        blocks = added[label]
        assert len(blocks) > 2
        assert max(map(len, blocks)) <= 2 * files.BLOCK_BYTES
        assert all(block.endswith(b"\n") for block in blocks)
        joined = b"".join(blocks)
        assert text.startswith(joined)
        assert 40_000 <= joined.count(b"\n") < 50_000  # what comes after max_lines is only checked


def test_damage_behind_the_lines_that_are_read_is_found(tmp_path: Path) -> None:
    lines_folder = folder_of(tmp_path / "lines", TWO)
    text = lines("ind_Latn", 20_000).encode()
    (lines_folder / "ind_Latn.txt").write_bytes(text + b"rumah \xff\n")
    with pytest.raises(UsageError, match=r"line 20001: not UTF-8 \(byte 0xff at column 7\)"):
        saring.train_language_model(lines_folder, tmp_path / "m.saring", max_lines=5, **QUICK)


def test_a_line_of_16_mib_is_read_and_a_longer_one_is_named(tmp_path: Path) -> None:
    lines_folder = folder_of(tmp_path / "lines", TWO)
    line = b"kupa " * (files.MAX_LINE_BYTES // 5) + b"\n"
    path = lines_folder / "aaa_Latn.txt"
    path.write_bytes(b"rimo\n" + line)
    file = next(iter(list_files([lines_folder], TEXT)))
    assert b"".join(file.blocks()) == b"rimo\n" + line
    path.write_bytes(b"rimo\ntalu\n" + line[:-1] + line)
    file = next(iter(list_files([lines_folder], TEXT)))
    with pytest.raises(UsageError, match=r"aaa_Latn\.txt', line 3: longer than 16 MiB"):
        list(file.blocks())


def test_a_word_list_is_limited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines_folder = folder_of(tmp_path / "lines", TWO)
    (tmp_path / "words").mkdir()
    (tmp_path / "words" / "aaa_Latn.tsv").write_text("kupa\t2\n" * 1000)
    monkeypatch.setattr(loading, "MAX_LIST_BYTES", 5000)
    with pytest.raises(UsageError, match=r"aaa_Latn\.tsv': a word list of more than"):
        saring.train_language_model(
            lines_folder, tmp_path / "m.saring", word_lists=tmp_path / "words", **QUICK
        )
