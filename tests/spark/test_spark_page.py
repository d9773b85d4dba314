"""The examples of docs/spark.md run: blocks marked `py`, so that no other test needs Spark."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

PAGE = Path(__file__).resolve().parents[2] / "docs" / "spark.md"


def test_the_examples_of_the_page_run(start: Callable[[str], Any]) -> None:
    blocks = re.findall(r"^```py\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.M | re.S)
    assert len(blocks) == 2
    with start("local[2]"):
        exec(compile("\n".join(blocks), str(PAGE), "exec"), {})
