"""The page of a report, made from the figures of a run."""

import hashlib
import re
from base64 import b64encode
from collections.abc import Iterator
from importlib.resources import files
from string import Template
from typing import Any

from saring._visible import html_text
from saring.report import overview, what_removed
from saring.report.parts import (
    EXAMPLE_CHARS,
    SECTION_BYTES,
    anchor,
    bars,
    figure,
    fitting,
    literal,
    number,
    percent,
    role_of,
    rows_of,
    section,
    share_bar,
    shorten,
    table,
    total_of,
)
from saring.report.side_by_side import cluster, place, sample

LANGUAGES_SHOWN = 20
FILES_SHOWN = 100
WARNINGS_SHOWN = 60
REPEATED_SHOWN = 50
SIZES_SHOWN = 12
CLUSTERS_SHOWN = 15
SAMPLES_SHOWN = 6
LOSSES_SHOWN = 30

_TITLE = re.compile("<h2>([^<]*)</h2>")
MESSAGE_CHARS = 300
SETTING_CHARS = 1_000

# Reasons for removing documents: the name on the page, and the colour in every chart.
_REASONS = {
    "duplicate": ("copies of another document", "--c2"),
    "language": ("other languages", "--c3"),
    "uncertain": ("language uncertain", "--c7"),
    "too_short": ("too short", "--c4"),
    "empty": ("empty", "--c5"),
    "source_changed": ("file changed during the run", "--c8"),
    "heavy_loss": ("heavy loss", "--c9"),
    "where": ("condition not met", "--c10"),
}


_HEAVY_LOSSES = {
    "keep": "The rest of their text was treated like any other text.",
    "drop": "They were removed.",
    "quarantine": "They are in quarantine.jsonl, unchanged.",
}


def render(report: dict[str, Any]) -> str:
    """Make the page.

    Parameters
    ----------
    report
        As in report.json.

    Returns
    -------
    str
        A page of HTML that needs no other file and no network. Its size and the time to make it
        are bounded, even if the texts and lists of the report are very long.
    """
    parts = [
        _head(report),
        _figures(report),
        _SEARCH,
        overview.findings(report),
        _heavy_losses(report),
        overview.unusual_losses(report),
        _flow(report),
        what_removed.sites(report),
        what_removed.rules(report),
        _clusters(report),
        overview.matrix(report),
        overview.timeline(report),
        _languages(report),
        _roles(report),
        _samples(report),
        _problems(report),
        overview.left_aside(report),
        _files(report),
        overview.outputs(report),
        overview.origin(report),
        _settings(report),
    ]
    template = Template(files("saring.report").joinpath("template.html").read_text("utf-8"))
    parts.insert(2, _contents(parts))
    script = files("saring.report").joinpath("script.js").read_text("utf-8").strip()
    digest = b64encode(hashlib.sha256(script.encode()).digest()).decode()
    page: str = template.substitute(
        title="saring report",
        style=_style(),
        body="\n".join(parts),
        script=script,
        script_hash=f"sha256-{digest}",
    )
    return page


_SEARCH = (
    '<p class="search" hidden><label>Find a document, site or rule <input type="search" '
    'placeholder="an id, a name, words"></label> <output></output></p>'
)


def _contents(parts: list[str]) -> str:
    """List the sections of the page."""
    titles = [title for part in parts for title in _TITLE.findall(part)]
    items = "".join(f'<li><a href="#{anchor(title)}">{title}</a></li>' for title in titles)
    return f'<nav aria-label="contents"><ul>{items}</ul></nav>'


def fragment(report: dict[str, Any]) -> str:
    """Make the part of the page that a notebook shows: figures, languages, roles."""
    parts = (_figures(report), _flow(report), _languages(report), _roles(report))
    return f'<style>{_style()}</style><div class="saring">{"".join(parts)}</div>'


def _style() -> str:
    return files("saring.report").joinpath("style.css").read_text("utf-8").strip()


def _head(report: dict[str, Any]) -> str:
    run = report["run"]
    inputs = report["files"]
    names = literal(inputs[0]["file"]) if len(inputs) == 1 else rows_of(len(inputs), "file")
    return (
        "<header><h1>What saring removed, and why</h1>"
        f'<p class="lead">{names}, {run["input_bytes"] / 1e6:,.1f} MB, '
        f"cleaned in {run['seconds']:,.1f} s"
        f'<span class="of-run">, {html_text(run["started"][:10])}</span></p></header>'
    )


