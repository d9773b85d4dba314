"""The figures of a run, as in report.json."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from saring import _core
from saring.io.discover import LeftAside
from saring.io.records import Outcome, Source
from saring.runs.first_pass import FirstPass
from saring.runs.options import CleanOptions
from saring.runs.second_pass import Writing, place

# Version of the report's layout; it changes where a reader of an older one would be misled.
REPORT_VERSION = 2
REPEATED_IDS_SHOWN = 100
SITES_SHOWN = 100


def summarise(
    options: CleanOptions,
    sources: Sequence[Source],
    left_aside: Sequence[LeftAside],
    first: FirstPass,
    copies: Any,
    writing: Writing,
    language_name: Callable[[str], str],
) -> dict[str, Any]:
    """Gather the figures of a run.

    Parameters
    ----------
    options
        Settings of the run.
    sources, left_aside
        Files read, and those that are not.
    first, copies, writing
        What the passes found.
    language_name
        English name of a label.

    Returns
    -------
    dict
        Everything of report.json but the files written and the time taken.
    """
    tally = first.tally.to_dict()
    documents, chars = tally["decisions"], tally["decision_chars"]
    reasons = [name for name in documents if name != "kept"]
    repeated = first.table.repeated_ids()
    quarantine = first.quarantine
    return {
        "saring": _core.__version__,
        "report_version": REPORT_VERSION,
        "settings": options.public(),
        "documents": {
            "read": tally["documents"],
            "kept": documents["kept"],
            "removed": {name: documents[name] for name in reasons},
            "quarantined": quarantine.count(Outcome.QUARANTINED),
            "repaired": quarantine.count(Outcome.REPAIRED),
        },
        "characters": {
            "read": tally["chars_before"],
            "kept": chars["kept"],
            "removed_in_lines": tally["chars_before"] - tally["chars_after"],
            "removed_in_documents": {name: chars[name] for name in reasons},
        },
        "heavy_losses": first.heavy_losses.summary(),
        "unsure_texts": tally["unsure"],
        "mojibake_texts": tally["mojibake"],
        "markup_texts": tally["markup"],
        "languages": [
            {"lang": row["lang"], "name": language_name(row["lang"]), **row}
            for row in _rows("lang", tally["languages"], by="documents")
        ],
        "sites": _rows("site", tally["sites"], by="documents")[:SITES_SHOWN],
        "roles": [row for row in _rows("role", tally["roles"], by="chars") if row["lines"]],
        "rules": _rows("rule", tally["rules"], by="lines"),
        "duplicates": {
            "clusters": sum(copies.cluster_sizes().values()),
            "sizes": {str(size): count for size, count in copies.cluster_sizes().items()},
            "largest": writing.clusters(),
            "expected_recall": copies.expected_recall,
        },
        "problems": dict(sorted(quarantine.kinds.items())),
        "warnings": quarantine.warnings,
        "repeated_ids": {
            "count": len(repeated),
            "first": [
                {**place(first, sources, row), "earlier": place(first, sources, earlier)}
                for row, earlier in repeated[:REPEATED_IDS_SHOWN]
            ],
        },
        "samples": first.samples.chosen(quarantine.changed),
        "files": [_file_row(source, first) for source in sources],
        "files_left_aside": [{"file": left.path, "reason": left.reason} for left in left_aside],
    }


def _rows(key: str, counts: dict[str, Any], by: str) -> list[dict[str, Any]]:
    """Rows of a table: those with the highest count `by` first, then by name."""
    rows = [{key: name, **row} for name, row in counts.items()]
    return sorted(rows, key=lambda row: (-row[by], row[key]))


def _file_row(source: Source, first: FirstPass) -> dict[str, Any]:
    counts = first.table.counts(source.number)
    problems = first.quarantine.by_source.get(source.number, Counter())
    return {
        "file": source.name,
        "documents": sum(counts.values()),
        "kept": counts["kept"],
        "quarantined": problems.get(Outcome.QUARANTINED, 0),
        "repaired": problems.get(Outcome.REPAIRED, 0),
    }
