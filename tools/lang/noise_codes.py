"""Noise with a meaning: numbers, addresses, program code."""

from __future__ import annotations

import base64
import string
import uuid
from random import Random

from noise_base import NAMES, letters, row, tune


@tune
def numbers(r: Random) -> str:
    """Draw numbers side by side."""
    return row(r, lambda: f"{r.randrange(10 ** r.randint(1, 7)):,}", 1, 9)


@tune
def phones(r: Random) -> str:
    """Draw telephone numbers."""
    return row(
        r,
        lambda: (
            f"+{r.randint(1, 99)} ({r.randint(10, 999)}) {r.randint(1000, 9999)}-"
            f"{r.randint(100, 9999)}"
        ),
        1,
        3,
        "; ",
    )


@tune
def urls(r: Random) -> str:
    """Draw addresses with their scheme."""
    host = letters(r, string.ascii_lowercase, 3, 12)
    path = row(r, lambda: r.choice([*NAMES, letters(r, string.ascii_lowercase, 3, 9)]), 1, 4, "/")
    return (
        f"https://{r.choice(['', 'www.', 'news.'])}{host}.{r.choice(['com', 'id', 'org'])}/{path}"
    )


@tune
def bare_domains(r: Random) -> str:
    """Draw addresses without their scheme."""
    words = [
        "berita",
        "kompas",
        "foo",
        "shop",
        "market",
        "garden",
        "online",
        "media",
        "kabar",
        "house",
        "story",
        "travel",
    ]
    path = row(r, lambda: r.choice(words), 0, 3, "/")
    return f"{r.choice(words)}.{r.choice(['com', 'co.id', 'net', 'org', 'de', 'fr'])}/{path}"


@tune
def mails(r: Random) -> str:
    """Draw e-mail addresses."""

    def one() -> str:
        names = [
            "budi.santoso",
            "jane.doe",
            "info",
            "redaksi",
            "maria_k",
            "contact",
            "sales",
            "jean-paul",
        ]
        host = letters(r, string.ascii_lowercase, 3, 9)
        return f"{r.choice(names)}@{host}.{r.choice(['com', 'id'])}"

    return row(r, one, 1, 3, ", ")


@tune
def uuids(r: Random) -> str:
    """Draw UUIDs."""
    return row(r, lambda: str(uuid.UUID(int=r.getrandbits(128))), 1, 2)


@tune
def hex_digits(r: Random) -> str:
    """Draw hashes."""
    return letters(r, "0123456789abcdef", 8, 64)


@tune
def hex_pairs(r: Random) -> str:
    """Draw bytes in hexadecimal."""
    upper = r.random() < 0.4
    return row(r, lambda: f"{r.randrange(256):02{'X' if upper else 'x'}}", 4, 24)


@tune
def base64_text(r: Random) -> str:
    """Draw bytes in Base64."""
    return base64.b64encode(r.randbytes(r.randint(12, 60))).decode()


@tune
def versions(r: Random) -> str:
    """Draw package names with versions."""

    def one() -> str:
        name = r.choice(
            [*NAMES, "numpy", "requests", "lib" + letters(r, string.ascii_lowercase, 3, 6)]
        )
        number = f"{r.randrange(9)}.{r.randrange(30)}.{r.randrange(9)}"
        return name + r.choice(["==", "@", "-", " v"]) + number

    return row(r, one, 2, 5, r.choice([" ", ", "]))


@tune
def isbns(r: Random) -> str:
    """Draw ISBNs."""
    middle = f"{r.randint(100, 9999)}-{r.randint(1000, 9999)}"
    return f"ISBN 978-{r.randrange(10)}-{middle}-{r.randrange(10)}"


@tune
def coordinates(r: Random) -> str:
    """Draw geographic coordinates."""
    if r.random() < 0.5:
        return f"{r.uniform(-90, 90):.5f}, {r.uniform(-180, 180):.5f}"
    return (
        f"{r.randrange(90)}°{r.randrange(60)}′{r.randrange(60)}″{r.choice('NS')} "
        f"{r.randrange(180)}°{r.randrange(60)}′{r.randrange(60)}″{r.choice('EW')}"
    )


@tune
def timestamps(r: Random) -> str:
    """Draw timestamps."""
    return row(
        r,
        lambda: (
            f"20{r.randrange(10, 27)}-{r.randrange(1, 13):02}-{r.randrange(1, 29):02}"
            f"{r.choice('T ')}{r.randrange(24):02}:{r.randrange(60):02}:{r.randrange(60):02}Z"
        ),
        1,
        3,
    )


