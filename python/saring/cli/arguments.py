"""Arguments that several commands have."""

import argparse

_UNITS = {"": 0, "K": 10, "M": 20, "G": 30, "T": 40}


def memory_size(text: str) -> int:
    """Read a number of bytes such as 800M or 1.5G; K, M, G and T are powers of 1024."""
    number = text.upper().removesuffix("B").removesuffix("I")
    unit = number[-1:] if number[-1:] in _UNITS else ""
    try:
        size = int(float(number.removesuffix(unit)) * (1 << _UNITS[unit]))
    except (ValueError, OverflowError):
        size = 0
    if size <= 0:
        raise argparse.ArgumentTypeError(f"'{text}' is not a size such as 800M or 1.5G")
    return size


def add_files(parser: argparse.ArgumentParser) -> None:
    """Add the files that a filter reads."""
    parser.add_argument(
        "files",
        nargs="*",
        metavar="FILE",
        help="files to read, in order; - is standard input (the default)",
    )


def add_format(parser: argparse.ArgumentParser, text: str) -> None:
    """Add how the input is read; `text` says what a text is in plain text."""
    parser.add_argument(
        "--format",
        choices=("auto", "text", "jsonl"),
        default="auto",
        help=f"input format. text: {text}; auto: jsonl if the input begins with an object "
        "(default: auto)",
    )
    parser.add_argument(
        "--text-field",
        default="text",
        metavar="NAME",
        help="jsonl: field with the text (default: text)",
    )
    add_encoding(parser, "the input")


def add_encoding(parser: argparse.ArgumentParser, what: str) -> None:
    """Add the encoding of what is read."""
    parser.add_argument(
        "--encoding",
        metavar="LABEL",
        help=f"encoding of {what}, e.g. windows-1251 (default: detected)",
    )


def add_threads(
    parser: argparse._ActionsContainer, help: str = "number of threads (default: all cores)"
) -> None:
    """Add the number of threads."""
    parser.add_argument(
        "-j", "--threads", dest="num_threads", type=thread_number, default=0, metavar="N", help=help
    )


def thread_number(value: str) -> int:
    """Read a number of threads; 0 means all cores."""
    if not value.isascii() or not value.isdigit() or int(value) >= 1 << 31:
        raise argparse.ArgumentTypeError(f"not a number of threads: {value!r} (0 is all cores)")
    return int(value)
