"""The command line as its users run it: in a new process."""

import contextlib
import json
import os
import pty
import random
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import zstandard

ARTICLE = (
    "Nelayan Teluk Bunga Pulang Membawa Ikan Melimpah\n"
    "Para nelayan di Teluk Bunga pulang pagi ini membawa ikan yang melimpah setelah tiga hari "
    "melaut di perairan utara.\n"
    "Baca juga:\n"
    "Kapal Patroli Baru Tiba di Pelabuhan\n"
    "Harga ikan di pasar turun sedikit karena pasokan bertambah, kata seorang pedagang.\n"
    "Bagikan\n"
)
OTHER = (
    "Sekolah di Kaki Bukit Mendapat Perpustakaan\n"
    "Sebuah sekolah di kaki bukit mendapat perpustakaan baru yang dibangun oleh warga bersama "
    "para guru selama libur panjang.\n"
    "Rak buku dibuat dari kayu bekas kandang, dan setiap keluarga menyumbang dua buku cerita.\n"
)
# Boilerplate alone, in sentences: stripping leaves nothing, and asks for a review.
HEAVY = "".join(
    f"Copyright {year} PT Kabar Desa. Dilarang menyalin isi halaman ini tanpa izin tertulis.\n"
    for year in range(2010, 2020)
)
# A short article, and behind it far more of what may be one or not: several, as a better model may
# be sure of any one of them.
UNSURE_TEXTS = [
    "River walk opens again\n"
    "The river walk opened on Friday and many people came to see it, the mayor said.\n"
    + "".join(
        f"{above}\nI went there with my kids on day {day} and we loved every minute of it!\n"
        f"{above}\nDoes anyone know if you can bring {day} dogs? I would like to try it.\n"
        for day in range(count)
    )
    for above in ("Anna Holm wrote on 3/3/2021 at 09:12", "Level 3 | 12 posts")
    for count in (20, 40)
]
UNSURE = "which of its lines are the article is unsure"


def saring(*arguments: str | Path, stdin: bytes = b"", **options: Any) -> Any:
    """Run the command; the result has returncode, stdout, stderr as bytes."""
    command = [sys.executable, "-m", "saring", *map(str, arguments)]
    return subprocess.run(command, input=stdin, capture_output=True, timeout=600, **options)


def start_on_a_terminal(
    *arguments: str | Path, **options: Any
) -> tuple[subprocess.Popen[bytes], Callable[[], str]]:
    """Start the command on a new terminal; waiting for it returns what it wrote there."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "saring", *map(str, arguments)],
        stdin=subprocess.DEVNULL,
        **{"stdout": theirs, "stderr": theirs, **options},
    )
    os.close(theirs)
    written: list[bytes] = []

    def read() -> None:
        with contextlib.suppress(OSError):  # EIO: the other end is closed
            while data := os.read(ours, 1 << 16):
                written.append(data)

    reader = threading.Thread(target=read)
    reader.start()

    def finish() -> str:
        process.wait(600)
        reader.join(60)
        os.close(ours)
        return b"".join(written).decode()

    return process, finish


def clean(*arguments: str | Path, code: int = 0, **options: Any) -> tuple[dict[str, Any], str]:
    """Run `saring clean`; the report and what was written to standard error."""
    result = saring("clean", *arguments, **options)
    stderr = result.stderr.decode()
    assert result.returncode == code, (result.stdout, stderr)
    assert "Traceback" not in stderr
    out = Path(arguments[arguments.index("-o") + 1])
    report = out / "report.json"
    return (json.loads(report.read_bytes()) if report.exists() else {}), stderr


def jsonl(*records: Any) -> bytes:
    """JSON Lines."""
    return b"".join(json.dumps(record, ensure_ascii=False).encode() + b"\n" for record in records)


def read_jsonl(path: Path) -> list[Any]:
    """Records of a JSON Lines file, also compressed."""
    data = path.read_bytes()
    if path.suffix == ".zst":
        data = zstandard.ZstdDecompressor().decompressobj().decompress(data)
    return [json.loads(line) for line in data.splitlines()]


def quarantine(out: Path) -> list[dict[str, Any]]:
    """What was quarantined."""
    return read_jsonl(out / "quarantine.jsonl")


def removed(out: Path) -> list[dict[str, Any]]:
    """What was removed, repaired or marked: lines of the audit, without what serves `restore`."""
    about_records = ("audit", "kept", "record", "rows")
    return [row for row in audit(out) if row["kind"] not in about_records]


def audit(out: Path) -> list[dict[str, Any]]:
    """Every line of the audit."""
    return read_jsonl(out / "removed.jsonl.zst")


def make_socket(path: Path) -> None:
    """A socket in the file system, as a server leaves it."""
    # Bound by its name alone: the path of a socket may be no longer than 107 bytes.
    with socket.socket(socket.AF_UNIX) as server, contextlib.chdir(path.parent):
        server.bind(path.name)


@cache
def incompressible(count: int, seed: int = 1) -> bytes:
    """Documents of forty words that occur nowhere else."""
    rng = random.Random(seed)
    lines = []
    for number in range(count):
        letters = rng.randbytes(240).hex()
        text = " ".join(letters[at : at + 12] for at in range(0, 480, 12))
        lines.append(b'{"id": %d, "text": "%s"}\n' % (number, text.encode()))
    return b"".join(lines)
