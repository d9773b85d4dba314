"""Which lines of a plain text are the article, and which are boilerplate of the web site."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from functools import cache, lru_cache
from typing import Any, ClassVar

from saring import _core
from saring._core import ModelError, RuleError
from saring._counted import counted
from saring._languages import rule_language
from saring._stripped_view import stripped_view
from saring._table import Table, table_of
from saring._tabular import Rows
from saring.sites import SiteProfile, core_of

__all__ = [
    "ARTICLE_ROLES",
    "ROLES",
    "Line",
    "LineSpan",
    "LineStripper",
    "Stripped",
    "strip",
    "strip_batch",
]

ROLES: tuple[str, ...] = tuple(_core.role_names())
"""Every role that a line can have."""

ARTICLE_ROLES: tuple[str, ...] = ("headline", "body", "subheading", "quote", "list")
"""The roles that are kept unless `keep_roles` says otherwise."""

RulePaths = str | os.PathLike[str] | Sequence[str | os.PathLike[str]]
"""One rule file, or several."""

_MAX_MODEL_BYTES = 64 << 20


@dataclass(frozen=True, slots=True)
class LineSpan:
    """A part of a line with a role of its own, such as a dateline before the first sentence.

    Parameters
    ----------
    start, end : int
        Code points, half-open, into the text that was given.
    role : str
        One of `ROLES`.
    keep : bool
        Whether it is kept in the article.
    rule : str
        Id of the rule that found it.
    reason : str
        Why it has this role, in words.
    """

    start: int
    end: int
    role: str
    keep: bool
    rule: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the text that was given, and what was decided about it.

    Parameters
    ----------
    start, end : int
        Code points, half-open, into the text that was given; the terminator is not in it.
    keep : bool
        Whether it is kept in the article.
    role : str
        One of `ROLES`.
    score : float
        How sure `keep` is, in [0, 1].
    reason : str
        Why, in words.
    rule : str
        Id of a rule, ``structure.…``, ``model.lines``; empty for blank lines.
    spans : tuple of LineSpan
        Parts with a role of their own, in order.
    text : str
        The line itself.
    """

    start: int
    end: int
    keep: bool
    role: str
    score: float
    reason: str
    rule: str
    spans: tuple[LineSpan, ...] = ()
    text: str = field(default="", repr=False)


class Lines(Rows, tuple[Line, ...]):
    """The lines of a text; also a table: ``stripped.lines.to_pandas()``."""

    __slots__ = ()
    _COLUMNS: ClassVar[dict[str, str]] = {
        "start": "int64",
        "end": "int64",
        "keep": "bool",
        "role": "large_string",
        "score": "double",
        "reason": "large_string",
        "rule": "large_string",
        "text": "large_string",
    }


