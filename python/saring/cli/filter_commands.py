"""The filters `saring detect | strip | extract | dedup`: standard input to standard output."""

import argparse
import sys
import tempfile
import textwrap
from array import array
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from saring import _core
from saring.cli import exit_codes
from saring.cli.clean_command import names
from saring.cli.filter_input import FilterInput
from saring.errors import UsageError, require
from saring.io.records import Format
from saring.runs.first_pass import clean_records
from saring.runs.language import model_path

_DETECT_EXAMPLES = """\
  saring detect < lines.txt                      language, confidence, text of each line
  saring detect < crawl.jsonl > labelled.jsonl   adds the fields lang and confidence
  saring detect -l id,ms,en --prior id=5 < chat.txt
  saring detect --model mine.saring < lines.txt  a model by saring train-lang
  echo 'Selamat pagi' | saring detect -l id,ms --explain

Languages are written by any code: id, ind, ind_Latn, zh-TW. zxx is said where there is no language
(numbers, addresses, code), und where it is none that the model knows."""
_STRIP_EXAMPLES = """\
  saring strip < article.txt
  saring strip --show < article.txt            every line with its role and what becomes of it
  zstdcat crawl.jsonl.zst | saring strip --text-field body > stripped.jsonl"""
_EXTRACT_EXAMPLES = """\
  curl -s https://example.org/news | saring extract
  saring extract --json page.html"""
_DEDUP_EXAMPLES = """\
  saring dedup < lines.txt > unique.txt
  saring dedup --threshold 0.9 --keep first < crawl.jsonl > unique.jsonl"""


