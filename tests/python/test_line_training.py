"""Training a line model: from labelled documents to a stripper, by function and by command."""

from __future__ import annotations

import gzip
import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import zstandard
from labelled_text import JUNK, QUICK, row, rows, write
from saring_cli import saring as command
from training_text import names

import saring
from saring.errors import UsageError

TEXT = "The mill by river was opened again.\nBeka sonu\nPeople came and people came again friday.\n"


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, saring.LineTrainingReport]:
    base = tmp_path_factory.mktemp("train")
    folder = write(base / "labelled" / "a.jsonl", rows())
    model = base / "own.lines"
    return model, saring.train_line_model(folder, model, **QUICK)


def test_a_model_of_ones_own_drops_the_junk_it_was_taught(
    trained: tuple[Path, saring.LineTrainingReport],
) -> None:
    model, _ = trained
    assert "Beka sonu" in saring.strip(TEXT).text
    assert saring.strip(TEXT, model=model).text == TEXT.replace("Beka sonu\n", "")
    new_site = row("another.example", 0)
    kept = saring.LineStripper(model=model).strip("\n".join(new_site["lines"])).text.split("\n")
    right = [line for line, keep in zip(new_site["lines"], new_site["keep"], strict=True) if keep]
    assert [line for line in kept if line in right] == right
    assert sum(line.lower() in JUNK for line in kept) < new_site["keep"].count(0)


def test_the_report_compares_with_the_built_in_model_and_with_keeping_everything(
    trained: tuple[Path, saring.LineTrainingReport],
) -> None:
    model, report = trained
    assert json.loads(model.with_suffix(".json").read_bytes()) == report.data
    f1 = report.character_f1
    assert list(f1) == ["new", "built_in", "everything"]
    assert f1["new"] > f1["built_in"]
    assert report.is_better
    everything = report.data["scores"]["everything"]
    assert (everything["dropped_line_f1"], everything["article_lost"]) == (0, 0)
    sites = report.data["sites"]
    assert [site["site"] for site in sites] == [f"site{i}.example" for i in range(4)]
    assert sum(site["documents"] for site in sites) == report.data["documents"] == 24
    for name, score in f1.items():
        mean = sum(site[name]["character_f1"] * site["documents"] for site in sites) / 24
        assert mean == pytest.approx(score, abs=2e-4)
    for part in ("new model", "built-in model", "keep everything", "site3.example", "is better"):
        assert part in str(report)
        assert part in report._repr_html_()


def test_a_model_that_is_no_better_than_the_built_in_one_is_called_so(tmp_path: Path) -> None:
    rng = random.Random(5)
    given = rows()
    for one in given:  # labels that nothing in the lines tells
        one["keep"] = [rng.randint(0, 1) for _ in one["lines"]]
    folder = write(tmp_path / "in" / "a.jsonl", given)
    report = saring.train_line_model(folder, tmp_path / "m", **QUICK)
    assert not report.is_better
    assert "NOT better than the built-in one" in str(report).splitlines()[-1]
    assert (tmp_path / "m").exists()


def test_the_same_rows_give_the_same_bytes_whatever_order_files_threads_and_compression(
    tmp_path: Path, trained: tuple[Path, saring.LineTrainingReport]
) -> None:
    model, _ = trained
    given = rows()
    random.Random(3).shuffle(given)
    data = [
        "".join(json.dumps(one) + "\n" for one in part).encode() for part in (given[:9], given[9:])
    ]
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        folder.mkdir()
    (folders[0] / "z.jsonl.gz").write_bytes(gzip.compress(b"\xef\xbb\xbf" + data[0]))
    (folders[1] / "b.jsonl.zst").write_bytes(zstandard.compress(data[1].replace(b"\n", b"\r\n\n")))
    saring.train_line_model(folders, tmp_path / "m", num_threads=3, **QUICK)
    assert (tmp_path / "m").read_bytes() == model.read_bytes()
    saring.train_line_model(folders, tmp_path / "other", seed=2, **QUICK)
    assert (tmp_path / "other").read_bytes() != model.read_bytes()


def test_text_and_lines_are_two_ways_to_write_one_document(
    tmp_path: Path, trained: tuple[Path, saring.LineTrainingReport]
) -> None:
    given = rows()
    for number, one in enumerate(given):
        if number % 2:
            one["text"] = "\n".join(one.pop("lines"))
    folder = write(tmp_path / "in" / "a.jsonl", given)
    saring.train_line_model(folder, tmp_path / "m", **QUICK)
    assert (tmp_path / "m").read_bytes() == trained[0].read_bytes()


