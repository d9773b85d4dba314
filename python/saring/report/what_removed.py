"""The sections of what removed lines: rules, and the sites on which they did."""

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
    """Make the section of the rules, the unusual ones first."""
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
            " Before them those whose lines are longer than is usual in this run, which may take "
            "parts of articles. Below, the longest that each removed, where it stood."
        )
    body = f'<div class="card">{table(heads, rows, frozenset({2}), totals)}</div>'
    body += overview.examples(
        [(f"<code>{literal(row['rule'])}</code>", row["shown"]) for row in rules if "shown" in row]
    )
    return section("Rules", note, body)


def sites(report: dict[str, Any]) -> str:
    """Make the section of the sites, the unusual ones first."""
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
        rows.append(["other sites, or none given", *_site_cells(rest)])
    heads = ("site", "documents", "kept", "lines and spans", "each", "share of characters")
    totals = ["total", *_site_cells(everything)]
    body = f'<div class="card">{table(heads, rows, frozenset({1, 2, 3, 4, 5}), totals)}</div>'
    body += overview.examples(
        [(f"<b>{literal(row['site'])}</b>", row["shown"]) for row in sites if "shown" in row]
    )
    note = (
        "Documents read, and what was removed inside them: lines and spans, how many of them for "
        "each document, and their share of the characters. Removed documents are not in that "
        f"share. {_profile(report.get('profile'))}"
    )
    return section("Sites", note, body)


def _profile(profile: dict[str, Any] | None) -> str:
    """Say whether what repeats on sites was removed, and how it was known."""
    if profile is None:
        return "What repeats on a site was not looked for."
    known = f"What repeats on the pages of {rows_of(profile['sites'], 'site')} was removed"
    if profile["source"] == "run":
        return f"{known}, as counted in the documents of this run."
    named = literal(profile["file"]) if profile["file"] else "a profile"
    checksum = profile["sha256"]
    which = f" (SHA-256 {literal(checksum[:16])}…)" if checksum else ""
    return f"{known}, as {named} has it{which}."


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
