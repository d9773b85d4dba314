"""The documents that lost most, and for each rule and site one example."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from saring.io.records import Source
from saring.runs.places import described_place
from saring.runs.usual import upper_fence

LOSSES = 30
RULES = 500
SITES = 1000
# How much of a text is kept in memory, in bytes of UTF-8.
LOSS_BYTES, RULE_BYTES, SITE_BYTES = 1500, 700, 1200

# Name of the source, and the results of `described` and `excerpt` of a batch. Entries of the report
# are made at the end, because most candidates are replaced by one of a higher rank before.
Taken = tuple[str, tuple[Any, ...], tuple[Any, ...]]
# Rank and row of a document, and the parts that are shown.
Ranked = tuple[int, int, Taken]


@dataclass(slots=True)
class Notable:
    """Chooses the documents that a report shows, independent of the size of batches.

    For each rule: the longest removal. For each site: the document that lost most. Of equal
    candidates: the first. At most `RULES`, `SITES` and `LOSSES` entries are kept, with the highest
    rank.

    Attributes
    ----------
    shares
        Number of documents by the percentage of characters removed inside them, 0 to 100.
    losses, rules, sites
        By row, rule and site.
    """

    shares: list[int] = field(default_factory=lambda: [0] * 101)
    losses: dict[int, Ranked] = field(default_factory=dict)
    rules: dict[str, Ranked] = field(default_factory=dict)
    sites: dict[str, Ranked] = field(default_factory=dict)

    def offer(self, batch: Any, first_row: int, sources: Sequence[Source]) -> None:
        """Consider the documents of a cleaned batch; the first one is row `first_row`."""
        shares, losses, rules, sites = batch.notable()
        self.shares = [a + b for a, b in zip(self.shares, shares, strict=True)]
        named = [(first_row + at, rank, at, removal) for rank, at, removal in losses]
        for held, rows, most, size in (
            (self.losses, named, LOSSES, LOSS_BYTES),
            (self.rules, rules, RULES, RULE_BYTES),
            (self.sites, sites, SITES, SITE_BYTES),
        ):
            for name, rank, at, removal in rows:
                known = held.get(name)
                if known is None or rank > known[0]:
                    taken = _taken(batch, at, removal, size, sources)
                    held[name] = (rank, first_row + at, taken)
                if len(held) >= 2 * most:
                    _prune(held, most)
            _prune(held, most)

    def summary(self, changed: Collection[str]) -> dict[str, Any]:
        """Return the part of the report on documents.

        Parameters
        ----------
        changed
            Names of sources that changed: their documents are not shown.

        Returns
        -------
        dict
            The usual loss, and the documents beyond the limit.
        """
        values = [percent for percent, count in enumerate(self.shares) if count]
        usual, limit = upper_fence(values, [self.shares[value] for value in values])
        beyond = 0 if limit is None else sum(self.shares[int(limit) + 1 :])
        ranked = sorted(self.losses.values(), key=lambda item: (-item[0], item[1]))
        most = [_shown(taken) for _, _, taken in ranked if taken[0] not in changed]
        if limit is not None:
            most = [entry for entry in most if _percent(entry) > limit]
        return {"usual": usual, "limit": limit, "documents": beyond, "most": most}

    def shown(self, kind: str, name: str, changed: Collection[str]) -> dict[str, Any] | None:
        """Return the example of a rule or site, if there is one; `kind` is rules or sites."""
        found = getattr(self, kind).get(name)
        return None if found is None or found[2][0] in changed else _shown(found[2])


def _percent(entry: dict[str, Any]) -> float:
    before: int = entry["chars_before"]
    return 100 * (before - entry["chars_after"]) / before


def _prune(held: dict[Any, Ranked], most: int) -> None:
    """Keep the highest ranks; of equal ranks, the first rows."""
    if len(held) <= most:
        return
    order = sorted(held, key=lambda name: (-held[name][0], held[name][1], name))
    for name in order[most:]:
        del held[name]


def _taken(batch: Any, at: int, removal: int, size: int, sources: Sequence[Source]) -> Taken:
    described = batch.described(at)
    return sources[described[0]].name, described, batch.excerpt(at, removal, size)


def _shown(taken: Taken) -> dict[str, Any]:
    name, (_, record, line, ident, lang, before, after), excerpt = taken
    text, removals, more_before, more_after = excerpt
    names = ("start", "end", "role", "rule", "reason", "span")
    return {
        **described_place(name, record, line, ident),
        "lang": lang,
        "chars_before": before,
        "chars_after": after,
        "text": text,
        "removals": [dict(zip(names, row, strict=True)) for row in removals],
        "more_before": more_before,
        "more_after": more_after,
    }