def test_a_line_that_is_skipped_teaches_nothing(tmp_path: Path) -> None:
    def trained_with(flag: int) -> bytes:
        given = rows()
        for one in given:
            one["skip"] = [2]
            one["keep"][2] = flag
        folder = write(tmp_path / str(flag) / "a.jsonl", given)
        saring.train_line_model(folder, tmp_path / "m", **QUICK)
        return (tmp_path / "m").read_bytes()

    assert trained_with(0) == trained_with(1)


def test_weights_change_the_model(
    tmp_path: Path, trained: tuple[Path, saring.LineTrainingReport]
) -> None:
    given = rows()
    for number, one in enumerate(given):
        one["weight"] = 0.1 if number % 3 else 4
    folder = write(tmp_path / "in" / "a.jsonl", given)
    saring.train_line_model(folder, tmp_path / "m", **QUICK)
    assert (tmp_path / "m").read_bytes() != trained[0].read_bytes()


def test_rows_without_a_site_are_sites_of_their_own_and_the_report_says_so(tmp_path: Path) -> None:
    given = rows(2, 5)
    for one in given[5:]:
        del one["site"]
    given.append({"lines": ["", " "], "keep": [0, 0]})
    folder = write(tmp_path / "in" / "a.jsonl", given)
    report = saring.train_line_model(folder, tmp_path / "m", **QUICK)
    assert report.data["rows_without_site"] == 5
    assert report.data["documents_left_out"] == 1
    assert "5 of 10 rows have no 'site'" in str(report)
    assert "1 of 11 documents are left out" in str(report)
    assert [site["site"] for site in report.data["sites"]] == ["site0.example", None]
    assert "(rows without a site)" in str(report)


def test_documents_whose_features_are_all_alike_give_a_model_or_a_clear_error(
    tmp_path: Path,
) -> None:
    given = [{"site": site, "lines": ["kupa", "kupa"], "keep": [1, 0]} for site in ("a", "b", "c")]
    folder = write(tmp_path / "in" / "a.jsonl", given)
    report = saring.train_line_model(folder, tmp_path / "m", **QUICK)
    assert saring.strip(TEXT, model=tmp_path / "m").text
    assert report.data["documents"] == 3


def test_the_command_trains_a_model_that_strip_uses(
    tmp_path: Path, trained: tuple[Path, saring.LineTrainingReport]
) -> None:
    write(tmp_path / "labelled" / "a.jsonl", rows())
    options = ["--line-trees", str(QUICK["line_trees"]), "--document-trees", "6", "-j", "1"]
    result = command("train-strip", "labelled", "-o", "own.lines", *options, cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    assert b"is better than the built-in one" in result.stdout
    assert names(tmp_path) == ["labelled", "own.json", "own.lines"]
    assert (tmp_path / "own.lines").read_bytes() == trained[0].read_bytes()
    assert json.loads((tmp_path / "own.json").read_bytes()) == trained[1].data
    stripped = command("strip", "--strip-model", "own.lines", cwd=tmp_path, stdin=TEXT.encode())
    assert stripped.stdout.decode() == TEXT.replace("Beka sonu\n", "")


@pytest.mark.parametrize("missing", ["catboost", "sklearn", "scipy", "numpy"])
def test_without_the_extra_saring_works_and_training_says_what_to_install(
    tmp_path: Path, missing: str
) -> None:
    write(tmp_path / "labelled" / "a.jsonl", rows())
    code = (
        f"import sys; sys.modules[{missing!r}] = None\n"
        "import saring, saring.training\n"
        "print(saring.strip('Share this').text, end='')\n"
        "from saring.cli.commands import main\n"
        "sys.exit(main(['train-strip', 'labelled', '-o', 'm.lines']))\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, check=False
    )
    assert result.returncode == 3
    what = f"this needs the package {missing}: pip install 'saring[train]'".encode()
    assert what in result.stderr.replace(b".sparse", b"").replace(b".linear_model", b"")
    assert names(tmp_path) == ["labelled"]


def test_options_out_of_range_are_refused_before_anything_is_read(tmp_path: Path) -> None:
    for options, message in (
        ({"line_trees": 0}, "line_trees must be at least 1, not 0"),
        ({"document_trees": 4096}, r"document_trees must be below 2\*\*12, not 4096"),
        ({"seed": 1 << 32}, r"seed must be below 2\*\*32"),
        ({"num_threads": -1}, "num_threads must not be negative"),
    ):
        given: dict[str, Any] = options
        with pytest.raises(UsageError, match=message):
            saring.train_line_model(tmp_path / "none", tmp_path / "m", **given)
    assert names(tmp_path) == []
