"""Make threads of reader comments in the layouts of real sites, from text of other pages."""

from __future__ import annotations

import random
import re

from labelled_pages import Pool

_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "id": "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember",
    "ms": "Januari Februari Mac April Mei Jun Julai Ogos September Oktober November Disember",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre"
    " diciembre",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "pl": "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października"
    " listopada grudnia",
}
# Texts that sites show around comments: headings, "N says", "ago", buttons, lines of the form.
_WORDS = {
    "en": (
        [
            "{n} comments",
            "Comments",
            "Comments ({n})",
            "{n} thoughts on “{title}”",
            "Discussion",
            "{n} responses to “{title}”",
            "Join the conversation",
            "What readers say",
            "{n} Replies",
            "Leave a comment",
            "Show comments",
            "User reviews",
            "Reader comments",
        ],
        [
            "{name} says:",
            "{name} said...",
            "{name} wrote:",
            "Posted by {name}",
            "By {name}",
            "Comment by {name}",
            "{name} commented",
        ],
        ["{k} days ago", "{k} hours ago", "{k} years ago", "{k} months ago", "{k}h", "{k}d"],
        [
            "Reply",
            "Like",
            "Report",
            "Share",
            "Permalink",
            "Quote",
            "Like · Reply · {k}d",
            "Flag",
            "Log in to Reply",
            "Recommend",
            "• Reply • Share ›",
            "Reply Link",
            "Report abuse",
        ],
        [
            "Leave a Reply",
            "Your email address will not be published.",
            "Name",
            "Email",
            "Website",
            "Post Comment",
            "You must be logged in to post a comment.",
            "Notify me of new comments",
        ],
    ),
    "id": (
        [
            "Komentar",
            "{n} Komentar",
            "Komentar ({n})",
            "Tinggalkan komentar",
            "Tanggapan pembaca",
            "Semua komentar",
            "Tulis komentar",
            "{n} tanggapan untuk “{title}”",
        ],
        ["{name} berkata:", "{name} mengatakan:", "Oleh {name}", "{name} menulis:"],
        ["{k} jam lalu", "{k} hari yang lalu", "{k} tahun lalu", "{k} menit yang lalu"],
        ["Balas", "Suka", "Laporkan", "Bagikan", "Lapor", "Suka · Balas · {k} jam"],
        [
            "Tinggalkan Balasan",
            "Alamat email Anda tidak akan dipublikasikan.",
            "Nama",
            "Email",
            "Situs Web",
            "Kirim Komentar",
            "Silakan login untuk memberi komentar.",
        ],
    ),
    "ms": (
        ["Komen", "{n} Komen", "Ulasan pembaca", "Tinggalkan komen"],
        ["{name} berkata:", "Oleh {name}"],
        ["{k} jam lalu", "{k} hari lalu", "{k} tahun lalu"],
        ["Balas", "Suka", "Lapor"],
        ["Tinggalkan Jawapan", "Nama", "E-mel", "Laman web", "Hantar Komen"],
    ),
    "de": (
        ["Kommentare", "{n} Kommentare", "Leserkommentare", "Diskussion", "Kommentar schreiben"],
        ["{name} sagt:", "{name} schrieb:", "Von {name}"],
        ["vor {k} Tagen", "vor {k} Stunden", "vor {k} Jahren"],
        ["Antworten", "Gefällt mir", "Melden", "Zitieren"],
        ["Schreibe einen Kommentar", "Name", "E-Mail", "Website", "Kommentar abschicken"],
    ),
    "fr": (
        ["Commentaires", "{n} commentaires", "Vos réactions", "Laisser un commentaire"],
        ["{name} dit :", "Par {name}", "{name} a écrit :"],
        ["il y a {k} jours", "il y a {k} heures", "il y a {k} ans"],
        ["Répondre", "J'aime", "Signaler", "Signaler un abus"],
        ["Laisser un commentaire", "Nom", "E-mail", "Site web", "Publier"],
    ),
    "es": (
        ["Comentarios", "{n} comentarios", "Deja un comentario"],
        ["{name} dice:", "Por {name}"],
        ["hace {k} días", "hace {k} horas", "hace {k} años"],
        ["Responder", "Me gusta", "Denunciar"],
        ["Deja una respuesta", "Nombre", "Correo electrónico", "Web"],
    ),
    "ru": (
        ["Комментарии", "{n} комментариев", "Обсуждение", "Оставить комментарий"],
        ["{name} говорит:", "{name} пишет:", "Автор: {name}"],
        ["{k} дней назад", "{k} часов назад"],
        ["Ответить", "Нравится", "Пожаловаться", "Цитировать"],
        ["Добавить комментарий", "Имя", "Сайт", "Отправить"],
    ),
    "pl": (
        ["Komentarze", "Komentarze ({n})", "Opinie", "Dodaj komentarz"],
        ["{name} pisze:", "{name} napisał:", "Autor: {name}"],
        ["{k} dni temu", "{k} godzin temu"],
        ["Odpowiedz", "Zgłoś", "Lubię to", "Cytuj"],
        ["Dodaj komentarz", "Imię", "E-mail", "Strona", "Wyślij"],
    ),
    "zh": (
        ["网友评论", "评论({n})", "全部评论", "最新评论"],
        ["{name}：", "{name} 发表于"],
        ["{k}小时前", "{k}天前"],
        ["回复", "顶({k})", "举报", "赞"],
        ["发表评论", "昵称", "验证码"],
    ),
}
_NICKS = [
    "anna.b",
    "bigbear77",
    "river_man",
    "Mike",
    "sunny2",
    "jdoe",
    "K.T.",
    "oldtimer",
    "Susan",
    "lakeview99",
    "Tomas",
    "budi_s",
    "rina88",
    "andi",
    "Pak_RT",
    "mamah_ita",
    "dewi",
    "Guest",
    "Anonymous",
    "anon",
    "visitor",
    "Peter_W",
    "greenfield",
    "Zoe",
    "q_7",
    "traveller",
    "Joko88",
    "Sari",
    "warga_biasa",
    "Hans",
    "coffeecup",
    "Marie",
    "ivan75",
    "svetlana",
    "kowal",
    "网友",
    "读者8812",
]
# How a comment is laid out: {who} a name line, {when} a date, {text} the comment, {button}.
_LAYOUTS = (
    ["{says}", "{when}", "{text}", "{button}"],
    ["{name}", "{when}", "{text}", "{button}"],
    ["{name}", "{when}", "{text}"],
    ["{name}", "{text}", "{button}"],
    ["{when}", "{name}", "{text}"],
    ["{name} {when}", "{text}"],
    ["{name} – {when}", "{text}", "{button}"],
    ["{name} | {when}", "{text}"],
    ["{name} on {when}", "{text}"],
    ["{i}. {says}", "{text}", "{when}"],
    ["#{i}", "{name}, {when}", "{text}", "{button}"],
    ["{i}", "{name}", "{text}"],
    ["{text}", "{says} {when}"],
    ["{text}", "{name}", "{when}"],
    ["{text}", "— {name}, {when}"],
    ["{name}: {text}"],
    ["{says} {text}"],
    ["{when} {name}: {text}"],
    ["{text}", "{button}", "{button}"],
    ["{text}"],
    ["{text}", "{when}"],
    ["{name} • {when}", "{text}", "{button}"],
    ["[{i}] {name}", "{text}", "{button}"],
    ["{name}", "{button}", "{when}", "{text}"],
)


