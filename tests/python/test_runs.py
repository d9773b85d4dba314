"""Parts of a run: batches in threads, documents on disk, options in one place."""

import argparse
import dataclasses
import inspect
import threading
import time
from pathlib import Path

import pytest
import zstandard
from saring_cli import saring as command_line

import saring
from saring.cli.commands import build_parser
from saring.cli.config_file import settings_of
from saring.errors import UsageError
from saring.runs.options import CleanOptions
from saring.runs.pool import OrderedPool
from saring.runs.spool import Spool


def test_results_come_in_the_order_of_the_items_whatever_takes_long() -> None:
    def work(item: int) -> int:
        time.sleep(0.002 * (item % 5 == 0))
        return -item

    pool = OrderedPool(work, lambda item: 1, num_threads=4, budget=100)
    assert list(pool.results(range(40))) == [(item, -item) for item in range(40)]


def test_a_pool_holds_no_more_than_its_budget_or_one_item() -> None:
    held = 0
    most = 0
    lock = threading.Lock()

    def items() -> list[int]:
        return [30, 30, 30, 30, 500, 10, 10, 10]

    def counted() -> object:
        nonlocal held, most
        for size in items():
            with lock:
                held += size
                most = max(most, held)
            yield size

    pool = OrderedPool(lambda size: size, lambda size: size, num_threads=4, budget=70)
    for size, _ in pool.results(counted()):
        with lock:
            held -= size
    # What is held, and the item that was read to be added.
    assert most <= max(70 + 30, 70 + 500)
    assert held == 0


def test_an_error_of_a_worker_is_raised_in_its_place() -> None:
    def work(item: int) -> int:
        if item == 3:
            raise ValueError("three")
        return item

    pool = OrderedPool(work, lambda item: 1, num_threads=2, budget=10)
    seen = []
    with pytest.raises(ValueError, match="three"):
        for item, _ in pool.results(range(10)):
            seen.append(item)
    assert seen == [0, 1, 2]


@pytest.mark.parametrize("is_compressed", [False, True])
def test_a_spool_gives_back_what_was_written(tmp_path: Path, is_compressed: bool) -> None:
    spool = Spool(tmp_path / "spool")
    batches = [b"satu" * 1000, b"", b"dua"]
    for at, data in enumerate(batches):
        packed = spool.pack(memoryview(data), is_compressed)
        assert packed.size == len(data)
        spool.append(packed, at, at + 1)
    spool.finish()
    read = list(spool.batches())
    assert [spool.unpack(packed) for packed, _, _ in read] == batches
    assert [rows[1:] for rows in read] == [(0, 1), (1, 2), (2, 3)]
    if is_compressed:
        assert zstandard.decompress(read[0][0].data) == batches[0]
        assert (tmp_path / "spool").stat().st_size < 200


def test_the_signature_of_clean_is_that_of_its_options() -> None:
    parameters = inspect.signature(saring.clean).parameters
    options = {field.name: field.default for field in dataclasses.fields(CleanOptions)}
    given = {name: p.default for name, p in parameters.items()}
    assert {name: given[name] for name in options} == options
    assert set(given) - set(options) == {"paths", "out", "observer"}
    assert all(name in (saring.clean.__doc__ or "") for name in given)


def test_the_command_line_has_every_option_with_the_default_of_python() -> None:
    parsed = build_parser().parse_args(["clean", "in", "-o", "out"])
    assert CleanOptions(**settings_of(parsed)) == CleanOptions()
    shown = command_line("clean", "--help").stdout.decode()
    for field in dataclasses.fields(CleanOptions):
        assert not hasattr(parsed, field.name), field.name  # only what is given is
        flag = field.metadata["flag"] or "--" + field.name.replace("_", "-")
        assert field.name == "sources" or flag in shown, field.name


@pytest.mark.parametrize(
    ("arguments", "name", "value"),
    [
        (["--no-strip"], "strip", False),
        (["--no-dedup"], "dedup", False),
        (["--no-report"], "report", False),
        (["--lines"], "lines", True),
        (["-l", "id,ms"], "languages", ["id", "ms"]),
        (["--max-document", "2M"], "max_document", 2 << 20),
        (["-j", "3"], "num_threads", 3),
        (["--keep", "first"], "keep", "first"),
    ],
)
def test_flags_of_the_command_line_set_their_option(
    arguments: list[str], name: str, value: object
) -> None:
    parsed: argparse.Namespace = build_parser().parse_args(["clean", "in", "-o", "out", *arguments])
    assert getattr(parsed, name) == value


@pytest.mark.parametrize("name", ["num_threads", "min_chars", "max_document"])
def test_a_number_that_the_core_cannot_hold_is_a_usage_error(name: str) -> None:
    with pytest.raises(UsageError, match=rf"{name} must be below 2\*\*"):
        CleanOptions(**{name: 1 << 64})


def test_an_output_folder_without_a_name_is_a_usage_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").write_text("satu dua tiga")
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    with pytest.raises(UsageError, match="the name of the output folder is empty"):
        saring.clean(tmp_path / "a.txt", "")
    assert not any((tmp_path / "empty").iterdir())
