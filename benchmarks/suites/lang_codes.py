"""The codes that tools give to languages."""

from __future__ import annotations

# The code of a macrolanguage counts for tools that know no other code: for Indonesian and Malay,
# Albanian, Norwegian, Estonian, Latvian, Azerbaijani and Persian.
_CODES = {
    "afr_Latn": "af afr",
    "als_Latn": "sq sqi als",
    "amh_Ethi": "am amh",
    "arb_Arab": "ar ara arb arz",
    "azj_Latn": "az aze azj",
    "bel_Cyrl": "be bel",
    "ben_Beng": "bn ben",
    "bos_Latn": "bs bos",
    "bul_Cyrl": "bg bul",
    "cat_Latn": "ca cat",
    "ces_Latn": "cs ces",
    "cym_Latn": "cy cym",
    "dan_Latn": "da dan",
    "deu_Latn": "de deu",
    "ell_Grek": "el ell",
    "eng_Latn": "en eng",
    "est_Latn": "et est ekk",
    "eus_Latn": "eu eus",
    "fin_Latn": "fi fin",
    "fra_Latn": "fr fra",
    "gle_Latn": "ga gle",
    "glg_Latn": "gl glg",
    "guj_Gujr": "gu guj",
    "heb_Hebr": "he iw heb",
    "hin_Deva": "hi hin",
    "hrv_Latn": "hr hrv",
    "hun_Latn": "hu hun",
    "hye_Armn": "hy hye",
    "ind_Latn": "id in ind msa",
    "isl_Latn": "is isl",
    "ita_Latn": "it ita",
    "jav_Latn": "jv jw jav",
    "jpn_Jpan": "ja jpn",
    "kan_Knda": "kn kan",
    "kat_Geor": "ka kat",
    "kmr_Latn": "ku kur kmr",
    "kor_Hang": "ko kor",
    "lit_Latn": "lt lit",
    "lvs_Latn": "lv lav lvs",
    "mal_Mlym": "ml mal",
    "mar_Deva": "mr mar",
    "mkd_Cyrl": "mk mkd",
    "mlt_Latn": "mt mlt",
    "nld_Latn": "nl nld",
    "nob_Latn": "no nb nob nor",
    "pan_Guru": "pa pan",
    "pes_Arab": "fa fas pes",
    "pol_Latn": "pl pol",
    "por_Latn": "pt por",
    "ron_Latn": "ro ron",
    "rus_Cyrl": "ru rus",
    "slk_Latn": "sk slk",
    "slv_Latn": "sl slv",
    "spa_Latn": "es spa",
    "srp_Cyrl": "sr srp",
    "sun_Latn": "su sun",
    "swe_Latn": "sv swe",
    "swh_Latn": "sw swa swh",
    "tam_Taml": "ta tam",
    "tel_Telu": "te tel",
    "tgl_Latn": "tl tgl fil",
    "tha_Thai": "th tha",
    "tur_Latn": "tr tur",
    "ukr_Cyrl": "uk ukr",
    "urd_Arab": "ur urd",
    "vie_Latn": "vi vie",
    "yor_Latn": "yo yor",
    "zho_Hans": "zh zho cmn yue",
    "zsm_Latn": "ms msa zsm zlm",
}
ACCEPTED = {label: frozenset(codes.split()) for label, codes in _CODES.items()}

# The languages of the sentences and documents that all tools get.
COMPARED = frozenset(
    {
        *("afr_Latn", "ces_Latn", "deu_Latn", "eng_Latn", "fin_Latn", "fra_Latn", "hun_Latn"),
        *("ind_Latn", "ita_Latn", "jav_Latn", "spa_Latn", "sun_Latn", "swe_Latn", "tgl_Latn"),
        *("tur_Latn", "vie_Latn", "bul_Cyrl", "rus_Cyrl", "ell_Grek", "arb_Arab", "heb_Hebr"),
        *("ben_Beng", "hin_Deva", "tha_Thai", "jpn_Jpan", "kor_Hang", "zho_Hans"),
    }
)


def is_right(label: str, answer: object) -> bool:
    """Return whether a tool's answer names the language of a label of `ACCEPTED`."""
    code = str(answer).replace("-", "_").split("_")[0].lower()
    return code in ACCEPTED[label]
