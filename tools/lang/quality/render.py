"""Output as tables, Markdown, JSON and figures."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from saring.training.heat_map import Panel, heat_maps


def cell(value: Any) -> str:
    """Return a value as text: shares with four decimals, counts with commas."""
    if isinstance(value, bool) or value is None:
        return {True: "yes", False: "no", None: "–"}[value]
    if isinstance(value, float):
        return f"{value:.4f}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def show(console: Console, title: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Print rows as a table; columns are the keys of all rows in order of appearance."""
    columns = list(dict.fromkeys(key for row in rows for key in row))
    table = Table(title=title, title_justify="left", header_style="bold")
    for key in columns:
        numeric = any(isinstance(row.get(key), int | float) for row in rows)
        table.add_column(key.replace("_", " "), justify="right" if numeric else "left")
    for row in rows:
        table.add_row(*("" if key not in row else cell(row[key]) for key in columns))
    console.print(table)


def markdown(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return rows as a Markdown table."""
    columns = list(dict.fromkeys(key for row in rows for key in row))
    lines = ["| " + " | ".join(key.replace("_", " ") for key in columns) + " |"]
    lines.append("|---" * len(columns) + "|")
    lines += [
        "| " + " | ".join("" if key not in row else cell(row[key]) for key in columns) + " |"
        for row in rows
    ]
    return "\n".join(lines)


def pivot(rows: Sequence[Mapping[str, Any]], by: str) -> list[dict[str, Any]]:
    """Return comparisons of `scores.beside` with one column per tool: its macro F1 / saring's.

    Parameters
    ----------
    by : str
        The key of the rows: ``words`` or ``variant``.

    Examples
    --------
    >>> rows = [
    ...     {"words": 1, "tool": "saring", "macro_f1": 0.5},
    ...     {"words": 1, "tool": "CLD2", "macro_f1": 0.25, "ours_macro_f1": 0.75},
    ... ]
    >>> pivot(rows, "words")
    [{'words': 1, 'saring, all': '.500', 'CLD2': '.250 / .750'}]
    """
    found: dict[Any, dict[str, Any]] = {}
    for row in rows:
        line = found.setdefault(row[by], {by: row[by]})
        theirs = f"{row['macro_f1']:.3f}".lstrip("0")
        if "ours_macro_f1" in row:
            line[row["tool"]] = f"{theirs} / " + f"{row['ours_macro_f1']:.3f}".lstrip("0")
        else:
            line[f"{row['tool']}, all"] = theirs
    return list(found.values())


def write_markdown(path: Path, tables: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
    """Write tables with their titles; comparisons with other tools are formatted by `pivot`."""
    parts = []
    for title, rows in tables.items():
        by = next((key for key in ("words", "variant") if rows and key in rows[0]), None)
        if by is not None and any("ours_macro_f1" in row for row in rows):
            rows = pivot(rows, by)
        parts.append(f"**{title}**\n\n{markdown(rows)}\n")
    path.write_text("\n".join(parts), encoding="utf-8")


def write_json(path: Path, result: Any) -> None:
    """Write a result as JSON, floats with six decimals."""
    text = json.dumps(rounded(result), ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8")


def rounded(value: Any) -> Any:
    """Return a result with its floats rounded to six decimals."""
    if isinstance(value, float):
        return round(value, 6)
    if isinstance(value, Mapping):
        return {key: rounded(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [rounded(item) for item in value]
    return value


def diagram(path: Path, curves: Mapping[str, Sequence[tuple[float, float, int]]]) -> None:
    """Draw a reliability diagram: accuracy by confidence, one curve per text length.

    Parameters
    ----------
    path : Path
        The image file; the suffix decides the format (.png, .svg).
    curves : mapping of str to sequence
        Mean confidence, share right and count by bin (`scores.calibration_bins`).
    """
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(5, 5), layout="constrained")
    axes.plot([0, 1], [0, 1], color="0.7", linewidth=1)
    for name, bins in curves.items():
        axes.plot([c for c, _, _ in bins], [r for _, r, _ in bins], marker="o", label=name)
    axes.set(xlabel="confidence", ylabel="share right", xlim=(0, 1), ylim=(0, 1), aspect="equal")
    axes.legend(title="characters", frameon=False)
    figure.savefig(path, dpi=120)
    pyplot.close(figure)


def confusions(path: Path, panels: Sequence[Panel]) -> None:
    """Draw the confusions within groups of labels, as returned by `reports.close_confusions`."""
    heat_maps(panels).savefig(path, dpi=100)
