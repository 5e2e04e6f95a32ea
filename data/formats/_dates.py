"""Dates as people and platforms write them, in many languages.

The order of day and month in numeric dates is decided by the whole column.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from babel import Locale

from data.formats._cells import NULLS, Bad, one_line

FIRST_YEAR, LAST_YEAR = 1995, 2100
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
    "uk",
    "el",
    "hu",
    "ro",
    "id",
    "ar",
)
_EXCEL_EPOCH = date(1899, 12, 30)
_HALF = r"\s*(?P<half>[AaPp]\.?[Mm]\.?)?"
_CLOCK = rf"(?:[T ,]+(?P<hour>\d{{1,2}})(?::(?P<minute>\d{{2}}))?(?::\d{{2}}(?:[.,]\d+)?)?{_HALF})?"
_ZONE = r"(?:\s*(?:Z|UTC|GMT|[+-]\d{2}:?\d{2}))?"
_YEAR_FIRST = re.compile(
    rf"(?P<y>\d{{4}})\s*(?P<mark>[-/.年년])\s*(?P<m>\d{{1,2}})(?:\s*[-/.月월]\s*(?P<d>\d{{1,2}})\s*[.日일]?)?{_CLOCK}{_ZONE}"
)
_YEAR_LAST = re.compile(
    rf"(?P<a>\d{{1,2}})\s*(?P<mark>[-/.])\s*(?P<b>\d{{1,2}})\s*(?P=mark)\s*(?P<y>\d{{4}}|\d{{2}}){_CLOCK}{_ZONE}"
)
_COMPACT = re.compile(r"(?P<y>(?:19|20)\d{2})(?P<m>\d{2})(?P<d>\d{2})")
_SERIAL = re.compile(r"[2-8]\d{4}(?:[.,]\d+)?")
_WORD = re.compile(r"\d+|[^\W\d_]+", re.UNICODE)
_CLOCK_END = re.compile(
    rf"[\s,]+(?:(?:at|um|à|a las)\s+)?(?P<hour>\d{{1,2}}):(?P<minute>\d{{2}})(?::\d{{2}})?{_HALF}\s*(?:Z|UTC|GMT)?$"
)
_LONGEST = 60
_FIX = "Write the date as YYYY-MM-DD."


@dataclass(frozen=True)
class Moment:
    """A day and, where the cell has a clock time, its hour."""

    day: date
    hour: int | None = None
    midnight: bool = False


@lru_cache(maxsize=1)
def _months() -> dict[str, int]:
    """Month names, long and short, of many languages. "may" and the like agree wherever they are shared."""
    names: dict[str, int] = {}
    for code in _LOCALES:
        months = Locale.parse(code).months
        for form in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in months[form][width].items():
                    word = name.casefold().rstrip(".")
                    if not word.isdecimal() and "." not in word:
                        names.setdefault(word, number)
    names.update(
        {
            "sept": 9,
            "mär": 3,
            "mrz": 3,
            "maerz": 3,
            "janv": 1,
            "févr": 2,
            "fevr": 2,
            "déc": 12,
            "août": 8,
            "aout": 8,
            "fevrier": 2,
        }
    )
    return names


def column_order(cells: Iterable[str]) -> str | None:
    """The order of day and month in numeric dates: "dmy", "mdy", "?" where both fit, None where it does not matter."""
    day_first = month_first = open_cells = 0
    for cell in cells:
        found = _YEAR_LAST.fullmatch(one_line(cell)) if len(cell) <= _LONGEST else None
        if not found:
            continue
        first, second = int(found["a"]), int(found["b"])
        if found["mark"] == "." or (first > 12 and second <= 12):
            day_first += 1
        elif second > 12 and first <= 12:
            month_first += 1
        elif first != second:
            open_cells += 1
    if day_first or month_first:
        return "dmy" if day_first >= month_first else "mdy"
    return "?" if open_cells else None


def parse_moment(cell: str, order: str) -> Moment | Bad | None:
    """One cell as a day, None where it is empty, Bad with the reason where there is no such day."""
    if len(cell) > _LONGEST:
        return Bad("This is not a date.", _FIX)
    text = one_line(cell)
    if text.casefold() in NULLS:
        return None
    if found := _YEAR_FIRST.fullmatch(text):
        return _build(int(found["y"]), int(found["m"]), int(found["d"] or 1), found)
    if found := _YEAR_LAST.fullmatch(text):
        first, second = int(found["a"]), int(found["b"])
        day, month = (first, second) if order == "dmy" or found["mark"] == "." else (second, first)
        if month > 12 and day <= 12:
            written = "day first" if order == "dmy" else "month first"
            return Bad(f"There is no month {month}; the other dates of this column are written {written}.", _FIX)
        return _build(_full_year(found["y"]), month, day, found)
    if found := _COMPACT.fullmatch(text):
        return _build(int(found["y"]), int(found["m"]), int(found["d"]), None)
    if _SERIAL.fullmatch(text):
        return Moment(_EXCEL_EPOCH + timedelta(days=int(re.split(r"[.,]", text)[0])))
    return _parse_words(text)


def _full_year(text: str) -> int:
    year = int(text)
    if len(text) == 4:
        return year
    return 2000 + year if year < 70 else 1900 + year


def _build(year: int, month: int, day: int, clock: re.Match[str] | None) -> Moment | Bad:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return Bad(f"The year {year:04d} cannot be right.", _FIX)
    try:
        when = date(year, month, day)
    except ValueError:
        return Bad("There is no such day in the calendar.", _FIX)
    if clock is None or clock["hour"] is None:
        return Moment(when)
    hour, minute = int(clock["hour"]), int(clock["minute"] or 0)
    half = (clock["half"] or "").replace(".", "").casefold()
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    if hour > 23 or minute > 59:
        return Bad("There is no such time of day.", "Write the time as HH:MM, or leave it out.")
    return Moment(when, hour, midnight=hour == 0 and minute == 0)


def _parse_words(text: str) -> Moment | Bad:
    clock = _CLOCK_END.search(text)
    words = _WORD.findall(text[: clock.start()] if clock else text)
    months = [number for word in words if (number := _months().get(word.casefold())) is not None]
    numbers = [word for word in words if word.isdecimal()]
    if not months or not numbers or len(numbers) > 2:
        return Bad("This is not a date.", _FIX)
    years = [number for number in numbers if len(number) == 4]
    if len(numbers) == 1:
        # "June 2026": the month as a whole; a lone day has no year to belong to.
        return _build(int(years[0]), months[0], 1, None) if years else Bad("The date has no year.", _FIX)
    year = years[0] if years else numbers[1]
    rest = list(numbers)
    rest.remove(year)
    if len(year) not in {2, 4} or len(rest[0]) > 2:
        return Bad("This is not a date.", _FIX)
    return _build(_full_year(year), months[0], int(rest[0]), clock)


_DAY = r"\d{1,2}(?:st|nd|rd|th|er|º|\.)?"
_MONTH = r"[^\W\d_]{3,}\.?"
_NAMED = rf"(?:{_DAY}\s+(?:de\s+)?{_MONTH},?\s+(?:de\s+)?\d{{4}}|{_MONTH}\s+{_DAY},?\s+\d{{4}})"
_NUMERIC = r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[/.-]\d{1,2}[/.-]\d{4})"
_IN_TEXT = re.compile(rf"{_NAMED}|{_NUMERIC}")
_YEARLESS = rf"(?:{_MONTH}\s+{_DAY}|{_DAY}\s+{_MONTH})"
_SHARED_YEAR = re.compile(rf"(?P<a>{_YEARLESS})\s*(?:-|–|—|to|bis|au)\s*(?P<b>{_YEARLESS}),?\s+(?P<y>\d{{4}})")


def dates_in_text(text: str) -> list[str]:
    """The pieces of a title line that are dates, as they stand."""
    text = text[:500]
    if shared := _SHARED_YEAR.search(text):
        return [f"{shared['a']} {shared['y']}", f"{shared['b']} {shared['y']}"]
    pieces = _IN_TEXT.findall(text)
    return [
        piece
        for piece in pieces
        if isinstance(parse_moment(piece, "dmy"), Moment) or isinstance(parse_moment(piece, "mdy"), Moment)
    ]


def month_end(day: date) -> date:
    """The last day of the month."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
