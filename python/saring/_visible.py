"""Text from elsewhere, shown so that it can do nothing to a terminal, a page or its reader."""

import html
import re

# Control characters, also DEL and C1; separators of lines; marks that turn the direction of
# writing, so that text is read in another order than it has; lone surrogates, which cannot be
# encoded.
_HIDDEN = "\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff"
_IN_NAME = re.compile(f"[\x00-\x1f{_HIDDEN}]")
_IN_LINES = re.compile(f"[\x00-\x08\x0b-\x1f{_HIDDEN}]")


def visible(text: str, *, lines: bool = False) -> str:
    r"""Write characters that act, or hide, as escapes: ``\x1b``, ``\u202e``.

    Everything that people look at and that holds text from elsewhere goes through this function:
    messages, summaries and tables of the command line, and, by `html_text`, reports and notebooks.

    Parameters
    ----------
    text
        Any string.
    lines
        True: newlines and tabs stay; a line end of ``\r\n`` becomes a newline.

    Returns
    -------
    str
        The text without control characters, separators of lines, marks of writing direction and
        lone surrogates.

    Examples
    --------
    >>> print(visible("merah" + chr(27) + "[31m"))
    merah\x1b[31m
    """
    if lines:
        return _IN_LINES.sub(_escaped, text.replace("\r\n", "\n"))
    return _IN_NAME.sub(_escaped, text)


def html_text(text: object) -> str:
    """Write text as HTML, for content and for attributes; see `visible`.

    Parameters
    ----------
    text
        Anything; its ``str`` is used. Newlines and tabs stay.

    Returns
    -------
    str
        HTML without elements.

    Examples
    --------
    >>> html_text("<b>")
    '&lt;b&gt;'
    """
    return html.escape(visible(str(text), lines=True))


def _escaped(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
