"""Wrong arguments of `saring.clean`: the error names the argument and what is expected."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest
from saring_cli import ARTICLE

import saring

WRONG: list[tuple[str, Any, str]] = [
    ("threshold", "0.8", "a number"),
    ("threshold", None, "a number"),
    ("threshold", math.nan, "at most 1"),
    ("min_confidence", "high", "a number"),
    ("min_chars", 2.5, "a whole number"),
    ("num_threads", "2", "a whole number"),
    ("memory", "2G", "a whole number or None"),
    ("memory", "lots", "a whole number or None"),
    ("chunk_size", None, "a whole number"),
    ("limit", "10", "a whole number or None"),
    ("sample", "10", "a number"),
    ("strip", "no", "True or False"),
    ("dedup", None, "True or False"),
    ("overwrite", 1, "True or False"),
    ("text_field", 5, "a string"),
    ("text_field", None, "a string"),
    ("id_field", ["id"], "a string or None"),
    ("where", 5, "a string or None"),
    ("encoding", b"utf-8", "a string or None"),
    ("format", 5, "a string or None"),
    ("languages", 5, "a list of strings or None"),
    ("keep_roles", 5, "a list of strings or None"),
    ("columns", "a", "a list of strings"),
    ("rules", 5, "a path or a list of paths"),
    ("paths", None, "a path or a list of paths"),
    ("paths", 5, "a path or a list of paths"),
    ("paths", [None], "no path"),
    ("paths", [], "name a file"),
    ("out", None, "a folder"),
    ("out", 5, "a folder"),
]


@pytest.mark.parametrize(("name", "value", "expected"), WRONG)
def test_an_argument_of_a_wrong_type_is_told_by_name(
    tmp_path: Path, name: str, value: Any, expected: str
) -> None:
    (tmp_path / "a.txt").write_text(ARTICLE)
    arguments = {"paths": tmp_path / "a.txt", "out": tmp_path / "out", name: value}
    with pytest.raises(saring.UsageError, match=f"^{name}.*{expected}"):
        saring.clean(**arguments)
    assert not (tmp_path / "out").exists()


def test_rules_that_are_no_path_are_told_by_name() -> None:
    with pytest.raises(TypeError, match=r"^rules: expected a path or a list of paths, got int"):
        saring.strip(ARTICLE, rules=5)  # type: ignore[arg-type]
