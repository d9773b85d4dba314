"""The filters `saring detect | strip | extract`: standard input to standard output."""

from __future__ import annotations

import argparse
import json
import sys
import textwrap
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from saring import _core
from saring._languages import LANGUAGE_MODEL, rule_language
from saring._visible import visible
from saring.boilerplate.rule_files import read_line_model, read_rule_files
from saring.cli import exit_codes
from saring.cli.arguments import add_encoding, add_files, add_format, add_threads
from saring.cli.clean_command import names
from saring.cli.filter_input import (
    STDIN,
    Block,
    FilterInput,
    check_is_not_output,
    filter_inputs,
)
from saring.cli.terminal import data_output, painted, show_text
from saring.errors import SaringError, UsageError, usage_error
from saring.io import jsonl, text_files
from saring.io.formats import format_of, really_compressed
from saring.io.paths import printable
from saring.io.reading import MAX_DOCUMENT
from saring.io.records import Container, Outcome, Piece, PieceKind, Source
from saring.io.remote import path_of
from saring.io.streams import ByteStream
from saring.runs.pool import OrderedPool

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
  saring strip a.jsonl b.jsonl.zst -j 4 > all.jsonl
  zstdcat crawl.jsonl.zst | saring strip --text-field body > stripped.jsonl"""
_EXTRACT_EXAMPLES = """\
  curl -s https://example.org/news | saring extract
  saring extract --format markdown page.html
  saring extract --format json page.html       title, byline, date, every line and its role too
  saring extract --format json pages/*.html > articles.jsonl"""


def add_to(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the commands to the parser."""
    detect = add(
        "detect", "detect the language of each line or record", _DETECT_EXAMPLES, run_detect
    )
    add_files(detect)
    add_format(detect, "each line is a text")
    add_threads(detect)
    detect.add_argument(
        "-l", "--languages", type=names, metavar="CODES", help="choose only among these languages"
    )
    detect.add_argument(
        "--prior",
        type=_factors,
        metavar="CODE=N,…",
        help="how much more likely these languages are, e.g. id=5 (default: 1)",
    )
    detect.add_argument(
        "--merge",
        type=names,
        metavar="CODES",
        help="treat these groups as one language: ara, bih, fas, ful, hbs, lav, msa, nor, zho",
    )
    detect.add_argument(
        "--model", metavar="FILE", help="language model (default: the built-in one)"
    )
    detect.add_argument(
        "--lang-field",
        default="lang",
        metavar="NAME",
        help="jsonl: field for the label (default: lang)",
    )
    detect.add_argument(
        "--confidence-field",
        default="confidence",
        metavar="NAME",
        help="jsonl: field for the confidence (default: confidence)",
    )
    detect.add_argument(
        "--explain",
        action="store_true",
        help="text: print the evidence for the language under each line",
    )

    strip = add("strip", "remove boilerplate lines from articles", _STRIP_EXAMPLES, run_strip)
    add_files(strip)
    add_format(strip, "each input is one text")
    add_threads(strip)
    strip.add_argument(
        "--language", metavar="CODE", help="language of all texts, code or name (default: detected)"
    )
    _add_rules(strip)
    strip.add_argument(
        "--strip-model", metavar="MODEL", help="line model (default: the built-in one)"
    )
    strip.add_argument(
        "--keep-roles",
        type=names,
        metavar="ROLES",
        help="roles of lines to keep, e.g. headline,body,caption",
    )
    strip.add_argument("--show", action="store_true", help="text: print every line with its role")

    extract = add("extract", "extract the article from HTML pages", _EXTRACT_EXAMPLES, run_extract)
    add_files(extract)
    add_threads(extract)
    extract.add_argument("--url", metavar="URL", help="address of the page")
    add_encoding(extract, "the pages")
    _add_rules(extract)
    extract.add_argument(
        "--profile",
        metavar="PROFILE",
        help="site profile for the site of --url, from 'saring profile build'",
    )
    extract.add_argument(
        "--format",
        choices=("text", "markdown", "html", "json"),
        default="text",
        help="output format; json: every field of the article (default: text)",
    )
    extract.add_argument(
        "--no-links", action="store_true", help="markdown: leave out link addresses and images"
    )


def _add_rules(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--rules",
        action="append",
        metavar="FILE",
        help="your own rules: a text file with one phrase per line, or a .tsv; repeatable",
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
def wrong_values_are_usage_errors() -> Iterator[None]:
    """For checks of arguments, before anything is read; not of files that they name."""
    try:
        yield
    except SaringError:
        raise
    except ValueError as error:
        raise usage_error(error) from None


def run_detect(arguments: argparse.Namespace) -> int:
    """Run `saring detect`."""
    from saring.lang import Detector

    out = data_output()
    arguments.detector = Detector(arguments.model)
    with wrong_values_are_usage_errors():
        list(_detections([], arguments))
    code = exit_codes.OK
    for source in filter_inputs(arguments):
        if arguments.explain and source.is_jsonl:
            raise UsageError("--explain is for lines of text, not for JSON Lines")
        for block in source.blocks():
            if source.is_jsonl:
                out.write(_labelled_records(source, block, arguments))
            else:
                show_text(_labelled_lines(block, arguments))
            out.flush()
        code = max(code, source.exit_code())
    return code


def _detections(texts: list[str], arguments: argparse.Namespace) -> Iterator[tuple[str, float]]:
    found = arguments.detector.detect_batch(
        texts,
        languages=arguments.languages,
        prior=arguments.prior,
        merge=arguments.merge,
        num_threads=arguments.num_threads,
    )
    return zip(found["lang"].to_pylist(), found["confidence"].to_pylist(), strict=True)


def _labelled_lines(block: Block, arguments: argparse.Namespace) -> str:
    texts = [line.removesuffix(b"\r").decode("utf-8", "replace") for line in block.lines()]
    rows = []
    for text, (lang, confidence) in zip(texts, _detections(texts, arguments), strict=True):
        label = painted(visible(lang), "name", sys.stdout)
        rest = f"\t{confidence:.3f}\t{text}\n{_explained(text, arguments)}"
        rows.append(label + visible(rest, lines=True))
    return "".join(rows)


def _explained(text: str, arguments: argparse.Namespace) -> str:
    if not arguments.explain:
        return ""
    found = arguments.detector.detect(text, languages=arguments.languages, prior=arguments.prior)
    table = str(found.explain())
    return textwrap.indent(table, "    ") + "\n"


def _labelled_records(source: FilterInput, block: Block, arguments: argparse.Namespace) -> bytes:
    """Label the records of a block; other lines are unchanged."""
    lines = block.lines()
    records = source.records(block)
    labels = _detections([text for _, _, text in records], arguments)
    for (at, record, _), (lang, confidence) in zip(records, labels, strict=True):
        label = json.dumps(lang, ensure_ascii=False).encode()
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
    with wrong_values_are_usage_errors():
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
    code = exit_codes.OK
    threads = _core.resolve_threads(arguments.num_threads)
    with ThreadPoolExecutor(threads, thread_name_prefix="saring-strip") as pool:
        for source in filter_inputs(arguments):
            if source.is_jsonl and not arguments.show:
                for block in source.blocks():
                    parts = list(block.parts(threads))
                    out.writelines(_stripped_records(cleaner, source, parts, pool))
                    out.flush()
            elif source.is_jsonl:
                for block in source.blocks():
                    for _, _, text in source.records(block):
                        show_text(_lines_with_roles(text, arguments))
            else:
                text = source.text().decode("utf-8", "replace")
                if arguments.show:
                    show_text(_lines_with_roles(text, arguments))
                elif text:
                    out.write(_stripped_text(cleaner, text))
            code = max(code, source.exit_code())
    return code


def _stripped_text(cleaner: Any, text: str) -> bytes:
    piece = Piece(Source(Path(), "", Container.TEXT, "", 0), PieceKind.TEXT, text)
    batch, table = _cleaned(cleaner, piece)
    for _, _, _, reason, _, outcome, _ in batch.problems():
        if outcome == Outcome.QUARANTINED:
            raise UsageError(reason.partition(";")[0])  # behind it, advice for `saring clean`
    stored = _core.StoredBatch(bytes(batch), table, 0, len(table))
    return bytes(stored.render(0, text_files.RENDERING))


def _stripped_records(
    cleaner: Any, source: FilterInput, parts: list[Block], pool: ThreadPoolExecutor
) -> Iterator[bytes]:
    """Strip the records of blocks; other lines stay as they are."""
    pieces = [source.piece(part) for part in parts]
    for part, (batch, table) in zip(
        parts, pool.map(partial(_cleaned, cleaner), pieces), strict=True
    ):
        lines = part.lines()
        for _, line, _, reason, _, outcome, _ in batch.problems():
            if outcome == Outcome.QUARANTINED:
                source.problem(line, reason)
        stored = _core.StoredBatch(bytes(batch), table, 0, len(table))
        for row in range(len(table)):
            _, record, _, _ = table.location(row)
            rendered = stored.render(row, jsonl.RENDERING)
            lines[record - (part.first_line - 1)] = rendered.removesuffix(b"\n")
        yield b"\n".join(lines) + b"\n"


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
        mark = painted("+", "good", sys.stdout) if line.keep else painted("-", "bad", sys.stdout)
        shown = f"{line.role:<14} {line.rule or '':<28} {text[line.start : line.end]}\n"
        rows.append(f"{mark} {visible(shown, lines=True)}")
    return "".join(rows)


def run_extract(arguments: argparse.Namespace) -> int:
    """Run `saring extract`."""
    from saring.html import extract
    from saring.sites import SiteProfile

    if arguments.profile is not None and arguments.url is None:
        raise UsageError("--profile needs --url: the site that the page is from")
    profile = SiteProfile.load(arguments.profile) if arguments.profile is not None else None
    with wrong_values_are_usage_errors():  # of options, which no page need be read for
        extract("", encoding=arguments.encoding, rules=arguments.rules)

    def work(page: bytes) -> bytes:
        article = extract(
            page,
            url=arguments.url,
            encoding=arguments.encoding,
            rules=arguments.rules,
            links=not arguments.no_links,
            profile=profile,
        )
        outputs = {"text": article.text, "markdown": article.markdown, "html": article.html}
        output = article.to_json() if arguments.format == "json" else outputs[arguments.format]
        return output.encode() + b"\n"

    out = data_output()
    files = arguments.files or [STDIN]
    if len(files) == 1:
        # Not in another thread: Ctrl-C ends a long page at once in the main thread alone.
        out.write(work(_page(files[0])))
        return exit_codes.OK
    threads = _core.resolve_threads(arguments.num_threads)
    pool = OrderedPool(work, len, threads, 2 * threads * MAX_DOCUMENT)
    for _, output in pool.results(map(_page, files)):
        out.write(output)
    return exit_codes.OK


def _page(file: str) -> bytes:
    """Read one page."""
    check_is_not_output(file)
    if file == STDIN:
        page = sys.stdin.buffer.read(MAX_DOCUMENT + 1)
        _check_size(page, "<stdin>")
        return page
    path = path_of(file)
    kind, compressed = format_of(path) or (Container.HTML, "")
    if kind not in (Container.HTML, Container.TEXT):
        raise UsageError(f"'{printable(path)}': extract reads pages; see 'saring clean'")
    data = bytearray()
    with ByteStream(path, really_compressed(path, compressed)) as stream:
        for chunk in stream.chunks():
            data += chunk
            _check_size(data, printable(path))
        if stream.failure:
            raise SaringError(f"'{printable(path)}': {stream.failure}")
    return bytes(data)


def _check_size(page: bytes | bytearray, name: str) -> None:
    if len(page) > MAX_DOCUMENT:
        raise UsageError(f"'{name}' is larger than {MAX_DOCUMENT >> 20} MiB")
