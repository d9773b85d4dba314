"""`clean(index=)`: a crawl of many days, each run against the texts kept on earlier days."""

import json
import random
from pathlib import Path
from typing import Any

import pytest
from saring_cli import jsonl, read_jsonl, saring

import saring as package
from saring import Index
from saring.runs import run

DAYS = 7


def article(number: int) -> str:
    """Return a made-up article that shares no run of words with others."""
    rng = random.Random(number)
    words = [f"kata{rng.randrange(100_000)}" for _ in range(120)]
    return f"Berita nomor {number}\n{' '.join(words[:60])}.\n{' '.join(words[60:])}.\n"


def crawl(folder: Path) -> list[Path]:
    """Write seven days: each has ten new articles, and ten of earlier days, changed a little."""
    rng = random.Random(1)
    files = []
    for day in range(DAYS):
        records = [{"id": f"{day}-{n}", "text": article(100 * day + n)} for n in range(10)]
        for n in range(10 if day else 0):
            earlier = article(100 * rng.randrange(day) + rng.randrange(10))
            records.append({"id": f"{day}-old-{n}", "text": f"Diperbarui. {earlier}"})
        rng.shuffle(records)
        files.append(folder / f"day{day}.jsonl")
        files[-1].write_bytes(jsonl(*records))
    return files


def options(**more: Any) -> dict[str, Any]:
    return {"strip": False, "profile": "none", **more}


def kept(out: Path, name: str) -> list[str]:
    return [record["id"] for record in read_jsonl(out / name)]


def test_seven_days_keep_each_article_once(tmp_path: Path) -> None:
    index = tmp_path / "days.saring"
    everything = []
    for day, file in enumerate(crawl(tmp_path)):
        out = tmp_path / f"out{day}"
        report = package.clean(file, out, **options(index=index))
        ids = kept(out, file.name)
        assert sorted(ids) == sorted(f"{day}-{n}" for n in range(10))
        everything += ids
        old = 10 if day else 0
        assert report.data["documents"]["removed"]["duplicate"] == old
        removed = read_jsonl(out / "removed.jsonl.zst")
        named = [line for line in removed if "in_index" in line]
        assert report.data["duplicates"]["in_index"] == len(named) <= old
        assert all(line["in_index"]["id"] in everything for line in named)
        assert all(line["similarity"] >= 0.8 for line in named)
    with Index.open(index, mode="r") as opened:
        assert sorted(opened) == sorted(everything)
        opened.check()


def test_a_run_that_is_made_again_gives_the_same(tmp_path: Path) -> None:
    index = tmp_path / "days.saring"
    first, second = crawl(tmp_path)[:2]
    package.clean(first, tmp_path / "out0", **options(index=index))
    package.clean(second, tmp_path / "out1", **options(index=index))
    before = kept(tmp_path / "out1", second.name)
    with Index.open(index, mode="r") as opened:
        names = sorted(opened)
    package.clean(second, tmp_path / "out1", **options(index=index, overwrite=True))
    assert kept(tmp_path / "out1", second.name) == before
    with Index.open(index, mode="r") as opened:
        assert sorted(opened) == names
    # In another folder it is another run, and all of it is known.
    package.clean(second, tmp_path / "out2", **options(index=index))
    assert kept(tmp_path / "out2", second.name) == []


def test_a_run_that_dies_before_its_output_is_in_place_adds_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = tmp_path / "days.saring"
    (first, *_) = crawl(tmp_path)

    def fail(*_: Any, **__: Any) -> None:
        raise OSError("no")

    with monkeypatch.context() as patch, pytest.raises(OSError, match="no"):
        patch.setattr(run.OutputFolder, "publish", fail)
        package.clean(first, tmp_path / "out", **options(index=index))
    assert not index.exists()  # it was made for this run
    # One that dies while it adds is made again.
    with monkeypatch.context() as patch, pytest.raises(OSError, match="no"):
        patch.setattr("saring.runs.run_index._BATCH", 4)
        patch.setattr(Index, "add", fail)
        package.clean(first, tmp_path / "out", **options(index=index))
    package.clean(first, tmp_path / "out", **options(index=index, overwrite=True))
    assert len(kept(tmp_path / "out", first.name)) == 10
    with Index.open(index, mode="r") as opened:
        assert len(opened) == 10


def test_ids_that_are_given_twice_and_none(tmp_path: Path) -> None:
    records = [{"id": 1, "text": article(1)}, {"id": 1, "text": article(2)}, {"text": article(3)}]
    (tmp_path / "x.jsonl").write_bytes(jsonl(*records))
    package.clean(tmp_path / "x.jsonl", tmp_path / "out", **options(index=tmp_path / "i"))
    with Index.open(tmp_path / "i", mode="r") as opened:
        assert len(opened) == 3
        assert "1" in opened


def test_requests_that_do_not_fit_an_index(tmp_path: Path) -> None:
    (file, *_) = crawl(tmp_path)
    Index.open(tmp_path / "i", threshold=0.7).close()
    for more in ({}, {"dedup": False}, {"threshold": 0.7, "normalize": ["case", "digits"]}):
        with pytest.raises(package.UsageError):
            package.clean(file, tmp_path / "out", **options(index=tmp_path / "i", **more))
        assert not (tmp_path / "out").exists()


def test_the_command_line(tmp_path: Path) -> None:
    first, second = crawl(tmp_path)[:2]
    for number, file in enumerate((first, second)):
        out = tmp_path / f"out{number}"
        result = saring(
            *("clean", file, "-o", out, "--no-strip", "--profile", "none"),
            *("--index", tmp_path / "yesterday.saring"),
        )
        assert result.returncode == 0, result.stderr
        report = json.loads((out / "report.json").read_text())
        assert report["documents"]["kept"] == 10
        assert report["settings"]["index"].endswith("yesterday.saring")
