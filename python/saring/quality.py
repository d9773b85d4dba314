"""Signals of quality: measures for filtering the texts of a corpus."""

from __future__ import annotations

from typing import Any

from saring import _core
from saring._table import Table, table_of

__all__ = ["NAMES", "signals", "signals_batch", "stop_word_languages"]

NAMES: tuple[str, ...] = _core.SIGNALS
"""Names of the signals, in the order of the columns."""


def signals(text: str | bytes, language: str | None = None) -> dict[str, Any]:
    r"""Measure the signals of quality of one text.

    Parameters
    ----------
    text : str or bytes
        One text. Remove its boilerplate first: see `saring.strip`.
    language : str, optional
        Code or name of its language, for ``stop_words`` and ``script_words``. Without it, and for
        ``"und"`` and ``"zxx"``, these are None.

    Returns
    -------
    dict of str to int, float or None
        The signals by the names in ``saring.quality.NAMES``. docs/signals.md defines them. Counts
        (``characters``, ``words``, ``lines``, ``paragraphs``) are int. Means, and shares from 0 to
        1, are float. A share of nothing, such as of the lines of an empty text, is 0.
        ``stop_words`` is None for a language without a list of stop words
        (``saring.quality.stop_word_languages``).

    Raises
    ------
    ValueError
        For an unknown code or name. The message names the nearest known one.

    Notes
    -----
    Linear time. Releases the GIL. If a text has more than 1,048,576 words, unique words, stop words
    and n-grams are measured on the first 1,048,576.

    Examples
    --------
    >>> import saring
    >>> found = saring.signals("Read also\nThe bridge opens again.\nRead also", "en")
    >>> found["words"], found["lines"], found["repeated_lines"]
    (8, 3, 0.3333333333333333)
    >>> found["stop_words"]
    0.125
    """
    return _core.signals(text, language or "")


def signals_batch(texts: Any, language: Any = None, *, num_threads: int = 0) -> Table:
    """Measure the signals of many texts, on all cores, without the GIL.

    Parameters
    ----------
    texts : list, Arrow, NumPy, pandas or Polars column
        n texts. None and other nulls stay null.
    language : str or column, optional
        The `language` of `signals`, for all texts or for each text, such as the column ``lang`` of
        `saring.detect_batch`. Null if it is not known.
    num_threads : int, default 0
        Threads to use; 0 means all cores. The result does not depend on it.

    Returns
    -------
    Table
        An Arrow producer with n rows and one column per name in ``saring.quality.NAMES``: int64 for
        counts, otherwise double.

    Raises
    ------
    ValueError
        For an unknown code or name, or if the numbers of languages and texts differ.

    Examples
    --------
    >>> import saring
    >>> texts = ["Petani memanen padi lebih awal.", None]
    >>> table = saring.signals_batch(texts, saring.detect_batch(texts)["lang"])
    >>> table["words"].to_pylist(), table["script_words"].to_pylist()
    ([5, None], [1.0, None])
    """
    return table_of(_core.signals_batch(texts, language, num_threads), texts)


def stop_word_languages() -> list[str]:
    """Return the labels of the languages that have a list of stop words.

    Examples
    --------
    >>> import saring.quality
    >>> "ind_Latn" in saring.quality.stop_word_languages()
    True
    """
    return _core.stop_word_languages()
