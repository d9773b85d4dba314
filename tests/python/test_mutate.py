"""`make mutate` breaks code evenly, and does not change comments and messages."""

from __future__ import annotations

import sys
from collections import Counter
from itertools import islice
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "tools" / "mutate"))

from cpp_places import cpp_places  # noqa: E402
from places import Mutant, in_order, obsolete, read_equivalent  # noqa: E402
from python_places import python_places  # noqa: E402

CPP = """\
// The limit is 8 < 9 && true.
#include <vector>
static_assert(sizeof(int) == 4);
const std::vector<int>& f(int a, int b) {
  if (a < 8 && is_open(b)) return true;
  if (b == 'x' + 1) throw Error("more than 9" + name(3));
  total += std::min(a, b) * 0.95F;
  close(a);
}
"""
PYTHON = '''\
"""A module with 3 words."""
LIMIT: Literal[7] = 8


def f(a: int, b: str = "key") -> bool:
    """Return 1 < 2."""
    if a < LIMIT and b != "more than one word":
        raise ValueError("at most 9" + b)
    for part in b:
        if part in "xy":
            continue
        close(a)
        total += max(a * 2, 0.5)  # of 4
    print("less than 5")
    return a is None or True
'''
EVERY = ["comparison", "arithmetic", "logic", "number", "boolean", "negation", "removal", "minmax"]


def _changed(text: str, changes: list[tuple[str, int, int, str]]) -> set[tuple[str, str, str]]:
    return {(operator, text[start:end], after) for operator, start, end, after in changes}


def test_each_operator_breaks_cpp_and_nothing_else_is_touched() -> None:
    assert _changed(CPP, list(cpp_places(CPP))) == {
        ("comparison", "<", "<="),
        ("comparison", "==", "!="),
        ("arithmetic", "+", "-"),
        ("arithmetic", "+=", "-="),
        ("arithmetic", "*", "/"),
        ("logic", "&&", "||"),
        ("number", "8", "9"),
        ("number", "8", "4"),
        ("number", "1", "2"),
        ("number", "0.95", "0.76"),
        ("boolean", "true", "false"),
        ("minmax", "std::min", "std::max"),
        ("negation", "a < 8 && is_open(b)", "!(a < 8 && is_open(b))"),
        ("negation", "b == 'x' + 1", "!(b == 'x' + 1)"),
        ("removal", "if (a < 8 && is_open(b)) return true;", ""),
        ("removal", "total += std::min(a, b) * 0.95F;", ""),
        ("removal", "close(a);", ""),
    }


def test_each_operator_breaks_python_and_nothing_else_is_touched() -> None:
    assert _changed(PYTHON, list(python_places(PYTHON))) == {
        ("comparison", "<", "<="),
        ("comparison", "!=", "=="),
        ("comparison", "in", "not in"),
        ("comparison", "is", "is not"),
        ("arithmetic", "*", "//"),
        ("logic", "and", "or"),
        ("logic", "or", "and"),
        ("number", "8", "9"),
        ("number", "8", "4"),
        ("number", "2", "3"),
        ("number", "0.5", "0.4"),
        ("boolean", "True", "False"),
        ("minmax", "max", "min"),
        (
            "negation",
            'a < LIMIT and b != "more than one word"',
            'not (a < LIMIT and b != "more than one word")',
        ),
        ("negation", 'part in "xy"', 'not (part in "xy")'),
        ("removal", "continue", "pass"),
        ("removal", "close(a)", "pass"),
        ("removal", "total += max(a * 2, 0.5)", "pass"),
        ("string", '"key"', '"keyx"'),
        ("string", '"xy"', '"xyx"'),
    }


def _mutants(text: str, module: str) -> list[Mutant]:
    path = f"cpp/saring/{module}/a.cpp"
    return [Mutant(path, module, *change[:1], text, *change[1:]) for change in cpp_places(text)]


def test_a_sample_is_even_over_modules_and_operators_and_the_same_for_a_seed() -> None:
    found = _mutants(CPP, "lang") + _mutants(CPP, "text") + _mutants(CPP, "base")
    sample = list(islice(in_order(found, 1), 24))
    assert set(Counter(mutant.module for mutant in sample).values()) == {8}
    of_operators = Counter(mutant.operator for mutant in sample)
    assert sorted(of_operators) == sorted(EVERY)
    assert all(2 <= count <= 4 for count in of_operators.values())
    assert sample == list(islice(in_order(found[::-1], 1), 24))
    assert sample != list(islice(in_order(found, 2), 24))
    assert len(list(in_order(found, 1))) == len(found)


def test_a_mutant_is_known_again_where_lines_above_it_come_and_go() -> None:
    (before,) = [m for m in _mutants(CPP, "lang") if m.after == "0.76"]
    (after,) = [m for m in _mutants("\n\n" + CPP, "lang") if m.after == "0.76"]
    assert before.key == after.key
    assert (before.line, after.line) == (7, 9)
    assert before.mutated == CPP.replace("0.95", "0.76")


def test_an_equivalent_mutant_needs_a_reason(tmp_path: Path) -> None:
    table = tmp_path / "equivalent.tsv"
    table.write_text("# comment\na.py\tx = 1\tx = 2\tnever read\n")
    assert read_equivalent(table) == {("a.py", "x = 1", "x = 2"): "never read"}
    table.write_text("a.py\tx = 1\tx = 2\t \n")
    with pytest.raises(ValueError, match="no reason"):
        read_equivalent(table)


def test_an_equivalent_mutant_whose_line_has_gone_is_found(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("if x:\n    y = f(\n        1, 2)\n")
    reasons = {("a.py", "y = f( 1, 2)", "z"): "r", ("a.py", "y = 3", "z"): "r"}
    assert obsolete([*reasons, ("gone.py", "y", "z")], tmp_path) == [
        ("a.py", "y = 3", "z"),
        ("gone.py", "y", "z"),
    ]
