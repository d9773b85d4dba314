"""What a run needs to know of languages."""

from functools import cache

_SPECIAL = {"zxx": "No linguistic content", "und": "Undetermined"}


@cache
def _names() -> dict[str, str]:
    from saring.lang import languages

    return {language.code: language.name for language in languages()} | _SPECIAL


def language_name(label: str) -> str:
    """English name of a label; the label itself if it has none.

    Parameters
    ----------
    label
        For example ``"ind_Latn"``.

    Returns
    -------
    str
        For example ``"Indonesian"``.
    """
    return _names().get(label, label)
