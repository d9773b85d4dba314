"""`saring --version`: the version, and which models it comes with."""

import argparse
import sys
from typing import Any

from saring import _core


class VersionAction(argparse.Action):
    """Shows the version and ends the program."""

    def __init__(self, option_strings: list[str], dest: str, **_: Any) -> None:
        text = "show the version, and the checksums of the models"
        super().__init__(option_strings, argparse.SUPPRESS, nargs=0, help=text)

    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> None:
        """Show it; the models are read for that."""
        sys.stdout.write(version_text())
        parser.exit()


def version_text() -> str:
    """Say the version of saring, and for each model its name and checksum."""
    from saring.lang import Detector

    detector = Detector()
    lines, pages = _core.model_hashes()
    models = (
        ("languages", detector._core.fingerprint, f" ({len(detector.languages())} languages)"),
        ("lines", lines, ""),
        ("pages", pages, ""),
    )
    rows = [f"saring {_core.__version__}"]
    rows += [f"model of {name:<9} {checksum:016x}{more}" for name, checksum, more in models]
    return "\n".join(rows) + "\n"
