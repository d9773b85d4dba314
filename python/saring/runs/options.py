"""What a run is asked to do."""

from dataclasses import asdict, dataclass
from typing import Any

from saring.errors import UsageError
from saring.io.read import ReadOptions

KEEP_RULES = ("longest", "first")


@dataclass(frozen=True, slots=True)
class CleanOptions:
    """Settings of `saring.clean`, which documents them.

    Attributes
    ----------
    strip, detect, dedup
        The three steps; detection is always done where `languages` are asked for.
    """

    languages: tuple[str, ...] | None = None
    min_confidence: float = 0.0
    min_chars: int = 0
    strip: bool = True
    keep_roles: tuple[str, ...] | None = None
    dedup: bool = True
    threshold: float = 0.8
    keep: str = "longest"
    text_field: str = "text"
    id_field: str | None = "id"
    site_field: str | None = "url"
    lang_field: str | None = None
    by_line: bool = False
    threads: int = 0
    chunk_bytes: int = 4 << 20
    overwrite: bool = False
    report: bool = True

    def check(self) -> None:
        """Raise `UsageError` for a value outside its range."""
        if not 0 < self.threshold <= 1:
            raise UsageError(f"threshold must be over 0 and at most 1, not {self.threshold}")
        if not 0 <= self.min_confidence <= 1:
            raise UsageError(f"min_confidence must be from 0 to 1, not {self.min_confidence}")
        if self.keep not in KEEP_RULES:
            names = " or ".join(repr(name) for name in KEEP_RULES)
            raise UsageError(f"keep must be {names}, not {self.keep!r}")
        for name in ("min_chars", "threads"):
            if getattr(self, name) < 0:
                raise UsageError(f"{name} must not be negative, but is {getattr(self, name)}")
        if self.chunk_bytes < 1:
            raise UsageError(f"chunk_bytes must be positive, not {self.chunk_bytes}")
        if self.lang_field is not None and self.lang_field == self.text_field:
            raise UsageError(f"lang_field and text_field are both {self.text_field!r}")

    def read_options(self) -> ReadOptions:
        """Select the part of the settings that the readers need."""
        return ReadOptions(self.text_field, self.id_field, self.site_field, self.by_line)

    def public(self) -> dict[str, Any]:
        """Select the settings that decide the output, for the report."""
        settings = asdict(self)
        for name in ("threads", "chunk_bytes", "overwrite", "report"):
            del settings[name]
        return settings
