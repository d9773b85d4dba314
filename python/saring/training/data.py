"""Training text for language models: folders of ``label.txt``, also compressed."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from saring import _core
from saring.errors import UsageError, usage_error
from saring.io.paths import printable
from saring.training.files import (
    COMPRESSIONS,
    TrainingFile,
    check_regular,
    quoted,
    status_of,
)

BUILTIN = "builtin"
TEXT, WORD_LIST = ".txt", ".tsv"


def is_training_name(name: str) -> bool:
    """Whether a file with this name in a folder of training text is an input.

    Examples
    --------
    >>> is_training_name("ind_Latn.txt.zst"), is_training_name("own.saring")
    (True, False)
    """
    return any(_parse_name(name, suffix) is not None for suffix in (TEXT, WORD_LIST))


def _parse_name(name: str, suffix: str) -> tuple[str, str] | None:
    """Return label and compression of a name like ``label.txt.zst``; None for other names."""
    label, _, ending = name.partition(".")
    ending = "." + ending.lower()
    if not ending.startswith(suffix):
        return None
    compression = COMPRESSIONS.get(ending.removeprefix(suffix))
    return None if compression is None else (label, compression)


def list_files(folders: Sequence[Path], suffix: str) -> list[TrainingFile]:
    """List the files of one kind: folders in the given order, files by name.

    Parameters
    ----------
    folders
        Each with files like ``label.txt``, ``label.txt.gz`` or ``label.txt.zst``; other files and
        folders inside are ignored.
    suffix
        `TEXT` or `WORD_LIST`.

    Returns
    -------
    list of TrainingFile
        All files, of any label.

    Raises
    ------
    UsageError
        For a folder that does not exist, and for a label that is twice in one folder.
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
        None: all labels. ``"builtin"``: the languages that saring has a name for. Otherwise labels
        of files, or codes of languages.

    Returns
    -------
    list of TrainingFile
        Files of at least two labels.

    Raises
    ------
    UsageError
        For a name that is not a label, a requested label that is missing, fewer than two labels, or
        a file that is not regular.
    """
    wanted = _wanted({file.label for file in found}, labels)
    chosen = [file for file in found if wanted is None or file.label in wanted]
    for file in chosen:
        try:
            _core.LanguageTrainer.check_label(file.label)
        except ValueError as error:
            raise UsageError(f"{quoted(file.path)}: {error}") from None
    check_regular(chosen)
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
    """Choose the word lists of the given labels.

    Raises
    ------
    UsageError
        If there are folders but no list, and for a file that is not regular.
    """
    lists = [file for file in found if file.label in labels]
    if folders and not lists:
        looked = ", ".join(map(quoted, folders))
        raise UsageError(f"no word list like ind_Latn.tsv of a language trained in {looked}")
    check_regular(lists)
    return lists


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
        files[label] = TrainingFile(label, path, compression, name, status_of(path))
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
        raise usage_error(error) from None
