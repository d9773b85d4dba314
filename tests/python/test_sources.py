"""A file that changes during a run: none of its documents is written, all others are."""

import gzip
import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import zstandard
from saring_cli import ARTICLE, jsonl, quarantine, read_jsonl, removed

import saring
from saring.io import containers
from saring.io.records import Problem
from saring.progress import SilentObserver

TEXTS = [
    f"Perahu nomor {number} berangkat dari dermaga {number * 7} dengan muatan {number * 31} karung."
    for number in range(300)
]


def _parquet(texts: list[str]) -> bytes:
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    sink = pa.BufferOutputStream()
    pq.write_table(pa.table({"text": texts}), sink, row_group_size=50)
    return bytes(sink.getvalue())


MAKERS: dict[str, Callable[[list[str]], bytes]] = {
    "m.jsonl": lambda texts: jsonl(*({"id": text[:20], "text": text} for text in texts)),
    "m.txt": lambda texts: "\n".join([*texts, ""]).encode(),
    "m.parquet": _parquet,
    "m.html": lambda texts: ("<p>" + texts[0]).encode(),
    "m.jsonl.gz": lambda texts: gzip.compress(jsonl(*({"text": text} for text in texts))),
    "m.txt.zst": lambda texts: zstandard.ZstdCompressor().compress("\n".join(texts).encode()),
}


def _rewrite(path: Path, other: bytes) -> None:
    path.write_bytes(other)


def _truncate(path: Path, other: bytes) -> None:
    os.truncate(path, path.stat().st_size // 2)


def _append(path: Path, other: bytes) -> None:
    with open(path, "ab") as file:
        file.write(other)


def _rename(path: Path, other: bytes) -> None:
    """Replace the file by one of the same size and time."""
    before = path.stat()
    new = path.with_name("new")
    new.write_bytes(path.read_bytes()[::-1])
    os.utime(new, ns=(before.st_atime_ns, before.st_mtime_ns))
    new.replace(path)


def _delete(path: Path, other: bytes) -> None:
    path.unlink()


class _Problems(SilentObserver):
    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def problem(self, problem: Problem) -> None:
        self.problems.append(problem)


def _change_at(
    monkeypatch: pytest.MonkeyPatch, name: str, moment: str, change: Callable[[], None]
) -> None:
    """Change a file when its reading begins, after its first item, or after its last."""

    def wrap(module: Any) -> Any:
        def read(source: Any, options: Any, scratch: Path) -> Iterator[Any]:
            waits = source.name == name
            if waits and moment == "before":
                change()
                waits = False
            for item in module.read(source, options, scratch):
                if waits and moment == "first":
                    change()
                    waits = False
                yield item
            if waits:
                change()

        return SimpleNamespace(**{**vars(module), "read": read})

    for container, module in list(containers.CONTAINERS.items()):
        monkeypatch.setitem(containers.CONTAINERS, container, wrap(module))


def _outputs(folder: Path) -> dict[str, bytes]:
    ours = {"report.json", "report.html", "removed.jsonl.zst", "quarantine.jsonl"}
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name not in ours}


@pytest.mark.parametrize("dedup", [True, False], ids=["dedup", "no-dedup"])
@pytest.mark.parametrize("change", [_rewrite, _truncate, _append, _rename, _delete])
@pytest.mark.parametrize("name", list(MAKERS))
def test_a_file_that_changes_is_quarantined_whole_and_nothing_else_changes(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    change: Callable[[Path, bytes], None],
    dedup: bool,
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.jsonl").write_bytes(jsonl(*({"text": text} for text in TEXTS[200:250])))
    # Copies of texts of the file that changes: they must stay.
    (folder / "z.jsonl").write_bytes(jsonl(*({"text": text} for text in TEXTS[:100])))
    (folder / "z.parquet").write_bytes(_parquet(TEXTS[90:150]))
    options: dict[str, Any] = {"lines": True, "dedup": dedup, "keep": "first", "chunk_size": 2000}
    saring.clean(folder, tmp_path / "without", **options)

    victim = folder / name
    victim.write_bytes(MAKERS[name](TEXTS[:200]))
    _change_at(monkeypatch, name, "first", lambda: change(victim, MAKERS[name](TEXTS[150:300])))
    observer = _Problems()
    report = saring.clean(folder, tmp_path / "out", observer=observer, **options)

    assert _outputs(tmp_path / "out") == _outputs(tmp_path / "without")
    assert [entry["problem"] for entry in quarantine(tmp_path / "out")].count("source_changed") == 1
    reported = [problem for problem in observer.problems if problem.kind == "source_changed"]
    assert len(reported) == 1
    assert "none of its documents is in the output" in reported[0].reason
    documents = report.data["documents"]
    assert documents["read"] == documents["kept"] + sum(documents["removed"].values())
    (row,) = [row for row in report.data["files"] if row["file"] == name]
    assert row["kept"] == 0
    assert report.data["documents"]["kept"] == sum(row["kept"] for row in report.data["files"])

    def others(out: Path) -> list[Any]:
        # Clusters are numbered by the documents before them, including the changed file's.
        rows = [entry for entry in removed(out) if entry["file"] != name]
        return [{key: row[key] for key in row if key != "cluster"} for row in rows]

    assert others(tmp_path / "out") == others(tmp_path / "without")


@pytest.mark.parametrize("moment", ["before", "last"])
@pytest.mark.parametrize("name", list(MAKERS))
def test_a_file_that_changes_before_or_after_its_documents_is_quarantined(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, moment: str
) -> None:
    victim = tmp_path / name
    victim.write_bytes(MAKERS[name](TEXTS[:200]))
    _change_at(monkeypatch, name, moment, lambda: _append(victim, b"lebih"))
    report = saring.clean(victim, tmp_path / "out", lines=True)
    assert report.documents_kept == 0
    assert report.data["problems"]["source_changed"] == 1
    assert _outputs(tmp_path / "out") == {}


def test_a_file_that_changes_after_it_was_read_comes_out_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name, make in MAKERS.items():
        (folder / name).write_bytes(make(TEXTS[:20]))
    options: dict[str, Any] = {"lines": True, "dedup": False}
    saring.clean(folder, tmp_path / "before", **options)

    class Shredder(SilentObserver):
        def stage(self, name: str, total: int) -> None:
            if name == "comparing":
                shutil.rmtree(folder)

    report = saring.clean(folder, tmp_path / "out", observer=Shredder(), **options)
    assert report.quarantined == 0
    assert _outputs(tmp_path / "out") == _outputs(tmp_path / "before")


def test_every_file_may_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [*TEXTS, *(f"{ARTICLE}Kalimat nomor {number}." for number in range(5))]
    (tmp_path / "m.jsonl").write_bytes(MAKERS["m.jsonl"](texts))
    _change_at(monkeypatch, "m.jsonl", "first", lambda: _append(tmp_path / "m.jsonl", b"\n"))
    report = saring.clean(tmp_path / "m.jsonl", tmp_path / "out")
    assert report.documents_kept == 0
    assert report.removed["source_changed"] + report.removed["duplicate"] == report.documents_read
    assert report.roles
    assert report.data["samples"] == []
    entries = read_jsonl(tmp_path / "out" / "removed.jsonl.zst")
    gone = [entry for entry in entries if entry["kind"] == "document"]
    assert {entry["reason"] for entry in gone} == {"source_changed"}
    assert len(gone) == report.documents_read
    assert json.loads((tmp_path / "out" / "report.json").read_bytes())["outputs"] == [
        "quarantine.jsonl",
        "removed.jsonl.zst",
        "report.html",
        "report.json",
    ]
