"""What the training of a line model reads, and which files it must never overwrite."""

from __future__ import annotations

import gzip
import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from labelled_text import QUICK, rows, write
from training_text import names

import saring
from saring.errors import UsageError
from saring.training.strip.documents import IGNORED, list_row_files, load
from saring.training.strip.folds import MAX_FOLDS, assign_folds

GOOD = {"lines": ["a", "b"], "keep": [1, 0]}
# What is changed in a good row, and what the message says.
BAD_ROWS: dict[str, tuple[dict[str, Any], str]] = {
    "no lines": ({"lines": None}, "'lines' must be a list of strings"),
    "lines and text": ({"text": "a\nb"}, "has both 'lines' and 'text'"),
    "a line that is a number": ({"lines": ["a", 1]}, "'lines' must be a list of strings"),
    "a line break": ({"lines": ["a", "b\nc"]}, r"'lines': number 1 \(from 0\) has a line break"),
    "no flags": ({"keep": None}, "'keep' must be a list of 0 and 1"),
    "too few flags": ({"keep": [1]}, "'keep' has 1 flags, but there are 2 lines"),
    "too many flags": ({"keep": [1, 0, 0]}, "'keep' has 3 flags, but there are 2 lines"),
    "a flag of 2": ({"keep": [1, 2]}, "'keep' must be a list of 0 and 1"),
    "a flag that is a float": ({"keep": [1.0, 0]}, "'keep' must be a list of 0 and 1"),
    "a flag that is a list": ({"keep": [[], 0]}, "'keep' must be a list of 0 and 1"),
    "skip beyond the end": ({"skip": [2]}, "'skip' has 2, but the last line is 1"),
    "skip below zero": ({"skip": [-1]}, "'skip' must be a list of numbers of lines, from 0 on"),
    "skip that is a flag": ({"skip": [True]}, "'skip' must be a list of numbers of lines"),
    "skip that is a number": ({"skip": 1}, "'skip' must be a list of numbers of lines"),
    "a blank site": ({"site": " "}, "'site' must be a string that is not blank"),
    "a site that is a number": ({"site": 3}, "'site' must be a string that is not blank"),
    "no weight": ({"weight": 0}, "'weight' must be a number of at least 1e-06"),
    "a weight that is no number": (
        {"weight": float("nan")},
        "'weight' must be a number of at least 1e-06",
    ),
    "a weight near zero": ({"weight": 5e-324}, "'weight' must be a number of at least 1e-06"),
    "a weight beyond floats": ({"weight": 10**400}, "'weight' must be a number of at least 1e-06"),
    "a weight that is a string": ({"weight": "1"}, "'weight' must be a number of at least 1e-06"),
    "an id that is a list": ({"id": []}, "'id' must be a string or a number"),
}
BAD_LINES = {
    "[1]": "expected a JSON object with 'lines' or 'text', and 'keep'",
    "{": "not JSON",
    "{}": "has neither 'lines' nor 'text'",
    "[" * 100_000: "not JSON",
    '{"weight": ' + "1" * 5000 + "}": "not JSON",
    '{"text": 1, "keep": []}': "'text' must be a string",
    '{"text": "a\\nb", "keep": [1]}': "'keep' has 1 flags, but there are 2 lines",
}


def read(folder: Path) -> list[Any]:
    return load(list_row_files([folder]), saring.progress.SilentObserver())[0]


@pytest.mark.parametrize("what", BAD_ROWS)
def test_a_row_that_cannot_be_used_is_named_with_file_line_and_field(
    tmp_path: Path, what: str
) -> None:
    change, message = BAD_ROWS[what]
    folder = write(tmp_path / "in" / "a.jsonl", [GOOD, GOOD, {"id": 7, **GOOD, **change}])
    place = r"a\.jsonl', line 3: " if "id" in change else r"a\.jsonl', line 3 \(id 7\): "
    with pytest.raises(UsageError, match=place + message):
        saring.train_line_model(folder, tmp_path / "m", **QUICK)
    assert names(tmp_path) == ["in"]


