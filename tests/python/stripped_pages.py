"""A page and a sentence that tests of stripping share."""

from __future__ import annotations

SENTENCE = (
    "The town opened the river walk on Friday after a year of repair, "
    "and many people came to see it."
)
PAGE = f"""River walk opens after repair
By Anna Holm
OSLO (Reuters) - {SENTENCE}
{SENTENCE.replace("river", "hill")}
Read also:
Old mill to become a library
{SENTENCE.replace("river", "lake")} – “Très bien”, dit-il.
Share this article
"""
