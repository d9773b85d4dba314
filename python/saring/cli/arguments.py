"""Arguments that several commands have."""

import argparse
import re

_UNITS = {"": 0, "K": 10, "M": 20, "G": 30, "T": 40}


def size(text: str) -> int:
    """Read a number of bytes.

    Parameters
    ----------
    text
        A number, with ``K``, ``M``, ``G`` or ``T`` after it for powers of 1024.

    Returns
    -------
    int
        Bytes, 1 or more.

    Examples
    --------
    >>> size("1.5G"), size("800 MiB")
    (1610612736, 838860800)
    """
    match = re.fullmatch(r"(\d+(?:\.\d*)?|\.\d+)\s*([KMGT]?)(I?B)?", text.strip().upper(), re.ASCII)
    count = float(match[1]) * (1 << _UNITS[match[2]]) if match else 0
    if not 1 <= count < 1 << 63:
        raise argparse.ArgumentTypeError(f"not a size: {text!r} (expected 4M or 1.5G, for example)")
    return int(count)


def sample(value: str) -> float | int:
    """Read a share such as .01 or 1%, or a number of records."""
    try:
        if value.endswith("%"):
            return float(value[:-1]) / 100
        return int(value) if value.isdecimal() else float(value)
    except ValueError:
        message = f"not a share or number: {value!r} (for example .01, 1% or 1000)"
        raise argparse.ArgumentTypeError(message) from None


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
