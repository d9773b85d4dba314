"""Small collections of invented news, to test which texts must be one story and which must not.

Every collection has articles with republished copies, and texts of one kind that touch several of
the stories: round-ups, digests, live tickers, follow-ups; or texts of one template.
"""

# ruff: noqa: SIM905 - words are easier to read in strings

from __future__ import annotations

import random
from dataclasses import dataclass, field

KINDS = ("copies", "roundup", "digest", "ticker", "followup", "template")
LANGUAGES = ("id", "en")

_WORDS: dict[str, dict[str, list[str]]] = {
    "id": {
        "name": (
            "Rahmat Sutejo,Lilis Kurnia,Bambang Wiryo,Sekar Ayuning,Hendra Malik,Tuti Rahayu,"
            "Joko Prabawa,Wulan Maharani,Dimas Aryo,Ningsih Utami,Gunawan Salim,Ratih Paramita"
        ).split(","),
        "place": (
            "Wonorejo,Sukamaju,Tanjung Karang,Bukit Lawang,Kalibaru,Sungai Raya,Margasari,"
            "Pasir Putih,Gunung Jati,Cikupa,Lembah Hijau,Muara Enim"
        ).split(","),
        "role": (
            "kepala dinas,ketua koperasi,lurah,peneliti,juru bicara,bupati,ketua panitia,"
            "guru besar,direktur,kapten tim"
        ).split(","),
        "thing": (
            "jembatan gantung,pasar ikan,sekolah dasar,saluran irigasi,kebun kopi,lapangan bola,"
            "rumah sakit,terminal bus,waduk kecil,museum batik,pabrik gula,taman kota,"
            "balai warga,kapal nelayan,gudang beras,jalan desa"
        ).split(","),
        "act": (
            "memperbaiki,meresmikan,menutup sementara,memindahkan,memeriksa,menjual,"
            "memperluas,menyewakan,membersihkan,mengukur ulang,menolak,mendanai"
        ).split(","),
        "when": (
            "pekan lalu,sejak subuh,menjelang sore,awal bulan ini,selama musim hujan,"
            "sesudah panen raya,pada hari pasar,malam kemarin"
        ).split(","),
        "detail": (
            "biaya {} dipangkas separuh,warga sekitar {} ikut bergotong royong,"
            "air di dekat {} naik terus,surat untuk {} belum ditandatangani,"
            "pedagang {} meminta tenggat,lumpur di {} mulai surut perlahan,"
            "jadwal {} mundur dua kali,alat berat ke {} terlambat datang,"
            "penonton {} bersorak gembira,bahan untuk {} naik tajam,"
            "izin {} habis tahun lalu,anak di sekitar {} belajar di tenda"
        ).split(","),
    },
    "en": {
        "name": (
            "Harriet Bowle,Tobias Fenn,Maeve Corrigan,Desmond Achebe,Ines Vardy,Callum Oates,"
            "Priya Lorne,Gareth Pugh,Selma Dray,Otis Wren,Flora Haddon,Victor Quill"
        ).split(","),
        "place": (
            "Ellery,Port Malden,Stonecross,Wickham Vale,Harrow Bay,Linden Hill,Marsh End,"
            "Redgate,Ashby Cove,Kettle Bridge,Thornbury,Upper Dale"
        ).split(","),
        "role": (
            "mayor,head teacher,harbour master,union leader,surveyor,spokeswoman,farmer,"
            "professor,coach,treasurer"
        ).split(","),
        "thing": (
            "footbridge,fish market,primary school,flood wall,orchard,football ground,"
            "hospital wing,bus depot,reservoir,weaving museum,sugar mill,town park,"
            "village hall,trawler,grain store,coast road"
        ).split(","),
        "act": (
            "repair,open,close for now,move,inspect,sell,extend,rent out,clean,survey again,"
            "turn down,pay for"
        ).split(","),
        "when": (
            "last week,since dawn,towards evening,early this month,during the rains,"
            "after the harvest,on market day,late last night"
        ).split(","),
        "detail": (
            "costs of the {} were cut by half,neighbours of the {} lent a hand,"
            "water near the {} rose again,letters about the {} stay unsigned,"
            "traders by the {} asked for time,mud at the {} slowly dried,"
            "dates for the {} slipped twice,cranes for the {} came late,"
            "crowds at the {} cheered loudly,timber for the {} rose sharply,"
            "permits of the {} ran out,children near the {} had lessons outside"
        ).split(","),
    },
}

