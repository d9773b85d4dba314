"""Places in C++, found by patterns. The format of clang-format makes the patterns reliable.

A binary operator has a space on both sides; a template bracket, a reference or a pointer does not.
A change that does not compile is not counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

# Never changed: comments, character literals, directives, error messages.
HIDDEN = re.compile(
    r"""//[^\n]* | /\*.*?\*/ | R"(\w*)\(.*?\)\1" | "(?:\\.|[^"\\\n])*" | (?<!\w)'(?:\\.|[^'\\\n])+'
      | ^[ \t]*\#(?:[^\n]*\\\n)*[^\n]* | \b(?:static_assert|throw|using|namespace)\b[^;{]*[;{]
      | \b(?:fail|refuse)\w*\([^;]*;""",
    re.VERBOSE | re.DOTALL | re.MULTILINE,
)
SWAPS = {
    "comparison": {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "=="},
    "arithmetic": {"+": "-", "-": "+", "+=": "-=", "-=": "+=", "*": "/", "/": "*"},
    "logic": {"&&": "||", "||": "&&"},
}
BINARY = re.compile(r"(?<= )(?:<=|>=|==|!=|<|>|&&|\|\||\+=|-=|\+|-|\*|/)(?=[ \n])")
NUMBER = re.compile(
    r"(?<![\w.'])(?:0x[\da-fA-F']+|\d[\d']*(?:\.\d*)?(?:e[-+]?\d+)?)(?=[uUlLzZfF]*\b(?![.']))"
)
BOOLEAN = re.compile(r"\b(?:true|false)\b")
MIN_MAX = re.compile(r"\bstd::(?:min|max)\b(?=[(<])")
CONDITION = re.compile(r"\bif \(")
# A whole statement of one line: a call, an assignment, a jump or a return after a condition.
STATEMENT = re.compile(
    r"""(?<=[;{}\n])[ ]*\n?[ ]+(
        (?:continue|break);
      | if[ ]\([^\n]*\)[ ](?:return\b[^\n;]*|continue|break);
      | [\w.:>-]+\([^\n;]*\);
      | [\w.:>\[\]-]+[ ][-+|&^*]?=[ ][^\n;]+;
      | (?:\+\+|--)[\w.:>-]+;
    )(?=[ ]*$)""",
    re.VERBOSE | re.MULTILINE,
)


def visible(text: str) -> str:
    """Return the text with blanks in place of unchangeable parts; offsets stay the same."""
    return HIDDEN.sub(lambda m: re.sub(r"[^\n]", " ", m[0]), text)


def closing(text: str, opening: int) -> int:
    """Return the offset of the bracket that closes the one at ``opening``."""
    depth = 0
    for at in range(opening, len(text)):
        depth += {"(": 1, ")": -1}.get(text[at], 0)
        if depth == 0:
            return at
    return len(text)


def other_numbers(number: str) -> list[str]:
    """Return the replacements of a number: its neighbour and its half, or 4/5 of a fraction."""
    digits = number.replace("'", "")
    if digits.startswith("0x"):
        return [f"0x{int(digits, 16) ^ 1:X}"]
    if digits.isdecimal():
        whole = int(digits)
        return [str(whole + 1)] + ([str(whole // 2)] if whole >= 4 else [])
    other = f"{float(digits) * 0.8 or 0.5:.6g}"
    return [other if "." in other or "e" in other else f"{other}.0"]


def cpp_places(text: str) -> Iterator[tuple[str, int, int, str]]:
    """Yield operator, start, end and replacement of each mutant of a source."""
    code = visible(text)
    for match in BINARY.finditer(code):
        for operator, swap in SWAPS.items():
            if match[0] in swap:
                yield operator, *match.span(), swap[match[0]]
    for match in NUMBER.finditer(code):
        for number in other_numbers(match[0]):
            yield "number", *match.span(), number
    for match in BOOLEAN.finditer(code):
        yield "boolean", *match.span(), "false" if match[0] == "true" else "true"
    for match in MIN_MAX.finditer(code):
        yield "minmax", *match.span(), "std::max" if match[0] == "std::min" else "std::min"
    for match in CONDITION.finditer(code):
        start, end = match.end(), closing(code, match.end() - 1)
        if ";" not in code[start:end] and " = " not in code[start:end]:
            yield "negation", start, end, f"!({text[start:end]})"
    for match in STATEMENT.finditer(code):
        yield "removal", *match.span(1), ""
