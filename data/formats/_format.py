"""What a platform's export looks like, as data.

A new platform is a new module here with a `FORMAT`; nothing else changes.
"""

import importlib
import pkgutil
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from babel.core import get_global

from domain.imports import Field
from domain.platforms import Platform

_UNIT = re.compile(r"[(\[]\s*([^()\[\]]{1,4})\s*[)\]]\s*$")
_NOT_ALPHANUMERIC = re.compile(r"[\W_]+")

SIGNS = {
    "€": "EUR", "£": "GBP", "₹": "INR", "₩": "KRW", "₺": "TRY", "₽": "RUB", "₪": "ILS", "₫": "VND", "₱": "PHP",
    "฿": "THB",
    "₦": "NGN", "₴": "UAH", "zł": "PLN", "Kč": "CZK", "R$": "BRL", "US$": "USD", "A$": "AUD", "AU$": "AUD",
    "C$": "CAD",
    "CA$": "CAD", "NZ$": "NZD", "HK$": "HKD", "S$": "SGD", "MX$": "MXN", "NT$": "TWD", "CN¥": "CNY", "JP¥": "JPY",
    "S/": "PEN",
}  # fmt: skip
"""Signs that stand for one currency. A bare "$", "¥" or "kr" is shared by several, so it has to be asked."""


@lru_cache(maxsize=1)
def currency_codes() -> frozenset[str]:
    """The ISO 4217 codes there are."""
    return frozenset(get_global("all_currencies"))


def find_currency(text: str) -> str | None:
    """The currency that a code or a sign stands for, or None."""
    mark = text.strip()
    if mark.upper() in currency_codes():
        return mark.upper()
    return SIGNS.get(mark)


def header_currency(name: str) -> str | None:
    """The currency in a header such as "Amount spent (EUR)", or None."""
    unit = _UNIT.search(name)
    return _unit_currency(unit[1].strip()) if unit else None


def _unit_currency(unit: str) -> str | None:
    # "(all)" in "Clicks (all)" is a word, not the Albanian lek.
    return (
        None
        if unit.upper() == "ALL" or (unit != unit.upper() and unit.isascii() and unit.isalpha())
        else find_currency(unit)
    )


def squash(name: str) -> str:
    """A column name without what does not tell it from others: case, spaces, punctuation, a trailing currency."""
    unit = _UNIT.search(name)
    if unit and (_unit_currency(unit[1].strip()) or unit[1].strip() in {"$", "¥", "kr"}):
        name = name[: unit.start()]
    return _NOT_ALPHANUMERIC.sub("", name.casefold())


@dataclass(frozen=True)
class Format:
    """One platform's export. All names are written as the platform writes them and compared after `squash`."""

    key: str
    label: str
    platform: Platform | None
    columns: Mapping[Field, tuple[str, ...]]
    """Names of each canonical field, best first. Rates are in none of them."""
    conversions: tuple[str, ...] = ()
    """Columns that may be the conversions, the preferred one first."""
    starts: tuple[str, ...] = ()
    """Date columns that open a period instead of naming a day."""
    hourly: tuple[str, ...] = ()
    """Date columns whose hour belongs to a row's identity."""
    micros: tuple[str, ...] = ()
    """Columns in millionths of the currency unit."""
    dimensions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Breakdowns that are not canonical fields but tell rows apart."""
    signature: Mapping[str, float] = field(default_factory=dict)
    """Column names that speak for this platform, with their weight."""
    marks: Mapping[str, float] = field(default_factory=dict)
    """Words of title lines or of the file's name that speak for it."""
    totals: tuple[str, ...] = ()
    """First cells of rows that repeat sums of others (patterns)."""
    footers: tuple[str, ...] = ()
    """Lines below the table that hold no data (patterns)."""
    unless: Mapping[Field, tuple[str, str]] = field(default_factory=dict)
    """A field's column that means something else where another column is there."""
    date_order: str | None = None
    """"dmy" or "mdy" where the platform always writes dates so."""
    summary_row: bool = False
    """Whether a row without any name is the platform's own sum."""
    result_types: tuple[str, ...] = ()
    """Columns that say what "Results" counts."""


@lru_cache(maxsize=1)
def all_formats() -> dict[str, Format]:
    """Every format of this package by key, found on its own."""
    package = importlib.import_module("data.formats")
    names = sorted(module.name for module in pkgutil.iter_modules(package.__path__) if not module.name.startswith("_"))
    found = [importlib.import_module(f"data.formats.{name}").FORMAT for name in names]
    return {form.key: form for form in found}


@lru_cache(maxsize=1)
def known_names() -> frozenset[str]:
    """Every column name that some format knows, squashed."""
    names: set[str] = set()
    for form in all_formats().values():
        for synonyms in (*form.columns.values(), *form.dimensions.values()):
            names.update(map(squash, synonyms))
        for synonyms in (form.conversions, form.starts, form.hourly, tuple(form.signature)):
            names.update(map(squash, synonyms))
    return frozenset(names)
