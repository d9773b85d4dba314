"""Training text for language models: folders of ``label.txt``, also compressed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from saring import _core
from saring.errors import UsageError
from saring.io.paths import printable
from saring.io.streams import ByteStream, Utf8Chunks

BUILTIN = "builtin"
COMPRESSIONS = {"": "", ".gz": "gz", ".zst": "zst"}


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
    """

    label: str
    path: Path
    compression: str
    name: str

    def read(self) -> bytes:
        """Return its text as UTF-8, without a byte order mark.

        Raises
        ------
        UsageError
            Where it is damaged, is not UTF-8 or holds nothing; names file and line.
        OSError
            Where it cannot be read.
        """
        with ByteStream(self.path, self.compression) as stream:
            data = b"".join(Utf8Chunks(stream.chunks()))
            if stream.failure:
                raise UsageError(f"'{self.path}': {stream.failure}")
        try:
            data.decode()
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            column = error.start - (data.rfind(b"\n", 0, error.start) + 1) + 1
            raise UsageError(
                f"'{self.path}', line {line}: not UTF-8 (byte 0x{data[error.start]:02x} at column "
                f"{column}); convert the file, for example by iconv"
            ) from None
        if not data or data.isspace():
            raise UsageError(f"'{self.path}' is empty: remove it, or put text into it")
        return data


def find_training_files(
    folders: Sequence[Path], labels: str | Iterable[str] | None
) -> list[TrainingFile]:
    """List the files to train on: folders in the order given, files by name.

    Parameters
    ----------
    folders
        Each with files ``label.txt``, ``label.txt.gz`` or ``label.txt.zst``; other files and
        folders inside are left alone.
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
        For a folder that does not exist, a name that is no label, a label that is twice in a
        folder or asked for and not there, fewer than two labels.
    """
    found = [file for folder in folders for file in _files_of(folder, ".txt")]
    wanted = _wanted({file.label for file in found}, labels)
    chosen = [file for file in found if wanted is None or file.label in wanted]
    for file in chosen:
        try:
            _core.LanguageTrainer.check_label(file.label)
        except ValueError as error:
            raise UsageError(f"'{file.path}': {error}") from None
    count = len({file.label for file in chosen})
    if count < 2:
        looked = ", ".join(f"'{folder}'" for folder in folders)
        raise UsageError(
            f"{count or 'no'} language{'s' * (count != 1)} in {looked}; a model needs at least two "
            "files like ind_Latn.txt (also .gz, .zst)"
        )
    return chosen


def find_word_lists(folders: Sequence[Path], labels: set[str]) -> list[TrainingFile]:
    """List the files ``label.tsv``, also compressed, of the labels given, as with text.

    Raises
    ------
    UsageError
        For a folder that does not exist, a label that is twice in one, and no list at all.
    """
    found = [file for folder in folders for file in _files_of(folder, ".tsv")]
    lists = [file for file in found if file.label in labels]
    if folders and not lists:
        looked = ", ".join(f"'{folder}'" for folder in folders)
        raise UsageError(f"no word list like ind_Latn.tsv of a language trained in {looked}")
    return lists


def _files_of(folder: Path, suffix: str) -> list[TrainingFile]:
    if not folder.is_dir():
        what = "is a file" if folder.exists() else "does not exist"
        raise UsageError(f"'{folder}' {what}; wanted a folder of files like ind_Latn{suffix}")
    files: dict[str, TrainingFile] = {}
    for path in sorted(folder.iterdir()):
        name = printable(path.name)
        label, _, ending = name.partition(".")
        ending = "." + ending.lower()
        if not ending.startswith(suffix) or ending.removeprefix(suffix) not in COMPRESSIONS:
            continue
        compression = COMPRESSIONS[ending.removeprefix(suffix)]
        if label in files:
            raise UsageError(f"'{path}' and '{files[label].path}' are of one label: remove one")
        folder_name = printable(folder.resolve().name)
        files[label] = TrainingFile(label, path, compression, f"{folder_name}/{name}")
    return list(files.values())


def _wanted(there: set[str], labels: str | Iterable[str] | None) -> set[str] | None:
    if labels is None:
        return None
    if labels == BUILTIN:
        return {row[0] for row in _core.language_rows()}
    wanted: set[str] = set()
    for code in [labels] if isinstance(labels, str) else labels:
        meant = {code} if code in there else _resolve(code) & there
        if not meant:
            raise UsageError(f"no file of language '{code}' in the folders given")
        wanted |= meant
    return wanted


def _resolve(code: str) -> set[str]:
    try:
        return set(_core.resolve_language(code))
    except ValueError as error:
        raise UsageError(str(error)) from None
