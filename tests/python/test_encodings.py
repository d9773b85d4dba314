"""Bytes without a declared encoding, in every encoding that can represent the text."""

import json
import unicodedata
from pathlib import Path

import pytest
from saring_cli import removed

import saring

_LINES = (Path(__file__).parents[1] / "data" / "texts.tsv").read_text(encoding="utf-8").splitlines()
# By language, 200 letters or more each.
TEXTS = dict(line.split("\t") for line in _LINES if not line.startswith("#"))

_WESTERN = ("cp1252", "utf-16-le", "utf-16-be")
_CYRILLIC = ("cp1251", "iso8859-5", "utf-16-le", "utf-16-be")
# In which encodings each language is written, by Python's names.
ENCODINGS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("fra", "deu", "spa", "por", "ita", "nld", "swe", "dan"), _WESTERN),
    **dict.fromkeys(("nob", "fin", "isl", "cat"), _WESTERN),
    **dict.fromkeys(("pol", "ces", "slk", "hun", "slv", "hrv", "ron"), ("cp1250", "iso8859-2")),
    **dict.fromkeys(("bel", "srp", "mkd"), _CYRILLIC),
    "rus": (*_CYRILLIC, "koi8-r"),
    "bul": (*_CYRILLIC, "koi8-r"),
    "ukr": (*_CYRILLIC, "koi8-u"),
    "ell": ("cp1253", "iso8859-7", "utf-16-le"),
    "tur": ("cp1254", "iso8859-9"),
    "heb": ("cp1255", "iso8859-8", "utf-16-be"),
    "arb": ("cp1256", "iso8859-6", "utf-16-le"),
    **dict.fromkeys(("lit", "lvs", "est"), ("cp1257",)),
    "vie": ("cp1258",),
    "tha": ("cp874", "tis-620", "utf-16-le"),
    "zho_Hans": ("gb18030", "gb2312", "utf-16-le", "utf-16-be"),
    "zho_Hant": ("big5", "gb18030", "utf-16-le"),
    "jpn": ("cp932", "euc-jp", "iso-2022-jp", "utf-16-le", "utf-16-be"),
    "kor": ("cp949", "euc-kr", "utf-16-le", "utf-16-be"),
}
# Written with letters that windows-1252 does not have.
OTHER_SCRIPTS = {"bel", "srp", "mkd", "rus", "bul", "ukr", "ell", "heb", "arb", "tha"} | {
    "zho_Hans", "zho_Hant", "jpn", "kor",
}  # fmt: skip
# Read as windows-1252 they give control characters, which no page has, or ASCII.
UNTOLD = {"utf-16-le", "utf-16-be", "iso-2022-jp"}
CASES = [(language, name) for language, names in ENCODINGS.items() for name in names]


def _for_windows_1258(text: str) -> str:
    """Write tones as marks of their own, as windows-1258 does."""
    out = ""
    for letter in unicodedata.normalize("NFC", text):
        parts = unicodedata.normalize("NFD", letter)
        if len(parts) < 3 and letter.encode("cp1258", "ignore"):
            out += letter
            continue
        tones = [part for part in parts[1:] if part in "\u0300\u0301\u0303\u0309\u0323"]
        rest = [part for part in parts if part not in tones]
        out += unicodedata.normalize("NFC", "".join(rest)) + "".join(tones)
    return out


def encoded(language: str, name: str) -> tuple[str, bytes]:
    """Return a text without characters that the encoding lacks, and its bytes."""
    text = TEXTS[language]
    if name == "cp1258":
        text = _for_windows_1258(text)
    text = text.replace("’", "'") if name.startswith("iso8859") else text
    return text, text.encode(name)


def _page(text: str, name: str) -> bytes:
    return (
        f"<html><head><title>Portal</title><style>p {{ margin: 0 }}</style></head><body>"
        f"<nav><a href='/a'>Home</a> <a href='/b'>News</a></nav><p>{text}</p></body></html>"
    ).encode(name)


def _same(found: str, text: str) -> bool:
    return unicodedata.normalize("NFC", found) == unicodedata.normalize("NFC", text)


def test_the_texts_are_in_more_than_30_languages_of_200_letters_each() -> None:
    assert set(ENCODINGS) == set(TEXTS)
    assert len(TEXTS) > 30
    assert all(sum(map(str.isalpha, text)) >= 200 for text in TEXTS.values())


@pytest.mark.parametrize(("language", "name"), CASES)
def test_a_page_that_declares_nothing_is_read_right(language: str, name: str) -> None:
    text, _ = encoded(language, name)
    article = saring.extract(_page(text, name))
    assert _same(article.page_text.splitlines()[-1], text), article.encoding


