"""`clean(limit=, sample=, dry_run=)`: some of the records, and runs that write nothing."""

import json
from pathlib import Path
from typing import Any

import pytest
from resuming import Notes, content, corpus, run
from saring_cli import read_jsonl, removed, saring

import saring as package
from saring.errors import UsageError
from saring.io.selection import key_of

NAMES = ["a.jsonl", "b.csv", "c.parquet", "f.json"]


def kept(out: Path) -> list[tuple[str, Any]]:
    """File and id of every document that was kept, in the order of the files."""
    import csv

    import pyarrow.parquet

    found: list[tuple[str, Any]] = []
    for name in NAMES:
        path = out / name
        if not path.exists():
            continue
        if name.endswith("csv"):
            with open(path, newline="") as file:
                ids = [int(row["id"]) for row in csv.DictReader(file)]
        elif name.endswith("parquet"):
            ids = pyarrow.parquet.read_table(path)["id"].to_pylist()
        elif name.endswith("jsonl"):
            ids = [record.get("id") for record in read_jsonl(path)]
        else:
            ids = [record["id"] for record in json.loads(path.read_text())]
        found += [(name, ident) for ident in ids]
    return found


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return corpus(tmp_path / "in", 200)


def clean(source: Path, out: Path, **options: Any) -> package.CleanReport:
    return package.clean(source, out, **{"dedup": False, "profile": "none", **options})


@pytest.mark.parametrize("limit", [1, 16, 40, 41, 75, 100, 1000])
def test_the_first_records_are_read_those_that_cannot_be_read_included(
    tmp_path: Path, source: Path, limit: int
) -> None:
    clean(source, tmp_path / "all")
    report = clean(source, tmp_path / "out", limit=limit)
    assert report.documents_read + report.quarantined == min(limit, 200)
    found = kept(tmp_path / "out")
    everything = kept(tmp_path / "all")
    assert found == [entry for entry in everything if entry in set(found)]
    if limit == 40:  # the lines of the first file, of which two cannot be read
        assert len(found) == 38
        assert {name for name, _ in found} == {"a.jsonl"}
        assert not (tmp_path / "out" / "c.parquet").exists()
    for at, options in enumerate(({"profile": "auto"}, {"chunk_size": 3000, "num_threads": 2})):
        clean(source, tmp_path / f"out{at}", limit=limit, **options)
        assert kept(tmp_path / f"out{at}") == found


def test_a_share_is_the_same_sample_however_it_is_read(tmp_path: Path, source: Path) -> None:
    clean(source, tmp_path / "all")
    clean(source, tmp_path / "out", sample=0.3)
    found = kept(tmp_path / "out")
    everything = kept(tmp_path / "all")
    assert 0.15 < len(found) / len(everything) < 0.45
    clean(source, tmp_path / "small", sample=0.1)
    assert set(kept(tmp_path / "small")) < set(found)
    clean(source, tmp_path / "again", sample=0.3, chunk_size=2000, num_threads=2, profile="auto")
    assert kept(tmp_path / "again") == found
    # Of a file alone and in another order it is the same.
    paths = [source / "c.parquet", source / "b.csv", source / "a.jsonl", source / "f.json"]
    package.clean(paths, tmp_path / "other", dedup=False, profile="none", sample=0.3)
    assert kept(tmp_path / "other") == found
    rows = [line["record"] for line in removed(tmp_path / "out") if line["file"] == "b.csv"]
    assert all(key_of("b.csv", row) < 0.3 * 2**53 for row in rows)


@pytest.mark.parametrize("count", [1, 17, 60, 10_000])
def test_a_number_is_a_sample_of_that_many(tmp_path: Path, source: Path, count: int) -> None:
    report = clean(source, tmp_path / "out", sample=count)
    assert report.documents_read + report.quarantined == min(count, 200)
    report = clean(source, tmp_path / "limited", sample=count, limit=5)
    assert report.documents_read + report.quarantined == min(count, 5)
    assert kept(tmp_path / "out")[: len(kept(tmp_path / "limited"))] == kept(tmp_path / "limited")


