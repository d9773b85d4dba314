"""Which lines of a plain text are the article, and which are boilerplate of the web site."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

from saring import _core
from saring._table import Table
from saring.boilerplate.line_stripper import LineStripper, stripper_with
from saring.boilerplate.rule_files import RulePaths
from saring.boilerplate.stripped import Line, Lines, LineSpan, Stripped
from saring.sites import SiteProfile

__all__ = [
    "ARTICLE_ROLES",
    "ROLES",
    "Line",
    "LineSpan",
    "LineStripper",
    "Lines",
    "Stripped",
    "strip",
    "strip_batch",
]

ROLES: tuple[str, ...] = tuple(_core.role_names())
"""Every role that a line can have."""

ARTICLE_ROLES: tuple[str, ...] = ("headline", "body", "subheading", "quote", "list")
"""The roles that are kept unless `keep_roles` says otherwise."""


def strip(
    text: str | bytes,
    *,
    language: str | None = None,
    keep_roles: Iterable[str] | None = None,
    threshold: float = 0.45,
    rules: RulePaths | None = None,
    model: str | os.PathLike[str] | None = None,
    site: str = "",
    profile: SiteProfile | None = None,
) -> Stripped:
    r"""Remove the boilerplate of a web page from plain text, without HTML.

    Parameters
    ----------
    text : str or bytes
        One text with the lines of the article and the lines around them. Bytes are read as UTF-8;
        invalid bytes become U+FFFD.
    language : str, optional
        A code or name such as ``"id"``, ``"ind_Latn"`` or ``"Indonesian"``. Only these rules are
        used: those of that language, those of languages with labels that its sites use too, and
        those for every language. Without it, all rules are used. An unknown language is an error; a
        language without rules is not.
    keep_roles : collection of str, optional
        Roles to keep, of `ROLES`; `ARTICLE_ROLES` by default.
    threshold : float, default 0.45
        A line that no rule decides is dropped when the line model's probability that it belongs to
        the article is below this, in [0, 1]. Lower keeps more.
    rules : path-like or sequence of path-like, optional
        Files with rules of your own, used beside those of the library. A name that ends in ``.tsv``
        is a table, any other file has one phrase per line; docs/boilerplate.md describes both. They
        are checked when they are read, and read again when they have changed.
    model : path-like, optional
        A line model file used in place of the library's; read again when it has changed.
    site : str, optional
        Host name or URL that the text is from; read with `profile`.
    profile : SiteProfile, optional
        What repeats on sites. What repeats on `site` is removed too, with the rules ``site.…``.

    Returns
    -------
    Stripped
        The article, and role, score, reason and rule of every line.

    Raises
    ------
    ValueError
        An unknown language (the message names the nearest), a role that does not exist, or a
        threshold outside [0, 1].
    RuleError
        A rule file that cannot be used; the message names file, line and id.
    ModelError
        A model file that cannot be used: see `LineStripper`.
    OSError
        A rule or model file that cannot be read.

    Notes
    -----
    Time is linear in the size of any text. Memory is about 800 bytes per line while a text is read,
    70 afterwards, and 400 once `Stripped.lines` is used. Lines end at ``\n`` or ``\r\n``. Rules
    decide first, then the structure that their labels start, then a line model (shallow text
    features, Kohlschütter et al. 2010, "Boilerplate detection using shallow text features").

    Examples
    --------
    >>> import saring
    >>> page = '''River walk opens after repair
    ... By Anna Holm
    ... The town opened the river walk on Friday after a year of repair, the mayor said.
    ... Hundreds of people came to see the new bridge and the two small gardens beside it.
    ... Read also:
    ... Old mill to become a library
    ... The work had begun last spring, when the flood took away a part of the path.
    ... Share this article
    ... '''
    >>> s = saring.strip(page, language="en")
    >>> print(s.text)
    River walk opens after repair
    The town opened the river walk on Friday after a year of repair, the mayor said.
    Hundreds of people came to see the new bridge and the two small gardens beside it.
    The work had begun last spring, when the flood took away a part of the path.
    >>> s.byline
    'Anna Holm'
    >>> [(line.role, line.rule) for line in s.removed][1:3]
    [('related_label', 'en.related.read_also'), ('related_link', 'structure.title_after_label')]
    """
    return stripper_with(rules, model=model).strip(
        text,
        language=language,
        keep_roles=keep_roles,
        threshold=threshold,
        site=site,
        profile=profile,
    )


def strip_batch(
    texts: Any,
    *,
    language: str | None = None,
    keep_roles: Iterable[str] | None = None,
    threshold: float = 0.45,
    rules: RulePaths | None = None,
    model: str | os.PathLike[str] | None = None,
    removed: bool = False,
    num_threads: int = 0,
    site: Any = "",
    profile: SiteProfile | None = None,
) -> Table:
    r"""Strip a column of texts.

    Parameters
    ----------
    texts : list, Arrow, NumPy, pandas or Polars column
        n texts; None and other nulls stay null.
    language, keep_roles, threshold, rules, model
        As for `strip`, the same for all texts.
    removed : bool, default False
        True: also what was removed, as columns of lists.
    num_threads : int, default 0
        Threads to use; 0 means all cores. The result does not depend on it.
    site : str or column, optional
        Host name or URL of all texts, or of each; null where it is unknown.
    profile : SiteProfile, optional
        As for `strip`.

    Returns
    -------
    Table
        An Arrow producer with n rows: ``text``, ``title``, ``byline``, ``caption``, ``dateline``
        (strings, null where not found), ``num_removed_lines`` (uint32; blank lines do not count),
        ``needs_review`` (bool), ``review_reason`` (string, null if no review is needed) and
        ``confidence`` (float), as in `Stripped`. With `removed` also five columns of lists with one
        item per removed line or span, in order: ``removed_start`` and ``removed_end`` (int64,
        as `Stripped.removed_ranges`), ``removed_role``, ``removed_rule`` (strings,
        dictionary-encoded; the rule is null if only blank lines were removed) and
        ``removed_score`` (float, how certain the removal is).

    Notes
    -----
    The GIL is released for the whole batch.

    Examples
    --------
    >>> import saring
    >>> table = saring.strip_batch(["Read also:\nOld bridge opens again", None])
    >>> table["text"].to_pylist()
    ['', None]
    >>> table = saring.strip_batch(["Share this article"], removed=True)
    >>> table["removed_role"].to_pylist(), table["removed_end"].to_pylist()
    ([['share']], [[18]])
    """
    return stripper_with(rules, model=model).strip_batch(
        texts,
        language=language,
        keep_roles=keep_roles,
        threshold=threshold,
        removed=removed,
        num_threads=num_threads,
        site=site,
        profile=profile,
    )