@pytest.mark.parametrize(("language", "name"), CASES)
def test_a_page_that_declares_the_wrong_encoding_is_read_right(language: str, name: str) -> None:
    text, _ = encoded(language, name)
    page = f"<html><head><meta charset=utf-8></head><body><p>{text}</p></body></html>".encode(name)
    article = saring.extract(page)
    assert _same(article.page_text.rstrip("\n"), text), article.encoding


def test_text_files_that_are_not_utf8_are_decoded_and_named(tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    texts = {}
    for language, name in CASES:
        file = f"{language}-{name}.txt"
        texts[file], data = encoded(language, name)
        (source / file).write_bytes(data)
    report = saring.clean(source, tmp_path / "out", strip=False, dedup=False)
    assert report.documents_kept == len(CASES)
    wrong = [
        file
        for file, text in texts.items()
        if not _same((tmp_path / "out" / file).read_text(encoding="utf-8"), text)
    ]
    assert not wrong
    noted = {row["file"]: row["reason"] for row in report.data["warnings"]}
    assert set(noted) == set(texts)
    assert noted["kor-euc-kr.txt"] == "decoded from euc-kr"
    assert report.mojibake_texts == 0


@pytest.mark.parametrize(("language", "name"), [c for c in CASES if not c[1].startswith("utf")])
def test_json_lines_that_are_not_utf8_are_decoded(tmp_path: Path, language: str, name: str) -> None:
    text, _ = encoded(language, name)
    lines = f'{{"text": "Plain text."}}\n{{"text": "{text}"}}\n'
    (tmp_path / "a.jsonl").write_bytes(lines.encode(name))
    saring.clean(tmp_path / "a.jsonl", tmp_path / "out", strip=False, dedup=False)
    assert _same((tmp_path / "out" / "a.jsonl").read_text(encoding="utf-8"), lines)


def _read_as_windows_1252(data: bytes) -> str:
    # As browsers do: bytes that have no character become control characters.
    return "".join(byte.to_bytes().decode("cp1252", "ignore") or chr(byte) for byte in data)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_utf8_that_was_read_as_windows_1252_is_mojibake(text: str) -> None:
    assert saring.extract(f"<p>{_read_as_windows_1252(text.encode())}</p>").mojibake


@pytest.mark.parametrize(
    ("language", "name"),
    [(x, name) for x, name in CASES if x in OTHER_SCRIPTS and name not in UNTOLD],
)
def test_another_script_that_was_read_as_windows_1252_is_mojibake(language: str, name: str) -> None:
    _, data = encoded(language, name)
    shown = _read_as_windows_1252(data)
    assert saring.extract(f"<p>{shown}</p>").mojibake
    table = saring.extract_batch([f"<p>{shown}</p>", "<p>Un café</p>", None])
    assert table["mojibake"].to_pylist() == [True, False, None]


@pytest.mark.parametrize("language", ["rus", "ukr", "bul"])
def test_koi8_that_was_read_as_windows_1251_is_mojibake(language: str) -> None:
    data = TEXTS[language].encode("koi8-u", "ignore")
    assert saring.extract(f"<p>{data.decode('cp1251', 'ignore')}</p>").mojibake


def test_mojibake_is_marked_and_counted_by_clean_and_not_repaired(tmp_path: Path) -> None:
    lines = ["Un cafÃ© en la esquina del pueblo.", "Un café en la esquina.", TEXTS["rus"]]
    records = "".join(json.dumps({"id": i, "text": t}) + "\n" for i, t in enumerate(lines))
    (tmp_path / "a.jsonl").write_text(records)
    report = saring.clean(tmp_path / "a.jsonl", tmp_path / "out")
    assert report.mojibake_texts == report.data["mojibake_texts"] == 1
    kept = [json.loads(x) for x in (tmp_path / "out" / "a.jsonl").read_text().splitlines()]
    assert [row["text"] for row in kept] == lines
    assert removed(tmp_path / "out") == [
        {"kind": "mojibake", "file": "a.jsonl", "record": 0, "line": 1, "id": 0}
    ]
    assert "documents with mojibake" in (tmp_path / "out" / "report.html").read_text()


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_text_that_is_right_is_no_mojibake(text: str) -> None:
    assert not saring.extract(f"<p>{text}</p>").mojibake
    assert not saring.extract(f"<p>{text.upper()}</p>").mojibake
    assert not saring.extract(f"<p>{text.title()}</p>").mojibake
