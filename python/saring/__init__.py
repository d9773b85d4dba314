"""Clean text corpora out of scraped articles.

One C++ core, three jobs: which language a text is in (`detect`), which lines are not the article
(`strip`, `extract`), and which documents are copies of each other (`near_duplicates`); `clean`
chains them over files.
"""

from saring._core import (
    Column,
    InvalidUtf8Error,
    ModelError,
    RuleError,
    SaringError,
    Table,
    __version__,
)
from saring.boilerplate import Line, LineStripper, Stripped, strip, strip_batch
from saring.cleaning import CleanReport, clean
from saring.dedup import Duplicates, near_duplicates
from saring.html import Article, extract, extract_batch
from saring.lang import (
    Detection,
    Detector,
    Language,
    detect,
    detect_batch,
    detect_spans,
    languages,
)
from saring.training import TrainingReport, train_language_model

__all__ = [
    "Article",
    "CleanReport",
    "Column",
    "Detection",
    "Detector",
    "Duplicates",
    "InvalidUtf8Error",
    "Language",
    "Line",
    "LineStripper",
    "ModelError",
    "RuleError",
    "SaringError",
    "Stripped",
    "Table",
    "TrainingReport",
    "__version__",
    "clean",
    "detect",
    "detect_batch",
    "detect_spans",
    "extract",
    "extract_batch",
    "languages",
    "near_duplicates",
    "strip",
    "strip_batch",
    "train_language_model",
]