@dataclass(frozen=True, repr=False)
class Stripped:
    r"""A text without boilerplate, and the decision about every line.

    Parameters
    ----------
    text : str
        The article: the kept lines with their own line ends, without their dropped spans.
    lines : Lines
        A tuple of Line, and a table: every line of the text that was given.
    title, byline, caption, dateline : str or None
        What was recognised; None if nothing was.
    original : str
        The text that was given; offsets refer to it.
    removed_ranges : tuple of (int, int)
        Code points, half-open, into `original`, in order and without overlap: `original` less these
        is `text`. There is one for each dropped line that is not blank, with its line end and the
        dropped blank lines beside it, and one for each dropped span, with the white space that it
        would leave at the start or end of its line. Where only dropped lines follow the last kept
        line, its line end is removed with them.
    needs_review : bool
        Whether a person should look at the text: much of it would be lost, or it is unsure which of
        its lines are the article.
    review_reason : str or None
        Why, in words; None unless `needs_review`.
    confidence : float
        How well the article is known, in [0, 1]: the F1 of its characters that is to be expected.
        A text of more than three lines or long sentences needs a review below 0.8.

    Notes
    -----
    Lines, ranges and the other parts are made when they are first asked for.

    Examples
    --------
    What is kept and what is removed give the text back, whatever its line ends:

    >>> import saring
    >>> s = saring.strip("Bagikan\r\n\r\nHujan turun sejak pagi, kata warga kepada wartawan.\r\n")
    >>> s.text
    'Hujan turun sejak pagi, kata warga kepada wartawan.\r\n'
    >>> [s.original[start:end] for start, end in s.removed_ranges]
    ['Bagikan\r\n\r\n']
    """

    text: str
    lines: Lines
    title: str | None
    byline: str | None
    caption: str | None
    dateline: str | None
    original: str
    # By factories: a plain default would be an attribute of the class, and hide __getattr__.
    removed_ranges: tuple[tuple[int, int], ...] = field(default_factory=tuple)
    needs_review: bool = field(default_factory=bool)
    review_reason: str | None = field(default_factory=lambda: None)
    confidence: float = field(default_factory=lambda: 1.0)

    @classmethod
    def _of(cls, core: _core.Stripped) -> Stripped:
        """Make one whose fields are made from the core's answer when they are first asked for."""
        stripped = cls.__new__(cls)
        stripped.__dict__["_core"] = core
        return stripped

    def __getattr__(self, name: str) -> Any:
        # Called where no field has been made yet.
        core: _core.Stripped | None = self.__dict__.get("_core")
        if core is None or name not in _FIELDS:
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        if name == "lines":
            value: Any = Lines(_line(core.original, row) for row in core.lines())
        elif name == "removed_ranges":
            value = tuple(core.removed_ranges())
        else:
            value = getattr(core, name)
        self.__dict__[name] = value
        return value

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *_FIELDS]  # also those that are not made yet

    def __getstate__(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in _FIELDS}

    @property
    def removed(self) -> Lines:
        """The dropped lines that are not blank."""
        return Lines(line for line in self.lines if not line.keep and line.reason != "blank")

    def to_dict(self) -> dict[str, Any]:
        """Return the text and what is known of it as a record, as a row of `strip_batch`.

        Returns
        -------
        dict
            ``text``, ``title``, ``byline``, ``caption``, ``dateline``, ``num_removed_lines``,
            ``needs_review``, ``review_reason`` and ``confidence``.
        """
        names = ("text", "title", "byline", "caption", "dateline")
        others = ("needs_review", "review_reason", "confidence")
        return (
            {name: getattr(self, name) for name in names}
            | {"num_removed_lines": len(self.removed)}
            | {name: getattr(self, name) for name in others}
        )

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        kept = sum(line.keep for line in self.lines)
        parts = [
            f"{kept} of {counted(len(self.lines), 'line')} kept",
            counted(len(self.text), "character"),
        ]
        for name in ("title", "byline", "caption", "dateline"):
            value = getattr(self, name)
            if value is not None:
                parts.append(f"{name}={_short(value)!r}")
        if self.needs_review:
            parts.append(f"needs review: {self.review_reason}")
        return f"<Stripped: {', '.join(parts)}>"

    def _repr_html_(self) -> str:
        return stripped_view(self)


_FIELDS = tuple(f.name for f in fields(Stripped))


def _short(text: str, limit: int = 48) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"


