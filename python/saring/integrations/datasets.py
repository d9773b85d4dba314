"""saring in Hugging Face `datasets`: ``ds.map(saring.integrations.datasets.cleaner(), …)``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from saring.errors import require
from saring.integrations.row_cleaner import RowCleaner

require("datasets", "datasets")

__all__ = ["Cleaner", "cleaner"]


class Cleaner(RowCleaner):
    """The result of `cleaner`. ``Dataset.map`` calls it with a batch of rows."""

    def __call__(self, batch: Any) -> Any:
        """Clean a batch: a table, the batch object that ``map`` passes, or lists by column.

        For lists, it returns only the columns that change, as ``map`` expects.
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
    text, html, detect, strip, extract, signals, prefix, num_threads
        As in `saring.integrations.row_cleaner.RowCleaner`. With ``num_proc``, use one thread.

    Returns
    -------
    Cleaner
        Its columns and errors are the same as for `RowCleaner`.

    Notes
    -----
    The fingerprint is the same in every process, so `datasets` finds results in its cache. It
    changes with the version of saring and with the content of rule or model files. No row becomes a
    Python object, whatever the format of the dataset. ``map`` ignores ``remove_columns=`` with it,
    as with any function that returns tables.

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