_OPENERS = {
    "en": [
        "I think ",
        "Well, ",
        "Great post! ",
        "@{name} ",
        "LOL ",
        "My two cents: ",
        "So true. ",
        "I agree with you, ",
        "You are wrong: ",
        "Thanks for this. ",
        "We all know that ",
        "",
    ],
    "id": [
        "Menurut saya ",
        "Setuju gan, ",
        "Wah, ",
        "@{name} ",
        "Mantap! ",
        "Kita semua tahu ",
        "Saya kira ",
        "Semoga saja. ",
        "Kalian lihat sendiri, ",
        "hahaha ",
        "",
    ],
    "ms": ["Saya rasa ", "Setuju! ", "Kita semua tahu ", ""],
    "de": ["Ich finde, ", "Danke! ", "@{name}: ", "Du hast recht, ", ""],
    "fr": ["Je pense que ", "Merci ! ", "@{name} ", "Vous oubliez que ", ""],
    "es": ["Yo creo que ", "Gracias. ", "@{name} ", ""],
    "ru": ["Я думаю, ", "Спасибо! ", "Вы не правы, ", ""],
    "pl": ["Myślę, że ", "Dzięki! ", "Masz rację, ", ""],
    "zh": ["我觉得", "支持！", "楼上说得对，", ""],
}


