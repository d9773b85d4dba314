#!/usr/bin/env python3
"""Measures detection on the project's own sentences and compares the results with the floors.

Usage::

    tools/lang/floors.py [--model FILE] [--wrong]    print each set and the results below a floor
    tools/lang/floors.py --raise                     raise the floors to the shipped model

The exit code is 1 if a result is below its floor. Floors are never lowered by this tool; edit
``tests/quality/floors.json`` by hand, with the reason in the commit (``tests/quality/README.md``).
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from rich.console import Console

import saring

sys.path.insert(0, str(Path(__file__).resolve().parent))

from quality import floors, render


def main(args: list[str] | None = None) -> int:
    """Measure and compare; raise the floors with --raise."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--model", type=Path, help="model file; the shipped one by default")
    parser.add_argument("--wrong", action="store_true", help="print every wrong answer")
    parser.add_argument("--raise", action="store_true", dest="up", help="write higher floors")
    found = parser.parse_args(args)
    if found.up and found.model:
        parser.error("--raise goes by the shipped model: leave --model out")
    console = Console(width=None if sys.stdout.isatty() else 160)
    measured = floors.measure(saring.Detector(found.model), floors.read_sentences())
    known = floors.read_floors() if floors.FLOORS.exists() else {}
    rows = [
        {
            "set": name,
            "texts": sum(m.total.values()),
            "labels": len(m.total),
            "right": m.accuracy,
            "mean_of_labels": m.macro,
            "floor": known.get(name, {}).get("accuracy"),
            "refused": m.refused,
            "at_most": known.get(name, {}).get("refused"),
        }
        for name, m in measured.items()
    ]
    render.show(console, "the project's own sentences", rows)
    if found.wrong:
        wrong = [
            {"set": name, "label": label, "answer": answer, "confidence": confidence, "text": text}
            for name, m in measured.items()
            for label, answer, confidence, text in m.wrong
        ]
        render.show(console, "wrong answers", wrong)
    lines = floors.broken(measured, known)
    for line in lines:
        console.print(f"broken: {line}", markup=False)
    if found.up:
        floors.write_floors(floors.raised(measured, known))
    return 1 if lines else 0


if __name__ == "__main__":
    raise SystemExit(main())
