"""What a run needs to know of languages."""

from functools import cache
from pathlib import Path

_SPECIAL = {"zxx": "No linguistic content", "und": "Undetermined"}


def model_path() -> str:
    """Path of the language model that comes with saring."""
    return str(Path(__file__).parents[1] / "data" / "lang.saring")


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
