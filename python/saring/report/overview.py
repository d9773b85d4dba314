"""The overview sections: what to look at, unusual losses, copies between sites, dates, files."""

from collections import Counter
from typing import Any
from urllib.parse import quote

from saring._visible import html_text
from saring.report.parts import (
    SECTION_BYTES,
    TABLE_BYTES,
    bars,
    fitting,
    literal,
    number,
    percent,
    rows_of,
    section,
    table,
)
from saring.report.side_by_side import sample

LOSSES_SHOWN = 10
EXAMPLES_SHOWN = 20
MATRIX_SITES = 10
DATES_SHOWN = 130
OUTPUTS_SHOWN = 40


def findings(report: dict[str, Any]) -> str:
    """List what a person should look at, the worst first, with links to the sections."""
    found = []
    if heavy := report["heavy_losses"]["documents"]:
        text = f"{rows_of(heavy, 'document')} would lose so much text that a person should look"
        found.append(("bad", "to-review", text))
    if quarantined := report["documents"]["quarantined"]:
        text = f"{rows_of(quarantined, 'record')} or files are in quarantine"
        found.append(("bad", "problems-in-the-input", text))
    if markup := report["markup_texts"]:
        text = f"{rows_of(markup, 'text')} were HTML but were cleaned as plain text (--html-field)"
        found.append(("bad", "problems-in-the-input", text))
    if beyond := report["losses"]["documents"]:
        text = f"{rows_of(beyond, 'document')} lost more than usual in this run"
        found.append(("odd", "unusual-losses", text))
    if sites := report["unusual_sites"]["count"]:
        text = f"{rows_of(sites, 'site')} lost a larger share of characters than usual"
        found.append(("odd", "sites", text))
    if rules := report["unusual_rules"]["count"]:
        text = f"{rows_of(rules, 'rule')} removed longer lines than usual"
        found.append(("odd", "rules", text))
    if aside := sum(report["left_aside"].values()):
        found.append(("odd", "skipped-files", f"{rows_of(aside, 'file')} skipped"))
    items = "".join(
        f'<li class="{kind}"><a href="#{target}">{html_text(text)}</a></li>'
        for kind, target, text in found
    )
    body = f'<ul class="findings">{items}</ul>' if items else ""
    return section("What to look at", "" if items else "Nothing stands out.", body)


def examples(entries: list[tuple[str, dict[str, Any]]]) -> str:
    """Show parts of documents, each with a title, as many as fit."""
    pieces = (sample(entry, False, title) for title, entry in entries[:EXAMPLES_SHOWN])
    shown, rest = fitting(pieces, SECTION_BYTES)
    rest += max(len(entries) - EXAMPLES_SHOWN, 0)
    return shown + (f'<p class="note">and {number(rest)} more, in report.json</p>' if rest else "")


def unusual_losses(report: dict[str, Any]) -> str:
    """Show the documents that lost more than usual, without the ones to review."""
    losses = report["losses"]
    if not losses["documents"] or not losses["most"]:
        return ""
    note = (
        f"{rows_of(losses['documents'], 'document')} lost more than "
        f"{losses['limit']:.0f}\N{NARROW NO-BREAK SPACE}% of their characters. The usual "
        f"loss is {losses['usual']:.0f}\N{NARROW NO-BREAK SPACE}%. These lost most (documents to "
        "review are not listed here):"
    )
    entries = [("", entry) for entry in losses["most"][:LOSSES_SHOWN]]
    return section("Unusual losses", note, examples(entries))


def matrix(report: dict[str, Any]) -> str:
    """Show how many documents of one site were removed as copies of another site."""
    between = report["duplicates"]["between_sites"]
    pairs = between["pairs"]
    if not pairs:
        return ""
    weight: Counter[str] = Counter()
    counts = {}
    for pair in pairs:
        weight[pair["kept"]] += pair["documents"]
        weight[pair["copy"]] += pair["documents"]
        counts[pair["copy"], pair["kept"]] = pair["documents"]
    names = [name for name, _ in sorted(weight.items(), key=lambda item: (-item[1], item[0]))]
    names = names[:MATRIX_SITES]
    most = max(counts.values())
    heads = ["copy from", *(f"{at}" for at in range(1, len(names) + 1))]
    rows = []
    for at, name in enumerate(names, 1):
        cells = [f"<b>{at}</b> {literal(name, 60)}"]
        for other in names:
            count = counts.get((name, other), 0)
            strength = round(4 * count / most + 0.49) if count else 0
            cells.append(f'<span class="heat h{strength}">{number(count)}</span>' if count else "")
        rows.append(cells)
    numeric = frozenset(range(1, len(names) + 1))
    note = (
        f"Removed copies by site. The row is the site of the copy, the column the site of the kept "
        f"document. In total, {number(between['documents'])} copies with a known site."
    )
    if between["count"] > len(pairs) or len(weight) > len(names):
        note += " The sites with most copies are shown. The others are in report.json."
    body = f'<div class="card">{table(heads, rows, numeric)}</div>'
    return section("Which sites copy which", note, body)


