"""CSV and TSV: rows stay as they were, except that their texts are cleaned."""

from __future__ import annotations

import csv
import gzip
import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from saring_cli import ARTICLE, OTHER, clean, quarantine, removed
from saring_cli import saring as run_saring

import saring
from saring.io.csv_rows import Line, fields_of, quoted, rows, unquoted, with_value

FIELDS = st.text(st.sampled_from('ab",;\t\n\r x'), max_size=8)


def table(rows: list[list[Any]], delimiter: str = ",", line_end: str = "\r\n") -> bytes:
    """Write rows as Python's own module does."""
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter, lineterminator=line_end).writerows(rows)
    return file.getvalue().encode()


def read(data: bytes, delimiter: str = ",") -> list[list[str]]:
    """Read rows as Python's own module does."""
    return list(csv.reader(io.StringIO(data.decode(), newline=""), delimiter=delimiter))


@given(st.lists(st.lists(FIELDS, min_size=2, max_size=4), max_size=6))
def test_rows_are_those_of_pythons_own_module(values: list[list[str]]) -> None:
    data = table(values)
    lines = map(Line, io.BytesIO(data))
    found = list(rows(lines, b",", 1 << 20))
    assert b"".join(row.data for row in found) == data
    assert [
        [unquoted(field).decode() for field in fields_of(row.data, b",") or []] for row in found
    ] == values
    at = 1
    for row in found:
        assert row.line == at
        at += row.data.count(b"\n")


@given(FIELDS, st.booleans())
def test_a_field_that_is_written_is_read_again(value: str, always: bool) -> None:
    field = quoted(value.encode(), b",", always=always)
    assert unquoted(field) == value.encode()
    assert fields_of(field + b",x", b",") == [field, b"x"]


def test_a_quote_that_is_not_closed_swallows_no_rows() -> None:
    data = b'a,"b\nc,d\ne,f\n'
    for limit in (1 << 20, 5):
        found = list(rows(map(Line, io.BytesIO(data)), b",", limit))
        assert [(row.line, row.data, row.is_whole) for row in found] == [
            (1, b'a,"b\n', False),
            (2, b"c,d\n", True),
            (3, b"e,f\n", True),
        ]


@pytest.mark.parametrize(
    ("name", "delimiter"),
    [("a.csv", ","), ("a.csv", ";"), ("a.csv", "|"), ("a.tsv", "\t"), ("a.tab.gz", "\t")],
)
def test_rows_of_which_nothing_is_removed_stay_byte_for_byte(
    tmp_path: Path, name: str, delimiter: str
) -> None:
    data = table([["id", "text", "n"], ["1", ARTICLE, "1.50"], ["2", OTHER, 'x "y"']], delimiter)
    data += delimiter.join(['"3"', "Hujan turun.", ' "z" ']).encode()  # no line end
    path = tmp_path / name
    path.write_bytes(gzip.compress(data) if name.endswith("gz") else data)
    report, _ = clean(path, "-o", tmp_path / "out", "--no-strip")
    written = (tmp_path / "out" / name).read_bytes()
    written = gzip.decompress(written) if name.endswith("gz") else written
    assert written == data + b"\n" * (not data.endswith(b"\n"))
    assert report["documents"]["read"] == 3


def test_the_text_and_what_is_removed_give_the_input(tmp_path: Path) -> None:
    source = [["url", "text", "id"], ["https://a.example/1", ARTICLE, "a"], ["", OTHER, ""]]
    source += [["", ARTICLE, "c"], ["", "...", "d"]]
    (tmp_path / "a.csv").write_bytes(table(source))
    out = tmp_path / "out"
    report, _ = clean(tmp_path / "a.csv", "-o", out)
    written = read((out / "a.csv").read_bytes())
    assert written[0] == source[0]
    assert [row[2] for row in written[1:]] == ["a", ""]
    entries = removed(out)
    copy, empty = (
        next(e for e in entries if e.get("reason") == reason) for reason in ("duplicate", "empty")
    )
    assert (copy["record"], copy["line"], copy["id"], copy["kept"]["record"]) == (2, None, "c", 0)
    assert (empty["record"], empty["id"]) == (3, "d")
    texts = {0: written[1][1], 1: written[2][1], 2: copy["text"], 3: empty["text"]}
    for number, text in texts.items():
        parts = [e for e in entries if e["record"] == number and e["kind"] in ("line", "span")]
        for entry in sorted(parts, key=lambda entry: entry["start"]):
            before, after = entry.get("before", ""), entry.get("after", "")
            at = entry["start"] - len(before)
            text = text[:at] + before + entry["text"] + after + text[at:]
        assert text == source[number + 1][1]
    assert report["sites"][0]["site"] == "a.example"


