"""Building blocks for the kinds of noise."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

Kind = Callable[[Random], str]
TUNE: dict[str, Kind] = {}
HELD: dict[str, Kind] = {}

SENTENCES = {
    "id": "Anak itu berjalan pulang dari pasar dengan membawa buah dan sayur untuk ibunya",
    "en": "The old bridge over the river was closed last week while workers repaired the road",
    "fr": "Les élèves de l'école étaient très étonnés d'apprendre que la fête était annulée",
    "de": "Die Bürger der Städte müssen für größere Häuser künftig höhere Gebühren bezahlen",
    "ru": "Вчера вечером дети долго гуляли в парке и кормили уток хлебом возле старого моста",
    "uk": "Його сестра поїхала до міста, щоб купити нові книжки для шкільної бібліотеки",
    "el": "Το μικρό παιδί έπαιζε στην αυλή με τον σκύλο του μέχρι που άρχισε να βρέχει",
    "ar": "ذهب الولد الصغير إلى السوق مع أمه ليشتري الخبز والفاكهة قبل غروب الشمس",
    "he": "הילד הקטן הלך עם אמו לשוק כדי לקנות לחם ופירות לפני השקיעה",
    "hi": "छोटा लड़का अपनी माँ के साथ बाज़ार गया और शाम से पहले फल लेकर घर लौट आया",
    "th": "เด็กชายตัวเล็กเดินไปตลาดกับแม่เพื่อซื้อผลไม้และกลับบ้านก่อนค่ำ",
    "zh": "小男孩和妈妈一起去市场买水果然后在天黑之前回到家里吃晚饭",
    "ja": "小さな男の子は母と一緒に市場へ果物を買いに行き日が暮れる前に家へ帰りました",
    "ko": "어린 소년은 어머니와 함께 시장에 가서 과일을 사고 해가 지기 전에 집으로 돌아왔다",
}
NAMES = [
    "node",
    "item",
    "value",
    "count",
    "user",
    "data",
    "list",
    "index",
    "buffer",
    "total",
    "size",
    "path",
    "config",
    "key",
]
EMOJI = "😀😂🤣😊😍🥰😘😜🤔😭😡👍👎🙏👏💪🔥✨🎉❤️💔💯🌹🌈☀️🌙⭐🍕🍔☕🚗✈️🏠📱💻📷🎵⚽🏆🐶🐱🦁"


def tune(make: Kind) -> Kind:
    """Register a kind to tune on."""
    TUNE[make.__name__] = make
    return make


def held(make: Kind) -> Kind:
    """Register a kind that only measures."""
    HELD[make.__name__] = make
    return make


def letters(r: Random, alphabet: str, low: int, high: int) -> str:
    """Draw ``low`` to ``high`` random characters."""
    return "".join(r.choices(alphabet, k=r.randint(low, high)))


def row(r: Random, make: Callable[[], str], low: int, high: int, between: str = " ") -> str:
    """Join several items, by default with spaces."""
    return between.join(make() for _ in range(r.randint(low, high)))


def span_of(code_points: range) -> str:
    """Return every letter of a Unicode range."""
    return "".join(chr(c) for c in code_points if chr(c).isalpha())


def piece(r: Random, language: str, words: int = 6) -> str:
    """Cut some words out of a sentence, or half of a sentence without spaces."""
    parts = SENTENCES[language].split(" ")
    if len(parts) == 1:
        size = len(parts[0])
        at = r.randrange(size // 2)
        return parts[0][at : at + size // 2]
    at = r.randrange(len(parts) - words + 1)
    return " ".join(parts[at : at + words])


def redecoded(r: Random, languages: list[str], written: str, read: str) -> str:
    """Return words written in one encoding and read in another."""
    raw = piece(r, r.choice(languages)).encode(written, errors="ignore")
    return raw.decode(read, errors="ignore" if read != "cp1252" else "replace")
