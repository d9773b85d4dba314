"""Training text for language models: folders of ``label.txt``, also compressed."""

import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from saring import _core
from saring.errors import UsageError
from saring.io.paths import file_kind, printable
from saring.io.streams import ByteStream, Utf8Chunks

BUILTIN = "builtin"
COMPRESSIONS = {"": "", ".gz": "gz", ".zst": "zst"}
TEXT, WORD_LIST = ".txt", ".tsv"

BLOCK_BYTES = 1 << 18
MAX_LINE_BYTES = 1 << 24
# A compressed file of more text than this that also grew by more than MAX_RATIO is refused: text
# grows three- to twentyfold.
MAX_DENSE_BYTES = 1 << 27
MAX_RATIO = 200


@dataclass(frozen=True, slots=True)
class TrainingFile:
    """One file of lines in one language.

    Attributes
    ----------
    label
        What its name says before the first dot: ``"ind_Latn"``.
    path
        Where it is.
    compression
        ``""``, ``"gz"`` or ``"zst"``.
    name
        Folder and file, as reports name it.
    status
        Of the file when it was found; None for a link that leads nowhere.
    """

    label: str
    path: Path
    compression: str
    name: str
    status: os.stat_result | None

    @property
    def size(self) -> int:
        """Bytes of the file."""
        return self.status.st_size if self.status else 0

    def blocks(self) -> Iterator[bytes]:
        """Yield its text as UTF-8 without a byte order mark, in blocks of whole lines.

        Memory does not depend on the length of the text, but on that of its longest line.

        Raises
        ------
        UsageError
            Where it is damaged, not UTF-8, or without text, where it changed since it was found, a
            line has more than `MAX_LINE_BYTES`, or a small file has text without end; names file
            and line.
        OSError
            Where it cannot be read.
        """
        lines = 0
        has_text = has_nul = False
        with ByteStream(self.path, self.compression) as stream:
            for block in self._whole_lines(self._bounded(stream.chunks())):
                self._check_utf8(block, lines)
                lines += block.count(b"\n")
                has_text = has_text or bool(block.strip(b"\0 \t\r\n\v\f"))
                has_nul = has_nul or (not has_text and b"\0" in block)
                yield block
        if stream.failure or self._is_changed():
            raise self._error(stream.failure or "")
        if not has_text:
            what = "contains only NUL bytes: it is damaged" if has_nul else "is empty"
            raise UsageError(f"{quoted(self.path)} {what}; remove it, or put text into it")

    def _bounded(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        size = 0
        for chunk in chunks:
            size += len(chunk)
            if self.compression and size > max(MAX_DENSE_BYTES, MAX_RATIO * self.size):
                raise self._error(
                    f"over {MAX_RATIO} times as much text as the file has bytes: remove it, or "
                    "decompress it"
                )
            yield chunk

    def _whole_lines(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        pending = bytearray()
        lines = 0
        for chunk in Utf8Chunks(chunks):
            for at in range(0, len(chunk), BLOCK_BYTES):
                searched = len(pending)
                pending += chunk[at : at + BLOCK_BYTES]
                if end := pending.rfind(b"\n", searched) + 1:
                    lines += pending.count(b"\n")
                    yield bytes(pending[:end])
                    del pending[:end]
                if len(pending) > MAX_LINE_BYTES:
                    raise self._error(f"longer than {MAX_LINE_BYTES >> 20} MiB", lines + 1)
        if pending:
            yield bytes(pending)

    def _check_utf8(self, block: bytes, lines: int) -> None:
        try:
            block.decode()
        except UnicodeDecodeError as error:
            line = lines + block.count(b"\n", 0, error.start) + 1
            column = error.start - (block.rfind(b"\n", 0, error.start) + 1) + 1
            raise self._error(
                f"not UTF-8 (byte 0x{block[error.start]:02x} at column {column}); convert the "
                "file, for example by iconv",
                line,
            ) from None

    def _error(self, what: str, line: int | None = None) -> UsageError:
        """Make an error that names file and line; of a file that changed it says only that."""
        if self._is_changed():
            return UsageError(f"{quoted(self.path)} changed while it was read: start again")
        place = f", line {line}" if line is not None else ""
        return UsageError(f"{quoted(self.path)}{place}: {what}")

    def _is_changed(self) -> bool:
        now = _status(self.path)
        return now is None or self.status is None or _stamp(now) != _stamp(self.status)


def quoted(path: str | os.PathLike[str]) -> str:
    """Return a path as messages show it.

    Examples
    --------
    >>> quoted(Path("lines") / "ind_Latn.txt")
    "'lines/ind_Latn.txt'"
    """
    return f"'{printable(path)}'"


def is_training_name(name: str) -> bool:
    """Whether a file of this name in a folder of training text is an input.

    Examples
    --------
    >>> is_training_name("ind_Latn.txt.zst"), is_training_name("own.saring")
    (True, False)
    """
    return any(_parse_name(name, suffix) is not None for suffix in (TEXT, WORD_LIST))


def _parse_name(name: str, suffix: str) -> tuple[str, str] | None:
    """Return label and compression of a name ``label.txt.zst``; None for other names."""
    label, _, ending = name.partition(".")
    ending = "." + ending.lower()
    if not ending.startswith(suffix):
        return None
    compression = COMPRESSIONS.get(ending.removeprefix(suffix))
    return None if compression is None else (label, compression)


def _status(path: Path) -> os.stat_result | None:
    try:
        return os.stat(path)
    except OSError:
        return None


def _stamp(status: os.stat_result) -> tuple[int, ...]:
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


def list_files(folders: Sequence[Path], suffix: str) -> list[TrainingFile]:
    """List the files of a kind: folders in the order given, files by name.

    Parameters
    ----------
    folders
        Each with files like ``label.txt``, ``label.txt.gz`` or ``label.txt.zst``; other files and
        folders inside are left alone.
    suffix
        `TEXT` or `WORD_LIST`.

    Returns
    -------
    list of TrainingFile
        All of them, of any label.

    Raises
    ------
    UsageError
        For a folder that does not exist, and a label that is twice in one.
    """
    return [file for folder in folders for file in _files_of(folder, suffix)]


def choose_training_files(
    found: Sequence[TrainingFile], folders: Sequence[Path], labels: str | Iterable[str] | None
) -> list[TrainingFile]:
    """Choose the files to train on.

    Parameters
    ----------
    found
        The files of text in the folders.
    folders
        For messages.
    labels
        None: all. ``"builtin"``: those that saring has a name for. Else labels of files, or codes
        of languages.

    Returns
    -------
    list of TrainingFile
        At least two labels.

    Raises
    ------
    UsageError
        For a name that is not a label, a requested label that is missing, fewer than two labels,
        and what is not a regular file.
    """
    wanted = _wanted({file.label for file in found}, labels)
    chosen = [file for file in found if wanted is None or file.label in wanted]
    for file in chosen:
        try:
            _core.LanguageTrainer.check_label(file.label)
        except ValueError as error:
            raise UsageError(f"{quoted(file.path)}: {error}") from None
    _check_regular(chosen)
    count = len({file.label for file in chosen})
    if count < 2:
        looked = ", ".join(map(quoted, folders))
        raise UsageError(
            f"{count or 'no'} language{'s' * (count != 1)} in {looked}; a model needs at least two "
            "files like ind_Latn.txt (also .gz, .zst)"
        )
    return chosen


def choose_word_lists(
    found: Sequence[TrainingFile], folders: Sequence[Path], labels: set[str]
) -> list[TrainingFile]:
    """Choose the word lists of the labels given, as with text.

    Raises
    ------
    UsageError
        Where there are folders and no list at all, and for what is not a regular file.
    """
    lists = [file for file in found if file.label in labels]
    if folders and not lists:
        looked = ", ".join(map(quoted, folders))
        raise UsageError(f"no word list like ind_Latn.tsv of a language trained in {looked}")
    _check_regular(lists)
    return lists


def _check_regular(files: Sequence[TrainingFile]) -> None:
    for file in files:
        if file.status is None:
            raise UsageError(f"{quoted(file.path)} is a link that leads nowhere: remove it")
        if not stat.S_ISREG(file.status.st_mode):
            kind = file_kind(file.status.st_mode)
            raise UsageError(f"{quoted(file.path)} is {kind}; expected a regular file")


def _files_of(folder: Path, suffix: str) -> list[TrainingFile]:
    if not folder.is_dir():
        what = "is a file" if folder.exists() else "does not exist"
        raise UsageError(
            f"{quoted(folder)} {what}; expected a folder of files like ind_Latn{suffix}"
        )
    files: dict[str, TrainingFile] = {}
    for path in sorted(folder.iterdir()):
        name = printable(path.name)
        parsed = _parse_name(name, suffix)
        if parsed is None:
            continue
        label, compression = parsed
        if label in files:
            raise UsageError(
                f"{quoted(path)} and {quoted(files[label].path)} are of one label: remove one"
            )
        name = f"{printable(folder.resolve().name)}/{name}"
        files[label] = TrainingFile(label, path, compression, name, _status(path))
    return list(files.values())


def _wanted(there: set[str], labels: str | Iterable[str] | None) -> set[str] | None:
    if labels is None:
        return None
    wanted: set[str] = set()
    for code in [labels] if isinstance(labels, str) else labels:
        if code == BUILTIN:
            wanted |= {row[0] for row in _core.language_rows()}
            continue
        meant = {code} if code in there else _resolve(code) & there
        if not meant:
            raise UsageError(f"no file of language {quoted(code)} in the folders given")
        wanted |= meant
    return wanted


def _resolve(code: str) -> set[str]:
    try:
        return set(_core.resolve_language(code))
    except ValueError as error:
        raise UsageError(str(error)) from None
