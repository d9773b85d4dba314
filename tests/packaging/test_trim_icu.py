"""ICU decodes every encoding of the web with the trimmed data as with the full data."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

import trim_icu  # noqa: E402

# Decodes all pairs of bytes with each named encoding, and prints a checksum of the results.
DECODE = """
import ctypes, hashlib, sys
major, labels = sys.argv[1], sys.argv[2:]
icu = ctypes.CDLL(f"libicuuc.so.{major}")
opened = icu[f"ucnv_open_{major}"]
opened.restype = ctypes.c_void_p
decode = icu[f"ucnv_toUChars_{major}"]
decode.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int32, ctypes.c_char_p,
                   ctypes.c_int32, ctypes.c_void_p]
pairs = b"".join(bytes([a, b]) for a in range(256) for b in range(256))
shifted = b"".join(bytes([a, b]) for a in range(0x21, 0x7F) for b in range(0x21, 0x7F))
data = pairs + b"\\x1b$B" + shifted + b"\\x1b(B"
for label in labels:
    status = ctypes.c_int32(0)
    converter = opened(label.encode(), ctypes.byref(status))
    if not converter or status.value > 0:
        print(label, "unknown", status.value)
        continue
    out = ctypes.create_string_buffer(8 * len(data))
    status = ctypes.c_int32(0)
    length = decode(converter, out, 4 * len(data), data, len(data), ctypes.byref(status))
    print(label, status.value, hashlib.sha256(out.raw[: 2 * length]).hexdigest())
"""


def decoded(library_folder: Path | None) -> str:
    environment = dict(os.environ)
    if library_folder is not None:
        environment["LD_LIBRARY_PATH"] = str(library_folder)
    _, major = trim_icu.find_icudata()
    result = subprocess.run(
        [sys.executable, "-c", DECODE, major, *trim_icu.WEB_ENCODINGS],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return result.stdout


@pytest.fixture(scope="module")
def trimmed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return trim_icu.build(tmp_path_factory.mktemp("icu")).parent


def test_every_encoding_of_the_web_decodes_as_with_the_whole_data(trimmed: Path) -> None:
    whole = decoded(None)
    assert "unknown" not in whole
    assert decoded(trimmed) == whole


def test_the_trimmed_data_lacks_what_was_not_named(trimmed: Path) -> None:
    _, major = trim_icu.find_icudata()
    result = subprocess.run(
        [sys.executable, "-c", DECODE, major, "ibm-037"],
        env={**os.environ, "LD_LIBRARY_PATH": str(trimmed)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "unknown" in result.stdout
