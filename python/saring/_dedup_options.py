"""Checks the arguments of `saring.near_duplicates` and converts them for the core."""

from __future__ import annotations

import math
import operator
import os
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from saring import _core

_DEFAULTS: dict[str, Any] = {
    "containment_min_shingles": 20,
    "num_perm": 128,
    "seed": 0,
    "memory_budget": 256 << 20,
    "temp_folder": "",
}
MORE_OPTIONS = tuple(_DEFAULTS)
"""Arguments of `near_duplicates` beside those of its signature."""
_CONTAINMENT = 0.9  # where contained texts are removed
_LEAST_PASSAGE = 8  # words
_BITS = {
    "containment_min_shingles": 63,
    "ngram_size": 31,
    "num_perm": 31,
    "num_threads": 31,
    "pair_limit": 63,
    "seed": 64,
    "memory_budget": 63,
}


KEEP_RULES = ("longest", "first", "last", "newest", "best", "site", "most_complete", "none")
"""Which copy of each is kept."""

NORMALIZE = ("case", "punctuation")  # differences that do not count, unless asked for


def normalize_names(normalize: str | Iterable[str]) -> list[str]:
    """Return the names in `normalize`, which may be one string with commas."""
    if isinstance(normalize, str):
        return [name.strip() for name in normalize.split(",") if name.strip()]
    if not isinstance(normalize, Iterable):
        raise TypeError(f"normalize: expected names, got {type(normalize).__name__}")
    names = list(normalize)
    for name in names:
        if not isinstance(name, str):
            raise TypeError(f"normalize: expected names, got {type(name).__name__} among them")
    return names


def options_of(
    *,
    threshold: float,
    measure: str,
    containment: float | None,
    contained: str,
    normalize: str | Iterable[str],
    **counts: Any,
) -> _core.DedupOptions:
    """Check the arguments of `near_duplicates` and convert them to options of the core."""
    values = {**_DEFAULTS, **counts}
    values["temp_folder"] = os.fspath(values["temp_folder"])
    for name, bits in _BITS.items():
        values[name] = whole_number(name, values[name], bits)
    if not isinstance(measure, str):
        raise TypeError(f"measure: expected str, got {type(measure).__name__}")
    if not isinstance(contained, str):
        raise TypeError(f"contained: expected str, got {type(contained).__name__}")
    if containment is None and contained != "keep":
        containment = _CONTAINMENT
    share = 0.0 if containment is None else real_number("containment", containment)
    if containment is not None and not 0 < share <= 1:
        raise ValueError(f"containment must be in (0, 1], or be None, not {containment}")
    return _core.DedupOptions(
        threshold=real_number("threshold", threshold),
        measure=measure,
        containment=share,
        normalize=normalize_names(normalize),
        contained=contained,
        **values,
    )


def checked_passage(passage_words: int | None) -> int:
    """Return the least words of a passage that is looked for, 0 for none."""
    if passage_words is None:
        return 0
    words = whole_number("passage_words", passage_words, 63)
    if words < _LEAST_PASSAGE:
        raise ValueError(f"passage_words must be {_LEAST_PASSAGE} or more, not {words}")
    return words


def whole_number(name: str, value: Any, bits: int) -> int:
    """Return an argument as an int of at most so many bits, or raise TypeError or ValueError."""
    try:
        number = operator.index(value)
    except TypeError:
        raise TypeError(f"{name}: expected int, got {type(value).__name__}") from None
    if not 0 <= number < 1 << bits:
        raise ValueError(f"{name} must be between 0 and 2**{bits} - 1, not {number}")
    return number


def real_number(name: str, value: Any) -> float:
    """Return an argument as a float, or raise TypeError."""
    if isinstance(value, str) or not hasattr(value, "__float__"):
        raise TypeError(f"{name}: expected float, got {type(value).__name__}")
    return float(value)


# The argument that a rule for the kept copy needs.
_NEEDS = {
    "newest": "timestamps",
    "best": "scores",
    "most_complete": "completeness",
    "site": "sites",
}