@pytest.mark.parametrize("columns", [["text"], ["lang", "text", "copies"]])
def test_language_and_cluster_size_are_columns(tmp_path: Path, columns: list[str]) -> None:
    (tmp_path / "a.csv").write_bytes(
        table(
            [columns, *([text if c == "text" else "?" for c in columns] for text in (OTHER,) * 2)]
        )
    )
    options = ("--lang-field", "lang", "--cluster-size-field", "copies", "--no-strip")
    clean(tmp_path / "a.csv", "-o", tmp_path / "out", *options)
    header, row = read((tmp_path / "out" / "a.csv").read_bytes())
    assert sorted(header) == ["copies", "lang", "text"]
    assert dict(zip(header, row, strict=True)) == {"text": OTHER, "lang": "ind_Latn", "copies": "2"}


def test_rows_that_cannot_be_read_are_quarantined(tmp_path: Path) -> None:
    good = table([["id", "text"], ["1", ARTICLE]])
    data = (
        good + b'2\n3,"' + b"x" * 3000 + b'"\n4,a,b\n' + table([["5", OTHER]]) + b'6,"tanpa akhir\n'
    )
    (tmp_path / "a.csv").write_bytes(data)
    (tmp_path / "b.csv").write_bytes(b"id,body\n1,x\n")
    (tmp_path / "c.csv").write_bytes(b"")
    (tmp_path / "d.csv.gz").write_bytes(gzip.compress(good * 50)[:-20])
    (tmp_path / "e.csv").write_bytes(b"text,text\n1,x\n")
    out = tmp_path / "out"
    inputs = [tmp_path / f"{name}" for name in ("a.csv", "b.csv", "c.csv", "d.csv.gz", "e.csv")]
    report, _ = clean(*inputs, "-o", out, "--max-document", "2K", code=1)
    found = [(e["file"], e["line"], e["problem"], e.get("raw")) for e in quarantine(out)]
    lines = ARTICLE.count("\n") + 2
    assert found == [
        ("a.csv", lines + 1, "not_csv", "2"),
        ("a.csv", lines + 2, "too_long", None),
        ("a.csv", lines + 3, "not_csv", "4,a,b"),
        ("a.csv", lines + 4 + OTHER.count("\n") + 1, "not_csv", '6,"tanpa akhir'),
        ("b.csv", None, "no_text", None),
        ("d.csv.gz", None, "cut", None),
        ("e.csv", None, "no_text", None),
    ]
    assert (
        "no column 'text' in the first row (columns: 'id', 'body')" in quarantine(out)[4]["reason"]
    )
    assert report["problems"]["empty_file"] == 1
    assert [row[0] for row in read((out / "a.csv").read_bytes())] == ["id", "1", "5"]


def test_encodings_and_pages_of_rows(tmp_path: Path) -> None:
    text = "Un café ouvre près de la gare, et les cheminots y déjeunent déjà tous les matins d’été."
    (tmp_path / "a.csv").write_bytes(table([["text"], [text]]).decode().encode("cp1252"))
    (tmp_path / "b.csv").write_bytes(b"\xef\xbb\xbftext,x\nbad \xff here,\xfe\n")
    report, _ = clean(tmp_path / "a.csv", tmp_path / "b.csv", "-o", tmp_path / "out")
    assert text in (tmp_path / "out" / "a.csv").read_text()
    assert report["problems"] == {"encoding": 1, "invalid_utf8": 1}
    page = f"<p>{text}</p>\n<p>{text.replace('café', 'hôtel')}</p>"
    (tmp_path / "c.csv").write_bytes(table([["body"], [page]]))
    clean(tmp_path / "c.csv", "-o", tmp_path / "pages", "--html-field", "body")
    (_, (body,)) = read((tmp_path / "pages" / "c.csv").read_bytes())
    assert body == f"{text}\n{text.replace('café', 'hôtel')}"


@pytest.mark.parametrize("size", ["1", "4M"])
def test_the_output_does_not_depend_on_batches(tmp_path: Path, size: str) -> None:
    source = [["id", "text"], *([str(n), (ARTICLE, OTHER)[n % 2]] for n in range(40))]
    (tmp_path / "a.csv").write_bytes(table(source))
    saring.clean(tmp_path / "a.csv", tmp_path / "reference")
    clean(tmp_path / "a.csv", "-o", tmp_path / size, "--chunk-size", size, "-j", "2")
    for name in ("a.csv", "removed.jsonl.zst"):
        assert (tmp_path / size / name).read_bytes() == (tmp_path / "reference" / name).read_bytes()
    data = json.loads((tmp_path / size / "report.json").read_bytes())
    assert data["documents"]["read"] == 40


