"""Texts, names and files that try to have an effect where they are shown."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

from saring._visible import html_text

MARKUP = (
    "<xss7 onx=1>",
    '"><xss7>',
    "'><xss7>",
    "</style><xss7>",
    "</script><xss7>",
    "</title><xss7>",
    "</textarea><xss7>",
    "--><xss7>",
    "<!--xss7",
    "<![CDATA[<xss7>",
    "]]><xss7>",
    "<?xss7 ?>",
    "<!DOCTYPE xss7>",
    '" onxss=1 xss7="',
    "' onxss=1 xss7='",
    '" style="background:url(xss7)',
    "javascript:alert(/xss7/)",
    "${title}xss7$style",
    "{{xss7*7}}`${1}`",
    "\0<xss7>",
    "<\0xss7>",
    "<svg/onload=xss7>",
    "<a href=//xss7.example>xss7</a>",
    "<img src=x onerror=xss7>",
)
CONTROLS = (
    "\x1b[31mxss7\x1b[2J",
    "\x1b]0;xss7\x07",
    "\x1b]8;;https://xss7.example\x1b\\x\x1b]8;;\x1b\\",
    "\x9b31mxss7\x9d",
    "xss7\rsaring: all is well",
    "xss7\b\b\b\bsafe",
    "xss7\x7f\x00\x0b\x0c",
    "\u202exss7\u202c",
    "\u2066xss7\u2067\u2068\u2069",
    "\u202axss7\u202b\u202d",
    "\u200exss7\u200f\u061c",
    "xss7\x85one\u2028two\u2029three",
)
PAYLOADS = MARKUP + CONTROLS
SENTENCE = (
    "The harvest came early this year because the river had fallen, said the farmers of the "
    "valley on Monday morning."
)
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)


def check_shown(data: bytes) -> str:
    """Fail if an output for people has characters that act on a terminal; return it."""
    text = data.decode()
    assert not FORBIDDEN.search(text), FORBIDDEN.search(text)
    return text


def hostile_text(payload: str) -> str:
    """Write a document with a payload at each possible place of a text."""
    return "\n".join(
        (
            f"{payload} title of a story {payload}",
            f"By {payload}",
            f"JAKARTA, KabarDesa.com - {SENTENCE} {payload}",
            f"{SENTENCE} {payload} and more was said there.",
            "Read also:",
            f"{payload} old mill to become a library",
            f"Share this article {payload}",
            f"© 2024 {payload}",
        )
    )


def file_name(payload: str, end: str) -> str:
    """Name a file after a payload."""
    return payload.replace("/", "%").replace("\0", "%")[:80] + end


@cache
def hostile_records() -> str:
    """Write JSON Lines with payloads as texts, ids, URLs and keys, some of them broken."""
    rows = []
    for n, payload in enumerate(PAYLOADS):
        for copy in range(2):
            record = {
                "id": payload,
                "url": f"http://{payload}/{copy}",
                "text": f"{hostile_text(payload)}\n{n}",
                payload: payload,
            }
            rows.append(json.dumps(record, ensure_ascii=bool(n % 2)))
        rows += [json.dumps({payload: 1}), json.dumps({"text": 5, "id": payload})]
        rows.append(re.sub(r"[\r\n\x85\u2028\u2029]", " ", payload) or "x")
    return "\n".join(rows) + "\n"


def write_hostile_folder(folder: Path) -> None:
    """Write files with hostile names and contents."""
    folder.mkdir()
    (folder / file_name(PAYLOADS[0], ".jsonl")).write_text(hostile_records(), encoding="utf-8")
    for payload in PAYLOADS:
        text = f"{SENTENCE} {payload}\nRead also:\n{payload}\n"
        (folder / file_name(payload, ".txt")).write_text(text, encoding="utf-8", newline="")
        page = (
            f"<title>{payload}</title><h1>{payload}</h1><p>{SENTENCE} &lt;xss7&gt; "
            f"{html_text(payload)}</p><p>{payload}</p>"
        )
        (folder / file_name(payload, ".html")).write_text(page, encoding="utf-8", newline="")
        (folder / file_name(payload, ".parquet")).write_bytes(b"xss7" + payload.encode())