def _figures(report: dict[str, Any]) -> str:
    documents, characters = report["documents"], report["characters"]
    cells = [
        figure(number(documents["read"]), "documents read"),
        figure(number(documents["kept"]), "documents kept"),
        figure(percent(characters["kept"], characters["read"]), "of the characters kept"),
        figure(number(total_of(report["roles"], "lines")), "lines and spans removed"),
        figure(number(documents["removed"]["duplicate"]), "copies removed"),
    ]
    if heavy := report["heavy_losses"]["documents"]:
        cells.append(figure(number(heavy), "documents to review", warn=True))
    if unsure := report["unsure_texts"]:
        cells.append(figure(number(unsure), "documents with an unsure article"))
    if mojibake := report["mojibake_texts"]:
        cells.append(figure(number(mojibake), "documents with mojibake"))
    if markup := report["markup_texts"]:
        cells.append(figure(number(markup), "documents with HTML as text", warn=True))
    if quarantined := documents["quarantined"]:
        cells.append(figure(number(quarantined), "records or files quarantined", warn=True))
    return f'<div class="figures">{"".join(cells)}</div>'


def _flow(report: dict[str, Any]) -> str:
    documents, characters = report["documents"], report["characters"]
    records = [
        ("kept", documents["kept"], "--kept"),
        *_by_reason(documents["removed"]),
        ("quarantined", documents["quarantined"], "--c6"),
    ]
    signs = [
        ("kept", characters["kept"], "--kept"),
        ("removed lines and spans", characters["removed_in_lines"], "--c1"),
        *_by_reason(characters["removed_in_documents"]),
    ]
    count = documents["read"] + documents["quarantined"]
    note = (
        "Records are the documents that were read and the records or files in quarantine. "
        "Characters are counted in the documents that were read. Removed lines and spans are "
        "counted first. The rest of a removed document counts under the reason for its removal."
    )
    return section(
        "Kept and removed",
        note,
        f'<div class="card"><h3>{number(count)} records</h3>'
        f"{share_bar(records, 'records kept and removed')}</div>"
        f'<div class="card"><h3>{number(characters["read"])} characters</h3>'
        f"{share_bar(signs, 'characters kept and removed')}</div>",
    )


def _heavy_losses(report: dict[str, Any]) -> str:
    losses = report["heavy_losses"]
    count, heaviest = losses["documents"], losses["heaviest"][:LOSSES_SHOWN]
    if not count:
        return ""
    rows = [
        [
            place(row),
            html_text(row["reason"]),
            percent(row["chars_before"] - row["chars_after"], row["chars_before"]),
            html_text(shorten(row["text"], EXAMPLE_CHARS)),
            html_text(shorten(row["kept_text"], EXAMPLE_CHARS)),
        ]
        for row in heaviest
    ]
    became = _HEAVY_LOSSES.get(report["settings"].get("on_heavy_loss"), "")
    note = (
        f"{rows_of(count, 'document')} would lose so much text that a person should look at them. "
        f"{became} The heaviest losses come first. The last two columns show the beginning of the "
        "text before and after cleaning."
    )
    if len(heaviest) < count:
        note += f" {len(heaviest)} are shown."
    heads = ("document", "reason", "lost", "as read", "clean")
    body = f'<div class="card">{table(heads, rows, frozenset({2}))}</div>'
    return section("To review", note, body)


def _by_reason(counts: dict[str, int]) -> Iterator[tuple[str, int, str]]:
    for name, count in counts.items():
        label, colour = _REASONS.get(name, (name.replace("_", " "), "--c9"))
        yield label, count, colour


def _languages(report: dict[str, Any]) -> str:
    rows = report["languages"]
    if not rows:
        return ""

    def value(documents: int, kept: int) -> str:
        return f"<b>{number(documents)}</b> · {number(kept)}"

    shown = [
        (
            f"{html_text(row['name'])} <small>{html_text(row['lang'])}</small>",
            row["documents"],
            value(row["documents"], row["kept"]),
        )
        for row in rows[:LANGUAGES_SHOWN]
    ]
    rest = rows[LANGUAGES_SHOWN:]
    if rest:
        total = total_of(rest, "documents")
        label = rows_of(len(rest), "other language")
        shown.append((label, total, value(total, total_of(rest, "kept"))))
    note = (
        f"Documents by the language of their clean text: <b>read</b> · kept. In total, "
        f"{number(total_of(rows, 'documents'))} read and {number(total_of(rows, 'kept'))} kept."
    )
    return section("Languages", note, f'<div class="card">{bars(shown, "--c3")}</div>')


def _roles(report: dict[str, Any]) -> str:
    roles = report["roles"]
    rows = [
        (
            role_of(row),
            row["chars"],
            f"<b>{number(row['lines'])}</b> · {number(row['chars'])}",
        )
        for row in roles
    ]
    if not rows:
        return section("Removed lines", "None.", "")
    note = (
        "Removed text by role: <b>lines and spans</b> · their characters. The bars show the "
        f"characters. In total, {number(total_of(roles, 'lines'))} lines and spans with "
        f"{number(total_of(roles, 'chars'))} characters. Line ends and the white space around them "
        "are not counted."
    )
    return section("Removed lines", note, f'<div class="card">{bars(rows, "--c1")}</div>')


