r"""Prepare the training data of the shipped language model.

Example
-------
    pip install wordfreq
    python tools/lang/prepare DATA/lid prepared
    saring train-lang prepared/distinguishing_words prepared/train prepared/train_extra \
        prepared/serbian prepared/dress \
        --word-lists prepared/words --labels builtin -o lang.saring
"""

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from distinguishing_words import read_lists, write_texts
from dress import unaccented, without_kana
from everyday import MIXED, read_words
from misfiled import MISFILED, Pair, split_misfiled
from quality.retrain import close_groups
from quality.texts import label_files, open_lines
from romanise import ROMANISED, romanise
from serbian_latin import to_latin
from word_lists import wordfreq_lists, write_word_lists

import saring
from saring import _core

FOLDERS = ("train", "train_extra")
LANGUAGES = Path(__file__).resolve().parents[3] / "cpp" / "data" / "languages.tsv"


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(
        description=__doc__.splitlines()[0],
        epilog="Unchanged files become links, and so does dev where DATA has it, "
        "so that OUT can be used for evaluation like DATA.",
    )
    parser.add_argument("data", type=Path, metavar="DATA", help="folder with train, train_extra")
    parser.add_argument("out", type=Path, metavar="OUT", help="a folder that does not exist")
    args = parser.parse_args()
    for folder in FOLDERS:
        (args.out / folder).mkdir(parents=True)
        for path in sorted((args.data / folder).glob("*.txt.zst")):
            (args.out / folder / path.name).symlink_to(path.resolve())
    if (args.data / "dev").is_dir():
        (args.out / "dev").symlink_to((args.data / "dev").resolve())
    train = args.out / "train"
    lists = read_lists()
    for group, label, other, is_moved in MISFILED:
        own_forms, other_forms = set(lists[group][label]), set(lists[group][other])
        pair = Pair(own_forms - other_forms, other_forms - own_forms)
        lines, others = read_lines(train, label), read_lines(train, other)
        kept, moved = split_misfiled(pair, lines, others)
        write_lines(train, label, kept)
        if is_moved:
            write_lines(train, other, others + moved)
        print(f"{label}: {len(moved)} of {len(lines)} lines are {other}")
    write_lines(args.out / "serbian", "srp_Latn", map(to_latin, read_lines(train, "srp_Cyrl")))
    write_texts(args.out / "distinguishing_words", lambda label: read_lines(train, label))
    general = dict(wordfreq_lists())
    words = read_words(args.data / "everyday", general, close_groups(LANGUAGES))
    write_word_lists(args.out / "words", general.items(), words)
    write_dress(args.out)
    for label, (source, _) in ROMANISED.items():
        lines = [x for x in read_lines(train, source) if not _core.is_held_out(x)]
        write_lines(args.out / "romanised", label, dict.fromkeys(romanise(label, lines)))
    return 0


def write_dress(out: Path) -> None:
    """Write variants of lines: none of a held-out line, and none that is held out itself."""
    for label in sorted(x.code for x in saring.languages()):
        lines = [x for folder in FOLDERS for x in read_lines(out / folder, label)]
        if label == "jpn_Jpan":
            made = without_kana(x for x in lines if not _core.is_held_out(x))
        elif label.endswith("_Latn") and label not in MIXED:  # accents separate these
            made = unaccented(x for x in lines if not _core.is_held_out(x))
        else:
            continue
        if kept := [x for x in dict.fromkeys(made) if not _core.is_held_out(x)]:
            write_lines(out / "dress", label, kept)


def read_lines(folder: Path, label: str) -> list[str]:
    """Return the lines of a label in a folder; none if it has no file."""
    path = label_files(folder.parent, folder.name).get(label)
    return [] if path is None else list(open_lines(path))


def write_lines(folder: Path, label: str, lines: Iterable[str]) -> None:
    """Write the lines of a label into a folder, replacing a link."""
    folder.mkdir(exist_ok=True)
    (folder / f"{label}.txt.zst").unlink(missing_ok=True)
    (folder / f"{label}.txt").write_text("".join(f"{x}\n" for x in lines), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
