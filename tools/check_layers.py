"""Checks that every include and import follows the order of the layers.

The order is ``base ← text ← {lang, boilerplate, dedup} ← pipeline ← bindings`` in C++, and the same
in the Python package, with the command line as the last layer. It also checks that

- only one module uses each outside library, and no public header includes it;
- only its own module includes an ``_internal.hpp``, and no public header does;
- the folders of a module use the files at its top, but not each other;
- of other modules, only bindings use a ``training`` folder;
- CMake links only modules that the order allows;
- no two C++ files have the same name;
- only ``interrupts.cpp`` releases and takes Python's GIL.

Usage: ``tools/check_layers.py [ROOT]``. Prints each violation as ``file:line: message``. The exit
code is 1 if there is one.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

# Which modules a C++ module may include, other than itself.
CPP_USES: dict[str, frozenset[str]] = {
    "base": frozenset(),
    "text": frozenset({"base"}),
    "lang": frozenset({"base", "text"}),
    "boilerplate": frozenset({"base", "text"}),
    "dedup": frozenset({"base", "text"}),
    "pipeline": frozenset({"base", "text", "lang", "boilerplate", "dedup"}),
}
# The headers of an outside library, and the one module that may include them.
HOMES: tuple[tuple[str, str], ...] = (
    (r"xxh(ash|3)\.h$", "base"),
    (r"unicode/", "text"),
    (r"re2/", "boilerplate"),
    (r"(lexbor/.*)(\.h)?$", "boilerplate"),
    (r"lmdb\.h$", "dedup"),
    (r"simdjson\.h$", "pipeline"),
    (r"(pybind11/|Python\.h$)", "bindings"),
)
# The layer of each Python module. A module may import lower layers, and modules of its own layer if
# SIBLINGS_THAT_MEET lists them.
PYTHON_LAYERS: tuple[tuple[str, frozenset[str]], ...] = (
    ("core", frozenset({"_core"})),
    ("helpers", frozenset({"errors", "held_signals", "progress"})),
    ("text", frozenset({"text", "quality", "sites"})),
    ("modules", frozenset({"lang", "boilerplate", "html", "dedup", "index"})),
    ("io", frozenset({"io"})),
    ("runs", frozenset({"report", "runs"})),
    ("jobs", frozenset({"cleaning", "training"})),
    ("frames", frozenset({"frames"})),
    ("integrations", frozenset({"integrations"})),
    ("programs", frozenset({"cli", "__main__"})),
)
# Folders of a C++ module that use another of its folders.
FOLDERS_THAT_MEET = frozenset({("boilerplate", "html", "lines")})
# html is the part of boilerplate that starts from a tree; other siblings are independent.
SIBLINGS_THAT_MEET = frozenset({("html", "boilerplate"), ("runs", "report"), ("__main__", "cli")})
# Layers that may import outside packages at the top of a file. Others import them on use.
OUTSIDE_AT_TOP = frozenset({"io", "report", "runs", "integrations", "cli", "__main__"})
# Files that are only imported on use, after a check that their packages are installed.
LOADED_ON_USE = frozenset({"training/strip/export.py", "training/strip/stages.py"})

INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]')
GIL = re.compile(
    r"\b(gil_scoped_\w+|PyGILState_\w+|PyEval_\w*Thread|Py_(BEGIN|END)_ALLOW_THREADS)\b"
)
LINKED = re.compile(r"\bsaring_([a-z]+)\b")


@dataclass(frozen=True)
class Breach:
    """One include, import or link that breaks the order of the layers."""

    path: Path
    line: int
    message: str

    def __str__(self) -> str:
        """Return ``file:line: message``."""
        return f"{self.path}:{self.line}: {self.message}"


def includes(path: Path) -> Iterator[tuple[int, str]]:
    """Yield line number and header of each include directive."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if match := INCLUDE.match(line):
            yield number, match[1]


def home_breach(header: str, module: str, is_public: bool) -> str | None:
    """Return what is wrong with including an outside header here, if anything."""
    for pattern, home in HOMES:
        if not re.match(pattern, header):
            continue
        if module != home:
            return f"{module} includes {header}, which belongs to {home} alone"
        if is_public:
            return f"a public header of {module} includes {header}"
    return None


