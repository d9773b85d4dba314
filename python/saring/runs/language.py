"""Names of languages for a run."""

from functools import cache

_SPECIAL = {"zxx": "No linguistic content", "und": "Undetermined"}


@cache
def _names() -> dict[str, str]:
    from saring.lang import languages

    return {language.code: language.name for language in languages()} | _SPECIAL


def language_name(label: str) -> str:
    """Return the English name of a label; the label itself if it has no name.

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
