"""The sections on rules and sites."""

from typing import Any

from saring._visible import html_text
from saring.report import overview
from saring.report.parts import (
    EXAMPLE_CHARS,
    literal,
    number,
    percent,
    role_of,
    rows_of,
    section,
    shorten,
    table,
    total_of,
)

SITES_SHOWN = 100
RULES_SHOWN = 60


def rules(report: dict[str, Any]) -> str:
    """Make the section on rules, the unusual ones first."""
    rules = report["rules"]
    if not rules:
        return ""
    unusual = {row["rule"] for row in report["unusual_rules"]["rows"]}
    rules = sorted(rules, key=lambda row: row["rule"] not in unusual)
    rows = [
        [
            f"<code>{literal(row['rule'])}</code>{_flag(row['rule'] in unusual)}",
            role_of(row),
            number(row["lines"]),
            "<br>".join(html_text(shorten(text, EXAMPLE_CHARS)) for text in row["examples"]),
        ]
        for row in rules[:RULES_SHOWN]
    ]
    rest = rules[RULES_SHOWN:]
    if rest:
        rows.append([rows_of(len(rest), "more rule"), "", number(total_of(rest, "lines")), ""])
    heads = ("rule", "role", "lines and spans", "examples")
    totals = ("total", "", number(total_of(rules, "lines")), "")
    note = "The rules that removed lines and spans, the most frequent first."
    if unusual:
        note += (
            " Unusual rules come before them: they removed longer lines than usual in this run, "
            "and may remove parts of articles. Below the table is the longest line that each of "
            "them removed, in its place."
        )
    body = f'<div class="card">{table(heads, rows, frozenset({2}), totals)}</div>'
    body += overview.examples(
        [(f"<code>{literal(row['rule'])}</code>", row["shown"]) for row in rules if "shown" in row]
    )
    return section("Rules", note, body)


def sites(report: dict[str, Any]) -> str:
    """Make the section on sites, the unusual ones first."""
    unusual = report["unusual_sites"]["rows"]
    names = {row["site"] for row in unusual}
    sites = [*unusual, *(row for row in report["sites"] if row["site"] not in names)][:SITES_SHOWN]
    if not sites:
        return ""
    characters = report["characters"]
    everything = {
        "documents": report["documents"]["read"],
        "kept": report["documents"]["kept"],
        "lines": total_of(report["roles"], "lines"),
        "chars_before": characters["read"],
        "chars_after": characters["read"] - characters["removed_in_lines"],
    }
    rest = {name: value - total_of(sites, name) for name, value in everything.items()}
    rows = [
        [literal(row["site"]) + _flag(row["site"] in names), *_site_cells(row)] for row in sites
    ]
    if rest["documents"]:
        rows.append(["other sites, or no site", *_site_cells(rest)])
    heads = ("site", "documents", "kept", "lines and spans", "per document", "share of characters")
    totals = ["total", *_site_cells(everything)]
    body = f'<div class="card">{table(heads, rows, frozenset({1, 2, 3, 4, 5}), totals)}</div>'
    body += overview.examples(
        [(f"<b>{literal(row['site'])}</b>", row["shown"]) for row in sites if "shown" in row]
    )
    note = (
        "Documents that were read, and the lines and spans that were removed inside them: how "
        "many, how many per document, and their share of the characters. Removed documents do not "
        f"count in this share. {_profile(report.get('profile'))}"
    )
    return section("Sites", note, body)


def _profile(profile: dict[str, Any] | None) -> str:
    """Say whether repeated lines of sites were removed, and where the profile came from."""
    if profile is None:
        return "Repeated lines of sites were not searched for."
    known = f"Lines that repeat on the pages of {rows_of(profile['sites'], 'site')} were removed"
    if profile["source"] == "run":
        return f"{known}. They were counted in the documents of this run."
    named = literal(profile["file"]) if profile["file"] else "a profile"
    checksum = profile["sha256"]
    which = f" (SHA-256 {literal(checksum[:16])}…)" if checksum else ""
    return f"{known}. The profile is {named}{which}."


def _flag(is_unusual: bool) -> str:
    return ' <span class="tag odd">unusual</span>' if is_unusual else ""


def _site_cells(row: dict[str, Any]) -> list[str]:
    documents = row["documents"]
    return [
        number(documents),
        number(row["kept"]),
        number(row["lines"]),
        f"{row['lines'] / documents:.1f}" if documents else "",
        percent(row["chars_before"] - row["chars_after"], row["chars_before"]),
    ]