@tune
def plates(r: Random) -> str:
    """Draw licence plates."""
    return row(
        r,
        lambda: (
            f"{letters(r, string.ascii_uppercase, 1, 2)} {r.randint(1, 9999)} "
            f"{letters(r, string.ascii_uppercase, 1, 3)}"
        ),
        1,
        4,
        ", ",
    )


@tune
def tickers(r: Random) -> str:
    """Draw ticker symbols with prices."""
    return row(
        r,
        lambda: (
            f"{letters(r, string.ascii_uppercase, 3, 5)} {r.uniform(1, 900):.2f} "
            f"{r.choice('+-')}{r.uniform(0, 9):.2f}%"
        ),
        2,
        6,
        r.choice([" ", " | "]),
    )


@tune
def addresses_of_machines(r: Random) -> str:
    """Draw IP and MAC addresses."""
    if r.random() < 0.5:
        return ".".join(str(r.randrange(256)) for _ in range(4)) + f":{r.randrange(65536)}"
    return ":".join(f"{r.randrange(256):02x}" for _ in range(6))


@tune
def figures(r: Random) -> str:
    """Draw rows of a table of numbers."""
    between = r.choice(["\t", " | ", ";", "   "])
    return row(
        r,
        lambda: r.choice(
            [
                f"{r.uniform(0, 9999):,.2f}",
                f"{r.randrange(9999)}",
                f"{r.uniform(0, 100):.1f}%",
                "-",
                f"${r.randrange(999)}",
            ]
        ),
        3,
        10,
        between,
    )


@tune
def measures(r: Random) -> str:
    """Draw sizes with units."""
    units = ["kg", "cm", "mm", "km", "m", "g", "ml", "l", "MB", "GB", "kWh", "mg", "Hz", "V"]
    return row(
        r, lambda: f"{r.randrange(1, 999)} {r.choice(units)}", 2, 7, r.choice([" ", ", ", " x "])
    )


# --- program code ------------------------------------------------------------------------------


@tune
def python_code(r: Random) -> str:
    """Draw lines of Python."""
    a, b, c = r.sample(NAMES, 3)
    return r.choice(
        [
            f"for {a} in range(len({b})): {c}.append({a} * {r.randrange(99)})",
            f"def get_{a}(self, {b}: int = {r.randrange(9)}) -> list[str]:",
            f"if {a} is not None and {b}[{c}] == {r.randrange(99)}: return {a}.{b}({c})",
            f"from {a}.{b} import {c} as _{c}",
            f"{a} = {{k: v for k, v in {b}.items() if v['{c}'] > {r.randrange(9)}}}",
            f"with open({a}, 'rb') as f: {b} = json.load(f)['{c}']",
        ]
    )


@tune
def c_code(r: Random) -> str:
    """Draw lines of C and similar languages."""
    a, b, c = r.sample(NAMES, 3)
    return r.choice(
        [
            f"for (int i = 0; i < {a}; ++i) {{ {b}[i] = {c}->{a}(i); }}",
            f"static const char *{a}_{b}(struct {c} *{c});",
            f"#include <{a}/{b}.h>",
            f"std::vector<std::{a}> {b} = {c}.get{a.title()}();",
            f"public static void {a}(String[] {b}) throws {c.title()}Exception {{",
            f"if (!{a} || {b} == NULL) return -{r.randrange(9)}; /* {c} */",
        ]
    )


@tune
def script_code(r: Random) -> str:
    """Draw lines of JavaScript."""
    a, b, c = r.sample(NAMES, 3)
    return r.choice(
        [
            f"const {a} = await fetch(`/{b}/${{{c}.id}}`).then(r => r.json());",
            f"document.getElementById('{a}').addEventListener('click', () => {{ {b}({c}); }});",
            f"export default function {a.title()}({{ {b}, {c} }}) {{",
            f"var {a} = {b} && {b}.{c} ? {b}.{c} : [];",
            f"$('#{a}').on('change', function (e) {{ {b}.{c} = e.target.value; }});",
        ]
    )


@tune
def queries(r: Random) -> str:
    """Draw lines of SQL."""
    a, b, c = r.sample(NAMES, 3)
    text = letters(r, "abcdef", 3, 6)
    return r.choice(
        [
            f"SELECT {a}_id, COUNT(*) FROM {b}s WHERE {c} >= {r.randrange(99)} GROUP BY {a}_id;",
            f"INSERT INTO {a}s ({b}, {c}) VALUES ({r.randrange(99)}, '{text}');",
            f"UPDATE {a}s SET {b} = {r.randrange(9)} WHERE {c}_id = {r.randrange(9999)};",
        ]
    )


