"""The report's page out of the figures of a run."""

from importlib.resources import files
from string import Template
from typing import Any

from saring.report.parts import bars, escape, figure, number, percent, section, share_bar, table
from saring.report.side_by_side import cluster, sample

LANGUAGES_SHOWN = 20
RULES_SHOWN = 60
FILES_SHOWN = 200
WARNINGS_SHOWN = 200
REPEATED_SHOWN = 50

# Reasons for which documents go: how they are called, and their colour in every chart.
_REASONS = {
    "duplicate": ("copies of another document", "--c2"),
    "language": ("other languages", "--c3"),
    "uncertain": ("language uncertain", "--c7"),
    "too_short": ("too short", "--c4"),
    "empty": ("empty", "--c5"),
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
        A page of HTML that needs nothing else, not even a network.
    """
    parts = [
        _head(report),
        _figures(report),
        _flow(report),
        _languages(report),
        _roles(report),
        _samples(report),
        _clusters(report),
        _rules(report),
        _sites(report),
        _problems(report),
        _files(report),
        _settings(report),
    ]
    template = Template(files("saring.report").joinpath("template.html").read_text("utf-8"))
    page: str = template.substitute(title="saring report", style=_style(), body="\n".join(parts))
    return page


def fragment(report: dict[str, Any]) -> str:
    """Make the part of the page that a notebook shows: figures, languages, roles."""
    parts = (_figures(report), _flow(report), _languages(report), _roles(report))
    return f'<style>{_style()}</style><div class="saring">{"".join(parts)}</div>'


def _style() -> str:
    return files("saring.report").joinpath("style.css").read_text("utf-8").strip()


def _head(report: dict[str, Any]) -> str:
    run = report["run"]
    count = len(report["files"])
    names = f"{count} files" if count != 1 else escape(report["files"][0]["file"])
    return (
        "<header><h1>What saring took out, and why</h1>"
        f'<p class="lead">{names}, {run["input_bytes"] / 1e6:,.1f} MB, '
        f"cleaned in {run['seconds']:,.1f} s</p></header>"
    )


def _figures(report: dict[str, Any]) -> str:
    documents, characters = report["documents"], report["characters"]
    lines = sum(role["lines"] for role in report["roles"])
    cells = [
        figure(number(documents["read"]), "documents read"),
        figure(number(documents["kept"]), "documents kept"),
        figure(percent(characters["kept"], characters["read"]), "of the characters kept"),
        figure(number(lines), "lines and spans taken out"),
        figure(number(documents["removed"]["duplicate"]), "copies taken out"),
    ]
    if documents["quarantined"]:
        cells.append(figure(number(documents["quarantined"]), "records not readable", warn=True))
    return f'<div class="figures">{"".join(cells)}</div>'


def _flow(report: dict[str, Any]) -> str:
    documents, characters = report["documents"], report["characters"]
    parts = [("kept", documents["kept"], "--kept")]
    parts += [
        (label, documents["removed"][name], colour) for name, (label, colour) in _REASONS.items()
    ]
    parts.append(("not readable", documents["quarantined"], "--c6"))
    removed = characters["removed_in_documents"]
    signs = [
        ("kept", characters["kept"], "--kept"),
        ("lines taken out", characters["removed_in_lines"], "--c1"),
    ]
    signs += [(label, removed[name], colour) for name, (label, colour) in _REASONS.items()]
    return section(
        "Where it went",
        "",
        f'<div class="card"><h3>documents</h3>{share_bar(parts, "documents by fate")}</div>'
        f'<div class="card"><h3>characters</h3>{share_bar(signs, "characters by fate")}</div>',
    )


def _languages(report: dict[str, Any]) -> str:
    rows = report["languages"]
    if not rows:
        return ""
    shown = [
        (
            f"{escape(row['name'])} <small>{escape(row['lang'])}</small>",
            row["documents"],
            f"<b>{number(row['documents'])}</b>",
        )
        for row in rows[:LANGUAGES_SHOWN]
    ]
    rest = rows[LANGUAGES_SHOWN:]
    if rest:
        total = sum(row["documents"] for row in rest)
        shown.append((f"{len(rest)} others", total, f"<b>{number(total)}</b>"))
    return section(
        "Languages",
        "Documents by language of the clean text, before copies were taken out.",
        f'<div class="card">{bars(shown, "--c3")}</div>',
    )


def _roles(report: dict[str, Any]) -> str:
    rows = [
        (
            escape(row["role"].replace("_", " ")),
            row["chars"],
            f"<b>{number(row['lines'])}</b> · {number(row['chars'])}",
        )
        for row in report["roles"]
    ]
    if not rows:
        return section("Lines taken out", "None.", "")
    return section(
        "Lines taken out",
        "By the part they play on the page: how many lines and spans, and their characters, which "
        "the bars show.",
        f'<div class="card">{bars(rows, "--c1")}</div>',
    )


def _samples(report: dict[str, Any]) -> str:
    if not report["samples"]:
        return ""
    body = "".join(sample(entry, at == 0) for at, entry in enumerate(report["samples"]))
    note = f"{len(report['samples'])} documents, chosen by chance but the same in every run."
    return section("Before and after", note, body)


def _clusters(report: dict[str, Any]) -> str:
    duplicates = report["duplicates"]
    if not duplicates["clusters"]:
        return ""
    sizes = [
        (f"{size} documents", count, f"<b>{number(count)}</b>")
        for size, count in list(duplicates["sizes"].items())[:12]
    ]
    shown = duplicates["largest"]
    note = f"{number(duplicates['clusters'])} groups of documents that are near-copies"
    if len(shown) < duplicates["clusters"]:
        note += f"; the {len(shown)} largest are shown"
    body = f'<div class="card">{bars(sizes, "--c2")}</div>'
    body += "".join(cluster(entry, at == 0) for at, entry in enumerate(shown))
    return section("Copies", note + ".", body)


def _rules(report: dict[str, Any]) -> str:
    rules = report["rules"]
    if not rules:
        return ""
    rows = [
        [
            f"<code>{escape(row['rule'])}</code>",
            escape(row["role"].replace("_", " ")),
            number(row["lines"]),
            "<br>".join(escape(example) for example in row["examples"]),
        ]
        for row in rules[:RULES_SHOWN]
    ]
    note = f"{len(rules)} rules spoke"
    note += f"; the {RULES_SHOWN} most frequent." if len(rules) > RULES_SHOWN else "."
    heads = ("rule", "role", "lines", "examples")
    return section("Rules", note, f'<div class="card">{table(heads, rows, frozenset({2}))}</div>')


def _sites(report: dict[str, Any]) -> str:
    sites = report["sites"]
    if not sites:
        return ""
    rows = [
        [
            escape(row["site"]),
            number(row["documents"]),
            f"{row['lines'] / row['documents']:.1f}",
            percent(row["chars_before"] - row["chars_after"], row["chars_before"]),
        ]
        for row in sites
    ]
    heads = ("site", "documents", "lines out of each", "characters out")
    body = f'<div class="card">{table(heads, rows, frozenset({1, 2, 3}))}</div>'
    return section("Sites", "What was taken out of the lines of each site's documents.", body)


def _problems(report: dict[str, Any]) -> str:
    warnings = report["warnings"]
    body = ""
    if warnings:
        rows = [
            [
                escape(row["file"]),
                "" if row["line"] is None else number(row["line"]),
                escape(row["reason"]),
                escape(row["fate"]),
            ]
            for row in warnings[:WARNINGS_SHOWN]
        ]
        heads = ("file", "line", "what", "then")
        body += f'<div class="card">{table(heads, rows, frozenset({1}))}</div>'
    repeated = report["repeated_ids"]
    if repeated["count"]:
        rows = [
            [
                escape(row["id"]),
                _where(row),
                _where(row["earlier"]),
            ]
            for row in repeated["first"][:REPEATED_SHOWN]
        ]
        note = f"<h3>{number(repeated['count'])} ids occur twice or more</h3>"
        columns = ("id", "here", "and before")
        body += f'<div class="card">{note}{table(columns, rows, frozenset())}</div>'
    if not body:
        return ""
    documents = report["documents"]
    note = (
        f"{number(documents['quarantined'])} records were set aside in quarantine.jsonl; "
        f"{number(documents['repaired'])} were repaired, and what stood there before is in "
        "removed.jsonl.zst."
    )
    return section("What was wrong with the input", note, body)


def _where(row: dict[str, Any]) -> str:
    line = f"line {row['line']}" if row["line"] else f"row {row['record']}"
    return escape(f"{row['file']}, {line}")


def _files(report: dict[str, Any]) -> str:
    rows = [
        [
            escape(row["file"]),
            number(row["documents"]),
            number(row["kept"]),
            number(row["quarantined"]) if row["quarantined"] else "",
        ]
        for row in report["files"][:FILES_SHOWN]
    ]
    more = len(report["files"]) - FILES_SHOWN
    note = f"The first {FILES_SHOWN}; {more} more are in report.json." if more > 0 else ""
    heads = ("file", "documents", "kept", "set aside")
    body = f'<div class="card">{table(heads, rows, frozenset({1, 2, 3}))}</div>'
    return section("Files", note, body)


def _settings(report: dict[str, Any]) -> str:
    rows = [
        [escape(name.replace("_", " ")), f"<code>{escape(_shown(value))}</code>"]
        for name, value in report["settings"].items()
    ]
    body = f'<div class="card">{table(("setting", "value"), rows, frozenset())}</div>'
    audit = "<footer>Every line and document taken out is in removed.jsonl.zst.</footer>"
    return section(f"Settings of saring {report['saring']}", "", body + audit)


def _shown(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