class LineStripper:
    r"""Rules and line model; the functions `strip` and `strip_batch` use one with the defaults.

    Parameters
    ----------
    rules : sequence of path-like, optional
        Rule files of your own, used beside those of the library: see `saring.strip`. A file has at
        most 8 MiB; in all there are at most 50,000 rules, of which 4,096 have a pattern.
    built_in_rules : bool, default True
        Whether the library's own rules are used.
    model : path-like or None or False, optional
        A line model file, as `train_line_model` writes it. None: the one of the library. False:
        only rules and structure decide.

    Raises
    ------
    RuleError
        A rule file that cannot be used; the message names file, line and id.
    ModelError
        A model file that cannot be used: cut, changed (it has a checksum), of another kind or
        version, or made for another number of features.
    OSError
        A file that cannot be read.

    Notes
    -----
    Immutable and safe to share between threads; picklable. Files are read once, here: what happens
    to them later does not matter.

    Examples
    --------
    >>> import saring
    >>> stripper = saring.LineStripper(model=False)
    >>> stripper.strip("Read also:\nOld bridge opens again").text
    ''
    """

    def __init__(
        self,
        rules: Sequence[str | os.PathLike[str]] = (),
        *,
        built_in_rules: bool = True,
        model: str | os.PathLike[str] | bool | None = None,
    ) -> None:
        if isinstance(rules, (str, bytes, os.PathLike)):
            raise TypeError("rules: one path was given, expected a sequence of paths")
        files = read_rule_files(rules)
        content: bytes | None = None
        name = "line model"
        if model is False:
            content = b""
        elif model is not None and model is not True:
            name, content = read_line_model(model)
        self._set(files, built_in_rules, content, name)

    def _set(
        self,
        files: list[tuple[str, bytes]],
        built_in_rules: bool,
        model: bytes | None,
        model_name: str,
    ) -> None:
        self._arguments = (files, built_in_rules, model, model_name)
        # Bytes pass into the core as they are, which the stub cannot say.
        self._core = _core.LineStripper(*self._arguments)  # type: ignore[arg-type]

    def __copy__(self) -> LineStripper:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> LineStripper:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, self._arguments

    def __repr__(self) -> str:
        return f"<LineStripper: {len(self._core.rules())} rules>"

    def rules(self) -> list[dict[str, str]]:
        """Every rule, as rows with id, language, role, pattern, drop, keep and source."""
        names = ("id", "language", "role", "pattern", "drop", "keep", "source")
        return [dict(zip(names, row, strict=True)) for row in self._core.rules()]

    def strip(
        self,
        text: str | bytes,
        *,
        language: str | None = None,
        keep_roles: Iterable[str] | None = None,
        threshold: float = 0.45,
        site: str = "",
        profile: SiteProfile | None = None,
    ) -> Stripped:
        """Decide about every line of one text; see `saring.strip`."""
        return Stripped._of(
            self._core.strip(
                text,
                self._language(language),
                keep_roles,
                _checked(threshold),
                site,
                core_of(profile),
            )
        )

    def _language(self, language: str | None) -> str:
        if language is None:
            return ""
        if not isinstance(language, str):
            raise TypeError(f"language: expected str, got {type(language).__name__}")
        try:
            return rule_language(language)
        except ValueError:
            # Rule files may be of languages that have no other place in the library.
            if any(language == row[1] for row in self._core.rules()):
                return language
            raise

    def strip_batch(
        self,
        texts: Any,
        *,
        language: str | None = None,
        keep_roles: Iterable[str] | None = None,
        threshold: float = 0.45,
        removed: bool = False,
        num_threads: int = 0,
        site: Any = "",
        profile: SiteProfile | None = None,
    ) -> Table:
        """Strip a column of texts; see `saring.strip_batch`."""
        given = texts
        if profile is None:
            site = None
        elif isinstance(site, str):
            texts = texts if hasattr(texts, "__len__") else list(texts)
            site = [site] * len(texts)
        found = self._core.strip_batch(
            texts,
            self._language(language),
            keep_roles,
            _checked(threshold),
            removed,
            num_threads,
            site,
            core_of(profile),
        )
        return table_of(found, given)


def _rebuild(
    files: list[tuple[str, bytes]], built_in_rules: bool, model: bytes | None, model_name: str
) -> LineStripper:
    stripper = LineStripper.__new__(LineStripper)
    stripper._set(files, built_in_rules, model, model_name)
    return stripper


def _name(path: str | os.PathLike[str]) -> str:
    """Return a file's name for errors; bytes that are not UTF-8 become U+FFFD."""
    return os.fsencode(path).decode("utf-8", errors="replace")


def _open_at_once(path: str, flags: int) -> int:
    # Without O_NONBLOCK, opening a pipe that nobody writes to would wait for ever.
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _read(
    path: str | os.PathLike[str], limit: int, error: type[RuleError] | type[ModelError]
) -> bytes:
    with open(path, "rb", opener=_open_at_once) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise error(f"{_name(path)}: not a regular file")
        content = file.read(limit + 1)
    if len(content) > limit:
        raise error(f"{_name(path)}: has more than {limit} bytes")
    return content


def _line(original: str, row: tuple[Any, ...]) -> Line:
    start, end, keep, role, score, reason, rule, spans = row
    found = tuple(LineSpan(*span) for span in spans)
    return Line(start, end, keep, role, score, reason, rule, found, original[start:end])


def _checked(threshold: float) -> float:
    if not hasattr(threshold, "__float__"):
        raise TypeError(f"threshold: expected float, got {type(threshold).__name__}")
    if not 0 <= threshold <= 1:
        raise ValueError(f"threshold: {threshold} was given, expected a number in [0, 1]")
    return threshold


def read_rule_files(rules: RulePaths | None) -> list[tuple[str, bytes]]:
    """Read rule files.

    Parameters
    ----------
    rules : path-like or sequence of path-like, optional
        The files.

    Returns
    -------
    list of (str, bytes)
        Name, for errors, and content of each.

    Raises
    ------
    RuleError
        What is not a regular file, or is too large.
    OSError
        A file that cannot be read.
    """
    return [
        (_name(path), _read(path, _core.MAX_RULE_FILE_BYTES, RuleError)) for path in _paths(rules)
    ]


