"""Numbers of any locale. Whole columns are read at once; only cells that do not fit are looked at one by one."""

import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

from data.formats._cells import NULLS, Bad, Memory, one_line
from data.formats._format import find_currency
from domain.money import MAX_MICROS, to_micros

MAX_COUNT = 10**15
"""More impressions than were ever shown: what is above is an id or a slip."""

# No amount is longer; the patterns below would take long over a long cell.
_LONGEST = 60
_SIGN = r"[^\d\s.,'’+\-−()%\[\]]{1,4}"
_MONEY = re.compile(
    rf"(?P<sign>[-−+]?)\s*(?P<before>{_SIGN})?\s*(?P<sign2>[-−+]?)\s*"
    rf"(?P<body>[\d.,'’ ]*\d[\d.,'’ ]*)\s*(?P<after>{_SIGN})?(?P<sign3>-?)"
)
_EXPONENT = re.compile(r"\d+(?:[.,]\d+)?[eE][+-]?\d{1,2}")
_ONE_ITEM = re.compile(r"\[([^\[\]]*)\]")
_PLAIN = re.compile(r"\d{1,14}\.?(?:\d{1,2}|\d{4,})?|\.\d+")


def _body_pattern(decimal: str) -> re.Pattern[str]:
    group = r"\." if decimal == "," else ","
    point = re.escape(decimal)
    # Western groups of three, Indian groups of two before the last three, or none.
    return re.compile(
        rf"(?:\d{{1,3}}(?:(?P<g>[{group} '’])\d{{3}})(?:(?P=g)\d{{3}})*"
        rf"|\d{{1,2}}(?:{group}\d{{2}})+{group}\d{{3}}|\d*)(?:{point}\d*)?"
    )


_BODIES = {mark: _body_pattern(mark) for mark in (".", ",")}


def _column_pattern(decimal: str) -> re.Pattern[str]:
    """Cells of a whole column, one a line. Possessive parts keep the match linear; captures inside them crash `re`."""
    groups = "|".join(
        rf"(?:{sign}\d{{3}})++" for sign in (r"\." if decimal == "," else ",", "\u00a0", "\u202f", " ", "'")
    )
    cell = rf"(?>\d{{1,3}}(?:{groups})|\d*+)(?:{re.escape(decimal)}\d*+)?"
    return re.compile(rf"{cell}(?:\n{cell})*+")


_COLUMNS = {mark: _column_pattern(mark) for mark in (".", ",")}
_PLAINLY: dict[str, dict[int, str | int | None]] = {
    ".": dict.fromkeys(map(ord, ",\u00a0\u202f '")),
    ",": {**dict.fromkeys(map(ord, ".\u00a0\u202f '")), ord(","): "."},
}


def decimal_evidence(cell: str) -> str | None:
    """The decimal sign that one cell shows: "." or ","; "?." or "?," where it may group thousands; None."""
    found = _MONEY.fullmatch(one_line(cell).strip("[]%() ")) if len(cell) <= _LONGEST else None
    if not found:
        return None
    body = found["body"].replace(" ", "").replace("'", "").replace("’", "")
    point, comma = body.count("."), body.count(",")
    if point and comma:
        return "." if body.rfind(".") > body.rfind(",") else ","
    if not point and not comma:
        return None
    mark, other = (".", ",") if point else (",", ".")
    if point + comma > 1:
        return other
    whole, _, rest = body.partition(mark)
    if len(rest) == 3 and 1 <= len(whole) <= 3 and whole.strip("0"):
        return f"?{mark}"
    return mark


def decide_decimal(cells: Iterable[str]) -> str | None:
    """The decimal sign of a column: "." or ",", "?." or "?," where it stays open, None where no cell has a sign."""
    votes = {".": 0, ",": 0, "?.": 0, "?,": 0}
    for cell in cells:
        evidence = decimal_evidence(cell)
        if evidence:
            votes[evidence] += 1
    if votes["."] or votes[","]:
        return "." if votes["."] >= votes[","] else ","
    for doubt in ("?.", "?,"):
        if votes[doubt]:
            return doubt
    return None


def cell_currency(cell: str) -> str | None:
    """The sign or code written beside an amount, as it stands, or None."""
    found = _MONEY.fullmatch(one_line(cell).strip("() ")) if len(cell) <= _LONGEST else None
    return (found["before"] or found["after"]) if found else None


def parse_number(cell: str, decimal: str, *, typed: bool = False) -> Decimal | Bad | None:
    """One cell as a number, None where it is empty. `typed` cells come from a workbook and may use a point anyway."""
    if len(cell) > _LONGEST:
        return Bad("This is not a number.", "Write a plain number such as 1234.56.")
    text = one_line(cell)
    if item := _ONE_ITEM.fullmatch(text):
        text = item[1].strip()
    text = text.strip("'\"").strip()
    if text.casefold() in NULLS:
        return None
    if _EXPONENT.fullmatch(text):
        return Decimal(text.replace(",", "."))
    if text.endswith("%"):
        return Bad("This is a percentage, not an amount.", "Map the column that holds the amount itself.")
    negative = text.startswith("(") and text.endswith(")")
    found = _MONEY.fullmatch(text[1:-1].strip() if negative else text)
    if not found:
        return Bad("This is not a number.", "Write a plain number such as 1234.56.")
    return _from_parts(found, decimal, negative=negative, typed=typed)