@pytest.mark.parametrize("line", BAD_LINES, ids=range(len(BAD_LINES)))
def test_a_line_that_is_no_row_is_named(tmp_path: Path, line: str) -> None:
    folder = write(tmp_path / "in" / "a.jsonl", [GOOD])
    with (folder / "a.jsonl").open("a") as file:
        file.write("\n" + line)
    with pytest.raises(UsageError, match=r"a\.jsonl', line 3: " + BAD_LINES[line]):
        read(folder)


def test_what_a_row_says_is_read(tmp_path: Path) -> None:
    folder = write(
        tmp_path / "in" / "a.jsonl",
        [{"text": "a\r\n\nb\n", "keep": [True, 0, 1], "skip": [1], "site": "s", "weight": 2}],
    )
    (row,) = read(folder)
    assert (row.text, row.site, row.weight) == ("a\r\n\nb\n", "s", 2.0)
    assert row.labels == (1, IGNORED, 1)
    write(folder / "a.jsonl", [{**GOOD, "other": [], "site": None, "skip": None}])
    (row,) = read(folder)
    assert (row.text, row.labels, row.site, row.weight) == ("a\nb", (1, 0), None, 1.0)


def test_a_lone_surrogate_is_read_and_trained_on(tmp_path: Path) -> None:
    given = rows(2, 3)
    for one in given:
        one["lines"][0] = one["site"] = one["site"] + "\ud800"
    folder = write(tmp_path / "in" / "a.jsonl", given)
    report = saring.train_line_model(folder, tmp_path / "m", **QUICK)
    assert report.data["documents"] == 6


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda folder: None, "does not exist; expected a folder"),
        (lambda folder: folder.write_text(""), "is a file; expected a folder"),
        (lambda folder: folder.mkdir(), "has no file of labelled documents"),
        (lambda folder: write(folder / "a.jsonl", []), "is empty; remove it"),
        (
            lambda folder: (write(folder / "a.jsonl", [GOOD]) / "a.jsonl.gz").write_bytes(b""),
            "differ in their compression alone: remove one",
        ),
        (
            lambda folder: (write(folder / "a.jsonl", [GOOD]) / "b.jsonl").symlink_to("none"),
            "is a link that leads nowhere",
        ),
        (
            lambda folder: (write(folder / "a.jsonl", [GOOD]) / "b.jsonl").write_bytes(b"\xff"),
            "not UTF-8",
        ),
    ],
)
def test_a_folder_that_cannot_be_used_is_refused(tmp_path: Path, make: Any, message: str) -> None:
    make(tmp_path / "in")
    with pytest.raises(UsageError, match=message):
        saring.train_line_model(tmp_path / "in", tmp_path / "m", **QUICK)
    assert not (tmp_path / "m").exists()


def test_a_folder_that_is_given_twice_is_read_once(tmp_path: Path) -> None:
    write(tmp_path / "in" / "a.jsonl", rows())
    (tmp_path / "link").symlink_to(tmp_path / "in")
    folders = [tmp_path / "in", tmp_path / "link", tmp_path / "." / "in"]
    report = saring.train_line_model(folders, tmp_path / "m.lines", **QUICK)
    assert sum(site["documents"] for site in report.data["sites"]) == len(rows())
    with pytest.raises(UsageError, match="no folder is given"):
        saring.train_line_model([], tmp_path / "m.lines", **QUICK)


@pytest.mark.parametrize("value", [1.5, True, "9"])
def test_options_are_whole_numbers(tmp_path: Path, value: Any) -> None:
    with pytest.raises(UsageError, match="line_trees must be a whole number, not"):
        saring.train_line_model(tmp_path, tmp_path / "m.lines", line_trees=value)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (rows(1), "1 site of 1 with both kept and dropped lines: a model needs at least two"),
        ([{**GOOD, "site": "a"}, {**GOOD, "site": "b", "keep": [1, 1]}], "1 site of 2 with both"),
        ([{**GOOD, "keep": [1, 1]}], "no sites of 1 with both"),
        ([{**GOOD, "skip": [0, 1]}], "no document with a line to learn from"),
        ([{"text": "", "keep": [0]}], "no document with a line to learn from"),
    ],
)
def test_fewer_than_two_sites_with_both_labels_are_refused(
    tmp_path: Path, given: list[dict[str, Any]], message: str
) -> None:
    folder = write(tmp_path / "in" / "a.jsonl", given)
    with pytest.raises(UsageError, match=message):
        saring.train_line_model(folder, tmp_path / "m", **QUICK)
    assert names(tmp_path) == ["in"]