def story_times(
    clusters: str, contained: str, timestamps: Iterable[Any] | None
) -> list[float] | None:
    """Return the times by which stories are kept apart, if any; None where none are looked for."""
    if clusters not in ("star", "story"):
        raise ValueError(f"clusters must be one of 'star', 'story', not {clusters!r}")
    if clusters == "star":
        return None
    if contained == "all":
        raise ValueError(
            "contained='all' takes the stories of a round-up for the round-up; with"
            " clusters='story' it must be 'keep' or 'excerpts'"
        )
    return [] if timestamps is None else [seconds_of(value) for value in timestamps]


def keep_rule(
    keep: str,
    *,
    timestamps: Iterable[Any] | None,
    scores: Iterable[float | None] | None,
    completeness: Iterable[Any] | None,
    sites: Iterable[str | None] | None,
    site_order: Iterable[str] | None,
) -> tuple[str, list[float]]:
    """Return the core's name of a rule and the numbers by which it ranks texts, if any."""
    if isinstance(keep, str) and keep not in KEEP_RULES:  # the core names other types
        names = ", ".join(map(repr, KEEP_RULES))
        raise ValueError(f"keep must be one of {names}, not {keep!r}")
    given = {
        "timestamps": timestamps,
        "scores": scores,
        "completeness": completeness,
        "sites": sites,
        "site_order": site_order,
    }
    for rule, name in _NEEDS.items():
        if keep == rule and given[name] is None:
            raise ValueError(f"keep={rule!r} needs {name}=")
        if keep != rule and given[name] is not None:
            raise ValueError(f"{name}= goes with keep={rule!r}, not keep={keep!r}")
    if (keep == "site") != (site_order is not None):
        raise ValueError("keep='site' needs sites= and site_order=, other rules take neither")
    if timestamps is not None:
        return keep, [seconds_of(value) for value in timestamps]
    if scores is not None:
        return keep, [_number(value) for value in scores]
    if completeness is not None:
        return "best", _dense_ranks(completeness)
    if sites is not None and site_order is not None:
        places: dict[str, int] = {}
        for place, site in enumerate(site_order):
            places.setdefault(site, place)
        return "best", [-float(places.get(site or "", len(places))) for site in sites]
    return keep, []


def _dense_ranks(rows: Iterable[Any]) -> list[float]:
    """Rank rows of numbers, the first of which decides, then the second, and so on."""
    keys = []
    for row in rows:
        values = row if isinstance(row, Sequence) else (row,)
        numbers = [_number(value) for value in values]
        keys.append(tuple(-math.inf if math.isnan(number) else number for number in numbers))
    places = {key: place for place, key in enumerate(sorted(set(keys)))}
    return [float(places[key]) for key in keys]


def checked_ids(ids: Iterable[str | int] | None) -> list[str] | list[int] | None:
    """Return the ids as a list of one type."""
    if ids is None:
        return None
    listed: list[Any] = list(ids)
    for kind in (str, int):
        if all(isinstance(value, kind) and not isinstance(value, bool) for value in listed):
            if kind is int and not all(-(1 << 63) <= value < 1 << 63 for value in listed):
                raise ValueError("ids must be between -2**63 and 2**63 - 1")
            return listed
    raise TypeError("ids must be all str or all int")


def _number(value: Any) -> float:
    try:
        return math.nan if value is None else float(value)
    except TypeError:  # pandas.NA
        return math.nan


def seconds_of(value: Any) -> float:
    """Convert a point in time to a number, NaN for none. Times without a zone count as UTC."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value) if value else None
    if hasattr(value, "astype"):  # numpy.datetime64
        value = None if str(value) == "NaT" else value.astype("datetime64[us]").astype(float) / 1e6
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime.combine(value, time())
    if isinstance(value, datetime):
        if value != value:  # pandas.NaT
            return math.nan
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).timestamp()
    return _number(value)
