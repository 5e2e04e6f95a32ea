"""Numbers, money and dates as a person reads them: short, with the full one beside it; a dash for what is undefined."""

from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

Number = Decimal | int | float
MISSING = "–"
_STEPS = ((Decimal(10) ** 12, "T"), (Decimal(10) ** 9, "B"), (Decimal(10) ** 6, "M"), (Decimal(10) ** 3, "k"))
# Below this the whole number is as short as its abbreviation and says more.
_SHORTEN_FROM = 10_000
_SYMBOLS = {
    "USD": "$",
    "EUR": "€",
    "GBP": "£",
    "JPY": "¥",
    "INR": "₹",
    "KRW": "₩",
    "BRL": "R$",
    "CAD": "CA$",
    "AUD": "A$",
    "NZD": "NZ$",
    "MXN": "MX$",
}
_NO_CENTS = frozenset({"JPY", "KRW", "CLP", "VND", "ISK", "HUF"})


class Formatted(NamedTuple):
    """A number twice: `short` for the eye, `full` for the hover and for screen readers."""

    short: str
    full: str


def _exact(value: Number) -> Decimal | None:
    number = value if isinstance(value, Decimal) else Decimal(str(value))
    return number if number.is_finite() else None


def _grouped(number: Decimal, decimals: int) -> str:
    rounded = number.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return f"{rounded or abs(rounded):,.{decimals}f}".replace("-", "−")


def _abbreviated(number: Decimal) -> str:
    for step, letter in _STEPS:
        scaled = number / step
        # 999,960 rounds to 1,000.0k: the next larger letter says it better.
        if abs(scaled) >= Decimal("0.9995"):
            return _significant(scaled) + letter
    return _grouped(number, 0)


def _significant(number: Decimal) -> str:
    """Three digits that count: 1.23, 12.3, 123; a zero after the point is dropped."""
    size = abs(number)
    decimals = 0 if size >= Decimal("99.95") else 1 if size >= Decimal("9.995") else 2
    return _trimmed(number, decimals)


def count(value: Number | None) -> Formatted:
    """A count, which may be fractional: 9,874 · 12.4k · 1.2M."""
    number = None if value is None else _exact(value)
    if number is None:
        return Formatted(MISSING, MISSING)
    size = abs(number)
    full = _trimmed(number, 2)
    if size >= _SHORTEN_FROM:
        return Formatted(_abbreviated(number), full)
    return Formatted(_trimmed(number, 0 if size >= 100 else 1 if size >= 1 else 2), full)


def _trimmed(number: Decimal, decimals: int) -> str:
    """At most so many decimals, without zeros at the end."""
    text = _grouped(number, decimals)
    return text.rstrip("0").rstrip(".") if "." in text else text


def symbol(currency: str | None) -> str:
    """What stands before an amount: a sign where it is unmistakable, else the code and a space."""
    if not currency:
        return ""
    return _SYMBOLS.get(currency, f"{currency}\u00a0")


def money(value: Number | None, currency: str | None) -> Formatted:
    """An amount with its currency: $9,874 · $12.4k, in full $12,431.07. Amounts under 100 keep their cents."""
    number = None if value is None else _exact(value)
    if number is None:
        return Formatted(MISSING, MISSING)
    sign, size, mark = ("−" if number < 0 else ""), abs(number), symbol(currency)
    cents = 0 if currency in _NO_CENTS else 2
    # A CPC of a tenth of a cent must not read as nothing.
    below, finer = (10, 2) if not cents else (Decimal("0.1"), 4)
    full = f"{sign}{mark}{_grouped(size, finer if 0 < size < below else cents)}"
    if size >= _SHORTEN_FROM:
        return Formatted(f"{sign}{mark}{_abbreviated(size)}", full)
    return Formatted(f"{sign}{mark}{_grouped(size, 0)}" if size >= 1000 else full, full)


def percent(value: Number | None) -> Formatted:
    """A share as a percentage: 0.0123 is 1.23%. Below a tenth of a percent it keeps four decimals."""
    number = None if value is None else _exact(value)
    if number is None:
        return Formatted(MISSING, MISSING)
    scaled = number * 100
    size = abs(scaled)
    decimals = 4 if 0 < size < Decimal("0.1") else 2
    short = decimals if size < 10 else 1 if size < 1000 else 0
    return Formatted(f"{_grouped(scaled, short)}%", f"{_grouped(scaled, decimals)}%")


def multiple(value: Number | None) -> Formatted:
    """How many times over: a ROAS of 3.42 is 3.42×."""
    number = None if value is None else _exact(value)
    if number is None:
        return Formatted(MISSING, MISSING)
    decimals = 2 if abs(number) < 100 else 0
    return Formatted(f"{_grouped(number, decimals)}×", f"{_grouped(number, 2)}×")


def signed_percent(value: Number | None) -> str:
    """A relative change with its sign: +12.3% or −4.0%."""
    number = None if value is None else _exact(value)
    if number is None:
        return MISSING
    scaled = number * 100
    text = _grouped(abs(scaled), 1 if abs(scaled) < 1000 else 0)
    if not any(digit in "123456789" for digit in text):
        return f"{text}%"
    return f"{'+' if scaled > 0 else '−'}{text}%"


def day(value: date | None) -> str:
    """A day: 3 Nov 2026."""
    return MISSING if value is None else f"{value.day} {value:%b %Y}"


def day_range(first: date | None, last: date | None) -> str:
    """Two days without saying twice what they share: 3–9 Nov 2026."""
    if first is None or last is None:
        return MISSING if first is None and last is None else day(first or last)
    if first == last:
        return day(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{day(last)}"
    if first.year == last.year:
        return f"{first.day} {first:%b} – {day(last)}"
    return f"{day(first)} – {day(last)}"


def moment(value: datetime | None) -> str:
    """A time in UTC: 3 Nov 2026, 14:05 UTC."""
    if value is None:
        return MISSING
    at = value.astimezone(UTC) if value.tzinfo else value
    return f"{at.day} {at:%b %Y, %H:%M} UTC"


def file_size(size: int) -> str:
    """Bytes as a person reads them, in steps of 1024 as file managers count: 812 B, 4.2 kB, 200 MB."""
    amount, unit = float(size), "B"
    for larger in ("kB", "MB", "GB"):
        if amount < 1024:
            break
        amount, unit = amount / 1024, larger
    return f"{amount:.0f} {unit}" if unit == "B" or amount >= 100 else f"{amount:.1f} {unit}"


def plural(number: int, one: str, more: str | None = None) -> str:
    """A count with its noun: 1 campaign, 2 campaigns."""
    return f"{number:,} {one if number == 1 else more or one + 's'}"