def folder_breach(header: str, module: str, folder: str) -> str | None:
    """Return what is wrong with including a header of a module's folders, if anything.

    ``folder`` is that of the including file; empty at the top of the module.
    """
    _, other, *folders, _ = header.split("/")
    inner = folders[0] if folders else ""
    if inner == "training" and module not in {other, "bindings"}:
        return f"{module} includes {header}, which is for training only"
    if other != module or inner in {"", folder} or (module, folder, inner) in FOLDERS_THAT_MEET:
        return None
    return (
        f"{module}/{folder}".rstrip("/") + f" includes {header}, from a folder that it may not use"
    )


def own_breach(header: str, module: str, is_public: bool) -> str | None:
    """Return what is wrong with including a header of saring here, if anything."""
    parts = header.split("/")
    if parts[0] != "saring" or len(parts) < 3:
        return None
    other = parts[1]
    if other not in CPP_USES:
        return f"{header} is of no module known to the arrows"
    allowed = frozenset(CPP_USES) if module == "bindings" else CPP_USES[module] | {module}
    if other not in allowed:
        return f"{module} includes {header}, but may use only {', '.join(sorted(allowed))}"
    if header.endswith("_internal.hpp") and other != module:
        return f"{module} includes {header}, which is internal to {other}"
    if header.endswith("_internal.hpp") and is_public:
        return f"a public header of {module} includes {header}"
    return None


def gil_breaches(path: Path) -> Iterator[Breach]:
    """Yield the places of a binding that release or take the GIL, which only one file may do."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if match := GIL.search(line):
            message = f"{match[0]} can end a thread at shutdown: use interrupts.hpp"
            yield Breach(path, number, message)


def check_cpp_file(path: Path, module: str, folder: str = "") -> Iterator[Breach]:
    """Yield the breaches of one C++ file, in a folder of its module or at the module's top."""
    is_public = (
        module != "bindings" and path.suffix == ".hpp" and not path.stem.endswith("_internal")
    )
    for number, header in includes(path):
        message = own_breach(header, module, is_public) or home_breach(header, module, is_public)
        if message is None and header.startswith("saring/") and header.count("/") >= 2:
            message = folder_breach(header, module, folder)
        if message:
            yield Breach(path, number, message)