def test_blank_lines_are_counted_and_many_of_them_are_one_step() -> None:
    lines = [
        Line(b"a\n"),
        Line(b"\n" * 1000),
        Line(b'"b\n'),
        Line(b"\n\n"),
        Line(b'c"\n'),
        Line(b"d"),
    ]
    found = list(rows(iter(lines), b",", 1 << 20))
    assert [(row.line, row.data) for row in found] == [
        (1, b"a\n"),
        (1002, b'"b\n\n\nc"\n'),
        (1006, b"d"),
    ]
    many = [Line(b'"a\n'), *[Line(b"x\n")] * 300_000]
    found = list(rows(iter(many), b",", 1 << 30))
    assert (found[0].is_whole, found[1].line, len(found)) == (False, 2, 300_001)


STRAY = [
    ["1", '"Hujan turun di kota kami sejak pagi, kata warga.'],
    ["2", '"Saya pergi ke pasar bersama ibu untuk membeli sayur.'],
    ["3", '"Besok" katanya, "kami berangkat ke desa."'],
    ["4", 'Anak-anak bermain bola di lapangan sampai malam."'],
    ["5", '"Petani menanam padi di sawah yang baru diairi."'],
]


def test_a_stray_quote_of_tsv_is_a_character(tmp_path: Path) -> None:
    lines = ["id\ttext", *map("\t".join, STRAY)]
    data = ("\n".join(lines) + "\n" + '6\t"Baris satu.\nBaris ""dua"".\tTab.\nAkhir."\n').encode()
    (tmp_path / "a.tsv").write_bytes(data)
    report, _ = clean(tmp_path / "a.tsv", "-o", tmp_path / "out", "--no-strip")
    assert (report["documents"]["read"], report["problems"]) == (6, {})
    assert (tmp_path / "out" / "a.tsv").read_bytes() == data
    found = list(rows(map(Line, io.BytesIO(data)), b"\t", 1 << 20, 2))[1:]
    values = [[unquoted(f, b"\t").decode() for f in fields_of(r.data, b"\t") or []] for r in found]
    assert values[0:4] == STRAY[0:4]
    assert values[4:] == [
        ["5", STRAY[4][1][1:-1]],
        ["6", 'Baris satu.\nBaris "dua".\tTab.\nAkhir.'],
    ]


@pytest.mark.parametrize("columns", [["id", "text"], ["text", "id"], ["id", "text", "n"]])
def test_rows_of_tsv_do_not_depend_on_those_removed_between_them(columns: list[str]) -> None:
    cells = ['"awal', "tengah", 'akhir"', '"dua\nbaris"', '"a" b', '""', '"', '"x\n\n""y"']
    lines = [
        "\t".join(cell if name == "text" else "7" for name in columns).encode() + b"\n"
        for cell in cells
    ]
    for pair in ([a, b] for a in lines for b in lines):
        found = rows(map(Line, io.BytesIO(b"".join(pair))), b"\t", 1 << 20, len(columns))
        assert [row.data for row in found] == pair


def test_a_text_of_tsv_is_written_in_the_way_of_its_field() -> None:
    tab = b"\t"
    assert with_value(b'"satu dua', b'"satu', tab) == b'"satu'
    assert with_value(b'"satu dua', b'"satu\ndua', tab) == b'"""satu\ndua"'
    assert with_value(b'"satu" dua', b'"satu"', tab) == b'"""satu"""'
    assert with_value(b'"satu"', b'"dua', tab) == b'"""dua"'
    assert with_value(b'x "y"', b'x "', b",") == b'"x """'


def test_what_is_removed_of_tsv_with_stray_quotes_is_restored(tmp_path: Path) -> None:
    data = "".join("\t".join(row) + "\n" for row in [["id", "text"], *STRAY, *STRAY]).encode()
    (tmp_path / "a.tsv").write_bytes(data)
    out, back = tmp_path / "out", tmp_path / "back.tsv"
    report, _ = clean(tmp_path / "a.tsv", "-o", out, "--no-strip")
    assert (report["documents"]["read"], report["documents"]["kept"]) == (10, 5)
    places = [f"a.tsv:{number}" for number in range(5, 10)]
    assert run_saring("restore", out, *places, "-o", back).returncode == 0
    assert back.read_bytes() == (out / "a.tsv").read_bytes()


