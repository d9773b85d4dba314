"""Run the notebooks and write their outputs into them. A second run changes nothing.

Usage: python tools/notebooks.py [NOTEBOOK ...]   (default: notebooks/*.ipynb)
"""

import sys
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parents[1]
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def executed(path: Path, folder: Path) -> Any:
    """Run a notebook in a fresh kernel.

    Parameters
    ----------
    path : Path
        The notebook; it is not changed.
    folder : Path
        Working folder of the kernel.

    Returns
    -------
    NotebookNode
        The notebook with its outputs, ready to commit.
    """
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(
        notebook,
        timeout=300,
        kernel_name="python3",
        record_timing=False,
        coalesce_streams=True,
        resources={"metadata": {"path": str(folder)}},
    ).execute()
    return stable(notebook)


def stable(notebook: Any) -> Any:
    """Give a notebook ids and metadata that do not depend on the machine or the run.

    Parameters
    ----------
    notebook : NotebookNode
        Changed in place.

    Returns
    -------
    NotebookNode
        The same notebook.
    """
    notebook.metadata = nbformat.from_dict(METADATA)
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number:02}"
        cell.metadata = nbformat.from_dict({})
    return notebook


def main(paths: list[Path]) -> None:
    """Run notebooks and write them in place."""
    for path in paths:
        nbformat.write(executed(path, path.parent), path)
        print(f"{path.name}: {path.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:]] or sorted((ROOT / "notebooks").glob("*.ipynb")))
