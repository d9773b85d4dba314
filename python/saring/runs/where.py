"""Conditions on documents, such as ``words >= 50 and repeated_lines < .3``, for the core."""

from __future__ import annotations

import ast
import enum
import warnings
from collections.abc import Sequence
from functools import cache
from typing import NoReturn

from saring import _core
from saring._nearest import did_you_mean
from saring._option_names import option
from saring._visible import visible
from saring.errors import UsageError
from saring.lang import Detector

NUMBERS: tuple[str, ...] = (*_core.SIGNALS, *_core.DOCUMENT_NUMBERS)
TEXTS: tuple[str, ...] = _core.DOCUMENT_TEXTS
MAX_CHARS = 10_000

Step = tuple[int, float, int, list[str]]  # operation, number, index, texts


class Op(enum.IntEnum):
    """The operation of a step: `ConditionOp` of the core."""

    NUMBER = 0
    NAME = 1
    TEXT_IN = 2
    LESS = 3
    LESS_EQUAL = 4
    GREATER = 5
    GREATER_EQUAL = 6
    EQUAL = 7
    NOT_EQUAL = 8
    AND = 9
    OR = 10
    ADD = 11
    SUBTRACT = 12
    MULTIPLY = 13
    DIVIDE = 14
    NOT = 15
    NEGATE = 16


_COMPARISONS: dict[type[ast.cmpop], Op] = {
    ast.Lt: Op.LESS,
    ast.LtE: Op.LESS_EQUAL,
    ast.Gt: Op.GREATER,
    ast.GtE: Op.GREATER_EQUAL,
    ast.Eq: Op.EQUAL,
    ast.NotEq: Op.NOT_EQUAL,
}
_ARITHMETIC: dict[type[ast.operator], Op] = {
    ast.Add: Op.ADD,
    ast.Sub: Op.SUBTRACT,
    ast.Mult: Op.MULTIPLY,
    ast.Div: Op.DIVIDE,
}
_ALLOWED = "a condition has names, numbers, strings, comparisons, and, or, not, in, + - * /"


def compile_condition(text: str) -> list[Step]:
    """Compile a condition; no part of it is run as Python.

    Parameters
    ----------
    text
        In the syntax of Python, with the names `NUMBERS` and `TEXTS`.

    Returns
    -------
    list of tuple
        Steps of a stack machine, for the core.

    Raises
    ------
    UsageError
        With the mistake and its column; for a wrong name, also with the nearest name.
    """
    return _Compiler(text).steps


@cache
def _detector() -> Detector:
    return Detector()