def timeline(report: dict[str, Any]) -> str:
    """Show documents by date."""
    dates = report["dates"]
    rows = dates["rows"]
    if not rows:
        return ""
    shown = rows[-DATES_SHOWN:]
    most = max(row["documents"] for row in shown)
    width = 100 / len(shown)
    columns = []
    for at, row in enumerate(shown):
        read, kept = 40 * row["documents"] / most, 40 * row["kept"] / most
        title = f"{row['date']}: {number(row['documents'])} read, {number(row['kept'])} kept"
        columns.append(
            f"<g><title>{html_text(title)}</title>"
            f'<rect x="{at * width:.3f}" y="{40 - read:.2f}" width="{0.85 * width:.3f}" '
            f'height="{read:.2f}" style="fill:var(--c5)"/>'
            f'<rect x="{at * width:.3f}" y="{40 - kept:.2f}" width="{0.85 * width:.3f}" '
            f'height="{kept:.2f}" style="fill:var(--kept)"/></g>'
        )
    chart = (
        '<svg class="dates" viewBox="0 0 100 40" preserveAspectRatio="none" role="img" '
        f'aria-label="documents by {html_text(dates["unit"])}">{"".join(columns)}</svg>'
        f'<p class="axis"><span>{html_text(shown[0]["date"])}</span>'
        f"<span>{html_text(shown[-1]['date'])}</span></p>"
    )
    cells = [
        [html_text(row["date"]), number(row["documents"]), number(row["kept"])] for row in shown
    ]
    listed = table((dates["unit"], "documents", "kept"), cells, frozenset({1, 2}))
    note = (
        f"Documents read and kept (green) by {html_text(dates['unit'])}. "
        f"{number(dates['documents'])} have a date, {number(dates['without'])} have none."
    )
    if len(shown) < len(rows):
        note += f" The last {len(shown)} of {len(rows)} are shown."
    folded = f"<details><summary>as a table</summary>{listed}</details>"
    body = f'<div class="card">{chart}{folded}</div>'
    return section("Dates", note, body)


def left_aside(report: dict[str, Any]) -> str:
    """Show the files that were skipped, and why."""
    reasons = report["left_aside"]
    if not reasons:
        return ""
    rows = [(html_text(name), count, f"<b>{number(count)}</b>") for name, count in reasons.items()]
    files = report["files_left_aside"]
    cells = [[literal(row["file"]), html_text(row["reason"])] for row in files[:OUTPUTS_SHOWN]]
    body = f'<div class="card">{bars(rows, "--c4")}{table(("file", "reason"), cells)}</div>'
    unlisted = report["files_left_aside_unlisted"]
    if rest := len(files) - len(cells):
        body += f'<p class="note">and {number(rest)} more, in report.json</p>'
    if unlisted:
        body += f'<p class="note">and {number(unlisted)} more, which are counted but not listed</p>'
    note = f"Files found in folders or by patterns, but not read: {number(sum(reasons.values()))}."
    return section("Skipped files", note, body)


def outputs(report: dict[str, Any]) -> str:
    """Link to the files that the run wrote."""
    names = report["outputs"]
    own = [name for name in names if name.endswith((".json", ".jsonl.zst", "quarantine.jsonl"))]
    listed = [*own, *(name for name in names if name not in own)][:OUTPUTS_SHOWN]
    items = (
        f'<li><a href="./{html_text(quote(name))}">{literal(name)}</a></li>' for name in listed
    )
    links, rest = fitting(items, TABLE_BYTES)
    rest += len(names) - len(listed)
    more = f"<li>and {number(rest)} more</li>" if rest else ""
    body = f'<div class="card"><ul class="outputs">{links}{more}</ul></div>'
    note = "removed.jsonl.zst lists every removed line and document, with its id."
    return section("Files written", note, body)


def origin(report: dict[str, Any]) -> str:
    """Show when and how the run was made."""
    run = report["run"]
    rows = [("command", f"<code>{literal(run['command'], 2000)}</code>")]
    rows += [("started", html_text(run["started"])), ("saring", html_text(report["saring"]))]
    rows += [("Python", html_text(run["python"]))]
    rows += [
        (literal(name), f"<code>{literal(value, 64)}</code>")
        for name, value in list(report["models"].items())[:OUTPUTS_SHOWN]
    ]
    body = "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in rows)
    return section("The run", "", f'<dl class="card of-run">{body}</dl>')


def lost(row: dict[str, Any]) -> str:
    """Write the share of characters that a document or site lost."""
    return percent(row["chars_before"] - row["chars_after"], row["chars_before"])
