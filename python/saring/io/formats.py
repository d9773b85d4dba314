"""Which format a file has, by its name."""

from pathlib import Path, PurePosixPath

from saring.io.records import Container

_SUFFIXES = {
    ".txt": Container.TEXT,
    ".jsonl": Container.JSONL,
    ".ndjson": Container.JSONL,
    ".parquet": Container.PARQUET,
    ".html": Container.HTML,
    ".htm": Container.HTML,
}
_COMPRESSIONS = {".gz": "gz", ".zst": "zst"}
KNOWN_FORMATS = "saring reads .txt, .jsonl and .html (also .gz, .zst) and .parquet"


def format_of(path: Path) -> tuple[Container, str] | None:
    """Container and compression by a file's name.

    Parameters
    ----------
    path
        A path; the file need not exist.

    Returns
    -------
    tuple or None
        The format and ``""``, ``"gz"`` or ``"zst"``; None for other names.

    Examples
    --------
    >>> format_of(Path("berita.jsonl.zst"))
    (<Container.JSONL: 'jsonl'>, 'zst')
    >>> format_of(Path("foto.png")) is None
    True
    """
    name = path.name.lower()
    compression = ""
    for suffix, short in _COMPRESSIONS.items():
        if name.endswith(suffix):
            compression, name = short, name.removesuffix(suffix)
    kind = _SUFFIXES.get(PurePosixPath(name).suffix)
    if kind is None or (kind is Container.PARQUET and compression):
        return None
    return kind, compression
