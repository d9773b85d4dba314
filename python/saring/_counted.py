"""Numbers of things in messages."""


def counted(number: int, one: str, many: str = "") -> str:
    """Write how many there are of a thing.

    Parameters
    ----------
    number
        How many.
    one
        The thing.
    many
        Several of them; `one` with an ``s`` where it is not given.

    Returns
    -------
    str
        The number with commas, and the thing.

    Examples
    --------
    >>> counted(1, "copy", "copies"), counted(2048, "document")
    ('1 copy', '2,048 documents')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"
