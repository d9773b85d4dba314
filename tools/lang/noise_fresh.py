"""Held-out kinds. No rule of the detector was made for them; they are only measured."""

from __future__ import annotations

import base64
import string
from random import Random

from noise_base import NAMES, SENTENCES, held, letters, row, span_of


@held
def base32_text(r: Random) -> str:
    """Draw bytes in Base32."""
    return base64.b32encode(r.randbytes(r.randint(10, 40))).decode().rstrip("=")


@held
def ipv6(r: Random) -> str:
    """Draw IPv6 addresses."""
    return row(r, lambda: ":".join(f"{r.getrandbits(16):x}" for _ in range(8)), 1, 2)


@held
def latex(r: Random) -> str:
    """Draw lines of LaTeX."""
    a, b = r.sample(NAMES, 2)
    return r.choice(
        [
            f"\\begin{{equation}} \\label{{eq:{a}}} x_{{{b}}} = \\sqrt{{y}} \\end{{equation}}",
            f"\\usepackage[{a}]{{{b}}} \\setlength{{\\parindent}}{{{r.randrange(9)}pt}}",
            f"\\includegraphics[width=0.{r.randrange(9)}\\textwidth]{{{a}/{b}.pdf}}",
            f"\\newcommand{{\\{a}}}[{r.randrange(9)}]{{\\mathbf{{#1}}_{{{b}}}}}",
        ]
    )


@held
def settings(r: Random) -> str:
    """Draw lines of YAML and INI files."""
    a, b, c = r.sample(NAMES, 3)
    return r.choice(
        [
            f"[{a}.{b}] {c}_max={r.randrange(99)} {b}_dir=/var/{a} debug=false",
            f"- {a}: {r.randrange(99)}\n  {b}: true\n  {c}: [{r.randrange(9)}, {r.randrange(9)}]",
            f"{a}.{b}.{c}={r.randrange(9999)}",
            f"export {a.upper()}_{b.upper()}={c}",
        ]
    )


@held
def diffs(r: Random) -> str:
    """Draw headers of patches."""
    a, b = r.sample(NAMES, 2)
    n = [r.randrange(1, 300) for _ in range(3)]
    return r.choice(
        [
            f"@@ -{n[0]},{n[1]} +{n[0]},{n[2]} @@ int {a}_{b}(void)",
            f"diff --git a/{a}/{b}.c b/{a}/{b}.c index {r.getrandbits(28):07x}..{n[0]:07x} 100644",
            f"--- a/{a}.h +++ b/{a}.h",
        ]
    )


@held
def traces(r: Random) -> str:
    """Draw lines of stack traces."""
    a, b = r.sample(NAMES, 2)
    return r.choice(
        [
            f"at com.{a}.{b.title()}Handler.get({b.title()}Handler.java:{r.randrange(999)})",
            f"#{r.randrange(20)} 0x{r.getrandbits(40):012x} in {a}_{b} ({a}=0x7f) "
            f"at {b}.c:{r.randrange(999)}",
            f'File "/srv/{a}/{b}.py", line {r.randrange(999)}, in get_{a}',
        ]
    )


@held
def parcels(r: Random) -> str:
    """Draw tracking and order numbers."""

    def one() -> str:
        return r.choice(
            [
                f"{letters(r, string.ascii_uppercase, 2, 2)}{r.randrange(10**9):09}"
                f"{letters(r, string.ascii_uppercase, 2, 2)}",
                f"1Z{letters(r, string.ascii_uppercase + string.digits, 16, 16)}",
                f"INV/{r.randrange(2019, 2027)}/{r.randrange(13):02}/{r.randrange(9999):04}",
            ]
        )

    return row(r, one, 1, 3)


@held
def licence_keys(r: Random) -> str:
    """Draw licence keys of software."""
    return "-".join(letters(r, string.ascii_uppercase + string.digits, 5, 5) for _ in range(5))


@held
def tunes(r: Random) -> str:
    """Draw music in ABC notation."""

    def bar() -> str:
        return "".join(
            r.choice("ABcdefgaGFE") + r.choice(["", "", "2", "/2", "3"])
            for _ in range(r.randint(3, 8))
        )

    return "|:" + row(r, bar, 2, 5, "|") + ":|"


