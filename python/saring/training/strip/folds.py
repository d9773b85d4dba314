"""Splits sites into folds, so that every document is scored by a model without its site."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence

from saring.errors import UsageError

MAX_FOLDS = 4


def assign_folds(sites: Sequence[str], is_mixed: Sequence[bool], seed: int) -> list[int]:
    """Split documents into at most `MAX_FOLDS` parts, each with a site of both labels.

    Sites with both labels come first, large sites before small ones. Each site is added to the fold
    with fewest documents. So if any fold is left out, the others still have both labels.

    Parameters
    ----------
    sites
        Site of each document.
    is_mixed
        Whether the site of each document has lines of both labels.
    seed
        Decides the order of sites of the same size.

    Returns
    -------
    list of int
        The fold of each document.

    Raises
    ------
    UsageError
        If fewer than two sites have both labels.

    Examples
    --------
    >>> assign_folds(["a", "a", "b", "c"], [True, True, True, False], seed=1)
    [0, 0, 1, 1]
    """
    sizes = Counter(sites)
    mixed = {site for site, both in zip(sites, is_mixed, strict=True) if both}
    if len(mixed) < 2:
        raise UsageError(
            f"{len(mixed) or 'no'} site{'s' * (len(mixed) != 1)} of {len(sizes)} with both kept "
            "and dropped lines: a model needs at least two, to be judged on sites that it has not "
            "seen. Add documents of other sites, or name the 'site' of each row if several are "
            "there"
        )

    def rank(site: str) -> tuple[bool, int, str]:
        drawn = hashlib.sha256(f"{seed}:{site}".encode(errors="replace")).hexdigest()
        return site not in mixed, -sizes[site], drawn

    room = [0] * min(MAX_FOLDS, len(mixed))
    fold_of = {}
    for site in sorted(sizes, key=rank):
        fold = room.index(min(room))
        fold_of[site] = fold
        room[fold] += sizes[site]
    return [fold_of[site] for site in sites]
