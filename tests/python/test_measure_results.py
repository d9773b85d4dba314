"""The tables of `tools/boilerplate/measure_results.py`, against values worked out by hand."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TOOL = ROOT / "tools" / "boilerplate" / "measure_results.py"
sys.path.append(str(TOOL.parent))

import measure_results as tool  # noqa: E402

SENTENCE = "The council voted on Tuesday to widen the old quay, a plan that fishermen asked for."


def answer(f1: float, confidence: float, unsure: bool = False) -> tool.Answer:
    return tool.Answer(f1, confidence, unsure)


def test_pairs_in_order_are_counted_and_a_tie_counts_half() -> None:
    answers = [answer(0.5, 0.6), answer(0.7, 0.9), answer(0.96, 0.9), answer(1.0, 0.95)]
    assert tool.ordered_pairs(answers) == (1 + 1 + 0.5 + 1) / 4
    assert math.isnan(tool.ordered_pairs(answers[:2]))


def test_the_table_splits_the_scores_at_unsure() -> None:
    answers = [answer(0.5, 0.6, True), answer(0.7, 0.9), answer(1.0, 0.98), answer(0.98, 0.7, True)]
    row = tool.confidence_table({"tune, extractors": answers})[2]
    assert row[:3] == ["tune, extractors", "4", "0.795"]
    assert row[4:9] == ["50.0%", "0.740", "0.850", "50%", "50.0%"]


def test_the_program_prints_tables_of_a_folder(tmp_path: Path) -> None:
    row = {
        "id": "a",
        "variety": "full",
        "lines": [SENTENCE, SENTENCE.replace("Tuesday", "Friday"), "Share", "3 comments"],
        "keep": [1, 1, 0, 0],
        "junk_kinds": {"comment": [3]},
    }
    (tmp_path / "lines-3-tune.jsonl").write_text(json.dumps(row) + "\n")
    run = subprocess.run(
        [sys.executable, TOOL, tmp_path], capture_output=True, text=True, check=True
    )
    assert "| tune, whole pages   | 1 | 1.000" in run.stdout
    assert "lines of comments: 1, dropped 1" in run.stdout
    assert "texts: 1, changed by a second call 0" in run.stdout
