"""Makes a small libicudata for wheels: only the ICU data that saring needs at run time.

All of ICU's data is 31 MB. saring needs only the rules and dictionaries of word boundaries, and the
encodings of the web. This script reads the data from the library of the installed ICU. ``icupkg``
extracts the items listed here, and ``pkgdata`` packs them into a library of the same name, so that
``libicuuc`` loads it instead of the full one.

Usage: ``tools/trim_icu.py OUTPUT_FOLDER``. Prints the path of the new library.
"""

from __future__ import annotations

import argparse
import ctypes
import ctypes.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from elftools.elf.elffile import ELFFile

# Items that a word break iterator of the root locale opens (text/segment.cpp): its rules, and the
# dictionaries of scripts without spaces. The engine for Chinese and Japanese also needs
# compatibility normalisation and the resources of ja. If an item is missing, ICU silently makes
# worse breaks. So tests/packaging compares the words of each script with the words from the full
# data. Tables of characters and of canonical composition are compiled into libicuuc and need no
# item.
ITEMS = (
    "root.res",
    "nfkc.nrm",
    "brkitr/root.res",
    "brkitr/ja.res",
    "brkitr/res_index.res",
    "brkitr/word.brk",
    "brkitr/cjdict.dict",
    "brkitr/thaidict.dict",
    "brkitr/laodict.dict",
    "brkitr/khmerdict.dict",
    "brkitr/burmesedict.dict",
    # Encodings of web pages (text/encoding.cpp): their names, and the base table of windows-949,
    # which is stored as a difference to it.
    "cnvalias.icu",
    "ibm-1363_P11B-1998.cnv",
)
# The encodings of the WHATWG Encoding Standard, by the names that text/encoding.cpp uses. ICU
# stores each in an item with its own name. ICU has no ISO-8859-16.
WEB_ENCODINGS = (
    *("ibm866", "koi8-r", "koi8-u", "macintosh", "x-mac-cyrillic", "windows-874"),
    *(f"iso-8859-{part}" for part in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15)),
    *(f"windows-125{part}" for part in range(9)),
    *("gb18030", "big5-hkscs", "euc-jp", "iso-2022-jp", "windows-31j", "windows-949"),
)


def find_tool(name: str) -> str:
    """Return the path of an ICU tool, which Debian keeps in ``/usr/sbin`` or ``/usr/bin``."""
    path = shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/bin")
    if path is None:
        sys.exit(f"trim_icu: {name} is missing: install the package icu-devtools")
    return path


def find_icudata() -> tuple[str, str]:
    """Return the soname of the installed libicudata and its major version."""
    name = ctypes.util.find_library("icudata")
    match = re.fullmatch(r"libicudata\.so\.(\d+)", name or "")
    if name is None or match is None:
        sys.exit("trim_icu: libicudata is missing: install the package libicu-dev")
    return name, match[1]


def library_path(soname: str, symbol: str) -> tuple[str, int]:
    """Load the library; return the path it was loaded from and the address of ``symbol`` in it."""
    library = ctypes.CDLL(soname)
    address = ctypes.addressof(ctypes.c_char.in_dll(library, symbol))
    for line in Path("/proc/self/maps").read_text().splitlines():
        span, *rest = line.split()
        begin, end = (int(x, 16) for x in span.split("-"))
        if begin <= address < end:
            return rest[-1], address
    sys.exit(f"trim_icu: {symbol} of {soname} is not mapped from a file")


def read_data(soname: str, major: str) -> bytes:
    """Return the data package inside the installed library."""
    symbol = f"icudt{major}_dat"
    path, address = library_path(soname, symbol)
    with open(path, "rb") as file:
        table = ELFFile(file).get_section_by_name(".dynsym")
        entries = table.get_symbol_by_name(symbol) if table is not None else None
        if not entries:
            sys.exit(f"trim_icu: {path} has no symbol {symbol}")
        size = entries[0]["st_size"]
    return ctypes.string_at(address, size)


def converter_items(major: str) -> list[str]:
    """Return the items of the installed ICU that hold the converters of `WEB_ENCODINGS`."""
    library = ctypes.CDLL(f"libicuuc.so.{major}")
    open_converter = library[f"ucnv_open_{major}"]
    open_converter.restype = ctypes.c_void_p
    get_name = library[f"ucnv_getName_{major}"]
    get_name.restype = ctypes.c_char_p
    get_name.argtypes = [ctypes.c_void_p, ctypes.c_void_p]
    found = set()
    for label in WEB_ENCODINGS:
        status = ctypes.c_int32(0)
        converter = open_converter(label.encode(), ctypes.byref(status))
        if not converter or status.value > 0:
            sys.exit(f"trim_icu: the installed ICU does not know {label}")
        name = get_name(converter, ctypes.byref(status)).decode()
        if "," not in name:  # ISO-2022 is code that switches between other converters
            found.add(f"{name}.cnv")
    return sorted(found)


def run(*command: str, cwd: Path) -> None:
    """Run a command quietly; on failure, show its output and stop."""
    result = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    if result.returncode:
        sys.exit(f"trim_icu: {' '.join(command)} failed:\n{result.stdout}{result.stderr}")


def build(output: Path) -> Path:
    """Make the trimmed library in ``output`` and return its path."""
    soname, major = find_icudata()
    package = f"icudt{major}{'l' if sys.byteorder == 'little' else 'b'}"
    output.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        (work / f"{package}.dat").write_bytes(read_data(soname, major))
        items = dict.fromkeys([*ITEMS, *converter_items(major)])
        (work / "items.txt").write_text("\n".join(items) + "\n")
        (work / "items").mkdir()
        run(find_tool("icupkg"), "-d", "items", "-x", "items.txt", f"{package}.dat", cwd=work)
        (work / "made").mkdir()
        command = [find_tool("pkgdata"), "-m", "dll", "-p", package, "-e", f"icudt{major}"]
        command += ["-L", "icudata", "-r", major, "-s", "items", "-d", "made", "-T", "made"]
        run(*command, "items.txt", cwd=work)
        made = next(p for p in (work / "made").glob("libicudata.so.*") if not p.is_symlink())
        target = output / soname
        shutil.copyfile(made, target)
    target.chmod(0o755)
    return target


def main() -> None:
    """Read the command line and build."""
    parser = argparse.ArgumentParser(description="Make a small libicudata for wheels.")
    parser.add_argument("output", type=Path, help="folder to write the library to")
    print(build(parser.parse_args().output))


if __name__ == "__main__":
    main()
