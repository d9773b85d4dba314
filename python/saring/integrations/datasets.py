"""saring in Hugging Face `datasets`: ``ds.map(saring.integrations.datasets.cleaner(), …)``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from saring.errors import require
from saring.integrations._cleaner import RowCleaner

require("datasets", "datasets")

__all__ = ["Cleaner", "cleaner"]


class Cleaner(RowCleaner):
    """What `cleaner` makes: called by ``Dataset.map`` with a batch of rows."""

    def __call__(self, batch: Any) -> Any:
        """Clean a batch: a table, what ``map`` hands over for one, or lists by column.

        Of lists, only the columns that change are given back, as ``map`` wants it.
        """
        # Under its lists `map` has a table. Lists would leave their types to be guessed, wrongly
        # where a first batch has no title.
        batch = getattr(batch, "pa_table", batch)
        if not isinstance(batch, Mapping):
            return self.table(batch, 'ds.with_format("arrow")')
        self.check(batch)
        return self.columns(batch[self.html or self.text]).to_pydict()


def cleaner(
    text: str = "text",
    *,
    html: str | None = None,
    detect: Mapping[str, Any] | None = None,
    strip: Mapping[str, Any] | None = None,
    extract: Mapping[str, Any] | None = None,
    signals: bool = False,
    prefix: str = "",
    num_threads: int = 0,
) -> Cleaner:
    r"""Make a function for ``Dataset.map(…, batched=True)`` that cleans texts.

    Parameters
    ----------
    text : str, default "text"
        The column with the texts, which are replaced by clean ones; None stays None.
    html : str, optional
        A column with pages, str or bytes, to extract the texts from; `text` is then a new column.
    detect, strip, extract : mapping, optional
        Options of `saring.detect_batch`, of `saring.strip_batch` (without `html`) and of
        `saring.extract_batch` (with `html`).
    signals : bool, default False
        Whether ``signals.words`` and the other signals of the clean text are added.
    prefix : str, default ""
        What the names of the added columns begin with, except `text`.
    num_threads : int, default 0
        Threads of each process; 0 means all cores. 1 is best with ``num_proc``.

    Returns
    -------
    Cleaner
        Adds ``title``, ``byline``, ``num_removed_lines`` and ``needs_review`` (with `html`
        ``title``, ``byline`` and ``date``), then ``lang``, ``script``, ``confidence`` and
        ``is_reliable``.

    Raises
    ------
    UsageError
        Options of strip with `html`, or of extract without. When called: a column that is not
        there, or one of the added ones that is there already.
    ValueError
        An option out of its range, such as an unknown language.

    Notes
    -----
    Its fingerprint is the same in every process, so that `datasets` finds what it has in its cache;
    another version of saring, and other content of rule or model files, make another one. No row
    becomes a Python object, whatever the format of the dataset. ``map`` does not obey
    ``remove_columns=`` with it, as with any function that gives tables.

    Examples
    --------
    >>> from datasets import Dataset
    >>> import saring.integrations.datasets
    >>> ds = Dataset.from_dict({"text": ["Selamat pagi, apa kabar hari ini?\nBagikan artikel ini"]})
    >>> clean = saring.integrations.datasets.cleaner()
    >>> ds.map(clean, batched=True)["lang"][0]
    'ind_Latn'
    """
    return Cleaner(
        text,
        html=html,
        detect=detect,
        strip=strip,
        extract=extract,
        signals=signals,
        prefix=prefix,
        num_threads=num_threads,
    )