def _samples(report: dict[str, Any]) -> str:
    shown = report["samples"][:SAMPLES_SHOWN]
    if not shown:
        return ""
    body, _ = fitting((sample(entry, at == 0) for at, entry in enumerate(shown)), SECTION_BYTES)
    count = rows_of(len(shown), "document")
    note = f"{count}, chosen at random. Every run on the same input chooses the same ones."
    return section("Before and after", note, body)


def _missed_copies(expected_recall: float) -> str:
    if expected_recall == 1:
        return ""
    return (
        "Warning: very many documents share most of their words with others, so they were compared "
        f"by MinHash. It is expected to find {expected_recall:.1%} of the near-duplicates at the "
        "threshold."
    )


def _clusters(report: dict[str, Any]) -> str:
    duplicates = report["duplicates"]
    count = duplicates["clusters"]
    warning = _missed_copies(duplicates["expected_recall"])
    if not count:
        return section("Copies", warning, "") if warning else ""
    listed = [(int(size), clusters) for size, clusters in duplicates["sizes"].items()]
    sizes = [
        (f"{number(size)} documents", clusters, f"<b>{number(clusters)}</b>")
        for size, clusters in listed[:SIZES_SHOWN]
    ]
    rest = listed[SIZES_SHOWN:]
    if rest:
        total = sum(clusters for _, clusters in rest)
        label = f"{number(rest[0][0])} documents or more"
        sizes.append((label, total, f"<b>{number(total)}</b>"))
    shown = duplicates["largest"][:CLUSTERS_SHOWN]
    note = (
        f"{rows_of(count, 'cluster')} of near-duplicates and contained texts, by size. "
        f"{'No' if report['settings'].get('keep') == 'none' else 'One'} document of each cluster "
        f"was kept. Removed copies: {number(report['documents']['removed']['duplicate'])}."
    )
    if len(shown) < count:
        note += f" The largest {len(shown)} are shown."
    if warning:
        note += " " + warning
    body = f'<div class="card">{bars(sizes, "--c2")}</div>'
    body += fitting((cluster(entry, at == 0) for at, entry in enumerate(shown)), SECTION_BYTES)[0]
    return section("Copies", note, body)


def _problems(report: dict[str, Any]) -> str:
    warnings = report["warnings"]
    body = ""
    if warnings:
        rows = [
            [
                literal(row["file"]),
                "" if row["line"] is None else number(row["line"]),
                literal(row["reason"], MESSAGE_CHARS),
                html_text(row["outcome"]),
            ]
            for row in warnings[:WARNINGS_SHOWN]
        ]
        heads = ("file", "line", "problem", "outcome")
        body += f'<div class="card">{table(heads, rows, frozenset({1}))}</div>'
        if len(warnings) > WARNINGS_SHOWN:
            more = f"The first {WARNINGS_SHOWN} are shown. The others are in report.json."
            body += f'<p class="note">{more}</p>'
    repeated = report["repeated_ids"]
    if repeated["count"]:
        rows = [
            [literal(row["id"]), place(_without_id(row)), place(_without_id(row["earlier"]))]
            for row in repeated["first"][:REPEATED_SHOWN]
        ]
        title = f"<h3>{rows_of(repeated['count'], 'document')} with the id of an earlier one</h3>"
        columns = ("id", "document", "first document with the same id")
        body += f'<div class="card">{title}{table(columns, rows)}</div>'
    documents = report["documents"]
    if not body and not documents["quarantined"] and not report["markup_texts"]:
        return ""
    note = (
        f"{number(documents['quarantined'])} records or files are in quarantine.jsonl, because "
        f"they could not be read or need a review. {number(documents['repaired'])} records were "
        "repaired. Their original bytes are in removed.jsonl.zst."
    )
    return section("Problems in the input", note, body)


def _without_id(row: dict[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in ("file", "line", "record")}


def _files(report: dict[str, Any]) -> str:
    inputs = report["files"]
    columns = ("documents", "kept", "quarantined")
    rows = [
        [literal(row["file"]), *(number(row[name]) for name in columns)]
        for row in inputs[:FILES_SHOWN]
    ]
    rest = inputs[FILES_SHOWN:]
    if rest:
        label = f"{rows_of(len(rest), 'more file')}, in report.json"
        rows.append([label, *(number(total_of(rest, name)) for name in columns)])
    totals = ["total", *(number(total_of(inputs, name)) for name in columns)]
    heads = ("file", "documents read", "kept", "quarantined")
    body = f'<div class="card">{table(heads, rows, frozenset({1, 2, 3}), totals)}</div>'
    return section("Files", "", body)


def _settings(report: dict[str, Any]) -> str:
    rows = [
        [html_text(name.replace("_", " ")), f"<code>{literal(_shown(value), SETTING_CHARS)}</code>"]
        for name, value in report["settings"].items()
    ]
    body = f'<div class="card">{table(("setting", "value"), rows)}</div>'
    return section("Settings", "", body)


def _shown(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
