"""saring in datatrove pipelines: a filter by language, and a formatter that strips boilerplate."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from saring.boilerplate.line_stripper import stripper_with
from saring.errors import require
from saring.lang import Detector, detect_batch

if TYPE_CHECKING:
    from datatrove.data import Document
    from datatrove.pipeline.filters.base_filter import BaseFilter
    from datatrove.pipeline.formatters.base import BaseFormatter
    from datatrove.pipeline.writers.disk_base import DiskWriter
else:
    BaseFilter = require("datatrove.pipeline.filters.base_filter", "datatrove").BaseFilter
    BaseFormatter = require("datatrove.pipeline.formatters.base", "datatrove").BaseFormatter

__all__ = ["BoilerplateFormatter", "LanguageFilter"]


class LanguageFilter(BaseFilter):
    """Keep documents in some languages, and write the language of each into its metadata.

    Parameters
    ----------
    languages : iterable of str, optional
        Codes or names of the languages to keep, as in `saring.detect`. By default all are kept, and
        only the metadata is added. The detection always considers all languages.
    min_confidence : float, default 0
        Lowest confidence of a document that is kept, in [0, 1].
    label_only : bool, default False
        If True, no document is removed.
    exclusion_writer : DiskWriter, optional
        The writer that datatrove uses for removed documents.
    batch_size : int, default 1000
        Number of documents that are read at a time.
    num_threads : int, default 1
        Threads of each task; 0 means all cores.

    Raises
    ------
    ValueError
        For an unknown language, or a confidence outside [0, 1].

    Notes
    -----
    The metadata is the same as in datatrove's own filter: ``language`` (``"ind"``, ``"zxx"``,
    ``"und"``), ``language_script`` (``"Latn"``; not for ``zxx`` and ``und``) and
    ``language_score``, the confidence. The reasons for removal are ``language_…`` and
    ``low_confidence``.

    Examples
    --------
    >>> from datatrove.data import Document
    >>> from saring.integrations.datatrove import LanguageFilter
    >>> texts = ["Selamat pagi, apa kabar hari ini?", "Good morning, how are you today?"]
    >>> documents = [Document(text, id=str(i)) for i, text in enumerate(texts)]
    >>> [document.id for document in LanguageFilter(["id"]).run(documents)]
    ['0']
    """

    name = "🌍 Language (saring)"

    def __init__(
        self,
        languages: Iterable[str] | None = None,
        *,
        min_confidence: float = 0.0,
        label_only: bool = False,
        exclusion_writer: DiskWriter | None = None,
        batch_size: int = 1000,
        num_threads: int = 1,
    ) -> None:
        super().__init__(exclusion_writer, batch_size)
        if not 0 <= min_confidence <= 1:
            raise ValueError(f"min_confidence: {min_confidence} was given, expected one in [0, 1]")
        self.labels = None if languages is None else _labels(languages)
        self.min_confidence = min_confidence
        self.label_only = label_only
        self.num_threads = num_threads

    def filter(self, doc: Document) -> bool | tuple[bool, str]:
        """Decide about one document."""
        return self.filter_batch([doc])[0]

    def filter_batch(self, batch: list[Document]) -> list[bool | tuple[bool, str]]:
        """Decide about several documents, and add to their metadata."""
        found = detect_batch([doc.text for doc in batch], num_threads=self.num_threads)
        answers = zip(batch, found["lang"], found["confidence"], strict=True)
        return [self._decide(doc, label, confidence) for doc, label, confidence in answers]

    def _decide(self, doc: Document, label: str, confidence: float) -> bool | tuple[bool, str]:
        language, _, script = label.partition("_")
        doc.metadata["language"] = language
        doc.metadata["language_score"] = confidence
        if script:
            doc.metadata["language_script"] = script
        if self.label_only:
            return True
        if self.labels is not None and label not in self.labels:
            return False, f"language_{label}"
        return True if confidence >= self.min_confidence else (False, "low_confidence")


def _labels(languages: Iterable[str]) -> frozenset[str]:
    names = [languages] if isinstance(languages, str) else languages
    detector = Detector()
    return frozenset(label for name in names for label in detector.resolve(name))


class BoilerplateFormatter(BaseFormatter):
    r"""Remove the lines of each text that are not part of the article.

    Parameters
    ----------
    **options
        Options of `saring.strip`, the same for all documents.

    Raises
    ------
    ValueError, RuleError, ModelError, OSError
        As in `saring.strip`, when the formatter is created.

    Examples
    --------
    >>> from saring.integrations.datatrove import BoilerplateFormatter
    >>> BoilerplateFormatter(language="en").format("Old bridge opens again\nShare this article")
    'Old bridge opens again'
    """

    name = "✂️ Boilerplate (saring)"

    def __init__(self, **options: Any) -> None:
        super().__init__()
        own = {name: options.pop(name) for name in ("rules", "model") if name in options}
        # Pickled with what it read of these files, so that the workers need them no more.
        self.stripper = stripper_with(own.get("rules"), model=own.get("model"))
        self.options = options
        self.format("")

    def format(self, text: str) -> str:
        """Return the article of a text."""
        return self.stripper.strip(text, **self.options).text
