"""Reports as tables: text for a terminal, HTML for a notebook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from saring._visible import html_text, visible

# Title, heads and rows.
Section = tuple[str, list[str], list[list[str]]]


class Tables:
    """A report that is shown as tables, with remarks below them."""

    def _sections(self) -> Iterator[Section]:
        raise NotImplementedError

    def _remarks(self) -> list[str]:
        return []

    def __str__(self) -> str:
        parts = []
        for title, head, rows in self._sections():
            widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
            lines = [
                "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
                for row in (head, *rows)
            ]
            parts.append("\n".join([title, *(line.rstrip() for line in lines)]))
        return visible("\n\n".join([*parts, *self._remarks()]), lines=True)

    def _repr_html_(self) -> str:
        def cells(row: Iterable[str], kind: str) -> str:
            return "".join(f"<{kind}>{html_text(cell)}</{kind}>" for cell in row)

        tables = "".join(
            f"<table><caption>{html_text(title)}</caption><tr>{cells(head, 'th')}</tr>"
            + "".join(f"<tr>{cells(row, 'td')}</tr>" for row in rows)
            + "</table>"
            for title, head, rows in self._sections()
        )
        return tables + "".join(f"<p>{html_text(remark)}</p>" for remark in self._remarks())
