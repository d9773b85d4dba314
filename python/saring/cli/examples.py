"""Examples of what a run would do, for `saring clean --dry-run`."""

from __future__ import annotations

from typing import Any

from saring.cli.terminal import show, show_row

_DOCUMENTS = 3
_REMOVALS = 6
_CLUSTERS = 3
_LOSSES = 3
_CHARS = 100


def print_examples(report: dict[str, Any]) -> None:
    """Print lines that would be removed, copies, and texts to review.

    Parameters
    ----------
    report
        As in report.json.
    """
    for sample in report["samples"][:_DOCUMENTS]:
        show("")
        show_row("lines of", _place(sample))
        for removal in sample["removals"][:_REMOVALS]:
            text = sample["text"][removal["start"] : removal["end"]]
            show(f"  - {_short(text)}  ({removal['role']}: {removal['rule'] or removal['reason']})")
        if (others := len(sample["removals"]) - _REMOVALS) > 0:
            show(f"  and {others:,} more")
    for cluster in report["duplicates"]["largest"][:_CLUSTERS]:
        show("")
        show_row("copies", f"{cluster['size']:,} of {_short(cluster['kept']['text'])}")
        show(f"  + {_place(cluster['kept'])}")
        for copy in cluster["copies"]:
            show(f"  - {_place(copy)}  ({copy['relation']}, {copy['similarity']:.2f})")
    for loss in report["heavy_losses"]["heaviest"][:_LOSSES]:
        show("")
        chars = f"{loss['chars_after']:,} of {loss['chars_before']:,} characters left"
        show_row("review", f"{_place(loss)}: {loss['reason']}, {chars}")
        show(f"  {_short(loss['text'])}")


def _place(entry: dict[str, Any]) -> str:
    line = entry["line"]
    return f"{entry['file']}:{line}" if line else f"{entry['file']} row {entry['record']}"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _CHARS else line[:_CHARS] + "…"