def _from_parts(found: re.Match[str], decimal: str, *, negative: bool, typed: bool) -> Decimal | Bad:
    mark = found["before"] or found["after"]
    if (
        mark
        and mark.isalpha()
        and mark.isascii()
        and not (find_currency(mark) or mark.casefold() in {"kr", "rs", "chf"})
    ):
        return Bad("This is not a number.", "Write a plain number such as 1234.56.")
    body = found["body"].strip()
    if not _BODIES[decimal].fullmatch(body):
        if not (typed and _PLAIN.fullmatch(body)):
            example = "1234.56" if decimal == "." else "1234,56"
            return Bad(
                f'The separators do not fit the column, whose decimal sign is "{decimal}".',
                f"Write it as the other cells, such as {example}.",
            )
        decimal = "."
    group = "." if decimal == "," else ","
    digits = re.sub(rf"[{re.escape(group)} '’]", "", body).replace(decimal, ".")
    try:
        value = Decimal(digits)
    except InvalidOperation:
        return Bad("This is not a number.", "Write a plain number such as 1234.56.")
    minus = sum(1 for name in ("sign", "sign2", "sign3") if found[name] in {"-", "−"})
    return -value if negative or minus % 2 else value


class CountColumn:
    """Whole numbers of a column (impressions, clicks, reach)."""

    def __init__(self, decimal: str, *, typed: bool = False) -> None:
        self._decimal, self._typed = decimal, typed
        self._cells: Memory[int | Bad | None] = Memory(self._parse)

    def read(self, column: list[str]) -> tuple[list[int | None], list[tuple[int, Bad]]]:
        """The values, and the positions of cells that are no count with the reason (their value is None)."""
        joined = "\n".join(column)
        if _COLUMNS[self._decimal].fullmatch(joined):
            parts = joined.translate(_PLAINLY[self._decimal]).split("\n")
            try:
                values = [int(part) if part else None for part in parts]
            except ValueError:
                values = []
            if len(values) == len(column) and max((value for value in values if value), default=0) <= MAX_COUNT:
                return values, []
        return _split(self._cells.recall(column))

    def _parse(self, cell: str) -> int | Bad | None:
        number = parse_number(cell, self._decimal, typed=self._typed)
        if number is None or isinstance(number, Bad):
            return number
        if number < 0:
            return Bad(
                "A count cannot be negative.",
                "Correct the number, or leave the row out if it takes an earlier one back.",
            )
        if number > MAX_COUNT:
            return Bad("The number is too large for a count.", "Check whether an id stands in this column.")
        if number != number.to_integral_value():
            return Bad("A count has to be a whole number.", "Write it without decimals.")
        return int(number)


class AmountColumn:
    """Money and conversions of a column, as micros. `micros` columns already are millionths."""

    def __init__(self, decimal: str, *, micros: bool = False, typed: bool = False, currency: str | None = None) -> None:
        self._decimal, self._micros, self._typed, self._currency = decimal, micros, typed, currency
        self._cells: Memory[int | Bad | None] = Memory(self._parse)

    def read(self, column: list[str]) -> tuple[list[int | None], list[tuple[int, Bad]]]:
        """The values in micros, and the positions of cells that are no amount with the reason."""
        joined = "\n".join(column)
        # Up to 15 characters the product below stays under 2**51, so that rounding a float is exact.
        if _COLUMNS[self._decimal].fullmatch(joined) and max(map(len, column), default=0) <= 15:
            parts = joined.translate(_PLAINLY[self._decimal]).split("\n")
            if len(parts) == len(column):
                try:
                    return self._read_plain(parts), []
                except ValueError:
                    pass
        return _split(self._cells.recall(column))

    def _read_plain(self, parts: list[str]) -> list[int | None]:
        scale = 1 if self._micros else 1_000_000
        values: list[int | None] = []
        for part in parts:
            if not part:
                values.append(None)
                continue
            exact = float(part) * scale
            value = round(exact)
            # Near a tie the float may lie on the wrong side, so the decimal digits decide.
            if -0.499 < value - exact < 0.499:
                values.append(value)
            else:
                values.append(int(Decimal(part)) if self._micros else to_micros(part))
        return values

    def _parse(self, cell: str) -> int | Bad | None:
        number = parse_number(cell, self._decimal, typed=self._typed)
        if number is None or isinstance(number, Bad):
            return number
        if number < 0:
            return Bad(
                "A negative amount cannot be imported.",
                "Enter credits and refunds at the platform, or leave the row out.",
            )
        mark = cell_currency(cell)
        written = find_currency(mark) if mark else None
        if written and self._currency and written != self._currency:
            return Bad(
                f"The amount is in {written}, the rest of the column in {self._currency}.",
                "Import each currency from its own file, or add a currency column.",
            )
        try:
            micros = round(number) if self._micros else to_micros(number)
        except (ValueError, InvalidOperation):
            micros = MAX_MICROS + 1
        if micros > MAX_MICROS:
            return Bad("The amount is too large.", "Check whether an id stands in this column.")
        return micros


def _split(read: list[int | Bad | None]) -> tuple[list[int | None], list[tuple[int, Bad]]]:
    values: list[int | None] = []
    bad: list[tuple[int, Bad]] = []
    for position, value in enumerate(read):
        if isinstance(value, Bad):
            bad.append((position, value))
            values.append(None)
        else:
            values.append(value)
    return values, bad
