#!/usr/bin/env python3
"""Measures language detection on a data folder: tables on the screen, JSON with --json.

Usage::

    tools/lang/evaluate.py short       DATA [--peers cld2,heliport,lid176,eld,eldc]
    tools/lang/evaluate.py everyday    DATA [--peers …]
    tools/lang/evaluate.py variants    DATA [--peers …]
    tools/lang/evaluate.py calibration DATA [--diagram FILE.png]
    tools/lang/evaluate.py documents   DATA
    tools/lang/evaluate.py confusions  DATA
    tools/lang/evaluate.py indonesia   DATA
    tools/lang/evaluate.py leave-out   DATA --models FOLDER
    tools/lang/evaluate.py hold-source DATA --models FOLDER
    tools/lang/evaluate.py weak-labels DATA --models FOLDER

DATA has ``train/``, ``train_extra/`` and ``dev/`` as described in `quality.texts`. Only held-out
lines of the training text are used. ``everyday`` reads the sources that are held out completely
(``prepare/everyday.py``). All samples are drawn with --seed. The first seven reports measure
--model (by default the shipped model). The last three train their own models into --models, as
``saring train-lang`` does.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from rich.console import Console

import saring

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(1, str(Path(__file__).resolve().parent / "prepare"))

from everyday import MEASURED, read_everyday
from quality import render, reports, retrain, texts, tools

TABLE = Path(__file__).resolve().parents[2] / "cpp" / "data" / "languages.tsv"
LINES_OF_A_DOCUMENT = 5
Found = Mapping[str, reports.Rows]


def _test_set(args: argparse.Namespace, name: str) -> list[texts.Labelled]:
    without = args.without.split(",")
    return [x for x in texts.test_set(args.data, name) if x.label not in without]


def _sets(args: argparse.Namespace, detector: saring.Detector) -> dict[str, list[texts.Labelled]]:
    """Return held-out lines and the test sets, at most --limit texts per label."""
    labels = [x.code for x in detector.languages()]
    found = {"held out": texts.held_out(args.data, labels, args.limit, args.seed)}
    for name in reports.DEV:
        by_label: dict[str, list[str]] = {}
        for item in _test_set(args, name):
            by_label.setdefault(item.label, []).append(item.text)
        found[name] = texts.sample(by_label, args.limit, args.seed)
    return found


def _compared(args: argparse.Namespace, report: Callable[..., Found]) -> Found:
    peers = tools.load_peers([x for x in args.peers.split(",") if x])
    sets = _sets(args, saring.Detector(args.model))
    return report(sets, tools.load_saring(args.model), peers, args.seed)


def _everyday(args: argparse.Namespace) -> Found:
    """Compare on sentences, and on excerpts, of the sources that no model was trained on."""
    known = {x.code for x in saring.Detector(args.model).languages()}
    found = read_everyday(args.data / "everyday", lambda source, licence: source in MEASURED)
    by_label = {label: list(dict.fromkeys(lines)) for label, lines in found if label in known}
    items = texts.sample(by_label, args.limit, args.seed)
    peers = tools.load_peers([x for x in args.peers.split(",") if x])
    return reports.short({"everyday": items}, tools.load_saring(args.model), peers, args.seed)


def _calibration(args: argparse.Namespace) -> Found:
    detector = saring.Detector(args.model)
    sets = {name: _test_set(args, name) for name in reports.DEV}
    sets["held out"] = _sets(args, detector)["held out"]
    rows, curves = reports.calibration(detector, sets, args.seed)
    if args.diagram:
        render.diagram(args.diagram, curves)
    return {"calibration": rows}


def _documents(args: argparse.Namespace) -> Found:
    """Measure the lines of the test sets in labels of the model, and documents of them."""
    detector = saring.Detector(args.model)
    labels = {x.code for x in detector.languages()}
    names = (*reports.DEV, "tico_ind_zsm")
    sets = {x: [i for i in _test_set(args, x) if i.label in labels] for x in names}
    return reports.documents(detector, sets, LINES_OF_A_DOCUMENT)


def _confusions(args: argparse.Namespace) -> Found:
    detector = saring.Detector(args.model)
    sets = {name: _test_set(args, name) for name in reports.DEV}
    sets["held out"] = _sets(args, detector)["held out"]
    if args.plot:
        texts_of_all = [item for items in sets.values() for item in items]
        groups = retrain.close_groups(TABLE)
        render.confusions(args.plot, reports.close_confusions(detector, texts_of_all, groups))
    found: dict[str, reports.Rows] = {}
    for name, items in sets.items():
        for part, rows in reports.confusions(detector, items).items():
            found[f"{name}: {part}"] = rows
    return found


def _indonesia(args: argparse.Namespace) -> Found:
    detector = saring.Detector(args.model)
    lines = texts.held_out(args.data, ("ind_Latn", "zsm_Latn"), 5000, args.seed)
    return {
        "Indonesian and Malay, held-out lines": reports.pair(detector, lines),
        "Indonesian and Malay, dev": reports.pair(
            detector, texts.test_set(args.data, "tico_ind_zsm")
        ),
        "languages of Indonesia": reports.indonesia(detector, args.data, args.limit, args.seed),
    }


def _training(args: argparse.Namespace) -> retrain.Training:
    return retrain.Training(args.data, args.models, args.word_lists, args.threads)


REPORTS: dict[str, Callable[[argparse.Namespace], Found]] = {
    "short": lambda args: _compared(args, reports.short),
    "everyday": _everyday,
    "variants": lambda args: _compared(args, reports.variants),
    "calibration": _calibration,
    "documents": _documents,
    "confusions": _confusions,
    "indonesia": _indonesia,
    "leave-out": lambda args: retrain.leave_out(
        _training(args), TABLE, args.labels, args.limit, args.seed
    ),
    "hold-source": lambda args: retrain.hold_source(_training(args), args.limit, args.seed),
    "weak-labels": lambda args: retrain.weak_labels(_training(args), args.limit, args.seed),
}


def parse(args: list[str] | None = None) -> argparse.Namespace:
    """Return the arguments of the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("report", choices=tuple(REPORTS))
    parser.add_argument("data", type=Path, help="folder with train/, train_extra/ and dev/")
    parser.add_argument("--model", type=Path, help="model file; the shipped one by default")
    parser.add_argument(
        "--peers", default="cld2,heliport,lid176,eld,eldc", help="separated by commas; '': none"
    )
    parser.add_argument("--limit", type=int, default=60, help="texts per label and set")
    parser.add_argument(
        "--without", default="", help="labels whose lines of dev/ are left out, separated by commas"
    )
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path, help="also write all tables to this file")
    parser.add_argument("--markdown", type=Path, help="also write them as Markdown, shortened")
    parser.add_argument(
        "--diagram", type=Path, help="calibration: draw a diagram (needs matplotlib)"
    )
    parser.add_argument(
        "--plot", type=Path, help="confusions: draw the close groups (needs matplotlib)"
    )
    parser.add_argument("--models", type=Path, help="folder for the trained models, which are kept")
    parser.add_argument("--word-lists", type=Path, nargs="+", default=[], help="as in train-lang")
    parser.add_argument("--threads", type=int, default=0, help="of the trainer; 0: all cores")
    parser.add_argument("--labels", type=int, default=20, help="leave-out: how many labels")
    found = parser.parse_args(args)
    if found.report in ("leave-out", "hold-source", "weak-labels"):
        if found.models is None:
            parser.error(f"{found.report} trains models: say where they go with --models FOLDER")
        found.models.mkdir(parents=True, exist_ok=True)
    return found


def main(args: list[str] | None = None) -> int:
    """Run one report."""
    found = parse(args)
    tables: dict[str, Any] = dict(REPORTS[found.report](found))
    console = Console(width=None if sys.stdout.isatty() else 160)
    for title, rows in tables.items():
        render.show(console, f"{found.report}: {title}", rows)
    if found.json:
        render.write_json(found.json, tables)
    if found.markdown:
        render.write_markdown(found.markdown, tables)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