def test_a_quote_of_csv_that_takes_in_rows_is_told_with_its_lines(tmp_path: Path) -> None:
    swallowed = '2,"Saya pergi\n3,x\n4,Besok",5\n'
    data = f"id,text\n1,{OTHER!r}\n".replace("'", '"').encode() + swallowed.encode()
    (tmp_path / "a.csv").write_bytes(data)
    clean(tmp_path / "a.csv", "-o", tmp_path / "out", code=1)
    (entry,) = quarantine(tmp_path / "out")
    assert entry["raw"] == swallowed[:-1]
    assert (
        "it goes on to line 5, as a quote in the column 'text' is open from line 3 to line 5"
        in (entry["reason"])
    )


@pytest.mark.parametrize(
    "later",
    ['4,"Besok kami berangkat."', '"4","Besok kami berangkat."', '4,Kata "besok" itu lama.'],
)
def test_a_quote_that_the_quote_of_another_row_closes_takes_in_no_rows(
    tmp_path: Path, later: str
) -> None:
    lines = ["id,text", '2,"Saya pergi ke pasar.', "3,Ibu menanak nasi di dapur.", later]
    (tmp_path / "a.csv").write_text("\n".join(lines) + "\n")
    report, _ = clean(tmp_path / "a.csv", "-o", tmp_path / "out", "--no-strip", code=1)
    assert report["documents"]["read"] == 2
    (entry,) = quarantine(tmp_path / "out")
    assert (entry["line"], entry["raw"]) == (2, lines[1])
    assert "the next one, in line 4, does not end a field" in entry["reason"]


def test_spaces_behind_a_quote_do_not_open_it(tmp_path: Path) -> None:
    data = b'id,text,n\n1,"Hujan turun.\nAngin kencang." ,5\n2,"Satu\ndua" \n'
    found = list(rows(map(Line, io.BytesIO(data)), b",", 1 << 20, 3))
    assert [row.is_whole for row in found] == [True, True, True]


@pytest.mark.parametrize(
    ("name", "data", "count"),
    [
        ("a.csv", '1,"Ibu menanak nasi.\n2,Ayah memancing di laut"\n', 1),
        ("a.csv", 'https://a.example/1,"Ya.\nhttps://b.example/2,Panjangnya 5"\n', 1),
        ("a.csv", '1,"Ya, begitulah kata mereka.\nKami pulang, lalu tidur."\n', 0),
        ("a.csv", '1,"Ya begitulah kata mereka.\nKami pulang, lalu tidur."\n', 0),
        ("a.csv", '1,"Ya.\nTidak."\n2,"Ibu.\n3,Ayah"\n4,"Adik.\n5,Kakak"\n', 2),
    ],
)
def test_rows_that_may_be_several_are_told(
    tmp_path: Path, name: str, data: str, count: int
) -> None:
    (tmp_path / name).write_text("id,text\n" + data)
    report, shown = clean(tmp_path / name, "-o", tmp_path / "out", "--no-strip")
    assert report["problems"].get("rows_in_quotes", 0) == (count > 0)
    assert ("without the quote these lines would be 2 rows" in shown) == (count > 0)
    assert ("so it is with 1 other row" in shown) == (count > 1)
    assert (tmp_path / "out" / name).read_text().count("\n") == 1 + data.count("\n")


@pytest.mark.parametrize("name", ["a.csv", "a.tsv"])
def test_rows_of_several_lines_in_the_only_column_are_told(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text('text\n"Ibu menanak nasi.\nAyah memancing.\nAdik tidur"\n')
    _, shown = clean(tmp_path / name, "-o", tmp_path / "out", "--no-strip")
    assert "opens in line 2 closes in line 4" in shown
    assert "would be 3 rows" in shown


@pytest.mark.parametrize("mark", ["sep=;", "SEP=;", '"sep=;"'])
def test_the_line_of_excel_that_names_the_delimiter(tmp_path: Path, mark: str) -> None:
    start = f"{mark}\r\nid,kode;text\r\n"
    row = f'1;"{OTHER}"\r\n'
    data = (start + row * 2 + "2\r\n").encode()
    (tmp_path / "a.csv").write_bytes(data)
    out, back = tmp_path / "out", tmp_path / "back.csv"
    report, _ = clean(tmp_path / "a.csv", "-o", out, "--no-strip", "--lang-field", "lang", code=1)
    assert report["documents"]["read"] == 2
    (entry,) = quarantine(out)
    assert (entry["line"], entry["raw"]) == (data.count(b"\n"), "2")
    written = (out / "a.csv").read_bytes()
    assert written.startswith(mark.encode() + b"\r\n")
    header, *found = read(written[len(mark) + 2 :], ";")
    assert (header, found) == (["id,kode", "text", "lang"], [["1", OTHER, "ind_Latn"]])
    assert run_saring("restore", out, "a.csv:1", "-o", back).returncode == 0
    assert back.read_bytes() == (start + row).encode()
