"""Repeating a run that is already complete."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from saring import _core
from saring._option_names import option
from saring.errors import UsageError
from saring.io.output_names import REPORT, WORK_FOLDER, is_report
from saring.io.paths import open_regular, printable
from saring.io.records import Source
from saring.runs.identity import difference, sources_digest
from saring.runs.manifest import Manifest
from saring.runs.options import CleanOptions


def complete_report(
    out: Path, options: CleanOptions, sources: list[Source]
) -> dict[str, Any] | None:
    """Return the report of a complete run in an output folder.

    Parameters
    ----------
    out
        The output folder; it need not exist.
    options, sources
        Of the requested run.

    Returns
    -------
    dict or None
        None if there is no complete run, if an interrupted run must continue, or if
        `options.overwrite` allows another run to replace it.

    Raises
    ------
    UsageError
        A different run is complete there.
    """
    if not is_report(out / REPORT) or Manifest(out / WORK_FOLDER).last is not None:
        return None
    try:
        with open(out / REPORT, "rb", opener=open_regular) as file:
            report: dict[str, Any] = json.load(file)
        settings, run = dict(report["settings"]), dict(report["run"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    wanted = json.loads(json.dumps(options.public()))
    other = None
    if report["saring"] != _core.__version__:
        other = difference("saring", report["saring"], _core.__version__)
    elif settings != wanted:
        other = difference("option", settings, wanted)
    elif run.get("inputs_sha256") != sources_digest(sources):
        other = "other files were read, or they have changed since"
    if other is None:
        return report
    if options.overwrite:
        return None
    raise UsageError(
        f"the run in '{printable(out)}' is complete, and is another one: {other}. Choose another "
        f"folder, or start anew with {option('overwrite', True)}"
    )
