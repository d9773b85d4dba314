"""Every notebook runs completely in a new kernel and gives the committed output."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "tools"))

from notebooks import executed, stable  # noqa: E402

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
AGAIN = "run `make notebooks` and look at what has changed"
# Folders of a machine, addresses in memory, and times of day with seconds.
OF_A_MACHINE = re.compile(r"/(?:tmp|home|root|usr|var)/|\b0x[0-9a-f]{6,}\b|\bat \d\d:\d\d:\d\d")


def read(path: Path) -> Any:
    return nbformat.read(path, as_version=4)


def shown(cell: Any) -> list[tuple[str, str]]:
    """List what a cell shows: the kind, and the text, which is empty for a picture."""
    parts = []
    for output in cell.get("outputs", []):
        if output.output_type == "stream":
            parts.append((output.name, output.text))
        for kind, value in sorted(output.get("data", {}).items()):
            parts.append((kind, "" if kind.startswith("image/") else value))
    return parts


def kinds(notebook: Any) -> set[str]:
    return {kind for cell in notebook.cells for kind, _ in shown(cell)}


def test_there_are_notebooks() -> None:
    assert len(NOTEBOOKS) >= 5


@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_run_shows_what_is_committed(path: Path, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    (tmp_path / "notebooks").mkdir()
    committed, run = read(path), executed(path, tmp_path / "notebooks")
    assert "stderr" not in kinds(run), "a warning is shown"
    for number, (before, now) in enumerate(zip(committed.cells, run.cells, strict=True)):
        assert shown(before) == shown(now), f"{path.name}, cell {number} is stale: {AGAIN}"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_committed_with_its_outputs(path: Path) -> None:
    notebook = read(path)
    assert {"image/png", "text/html"} <= kinds(notebook), "no picture, or no table"
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1)), AGAIN
    assert notebook == stable(read(path)), AGAIN
    said = [text for cell in code for _, text in shown(cell)]
    assert not [match[0] for text in said for match in OF_A_MACHINE.finditer(text)]
    assert path.stat().st_size < 300_000
    for cell in code:
        for output in cell.outputs:
            if picture := output.get("data", {}).get("image/png"):
                assert len(picture) > 2_000, "an empty picture"


def test_an_output_that_is_missing_or_differs_is_noticed() -> None:
    show = nbformat.v4.new_output
    table = show("execute_result", {"text/html": "<p>1</p>", "text/plain": "1"})
    cell = nbformat.v4.new_code_cell("x", outputs=[table, show("stream", text="a\n")])
    assert shown(cell) == [("text/html", "<p>1</p>"), ("text/plain", "1"), ("stdout", "a\n")]
    cell.outputs = [show("display_data", {"image/png": "iVBORw0="})]
    assert shown(cell) == [("image/png", "")]
    assert shown(nbformat.v4.new_code_cell("x")) == []


@pytest.mark.parametrize("text", ["/tmp/x", "<Y object at 0x7f3a2c1b>"])
def test_what_belongs_to_a_machine_is_noticed(text: str) -> None:
    assert OF_A_MACHINE.search(text)
