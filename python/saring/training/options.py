"""The options of a training, with defaults and ranges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import Field, dataclass, field, fields
from typing import Any

from saring._option_names import option as named
from saring.errors import UsageError


def _option(default: Any, text: str, unit: str = "N", least: int = 0, bits: int = 64) -> Any:
    """Make a field with its help and, for whole numbers, its range."""
    metadata = {"text": text, "unit": unit, "least": least, "bits": bits}
    return field(default=default, metadata=metadata)


@dataclass(frozen=True, slots=True)
class TrainOptions:
    """Options as stored in the report. The command line is made from these fields.

    Attributes
    ----------
    size
        Approximate maximum size of the model in megabytes.
    epochs, refine_epochs
        Passes over the lines before and after the weakest weights are pruned.
    max_lines
        Maximum number of lines per label.
    seed
        Of the random numbers.

    Raises
    ------
    UsageError
        For a value outside its range.

    Examples
    --------
    >>> TrainOptions(epochs=0)
    Traceback (most recent call last):
    saring.errors.UsageError: epochs must be at least 1, not 0
    """

    size: float = _option(16.0, "largest size of the model, roughly", unit="MB")
    epochs: int = _option(4, "passes before weak weights are pruned", least=1, bits=32)
    refine_epochs: int = _option(2, "passes after pruning", bits=32)
    max_lines: int = _option(60_000, "lines read per language", least=1)
    seed: int = _option(1, "seed of the random numbers")

    def __post_init__(self) -> None:
        if not 0 < self.size <= 4096:
            raise UsageError(f"{named('size')} must be over 0 and at most 4096 MB, not {self.size}")
        _check_ranges(self, fields(self)[1:])


@dataclass(frozen=True, slots=True)
class LineTrainOptions:
    """Options of a line model, in the same form.

    Attributes
    ----------
    seed
        Of the random numbers.
    line_trees, document_trees
        Number of trees of the two forests. Training time is proportional to it.

    Raises
    ------
    UsageError
        For a value outside its range.

    Examples
    --------
    >>> LineTrainOptions(line_trees=5000)
    Traceback (most recent call last):
    saring.errors.UsageError: line_trees must be below 2**12, not 5000
    """

    seed: int = _option(1, "seed of the random numbers", bits=32)
    line_trees: int = _option(120, "trees over lines", least=1, bits=12)
    document_trees: int = _option(250, "trees over lines in their document", least=1, bits=12)

    def __post_init__(self) -> None:
        _check_ranges(self, fields(self))


def _check_ranges(options: Any, of: Sequence[Field[Any]]) -> None:
    for option in of:
        value = getattr(options, option.name)
        least, bits = option.metadata["least"], option.metadata["bits"]
        if not isinstance(value, int) or isinstance(value, bool):
            raise UsageError(f"{named(option.name)} must be a whole number, not {value!r}")
        if value < least:
            raise UsageError(f"{named(option.name)} must be at least {least}, not {value}")
        if value >= 1 << bits:
            raise UsageError(f"{named(option.name)} must be below 2**{bits}, not {value}")


def check_threads(num_threads: int) -> None:
    """Refuse a wrong number of threads.

    Raises
    ------
    UsageError
        If it is not in [0, 2**32).
    """
    if not 0 <= num_threads < 1 << 32:
        what = "be negative" if num_threads < 0 else "be 2**32 or more"
        raise UsageError(f"{named('num_threads')} must not {what}, but is {num_threads}")
