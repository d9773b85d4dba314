"""Make the picture of the README from examples/article.txt: the text, the roles, the kept text.

Usage: python tools/pictures.py [FOLDER]   (default: docs/images)

`make pictures` calls this script. Then it takes a picture of the report of `make demo` in headless
Chromium.
"""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path

from rich import box
from rich.console import CONSOLE_SVG_FORMAT, Console
from rich.table import Table
from rich.text import Text

import saring

ROOT = Path(__file__).resolve().parents[1]
WIDTH = 140
COLOURS = {
    "caption": "magenta",
    "dateline": "yellow",
    "byline": "cyan",
    "share": "bright_blue",
    "related_label": "red",
    "related_link": "red",
    "copyright": "bright_black",
}
# Without the fonts that the template would load from the network.
TEMPLATE = re.sub(r"@font-face \{\{.*?\}\}\s*", "", CONSOLE_SVG_FORMAT, flags=re.S)


def before(stripped: saring.Stripped) -> Table:
    """Return a row for each line: its role, and the text with removed parts struck through."""
    table = Table.grid(padding=(0, 2))
    table.add_column(justify="right", no_wrap=True)
    table.add_column()
    for line in stripped.lines:
        if not line.text:
            continue
        colour = COLOURS.get(line.role, "default")
        shown = Text(line.text)
        if not line.keep:
            shown.stylize(f"{colour} strike", 0)
        for span in line.spans:
            if not span.keep:
                style = f"{COLOURS[span.role]} strike"
                shown.stylize(style, span.start - line.start, span.end - line.start)
        table.add_row(Text(line.role, style=colour if not line.keep else "dim"), shown)
    return table


def main() -> None:
    """Write the picture."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "docs/images")
    text = (ROOT / "examples/article.txt").read_text(encoding="utf-8")
    stripped = saring.strip(text)
    found = saring.detect(stripped.text)
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1), expand=True)
    table.add_column("before", ratio=3)
    table.add_column(f"after: {found.name}, {found.confidence:.2f}", ratio=2)
    table.add_row(before(stripped), stripped.text)
    console = Console(record=True, width=WIDTH, file=io.StringIO())
    console.print(table)
    console.save_svg(
        str(folder / "before_and_after.svg"),
        title="saring.strip(article)",
        code_format=TEMPLATE,
        unique_id="saring",
    )


if __name__ == "__main__":
    main()
