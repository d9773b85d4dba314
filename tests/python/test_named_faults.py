"""Messages that name the record, the field, the argument or the amount that is wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from saring_cli import clean, quarantine
from saring_cli import saring as run_saring

import saring


def test_records_on_one_line_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('[{"text": 1}, {"text": 2}, {"text": "Halo"}, {"text": 3}]')
    _, stderr = clean(tmp_path / "a.json", "-o", tmp_path / "out", code=1)
    found = [(entry["line"], entry["reason"]) for entry in quarantine(tmp_path / "out")]
    reason = "the field 'text' must be a string, not a number"
    assert found == [(1, f"record {number}: {reason}") for number in (0, 1, 3)]
    assert f"a.json, line 1: record 3: {reason}" in stderr


@pytest.mark.parametrize(
    ("record", "path"),
    [
        ('{"id": 1, "data": {"text": "Halo"}}', "data.text"),
        ('{"a.b": {"text": "x"}, "c": {"text": 1}, "d": {"e": 2, "text": "Halo"}}', "d.text"),
        ('{"data": [{"text": "Halo"}]}', None),
    ],
)
def test_a_nested_text_is_suggested(tmp_path: Path, record: str, path: str | None) -> None:
    (tmp_path / "a.jsonl").write_text(f'{record}\n{{"text": "Halo"}}\n')
    clean(tmp_path / "a.jsonl", "-o", tmp_path / "out", code=1)
    (entry,) = quarantine(tmp_path / "out")
    end = "name the text's field with --text-field" + (f": it may be '{path}'" if path else "")
    assert entry["reason"].endswith(end)


@pytest.mark.parametrize(
    ("memory", "end"), [("1", "not 1 byte"), ("2K", "not 2048 bytes"), ("3M", "not 3 MiB")]
)
def test_too_little_memory_is_told_with_its_unit(tmp_path: Path, memory: str, end: str) -> None:
    (tmp_path / "a.txt").write_text("Halo\n")
    result = run_saring("dedup", tmp_path / "a.txt", "--memory", memory, "-o", tmp_path / "out")
    assert result.returncode == 2
    line = result.stderr.decode().splitlines()[0]
    assert line.startswith("saring: 1 text needs a memory of at least ")
    assert line.endswith(end)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: saring.detect("Halo", languages=5), "languages must be codes or names, not 5"),  # type: ignore[call-overload]
        (lambda: saring.Detector(5), "model must be a path, not 5"),  # type: ignore[arg-type]
        (lambda: saring.Index.open(None), "path must be a path, not None"),  # type: ignore[arg-type]
    ],
)
def test_an_argument_of_a_wrong_type_is_named(call: Callable[[], object], message: str) -> None:
    with pytest.raises(TypeError, match=f"^{message}$"):
        call()
