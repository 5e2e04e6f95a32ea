"""Countries, ages, genders: the many ways to write them, brought to one."""

import re
from functools import lru_cache

from babel import Locale
from babel.core import get_global

from data.formats._cells import NULLS, one_line

UNKNOWN = "unknown"
UNKNOWN_COUNTRY = "ZZ"
"""The code that Unicode reserves for an unknown region: a country is named but we do not recognize it."""

_LOCALES = (
    "en",
    "de",
    "fr",
    "es",
    "it",
    "pt",
    "nl",
    "pl",
    "sv",
    "da",
    "nb",
    "fi",
    "tr",
    "cs",
    "ru",
    "ja",
    "ko",
    "zh",
    "ar",
)
_UNKNOWNS = NULLS | {
    "unknown", "undetermined", "unspecified", "unbekannt", "nicht angegeben", "inconnu", "inconnue", "desconocido",
    "desconhecido",
    "sconosciuto", "onbekend", "nieznane", "не указано", "неизвестно", "不明", "未知", "알 수 없음", "غير معروف",
    "age_range_undetermined",
    "age_unknown", "none", "u", "uncategorized", "no determinado", "unbestimmt", "indéterminé", "all", "x",
}  # fmt: skip
_FEMALE = {
    "f", "female", "females", "woman", "women", "w", "weiblich", "frau", "frauen", "femme", "femmes", "féminin",
    "mujer", "mujeres", "femenino",
    "feminino", "mulher", "mulheres", "donna", "donne", "femmina", "vrouw", "vrouwen", "kobieta", "kobiety",
    "женский", "женщины", "女性", "女",
    "여성", "여자", "أنثى", "إناث", "kadın", "kvinna", "kvinnor", "kvinde", "kvinne", "gender_female", "girl", "girls",
}  # fmt: skip
_MALE = {
    "m", "male", "males", "man", "men", "männlich", "mann", "männer", "homme", "hommes", "masculin", "hombre",
    "hombres", "masculino", "homem",
    "homens", "uomo", "uomini", "maschio", "mannen", "mężczyzna", "mężczyźni", "мужской", "мужчины", "男性", "男",
    "남성", "남자", "ذكر", "ذكور",
    "erkek", "män", "mænd", "menn", "gender_male", "h", "boy", "boys",
}  # fmt: skip
_PREFIX = r"(?:age[_ ]?(?:range)?[_ ]?)?"
_BAND = re.compile(
    rf"{_PREFIX}(\d{{1,3}})\s*(?:-|–|—|−|_|to|bis|à|a|until|~|～)\s*(\d{{1,3}})"
    r"(?:\s*(?:years?|jahre|ans|años|anos|anni|세|歳|岁))?"
)
_OPEN_BAND = re.compile(
    rf"{_PREFIX}(\d{{1,3}})\s*(?:\+|＋|_?up|_?plus| or more| or older| and (?:over|older|above)"
    r"| und älter| et plus| y más| o más|세 이상|歳以上)"
)
_BELOW_BAND = re.compile(r"(?:<|under |unter |less than |moins de |menos de |below )\s*(\d{1,3})")
_OVER = re.compile(r"(?:>=?|≥|over|über|plus de|más de)\s*(\d{1,3})")
_COUNTRY_WORDS = {
    "usa": "US", "u.s.": "US", "u.s.a.": "US", "united states of america": "US", "america": "US", "uk": "GB",
    "u.k.": "GB", "england": "GB",
    "scotland": "GB", "great britain": "GB", "britain": "GB", "northern ireland": "GB", "wales": "GB",
    "czech republic": "CZ", "holland": "NL",
    "the netherlands": "NL", "south korea": "KR", "korea, republic of": "KR", "republic of korea": "KR",
    "korea": "KR", "russian federation": "RU",
    "viet nam": "VN", "uae": "AE", "turkey": "TR", "macedonia": "MK", "ivory coast": "CI", "hong kong": "HK",
    "macau": "MO", "taiwan": "TW",
    "taiwan, province of china": "TW", "palestine": "PS", "swaziland": "SZ", "burma": "MM", "brasil": "BR",
    "deutschland": "DE", "españa": "ES",
    "iran, islamic republic of": "IR", "tanzania, united republic of": "TZ", "moldova, republic of": "MD",
    "bolivia, plurinational state of": "BO",
    "venezuela, bolivarian republic of": "VE", "lao people's democratic republic": "LA", "syrian arab republic": "SY",
    "the bahamas": "BS", "the gambia": "GM",
}  # fmt: skip


@lru_cache(maxsize=1)
def _countries() -> dict[str, str]:
    """Names in many languages, ISO codes of two and three letters and of three digits -> ISO code of two letters."""
    known: dict[str, str] = {}
    for code in _LOCALES:
        for territory, name in Locale.parse(code).territories.items():
            if (
                len(territory) == 2
                and territory.isalpha()
                and territory not in {"ZZ", "EU", "EZ", "UN", "XA", "XB", "QO"}
            ):
                known.setdefault(name.casefold(), territory)
                known.setdefault(territory.casefold(), territory)
    for alias, targets in get_global("territory_aliases").items():
        if len(targets) == 1 and targets[0].casefold() in known:
            known.setdefault(alias.casefold(), targets[0])
    known.update(_COUNTRY_WORDS)
    return known


def find_country(cell: str) -> str:
    """The ISO code of two letters, "" for an empty cell, UNKNOWN_COUNTRY where the name is not recognized."""
    word = one_line(cell).casefold()
    if word == "na" and cell.strip() == "NA":
        return "NA"  # Namibia; who means "not available" seldom writes it so in a country column.
    if word in _UNKNOWNS:
        return ""
    # Google's criterion ids of countries are 2000 plus the ISO number.
    if len(word) == 4 and word.startswith("2") and word.isdecimal():
        word = word[1:]
    return _countries().get(word, UNKNOWN_COUNTRY)


def find_gender(cell: str) -> str:
    """male, female, unknown, or the platform's own word in lower case; "" stays ""."""
    word = one_line(cell).casefold()
    if not word:
        return UNKNOWN
    if word in _FEMALE:
        return "female"
    if word in _MALE:
        return "male"
    return UNKNOWN if word in _UNKNOWNS else word[:60]


def find_age(cell: str) -> str:
    """An age band such as "18-24", "65+" or "<18", "unknown", or the cell's own words in lower case."""
    word = one_line(cell[:60]).casefold()
    if word in _UNKNOWNS:
        return UNKNOWN
    if band := _BAND.fullmatch(word):
        low, high = int(band[1]), int(band[2])
        # TikTok closes its last band at 100, which nobody else does.
        return f"{low}+" if high >= 99 else f"{low}-{high}"
    if band := _OPEN_BAND.fullmatch(word) or _OVER.fullmatch(word):
        low = int(band[1])
        return f"{low + 1}+" if word.startswith(">") and low % 5 == 4 else f"{low}+"
    if band := _BELOW_BAND.fullmatch(word):
        return f"<{int(band[1])}"
    return word[:60]
