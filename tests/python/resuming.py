"""A corpus with every container, runs over it in separate processes, and the files they leave."""

import contextlib
import json
import multiprocessing
import os
import random
import signal
from pathlib import Path
from typing import Any
from unittest import mock

import pyarrow
import pyarrow.parquet

import saring
from saring.progress import SilentObserver
from saring.runs import read_spool, shards

CHUNK = 4000
WORDS = """
petani desa itu mulai menanam padi setelah hujan turun pekan lalu kata kepala dinas kota yang baru
jalan pasar sungai warga sekolah guru anak pagi sore malam harga beras naik tahun ini
"""
CONTEXT = multiprocessing.get_context("fork")


def _body(seed: int) -> str:
    rng = random.Random(seed)
    return (
        ". ".join(" ".join(rng.choices(WORDS.split(), k=12)).capitalize() for _ in range(5)) + "."
    )


def corpus(folder: Path, documents: int = 400) -> Path:
    """Write documents of sites, copies, and what cannot be read, to files of every container."""
    folder.mkdir()
    records = []
    for number in range(documents):
        site = f"site{number % 5}.example"
        lines = [
            f"Berita nomor {number}",
            _body(number if number % 7 else 3),
            f"Redaksi {site} menerima tulisan",
            "Bagikan",
        ]
        url = f"https://{site}/{number}"
        records.append({"id": number, "url": url, "text": "\n".join(lines)})
    parts = [records[start::5] for start in range(5)]
    lines = [json.dumps(record) for record in parts[0]]
    lines[3], lines[15], lines[30] = "bukan json", '{"text": 5}', '{"text": "\\ud800 rusak"}'
    (folder / "a.jsonl").write_text("\n".join(lines) + "\n")
    (folder / "b.csv").write_text(
        "id,url,text\n" + "".join(f'{r["id"]},{r["url"]},"{r["text"]}"\n' for r in parts[1])
    )
    table = pyarrow.Table.from_pylist(parts[2])
    pyarrow.parquet.write_table(table, folder / "c.parquet", row_group_size=30)
    (folder / "d").mkdir()
    for record in parts[3]:
        (folder / "d" / f"{record['id']:03}.txt").write_text(record["text"])
    for record in parts[4][:20]:
        page = "".join(f"<p>{line}</p>" for line in record["text"].splitlines())
        (folder / f"e{record['id']:03}.html").write_text(f"<title>x</title><body>{page}")
    (folder / "f.json").write_text(json.dumps(parts[4][20:]))
    (folder / "g.bin").write_bytes(b"\0\1")
    return folder


def run(source: Path, out: Path, **options: Any) -> None:
    """Clean in small shards, in this process."""
    with (
        mock.patch.multiple(shards, SHARD_BYTES=3 * CHUNK, FILE_BYTES=CHUNK),
        mock.patch.object(read_spool, "FILE_BYTES", 5 * CHUNK),
    ):
        saring.clean(source, out, chunk_size=CHUNK, num_threads=1, **options)


def _run(source: Path, out: Path, options: dict[str, Any]) -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    code = 1
    try:
        run(source, out, **options)
        code = 0
    except KeyboardInterrupt:
        code = 2
    finally:
        os._exit(code)


def start(source: Path, out: Path, **options: Any) -> Any:
    """Start a run in a new process."""
    process = CONTEXT.Process(target=_run, args=(source, out, options))
    # An interrupt right after the fork would run the rest of the test in the child, too.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    process.start()
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    return process


def end(process: Any, number: signal.Signals) -> int:
    """Send a signal, if the process is still there; how it ended."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(process.pid, number)
    process.join(60)
    return int(process.exitcode)


def finished_shards(out: Path) -> int:
    """Count the lines of the manifest after its head."""
    manifest = out / ".saring-work" / "manifest.jsonl"
    with contextlib.suppress(OSError):
        return max(manifest.read_bytes().count(b"\n") - 1, 0)
    return 0


def content(out: Path) -> dict[str, bytes]:
    """Every file of an output folder, without the time that the run took.

    report.html is left out: it is made of report.json alone.
    """
    found = {}
    for path in sorted(out.rglob("*")):
        if path.is_file() and path.name != "report.html":
            data = path.read_bytes()
            if path.name == "report.json":
                report = json.loads(data)
                for name in ("seconds", "started", "command"):
                    report["run"].pop(name, None)
                data = json.dumps(report).encode()
            found[str(path.relative_to(out))] = data
    return found


class Notes(SilentObserver):
    """Keeps what a run says of itself."""

    def __init__(self) -> None:
        self.notes: list[str] = []

    def note(self, text: str) -> None:
        """Keep it."""
        self.notes.append(text)
