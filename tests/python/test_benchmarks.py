"""The benchmark runner on generated texts, with the peers that are installed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Return what the runner writes of the suite `lang`, few texts and one round."""
    out = tmp_path_factory.mktemp("results")
    options = ["--limit", "30", "--rounds", "1", "--seconds", "0.01", "--out", str(out)]
    subprocess.run(
        [sys.executable, "benchmarks/run.py", "lang", *options],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    found: dict[str, Any] = json.loads((out / "lang.json").read_text(encoding="utf-8"))
    return found


def test_every_contender_is_scored_and_the_base_is_one(result: dict[str, Any]) -> None:
    for workload in result["workloads"].values():
        base = workload["contenders"]["saring"]
        assert base["saring_is_times_faster"] == 1
        assert base["quality"]["accuracy"] > 0.9
        assert "saring, one by one" in workload["contenders"]


def test_tables_have_a_figure_in_every_column(result: dict[str, Any]) -> None:
    titles = [table["title"] for table in result["tables"]]
    assert len(titles) == len(set(titles)) == 4
    for table in result["tables"]:
        assert table["rows"]
        for row in table["rows"].values():
            assert len(row) == len(table["columns"])
            assert all(figure >= 0 for figure in row)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_process_that_detects_stays_small(result: dict[str, Any]) -> None:
    table = result["tables"][0]
    resident = dict(zip(table["columns"], table["rows"]["saring"], strict=True))["resident MB"]
    assert resident < 40
