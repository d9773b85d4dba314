"""The reasons for removed documents, in plain words."""

from saring._counted import counted

# For one document and for several, by the name of the reason in report.json.
_WORDS = {
    "empty": ("empty, or emptied by stripping",) * 2,
    "too_short": ("too short",) * 2,
    "language": ("in a language not wanted",) * 2,
    "uncertain": ("of uncertain language",) * 2,
    "duplicate": ("copy of another", "copies of others"),
    "source_changed": ("of a file that changed while it was read",) * 2,
    "where": ("that does not satisfy the condition", "that do not satisfy the condition"),
    "heavy_loss": ("that would lose most of its text", "that would lose most of their text"),
}


def counted_reason(count: int, name: str) -> str:
    """Write how many documents were removed for a reason.

    Parameters
    ----------
    count
        Number of documents.
    name
        Name of the reason in report.json.

    Returns
    -------
    str
        In plain words; the name itself if it is unknown.

    Examples
    --------
    >>> counted_reason(1, "duplicate"), counted_reason(1200, "language")
    ('1 copy of another', '1,200 in a language not wanted')
    """
    return counted(count, *_WORDS.get(name, (name, name)))