@tune
def shell(r: Random) -> str:
    """Draw shell commands."""
    a, b, c = r.sample(NAMES, 3)
    return r.choice(
        [
            f"cat {a}.txt | grep -v '{b}' | sort -u > /tmp/{c}.out 2>&1",
            f"sudo apt-get install -y lib{a}-dev && make -j{r.randrange(9)} {b}",
            f"docker run --rm -v $PWD/{a}:/{b} -p {r.randrange(9999)}:80 {c}:latest",
            f'for f in *.{a}; do mv "$f" "${{f%.{a}}}.{b}"; done',
            f"tar -xzf {a}-{r.randrange(9)}.{r.randrange(9)}.tar.gz -C ~/{b}",
        ]
    )


@tune
def json_text(r: Random) -> str:
    """Draw JSON objects."""

    def value() -> str:
        return r.choice(
            [
                str(r.randrange(9999)),
                "null",
                "true",
                f'"{letters(r, string.ascii_lowercase, 3, 8)}"',
            ]
        )

    return "{" + row(r, lambda: f'"{r.choice(NAMES)}": {value()}', 2, 6, ", ") + "}"


@tune
def tags(r: Random) -> str:
    """Draw HTML elements without text."""

    def one() -> str:
        tag = r.choice(["div", "span", "p", "a", "td", "li", "img", "section"])
        return f'<{tag} class="{r.choice(NAMES)}-{r.choice(NAMES)}" id="{r.choice(NAMES)}"></{tag}>'

    return row(r, one, 1, 4, "")


@tune
def styles(r: Random) -> str:
    """Draw CSS rules."""
    rules = [
        "margin: 0 auto",
        f"color: #{r.randrange(16**6):06x}",
        f"padding: {r.randrange(40)}px",
        "display: none",
        f"font-size: {r.randrange(9)}em",
        "background: url(a.png) no-repeat",
    ]
    return (
        f".{r.choice(NAMES)}-{r.choice(NAMES)} {{ {'; '.join(r.sample(rules, r.randint(1, 4)))}; }}"
    )


@tune
def logs(r: Random) -> str:
    """Draw lines of log files."""
    a, b = r.sample(NAMES, 2)
    n = [r.randrange(1, 29) for _ in range(5)]
    return r.choice(
        [
            f"10.0.{n[0]}.{n[1]} - - [{n[2]}/Oct/2025:13:55:36 +0700] "
            f'"GET /{a}/{b}.png HTTP/1.1" 200 {r.randrange(9999)}',
            f"2026-01-{n[0]:02} 10:{n[1]:02}:07,{n[2]:03} INFO [{a}-{n[3]}] "
            f"com.{b}.{a.title()}Service:{n[4]} took={r.randrange(999)}ms status=OK",
            f"[{r.uniform(0, 999):.6f}] usb {n[0]}-{n[1]}: {a}={n[2]:04x} rc=-{n[3]}",
        ]
    )


@tune
def paths(r: Random) -> str:
    """Draw file paths."""
    if r.random() < 0.3:
        return (
            "C:\\"
            + row(r, lambda: r.choice(NAMES).title(), 1, 4, "\\")
            + f"\\{r.choice(NAMES)}.dll"
        )
    top = r.choice(["/usr/lib", "/home/budi", "./src", "../assets", "~/Downloads"])
    return (
        f"{top}/{row(r, lambda: r.choice(NAMES), 1, 4, '/')}.{r.choice(['py', 'txt', 'so', 'jpg'])}"
    )


@tune
def patterns(r: Random) -> str:
    """Draw regular expressions."""
    parts = [
        r"^\d{2,4}",
        r"[a-z]+",
        r"(?:foo|bar)?",
        r"\s*",
        r"[^\"']",
        r"(\w+)\.",
        r"$",
        r"\b[A-Z]{3}",
    ]
    return "".join(r.choices(parts, k=r.randint(3, 7)))


@tune
def assembly(r: Random) -> str:
    """Draw lines of assembly code."""
    regs = ["eax", "ebx", "ecx", "rdi", "rsi", "r8", "r9", "xmm0"]
    return row(
        r,
        lambda: (
            f"{r.choice(['mov', 'add', 'xor', 'cmp', 'lea'])} {r.choice(regs)}, "
            f"{r.choice([*regs, f'0x{r.randrange(4096):x}', '[rsp+8]'])}"
        ),
        1,
        4,
        "; ",
    )
