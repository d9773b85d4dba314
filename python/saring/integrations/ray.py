"""saring in Ray Data: ``ds.map_batches(saring.integrations.ray.Cleaner, …)``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from saring.integrations._cleaner import RowCleaner

if TYPE_CHECKING:
    import pyarrow

__all__ = ["Cleaner"]


class Cleaner(RowCleaner):
    """Cleans the rows of a Ray dataset: text without boilerplate, language, signals.

    Parameters
    ----------
    text : str, default "text"
        The column with the texts, which are replaced by clean ones; null stays null.
    html : str, optional
        A column with pages, string or binary, to extract the texts from; `text` is then a new
        column.
    detect, strip, extract : mapping, optional
        Options of `saring.detect_batch`, of `saring.strip_batch` (without `html`) and of
        `saring.extract_batch` (with `html`).
    signals : bool, default False
        Whether ``signals.words`` and the other signals of the clean text are added.
    prefix : str, default ""
        What the names of the added columns begin with, except `text`.
    num_threads : int, default 1
        Threads of each actor, which has one processor unless ``num_cpus=`` says otherwise.

    Raises
    ------
    UsageError
        Options of strip with `html`, or of extract without. When called: a column that is not
        there, or one of the added ones that is there already.
    ValueError
        An option out of its range, such as an unknown language.

    Notes
    -----
    Added are ``title``, ``byline``, ``num_removed_lines`` and ``needs_review`` (with `html`
    ``title``, ``byline`` and ``date``), then ``lang``, ``script``, ``confidence`` and
    ``is_reliable``. Each actor loads the models once, before its first batch.

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
        """Clean a batch of rows, in the format ``pyarrow``."""
        return self.table(batch, 'batch_format="pyarrow"')
