"""Publishes small files over older ones, and reads the folder afterwards."""

import os
from pathlib import Path

from saring.runs.output_folder import OutputFolder

OLD = {"a.txt": "old", "sub/b.txt": "old", "gone.txt": "old", "quarantine.jsonl": "old"}
NEW = {"a.txt": "new", "sub/b.txt": "new", "deep/down/c.txt": "new"}
MINE = {"mine.txt": "mine"}


def report(outputs: dict[str, str], content: str) -> str:
    names = ", ".join(f'"{name}"' for name in [*outputs, "report.json"])
    return f'{{"saring": "{content}", "outputs": [{names}]}}'


OLD_WHOLE = OLD | MINE | {"report.json": report(OLD, "old")}
NEW_WHOLE = NEW | MINE | {"report.json": report(NEW, "new")}


def write(folder: Path, files: dict[str, str]) -> None:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content)


def snapshot(out: Path) -> dict[str, str]:
    found = {}
    for root, folders, names in os.walk(out):
        folders[:] = [name for name in folders if name != ".saring-work"]
        for name in names:
            with open(os.path.join(root, name), encoding="utf-8") as file:
                found[os.path.relpath(file.name, out)] = file.read()
    return found


def publish(out: Path, files: dict[str, str], content: str) -> None:
    with OutputFolder(out, overwrite=True) as folder:
        write(folder.stage(""), files)
        folder.stage("report.json").write_text(report(files, content))
        folder.publish(last="report.json")


def outcome_of(error: BaseException) -> str:
    """First words of the note."""
    (note,) = error.__notes__
    return next(
        kind for kind in ("nothing was written", "unfinished", "is complete") if kind in note
    )
