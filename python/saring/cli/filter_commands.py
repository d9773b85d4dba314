"""The filters `saring detect | strip | extract | dedup`: standard input to standard output."""

from __future__ import annotations

import argparse
import sys
import tempfile
import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from saring import _core
from saring._dedup_options import NORMALIZE
from saring._languages import LANGUAGE_MODEL, rule_language
from saring._visible import visible
from saring.boilerplate import read_line_model, read_rule_files
from saring.cli import exit_codes
from saring.cli.clean_command import names
from saring.cli.filter_input import Block, FilterInput
from saring.cli.index_command import KnownTexts, open_index
from saring.cli.terminal import data_output, say
from saring.errors import SaringError, UsageError, require
from saring.io import jsonl, text_files
from saring.io.reading import MAX_DOCUMENT
from saring.io.records import Container, Outcome, Piece, PieceKind, Source
from saring.io.streams import open_regular
from saring.runs.options import CONTAINED, KEEP_RULES

if TYPE_CHECKING:
    from saring.runs.spool import Spool

_DETECT_EXAMPLES = """\
  saring detect < lines.txt                      language, confidence, text of each line
  saring detect < crawl.jsonl > labelled.jsonl   adds the fields lang and confidence
  saring detect -l id,ms,en --prior id=5 < chat.txt
  saring detect --model mine.saring < lines.txt  a model by saring train-lang
  echo 'Selamat pagi' | saring detect -l id,ms --explain

Languages are written by any code or name: id, ind, ind_Latn, zh-TW, Indonesian. zxx means that
there is no language (numbers, addresses, code), und that it is none that the model knows."""
_STRIP_EXAMPLES = """\
  saring strip < article.txt
  saring strip --show < article.txt            every line with its role, kept or not
  zstdcat crawl.jsonl.zst | saring strip --text-field body > stripped.jsonl"""
_EXTRACT_EXAMPLES = """\
  curl -s https://example.org/news | saring extract
  saring extract --format markdown page.html
  saring extract --format json page.html       title, byline, date, every line and its role too"""
_DEDUP_EXAMPLES = """\
  saring dedup < lines.txt > unique.txt
  saring dedup --threshold 0.9 --keep first < crawl.jsonl > unique.jsonl
  saring dedup --against news.saring < today.jsonl > new.jsonl
  saring dedup --by passage --removed passages.jsonl < crawl.jsonl > shorter.jsonl"""


