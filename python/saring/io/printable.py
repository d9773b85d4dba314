"""Names of files as messages, reports and the audit show them."""


def printable(name: str) -> str:
    """Replace what is not UTF-8 in a file's name by U+FFFD.

    Parameters
    ----------
    name
        As the operating system gave it, with surrogate escapes.

    Returns
    -------
    str
        Text that can be written as UTF-8.

    Examples
    --------
    >>> printable("caf" + chr(0xDCE9))
    'caf\N{REPLACEMENT CHARACTER}'
    """
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