def check_cmake(path: Path, module: str) -> Iterator[Breach]:
    """Yield the modules that a CMakeLists.txt names and that its module may not use."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        for other in LINKED.findall(line.split("#")[0]):
            if other in CPP_USES and other != module and other not in CPP_USES[module]:
                yield Breach(path, number, f"{module} links saring_{other} against the arrows")


def check_cpp(root: Path) -> Iterator[Breach]:
    """Yield all breaches of the C++ side."""
    seen: dict[str, Path] = {}
    for folder in sorted(p for p in (root / "cpp" / "saring").glob("*") if p.is_dir()):
        if folder.name not in CPP_USES:
            yield Breach(folder, 1, f"module {folder.name} is not known to the arrows")
            continue
        for path in sorted(folder.rglob("*")):
            if path.suffix in {".cpp", ".hpp"}:
                if path.name in seen:
                    yield Breach(path, 1, f"has the name of {seen[path.name]}")
                seen[path.name] = path
                inner = path.relative_to(folder).parts[:-1]
                yield from check_cpp_file(path, folder.name, inner[0] if inner else "")
            elif path.name == "CMakeLists.txt":
                yield from check_cmake(path, folder.name)
    for path in sorted((root / "python" / "bindings").glob("*.[ch]pp")):
        yield from check_cpp_file(path, "bindings")
        if path.name != "interrupts.cpp":
            yield from gil_breaches(path)


def module_of(path: Path, package: Path) -> str:
    """Return the module a Python file belongs to: the first part of its path in the package."""
    first = path.relative_to(package).parts[0]
    return first.removesuffix(".py")


def layer_of(module: str) -> int | None:
    """Return the layer of a Python module, counted from the core, or None if it has none."""
    for rank, (_, members) in enumerate(PYTHON_LAYERS):
        if module in members:
            return rank
    # A module with a leading underscore that is not listed is a helper: it may use only the core.
    return 1 if module.startswith("_") and module != "__init__" else None


@dataclass(frozen=True)
class Import:
    """One import: the line, the module named in full, and whether it is at the top of the file."""

    line: int
    name: str
    at_top: bool


class ImportFinder(ast.NodeVisitor):
    """Collects imports, except those for type checkers only."""

    def __init__(self, package_parts: tuple[str, ...]) -> None:
        self.imports: list[Import] = []
        self._package = package_parts
        self._depth = 0

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:  # noqa: D102
        self._depth += 1
        self.generic_visit(node)
        self._depth -= 1

    visit_AsyncFunctionDef = visit_FunctionDef  # noqa: N815

    def visit_If(self, node: ast.If) -> None:  # noqa: D102
        if "TYPE_CHECKING" in ast.unparse(node.test):
            for other in node.orelse:
                self.visit(other)
            return
        self.generic_visit(node)

    def visit_Import(self, node: ast.Import) -> None:  # noqa: D102
        for alias in node.names:
            self._add(node.lineno, alias.name)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:  # noqa: D102
        base = list(self._package[: len(self._package) - node.level + 1]) if node.level else []
        base += node.module.split(".") if node.module else []
        if base == ["saring"]:
            for alias in node.names:
                self._add(node.lineno, f"saring.{alias.name}")
        else:
            self._add(node.lineno, ".".join(base))

    def _add(self, line: int, name: str) -> None:
        self.imports.append(Import(line, name, self._depth == 0))


def find_imports(path: Path, package: Path) -> list[Import]:
    """Return the imports of a Python file."""
    finder = ImportFinder(("saring", *path.relative_to(package).parts[:-1]))
    finder.visit(ast.parse(path.read_text(encoding="utf-8"), filename=str(path)))
    return finder.imports


def import_breach(module: str, found: Import) -> str | None:
    """Return what is wrong with an import in a file of ``module``, if anything."""
    top, _, rest = found.name.partition(".")
    if top != "saring":
        outside = top not in sys.stdlib_module_names
        if outside and found.at_top and module not in OUTSIDE_AT_TOP:
            return (
                f"{module} imports {top} at its top; only on use, so that the package needs nothing"
            )
        return None
    mine = layer_of(module)
    other = rest.split(".")[0]
    theirs = layer_of(other)
    if mine is None:
        return f"module {module} has no layer: name it in PYTHON_LAYERS"
    if theirs is None:  # a name of the package itself: only programs are above all modules
        name = PYTHON_LAYERS[mine][0]
        return None if name == "programs" else f"{module} imports from saring itself ({other})"
    if other == module or theirs < mine:
        return None
    if theirs == mine:
        free = PYTHON_LAYERS[mine][0] == "helpers" or (module, other) in SIBLINGS_THAT_MEET
        return None if free else f"{module} imports its sibling saring.{other}"
    return f"{module} imports saring.{other}, which is above it"


def check_python(root: Path) -> Iterator[Breach]:
    """Yield all breaches of the Python package."""
    package = root / "python" / "saring"
    for path in sorted(package.rglob("*.py")):
        module = module_of(path, package)
        for found in find_imports(path, package):
            top = found.name.partition(".")[0]
            if top != "saring" and path.relative_to(package).as_posix() in LOADED_ON_USE:
                continue
            message = init_breach(found) if module == "__init__" else import_breach(module, found)
            if message:
                yield Breach(path, found.line, message)


def init_breach(found: Import) -> str | None:
    """Return what is wrong with an import of the package's own ``__init__``, if anything."""
    top, _, rest = found.name.partition(".")
    if top != "saring":
        outside = top not in sys.stdlib_module_names and found.at_top
        return f"the package imports {top}, which it must do without" if outside else None
    rank = layer_of(rest.split(".")[0])
    on_use = rank is not None and PYTHON_LAYERS[rank][0] in {"integrations", "programs"}
    if on_use and found.at_top:
        return f"the package imports {found.name}, which is loaded only on use"
    return None


def check(root: Path) -> list[Breach]:
    """Return all breaches under a project's root."""
    return [*check_cpp(root), *check_python(root)]


def main() -> int:
    """Check the project and print the violations."""
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent
    breaches = check(root)
    for breach in breaches:
        print(breach)
    if not breaches:
        files = sum(
            1 for folder in ("cpp", "python") for _ in (root / folder).rglob("*.[chp][py]*")
        )
        print(f"layers: {files} files follow the arrows")
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())
