"""Checks that the core compiles for systems on which the tests do not run.

zig's Clang includes the C and C++ libraries of every system. It compiles the sources with this
machine's headers of the libraries that saring links. Nothing is linked or run.

Usage: ``tools/check_ports.py [--all] [--jobs N] [TARGET …]``. Without ``--all`` it compiles the
sources that differ by system or processor, and every public header. Needs
``tools/requirements/ports.txt`` in the Python that runs it, and the result of ``make setup``.
"""

from __future__ import annotations

import argparse
import concurrent.futures
import itertools
import os
import re
import shlex
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CORE = ROOT / "cpp" / "saring"
TARGETS = {
    "x86_64-linux-musl": "x86_64-linux-musl",
    "aarch64-linux-gnu": "aarch64-linux-gnu",
    "aarch64-macos": "arm64-apple-macosx13.3",
    "x86_64-windows-gnu": "x86_64-windows-gnu",
}
# Other sources use only the C++ library, which is the same on all systems.
DIFFERING = (
    "base/*.cpp",
    "boilerplate/line_shape.cpp",
    "boilerplate/lines/oblivious_forest.cpp",
    "boilerplate/lines/sentences.cpp",
    "dedup/index/index_maintenance.cpp",
    "dedup/index/lmdb_file.cpp",
    "dedup/index/page_check.cpp",
    "dedup/unshared_values.cpp",
    "lang/feature_lookup.cpp",
    "pipeline/copies.cpp",
    "text/fold.cpp",
    "text/words.cpp",
)
# Sources of programs that run while saring is built.
GENERATORS = re.compile(r"generate_\w+\.cpp$")
WINDOWS_ALONE = re.compile(r"_windows\.cpp$")
POSIX_ALONE = re.compile(r"_posix\.cpp$")
# Headers in the system's folder that do not belong to its C library.
LIBRARIES = ("unicode", "re2", "absl", "simdjson.h", "xxhash.h", "xxh3.h")
WARNINGS = ("-Wall", "-Wextra", "-Wconversion", "-Wshadow", "-Werror")


def zig() -> list[str]:
    """Return the command of zig."""
    try:
        import ziglang
    except ImportError:
        sys.exit(
            f"check_ports: zig is missing: {sys.executable} -m pip install -r "
            "tools/requirements/ports.txt"
        )
    return [str(Path(ziglang.__file__).parent / "zig")]


def library_headers(folder: Path) -> list[str]:
    """Arrange the headers of the linked libraries; return the options with which they are found."""
    for name in LIBRARIES:
        for where in (Path("/usr/local/include"), Path("/usr/include")):
            if (where / name).exists() and not (folder / name).exists():
                (folder / name).symlink_to(where / name)
    found = [folder]
    for package, below in (("selectolax", "lexbor/source"), ("lmdb", "lib")):
        archives = sorted((ROOT / "build" / "downloads").glob(f"{package}-*.tar.gz"))
        if not archives:
            sys.exit(f"check_ports: build/downloads has no {package}: run `make setup` first")
        with tarfile.open(archives[-1]) as archive:
            headers = [m for m in archive.getmembers() if m.name.endswith(".h")]
            archive.extractall(folder, members=headers, filter="data")
        found.append(folder / archives[-1].name.removesuffix(".tar.gz") / below)
    return [option for path in found for option in ("-isystem", str(path))]


def system_headers(target: str, folder: Path) -> list[str]:
    """Return zig's options for a target: the places of headers, and macros."""
    empty = folder / f"{target}.cpp"
    empty.write_text("")
    # With a separate cache: for files in the cache, zig does not show how it compiled them.
    caches = {
        name: str(folder / "cache") for name in ("ZIG_LOCAL_CACHE_DIR", "ZIG_GLOBAL_CACHE_DIR")
    }
    said = subprocess.run(
        [*zig(), "c++", "-target", target, "-v", "-c", empty, "-o", empty.with_suffix(".o")],
        env={**os.environ, **caches},
        capture_output=True,
        text=True,
        check=False,
    ).stderr
    words = next((shlex.split(line) for line in said.splitlines() if " -cc1 " in line), None)
    if words is None:
        sys.exit(f"check_ports: zig does not say how it compiles for {target}:\n{said}")
    pairs = itertools.pairwise(words)
    return [word for pair in pairs if pair[0] in {"-isystem", "-D"} for word in pair]


def sources(target: str, every: bool) -> list[Path]:
    """Return what is compiled for a target."""
    patterns = ("**/*.cpp",) if every else DIFFERING
    foreign = POSIX_ALONE if "windows" in target else WINDOWS_ALONE
    found = {path for pattern in patterns for path in CORE.glob(pattern)}
    return sorted(p for p in found if not foreign.search(p.name) and not GENERATORS.search(p.name))


def compile_file(path: Path, target: str, options: list[str]) -> str:
    """Return the compiler's messages about a file; empty if there are none."""
    result = subprocess.run(
        [
            *(*zig(), "clang", f"--target={TARGETS[target]}", "-std=c++20", "-fsyntax-only"),
            *("-x", "c++", "-nostdinc", "-nostdinc++", *WARNINGS, "-DLEXBOR_STATIC"),
            *('-DSARING_VERSION="0"', "-I", str(ROOT / "cpp"), *options, str(path)),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    return "" if result.returncode == 0 else result.stderr or f"{path}: no compiler"


def main() -> int:
    """Compile; print what is wrong, and a line for each target."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=", ".join(TARGETS))
    parser.add_argument("--all", action="store_true", help="all sources of the core")
    parser.add_argument("--jobs", type=int, default=2)
    arguments = parser.parse_args()
    unknown = set(arguments.targets) - set(TARGETS)
    if unknown:
        parser.error(
            f"{', '.join(sorted(unknown))}: no such target; there are {', '.join(TARGETS)}"
        )
    failed = False
    with (
        tempfile.TemporaryDirectory() as temporary,
        concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool,
    ):
        folder = Path(temporary)
        (folder / "libraries").mkdir()
        libraries = library_headers(folder / "libraries")
        everything = folder / "headers.cpp"
        everything.write_text('#include "saring/saring.hpp"\n')
        for target in arguments.targets or TARGETS:
            options = [*libraries, *system_headers(target, folder)]
            files = [everything, *sources(target, arguments.all)]
            said = list(pool.map(lambda f: compile_file(f, target, options), files))  # noqa: B023
            wrong = [text for text in said if text]
            print(f"{target}: {len(files)} files, {len(wrong)} with errors", flush=True)
            for text in wrong:
                print(text, file=sys.stderr)
            failed = failed or bool(wrong)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
