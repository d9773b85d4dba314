"""The stripper: rules and a line model, created once and used for many texts."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import Any

from saring import _core
from saring._languages import rule_language
from saring._table import Table, table_of
from saring.boilerplate.rule_files import RulePaths, read_line_model, read_rule_files, rule_paths
from saring.boilerplate.stripped import Stripped
from saring.sites import SiteProfile, core_of


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
    Immutable and safe to share between threads; picklable. Files are read once, here. Later changes
    of the files do not matter.

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


def _checked(threshold: float) -> float:
    if not hasattr(threshold, "__float__"):
        raise TypeError(f"threshold: expected float, got {type(threshold).__name__}")
    if not 0 <= threshold <= 1:
        raise ValueError(f"threshold: {threshold} was given, expected a number in [0, 1]")
    return threshold


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
        The files. They are read again if their size, time of change or inode has changed.
    model : path-like, optional
        A line model file used in place of the library's, read again like the rules.
    built_in : bool, default True
        Whether the library's rules and line model are used; False: only the files.

    Returns
    -------
    LineStripper
        One of the eight last used, or a new one.
    """
    paths = rule_paths(rules)
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
