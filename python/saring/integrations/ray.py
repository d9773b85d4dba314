"""saring in Ray Data: ``ds.map_batches(saring.integrations.ray.Cleaner, …)``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from saring.integrations.row_cleaner import RowCleaner

if TYPE_CHECKING:
    import pyarrow

__all__ = ["Cleaner"]


class Cleaner(RowCleaner):
    """Clean the rows of a Ray dataset: text without boilerplate, language, signals.

    Parameters
    ----------
    text, html, detect, strip, extract, signals, prefix
        As in `saring.integrations.row_cleaner.RowCleaner`. Columns and errors are the same too.
    num_threads : int, default 1
        Threads of each actor. An actor has one processor unless ``num_cpus=`` says otherwise.

    Notes
    -----
    Each actor loads the models once, before its first batch.

    Examples
    --------
    >>> import saring.integrations.ray
    >>> def cleaned(ds, actors):
    ...     import ray
    ...
    ...     return ds.map_batches(
    ...         saring.integrations.ray.Cleaner,
    ...         fn_constructor_kwargs={"text": "body", "signals": True},
    ...         batch_format="pyarrow",
    ...         compute=ray.data.ActorPoolStrategy(size=actors),
    ...     )
    """

    def __init__(
        self,
        text: str = "text",
        *,
        html: str | None = None,
        detect: Mapping[str, Any] | None = None,
        strip: Mapping[str, Any] | None = None,
        extract: Mapping[str, Any] | None = None,
        signals: bool = False,
        prefix: str = "",
        num_threads: int = 1,
    ) -> None:
        super().__init__(
            text,
            html=html,
            detect=detect,
            strip=strip,
            extract=extract,
            signals=signals,
            prefix=prefix,
            num_threads=num_threads,
        )

    def __call__(self, batch: pyarrow.Table) -> pyarrow.Table:
        """Clean a batch of rows in the format ``pyarrow``."""
        return self.table(batch, 'batch_format="pyarrow"')
