"""Transliterates Serbian from Cyrillic to Latin script.

The two alphabets of Serbian (Vuk's and Gaj's) map letter by letter, and there is more Cyrillic
text.
"""

CYRILLIC = "абвгдђежзијклљмнњопрстћуфхцчџш"
LATIN = [*"abvgdđežzijkl", "lj", "m", "n", "nj", *"oprstćufhcč", "dž", "š"]
TABLE = {ord(c): x for c, x in zip(CYRILLIC, LATIN, strict=True)}
TABLE |= {ord(c.upper()): x.capitalize() for c, x in zip(CYRILLIC, LATIN, strict=True)}


def to_latin(text: str) -> str:
    """Return the text in Latin script.

    >>> to_latin("Њихов џак")
    'Njihov džak'
    """
    return text.translate(TABLE)