def add_to(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the commands to the parser."""
    detect = add(
        "detect", "detect the language of each line or record", _DETECT_EXAMPLES, run_detect
    )
    _add_input(detect, "each line is a text")
    detect.add_argument(
        "-l", "--languages", type=names, metavar="CODES", help="choose among these only"
    )
    detect.add_argument(
        "--prior",
        type=_factors,
        metavar="CODE=N,…",
        help="factors by which languages are more likely; others 1",
    )
    detect.add_argument("--model", metavar="FILE", help="model (the one that saring comes with)")
    detect.add_argument(
        "--lang-field", default="lang", metavar="NAME", help="jsonl: where the label goes (lang)"
    )
    detect.add_argument(
        "--confidence-field",
        default="confidence",
        metavar="NAME",
        help="jsonl: where its probability goes (confidence)",
    )
    detect.add_argument(
        "--explain",
        action="store_true",
        help="text: write the evidence for its language under each line",
    )

    strip = add("strip", "remove the lines that are not the article", _STRIP_EXAMPLES, run_strip)
    _add_input(strip, "the whole input is one text")
    strip.add_argument(
        "--language", metavar="CODE", help="of all texts, or its name; detected if not given"
    )
    _add_rules(strip)
    strip.add_argument(
        "--strip-model", metavar="MODEL", help="line model (the one that saring comes with)"
    )
    strip.add_argument("--keep-roles", type=names, metavar="ROLES", help="roles of lines to keep")
    strip.add_argument(
        "--show", action="store_true", help="text: write every line, marked with its role"
    )

    extract = add("extract", "extract the article of an HTML page", _EXTRACT_EXAMPLES, run_extract)
    extract.add_argument("file", nargs="?", metavar="FILE", help="(standard input)")
    extract.add_argument("--url", metavar="URL", help="where the page is from")
    extract.add_argument(
        "--encoding", metavar="LABEL", help="of the page, e.g. windows-1251; found if not given"
    )
    _add_rules(extract)
    extract.add_argument(
        "--format",
        choices=("text", "markdown", "html", "json"),
        default="text",
        help="of the output; json: every field of the article (text)",
    )
    extract.add_argument(
        "--no-links", action="store_true", help="markdown: without addresses and images"
    )

    dedup = add("dedup", "pass on one copy of each text", _DEDUP_EXAMPLES, run_dedup)
    _add_input(dedup, "each line is a text")
    dedup.add_argument(
        "--by",
        choices=("text", "paragraph", "line", "passage"),
        default="text",
        help="what is compared: whole texts, or parts of them, which are taken out (text)",
    )
    dedup.add_argument(
        "--min-words", type=int, metavar="N", help="of a part (passage 50, paragraph and line 10)"
    )
    dedup.add_argument(
        "--min-count", type=int, metavar="N", help="least number of places of a part (2)"
    )
    dedup.add_argument(
        "--removed",
        metavar="FILE",
        help="where the parts that go are written, as jsonl",
    )
    dedup.add_argument("--threshold", type=float, metavar="J", help="(0.8, or that of the index)")
    dedup.add_argument(
        "--against", metavar="INDEX", help="also leave out what is in this index: 'saring index'"
    )
    dedup.add_argument(
        "--normalize",
        type=names,
        default=NORMALIZE,
        metavar="NAMES",
        help="differences that do not count: case, marks, digits, punctuation, symbols "
        "(case,punctuation)",
    )
    rules = [rule for rule in KEEP_RULES if rule != "site"]
    dedup.add_argument("--keep", choices=rules, help="(longest; of parts first)")
    dedup.add_argument(
        "--keep-field", metavar="NAME", help="date for --keep newest, or score for --keep best"
    )
    dedup.add_argument(
        "--contained",
        choices=CONTAINED,
        default="excerpts",
        help="texts that another contains and that go (excerpts)",
    )


def _add_input(parser: argparse.ArgumentParser, text: str) -> None:
    parser.add_argument("file", nargs="?", metavar="FILE", help="(standard input)")
    parser.add_argument(
        "--format",
        choices=("auto", "text", "jsonl"),
        default="auto",
        help=f"text: {text}; auto: jsonl where the input begins with an object",
    )
    parser.add_argument(
        "--text-field", default="text", metavar="NAME", help="jsonl: where the text is (text)"
    )


def _add_rules(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--rules",
        action="append",
        metavar="FILE",
        help="rules of your own: phrases, one a line, or a .tsv; repeatable",
    )


def _factors(text: str) -> dict[str, float]:
    factors = {}
    for part in names(text):
        code, equals, factor = part.partition("=")
        if not equals:
            raise argparse.ArgumentTypeError(f"expected a code, '=' and a number, not '{part}'")
        try:
            factors[code] = float(factor)
        except ValueError:
            raise argparse.ArgumentTypeError(f"'{factor}' is not a number, in '{part}'") from None
    return factors


@contextmanager
def _wrong_values_are_usage_errors() -> Iterator[None]:
    """For checks of arguments, before anything is read; not of files that they name."""
    try:
        yield
    except SaringError:
        raise
    except ValueError as error:
        raise UsageError(str(error)) from None


def run_detect(arguments: argparse.Namespace) -> int:
    """Run `saring detect`."""
    from saring.lang import Detector

    require("orjson")
    out = data_output()
    arguments.detector = Detector(arguments.model)
    with _wrong_values_are_usage_errors():
        list(_detections([], arguments))
    with FilterInput(arguments) as source:
        if arguments.explain and source.is_jsonl:
            raise UsageError("--explain is for lines of text, not for JSON Lines")
        for block in source.blocks():
            if source.is_jsonl:
                out.write(_labelled_records(source, block, arguments))
            else:
                out.write(_labelled_lines(block, arguments))
            out.flush()
        return source.exit_code()


def _detections(texts: list[str], arguments: argparse.Namespace) -> Iterator[tuple[str, float]]:
    found = arguments.detector.detect_batch(
        texts, languages=arguments.languages, prior=arguments.prior
    )
    return zip(found["lang"].to_pylist(), found["confidence"].to_pylist(), strict=True)


def _labelled_lines(block: Block, arguments: argparse.Namespace) -> bytes:
    texts = [line.removesuffix(b"\r").decode("utf-8", "replace") for line in block.lines()]
    shown = "".join(
        f"{lang}\t{confidence:.3f}\t{text}\n{_explained(text, arguments)}"
        for text, (lang, confidence) in zip(texts, _detections(texts, arguments), strict=True)
    )
    return visible(shown, lines=True).encode()


def _explained(text: str, arguments: argparse.Namespace) -> str:
    if not arguments.explain:
        return ""
    found = arguments.detector.detect(text, languages=arguments.languages, prior=arguments.prior)
    table = str(found.explain())
    return textwrap.indent(table, "    ") + "\n"


def _labelled_records(source: FilterInput, block: Block, arguments: argparse.Namespace) -> bytes:
    """Label the records of a block; other lines stay as they are."""
    orjson = require("orjson")
    lines = block.lines()
    records = source.records(block)
    labels = _detections([text for _, _, text in records], arguments)
    for (at, record, _), (lang, confidence) in zip(records, labels, strict=True):
        label = orjson.dumps(lang)
        line = _core.set_json_member(record, arguments.lang_field, label)
        number = b"%.3f" % confidence
        lines[at] = _core.set_json_member(line, arguments.confidence_field, number)
    return b"\n".join(lines) + b"\n"


def run_strip(arguments: argparse.Namespace) -> int:
    """Run `saring strip`."""
    out = data_output()
    model_name, model = "line model", b""
    if arguments.strip_model is not None:
        model_name, model = read_line_model(arguments.strip_model)
    with _wrong_values_are_usage_errors():
        if arguments.language is not None:
            arguments.language = rule_language(arguments.language)
        cleaner = _core.Cleaner(
            model_path="" if arguments.language else LANGUAGE_MODEL,
            language=arguments.language or "",
            keep_roles=arguments.keep_roles,
            # Bytes pass into the core as they are, which the stub cannot say.
            rule_files=read_rule_files(arguments.rules),  # type: ignore[arg-type]
            line_model=model,
            line_model_name=model_name,
            filter=False,
            text_field=arguments.text_field,
        )
    with FilterInput(arguments) as source:
        if source.is_jsonl and not arguments.show:
            for block in source.blocks():
                out.write(_stripped_records(cleaner, source, block))
                out.flush()
        elif source.is_jsonl:
            for block in source.blocks():
                for _, _, text in source.records(block):
                    out.write(_lines_with_roles(text, arguments).encode())
        else:
            text = source.text().decode("utf-8", "replace")
            if arguments.show:
                out.write(_lines_with_roles(text, arguments).encode())
            elif text:
                out.write(_stripped_text(cleaner, text))
        return source.exit_code()


def _stripped_text(cleaner: Any, text: str) -> bytes:
    piece = Piece(Source(Path(), "", Container.TEXT, "", 0), PieceKind.TEXT, text)
    batch, table = _cleaned(cleaner, piece)
    for _, _, _, reason, _, outcome, _ in batch.problems():
        if outcome == Outcome.QUARANTINED:
            raise UsageError(reason.partition(";")[0])  # behind it, advice for `saring clean`
    stored = _core.StoredBatch(bytes(batch), table, 0, len(table))
    return bytes(stored.render(0, text_files.RENDERING))


def _stripped_records(cleaner: Any, source: FilterInput, block: Block) -> bytes:
    """Strip the records of a block; other lines stay as they are."""
    lines = block.lines()
    batch, table = _cleaned(cleaner, source.piece(block))
    for _, line, _, reason, _, outcome, _ in batch.problems():
        if outcome == Outcome.QUARANTINED:
            source.problem(line, reason)
    stored = _core.StoredBatch(bytes(batch), table, 0, len(table))
    for row in range(len(table)):
        _, record, _, _ = table.location(row)
        rendered = stored.render(row, jsonl.RENDERING)
        lines[record - (block.first_line - 1)] = rendered.removesuffix(b"\n")
    return b"\n".join(lines) + b"\n"


def _cleaned(cleaner: Any, piece: Piece) -> tuple[Any, Any]:
    table = _core.DocumentTable()
    table.add_source(piece.source.name)
    batch = cleaner.clean([piece.for_core()], table)
    table.append(batch)
    return batch, table


def _lines_with_roles(text: str, arguments: argparse.Namespace) -> str:
    from saring.boilerplate import strip
    from saring.lang import detect

    language = arguments.language
    if language is None:
        found = detect(text)
        language = found.lang if found.is_reliable else None
    result = strip(
        text,
        language=language,
        keep_roles=arguments.keep_roles,
        rules=arguments.rules,
        model=arguments.strip_model,
    )
    rows = []
    for line in result.lines:
        mark = "+" if line.keep else "-"
        rows.append(f"{mark} {line.role:<14} {line.rule or '':<28} {text[line.start : line.end]}\n")
    return visible("".join(rows), lines=True)


def run_extract(arguments: argparse.Namespace) -> int:
    """Run `saring extract`."""
    from saring.html import extract

    with (
        open(arguments.file, "rb", opener=open_regular)
        if arguments.file
        else nullcontext(sys.stdin.buffer)
    ) as source:
        page = source.read(MAX_DOCUMENT + 1)
    if len(page) > MAX_DOCUMENT:
        raise UsageError(f"'{arguments.file or '<stdin>'}' is larger than {MAX_DOCUMENT >> 20} MiB")
    with _wrong_values_are_usage_errors():
        article = extract(
            page,
            url=arguments.url,
            encoding=arguments.encoding,
            rules=arguments.rules,
            links=not arguments.no_links,
        )
    outputs = {"text": article.text, "markdown": article.markdown, "html": article.html}
    output = article.to_json() if arguments.format == "json" else outputs[arguments.format]
    data_output().write(output.encode() + b"\n")
    return exit_codes.OK


def run_dedup(arguments: argparse.Namespace) -> int:
    """Run `saring dedup`."""
    if arguments.by != "text":
        if arguments.against:
            raise UsageError("--against compares whole texts: it needs --by text")
        from saring.cli.repeats import run_repeats

        return run_repeats(arguments)
    if (arguments.min_words, arguments.min_count, arguments.removed) != (None, None, None):
        raise UsageError(
            "--min-words, --min-count and --removed need --by passage, paragraph or line"
        )
    from saring.runs.spool import Spool

    cleaner = _core.Cleaner(
        model_path="",
        strip=False,
        filter=False,
        text_field=arguments.text_field,
        rank_field=arguments.keep_field or "",
    )
    keep = arguments.keep or "longest"
    if (keep in ("newest", "best")) != bool(arguments.keep_field):
        raise UsageError("--keep newest and best need --keep-field, other rules take none")
    with (
        open_index(arguments.against, mode="r", threshold=arguments.threshold)
        if arguments.against
        else nullcontext() as index,
        tempfile.TemporaryDirectory(prefix="saring-") as folder,
    ):
        threshold = arguments.threshold if index is None else index.threshold
        with _wrong_values_are_usage_errors():
            finder = _core.CopyFinder(
                threshold=0.8 if threshold is None else threshold,
                normalize=list(arguments.normalize),
                contained=arguments.contained,
                temp_folder=folder,
            )
        spool = Spool(Path(folder) / "spool")
        table = _core.DocumentTable()
        table.add_source("")
        with FilterInput(arguments) as source:
            known = KnownTexts(index, source, arguments.text_field) if index else None
            for block in source.blocks():
                if known is not None:
                    block = known.without(block)
                batch = cleaner.clean([source.piece(block).for_core()], table)
                for _, line, _, reason, _, outcome, _ in batch.problems():
                    if outcome == Outcome.QUARANTINED:
                        source.problem(line, reason)
                first_row, end_row = table.append(batch)
                finder.add(batch, first_row)
                spool.append(spool.pack(block.data, False), first_row, end_row)
            spool.finish()
            copies = finder.finish(keep, table)
            in_index = known.lines if known is not None else set()
            _write_unique(spool, table, copies, in_index)
            found = f", {len(in_index):,} in the index" if index else ""
            say(f"{len(table) + len(in_index):,} read{found}, {len(copies):,} copies removed")
            if copies.expected_recall < 1:
                say(
                    "some texts share most of their words with very many others and were searched "
                    f"by MinHash: expected recall {copies.expected_recall:.3f}"
                )
            return source.exit_code()


def _write_unique(spool: Spool, table: Any, copies: Any, in_index: set[int]) -> None:
    """Write all lines but the copies: blank lines and those that are not records too."""
    out = data_output()
    first_record = 0
    for stored, first_row, end_row in spool.batches():
        lines: list[bytes | None] = list(Block(1, spool.unpack(stored)).lines())
        for row in range(first_row, end_row):
            if copies.find(row) is not None:
                lines[table.location(row)[1] - first_record] = None
        for at in range(len(lines)):
            if first_record + at in in_index:
                lines[at] = None
        first_record += len(lines)
        kept = [line for line in lines if line is not None]
        if kept:
            out.write(b"\n".join(kept) + b"\n")