def read_line_model(path: str | os.PathLike[str]) -> tuple[str, bytes]:
    """Read a line model file.

    Parameters
    ----------
    path : path-like
        The file.

    Returns
    -------
    tuple of (str, bytes)
        Name, for errors, and content, which is never empty: no bytes mean another model.

    Raises
    ------
    ModelError
        What is not a regular file, or is too large.
    OSError
        A file that cannot be read.
    """
    # An empty file is refused as any other that is cut.
    return _name(path), _read(path, _MAX_MODEL_BYTES, ModelError) or b"\0"


def _paths(rules: RulePaths | None) -> list[str | os.PathLike[str]]:
    if rules is None:
        return []
    return [rules] if isinstance(rules, str | bytes | os.PathLike) else list(rules)


@cache
def _default() -> LineStripper:
    return LineStripper()


_Version = tuple[str, int, int, int, int]


def stripper_with(
    rules: RulePaths | None,
    *,
    model: str | os.PathLike[str] | None = None,
    built_in: bool = True,
) -> LineStripper:
    """Return the stripper of the library with rule files or a line model of the caller's own.

    Parameters
    ----------
    rules : path-like or sequence of path-like, optional
        The files. They are read again where their size, time of change or inode has changed.
    model : path-like, optional
        A line model file used in place of the library's, read again like the rules.
    built_in : bool, default True
        Whether the library's rules and line model are used; False: the files alone.

    Returns
    -------
    LineStripper
        One of the eight last used, or a new one.
    """
    paths = _paths(rules)
    if not paths and model is None and built_in:
        return _default()
    of_model = () if model is None else (_version(model),)
    return _cached(tuple(map(_version, paths)), of_model, built_in)


def _version(path: str | os.PathLike[str]) -> _Version:
    name = os.path.abspath(os.fsdecode(path))
    found = os.stat(name)
    return name, found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


@lru_cache(maxsize=8)
def _cached(
    rules: tuple[_Version, ...], model: tuple[_Version, ...], built_in: bool
) -> LineStripper:
    own = model[0][0] if model else None
    return LineStripper(
        [version[0] for version in rules],
        built_in_rules=built_in,
        model=own if own or built_in else False,
    )


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
    r"""Remove the boilerplate of a web page from plain text: no HTML needed.

    Parameters
    ----------
    text : str or bytes
        One text with the article's lines and those around them. Bytes are read as UTF-8; invalid
        ones become U+FFFD.
    language : str, optional
        A code or name such as ``"id"``, ``"ind_Latn"`` or ``"Indonesian"``: only the rules of that
        language, of languages whose labels its sites use too, and of every language are used.
        Without it, all are. A language without rules of its own is not an error, an unknown one is.
    keep_roles : collection of str, optional
        Roles to keep, of `ROLES`; `ARTICLE_ROLES` by default.
    threshold : float, default 0.45
        A line that no rule decides is dropped when the line model's probability that it belongs to
        the article is below this, in [0, 1]. Lower keeps more.
    rules : path-like or sequence of path-like, optional
        Files with rules of your own, used beside those of the library. A name that ends in ``.tsv``
        is a table, any other file has a phrase on each line; docs/boilerplate.md describes both.
        They are checked when they are read, and read again when they have changed.
    model : path-like, optional
        A line model file used in place of the library's; read again when it has changed.
    site : str, optional
        Host name or URL that the text is from; read with `profile`.
    profile : SiteProfile, optional
        What repeats on sites: that of `site` goes too, with the rules ``site.…``.

    Returns
    -------
    Stripped
        The article, and role, score, reason and rule of every line.

    Raises
    ------
    ValueError
        A language that is not known (the message names the nearest), a role that does not exist,
        or a threshold outside [0, 1].
    RuleError
        A rule file that cannot be used; the message names file, line and id.
    ModelError
        A model file that cannot be used: see `LineStripper`.
    OSError
        A rule or model file that cannot be read.

    Notes
    -----
    Time is linear in the size of any text; memory is some 800 bytes a line while a text is read, 70
    afterwards, and 400 once `Stripped.lines` is asked for. Lines end at ``\n`` or ``\r\n``. Rules
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
    plain = rules is None and model is None
    stripper = _default() if plain else stripper_with(rules, model=model)
    return stripper.strip(
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
        True: also what was taken out, as columns of lists.
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
        ``needs_review`` (bool), ``review_reason`` (string, null where none is needed) and
        ``confidence`` (float), as of `Stripped`. With `removed` also five columns of lists with an
        item for each removed line or span, in order: ``removed_start`` and ``removed_end`` (int64,
        as `Stripped.removed_ranges`), ``removed_role``, ``removed_rule`` (strings,
        dictionary-encoded; the rule is null where only blank lines were removed) and
        ``removed_score`` (float, how sure the removal is).

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
