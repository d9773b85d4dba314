"""`saring overlap`: the texts of a test set that are in training data."""

from __future__ import annotations

import argparse
import sys
import tempfile
from array import array
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from saring._visible import visible
from saring.cli import exit_codes
from saring.cli.arguments import add_encoding, add_threads, size
from saring.cli.clean_command import add_normalize
from saring.cli.corpus_reader import CorpusReader
from saring.cli.filter_input import checked_encoding
from saring.cli.terminal import data_output, say
from saring.errors import require, usage_error
from saring.io.documents import Document
from saring.io.reading import MAX_DOCUMENT, ReadOptions
from saring.io.records import Source

_EXAMPLES = """\
  saring overlap train/*.jsonl.zst --test benchmark.jsonl > found.jsonl
  saring overlap train/ --test tests/ --passage-words 8 --threshold 0.7

Standard output has one record a text of the test set that is in the training data, standard error
the rates by file. Of both, the test set is held in memory; the training data are read once."""


def add_to(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the command to the parser."""
    formats = "files, folders or patterns: .txt, .jsonl (also .gz, .zst), .parquet, .html"
    parser = add("overlap", "find texts of a test set in training data", _EXAMPLES, run_overlap)
    parser.add_argument("paths", nargs="+", metavar="PATH", help=f"training data: {formats}")
    parser.add_argument(
        "--test",
        nargs="+",
        required=True,
        metavar="PATH",
        help="test set: files, folders or patterns",
    )
    parser.add_argument(
        "--text-field", default="text", metavar="NAME", help="field with the text (default: text)"
    )
    parser.add_argument(
        "--id-field", default="id", metavar="NAME", help="field with the id (default: id)"
    )
    parser.add_argument(
        "--lines", action="store_true", help="treat each line of a text file as a document"
    )
    parser.add_argument(
        "--threshold",
        type=float,
        default=0.8,
        metavar="J",
        help="similarity from which texts are copies (default: 0.8)",
    )
    parser.add_argument(
        "--containment",
        type=float,
        default=0.8,
        metavar="SHARE",
        help="share of a text that a longer one must contain (default: 0.8)",
    )
    parser.add_argument(
        "--passage-words",
        type=int,
        default=13,
        metavar="N",
        help="shortest shared passage, in words (default: 13)",
    )
    add_normalize(parser)
    add_encoding(parser, "text files, JSON Lines and pages")
    add_threads(parser)
    parser.add_argument("--max-document", type=size, default=MAX_DOCUMENT, metavar="SIZE")


def run_overlap(arguments: argparse.Namespace) -> int:
    """Run `saring overlap`."""
    from saring.dedup import overlap

    out = data_output()
    options = ReadOptions(
        text_field=arguments.text_field,
        id_field=arguments.id_field,
        lines=arguments.lines,
        encoding=checked_encoding(arguments.encoding),
        max_document=arguments.max_document,
    )
    with tempfile.TemporaryDirectory(prefix="saring-") as folder:
        reader = CorpusReader(options, Path(folder))
        test_sources = reader.find(arguments.test)
        train_sources = reader.find(arguments.paths)
        test = list(reader.read(test_sources))
        places = _Places(train_sources)
        try:
            found = overlap(
                places.note(reader.read(train_sources)),
                [document.text for document in test],
                threshold=arguments.threshold,
                containment=arguments.containment,
                passage_words=arguments.passage_words,
                normalize=arguments.normalize,
                num_threads=arguments.num_threads,
            )
        except ValueError as error:
            raise usage_error(error) from None
        for record in _records(found.items.to_dict(), test, places):
            out.write(record)
    out.flush()
    report = found.report(document.source.name for document in test)
    print(visible(report, lines=True), file=sys.stderr)
    if not found.all_found:
        say("some texts share most of their words with very many others: relations may be missing")
    return exit_codes.QUARANTINED if reader.lost else exit_codes.OK


class _Places:
    """Places of the documents of the training data, in 12 bytes each."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self._sources = sources
        self._source = array("I")
        self._record = array("Q")

    def note(self, read: Iterator[Document]) -> Iterator[str | bytes]:
        """Yield the texts, and remember where each is."""
        for document in read:
            self._source.append(document.source.number)
            self._record.append(document.record)
            yield document.text

    def of(self, number: int | None) -> dict[str, Any] | None:
        """Return file and record of a document by its number."""
        if number is None:
            return None
        return {
            "file": self._sources[self._source[number]].name,
            "record": self._record[number],
        }


def _records(
    items: dict[str, list[Any]], test: Sequence[Document], places: _Places
) -> Iterator[bytes]:
    orjson = require("orjson")
    for row in range(len(items["test"])):
        item = {name: values[row] for name, values in items.items()}
        document = test[item.pop("test")]
        place = {"file": document.source.name, "record": document.record, "id": document.ident}
        item["train"] = places.of(item["train"])
        item["passage_train"] = places.of(item["passage_train"])
        yield orjson.dumps(place | item) + b"\n"
