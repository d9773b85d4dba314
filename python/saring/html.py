"""Main content of web pages."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import islice
from typing import Any, ClassVar

from saring import _core
from saring._counted import counted
from saring._languages import LANGUAGE_MODEL
from saring._lines_view import lines_view
from saring._rows import Rows
from saring._table import Table, table_of
from saring.boilerplate.line_stripper import stripper_with
from saring.boilerplate.rule_files import RulePaths
from saring.boilerplate.stripped import Lines, LineSpan
from saring.sites import SiteProfile, core_of

_PREVIEW = 60


@dataclass(frozen=True, slots=True)
class ArticleLine:
    """A visible line of a page.

    Attributes
    ----------
    start, end : int
        Code points into `Article.page_text`, half-open.
    keep : bool
        Whether it is in `Article.text`.
    role : str
        Its role: ``"body"``, ``"navigation"``, …
    score : float
        Probability that it is article text, in [0, 1].
    reason : str
        Why it was kept or dropped.
    rule : str or None
        Id of the rule that named its role.
    text : str
        The line.
    """

    start: int
    end: int
    keep: bool
    role: str
    score: float
    reason: str
    rule: str | None
    text: str


class ArticleLines(Rows, tuple[ArticleLine, ...]):
    """The lines of a page; also a table: ``article.lines.to_pandas()``."""

    __slots__ = ()
    _COLUMNS: ClassVar[dict[str, str]] = Lines._COLUMNS


@dataclass(frozen=True, slots=True, repr=False)
class Article:
    """What `extract` found on a page. A field that the page does not have is None.

    Attributes
    ----------
    text : str
        The article: the kept lines, joined by newlines. Empty if the page has no text.
    title : str or None
        The headline, without the name of the site.
    byline : str or None
        `authors`, joined by commas.
    authors : tuple of str
        Persons; organisations if the page names no person.
    date, date_modified : str or None
        When the article was published and last changed: ISO 8601, with the time and the zone if
        the page has them. If the page has only the date of the change, `date` is that date.
    language_hint : str or None
        The language that the mark-up declares, ``"id-ID"``. To find the language of the text, use
        `saring.detect`.
    site_name, description, section : str or None
        As the page declares them.
    url : str or None
        Canonical address, or the one given.
    image : str or None
        Address of the picture that the page declares for the article.
    tags : tuple of str
        Keywords that the page declares.
    encoding : str or None
        Encoding in which bytes were read, by its name in the WHATWG Encoding Standard, in lower
        case; None for a ``str``.
    mojibake : bool
        Whether the input was already decoded in a wrong encoding, in text or title: "cafÃ©".
        It is not repaired.
    page_text : str
        Every visible line of the page.
    lines : ArticleLines
        Those lines, a tuple of ArticleLine and a table, with the decision about each.
    spans : tuple of LineSpan
        What rules find inside kept lines, such as a dateline or "Read also: …" in a paragraph, as
        code points of `page_text`. Spans that are not kept are left out of `text`, `markdown` and
        `html`.
    comments : tuple of str
        Comments of readers, each with its lines joined by newlines, as far as the page separates
        them.
    markdown : str
        The same lines as `text` in Markdown (CommonMark, with the tables of GitHub): headings,
        lists, quotations, tables, code, emphasis, links and images.
    html : str
        The same as HTML of text elements, links and images. It has no scripts or styles, and no
        attributes except ``href``, ``src`` and ``alt``.
    """

    text: str
    title: str | None
    byline: str | None
    authors: tuple[str, ...]
    date: str | None
    date_modified: str | None
    language_hint: str | None
    site_name: str | None
    url: str | None
    description: str | None
    image: str | None
    section: str | None
    tags: tuple[str, ...]
    encoding: str | None
    mojibake: bool
    page_text: str
    lines: ArticleLines
    spans: tuple[LineSpan, ...]
    comments: tuple[str, ...]
    markdown: str
    html: str

    def to_dict(self) -> dict[str, Any]:
        """Every field by its name; lines as dicts."""
        return asdict(self) | {"lines": tuple(map(asdict, self.lines))}

    def to_json(self) -> str:
        """Every field as a JSON object in one line."""
        return json.dumps(self.to_dict(), ensure_ascii=False)

    @property
    def removed(self) -> ArticleLines:
        """The lines that are not in `text`."""
        return ArticleLines(line for line in self.lines if not line.keep)

    def __repr__(self) -> str:
        kept = sum(line.keep for line in self.lines)
        title = self.title if self.title is None else _shortened(self.title)
        return (
            f"Article(title={title!r}, {len(self.text)} characters, "
            f"{kept} of {counted(len(self.lines), 'line')} kept)"
        )

    def _repr_html_(self) -> str:
        names = ("title", "byline", "date", "site_name")
        return lines_view(
            self.page_text,
            self.lines,
            {name: getattr(self, name) for name in names},
            spans=self.spans,
            warning="<b>Mojibake:</b> the page was decoded in a wrong encoding before it came here"
            if self.mojibake
            else "",
        )


def _shortened(text: str) -> str:
    return text if len(text) <= _PREVIEW else text[: _PREVIEW - 1] + "…"


@functools.cache
def _extractor() -> _core.HtmlExtractor:
    return _core.HtmlExtractor(LANGUAGE_MODEL)


def extract(
    html: str | bytes,
    url: str | None = None,
    *,
    encoding: str | None = None,
    keep_roles: Collection[str] | None = None,
    rules: RulePaths | None = None,
    links: bool = True,
    profile: SiteProfile | None = None,
) -> Article:
    """Extract the article from a web page.

    Parameters
    ----------
    html : str or bytes
        One page; it may be broken, truncated, or not HTML at all. A ``str`` is text, whatever the
        page declares; bytes are in `encoding`.
    url : str, optional
        Address of the page, for `Article.url` if the page declares none, and for `profile`.
    encoding : str, optional
        Label of the encoding of bytes, one of the WHATWG Encoding Standard. It is used whatever the
        bytes are: give it only if you know it. None: the first of these that applies: a byte order
        mark, valid UTF-8, the declaration of the page unless its text would make no sense, and the
        encoding in which the language model finds the best text.
    keep_roles : collection of str, optional
        Roles of the lines in `Article.text`. Default: headline, body, subheading,
        quote, list.
    rules : path-like or sequence of path-like, optional
        Files with rules of your own, as in `saring.strip`. They are tried on the lines that the
        article would have. What they drop inside a line is missing only in `Article.text`.
    links : bool, default True
        Whether `Article.markdown` has the addresses of links, and images.
    profile : SiteProfile, optional
        What repeats on sites, best made from `Article.text` of other pages. What repeats on the
        site of `url` is removed too, with the rules ``site.…``. Without `url`, or for a site that
        the profile does not have, nothing more is removed.

    Returns
    -------
    Article
        Text, metadata, and every visible line with its role.

    Raises
    ------
    ValueError
        A role or an encoding label that does not exist.
    RuleError
        A rule file that cannot be used; the message names file, line and id.
    OSError
        A rule file that cannot be read.

    Notes
    -----
    Lines are scored by two stages of boosted trees on shape, names and places of the elements
    around them; the set of lines with the greatest expected F1 is kept (Lewis, 1995). Time is
    linear in the page. The GIL is released.

    Examples
    --------
    >>> import saring
    >>> page = '''<html lang="id"><title>Kopi naik | Kabar</title>
    ... <nav><a href="/">Beranda</a></nav><article><h1>Kopi naik</h1><p>Harga kopi naik dua kali
    ... lipat di pasar kabupaten sejak bulan lalu, kata ketua kelompok tani. Panen berikutnya
    ... baru tiga bulan lagi.</p></article></html>'''
    >>> article = saring.extract(page)
    >>> article.title, article.language_hint
    ('Kopi naik', 'id')
    >>> "Harga kopi naik" in article.text, "Beranda" in article.text
    (True, False)
    """
    of_sites = core_of(profile)

    def read(dropped: Sequence[int] = ()) -> Article:
        fields: dict[str, Any] = _extractor().extract(
            html, url or "", encoding or "", keep_roles, links, dropped, of_sites, ArticleLine
        )
        fields["spans"] = tuple(LineSpan(*row) for row in fields["spans"])
        fields["lines"] = ArticleLines(fields["lines"])
        return Article(**fields)

    article = read()
    return article if rules is None else _less_what_rules_drop(article, keep_roles, rules, read)


def _less_what_rules_drop(
    article: Article,
    keep_roles: Collection[str] | None,
    rules: RulePaths,
    read: Callable[[Sequence[int]], Article],
) -> Article:
    found = stripper_with(rules, built_in=False).strip(article.text, keep_roles=keep_roles)
    lines = list(article.lines)
    changed: list[int] = []
    # A line of the page is one line of the text, or several if it is preformatted.
    rest = iter(found.lines)
    for number, line in enumerate(article.lines):
        parts = list(islice(rest, line.text.count("\n") + 1)) if line.keep else []
        dropped = [part for part in parts if not part.keep and part.reason != "blank"]
        if dropped and not any(part.keep for part in parts):
            first = dropped[0]
            lines[number] = replace(
                line, keep=False, role=first.role, reason=first.reason, rule=first.rule
            )
            changed.append(number)
    rendered = read(changed) if changed else article
    return replace(
        article,
        text=found.text,
        lines=ArticleLines(lines),
        markdown=rendered.markdown,
        html=rendered.html,
    )


def extract_batch(
    pages: Any,
    *,
    urls: Any = None,
    encoding: str | None = None,
    keep_roles: Collection[str] | None = None,
    formats: Collection[str] = (),
    links: bool = True,
    profile: SiteProfile | None = None,
    num_threads: int = 0,
) -> Table:
    """Extract the articles from many pages.

    Parameters
    ----------
    pages : list of str or bytes, or a column
        n pages; None gives nulls. A column may come from NumPy, pandas, Polars or Arrow. In all of
        them, bytes (Arrow: the binary types) are read in the encoding of each page, as in
        `extract`; ``str`` (Arrow: the string types) is text.
    urls : list of str, or a column, optional
        Address of each page, as in `extract`; None and other nulls if it is not known.
    encoding : str, optional
        Encoding of all pages that are bytes, as in `extract`; None: found for each page.
    keep_roles : collection of str, optional
        As in `extract`.
    formats : collection of str, optional
        ``"markdown"`` and ``"html"``: columns with the article in these forms as well.
    links : bool, default True
        As in `extract`.
    profile : SiteProfile, optional
        As in `extract`; read with `urls`.
    num_threads : int, default 0
        0: all cores.

    Returns
    -------
    Table
        An Arrow producer with n rows and the columns text, title, byline, date, date_modified,
        language_hint, site_name, url, description, image, section, encoding and mojibake, and one
        per name in `formats`.

    Raises
    ------
    ValueError
        A role, a format or an encoding label that does not exist, or `urls` and `pages` of
        different length.

    Examples
    --------
    >>> import saring
    >>> table = saring.extract_batch(["<h1>Satu</h1>", None])
    >>> len(table)
    2
    """
    wanted = {formats} if isinstance(formats, str) else set(formats)
    if unknown := wanted - {"markdown", "html"}:
        raise ValueError(f"formats: expected 'markdown' or 'html', got {min(unknown)!r}")
    found = _extractor().extract_batch(
        pages,
        urls,
        encoding or "",
        keep_roles,
        "markdown" in wanted,
        "html" in wanted,
        links,
        num_threads,
        core_of(profile),
    )
    return table_of(found, pages)