def _date(rng: random.Random, language: str, style: int) -> str:
    ago = _WORDS.get(language, _WORDS["en"])[2]
    day, year = rng.randint(1, 28), rng.randint(2004, 2024)
    month = rng.randint(1, 12)
    names = _MONTHS.get(language, _MONTHS["en"]).split()
    hour, minute = rng.randint(0, 23), rng.randint(0, 59)
    if style == 0:
        return rng.choice(ago).format(k=rng.randint(1, 23))
    if style == 1:
        return f"{names[month - 1]} {day}, {year} at {hour % 12 + 1}:{minute:02} {'ap'[hour % 2]}m"
    if style == 2:
        return f"{day} {names[month - 1]} {year}"
    if style == 3:
        return f"{day:02}/{month:02}/{year} {hour:02}:{minute:02}"
    if style == 4:
        return f"{year}-{month:02}-{day:02} {hour:02}:{minute:02}:{minute:02}"
    if style == 5:
        return f"{names[month - 1][:3]} {day}"
    return f"{day}.{month}.{year}, {hour:02}.{minute:02}"


def _as_spoken(rng: random.Random, sentence: str, language: str) -> str:
    sentences = re.split(r"(?<=[.!?]) ", sentence)
    sentence = " ".join(sentences[: rng.randint(1, 2)])
    opener = rng.choice(_OPENERS.get(language, _OPENERS["en"])).format(name=rng.choice(_NICKS))
    out = opener + sentence
    if rng.random() < 0.3:
        out = out.lower()
    if rng.random() < 0.3:
        out = out.rstrip(".") + rng.choice(("!!", "...", " :)", "", "?", "!"))
    return out


def _text(rng: random.Random, pool: Pool, language: str) -> list[str]:
    """Return one to four paragraphs of a comment."""
    posts, sentences = pool.posts[language], pool.sentences[language]
    out = []
    for _ in range(rng.choice((1, 1, 1, 1, 2, 2, 3, 4))):
        if posts and rng.random() < 0.75:
            out += rng.choice(posts)
        elif sentences:
            out.append(_as_spoken(rng, rng.choice(sentences), language))
    return out


def _name(rng: random.Random, pool: Pool, language: str) -> str:
    """Return the name or nickname of a reader."""
    names = pool.names[language] or pool.names["en"]
    if not names or rng.random() < 0.4:
        return rng.choice(_NICKS)
    name = rng.choice(names)
    return rng.choice((name, name.split()[0], name.lower()))


def thread(rng: random.Random, pool: Pool, language: str, title: str) -> list[str]:
    """Return the lines of a comment thread in one layout."""
    known = language if language in _WORDS else "en"
    heads, says, _, buttons, form = _WORDS[known]
    layout = rng.choice(_LAYOUTS)
    style = rng.randint(0, 6)
    own_says, own_buttons = rng.choice(says), rng.sample(buttons, min(2, len(buttons)))
    count = min(60, int(rng.expovariate(1 / 7)) + 1)
    out = []
    if rng.random() < 0.55:
        out.append(rng.choice(heads).format(n=count, title=title))
    for i in range(count):
        text = _text(rng, pool, language)
        if not text:
            return []
        name = _name(rng, pool, language)
        fields = {
            "i": i + 1,
            "name": name,
            "says": own_says.format(name=name),
            "when": _date(rng, known, style),
        }
        for template in layout:
            if template == "{text}":
                out += text
            elif template == "{button}":
                out.append(rng.choice(own_buttons).format(k=rng.randint(1, 30)))
            else:
                # Names or figures may contain braces: each field is inserted only once.
                line = template.format(**fields, text=text[0])
                out.append(line)
                if "{text}" in template:
                    out += text[1:]
    if rng.random() < 0.35:
        out += form[: rng.randint(1, len(form))]
    return out