def add_to(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the commands to the parser."""
    detect = add("detect", "name the language of each line or record", _DETECT_EXAMPLES, run_detect)
    _add_input(detect, "each line is a text")
    detect.add_argument(
        "-l", "--languages", type=names, metavar="CODES", help="choose among these only"
    )
    detect.add_argument(
        "--prior",
        type=_factors,
        metavar="CODE=N,…",
        help="how much likelier each is than without it; others 1",
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
        "--explain", action="store_true", help="text: under each line what spoke for its language"
    )

    strip = add("strip", "take out the lines that are not the article", _STRIP_EXAMPLES, run_strip)
    _add_input(strip, "the whole input is one text")
    strip.add_argument("--language", metavar="CODE", help="of all texts; detected where not given")
    strip.add_argument("--keep-roles", type=names, metavar="ROLES", help="roles that stay")
    strip.add_argument(
        "--show", action="store_true", help="text: write every line, marked with its role"
    )

    extract = add("extract", "take the article out of an HTML page", _EXTRACT_EXAMPLES, run_extract)
    extract.add_argument("file", nargs="?", metavar="FILE", help="(standard input)")
    extract.add_argument("--url", metavar="URL", help="where the page is from")
    extract.add_argument("--json", action="store_true", help="write title, byline, date too")

    dedup = add("dedup", "pass on one copy of each text", _DEDUP_EXAMPLES, run_dedup)
    _add_input(dedup, "each line is a text")
    dedup.add_argument("--threshold", type=float, default=0.8, metavar="J", help="(0.8)")
    dedup.add_argument("--keep", choices=("longest", "first"), default="longest")


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


def _factors(text: str) -> dict[str, float]:
    factors = {}
    for part in names(text):
        code, equals, factor = part.partition("=")
        if not equals:
            raise argparse.ArgumentTypeError(f"wanted a code, '=' and a number, not '{part}'")
        try:
            factors[code] = float(factor)
        except ValueError:
            raise argparse.ArgumentTypeError(f"'{factor}' is no number, in '{part}'") from None
    return factors


@contextmanager
def _wrong_values_are_usage_errors() -> Iterator[None]:
    """Around what only looks at arguments: nothing was read yet."""
    try:
        yield
    except ValueError as error:
        raise UsageError(str(error)) from None


def run_detect(arguments: argparse.Namespace) -> int:
    """Run `saring detect`."""
    from saring.lang import Detector

    require("orjson")
    out = sys.stdout.buffer
    arguments.detector = Detector(arguments.model)
    with _wrong_values_are_usage_errors():
        list(_detections([], arguments))
    with FilterInput(arguments, by_line=True) as source:
        if arguments.explain and source.format is Format.JSONL:
            raise UsageError("--explain is for lines of text, not for JSON Lines")
        writer = _labelled_records if source.format is Format.JSONL else _labelled_lines
        for batch in source.batches():
            out.write(writer(batch, arguments))
            out.flush()
        return source.exit_code()


def _detections(batch: list[Any], arguments: argparse.Namespace) -> Iterator[tuple[str, float]]:
    found = arguments.detector.detect_batch(
        [record.body for record in batch], languages=arguments.languages, prior=arguments.prior
    )
    return zip(found["lang"].to_pylist(), found["confidence"].to_pylist(), strict=True)


def _labelled_lines(batch: list[Any], arguments: argparse.Namespace) -> bytes:
    found = _detections(batch, arguments)
    return b"".join(
        f"{lang}\t{confidence:.3f}\t{record.body}\n{_why(record.body, arguments)}".encode(
            "utf-8", "replace"
        )
        for record, (lang, confidence) in zip(batch, found, strict=True)
    )


def _why(text: str, arguments: argparse.Namespace) -> str:
    if not arguments.explain:
        return ""
    found = arguments.detector.detect(text, languages=arguments.languages, prior=arguments.prior)
    table = str(found.explain())
    return textwrap.indent(table, "    ") + "\n"


def _labelled_records(batch: list[Any], arguments: argparse.Namespace) -> bytes:
    lines = []
    for record, (lang, confidence) in zip(batch, _detections(batch, arguments), strict=True):
        line = _core.set_json_member(record.raw, arguments.lang_field, b'"%s"' % lang.encode())
        number = b"%.3f" % confidence
        lines.append(_core.set_json_member(line, arguments.confidence_field, number) + b"\n")
    return b"".join(lines)


def run_strip(arguments: argparse.Namespace) -> int:
    """Run `saring strip`."""
    require("orjson")
    out = sys.stdout.buffer
    with _wrong_values_are_usage_errors():
        cleaner = _core.Cleaner(
            model_path="" if arguments.language else model_path(),
            language=arguments.language or "",
            keep_roles=arguments.keep_roles,
            judge=False,
            text_field=arguments.text_field,
        )
    with FilterInput(arguments, by_line=False) as source:
        if arguments.show:
            for batch in source.batches():
                for record in batch:
                    out.write(_lines_with_roles(str(record.body), arguments).encode())
            return source.exit_code()
        for batch in source.batches():
            out.write(clean_records(cleaner, batch).output())
            out.flush()
        return source.exit_code()


def _lines_with_roles(text: str, arguments: argparse.Namespace) -> str:
    from saring.boilerplate import strip
    from saring.lang import detect

    language = arguments.language
    if language is None:
        found = detect(text)
        language = found.lang if found.is_reliable else None
    result = strip(text, language=language, keep_roles=arguments.keep_roles)
    rows = []
    for line in result.lines:
        mark = "+" if line.keep else "-"
        rows.append(f"{mark} {line.role:<14} {line.rule or '':<28} {text[line.start : line.end]}\n")
    return "".join(rows)


def run_extract(arguments: argparse.Namespace) -> int:
    """Run `saring extract`."""
    from saring.html import extract

    page = Path(arguments.file).read_bytes() if arguments.file else sys.stdin.buffer.read()
    article = extract(page, url=arguments.url)
    if not arguments.json:
        sys.stdout.buffer.write(article.text.encode() + b"\n")
        return exit_codes.OK
    fields = ("title", "byline", "date", "site_name", "language", "text")
    record = {name: getattr(article, name, None) for name in fields}
    sys.stdout.buffer.write(require("orjson").dumps(record, default=str) + b"\n")
    return exit_codes.OK


def run_dedup(arguments: argparse.Namespace) -> int:
    """Run `saring dedup`."""
    for module in ("orjson", "zstandard"):
        require(module)
    from saring.runs.spool import Spool

    cleaner = _core.Cleaner(
        model_path="", strip=False, judge=False, text_field=arguments.text_field
    )
    with tempfile.TemporaryDirectory(prefix="saring-") as folder:
        with _wrong_values_are_usage_errors():
            finder = _core.DuplicateFinder(threshold=arguments.threshold, temp_folder=folder)
        spool = Spool(Path(folder) / "spool")
        with FilterInput(arguments, by_line=True) as source:
            for batch in source.batches():
                cleaned = clean_records(cleaner, batch)
                finder.add(cleaned)
                spool.append(spool.compress(cleaned.output()), array("Q", cleaned.lengths()))
            spool.finish()
            kept = array("I", finder.finish(arguments.keep)[0])
            for at, data in enumerate(spool.documents()):
                if kept[at] == at:
                    sys.stdout.buffer.write(data)
            copies = sum(kept[at] != at for at in range(len(kept)))
            print(f"saring: {len(kept):,} read, {copies:,} copies taken out", file=sys.stderr)
            return source.exit_code()
