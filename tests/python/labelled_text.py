"""Folders of made-up labelled documents, for line models."""

import json
import random
from pathlib import Path
from typing import Any

ARTICLE = "the mill by river was opened again friday after years of work and people came"
JUNK = ("kupa rimo talu", "beka sonu", "wela dapi noru gima")
QUICK: dict[str, Any] = {"line_trees": 4, "document_trees": 6}


def row(site: str, number: int) -> dict[str, Any]:
    """Make a document: sentences, with junk lines of made-up words around and between them."""
    rng = random.Random(f"{site}:{number}")
    lines, keep = [], []
    for part in range(rng.randint(8, 14)):
        is_junk = part < 2 or rng.random() < 0.3
        words = rng.choice(JUNK) if is_junk else " ".join(rng.choices(ARTICLE.split(), k=12)) + "."
        lines.append(words.capitalize())
        keep.append(int(not is_junk))
    return {"site": site, "id": f"{site}/{number}", "lines": lines, "keep": keep}


def rows(sites: int = 4, documents: int = 6) -> list[dict[str, Any]]:
    """Make documents of several sites."""
    return [row(f"site{s}.example", n) for s in range(sites) for n in range(documents)]


def write(path: Path, given: list[dict[str, Any]]) -> Path:
    """Write rows to a file, create its folder, and return the folder."""
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(json.dumps(one) + "\n" for one in given))
    return path.parent
