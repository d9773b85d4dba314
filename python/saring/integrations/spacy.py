"""saring in spaCy: the pipeline component ``saring``, which adds the language of each document.

If saring is installed, spaCy finds the component without an import: ``nlp.add_pipe("saring")``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from saring.errors import require
from saring.lang import detect_batch, detect_spans

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc
    from spacy.util import minibatch
else:
    Language = require("spacy.language", "spacy").Language
    Doc = require("spacy.tokens", "spacy").Doc
    minibatch = require("spacy.util", "spacy").minibatch

__all__ = ["SPANS", "LanguageComponent", "make"]

SPANS = "saring_languages"
"""The key in ``doc.spans`` for the parts in one language."""

_FIELDS = ("lang", "confidence", "is_reliable")


class LanguageComponent:
    """Identify languages. In pipelines, use ``nlp.add_pipe("saring", config={…})``.

    Parameters
    ----------
    languages : list of str, optional
        Codes or names of the allowed languages, as in `saring.detect`; by default all.
    spans : bool, default False
        Whether ``doc.spans["saring_languages"]`` gets a span for each part in one language, with
        the label of the language. A span is extended to whole tokens.
    num_threads : int, default 0
        Threads for a batch of ``nlp.pipe``; 0 means all cores.

    Raises
    ------
    ValueError
        For an unknown language, when the component is created.

    Notes
    -----
    Adds ``doc._.saring_lang``, ``doc._.saring_confidence`` and ``doc._.saring_is_reliable``, as in
    `saring.detect`. They are saved with the document, like its ``user_data``.

    Examples
    --------
    >>> import spacy
    >>> import saring.integrations.spacy  # not needed where saring is installed
    >>> nlp = spacy.blank("xx")
    >>> component = nlp.add_pipe("saring", config={"languages": ["id", "en"]})
    >>> nlp("Selamat pagi, apa kabar hari ini?")._.saring_lang
    'ind_Latn'
    """

    def __init__(
        self, languages: list[str] | None = None, spans: bool = False, num_threads: int = 0
    ) -> None:
        self.languages = languages
        self.spans = spans
        self.num_threads = num_threads
        for name in _FIELDS:
            if not Doc.has_extension(f"saring_{name}"):
                Doc.set_extension(f"saring_{name}", default=None)
        detect_batch([], languages=languages)

    def __call__(self, doc: Doc) -> Doc:
        """Add the language of a document."""
        self._add([doc])
        return doc

    def pipe(self, stream: Iterable[Doc], batch_size: int = 128) -> Iterator[Doc]:
        """Add the languages of a stream of documents, `batch_size` of them at a time."""
        for batch in minibatch(stream, batch_size):
            self._add(batch)
            yield from batch

    def _add(self, batch: list[Doc]) -> None:
        texts = [doc.text for doc in batch]
        found = detect_batch(texts, languages=self.languages, num_threads=self.num_threads)
        for name in _FIELDS:
            for doc, value in zip(batch, found[name], strict=True):
                doc._.set(f"saring_{name}", value)
        if self.spans:
            for doc in batch:
                self._add_spans(doc)

    def _add_spans(self, doc: Doc) -> None:
        spans = detect_spans(doc.text, languages=self.languages)
        parts = [
            doc.char_span(part.start, part.end, label=part.lang, alignment_mode="expand")
            for part in spans
        ]
        doc.spans[SPANS] = [part for part in parts if part is not None]


@Language.factory(
    "saring",
    default_config={"languages": None, "spans": False, "num_threads": 0},
    assigns=[f"doc._.saring_{name}" for name in _FIELDS],
)
def make(
    nlp: Language, name: str, languages: Any, spans: bool, num_threads: int
) -> LanguageComponent:
    """Make the component for ``nlp.add_pipe("saring")``. spaCy calls it."""
    return LanguageComponent(languages, spans, num_threads)
