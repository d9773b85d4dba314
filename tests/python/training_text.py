"""Folders of made-up training text."""

import os
import random
from pathlib import Path

WORDS = {
    "aaa_Latn": "kupa rimo talu beka sonu wela dapi noru gima hote luka pano",
    "bbb_Latn": "west dorn falk brim stell grunt haft lond kerb mast plint roft",
    "ind_Latn": "rumah air anak pagi dengan orang mereka sedang berjalan kebun bisa karena",
    "zsm_Latn": "rumah air anak pagi dengan orang mereka sedang berjalan taman boleh kerana",
    "rus_Cyrl": "дом вода дети утром люди они идут через сад каждое лето погода",
    "ukr_Cyrl": "дім вода діти вранці люди вони йдуть через сад кожне літо погода",
}
QUICK = {"epochs": 1, "refine_epochs": 1}


def lines(label: str, count: int = 300) -> str:
    """Lines of a label's words."""
    rng = random.Random(label)
    words = WORDS[label].split()
    return "".join(" ".join(rng.choices(words, k=8)) + "\n" for _ in range(count))


def folder_of(path: Path, labels: list[str] | None = None) -> Path:
    """Make a folder with a file of each label."""
    path.mkdir()
    for label in labels or WORDS:
        (path / f"{label}.txt").write_text(lines(label))
    return path


def names(folder: Path) -> list[str]:
    """Names in a folder."""
    return sorted(os.listdir(folder))