@held
def crosswords(r: Random) -> str:
    """Draw letters with spaces between them."""
    return " ".join(letters(r, string.ascii_uppercase, 6, 24))


@held
def roman_numerals(r: Random) -> str:
    """Draw Roman numerals."""
    numbers = [
        "I",
        "II",
        "III",
        "IV",
        "V",
        "VII",
        "VIII",
        "IX",
        "X",
        "XII",
        "XIV",
        "XIX",
        "XL",
        "LII",
        "CX",
    ]
    return row(r, lambda: r.choice(numbers), 3, 10, r.choice([" ", ", "]))


@held
def exchange_rates(r: Random) -> str:
    """Draw currencies with exchange rates."""
    codes = ["USD", "EUR", "IDR", "JPY", "GBP", "SGD", "MYR"]
    return row(
        r, lambda: f"{r.choice(codes)}/{r.choice(codes)} {r.uniform(0, 9999):,.3f}", 1, 5, "  "
    )


@held
def positions(r: Random) -> str:
    """Draw data lines of a satellite receiver."""
    n = [r.uniform(100, 9999) for _ in range(2)]
    return f"$GPGGA,{r.randrange(240000):06},{n[0]:.3f},N,{n[1]:.3f},E,1,08,0.9,{n[0]:.1f},M,,*47"


@held
def keyboard_cyrillic(r: Random) -> str:
    """Draw random keys from the rows of a Russian keyboard."""
    return row(
        r, lambda: letters(r, r.choice(["фывапролджэ", "йцукенгшщзх", "ячсмитьбю"]), 4, 12), 1, 4
    )


@held
def keyboard_arabic(r: Random) -> str:
    """Draw random keys from the rows of an Arabic keyboard."""
    return row(
        r, lambda: letters(r, r.choice(["شسيبلاتنمكط", "ضصثقفغعهخحجد", "ئءؤرىةوزظ"]), 4, 12), 1, 4
    )


@held
def wrong_layout(r: Random) -> str:
    """Draw Russian typed on an English keyboard."""
    keys = str.maketrans("йцукенгшщзхъфывапролджэячсмитьбю", "qwertyuiop[]asdfghjkl;'zxcvbnm,.")
    words = SENTENCES["ru"].lower().translate(keys).split()
    at = r.randrange(len(words) - 5)
    return " ".join(words[at : at + 5])


# The letters of scripts that only one or few languages use.
SCRIPTS = {
    "armenian": span_of(range(0x561, 0x587)),
    "georgian": span_of(range(0x10D0, 0x10F1)),
    "greek": "αβγδεζηθικλμνξοπρστυφχψω",
    "hebrew": "אבגדהוזחטיכלמנסעפצקרשת",
    "thai": span_of(range(0xE01, 0xE2F)),
    "tamil": span_of(range(0xB85, 0xBBA)),
    "telugu": span_of(range(0xC05, 0xC3A)),
    "kannada": span_of(range(0xC85, 0xCBA)),
    "malayalam": span_of(range(0xD05, 0xD3A)),
    "gujarati": span_of(range(0xA85, 0xABA)),
    "gurmukhi": span_of(range(0xA05, 0xA3A)),
    "oriya": span_of(range(0xB05, 0xB3A)),
    "sinhala": span_of(range(0xD85, 0xDC7)),
    "bengali": span_of(range(0x985, 0x9BA)),
    "khmer": span_of(range(0x1780, 0x17A3)),
    "lao": span_of(range(0xE81, 0xEAF)),
    "burmese": span_of(range(0x1000, 0x1021)),
    "ethiopic": span_of(range(0x1200, 0x1358)),
    "tibetan": span_of(range(0xF40, 0xF6A)),
}


def random_script(name: str, alphabet: str) -> None:
    """Register random letters of one script as a kind."""

    def make(r: Random) -> str:
        return row(r, lambda: letters(r, alphabet, 3, 8), 2, 7)

    make.__name__ = f"random_{name}"
    held(make)


for _name, _alphabet in SCRIPTS.items():
    random_script(_name, _alphabet)
