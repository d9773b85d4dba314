"""TSV: CSV with tabs between the fields."""

from collections.abc import Iterator
from pathlib import Path

from saring.io.csv_files import RowsWriter, read_rows
from saring.io.csv_files import begins as begins
from saring.io.csv_rows import TAB as TAB
from saring.io.reading import ReadOptions
from saring.io.records import Item, Source

SUFFIXES = (".tsv", ".tab")
RENDERING = 0  # the core's number: the text alone
WAITING: tuple[str, ...] = (".csv.zst",)
HAS_FIELDS = True


def read(source: Source, options: ReadOptions, scratch: Path) -> Iterator[Item]:
    """Yield a piece or a problem for each row."""
    yield from read_rows(source, options, scratch, TAB)


def open_writer(source: Source, options: ReadOptions, scratch: Path, target: Path) -> RowsWriter:
    """Open the file of the rows that are kept; it is written even if none is left."""
    return RowsWriter(source, options, scratch, target, TAB)