def test_whichever_fold_is_left_out_the_others_have_both_labels() -> None:
    sites = ["big"] * 9 + ["b", "c", "d", "e", "f"] + ["plain"] * 20
    is_mixed = [site != "plain" for site in sites]
    for seed in range(20):
        folds = assign_folds(sites, is_mixed, seed)
        assert set(folds) == set(range(MAX_FOLDS))
        for fold in range(MAX_FOLDS):
            assert any(m and f != fold for m, f in zip(is_mixed, folds, strict=True))
        assert len({f for s, f in zip(sites, folds, strict=True) if s == "big"}) == 1
    assert assign_folds(sites, is_mixed, 1) == assign_folds(sites[::-1], is_mixed[::-1], 1)[::-1]


@pytest.mark.parametrize("which", ["out", "report"])
@pytest.mark.parametrize("name", ["a.jsonl", "b.jsonl", "b.jsonl.zst"])
def test_no_output_is_an_input_of_this_or_the_next_training(
    tmp_path: Path, which: str, name: str
) -> None:
    folder = write(tmp_path / "in" / "a.jsonl", rows())
    before = (folder / "a.jsonl").read_bytes()
    places: dict[str, Any] = {"out": tmp_path / "m", which: folder / name}
    with pytest.raises(UsageError, match=r"is the input|would be an input of the next training"):
        saring.train_line_model(folder, **places, **QUICK)
    assert (folder / "a.jsonl").read_bytes() == before
    assert names(tmp_path) + names(folder) == ["in", "a.jsonl"]


def test_what_fails_while_trees_grow_leaves_nothing_behind(tmp_path: Path) -> None:
    folder = write(tmp_path / "in" / "a.jsonl", rows())
    (tmp_path / "m").write_bytes(b"old")

    class Failing(saring.progress.SilentObserver):
        def advance(self, done: int, documents: int) -> None:
            if documents == 24 and done == 7:
                raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left") as caught:
        saring.train_line_model(folder, tmp_path / "m", observer=Failing(), **QUICK)
    assert "m' was not written" in caught.value.__notes__[0]
    assert names(tmp_path) == ["in", "m"]
    assert (tmp_path / "m").read_bytes() == b"old"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_training_that_is_interrupted_ends_soon_and_leaves_nothing_behind(
    tmp_path: Path, number: signal.Signals
) -> None:
    write(tmp_path / "in" / "a.jsonl", rows())
    code = (
        "import sys\n"
        "from saring.__main__ import main\n"
        "from saring.training.strip import stages\n"
        "fit = stages.fit_forest\n"
        "def announced(*arguments):\n"
        "    print('growing', flush=True)\n"
        "    return fit(*arguments)\n"
        "stages.fit_forest = announced\n"
        "sys.argv[1:] = ['train-strip', 'in', '-o', 'm', '--line-trees', '4000']\n"
        "main()\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"growing\n"
    time.sleep(0.2)
    process.send_signal(number)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 128 + number
    assert b"'m' was not written; 'm.json' was not written" in errors
    assert names(tmp_path) == ["in"]


def test_names_of_sites_are_shown_in_json_as_they_are(tmp_path: Path) -> None:
    given = rows(2, 3)
    for one in given:
        one["site"] = one["site"].replace("site", "sit\u00e9")
    saring.train_line_model(write(tmp_path / "in" / "a.jsonl", given), tmp_path / "m", **QUICK)
    sites = json.loads((tmp_path / "m.json").read_bytes())["sites"]
    assert [site["site"] for site in sites] == ["sit\u00e90.example", "sit\u00e91.example"]


def test_a_compressed_file_that_was_cut_is_told_as_cut_and_not_as_a_bad_row(tmp_path: Path) -> None:
    data = gzip.compress("".join(json.dumps(GOOD) + "\n" for _ in range(5000)).encode())
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(data[: len(data) // 2])
    with pytest.raises(UsageError, match=r"a\.jsonl\.gz.*the gzip stream ends early"):
        read(tmp_path)
