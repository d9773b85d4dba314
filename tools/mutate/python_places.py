"""Places in Python, found in the syntax tree."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import pairwise

SWAPS = {
    "comparison": {
        "<": "<=",
        "<=": "<",
        ">": ">=",
        ">=": ">",
        "==": "!=",
        "!=": "==",
        "is": "is not",
        "is not": "is",
        "in": "not in",
        "not in": "in",
    },
    "arithmetic": {"+": "-", "-": "+", "*": "//", "//": "*"},
    "logic": {"and": "or", "or": "and"},
}
# Calls with messages for people as arguments, and names with such values.
MESSAGES = re.compile(r"(^|_)(print|warn|warning|log|say|message|note|fail|help|Option|Argument)")
Change = tuple[str, int, int, str]


class Finder(ast.NodeVisitor):
    """Collects the changes of one source."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = [0]
        for line in text.encode().splitlines(keepends=True):
            self.lines.append(self.lines[-1] + len(line))
        self.bytes = text.encode()
        self.found: list[Change] = []

    def span(self, node: ast.AST) -> tuple[int, int]:
        """Return start and end of a node in the text."""
        return self.offset(node.lineno, node.col_offset), self.offset(  # type: ignore[attr-defined]
            node.end_lineno,  # type: ignore[attr-defined]
            node.end_col_offset,  # type: ignore[attr-defined]
        )

    def offset(self, line: int, column: int) -> int:
        """Return the offset in the text of a line and a column in bytes."""
        return len(self.bytes[: self.lines[line - 1] + column].decode())

    def swap(self, operator: str, left: ast.expr, right: ast.expr) -> None:
        """Change the operator between two expressions."""
        start, end = self.span(left)[1], self.span(right)[0]
        symbols = "|".join(map(re.escape, sorted(SWAPS[operator], key=len, reverse=True)))
        between = re.sub(r"#[^\n]*", lambda m: " " * len(m[0]), self.text[start:end])
        if match := re.search(rf"(?<![\w*/])(?:{symbols})(?![\w*/])", between):
            self.found.append(
                (operator, start + match.start(), start + match.end(), SWAPS[operator][match[0]])
            )

    def remove(self, node: ast.stmt) -> None:
        """Replace a statement by ``pass``."""
        self.found.append(("removal", *self.span(node), "pass"))

    def negate(self, test: ast.expr) -> None:
        """Put ``not`` before a condition."""
        start, end = self.span(test)
        self.found.append(("negation", start, end, f"not ({self.text[start:end]})"))

    def visit_Compare(self, node: ast.Compare) -> None:
        """Change each comparison."""
        for left, right in pairwise([node.left, *node.comparators]):
            self.swap("comparison", left, right)
        self.generic_visit(node)

    def visit_BinOp(self, node: ast.BinOp) -> None:
        """Change sums and products, but not sums of texts or unions of types."""
        parts = (node.left, node.right)
        is_text = any(isinstance(p, ast.JoinedStr | ast.Constant) and is_word(p) for p in parts)
        if not is_text and isinstance(node.op, ast.Add | ast.Sub | ast.Mult | ast.FloorDiv):
            self.swap("arithmetic", *parts)
        self.generic_visit(node)

    def visit_BoolOp(self, node: ast.BoolOp) -> None:
        """Change each ``and`` and ``or``."""
        for left, right in pairwise(node.values):
            self.swap("logic", left, right)
        self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        """Change numbers, booleans and short texts."""
        start, end = self.span(node)
        value, source = node.value, self.text[start:end]
        if isinstance(value, bool):
            self.found.append(("boolean", start, end, str(not value)))
        elif isinstance(value, int):
            self.found.append(("number", start, end, str(value + 1)))
            if value >= 4:
                self.found.append(("number", start, end, str(value // 2)))
        elif isinstance(value, float):
            self.found.append(("number", start, end, str(value * 0.8 if value else 0.5)))
        elif is_word(node) and source[-1:] in {'"', "'"} and " " not in str(value):
            self.found.append(("string", start, end, f"{source[:-1]}x{source[-1]}"))

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        """Skip texts with values in them: most are messages."""

    def visit_If(self, node: ast.If) -> None:
        """Negate a condition; skip code for type checkers."""
        if ast.unparse(node.test) in {"TYPE_CHECKING", "__name__ == '__main__'"}:
            return
        self.negate(node.test)
        self.generic_visit(node)

    def visit_IfExp(self, node: ast.IfExp) -> None:
        """Negate a condition."""
        self.negate(node.test)
        self.generic_visit(node)

    def visit_Expr(self, node: ast.Expr) -> None:
        """Remove a call; a text on its own is documentation."""
        if isinstance(node.value, ast.Call) and not is_message(node.value):
            self.remove(node)
            self.generic_visit(node)

    def visit_Continue(self, node: ast.Continue) -> None:
        """Remove it."""
        self.remove(node)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        """Remove it."""
        self.remove(node)
        self.visit(node.value)

    def visit_Raise(self, node: ast.Raise) -> None:
        """Skip error messages."""

    def visit_Call(self, node: ast.Call) -> None:
        """Change min and max; skip messages."""
        if is_message(node):
            return
        if isinstance(node.func, ast.Name) and node.func.id in {"min", "max"}:
            other = "max" if node.func.id == "min" else "min"
            self.found.append(("minmax", *self.span(node.func), other))
        self.generic_visit(node)

    def visit_keyword(self, node: ast.keyword) -> None:
        """Skip arguments that are messages."""
        if not MESSAGES.search(node.arg or ""):
            self.visit(node.value)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        """Skip annotations."""
        if node.value:
            self.visit(node.value)

    def visit_Assign(self, node: ast.Assign) -> None:
        """Skip ``__all__``."""
        if ast.unparse(node.targets[0]) not in {"__all__", "__slots__"}:
            self.visit(node.value)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        """Change the body; skip decorators."""
        for part in node.body:
            self.visit(part)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        """Change defaults and body; skip annotations and overloads."""
        if any(ast.unparse(d).endswith("overload") for d in node.decorator_list):
            return
        for part in (*node.args.defaults, *node.args.kw_defaults, *node.body):
            if part is not None:
                self.visit(part)


def is_word(node: ast.expr) -> bool:
    """Return whether an expression is a literal text."""
    return isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.Constant) and isinstance(node.value, str | bytes) and node.value != ""
    )


def is_message(call: ast.Call) -> bool:
    """Return whether a call has messages for people as arguments."""
    return bool(MESSAGES.search(ast.unparse(call.func).rsplit(".", 1)[-1]))


def python_places(text: str) -> Iterator[Change]:
    """Yield operator, start, end and replacement of each mutant of a source."""
    finder = Finder(text)
    finder.visit(ast.parse(text))
    yield from finder.found
