"""Very many small files: the report adds them up by folder, and lists no names."""

import json
from pathlib import Path

import pytest
from resuming import content

import saring
from saring.errors import SaringError, UsageError
from saring.runs import run as run_module
from saring.runs import summary


def _corpus(folder: Path) -> Path:
    for number in range(60):
        path = folder / f"{number % 3}" / f"{number % 4}" / f"{number:03}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"Berita nomor {number} terbit di halaman depan koran pagi ini.\n" * 2)
    (folder / "0" / "empty.txt").touch()
    (folder / "cut.txt.gz").write_bytes(b"\x1f\x8b\x08")
    return folder


@pytest.mark.parametrize(("shown", "rows"), [(61, 12), (11, 4), (3, 1)])
def test_many_files_are_summed_by_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shown: int, rows: int
) -> None:
    source = _corpus(tmp_path / "in")
    for module in (summary, run_module):
        monkeypatch.setattr(module, "FILES_SHOWN", shown)
    report = saring.clean(source, tmp_path / "out", dedup=False)
    files = report.data["files"]
    assert all(row["file"].endswith("/") or not row["file"] for row in files)
    assert sum(row["files"] for row in files) == 62
    assert sum(row["documents"] for row in files) == report.documents_read == 60
    assert sum(row["kept"] for row in files) == report.documents_kept
    assert sum(row["quarantined"] for row in files) == 1
    assert len(files) <= shown
    if shown == 61:
        assert report.data["files"][1] == {
            "file": "0/",
            "files": 1,
            "documents": 0,
            "kept": 0,
            "quarantined": 0,
            "repaired": 0,
        }
        assert len(files) == rows + 2
    if shown < 60:
        assert "outputs.jsonl.zst" in report.data["outputs"]
        assert len(report.data["outputs"]) == 5
    assert sorted(path for path in report.outputs) == sorted(
        path for path in (tmp_path / "out").rglob("*") if path.is_file()
    )
    text = (tmp_path / "out" / "report.html").read_text()
    assert "cleaned in" in text


def test_what_an_earlier_run_listed_is_deleted_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, out = _corpus(tmp_path / "in"), tmp_path / "out"
    for module in (summary, run_module):
        monkeypatch.setattr(module, "FILES_SHOWN", 10)
    saring.clean(source, out)
    (out / "mine.txt").write_text("mine")
    saring.clean(source / "1", out, overwrite=True)
    left = {path.name for path in out.rglob("*") if path.is_file()}
    assert "000.txt" not in left
    assert {"001.txt", "mine.txt", "outputs.jsonl.zst"} <= left


def test_a_bound_on_memory_changes_no_byte_and_one_that_is_too_small_says_what_is_needed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = _corpus(tmp_path / "in")
    saring.clean(source, tmp_path / "whole")
    saring.clean(source, tmp_path / "out", memory=2 << 30)
    found, whole = content(tmp_path / "out"), content(tmp_path / "whole")
    assert json.loads(found["report.json"]) == json.loads(whole["report.json"])
    assert found == whole
    with pytest.raises(UsageError, match="memory must be at least 256 MiB"):
        saring.clean(source, tmp_path / "small", memory=100 << 20)
    monkeypatch.setattr("saring.runs.options.LEAST_MEMORY", 1)
    with pytest.raises(SaringError, match=r"memory: \d+ texts need a memory of at least \d+ MiB"):
        saring.clean(source, tmp_path / "small", memory=30 << 20)
    assert not (tmp_path / "small").exists()
