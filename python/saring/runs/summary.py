"""The figures of a run, as report.json holds them."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from saring import _core
from saring.io.records import Source
from saring.runs.audit import place
from saring.runs.doc_table import VERDICTS
from saring.runs.first_pass import FirstPass
from saring.runs.options import CleanOptions
from saring.runs.second_pass import Copies, Writing, cluster_sizes

# Of the report's own layout; it changes where a reader of an older one would be misled.
REPORT_VERSION = 1
REPEATED_IDS_SHOWN = 100
SITES_SHOWN = 100


def summarise(
    options: CleanOptions,
    sources: list[Source],
    ignored: list[str],
    first: FirstPass,
    copies: Copies,
    writing: Writing,
    language_name: Callable[[str], str],
) -> dict[str, Any]:
    """Gather the figures of a run.

    Parameters
    ----------
    options
        What was asked for.
    sources, ignored
        Files read, and files of folders left alone.
    first, copies, writing
        What the passes found.
    language_name
        English name of a label.

    Returns
    -------
    dict
        Everything of report.json but the files written and the time taken.
    """
    table = first.table
    tally = first.tally.to_dict()
    verdicts = Counter(VERDICTS[verdict] for verdict in table.verdict)
    chars = dict(zip(VERDICTS, tally["verdict_chars"], strict=False))
    chars["kept"] -= writing.duplicate_chars
    chars["duplicate"] = writing.duplicate_chars
    line_chars = tally["chars_before"] - tally["chars_after"]
    repeated = table.repeated_idents()
    return {
        "saring": _core.__version__,
        "report_version": REPORT_VERSION,
        "settings": options.public(),
        "documents": {
            "read": len(table),
            "kept": verdicts["kept"],
            "removed": {name: verdicts[name] for name in VERDICTS[1:]},
            "quarantined": first.quarantined,
            "repaired": first.repaired,
        },
        "characters": {
            "read": tally["chars_before"],
            "kept": chars["kept"],
            "removed_in_lines": line_chars,
            "removed_in_documents": {name: chars[name] for name in VERDICTS[1:]},
        },
        "languages": [
            {"lang": code, "name": language_name(code), **counts}
            for code, counts in sorted(
                tally["languages"].items(), key=lambda item: (-item[1]["documents"], item[0])
            )
        ],
        "sites": [
            {"site": name, **counts}
            for name, counts in sorted(
                tally["sites"].items(), key=lambda item: (-item[1]["documents"], item[0])
            )[:SITES_SHOWN]
        ],
        "roles": [
            {"role": name, **counts}
            for name, counts in sorted(
                tally["roles"].items(), key=lambda item: (-item[1]["chars"], item[0])
            )
            if counts["lines"]
        ],
        "rules": [
            {"rule": name, **rule}
            for name, rule in sorted(
                tally["rules"].items(), key=lambda item: (-item[1]["lines"], item[0])
            )
        ],
        "duplicates": {
            "clusters": len(copies.clusters),
            "sizes": cluster_sizes(copies.clusters),
            "largest": writing.clusters(),
        },
        "problems": dict(sorted(first.problems.items())),
        "warnings": first.warnings,
        "repeated_ids": {
            "count": len(repeated),
            "first": [
                {**place(table, sources, document), "earlier": place(table, sources, earlier)}
                for document, earlier in repeated[:REPEATED_IDS_SHOWN]
            ],
        },
        "samples": first.samples.chosen(),
        "files": [_file_row(source, first, writing) for source in sources],
        "files_of_other_formats": ignored,
    }


def _file_row(source: Source, first: FirstPass, writing: Writing) -> dict[str, Any]:
    counts = writing.by_source.get(source.number, Counter())
    trouble = first.by_source.get(source.number, Counter())
    return {
        "file": source.name,
        "documents": counts["documents"],
        "kept": counts["kept"],
        "quarantined": trouble["quarantined"],
        "repaired": trouble["repaired"],
    }
