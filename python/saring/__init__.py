"""Clean text corpora out of scraped articles.

One C++ core does three jobs. It finds the language of a text (`detect`), the lines that are not the
article (`strip`, `extract`), and the documents that are copies of each other (`near_duplicates`).
`clean` runs all of them on files.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from saring._core import __version__
from saring._table import Column, Table
from saring.errors import (
    IndexFileError,
    InvalidUtf8Error,
    MissingExtraError,
    ModelError,
    RuleError,
    SaringError,
    UsageError,
)
from saring.lang import (
    Detection,
    Detector,
    Language,
    detect,
    detect_batch,
    detect_spans,
    languages,
)

if TYPE_CHECKING:
    from saring.boilerplate import Line, LineStripper, Stripped, strip, strip_batch
    from saring.cleaning import CleanReport, clean
    from saring.dedup import (
        Duplicates,
        Overlap,
        Repeats,
        near_duplicates,
        overlap,
        repeated_passages,
    )
    from saring.frames import CleanedFrame, clean_frame
    from saring.html import Article, extract, extract_batch
    from saring.index import Index, IndexMatch, IndexStats
    from saring.quality import signals, signals_batch
    from saring.sites import SiteLine, SiteProfile
    from saring.training import (
        LineTrainingReport,
        TrainingReport,
        train_language_model,
        train_line_model,
    )

__all__ = [
    "Article",
    "CleanReport",
    "CleanedFrame",
    "Column",
    "Detection",
    "Detector",
    "Duplicates",
    "Index",
    "IndexFileError",
    "IndexMatch",
    "IndexStats",
    "InvalidUtf8Error",
    "Language",
    "Line",
    "LineStripper",
    "LineTrainingReport",
    "MissingExtraError",
    "ModelError",
    "Overlap",
    "Repeats",
    "RuleError",
    "SaringError",
    "SiteLine",
    "SiteProfile",
    "Stripped",
    "Table",
    "TrainingReport",
    "UsageError",
    "__version__",
    "clean",
    "clean_frame",
    "detect",
    "detect_batch",
    "detect_spans",
    "extract",
    "extract_batch",
    "languages",
    "near_duplicates",
    "overlap",
    "repeated_passages",
    "signals",
    "signals_batch",
    "strip",
    "strip_batch",
    "train_language_model",
    "train_line_model",
]


# Loaded on first use: a program that only detects languages takes half the memory and half the time
# to start.
_HOMES = {
    name: home
    for home, names in {
        "boilerplate": "Line LineStripper Stripped strip strip_batch",
        "cleaning": "CleanReport clean",
        "dedup": "Duplicates Overlap Repeats near_duplicates overlap repeated_passages",
        "frames": "CleanedFrame clean_frame",
        "html": "Article extract extract_batch",
        "index": "Index IndexMatch IndexStats",
        "quality": "signals signals_batch",
        "sites": "SiteLine SiteProfile",
        "text": "",
        "training": "LineTrainingReport TrainingReport train_language_model train_line_model",
    }.items()
    for name in (home, *names.split())
}


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'saring' has no attribute {name!r}")
    module = importlib.import_module(f"saring.{home}")
    value = module if name == home else getattr(module, name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