_SYLLABLES = "ba bre da dor ga gul ka lim ma nor pa quo ra sel ta tov va wes ya zan".split()

_FRAMES = {
    "id": [
        "{name}, {role} {place}, mengatakan timnya akan {act} {thing} {when} karena {detail}.",
        "Sebanyak {n} orang dari {place} datang {when}, kata {name}, sementara {detail}.",
        "Menurut {name}, rencana {act} {thing} di {place} menelan Rp {n} juta dan {detail}.",
        '"Kami {act} {thing} itu {when}," ujar {name} kepada {n} wartawan di {place}.',
        "Catatan {role} menunjukkan {n} keluhan tentang {thing} di {place}; {detail}.",
        "{when}, {thing} di {place} dijaga {n} petugas dan {detail}, demikian {role} {name}.",
    ],
    "en": [
        "{name}, {role} of {place}, said crews would {act} the {thing} {when} because {detail}.",
        "Some {n} people from {place} came {when}, {name} added, while {detail}.",
        "According to {name}, the plan to {act} the {thing} in {place} costs {n} and {detail}.",
        '"We had to {act} that {thing} {when}," {name} told {n} reporters in {place}.',
        "Records of the {role} list {n} complaints about the {thing} at {place}; {detail}.",
        "{when}, the {thing} in {place} had {n} guards and {detail}, {role} {name} noted.",
    ],
}

_INTRO = {
    "id": ["Rangkuman berita pilihan redaksi", "Kabar hari ini", "Pantauan langsung"],
    "en": ["A summary chosen by our editors", "The day in brief", "Live updates"],
}
_BEFORE = {"id": "Seperti diberitakan sebelumnya,", "en": "As reported earlier,"}


@dataclass
class Collection:
    """Texts, with their stories and whether they are of the tested kind."""

    texts: list[str] = field(default_factory=list)
    stories: list[int] = field(default_factory=list)
    special: list[bool] = field(default_factory=list)

    def add(self, text: str, story: int, *, special: bool = False) -> None:
        """Add a text."""
        self.texts.append(text)
        self.stories.append(story)
        self.special.append(special)


class _Writer:
    def __init__(self, language: str, seed: int) -> None:
        self.language = language
        self.random = random.Random(f"{language} {seed}")

    def invent(self) -> str:
        """Return a name that is new in this collection."""
        return "".join(self.random.choice(_SYLLABLES) for _ in range(3)).capitalize()

    def sentence(self, cast: dict[str, list[str]]) -> str:
        words = _WORDS[self.language]
        slots = {slot: self.random.choice(cast.get(slot, words[slot])) for slot in words}
        subject, predicate = self.random.choice(words["thing"]), self.random.choice(words["detail"])
        slots["detail"] = predicate.format(subject)
        frame = self.random.choice(_FRAMES[self.language])
        text = frame.format(n=self.random.randint(11, 9999), **slots)
        return text[0].upper() + text[1:]

    def article(self) -> list[str]:
        """Return a headline and 8 paragraphs of two sentences, about three people and places."""
        words = _WORDS[self.language]
        cast = {slot: self.random.sample(words[slot], 3) for slot in ("act", "thing")}
        cast["name"] = [f"{self.random.choice(words['name'])} {self.invent()}" for _ in range(3)]
        cast["place"] = [self.invent() for _ in range(3)]
        paragraphs = [" ".join(self.sentence(cast) for _ in range(2)) for _ in range(8)]
        return [" ".join(self.sentence(cast).split()[:7]), *paragraphs]

    def edit(self, paragraph: str, rate: float) -> str:
        out = []
        for word in paragraph.split(" "):
            if self.random.random() >= rate:
                out.append(word)
            elif self.random.random() < 0.5:
                out.append(self.random.choice(paragraph.split(" ")))
        return " ".join(out)

    def copy(self, article: list[str], number: int) -> str:
        """Return a copy as another site publishes it, in one of four ways, by `number`."""
        headline, *body = article
        town = self.random.choice(_WORDS[self.language]["place"]).upper()
        words = headline.split()
        headline = " ".join(words[3:] + words[:3])
        if number % 4 == 1:
            body = body[:4]
        elif number % 4 == 2:
            body = [self.edit(p, 0.12) for p in body]
        elif number % 4 == 3:
            body = body[2:] + body[:2]
        body[0] = f"{town} - {body[0]}"
        return "\n".join([headline, *body])


