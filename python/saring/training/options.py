"""The options of a language model: each with its default and its range."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

from saring.errors import UsageError


def _option(default: Any, text: str, unit: str = "N", least: int = 0, bits: int = 64) -> Any:
    """Make a field: its help, and for numbers without fractions its range."""
    metadata = {"text": text, "unit": unit, "least": least, "bits": bits}
    return field(default=default, metadata=metadata)


@dataclass(frozen=True, slots=True)
class TrainOptions:
    """Options as the report stores them; the command line is made from these fields.

    Attributes
    ----------
    size
        Megabytes that the model has at most, roughly.
    epochs, refine_epochs
        Passes over the lines before and after the weakest weights are pruned.
    max_lines
        Lines of each label that are read at most.
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

    size: float = _option(16.0, "size of the model at most, roughly", unit="MB")
    epochs: int = _option(4, "passes before weak weights are pruned", least=1, bits=32)
    refine_epochs: int = _option(2, "passes after pruning", bits=32)
    max_lines: int = _option(60_000, "lines read per language", least=1)
    seed: int = _option(1, "seed of the random numbers")

    def __post_init__(self) -> None:
        if not 0 < self.size <= 4096:
            raise UsageError(f"size must be over 0 and at most 4096 MB, not {self.size}")
        for option in fields(self)[1:]:
            value = getattr(self, option.name)
            least, bits = option.metadata["least"], option.metadata["bits"]
            if value < least:
                raise UsageError(f"{option.name} must be at least {least}, not {value}")
            if value >= 1 << bits:
                raise UsageError(f"{option.name} must be below 2**{bits}, not {value}")
