"""Collects the figures of a run for report.json."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from saring import _core
from saring.io.discover import AllLeftAside
from saring.io.records import Outcome, Source
from saring.runs.dates import timeline
from saring.runs.first_pass import FirstPass
from saring.runs.options import SOURCE_OPTIONS, CleanOptions
from saring.runs.second_pass import Writing, place
from saring.runs.usual import upper_fence

# Version of the report's layout. It changes if readers of the older layout would be misled.
REPORT_VERSION = 2
REPEATED_IDS_SHOWN = 100
SITES_SHOWN = 100
UNUSUAL_SHOWN = 50
SITE_PAIRS_SHOWN = 200
# With fewer documents, a loss says little about the site. Shorter lines are rarely part of an
# article.
MIN_DOCUMENTS = 5
MIN_MEAN_CHARS = 80
# With more files than this, the report has rows for their folders.
FILES_SHOWN = 10_000


def summarise(
    options: CleanOptions,
    groups: Sequence[CleanOptions],
    sources: Sequence[Source],
    left_aside: AllLeftAside,
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
    groups
        Settings of the groups of sources.
    sources, left_aside
        The files that were read, and the files that were skipped.
    first, copies, writing
        The results of the passes.
    language_name
        Returns the English name of a label.

    Returns
    -------
    dict
        All members of report.json, except the written files and the time.
    """
    tally = first.tally.to_dict()
    documents, chars = tally["decisions"], tally["decision_chars"]
    reasons = [name for name in documents if name != "kept"]
    repeated = first.table.repeated_ids()
    quarantine = first.quarantine
    changed = {sources[number].name for number in quarantine.changed}
    sites = tally["sites"]
    for name, _, kept in first.origins.by_site(first.table):
        if name in sites:
            sites[name]["kept"] = kept

    def shown(kind: str, name: str, row: dict[str, Any]) -> dict[str, Any]:
        example = first.notable.shown(kind, name, changed)
        return row if example is None else {**row, "shown": example}

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
        "losses": first.notable.summary(changed),
        "sites": [
            shown("sites", row["site"], row)
            for row in _rows("site", sites, by="documents")[:SITES_SHOWN]
        ],
        "unusual_sites": _unusual_sites(sites, shown),
        "roles": [row for row in _rows("role", tally["roles"], by="chars") if row["lines"]],
        "rules": [
            shown("rules", row["rule"], row) for row in _rows("rule", tally["rules"], by="lines")
        ],
        "unusual_rules": _unusual_rules(tally["rules"]),
        "dates": timeline(first.origins.by_day(first.table)),
        "duplicates": {
            "clusters": sum(copies.cluster_sizes().values()),
            "sizes": {str(size): count for size, count in copies.cluster_sizes().items()},
            "largest": writing.clusters(),
            "expected_recall": copies.expected_recall,
            "between_sites": _between_sites(first, copies),
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
        "files": _file_rows(sources, groups, first),
        "left_aside": dict(sorted(left_aside.reasons.items())),
        "table": writing.table(),
        "files_left_aside": [
            {"file": left.path, "reason": left.reason} for left in left_aside.listed
        ],
        "files_left_aside_unlisted": len(left_aside) - len(left_aside.listed),
    }


def _rows(key: str, counts: dict[str, Any], by: str) -> list[dict[str, Any]]:
    """Sort the rows of a table by the count `by`, highest first, then by name."""
    rows = [{key: name, **row} for name, row in counts.items()]
    return sorted(rows, key=lambda row: (-row[by], row[key]))


Shown = Callable[[str, str, dict[str, Any]], dict[str, Any]]


def _unusual_sites(sites: dict[str, Any], shown: Shown) -> dict[str, Any]:
    """List the sites that lose a larger share than usual, most lost characters first."""

    def share(row: dict[str, Any]) -> float:
        before: int = row["chars_before"]
        return 100 * (before - row["chars_after"]) / before if before else 0.0

    counted = {name: row for name, row in sites.items() if row["documents"] >= MIN_DOCUMENTS}
    usual, limit = upper_fence(sorted(share(row) for row in counted.values()))
    if usual is None or limit is None:
        return {"usual": None, "limit": None, "count": 0, "rows": []}
    rows = [{"site": name, **row} for name, row in counted.items() if share(row) > limit]
    rows.sort(key=lambda row: (row["chars_after"] - row["chars_before"], row["site"]))
    listed = [shown("sites", row["site"], row) for row in rows[:UNUSUAL_SHOWN]]
    return {"usual": round(usual, 2), "limit": round(limit, 2), "count": len(rows), "rows": listed}


def _unusual_rules(rules: dict[str, Any]) -> dict[str, Any]:
    """List the rules that remove longer lines and spans than usual, most characters first."""
    means = {name: row["chars"] / row["lines"] for name, row in rules.items()}
    usual, limit = upper_fence(sorted(means.values()), margin=MIN_MEAN_CHARS)
    if usual is None or limit is None:
        return {"usual": None, "limit": None, "count": 0, "rows": []}
    names = [name for name, mean in means.items() if mean > limit]
    names.sort(key=lambda name: (-rules[name]["chars"], name))
    listed = [
        {"rule": name, **{key: rules[name][key] for key in ("role", "lines", "chars")}}
        for name in names[:UNUSUAL_SHOWN]
    ]
    return {"usual": round(usual, 1), "limit": round(limit, 1), "count": len(names), "rows": listed}


def _between_sites(first: FirstPass, copies: Any) -> dict[str, Any]:
    """Count the copies between sites, highest first, for documents with a site."""
    count, documents, rows = first.origins.copies_between(copies, SITE_PAIRS_SHOWN)
    names = ("kept", "copy", "documents")
    pairs = [dict(zip(names, row, strict=True)) for row in rows]
    return {"count": count, "documents": documents, "pairs": pairs}


def _file_rows(
    sources: Sequence[Source], groups: Sequence[CleanOptions], first: FirstPass
) -> list[dict[str, Any]]:
    """Make a row for each file; for very many files, a row for each folder."""
    if len(sources) <= FILES_SHOWN:
        own = [_own_options(group, groups[0]) for group in groups]
        return [_file_row(source, first) | own[source.group] for source in sources]
    depth = 1 + max(source.name.count("/") for source in sources)
    rows: dict[str, Counter[str]] = {}
    for source in sources:
        row = _file_row(source, first)
        folder = row.pop("file").rpartition("/")[0]
        rows.setdefault(folder, Counter()).update(row, files=1)
    while len(rows) > FILES_SHOWN and depth > 0:
        depth -= 1
        merged: dict[str, Counter[str]] = {}
        for folder, counts in rows.items():
            above = "/".join(folder.split("/")[:depth])
            merged.setdefault(above, Counter()).update(counts)
        rows = merged
    return [{"file": f"{folder}/" if folder else "", **rows[folder]} for folder in sorted(rows)]


def _own_options(options: CleanOptions, run: CleanOptions) -> dict[str, Any]:
    """Make the member with the options of a file; empty if they are the options of the run."""
    values, of_run = options.public(), run.public()
    own = {name: values[name] for name in SOURCE_OPTIONS if values[name] != of_run[name]}
    return {"options": own} if own else {}


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