@pytest.mark.parametrize("part", [{"limit": 130}, {"sample": 0.7}, {"sample": 120, "limit": 110}])
@pytest.mark.parametrize("profile", ["auto", "none"])
def test_a_part_goes_on_to_the_same_bytes(
    tmp_path: Path, source: Path, part: dict[str, Any], profile: str
) -> None:
    class Stopping(Notes):
        def advance(self, done: int, documents: int) -> None:
            if documents >= wanted:
                raise KeyboardInterrupt

    run(source, tmp_path / "whole", profile=profile, **part)
    whole = content(tmp_path / "whole")
    for wanted in (20, 60, 80):
        with pytest.raises(KeyboardInterrupt):
            run(source, tmp_path / f"out{wanted}", profile=profile, **part, observer=Stopping())
        run(source, tmp_path / f"out{wanted}", profile=profile, **part, resume=True)
        assert content(tmp_path / f"out{wanted}") == whole
    if "limit" in part:
        with pytest.raises(UsageError, match="option limit: it was"):
            run(source, tmp_path / "out20", profile=profile, resume=True, **{**part, "limit": 3})


def test_lines_of_text_are_records(tmp_path: Path) -> None:
    source = tmp_path / "a.txt"
    source.write_bytes(b"\n".join([b"Satu.", b"", b" \t", b"Dua.", b"Tiga.", b"Empat."]))
    for limit, expected in ((1, "Satu.\n"), (3, "Satu.\nDua.\nTiga.\n"), (9, "Empat.")):
        clean(source, tmp_path / f"out{limit}", lines=True, limit=limit, strip=False)
        text = (tmp_path / f"out{limit}" / "a.txt").read_text()
        assert text == expected if limit < 9 else text.endswith(expected)


@pytest.mark.parametrize(
    "wrong", [{"limit": 0}, {"sample": 0}, {"sample": 1.5}, {"sample": 0.0}, {"sample": True}]
)
def test_a_part_out_of_range_is_refused(tmp_path: Path, source: Path, wrong: Any) -> None:
    with pytest.raises(UsageError, match=next(iter(wrong))):
        clean(source, tmp_path / "out", **wrong)


def test_a_dry_run_shows_and_writes_nothing(tmp_path: Path, source: Path) -> None:
    out = tmp_path / "out"
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    options = ["-o", out, "--dry-run", "--index", tmp_path / "no.index", "--no-strip"]
    result = saring("clean", source, *options, "--profile", "none")
    assert result.returncode == 1, result.stderr
    shown = result.stdout.decode()
    assert "198 read" in shown
    assert "dry run     nothing was written" in shown
    assert "copies      " in shown
    shown = saring("clean", source, "-o", out, "--dry-run", "--sample", "50%").stdout.decode()
    assert "lines of" in shown
    assert "- Bagikan  (share: id.share.bagikan)" in shown
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before
    clean(source, out)
    left = content(out)
    report = package.clean(source, out, dry_run=True, limit=10)
    assert report.documents_read < 11
    assert report.outputs == []
    assert content(out) == left
    with pytest.raises(UsageError, match="does not go with"):
        clean(source, out, dry_run=True, resume=True)
    result = saring("clean", source, "-o", out, "--sample", "viele")
    assert result.returncode == 2
    assert b"not a share or number" in result.stderr


def test_a_dry_run_looks_into_an_index_and_adds_nothing(tmp_path: Path, source: Path) -> None:
    with package.Index.open(tmp_path / "i") as index:
        index.add(["old"], [json.loads((source / "f.json").read_text())[3]["text"]])
    report = package.clean(
        source, tmp_path / "out", index=tmp_path / "i", strip=False, dry_run=True
    )
    assert report.data["duplicates"]["in_index"] > 0
    with package.Index.open(tmp_path / "i", mode="r") as index:
        assert list(index) == ["old"]
