"""What the output of a run depends on. An interrupted run continues only if all is the same."""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import importlib.metadata
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from saring import _core
from saring._languages import LANGUAGE_MODEL
from saring._option_names import option
from saring.boilerplate.rule_files import read_line_model, read_rule_files
from saring.io.paths import printable
from saring.io.records import Source
from saring.io.remote import is_url
from saring.io.streams import ByteStream
from saring.io.writer import CompressedWriter
from saring.runs.options import UNSEEN, CleanOptions
from saring.sites import SiteProfile

SOURCES = "sources.jsonl.zst"
# Their versions change the bytes of the output.
_PACKAGES = ("zstandard", "pyarrow", "orjson", "lz4", "fastwarc")


class Identity:
    """The version, options, models and sources of a run.

    Parameters
    ----------
    options
        Of the run.
    sources
        Its files.

    """

    def __init__(self, options: CleanOptions, sources: Sequence[Source]) -> None:
        self._options = options
        self._sources = sources

    @functools.cached_property
    def head(self) -> dict[str, Any]:
        """Everything except the single sources, as JSON values."""
        values = {
            "saring": _core.__version__,
            "packages": dict(_versions()),
            "options": _options(self._options),
            "models": models(self._options),
            "num_sources": len(self._sources),
            "sources_sha256": sources_digest(self._sources),
        }
        plain: dict[str, Any] = json.loads(json.dumps(values, default=str))
        return plain

    @functools.cached_property
    def settings_sha256(self) -> str:
        """Hash of the version, options and models."""
        values = {name: self.head[name] for name in ("saring", "packages", "options", "models")}
        return _sha256(json.dumps(values, sort_keys=True).encode())

    def save_sources(self, work: Path) -> None:
        """Write the sources, with sizes and modification times, to the work folder."""
        with CompressedWriter(work / SOURCES, "zst") as file:
            for entry in _entries(self._sources):
                file.write(_line(entry))

    def difference_from(self, head: dict[str, Any], work: Path) -> str | None:
        """Say what differs from the run with this `head`; None if nothing differs."""
        for kind in ("saring", "packages", "models", "options"):
            if head.get(kind) != self.head[kind]:
                what = "option" if kind == "options" else kind
                return difference(what, head.get(kind), self.head[kind])
        if head["sources_sha256"] == self.head["sources_sha256"]:
            return None
        return self._source_that_differs(work)

    def _source_that_differs(self, work: Path) -> str:
        now = {entry[0]: entry for entry in _entries(self._sources)}
        for old in _saved_entries(work / SOURCES):
            new = now.pop(old[0], None)
            if new is None:
                return f"other files were read: '{old[1]}' was among them"
            if new != old:
                return f"'{new[1]}' has changed since"
        for new in now.values():
            return f"'{new[1]}' was not there"
        return "the files were read in another order"


def sources_digest(sources: Iterable[Source]) -> str:
    """Hash the names, sizes and modification times of files."""
    digest = hashlib.sha256()
    for entry in _entries(sources):
        digest.update(_line(entry))
    return digest.hexdigest()


def _entries(sources: Iterable[Source]) -> Iterator[list[Any]]:
    for source in sources:
        path = printable(source.path if is_url(source.path) else os.path.abspath(source.path))
        kind = f"{source.container} {source.compression}".strip()
        yield [path, source.name, kind, source.size, source.mtime_ns]


def _saved_entries(path: Path) -> Iterator[list[Any]]:
    rest = b""
    with ByteStream(path, "zst") as stream:
        for chunk in stream.chunks():
            *lines, rest = (rest + chunk).split(b"\n")
            yield from map(json.loads, lines)


def _line(entry: list[Any]) -> bytes:
    return json.dumps(entry).encode() + b"\n"


def _versions() -> Iterator[tuple[str, str | None]]:
    for name in _PACKAGES:
        try:
            yield name, importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            yield name, None


def _options(options: CleanOptions) -> dict[str, Any]:
    settings = options.public()
    names = {field.name for field in dataclasses.fields(options)} - set(UNSEEN)
    return {name: settings[name] for name in sorted(names)} | {"report": options.report}


def models(options: CleanOptions) -> dict[str, Any]:
    """SHA-256 checksums of the files that decide what is removed, by kind of file."""
    files: dict[str, Any] = {"language model": _sha256(Path(LANGUAGE_MODEL).read_bytes())}
    of_sources = [of.get("rules") or () for of in (options.sources or {}).values()]
    rules = [path for some in of_sources for path in ([some] if isinstance(some, str) else some)]
    for path, content in read_rule_files([*(options.rules or ()), *rules]):
        files[f"rules {printable(path)}"] = _sha256(content)
    if options.strip_model is not None:
        files["line model"] = _sha256(read_line_model(options.strip_model)[1])
    profile = options.profile
    if isinstance(profile, SiteProfile):
        files["profile"] = _sha256(profile._core.to_bytes())
    elif profile not in ("auto", "none"):
        files["profile"] = _sha256(Path(profile).read_bytes())
    return files


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def difference(what: str, before: Any, now: Any) -> str:
    """Name the first difference between two values or dicts."""
    if isinstance(before, dict) and isinstance(now, dict):
        for name in sorted(before.keys() | now.keys()):
            if before.get(name) != now.get(name):
                what = f"the option {option(name)}" if what == "option" else name
                before, now = before.get(name), now.get(name)
                break
    if what.startswith(("line model", "language model", "rules", "profile")):
        return f"{what}: it was another one"
    return f"{what}: it was {_shown(before)}, now it is {_shown(now)}"


def _shown(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
