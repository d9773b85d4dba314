"""Write the example crawl: the same stories on two invented sites, with boilerplate.

Usage: python examples/make_examples.py [FOLDER]   (default: examples/crawl)

The result depends only on this script and stories.txt. Needs zstandard and pyarrow.
"""

import gzip
import html
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import zstandard

Story = tuple[str, str, str, list[str]]


def read_stories(path: Path) -> list[Story]:
    """Read key, language, headline and paragraphs of every story."""
    stories = []
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        lines = [line for line in block.splitlines() if line and not line.startswith("#")]
        if lines:
            key, language = lines[0].split()
            stories.append((key, language, lines[1], lines[2:]))
    return stories


STORIES = read_stories(Path(__file__).parent / "stories.txt")

HEADLINES = {
    language: [s[2] for s in STORIES if s[1] == language]
    for language in ("id", "ms", "jv", "su", "en")
}

# Texts around an article, by language: also-read label, share label, related label, follow line,
# dateline town.
WORDS = {
    "id": (
        "Baca juga:",
        "Bagikan",
        "Berita Terkait",
        "Ikuti berita terbaru kami di WhatsApp",
        "Bogor",
    ),
    "ms": ("Baca juga:", "Kongsi", "Berita Berkaitan", "Ikuti kami di Telegram", "Melaka"),
    "jv": ("Waca uga:", "Bagikan", "Kabar Liyane", "Tututi kita ing WhatsApp", "Klaten"),
    "su": ("Baca ogé:", "Bagikeun", "Béja Patali", "Tuturkeun kami di WhatsApp", "Garut"),
    "en": (
        "Read also:",
        "Share this article",
        "Related Articles",
        "Sign up for our newsletter",
        "Eastbridge",
    ),
}


def others(story: Story, count: int) -> list[str]:
    """Pick headlines of other stories in the same language."""
    headlines = HEADLINES[story[1]]
    at = headlines.index(story[2])
    turned = headlines[at + 1 :] + headlines[:at]
    return turned[:count]


def warta(story: Story, number: int) -> str:
    """Render as on warta.example: caption, dateline, a link in the middle, a tail."""
    _, language, headline, paragraphs = story
    also, share, related, _, town = WORDS[language]
    links = others(story, 4)
    lines = [headline, ""]
    if number % 2 == 0:
        lines.append(f"{headline} (Foto: Warta/Sinta Maharani)")
    lines.append(f"{town.upper()}, Warta.example - {paragraphs[0]}")
    lines += paragraphs[1:3]
    if links:
        lines += [also, links[-1]]
    lines += paragraphs[3:]
    lines += [share, "Sinta Maharani", related, *links[:3]]
    return "\n".join(lines) + "\n"


def kabar(story: Story, number: int) -> str:
    """Render as on kabar.example: a menu, a time, other boilerplate, small edits."""
    _, language, headline, paragraphs = story
    also, share, related, follow, town = WORDS[language]
    links = others(story, 3)
    body = list(paragraphs)
    if number % 3 == 0:
        body[-1] = body[-1].replace(" akan ", " bakal ").replace("The ", "Its ", 1)
    lines = [
        "Kabar.example",
        headline,
        f"{10 + number % 18}/0{1 + number % 9}/2025, 0{number % 10}:15 WIB"
        if language == "id"
        else "",
        f"{town} - {body[0]}",
        *body[1:2],
        follow,
        *body[2:],
    ]
    if links:
        lines += [also, links[0]]
    lines += [share, related, *links, "Copyright © 2025 Kabar.example"]
    return "\n".join(line for line in lines if line) + "\n"


def page(story: Story) -> str:
    """Render as a web page."""
    _, language, headline, paragraphs = story
    _, share, related, follow, _ = WORDS[language]
    items = "".join(f'<li><a href="#">{html.escape(link)}</a></li>' for link in others(story, 4))
    body = "\n".join(f"<p>{html.escape(text, quote=False)}</p>" for text in paragraphs)
    return f"""<!DOCTYPE html>
<html lang="{language}">
<head><meta charset="utf-8"><title>{headline} | Laman.example</title>
<meta property="og:title" content="{html.escape(headline)}"></head>
<body>
<header><a href="/">Laman</a><nav><ul><li><a href="/a">Nasional</a></li>
<li><a href="/b">Ekonomi</a></li><li><a href="/c">Olahraga</a></li></ul></nav></header>
<main><article>
<h1>{headline}</h1>
<div class="byline">Sinta Maharani</div>
<figure><img src="a.jpg" alt=""><figcaption>{headline} (Foto: Laman/Sinta)</figcaption></figure>
{body}
<div class="share">{share}</div>
</article>
<aside class="related"><h2>{related}</h2><ul>{items}</ul></aside></main>
<footer><p>{follow}</p><p>Copyright 2025 Laman.example</p></footer>
</body>
</html>
"""


def records(site: str, stories: list[Story]) -> Iterator[dict[str, Any]]:
    """Make records with fields that must be kept unchanged."""
    make = warta if site == "warta.example" else kabar
    for number, story in enumerate(stories):
        yield {
            "id": f"{site.partition('.')[0]}-{number:03d}",
            "url": f"https://{site}/{story[0]}",
            "text": make(story, number),
            "crawl": {"depth": number % 3, "score": 0.5 + number / 64},
        }


def jsonl(site: str, stories: list[Story]) -> bytes:
    """Make the JSON Lines of one site."""
    lines = (json.dumps(record, ensure_ascii=False) for record in records(site, stories))
    return "".join(f"{line}\n" for line in lines).encode()


def main(folder: Path) -> None:
    """Write every file."""
    for name in ("articles", "pages"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "warta.jsonl").write_bytes(jsonl("warta.example", STORIES))
    packed = zstandard.ZstdCompressor(level=19).compress(jsonl("kabar.example", STORIES))
    (folder / "kabar.jsonl.zst").write_bytes(packed)
    table = pa.table(
        {
            "id": pa.array(range(100, 110), pa.int64()),
            "text": [kabar(story, number + 7) for number, story in enumerate(STORIES[:10])],
            "section": pa.array(["daerah"] * 10).dictionary_encode(),
        }
    )
    pq.write_table(table, folder / "arsip.parquet")
    for number, story in enumerate(STORIES[10:18]):
        text = warta(story, number + 1)
        path = folder / "articles" / f"{story[0]}.txt"
        if number % 4 == 3:
            data = gzip.compress(text.encode(), mtime=0)
            path.with_suffix(".txt.gz").write_bytes(data)
        else:
            path.write_text(text, encoding="utf-8")
    for story in STORIES[::3]:
        (folder / "pages" / f"{story[0]}.html").write_text(page(story), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "crawl")