class _Compiler:
    """Makes steps of one condition."""

    def __init__(self, text: str) -> None:
        self._text = text.replace("\n", " ").replace("\r", " ")
        self.steps: list[Step] = []
        if len(text) > MAX_CHARS:
            raise UsageError(
                f"{option('where')} has {len(text):,} characters, more than {MAX_CHARS:,}"
            )
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                # In brackets, spaces at the beginning are not indentation.
                tree = ast.parse(f"({self._text})", mode="eval")
            self._condition(tree.body)
        except SyntaxError as error:
            column = max((error.offset or 2) - 1, 1)
            raise UsageError(
                f"{option('where')}: {error.msg}, at column {column} of {self._shown()}"
            ) from None
        except UsageError:
            raise  # of this class, with option and column
        except (ValueError, RecursionError, MemoryError) as error:
            reason = "it is nested too deeply" if not isinstance(error, ValueError) else str(error)
            raise UsageError(f"{option('where')}: {reason}: {self._shown()}") from None

    def _shown(self) -> str:
        return f"'{visible(self._text)}'"

    def _fail(self, node: ast.AST, what: str) -> NoReturn:
        before = f"({self._text})".encode()[: getattr(node, "col_offset", 1)]
        column = len(before.decode(errors="replace"))
        raise UsageError(
            f"{option('where')}: {what}, at column {max(column, 1)} of {self._shown()}"
        )

    def _add(self, op: Op, number: float = 0.0, index: int = 0, texts: Sequence[str] = ()) -> None:
        self.steps.append((int(op), number, index, list(texts)))

    def _condition(self, node: ast.expr) -> None:
        """Add the steps of an expression that is true or false."""
        if isinstance(node, ast.BoolOp):
            op = Op.AND if isinstance(node.op, ast.And) else Op.OR
            for at, value in enumerate(node.values):
                self._condition(value)
                if at:
                    self._add(op)
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            self._condition(node.operand)
            self._add(Op.NOT)
        elif isinstance(node, ast.Compare):
            self._comparison(node)
        elif isinstance(node, ast.Name | ast.Constant | ast.BinOp | ast.UnaryOp):
            if isinstance(node, ast.Name):
                self._check_name(node)
            shown = ast.unparse(node)
            self._fail(node, f"'{visible(shown)}' is no condition; compare it, as in words >= 50")
        else:
            self._fail(node, _ALLOWED)

    def _comparison(self, node: ast.Compare) -> None:
        left = node.left
        for at, (op, right) in enumerate(zip(node.ops, node.comparators, strict=True)):
            if isinstance(op, ast.In | ast.NotIn):
                self._membership(left, right)
                if isinstance(op, ast.NotIn):
                    self._add(Op.NOT)
            elif self._is_text(left) or self._is_text(right):
                self._text_comparison(node, left, op, right)
            elif type(op) in _COMPARISONS:
                self._number(left)
                self._number(right)
                self._add(_COMPARISONS[type(op)])
            else:
                self._fail(node, _ALLOWED)
            if at:
                self._add(Op.AND)
            left = right

    @staticmethod
    def _is_text(node: ast.expr) -> bool:
        is_string = isinstance(node, ast.Constant) and isinstance(node.value, str)
        return is_string or (isinstance(node, ast.Name) and node.id in TEXTS)

    def _text_comparison(
        self, node: ast.Compare, left: ast.expr, op: ast.cmpop, right: ast.expr
    ) -> None:
        if not isinstance(op, ast.Eq | ast.NotEq):
            self._fail(node, "a text can be compared by ==, !=, in and not in only")
        name, value = (left, right) if isinstance(left, ast.Name) else (right, left)
        self._text_in(name, [value])
        if isinstance(op, ast.NotEq):
            self._add(Op.NOT)

    def _membership(self, left: ast.expr, right: ast.expr) -> None:
        if not isinstance(right, ast.Tuple | ast.List | ast.Set) or not right.elts:
            self._fail(right, "after 'in', expected values in brackets, as in lang in ('id', 'ms')")
        if self._is_text(left) or any(map(self._is_text, right.elts)):
            self._text_in(left, right.elts)
            return
        for at, value in enumerate(right.elts):
            self._number(left)
            self._number(value)
            self._add(Op.EQUAL)
            if at:
                self._add(Op.OR)

    def _text_in(self, name: ast.expr, values: Sequence[ast.expr]) -> None:
        """Add the step that tests if a text is one of some strings."""
        if isinstance(name, ast.Name):
            self._check_name(name)
        if not isinstance(name, ast.Name) or name.id not in TEXTS:
            self._fail(name, f"only {' and '.join(TEXTS)} are texts")
        texts: list[str] = []
        for value in values:
            if not (isinstance(value, ast.Constant) and isinstance(value.value, str)):
                self._fail(value, f"{name.id} is a text, and so is only like strings")
            texts += self._meant(name.id, value, value.value)
        self._add(Op.TEXT_IN, index=TEXTS.index(name.id), texts=texts)

    def _meant(self, name: str, node: ast.expr, value: str) -> list[str]:
        """Return the values that a string means: for languages, the labels of a code or name."""
        if name != "lang" or value in ("und", "zxx"):
            return [value]
        try:
            return _detector().resolve(value)
        except ValueError as error:
            self._fail(node, str(error))

    def _number(self, node: ast.expr) -> None:
        """Add the steps of a number."""
        value = node.value if isinstance(node, ast.Constant) else None
        if isinstance(value, int | float) and not isinstance(value, bool):
            self._add(Op.NUMBER, _as_float(value))
        elif isinstance(node, ast.Name):
            self._check_name(node)
            if node.id in TEXTS:
                self._fail(node, f"{node.id} is a text, and no number")
            self._add(Op.NAME, index=NUMBERS.index(node.id))
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.UAdd | ast.USub):
            self._number(node.operand)
            if isinstance(node.op, ast.USub):
                self._add(Op.NEGATE)
        elif isinstance(node, ast.BinOp) and type(node.op) in _ARITHMETIC:
            self._number(node.left)
            self._number(node.right)
            self._add(_ARITHMETIC[type(node.op)])
        elif isinstance(node, ast.Constant | ast.Compare | ast.BoolOp):
            shown = visible(ast.unparse(node))
            self._fail(node, f"'{shown}' is no number; brackets may be missing around it")
        else:
            self._fail(node, _ALLOWED)

    def _check_name(self, node: ast.Name) -> None:
        known = (*NUMBERS, *TEXTS)
        if node.id in known:
            return
        hint = did_you_mean(node.id, known) or f"those there are: {', '.join(known)}"
        self._fail(node, f"there is no signal '{visible(node.id)}'; {hint}")


def _as_float(value: int | float) -> float:
    try:
        return float(value)
    except OverflowError:
        return float("inf")