def collection(
    kind: str, language: str, *, articles: int = 24, copies: int = 4, seed: int = 0
) -> Collection:
    """Make a collection.

    Parameters
    ----------
    kind : str
        One of `KINDS`. "copies" adds no other texts.
    language : {"id", "en"}
    articles, copies : int
        Articles, and copies of each in addition to the original.
    seed : int
        Seed of all random choices.

    Returns
    -------
    Collection
    """
    writer = _Writer(language, seed)
    pick = writer.random
    out = Collection()
    written = [writer.article() for _ in range(articles)]
    for story, article in enumerate(written):
        out.add("\n".join(article), story)
        for number in range(copies):
            out.add(writer.copy(article, number), story)
    intro = _INTRO[language]
    for extra in range(articles // 3 if kind != "copies" else 0):
        story = articles + extra
        if kind == "roundup":
            parts = pick.sample(written, 3)
            out.add("\n".join([intro[0], *(p for a in parts for p in a)]), story, special=True)
        elif kind == "digest":
            parts = pick.sample(written, 8)
            out.add("\n".join([intro[1], *(p for a in parts for p in a[:2])]), story, special=True)
        elif kind == "ticker":
            entries = [pick.choice(a[1:]) for a in pick.sample(written, 9)]
            for length in (5, 7, 9):  # the list as it grows; the versions are one story
                lines = [f"{8 + i}.{pick.randint(10, 59)} {e}" for i, e in enumerate(entries)]
                out.add("\n".join([intro[2], *lines[:length]]), story, special=True)
        elif kind == "followup":
            article = pick.choice(written)
            news = writer.article()
            background = [f"{_BEFORE[language]} {article[5]}", *article[6:8]]
            out.add("\n".join([article[0], *news[1:6], *background]), story, special=True)
        else:
            out.add(_template(language, extra, pick), story, special=True)
    return out


def _template(language: str, number: int, pick: random.Random) -> str:
    def n(low: int, high: int) -> int:
        return pick.randint(low, high)

    town = _WORDS[language]["place"][number % 12]
    if language == "id":
        prices = " ".join(
            f"Harga {goods} di pasar {town} tercatat Rp {n(9, 99)}.{n(100, 999)} per kilogram,"
            f" berubah {n(1, 9)},{n(1, 9)} persen dari hari sebelumnya."
            for goods in ("cabai merah", "bawang putih", "beras medium", "telur ayam", "gula pasir")
        )
        return (
            f"Harga pangan di {town} tanggal {n(1, 28)}\n{prices}\nSuhu udara berkisar {n(18, 25)}"
            f" hingga {n(26, 36)} derajat dengan kelembapan {n(40, 99)} persen."
        )
    scores = " ".join(
        f"The {goods} price at {town} market stood at {n(1, 99)}.{n(10, 99)} a kilogram, a change"
        f" of {n(1, 9)}.{n(1, 9)} percent from the day before."
        for goods in ("onion", "potato", "cod", "butter", "flour")
    )
    return (
        f"Market prices in {town} on day {n(1, 365)}\n{scores}\nTemperatures will be between"
        f" {n(1, 15)} and {n(16, 36)} degrees with a humidity of {n(40, 99)} percent."
    )
